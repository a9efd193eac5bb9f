//! What was read of documents a while ago, by their content: the same paper that comes again, in another case or after it was looked
//! at by itself, is not read again. In memory only, so that nothing of it outlives the process; within a budget of bytes and of time.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::decode::DecodeError;
use crate::judge::dossier::DocumentFacts;
use crate::kind::DocumentKind;

/// What reading goes by besides models and budgets, which stand still while a process lives: the bytes, and whether the document is
/// declared to be something else than a photo of a site (the end of `read_document` in `case.rs`). Path and size are put back by who asks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    /// SHA-256 of the bytes, lower-case hex.
    sha256: String,
    /// Declared as a paper.
    paper: bool,
}

impl Key {
    fn of(sha256: &str, hint: Option<DocumentKind>) -> Self {
        Self {
            sha256: sha256.to_owned(),
            paper: hint.is_some_and(|h| h != DocumentKind::SitePhoto),
        }
    }
}

#[derive(Debug)]
struct Entry {
    /// Facts in postcard, which gives back every figure as it was.
    facts: Vec<u8>,
    at: Instant,
    /// Number of its last use.
    used: u64,
}

#[derive(Debug, Default)]
struct State {
    entries: BTreeMap<Key, Entry>,
    bytes: usize,
    uses: u64,
}

/// Facts of documents by content.
#[derive(Debug)]
pub struct ReadCache {
    /// Bytes of facts held at most.
    most: usize,
    /// How long facts are held.
    long: Duration,
    state: Mutex<State>,
}

impl ReadCache {
    /// Holds so many bytes of facts (0: none) for so long.
    pub fn new(most: usize, long: Duration) -> Self {
        Self {
            most,
            long,
            state: Mutex::default(),
        }
    }

    /// The facts of a document that was read before. Path, size and what is declared of it are the earlier one's.
    pub fn get(&self, sha256: &str, hint: Option<DocumentKind>) -> Option<DocumentFacts> {
        let mut state = self.state();
        state.drop_older(self.long);
        state.uses += 1;
        let uses = state.uses;
        let entry = state.entries.get_mut(&Key::of(sha256, hint))?;
        entry.used = uses;
        postcard::from_bytes(&entry.facts).ok()
    }

    /// Holds what was read. Facts of a document that a reader failed on, or whose bytes are not whole, are not held.
    pub fn put(&self, facts: &DocumentFacts) {
        let crashed = |(_, flaw): &(Option<usize>, DecodeError)| matches!(flaw, DecodeError::Crashed { .. });
        if self.most == 0 || facts.sha256.is_empty() || facts.flaws.iter().any(crashed) {
            return;
        }
        // What cannot be written down is read again.
        let Ok(written) = postcard::to_stdvec(facts) else {
            return;
        };
        if written.len() > self.most {
            return;
        }
        let mut state = self.state();
        state.drop_older(self.long);
        state.uses += 1;
        let entry = Entry {
            at: Instant::now(),
            used: state.uses,
            facts: written,
        };
        state.bytes += entry.facts.len();
        if let Some(before) = state.entries.insert(Key::of(&facts.sha256, facts.hint), entry) {
            state.bytes -= before.facts.len();
        }
        while state.bytes > self.most {
            let Some(oldest) = state.entries.iter().min_by_key(|(_, e)| e.used).map(|(k, _)| k.clone()) else {
                break;
            };
            state.remove(&oldest);
        }
    }

    /// Forgets what was read of these bytes.
    pub fn forget(&self, sha256: &str) {
        let mut state = self.state();
        for paper in [false, true] {
            state.remove(&Key {
                sha256: sha256.to_owned(),
                paper,
            });
        }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn remove(&mut self, key: &Key) {
        if let Some(entry) = self.entries.remove(key) {
            self.bytes -= entry.facts.len();
        }
    }

    fn drop_older(&mut self, long: Duration) {
        self.entries.retain(|_, e| e.at.elapsed() < long);
        self.bytes = self.entries.values().map(|e| e.facts.len()).sum();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::dossier::fixture;

    fn facts(sha256: &str) -> DocumentFacts {
        DocumentFacts {
            sha256: sha256.to_owned(),
            ..fixture::document("a.jpg", DocumentKind::BusinessLicence)
        }
    }

    #[test]
    fn the_same_content_is_known_and_another_is_not() {
        let kept = ReadCache::new(1 << 20, Duration::from_mins(10));
        let paper = Some(DocumentKind::BusinessLicence);
        let a = DocumentFacts {
            hint: paper,
            ..facts("aa")
        };
        kept.put(&a);
        let back = kept.get("aa", Some(DocumentKind::CommitmentLetter)).unwrap();
        assert_eq!(format!("{back:?}"), format!("{a:?}"));
        // Without a word of what it is, or as a photo of a site, it is read another way.
        let others = [("aa", None), ("aa", Some(DocumentKind::SitePhoto)), ("ab", paper)];
        assert!(others.iter().all(|(sha, hint)| kept.get(sha, *hint).is_none()));
        kept.forget("aa");
        assert!(kept.get("aa", paper).is_none());
    }

    #[test]
    fn the_budget_holds_and_what_was_used_last_stays() {
        let one = postcard::to_stdvec(&facts("aa")).unwrap().len();
        let kept = ReadCache::new(2 * one, Duration::from_mins(10));
        for sha in ["aa", "bb"] {
            kept.put(&facts(sha));
        }
        assert!(kept.get("aa", None).is_some());
        kept.put(&facts("cc"));
        let held = ["aa", "bb", "cc"].map(|s| kept.get(s, None).is_some());
        assert_eq!(held, [true, false, true]);
        for none in [
            ReadCache::new(0, Duration::from_mins(10)),
            ReadCache::new(1 << 20, Duration::ZERO),
        ] {
            none.put(&facts("aa"));
            assert!(none.get("aa", None).is_none());
        }
    }

    #[test]
    fn what_a_reader_failed_on_is_not_held() {
        let kept = ReadCache::new(1 << 20, Duration::from_mins(10));
        let mut broken = facts("aa");
        broken.flaws.push((
            None,
            DecodeError::Crashed {
                how: "panic".to_owned(),
            },
        ));
        kept.put(&broken);
        kept.put(&facts(""));
        assert!(kept.get("aa", None).is_none() && kept.get("", None).is_none());
    }
}
