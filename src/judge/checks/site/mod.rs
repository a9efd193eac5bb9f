//! Checks of the declared sites.

mod category_forbidden;
mod content_mismatch;
mod filed_not_open;
mod name_forbidden;
mod name_format;
mod name_individual_forbidden;
mod name_reused;
mod name_unrelated;
mod not_closed;
mod permits;
mod remark_missing;
mod too_many;
mod visit_record_missing;

use crate::judge::check::Check;

/// The family's checks, by code.
pub static CHECKS: &[&Check] = &[
    &category_forbidden::CHECK,
    &content_mismatch::CHECK,
    &filed_not_open::CHECK,
    &name_forbidden::CHECK,
    &name_format::CHECK,
    &name_individual_forbidden::CHECK,
    &name_reused::CHECK,
    &name_unrelated::CHECK,
    &not_closed::CHECK,
    &permits::PRE_APPROVAL,
    &remark_missing::CHECK,
    &permits::TELECOM_LICENCE,
    &too_many::CHECK,
    &visit_record_missing::CHECK,
];
