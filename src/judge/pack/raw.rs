//! A pack as it is written: nothing is checked but the shape.

use serde::Deserialize;

/// One file of rules.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    /// Level of the rules that name none.
    pub level: Option<String>,
    /// Source of the rules that name none.
    pub source: Option<String>,
    /// First day of the rules that name none.
    pub since: Option<String>,
    #[serde(default)]
    pub rule: Vec<RawRule>,
}

/// `pack.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Head {
    pub name: String,
    pub version: String,
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
    pub source: Option<String>,
    pub text_zh: Option<String>,
    #[serde(default)]
    pub off: bool,
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
    pub subject: Vec<String>,
    #[serde(default)]
    pub not_subject: Vec<String>,
    #[serde(default)]
    pub filing: Vec<String>,
    #[serde(default)]
    pub content: Vec<String>,
}

impl RawRule {
    /// The rule below changed by the one of the same id above it; what the upper one leaves out stays.
    pub fn under(self, upper: Self) -> Self {
        Self {
            id: self.id,
            check: upper.check.or(self.check),
            level: upper.level.or(self.level),
            applies: upper.applies.or(self.applies),
            params: upper.params.or(self.params),
            severity: upper.severity.or(self.severity),
            since: upper.since.or(self.since),
            until: upper.until.or(self.until),
            source: upper.source.or(self.source),
            text_zh: upper.text_zh.or(self.text_zh),
            off: upper.off,
        }
    }
}
