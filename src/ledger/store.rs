//! The ledger's file: an embedded database (redb: one file, atomic commits, readers see the state they began with).

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use redb::{
    Database, MultimapTableDefinition, ReadableDatabase, ReadableTable, ReadableTableMetadata, TableDefinition,
};

use super::keys::{Hasher, PROVINCE, tag};
use super::pictures::{self, Picture, Seen};
use super::{Bearer, Key, Traces};
use crate::date::Date;
use crate::judge::dossier::Shared;
use crate::limits;
use crate::measure::likeness::Likeness;

/// Case id → subject (16 bytes, zero where unknown), night (10 bytes, ISO), then its values (17 bytes each: sort, hash).
const CASES: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("cases/1");
/// Sort and hash (17 bytes) → case ids.
const VALUES: MultimapTableDefinition<'_, &[u8], &str> = MultimapTableDefinition::new("values/1");
/// Bytes of a case's row before its values.
const HEAD: usize = 26;

/// Why a ledger cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The database.
    #[error("'{}' cannot be used; check that it is ours, can be written to and has room", path.display())]
    Database {
        /// The file.
        path: PathBuf,
        /// What the database said.
        source: Box<redb::Error>,
    },
    /// The key's file.
    #[error("the ledger's key '{}' cannot be used: {why}", path.display())]
    Key {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
}

impl LedgerError {
    /// Nothing more can be written.
    pub fn is_full(&self) -> bool {
        let Self::Database { source, .. } = self else {
            return false;
        };
        match &**source {
            redb::Error::Io(e) => limits::no_room(e),
            // After one failed write the database takes no other.
            redb::Error::PreviousIo => true,
            _ => false,
        }
    }
}

/// An open ledger.
#[derive(Debug)]
pub struct Ledger {
    path: PathBuf,
    database: Database,
    hasher: Hasher,
}

/// What a ledger holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stats {
    /// Cases.
    pub cases: u64,
    /// First and last night.
    pub nights: Option<(String, String)>,
    /// Values in all.
    pub values: u64,
    /// Pictures.
    pub pictures: u64,
}

/// A value's key in the table: its sort, then its hash.
fn row(what: Shared, key: &Key) -> [u8; 17] {
    let mut out = [tag(what); 17];
    for (to, from) in out.iter_mut().skip(1).zip(key) {
        *to = *from;
    }
    out
}

impl Ledger {
    /// Opens a ledger, or begins one. Its key lies beside it as `FILE.key`, 32 random bytes, readable by its owner only.
    pub fn open(path: &Path) -> Result<Self, LedgerError> {
        let began = !path.exists();
        let database = Database::create(path).map_err(|e| fail(path, e))?;
        let hasher = Hasher::new(key_file(path, began)?);
        let ledger = Self {
            path: path.to_owned(),
            database,
            hasher,
        };
        // Both tables exist from the beginning, so that reading an empty ledger is no error.
        let write = ledger.database.begin_write().map_err(|e| fail(path, e))?;
        write.open_table(CASES).map_err(|e| fail(path, e))?;
        write.open_multimap_table(VALUES).map_err(|e| fail(path, e))?;
        pictures::begin(&write).map_err(|e| fail(path, e))?;
        write.commit().map_err(|e| fail(path, e))?;
        Ok(ledger)
    }

    /// Opens a ledger that exists.
    pub fn open_existing(path: &Path) -> Result<Self, LedgerError> {
        if path.is_file() {
            return Self::open(path);
        }
        let missing = std::io::Error::new(std::io::ErrorKind::NotFound, "there is no such file");
        Err(fail(path, redb::Error::from(redb::StorageError::from(missing))))
    }

    /// Makes the hashes of this ledger.
    pub const fn hasher(&self) -> &Hasher {
        &self.hasher
    }

    /// Cases of earlier nights that bear a value, by id.
    pub fn bearers(&self, what: Shared, key: &Key) -> Result<Vec<Bearer>, LedgerError> {
        let fail = |e: redb::Error| fail(&self.path, e);
        let read = self.database.begin_read().map_err(|e| fail(e.into()))?;
        let values = read.open_multimap_table(VALUES).map_err(|e| fail(e.into()))?;
        let cases = read.open_table(CASES).map_err(|e| fail(e.into()))?;
        let mut out = Vec::new();
        for id in values.get(row(what, key).as_slice()).map_err(|e| fail(e.into()))? {
            let id = id.map_err(|e| fail(e.into()))?;
            let case = cases.get(id.value()).map_err(|e| fail(e.into()))?;
            let subject = case.and_then(|c| Key::try_from(c.value().get(..16)?).ok());
            out.push(Bearer {
                case: id.value().to_owned(),
                subject: subject.filter(|k| *k != [0; 16]),
            });
        }
        Ok(out)
    }

    /// Names of the sites that earlier nights saw of a subject in a province, as hashes; of all cases but one.
    pub fn sites(&self, subject: &Key, province: &Key, but: &str) -> Result<BTreeSet<Key>, LedgerError> {
        let fail = |e: redb::Error| fail(&self.path, e);
        let read = self.database.begin_read().map_err(|e| fail(e.into()))?;
        let cases = read.open_table(CASES).map_err(|e| fail(e.into()))?;
        let mut out = BTreeSet::new();
        for bearer in self.bearers(Shared::Subject, subject)?.iter().filter(|b| b.case != but) {
            let Some(case) = cases.get(bearer.case.as_str()).map_err(|e| fail(e.into()))? else {
                continue;
            };
            let (values, _) = case.value().get(HEAD..).unwrap_or_default().as_chunks::<17>();
            let of = |sort: u8| {
                values
                    .iter()
                    .filter(move |v| v[0] == sort)
                    .filter_map(|v| v[1..].try_into().ok())
            };
            if of(PROVINCE).any(|key: Key| key == *province) {
                out.extend(of(tag(Shared::SiteName)));
            }
        }
        Ok(out)
    }

    /// Pictures of earlier nights that are this one, of the cases that `wants` (by id and subject).
    pub fn seen(
        &self,
        likeness: &Likeness,
        wants: &dyn Fn(&str, Option<Key>) -> bool,
    ) -> Result<Vec<Seen>, LedgerError> {
        let fail = |e: redb::Error| fail(&self.path, e);
        let read = self.database.begin_read().map_err(|e| fail(e.into()))?;
        let cases = read.open_table(CASES).map_err(|e| fail(e.into()))?;
        let wants = |id: &str| {
            // A row that cannot be read leaves the subject unknown, and the case is not asked for.
            let case = cases.get(id).ok().flatten();
            let subject = case.and_then(|c| Key::try_from(c.value().get(..16)?).ok());
            wants(id, subject.filter(|k| *k != [0; 16]))
        };
        pictures::seen(&read, likeness, &self.hasher, &wants).map_err(fail)
    }

    /// Writes the cases of a night, in one commit. A case that was there is written anew.
    pub fn record(&mut self, cases: &[Traces], night: Date) -> Result<(), LedgerError> {
        self.record_with(cases.iter().cloned(), night, &|_| Ok(Vec::new()))
    }

    /// The same with the cases' pictures, asked for by a case's place among `cases`.
    pub fn record_with(
        &mut self,
        cases: impl Iterator<Item = Traces>,
        night: Date,
        pictures: &dyn Fn(usize) -> Result<Vec<Picture>, LedgerError>,
    ) -> Result<(), LedgerError> {
        let fail = |e: redb::Error| fail(&self.path, e);
        let write = self.database.begin_write().map_err(|e| fail(e.into()))?;
        {
            let mut table = write.open_table(CASES).map_err(|e| fail(e.into()))?;
            let mut values = write.open_multimap_table(VALUES).map_err(|e| fail(e.into()))?;
            for (i, case) in cases.enumerate() {
                remove(&mut table, &mut values, &case.case).map_err(&fail)?;
                let pictures = pictures(i)?;
                pictures::put(&write, &case.case, "", &pictures, &self.hasher).map_err(&fail)?;
                let mut bytes = case.subject.unwrap_or_default().to_vec();
                bytes.extend_from_slice(night.to_string().as_bytes());
                if let Some(province) = &case.province {
                    bytes.push(PROVINCE);
                    bytes.extend_from_slice(province);
                }
                for t in &case.values {
                    let key = row(t.what, &t.key);
                    bytes.extend_from_slice(&key);
                    values
                        .insert(key.as_slice(), case.case.as_str())
                        .map_err(|e| fail(e.into()))?;
                }
                table
                    .insert(case.case.as_str(), bytes.as_slice())
                    .map_err(|e| fail(e.into()))?;
            }
        }
        write.commit().map_err(|e| fail(e.into()))
    }

    /// Takes cases out; how many there were.
    pub fn forget(&mut self, cases: &[String]) -> Result<usize, LedgerError> {
        let fail = |e: redb::Error| fail(&self.path, e);
        let write = self.database.begin_write().map_err(|e| fail(e.into()))?;
        let mut gone = 0;
        {
            let mut table = write.open_table(CASES).map_err(|e| fail(e.into()))?;
            let mut values = write.open_multimap_table(VALUES).map_err(|e| fail(e.into()))?;
            for case in cases {
                gone += usize::from(remove(&mut table, &mut values, case).map_err(&fail)?);
                pictures::remove(&write, case, &self.hasher).map_err(&fail)?;
            }
        }
        write.commit().map_err(|e| fail(e.into()))?;
        Ok(gone)
    }

    /// Ids of the cases written before a day, sorted.
    pub fn before(&self, day: Date) -> Result<Vec<String>, LedgerError> {
        let limit = day.to_string();
        Ok(self
            .nights()?
            .into_iter()
            .filter(|(_, night)| *night < limit)
            .map(|(id, _)| id)
            .collect())
    }

    /// Case ids with the night they were written, by id.
    fn nights(&self) -> Result<Vec<(String, String)>, LedgerError> {
        let fail = |e: redb::Error| fail(&self.path, e);
        let read = self.database.begin_read().map_err(|e| fail(e.into()))?;
        let cases = read.open_table(CASES).map_err(|e| fail(e.into()))?;
        let mut out = Vec::new();
        for entry in cases.iter().map_err(|e| fail(e.into()))? {
            let (id, case) = entry.map_err(|e| fail(e.into()))?;
            let night = case.value().get(16..HEAD).unwrap_or_default();
            out.push((id.value().to_owned(), String::from_utf8_lossy(night).into_owned()));
        }
        Ok(out)
    }

    /// What it holds.
    pub fn stats(&self) -> Result<Stats, LedgerError> {
        let fail = |e: redb::Error| fail(&self.path, e);
        let nights = self.nights()?;
        let read = self.database.begin_read().map_err(|e| fail(e.into()))?;
        let values = read.open_multimap_table(VALUES).map_err(|e| fail(e.into()))?;
        let first = nights.iter().map(|n| &n.1).min();
        let last = nights.iter().map(|n| &n.1).max();
        Ok(Stats {
            cases: nights.len() as u64,
            nights: first.zip(last).map(|(a, b)| (a.clone(), b.clone())),
            values: values.len().map_err(|e| fail(e.into()))?,
            pictures: pictures::count(&read).map_err(fail)?,
        })
    }
}

/// Takes one case out of both tables; whether it was there.
fn remove(
    cases: &mut redb::Table<'_, &str, &[u8]>,
    values: &mut redb::MultimapTable<'_, &[u8], &str>,
    id: &str,
) -> Result<bool, redb::Error> {
    let Some(old) = cases.remove(id)?.map(|c| c.value().to_vec()) else {
        return Ok(false);
    };
    for key in old.get(HEAD..).unwrap_or_default().chunks_exact(17) {
        values.remove(key, id)?;
    }
    Ok(true)
}

pub(super) fn fail(path: &Path, error: impl Into<redb::Error>) -> LedgerError {
    LedgerError::Database {
        path: path.to_owned(),
        source: Box::new(error.into()),
    }
}

/// The key beside a ledger: read, or made with the ledger. A ledger whose key is gone is of no use, and says so.
fn key_file(ledger: &Path, began: bool) -> Result<[u8; 32], LedgerError> {
    let mut name = ledger.as_os_str().to_owned();
    name.push(".key");
    let path = PathBuf::from(name);
    let wrong = |why: String| LedgerError::Key {
        path: path.clone(),
        why,
    };
    if began && !path.exists() {
        let mut key = [0; 32];
        getrandom::fill(&mut key).map_err(|e| wrong(e.to_string()))?;
        write_private(&path, &key).map_err(|e| wrong(e.to_string()))?;
        return Ok(key);
    }
    let bytes = std::fs::read(&path).map_err(|e| wrong(e.to_string()))?;
    bytes
        .try_into()
        .map_err(|b: Vec<u8>| wrong(format!("it holds {} bytes, not 32", b.len())))
}

/// Writes a new file that only its owner can read.
fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::dossier::Place;
    use crate::ledger::Trace;

    fn traces(id: &str, h: &Hasher) -> Traces {
        Traces {
            case: id.to_owned(),
            subject: Some([1; 16]),
            province: None,
            values: vec![Trace {
                what: Shared::Phone,
                at: Place::Declared("/x".to_owned()),
                key: h.of(Shared::Phone, "13800138000"),
            }],
        }
    }

    #[test]
    fn kept_between_nights_and_nothing_personal_in_the_file() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("l.redb");
        {
            let mut ledger = Ledger::open(&path).unwrap();
            let h = ledger.hasher().clone();
            ledger
                .record(&[traces("a", &h), traces("b", &h)], "2026-05-31".parse().unwrap())
                .unwrap();
            // Written twice, held once.
            ledger
                .record(&[traces("a", &h)], "2026-06-01".parse().unwrap())
                .unwrap();
        }
        let ledger = Ledger::open_existing(&path).unwrap();
        let stats = ledger.stats().unwrap();
        assert_eq!((stats.cases, stats.values), (2, 2));
        assert_eq!(stats.nights, Some(("2026-05-31".to_owned(), "2026-06-01".to_owned())));
        assert_eq!(ledger.before("2026-06-01".parse().unwrap()).unwrap(), ["b"]);
        let key = ledger.hasher().of(Shared::Phone, "13800138000");
        let ids: Vec<String> = ledger
            .bearers(Shared::Phone, &key)
            .unwrap()
            .into_iter()
            .map(|b| b.case)
            .collect();
        assert_eq!(ids, ["a", "b"]);
        drop(ledger);
        let bytes = std::fs::read(&path).unwrap();
        assert!(!bytes.windows(11).any(|w| w == b"13800138000"));
    }

    #[test]
    fn a_ledger_that_is_none_or_lost_its_key_is_told() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("l.redb");
        assert!(Ledger::open_existing(&path).is_err());
        drop(Ledger::open(&path).unwrap());
        std::fs::remove_file(dir.path().join("l.redb.key")).unwrap();
        let error = Ledger::open(&path).unwrap_err().to_string();
        assert!(error.contains("key"), "{error}");
    }
}
