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
