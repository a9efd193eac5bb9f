//! What the words of reports and declarations are called, in Chinese and English, as one table: for programs that show reports to people
//! (`chushen schema labels`).

use std::collections::BTreeMap;

use serde::Serialize;

use super::Lang;
use super::render::reason;
use crate::intake::case::{CertificateKind, SubjectKind};
use crate::judge::{codes, evidence};
use crate::kind::{DocumentKind, FieldName};

/// Name and version of the form.
pub const SCHEMA: &str = "chushen.labels/1";

/// A word in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Label {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// A code of findings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CodeLabel {
    /// What it says.
    #[serde(flatten)]
    pub label: Label,
    /// `reject`, `review` or `note`, where no rule says otherwise.
    pub severity: &'static str,
    /// What `expected` may be: none, text, word, personal, number with its unit, day, phrase, texts, words. Empty where no check makes it.
    pub expected: Vec<&'static str>,
    /// What `actual` may be.
    pub actual: Vec<&'static str>,
}

/// All words.
#[derive(Debug, Clone, Serialize)]
pub struct Labels {
    /// Always `chushen.labels/1`.
    pub schema: &'static str,
    /// Codes of findings.
    pub codes: BTreeMap<&'static str, CodeLabel>,
    /// Kinds of document.
    pub kinds: BTreeMap<&'static str, Label>,
    /// Fields.
    pub fields: BTreeMap<&'static str, Label>,
    /// Kinds of subject.
    pub subjects: BTreeMap<&'static str, Label>,
    /// Kinds of certificate.
    pub certificates: BTreeMap<&'static str, Label>,
    /// Verdicts of a case.
    pub verdicts: BTreeMap<&'static str, Label>,
    /// Severities of a finding.
    pub severities: BTreeMap<&'static str, Label>,
    /// Outcomes of a check.
    pub outcomes: BTreeMap<&'static str, Label>,
}

const VERDICTS: [(&str, &str, &str); 4] = [
    ("pass", "通过", "passed"),
    ("review", "需人工复核", "for a person to review"),
    ("reject", "驳回", "rejected"),
    ("error", "无法审核", "could not be reviewed"),
];
const SEVERITIES: [(&str, &str, &str); 3] = [
    ("reject", "驳回", "to be mended"),
    ("review", "复核", "to be confirmed"),
    ("note", "提示", "worth knowing"),
];
const OUTCOMES: [(&str, &str, &str); 4] = [
    ("passed", "已通过", "passed"),
    ("failed", "未通过", "failed"),
    ("not-checked", "未检查", "not checked"),
    ("not-applicable", "不适用", "not applicable"),
];

fn own(table: &[(&'static str, &str, &str)]) -> BTreeMap<&'static str, Label> {
    let label = |(name, zh, en): &(&'static str, &str, &str)| {
        let label = Label {
            zh: (*zh).to_owned(),
            en: (*en).to_owned(),
        };
        (*name, label)
    };
    table.iter().map(label).collect()
}

fn named(names: impl Iterator<Item = &'static str>) -> BTreeMap<&'static str, Label> {
    let label = |name: &'static str| {
        let [zh, en] = [Lang::Zh, Lang::En].map(|lang| reason(name, lang));
        (name, Label { zh, en })
    };
    names.map(label).collect()
}

/// The table.
pub fn labels() -> Labels {
    let code = |c: codes::CodeRow| {
        let label = Label {
            zh: c.zh.to_owned(),
            en: c.en.to_owned(),
        };
        let severity = c.severity.name();
        let types = evidence::types(c.code);
        let (expected, actual) = types.map(|t| (t.expected, t.actual)).unwrap_or_default();
        let label = CodeLabel {
            label,
            severity,
            expected,
            actual,
        };
        (c.code, label)
    };
    Labels {
        schema: SCHEMA,
        codes: codes::codes().map(code).collect(),
        kinds: named(DocumentKind::ALL.iter().map(|k| k.name())),
        fields: named(FieldName::ALL.iter().map(|f| f.name())),
        subjects: named(SubjectKind::ALL.iter().map(|s| s.name())),
        certificates: named(CertificateKind::ALL.iter().map(|c| c.name())),
        verdicts: own(&VERDICTS),
        severities: own(&SEVERITIES),
        outcomes: own(&OUTCOMES),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Severity, Verdict};
    use crate::hanzi::is_han;
    use crate::report::model::CheckOutcome;

    #[test]
    fn every_word_of_a_report_has_its_label_in_both_languages() {
        let labels = labels();
        let word = |v: serde_json::Value| v.as_str().map(str::to_owned).unwrap();
        for verdict in [Verdict::Pass, Verdict::Review, Verdict::Reject, Verdict::Error] {
            assert!(labels.verdicts.contains_key(word(serde_json::json!(verdict)).as_str()));
        }
        for severity in [Severity::Reject, Severity::Review, Severity::Note] {
            assert!(
                labels
                    .severities
                    .contains_key(word(serde_json::json!(severity)).as_str())
            );
        }
        for outcome in [
            CheckOutcome::Passed,
            CheckOutcome::Failed,
            CheckOutcome::NotChecked,
            CheckOutcome::NotApplicable,
        ] {
            assert!(labels.outcomes.contains_key(word(serde_json::json!(outcome)).as_str()));
        }
        let tables = [
            labels.kinds,
            labels.fields,
            labels.subjects,
            labels.certificates,
            labels.verdicts,
            labels.severities,
            labels.outcomes,
        ];
        for (name, label) in tables.iter().flatten() {
            assert!(label.zh.chars().any(is_han), "{name}: {}", label.zh);
            assert!(!label.en.chars().any(is_han), "{name}: {}", label.en);
        }
        assert!(labels.codes.values().all(|c| c.label.zh.chars().any(is_han)));
    }
}
