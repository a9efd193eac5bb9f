//! Rules as data: TOML files, layered, checked whole before the first case. In: folders. Out: [`Pack`], each rule bound to
//! its check.

#[cfg(test)]
mod accounts;
mod bind;
#[cfg(test)]
mod defects;
#[cfg(test)]
mod drawn;
mod errors;
#[cfg(test)]
pub(crate) mod identity_papers;
mod load;
#[cfg(test)]
mod national;
mod raw;
#[cfg(test)]
pub(crate) mod rejections;
#[cfg(test)]
mod silence;
pub mod sources;
#[cfg(test)]
pub(crate) mod walk;
#[cfg(test)]
mod whole;

use std::collections::BTreeSet;

use crate::date::Date;
use crate::finding::Severity;
use crate::intake::Declaration;
use crate::intake::case::{Content, Filing, SubjectKind, Verification};
use crate::judge::check::{Bound, Check};
use crate::kind::DocumentKind;
pub use errors::PackError;
pub(crate) use errors::nearest;
pub use sources::Source;

/// Who published a rule.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// The user's guide, and what holds everywhere. May reject.
    Baseline,
    /// A provider's or bureau's document of the days that the pack calls current (`confirmed_since`), or one that stands until
    /// it is repealed. Never above review.
    Confirmed,
    /// A provider's or bureau's older document. A note, unless a pack of one's own raises it.
    Published,
    /// The operator's own pack.
    House,
}

impl Level {
    /// The name in rules and reports.
    pub const fn name(self) -> &'static str {
        match self {
            Level::Baseline => "baseline",
            Level::Confirmed => "confirmed",
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
    /// Two-digit codes of provinces left out.
    pub not_province: BTreeSet<&'static str>,
    /// Subject kinds.
    pub subject: BTreeSet<SubjectKind>,
    /// Subject kinds left out.
    pub not_subject: BTreeSet<SubjectKind>,
    /// Filing kinds.
    pub filing: BTreeSet<Filing>,
    /// Contents; one site or service of the case is enough.
    pub content: BTreeSet<Content>,
    /// Ways of verification. Without a declaration a case is one on paper, as the user's guide has it.
    pub verification: BTreeSet<Verification>,
}

impl Applies {
    /// Whether the rule applies to documents of this kind.
    pub fn to_kind(&self, kind: DocumentKind) -> bool {
        (self.kind.is_empty() || self.kind.contains(&kind)) && !self.not_kind.contains(&kind)
    }
    /// Whether the rule has conditions on the declaration.
    pub fn asks_of_case(&self) -> bool {
        !(self.province.is_empty()
            && self.not_province.is_empty()
            && self.subject.is_empty()
            && self.not_subject.is_empty()
            && self.filing.is_empty()
            && self.content.is_empty())
    }
    /// Whether it cannot be told if the rule applies: it asks of a word that was ignored in the declaration.
    pub fn is_open(&self, d: &Declaration) -> bool {
        let of_subject = !(self.subject.is_empty() && self.not_subject.is_empty());
        (of_subject && d.ignores_word("/subject/kind"))
            || (!self.filing.is_empty() && d.ignores_word("/filing"))
            || (!self.verification.is_empty() && d.ignores_word("/verification"))
            || (!self.content.is_empty() && d.ignores_content() && !self.states(d))
    }
    /// Whether the rule applies to this case. Without a declaration only a rule without conditions on it does.
    pub fn to_case(&self, declaration: Option<&Declaration>) -> bool {
        let within = |empty: bool, has: bool| empty || has;
        let verified = declaration.map_or(Verification::Paper, |d| d.verification);
        if !within(self.verification.is_empty(), self.verification.contains(&verified)) {
            return false;
        }
        let Some(d) = declaration else {
            return !self.asks_of_case();
        };
        within(self.province.is_empty(), self.province.contains(d.province.code))
            && !self.not_province.contains(d.province.code)
            && within(self.subject.is_empty(), self.subject.contains(&d.subject.kind))
            && !self.not_subject.contains(&d.subject.kind)
            && within(self.filing.is_empty(), self.filing.contains(&d.filing))
            && within(self.content.is_empty(), self.states(d))
    }
    /// Whether a site or service states one of the contents.
    fn states(&self, d: &Declaration) -> bool {
        let offers = d.offers();
        offers
            .iter()
            .any(|o| o.content.iter().any(|c| self.content.contains(c)))
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
    /// The parameters as they were written.
    pub params: serde_json::Value,
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
    /// Where it was first found, in words.
    pub source: String,
    /// Documents that state it, oldest first, those that stand until repealed last.
    pub sources: Vec<Source>,
    /// Documents that say otherwise.
    pub contradicted_by: Vec<Source>,
    /// Why it is asked although a document says otherwise.
    pub settled: Option<String>,
    /// Its words, Chinese.
    pub text_zh: Option<String>,
    /// How it stands to other rules, for people.
    pub note: Option<String>,
    /// File it was last written in.
    pub file: String,
    /// Rules that are not asked of a case to which this one applies: a province's limit in the place of the nation's.
    pub replaces: Vec<String>,
    /// Rules whose findings are at most for review where this one applies: two sources that contradict each other.
    pub softens: Vec<String>,
    /// Rules whose doubts (findings for review) this one answers where it applies; their certainties stay.
    pub settles: Vec<String>,
}

/// Why a published rule has no check behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotEnforced {
    /// It cannot be seen in the papers and the declaration; why.
    NotCheckable(String),
    /// It does not hold any more; what took its place.
    Superseded(String),
}

impl NotEnforced {
    /// The name in lists: `not-checkable` or `superseded`.
    pub const fn name(&self) -> &'static str {
        match self {
            NotEnforced::NotCheckable(_) => "not-checkable",
            NotEnforced::Superseded(_) => "superseded",
        }
    }
    /// The reason.
    pub fn why(&self) -> &str {
        match self {
            NotEnforced::NotCheckable(why) | NotEnforced::Superseded(why) => why,
        }
    }
}

/// A published rule that is known and not enforced.
#[derive(Debug, Clone)]
pub struct KnownRule {
    /// Its id, unique in the pack.
    pub id: String,
    /// Why it is not enforced.
    pub not_enforced: NotEnforced,
    /// Who published it.
    pub level: Level,
    /// Where it would apply.
    pub applies: Applies,
    /// First day it holds.
    pub since: Option<Date>,
    /// Where it was first found, in words.
    pub source: String,
    /// Documents that state it.
    pub sources: Vec<Source>,
    /// Documents that say otherwise.
    pub contradicted_by: Vec<Source>,
    /// Its words, Chinese.
    pub text_zh: Option<String>,
    /// File it stands in.
    pub file: String,
}

impl Rule {
    /// The newest day on which a document states it.
    pub fn confirmed(&self) -> Option<Date> {
        self.sources.iter().filter_map(|s| s.date).max()
    }
    /// Whether it is asked in named provinces only.
    pub fn is_local(&self) -> bool {
        !self.applies.province.is_empty()
    }
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
    /// Published rules that no check can see, sorted by id.
    pub known: Vec<KnownRule>,
}

impl Pack {
    /// A rule by its id.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|r| r.id == id)
    }
}
