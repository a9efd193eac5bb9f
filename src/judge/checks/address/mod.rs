//! Checks of the addresses that are declared.

mod cross_city;
mod no_door_number;
mod placeholder_district;
mod renamed_district;

use crate::judge::check::Check;

/// The family's checks, by code.
pub static CHECKS: &[&Check] = &[
    &cross_city::CHECK,
    &no_door_number::CHECK,
    &placeholder_district::CHECK,
    &renamed_district::CHECK,
];
