//! Checks of phones and e-mails.

mod phone_not_local;
mod phone_reused;
mod phones_not_distinct;

use crate::judge::check::Check;

/// The family's checks, by code.
pub static CHECKS: &[&Check] = &[
    &phone_not_local::CHECK,
    &phone_reused::CHECK,
    &phones_not_distinct::CHECK,
];
