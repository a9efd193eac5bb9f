//! A second look at what was read with doubt or not at all, now that the kind says what stands where: lines that hold a
//! doubtful value are read again in several ways; the place behind a label without a value is read by itself, and on a
//! document of fixed layout also the place of a label that was not found.
//!
//! It costs a few strips of a page, and only where the first look left doubt.

use std::collections::{BTreeMap, BTreeSet};

use super::confidence::{Candidate, Found};
use super::labeller::printed::{self, Printed};
use super::value::Value;
use super::{FieldName, Reading, agree, block, finish, keep_better, of_page, places, shape};
use crate::geometry::{PixelBox, Quad};
use crate::kind::spec::{Field, KindSpec, Shape};
use crate::read::ocr::Engine;
use crate::read::rows::{Layout, chars_of};
use crate::read::{MarkKind, ReadPage, TextLine};

/// A value read more surely than this is left alone: from here on a difference counts as certain.
const SURE: f64 = 0.9;
/// Lines of one page read again, at most: four times a card's.
const MOST_LINES: usize = 24;
/// A character read more surely than this is no reason for doubt in a value of several lines.
const SURE_GLYPH: f32 = 0.9;
/// A line counts for a value when this share of it lies in the value's box, or of the box in it.
const SHARED: f32 = 0.3;

/// Looks again at the weak fields of a document and replaces what changed. The pages' pictures are used up.
pub fn look_again(spec: &KindSpec, pages: &mut [ReadPage], fields: &mut BTreeMap<FieldName, Reading>, engine: &Engine) {
    for (index, page) in pages.iter_mut().enumerate() {
        let Some(picture) = page.picture.take() else { continue };
        let number = index + 1;
        let weak: Vec<FieldName> = spec
            .fields
            .iter()
            .map(|f| f.name)
            .filter(|n| fields.get(n).is_some_and(|r| r.page == number && r.confidence < SURE))
            .collect();
        let lines = lines_of(page, fields, &weak);
        if !lines.is_empty() {
            engine.look_again(&picture, &mut page.lines, &lines);
            for (name, reading) in of_page(spec, page, number) {
                // A dispute lowers confidence: the new reading is the honest one, also where it is less sure.
                if weak.contains(&name) {
                    fields.insert(name, reading);
                }
            }
        }
        let mut found = printed::labels(spec, page);
        let of_lines = |f: &&Field| matches!(f.shape, Shape::Paragraph | Shape::Address);
        for field in spec.fields.iter().filter(of_lines) {
            if block::find_missing_lines(field, &found, page, &picture, engine) {
                let read = of_page(spec, page, number).into_iter();
                fields.extend(read.filter(|(name, _)| *name == field.name));
                found = printed::labels(spec, page);
            }
        }
        let layout = Layout::of(&page.lines);
        let fit = places::fit(spec, &found);
        for field in spec.fields {
            let unsure = fields
                .get(&field.name)
                .is_none_or(|r| r.page == number && r.confidence < UNSURE);
            let Some(reach) = reach(field.shape).filter(|_| unsure) else {
                continue;
            };
            let mut quads: Vec<Quad> = found
                .iter()
                .filter(|l| l.exact && l.fields.contains(&field.name))
                .map(|l| behind(&layout, l, reach))
                .collect();
            if quads.is_empty() {
                quads.extend(fit.and_then(|f| places::of_value(spec, field.name, f, &layout)));
            }
            for quad in quads.into_iter().map(|q| before_words(q, page)) {
                // What stands there already was read and found to be of no field: words laid over the value.
                let place = quad.bounds();
                let known = |l: &TextLine| l.area.covered_by(place) > SHARED;
                if !fields.contains_key(&field.name) && page.lines.iter().any(known) {
                    continue;
                }
                let Some(line) = engine.read_place(&picture, &quad) else {
                    continue;
                };
                let value = Value::of_line(chars_of(&line), line.area);
                let Some(parsed) = shape::parse(field.shape, &value) else {
                    continue;
                };
                // A rare character vanishes from a wider cut without a trace: that does not make what is left surer.
                let loses = |old: &Reading| lacks(&parsed.value, &old.value);
                if !fields.get(&field.name).is_some_and(loses) {
                    let candidate = Candidate::new(parsed, value, Found::ByPlace);
                    keep_better(fields, field.name, finish(field.shape, candidate, page, number));
                }
            }
        }
    }
    agree(spec.kind, fields);
}

/// Whether a value is another one with characters left out.
fn lacks(value: &str, whole: &str) -> bool {
    let mut rest = whole.chars();
    value.len() < whole.len() && value.chars().all(|c| rest.any(|w| w == c))
}

/// Below this a value's own place is read as well, whatever line it was found in.
const UNSURE: f64 = 0.6;

/// How far a value reaches from its label, in heights of the label's box: of the shapes that fit into one line and whose
/// grammar tells whether what stands there is one.
const fn reach(shape: Shape) -> Option<f32> {
    Some(match shape {
        Shape::Sex => 2.4,
        Shape::Ethnicity => 5.0,
        Shape::PersonName => 7.0,
        Shape::Date | Shape::LastDay => 10.0,
        Shape::CitizenId | Shape::CreditCode => 14.0,
        Shape::Phone => 9.0,
        Shape::SpanStart | Shape::SpanEnd | Shape::Term | Shape::Until => 16.0,
        Shape::Text
        | Shape::Unit
        | Shape::BilingualName
        | Shape::Authority
        | Shape::Amount
        | Shape::Address
        | Shape::Paragraph
        | Shape::RegistrationNumber
        | Shape::CertificateNumber
        | Shape::Domain
        | Shape::Domains
        | Shape::PermitNumber
        | Shape::Copy
        | Shape::HanName
        | Shape::EitherScriptName
        | Shape::LatinName
        | Shape::CommaName
        | Shape::PassportDate
        | Shape::Nationality
        | Shape::LatinSex
        | Shape::PassportNumber
        | Shape::HkMacauNumber
        | Shape::TaiwanNumber
        | Shape::ResidentNumber
        | Shape::MachineZone => return None,
    })
}

/// The place to the right of a label, up to the next label of its row.
fn behind(layout: &Layout, label: &Printed, reach: f32) -> Quad {
    let x0 = label.x1 + 0.05 * label.h;
    let x1 = (label.x1 + reach * label.h)
        .min(label.next - 0.1 * label.h)
        .max(x0 + label.h);
    layout.on_page((x0, x1), label.y, label.h)
}

/// The place up to where words laid over the page begin in it.
fn before_words(place: Quad, page: &ReadPage) -> Quad {
    let area = place.bounds();
    let level = |words: &PixelBox| (words.y..=words.bottom()).contains(&(area.y + area.h / 2));
    let words = page
        .marks
        .iter()
        .filter(|m| m.kind == MarkKind::Watermark)
        .map(|m| m.area);
    let begins = words.filter(level).map(|w| w.x).filter(|x| *x > area.x + area.h).min();
    let share = begins.map_or(1.0, |x| ((x - area.x) as f32 / area.w.max(1) as f32).min(1.0));
    Quad([
        place.at(0.0, 0.0),
        place.at(share, 0.0),
        place.at(share, 1.0),
        place.at(0.0, 1.0),
    ])
}

/// Lines that hold the weak values, in order: of a value of several lines those that hold a doubtful character.
fn lines_of(page: &ReadPage, fields: &BTreeMap<FieldName, Reading>, weak: &[FieldName]) -> Vec<usize> {
    let doubtful = |(_, line): &(usize, &TextLine)| line.glyphs.iter().any(|g| g.p < SURE_GLYPH);
    let mut chosen = BTreeSet::new();
    for area in weak.iter().filter_map(|n| fields.get(n)?.area) {
        let lines = page.lines.iter().enumerate();
        let mut held: Vec<(usize, &TextLine)> = lines
            .filter(|(_, l)| !l.glyphs.is_empty())
            .filter(|(_, l)| l.area.covered_by(area) > SHARED || area.covered_by(l.area) > SHARED)
            .collect();
        if held.len() > 1 {
            held.retain(doubtful);
        }
        chosen.extend(held.into_iter().map(|(i, _)| i));
    }
    chosen.into_iter().take(MOST_LINES).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_lacks_what_another_one_has_in_the_same_order() {
        assert!(lacks("毛军", "毛军骉") && lacks("毛骉", "毛军骉"));
        assert!(!lacks("毛军", "毛军") && !lacks("军毛", "毛军骉") && !lacks("毛军骉", "毛军"));
    }

    #[test]
    fn a_place_ends_where_words_laid_over_the_page_begin() {
        let place = PixelBox {
            x: 300,
            y: 100,
            w: 200,
            h: 30,
        };
        let mut page = crate::read::fixture::page(900, 600, Vec::new());
        let end = |page: &ReadPage| before_words(Quad::from_box(place), page).bounds().right();
        assert_eq!(end(&page), 500);
        for (x, y, ends) in [(420, 90, 420), (420, 200, 500), (280, 90, 500), (600, 90, 500)] {
            page.marks = vec![crate::read::Mark {
                kind: MarkKind::Watermark,
                page: 1,
                area: PixelBox { x, y, w: 200, h: 50 },
                text: None,
                confidence: 1.0,
            }];
            assert!((end(&page) - ends).abs() <= 1, "{x} {y}: {}", end(&page));
        }
    }
}
