//! Small pieces for the tests of checks.

use crate::intake::case::DeclaredDomain;

/// A declared domain with nothing else said of it.
pub(in crate::judge) fn domain(name: &str) -> DeclaredDomain {
    DeclaredDomain {
        name: name.to_owned(),
        registrant: None,
        registrant_certificate_number: None,
        registrar: None,
        registered_on: None,
        expires_on: None,
        real_name_verified: None,
        verified_on: None,
    }
}
