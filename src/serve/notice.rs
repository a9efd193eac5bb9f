//! The notice of what to mend, as a draft that the reviewer edits: the report's own message to the submitter, without the
//! findings that were overruled.

use crate::report::Lang;
use crate::report::model::{FindingRow, Report};
use crate::report::notice::to_notice;

/// The draft in a language; findings that `stands` denies are left out. Sentences stay in the language of the report.
pub fn draft(report: &Report, lang: Lang, stands: impl Fn(&FindingRow) -> bool) -> String {
    let mut standing = report.clone();
    standing.findings.retain(|f| stands(f));
    to_notice(&standing, lang)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::build::unread_case;
    use crate::report::model::Tool;

    #[test]
    fn what_was_overruled_is_not_asked_of_the_submitter() {
        let tool = Tool {
            version: "0".into(),
            rules: String::new(),
            models: "none".into(),
        };
        let mut report = unread_case("c", "2026-06-01".parse().unwrap(), &tool, "x.y", "", Lang::Zh);
        let finding = |code: &str, message: &str| {
            let row = serde_json::json!({
                "code": code, "severity": "review", "message": message, "document": null, "page": null, "suggest": "请重新上传。"
            });
            serde_json::from_value::<FindingRow>(row).unwrap()
        };
        report.findings = vec![finding("image.blurred", "画面模糊。"), finding("image.glare", "反光。")];
        let text = draft(&report, Lang::Zh, |f| f.code != "image.glare");
        assert!(text.contains("画面模糊。") && !text.contains("反光。"), "{text}");
    }
}
