//! Checks of the stages of a filing.

mod sms_late;

use crate::judge::check::Check;

/// The family's checks, by code.
pub static CHECKS: &[&Check] = &[&sms_late::CHECK];
