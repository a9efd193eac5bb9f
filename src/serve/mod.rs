//! The review desk: a page that shows each case's pictures with the boxes of its findings, and takes decisions. In: a folder
//! of reports, the queue they are about. Out: pages over HTTP, entries in `decisions.jsonl`. Reads reports and page
//! pictures only; it judges nothing and never changes a report.
//!
//! ```text
//! report_index       all reports as light rows, kept current while a scan writes
//! folders            which folder of the queue a report is about
//! progress           how far the scan is, from run.jsonl
//! picture            a page decoded by us, turned upright, encoded anew
//! painter            the same in a process of its own, which a hostile file may bring down
//! applications       which cases are the same application submitted again
//! resubmission_diff  what became of the papers of a case that was sent back and submitted again
//! earlier            the same for a case of the desk, with its pictures
//! compared           declared, read and where it stands, a row a thing
//! declared           the declaration as rows, masked
//! said               what a report says, in either language
//! notice             the draft of what to mend
//! house              the access provider's own words around it
//! overview           figures over all cases
//! desk               what the page asks for, without sockets
//! view               what a person sees of what was decided
//! work               what people do: decide, claim, save queues
//! team               people, sessions, claims, the store of today
//! backup             a copy of log and store while a desk is open
//! access             who may ask: Host, Origin, token
//! routes             HTTP
//! assets             the page itself, from `desk/`
//! single             the same view of one case as one file
//! ```

pub mod access;
mod applications;
pub mod assets;
pub mod backup;
mod compared;
mod declared;
mod desk;
mod earlier;
mod folders;
pub mod house;
mod notice;
mod overview;
pub mod painter;
pub mod picture;
mod progress;
mod report_index;
mod resubmission_diff;
mod routes;
mod said;
pub mod single;
pub mod team;
mod view;
mod words;
mod work;

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

pub use self::team::store::{Forgotten, forget};

use self::team::people::AccountsError;
use self::team::store::StoreError;
use crate::decisions::LedgerError;
use crate::report::Lang;

/// Pause between two looks at the folder.
const PAUSE: Duration = Duration::from_millis(700);
/// Stack of the threads that decode, as for those of a scan.
const STACK: usize = 16 << 20;

/// How the desk is set up.
#[derive(Debug, Clone)]
pub struct Options {
    /// Folder of reports.
    pub reports: PathBuf,
    /// The queue they are about.
    pub cases: PathBuf,
    /// Where to listen; port 0 takes a free one.
    pub address: SocketAddr,
    /// Further names the desk is called by.
    pub names: Vec<String>,
    /// What every request for data must bear; asked for any address that is not loopback.
    pub token: Option<String>,
    /// Who decides; without a name nothing can be decided.
    pub reviewer: Option<String>,
    /// Personal numbers whole, where the reports have them whole.
    pub unmask: bool,
    /// Language of the page at first.
    pub lang: Lang,
    /// The accounts file of a team; without one the desk is one person's.
    pub accounts: Option<PathBuf>,
    /// The header in which a proxy names who asks; of a team only.
    pub trust_header: Option<String>,
    /// Seconds after which a claim that nothing was heard of is free.
    pub claim_seconds: u64,
    /// Share of decisions that are looked at a second time, 0 to 1.
    pub second_share: f64,
    /// Known cases, JSON Lines.
    pub known: Option<PathBuf>,
    /// The house's words around a notice.
    pub house: Option<PathBuf>,
    /// Where words for the person at the terminal go.
    pub remark: fn(&str),
    /// The program whose command `painter` paints pages apart; `None` paints them in this process.
    pub painter: Option<PathBuf>,
}

/// Why the desk could not open.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The folder of reports, or the queue.
    #[error("'{}' is not a folder", .0.display())]
    NoFolder(PathBuf),
    /// An address that others reach asks for a token.
    #[error(
        "{0} can be reached from outside: give a token with --token-file FILE, or --token-file new for a fresh one"
    )]
    TokenNeeded(SocketAddr),
    /// The address.
    #[error("cannot listen at {address}; choose another with --addr")]
    Listen {
        /// Which.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// The ledger of decisions.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The accounts file.
    #[error(transparent)]
    Accounts(#[from] AccountsError),
    /// The store of today.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The house's file.
    #[error(transparent)]
    House(#[from] house::HouseError),
    /// The name of a header.
    #[error("--trust-header is no name of a header")]
    NoHeader,
    /// The file of known cases.
    #[error("'{}' cannot be used: {why}", path.display())]
    Known {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// The server.
    #[error("the desk ended")]
    Ended(#[source] std::io::Error),
}

/// Opens the desk and answers until the process ends. `ready` is told the address once it listens.
pub fn serve(options: Options, ready: impl FnOnce(SocketAddr)) -> Result<(), ServeError> {
    for folder in [&options.reports, &options.cases] {
        if !folder.is_dir() {
            return Err(ServeError::NoFolder(folder.clone()));
        }
    }
    if !options.address.ip().is_loopback() && options.token.is_none() {
        return Err(ServeError::TokenNeeded(options.address));
    }
    let wrong = |source| ServeError::Listen {
        address: options.address,
        source,
    };
    let listener = TcpListener::bind(options.address).map_err(wrong)?;
    listener.set_nonblocking(true).map_err(wrong)?;
    let address = listener.local_addr().map_err(wrong)?;
    let access = access::Access::new(address, options.names.clone(), options.token.as_deref());
    let desk = Arc::new(desk::Desk::new(options)?);
    let watched = Arc::downgrade(&desk);
    std::thread::Builder::new()
        .name("desk-watch".to_owned())
        .spawn(move || {
            while let Some(desk) = watched.upgrade() {
                let more = desk.look_around();
                drop(desk);
                std::thread::sleep(if more { PAUSE / 70 } else { PAUSE });
            }
        })
        .map_err(ServeError::Ended)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(8)
        .thread_stack_size(STACK)
        .enable_io()
        .enable_time()
        .build()
        .map_err(ServeError::Ended)?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener).map_err(ServeError::Ended)?;
        ready(address);
        axum::serve(listener, routes::router(desk, access))
            .await
            .map_err(ServeError::Ended)
    })
}
