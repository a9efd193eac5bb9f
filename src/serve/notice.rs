//! The notice of what to mend, as a draft that the reviewer edits: the report's own message to the submitter, without the
//! findings that were overruled.

use crate::report::Lang;
use crate::report::model::{FindingRow, Report};
use crate::report::notice::{Frame, in_frame};
use crate::report::translate::translated;

/// The draft in a language, between a house's words; findings that `stands` denies are left out. Its sentences are told
/// in the language where the report says enough for it.
pub fn draft(report: &Report, lang: Lang, frame: &Frame, stands: impl Fn(&FindingRow) -> bool) -> String {
    let mut standing = report.clone();
    standing.findings.retain(|f| stands(f));
    in_frame(&translated(&standing, lang), lang, frame)
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
        let text = draft(&report, Lang::Zh, &Frame::default(), |f| f.code != "image.glare");
        assert!(text.contains("画面模糊。") && !text.contains("反光。"), "{text}");
        assert!(text.contains("您好") && text.contains("谢谢您的配合"), "{text}");
        let frame = Frame {
            opening: Some("尊敬的用户：".to_owned()),
            closing: Some("请于六月一日前重新提交。".to_owned()),
        };
        let text = draft(&report, Lang::Zh, &frame, |_| true);
        assert!(
            text.starts_with("尊敬的用户：\n\n") && text.ends_with("\n请于六月一日前重新提交。\n"),
            "{text}"
        );
        assert!(!text.contains("您好") && !text.contains("谢谢您的配合"), "{text}");
    }
}
