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

use std::collections::BTreeMap;

use crate::finding::{Evidence, Locus, Severity};
use crate::judge::check::{Bound, Check};
use crate::kind::DocumentKind;

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

/// The permit by content.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Permits {
    contents: BTreeMap<String, String>,
}

/// Binds a check that asks for a paper of one kind where a site's content needs it.
fn bind_permit(params: serde_json::Value, kind: DocumentKind) -> Result<Bound, serde_json::Error> {
    let Permits { contents } = serde_json::from_value(params)?;
    Ok(Bound::case(move |dossier, out| {
        let Some(declaration) = dossier.declaration() else {
            out.not_checked(None, "no valid declaration");
            return;
        };
        let asked = declaration.sites.iter().enumerate().find_map(|(i, site)| {
            let permit = site.content.iter().find_map(|c| contents.get(c.name()))?;
            Some((i, permit))
        });
        let Some((site, permit)) = asked else { return };
        if dossier.documents.iter().any(|d| d.assumed_kind() == kind) {
            return;
        }
        let severity = if dossier.has_unknowns() {
            Severity::Review
        } else {
            Severity::Reject
        };
        let pointer = Some(format!("/sites/{site}/content"));
        out.push_lowered(severity, Locus::Case, pointer, Evidence::text(permit), Evidence::None);
    }))
}
