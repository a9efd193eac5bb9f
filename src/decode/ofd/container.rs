//! The ZIP around an OFD (GB/T 33190, 6): members by name, under budgets. Nothing is written to the disk.

use std::collections::HashMap;
use std::io::{Cursor, Read};
use std::sync::Arc;

use zip::ZipArchive;

use crate::decode::DecodeError;
use crate::limits::Limits;

/// Members of one file. A document of `pages` pages with a picture on each has under a hundred.
const MEMBERS: usize = 4096;

/// The members of an OFD. What was read is kept: a template stands on every page.
pub struct Container {
    archive: ZipArchive<Cursor<Arc<[u8]>>>,
    /// Index of each member by its path without a leading slash, in lower case: writers differ in case (`Doc_0/Res`, `doc_0/res`).
    names: HashMap<String, usize>,
    read: HashMap<usize, Arc<[u8]>>,
    /// Bytes that may still be unpacked.
    left: u64,
}

impl Container {
    /// Reads the directory; no member is unpacked.
    pub fn open(bytes: Arc<[u8]>, limits: &Limits) -> Result<Self, DecodeError> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| broken(&e))?;
        if archive.len() > MEMBERS {
            return Err(DecodeError::Limit {
                limit: "files",
                asked: archive.len() as u64,
                allowed: MEMBERS as u64,
            });
        }
        let names = (0..archive.len())
            .filter_map(|i| Some((key(&archive.name_for_index(i)?.ok()?), i)))
            .collect();
        Ok(Self {
            archive,
            names,
            read: HashMap::new(),
            left: limits.decoded_bytes,
        })
    }

    /// A member's bytes; nothing where there is none of this path.
    pub fn member(&mut self, path: &str) -> Result<Option<Arc<[u8]>>, DecodeError> {
        let Some(&index) = self.names.get(&key(path)) else {
            return Ok(None);
        };
        if let Some(bytes) = self.read.get(&index) {
            return Ok(Some(Arc::clone(bytes)));
        }
        let member = self.archive.by_index(index).map_err(|e| broken(&e))?;
        let mut bytes = Vec::new();
        // The size in the directory is a stranger's word; what comes out is counted.
        member
            .take(self.left + 1)
            .read_to_end(&mut bytes)
            .map_err(|e| broken(&e))?;
        let length = bytes.len() as u64;
        if length > self.left {
            return Err(DecodeError::Limit {
                limit: "decoded_bytes",
                asked: length,
                allowed: self.left,
            });
        }
        self.left -= length;
        let bytes: Arc<[u8]> = bytes.into();
        self.read.insert(index, Arc::clone(&bytes));
        Ok(Some(bytes))
    }

    /// A member that must be there.
    pub fn needed(&mut self, path: &str) -> Result<Arc<[u8]>, DecodeError> {
        self.member(path)?
            .ok_or_else(|| malformed("a part of it is missing from the archive"))
    }

    /// Paths of the members that were unpacked so far, as they are compared.
    pub fn unpacked(&self) -> Vec<String> {
        let read = self.names.iter().filter(|(_, index)| self.read.contains_key(index));
        read.map(|(name, _)| name.clone()).collect()
    }

    /// Whether there is a member of this path.
    pub fn has(&self, path: &str) -> bool {
        self.names.contains_key(&key(path))
    }
}

/// A path as it is compared.
pub fn key(path: &str) -> String {
    path.trim_start_matches('/').replace('\\', "/").to_lowercase()
}

/// The path that `link` means, written in a file in `folder`: from the root where it begins with a slash, else beside the file; where
/// nothing lies there, from the root (writers leave the slash out).
pub fn resolve(container: &Container, folder: &str, link: &str) -> String {
    let link = link.trim();
    let joined = match link.strip_prefix('/') {
        Some(absolute) => plain(absolute),
        None => plain(&format!("{folder}/{link}")),
    };
    if container.has(&joined) { joined } else { plain(link) }
}

/// A path without `.` and `..`; one that leads out of the archive ends at its root.
fn plain(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            p => parts.push(p),
        }
    }
    parts.join("/")
}

/// The folder of a path.
pub fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// A broken OFD, in our words.
pub fn malformed(detail: &str) -> DecodeError {
    DecodeError::Malformed {
        what: "ofd".to_owned(),
        detail: detail.to_owned(),
    }
}

/// What the ZIP reader said; it names no content.
fn broken(e: &impl std::fmt::Display) -> DecodeError {
    malformed(&e.to_string())
}
