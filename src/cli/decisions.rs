//! `chushen decisions`: tables over what was decided at the desk.

use std::path::Path;

use super::args::{Decisions, TableArg};
use super::{Exit, Failure, put};
use crate::decisions::{Ledger, table};
use crate::report::model::Report;
use crate::run;

/// Runs the command.
pub(super) fn run(what: &Decisions) -> Result<Exit, Failure> {
    match what {
        Decisions::Export {
            report_dir,
            format,
            output,
        } => {
            let ledger = open(report_dir)?;
            let rows: Vec<table::Row> = ledger.states().iter().map(|(k, s)| table::row(k, s)).collect();
            let text = match format {
                TableArg::Csv => table::csv(&rows),
                TableArg::Jsonl => table::jsonl(&rows).map_err(|e| Failure::of(&e))?,
            };
            match output.as_deref().filter(|f| *f != Path::new("-")) {
                Some(file) => run::files::write_atomic(file, text.as_bytes()).map_err(|e| Failure::of(&e))?,
                None => put(&text)?,
            }
        }
        Decisions::Overruled { report_dir, format } => {
            let ledger = open(report_dir)?;
            let rows = table::overruled(ledger.states().iter(), |report| codes(report_dir, report));
            put(&match format {
                TableArg::Csv => table::overruled_csv(&rows),
                TableArg::Jsonl => table::jsonl(&rows).map_err(|e| Failure::of(&e))?,
            })?;
        }
    }
    Ok(Exit::Passed)
}

#[expect(clippy::print_stderr, reason = "what was left out is told")]
pub(super) fn open(reports: &Path) -> Result<Ledger, Failure> {
    if !reports.is_dir() {
        return Err(Failure::new(format!("'{}' is not a folder", reports.display())));
    }
    let ledger = Ledger::open(reports).map_err(|e| Failure::of(&e))?;
    for line in ledger.broken() {
        eprintln!(
            "{}: line {line} is no decision and was left out",
            crate::decisions::FILE
        );
    }
    Ok(ledger)
}

/// Codes of a report's findings; of a report that went, none.
fn codes(reports: &Path, report: &str) -> Vec<String> {
    // A ledger is a file that people may edit: a name in it stays a name in this folder.
    let file = format!("{report}.json");
    let inside = Path::new(&file).file_name().is_some_and(|n| n == file.as_str());
    let read = inside.then(|| std::fs::read(reports.join(&file)).ok()).flatten();
    let report = read.and_then(|bytes| serde_json::from_slice::<Report>(&bytes).ok());
    report
        .map(|r| r.findings.into_iter().map(|f| f.code).collect())
        .unwrap_or_default()
}
