//! Fields of a document of known kind. In: read pages and the kind's specification. Out: [`Reading`]s.
//!
//! A labeller says which pieces of the page's lines belong to which field, and the field's shape parses them from the recogniser's
//! characters and alternatives. Must not know what is declared or asked.

mod again;
mod agreement;
mod block;
pub mod confidence;
mod empty;
pub mod labeller;
mod places;
mod repeated;
mod shape;
mod value;
mod zone;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::geometry::PixelBox;
use crate::kind::spec::{KindSpec, Shape};
use crate::kind::{DocumentKind, FieldName};
use crate::read::{ReadPage, Source};
pub use again::look_again;
pub use agreement::agree_across;
use confidence::{Candidate, Confidence, Evidence};
pub use empty::{Beside, EmptyLabel, empty_labels};
use labeller::Weights;

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
    /// Probability of each character of `value`, 0 to 1. Empty where not known.
    #[serde(default)]
    pub sure: Vec<f32>,
    /// Characters of `value` with which a new line of print begins: before it one may have been lost without a trace. In order.
    #[serde(default)]
    pub breaks: Vec<usize>,
}

/// Confidence below which a reading is flagged: an even chance or worse in twenty characters of text.
const LOW: f64 = 0.6;

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

/// A candidate as a reading (`number` of its page from 1), as sure as the evidence makes it.
fn finish(shape: Shape, candidate: Candidate, page: &ReadPage, number: usize) -> Reading {
    let evidence = Evidence::of(shape, &candidate, page);
    let confidence = Confidence::shipped().of(&evidence).clamp(0.0, MAX_CONFIDENCE);
    let mut flags = evidence.flags();
    if confidence < LOW {
        flags.push(Flag::LowConfidence);
    }
    flags.sort_unstable();
    flags.dedup();
    let Candidate { parsed, value, .. } = candidate;
    Reading {
        value: parsed.value,
        confidence: (confidence * 1000.0).round() / 1000.0,
        page: number,
        area: value.area,
        source: value.source,
        flags,
        others: parsed.others,
        sure: parsed.sure,
        breaks: parsed.breaks,
    }
}

/// No reading is surer.
const MAX_CONFIDENCE: f64 = 0.999;

/// What is read of each field of a document by its labels and shapes, and what speaks for it: for fitting. Of several pages the
/// surest reading.
pub fn evidence(spec: &KindSpec, pages: &[ReadPage]) -> BTreeMap<FieldName, (String, Evidence)> {
    let mut out: BTreeMap<FieldName, (String, Evidence)> = BTreeMap::new();
    let sure = |e: &Evidence| Confidence::shipped().of(e);
    for page in pages {
        for (field, candidate) in labeller::candidates(Weights::shipped(), spec, page) {
            let evidence = Evidence::of(field.shape, &candidate, page);
            if out.get(&field.name).is_none_or(|(_, old)| sure(&evidence) > sure(old)) {
                out.insert(field.name, (candidate.parsed.value, evidence));
            }
        }
    }
    out
}

/// Values of one card that say the same thing hold each other up: the birth date and the sex are also in the number, and in the
/// machine-readable zone.
fn agree(kind: DocumentKind, fields: &mut BTreeMap<FieldName, Reading>) {
    repeated::agree(fields);
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
