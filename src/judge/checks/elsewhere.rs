//! The shape of every check that looks for something of this case in other cases.

use std::collections::BTreeSet;

use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Looked, no_parameters};
use crate::judge::dossier::{Dossier, Place, Shared};

/// Parameters of what is met of people.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct OfPeople {
    /// Nothing is said where the person bears the same certificate in the other case.
    #[serde(default)]
    same_person_may: bool,
}

/// Binds a check of a person's particulars that were met in other cases.
pub(super) fn bind_people(params: serde_json::Value, sorts: &'static [Shared]) -> Result<Bound, serde_json::Error> {
    let OfPeople { same_person_may } = serde_json::from_value(params)?;
    Ok(looking(sorts, same_person_may))
}

/// The person of this case that a pointer leads into: `/subject/responsible_person`, `/sites/0/responsible_person`.
fn person(pointer: &str) -> &str {
    const END: &str = "responsible_person";
    pointer
        .find(END)
        .and_then(|at| pointer.get(..at + END.len()))
        .unwrap_or(pointer)
}

/// The other cases in which this person bears the same certificate.
fn cases_of(dossier: &Dossier, at: &Place) -> BTreeSet<String> {
    let Place::Declared(own) = at else {
        return BTreeSet::new();
    };
    let met = dossier.met(Shared::Person);
    let same = met.filter(|m| matches!(&m.at, Place::Declared(p) if person(p) == person(own)));
    same.flat_map(|m| m.cases.iter().cloned()).collect()
}

/// Binds a check that reports what was met in other cases, of these sorts.
pub(super) fn bind(params: serde_json::Value, sorts: &'static [Shared]) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(looking(sorts, false))
}

fn looking(sorts: &'static [Shared], same_person_may: bool) -> Bound {
    Bound::case(move |dossier, out| {
        if dossier.elsewhere.is_none() {
            return Looked::no("no other case was looked at");
        }
        let of_files = sorts.iter().all(|s| matches!(s, Shared::File | Shared::Picture));
        if dossier.declaration().is_none() && !of_files {
            return Looked::no("no valid declaration");
        }
        for met in sorts.iter().flat_map(|s| dossier.met(*s)) {
            let excused = if same_person_may {
                cases_of(dossier, &met.at)
            } else {
                BTreeSet::new()
            };
            let others: Vec<&String> = met.cases.iter().filter(|c| !excused.contains(*c)).collect();
            if others.is_empty() {
                continue;
            }
            let cases = Evidence::list(&others);
            match &met.at {
                Place::Document(index) => out.push(Locus::Document(*index), Evidence::None, cases),
                Place::Declared(pointer) => out.push_field(Locus::Case, pointer.clone(), Evidence::None, cases),
            }
        }
        Looked::Yes
    })
}

#[cfg(test)]
pub(super) mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::check::Check;
    use crate::judge::dossier::Elsewhere;
    use crate::judge::dossier::fixture::*;

    /// What every check of this shape must do.
    pub fn fires(check: &'static Check, what: Shared) {
        let mut case = dossier(Vec::new());
        let unknown = run(check, json!({}), &case);
        assert_eq!((unknown.findings.len(), unknown.not_checked.len()), (0, 1));
        case.elsewhere = Some(Vec::new());
        let alone = run(check, json!({}), &case);
        assert_eq!((alone.findings.len(), alone.not_checked.len()), (0, 0));
        case.elsewhere = Some(vec![Elsewhere {
            what,
            at: Place::Declared("/subject".to_owned()),
            cases: vec!["b".to_owned(), "c".to_owned()],
        }]);
        let met = run(check, json!({}), &case);
        assert_eq!(met.findings.len(), 1);
        assert_eq!(met.findings[0].actual, Evidence::list(["b", "c"]));
    }
}
