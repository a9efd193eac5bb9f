//! A copy of the decisions and of the store of today, also while a desk is open. In: the folder of reports, a folder for the copy. Out: the two
//! files there, each whole. The store belongs to the desk that is open, so that it is asked for its copy by a file beside it.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::team::store::{self, Store, StoreError};
use crate::decisions;
use crate::decisions::chain::{Head, Verified, verify};

/// The file that asks an open desk for a copy, and the copy it makes.
const WANTED: &str = "desk.backup-wanted";
const MADE: &str = "desk.backup.redb";
/// How long an open desk may take for it.
const PATIENCE: Duration = Duration::from_secs(20);

/// Why there is no copy.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The system.
    #[error("cannot use '{}'", path.display())]
    Io {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// There is a copy at that place.
    #[error("'{}' is there already; a copy is never written over another", .0.display())]
    There(PathBuf),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The desk that has the store does not answer.
    #[error("the desk that is open over these reports did not make a copy within 20 seconds")]
    NoAnswer,
}

/// What was copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// The chain of the copied decisions.
    pub decisions: Verified,
    /// Whether there was a store of today.
    pub store: bool,
}

/// Makes the copy that was asked for, where one was.
pub fn answer(reports: &Path, store: &Store) -> Result<(), BackupError> {
    let wanted = reports.join(WANTED);
    if !wanted.exists() {
        return Ok(());
    }
    let part = reports.join(format!("{MADE}.part"));
    let io = |path: &Path| {
        let path = path.to_owned();
        move |source| BackupError::Io { path, source }
    };
    // What an earlier try left.
    if part.exists() {
        std::fs::remove_file(&part).map_err(io(&part))?;
    }
    store.copy_to(&part)?;
    std::fs::rename(&part, reports.join(MADE)).map_err(io(&part))?;
    std::fs::remove_file(&wanted).map_err(io(&wanted))
}

/// Copies decisions and store into a folder that has no such copy yet.
pub fn copy(reports: &Path, into: &Path) -> Result<Copied, BackupError> {
    let io = |path: &Path| {
        let path = path.to_owned();
        move |source| BackupError::Io { path, source }
    };
    std::fs::create_dir_all(into).map_err(io(into))?;
    let (log, kept) = (into.join(decisions::FILE), into.join(store::FILE));
    for there in [&log, &kept] {
        if there.exists() {
            return Err(BackupError::There(there.clone()));
        }
    }
    let stored = reports.join(store::FILE).is_file();
    if stored {
        match Store::open(reports) {
            Ok(store) => store.copy_to(&kept)?,
            Err(StoreError::Held(_)) => ask(reports, &kept)?,
            Err(e) => return Err(e.into()),
        }
    }
    // The record comes last: it may be newer than the store, never older.
    let from = reports.join(decisions::FILE);
    let mut out = std::fs::File::create_new(&log).map_err(io(&log))?;
    match std::fs::File::open(&from) {
        Ok(file) => {
            let mut lines = BufReader::new(file);
            let mut line = Vec::new();
            // Whole lines only: one that is being written is not yet confirmed to anybody.
            while lines.read_until(b'\n', &mut line).map_err(io(&from))? > 0 && line.last() == Some(&b'\n') {
                out.write_all(&line).map_err(io(&log))?;
                line.clear();
            }
        }
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
        Err(e) => return Err(io(&from)(e)),
    }
    out.sync_all().map_err(io(&log))?;
    let copied = std::fs::File::open(&log).map_err(io(&log))?;
    Ok(Copied {
        decisions: verify(BufReader::new(copied), None).map_err(io(&log))?,
        store: stored,
    })
}

/// Asks the desk that is open, and takes what it made.
fn ask(reports: &Path, into: &Path) -> Result<(), BackupError> {
    let (wanted, made) = (reports.join(WANTED), reports.join(MADE));
    let io = |path: &Path| {
        let path = path.to_owned();
        move |source| BackupError::Io { path, source }
    };
    std::fs::write(&wanted, b"").map_err(io(&wanted))?;
    let begun = Instant::now();
    while wanted.exists() {
        if begun.elapsed() > PATIENCE {
            std::fs::remove_file(&wanted).map_err(io(&wanted))?;
            return Err(BackupError::NoAnswer);
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    std::fs::copy(&made, into).map_err(io(into))?;
    std::fs::remove_file(&made).map_err(io(&made))
}

/// The head of a copy, to be noted down.
pub const fn head(copied: &Copied) -> Head {
    copied.decisions.follower.head
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decisions::{Act, Ledger, Proposal};
    use crate::serve::team::store::Sort;

    #[test]
    fn log_and_store_are_copied_while_a_desk_is_open_and_when_none_is() {
        let dir = tempfile::tempdir().unwrap();
        let reports = dir.path().join("r");
        std::fs::create_dir(&reports).unwrap();
        let mut ledger = Ledger::open(&reports).unwrap();
        ledger
            .append(Proposal {
                base: 0,
                once: None,
                at: String::new(),
                reviewer: "甲".into(),
                case: "c".into(),
                report: "c".into(),
                digest: "d".into(),
                act: Act::Accept,
            })
            .unwrap();
        let store = Store::open(&reports).unwrap();
        store.put(Sort::Queues, "q", &1).unwrap();
        let (from, to) = (reports.clone(), dir.path().join("open"));
        let asked = std::thread::spawn(move || copy(&from, &to).unwrap());
        while !asked.is_finished() {
            answer(&reports, &store).unwrap();
            std::thread::sleep(Duration::from_millis(5));
        }
        let copied = asked.join().unwrap();
        assert_eq!((head(&copied), copied.store), (ledger.head(), true));
        assert!(!reports.join(MADE).exists() && !reports.join(WANTED).exists());
        drop(store);
        copy(&reports, &dir.path().join("closed")).unwrap();
        for name in ["open", "closed"] {
            let there = dir.path().join(name);
            assert_eq!(Store::open(&there).unwrap().all::<u8>(Sort::Queues).unwrap().len(), 1);
            assert!(Ledger::open(&there).unwrap().states().get("c").is_some());
        }
        assert!(matches!(
            copy(&reports, &dir.path().join("open")),
            Err(BackupError::There(_))
        ));
    }
}
