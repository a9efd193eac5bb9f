//! How documents are read: in sandboxed processes of their own ([`Pool`]), or here, which is for looking for faults of ours.
//! In: an attachment's bytes and budgets. Out: [`DocumentFacts`], the same bytes for bytes either way.

pub mod child;
mod pool;
pub mod probe;
pub mod sandbox;
mod supervisor;
pub mod wire;

use std::sync::Arc;

use crate::judge::dossier::DocumentFacts;
use crate::limits::Limits;
use crate::read::ocr::Engine;
use crate::run::case;
use crate::signature::Trust;
pub use pool::{Config, Pool, StartError};
pub use sandbox::Sandbox;

/// Reads documents.
#[derive(Debug)]
pub enum Reader {
    /// In this process, with a recogniser or without, and with the certificates that are trusted.
    InProcess(Option<Box<Engine>>, Trust),
    /// In processes of their own.
    Sandboxed(Box<Pool>),
}

/// What a document, or a case, cost and met besides its facts. For the run log; nothing of it reaches a report.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Account {
    /// Processor seconds of readers.
    pub cpu: f64,
    /// Readers that ended on a document and what became of it, in order.
    pub faults: Vec<Fault>,
    /// What was taken of each document: its digest, or why it was not taken.
    pub taken: Vec<String>,
    /// Documents that were not read because what was read of the same bytes before is known.
    pub kept: usize,
}

/// A reader that ended on a document.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Fault {
    /// Number of the document in its case, from 1.
    pub document: usize,
    /// Page (from 1) it was at; `None` before the first.
    pub page: Option<usize>,
    /// How it ended.
    pub how: String,
    /// Another attempt did better: the report does not show this one.
    pub mended: bool,
    /// Another run may end differently: a time limit, or it was killed.
    pub may_differ: bool,
}

impl Fault {
    /// In words for a log, which bear neither name nor number of anybody.
    pub fn told(&self) -> String {
        let page = self.page.map_or_else(String::new, |p| format!(" page {p}"));
        let end = if self.mended {
            "read again"
        } else {
            "told in the report"
        };
        format!("document {}{page}: {}; {end}", self.document, self.how)
    }
}

impl Reader {
    /// Whether pictures are read.
    pub fn recognises(&self) -> bool {
        match self {
            Reader::InProcess(engine, _) => engine.is_some(),
            Reader::Sandboxed(pool) => pool.hello().models != "none",
        }
    }

    /// Reads a document of which `unread_facts` is known.
    pub fn read(
        &self,
        unread_facts: DocumentFacts,
        bytes: Arc<[u8]>,
        limits: &Limits,
        account: &mut Account,
    ) -> DocumentFacts {
        match self {
            Reader::InProcess(engine, trust) => case::guarded(
                unread_facts,
                bytes,
                engine.as_deref(),
                trust,
                limits,
                usize::MAX,
                &mut |_| {},
            ),
            Reader::Sandboxed(pool) => pool.read(&unread_facts, &bytes, limits, account),
        }
    }
}
