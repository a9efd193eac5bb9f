//! Figures over all cases: verdicts by province and day, frequent findings, throughput, what was decided.

use std::collections::BTreeMap;

use serde::Serialize;

use super::progress::Progress;
use super::report_index::Listing;
use crate::date::Instant;
use crate::decisions::{States, agree, table};
use crate::finding::Verdict;

/// Cases by verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Passed.
    pub pass: usize,
    /// For review.
    pub review: usize,
    /// Rejected.
    pub reject: usize,
    /// Not readable.
    pub error: usize,
}

impl Tally {
    fn add(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Pass => self.pass += 1,
            Verdict::Review => self.review += 1,
            Verdict::Reject => self.reject += 1,
            Verdict::Error => self.error += 1,
        }
    }
    const fn total(&self) -> usize {
        self.pass + self.review + self.reject + self.error
    }
}

/// A tally with its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Named {
    /// Province, or day (ISO 8601).
    pub name: String,
    /// Its cases.
    #[serde(flatten)]
    pub tally: Tally,
}

/// A finding and in how many cases it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Frequent {
    /// Code.
    pub code: String,
    /// Cases.
    pub cases: usize,
}

/// What was decided.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Decided {
    /// Accepted.
    pub accept: usize,
    /// Sent back.
    pub send_back: usize,
    /// On hold.
    pub hold: usize,
    /// Not decided.
    pub open: usize,
    /// Decisions that hold, by reviewer.
    pub reviewers: BTreeMap<String, usize>,
}

/// All figures.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Overview {
    /// All cases.
    pub all: Tally,
    /// By province, most cases first.
    pub provinces: Vec<Named>,
    /// By day in China: of submission, or where that is not declared, of the report.
    pub days: Vec<Named>,
    /// Findings, most cases first.
    pub findings: Vec<Frequent>,
    /// Decisions.
    pub decided: Decided,
    /// Which checks are overruled often.
    pub overruled: Vec<table::Overruled>,
    /// How far people agree and are right in known cases; of a team, for who oversees it.
    pub agreement: Vec<agree::Share>,
    /// The run.
    pub progress: Progress,
}

/// Findings listed.
const MOST: usize = 20;

/// The figures of the rows.
pub fn overview(rows: &Listing, states: &States, progress: Progress) -> Overview {
    let mut all = Tally::default();
    let mut provinces: BTreeMap<&str, Tally> = BTreeMap::new();
    let mut days: BTreeMap<String, Tally> = BTreeMap::new();
    let mut cases: BTreeMap<u16, usize> = BTreeMap::new();
    let mut decided = Decided::default();
    for (key, row) in &rows.rows {
        all.add(row.verdict);
        provinces
            .entry(row.province.as_deref().unwrap_or(""))
            .or_default()
            .add(row.verdict);
        let at = Instant::from_unix_seconds(row.submitted.unwrap_or(row.written));
        let day = at.map(|t| t.china_date().to_string()).unwrap_or_default();
        days.entry(day).or_default().add(row.verdict);
        for (code, _) in &row.codes {
            *cases.entry(*code).or_default() += 1;
        }
        match states.get(key).and_then(|s| s.decision.as_ref()) {
            None => decided.open += 1,
            Some(entry) => {
                match entry.act.name() {
                    "accept" => decided.accept += 1,
                    "send-back" => decided.send_back += 1,
                    _ => decided.hold += 1,
                }
                *decided.reviewers.entry(entry.reviewer.clone()).or_default() += 1;
            }
        }
    }
    let mut provinces: Vec<Named> = provinces
        .into_iter()
        .map(|(name, tally)| Named {
            name: name.to_owned(),
            tally,
        })
        .collect();
    provinces.sort_by(|a, b| b.tally.total().cmp(&a.tally.total()).then(a.name.cmp(&b.name)));
    let mut findings: Vec<Frequent> = cases
        .into_iter()
        .filter_map(|(code, cases)| {
            let code = rows.codes.get(usize::from(code))?.clone();
            Some(Frequent { code, cases })
        })
        .collect();
    findings.sort_by(|a, b| b.cases.cmp(&a.cases).then(a.code.cmp(&b.code)));
    findings.truncate(MOST);
    let found = |report: &str| -> Vec<String> {
        let codes = rows.rows.get(report).map(|r| r.codes.as_slice()).unwrap_or_default();
        codes
            .iter()
            .flat_map(|(code, n)| {
                let name = rows.codes.get(usize::from(*code)).cloned().unwrap_or_default();
                std::iter::repeat_n(name, usize::from(*n))
            })
            .collect()
    };
    Overview {
        all,
        provinces,
        days: days.into_iter().map(|(name, tally)| Named { name, tally }).collect(),
        findings,
        decided,
        overruled: table::overruled(states.iter(), found),
        agreement: Vec::new(),
        progress,
    }
}

#[cfg(test)]
mod tests {
    use super::super::report_index::ReportIndex;
    use super::*;

    #[test]
    fn cases_are_counted_once_in_every_table() {
        let dir = tempfile::tempdir().unwrap();
        for (name, verdict, province, codes) in [
            ("a", "reject", Some("四川"), &["x.one", "x.one", "x.two"][..]),
            ("b", "pass", Some("四川"), &[][..]),
            ("c", "review", None, &["x.one"][..]),
        ] {
            let findings: Vec<_> = codes
                .iter()
                .map(|c| serde_json::json!({ "code": c, "severity": "review" }))
                .collect();
            let report = serde_json::json!({
                "schema": "chushen.report/1", "case": { "id": name, "province": province }, "verdict": verdict,
                "counts": { "reject": 0, "review": 0, "note": 0 }, "documents": [], "findings": findings
            });
            std::fs::write(dir.path().join(format!("{name}.json")), report.to_string()).unwrap();
        }
        let index = ReportIndex::new(dir.path());
        index.refresh().unwrap();
        // 1780243200 is 2026-06-01 00:00 in China.
        index.enter_submitted(&[
            ("a".to_owned(), Some(1_780_243_200)),
            ("b".to_owned(), Some(1_780_243_199)),
        ]);
        let figures = overview(&index.rows(), &States::default(), Progress::default());
        assert_eq!(
            figures.all,
            Tally {
                pass: 1,
                review: 1,
                reject: 1,
                error: 0
            }
        );
        let provinces: Vec<(&str, usize)> = figures
            .provinces
            .iter()
            .map(|n| (n.name.as_str(), n.tally.total()))
            .collect();
        assert_eq!(provinces, [("四川", 2), ("", 1)]);
        let days: Vec<&str> = figures.days.iter().map(|n| n.name.as_str()).take(2).collect();
        assert_eq!(days, ["2026-05-31", "2026-06-01"]);
        let findings: Vec<(&str, usize)> = figures.findings.iter().map(|f| (f.code.as_str(), f.cases)).collect();
        assert_eq!(findings, [("x.one", 2), ("x.two", 1)]);
        assert_eq!(figures.decided.open, 3);
    }
}
