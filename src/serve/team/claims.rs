//! Whose case it is: a claim bears a person and a tab of theirs, and holds as long as the tab is heard of. In: who opens what, and when.
//! Out: who has it. Asking and taking are one step.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::store::{Sort, Store, StoreError};

/// A claim as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Whose.
    pub by: String,
    /// In which tab, a random word of the page.
    pub tab: String,
}

/// All claims, by the report's key.
#[derive(Debug)]
pub struct Claims {
    held: BTreeMap<String, (Claim, Instant)>,
    stale: Duration,
}

impl Claims {
    /// The claims of a store. Each is as if it had been heard of now.
    pub fn open(store: &Store, stale: Duration, now: Instant) -> Result<Self, StoreError> {
        let kept = store.all::<Claim>(Sort::Claims)?;
        Ok(Self {
            held: kept.into_iter().map(|(key, claim)| (key, (claim, now))).collect(),
            stale,
        })
    }
    /// Who has a case.
    pub fn holder(&self, key: &str, now: Instant) -> Option<&str> {
        let (claim, heard) = self.held.get(key)?;
        (now.duration_since(*heard) < self.stale).then_some(claim.by.as_str())
    }
    /// Takes a case for a tab of a person, where nobody else has it or `over` says so. What the tab had before is let go. `false`: somebody
    /// else has it. The keys whose holder changed are added to `touched`.
    pub fn take(
        &mut self,
        store: &Store,
        key: &str,
        claim: &Claim,
        over: bool,
        now: Instant,
        touched: &mut Vec<String>,
    ) -> Result<bool, StoreError> {
        let holder = self.holder(key, now);
        if holder.is_some_and(|h| h != claim.by) && !over {
            return Ok(false);
        }
        self.let_go(store, |k, c| k != key && c == claim, touched)?;
        if self.held.get(key).is_none_or(|(c, _)| c != claim) {
            store.put(Sort::Claims, key, claim)?;
            touched.push(key.to_owned());
        }
        self.held.insert(key.to_owned(), (claim.clone(), now));
        Ok(true)
    }
    /// Whether nobody has a case, or this very tab.
    pub fn is_free(&self, key: &str, claim: &Claim, now: Instant) -> bool {
        self.holder(key, now).is_none() || self.held.get(key).is_some_and(|(c, _)| c == claim)
    }
    /// Hears of a tab; `false`: the case is not its any more.
    pub fn hear(&mut self, key: &str, claim: &Claim, now: Instant) -> bool {
        match self.held.get_mut(key) {
            Some((held, heard)) if held == claim && now.duration_since(*heard) < self.stale => {
                *heard = now;
                true
            }
            _ => false,
        }
    }
    /// Lets go what `which` says.
    pub fn let_go(
        &mut self,
        store: &Store,
        which: impl Fn(&str, &Claim) -> bool,
        touched: &mut Vec<String>,
    ) -> Result<(), StoreError> {
        let gone: Vec<String> = self
            .held
            .iter()
            .filter(|(key, (claim, _))| which(key, claim))
            .map(|(key, _)| key.clone())
            .collect();
        store.remove(Sort::Claims, &gone)?;
        for key in &gone {
            self.held.remove(key);
        }
        touched.extend(gone);
        Ok(())
    }
    /// Lets go what was not heard of for too long.
    pub fn sweep(&mut self, store: &Store, now: Instant, touched: &mut Vec<String>) -> Result<(), StoreError> {
        let stale = self.stale;
        let old: Vec<String> = self
            .held
            .iter()
            .filter(|(_, (_, heard))| now.duration_since(*heard) >= stale)
            .map(|(key, _)| key.clone())
            .collect();
        self.let_go(store, |key, _| old.iter().any(|o| o == key), touched)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(by: &str, tab: &str) -> Claim {
        Claim {
            by: by.to_owned(),
            tab: tab.to_owned(),
        }
    }

    #[test]
    fn a_case_is_one_person_s_until_they_let_it_go_or_are_not_heard_of() {
        let dir = tempfile::tempdir().unwrap();
        let begun = Instant::now();
        let later = |s: u64| begun + Duration::from_secs(s);
        let stale = Duration::from_mins(3);
        let mut touched = Vec::new();
        {
            let store = Store::open(dir.path()).unwrap();
            let mut claims = Claims::open(&store, stale, begun).unwrap();
            assert!(
                claims
                    .take(&store, "a", &claim("甲", "1"), false, later(0), &mut touched)
                    .unwrap()
            );
            assert!(
                !claims
                    .take(&store, "a", &claim("乙", "2"), false, later(179), &mut touched)
                    .unwrap()
            );
            assert_eq!(claims.holder("a", later(179)), Some("甲"));
            assert!(claims.hear("a", &claim("甲", "1"), later(100)));
            assert!(!claims.hear("a", &claim("乙", "2"), later(100)));
            // The next case of the tab lets the first go.
            assert!(
                claims
                    .take(&store, "b", &claim("甲", "1"), false, later(101), &mut touched)
                    .unwrap()
            );
            assert_eq!(
                (claims.holder("a", later(101)), touched.as_slice()),
                (None, &["a", "a", "b"].map(str::to_owned)[..])
            );
        }
        // The desk was killed: the claim is known, and its time begins anew.
        let store = Store::open(dir.path()).unwrap();
        let mut claims = Claims::open(&store, stale, later(1000)).unwrap();
        assert!(
            !claims
                .take(&store, "b", &claim("乙", "2"), false, later(1001), &mut touched)
                .unwrap()
        );
        assert!(
            claims
                .take(&store, "b", &claim("丙", "3"), true, later(1001), &mut touched)
                .unwrap(),
            "a lead takes it over"
        );
        assert!(!claims.hear("b", &claim("甲", "1"), later(1002)), "who lost it is told");
        claims.sweep(&store, later(1181), &mut touched).unwrap();
        assert!(
            claims
                .take(&store, "b", &claim("乙", "2"), false, later(1181), &mut touched)
                .unwrap()
        );
    }
}
