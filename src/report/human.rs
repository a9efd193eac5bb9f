//! A report for people: verdict, then findings document by document. Readable without colour.

use super::Lang;
use super::model::{FindingRow, Report};
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
            .filter(|f| f.document.as_deref() == path)
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
        let page = f.page.map(|p| match lang {
            Lang::Zh => format!(" 第{p}页"),
            Lang::En => format!(" p. {p}"),
        });
        out.push_str(&format!(
            "  {} {}{} {}\n",
            paint(&format!("[{}]", severity(f.severity, lang)), sgr_of(f.severity), colour),
            f.code,
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
