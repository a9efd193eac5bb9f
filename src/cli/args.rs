//! What was typed.

mod api;

use std::path::PathBuf;

use crate::run::CheckRows;
use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

pub(super) use api::{Api, ApiToken};

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
        /// Language
        #[arg(long, value_enum, default_value_t)]
        lang: LangArg,
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
pub(super) struct Purge {
    /// Folder of reports, as written by `scan`
    pub report_dir: PathBuf,
    /// Id of a case; may be given again
    #[arg(long, value_name = "ID")]
    pub case: Vec<String>,
    /// Every case that was judged by an earlier day
    #[arg(long, value_name = "YYYY-MM-DD", conflicts_with = "case")]
    pub before: Option<crate::date::Date>,
    /// Every case that was judged by a day so many days ago, where neither a case nor a day is named
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u16).range(1..))]
    pub keep_days: Option<u16>,
    /// The ledger of what cases of several runs share
    #[arg(long, value_name = "FILE")]
    pub ledger: Option<PathBuf>,
    /// Only say what would be deleted
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, ClapArgs)]
pub(super) struct Serve {
    /// Folder of reports, as written by `scan`
    pub report_dir: PathBuf,
    /// The folder of case folders that was scanned
    #[arg(long, value_name = "QUEUE_DIR")]
    pub cases: PathBuf,
    /// Where to listen; port 0 takes a free one
    #[arg(long, value_name = "IP:PORT", default_value = "127.0.0.1:8080")]
    pub addr: std::net::SocketAddr,
    /// Who decides [default: your name on this system]
    #[arg(long, value_name = "NAME")]
    pub reviewer: Option<String>,
    /// First line of FILE is the token asked of everyone; "new" makes one. Needed beyond loopback
    #[arg(long, value_name = "FILE")]
    pub token_file: Option<PathBuf>,
    /// A further name the desk is called by, as behind a proxy
    #[arg(long, value_name = "NAME")]
    pub host: Vec<String>,
    /// Language of the page at first
    #[arg(long, value_enum, default_value_t)]
    pub lang: LangArg,
    /// Show personal numbers whole, where the reports have them whole
    #[arg(long)]
    pub unmask: bool,
    /// The house's own words around a notice, and its phrases (TOML)
    #[arg(long, value_name = "FILE")]
    pub house: Option<PathBuf>,
    /// People of a team, made with `chushen desk account`; --reviewer then counts for nothing
    #[arg(long, value_name = "FILE", help_heading = "Team")]
    pub accounts: Option<PathBuf>,
    /// A proxy names who asks in this header; nobody else may reach the desk then
    #[arg(long, value_name = "HEADER", requires = "accounts", help_heading = "Team")]
    pub trust_header: Option<String>,
    /// Seconds after which a case that is open in no living page is free
    #[arg(long, value_name = "SECONDS", default_value_t = 180, value_parser = clap::value_parser!(u64).range(1..=86_400), help_heading = "Team")]
    pub claim_seconds: u64,
    /// Percent of decisions that a second person looks at without knowing
    #[arg(long, value_name = "PERCENT", default_value_t = 0, value_parser = clap::value_parser!(u8).range(0..=100), help_heading = "Team")]
    pub second_looks: u8,
    /// Known cases to be mixed in: JSON Lines with case_id and verdict
    #[arg(long, value_name = "FILE", help_heading = "Team")]
    pub known: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(super) enum DeskAction {
    /// Copy decisions and the store of today, also while a desk is open
    Backup {
        /// Folder of reports
        report_dir: PathBuf,
        /// Folder for the copy; nothing there is written over
        #[arg(long, value_name = "DIR")]
        into: PathBuf,
    },
    /// Put a person into an accounts file, or change them; the password is the first line of stdin
    Account {
        /// The accounts file
        file: PathBuf,
        /// The name under their acts
        name: String,
        /// What they may do
        #[arg(long, value_enum, default_value_t)]
        role: RoleArg,
        /// Personal numbers of a case may be shown to them whole, which is entered
        #[arg(long)]
        reveal: bool,
        /// Without a password: they come by a proxy's header only
        #[arg(long)]
        no_password: bool,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum RoleArg {
    #[default]
    Reviewer,
    Lead,
    Auditor,
}

#[derive(Debug, Subcommand)]
pub(super) enum Decisions {
    /// One row a case
    Export {
        /// Folder of reports
        report_dir: PathBuf,
        /// Form of the table
        #[arg(long, value_enum, default_value_t)]
        format: TableArg,
        /// Write to a file ("-": stdout)
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
        /// Fields that people confirmed or corrected, one a row, always as JSON Lines
        #[arg(long)]
        gold: bool,
    },
    /// Enter what the bureau made of cases: CSV with case, outcome (passed, returned; 通过、退回), on, reason
    ImportOutcomes {
        /// The table
        csv: PathBuf,
        /// Folder of reports
        report_dir: PathBuf,
        /// Who enters it [default: your name on this system]
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
    },
    /// What passed here and came back from the bureau: by person, version, code and reason
    Outcomes {
        /// Folder of reports
        report_dir: PathBuf,
        /// Form of the table
        #[arg(long, value_enum, default_value_t)]
        format: TableArg,
    },
    /// How far people agree in second looks, and are right in known cases
    Agreement {
        /// Folder of reports
        report_dir: PathBuf,
        /// Known cases: JSON Lines with case_id and verdict
        #[arg(long, value_name = "FILE")]
        known: Option<PathBuf>,
        /// Form of the table
        #[arg(long, value_enum, default_value_t)]
        format: TableArg,
    },
    /// Follow the chain over the decisions: whether a line was changed, taken out or put in
    Verify {
        /// Folder of reports, or a copy made with `chushen desk backup`
        report_dir: PathBuf,
        /// A head that was noted down; it must still be on the chain
        #[arg(long, value_name = "HEAD")]
        expect: Option<String>,
    },
    /// Which findings were overruled how often, and why
    Overruled {
        /// Folder of reports
        report_dir: PathBuf,
        /// Form of the table
        #[arg(long, value_enum, default_value_t)]
        format: TableArg,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum TableArg {
    #[default]
    Csv,
    Jsonl,
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

#[derive(Debug, ClapArgs)]
pub(super) struct Check {
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

#[derive(Debug, ClapArgs)]
pub(super) struct Draft {
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
pub(super) struct Convert {
    /// The table (CSV, XLSX), or the form (JSON)
    pub table: PathBuf,
    /// Which heading becomes which key (TOML)
    #[arg(long, value_name = "FILE", required_unless_present = "form", conflicts_with = "form")]
    pub mapping: Option<PathBuf>,
    /// Read the form of a platform instead of a table
    #[arg(long, value_enum)]
    pub form: Option<FormArg>,
    /// Sheet of a workbook [default: as the mapping says, else the first]
    #[arg(long, value_name = "NAME", conflicts_with = "form")]
    pub sheet: Option<String>,
    /// Where the files lie that a table or form names [default: the table's folder; of a form none are copied]
    #[arg(long, value_name = "DIR")]
    pub files: Option<PathBuf>,
    /// Where case folders go; none is written over
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Only say what is wrong, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Form of what is said
    #[arg(long, value_enum, default_value_t)]
    pub format: ConvertFormat,
    /// Language
    #[arg(long, value_enum, default_value_t)]
    pub lang: LangArg,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FormArg {
    // `apply_icp_filing`
    Wechat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum ConvertFormat {
    #[default]
    Human,
    Json,
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

#[derive(Debug, ClapArgs)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Rules {
    #[command(subcommand)]
    pub action: Option<RulesAction>,
    /// Only rules that apply in this province (code or short name)
    #[arg(long)]
    pub province: Option<String>,
    /// Only rules of this level
    #[arg(long, value_enum)]
    pub level: Option<LevelArg>,
    /// Only rules that look at this kind of document, such as business-licence
    #[arg(long)]
    pub kind: Option<String>,
    /// Only rules that apply to this kind of subject, such as individual
    #[arg(long)]
    pub subject: Option<String>,
    /// Only rules whose newest document is older than this day
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub older_than: Option<crate::date::Date>,
    /// Only rules that no document since 2024 states
    #[arg(long)]
    pub unconfirmed: bool,
    /// Only rules of which a document says otherwise
    #[arg(long)]
    pub contradicted: bool,
    /// Form of the list
    #[arg(long, value_enum, default_value_t)]
    pub format: RulesFormat,
    /// Custom rules, laid over the shipped ones
    #[arg(long = "rules", value_name = "DIR")]
    pub own: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(super) enum RulesAction {
    /// Compare custom rules with the shipped ones, and say what they change
    Check {
        /// The folder of rule files
        dir: PathBuf,
        /// The day from which the age of sources is told [default: today]
        #[arg(long, value_name = "YYYY-MM-DD")]
        as_of: Option<crate::date::Date>,
    },
    /// Propose, from what reviewers overruled, which rules to lower; nothing changes by itself
    Tune {
        /// Folders of reports with what was decided of them (decisions.jsonl)
        #[arg(required = true, value_name = "REPORT_DIR")]
        decisions: Vec<PathBuf>,
        /// Write the proposal as custom rules
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
    /// Say which rule applied in a case, to what, and where it is published
    Why {
        /// The case folder
        case_dir: PathBuf,
        /// The finding's code, such as site.name-forbidden
        code: String,
        #[command(flatten)]
        common: Box<Common>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum RulesFormat {
    #[default]
    Table,
    Json,
    /// The page of one province
    Markdown,
}

#[derive(Debug, ClapArgs)]
pub(super) struct Compare {
    /// Reports of the earlier run
    pub old: PathBuf,
    /// Reports of the later run
    #[arg(required_unless_present = "proposal", conflicts_with = "proposal")]
    pub new: Option<PathBuf>,
    /// Custom rules in the place of a later run: the same findings, weighed by their severities
    #[arg(long, value_name = "DIR")]
    pub proposal: Option<PathBuf>,
    /// Form of the result
    #[arg(long, value_enum, default_value_t)]
    pub format: CompareFormat,
    /// Language of words
    #[arg(long, value_enum, default_value_t)]
    pub lang: LangArg,
    /// Exit with 0 also where something differs
    #[arg(long)]
    pub exit_zero: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum CompareFormat {
    #[default]
    Table,
    Json,
    Html,
}

#[derive(Debug, ClapArgs)]
pub(super) struct Export {
    /// Folder of reports, as written by `scan`
    pub report_dir: PathBuf,
    /// Form of the tables
    #[arg(long, value_enum, default_value_t)]
    pub format: ExportFormat,
    /// Where the tables go ("-": one table to stdout) [default: REPORT_DIR/tables]
    #[arg(short, long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Only this table; may be given again
    #[arg(long, value_name = "NAME", value_parser = super::export::table_name)]
    pub table: Vec<String>,
    /// In CSV: leave also cells that a spreadsheet would run as they are
    #[arg(long)]
    pub raw: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum ExportFormat {
    #[default]
    Csv,
    Jsonl,
    Parquet,
}

#[derive(Debug, ClapArgs)]
pub(super) struct Survey {
    /// The folder of case folders
    pub queue_dir: PathBuf,
    /// What earlier runs saw; it is read, not written
    #[arg(long, value_name = "FILE")]
    pub ledger: Option<PathBuf>,
    /// Look at the pictures too, without recognition: which cases share nearly the same one
    #[arg(long)]
    pub pictures: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum LedgerAction {
    /// Say what a ledger holds
    Stats {
        /// The ledger file
        file: PathBuf,
    },
    /// Take cases out of a ledger
    Forget {
        /// The ledger file
        file: PathBuf,
        /// Ids of cases
        #[arg(required_unless_present = "before")]
        case: Vec<String>,
        /// Every case of a run before this day
        #[arg(long, value_name = "YYYY-MM-DD")]
        before: Option<crate::date::Date>,
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
    // The user's guide and what holds everywhere. (Doc comments here would make the help of every command long.)
    Baseline,
    // And what a document since 2024 states.
    #[default]
    Confirmed,
    // And what only older documents state, as notes.
    Published,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum IsolationArg {
    #[default]
    Process,
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum ChecksArg {
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
pub(super) enum FormatArg {
    #[default]
    Human,
    Json,
    Notice,
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
    Tables,
    Labels,
    Api,
}
