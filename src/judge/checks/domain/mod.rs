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

use crate::judge::check::Check;

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
use crate::finding::Locus;
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
fn ends(dossier: &Dossier) -> Vec<End> {
    let mut out = Vec::new();
    if let Some(d) = dossier.declaration() {
        for (i, domain) in d.domains.iter().enumerate() {
            if let Some(day) = domain.expires_on {
                out.push(End {
                    day,
                    confidence: 1.0,
                    locus: Locus::Case,
                    field: format!("/domains/{i}/expires_on"),
                });
            }
        }
    }
    for (i, document) in dossier.of_kind(DocumentKind::DomainCertificate) {
        let Some(r) = document.field(FieldName::ExpiresOn) else {
            continue;
        };
        if let Ok(day) = r.value.parse() {
            let locus = r.area.map_or(Locus::Page(i, r.page), |a| Locus::Region(i, r.page, a));
            out.push(End {
                day,
                confidence: r.confidence,
                locus,
                field: FieldName::ExpiresOn.name().to_owned(),
            });
        }
    }
    out
}
