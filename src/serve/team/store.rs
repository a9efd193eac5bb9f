//! What is of today, beside the reports: `desk.redb`, an embedded database (one file, atomic commits). A commit is on the disk before it is
//! answered. The record of decisions is not here, so that the two cannot contradict each other.

use std::path::{Path, PathBuf};

use redb::backends::InMemoryBackend;
use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Name of the store in a report folder.
pub const FILE: &str = "desk.redb";

/// What is kept; each sort has a table of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// Whose a case is, by the report's key.
    Claims,
    /// Sessions, by the hash of their word.
    Sessions,
    /// Saved queues, by name.
    Queues,
    /// Secrets, by what they are for.
    Secrets,
    /// What cases were when they were sent back, by the report's key.
    SentBack,
}

impl Sort {
    const ALL: [Sort; 5] = [
        Sort::Claims,
        Sort::Sessions,
        Sort::Queues,
        Sort::Secrets,
        Sort::SentBack,
    ];
    const fn table(self) -> TableDefinition<'static, &'static str, &'static [u8]> {
        TableDefinition::new(match self {
            Sort::Claims => "claims/1",
            Sort::Sessions => "sessions/1",
            Sort::Queues => "queues/1",
            Sort::Secrets => "secrets/1",
            Sort::SentBack => "sent-back/1",
        })
    }
}

/// Why the store cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another desk has it.
    #[error("another desk is open over these reports: '{}' is in use", .0.display())]
    Held(PathBuf),
    /// The database.
    #[error("'{}' cannot be used; check that it is ours, can be written to and has room", path.display())]
    Database {
        /// The file.
        path: PathBuf,
        /// What the database said.
        source: Box<redb::Error>,
    },
    /// A row that is none of ours.
    #[error("'{}' holds a row that this version cannot read", path.display())]
    Row {
        /// The file.
        path: PathBuf,
        /// What was wrong.
        source: serde_json::Error,
    },
    /// The system gave no random bytes.
    #[error("the system gives no random bytes")]
    Random(#[from] getrandom::Error),
}

/// An open store.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    database: Database,
}

/// What became of what a desk keeps of cases that are gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forgotten {
    /// So many rows were taken out.
    Gone(usize),
    /// A desk is open: it lets go of them by itself once it sees that the reports are gone.
    ByDesk,
}

/// Takes out what a desk keeps of these reports: whose they are, and what they were when they were sent back.
pub fn forget(reports: &Path, keys: &[String]) -> Result<Forgotten, StoreError> {
    if !reports.join(FILE).exists() {
        return Ok(Forgotten::Gone(0));
    }
    let mut store = match Store::open(reports) {
        Ok(store) => store,
        Err(StoreError::Held(_)) => return Ok(Forgotten::ByDesk),
        Err(e) => return Err(e),
    };
    let mut gone = 0;
    for sort in [Sort::Claims, Sort::SentBack] {
        let there = store.all::<serde::de::IgnoredAny>(sort)?;
        let own: Vec<String> = there
            .into_iter()
            .map(|(key, _)| key)
            .filter(|k| keys.contains(k))
            .collect();
        store.remove(sort, &own)?;
        gone += own.len();
    }
    // Pages that were let go hold what stood on them until they are used again; the file is made as small as it can be.
    let path = store.path.clone();
    store.database.compact().map_err(|e| fail(&path, e))?;
    Ok(Forgotten::Gone(gone))
}

impl Store {
    /// The store of a report folder, begun where there is none.
    pub fn open(reports: &Path) -> Result<Self, StoreError> {
        let path = reports.join(FILE);
        let database = match Database::create(&path) {
            Ok(database) => database,
            Err(redb::DatabaseError::DatabaseAlreadyOpen) => return Err(StoreError::Held(path)),
            Err(e) => return Err(fail(&path, e)),
        };
        Self::begin(path, database)
    }
    /// A store that ends with the process.
    pub fn passing() -> Result<Self, StoreError> {
        let path = PathBuf::from(FILE);
        let database = Database::builder()
            .create_with_backend(InMemoryBackend::new())
            .map_err(|e| fail(&path, e))?;
        Self::begin(path, database)
    }
    fn begin(path: PathBuf, database: Database) -> Result<Self, StoreError> {
        let store = Self { path, database };
        // All tables exist from the beginning, so that reading an empty store is no error.
        store.write(|write| Sort::ALL.iter().try_for_each(|s| write.open_table(s.table()).map(drop)))?;
        Ok(store)
    }
    fn fail(&self, e: impl Into<redb::Error>) -> StoreError {
        fail(&self.path, e)
    }
    fn row(&self, source: serde_json::Error) -> StoreError {
        StoreError::Row {
            path: self.path.clone(),
            source,
        }
    }
    fn write<E: Into<redb::Error>>(
        &self,
        work: impl FnOnce(&redb::WriteTransaction) -> Result<(), E>,
    ) -> Result<(), StoreError> {
        let write = self.database.begin_write().map_err(|e| self.fail(e))?;
        work(&write).map_err(|e| self.fail(e))?;
        write.commit().map_err(|e| self.fail(e))
    }
    /// Keeps a value under a key.
    pub fn put<T: Serialize>(&self, sort: Sort, key: &str, value: &T) -> Result<(), StoreError> {
        let bytes = serde_json::to_vec(value).map_err(|e| self.row(e))?;
        self.write(|write| -> Result<(), redb::Error> {
            write.open_table(sort.table())?.insert(key, bytes.as_slice())?;
            Ok(())
        })
    }
    /// Lets values go.
    pub fn remove(&self, sort: Sort, keys: &[String]) -> Result<(), StoreError> {
        if keys.is_empty() {
            return Ok(());
        }
        self.write(|write| -> Result<(), redb::Error> {
            let mut table = write.open_table(sort.table())?;
            for key in keys {
                table.remove(key.as_str())?;
            }
            Ok(())
        })
    }
    /// One value.
    pub fn get<T: DeserializeOwned>(&self, sort: Sort, key: &str) -> Result<Option<T>, StoreError> {
        let read = self.database.begin_read().map_err(|e| self.fail(e))?;
        let table = read.open_table(sort.table()).map_err(|e| self.fail(e))?;
        let found = table.get(key).map_err(|e| self.fail(e))?;
        found
            .map(|v| serde_json::from_slice(v.value()).map_err(|e| self.row(e)))
            .transpose()
    }
    /// All values of a sort, by key.
    pub fn all<T: DeserializeOwned>(&self, sort: Sort) -> Result<Vec<(String, T)>, StoreError> {
        let read = self.database.begin_read().map_err(|e| self.fail(e))?;
        let table = read.open_table(sort.table()).map_err(|e| self.fail(e))?;
        let mut out = Vec::new();
        for entry in table.iter().map_err(|e| self.fail(e))? {
            let (key, value) = entry.map_err(|e| self.fail(e))?;
            out.push((
                key.value().to_owned(),
                serde_json::from_slice(value.value()).map_err(|e| self.row(e))?,
            ));
        }
        Ok(out)
    }
    /// 32 random bytes for a purpose, made when they are asked for the first time.
    pub fn secret(&self, purpose: &str) -> Result<[u8; 32], StoreError> {
        if let Some(known) = self.get(Sort::Secrets, purpose)? {
            return Ok(known);
        }
        let mut fresh = [0; 32];
        getrandom::fill(&mut fresh)?;
        self.put(Sort::Secrets, purpose, &fresh)?;
        Ok(fresh)
    }
    /// Writes all that the store holds at one moment into a new file.
    pub fn copy_to(&self, path: &Path) -> Result<(), StoreError> {
        let there = Database::create(path).map_err(|e| fail(path, e))?;
        let read = self.database.begin_read().map_err(|e| self.fail(e))?;
        let write = there.begin_write().map_err(|e| fail(path, e))?;
        for sort in Sort::ALL {
            let from = read.open_table(sort.table()).map_err(|e| self.fail(e))?;
            let mut to = write.open_table(sort.table()).map_err(|e| fail(path, e))?;
            for entry in from.iter().map_err(|e| self.fail(e))? {
                let (key, value) = entry.map_err(|e| self.fail(e))?;
                to.insert(key.value(), value.value()).map_err(|e| fail(path, e))?;
            }
        }
        write.commit().map_err(|e| fail(path, e))
    }
}

fn fail(path: &Path, e: impl Into<redb::Error>) -> StoreError {
    StoreError::Database {
        path: path.to_owned(),
        source: Box::new(e.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_is_there_after_the_store_was_opened_anew_and_in_its_copy() {
        let dir = tempfile::tempdir().unwrap();
        let copy = tempfile::tempdir().unwrap();
        let secret = {
            let store = Store::open(dir.path()).unwrap();
            store.put(Sort::Queues, "今天到期", &vec![1, 2]).unwrap();
            store.put(Sort::Queues, "旧", &vec![3]).unwrap();
            store.remove(Sort::Queues, &["旧".to_owned()]).unwrap();
            assert!(
                matches!(Store::open(dir.path()), Err(StoreError::Held(_))),
                "one desk a folder"
            );
            store.copy_to(&copy.path().join(FILE)).unwrap();
            store.secret("draw").unwrap()
        };
        let store = Store::open(dir.path()).unwrap();
        assert_eq!(
            store.all::<Vec<u8>>(Sort::Queues).unwrap(),
            [("今天到期".to_owned(), vec![1, 2])]
        );
        assert_eq!(store.secret("draw").unwrap(), secret);
        assert_ne!(store.secret("other").unwrap(), secret);
        let copied = Store::open(copy.path()).unwrap();
        assert_eq!(copied.all::<Vec<u8>>(Sort::Queues).unwrap().len(), 1);
    }
}
