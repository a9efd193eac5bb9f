//! Checks of the declaration as a file and of the case as a whole.

mod declaration_invalid;
mod declaration_missing;
mod duplicate_id;

use crate::judge::check::Check;

/// The family's checks, by code.
pub static CHECKS: &[&Check] = &[
    &declaration_invalid::CHECK,
    &declaration_missing::CHECK,
    &duplicate_id::CHECK,
];
