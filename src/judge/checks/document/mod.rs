//! Checks of papers: which are there, whose they are, whether they are sealed and signed.

mod box_unanswered;
mod date_after_submission;
mod electronic_certificate;
mod expired;
mod expires_soon;
mod field_missing;
mod fingerprint_missing;
mod is_photocopy;
mod kind_mismatch;
mod missing;
mod not_signed_copy;
mod outdated_edition;
mod qr_address;
mod qr_mismatch;
mod qr_missing;
mod registrar_not_noted;
mod seal_mismatch;
mod seal_missing;
mod seal_wrong_kind;
mod several_people;
mod signature_missing;
mod stale;
mod template_wrong;
mod temporary_id;
mod unrecognised;
mod validity_term_odd;

use crate::finding::{Evidence, Locus};
use crate::judge::check::{Check, Sink};
use crate::judge::dossier::{DocumentFacts, PageFacts};

/// The family's checks, by code.
pub static CHECKS: &[&Check] = &[
    &box_unanswered::CHECK,
    &date_after_submission::CHECK,
    &electronic_certificate::CHECK,
    &expired::CHECK,
    &expires_soon::CHECK,
    &field_missing::CHECK,
    &fingerprint_missing::CHECK,
    &is_photocopy::CHECK,
    &kind_mismatch::CHECK,
    &missing::CHECK,
    &not_signed_copy::CHECK,
    &outdated_edition::CHECK,
    &qr_address::CHECK,
    &qr_mismatch::CHECK,
    &qr_missing::CHECK,
    &registrar_not_noted::CHECK,
    &seal_mismatch::CHECK,
    &seal_missing::CHECK,
    &seal_wrong_kind::CHECK,
    &several_people::CHECK,
    &signature_missing::CHECK,
    &stale::CHECK,
    &template_wrong::CHECK,
    &temporary_id::CHECK,
    &unrecognised::CHECK,
    &validity_term_odd::CHECK,
];

use crate::hanzi;

/// Pushes the first of these words (folded) that a page's lines or marks bear, with its place.
fn push_word(
    (index, document, number, page): (usize, &DocumentFacts, usize, &PageFacts),
    words: &[String],
    out: &mut Sink<'_>,
) {
    let lines = page.lines.iter().map(|l| (l.text.as_str(), l.area));
    // A watermark's words are taken out of the lines.
    let marks = document.marks.iter().filter(|m| m.page == number);
    let marks = marks.filter_map(|m| Some((m.text.as_deref()?, m.area)));
    let found = lines.chain(marks).find_map(|(text, area)| {
        let text = hanzi::fold(text);
        Some((words.iter().find(|w| text.contains(w.as_str()))?, area))
    });
    if let Some((word, area)) = found {
        out.push(Locus::Region(index, number, area), Evidence::None, Evidence::text(word));
    }
}

/// From this likeness on, ring text is taken for the name: half its characters in their order, where a recogniser of curved
/// text loses a third of them and two firms of one city and trade share a third.
const OURS: f64 = 0.6;
/// Below this likeness ring text is somebody else's.
const OTHERS: f64 = 0.5;

/// Share of the name's telling characters found in `words` in their order (longest common subsequence), 0 to 1. The words
/// that firms share (有限公司 and the like) do not tell.
fn likeness(words: &str, name: &str) -> f64 {
    let telling = |text: &str| {
        let mut t = hanzi::fold_name(text);
        for shared in ["有限责任公司", "股份有限公司", "有限公司"] {
            t = t.replace(shared, "");
        }
        t.chars().filter(|c| c.is_alphanumeric()).collect::<Vec<char>>()
    };
    let (a, b) = (telling(name), telling(words));
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    on_ring(&a, &b) as f64 / a.len() as f64
}

/// Ring text that names an authority: one of the words given, in most of its characters.
fn is_authority(words: &str, authorities: &[String]) -> bool {
    let folded = hanzi::fold_name(words);
    authorities.iter().any(|a| likeness(&folded, a) >= 0.7)
}

/// Chinese characters of a ring that the name does not explain, the words that all firms bear left out.
fn unexplained(words: &str, name: &str) -> usize {
    let core = |text: &str| {
        let own = |c: &char| hanzi::is_han(*c) && !"有限责任股份公司".contains(*c);
        hanzi::fold_name(text).chars().filter(own).collect::<Vec<char>>()
    };
    let (a, b) = (core(name), core(words));
    b.len() - on_ring(&a, &b)
}

/// Common characters in order. A ring has no beginning: the text may start anywhere along it.
fn on_ring(name: &[char], ring: &[char]) -> usize {
    let twice: Vec<char> = ring.iter().chain(ring).copied().collect();
    (0..ring.len())
        .map(|s| common(name, twice.get(s..s + ring.len()).unwrap_or_default()))
        .max()
        .unwrap_or(0)
}

fn common(a: &[char], b: &[char]) -> usize {
    let mut row = vec![0; b.len() + 1];
    for x in a {
        let mut diagonal = 0;
        for (j, y) in b.iter().enumerate() {
            let up = row[j + 1];
            row[j + 1] = if x == y { diagonal + 1 } else { up.max(row[j]) };
            diagonal = up;
        }
    }
    row[b.len()]
}
