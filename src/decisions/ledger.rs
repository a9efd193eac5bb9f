//! The file behind the entries. It only grows: each entry is one line, written under an exclusive lock after what others
//! wrote meanwhile was read. What was decided on a state that is no longer the last is refused, not merged.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::chain::{Fault, Follower, Head};
use super::entry::SCHEMA;
use super::{Act, Entry, FILE, State, States};

/// How long another process may hold the lock; it writes one line.
const PATIENCE: Duration = Duration::from_secs(5);

/// Why an entry was not written.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The file.
    #[error("cannot use '{}'", path.display())]
    Io {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Another process does not let go of the file.
    #[error("'{}' is locked by another program", path.display())]
    Busy {
        /// Which file.
        path: PathBuf,
    },
    /// Somebody decided meanwhile; their state is given.
    #[error("the case was decided meanwhile")]
    Stale(Box<State>),
    /// There is no such entry to undo, or it was undone before.
    #[error("there is nothing to undo")]
    NothingToUndo,
    /// The entry could not be put into words.
    #[error("cannot write the entry")]
    Words(#[from] serde_json::Error),
}

/// An entry that somebody wants to make.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// Revision of the report's state that was looked at; 0 where there was no entry.
    pub base: u64,
    /// A random word of who asks: the same word of the same person is entered once.
    pub once: Option<String>,
    /// Clock time, RFC 3339.
    pub at: String,
    /// Who.
    pub reviewer: String,
    /// Case id.
    pub case: String,
    /// File name of the report without its ending.
    pub report: String,
    /// SHA-256 of the report.
    pub digest: String,
    /// What.
    pub act: Act,
}

/// The ledger of one report folder, read as far as `offset`.
#[derive(Debug)]
pub struct Ledger {
    pub(super) path: PathBuf,
    offset: u64,
    states: States,
    follower: Follower,
}

impl Ledger {
    /// The ledger of a report folder; a file that is not there is an empty ledger.
    pub fn open(reports: &Path) -> Result<Self, LedgerError> {
        let mut ledger = Self {
            path: reports.join(FILE),
            offset: 0,
            states: States::default(),
            follower: Follower::default(),
        };
        ledger.refresh()?;
        Ok(ledger)
    }
    /// What holds now.
    pub const fn states(&self) -> &States {
        &self.states
    }
    /// Numbers (from 1) of lines that are no entries: a crash or an editor left them. They stay in the file.
    pub fn broken(&self) -> Vec<u64> {
        self.faults(|f| f == Fault::NotAnEntry)
    }
    /// Numbers (from 1) of lines at which the chain over the lines does not hold.
    pub fn breaks(&self) -> Vec<u64> {
        self.faults(|f| f != Fault::NotAnEntry)
    }
    fn faults(&self, which: impl Fn(Fault) -> bool) -> Vec<u64> {
        let of = self.follower.faults.iter().filter(|(_, f)| which(*f));
        of.map(|(line, _)| *line).collect()
    }
    /// The hash over all lines.
    pub const fn head(&self) -> Head {
        self.follower.head
    }
    pub(super) const fn follower(&self) -> &Follower {
        &self.follower
    }
    pub(super) fn wrong(&self) -> impl Fn(std::io::Error) -> LedgerError + use<> {
        let path = self.path.clone();
        move |source| LedgerError::Io {
            path: path.clone(),
            source,
        }
    }
    /// Reads what was added since; returns the reports it is about.
    pub fn refresh(&mut self) -> Result<Vec<String>, LedgerError> {
        match File::open(&self.path) {
            Ok(mut file) => self.read_on(&mut file),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(self.begin_anew()),
            Err(e) => Err(self.wrong()(e)),
        }
    }
    pub(super) fn begin_anew(&mut self) -> Vec<String> {
        let known = self.states.iter().map(|(k, _)| k.to_owned()).collect();
        self.states = States::default();
        self.follower = Follower::default();
        self.offset = 0;
        known
    }
    pub(super) fn read_on(&mut self, file: &mut File) -> Result<Vec<String>, LedgerError> {
        let wrong = self.wrong();
        let length = file.metadata().map_err(&wrong)?.len();
        // A ledger never shrinks; one that did was put in its place.
        let mut touched = if length < self.offset {
            self.begin_anew()
        } else {
            Vec::new()
        };
        if length == self.offset {
            return Ok(touched);
        }
        file.seek(SeekFrom::Start(self.offset)).map_err(&wrong)?;
        let mut added = Vec::new();
        file.read_to_end(&mut added).map_err(&wrong)?;
        // A line without its end is still being written.
        let whole = added.iter().rposition(|b| *b == b'\n').map_or(0, |i| i + 1);
        for line in added.get(..whole).unwrap_or_default().split_inclusive(|b| *b == b'\n') {
            if let Some(entry) = self.follower.take(line) {
                touched.push(entry.report.clone());
                self.states.add(entry);
            }
        }
        self.offset += whole as u64;
        Ok(touched)
    }
    /// Appends an entry if its report's state is still the one that was looked at.
    pub fn append(&mut self, proposal: Proposal) -> Result<State, LedgerError> {
        let wrong = self.wrong();
        let mut file = OpenOptions::new()
            .read(true)
            .append(true)
            .create(true)
            .open(&self.path)
            .map_err(&wrong)?;
        self.lock(&file)?;
        let written = self.append_locked(&mut file, proposal);
        // The lock goes with the handle at the latest.
        let _ = file.unlock();
        written
    }
    pub(super) fn append_locked(&mut self, file: &mut File, proposal: Proposal) -> Result<State, LedgerError> {
        let wrong = self.wrong();
        self.read_on(file)?;
        let state = self.states.get(&proposal.report).cloned().unwrap_or_default();
        let asked_before = |e: &Entry| e.once == proposal.once && e.reviewer == proposal.reviewer;
        if proposal.once.is_some() && state.history.iter().any(asked_before) {
            return Ok(state);
        }
        if proposal.act.moves() && state.revision != proposal.base {
            return Err(LedgerError::Stale(Box::new(state)));
        }
        if let Act::Undo { undoes } = proposal.act
            && !state.can_undo(undoes)
        {
            return Err(LedgerError::NothingToUndo);
        }
        let length = file.metadata().map_err(&wrong)?.len();
        if length > self.offset {
            // A writer died within its line: what it left becomes a line of its own.
            file.write_all(b"\n").map_err(&wrong)?;
            self.read_on(file)?;
        }
        let report = proposal.report.clone();
        let entry = Entry {
            schema: SCHEMA.to_owned(),
            revision: self.states.revision + 1,
            previous: Some(self.follower.head.to_string()),
            once: proposal.once,
            at: proposal.at,
            reviewer: proposal.reviewer,
            case: proposal.case,
            report: proposal.report,
            digest: proposal.digest,
            act: proposal.act,
        };
        let mut line = serde_json::to_vec(&entry)?;
        line.push(b'\n');
        file.write_all(&line).map_err(&wrong)?;
        file.sync_data().map_err(&wrong)?;
        if length == 0
            && let Some(folder) = self.path.parent()
        {
            // The name of a file that is new is on the disk only with its folder.
            File::open(folder).and_then(|f| f.sync_all()).map_err(&wrong)?;
        }
        self.read_on(file)?;
        Ok(self.states.get(&report).cloned().unwrap_or_default())
    }
    pub(super) fn lock(&self, file: &File) -> Result<(), LedgerError> {
        let begun = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(()),
                Err(std::fs::TryLockError::WouldBlock) if begun.elapsed() < PATIENCE => {
                    std::thread::sleep(Duration::from_millis(10));
                }
                Err(std::fs::TryLockError::WouldBlock) => {
                    return Err(LedgerError::Busy {
                        path: self.path.clone(),
                    });
                }
                Err(std::fs::TryLockError::Error(e)) => return Err(self.wrong()(e)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proposal(report: &str, base: u64, act: Act) -> Proposal {
        Proposal {
            base,
            once: None,
            at: "2026-06-01T08:00:00Z".into(),
            reviewer: "甲".into(),
            case: report.into(),
            report: report.into(),
            digest: "0".into(),
            act,
        }
    }

    #[test]
    fn two_reviewers_do_not_overwrite_each_other() {
        let dir = tempfile::tempdir().unwrap();
        let (mut one, mut two) = (Ledger::open(dir.path()).unwrap(), Ledger::open(dir.path()).unwrap());
        let state = one.append(proposal("c", 0, Act::Accept)).unwrap();
        assert_eq!(state.revision, 1);
        let hold = Act::Hold { reason: String::new() };
        let Err(LedgerError::Stale(seen)) = two.append(proposal("c", 0, hold.clone())) else {
            panic!("the second decision must be refused");
        };
        assert_eq!(seen.decision.unwrap().act, Act::Accept);
        assert_eq!(two.append(proposal("d", 0, hold)).unwrap().revision, 2);
        assert_eq!(one.refresh().unwrap(), ["d"]);
        assert_eq!(
            std::fs::read_to_string(dir.path().join(FILE)).unwrap().lines().count(),
            2
        );
    }

    #[test]
    fn undo_is_an_entry_and_works_once() {
        let dir = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(dir.path()).unwrap();
        ledger.append(proposal("c", 0, Act::Accept)).unwrap();
        let undo = Act::Undo { undoes: 1 };
        let state = ledger.append(proposal("c", 1, undo.clone())).unwrap();
        assert!(state.decision.is_none());
        assert!(matches!(
            ledger.append(proposal("c", 2, undo)),
            Err(LedgerError::NothingToUndo)
        ));
        assert!(matches!(
            ledger.append(proposal("e", 0, Act::Undo { undoes: 1 })),
            Err(LedgerError::NothingToUndo)
        ));
    }

    #[test]
    fn what_a_crash_left_is_kept_and_told() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(FILE);
        let mut ledger = Ledger::open(dir.path()).unwrap();
        ledger.append(proposal("c", 0, Act::Accept)).unwrap();
        let mut file = OpenOptions::new().append(true).open(&path).unwrap();
        file.write_all(b"{\"schema\":\"chush").unwrap();
        drop(file);
        ledger.append(proposal("d", 0, Act::Accept)).unwrap();
        assert_eq!(ledger.broken(), [2]);
        let again = Ledger::open(dir.path()).unwrap();
        assert_eq!((again.states().revision, again.broken()), (2, vec![2]));
        assert!(again.states().get("d").is_some());
    }

    #[test]
    fn the_same_request_is_entered_once() {
        let dir = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(dir.path()).unwrap();
        let mut asked = proposal("c", 0, Act::Accept);
        asked.once = Some("w".into());
        assert_eq!(ledger.append(asked.clone()).unwrap().history.len(), 1);
        assert_eq!(ledger.append(asked.clone()).unwrap().history.len(), 1);
        asked.reviewer = "乙".into();
        assert!(matches!(ledger.append(asked), Err(LedgerError::Stale(_))));
    }

    #[test]
    fn many_writers_at_once_lose_nothing() {
        let dir = tempfile::tempdir().unwrap();
        std::thread::scope(|scope| {
            for n in 0..8 {
                let reports = dir.path();
                scope.spawn(move || {
                    let mut ledger = Ledger::open(reports).unwrap();
                    for i in 0..10 {
                        let act = Act::Hold { reason: String::new() };
                        ledger
                            .append(proposal(
                                &format!("{n}"),
                                ledger.states().get(&format!("{n}")).map_or(0, |s| s.revision),
                                act,
                            ))
                            .unwrap();
                        let _ = i;
                    }
                });
            }
        });
        let ledger = Ledger::open(dir.path()).unwrap();
        assert_eq!(
            (ledger.states().revision, ledger.broken().len(), ledger.breaks().len()),
            (80, 0, 0)
        );
        let total: usize = ledger.states().iter().map(|(_, s)| s.history.len()).sum();
        assert_eq!(total, 80);
    }
}
