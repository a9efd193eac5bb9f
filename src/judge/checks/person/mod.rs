//! Checks of the responsible persons (负责人).

mod certificate_kind;
mod not_legal_representative;
mod reused;
mod site_not_subject;

use super::facts;
use crate::intake::Declaration;
use crate::judge::check::{Check, Looked};

/// The family's checks, by code.
pub static CHECKS: &[&Check] = &[
    &certificate_kind::CHECK,
    &not_legal_representative::CHECK,
    &reused::CHECK,
    &site_not_subject::CHECK,
];

/// What a check of the persons' certificates came to: each person and certificate must be declared.
fn all_persons_certified(d: &Declaration) -> Looked {
    let people = facts::people(d);
    let each =
        people.iter().all(|s| s.person.certificate.is_some()) && d.sites.iter().all(|s| s.responsible_person.is_some());
    Looked::if_any(
        each && !people.is_empty(),
        "a responsible person's certificate is not declared",
    )
}
