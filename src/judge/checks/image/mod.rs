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
mod skewed;
mod text_too_small;
mod underexposed;
mod upside_down;
mod watermark;

use crate::judge::check::Check;

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
    &skewed::CHECK,
    &text_too_small::CHECK,
    &underexposed::CHECK,
    &upside_down::CHECK,
    &watermark::CHECK,
];
