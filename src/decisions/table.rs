//! Tables over all decisions: one row a case for export, one row a code for the question which checks are overruled often.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Act, State};
use crate::report::csv::cell;

/// One case as exported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Case id.
    pub case: String,
    /// File name of its report without the ending.
    pub report: String,
    /// accept, send-back, hold; empty where a decision was undone or only findings were overruled.
    pub decision: &'static str,
    /// Who decided.
    pub reviewer: String,
    /// When, UTC.
    pub at: String,
    /// The notice sent, or why it is held.
    pub text: String,
    /// Codes of overruled findings, each as often as it was overruled.
    pub overruled: Vec<String>,
    /// SHA-256 of the report that was looked at.
    pub digest: String,
}

/// The row of one report.
pub fn row(report: &str, state: &State) -> Row {
    // Where nothing was decided, who last did something about it; what only notes something is not asked for.
    let moved = || state.history.iter().rfind(|e| e.act.moves());
    let last = state.decision.as_ref().or_else(moved).or(state.history.last());
    let decided = state.decision.as_ref();
    Row {
        case: last.map(|e| e.case.clone()).unwrap_or_default(),
        report: report.to_owned(),
        decision: decided.map_or("", |e| e.act.name()),
        reviewer: last.map(|e| e.reviewer.clone()).unwrap_or_default(),
        at: last.map(|e| e.at.clone()).unwrap_or_default(),
        text: match decided.map(|e| &e.act) {
            Some(Act::SendBack { notice, .. }) => notice.clone(),
            Some(Act::Hold { reason }) => reason.clone(),
            Some(_) | None => String::new(),
        },
        overruled: state.overruled.iter().filter_map(code).map(str::to_owned).collect(),
        digest: last.map(|e| e.digest.clone()).unwrap_or_default(),
    }
}

/// Code of the finding that an entry overrules.
pub fn code(entry: &super::Entry) -> Option<&str> {
    match &entry.act {
        Act::Overrule { finding, .. } => Some(&finding.code),
        _ => None,
    }
}

/// The rows as CSV (RFC 4180) with a byte order mark, without which spreadsheets take UTF-8 for something else.
pub fn csv(rows: &[Row]) -> String {
    let mut out = String::from("\u{feff}case,report,decision,reviewer,at,overruled,text,digest\r\n");
    for r in rows {
        let overruled = r.overruled.join(" ");
        let cells = [
            &r.case,
            &r.report,
            r.decision,
            &r.reviewer,
            &r.at,
            &overruled,
            &r.text,
            &r.digest,
        ];
        out.push_str(&cells.map(cell).join(","));
        out.push_str("\r\n");
    }
    out
}

/// Overruled codes as CSV.
pub fn overruled_csv(rows: &[Overruled]) -> String {
    let mut out = String::from("\u{feff}code,found,overruled,reasons\r\n");
    for r in rows {
        let cells = [
            cell(&r.code),
            r.found.to_string(),
            r.overruled.to_string(),
            cell(&r.reasons.join(" / ")),
        ];
        out.push_str(&cells.join(","));
        out.push_str("\r\n");
    }
    out
}

/// Rows as JSON Lines.
pub fn jsonl<T: Serialize>(rows: &[T]) -> Result<String, serde_json::Error> {
    let mut out = String::new();
    for r in rows {
        out.push_str(&serde_json::to_string(r)?);
        out.push('\n');
    }
    Ok(out)
}

/// How often findings of a code were overruled in the cases that were decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Overruled {
    /// Code.
    pub code: String,
    /// Findings of this code in decided cases.
    pub found: usize,
    /// Of these overruled.
    pub overruled: usize,
    /// Reasons given, most recent last, each once.
    pub reasons: Vec<String>,
}

/// The table of overruled codes, most often overruled first. `found` are the codes of the findings of a report.
pub fn overruled<'a>(
    states: impl Iterator<Item = (&'a str, &'a State)>,
    found: impl Fn(&str) -> Vec<String>,
) -> Vec<Overruled> {
    let mut rows: BTreeMap<String, Overruled> = BTreeMap::new();
    let blank = |code: &str| Overruled {
        code: code.to_owned(),
        found: 0,
        overruled: 0,
        reasons: Vec::new(),
    };
    for (report, state) in states {
        if state.decision.is_none() && state.overruled.is_empty() {
            continue;
        }
        for code in found(report) {
            rows.entry(code.clone()).or_insert_with(|| blank(&code)).found += 1;
        }
        for entry in &state.overruled {
            let (Some(code), Act::Overrule { reason, .. }) = (code(entry), &entry.act) else {
                continue;
            };
            let row = rows.entry(code.to_owned()).or_insert_with(|| blank(code));
            row.overruled += 1;
            if !row.reasons.contains(reason) {
                row.reasons.push(reason.clone());
            }
        }
    }
    let mut rows: Vec<Overruled> = rows.into_values().filter(|r| r.overruled > 0).collect();
    rows.sort_by(|a, b| b.overruled.cmp(&a.overruled).then(a.code.cmp(&b.code)));
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_run_nothing() {
        assert_eq!(cell("a,b"), "\"a,b\"");
        assert_eq!(cell("说\"好\"\n"), "\"说\"\"好\"\"\n\"");
        assert_eq!(cell("=HYPERLINK(1)"), "'=HYPERLINK(1)");
        assert_eq!(cell("平常"), "平常");
    }
}
