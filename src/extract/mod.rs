//! Fields of a document of known kind. In: read pages and the kind's specification. Out: [`Reading`]s.
//!
//! A labeller says which pieces of the page's lines belong to which field, and the field's shape parses them from the recogniser's
//! characters and alternatives. Must not know what is declared or asked.

mod across;
mod again;
mod block;
mod empty;
pub mod labeller;
mod places;
mod shape;
mod value;
mod zone;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::geometry::PixelBox;
use crate::kind::spec::{KindSpec, Shape};
use crate::kind::{DocumentKind, FieldName};
use crate::read::{MarkKind, ReadPage, Source};
pub use across::agree_across;
pub use again::look_again;
pub use empty::{Beside, EmptyLabel, empty_labels};
use labeller::Weights;
use value::Value;

/// What befell a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the words of the report schema")]
pub enum Flag {
    Glare,
    Occluded,
    Incomplete,
    UnderSeal,
    LowConfidence,
    CorrectedByChecksum,
}

/// One extracted value with where it came from.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Reading {
    /// The value in the form `fields.tsv` asks for (ISO date, upper case ...).
    pub value: String,
    /// Probability that the value is right, 0 to 1.
    pub confidence: f64,
    /// Page, from 1.
    pub page: usize,
    /// Where it stands on the upright page.
    pub area: Option<PixelBox>,
    /// Where it comes from.
    pub source: Source,
    /// What befell it, sorted.
    pub flags: Vec<Flag>,
    /// For each character of `value`, other characters the recogniser held possible (best first). Empty where not known.
    pub others: Vec<Vec<(char, f32)>>,
}

/// Confidence below which a reading is flagged: an even chance or worse in twenty characters of text.
const LOW: f64 = 0.6;
/// A value found by its shape alone, without its label, is surer to be another value than a labelled one.
const UNLABELLED: f64 = 0.9;

/// A text in which a bracket stands alone lost one, and what stood beside it perhaps: closing brackets alone on the last line of a
/// paragraph are not found.
const UNCLOSED: f64 = 0.8;
/// A value on which something seems to lie.
pub const OCCLUDED: f64 = 0.8;

/// Whether every bracket of a text has its mate.
fn brackets_close(text: &str) -> bool {
    let depth = text.chars().try_fold(0u32, |depth, c| match c {
        '（' | '(' => Some(depth + 1),
        '）' | ')' => depth.checked_sub(1),
        _ => Some(depth),
    });
    depth == Some(0)
}

/// Values of a picture made sharper are no surer: below what rules believe a difference from (0.8), and far from what the
/// recogniser says, which never saw such pictures.
const RESTORED: f64 = 0.79;

/// Doubts what was read from pages whose picture was made sharper.
pub fn doubt_restored(pages: &[ReadPage], fields: &mut BTreeMap<FieldName, Reading>) {
    for reading in fields.values_mut() {
        if pages.get(reading.page.wrapping_sub(1)).is_some_and(|p| p.restored) {
            reading.confidence = reading.confidence.min(RESTORED);
            reading.flags.push(Flag::LowConfidence);
            reading.flags.sort_unstable();
            reading.flags.dedup();
        }
    }
}

/// Extracts every field of `spec` from the pages of one document.
pub fn extract(spec: &KindSpec, pages: &[ReadPage]) -> BTreeMap<FieldName, Reading> {
    extract_by(Weights::shipped(), spec, pages)
}

/// The same by other weights of the labeller: for fitting.
pub fn extract_by(weights: &Weights, spec: &KindSpec, pages: &[ReadPage]) -> BTreeMap<FieldName, Reading> {
    let mut out: BTreeMap<FieldName, Reading> = BTreeMap::new();
    for (index, page) in pages.iter().enumerate() {
        for (name, reading) in read_page(weights, spec, page, index + 1) {
            keep_better(&mut out, name, reading);
        }
    }
    agree(spec.kind, &mut out);
    out
}

/// The fields of one page (`number` from 1).
fn of_page(spec: &KindSpec, page: &ReadPage, number: usize) -> Vec<(FieldName, Reading)> {
    read_page(Weights::shipped(), spec, page, number)
}

/// The same by other weights: what is labelled, and the machine-readable zone where the kind bears one.
fn read_page(weights: &Weights, spec: &KindSpec, page: &ReadPage, number: usize) -> Vec<(FieldName, Reading)> {
    let mut read = labeller::of_page(weights, spec, page, number);
    read.extend(zone::of_page(spec, page, number));
    read
}

/// Of two readings of one field the surer one; the first of equals.
fn keep_better(fields: &mut BTreeMap<FieldName, Reading>, name: FieldName, reading: Reading) {
    if fields.get(&name).is_none_or(|old| reading.confidence > old.confidence) {
        fields.insert(name, reading);
    }
}

/// Shapes that can be recognised without a label on this kind of document.
fn tells_itself(shape: Shape, kind: DocumentKind) -> bool {
    match shape {
        Shape::CitizenId | Shape::CreditCode | Shape::Copy | Shape::CommaName => true,
        Shape::RegistrationNumber => kind == DocumentKind::BusinessLicence,
        Shape::Phone => kind == DocumentKind::VerificationForm,
        Shape::Domain | Shape::Domains => {
            matches!(kind, DocumentKind::VerificationForm | DocumentKind::DomainCertificate)
        }
        Shape::SpanStart | Shape::SpanEnd => {
            matches!(kind, DocumentKind::IdCardEmblem | DocumentKind::IdCardBoth)
        }
        Shape::Sex => matches!(kind, DocumentKind::IdCardPortrait | DocumentKind::IdCardBoth),
        // The one date on that side of the card.
        Shape::Date => kind == DocumentKind::IdCardPortrait,
        _ => false,
    }
}

/// Heights of a value's line by which a seal reaches beyond its end, from which it may hide more of it: a character's width.
const BEYOND: f32 = 1.0;

/// Share of a value under a seal from which characters in its midst may not have been found.
const CROSSED: f32 = 0.3;
/// Words that a seal may hide a part of are no surer: below what a difference is believed from (0.8).
const UNDER_SEAL: f64 = 0.79;

/// Whether the end of a value of one line lies under a seal that goes on behind it: what is printed there may not have been found.
fn ends_under(v: &Value, seal: PixelBox) -> bool {
    let ([_], Some(area)) = (v.lines.as_slice(), v.area) else {
        return false;
    };
    let middle = area.y + area.h / 2;
    let level = (seal.y..=seal.bottom()).contains(&middle);
    level && seal.x < area.right() && seal.right() as f32 > area.right() as f32 + BEYOND * area.h as f32
}

fn finish(shape: Shape, parsed: shape::Parsed, v: &Value, page: &ReadPage, number: usize) -> Reading {
    let mut flags = Vec::new();
    let mut confidence = parsed.confidence;
    let area = v.area;
    let touches =
        |spots: &[crate::measure::Spot]| area.is_some_and(|a| spots.iter().any(|s| a.covered_by(s.area) > 0.05));
    if touches(&page.measured.glare) {
        flags.push(Flag::Glare);
        confidence *= 0.8;
    }
    if touches(&page.measured.occluded) {
        flags.push(Flag::Occluded);
        confidence *= OCCLUDED;
    }
    if v.under_seal {
        flags.push(Flag::UnderSeal);
        confidence *= 0.95;
    }
    if parsed.incomplete {
        flags.push(Flag::Incomplete);
    }
    if shape == Shape::Text {
        let seals = || page.marks.iter().filter(|m| m.kind == MarkKind::Seal).map(|m| m.area);
        if seals().any(|seal| ends_under(v, seal)) {
            flags.push(Flag::Incomplete);
            confidence = confidence.min(UNDER_SEAL);
        } else if seals().any(|seal| area.is_some_and(|a| a.covered_by(seal) > CROSSED)) {
            confidence = confidence.min(UNDER_SEAL);
        }
    }
    if !brackets_close(&parsed.value) {
        confidence *= UNCLOSED;
    }
    if parsed.corrected {
        flags.push(Flag::CorrectedByChecksum);
    }
    if confidence < LOW {
        flags.push(Flag::LowConfidence);
    }
    flags.sort_unstable();
    flags.dedup();
    Reading {
        value: parsed.value,
        confidence: (confidence.clamp(0.0, 0.999) * 1000.0).round() / 1000.0,
        page: number,
        area,
        source: v.source,
        flags,
        others: parsed.others,
    }
}

/// Values of one card that say the same thing hold each other up: the birth date and the sex are also in the number, and in the
/// machine-readable zone.
fn agree(kind: DocumentKind, fields: &mut BTreeMap<FieldName, Reading>) {
    zone::agree(fields);
    let numbered = matches!(
        kind,
        DocumentKind::IdCardPortrait
            | DocumentKind::IdCardBoth
            | DocumentKind::HmtResidencePermit
            | DocumentKind::TemporaryIdCard
    );
    if !numbered {
        return;
    }
    let Some(number) = fields.get(&FieldName::CitizenIdNumber) else {
        return;
    };
    let Ok(id) = crate::identity::CitizenId::parse(&number.value) else {
        return;
    };
    let sure = number.confidence;
    let says = [
        (FieldName::BirthDate, id.born().map(|d| d.to_string())),
        (FieldName::Sex, Some(if id.is_male() { "男" } else { "女" }.to_owned())),
    ];
    for (name, value) in says {
        if let (Some(reading), Some(value)) = (fields.get_mut(&name), value)
            && reading.value == value
        {
            reading.confidence = reading.confidence.max(sure.min(0.995));
            reading.flags.retain(|f| *f != Flag::LowConfidence);
        }
    }
}

#[cfg(test)]
mod pages;
#[cfg(test)]
mod papers;
#[cfg(test)]
mod zones;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bracket_without_its_mate_is_seen() {
        for whole in [
            "",
            "技术服务。",
            "鼎盛科技（杭州）有限公司",
            "（A(B)C）",
            "零售(仅预包装）",
        ] {
            assert!(brackets_close(whole), "{whole}");
        }
        for torn in ["（依法须经批准的项目", "杭州）有限公司", "）（", "（A(B）C"] {
            assert!(!brackets_close(torn), "{torn}");
        }
    }
}
