//! `site.pre-approval-missing`

use crate::judge::check::{Bound, Check};
use crate::kind::DocumentKind;

/// The check.
pub static CHECK: Check = Check {
    code: "site.pre-approval-missing",
    zh: "网站涉及需前置审批的内容，但未提供“{expected}”。",
    en: "The site's content needs the permit \"{expected}\", which is not in the case.",
    suggest_zh: "请上传“{expected}”。",
    suggest_en: "Upload the permit ({expected}).",
    docs: "## What it checks\nWhether a site whose content needs a permit, or whose name, domain, subject or scope of business holds a word that needs one, comes with it.\n\n## Why it matters\nNews, medical, drug and similar sites are filed only with the permit of their authority.\n\n## What to do\nUpload the permit ({expected}).\n\n## Limits\nWhether the permit covers this site is for a person to read. Where a document could not be recognised, the finding is for review.",
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    super::bind_permit(params, DocumentKind::PreApproval)
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
        let given = document("p.pdf", DocumentKind::PreApproval);
        assert!(run(&CHECK, rule, &dossier_of(d, vec![given])).findings.is_empty());
    }

    #[test]
    fn a_permit_for_another_content_does_not_stand_for_it() {
        let rule = json!({ "contents": { "drug": "资格证书" }, "accept": { "drug": ["互联网药品信息服务资格证书"] } });
        let found = |title: &str| {
            let mut d = declaration();
            d.sites[0].content = vec![crate::intake::case::Content::Drug];
            let mut permit = document("p.pdf", DocumentKind::PreApproval);
            permit.recognised.basis = vec![title.to_owned(), "编号".to_owned()];
            run(&CHECK, rule.clone(), &dossier_of(d, vec![permit])).findings.len()
        };
        assert_eq!(found("互联网药品信息服务资格证书"), 0);
        assert_eq!(found("网络文化经营许可证"), 1);
        // A title that was not read.
        assert_eq!(found("发证机关"), 0);
    }

    #[test]
    fn words_ask_for_a_permit_too() {
        let of = |place: &str, change: fn(&mut crate::intake::Declaration)| {
            let mut d = declaration();
            change(&mut d);
            let rule = json!({ "words": { "游戏": "游戏版号", "game": "游戏版号" }, "look_in": [place], "unless_remark": ["不涉及游戏"] });
            run(&CHECK, rule, &dossier_of(d, Vec::new())).findings.len()
        };
        assert_eq!(of("site-name", |d| d.sites[0].name = "云帆游戏".into()), 1);
        assert_eq!(of("subject-name", |d| d.sites[0].name = "云帆游戏".into()), 0);
        assert_eq!(of("domain", |d| d.sites[0].domains = vec!["my-game.cn".into()]), 1);
        let excused = |d: &mut crate::intake::Declaration| {
            d.sites[0].name = "云帆游戏".into();
            d.sites[0].remarks = Some("本网站不涉及游戏内容".into());
        };
        assert_eq!(of("site-name", excused), 0);
        assert!((CHECK.bind)(json!({ "contents": { "drugs": "x" } })).is_err());
    }
}
