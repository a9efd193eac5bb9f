//! Options of the review desk: `serve`, `desk`, `decisions`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand, ValueEnum};

#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Serve {
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
pub(in crate::cli) enum DeskAction {
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
pub(in crate::cli) enum RoleArg {
    #[default]
    Reviewer,
    Lead,
    Auditor,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Decisions {
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
pub(in crate::cli) enum TableArg {
    #[default]
    Csv,
    Jsonl,
}
