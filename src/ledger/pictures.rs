//! Pictures of many cases, looked up by likeness: tables in a redb file, the ledger's or a run's.
//!
//! Each picture's strongest blobs give three words each, 24 of their 64 comparisons (the bands of multi-index hashing,
//! Norouzi et al. 2012: of 64 bits with a few flipped, one band is often whole). A copy shares many words with its original.
//! Words that many pictures bear are a template's and count for nothing, as the commonest words of a language do in a
//! search (Sivic and Zisserman 2003). The pictures that share the rarest words are compared one by one.
//!
//! Words are keyed hashes and likenesses are hidden under the ledger's key ([`Hasher::hide`]).

use std::collections::{BTreeMap, BTreeSet};

use redb::{ReadTransaction, ReadableTable, ReadableTableMetadata, TableDefinition, WriteTransaction};

use super::alike::{Alike, compare};
use super::keys::Hasher;
use crate::measure::likeness::Likeness;

/// Number of a picture → owner's length (2 bytes), owner, document (2), page (2), hidden likeness.
const PICTURES: TableDefinition<'_, u32, &[u8]> = TableDefinition::new("pictures/1");
/// Word and number of a picture that bears it.
const WORDS: TableDefinition<'_, (u32, u32), ()> = TableDefinition::new("words/1");
/// Owner → mark's length (2 bytes), mark, numbers of its pictures (4 each).
const OWNERS: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("picture-owners/1");

/// Where the bands of 24 comparisons begin.
const BANDS: [u8; 3] = [0, 20, 40];
/// Blobs whose words are kept; all of a picture's are asked for.
const KEPT: usize = 64;
/// A word of so many pictures says nothing.
const COMMON: usize = 32;
/// Words two pictures must share to be compared.
const WORDS_SHARED: usize = 2;
/// Pictures whose owner is looked at, and pictures compared, best first.
const LOOKED_AT: usize = 128;
const COMPARED: usize = 48;

/// A picture of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Index of its document.
    pub document: usize,
    /// Its page, from 1.
    pub page: usize,
    /// What tells it again.
    pub likeness: Likeness,
}

/// A stored picture that is the one asked for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seen {
    /// Whose it is.
    pub owner: String,
    /// Index of its document.
    pub document: usize,
    /// Its page, from 1.
    pub page: usize,
}

fn words(likeness: &Likeness, blobs: usize, hasher: &Hasher) -> BTreeSet<u32> {
    likeness
        .blobs
        .iter()
        .take(blobs)
        .flat_map(|b| BANDS.map(|from| hasher.word(from, (b.bits >> from) as u32 & 0x00FF_FFFF)))
        .collect()
}

/// Makes the tables where there are none, so that reading an empty file is no error.
pub(super) fn begin(write: &WriteTransaction) -> Result<(), redb::Error> {
    write.open_table(PICTURES)?;
    write.open_table(WORDS)?;
    write.open_table(OWNERS)?;
    Ok(())
}

/// Writes an owner's pictures in place of those it had. `mark` is kept with them.
pub(super) fn put(
    write: &WriteTransaction,
    owner: &str,
    mark: &str,
    pictures: &[Picture],
    hasher: &Hasher,
) -> Result<(), redb::Error> {
    remove(write, owner, hasher)?;
    let mut table = write.open_table(PICTURES)?;
    let mut index = write.open_table(WORDS)?;
    let mut next = table.last()?.map_or(0, |(id, _)| id.value().wrapping_add(1));
    let mut row = prefixed(mark.as_bytes());
    for picture in pictures {
        // Numbers of forgotten pictures are not used again before all are.
        while table.get(next)?.is_some() {
            next = next.wrapping_add(1);
        }
        table.insert(next, pack(owner, picture, hasher).as_slice())?;
        for word in words(&picture.likeness, KEPT, hasher) {
            if bearers(&index, word)?.len() < COMMON {
                index.insert((word, next), ())?;
            }
        }
        row.extend_from_slice(&next.to_le_bytes());
        next = next.wrapping_add(1);
    }
    write.open_table(OWNERS)?.insert(owner, row.as_slice())?;
    Ok(())
}

/// Takes an owner's pictures out.
pub(super) fn remove(write: &WriteTransaction, owner: &str, hasher: &Hasher) -> Result<(), redb::Error> {
    let old = write.open_table(OWNERS)?.remove(owner)?.map(|row| row.value().to_vec());
    let Some(old) = old else { return Ok(()) };
    let mut table = write.open_table(PICTURES)?;
    let mut index = write.open_table(WORDS)?;
    for id in unprefixed(&old).map(|(_, ids)| numbers(ids)).unwrap_or_default() {
        let picture = table.remove(id)?.and_then(|row| unpack(row.value(), hasher));
        if let Some(picture) = picture {
            for word in words(&picture.likeness, KEPT, hasher) {
                index.remove((word, id))?;
            }
        }
    }
    Ok(())
}

/// The mark an owner's pictures were written with.
pub(super) fn mark(read: &ReadTransaction, owner: &str) -> Result<Option<String>, redb::Error> {
    let row = read.open_table(OWNERS)?.get(owner)?;
    Ok(row.and_then(|row| String::from_utf8(unprefixed(row.value())?.0.to_vec()).ok()))
}

/// An owner's pictures.
pub(super) fn of(read: &ReadTransaction, owner: &str, hasher: &Hasher) -> Result<Vec<Picture>, redb::Error> {
    let Some(row) = read.open_table(OWNERS)?.get(owner)? else {
        return Ok(Vec::new());
    };
    let table = read.open_table(PICTURES)?;
    let mut out = Vec::new();
    for id in unprefixed(row.value()).map(|(_, ids)| numbers(ids)).unwrap_or_default() {
        let row = table.get(id)?;
        out.extend(row.and_then(|row| unpack(row.value(), hasher)));
    }
    Ok(out)
}

/// Pictures there are.
pub(super) fn count(read: &ReadTransaction) -> Result<u64, redb::Error> {
    Ok(read.open_table(PICTURES)?.len()?)
}

/// Stored pictures of the owners asked for that are this one: the 48 that share the rarest words are compared.
/// The same whatever the order in which they were stored.
pub(super) fn seen(
    read: &ReadTransaction,
    likeness: &Likeness,
    hasher: &Hasher,
    wants: &dyn Fn(&str) -> bool,
) -> Result<Vec<Seen>, redb::Error> {
    let index = read.open_table(WORDS)?;
    let table = read.open_table(PICTURES)?;
    let mut weights: BTreeMap<u32, (usize, f64)> = BTreeMap::new();
    for word in words(likeness, usize::MAX, hasher) {
        let bearers = bearers(&index, word)?;
        if bearers.len() < COMMON {
            for id in &bearers {
                let (shared, weight) = weights.entry(*id).or_default();
                *shared += 1;
                *weight += 1.0 / bearers.len() as f64;
            }
        }
    }
    let mut best: Vec<(u32, f64)> = weights
        .into_iter()
        .filter(|(_, (shared, _))| *shared >= WORDS_SHARED)
        .map(|(id, (_, weight))| (id, weight))
        .collect();
    best.sort_by(|a, b| b.1.total_cmp(&a.1));
    // Numbers depend on the order of storing: those of equal weight at the end are all looked at.
    let least = best.get(LOOKED_AT - 1).map_or(0.0, |b| b.1);
    let mut rows = Vec::new();
    for (id, weight) in best.into_iter().take_while(|b| b.1 >= least) {
        let Some(row) = table.get(id)? else { continue };
        let head = head(row.value()).filter(|(seen, _)| wants(&seen.owner));
        rows.extend(head.map(|(seen, _)| (weight, seen, id)));
    }
    rows.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let mut same = Vec::new();
    // Opened one by one: a likeness takes some 30 kB.
    for (_, seen, id) in rows.into_iter().take(COMPARED) {
        let Some(row) = table.get(id)? else { continue };
        let stored = unpack(row.value(), hasher).and_then(|picture| compare(likeness, &picture.likeness));
        same.extend(stored.filter(Alike::is_same).map(|_| seen));
    }
    Ok(same)
}

/// Pictures that bear a word, `COMMON` at most.
fn bearers(index: &impl ReadableTable<(u32, u32), ()>, word: u32) -> Result<Vec<u32>, redb::Error> {
    let mut out = Vec::new();
    for entry in index.range((word, 0)..=(word, u32::MAX))?.take(COMMON) {
        out.push(entry?.0.value().1);
    }
    Ok(out)
}

fn prefixed(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).unwrap_or(u16::MAX);
    let mut out = length.to_le_bytes().to_vec();
    out.extend(bytes.iter().take(usize::from(length)));
    out
}

fn unprefixed(row: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = row.split_first_chunk::<2>()?;
    rest.split_at_checked(usize::from(u16::from_le_bytes(*length)))
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    let (chunks, _) = bytes.as_chunks::<4>();
    chunks.iter().map(|c| u32::from_le_bytes(*c)).collect()
}

fn pack(owner: &str, picture: &Picture, hasher: &Hasher) -> Vec<u8> {
    let mut out = prefixed(owner.as_bytes());
    for n in [picture.document, picture.page] {
        out.extend_from_slice(&u16::try_from(n).unwrap_or(u16::MAX).to_le_bytes());
    }
    out.extend_from_slice(&hasher.hide(&picture.likeness.pack()));
    out
}

/// What a row says in clear, whose and which picture it is, and what it hides.
fn head(row: &[u8]) -> Option<(Seen, &[u8])> {
    let (owner, rest) = unprefixed(row)?;
    let (document, rest) = rest.split_first_chunk::<2>()?;
    let (page, hidden) = rest.split_first_chunk::<2>()?;
    let seen = Seen {
        owner: String::from_utf8(owner.to_vec()).ok()?,
        document: usize::from(u16::from_le_bytes(*document)),
        page: usize::from(u16::from_le_bytes(*page)),
    };
    Some((seen, hidden))
}

/// A row, unless it is none of this key's.
fn unpack(row: &[u8], hasher: &Hasher) -> Option<Picture> {
    let (seen, hidden) = head(row)?;
    Some(Picture {
        document: seen.document,
        page: seen.page,
        likeness: Likeness::unpack(&hasher.show(hidden)?)?,
    })
}
