//! Checks of domains, declared and certified.

mod expired;
mod expires_soon;
mod name_forbidden;
mod not_registrable;
mod not_verified;
mod registrant_mismatch;
mod registrar_not_approved;
mod reused;
mod suffix_not_approved;
mod verification_too_recent;

use crate::judge::check::{Check, Looked, Sink};

/// The family's checks, by code.
pub static CHECKS: &[&Check] = &[
    &expired::CHECK,
    &expires_soon::CHECK,
    &name_forbidden::CHECK,
    &not_registrable::CHECK,
    &not_verified::CHECK,
    &registrant_mismatch::CHECK,
    &registrar_not_approved::CHECK,
    &reused::CHECK,
    &suffix_not_approved::CHECK,
    &verification_too_recent::CHECK,
];

use crate::date::Date;
use crate::domain::Domain;
use crate::finding::Locus;
use crate::intake::Declaration;
use crate::intake::case::ServiceKind;
use crate::judge::dossier::Dossier;
use crate::kind::{DocumentKind, FieldName};

/// The last day of a domain, by one witness.
struct End {
    day: Date,
    /// 1 for what is declared.
    confidence: f64,
    locus: Locus,
    /// JSON pointer or field.
    field: String,
}

/// Every statement of a domain's last day: the declaration's, then the certificates'.
/// What did not state one is noted as not checked.
fn ends(dossier: &Dossier, out: &mut Sink<'_>) -> Vec<End> {
    let mut found = Vec::new();
    if let Some(d) = dossier.declaration() {
        for (i, domain) in d.domains.iter().enumerate() {
            if let Some(day) = domain.expires_on {
                found.push(End {
                    day,
                    confidence: 1.0,
                    locus: Locus::Case,
                    field: format!("/domains/{i}/expires_on"),
                });
            }
        }
        let certified = |name: &str| certified(dossier, name);
        if d.domains.iter().any(|x| x.expires_on.is_none() && !certified(&x.name)) {
            out.not_checked(None, "the end of a domain's registration is not known");
        }
    }
    for (i, document) in dossier.of_kind(DocumentKind::DomainCertificate) {
        let day = document
            .field(FieldName::ExpiresOn)
            .and_then(|r| Some((r, r.value.parse().ok()?)));
        let Some((r, day)) = day else {
            out.not_checked(Some(i), "no end of the registration was read");
            continue;
        };
        let locus = r.area.map_or(Locus::Page(i, r.page), |a| Locus::Region(i, r.page, a));
        out.looked_at(Some(i));
        found.push(End {
            day,
            confidence: r.confidence,
            locus,
            field: FieldName::ExpiresOn.name().to_owned(),
        });
    }
    found
}

/// Whether a certificate of this domain tells its end.
fn certified(dossier: &Dossier, name: &str) -> bool {
    let same = |value: &str| Domain::parse(value).is_some_and(|d| Some(d) == Domain::parse(name));
    dossier.of_kind(DocumentKind::DomainCertificate).any(|(_, d)| {
        d.field(FieldName::ExpiresOn).is_some() && d.field(FieldName::Domain).is_some_and(|r| same(&r.value))
    })
}

/// What a check of the domains of sites and services came to: each must be there and be a domain. A mini-program may call none.
fn domains_declared(d: &Declaration) -> Looked {
    let offers = d.offers();
    let each = offers.iter().all(|o| {
        let may_lack = matches!(o.service, Some(ServiceKind::MiniProgram | ServiceKind::FastApp));
        (may_lack || !o.domains.is_empty()) && o.domains.iter().all(|(_, n)| Domain::parse(n).is_some())
    });
    Looked::if_any(
        each && !offers.is_empty(),
        "a site's domain is not declared, or is none",
    )
}
