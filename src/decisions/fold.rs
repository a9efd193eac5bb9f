//! From the entries to what holds now.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Act, Entry};

/// What holds of one report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct State {
    /// Revision of the last entry of any kind, 0 without one. Who decides must have seen it.
    pub revision: u64,
    /// The last decision that was not undone.
    pub decision: Option<Entry>,
    /// Findings overruled and not taken back, in the order of the ledger.
    pub overruled: Vec<Entry>,
    /// Everything, in the order of the ledger.
    pub history: Vec<Entry>,
}

impl State {
    /// The last entry that can be undone.
    pub fn last_live(&self) -> Option<u64> {
        let decision = self.decision.as_ref().map(|e| e.revision);
        self.overruled.iter().map(|e| e.revision).chain(decision).max()
    }
    fn add(&mut self, entry: Entry) {
        self.revision = entry.revision;
        self.history.push(entry);
        let undone: BTreeSet<u64> = self
            .history
            .iter()
            .filter_map(|e| match e.act {
                Act::Undo { undoes } => Some(undoes),
                Act::Accept | Act::SendBack { .. } | Act::Hold { .. } | Act::Overrule { .. } => None,
            })
            .collect();
        let live = || self.history.iter().filter(|e| !undone.contains(&e.revision));
        self.decision = live().rfind(|e| e.act.decides()).cloned();
        self.overruled = live()
            .filter(|e| matches!(e.act, Act::Overrule { .. }))
            .cloned()
            .collect();
    }
}

/// The state of every report that has entries, by the report's file name without its ending.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct States {
    of: BTreeMap<String, State>,
    /// Highest revision.
    pub revision: u64,
}

impl States {
    /// Adds the next entry.
    pub fn add(&mut self, entry: Entry) {
        self.revision = self.revision.max(entry.revision);
        self.of.entry(entry.report.clone()).or_default().add(entry);
    }
    /// The state of a report.
    pub fn get(&self, report: &str) -> Option<&State> {
        self.of.get(report)
    }
    /// All, by report.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &State)> {
        self.of.iter().map(|(k, v)| (k.as_str(), v))
    }
}

#[cfg(test)]
mod tests {
    use super::super::entry::{Place, SCHEMA};
    use super::*;

    fn entry(revision: u64, act: Act) -> Entry {
        Entry {
            schema: SCHEMA.into(),
            revision,
            at: "2026-06-01T00:00:00Z".into(),
            reviewer: "王".into(),
            case: "c".into(),
            report: "c".into(),
            digest: "d".into(),
            act,
        }
    }

    #[test]
    fn the_last_decision_not_undone_holds() {
        let mut states = States::default();
        states.add(entry(1, Act::Hold { reason: String::new() }));
        states.add(entry(2, Act::Accept));
        assert_eq!(states.get("c").unwrap().decision.as_ref().unwrap().act, Act::Accept);
        states.add(entry(3, Act::Undo { undoes: 2 }));
        let state = states.get("c").unwrap();
        assert_eq!(state.decision.as_ref().unwrap().revision, 1);
        assert_eq!((state.revision, state.last_live()), (3, Some(1)));
        states.add(entry(4, Act::Undo { undoes: 1 }));
        let state = states.get("c").unwrap();
        assert_eq!(
            (state.decision.is_none(), state.last_live(), state.history.len()),
            (true, None, 4)
        );
    }

    #[test]
    fn a_finding_overruled_and_taken_back_stands_again() {
        let place = Place {
            code: "a.b".into(),
            document: None,
            page: None,
            area: None,
            field: None,
        };
        let mut states = States::default();
        let act = Act::Overrule {
            finding: place,
            reason: "看得清".into(),
        };
        states.add(entry(1, act));
        assert_eq!(states.get("c").unwrap().overruled.len(), 1);
        states.add(entry(2, Act::Undo { undoes: 1 }));
        assert!(states.get("c").unwrap().overruled.is_empty());
    }

    #[test]
    fn an_entry_survives_its_line() {
        for act in [
            Act::Accept,
            Act::SendBack {
                notice: "一\n二".into(),
            },
            Act::Undo { undoes: 7 },
        ] {
            let line = serde_json::to_string(&entry(1, act.clone())).unwrap();
            assert!(!line.contains('\n'));
            assert_eq!(serde_json::from_str::<Entry>(&line).unwrap().act, act);
        }
    }
}
