//! What was typed.

mod api;
mod desk;
mod files;
mod review;
mod rules;

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

pub(super) use api::{Api, ApiToken};
#[cfg(feature = "serve")]
pub(super) use desk::RoleArg;
pub(super) use desk::{Decisions, DeskAction, Serve, TableArg};
pub(super) use files::{
    Compare, CompareFormat, Convert, ConvertFormat, Export, ExportFormat, LedgerAction, Purge, Survey,
};
pub(super) use review::{Check, ColorArg, Common, Draft, FormatArg, IsolationArg, Scan, Worker};
pub(super) use rules::{Rules, RulesAction, RulesFormat};

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
    /// Configuration [default: $CHUSHEN_CONFIG, ./chushen.toml, /etc/chushen/chushen.toml]
    #[arg(long, global = true, value_name = "FILE", help_heading = "Configuration")]
    pub config: Option<PathBuf>,
    // Read before the line is parsed: `errors::choose_format`.
    /// How errors are told: for people, or one JSON object a line
    #[arg(
        long,
        global = true,
        value_enum,
        default_value_t,
        hide_possible_values = true,
        hide_default_value = true,
        value_name = "human|json",
        help_heading = "Configuration"
    )]
    pub error_format: ErrorFormat,
    // Read before the line is parsed: `say::choose`.
    /// Language of messages and reports [default: messages by the locale, reports zh]
    #[arg(long, global = true, value_enum, help_heading = "Configuration")]
    pub lang: Option<LangArg>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum ErrorFormat {
    #[default]
    Human,
    Json,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Review one case folder
    Check(Check),
    /// Review every case below a folder; one report a case
    Scan(Scan),
    /// Draft a declaration from the papers of a folder; what is doubtful is left open
    Draft(Draft),
    /// Make case folders from a table (CSV, XLSX) or a platform's form, by a mapping
    Convert(Convert),
    /// Explain a finding code
    Explain {
        /// Such as image.not-colour
        code: String,
    },
    /// Check that everything is in place: models, limits, sandbox
    Doctor(Doctor),
    /// Show what is configured, and where each value comes from
    Config {
        /// Print a file with every key and its meaning
        #[arg(long)]
        example: bool,
    },
    /// List rules; check custom rules; say why a rule applied
    Rules(Rules),
    /// Say what differs between the reports of two runs
    Compare(Compare),
    /// Write the reports of a folder as flat tables: cases, documents, findings
    Export(Export),
    /// List the cases of a queue and what they share: requests for workers on other machines
    Survey(Survey),
    /// Manage the ledger of earlier runs
    Ledger {
        #[command(subcommand)]
        action: LedgerAction,
    },
    /// Print a JSON schema
    Schema {
        /// Which one
        #[arg(value_enum)]
        which: SchemaArg,
    },
    /// Reads untrusted files for another process of this program
    #[command(hide = true)]
    Reader {
        #[arg(long)]
        models: Option<PathBuf>,
        #[arg(long)]
        parent: Option<u32>,
        #[arg(long)]
        memory: Option<u64>,
        #[arg(long, default_value_t = 1)]
        threads: usize,
    },
    /// Delete everything that is kept of cases: reports, decisions, traces, picture fingerprints
    Purge(Purge),
    /// Answer requests on stdin: one JSON object a line in, one a line out
    Worker(Worker),
    /// Answer other systems over HTTP: a document at upload, or a whole case
    Api(Api),
    /// Make a token for `api`, or a new one in the place of a name's old one; it is printed once
    ApiToken(ApiToken),
    /// Open the review desk: a page that shows cases, findings and pictures, and takes decisions
    Serve(Serve),
    /// Paints one page for the desk: a job on stdin, a picture on stdout
    #[command(hide = true)]
    Painter,
    /// Manage a review desk: its accounts, its backup
    Desk {
        #[command(subcommand)]
        action: DeskAction,
    },
    /// What reviewers decided at the desk
    Decisions {
        #[command(subcommand)]
        what: Decisions,
    },
}

#[derive(Debug, ClapArgs)]
pub(super) struct Doctor {
    /// Without the models
    #[arg(long)]
    pub no_ocr: bool,
    /// Folder of the OCR models
    #[arg(long, value_name = "DIR")]
    pub models: Option<PathBuf>,
    /// A folder that will be written to, such as that of reports; may be given again
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub at: Vec<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum LangArg {
    Zh,
    En,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum LevelArg {
    // The user's guide and what holds everywhere. (Doc comments here would make the help of every command long.)
    Baseline,
    // And what a document since 2024 states.
    #[default]
    Confirmed,
    // And what only older documents state, as notes.
    Published,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum SchemaArg {
    Case,
    Report,
    Request,
    Tables,
    Labels,
    Api,
}
