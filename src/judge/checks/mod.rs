//! The registry: one slice a family, families in order.

use super::check::Check;

/// Every family's checks, sorted by code within it.
pub static FAMILIES: &[&[&Check]] = &[];
