//! Checks of the photo of a person: the verification photo. What was seen on it is told by `read::face`; whose face it is,
//! nobody asks.

mod badly_lit;
mod blurred;
mod face_cut;
mod ground_not_white;
mod head_covered;
mod mouth_covered;
mod no_face;
mod several_faces;

use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check, Looked, Sink};
use crate::judge::dossier::PageFacts;
use crate::read::face::{Face, Seen};

/// The family's checks, by code.
pub static CHECKS: &[&Check] = &[
    &badly_lit::CHECK,
    &blurred::CHECK,
    &face_cut::CHECK,
    &ground_not_white::CHECK,
    &head_covered::CHECK,
    &mouth_covered::CHECK,
    &no_face::CHECK,
    &several_faces::CHECK,
];

/// Why nothing is known of a photo's faces.
const NOT_LOOKED: &str = "faces were not looked for";

/// The widest face of a page and what is seen of it; `Err` says what the check came to where there is none.
fn widest(page: &PageFacts) -> Result<(&Face, &Seen), Looked> {
    let portrait = page.portrait.as_ref().ok_or_else(|| Looked::no(NOT_LOOKED))?;
    match (portrait.faces.first(), &portrait.seen) {
        (Some(face), Some(seen)) => Ok((face, seen)),
        // A photo without a face has its own finding.
        (None, _) => Err(Looked::NotMeant),
        (Some(_), None) => Err(Looked::no("it could not be measured")),
    }
}

/// A check of one figure of the widest face: `wrong` says where it lies too far, `limit` where it may lie.
fn by_figure(
    figure: impl Fn(&Seen) -> Option<f64> + Send + Sync + 'static,
    wrong: impl Fn(f64) -> bool + Send + Sync + 'static,
    limit: f64,
) -> Bound {
    Bound::each_page(move |(index, _, number, page), _, out: &mut Sink<'_>| {
        let (face, seen) = match widest(page) {
            Ok(found) => found,
            Err(looked) => return looked,
        };
        let Some(value) = figure(seen) else {
            return Looked::no("it could not be measured");
        };
        if wrong(value) {
            let at = Locus::Region(index, number, face.area.clamp_to(page.width, page.height));
            let share = |v: f64| Evidence::Number((v * 100.0).round(), "%");
            out.push(at, share(limit), share(value));
        }
        Looked::Yes
    })
}

/// Photos for the tests of this family.
#[cfg(test)]
pub(crate) mod fixture {
    use super::{Check, Face, Seen};
    use crate::geometry::{PixelBox, Point};
    use crate::judge::dossier::DocumentFacts;
    use crate::judge::dossier::fixture::{document, dossier, run};
    use crate::kind::DocumentKind;
    use crate::read::face::Portrait;

    /// A face of this width.
    pub(crate) fn face(width: i32) -> Face {
        let p = |x: f32, y: f32| Point { x, y };
        Face {
            area: PixelBox {
                x: 300,
                y: 200,
                w: width,
                h: width * 5 / 4,
            },
            confidence: 0.9,
            eyes: [p(350.0, 300.0), p(420.0, 300.0)],
            nose: p(385.0, 340.0),
            mouth: [p(360.0, 380.0), p(410.0, 380.0)],
        }
    }

    /// A photo in order, changed.
    pub(crate) fn photo(change: impl FnOnce(&mut Portrait, &mut Seen)) -> DocumentFacts {
        let mut seen = Seen {
            white_ground: Some(0.97),
            light: Some(150.0),
            burnt: Some(0.0),
            even: Some(0.9),
            mouth_unlike_skin: Some(0.1),
            coloured_above: Some(0.0),
            edge: Some(0.04),
            inside: 1.0,
        };
        let mut portrait = Portrait {
            faces: vec![face(160)],
            seen: None,
        };
        change(&mut portrait, &mut seen);
        portrait.seen = (!portrait.faces.is_empty()).then_some(seen);
        let mut d = document("photo.jpg", DocumentKind::SitePhoto);
        d.pages[0].portrait = Some(portrait);
        d
    }

    /// How many findings and how many places that were not checked a rule of `check` gives on a photo in order, changed.
    pub(crate) fn found(
        check: &'static Check,
        rule: serde_json::Value,
        change: impl FnOnce(&mut Portrait, &mut Seen),
    ) -> (usize, usize) {
        let out = run(check, rule, &dossier(vec![photo(change)]));
        (out.findings.len(), out.not_checked.len())
    }

    /// Photos with a fault each, and the check that finds it.
    pub(crate) fn faults() -> Vec<(&'static str, DocumentFacts)> {
        vec![
            ("photo.badly-lit", photo(|_, s| s.light = Some(40.0))),
            ("photo.badly-lit", photo(|_, s| s.burnt = Some(0.5))),
            ("photo.badly-lit", photo(|_, s| s.even = Some(0.2))),
            ("photo.blurred", photo(|_, s| s.edge = Some(0.2))),
            ("photo.face-cut", photo(|_, s| s.inside = 0.6)),
            ("photo.ground-not-white", photo(|_, s| s.white_ground = Some(0.1))),
            ("photo.head-covered", photo(|_, s| s.coloured_above = Some(1.0))),
            ("photo.mouth-covered", photo(|_, s| s.mouth_unlike_skin = Some(1.1))),
            ("photo.no-face", photo(|p, _| p.faces.clear())),
            ("photo.several-faces", photo(|p, _| p.faces.push(face(150)))),
        ]
    }
}
