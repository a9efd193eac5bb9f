//! From the entries to what holds now.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Act, Entry};

/// What holds of one report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct State {
    /// Revision of the last entry that moves the case ([`Act::moves`]), 0 without one. Who decides must have seen it.
    pub revision: u64,
    /// The last decision that was not undone.
    pub decision: Option<Entry>,
    /// Findings overruled and not taken back, in the order of the ledger.
    pub overruled: Vec<Entry>,
    /// Whose the case is, where it was assigned.
    pub assigned: Option<String>,
    /// Why the leads are to look at it; a decision ends that.
    pub escalated: Option<Entry>,
    /// Second looks not taken back, in the order of the ledger.
    pub seconds: Vec<Entry>,
    /// Fields confirmed or corrected, the last of each field.
    pub corrections: Vec<Entry>,
    /// What the bureau said last.
    pub outcome: Option<Entry>,
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
        if entry.act.moves() {
            self.revision = entry.revision;
        }
        self.history.push(entry);
        *self = Self::of(std::mem::take(&mut self.history), self.revision);
    }
    fn of(history: Vec<Entry>, revision: u64) -> Self {
        let undone: BTreeSet<u64> = history.iter().filter_map(undoes).collect();
        let mut state = Self {
            revision,
            ..Self::default()
        };
        for e in history.iter().filter(|e| !undone.contains(&e.revision)) {
            match &e.act {
                Act::Accept | Act::SendBack { .. } | Act::Hold { .. } => {
                    state.decision = Some(e.clone());
                    state.escalated = None;
                }
                Act::Overrule { .. } => state.overruled.push(e.clone()),
                Act::Assign { to, .. } => state.assigned = Some(to.clone()).filter(|t| !t.is_empty()),
                Act::Escalate { .. } => state.escalated = Some(e.clone()),
                Act::SecondLook { .. } => state.seconds.push(e.clone()),
                Act::Correct { .. } => {
                    state.corrections.retain(|c| !same_field(c, e));
                    state.corrections.push(e.clone());
                }
                Act::Outcome { .. } => state.outcome = Some(e.clone()),
                Act::Undo { .. } | Act::Reveal { .. } | Act::Purge { .. } => {}
            }
        }
        state.history = history;
        state
    }
    /// What some of the entries alone would have made of the case. Its revision stays.
    pub fn of_these(&self, which: impl Fn(&&Entry) -> bool) -> Self {
        Self::of(self.history.iter().filter(which).cloned().collect(), self.revision)
    }
    /// Whether an entry of this revision is there, can be taken back and was not.
    pub fn can_undo(&self, revision: u64) -> bool {
        let known = self
            .history
            .iter()
            .any(|e| e.revision == revision && e.act.can_be_undone());
        known && !self.history.iter().any(|e| undoes(e) == Some(revision))
    }
}

fn undoes(entry: &Entry) -> Option<u64> {
    match entry.act {
        Act::Undo { undoes } => Some(undoes),
        _ => None,
    }
}

/// Whether two corrections are about one field.
fn same_field(a: &Entry, b: &Entry) -> bool {
    let place = |e: &Entry| match &e.act {
        Act::Correct {
            document, page, field, ..
        } => Some((document.clone(), *page, field.clone())),
        _ => None,
    };
    place(a) == place(b)
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
        if let Act::Purge { revisions } = &entry.act {
            return self.forget(revisions);
        }
        self.of.entry(entry.report.clone()).or_default().add(entry);
    }
    /// Lets entries go that were taken out of the log; who had read them before knows nothing of them afterwards.
    fn forget(&mut self, revisions: &[u64]) {
        let gone: BTreeSet<u64> = revisions.iter().copied().collect();
        for state in self.of.values_mut() {
            if state.history.iter().any(|e| gone.contains(&e.revision)) {
                *state = state.of_these(|e| !gone.contains(&e.revision));
            }
        }
        self.of.retain(|_, state| !state.history.is_empty());
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
            previous: None,
            once: None,
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
            id: None,
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
    fn what_does_not_concern_the_decision_does_not_move_the_case() {
        let mut states = States::default();
        states.add(entry(
            1,
            Act::Escalate {
                comment: "拿不准".into(),
            },
        ));
        let assign = Act::Assign {
            to: "李".into(),
            comment: String::new(),
        };
        states.add(entry(2, assign));
        let correct = |value: Option<&str>| Act::Correct {
            document: "a.jpg".into(),
            page: 1,
            field: "name".into(),
            area: None,
            read: "王洲试".into(),
            value: value.map(str::to_owned),
        };
        states.add(entry(3, correct(Some("王测"))));
        states.add(entry(4, correct(Some("王测试"))));
        let state = states.get("c").unwrap();
        assert_eq!((state.revision, state.assigned.as_deref()), (1, Some("李")));
        assert_eq!((state.escalated.is_some(), state.corrections.len()), (true, 1));
        assert_eq!(state.corrections[0].revision, 4);
        states.add(entry(5, Act::Hold { reason: String::new() }));
        let state = states.get("c").unwrap();
        assert!(state.escalated.is_none() && state.can_undo(5) && !state.can_undo(9));
    }

    #[test]
    fn an_entry_survives_its_line() {
        for act in [
            Act::Accept,
            Act::SendBack {
                notice: "一\n二".into(),
                remark: "先问销售".into(),
            },
            Act::Undo { undoes: 7 },
            Act::SecondLook {
                says: super::super::entry::Says::SendBack,
                text: "请补".into(),
            },
            Act::Outcome {
                result: super::super::entry::BureauSays::Returned,
                on: "2026-06-05".into(),
                reason: String::new(),
            },
        ] {
            let line = serde_json::to_string(&entry(1, act.clone())).unwrap();
            assert!(!line.contains('\n'));
            assert_eq!(serde_json::from_str::<Entry>(&line).unwrap().act, act);
        }
    }
}
