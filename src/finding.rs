//! What a finding is made of: gravity, place, evidence. No prose: sentences are made in `report`.

use serde::{Deserialize, Serialize};

use crate::date::Date;
use crate::geometry::PixelBox;

/// How grave a finding is. Ordered: a note is the least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing; changes no verdict.
    Note,
    /// A person must look.
    Review,
    /// A rule is surely broken.
    Reject,
}

impl Severity {
    /// The name in reports and rules.
    pub const fn name(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Review => "review",
            Severity::Reject => "reject",
        }
    }
}

/// The verdict on a case, computed from its findings and never assigned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Nothing above a note.
    Pass,
    /// A person must look.
    Review,
    /// A rule is surely broken.
    Reject,
    /// The case could not be read at all.
    Error,
}

impl Verdict {
    /// The verdict that the gravest of `severities` asks for.
    pub fn of(severities: impl IntoIterator<Item = Severity>) -> Self {
        match severities.into_iter().max() {
            None | Some(Severity::Note) => Verdict::Pass,
            Some(Severity::Review) => Verdict::Review,
            Some(Severity::Reject) => Verdict::Reject,
        }
    }
    /// The name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Verdict::Pass => "pass",
            Verdict::Review => "review",
            Verdict::Reject => "reject",
            Verdict::Error => "error",
        }
    }
}

/// Index of a document in its dossier.
pub type DocumentIndex = usize;

/// Where a finding lies. A box without a page cannot be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Locus {
    /// The case as a whole, or its declaration.
    Case,
    /// One document.
    Document(DocumentIndex),
    /// One page (from 1).
    Page(DocumentIndex, usize),
    /// A box on a page, in pixels of the upright page image.
    Region(DocumentIndex, usize, PixelBox),
}

impl Locus {
    /// The document, if it is about one.
    pub const fn document(self) -> Option<DocumentIndex> {
        match self {
            Locus::Case => None,
            Locus::Document(d) | Locus::Page(d, _) | Locus::Region(d, _, _) => Some(d),
        }
    }
    /// The page (from 1), if it is about one.
    pub const fn page(self) -> Option<usize> {
        match self {
            Locus::Case | Locus::Document(_) => None,
            Locus::Page(_, p) | Locus::Region(_, p, _) => Some(p),
        }
    }
    /// The box, if it has one.
    pub const fn region(self) -> Option<PixelBox> {
        match self {
            Locus::Region(_, _, b) => Some(b),
            Locus::Case | Locus::Document(_) | Locus::Page(_, _) => None,
        }
    }
}

/// One side of the evidence of a finding: what was asked, or what was found.
#[derive(Debug, Clone, PartialEq)]
pub enum Evidence {
    /// Nothing to show on this side.
    None,
    /// A text of the case or of a rule: a name, a path, what was read, what is to be written. It is data and quoted.
    Text(String),
    /// A word or a reason of the program's own, as JSON holds it; people are told it in their language (`wording`).
    Said(String),
    /// A certificate number or phone: masked in reports unless `--unmask`.
    Personal(String),
    /// A number with its unit: "dpi", "px", "bytes", "%", "days", "months", "pages", or "" for a plain figure.
    Number(f64, &'static str),
    /// A calendar day.
    Day(Date),
    /// Words of our own, in Chinese and in English, where a table of words does not do.
    Phrase {
        /// For a Chinese sentence.
        zh: String,
        /// For an English one, and for machines.
        en: String,
    },
    /// Several texts of the case or of a rule.
    List(Vec<String>),
    /// Several words of the program's own.
    SaidAll(Vec<String>),
}

impl Evidence {
    /// A text, from anything printable.
    pub fn text(v: impl std::fmt::Display) -> Self {
        Evidence::Text(v.to_string())
    }
    /// A word or a reason of the program's own.
    pub fn said(v: impl std::fmt::Display) -> Self {
        Evidence::Said(v.to_string())
    }
    /// Several words of the program's own.
    pub fn said_all<T: std::fmt::Display>(v: impl IntoIterator<Item = T>) -> Self {
        Evidence::SaidAll(v.into_iter().map(|x| x.to_string()).collect())
    }
    /// A list of texts.
    pub fn list<T: std::fmt::Display>(v: impl IntoIterator<Item = T>) -> Self {
        Evidence::List(v.into_iter().map(|x| x.to_string()).collect())
    }
}

/// One place where a rule is not met.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The code, as in the contract's table.
    pub code: &'static str,
    /// How grave, after the rule and any lowering by the check.
    pub severity: Severity,
    /// The rule's id in the pack.
    pub rule: String,
    /// Where.
    pub locus: Locus,
    /// The field (name in the contract's table) or the JSON pointer into the declaration.
    pub field: Option<String>,
    /// What was asked.
    pub expected: Evidence,
    /// What was found.
    pub actual: Evidence,
    /// Words that the submitter may copy to set it right.
    pub copy: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gravest_finding_decides() {
        assert_eq!(Verdict::of([]), Verdict::Pass);
        assert_eq!(Verdict::of([Severity::Note]), Verdict::Pass);
        assert_eq!(Verdict::of([Severity::Review, Severity::Note]), Verdict::Review);
        assert_eq!(Verdict::of([Severity::Review, Severity::Reject]), Verdict::Reject);
    }
}
