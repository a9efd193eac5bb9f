//! What a report says to people, in a language, for a page that is turned from one to the other. In: a report in either language. Out: the
//! texts of its findings, reasons and documents, in the order of their rows.

use serde::Serialize;

use crate::report::Lang;
use crate::report::mask::mask_report;
use crate::report::model::Report;
use crate::report::translate::translated;

/// What a report says.
#[derive(Debug, Serialize)]
pub struct Said {
    findings: Vec<Finding>,
    /// Why each check did not look; null where it did.
    why: Vec<Option<String>>,
    /// What was not looked at of each document.
    not_looked_at: Vec<Vec<String>>,
}

#[derive(Debug, Serialize)]
struct Finding {
    message: String,
    suggest: Option<String>,
    expected_text: Option<String>,
    actual_text: Option<String>,
    place: Option<String>,
    published_by: Vec<String>,
}

/// The report's texts in a language, masked unless `whole`.
pub fn in_language(report: &Report, lang: Lang, whole: bool) -> Said {
    let mut told = translated(report, lang);
    if !whole {
        mask_report(&mut told);
    }
    let findings = told.findings.into_iter().map(|f| Finding {
        message: f.message,
        suggest: f.suggest,
        expected_text: f.expected_text,
        actual_text: f.actual_text,
        place: f.place,
        published_by: f.published_by,
    });
    Said {
        findings: findings.collect(),
        why: told.checks.into_iter().map(|c| c.why).collect(),
        not_looked_at: told.documents.into_iter().map(|d| d.not_looked_at).collect(),
    }
}
