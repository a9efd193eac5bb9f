//! Checks of the subject (主体) as a whole.

mod certificate_kind;
mod province_mismatch;
mod trade_name_missing;

use crate::judge::check::Check;

/// The family's checks, by code.
pub static CHECKS: &[&Check] = &[
    &certificate_kind::CHECK,
    &province_mismatch::CHECK,
    &trade_name_missing::CHECK,
];
