//! Checks of the declared server.

mod no_public_ip;
mod not_prepaid;
mod region_excluded;
mod site_limit;
mod term_too_short;

use crate::judge::check::Check;

/// The family's checks, by code.
pub static CHECKS: &[&Check] = &[
    &no_public_ip::CHECK,
    &not_prepaid::CHECK,
    &region_excluded::CHECK,
    &site_limit::CHECK,
    &term_too_short::CHECK,
];
