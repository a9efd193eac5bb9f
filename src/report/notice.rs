//! A message to the submitter: what to mend, document by document. It holds no codes, no rules, no confidence, and nothing of
//! other people's cases: those are the reviewer's.

use super::Lang;
use super::model::{FindingRow, Report};
use super::plain::plain;
use crate::finding::Severity;

/// Longest sentence quoted, characters.
const LONGEST: usize = 300;

/// Findings that are ours or the reviewer's business: there is nothing for the submitter to mend.
const OURS: &[&str] = &[
    "case.declaration-incomplete",
    "case.declaration-invalid",
    "case.declaration-missing",
    "case.duplicate-id",
    "file.reader-failed",
    "file.polyglot",
    "match.uncertain",
    "site.name-unrelated",
];
/// Findings whose sentence names other people's cases: only what to do is told.
const OF_OTHERS: &[&str] = &[
    "case.duplicate-subject",
    "contact.phone-reused",
    "domain.reused",
    "file.reused",
    "person.reused",
    "site.name-reused",
];

/// The message, ready to be sent; one newline at its end.
pub fn to_notice(report: &Report, lang: Lang) -> String {
    let told = |f: &&FindingRow| f.severity > Severity::Note && !OURS.contains(&f.code.as_str());
    let findings: Vec<&FindingRow> = report.findings.iter().filter(told).collect();
    let subject = report.case.subject.as_deref().map(|s| plain(s, 80)).unwrap_or_default();
    let mut out = match lang {
        Lang::Zh if subject.is_empty() => "您好：\n\n".to_owned(),
        Lang::Zh => format!("{subject}，您好：\n\n"),
        Lang::En if subject.is_empty() => "Dear submitter,\n\n".to_owned(),
        Lang::En => format!("Dear {subject},\n\n"),
    };
    if findings.is_empty() {
        out.push_str(lang.pick(
            "您提交的备案材料已完成初审，没有需要您修改的内容。\n",
            "The papers of your filing went through the preliminary review; there is nothing for you to mend.\n",
        ));
        return out;
    }
    out.push_str(lang.pick(
        "您提交的备案材料经初审，以下内容需要修改或确认后重新提交：\n",
        "The preliminary review of your filing asks you to mend or confirm the following and to submit again:\n",
    ));
    let mut number = 0;
    let mut part = |title: String, of: Option<&str>| {
        let mut told: Vec<String> = Vec::new();
        for f in findings.iter().filter(|f| f.document.as_deref() == of) {
            let sentence = sentence(f, lang);
            if !told.contains(&sentence) {
                told.push(sentence);
            }
        }
        if told.is_empty() {
            return;
        }
        number += 1;
        out.push_str(&format!("\n{number}. {title}\n"));
        for sentence in told {
            out.push_str(&format!("   - {sentence}\n"));
        }
    };
    part(lang.pick("申报信息", "Your declaration").to_owned(), None);
    for d in &report.documents {
        let kind = lang.pick(d.kind.zh(), d.kind.name());
        let title = match lang {
            Lang::Zh => format!("{kind}（文件“{}”）", plain(&d.path, 120)),
            Lang::En => format!("{} (file \"{}\")", kind.replace('-', " "), plain(&d.path, 120)),
        };
        part(title, Some(&d.path));
    }
    out.push_str(lang.pick(
        "\n修改完成后请重新提交，我们会尽快再次审核。谢谢您的配合。\n",
        "\nSubmit again when this is done; we will look at it soon. Thank you.\n",
    ));
    out
}

/// What is wrong and what to do, in one line.
fn sentence(f: &FindingRow, lang: Lang) -> String {
    let todo = f.suggest.as_deref().map(|s| plain(s, LONGEST));
    let wrong = (!OF_OTHERS.contains(&f.code.as_str())).then(|| plain(&f.message, LONGEST));
    let page = f.page.filter(|p| *p > 1).map(|p| match lang {
        Lang::Zh => format!("第 {p} 页："),
        Lang::En => format!("Page {p}: "),
    });
    let parts: Vec<String> = wrong.into_iter().chain(todo).collect();
    format!("{}{}", page.unwrap_or_default(), parts.join(lang.pick("", " ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::Date;
    use crate::report::build::unread_case;
    use crate::report::model::Tool;

    fn report(rows: Vec<(&str, Severity, &str)>) -> Report {
        let tool = Tool {
            version: "0".into(),
            rules: "r".into(),
            models: "none".into(),
        };
        let day: Date = "2026-06-01".parse().unwrap();
        let mut report = unread_case("a", day, &tool, "file.corrupt", "x", Lang::Zh);
        let row = report.findings.remove(0);
        report.findings = rows
            .into_iter()
            .map(|(code, severity, message)| FindingRow {
                code: code.to_owned(),
                severity,
                message: message.to_owned(),
                suggest: Some("请改正。".to_owned()),
                ..row.clone()
            })
            .collect();
        report
    }

    #[test]
    fn says_what_to_mend_and_no_code() {
        let text = to_notice(
            &report(vec![
                ("site.name-forbidden", Severity::Reject, "网站名称含有禁用词。"),
                ("site.name-forbidden", Severity::Reject, "网站名称含有禁用词。"),
                ("image.skewed", Severity::Note, "图像倾斜。"),
                ("contact.phone-reused", Severity::Review, "与案件 other-7 相同。"),
                ("match.uncertain", Severity::Review, "识别置信度不足。"),
            ]),
            Lang::Zh,
        );
        assert_eq!(text.matches("网站名称含有禁用词。请改正。").count(), 1, "{text}");
        for hidden in ["site.name", "图像倾斜", "other-7", "置信度"] {
            assert!(!text.contains(hidden), "{text}");
        }
        assert!(text.contains("1. 申报信息"));
    }

    #[test]
    fn nothing_to_mend_is_said() {
        assert!(to_notice(&report(Vec::new()), Lang::En).contains("nothing for you to mend"));
    }
}
