//! Folders into cases. In: paths. Out: [`Case`] with its declaration (or what is wrong with it) and its attachments.
//! The only floor that opens files of a case; no link is followed.

pub mod case;
mod litter;
pub mod names;
pub mod walk;

use std::path::PathBuf;
use std::sync::Arc;

pub use case::{Declaration, Problem};

/// The declaration as it came.
#[derive(Debug, Clone, PartialEq)]
pub enum Declared {
    /// No `case.json`.
    Missing,
    /// It cannot be used; problems with JSON pointers. The case id is kept where it could be read.
    Invalid {
        /// What is wrong and where.
        problems: Vec<Problem>,
        /// `case_id`, where it could be read.
        case_id: Option<String>,
    },
    /// Parsed into types.
    Present(Box<Declaration>),
}

/// One case folder.
#[derive(Debug, Clone)]
pub struct Case {
    /// Where it lies.
    pub folder: PathBuf,
    /// `case_id`, or the folder's name where there is no readable declaration.
    pub id: String,
    /// The declaration.
    pub declared: Declared,
    /// Every file below the folder but `case.json` and what systems and office programs leave there, sorted by path.
    pub attachments: Vec<Attachment>,
    /// Paths of what systems and office programs leave there (thumbnails, locks), sorted; judged by nothing.
    pub litter: Vec<String>,
    /// Files beyond the budget that were not listed.
    pub unlisted: usize,
}

/// Why an attachment's bytes are not there.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Unread {
    /// A link; where it points to, and whether that lies outside the case folder.
    Link {
        /// Target as written in the link.
        target: String,
        /// It leaves the case folder.
        outside: bool,
    },
    /// Larger than the budget; only the head was read.
    TooLarge,
    /// The operating system refused: "permission denied", "vanished".
    Refused(String),
    /// A socket, pipe or device.
    NotAFile,
}

/// One file as submitted.
#[derive(Debug, Clone)]
pub struct Attachment {
    /// Relative to the case folder, `/` between parts, as text ([`names`]).
    pub path: String,
    /// Where it lies.
    pub file: PathBuf,
    /// Size by the file system.
    pub bytes: u64,
    /// Why there will be no (whole) content, if that is known from the walk.
    pub unread: Option<Unread>,
}

/// The content of an attachment.
#[derive(Debug, Clone)]
pub struct Content {
    /// The bytes, or the first 64 KiB of a file beyond the budget.
    pub bytes: Arc<[u8]>,
    /// SHA-256 in lower-case hex over the whole file; empty where the file is beyond the budget or could not be read.
    pub sha256: String,
}
