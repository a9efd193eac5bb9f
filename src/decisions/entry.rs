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
    /// Hash over all lines before this one ([`super::chain`]); lines from before there was a chain have none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub previous: Option<String>,
    /// A random word of who asked, by which the same request that comes twice is entered once.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub once: Option<String>,
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
        /// What is for colleagues only and was not sent.
        #[serde(skip_serializing_if = "String::is_empty", default)]
        remark: String,
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
    /// The case is somebody's.
    Assign {
        /// Whose; empty: nobody's.
        to: String,
        /// What for, where it was said.
        #[serde(skip_serializing_if = "String::is_empty", default)]
        comment: String,
    },
    /// The leads are to look at it.
    Escalate {
        /// Why.
        comment: String,
    },
    /// What a second person, who knew of no decision, would have done.
    SecondLook {
        /// Which decision it would have been.
        says: Says,
        /// Its notice or reason.
        #[serde(skip_serializing_if = "String::is_empty", default)]
        text: String,
    },
    /// A field as a person reads it on the paper.
    Correct {
        /// Path of the document.
        document: String,
        /// Page, from 1.
        page: usize,
        /// Name of the field.
        field: String,
        /// Where it was read, upright pixels.
        #[serde(rename = "box", skip_serializing_if = "Option::is_none", default)]
        area: Option<PixelBox>,
        /// What the report read.
        read: String,
        /// What stands there; `None`: it was read rightly.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        value: Option<String>,
    },
    /// Personal numbers of the case were shown whole.
    Reveal {
        /// What for.
        reason: String,
    },
    /// Entries were taken out of the log, with what was kept of their cases. Its case and report are empty.
    Purge {
        /// Their revisions.
        revisions: Vec<u64>,
    },
    /// What the bureau made of the case.
    Outcome {
        /// Passed or sent back.
        result: BureauSays,
        /// The day, ISO 8601.
        on: String,
        /// Its reason, where it gave one.
        #[serde(skip_serializing_if = "String::is_empty", default)]
        reason: String,
    },
}

/// A decision without its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Says {
    /// The case goes on.
    Accept,
    /// It goes back.
    SendBack,
    /// It is put aside.
    Hold,
}

impl Says {
    /// The word in the ledger.
    pub const fn name(self) -> &'static str {
        match self {
            Says::Accept => "accept",
            Says::SendBack => "send-back",
            Says::Hold => "hold",
        }
    }
}

/// What the bureau decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BureauSays {
    /// It passed.
    Passed,
    /// It came back.
    Returned,
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
            Act::Assign { .. } => "assign",
            Act::Escalate { .. } => "escalate",
            Act::SecondLook { .. } => "second-look",
            Act::Correct { .. } => "correct",
            Act::Reveal { .. } => "reveal",
            Act::Outcome { .. } => "outcome",
            Act::Purge { .. } => "purge",
        }
    }
    /// The decision it is, without its words; `None` where it decides nothing.
    pub const fn says(&self) -> Option<Says> {
        match self {
            Act::Accept => Some(Says::Accept),
            Act::SendBack { .. } => Some(Says::SendBack),
            Act::Hold { .. } => Some(Says::Hold),
            _ => None,
        }
    }
    /// Whether who decides after it must have seen it.
    pub const fn moves(&self) -> bool {
        matches!(
            self,
            Act::Accept
                | Act::SendBack { .. }
                | Act::Hold { .. }
                | Act::Overrule { .. }
                | Act::Undo { .. }
                | Act::Escalate { .. }
        )
    }
    /// Whether it can be taken back; what was seen or came from outside stays.
    pub const fn can_be_undone(&self) -> bool {
        !matches!(
            self,
            Act::Undo { .. } | Act::Reveal { .. } | Act::Outcome { .. } | Act::Purge { .. }
        )
    }
    /// Whether it decides the case, and is not only about a finding or an earlier entry.
    pub const fn decides(&self) -> bool {
        matches!(self, Act::Accept | Act::SendBack { .. } | Act::Hold { .. })
    }
}

/// What tells a finding from the others of its report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The finding's id; `None` in entries about reports from before there were ids.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub id: Option<String>,
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
    /// Whether this finding is meant: by its id, else by where it lies.
    pub fn is(&self, finding: &FindingRow) -> bool {
        if let (Some(own), Some(its)) = (&self.id, &finding.id) {
            return own == its && self.code == finding.code;
        }
        self.code == finding.code
            && self.document == finding.document
            && self.page == finding.page
            && self.area == finding.area
            && self.field == finding.field
    }
}
