//! `site.visit-record-missing`

use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check, Looked, no_parameters};
use crate::kind::DocumentKind;

/// The check.
pub static CHECK: Check = Check {
    code: "site.visit-record-missing",
    zh: "缺少办公场地实地核验记录（现场照片）。",
    en: "There is no record of the visit to the office (site photo).",
    suggest_zh: "请补充实地核验照片。",
    suggest_en: "Add the photo of the visit.",
    docs: include_str!("visit_record_missing.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::declaration(move |_, dossier, out| {
        if !dossier
            .documents
            .iter()
            .any(|d| d.assumed_kind() == DocumentKind::SitePhoto)
        {
            out.push(Locus::Case, Evidence::said(DocumentKind::SitePhoto), Evidence::None);
        }
        Looked::Yes
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    #[test]
    fn fires_without_a_photo() {
        assert_eq!(run(&CHECK, json!({}), &dossier(Vec::new())).findings.len(), 1);
        let photo = document("p.jpg", DocumentKind::SitePhoto);
        assert!(run(&CHECK, json!({}), &dossier(vec![photo])).findings.is_empty());
    }
}
