//! What a person sees of what was decided: all of it, or, where they are to look a second time, nothing of it. Pure functions over a state.

use super::team::Who;
use super::team::people::Role;
use super::team::second::Draw;
use crate::decisions::{Act, Entry, Says, State};

/// A state as somebody sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// What they see.
    pub state: State,
    /// They are to look a second time, and what they decide is a second look.
    pub blind: bool,
    /// Two people would have decided differently, and nobody settled it. Told to leads only.
    pub differs: bool,
}

/// What there is to see it by.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// The report's key.
    pub report: &'a str,
    /// The case's id.
    pub case: &'a str,
    /// The report's digest, hex.
    pub digest: &'a str,
}

/// The view of a person. `draw` is `None` where one person works alone.
pub fn view(draw: Option<&Draw>, who: &Who, about: About<'_>, state: &State) -> View {
    let (Some(draw), Some(name)) = (draw, who.name.as_deref()) else {
        return all(state, false);
    };
    let oversees = who.role != Role::Reviewer;
    if who.role == Role::Auditor {
        return all(state, differs(state, about.digest));
    }
    let looks = || state.seconds.iter().filter(|e| e.digest == about.digest);
    if looks().any(|e| e.reviewer == name) {
        let differs = oversees && differs(state, about.digest);
        return if differs { all(state, true) } else { own(state, name) };
    }
    let decided = state.decision.as_ref();
    let decided = decided.filter(|d| d.digest == about.digest && d.act.says() != Some(Says::Hold));
    let by_another = decided.is_some_and(|d| d.reviewer != name);
    let known = draw.known(about.case).is_some();
    if by_another && (known || looks().next().is_none() && draw.is_drawn(about.report, about.digest)) {
        return View {
            blind: true,
            ..own(state, name)
        };
    }
    if oversees {
        return all(state, differs(state, about.digest));
    }
    // What others made of it without knowing is no business of who decided.
    let seen = |e: &&Entry| !matches!(e.act, Act::SecondLook { .. });
    all(&state.of_these(seen), false)
}

fn all(state: &State, differs: bool) -> View {
    View {
        state: state.clone(),
        blind: false,
        differs,
    }
}

/// Own entries only, a second look as the decision it would have been.
fn own(state: &State, name: &str) -> View {
    let mut seen = state.of_these(|e| e.reviewer == name || matches!(e.act, Act::Assign { .. }));
    let as_decision = |e: &mut Entry| {
        if let Act::SecondLook { says, text } = &e.act {
            e.act = match says {
                Says::Accept => Act::Accept,
                Says::SendBack => Act::SendBack {
                    notice: text.clone(),
                    remark: String::new(),
                },
                Says::Hold => Act::Hold { reason: text.clone() },
            };
        }
    };
    seen.decision = seen.seconds.pop().or(seen.decision);
    seen.decision.iter_mut().for_each(as_decision);
    seen.history.iter_mut().for_each(as_decision);
    seen.seconds.clear();
    View {
        state: seen,
        blind: false,
        differs: false,
    }
}

/// Whether a second look at this report says something else than the decision that stands, and came after it.
fn differs(state: &State, digest: &str) -> bool {
    let Some(decision) = state.decision.as_ref().filter(|d| d.digest == digest) else {
        return false;
    };
    state.seconds.iter().any(|e| {
        let other = matches!(e.act, Act::SecondLook { says, .. } if Some(says) != decision.act.says());
        other && e.digest == digest && e.revision > decision.revision
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::decisions::States;
    use crate::decisions::entry::SCHEMA;

    fn who(name: &str, role: Role) -> Who {
        Who {
            name: Some(name.to_owned()),
            role,
            reveals: false,
        }
    }

    fn state(entries: Vec<(&str, Act)>) -> State {
        let mut states = States::default();
        for (n, (reviewer, act)) in entries.into_iter().enumerate() {
            states.add(Entry {
                schema: SCHEMA.into(),
                revision: n as u64 + 1,
                previous: None,
                once: None,
                at: String::new(),
                reviewer: reviewer.into(),
                case: "c".into(),
                report: "c".into(),
                digest: "d".into(),
                act,
            });
        }
        states.get("c").cloned().unwrap_or_default()
    }

    const ABOUT: About<'static> = About {
        report: "c",
        case: "c",
        digest: "d",
    };

    #[test]
    fn a_drawn_case_looks_open_to_all_but_who_decided_and_settles_with_a_lead() {
        let draw = Draw::new([0; 32], 1.0, BTreeMap::new());
        let see = |s: &State, name: &str, role| view(Some(&draw), &who(name, role), ABOUT, s);
        let accept = ("甲", Act::Accept);
        let second = |says| {
            let text = String::new();
            ("乙", Act::SecondLook { says, text })
        };
        let first = state(vec![accept.clone()]);
        let blind = see(&first, "乙", Role::Reviewer);
        assert!(blind.blind && blind.state.decision.is_none() && blind.state.history.is_empty());
        assert_eq!(blind.state.revision, 1, "what they send is about the case as it is");
        assert!(see(&first, "丁", Role::Lead).blind, "leads look without knowing, too");
        assert!(!see(&first, "甲", Role::Reviewer).blind);
        assert!(see(&first, "审", Role::Auditor).state.decision.is_some());

        let both = state(vec![accept.clone(), second(Says::SendBack)]);
        let own = see(&both, "乙", Role::Reviewer).state;
        assert_eq!(own.decision.unwrap().act.says(), Some(Says::SendBack));
        assert_eq!(
            see(&both, "甲", Role::Reviewer).state.history.len(),
            1,
            "who decided is not told"
        );
        let lead = see(&both, "丁", Role::Lead);
        assert!(lead.differs && !lead.blind && lead.state.seconds.len() == 1);
        assert!(!see(&both, "丙", Role::Reviewer).blind, "one second look is enough");
        let settled = state(vec![accept.clone(), second(Says::SendBack), ("丁", Act::Accept)]);
        assert!(!see(&settled, "丁", Role::Lead).differs);
        let same = state(vec![accept, second(Says::Accept)]);
        assert!(!see(&same, "丁", Role::Lead).differs);
    }

    #[test]
    fn a_known_case_is_seen_blind_by_everybody_and_one_person_alone_sees_all() {
        let known = BTreeMap::from([("c".to_owned(), Says::Accept)]);
        let draw = Draw::new([0; 32], 0.0, known);
        let look = Act::SecondLook {
            says: Says::Accept,
            text: String::new(),
        };
        let twice = state(vec![("甲", Act::Accept), ("乙", look)]);
        assert!(view(Some(&draw), &who("丙", Role::Reviewer), ABOUT, &twice).blind);
        assert!(!view(Some(&draw), &who("乙", Role::Reviewer), ABOUT, &twice).blind);
        assert!(!view(None, &who("丙", Role::Lead), ABOUT, &twice).blind);
        let held = state(vec![("甲", Act::Hold { reason: String::new() })]);
        assert!(
            !view(Some(&draw), &who("丙", Role::Reviewer), ABOUT, &held).blind,
            "on hold is open"
        );
    }
}
