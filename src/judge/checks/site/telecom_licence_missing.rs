//! `site.telecom-licence-missing`

use crate::judge::check::{Bound, Check};
use crate::kind::DocumentKind;

/// The check.
pub static CHECK: Check = Check {
    code: "site.telecom-licence-missing",
    zh: "电商类网站未提供“{expected}”。",
    en: "An e-commerce site comes without the telecom licence ({expected}).",
    suggest_zh: "请上传“{expected}”。",
    suggest_en: "Upload the telecom licence.",
    docs: "## What it checks\nWhether a site that trades comes with the telecom licence where the province asks for it.\n\n## Why it matters\nThe province refuses e-commerce sites without it.\n\n## What to do\nUpload the telecom licence.\n\n## Limits\nWhether the permit covers this site is for a person to read. Where a document could not be recognised, the finding is for review.",
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    super::bind_permit(params, DocumentKind::TelecomLicence)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::finding::Severity;
    use crate::judge::dossier::fixture::*;

    #[test]
    fn fires_without_the_permit() {
        let rule = json!({ "contents": { "drug": "资格证书" } });
        let mut d = declaration();
        assert!(
            run(&CHECK, rule.clone(), &dossier_of(d.clone(), Vec::new()))
                .findings
                .is_empty()
        );
        d.sites[0].content = vec![crate::intake::case::Content::Drug];
        assert_eq!(
            run(&CHECK, rule.clone(), &dossier_of(d.clone(), Vec::new())).findings[0].severity,
            Severity::Reject
        );
        let unknown = document("x.jpg", DocumentKind::Unrecognised);
        assert_eq!(
            run(&CHECK, rule.clone(), &dossier_of(d.clone(), vec![unknown])).findings[0].severity,
            Severity::Review
        );
        let given = document("p.pdf", DocumentKind::TelecomLicence);
        assert!(run(&CHECK, rule, &dossier_of(d, vec![given])).findings.is_empty());
    }
}
