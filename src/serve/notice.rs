//! The notice of what to mend, as a draft that the reviewer edits: the findings' own sentences and suggestions. This is the
//! one place to change when reports bring a notice of their own.

use crate::finding::Severity;
use crate::report::Lang;
use crate::report::model::{FindingRow, Report};
use crate::report::plain::plain;

/// Longest sentence quoted, characters.
const LONGEST: usize = 400;

/// The draft in a language; findings that `stands` denies are left out. Sentences stay in the language of the report.
pub fn draft(report: &Report, lang: Lang, stands: impl Fn(&FindingRow) -> bool) -> String {
    // What is told of the declaration and again of a paper is mended once.
    let mut told = std::collections::BTreeSet::new();
    let points: Vec<String> = report
        .findings
        .iter()
        .filter(|f| f.severity != Severity::Note && stands(f))
        .filter(|f| told.insert((f.message.as_str(), f.suggest.as_deref())))
        .enumerate()
        .map(|(n, f)| point(n + 1, f, lang))
        .collect();
    let id = plain(&report.case.id, 128);
    let head = match (lang, points.is_empty()) {
        (Lang::Zh, false) => format!("您好，您提交的备案材料（编号 {id}）需要修改后重新提交："),
        (Lang::Zh, true) => format!("您好，您提交的备案材料（编号 {id}）需要修改："),
        (Lang::En, false) => format!("Your filing {id} needs these changes before it can go on:"),
        (Lang::En, true) => format!("Your filing {id} needs changes:"),
    };
    format!("{head}\n\n{}\n", points.join("\n"))
}

fn point(n: usize, f: &FindingRow, lang: Lang) -> String {
    let place = f
        .document
        .as_deref()
        .map(|d| plain(d, LONGEST))
        .map(|d| match (lang, f.page) {
            (Lang::Zh, Some(p)) if p > 1 => format!("{d} 第{p}页："),
            (Lang::Zh, _) => format!("{d}："),
            (Lang::En, Some(p)) if p > 1 => format!("{d}, page {p}: "),
            (Lang::En, _) => format!("{d}: "),
        });
    let mut out = format!("{n}. {}{}", place.unwrap_or_default(), plain(&f.message, LONGEST));
    if let Some(s) = &f.suggest {
        out.push_str("\n   ");
        out.push_str(&plain(s, LONGEST));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::build::unread_case;
    use crate::report::model::Tool;

    fn finding(code: &str, severity: Severity, message: &str, page: Option<usize>) -> FindingRow {
        let row = serde_json::json!({
            "code": code, "severity": severity, "message": message, "document": page.map(|_| "a\u{202e}.jpg"), "page": page,
            "suggest": "请重新上传。"
        });
        serde_json::from_value(row).unwrap()
    }

    #[test]
    fn the_draft_holds_what_stands_and_is_to_be_mended() {
        let tool = Tool {
            version: "0".into(),
            rules: String::new(),
            models: "none".into(),
        };
        let mut report = unread_case("c", "2026-06-01".parse().unwrap(), &tool, "x.y", "", Lang::Zh);
        report.findings = vec![
            finding("image.blurred", Severity::Review, "画面模糊。", Some(2)),
            finding("image.glare", Severity::Review, "反光。", Some(1)),
            finding("file.too-small", Severity::Note, "文件小。", Some(1)),
            finding("domain.expires-soon", Severity::Reject, "将到期。", None),
            finding("domain.expires-soon", Severity::Reject, "将到期。", Some(1)),
        ];
        let text = draft(&report, Lang::Zh, |f| f.code != "image.glare");
        assert_eq!(
            text,
            "您好，您提交的备案材料（编号 c）需要修改后重新提交：\n\n\
             1. a\\u{202e}.jpg 第2页：画面模糊。\n   请重新上传。\n2. 将到期。\n   请重新上传。\n"
        );
        assert!(draft(&report, Lang::En, |_| true).starts_with("Your filing c needs these changes"));
        assert!(draft(&report, Lang::En, |_| false).starts_with("Your filing c needs changes:"));
    }
}
