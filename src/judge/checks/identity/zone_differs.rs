//! `identity.zone-differs`

use crate::date::{Date, Validity};
use crate::extract::Reading;
use crate::finding::{Evidence, Locus};
use crate::hanzi;
use crate::judge::check::{Bound, Check, Looked};
use crate::judge::dossier::{DocumentFacts, Dossier};
use crate::kind::FieldName;
use crate::zone::{ShortDate, Zone};

/// The check.
pub static CHECK: Check = Check {
    code: "identity.zone-differs",
    zh: "“{document}”上印刷的{field}“{actual}”与机读码不符（机读码为 {expected}）。",
    en: "The {field} printed on \"{document}\" is \"{actual}\"; its machine-readable zone says {expected}.",
    suggest_zh: "请核对证件，上传本人有效证件的原件照片。",
    suggest_en: "Check the paper and upload a picture of the original of a valid one.",
    docs: include_str!("zone_differs.md"),
    bind,
};

/// Least confidence of the zone and of the print, 0 to 1. Print that repeats the zone is as sure as it; what differs has but its own.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    min_confidence: f64,
    min_print_confidence: f64,
}

/// The documents whose print a zone speaks of: its own, or the one other document of the kind.
fn printed_on<'a>(dossier: &'a Dossier, index: usize, own: &'a DocumentFacts) -> Option<(usize, &'a DocumentFacts)> {
    if own.field(FieldName::CertificateNumber).is_some() {
        return Some((index, own));
    }
    let mut others = dossier.of_kind(own.kind()).filter(|(i, _)| *i != index);
    others.next().filter(|_| others.next().is_none())
}

/// Whether two numbers are the same, up to letters and digits that look alike.
fn same_number(a: &str, b: &str) -> bool {
    let plain = |t: &str| -> String {
        let one = |c: char| match c {
            'O' | 'Q' | 'D' => '0',
            'I' | 'L' => '1',
            'Z' => '2',
            'S' => '5',
            'B' => '8',
            'G' => '6',
            c => c,
        };
        hanzi::fold(t)
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(one)
            .collect()
    };
    plain(a) == plain(b)
}

fn is_day(short: Option<ShortDate>, day: Option<Date>) -> Option<bool> {
    Some(short?.may_be(day?))
}

/// What the zone says of a field where it says something else than the print.
fn differing(zone: &Zone, name: FieldName, printed: &Reading) -> Option<Evidence> {
    let short = |d: Option<ShortDate>| Evidence::text(d.map(ShortDate::short).unwrap_or_default());
    match name {
        FieldName::CertificateNumber => {
            let same = [zone.number(), zone.number_and_rest()]
                .iter()
                .any(|n| same_number(n, &printed.value) || same_number(n, printed.value.get(..n.len()).unwrap_or("")));
            (!same).then(|| Evidence::Personal(zone.number()))
        }
        FieldName::BirthDate => {
            let same = is_day(zone.born(), printed.value.parse().ok())?;
            (!same).then(|| short(zone.born()))
        }
        FieldName::ValidUntil => {
            let Ok(Validity::Until(last)) = printed.value.parse::<Validity>() else {
                return None;
            };
            let same = is_day(zone.expires(), Some(last))?;
            (!same).then(|| short(zone.expires()))
        }
        FieldName::Sex => {
            let says = zone.sex()?;
            (says != printed.value).then(|| Evidence::said(says))
        }
        _ => None,
    }
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params {
        min_confidence,
        min_print_confidence,
    } = serde_json::from_value(params)?;
    Ok(Bound::each_document(move |(index, document), dossier, out| {
        let read = document.sure_field(FieldName::MachineZone, min_confidence);
        let Some(zone) = read
            .and_then(|r| Zone::parse(&r.value))
            .filter(|z| z.wrong().is_empty())
        else {
            return Looked::no("the machine-readable zone was not read surely");
        };
        let Some((at, paper)) = printed_on(dossier, index, document) else {
            return Looked::no("the side that prints the data is not told");
        };
        for name in [
            FieldName::CertificateNumber,
            FieldName::BirthDate,
            FieldName::ValidUntil,
            FieldName::Sex,
        ] {
            let Some(r) = paper.sure_field(name, min_print_confidence) else {
                out.not_checked(Some(index), "not every printed field was read surely");
                continue;
            };
            if let Some(expected) = differing(&zone, name, r) {
                let locus = r.area.map_or(Locus::Page(at, r.page), |a| Locus::Region(at, r.page, a));
                let actual = if name == FieldName::CertificateNumber {
                    Evidence::Personal(r.value.clone())
                } else {
                    Evidence::text(&r.value)
                };
                out.push_field(locus, name.name(), expected, actual);
            }
        }
        Looked::Yes
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;
    use crate::kind::DocumentKind;

    /// The specimen of ICAO Doc 9303-4: born 1974-08-12, until 2012-04-15.
    const ZONE: &str = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";

    fn paper(change: &[(FieldName, &str, f64)]) -> DocumentFacts {
        let mut d = document("a.jpg", DocumentKind::Passport)
            .with_field(FieldName::CertificateNumber, "L898902C3", 0.99)
            .with_field(FieldName::BirthDate, "1974-08-12", 0.99)
            .with_field(FieldName::ValidUntil, "2012-04-15", 0.99)
            .with_field(FieldName::Sex, "女", 0.99);
        for (name, value, p) in change {
            d = d.with_field(*name, value, *p);
        }
        d
    }

    fn fields(documents: Vec<DocumentFacts>) -> Vec<String> {
        let out = run(
            &CHECK,
            json!({ "min_confidence": 0.85, "min_print_confidence": 0.5 }),
            &dossier(documents),
        )
        .findings;
        out.into_iter().map(|f| f.field.unwrap()).collect()
    }

    #[test]
    fn print_and_zone_of_one_paper() {
        let with = |change: &[(FieldName, &str, f64)]| {
            fields(vec![paper(change).with_field(FieldName::MachineZone, ZONE, 0.99)])
        };
        assert!(with(&[]).is_empty());
        assert_eq!(with(&[(FieldName::BirthDate, "1974-08-13", 0.99)]), ["birth-date"]);
        assert!(with(&[(FieldName::BirthDate, "1974-08-13", 0.4)]).is_empty());
        assert_eq!(
            with(&[(FieldName::CertificateNumber, "L898902C4", 0.99)]),
            ["certificate-number"]
        );
        // An O for a nought is a reading, no difference.
        assert!(with(&[(FieldName::CertificateNumber, "L8989O2C3", 0.99)]).is_empty());
        assert_eq!(with(&[(FieldName::Sex, "男", 0.99)]), ["sex"]);
    }

    #[test]
    fn the_zone_on_the_other_side() {
        let back = || document("b.jpg", DocumentKind::Passport).with_field(FieldName::MachineZone, ZONE, 0.99);
        let other = paper(&[(FieldName::ValidUntil, "2013-04-15", 0.99)]);
        assert_eq!(fields(vec![other.clone(), back()]), ["valid-until"]);
        // Of which of two cards it is the back is not known.
        assert!(fields(vec![other.clone(), other, back()]).is_empty());
    }
}
