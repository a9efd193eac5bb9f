//! Checks of the responsible persons (负责人).

mod certificate_kind;
mod not_legal_representative;
mod reused;
mod site_not_subject;

use crate::judge::check::Check;

/// The family's checks, by code.
pub static CHECKS: &[&Check] = &[
    &certificate_kind::CHECK,
    &not_legal_representative::CHECK,
    &reused::CHECK,
    &site_not_subject::CHECK,
];
