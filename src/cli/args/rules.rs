//! Options of `rules`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand, ValueEnum};

use super::{Common, LevelArg};

#[derive(Debug, ClapArgs)]
#[command(args_conflicts_with_subcommands = true)]
pub(in crate::cli) struct Rules {
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
pub(in crate::cli) enum RulesAction {
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
pub(in crate::cli) enum RulesFormat {
    #[default]
    Table,
    Json,
    /// The page of one province
    Markdown,
}
