//! Where cases lie between acceptance and deletion. What is there is the state: there is no second record that could contradict it.
//!
//! ```text
//! STATE/lock                       one server a folder
//! STATE/incoming/<id>/             being received, or being taken out; removed at the start
//! STATE/cases/<id>/accepted.json   who handed it in, and the day to judge by
//! STATE/cases/<id>/<id>/           the case folder: case.json and the papers
//! STATE/cases/<id>/report.json     there when done
//! STATE/cases/<id>/callback.json   there while somebody is to be told
//! ```

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::date::Date;
use crate::run::RunError;
use crate::run::files::{sync_folder, write_atomic};

const ACCEPTED: &str = "accepted.json";
const REPORT: &str = "report.json";
const CALLBACK: &str = "callback.json";

/// The id of a case: twelve hex digits of the time in milliseconds, so that ids sort by age, and eighty random bits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Id(String);

impl Id {
    /// A fresh one.
    pub fn fresh() -> Result<Self, getrandom::Error> {
        let mut bits = [0u8; 10];
        getrandom::fill(&mut bits)?;
        let random: String = bits.iter().map(|b| format!("{b:02x}")).collect();
        Ok(Self(format!("{:012x}{random}", now().as_millis())))
    }
    /// An id as it is written; `None`: it is none of ours.
    pub fn parse(text: &str) -> Option<Self> {
        let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        (text.len() == 32 && text.bytes().all(hex)).then(|| Self(text.to_owned()))
    }
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
    /// Time since 1970 that it bears.
    fn time(&self) -> Duration {
        let millis = self.0.get(..12).and_then(|t| u64::from_str_radix(t, 16).ok());
        Duration::from_millis(millis.unwrap_or_default())
    }
}

fn now() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

/// What is written down when a case is accepted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Accepted {
    /// Name of the token that handed it in.
    pub owner: String,
    /// The day to judge by: that of acceptance, also where the case is read after midnight.
    pub as_of: Date,
    /// The Idempotency-Key of the request.
    pub key: Option<String>,
    /// SHA-256 over all parts of the request.
    pub body: String,
    /// SHA-256 of each file.
    pub documents: Vec<String>,
    /// Who is to be told when it is done.
    pub callback: Option<String>,
}

/// How far a case is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Accepted.
    Waiting,
    /// A reader is at it.
    Reading,
    /// Its report is there.
    Done,
}

impl State {
    /// The word for callers and figures.
    pub const fn name(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Reading => "reading",
            State::Done => "done",
        }
    }
}

#[derive(Debug)]
struct Entry {
    accepted: Accepted,
    state: State,
}

#[derive(Debug)]
enum Key {
    Receiving,
    Accepted(Id, String),
}

#[derive(Debug, Default)]
struct Index {
    cases: BTreeMap<Id, Entry>,
    /// By owner and key.
    keys: BTreeMap<(String, String), Key>,
    stopping: bool,
}

/// Why the folder of state cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// Reading or writing.
    #[error("cannot use '{}'", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Another server has it.
    #[error("'{}' is in use by another server", .0.display())]
    Taken(PathBuf),
    /// Something was written whole or not at all, and was not.
    #[error(transparent)]
    Write(#[from] RunError),
    /// An entry that this program did not write.
    #[error("'{}' cannot be read as what was accepted: {why}; move its folder away", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
}

impl StateError {
    /// Whether the disk is full.
    pub fn is_no_room(&self) -> bool {
        match self {
            StateError::Io { source, .. } | StateError::Write(RunError::Write { source, .. }) => {
                crate::limits::no_room(source)
            }
            _ => false,
        }
    }
}

/// What became of an Idempotency-Key.
#[derive(Debug, PartialEq, Eq)]
pub enum Claimed {
    /// It is new: the request may be received.
    New,
    /// A request with it is being received.
    InUse,
    /// A case was accepted with it; its id and the digest of its request.
    Known(Id, String),
}

/// The folder of state.
#[derive(Debug)]
pub struct Store {
    root: PathBuf,
    /// Held as long as the server lives.
    _lock: File,
    index: Mutex<Index>,
    changed: Condvar,
}

fn io(path: &Path) -> impl FnOnce(std::io::Error) -> StateError + '_ {
    move |source| StateError::Io {
        path: path.to_owned(),
        source,
    }
}

fn sync(folder: &Path) -> Result<(), StateError> {
    sync_folder(folder).map_err(io(folder))
}

impl Store {
    /// Opens the folder, makes it where it is not there, removes what was not accepted, and takes up what was.
    pub fn open(root: &Path) -> Result<Self, StateError> {
        let cases = root.join("cases");
        fs::create_dir_all(&cases).map_err(io(&cases))?;
        #[cfg(unix)]
        {
            // People's papers: for the owner's eyes.
            let mode = std::os::unix::fs::PermissionsExt::from_mode(0o700);
            fs::set_permissions(root, mode).map_err(io(root))?;
        }
        let path = root.join("lock");
        let lock = File::options()
            .create(true)
            .write(true)
            .truncate(false)
            .open(&path)
            .map_err(io(&path))?;
        if lock.try_lock().is_err() {
            return Err(StateError::Taken(root.to_owned()));
        }
        let incoming = root.join("incoming");
        if incoming.exists() {
            fs::remove_dir_all(&incoming).map_err(io(&incoming))?;
        }
        fs::create_dir(&incoming).map_err(io(&incoming))?;
        let mut index = Index::default();
        for found in fs::read_dir(&cases).map_err(io(&cases))? {
            let found = found.map_err(io(&cases))?;
            let Some(id) = found.file_name().to_str().and_then(Id::parse) else {
                continue;
            };
            let accepted = accepted_in(&found.path())?;
            if let Some(key) = &accepted.key {
                let known = Key::Accepted(id.clone(), accepted.body.clone());
                index.keys.insert((accepted.owner.clone(), key.clone()), known);
            }
            let state = if found.path().join(REPORT).exists() {
                State::Done
            } else {
                State::Waiting
            };
            index.cases.insert(id, Entry { accepted, state });
        }
        Ok(Self {
            root: root.to_owned(),
            _lock: lock,
            index: Mutex::new(index),
            changed: Condvar::new(),
        })
    }

    fn index(&self) -> MutexGuard<'_, Index> {
        self.index.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn of(&self, id: &Id) -> PathBuf {
        self.root.join("cases").join(id.as_str())
    }

    /// The case folder of an accepted case.
    pub fn case_folder(&self, id: &Id) -> PathBuf {
        self.of(id).join(id.as_str())
    }

    /// A folder to receive into; it is removed where nothing comes of it.
    pub fn receiving(&self, id: &Id) -> Result<Receiving, StateError> {
        let root = self.root.join("incoming").join(id.as_str());
        let case = root.join(id.as_str());
        fs::create_dir_all(&case).map_err(io(&case))?;
        Ok(Receiving { root, case })
    }

    /// Cases that wait or are read.
    pub fn open_cases(&self) -> usize {
        self.index().cases.values().filter(|e| e.state != State::Done).count()
    }

    /// Cases by state.
    pub fn counts(&self) -> BTreeMap<&'static str, usize> {
        let index = self.index();
        let mut counts: BTreeMap<_, _> = [State::Waiting, State::Reading, State::Done]
            .map(|s| (s.name(), 0))
            .into();
        for entry in index.cases.values() {
            *counts.entry(entry.state.name()).or_default() += 1;
        }
        counts
    }

    /// Whether a key was used before; a new one is held for who asks until [`Store::accept`] or [`Store::let_go`].
    pub fn claim(&self, owner: &str, key: &str) -> Claimed {
        let mut index = self.index();
        match index.keys.get(&(owner.to_owned(), key.to_owned())) {
            None => {
                index.keys.insert((owner.to_owned(), key.to_owned()), Key::Receiving);
                Claimed::New
            }
            Some(Key::Receiving) => Claimed::InUse,
            Some(Key::Accepted(id, body)) => Claimed::Known(id.clone(), body.clone()),
        }
    }

    /// Gives a key up that was claimed and came to nothing.
    pub fn let_go(&self, owner: &str, key: &str) {
        let mut index = self.index();
        let key = (owner.to_owned(), key.to_owned());
        if matches!(index.keys.get(&key), Some(Key::Receiving)) {
            index.keys.remove(&key);
        }
    }

    /// Accepts what was received: when this returns, the case outlives a loss of power.
    pub fn accept(&self, id: &Id, received: Receiving, accepted: Accepted) -> Result<(), StateError> {
        let text = serde_json::to_vec_pretty(&accepted).map_err(RunError::from)?;
        sync_below(&received.case)?;
        write_atomic(&received.root.join(ACCEPTED), &text)?;
        sync(&received.root)?;
        let place = self.of(id);
        fs::rename(&received.root, &place).map_err(io(&place))?;
        // The folder has another name now: nothing is left to remove.
        std::mem::forget(received);
        sync(&self.root.join("cases"))?;
        let mut index = self.index();
        if let Some(key) = &accepted.key {
            let known = Key::Accepted(id.clone(), accepted.body.clone());
            index.keys.insert((accepted.owner.clone(), key.clone()), known);
        }
        let state = State::Waiting;
        index.cases.insert(id.clone(), Entry { accepted, state });
        drop(index);
        self.changed.notify_one();
        Ok(())
    }

    /// Waits for the oldest case that nobody reads and takes it; `None` when the server stops.
    pub fn next(&self) -> Option<(Id, Accepted)> {
        let mut index = self.index();
        loop {
            if index.stopping {
                return None;
            }
            let waiting = index.cases.iter_mut().find(|(_, e)| e.state == State::Waiting);
            if let Some((id, entry)) = waiting {
                entry.state = State::Reading;
                return Some((id.clone(), entry.accepted.clone()));
            }
            index = self.changed.wait(index).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// No further case is taken.
    pub fn stop(&self) {
        self.index().stopping = true;
        self.changed.notify_all();
    }

    /// Puts the report of a case in its place. `false`: the case was taken out meanwhile.
    pub fn done(&self, id: &Id, report: &str) -> Result<bool, StateError> {
        let place = self.of(id);
        let callback = match self.index().cases.get(id) {
            None => return Ok(false),
            Some(entry) => entry.accepted.callback.is_some(),
        };
        let written = if callback {
            // Before the report: a case that is done and whose callback is not there was told.
            write_atomic(&place.join(CALLBACK), b"{}\n")
        } else {
            Ok(())
        }
        .and_then(|()| write_atomic(&place.join(REPORT), report.as_bytes()));
        let mut index = self.index();
        let Some(entry) = index.cases.get_mut(id) else {
            return Ok(false);
        };
        // What could not be written stays as being read, and is read again at the next start.
        written?;
        entry.state = State::Done;
        Ok(true)
    }

    /// How far a case of this owner is.
    pub fn state(&self, id: &Id, owner: &str) -> Option<State> {
        let index = self.index();
        let entry = index.cases.get(id).filter(|e| e.accepted.owner == owner)?;
        Some(entry.state)
    }

    /// The report of a case that is done.
    pub fn report(&self, id: &Id) -> Result<Vec<u8>, StateError> {
        let path = self.of(id).join(REPORT);
        fs::read(&path).map_err(io(&path))
    }

    /// Takes a case out: papers, declaration, report. Answers the digests of its documents; `None`: there is no such case of this owner.
    pub fn remove(&self, id: &Id, owner: &str) -> Result<Option<Vec<String>>, StateError> {
        let mut index = self.index();
        if index.cases.get(id).is_none_or(|e| e.accepted.owner != owner) {
            return Ok(None);
        }
        // Out of the way under the lock, so that nothing is written into it any more.
        let (place, aside) = (self.of(id), self.root.join("incoming").join(id.as_str()));
        fs::rename(&place, &aside).map_err(io(&place))?;
        let entry = index.cases.remove(id);
        index.keys.retain(|_, k| !matches!(k, Key::Accepted(of, _) if of == id));
        drop(index);
        sync(&self.root.join("cases"))?;
        fs::remove_dir_all(&aside).map_err(io(&aside))?;
        Ok(entry.map(|e| e.accepted.documents))
    }

    /// Cases that are done and older than this, with their owners.
    pub fn older_than(&self, age: Duration) -> Vec<(Id, String)> {
        let before = now().saturating_sub(age);
        let index = self.index();
        let old = index
            .cases
            .iter()
            .filter(|(id, e)| e.state == State::Done && id.time() < before);
        old.map(|(id, e)| (id.clone(), e.accepted.owner.clone())).collect()
    }

    /// Cases that are done and whose caller is still to be told, with the address.
    pub fn untold(&self) -> Vec<(Id, String)> {
        let index = self.index();
        let done = index.cases.iter().filter(|(_, e)| e.state == State::Done);
        done.filter_map(|(id, e)| Some((id.clone(), e.accepted.callback.clone()?)))
            .filter(|(id, _)| self.of(id).join(CALLBACK).exists())
            .collect()
    }

    /// The caller was told, or is not told any more.
    pub fn told(&self, id: &Id) -> Result<(), StateError> {
        let path = self.of(id).join(CALLBACK);
        match fs::remove_file(&path) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(io(&path)(e)),
            _ => Ok(()),
        }
    }
}

fn accepted_in(folder: &Path) -> Result<Accepted, StateError> {
    let path = folder.join(ACCEPTED);
    let text = fs::read(&path).map_err(io(&path))?;
    serde_json::from_slice(&text).map_err(|e| StateError::Malformed {
        path,
        why: e.to_string(),
    })
}

/// Files and folders below, synced.
fn sync_below(folder: &Path) -> Result<(), StateError> {
    for entry in fs::read_dir(folder).map_err(io(folder))? {
        let path = entry.map_err(io(folder))?.path();
        if path.is_dir() {
            sync_below(&path)?;
        } else {
            File::open(&path).and_then(|f| f.sync_all()).map_err(io(&path))?;
        }
    }
    sync(folder)
}

/// A folder being received into.
#[derive(Debug)]
pub struct Receiving {
    root: PathBuf,
    case: PathBuf,
}

impl Receiving {
    /// The case folder.
    pub fn case(&self) -> &Path {
        &self.case
    }

    /// A file there. `path` was looked at: it is relative and stays within.
    pub fn file(&self, path: &str) -> Result<File, StateError> {
        let file = self.case.join(path);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).map_err(io(folder))?;
        }
        File::options()
            .write(true)
            .create_new(true)
            .open(&file)
            .map_err(io(&file))
    }

    /// A whole file there.
    pub fn put(&self, path: &str, bytes: &[u8]) -> Result<(), StateError> {
        let place = self.case.join(path);
        self.file(path)?.write_all(bytes).map_err(io(&place))
    }
}

impl Drop for Receiving {
    fn drop(&mut self) {
        // What stays is removed at the next start.
        let _ = fs::remove_dir_all(&self.root);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepted(owner: &str, key: Option<&str>) -> Accepted {
        Accepted {
            owner: owner.to_owned(),
            as_of: "2026-06-01".parse().unwrap(),
            key: key.map(str::to_owned),
            body: "b".to_owned(),
            documents: vec!["d".to_owned()],
            callback: None,
        }
    }

    fn hand_in(store: &Store, owner: &str, key: Option<&str>) -> Id {
        let id = Id::fresh().unwrap();
        let receiving = store.receiving(&id).unwrap();
        receiving.put("a/b.txt", b"x").unwrap();
        store.accept(&id, receiving, accepted(owner, key)).unwrap();
        id
    }

    #[test]
    fn what_was_accepted_is_there_after_the_server_died() {
        let dir = tempfile::tempdir().unwrap();
        let (first, second, half) = {
            let store = Store::open(dir.path()).unwrap();
            let first = hand_in(&store, "a", Some("k"));
            let second = hand_in(&store, "b", None);
            assert_eq!(store.next().unwrap().0, first);
            let half = Id::fresh().unwrap();
            let receiving = store.receiving(&half).unwrap();
            receiving.put("x", b"x").unwrap();
            // As a process that is killed leaves it.
            std::mem::forget(receiving);
            assert!(matches!(Store::open(dir.path()), Err(StateError::Taken(_))));
            (first, second, half)
        };
        let store = Store::open(dir.path()).unwrap();
        assert!(!dir.path().join("incoming").join(half.as_str()).exists());
        assert_eq!(store.state(&first, "a"), Some(State::Waiting));
        assert_eq!(store.state(&first, "b"), None);
        assert_eq!(store.claim("a", "k"), Claimed::Known(first.clone(), "b".to_owned()));
        assert_eq!(store.next().unwrap().0, first);
        assert!(store.done(&first, "{}").unwrap());
        assert_eq!(store.next().unwrap().0, second);
        assert_eq!(store.report(&first).unwrap(), b"{}");
        assert!(store.case_folder(&first).join("a/b.txt").exists());
    }

    #[test]
    fn what_is_taken_out_leaves_nothing_and_gets_no_report() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        let id = hand_in(&store, "a", Some("k"));
        assert_eq!(store.next().unwrap().0, id);
        assert_eq!(store.remove(&id, "b").unwrap(), None);
        assert_eq!(store.remove(&id, "a").unwrap(), Some(vec!["d".to_owned()]));
        assert!(!store.done(&id, "{}").unwrap());
        let left: Vec<_> = walkdir::WalkDir::new(dir.path()).into_iter().flatten().collect();
        assert!(left.iter().all(|e| !e.path().to_string_lossy().contains(id.as_str())));
        assert_eq!(store.claim("a", "k"), Claimed::New);
    }

    #[test]
    fn a_key_is_claimed_once() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        assert_eq!(store.claim("a", "k"), Claimed::New);
        assert_eq!(store.claim("a", "k"), Claimed::InUse);
        assert_eq!(store.claim("b", "k"), Claimed::New);
        store.let_go("a", "k");
        assert_eq!(store.claim("a", "k"), Claimed::New);
    }
}
