//! Rules as data: TOML files, layered, checked whole before the first case. In: folders. Out: [`Pack`], each rule bound to
//! its check.

mod load;
mod raw;

use std::collections::BTreeSet;

use crate::date::Date;
use crate::finding::Severity;
use crate::intake::Declaration;
use crate::intake::case::{Content, Filing, SubjectKind};
use crate::judge::check::{Bound, Check};
use crate::kind::DocumentKind;
pub use load::PackError;

/// Who published a rule.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// The user's guide, and what holds everywhere. May reject.
    Baseline,
    /// A provider's or bureau's dated document. Never above review.
    Published,
    /// The operator's own pack.
    House,
}

impl Level {
    /// The name in rules and reports.
    pub const fn name(self) -> &'static str {
        match self {
            Level::Baseline => "baseline",
            Level::Published => "published",
            Level::House => "house",
        }
    }
}

/// Where a rule applies; an empty set means everywhere.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applies {
    /// Kinds of document.
    pub kind: BTreeSet<DocumentKind>,
    /// Kinds of document left out.
    pub not_kind: BTreeSet<DocumentKind>,
    /// Two-digit codes of provinces.
    pub province: BTreeSet<&'static str>,
    /// Subject kinds.
    pub subject: BTreeSet<SubjectKind>,
    /// Subject kinds left out.
    pub not_subject: BTreeSet<SubjectKind>,
    /// Filing kinds.
    pub filing: BTreeSet<Filing>,
    /// Contents; one site of the case is enough.
    pub content: BTreeSet<Content>,
}

impl Applies {
    /// Whether the rule applies to documents of this kind.
    pub fn to_kind(&self, kind: DocumentKind) -> bool {
        (self.kind.is_empty() || self.kind.contains(&kind)) && !self.not_kind.contains(&kind)
    }
    /// Whether the rule applies to this case. Without a declaration only a rule without conditions on it does.
    pub fn to_case(&self, declaration: Option<&Declaration>) -> bool {
        let Some(d) = declaration else {
            return self.province.is_empty()
                && self.subject.is_empty()
                && self.filing.is_empty()
                && self.content.is_empty();
        };
        let within = |empty: bool, has: bool| empty || has;
        within(self.province.is_empty(), self.province.contains(d.province.code))
            && within(self.subject.is_empty(), self.subject.contains(&d.subject.kind))
            && !self.not_subject.contains(&d.subject.kind)
            && within(self.filing.is_empty(), self.filing.contains(&d.filing))
            && within(
                self.content.is_empty(),
                d.sites
                    .iter()
                    .any(|s| s.content.iter().any(|c| self.content.contains(c))),
            )
    }
}

/// A rule, bound to its check.
#[derive(Debug)]
pub struct Rule {
    /// Its id, unique in the pack.
    pub id: String,
    /// Its check.
    pub check: &'static Check,
    /// The check with this rule's parameters.
    pub bound: Bound,
    /// How grave.
    pub severity: Severity,
    /// Who published it.
    pub level: Level,
    /// Where it applies.
    pub applies: Applies,
    /// First day it holds.
    pub since: Option<Date>,
    /// Last day it holds.
    pub until: Option<Date>,
    /// Where it is published.
    pub source: String,
    /// Its words, Chinese.
    pub text_zh: Option<String>,
}

impl Rule {
    /// Whether it holds on a day.
    pub fn holds_on(&self, day: Date) -> bool {
        self.since.is_none_or(|s| s <= day) && self.until.is_none_or(|u| day <= u)
    }
}

/// All rules of a run.
#[derive(Debug)]
pub struct Pack {
    /// Name and version of the shipped pack, with the hash over every file that was read.
    pub label: String,
    /// Rules, sorted by code, then id.
    pub rules: Vec<Rule>,
}

impl Pack {
    /// A rule by its id.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|r| r.id == id)
    }
}
