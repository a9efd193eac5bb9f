//! What was typed.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

/// Examples at the end of the help.
pub(super) const EXAMPLES: &str = "Examples:
  chushen check samples/queue/other-domain --as-of 2026-06-01
  chushen scan samples/queue --out reports --jobs 2 --exit-zero";

/// Preliminary review (初审) of ICP-filing attachments
#[derive(Debug, Parser)]
#[command(name = "chushen", disable_help_subcommand = true, max_term_width = 100)]
pub(super) struct Args {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Review one case folder
    Check(Check),
    /// Review every case below a folder; one report a case
    Scan(Scan),
    /// Explain a finding code
    Explain {
        /// Such as image.not-colour
        code: String,
        /// Language
        #[arg(long, value_enum, default_value_t)]
        lang: LangArg,
    },
    /// Look whether everything is in place: models, limits, seals
    Doctor(Doctor),
    /// List rules, and codes that are not checked yet
    Rules {
        /// Only rules that apply in this province (code or short name)
        #[arg(long)]
        province: Option<String>,
        /// Only rules of this level
        #[arg(long, value_enum)]
        level: Option<LevelArg>,
        /// A pack of your own over the shipped one
        #[arg(long, value_name = "DIR")]
        rules: Option<PathBuf>,
    },
    /// Print a JSON schema
    Schema {
        /// Which one
        #[arg(value_enum)]
        which: SchemaArg,
    },
    /// Looks at strangers' bytes for another process of this program
    #[command(hide = true)]
    Reader {
        #[arg(long)]
        models: Option<PathBuf>,
        #[arg(long)]
        parent: Option<u32>,
        #[arg(long)]
        memory: Option<u64>,
    },
    /// Answer requests on stdin: one JSON object a line in, one a line out
    Worker(Worker),
    /// (later version) review page
    #[command(hide = true)]
    Serve {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        rest: Vec<String>,
    },
}

/// Options of every review.
#[derive(Debug, ClapArgs)]
pub(super) struct Common {
    /// Language of sentences
    #[arg(long, value_enum, default_value_t)]
    pub lang: LangArg,
    /// The day to judge by [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_of: Option<crate::date::Date>,
    /// A pack of your own over the shipped rules
    #[arg(long, value_name = "DIR")]
    pub rules: Option<PathBuf>,
    /// Which rules are asked
    #[arg(long, value_enum, default_value_t)]
    pub rules_level: LevelArg,
    /// Do not recognise text in pictures
    #[arg(long)]
    pub no_ocr: bool,
    /// Folder of the OCR models [default: $CHUSHEN_MODELS, ./models, beside the program]
    #[arg(long, value_name = "DIR")]
    pub models: Option<PathBuf>,
    /// Show personal numbers whole
    #[arg(long)]
    pub unmask: bool,
    /// Where strangers' files are read: sealed processes of their own, or (only to look for faults) this one
    #[arg(
        long,
        value_enum,
        default_value_t,
        hide_possible_values = true,
        value_name = "process|none"
    )]
    pub isolation: IsolationArg,
    /// Exit with 0 also where there are findings
    #[arg(long)]
    pub exit_zero: bool,
    /// Colour
    #[arg(long, value_enum, default_value_t)]
    pub color: ColorArg,
}

#[derive(Debug, ClapArgs)]
pub(super) struct Check {
    /// The case folder
    pub case_dir: PathBuf,
    /// Form of the result
    #[arg(long, value_enum, default_value_t)]
    pub format: FormatArg,
    /// Write the result to a file ("-": stdout)
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Debug, ClapArgs)]
pub(super) struct Scan {
    /// The folder of case folders
    pub queue_dir: PathBuf,
    /// Where reports, index.json and run.jsonl go
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Cases read at once [default: cores]
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
    /// Take up where a run stopped; leave alone what is unchanged
    #[arg(long)]
    pub resume: bool,
    /// Like --resume, and do again what a reader failed on
    #[arg(long)]
    pub retry_failed: bool,
    /// Give readers so many times as long
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

#[derive(Debug, ClapArgs)]
pub(super) struct Doctor {
    /// Without the models
    #[arg(long)]
    pub no_ocr: bool,
    /// Folder of the OCR models
    #[arg(long, value_name = "DIR")]
    pub models: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub(super) struct Worker {
    /// Cases read at once [default: cores]
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
    #[command(flatten)]
    pub common: Common,
}

/// As told, or one a core.
fn jobs(told: Option<u16>) -> usize {
    told.map_or_else(
        || std::thread::available_parallelism().map_or(1, usize::from),
        usize::from,
    )
}

impl Worker {
    /// Cases read at once.
    pub fn jobs(&self) -> usize {
        jobs(self.jobs)
    }
}

impl Scan {
    /// Cases read at once.
    pub fn jobs(&self) -> usize {
        jobs(self.jobs)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum LangArg {
    #[default]
    Zh,
    En,
}

impl From<LangArg> for crate::report::Lang {
    fn from(l: LangArg) -> Self {
        match l {
            LangArg::Zh => Self::Zh,
            LangArg::En => Self::En,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum LevelArg {
    Baseline,
    #[default]
    Published,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum IsolationArg {
    #[default]
    Process,
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum FormatArg {
    #[default]
    Human,
    Json,
    #[value(hide = true)]
    Html,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum ColorArg {
    #[default]
    Auto,
    Always,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum SchemaArg {
    Case,
    Report,
    Request,
}
