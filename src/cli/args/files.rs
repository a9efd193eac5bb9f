//! Options of commands about files of reports and tables: `convert`, `compare`, `export`, `survey`, `ledger`, `purge`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand, ValueEnum};

#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Convert {
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
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum FormArg {
    // `apply_icp_filing`
    Wechat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(in crate::cli) enum ConvertFormat {
    #[default]
    Human,
    Json,
}

#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Compare {
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
    /// Exit with 0 also where something differs
    #[arg(long)]
    pub exit_zero: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(in crate::cli) enum CompareFormat {
    #[default]
    Table,
    Json,
    Html,
}

#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Export {
    /// Folder of reports, as written by `scan`
    pub report_dir: PathBuf,
    /// Form of the tables
    #[arg(long, value_enum, default_value_t)]
    pub format: ExportFormat,
    /// Where the tables go ("-": one table to stdout) [default: REPORT_DIR/tables]
    #[arg(short, long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Only this table; may be given again
    #[arg(long, value_name = "NAME", value_parser = crate::cli::export::table_name)]
    pub table: Vec<String>,
    /// In CSV: leave also cells that a spreadsheet would run as they are
    #[arg(long)]
    pub raw: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(in crate::cli) enum ExportFormat {
    #[default]
    Csv,
    Jsonl,
    Parquet,
}

#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Survey {
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
pub(in crate::cli) enum LedgerAction {
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
pub(in crate::cli) struct Purge {
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
