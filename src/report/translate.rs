//! A report told in the other language: its sentences anew from codes and evidence. In: a report as it was written. Out: the same report, its
//! words in the language asked for. Values, places and verdicts stay.
//!
//! A sentence is told anew only where the one that stands is itself told again from the same evidence, letter by letter. Reports of
//! other versions, and those from before the evidence said what it is, keep their sentences.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Lang;
use super::model::{EvidenceIs, FindingRow, Report};
use super::render::{Slots, evidence, field, reason, sentences};
use super::words;
use crate::finding::{Evidence, Finding, Locus};
use crate::intake::case::Wording;
use crate::interned::intern;
use crate::judge::codes;
use crate::judge::pack::Pack;

/// The report with its sentences in a language.
pub fn translated(report: &Report, lang: Lang) -> Report {
    let mut out = report.clone();
    let wording = report.case.wording.as_deref().and_then(Wording::from_name);
    for row in &mut out.findings {
        translate_finding(row, wording.unwrap_or(Wording::Filing), lang);
    }
    for row in &mut out.checks {
        if let Some(said) = row.why_said.clone().or_else(|| row.why.clone()) {
            let told = reason(&said, lang);
            row.why_said = (told != said).then_some(said);
            row.why = Some(told);
        }
    }
    for row in &mut out.documents {
        let said = if row.not_looked_at_said.is_empty() {
            std::mem::take(&mut row.not_looked_at)
        } else {
            std::mem::take(&mut row.not_looked_at_said)
        };
        row.not_looked_at = said.iter().map(|s| reason(s, lang)).collect();
        if row.not_looked_at != said {
            row.not_looked_at_said = said;
        }
    }
    out
}

/// One side of the evidence, as the check gave it; `None` where the row does not say what it is.
fn side(value: Option<&serde_json::Value>, is: Option<&EvidenceIs>) -> Option<Evidence> {
    let Some(value) = value else {
        return Some(Evidence::None);
    };
    let text = || value.as_str().map(str::to_owned);
    let texts = || {
        let items = value.as_array()?.iter();
        items.map(|v| v.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>()
    };
    Some(match is? {
        EvidenceIs::Text => Evidence::Text(text()?),
        EvidenceIs::Word => Evidence::Said(text()?),
        EvidenceIs::Personal => Evidence::Personal(text()?),
        EvidenceIs::Number { unit } => Evidence::Number(value.as_f64()?, intern(unit)?),
        EvidenceIs::Day => Evidence::Day(value.as_str()?.parse().ok()?),
        EvidenceIs::Phrase { zh } => Evidence::Phrase {
            zh: zh.clone(),
            en: text()?,
        },
        EvidenceIs::Texts => Evidence::List(texts()?),
        EvidenceIs::Words => Evidence::SaidAll(texts()?),
    })
}

/// The finding a row was made of, as far as its words go.
fn finding_of(row: &FindingRow) -> Option<Finding> {
    Some(Finding {
        code: codes::code(&row.code)?.code,
        severity: row.severity,
        rule: String::new(),
        // Only the page is told; the document by its path.
        locus: row.page.map_or(Locus::Case, |page| Locus::Page(0, page)),
        field: row.field.clone(),
        expected: side(row.expected.as_ref(), row.expected_is.as_ref())?,
        actual: side(row.actual.as_ref(), row.actual_is.as_ref())?,
        copy: None,
    })
}

fn translate_finding(row: &mut FindingRow, wording: Wording, lang: Lang) {
    let Some(finding) = finding_of(row) else { return };
    let by_check = |lang| {
        sentences(Slots {
            finding: &finding,
            document: row.document.as_deref(),
            lang,
            wording,
            // What is masked in the row is masked; the rest is told as it stands.
            unmask: true,
        })
    };
    // What the program says of a case that it could not read at all is the code's meaning.
    let by_code = |lang| (words::meaning(finding.code, lang), None);
    let written = (row.message.clone(), row.suggest.clone());
    let is_by_code = [Lang::Zh, Lang::En].into_iter().any(|lang| by_code(lang) == written);
    let told = |lang| if is_by_code { by_code(lang) } else { by_check(lang) };
    let as_written = |lang| told(lang) == written;
    if as_written(lang) || ![Lang::Zh, Lang::En].into_iter().any(as_written) {
        return;
    }
    (row.message, row.suggest) = told(lang);
    let shown = |side: &Evidence, value: &Option<serde_json::Value>| {
        let text = evidence(side, lang, true);
        value.as_ref().filter(|v| v.as_str() != Some(&text)).map(|_| text)
    };
    row.expected_text = shown(&finding.expected, &row.expected);
    row.actual_text = shown(&finding.actual, &row.actual);
    row.place = row.field.as_deref().map(|name| field(name, lang));
    for line in &mut row.published_by {
        let other = PUBLISHERS.get(line.as_str());
        if let Some([zh, en]) = other {
            *line = lang.pick(zh, en).to_owned();
        }
    }
}

/// Publisher, title and date of each document of the rules that came with the program, in both languages, by either.
static PUBLISHERS: LazyLock<HashMap<String, [String; 2]>> = LazyLock::new(|| {
    // A pack that came with the program and cannot be read is told at the start of every run.
    let rules = Pack::builtin().map(|pack| pack.rules).unwrap_or_default();
    let both = rules.iter().flat_map(|r| &r.sources).map(|s| [s.zh(), s.en()]);
    both.flat_map(|[zh, en]| [(zh.clone(), [zh.clone(), en.clone()]), (en.clone(), [zh, en])])
        .collect()
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Severity;
    use crate::judge::checks::FAMILIES;
    use crate::judge::dossier::fixture::{document, dossier};
    use crate::kind::DocumentKind;
    use crate::report::build::{Parts, RuleNote, build, unread_case};
    use crate::report::json::to_json;
    use crate::report::messages;
    use crate::report::model::{CheckOutcome, CheckRow, RuleLevel, Tool};

    fn tool() -> Tool {
        Tool {
            version: "0".into(),
            rules: "r".into(),
            models: "none".into(),
        }
    }

    /// A report of these findings as it is written, through its text. Paths of documents are those the findings name.
    fn written(findings: &[(Finding, Option<String>)], lang: Lang, unmask: bool) -> Report {
        let paths: Vec<String> = findings.iter().filter_map(|(_, path)| path.clone()).collect();
        let mut case = dossier(
            paths
                .iter()
                .map(|p| document(p, DocumentKind::BusinessLicence))
                .collect(),
        );
        case.ocr = false;
        case.documents.iter_mut().for_each(|d| d.was_read = false);
        let place = |path: &Option<String>| paths.iter().position(|p| Some(p) == path.as_ref());
        let moved: Vec<Finding> = findings
            .iter()
            .map(|(f, path)| {
                let locus = match (place(path), f.locus.page()) {
                    (Some(d), Some(page)) => Locus::Page(d, page),
                    (Some(d), None) => Locus::Document(d),
                    (None, _) => Locus::Case,
                };
                Finding { locus, ..f.clone() }
            })
            .collect();
        let pack = Pack::builtin().unwrap();
        let rule = |id: &str| {
            let r = pack.rule(id)?;
            let by = |s: &crate::judge::pack::Source| if lang == Lang::Zh { s.zh() } else { s.en() };
            Some(RuleNote {
                source: None,
                level: RuleLevel::Published,
                published_by: r.sources.iter().map(by).collect(),
                confirmed: None,
                province: None,
            })
        };
        let whys = ["OCR was off", "the document could not be read", "nobody says this"];
        let checks = whys.map(|why| CheckRow {
            code: "image.blurred".to_owned(),
            document: None,
            outcome: CheckOutcome::NotChecked,
            why: Some(reason(why, lang)),
            why_said: Some(why.to_owned()).filter(|w| reason(w, lang) != *w),
        });
        let report = build(&Parts {
            dossier: &case,
            findings: &moved,
            checks: checks.to_vec(),
            rule: &rule,
            tool: &tool(),
            lang,
            unmask,
        });
        serde_json::from_str(&to_json(&report).unwrap()).unwrap()
    }

    #[test]
    fn every_finding_of_every_check_is_told_in_the_other_language_as_a_report_in_it_says() {
        let all = messages::fired();
        for family in FAMILIES {
            for check in *family {
                assert!(all.iter().any(|(f, _)| f.code == check.code), "{}", check.code);
            }
        }
        for unmask in [false, true] {
            let (zh, en) = (written(&all, Lang::Zh, unmask), written(&all, Lang::En, unmask));
            for (n, row) in zh.findings.iter().enumerate() {
                assert_ne!(row.message, en.findings[n].message, "{row:?}");
            }
            for (report, lang, other) in [(&zh, Lang::En, &en), (&en, Lang::Zh, &zh)] {
                let told = translated(report, lang);
                for (a, b) in told.findings.iter().zip(&other.findings) {
                    assert_eq!(a, b);
                }
                assert_eq!(&told, other);
            }
            assert_eq!(translated(&zh, Lang::Zh), zh);
        }
    }

    #[test]
    fn a_case_that_could_not_be_read_is_told_in_both_languages() {
        let day = "2026-06-01".parse().unwrap();
        let of = |lang| {
            unread_case(
                "a",
                day,
                &tool(),
                "file.reader-failed",
                "the folder cannot be read",
                lang,
            )
        };
        assert_eq!(translated(&of(Lang::Zh), Lang::En), of(Lang::En));
        assert_eq!(translated(&of(Lang::En), Lang::Zh), of(Lang::Zh));
    }

    #[test]
    fn sentences_of_older_reports_and_of_other_versions_stay() {
        let finding = Finding {
            code: "image.blurred",
            severity: Severity::Review,
            rule: "national.image.blurred".to_owned(),
            locus: Locus::Case,
            field: None,
            expected: Evidence::Number(3.0, "px"),
            actual: Evidence::Number(9.5, "px"),
            copy: None,
        };
        let report = written(&[(finding, Some("a.jpg".to_owned()))], Lang::Zh, false);
        assert_ne!(translated(&report, Lang::En).findings, report.findings);
        let mut older = report.clone();
        older.findings[0].actual_is = None;
        assert_eq!(translated(&older, Lang::En).findings, older.findings);
        let mut another = report;
        another.findings[0].message.push('。');
        assert_eq!(translated(&another, Lang::En).findings, another.findings);
    }
}
