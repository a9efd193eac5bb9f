//! Checks of files as files: format, size, wholeness.

mod corrupt;
mod duplicate;
mod empty;
mod extension_mismatch;
mod format_not_accepted;
mod limit_exceeded;
mod link_outside;
mod litter;
mod multiple_frames;
mod polyglot;
mod reader_failed;
mod reused;
mod too_large;
mod too_small;

use crate::judge::check::Check;

/// The family's checks, by code.
pub static CHECKS: &[&Check] = &[
    &corrupt::CHECK,
    &duplicate::CHECK,
    &empty::CHECK,
    &extension_mismatch::CHECK,
    &format_not_accepted::CHECK,
    &limit_exceeded::CHECK,
    &link_outside::CHECK,
    &litter::CHECK,
    &multiple_frames::CHECK,
    &polyglot::CHECK,
    &reader_failed::CHECK,
    &reused::CHECK,
    &too_large::CHECK,
    &too_small::CHECK,
];
