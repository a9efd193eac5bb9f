//! chushen (初审): the preliminary review of ICP-filing attachments.
//!
//! The building, floor by floor. A floor may use the floors below it, never its own siblings' insides and
//! never a floor above. `tests/it/floors.rs` reads this list and every `crate::` path in `src/` and fails
//! on an import that points up.
//!
//! ```text
//! floor 0   geometry pixels hanzi names domain identity date place limits look_alikes format kind finding interned wording workdays zone
//! floor 1   intake signature vision
//! floor 2   sniff
//! floor 3   decode
//! floor 4   measure
//! floor 5   read
//! floor 6   classify
//! floor 7   extract
//! floor 8   judge
//! floor 9   report ledger
//! floor 10  run decisions export
//! floor 11  convert serve
//! floor 12  api
//! floor 13  cli
//! ```
//!
//! Data flows one way: a folder becomes a [`intake::Case`], its files [`sniff::Identified`] bytes, then
//! [`decode::Opened`] documents, [`measure::Measured`] and [`read::ReadPage`] pages, a kind, fields, a
//! [`judge::dossier::Dossier`], findings and at last a [`report::model::Report`]. All that looks into a document's bytes, from
//! sniffing to fields, runs in a reader process ([`run::reader`]). `docs/architecture.md` says which clocks are read, and what
//! runs on which threads.

pub mod date;
pub mod domain;
pub mod finding;
pub mod format;
pub mod geometry;
pub mod hanzi;
pub mod identity;
pub mod interned;
pub mod kind;
pub mod limits;
pub mod look_alikes;
pub mod names;
pub mod pixels;
pub mod place;
pub mod wording;
pub mod workdays;
pub mod zone;

pub mod intake;
pub mod signature;
pub mod vision;

pub mod sniff;

pub mod decode;

pub mod measure;

pub mod read;

pub mod classify;

pub mod extract;

pub mod judge;

pub mod ledger;
pub mod report;

pub mod convert;
pub mod decisions;
pub mod export;
pub mod run;

#[cfg(feature = "serve")]
pub mod serve;

#[cfg(feature = "serve")]
pub mod api;

pub mod cli;
