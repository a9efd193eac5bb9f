//! Options of `api` and `api-token`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};

use super::Common;

#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Api {
    /// Folder where cases lie until they are taken out; made where it is not there
    pub state_dir: PathBuf,
    /// Where to listen; port 0 takes a free one
    #[arg(long, value_name = "IP:PORT", default_value = "127.0.0.1:8090")]
    pub listen: std::net::SocketAddr,
    /// A further name the server is called by, as behind a proxy
    #[arg(long, value_name = "NAME")]
    pub host: Vec<String>,
    /// Who may ask for what; made by `chushen api-token`
    #[arg(long, value_name = "FILE", conflicts_with = "no_token")]
    pub tokens: Option<PathBuf>,
    /// Whoever reaches the server may do everything; on loopback only
    #[arg(long)]
    pub no_token: bool,
    /// Documents read at once [default: cores]
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
    /// Hours that a case lies when it is done
    #[arg(long, value_name = "HOURS", default_value_t = 72, value_parser = clap::value_parser!(u64).range(1..=87_600), help_heading = "Limits")]
    pub keep_hours: u64,
    /// Megabytes of one file
    #[arg(long, value_name = "MB", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=128), help_heading = "Limits")]
    pub file_mb: u64,
    /// Megabytes of one request
    #[arg(long, value_name = "MB", default_value_t = 200, value_parser = clap::value_parser!(u64).range(1..=4096), help_heading = "Limits")]
    pub case_mb: u64,
    /// Files of one case
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u16).range(1..=500), help_heading = "Limits")]
    pub max_files: u16,
    /// Cases that may wait; beyond them 429 is answered
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=1_000_000), help_heading = "Limits")]
    pub max_waiting: u32,
    /// Requests a minute of one token
    #[arg(long, value_name = "N", default_value_t = 600, value_parser = clap::value_parser!(u32).range(1..=1_000_000), help_heading = "Limits")]
    pub rate: u32,
    /// Uploads at once of one token
    #[arg(long, value_name = "N", default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..=128), help_heading = "Limits")]
    pub uploads: u16,
    /// Connections at once
    #[arg(long, value_name = "N", default_value_t = 512, value_parser = clap::value_parser!(u16).range(1..=20_000), help_heading = "Limits")]
    pub connections: u16,
    /// Seconds for a whole body
    #[arg(long, value_name = "SECONDS", default_value_t = 120, value_parser = clap::value_parser!(u64).range(1..=3600), help_heading = "Limits")]
    pub body_seconds: u64,
    /// Seconds that a caller may say nothing
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=600), help_heading = "Limits")]
    pub silence_seconds: u64,
    /// Seconds that a stop waits for what was begun
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(0..=3600), help_heading = "Limits")]
    pub grace_seconds: u64,
    /// A host that may be called back when a report is there: HOST or HOST:PORT, by plain HTTP
    #[arg(long, value_name = "HOST", value_delimiter = ',', help_heading = "Callbacks")]
    pub callback_host: Vec<String>,
    /// First line of FILE signs callbacks: whsec_ and 24 to 64 bytes in Base64
    #[arg(long, value_name = "FILE", help_heading = "Callbacks")]
    pub callback_key: Option<PathBuf>,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct ApiToken {
    /// The file of tokens; made where it is not there
    pub file: PathBuf,
    /// Whose token it is: cases belong to this name
    pub name: String,
    /// What it may do; may be given again
    #[arg(long, value_enum, required = true)]
    pub scope: Vec<ScopeArg>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ScopeArg {
    /// Have one document looked at
    Documents,
    /// Hand in cases
    #[value(name = "cases:write")]
    CasesWrite,
    /// Read the reports of its own cases
    #[value(name = "cases:read")]
    CasesRead,
    /// Have its own cases taken out
    #[value(name = "cases:delete")]
    CasesDelete,
    /// Read the figures of the server
    Metrics,
}

#[cfg(feature = "serve")]
impl From<ScopeArg> for crate::api::tokens::Scope {
    fn from(arg: ScopeArg) -> Self {
        match arg {
            ScopeArg::Documents => Self::Documents,
            ScopeArg::CasesWrite => Self::CasesWrite,
            ScopeArg::CasesRead => Self::CasesRead,
            ScopeArg::CasesDelete => Self::CasesDelete,
            ScopeArg::Metrics => Self::Metrics,
        }
    }
}

#[cfg(feature = "serve")]
impl Api {
    /// Documents read at once.
    pub fn jobs(&self) -> usize {
        super::review::jobs(self.jobs)
    }
}
