//! Which kind of document a read document is, and its scale. In: [`crate::read::ReadPage`]s. Out: [`Recognised`], DPI.
//! Must not know rules, nor believe what the submitter declared.

mod arrangement;
mod band;
pub mod card;
pub mod card_beside_sheet;
pub mod copied;
mod cues;
mod form;
pub mod framed;
pub mod laid_over;
pub mod scale;
pub mod small_code;

use crate::geometry::Quad;
use crate::kind::sides::VARIANTS;
use crate::kind::spec::Paper;
use crate::kind::{DocumentKind, SPECS};
use crate::measure::{Measured, metric, sharpness};
use crate::read::{MarkKind, ReadPage};
use cues::Words;

/// The kind of a document.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Recognised {
    /// The kind; `Unrecognised` where none fits.
    pub kind: DocumentKind,
    /// How sure, 0 to 1.
    pub confidence: f64,
    /// The best guess where none fits.
    pub guess: Option<DocumentKind>,
    /// What told: cues found.
    pub basis: Vec<String>,
}

impl Recognised {
    /// Nothing is known of the kind.
    pub fn unknown() -> Self {
        Self {
            kind: DocumentKind::Unrecognised,
            confidence: 0.0,
            guess: None,
            basis: Vec::new(),
        }
    }
}

/// Least sum of weights for a kind: a heading, or most of its labels. One label alone (weight 4 at most) is not enough.
const ENOUGH: f64 = 4.5;
/// Pages looked at: the heading stands on the first, the second side of a card on the second.
const PAGES: usize = 3;

/// Scores every kind's specification over the words of the first pages.
pub fn classify(pages: &[ReadPage]) -> Recognised {
    let words = Words::of(&pages[..pages.len().min(PAGES)]);
    if words.is_empty() {
        return wordless(pages);
    }
    let mut scores: Vec<(f64, DocumentKind, Vec<String>)> = SPECS
        .iter()
        .filter(|s| !s.cues.is_empty())
        .map(|s| {
            let (score, basis) = words.score(s.cues);
            (score, s.kind, basis)
        })
        .collect();
    let of = |kind: DocumentKind| scores.iter().find(|s| s.1 == kind).map_or(0.0, |s| s.0);
    let (portrait, emblem) = (of(DocumentKind::IdCardPortrait), of(DocumentKind::IdCardEmblem));
    let card = portrait.min(emblem);
    if card >= ENOUGH {
        let basis = scores
            .iter()
            .filter(|s| matches!(s.1, DocumentKind::IdCardPortrait | DocumentKind::IdCardEmblem))
            .flat_map(|s| s.2.iter().cloned())
            .collect();
        scores.push((portrait + emblem, DocumentKind::IdCardBoth, basis));
    }
    // Descending by score; equal scores keep the order of the table.
    scores.sort_by(|a, b| b.0.total_cmp(&a.0));
    let Some((best, kind, basis)) = scores.first().cloned() else {
        return Recognised::unknown();
    };
    let sides = |k: DocumentKind| kind == DocumentKind::IdCardBoth && k.is_id_card();
    let second = scores
        .iter()
        .skip(1)
        .find(|s| !sides(s.1))
        .map_or(0.0, |s| s.0.max(0.0));
    if best < ENOUGH || best - second < 0.5 {
        let guess = (best > 0.0).then_some(kind);
        return Recognised {
            kind: DocumentKind::Unrecognised,
            confidence: 0.0,
            guess,
            basis,
        };
    }
    // A paper that is printed like this kind but for a few words.
    for variant in VARIANTS.iter().filter(|v| v.like == kind) {
        let (score, basis) = words.score(variant.cues);
        if score >= ENOUGH {
            return Recognised {
                kind: variant.kind,
                confidence: (sure(best + score, best) * 1000.0).round() / 1000.0,
                guess: None,
                basis,
            };
        }
    }
    let confidence = sure(best, second);
    Recognised {
        kind,
        confidence: (confidence * 1000.0).round() / 1000.0,
        guess: None,
        basis,
    }
}

/// How sure a kind of this score is beside the second: saturating in the score, lowered by a close second.
fn sure(best: f64, second: f64) -> f64 {
    (1.0 - (-best / 3.0).exp()) * (1.0 - 0.5 * (second / best).min(1.0).powi(2))
}

/// A sheet is bare paper for the most part: forms, licences and certificates have 3 to 9 % of ink on them.
const MOST_INK: f64 = 0.2;

/// Share of ink within an outline at least, where `ink` is that of the picture and all around the outline may be dark.
fn inked(ink: f64, coverage: f64) -> f64 {
    (ink - (1.0 - coverage)) / coverage
}

/// An outline that ends with the picture on two or three sides is a wall or a floor: a sheet lies within its picture, or the
/// picture shows nothing else.
fn walls(outline: &Quad, width: u32, height: u32) -> bool {
    let (w, h) = (width as f32, height as f32);
    let [a, b, c, d] = outline.0;
    let near = |v: f32, edge: f32, side: f32| (v - edge).abs() <= 0.015 * side;
    let sides = [
        near(a.y, 0.0, h) && near(b.y, 0.0, h),
        near(b.x, w, w) && near(c.x, w, w),
        near(c.y, h, h) && near(d.y, h, h),
        near(d.x, 0.0, w) && near(a.x, 0.0, w),
    ];
    matches!(sides.iter().filter(|s| **s).count(), 2 | 3)
}

/// Share of a picture at the sensor's bright end from which print may have vanished in it.
const WASHED_OUT: f64 = 0.3;

/// Whether an outline that runs out of its picture is a part of a room: too dark for a sheet, or ending with the picture on
/// several sides, in a picture so sharp and so little burnt that words would have been read, had there been any.
fn room(measured: &Measured, width: u32, height: u32) -> bool {
    let figure = |name| measured.figures.get(name).copied();
    let coverage = figure(metric::COVERAGE).unwrap_or(1.0);
    let dark = figure(metric::INK).is_some_and(|i| inked(i, coverage) >= MOST_INK);
    let sharp = figure(metric::EDGE_WIDTH).is_some_and(|w| w < sharpness::SOFT);
    let wall = measured.paper.is_some_and(|q| walls(&q, width, height));
    (dark || wall) && sharp && figure(metric::BURNT).is_none_or(|b| b < WASHED_OUT)
}

/// Share of a picture's width from which a face on it is its subject: on a card that fills the picture a face takes 0.16 (14 of 85.6 mm).
const SUBJECT: f64 = 0.18;

/// Whether a picture is one of a person.
fn shows_a_person(page: &ReadPage) -> bool {
    let faces = page.portrait.iter().flat_map(|p| &p.faces);
    faces
        .take(1)
        .any(|f| f64::from(f.area.w) >= SUBJECT * f64::from(page.width))
}

/// A picture without words: a photograph of a person or a place, where it shows neither card nor sheet nor a blank page.
fn wordless(pages: &[ReadPage]) -> Recognised {
    let mut unknown = Recognised::unknown();
    if let [page] = pages {
        let figure = |name| page.measured.figures.get(name).copied();
        let ink = figure(metric::INK);
        // A card or sheet that could not be read is no place.
        let sheet = page.measured.paper.is_some_and(|q| {
            let (w, h) = (f64::from(q.width()), f64::from(q.height()));
            let aspect = w.max(h) / w.min(h).max(1.0);
            let like = |p: Paper| (aspect / (p.long_mm / p.short_mm) - 1.0).abs() < 0.12;
            let coverage = figure(metric::COVERAGE).unwrap_or(1.0);
            coverage > 0.15
                && (like(Paper::ID_1) || like(Paper::A4) && ink.is_none_or(|i| inked(i, coverage) < MOST_INK))
                && !walls(&q, page.width, page.height)
        });
        let place = !sheet
            && !page.measured.blank
            && (page.measured.cut.is_empty() || room(&page.measured, page.width, page.height));
        let stamped = page
            .marks
            .iter()
            .any(|m| matches!(m.kind, MarkKind::Seal | MarkKind::QrCode));
        if shows_a_person(page) || place && ink.is_none_or(|i| i > 0.02) && !stamped {
            unknown.kind = DocumentKind::SitePhoto;
            unknown.confidence = 0.5;
            unknown.basis = vec!["a picture without words".to_owned()];
        }
    }
    unknown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::PixelBox;

    #[test]
    fn a_wall_ends_with_its_picture_and_a_sheet_does_not() {
        let outline = |x, y, w, h| Quad::from_box(PixelBox { x, y, w, h });
        let wall = |q: Quad| walls(&q, 1200, 900);
        assert!(wall(outline(0, 0, 1200, 560)));
        // On a desk, along one side of its picture, and a scan.
        for sheet in [(100, 80, 600, 800), (0, 80, 600, 800), (0, 0, 1200, 900)] {
            let (x, y, w, h) = sheet;
            assert!(!wall(outline(x, y, w, h)), "{sheet:?}");
        }
    }

    #[test]
    fn a_room_that_ends_with_its_picture_is_sharp_dark_and_without_words() {
        let on = |floor: Option<Quad>, ink: f64, edge: f64, burnt: f64| {
            let mut page = crate::read::fixture::page(1200, 900, Vec::new()).measured;
            page.figures.extend([
                (metric::INK, ink),
                (metric::EDGE_WIDTH, edge),
                (metric::BURNT, burnt),
                (metric::COVERAGE, 0.797),
            ]);
            page.paper = floor;
            room(&page, 1200, 900)
        };
        let told = |ink, edge, burnt| on(None, ink, edge, burnt);
        // The drawn office of seed b's case 30; a form, a picture out of focus, a card burnt out.
        assert!(told(0.387, 4.8, 0.0));
        // A floor as pale as a sheet.
        let floor = PixelBox {
            x: 0,
            y: 500,
            w: 925,
            h: 400,
        };
        assert!(on(Some(Quad::from_box(floor)), 0.25, 4.8, 0.0));
        assert!(!told(0.25, 4.8, 0.0) && !told(0.387, 11.0, 0.0) && !told(0.387, 4.8, 0.5));
    }

    #[test]
    fn ink_around_a_sheet_is_not_held_against_it() {
        // A licence with a tenth of ink on a dark desk, and a room whose outline is a fifth smaller than its picture.
        assert!(inked(0.6 + 0.4 * 0.1, 0.4) < MOST_INK);
        assert!(inked(0.387, 0.797) > MOST_INK);
    }
}
