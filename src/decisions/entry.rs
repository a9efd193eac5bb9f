//! One entry of the ledger.

use serde::{Deserialize, Serialize};

use crate::geometry::PixelBox;
use crate::report::model::FindingRow;

/// Name and version of an entry's form.
pub const SCHEMA: &str = "chushen.decision/1";

/// One line of `decisions.jsonl`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Always `chushen.decision/1`.
    pub schema: String,
    /// Counts up over the whole ledger, from 1.
    pub revision: u64,
    /// Clock time, UTC, RFC 3339.
    pub at: String,
    /// Who decided.
    pub reviewer: String,
    /// Case id.
    pub case: String,
    /// File name of the report without its ending; two cases of one id have two reports.
    pub report: String,
    /// SHA-256 (lower-case hex) of the report that was looked at.
    pub digest: String,
    /// What was done.
    #[serde(flatten)]
    pub act: Act,
}

/// What a reviewer did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "kebab-case")]
pub enum Act {
    /// The case goes on.
    Accept,
    /// The case goes back to the submitter.
    SendBack {
        /// What is to be mended, as sent.
        notice: String,
    },
    /// Put aside.
    Hold {
        /// Why, where it was said.
        #[serde(skip_serializing_if = "String::is_empty", default)]
        reason: String,
    },
    /// A finding is wrong.
    Overrule {
        /// Which one.
        finding: Place,
        /// Why.
        reason: String,
    },
    /// An earlier entry of the same report holds no more.
    Undo {
        /// Its revision.
        undoes: u64,
    },
}

impl Act {
    /// The word in the ledger.
    pub const fn name(&self) -> &'static str {
        match self {
            Act::Accept => "accept",
            Act::SendBack { .. } => "send-back",
            Act::Hold { .. } => "hold",
            Act::Overrule { .. } => "overrule",
            Act::Undo { .. } => "undo",
        }
    }
    /// Whether it decides the case, and is not only about a finding or an earlier entry.
    pub const fn decides(&self) -> bool {
        matches!(self, Act::Accept | Act::SendBack { .. } | Act::Hold { .. })
    }
}

/// What tells a finding from the others of its report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// `family.name`.
    pub code: String,
    /// Path of the document; `None`: the case.
    pub document: Option<String>,
    /// Page, from 1.
    pub page: Option<usize>,
    /// Where on the page.
    #[serde(rename = "box", skip_serializing_if = "Option::is_none", default)]
    pub area: Option<PixelBox>,
    /// Field or pointer.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub field: Option<String>,
}

impl Place {
    /// Whether this finding is meant.
    pub fn is(&self, finding: &FindingRow) -> bool {
        self.code == finding.code
            && self.document == finding.document
            && self.page == finding.page
            && self.area == finding.area
            && self.field == finding.field
    }
}
