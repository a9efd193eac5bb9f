//! Runs: one case from folder to report, many cases side by side, what is written and when. Below it nothing reads a clock
//! for a report, or writes files of its own but the ledger.

pub mod case;
pub mod files;
pub mod fingerprint;
pub mod journal;
pub mod metrics;
mod one_case;
mod outcome;
pub mod progress;
mod queue;
pub mod read_cache;
pub mod read_slots;
pub mod reader;
mod scan;
mod shared;
pub mod summary;
pub mod survey;
pub mod worker;

use std::path::{Path, PathBuf};

use crate::date::Date;
use crate::intake;
use crate::judge::dossier::Dossier;
use crate::judge::engine::{Judgement, Outcome, RuleSelection, judge};
use crate::judge::pack::{Level, Pack};
use crate::kind::DocumentKind;
use crate::limits::Limits;
use crate::report::Lang;
use crate::report::build::{Parts, RuleNote, build};
use crate::report::model::{CheckOutcome, CheckRow, Report, RuleLevel, Tool};
pub use one_case::Due;
pub use outcome::{Done, Failed, Outcomes};
use read_cache::ReadCache;
use read_slots::{ReadSlots, Urgency};
use reader::{Account, Reader};
pub use scan::{dry_run, scan};

/// What every case of a run is reviewed with.
#[derive(Debug)]
pub struct Setup {
    /// Rules.
    pub pack: Pack,
    /// What reads documents.
    pub reader: Reader,
    /// Program, rules, models, for reports.
    pub tool: Tool,
    /// Budgets.
    pub limits: Limits,
    /// The day to judge by.
    pub as_of: Date,
    /// Which rules are asked.
    pub asked: RuleSelection,
    /// Language of sentences.
    pub lang: Lang,
    /// Show personal numbers whole.
    pub unmask: bool,
    /// A declaration that is faulty or not complete rejects.
    pub strict: bool,
    /// Digest of the certificates that are trusted; empty where there are none.
    pub trust: String,
    /// Rows of checks that the report holds.
    pub checks: CheckRows,
    /// What was read before, by content.
    pub kept: ReadCache,
    /// Whose document is read next.
    pub slots: ReadSlots,
}

/// What is particular to one review of a process that does many, for years.
#[derive(Debug, Clone, Copy)]
pub struct Occasion {
    /// The day to judge by.
    pub as_of: Date,
    /// What a document is meant to be where no declaration says it.
    pub hint: Option<DocumentKind>,
    /// Whether somebody waits for it.
    pub urgency: Urgency,
}

/// Which rows of its checks a report holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CheckRows {
    /// One for each check and document.
    #[default]
    Full,
    /// Those that failed, and those that could not look.
    Open,
    /// None.
    None,
}

impl CheckRows {
    const fn holds(self, outcome: CheckOutcome) -> bool {
        match self {
            CheckRows::Full => true,
            CheckRows::Open => matches!(outcome, CheckOutcome::Failed | CheckOutcome::NotChecked),
            CheckRows::None => false,
        }
    }
}

impl Setup {
    /// Judges what was read of a case.
    pub fn judge(&self, dossier: &Dossier) -> Judgement {
        let judgement = judge(dossier, &self.pack, &self.asked);
        if self.strict { judgement.strictly() } else { judgement }
    }
}

/// Where a scan reads and writes.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Folder of cases.
    pub queue: PathBuf,
    /// Folder of reports.
    pub out: PathBuf,
    /// Cases read at once, 1 or more.
    pub jobs: usize,
    /// What earlier nights saw, where it is kept.
    pub ledger: Option<PathBuf>,
    /// Take up an earlier run: leave alone what is unchanged.
    pub resume: bool,
    /// Do again also what a reader surely failed on.
    pub retry_failed: bool,
    /// File of figures for a monitor.
    pub metrics: Option<PathBuf>,
}

/// Why a run could not be done.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The folder of cases.
    #[error(transparent)]
    Walk(#[from] intake::walk::WalkError),
    /// A case folder is another than when the queue was walked.
    #[error("'{}' bears another case id than when the queue was walked; scan again when nobody writes to it", path.display())]
    Changed {
        /// The folder.
        path: PathBuf,
    },
    /// Something of ours could not be written.
    #[error("cannot write '{}'; check that the folder exists, can be written to and has room", path.display())]
    Write {
        /// What.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Another run has the folder of reports.
    #[error("'{}' is in use by another run{}; wait for it, or write to another folder", path.display(),
        pid.map_or_else(String::new, |p| format!(" (process {p})")))]
    Taken {
        /// The folder.
        path: PathBuf,
        /// Who has it.
        pid: Option<u32>,
    },
    /// An answer of the worker.
    #[error("cannot write an answer")]
    Answer(#[source] std::io::Error),
    /// A report could not be put into words.
    #[error("cannot make the report")]
    Report(#[from] serde_json::Error),
    /// The ledger.
    #[error(transparent)]
    Ledger(#[from] crate::ledger::LedgerError),
    /// Threads could not be had.
    #[error("cannot start the workers: {0}")]
    Threads(String),
}

/// Reviews one case folder.
pub fn review_folder(folder: &Path, setup: &Setup) -> Result<Report, RunError> {
    let case = intake::walk::load_case(folder, &setup.limits)?;
    Ok(review(&case, &[], setup).report)
}

/// Reads the papers of one case folder by themselves: what is declared there counts for nothing.
pub fn review_papers(folder: &Path, setup: &Setup) -> Result<Report, RunError> {
    let mut case = intake::walk::load_case(folder, &setup.limits)?;
    case.declared = intake::Declared::Missing;
    Ok(review(&case, &[], setup).report)
}

/// A case reviewed.
#[derive(Debug, Clone, PartialEq)]
pub struct Reviewed {
    /// Its report.
    pub report: Report,
    /// What it cost and met.
    pub account: Account,
}

/// Reads one case folder, without judging it.
pub fn read_folder(folder: &Path, setup: &Setup) -> Result<Dossier, RunError> {
    let case = intake::walk::load_case(folder, &setup.limits)?;
    Ok(read(&case, &[], setup).0)
}

/// Reviews one case: read, judged, reported.
pub fn review(case: &intake::Case, same_id: &[String], setup: &Setup) -> Reviewed {
    let (dossier, account) = read(case, same_id, setup);
    judged(&dossier, account, setup)
}

/// Reviews one case of a process that does many: by its own day, in its turn.
pub fn review_on(case: &intake::Case, occasion: Occasion, setup: &Setup) -> Reviewed {
    let tools = case::Tools {
        as_of: occasion.as_of,
        hint: occasion.hint,
        shared: Some((&setup.kept, &setup.slots, occasion.urgency)),
        ..tools(setup)
    };
    let (dossier, account) = case::read_case(case, &[], &tools);
    judged(&dossier, account, setup)
}

fn tools(setup: &Setup) -> case::Tools<'_> {
    case::Tools {
        shared: Some((&setup.kept, &setup.slots, Urgency::Queued)),
        ..case::Tools::new(&setup.reader, &setup.limits, setup.as_of)
    }
}

/// Reads one case. What it shares with others of its run may be added before it is judged.
fn read(case: &intake::Case, same_id: &[String], setup: &Setup) -> (Dossier, Account) {
    case::read_case(case, same_id, &tools(setup))
}

/// Judges a case that was read, and reports it.
fn judged(dossier: &Dossier, account: Account, setup: &Setup) -> Reviewed {
    let judgement = setup.judge(dossier);
    let path = |d: Option<usize>| d.and_then(|d| dossier.documents.get(d)).map(|d| d.path.clone());
    let told = |why: &str| crate::report::render::reason(why, setup.lang);
    let checks = judgement.outcomes.iter().map(|o| CheckRow {
        code: o.code.to_owned(),
        document: path(o.document),
        outcome: match o.outcome {
            Outcome::Passed => CheckOutcome::Passed,
            Outcome::Failed => CheckOutcome::Failed,
            Outcome::NotChecked => CheckOutcome::NotChecked,
            Outcome::NotApplicable => CheckOutcome::NotApplicable,
        },
        why: o.why.as_deref().map(told),
        why_said: o.why.clone().filter(|why| told(why) != *why),
    });
    let rule = |id: &str| {
        setup.pack.rule(id).map(|r| RuleNote {
            source: (!r.source.is_empty()).then(|| r.source.clone()),
            level: match r.level {
                Level::Baseline => RuleLevel::Baseline,
                // Who published a rule is the same whether or not a newer document confirms it; `confirmed` tells that.
                Level::Confirmed | Level::Published => RuleLevel::Published,
                Level::House => RuleLevel::House,
            },
            published_by: r
                .sources
                .iter()
                .map(|s| match setup.lang {
                    Lang::Zh => s.zh(),
                    Lang::En => s.en(),
                })
                .collect(),
            confirmed: r.confirmed(),
            province: r
                .is_local()
                .then(|| dossier.declaration().map(|d| d.province.short.to_owned()))
                .flatten(),
        })
    };
    let report = build(&Parts {
        dossier,
        findings: &judgement.findings,
        checks: checks.filter(|row| setup.checks.holds(row.outcome)).collect(),
        rule: &rule,
        tool: &setup.tool,
        lang: setup.lang,
        unmask: setup.unmask,
    });
    Reviewed { report, account }
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
