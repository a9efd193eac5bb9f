//! The chain over the lines of the ledger. In: lines as they stand in the file. Out: a hash over all lines up to each, and where a
//! line does not bear the hash of those before it.
//!
//! `h(0)` is 32 zero bytes, `h(n)` = SHA-256(`h(n-1)` then line n with its line end). An entry on line n bears `previous` = `h(n-1)` in hex.
//! Lines from before there was a chain bear none; the first that does covers them.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, Read};

use sha2::{Digest, Sha256};

use super::purge::Tombstone;
use super::{Act, Entry};

/// Longest line that is read, bytes: a notice of the greatest length several times over. What is longer is no entry.
const LONGEST: u64 = 4 << 20;

/// The hash over the lines so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Head([u8; 32]);

impl Head {
    /// The hash with one more line, its line end included.
    pub fn over(self, line: &[u8]) -> Self {
        let mut hash = Sha256::new();
        hash.update(self.0);
        hash.update(line);
        Self(hash.finalize().into())
    }
}

impl std::str::FromStr for Head {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let mut out = [0; 32];
        if text.len() != 64 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(());
        }
        for (byte, pair) in out.iter_mut().zip(text.as_bytes().chunks(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| ())?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| ())?;
        }
        Ok(Self(out))
    }
}

impl std::fmt::Display for Head {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|b| write!(f, "{b:02x}"))
    }
}

/// What is wrong with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It is no entry: a crash or an editor left it.
    NotAnEntry,
    /// It does not bear the hash of the lines before it: one of them was changed, taken out or put in.
    Breaks,
    /// It bears no hash, though lines before it do: it was written by something else.
    Unlinked,
}

/// Follows the lines of a ledger, one after the other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Follower {
    /// Lines so far.
    pub lines: u64,
    /// The hash over them.
    pub head: Head,
    /// The first line that bears a hash.
    pub since: Option<u64>,
    /// Lines (from 1) that are wrong.
    pub faults: Vec<(u64, Fault)>,
    /// Lines that stand in the place of entries taken out, by the entries' revisions.
    taken: BTreeMap<u64, u64>,
    /// Revisions that entries name as taken out.
    named: BTreeSet<u64>,
}

impl Follower {
    /// How many entries were taken out.
    pub fn purged(&self) -> usize {
        self.taken.len()
    }
    /// Revisions that were named as taken out and stand still: a purge that was cut short.
    pub fn unfinished(&self) -> BTreeSet<u64> {
        self.named
            .iter()
            .filter(|r| !self.taken.contains_key(r))
            .copied()
            .collect()
    }
    /// Lines that stand in the place of entries which no entry names as taken out.
    pub fn unnamed(&self) -> Vec<u64> {
        let of = self.taken.iter().filter(|(r, _)| !self.named.contains(r));
        of.map(|(_, line)| *line).collect()
    }
    /// Takes the next line, its line end included; the entry it is. An empty line is neither an entry nor a fault.
    pub fn take(&mut self, line: &[u8]) -> Option<Entry> {
        self.lines += 1;
        let entry = serde_json::from_slice::<Entry>(line).ok();
        let purged = Tombstone::read(line).filter(|_| entry.is_none());
        let previous = match (&entry, &purged) {
            (Some(e), _) => Some(&e.previous),
            (None, Some((stone, _))) => Some(&stone.previous),
            (None, None) => None,
        };
        let fault = match previous {
            None if line.trim_ascii().is_empty() => None,
            None => Some(Fault::NotAnEntry),
            Some(Some(p)) if *p == self.head.to_string() => None,
            Some(Some(_)) => Some(Fault::Breaks),
            Some(None) => self.since.map(|_| Fault::Unlinked),
        };
        if previous.is_some_and(Option::is_some) {
            self.since.get_or_insert(self.lines);
        }
        if let Some(Act::Purge { revisions }) = entry.as_ref().map(|e| &e.act) {
            self.named.extend(revisions);
        }
        self.faults.extend(fault.map(|f| (self.lines, f)));
        self.head = match purged {
            Some((stone, after)) => {
                self.taken.insert(stone.revision, self.lines);
                after
            }
            None => self.head.over(line),
        };
        entry
    }
}

/// What was found of a whole ledger.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified {
    /// Lines, hash and faults.
    pub follower: Follower,
    /// Bytes behind the last line end: a line being written, or one that a crash cut off.
    pub torn: usize,
    /// Lines that the expected head covers; `None` where it is not on the chain.
    pub expected_at: Option<u64>,
}

impl Verified {
    /// Whether every line that bears a hash bears the right one, none without stands among them, and what was taken out is what entries name.
    pub fn holds(&self) -> bool {
        let follower = &self.follower;
        let linked = follower.faults.iter().all(|(_, f)| *f == Fault::NotAnEntry);
        linked && follower.unnamed().is_empty() && follower.unfinished().is_empty()
    }
}

/// Follows a ledger from its beginning. `expect` is a head that was noted down (hex), looked for on the way.
pub fn verify(mut from: impl BufRead, expect: Option<&str>) -> std::io::Result<Verified> {
    let mut out = Verified::default();
    let mut line = Vec::new();
    let on_chain = |f: &Follower| {
        expect
            .filter(|e| e.eq_ignore_ascii_case(&f.head.to_string()))
            .map(|_| f.lines)
    };
    loop {
        out.expected_at = out.expected_at.or(on_chain(&out.follower));
        line.clear();
        from.by_ref().take(LONGEST).read_until(b'\n', &mut line)?;
        if line.last() != Some(&b'\n') {
            out.torn = line.len();
            return Ok(out);
        }
        out.follower.take(&line);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Act, FILE, Ledger, Proposal};
    use super::*;

    fn proposal(report: &str) -> Proposal {
        Proposal {
            base: 0,
            once: None,
            at: "2026-06-01T08:00:00Z".into(),
            reviewer: "甲".into(),
            case: report.into(),
            report: report.into(),
            digest: "0".into(),
            act: Act::Accept,
        }
    }

    /// Two lines from before there was a chain, a torn one, and three chained.
    fn written() -> (Vec<u8>, Head) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(FILE);
        let old = r#"{"schema":"chushen.decision/1","revision":1,"at":"2026-05-01T00:00:00Z","reviewer":"乙","case":"o","report":"o","digest":"0","action":"accept"}"#;
        std::fs::write(&path, format!("{old}\n{}\n{{\"torn", old.replace("\"o\"", "\"p\""))).unwrap();
        let mut ledger = Ledger::open(dir.path()).unwrap();
        for report in ["a", "b", "c"] {
            ledger.append(proposal(report)).unwrap();
        }
        assert!(ledger.states().get("o").is_some(), "an old log is read");
        (std::fs::read(&path).unwrap(), ledger.head())
    }

    #[test]
    fn a_whole_chain_holds_and_a_noted_head_is_found_on_it() {
        let (bytes, head) = written();
        let found = verify(bytes.as_slice(), Some(&head.to_string())).unwrap();
        assert!(found.holds(), "{found:?}");
        assert_eq!(
            (found.follower.lines, found.follower.since, found.torn),
            (6, Some(4), 0)
        );
        assert_eq!(found.follower.faults, [(3, Fault::NotAnEntry)]);
        assert_eq!(found.expected_at, Some(6));
        // Lines were cut off at the end: the chain holds, and the noted head is gone.
        let cut = bytes
            .split_inclusive(|b| *b == b'\n')
            .take(5)
            .flatten()
            .copied()
            .collect::<Vec<u8>>();
        let found = verify(cut.as_slice(), Some(&head.to_string())).unwrap();
        assert!(found.holds() && found.expected_at.is_none());
    }

    #[test]
    fn every_changed_byte_before_the_last_line_shows() {
        let (bytes, _) = written();
        let last = bytes[..bytes.len() - 1].iter().rposition(|b| *b == b'\n').unwrap();
        for at in (0..last).step_by(7) {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert!(!verify(changed.as_slice(), None).unwrap().holds(), "byte {at}");
        }
        for gone in 0..5 {
            let lines: Vec<&[u8]> = bytes.split_inclusive(|b| *b == b'\n').collect();
            let without: Vec<u8> = lines
                .iter()
                .enumerate()
                .filter(|(i, _)| *i != gone)
                .flat_map(|(_, l)| *l)
                .copied()
                .collect();
            assert!(!verify(without.as_slice(), None).unwrap().holds(), "line {gone}");
        }
    }

    #[test]
    fn a_line_written_past_the_chain_shows() {
        let (mut bytes, _) = written();
        bytes.extend_from_slice(br#"{"schema":"chushen.decision/1","revision":9,"at":"","reviewer":"x","case":"o","report":"o","digest":"0","action":"accept"}"#);
        bytes.push(b'\n');
        assert_eq!(
            verify(bytes.as_slice(), None).unwrap().follower.faults.last(),
            Some(&(7, Fault::Unlinked))
        );
    }
}
