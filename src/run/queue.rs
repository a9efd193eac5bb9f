//! Many cases side by side. Each worker takes the next case; what it writes does not depend on who took it or when.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Instant;

use rayon::prelude::*;
use serde::Serialize;

use super::files::{name_of, write_atomic};
use super::log::{Line, Log, now};
use super::progress::Progress;
use super::reader::Account;
use super::{Plan, Reviewed, RunError, Setup, review};
use crate::finding::Verdict;
use crate::intake::{self, Case};
use crate::report::build::unread_case;
use crate::report::json;
use crate::report::model::Counts;

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
    #[serde(skip)]
    pages: usize,
}

/// A case that has none, and why.
#[derive(Debug, Clone, Serialize)]
pub struct Failed {
    /// Its folder, relative to the queue.
    pub folder: String,
    /// Why.
    pub why: String,
}

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

/// Set by Ctrl-C: no new case is begun. A second one ends the program.
static STOP: AtomicBool = AtomicBool::new(false);

fn heed_interrupts() {
    let set = ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::SeqCst) {
            #[expect(clippy::exit, reason = "the second Ctrl-C: stop now; reports are whole or absent")]
            std::process::exit(130);
        }
    });
    // A handler may already be there when a run is part of a larger program.
    let _ = set;
}

/// Reviews every case below the plan's queue and writes reports, `index.json` and `run.jsonl`.
pub fn scan(plan: &Plan, setup: &Setup, progress: &dyn Progress) -> Result<Outcomes, RunError> {
    let mut found = intake::walk::find_cases(&plan.queue, &setup.limits)?;
    std::fs::create_dir_all(&plan.out).map_err(|source| RunError::Write {
        path: plan.out.clone(),
        source,
    })?;
    // Reports of an earlier run that lie below the queue are no cases.
    if plan.out != plan.queue && is_within(&plan.out, &plan.queue) {
        found.cases.retain(|p| !is_within(p, &plan.out));
        found.stray.retain(|p| !is_within(p, &plan.out));
    }
    let log = Log::begin(&plan.out)?;
    heed_interrupts();
    log.say(&Line {
        event: "begin",
        at: now(),
        case: None,
        seconds: None,
        outcome: Some(format!("{} cases", found.cases.len())),
        pages: None,
    })?;
    progress.begin(found.cases.len());
    let relative = |p: &Path| {
        p.strip_prefix(&plan.queue)
            .unwrap_or(p)
            .to_string_lossy()
            .replace('\\', "/")
    };
    let names: Vec<String> = found.cases.iter().map(|f| relative(f)).collect();
    // First pass, declarations only: who bears which id.
    let loaded: Vec<Result<Case, RunError>> = found
        .cases
        .par_iter()
        .map(|f| intake::walk::load_case(f, &setup.limits).map_err(RunError::from))
        .collect();
    let mut bearers: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, case) in loaded.iter().enumerate() {
        if let Ok(case) = case {
            bearers.entry(&case.id).or_default().push(i);
        }
    }
    let results: Vec<Mutex<Option<Result<Done, String>>>> = loaded.iter().map(|_| Mutex::new(None)).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        while !STOP.load(Ordering::SeqCst) {
            let i = next.fetch_add(1, Ordering::SeqCst);
            let (Some(case), Some(slot), Some(folder)) = (loaded.get(i), results.get(i), names.get(i)) else {
                break;
            };
            let result = match case {
                Err(e) => Err(unreadable(folder, chain(e), plan, setup)),
                Ok(case) => {
                    let same = bearers.get(case.id.as_str()).map(Vec::as_slice).unwrap_or_default();
                    let others: Vec<String> = same
                        .iter()
                        .filter(|j| **j != i)
                        .filter_map(|j| names.get(*j).cloned())
                        .collect();
                    let rank = same.iter().position(|j| *j == i).unwrap_or(0);
                    one(case, folder, &others, rank, plan, setup, &log)
                }
            };
            if let Err(why) = &result {
                // The run log is the last resort; the failure is also in the summary and the index.
                let _ = log.say(&Line {
                    event: "failed",
                    at: now(),
                    case: Some(folder),
                    seconds: None,
                    outcome: Some(why.clone()),
                    pages: None,
                });
            }
            *slot.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(result);
            progress.done();
        }
    };
    std::thread::scope(|scope| -> Result<(), RunError> {
        for n in 0..plan.jobs.max(1).min(loaded.len().max(1)) {
            std::thread::Builder::new()
                .name(format!("case-{n}"))
                .stack_size(16 << 20)
                .spawn_scoped(scope, work)
                .map_err(|e| RunError::Threads(e.to_string()))?;
        }
        Ok(())
    })?;
    progress.end();
    let mut outcome = Outcomes::default();
    for (result, folder) in results.into_iter().zip(&names) {
        match result.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner) {
            Some(Ok(done)) => outcome.cases.push(done),
            Some(Err(why)) => outcome.failures.push(Failed {
                folder: folder.clone(),
                why,
            }),
            None => outcome.interrupted = true,
        }
    }
    for (path, why) in &found.unreadable {
        outcome.left.push((relative(path), why.clone()));
    }
    outcome.left.extend(
        found
            .stray
            .iter()
            .map(|p| (relative(p), "in no case folder".to_owned())),
    );
    outcome.left.sort();
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
    let text = serde_json::to_string_pretty(&index)?;
    write_atomic(&plan.out.join("index.json"), format!("{text}\n").as_bytes())?;
    log.say(&Line {
        event: "end",
        at: now(),
        case: None,
        seconds: None,
        outcome: Some(format!("{} reports", outcome.cases.len())),
        pages: None,
    })?;
    Ok(outcome)
}

/// Whether a path lies in a folder (or is it), however both were written.
fn is_within(path: &Path, folder: &Path) -> bool {
    match (path.canonicalize(), folder.canonicalize()) {
        (Ok(path), Ok(folder)) => path.starts_with(folder),
        // What does not exist any more is told by its name.
        (Err(_), _) | (_, Err(_)) => path.starts_with(folder),
    }
}

/// An error with its causes in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut out = error.to_string();
    let mut next = error.source();
    while let Some(e) = next {
        out.push_str(": ");
        out.push_str(&e.to_string());
        next = e.source();
    }
    out
}

/// A case folder that cannot be read gets a report that says so; why, and whether even that could not be written.
fn unreadable(folder: &str, why: String, plan: &Plan, setup: &Setup) -> String {
    let id = folder.rsplit('/').next().unwrap_or(folder);
    let report = unread_case(id, setup.as_of, &setup.tool, "file.reader-failed", &why, setup.lang);
    let file = plan.out.join(format!("{}.json", name_of(id)));
    let written = json::to_json(&report)
        .map_err(RunError::from)
        .and_then(|text| write_atomic(&file, text.as_bytes()));
    match written {
        Ok(()) => why,
        Err(e) => format!("{why}; {}", chain(&e)),
    }
}

/// One case: reviewed, written, logged. A panic outside any document costs this case and is its report's one finding.
fn one(
    case: &Case,
    folder: &str,
    others: &[String],
    rank: usize,
    plan: &Plan,
    setup: &Setup,
    log: &Log,
) -> Result<Done, String> {
    let start = Instant::now();
    let work = std::panic::AssertUnwindSafe(|| review(case, others, setup));
    let reviewed = std::panic::catch_unwind(work).unwrap_or_else(|_| Reviewed {
        report: unread_case(
            &case.id,
            setup.as_of,
            &setup.tool,
            "file.reader-failed",
            "panic",
            setup.lang,
        ),
        account: Account::default(),
    });
    let Reviewed { report, account: _ } = reviewed;
    let stem = name_of(&case.id);
    let file: PathBuf = if rank == 0 {
        format!("{stem}.json")
    } else {
        format!("{stem}~{}.json", rank + 1)
    }
    .into();
    let text = json::to_json(&report).map_err(|e| chain(&e))?;
    write_atomic(&plan.out.join(&file), text.as_bytes()).map_err(|e| chain(&e))?;
    let mut codes: Vec<String> = report
        .findings
        .iter()
        .filter(|f| f.severity > crate::finding::Severity::Note)
        .map(|f| f.code.clone())
        .collect();
    codes.sort();
    codes.dedup();
    let pages = report.documents.iter().map(|d| d.pages.len()).sum();
    let seconds = (start.elapsed().as_secs_f64() * 1000.0).round() / 1000.0;
    let line = Line {
        event: "case",
        at: now(),
        case: Some(&case.id),
        seconds: Some(seconds),
        outcome: Some(report.verdict.name().to_owned()),
        pages: Some(pages),
    };
    log.say(&line).map_err(|e| chain(&e))?;
    Ok(Done {
        id: case.id.clone(),
        folder: folder.to_owned(),
        report: file.to_string_lossy().into_owned(),
        verdict: report.verdict,
        counts: report.counts,
        codes,
        pages,
    })
}

impl Done {
    /// Pages read.
    pub const fn pages(&self) -> usize {
        self.pages
    }
}
