//! Options of commands that review cases: what all share, and `check`, `draft`, `scan`, `worker`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};

use super::LevelArg;
use crate::run::CheckRows;

/// Options of every review.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Common {
    /// The day to judge by [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_of: Option<crate::date::Date>,
    /// Custom rules, laid over the shipped ones
    #[arg(long, value_name = "DIR")]
    pub rules: Option<PathBuf>,
    /// Which rules are asked: the guide's, those of documents since 2024 too, older ones as notes
    #[arg(long, value_enum, default_value_t)]
    pub rules_level: LevelArg,
    // A longer value name would make clap set every option on two lines.
    /// Levels of single provinces, such as 四川=published,湖北=off
    #[arg(long, value_name = "LEVELS")]
    pub province_level: Option<String>,
    /// Reject a case whose declaration is faulty or lacks what the papers are compared with
    #[arg(long)]
    pub strict: bool,
    /// Do not recognise text in pictures
    #[arg(long)]
    pub no_ocr: bool,
    /// Folder of the OCR models [default: $CHUSHEN_MODELS, ./models, beside the program, data folders]
    #[arg(long, value_name = "DIR")]
    pub models: Option<PathBuf>,
    /// Certificates whose signers are trusted: a file, or a folder of them (PEM or DER)
    #[arg(long, value_name = "PATH")]
    pub trust: Option<PathBuf>,
    /// Show personal numbers whole
    #[arg(long)]
    pub unmask: bool,
    /// Where untrusted files are read: sandboxed processes, or (only to look for faults) this one
    #[arg(
        long,
        value_enum,
        default_value_t,
        hide_possible_values = true,
        value_name = "process|none"
    )]
    pub isolation: IsolationArg,
    /// Rows of the report that say how each check ended: all, only what failed or could not look, none
    #[arg(
        long,
        value_enum,
        default_value_t,
        hide_possible_values = true,
        value_name = "full|open|none"
    )]
    pub checks: ChecksArg,
    /// Exit with 0 also where there are findings
    #[arg(long)]
    pub exit_zero: bool,
    /// Colour
    #[arg(long, value_enum, default_value_t)]
    pub color: ColorArg,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(in crate::cli) enum IsolationArg {
    #[default]
    Process,
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(in crate::cli) enum ChecksArg {
    #[default]
    Full,
    Open,
    None,
}

impl From<ChecksArg> for CheckRows {
    fn from(arg: ChecksArg) -> Self {
        match arg {
            ChecksArg::Full => CheckRows::Full,
            ChecksArg::Open => CheckRows::Open,
            ChecksArg::None => CheckRows::None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(in crate::cli) enum ColorArg {
    #[default]
    Auto,
    Always,
    Never,
}

#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Check {
    /// The case folder
    pub case_dir: PathBuf,
    /// Form of the result; notice is the message to the submitter, document by document
    #[arg(long, value_enum, default_value_t)]
    pub format: FormatArg,
    /// Write the result to a file ("-": stdout)
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(in crate::cli) enum FormatArg {
    #[default]
    Human,
    Json,
    Notice,
    Html,
}

#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Draft {
    /// The folder of the papers
    pub folder: PathBuf,
    /// Write the result to a file ("-": stdout)
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// The declaration alone (case.json), without sources and what is open
    #[arg(long)]
    pub declaration: bool,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Scan {
    /// The folder of case folders
    pub queue_dir: PathBuf,
    /// Where reports, index.json and run.jsonl go
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Cases read at once [default: cores]
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
    /// Resume where a run stopped; leave alone what is unchanged
    #[arg(long)]
    pub resume: bool,
    /// Remember what cases of several runs share; the file is made where there is none
    #[arg(long, value_name = "FILE")]
    pub ledger: Option<PathBuf>,
    /// Like --resume, and do again what a reader failed on
    #[arg(long)]
    pub retry_failed: bool,
    /// Multiply the time limits of readers
    #[arg(long, value_name = "N", default_value_t = 1, hide_default_value = true, value_parser = clap::value_parser!(u64).range(1..=1000))]
    pub time_factor: u64,
    /// Tell what would be done, case by case, and do nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Write figures of the run to a file, for Prometheus
    #[arg(long, value_name = "FILE")]
    pub metrics: Option<PathBuf>,
    /// No progress and no summary
    #[arg(short, long)]
    pub quiet: bool,
    #[command(flatten)]
    pub common: Common,
}

impl Scan {
    /// Cases read at once.
    pub fn jobs(&self) -> usize {
        jobs(self.jobs)
    }
}

#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Worker {
    /// Cases read at once [default: cores]
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
    #[command(flatten)]
    pub common: Common,
}

impl Worker {
    /// Cases read at once.
    pub fn jobs(&self) -> usize {
        jobs(self.jobs)
    }
}

/// As told, or one a core.
pub(in crate::cli) fn jobs(told: Option<u16>) -> usize {
    told.map_or_else(
        || std::thread::available_parallelism().map_or(1, usize::from),
        usize::from,
    )
}
