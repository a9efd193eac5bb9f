//! Checks of numbers and persons.

mod credit_code_invalid;
mod id_number_invalid;
mod inconsistent;
mod over_age;
mod under_age;

use crate::judge::check::Check;

/// The family's checks, by code.
pub static CHECKS: &[&Check] = &[
    &credit_code_invalid::CHECK,
    &id_number_invalid::CHECK,
    &inconsistent::CHECK,
    &over_age::CHECK,
    &under_age::CHECK,
];

use crate::intake::Declaration;
use crate::intake::case::{Certificate, CertificateKind};

/// Every declared certificate with its JSON pointer, each number once.
fn certificates(d: &Declaration) -> Vec<(String, &Certificate)> {
    let mut out: Vec<(String, &Certificate)> = vec![("/subject/certificate/number".to_owned(), &d.subject.certificate)];
    let people = d
        .subject
        .responsible_person
        .iter()
        .map(|p| ("/subject/responsible_person".to_owned(), p))
        .chain(d.sites.iter().enumerate().filter_map(|(i, s)| {
            s.responsible_person
                .as_ref()
                .map(|p| (format!("/sites/{i}/responsible_person"), p))
        }));
    for (at, person) in people {
        if let Some(c) = &person.certificate
            && !out.iter().any(|(_, known)| known.number == c.number)
        {
            out.push((format!("{at}/certificate/number"), c));
        }
    }
    out
}

/// Declared citizen ID numbers with their JSON pointers.
fn citizen_numbers(d: &Declaration) -> Vec<(String, &str)> {
    certificates(d)
        .into_iter()
        .filter(|(_, c)| c.kind == CertificateKind::CitizenId)
        .map(|(p, c)| (p, c.number.as_str()))
        .collect()
}

/// Declared unified social credit codes with their JSON pointers: 18 characters on a certificate that bears one. Old
/// licences of 15 digits have another check.
fn credit_codes(d: &Declaration) -> Vec<(String, &str)> {
    certificates(d)
        .into_iter()
        .filter(|(_, c)| {
            matches!(
                c.kind,
                CertificateKind::BusinessLicence
                    | CertificateKind::InstitutionCertificate
                    | CertificateKind::SocialOrganisationCertificate
            )
        })
        .filter(|(_, c)| c.number.trim().chars().count() != 15)
        .map(|(p, c)| (p, c.number.as_str()))
        .collect()
}
