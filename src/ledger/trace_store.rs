//! The traces of all cases of a run, held small: 10,000 cases are walked and none is held whole.

use std::collections::BTreeMap;

use super::{Bearer, Key, Trace, Traces};
use crate::judge::dossier::{Place, Shared};

/// One value: what it is, its place by number, its hash.
type Value = (Shared, u32, Key);

/// Traces of many cases, by the order in which they were added. A place in the declaration that many cases have is kept once.
#[derive(Debug, Default)]
pub struct TraceStore {
    cases: Vec<StoredTraces>,
    places: Vec<Place>,
    numbers: BTreeMap<Place, u32>,
}

#[derive(Debug)]
struct StoredTraces {
    case: Box<str>,
    subject: Option<Key>,
    province: Option<Key>,
    values: Box<[Value]>,
}

impl TraceStore {
    /// Adds a case.
    pub fn push(&mut self, traces: Traces) {
        let values = traces.values.into_iter().map(|t| self.value(t)).collect();
        self.cases.push(StoredTraces {
            case: traces.case.into(),
            subject: traces.subject,
            province: traces.province,
            values,
        });
    }

    /// Adds values to a case; without effect where there is no such case.
    pub fn add(&mut self, index: usize, more: Vec<Trace>) {
        let more: Vec<Value> = more.into_iter().map(|t| self.value(t)).collect();
        if let Some(stored) = self.cases.get_mut(index) {
            let mut values = std::mem::take(&mut stored.values).into_vec();
            values.extend(more);
            stored.values = values.into();
        }
    }

    fn value(&mut self, trace: Trace) -> Value {
        let next = u32::try_from(self.places.len()).unwrap_or(u32::MAX);
        let place = *self.numbers.entry(trace.at).or_insert_with_key(|place| {
            self.places.push(place.clone());
            next
        });
        (trace.what, place, trace.key)
    }

    /// Cases.
    pub const fn len(&self) -> usize {
        self.cases.len()
    }

    /// Whether there is no case.
    pub const fn is_empty(&self) -> bool {
        self.cases.is_empty()
    }

    /// A case's traces.
    pub fn get(&self, index: usize) -> Option<Traces> {
        let stored = self.cases.get(index)?;
        let of = |(what, place, key): &Value| {
            Some(Trace {
                what: *what,
                at: self.places.get(*place as usize)?.clone(),
                key: *key,
            })
        };
        let mut values: Vec<Trace> = stored.values.iter().filter_map(of).collect();
        values.sort();
        Some(Traces {
            case: stored.case.to_string(),
            subject: stored.subject,
            province: stored.province,
            values,
        })
    }

    /// A case by its id and subject.
    pub fn bearer(&self, index: usize) -> Option<Bearer> {
        let stored = self.cases.get(index)?;
        Some(Bearer {
            case: stored.case.to_string(),
            subject: stored.subject,
        })
    }

    pub(super) fn id(&self, index: usize) -> &str {
        self.cases.get(index).map_or("", |t| &t.case)
    }

    pub(super) fn subject(&self, index: usize) -> Option<Key> {
        self.cases.get(index)?.subject
    }

    /// Whose sites a case names: subject and province.
    pub(super) fn whose(&self, index: usize) -> Option<(Key, Key)> {
        let stored = self.cases.get(index)?;
        stored.subject.zip(stored.province)
    }

    /// What of a case is of a kind, by hash.
    pub(super) fn keys(&self, index: usize) -> impl Iterator<Item = (Shared, Key)> {
        let stored = self.cases.get(index);
        stored.into_iter().flat_map(|t| &t.values).map(|v| (v.0, v.2))
    }
}

impl FromIterator<Traces> for TraceStore {
    fn from_iter<T: IntoIterator<Item = Traces>>(all: T) -> Self {
        let mut out = Self::default();
        all.into_iter().for_each(|t| out.push(t));
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_in_comes_out_sorted_and_a_place_is_kept_once() {
        let trace = |what, at: &str, key| Trace {
            what,
            at: Place::Declared(at.to_owned()),
            key: [key; 16],
        };
        let traces = |case: &str, values: Vec<Trace>| Traces {
            case: case.to_owned(),
            subject: Some([9; 16]),
            province: None,
            values,
        };
        // Places come in another order than theirs.
        let a = traces(
            "a",
            vec![trace(Shared::Phone, "/z", 1), trace(Shared::SiteName, "/b", 2)],
        );
        let b = traces("b", vec![trace(Shared::Phone, "/a", 3), trace(Shared::Phone, "/z", 4)]);
        let mut trace_store: TraceStore = [a.clone(), b.clone()].into_iter().collect();
        assert_eq!(
            (trace_store.get(0), trace_store.get(1), trace_store.get(2)),
            (Some(a), Some(b), None)
        );
        assert_eq!(trace_store.places.len(), 3);
        trace_store.add(1, vec![trace(Shared::Phone, "/b", 5)]);
        let places: Vec<Place> = trace_store.get(1).unwrap().values.into_iter().map(|t| t.at).collect();
        assert_eq!(places, ["/a", "/b", "/z"].map(|p| Place::Declared(p.to_owned())));
    }
}
