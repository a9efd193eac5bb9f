//! The pictures of one run, beside its reports: what its cases share is known only when all have been read, and a run that
//! is taken up again need not read them anew.

use std::path::{Path, PathBuf};

use redb::{Database, ReadTransaction, ReadableDatabase};

use super::keys::Hasher;
use super::pictures::{self, Picture, Seen};
use super::store::{LedgerError, fail};
use crate::measure::likeness::Likeness;

/// Memory for pages of the file, bytes: the system keeps the rest. Pages stay among what the threads use and let go, and each
/// holds some of that: of more of them the whole process grows, not the file's share alone.
const CACHE: usize = 1 << 20;

/// Pictures of a run by folder.
#[derive(Debug)]
pub struct RunPictures {
    path: PathBuf,
    database: Database,
    hasher: Hasher,
}

impl RunPictures {
    /// Begins a file, or takes up what an earlier run left. What cannot be opened is begun anew: its cases are read again.
    pub fn open(path: &Path, resume: bool) -> Result<Self, LedgerError> {
        let create = || Database::builder().set_cache_size(CACHE).create(path);
        let earlier = if resume { create().ok() } else { None };
        let database = if let Some(database) = earlier {
            database
        } else {
            match std::fs::remove_file(path) {
                Ok(()) => {}
                Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
                Err(e) => return Err(fail(path, redb::Error::Io(e))),
            }
            create().map_err(|e| fail(path, e))?
        };
        let out = Self {
            path: path.to_owned(),
            database,
            hasher: Hasher::of_run(),
        };
        let write = out.database.begin_write().map_err(|e| fail(path, e))?;
        pictures::begin(&write).map_err(|e| fail(path, e))?;
        write.commit().map_err(|e| fail(path, e))?;
        Ok(out)
    }

    /// Keeps the pictures of a folder. `mark`: what they were made from.
    pub fn keep(&self, folder: &str, mark: &str, pictures: &[Picture]) -> Result<(), LedgerError> {
        let fail = |e: redb::Error| fail(&self.path, e);
        let write = self.database.begin_write().map_err(|e| fail(e.into()))?;
        pictures::put(&write, folder, mark, pictures, &self.hasher).map_err(fail)?;
        write.commit().map_err(|e| fail(e.into()))
    }

    /// What a folder's pictures were made from; `None` where it left none.
    pub fn mark(&self, folder: &str) -> Result<Option<String>, LedgerError> {
        self.reading(|read| pictures::mark(read, folder))
    }

    /// A folder's pictures.
    pub fn of(&self, folder: &str) -> Result<Vec<Picture>, LedgerError> {
        self.reading(|read| pictures::of(read, folder, &self.hasher))
    }

    /// Pictures of the folders that `wants` which are this one.
    pub fn seen(&self, likeness: &Likeness, wants: &dyn Fn(&str) -> bool) -> Result<Vec<Seen>, LedgerError> {
        self.reading(|read| pictures::seen(read, likeness, &self.hasher, wants))
    }

    fn reading<T>(&self, look: impl FnOnce(&ReadTransaction) -> Result<T, redb::Error>) -> Result<T, LedgerError> {
        let read = self.database.begin_read().map_err(redb::Error::from);
        read.and_then(|read| look(&read)).map_err(|e| fail(&self.path, e))
    }
}
