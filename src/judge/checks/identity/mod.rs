//! Checks of numbers and persons.

mod ages;
mod credit_code_invalid;
mod id_number_invalid;
mod inconsistent;
mod number_form;
mod zone_check_failed;
mod zone_differs;

use crate::finding::{Evidence, Locus};
use crate::identity::{self, CitizenId};
use crate::judge::check::{Bound, Check, Looked, no_parameters};
use crate::judge::checks::facts;

/// The family's checks, by code.
pub static CHECKS: &[&Check] = &[
    &credit_code_invalid::CHECK,
    &id_number_invalid::CHECK,
    &inconsistent::CHECK,
    &number_form::CHECK,
    &ages::OVER_AGE,
    &ages::UNDER_AGE,
    &zone_check_failed::CHECK,
    &zone_differs::CHECK,
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
        .chain(d.offers().into_iter().filter_map(|o| {
            let at = format!("{}/responsible_person", o.pointer);
            o.responsible_person.map(|p| (at, p))
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

/// Declared numbers of GB 11643 with their JSON pointers: of identity cards, and of residence permits that are numbered alike.
fn citizen_numbers(d: &Declaration) -> Vec<(String, &str)> {
    certificates(d)
        .into_iter()
        .filter(|(_, c)| facts::numbered(c.kind))
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
        .filter(|(_, c)| identity::plain_number(&c.number).chars().count() != 15)
        .map(|(p, c)| (p, c.number.as_str()))
        .collect()
}

/// Binds a check that holds declared numbers against their own check; `wrong` says what is wrong with one, `whole` whether all
/// numbers that there must be are declared.
fn bind_numbers(
    params: serde_json::Value,
    numbers: fn(&Declaration) -> Vec<(String, &str)>,
    whole: fn(&Declaration) -> bool,
    wrong: fn(&str) -> Option<&'static str>,
) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::case(move |dossier, out| {
        let Some(declaration) = dossier.declaration() else {
            return Looked::no("no valid declaration");
        };
        let numbers = numbers(declaration);
        let any = !numbers.is_empty();
        for (pointer, number) in numbers {
            let plain = identity::plain_number(number);
            if let Some(why) = wrong(&plain) {
                out.push_field(
                    Locus::Case,
                    pointer,
                    Evidence::said(why),
                    Evidence::Personal(number.to_owned()),
                );
            }
        }
        Looked::if_any(any && whole(declaration), "a number is not declared")
    }))
}

/// Of whom an age is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Who {
    /// Everybody with a citizen ID number.
    #[default]
    Everybody,
    /// The sites' responsible persons.
    Site,
}

/// Whether all of whom something is asked are declared with a citizen ID number: of nobody else is the age or number known.
fn everybody_numbered(d: &Declaration, who: Who) -> bool {
    let numbered = |c: Option<&Certificate>| c.is_some_and(|c| facts::numbered(c.kind));
    let people = facts::people(d);
    let mut asked = people.iter().filter(|s| who == Who::Everybody || s.site.is_some());
    let subject = who == Who::Site || d.subject.responsible_person.is_some();
    subject && d.everything_has_its_person() && asked.all(|s| numbered(s.person.certificate.as_ref()))
}

/// Binds a check of the age, in full years on the day of judgement, of those declared with a citizen ID number. `limit`
/// gives the limit that a person of this sex and age breaks.
fn bind_age(who: Who, limit: impl Fn(bool, i32) -> Option<i32> + Send + Sync + 'static) -> Bound {
    Bound::declaration(move |declaration, dossier, out| {
        let numbers = match who {
            Who::Everybody => citizen_numbers(declaration),
            Who::Site => facts::people(declaration)
                .into_iter()
                .filter(|s| s.site.is_some())
                .filter_map(|s| {
                    let c = s.person.certificate.as_ref()?;
                    facts::numbered(c.kind).then(|| (format!("{}/certificate/number", s.pointer), c.number.as_str()))
                })
                .collect(),
        };
        let mut told = false;
        for (pointer, number) in numbers {
            let Ok(id) = CitizenId::parse(number) else { continue };
            let Some(born) = id.born() else { continue };
            told = true;
            let age = born.age_on(dossier.as_of);
            if let Some(limit) = limit(id.is_male(), age) {
                out.push_field(
                    Locus::Case,
                    pointer,
                    Evidence::Number(f64::from(limit), ""),
                    Evidence::Number(f64::from(age), ""),
                );
            }
        }
        if !everybody_numbered(declaration, who) {
            out.not_checked(None, "somebody's citizen ID number is not declared");
        }
        Looked::if_any(told, "no valid citizen ID number is declared")
    })
}
