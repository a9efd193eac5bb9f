//! Checks of the declaration as a file and of the case as a whole.

mod declaration_incomplete;
mod declaration_invalid;
mod declaration_missing;
mod duplicate_id;
mod duplicate_subject;
mod filing_kind_wrong;
mod filing_not_supported;
mod too_many_in_order;

use crate::judge::check::Check;

/// The family's checks, by code.
pub static CHECKS: &[&Check] = &[
    &declaration_incomplete::CHECK,
    &declaration_invalid::CHECK,
    &declaration_missing::CHECK,
    &duplicate_id::CHECK,
    &duplicate_subject::CHECK,
    &filing_kind_wrong::CHECK,
    &filing_not_supported::CHECK,
    &too_many_in_order::CHECK,
];
