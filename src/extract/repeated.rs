//! What the machine-readable zone of a paper repeats: values in print that it bears out, and a number that it puts right.

use std::collections::BTreeMap;

use super::zone::{MENDED, look_alike};
use super::{FieldName, Flag, Reading};
use crate::zone::{ShortDate, Zone};

/// The number in print and the zone's may differ by characters that look alike: the check digit decides. Values that the zone repeats are
/// as sure as it is.
pub(super) fn agree(fields: &mut BTreeMap<FieldName, Reading>) {
    join_names(fields);
    let Some(read) = fields.get(&FieldName::MachineZone) else {
        return;
    };
    let sure = read.confidence;
    let Some(zone) = Zone::parse(&read.value).filter(|z| z.wrong().is_empty()) else {
        return;
    };
    let names = zone.names();
    let spelt = |t: &str| t.chars().filter(char::is_ascii_alphabetic).collect::<String>();
    if let Some(r) = fields.get_mut(&FieldName::LatinName)
        && spelt(&r.value) == spelt(&names.0) + &spelt(&names.1)
    {
        // The print's blanks are not read; the zone has them.
        r.value = if names.1.is_empty() {
            names.0
        } else {
            format!("{}, {}", names.0, names.1)
        };
        r.confidence = r.confidence.max(sure.min(REPEATED));
        r.flags.retain(|f| *f != Flag::LowConfidence);
        r.others.clear();
    }
    let mut hold = |name: FieldName, same: &dyn Fn(&str) -> bool| {
        if let Some(r) = fields.get_mut(&name)
            && same(&r.value)
        {
            r.confidence = r.confidence.max(sure.min(REPEATED));
            r.flags.retain(|f| *f != Flag::LowConfidence);
        }
    };
    let is_day = |short: Option<ShortDate>, value: &str| {
        let day = value.parse::<crate::date::Date>().ok();
        short.zip(day).is_some_and(|(s, d)| s.may_be(d))
    };
    hold(FieldName::CertificateNumber, &|v| {
        v == zone.number() || v == zone.number_and_rest()
    });
    hold(FieldName::BirthDate, &|v| is_day(zone.born(), v));
    hold(FieldName::ValidUntil, &|v| is_day(zone.expires(), v));
    hold(FieldName::Sex, &|v| zone.sex() == Some(v));
    if let Some(r) = fields.get_mut(&FieldName::CertificateNumber) {
        let number = zone.number();
        if r.value != number && alike(&r.value, &number) {
            r.value = number;
            r.confidence = r.confidence.min(MENDED);
            r.others.clear();
            r.flags.push(Flag::CorrectedByChecksum);
            r.flags.sort_unstable();
            r.flags.dedup();
        }
    }
}

/// Surname and given names that are printed apart are the name in Latin letters.
fn join_names(fields: &mut BTreeMap<FieldName, Reading>) {
    let parts = fields.get(&FieldName::Surname).zip(fields.get(&FieldName::GivenNames));
    let Some((surname, given)) = parts.filter(|_| !fields.contains_key(&FieldName::LatinName)) else {
        return;
    };
    let joined = Reading {
        value: format!("{}, {}", surname.value, given.value),
        confidence: surname.confidence.min(given.confidence),
        area: surname.area.zip(given.area).map(|(a, b)| a.union(b)),
        flags: Vec::new(),
        others: Vec::new(),
        sure: Vec::new(),
        breaks: Vec::new(),
        ..surname.clone()
    };
    fields.insert(FieldName::LatinName, joined);
}

/// A value that the zone repeats is no surer than this.
const REPEATED: f64 = 0.995;

/// Whether texts differ only by characters that look alike.
fn alike(a: &str, b: &str) -> bool {
    let same = |(x, y): (char, char)| x == y || look_alike(x) == Some(y) || look_alike(y) == Some(x);
    a.chars().count() == b.chars().count() && a.chars().zip(b.chars()).all(same)
}
