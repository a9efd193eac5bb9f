//! What reviewers decided, beside the reports and never in them: `decisions.jsonl` in the report folder, one entry a line,
//! appended under a lock. In: entries. Out: the state of each report, tables over all. Knows no page and no socket.

pub mod agree;
pub mod chain;
pub mod entry;
pub mod fold;
pub mod gold;
pub mod ledger;
pub mod outcomes;
pub mod purge;
pub mod table;
pub mod tune;

pub use entry::{Act, BureauSays, Entry, Place, Says};
pub use fold::{State, States};
pub use ledger::{Ledger, LedgerError, Proposal};

/// Name of the ledger in a report folder.
pub const FILE: &str = "decisions.jsonl";
