//! Checks of how a paper was captured.

mod blurred;
mod cropped;
mod edited;
mod glare;
mod low_resolution;
mod not_colour;
mod occluded;
mod overexposed;
mod perspective;
mod recaptured;
mod screenshot;
mod several_documents;
mod skewed;
mod text_too_small;
mod underexposed;
mod upside_down;
mod watermark;

pub(super) use edited::annotation;

use crate::geometry::PixelBox;
use crate::judge::check::Check;
use crate::judge::dossier::DocumentFacts;

/// The family's checks, by code.
pub static CHECKS: &[&Check] = &[
    &blurred::CHECK,
    &cropped::CHECK,
    &edited::CHECK,
    &glare::CHECK,
    &low_resolution::CHECK,
    &not_colour::CHECK,
    &occluded::CHECK,
    &overexposed::CHECK,
    &perspective::CHECK,
    &recaptured::CHECK,
    &screenshot::CHECK,
    &several_documents::CHECK,
    &skewed::CHECK,
    &text_too_small::CHECK,
    &underexposed::CHECK,
    &upside_down::CHECK,
    &watermark::CHECK,
];

/// Names of the fields read on a page whose place a box touches, in the table's order.
fn touched(document: &DocumentFacts, page: usize, area: PixelBox) -> Vec<&'static str> {
    let over = |r: &crate::extract::Reading| r.page == page && r.area.is_some_and(|a| a.intersect(area).area() > 0);
    document
        .fields
        .iter()
        .filter(|(_, r)| over(r))
        .map(|(name, _)| name.name())
        .collect()
}
