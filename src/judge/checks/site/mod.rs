//! Checks of the declared sites.

mod name_forbidden;
mod name_format;
mod name_individual_forbidden;
mod not_closed;
mod pre_approval_missing;
mod remark_missing;
mod telecom_licence_missing;
mod too_many;
mod visit_record_missing;

use crate::judge::check::Check;

/// The family's checks, by code.
pub static CHECKS: &[&Check] = &[
    &name_forbidden::CHECK,
    &name_format::CHECK,
    &name_individual_forbidden::CHECK,
    &not_closed::CHECK,
    &pre_approval_missing::CHECK,
    &remark_missing::CHECK,
    &telecom_licence_missing::CHECK,
    &too_many::CHECK,
    &visit_record_missing::CHECK,
];
