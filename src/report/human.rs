//! A report for people: verdict, then findings document by document. Readable without colour.

use super::Lang;
use super::model::{FindingRow, Report, RuleLevel};
use super::plain::plain;
use super::render::reason;
use crate::finding::{Severity, Verdict};

/// Longest line quoted from a report, characters.
const LONGEST: usize = 400;

/// The four verdicts in words.
pub const fn verdict(v: Verdict, lang: Lang) -> &'static str {
    match (v, lang) {
        (Verdict::Pass, Lang::Zh) => "通过",
        (Verdict::Review, Lang::Zh) => "需人工复核",
        (Verdict::Reject, Lang::Zh) => "驳回",
        (Verdict::Error, Lang::Zh) => "无法审核",
        (Verdict::Pass, Lang::En) => "pass",
        (Verdict::Review, Lang::En) => "review by a person",
        (Verdict::Reject, Lang::En) => "reject",
        (Verdict::Error, Lang::En) => "could not be reviewed",
    }
}

/// The three severities in words.
pub const fn severity(s: Severity, lang: Lang) -> &'static str {
    match (s, lang) {
        (Severity::Reject, Lang::Zh) => "驳回",
        (Severity::Review, Lang::Zh) => "复核",
        (Severity::Note, Lang::Zh) => "提示",
        (Severity::Reject, Lang::En) => "reject",
        (Severity::Review, Lang::En) => "review",
        (Severity::Note, Lang::En) => "note",
    }
}

/// A paint: text and the SGR code it would have.
fn paint(text: &str, sgr: &str, colour: bool) -> String {
    if colour {
        format!("\u{1b}[{sgr}m{text}\u{1b}[0m")
    } else {
        text.to_owned()
    }
}

const fn sgr_of(s: Severity) -> &'static str {
    match s {
        Severity::Reject => "1;31",
        Severity::Review => "33",
        Severity::Note => "2",
    }
}

/// The report as text, one newline at its end.
pub fn to_text(report: &Report, lang: Lang, colour: bool) -> String {
    let mut out = String::new();
    let sgr = match report.verdict {
        Verdict::Pass => "1;32",
        Verdict::Review => "1;33",
        Verdict::Reject | Verdict::Error => "1;31",
    };
    let counts = report.counts;
    let tally = match lang {
        Lang::Zh => format!("驳回 {} · 复核 {} · 提示 {}", counts.reject, counts.review, counts.note),
        Lang::En => format!(
            "{} reject · {} review · {} note",
            counts.reject, counts.review, counts.note
        ),
    };
    let subject = report
        .case
        .subject
        .as_deref()
        .map(|s| format!("  {}", plain(s, 80)))
        .unwrap_or_default();
    out.push_str(&format!(
        "{}  {}{subject}  ({tally})\n",
        paint(verdict(report.verdict, lang), sgr, colour),
        plain(&report.case.id, 128),
    ));
    let of = |path: Option<&str>| -> Vec<&FindingRow> {
        report
            .findings
            .iter()
            .filter(|f| f.document.as_deref() == path && f.province.is_none())
            .collect()
    };
    group(
        &mut out,
        lang.pick("申报与全案", "the case and its declaration"),
        &of(None),
        lang,
        colour,
    );
    for document in &report.documents {
        let kind = reason(document.kind.name(), lang);
        let title = format!("{} [{kind}]", plain(&document.path, LONGEST));
        group(&mut out, &title, &of(Some(&document.path)), lang, colour);
    }
    let local: Vec<&FindingRow> = report.findings.iter().filter(|f| f.province.is_some()).collect();
    if let Some(province) = local.first().and_then(|f| f.province.as_deref()) {
        let title = match lang {
            Lang::Zh => format!("地方要求（{}）", plain(province, 20)),
            Lang::En => format!("required by the province ({})", plain(province, 20)),
        };
        group(&mut out, &title, &local, lang, colour);
    }
    let missed: Vec<String> = report
        .documents
        .iter()
        .filter(|d| !d.not_looked_at.is_empty())
        .map(|d| {
            format!(
                "  {}: {}",
                plain(&d.path, LONGEST),
                plain(&d.not_looked_at.join(lang.pick("；", "; ")), LONGEST)
            )
        })
        .collect();
    if !missed.is_empty() {
        out.push_str(&format!(
            "\n{}\n{}\n",
            lang.pick("未查看", "not looked at"),
            missed.join("\n")
        ));
    }
    out
}

/// One document's findings.
fn group(out: &mut String, title: &str, findings: &[&FindingRow], lang: Lang, colour: bool) {
    if findings.is_empty() {
        return;
    }
    out.push_str(&format!("\n{}\n", paint(title, "1", colour)));
    for f in findings {
        // In the group of a province's own the paper is not in the heading.
        let paper = f.document.as_deref().filter(|_| f.province.is_some());
        let paper = paper.map(|d| format!(" {}", plain(d, LONGEST)));
        let page = f.page.map(|p| match lang {
            Lang::Zh => format!(" 第{p}页"),
            Lang::En => format!(" p. {p}"),
        });
        out.push_str(&format!(
            "  {} {}{}{} {}\n",
            paint(&format!("[{}]", severity(f.severity, lang)), sgr_of(f.severity), colour),
            f.code,
            paper.unwrap_or_default(),
            page.unwrap_or_default(),
            plain(&f.message, LONGEST)
        ));
        let mut sides = Vec::new();
        let labels = [lang.pick("要求：", "expected: "), lang.pick("实际：", "found: ")];
        let values = [(&f.expected, &f.expected_text), (&f.actual, &f.actual_text)];
        for (label, (value, text)) in labels.iter().zip(values) {
            let shown = text.as_ref().map(|t| plain(t, LONGEST));
            if let Some(words) = shown.or_else(|| value.as_ref().map(json_words)) {
                sides.push(format!("{label}{words}"));
            }
        }
        if !sides.is_empty() {
            out.push_str(&format!("      {}\n", sides.join(lang.pick("；", "; "))));
        }
        if let Some(s) = &f.suggest {
            out.push_str(&format!(
                "      {}{}\n",
                lang.pick("建议：", "to do: "),
                plain(s, LONGEST)
            ));
        }
        if let Some(words) = &f.copy {
            out.push_str(&format!(
                "      {}{}\n",
                lang.pick("可复制：", "to copy: "),
                plain(words, LONGEST)
            ));
        }
        // The guide and what holds everywhere need no publisher beside them.
        if f.rule_level == Some(RuleLevel::Published) && !f.published_by.is_empty() {
            let by = f.published_by.join(lang.pick("；", "; "));
            out.push_str(&format!(
                "      {}{}\n",
                lang.pick("依据：", "stated by: "),
                plain(&by, LONGEST)
            ));
        }
    }
}

/// A JSON value without quotes where it is a plain word.
fn json_words(v: &serde_json::Value) -> String {
    match v {
        serde_json::Value::String(s) => plain(s, LONGEST),
        serde_json::Value::Array(items) => items.iter().map(json_words).collect::<Vec<_>>().join(", "),
        other => plain(&other.to_string(), LONGEST),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::build::unread_case;
    use crate::report::model::Tool;

    #[test]
    fn a_provinces_findings_stand_together_with_publisher_date_and_words_to_copy() {
        let tool = Tool {
            version: "0".into(),
            rules: "r".into(),
            models: "none".into(),
        };
        let mut report = unread_case("a", "2026-06-01".parse().unwrap(), &tool, "file.corrupt", "x", Lang::Zh);
        let row = report.findings.remove(0);
        let national = FindingRow {
            message: "全国的一项。".to_owned(),
            ..row.clone()
        };
        let local = FindingRow {
            message: "网站备注缺少要求的内容。".to_owned(),
            province: Some("天津".to_owned()),
            copy: Some("应急联系电话中手机号使用人为示例公司的员工【姓名】".to_owned()),
            rule_level: Some(RuleLevel::Published),
            published_by: vec!["UCloud《各省备案规则》（2024-04-01）".to_owned()],
            ..row
        };
        report.findings = vec![local, national];
        let text = to_text(&report, Lang::Zh, false);
        let at = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words}: {text}"));
        assert!(at("全国的一项") < at("地方要求（天津）") && at("地方要求（天津）") < at("网站备注缺少"));
        assert!(at("可复制：应急联系电话") > at("网站备注缺少"));
        assert!(text.contains("依据：UCloud《各省备案规则》（2024-04-01）"), "{text}");
    }
}
