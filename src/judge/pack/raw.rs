//! A pack as it is written: nothing is checked but the shape.

use serde::Deserialize;

/// Keys of a file of rules.
pub(super) const FILE_KEYS: &[&str] = &["level", "source", "sources", "since", "province", "rule"];
/// Keys of a rule.
pub(super) const RULE_KEYS: &[&str] = &[
    "id",
    "check",
    "level",
    "applies",
    "params",
    "severity",
    "since",
    "until",
    "source",
    "sources",
    "contradicted_by",
    "settled",
    "text_zh",
    "note",
    "off",
    "not_checkable",
    "superseded",
    "replaces",
    "softens",
    "settles",
];
/// Keys of a rule's conditions.
pub(super) const APPLIES_KEYS: &[&str] = &[
    "kind",
    "not_kind",
    "province",
    "not_province",
    "subject",
    "not_subject",
    "filing",
    "content",
    "verification",
];

/// One file of rules. Its rules are still tables, so that what is wrong in one can be told with its id.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    /// Level of the rules that name none.
    pub level: Option<String>,
    /// Source of the rules that name none.
    pub source: Option<String>,
    /// Keys of `sources.toml` of the rules that name none.
    #[serde(default)]
    pub sources: Vec<String>,
    /// First day of the rules that name none.
    pub since: Option<String>,
    /// Province of the rules that name none.
    pub province: Option<String>,
    #[serde(default)]
    pub rule: Vec<toml::Table>,
}

/// `pack.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Head {
    pub name: String,
    pub version: String,
    /// A source of this day or later confirms a published rule.
    pub confirmed_since: Option<String>,
    #[serde(default)]
    #[allow(dead_code, reason = "read by people")]
    pub changes: Vec<String>,
}

/// One rule as written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRule {
    pub id: String,
    pub check: Option<String>,
    pub level: Option<String>,
    pub applies: Option<RawApplies>,
    pub params: Option<toml::Table>,
    pub severity: Option<String>,
    pub since: Option<String>,
    pub until: Option<String>,
    /// Where it was first found, in words.
    pub source: Option<String>,
    /// Documents that state it, keys of `sources.toml`.
    #[serde(default)]
    pub sources: Vec<String>,
    /// Documents that say otherwise.
    #[serde(default)]
    pub contradicted_by: Vec<String>,
    /// Why it is asked although a document says otherwise.
    pub settled: Option<String>,
    pub text_zh: Option<String>,
    /// How it stands to other rules, for people: which source is newer, what was settled.
    pub note: Option<String>,
    #[serde(default)]
    pub off: bool,
    /// Why no check can see it.
    pub not_checkable: Option<String>,
    /// What took its place, or why it no longer holds.
    pub superseded: Option<String>,
    #[serde(default)]
    pub replaces: Vec<String>,
    #[serde(default)]
    pub softens: Vec<String>,
    #[serde(default)]
    pub settles: Vec<String>,
}

/// Conditions as written.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawApplies {
    #[serde(default)]
    pub kind: Vec<String>,
    #[serde(default)]
    pub not_kind: Vec<String>,
    #[serde(default)]
    pub province: Vec<String>,
    #[serde(default)]
    pub not_province: Vec<String>,
    #[serde(default)]
    pub subject: Vec<String>,
    #[serde(default)]
    pub not_subject: Vec<String>,
    #[serde(default)]
    pub filing: Vec<String>,
    #[serde(default)]
    pub content: Vec<String>,
    #[serde(default)]
    pub verification: Vec<String>,
}

impl RawRule {
    /// The rule below changed by the one of the same id above it; what the upper one leaves out stays.
    pub fn under(self, upper: Self) -> Self {
        let list = |upper: Vec<String>, lower: Vec<String>| if upper.is_empty() { lower } else { upper };
        Self {
            id: self.id,
            // A check given to a rule that had none makes it one that is asked.
            not_checkable: upper
                .not_checkable
                .or(self.not_checkable)
                .filter(|_| upper.check.is_none()),
            superseded: upper.superseded.or(self.superseded).filter(|_| upper.check.is_none()),
            check: upper.check.or(self.check),
            level: upper.level.or(self.level),
            applies: upper.applies.or(self.applies),
            // Key by key: whoever changes one number does not repeat the others.
            params: match (self.params, upper.params) {
                (Some(mut lower), Some(upper)) => {
                    lower.extend(upper);
                    Some(lower)
                }
                (lower, upper) => upper.or(lower),
            },
            severity: upper.severity.or(self.severity),
            since: upper.since.or(self.since),
            until: upper.until.or(self.until),
            source: upper.source.or(self.source),
            sources: list(upper.sources, self.sources),
            contradicted_by: list(upper.contradicted_by, self.contradicted_by),
            settled: upper.settled.or(self.settled),
            text_zh: upper.text_zh.or(self.text_zh),
            note: upper.note.or(self.note),
            off: upper.off,
            replaces: list(upper.replaces, self.replaces),
            softens: list(upper.softens, self.softens),
            settles: list(upper.settles, self.settles),
        }
    }
}
