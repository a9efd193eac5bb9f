//! What becomes of the cases of a run, and the index that lists them.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::files::write_json;
use super::journal::Earlier;
use super::queue::Queue;
use super::{Plan, RunError, Setup};
use crate::finding::Verdict;
use crate::intake::names;
use crate::report::model::{Counts, Report};

/// A case that has its report.
#[derive(Debug, Clone, Serialize)]
pub struct Done {
    /// Case id.
    pub id: String,
    /// Its folder, relative to the queue.
    pub folder: String,
    /// Its report's file name.
    pub report: String,
    /// Verdict.
    pub verdict: Verdict,
    /// Findings by severity.
    pub counts: Counts,
    /// Codes of its findings above notes.
    pub codes: Vec<String>,
    /// Name of the subject, as in the report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Province, short Chinese name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub province: Option<String>,
    #[serde(skip)]
    pub(super) pages: usize,
    #[serde(skip)]
    pub(super) documents: usize,
    #[serde(skip)]
    pub(super) bytes: u64,
    #[serde(skip)]
    pub(super) limits: usize,
    /// Documents that could not be read, and how that ended.
    #[serde(skip)]
    pub unread: Vec<(String, String)>,
    /// Taken over from an earlier run.
    #[serde(skip)]
    pub unchanged: bool,
    /// What its report goes by of pictures met in other cases.
    #[serde(skip)]
    pub(super) met: String,
}

/// A case that has none, and why.
#[derive(Debug, Clone, Serialize)]
pub struct Failed {
    /// Its folder, relative to the queue.
    pub folder: String,
    /// Why.
    pub why: String,
}

/// What became of a case: why it has no report, where it has none.
pub(super) type Outcome = Result<Done, String>;

/// What became of a run.
#[derive(Debug, Clone, Default)]
pub struct Outcomes {
    /// Cases with a report, in the order of their folders.
    pub cases: Vec<Done>,
    /// Cases without.
    pub failures: Vec<Failed>,
    /// Files and folders below the queue that belong to no case: path and reason.
    pub left: Vec<(String, String)>,
    /// Ctrl-C came before every case was begun.
    pub interrupted: bool,
    /// Reports could not be written any more, so that not every case was begun.
    pub full: bool,
    /// Reports of an earlier run whose cases are not in the queue any more.
    pub stale: usize,
}

impl Done {
    /// What the index and the summary tell of a report.
    pub(super) fn of(report: &Report, folder: &str, file: &str) -> Self {
        let above = report
            .findings
            .iter()
            .filter(|f| f.severity > crate::finding::Severity::Note);
        let mut codes: Vec<String> = above.map(|f| f.code.clone()).collect();
        codes.sort();
        codes.dedup();
        let of = |code: &'static str| report.findings.iter().filter(move |f| f.code == code);
        let unread = of("file.reader-failed").map(|f| {
            let how = f.actual.as_ref().map_or("", |a| a.as_str().unwrap_or_default());
            (f.document.clone().unwrap_or_default(), how.to_owned())
        });
        Self {
            id: report.case.id.clone(),
            folder: folder.to_owned(),
            report: file.to_owned(),
            verdict: report.verdict,
            counts: report.counts,
            codes,
            subject: report.case.subject.clone(),
            province: report.case.province.clone(),
            pages: report.documents.iter().map(|d| d.pages.len()).sum(),
            documents: report.documents.len(),
            bytes: report.documents.iter().map(|d| d.bytes).sum(),
            limits: of("file.limit-exceeded").count(),
            unread: unread.collect(),
            unchanged: false,
            met: String::new(),
        }
    }
    /// Pages read.
    pub const fn pages(&self) -> usize {
        self.pages
    }
}

impl super::metrics::Figures {
    /// Counts a case that has its report.
    pub(super) fn count(&mut self, done: &Done) {
        *self.verdicts.entry(done.verdict.name()).or_default() += 1;
        self.unchanged += usize::from(done.unchanged);
        self.documents += done.documents;
        self.pages += done.pages;
        self.bytes += done.bytes;
        self.limits += done.limits;
    }
    /// Takes back what was counted of a case that is reviewed again.
    pub(super) fn uncount(&mut self, done: &Done) {
        let verdict = self.verdicts.entry(done.verdict.name()).or_default();
        *verdict = verdict.saturating_sub(1);
        self.unchanged -= usize::from(done.unchanged);
        self.documents -= done.documents;
        self.pages -= done.pages;
        self.bytes -= done.bytes;
        self.limits -= done.limits;
    }
}

/// Results in the order of folders.
pub(super) fn gather(plan: &Plan, queue: &Queue, earlier: &Earlier, results: Vec<Option<Outcome>>) -> Outcomes {
    let mut outcome = Outcomes::default();
    for (result, folder) in results.into_iter().zip(&queue.names) {
        match result {
            Some(Ok(done)) => outcome.cases.push(done),
            Some(Err(why)) => outcome.failures.push(Failed {
                folder: folder.clone(),
                why,
            }),
            None => outcome.interrupted = true,
        }
    }
    let found = &queue.found;
    for (path, why) in &found.unreadable {
        outcome.left.push((names::below(&plan.queue, path), why.clone()));
    }
    let stray = found.stray.iter().map(|p| names::below(&plan.queue, p));
    outcome.left.extend(stray.map(|p| (p, "in no case folder".to_owned())));
    outcome.left.sort();
    let here: BTreeSet<&String> = queue.names.iter().collect();
    outcome.stale = earlier.keys().filter(|folder| !here.contains(folder)).count();
    outcome
}

#[derive(Serialize)]
struct Index<'a> {
    schema: &'static str,
    tool: &'a crate::report::model::Tool,
    as_of: crate::date::Date,
    cases: &'a [Done],
    failed: &'a [Failed],
    verdicts: BTreeMap<&'static str, usize>,
    /// Files and folders that belong to no case.
    left: Vec<&'a str>,
}

/// Writes `index.json`.
pub(super) fn write_index(plan: &Plan, setup: &Setup, outcome: &Outcomes) -> Result<(), RunError> {
    let mut verdicts: BTreeMap<&'static str, usize> = BTreeMap::new();
    for done in &outcome.cases {
        *verdicts.entry(done.verdict.name()).or_default() += 1;
    }
    let index = Index {
        schema: "chushen.index/1",
        tool: &setup.tool,
        as_of: setup.as_of,
        cases: &outcome.cases,
        failed: &outcome.failures,
        verdicts,
        left: outcome.left.iter().map(|(p, _)| p.as_str()).collect(),
    };
    write_json(&plan.out.join("index.json"), &index)
}
