//! `chushen decisions`: tables over what was decided at the desk.

use std::collections::BTreeMap;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::args::{Decisions, TableArg};
use super::say::say;
use super::{Exit, Failure, put};
use crate::cli::Code;
use crate::decisions::chain::{Fault, verify};
use crate::decisions::{Ledger, Says, agree, gold, outcomes, table};
use crate::report::model::Report;
use crate::run;

/// Runs the command.
pub(super) fn run(what: &Decisions) -> Result<Exit, Failure> {
    match what {
        Decisions::Export {
            report_dir,
            format,
            output,
            gold,
        } => {
            let ledger = open(report_dir)?;
            let rows: Vec<table::Row> = ledger.states().iter().map(|(k, s)| table::row(k, s)).collect();
            let text = match format {
                _ if *gold => table::jsonl(&gold::gold(ledger.states().iter())).map_err(|e| Failure::of(&e))?,
                TableArg::Csv => table::csv(&rows),
                TableArg::Jsonl => table::jsonl(&rows).map_err(|e| Failure::of(&e))?,
            };
            match output.as_deref().filter(|f| *f != Path::new("-")) {
                Some(file) => run::files::write_atomic(file, text.as_bytes()).map_err(|e| Failure::of(&e))?,
                None => put(&text)?,
            }
        }
        Decisions::ImportOutcomes { csv, report_dir, by } => import(csv, report_dir, by.clone())?,
        Decisions::Outcomes { report_dir, format } => {
            let ledger = open(report_dir)?;
            let of = |key: &str| report(report_dir, key).map(of_report).unwrap_or_default();
            let rows = outcomes::table(ledger.states().iter(), of);
            put(&match format {
                TableArg::Csv => outcomes::csv_of(&rows),
                TableArg::Jsonl => table::jsonl(&rows).map_err(|e| Failure::of(&e))?,
            })?;
        }
        Decisions::Agreement {
            report_dir,
            known,
            format,
        } => {
            let ledger = open(report_dir)?;
            let right = known.as_deref().map(known_cases).transpose()?.unwrap_or_default();
            let pairs = agree::pairs(ledger.states().iter());
            let mut rows = agree::by_person(&pairs);
            rows.extend(agree::by_code(&pairs, |key| codes(report_dir, key)));
            rows.extend(agree::on_known(ledger.states().iter(), &right));
            put(&match format {
                TableArg::Csv => agree::csv(&rows),
                TableArg::Jsonl => table::jsonl(&rows).map_err(|e| Failure::of(&e))?,
            })?;
        }
        Decisions::Verify { report_dir, expect } => return follow(report_dir, expect.as_deref()),
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

/// Follows the chain and tells what it is like: 0 where it holds, 1 where it does not.
fn follow(reports: &Path, expect: Option<&str>) -> Result<Exit, Failure> {
    let path = reports.join(crate::decisions::FILE);
    let wrong = |e: std::io::Error| Failure::unread(&path, &e);
    let file = std::fs::File::open(&path).map_err(wrong)?;
    let found = verify(std::io::BufReader::new(file), expect).map_err(wrong)?;
    let follower = &found.follower;
    let mut lines = vec![
        format!("lines {}", follower.lines),
        follower.since.map_or_else(
            || "no line is chained".to_owned(),
            |line| format!("chained from line {line}, which covers all before it"),
        ),
    ];
    for (line, fault) in &follower.faults {
        let what = match fault {
            Fault::NotAnEntry => "no decision; a crash or an editor left it",
            Fault::Breaks => "the chain breaks: a line before this one was changed, taken out or put in",
            Fault::Unlinked => "not chained, though lines before it are: something else wrote it",
        };
        lines.push(format!("line {line}: {what}"));
    }
    for line in follower.unnamed() {
        lines.push(format!("line {line}: overwritten as purged, and no entry says so"));
    }
    match (follower.purged(), follower.unfinished().len()) {
        (0, 0) => {}
        (n, 0) => lines.push(format!("{n} entries were purged; the chain leads over them")),
        (_, left) => lines.push(format!(
            "a purge was cut short, {left} entries stand still: run it again"
        )),
    }
    if found.torn > 0 {
        lines.push(format!(
            "{} bytes behind the last line: it is being written, or a crash cut it off",
            found.torn
        ));
    }
    let lost = expect.is_some() && found.expected_at.is_none();
    match found.expected_at {
        Some(at) => lines.push(format!("the expected head is on the chain, after line {at}")),
        None if lost => {
            lines.push("the expected head is not on the chain: lines before it were changed or cut off".to_owned());
        }
        None => {}
    }
    lines.push(format!("head {}", follower.head));
    let out: String = lines.iter().map(|line| format!("{}\n", say(line))).collect();
    put(&out)?;
    Ok(if found.holds() && !lost {
        Exit::Passed
    } else {
        Exit::Findings
    })
}

pub(super) fn open(reports: &Path) -> Result<Ledger, Failure> {
    if !reports.is_dir() {
        return Err(Failure::no_folder(reports));
    }
    let ledger = Ledger::open(reports).map_err(|e| Failure::of(&e))?;
    for line in ledger.broken() {
        super::remark(&format!(
            "{}: line {line} is no decision and was left out",
            crate::decisions::FILE
        ));
    }
    Ok(ledger)
}

fn known_cases(file: &Path) -> Result<BTreeMap<String, Says>, Failure> {
    let text = std::fs::read_to_string(file).map_err(|e| Failure::unread(file, &e))?;
    agree::known(&text)
        .map_err(|why| Failure::coded(Code::Table, format!("'{}' cannot be used: {why}", file.display())))
}

fn import(csv: &Path, reports: &Path, by: Option<String>) -> Result<(), Failure> {
    let bytes = std::fs::read(csv).map_err(|e| Failure::unread(csv, &e))?;
    let rows = outcomes::parse(&bytes).map_err(|e| Failure::of(&e))?;
    let by = by
        .or_else(super::user)
        .ok_or_else(|| Failure::coded(Code::Usage, "say who enters it with --by NAME"))?;
    let mut ledger = open(reports)?;
    let mut decided: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for (key, state) in ledger.states().iter() {
        if let Some(e) = state.history.last() {
            decided
                .entry(e.case.clone())
                .or_default()
                .push((key.to_owned(), e.digest.clone()));
        }
    }
    // A case about which nothing was entered has its report by its name.
    let of_case = |case: &str| {
        decided.get(case).cloned().unwrap_or_else(|| {
            let key = run::files::name_of(case);
            let bytes = std::fs::read(reports.join(format!("{key}.json"))).ok();
            bytes.map(|b| vec![(key, digest_of(&b))]).unwrap_or_default()
        })
    };
    let now = jiff::Timestamp::now().to_string();
    let done = outcomes::import(&mut ledger, &rows, &by, &now, of_case).map_err(|e| Failure::of(&e))?;
    let told = say(&format!("entered {}, known before {}", done.entered, done.known));
    put(&format!("{told}\n"))?;
    for case in &done.strangers {
        super::remark(&format!("{case}: there is no report of this case here"));
    }
    Ok(())
}

fn digest_of(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

fn of_report(report: Report) -> outcomes::Of {
    outcomes::Of {
        version: format!("{} {}", report.tool.version, report.tool.rules),
        codes: report.findings.into_iter().map(|f| f.code).collect(),
    }
}

/// A report by its key; `None` where it went.
fn report(reports: &Path, key: &str) -> Option<Report> {
    // A ledger is a file that people may edit: a name in it stays a name in this folder.
    let file = format!("{key}.json");
    let inside = Path::new(&file).file_name().is_some_and(|n| n == file.as_str());
    let bytes = inside.then(|| std::fs::read(reports.join(&file)).ok()).flatten()?;
    serde_json::from_slice(&bytes).ok()
}

/// Codes of a report's findings; of a report that went, none.
fn codes(reports: &Path, key: &str) -> Vec<String> {
    let of = |r: Report| r.findings.into_iter().map(|f| f.code).collect();
    report(reports, key).map(of).unwrap_or_default()
}
