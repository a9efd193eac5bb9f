//! Fields that people confirmed or corrected, for measuring: never a rule by itself. In: the states of reports. Out: a row a field, with its place on
//! the page, what was read and what stands there.

use serde::Serialize;

use super::{Act, State};
use crate::geometry::PixelBox;

/// One field with its truth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Gold {
    /// Case id.
    pub case: String,
    /// The report's key, and the SHA-256 of the report that was looked at.
    pub report: String,
    /// See above.
    pub digest: String,
    /// Path of the document.
    pub document: String,
    /// Page, from 1.
    pub page: usize,
    /// Name of the field.
    pub field: String,
    /// Where it was read, upright pixels.
    #[serde(rename = "box", skip_serializing_if = "Option::is_none")]
    pub area: Option<PixelBox>,
    /// What the report read.
    pub read: String,
    /// What stands there.
    pub truth: String,
    /// Whether that is the same.
    pub right: bool,
    /// Who looked.
    pub by: String,
    /// When, UTC.
    pub at: String,
}

/// The rows of all states, by report and in the order of the ledger. The last word about a field counts.
pub fn gold<'a>(states: impl Iterator<Item = (&'a str, &'a State)>) -> Vec<Gold> {
    let mut out = Vec::new();
    for (report, state) in states {
        for e in &state.corrections {
            let Act::Correct {
                document,
                page,
                field,
                area,
                read,
                value,
            } = &e.act
            else {
                continue;
            };
            out.push(Gold {
                case: e.case.clone(),
                report: report.to_owned(),
                digest: e.digest.clone(),
                document: document.clone(),
                page: *page,
                field: field.clone(),
                area: *area,
                read: read.clone(),
                truth: value.clone().unwrap_or_else(|| read.clone()),
                right: value.is_none(),
                by: e.reviewer.clone(),
                at: e.at.clone(),
            });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::{Ledger, Proposal};
    use super::*;

    #[test]
    fn the_last_word_about_a_field_is_its_truth() {
        let dir = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(dir.path()).unwrap();
        for (field, value) in [("name", Some("王测")), ("name", Some("王测试")), ("address", None)] {
            let act = Act::Correct {
                document: "a.jpg".into(),
                page: 1,
                field: field.into(),
                area: None,
                read: "王洲试".into(),
                value: value.map(str::to_owned),
            };
            let proposal = Proposal {
                base: 0,
                once: None,
                at: "t".into(),
                reviewer: "甲".into(),
                case: "c".into(),
                report: "c".into(),
                digest: "d".into(),
                act,
            };
            ledger.append(proposal).unwrap();
        }
        let rows = gold(ledger.states().iter());
        let told: Vec<_> = rows
            .iter()
            .map(|g| (g.field.as_str(), g.truth.as_str(), g.right))
            .collect();
        assert_eq!(told, [("name", "王测试", false), ("address", "王洲试", true)]);
    }
}
