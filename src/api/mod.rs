//! The review over HTTP, for systems that take papers at upload. In: one document, or a declaration with its papers. Out: the findings on
//! it, or the report that `check` writes, byte for byte. Papers and reports lie in a folder of state until they are taken out; every file
//! is looked at by the same sandboxed readers.
//!
//! ```text
//! operations   what may be asked: one table
//! routes       HTTP over that table
//! problem      what is told where a request is not answered
//! tokens       who may ask for what
//! gate         how much one caller may ask
//! receive      a multipart body becomes a folder
//! store        where cases lie: folders that are the state
//! work         the reviews
//! callback     telling a caller that a report is there
//! figures      what is counted
//! openapi      the description of all this
//! server       connections, silent ones too, and the graceful stop
//! ```

mod callback;
mod figures;
mod gate;
pub mod openapi;
mod operations;
mod problem;
mod receive;
mod routes;
mod server;
mod store;
pub mod tokens;
mod work;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

pub use callback::{CallbackError, Callbacks};
pub use receive::Bounds;
pub use server::serve;
pub use store::StateError;

use crate::date::Date;
use crate::run::Setup;
use crate::serve::access::Access;

/// How the server is set up.
#[derive(Debug, Clone)]
pub struct Options {
    /// Folder of state.
    pub state: PathBuf,
    /// Where to listen; port 0 takes a free one.
    pub address: SocketAddr,
    /// Further names the server is called by.
    pub names: Vec<String>,
    /// The file of tokens; `None`: whoever reaches the server may do everything, on loopback only.
    pub tokens: Option<PathBuf>,
    /// Cases read at once, 1 or more.
    pub jobs: usize,
    /// The day to judge by; `None`: that of acceptance.
    pub as_of: Option<Date>,
    /// What one request may bring.
    pub bounds: Bounds,
    /// Cases that may wait or be read.
    pub queue: usize,
    /// Requests a minute of one caller.
    pub a_minute: u32,
    /// Uploads at once of one caller.
    pub uploads: usize,
    /// Connections at once.
    pub connections: usize,
    /// Time for the headers of a request, and of a connection that says nothing.
    pub silence: Duration,
    /// How long a case lies that is done.
    pub keep: Duration,
    /// How long a stop waits for what was begun.
    pub grace: Duration,
    /// Where callbacks may go; `None`: nowhere.
    pub callbacks: Option<Callbacks>,
    /// Where words for the operator go; they hold no personal data.
    pub remark: fn(&str),
}

/// Why the server could not begin.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// An address that others reach asks for tokens.
    #[error("{0} can be reached from outside: give a file of tokens with --tokens FILE; `chushen api-token` makes one")]
    TokensNeeded(SocketAddr),
    /// The address.
    #[error("cannot listen at {address}; choose another with --listen")]
    Listen {
        /// Which.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file of tokens.
    #[error(transparent)]
    Tokens(#[from] tokens::TokensError),
    /// The folder of state.
    #[error(transparent)]
    Store(#[from] StateError),
    /// Threads could not be had.
    #[error("cannot start the server")]
    Threads(#[source] std::io::Error),
}

/// What all requests share.
#[derive(Debug)]
struct App {
    options: Options,
    setup: Setup,
    store: store::Store,
    tokens: tokens::Tokens,
    gate: Arc<gate::Gate>,
    access: Access,
    figures: figures::Figures,
    /// Moves on whenever a case is done or gone.
    changed: tokio::sync::watch::Sender<u64>,
    stopping: AtomicBool,
}

impl App {
    fn today(&self) -> Date {
        self.options.as_of.unwrap_or_else(Date::today_in_china)
    }
    fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::SeqCst)
    }
    fn allows_callback(&self, address: &str) -> bool {
        self.options.callbacks.as_ref().is_some_and(|c| c.allows(address))
    }
    /// A guess of when a case that waits now will be done: two seconds for each that is before it, at most a minute.
    fn seconds_until_done(&self) -> u64 {
        let rounds = self.store.open_cases().div_ceil(self.options.jobs.max(1)) as u64;
        (rounds * 2).clamp(1, 60)
    }
}
