//! Entries taken out of the log, so that its chain can still be followed. In: which entries. Out: their lines overwritten in place, by as many
//! bytes, with a line that holds nothing of them but the chain's hash after them; and one entry that names their revisions.
//!
//! The entry comes first, so that what was cut short by a crash is seen and done again: a revision that is named and still stands is an
//! unfinished purge, a line overwritten that no entry names breaks the chain.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};

use serde::{Deserialize, Serialize};

use super::chain::{Follower, Head};
use super::ledger::{Ledger, LedgerError, Proposal};
use super::{Act, Entry};

/// Name and version of the form of a line that was taken out.
pub const SCHEMA: &str = "chushen.purged/1";
/// Who takes entries out, where no person is named.
pub const BY: &str = "purge";

/// What stands in the place of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Tombstone {
    pub schema: String,
    /// The entry's.
    pub revision: u64,
    /// The entry's.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub previous: Option<String>,
    /// The chain's hash after the entry, lower-case hex.
    pub hash: String,
}

impl Tombstone {
    /// The line's, with the chain's hash after it; `None` where it is none.
    pub fn read(line: &[u8]) -> Option<(Self, Head)> {
        let stone: Self = serde_json::from_slice(line).ok()?;
        let head = stone.hash.parse().ok()?;
        (stone.schema == SCHEMA).then_some((stone, head))
    }
}

/// A line to be overwritten: where it begins, its bytes without the end of the line, what it becomes.
struct Line {
    at: u64,
    length: usize,
    tombstone: Tombstone,
}

impl Ledger {
    /// Takes entries out; the revisions of those taken. What an earlier purge named and did not reach is taken too.
    pub fn purge(&mut self, which: &dyn Fn(&Entry) -> bool, at: String) -> Result<Vec<u64>, LedgerError> {
        let wrong = self.wrong();
        let open = |append: bool| {
            OpenOptions::new()
                .read(true)
                .write(!append)
                .append(append)
                .open(&self.path)
        };
        let mut log = match open(true) {
            Ok(log) => log,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(e) => return Err(wrong(e)),
        };
        let mut over = open(false).map_err(&wrong)?;
        self.lock(&log)?;
        let done = self.purge_locked(&mut log, &mut over, which, at);
        // The lock ends with the file in any case.
        let _ = log.unlock();
        done
    }

    fn purge_locked(
        &mut self,
        log: &mut File,
        over: &mut File,
        which: &dyn Fn(&Entry) -> bool,
        at: String,
    ) -> Result<Vec<u64>, LedgerError> {
        let wrong = self.wrong();
        self.read_on(log)?;
        let unfinished = self.follower().unfinished();
        let lines = lines(log, &|e| which(e) || unfinished.contains(&e.revision)).map_err(&wrong)?;
        let revisions: Vec<u64> = lines.iter().map(|l| l.tombstone.revision).collect();
        let fresh: Vec<u64> = revisions.iter().filter(|r| !unfinished.contains(r)).copied().collect();
        if !fresh.is_empty() {
            self.append_locked(
                log,
                Proposal {
                    base: 0,
                    once: None,
                    at,
                    reviewer: BY.to_owned(),
                    case: String::new(),
                    report: String::new(),
                    digest: String::new(),
                    act: Act::Purge { revisions: fresh },
                },
            )?;
        }
        for line in &lines {
            let mut text = serde_json::to_vec(&line.tombstone)?;
            if text.len() > line.length {
                // An entry holds a digest and a hash of its own; only a line of another program could be shorter.
                return Err(wrong(std::io::ErrorKind::InvalidData.into()));
            }
            text.resize(line.length, b' ');
            over.seek(SeekFrom::Start(line.at)).map_err(&wrong)?;
            over.write_all(&text).map_err(&wrong)?;
        }
        over.sync_data().map_err(&wrong)?;
        self.begin_anew();
        self.read_on(log)?;
        Ok(revisions)
    }
}

/// The lines of these entries.
fn lines(log: &mut File, which: &dyn Fn(&Entry) -> bool) -> std::io::Result<Vec<Line>> {
    log.seek(SeekFrom::Start(0))?;
    let mut all = Vec::new();
    log.read_to_end(&mut all)?;
    let (mut follower, mut at, mut out) = (Follower::default(), 0, Vec::new());
    for line in all.split_inclusive(|b| *b == b'\n').filter(|l| l.ends_with(b"\n")) {
        let entry = follower.take(line);
        if let Some(entry) = entry.filter(|e| !matches!(e.act, Act::Purge { .. }) && which(e)) {
            out.push(Line {
                at,
                length: line.len() - 1,
                tombstone: Tombstone {
                    schema: SCHEMA.to_owned(),
                    revision: entry.revision,
                    previous: entry.previous,
                    hash: follower.head.to_string(),
                },
            });
        }
        at += line.len() as u64;
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::super::chain::verify;
    use super::super::{FILE, Says};
    use super::*;

    const NOW: &str = "2026-07-01T00:00:00Z";

    fn proposal(report: &str, act: Act) -> Proposal {
        Proposal {
            base: 0,
            once: None,
            at: "2026-06-01T08:00:00Z".into(),
            reviewer: "甲".into(),
            case: format!("case-{report}"),
            report: report.into(),
            digest: "0".repeat(64),
            act,
        }
    }

    fn written(dir: &std::path::Path) -> Ledger {
        // One line from before the chain.
        let old = format!(
            r#"{{"schema":"chushen.decision/1","revision":1,"at":"2026-05-01T00:00:00Z","reviewer":"乙","case":"case-a","report":"a","digest":"{}","action":"accept"}}"#,
            "0".repeat(64)
        );
        std::fs::write(dir.join(FILE), format!("{old}\n")).unwrap();
        let mut ledger = Ledger::open(dir).unwrap();
        let hold = |reason: &str| Act::Hold { reason: reason.into() };
        for (report, act) in [("b", Act::Accept), ("c", hold("王某的电话")), ("d", Act::Accept)] {
            ledger.append(proposal(report, act)).unwrap();
        }
        ledger
    }

    fn bytes(dir: &std::path::Path) -> Vec<u8> {
        std::fs::read(dir.join(FILE)).unwrap()
    }

    #[test]
    fn what_is_taken_out_is_gone_and_the_chain_and_noted_heads_hold() {
        let dir = tempfile::tempdir().unwrap();
        let mut ledger = written(dir.path());
        let noted = ledger.head().to_string();
        let mut other = Ledger::open(dir.path()).unwrap();
        let taken = ledger
            .purge(&|e| e.report == "a" || e.report == "c", NOW.into())
            .unwrap();
        assert_eq!(taken, [1, 3]);
        let text = String::from_utf8(bytes(dir.path())).unwrap();
        for word in ["王某", "case-a", "case-c", "乙"] {
            assert!(!text.contains(word), "{word}: {text}");
        }
        let found = verify(text.as_bytes(), Some(&noted)).unwrap();
        assert!(found.holds() && found.expected_at == Some(4), "{found:?}");
        assert_eq!(found.follower.purged(), 2);
        assert!(ledger.states().get("a").is_none() && ledger.states().get("d").is_some());
        // Another process that has the log open lets go of them, and both write on.
        other.refresh().unwrap();
        assert!(other.states().get("c").is_none());
        assert_eq!(other.states().iter().map(|(k, _)| k).collect::<Vec<_>>(), ["b", "d"]);
        let state = other.append(proposal("e", Act::Accept)).unwrap();
        assert_eq!(state.decision.unwrap().act.says(), Some(Says::Accept));
        assert!(verify(bytes(dir.path()).as_slice(), Some(&noted)).unwrap().holds());
        assert_eq!(
            ledger.purge(&|e| e.report == "a", NOW.into()).unwrap(),
            [0; 0],
            "nothing is left"
        );
    }

    #[test]
    fn a_line_overwritten_that_no_entry_names_breaks_the_chain() {
        let dir = tempfile::tempdir().unwrap();
        let mut ledger = written(dir.path());
        ledger.purge(&|e| e.report == "b", NOW.into()).unwrap();
        let text = String::from_utf8(bytes(dir.path())).unwrap();
        let without: String = text
            .split_inclusive('\n')
            .filter(|l| !l.contains("\"purge\""))
            .collect();
        assert!(!verify(without.as_bytes(), None).unwrap().holds());
        let changed = text.replacen(
            "chushen.purged/1\",\"revision\":2",
            "chushen.purged/1\",\"revision\":4",
            1,
        );
        assert!(!verify(changed.as_bytes(), None).unwrap().holds());
    }

    #[test]
    fn what_a_crash_left_standing_is_seen_and_taken_by_the_next_purge() {
        let dir = tempfile::tempdir().unwrap();
        let mut ledger = written(dir.path());
        let before = bytes(dir.path());
        ledger
            .purge(&|e| e.report == "b" || e.report == "c", NOW.into())
            .unwrap();
        // The entry was written, the lines were not reached.
        let mut cut = bytes(dir.path());
        cut[..before.len()].copy_from_slice(&before);
        std::fs::write(dir.path().join(FILE), &cut).unwrap();
        let found = verify(cut.as_slice(), None).unwrap();
        assert!(!found.holds() && found.follower.unfinished().len() == 2, "{found:?}");
        let mut again = Ledger::open(dir.path()).unwrap();
        assert_eq!(again.purge(&|_| false, NOW.into()).unwrap(), [2, 3]);
        assert!(verify(bytes(dir.path()).as_slice(), None).unwrap().holds());
    }
}
