//! Finds case folders and attachments without following links.

use std::collections::BTreeMap;
use std::fs::{File, Metadata};
use std::io::{ErrorKind, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};
use walkdir::{DirEntry, WalkDir};

use super::case::{Wrong, parse};
use super::{Attachment, Case, Content, Declared, Problem, Unread, litter, names};
use crate::limits::Limits;

/// Name of the declaration in a case folder.
pub const DECLARATION: &str = "case.json";
/// Bytes kept of a file beyond the budget: enough to tell its format.
const HEAD_BYTES: u64 = 64 << 10;

/// Why a folder could not be walked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WalkError {
    /// The path is no folder.
    #[error("{}: not a folder", path.display())]
    NotAFolder {
        /// The path given.
        path: PathBuf,
    },
    /// The operating system refused.
    #[error("{}: {reason}", path.display())]
    Refused {
        /// The folder.
        path: PathBuf,
        /// "permission denied", "vanished"...
        reason: String,
    },
}

/// What a folder holds at first sight: nothing is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// A case: a declaration, or files, or nothing.
    Case,
    /// No declaration, but so many folders with one.
    Cases(usize),
}

/// Whether a path is a folder, and whether it is a case or a queue of cases. For commands that take either: said before models are looked for.
pub fn holds(folder: &Path) -> Result<Holds, WalkError> {
    must_be_folder(folder)?;
    let refused = |e: &std::io::Error| WalkError::Refused {
        path: folder.to_owned(),
        reason: reason(e),
    };
    if std::fs::symlink_metadata(folder.join(DECLARATION)).is_ok() {
        return Ok(Holds::Case);
    }
    let below = std::fs::read_dir(folder).map_err(|e| refused(&e))?;
    let declared = |e: &std::fs::DirEntry| {
        let own = e.file_type().is_ok_and(|t| t.is_dir());
        own && std::fs::symlink_metadata(e.path().join(DECLARATION)).is_ok()
    };
    match below.filter_map(Result::ok).filter(declared).count() {
        0 => Ok(Holds::Case),
        cases => Ok(Holds::Cases(cases)),
    }
}

/// What lies below a queue folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// Case folders, sorted by path.
    pub cases: Vec<PathBuf>,
    /// Files that belong to no case, sorted.
    pub stray: Vec<PathBuf>,
    /// Folders that could not be read and links that were not followed, with the reason, sorted.
    pub unreadable: Vec<(PathBuf, String)>,
    /// Folders that hold nothing at all, sorted.
    pub empty: Vec<PathBuf>,
}

/// A folder of the queue on the way to being a case.
#[derive(Debug, Default)]
struct Folder {
    declared: bool,
    declared_below: bool,
    files: Vec<PathBuf>,
    links: Vec<PathBuf>,
    folders: Vec<PathBuf>,
}

impl Folder {
    /// Holds a file that someone meant to be there: what desktops leave behind makes no case.
    fn holds_files(&self) -> bool {
        let hidden = |f: &Path| f.file_name().is_some_and(|n| names::text(n).starts_with('.'));
        self.files.iter().any(|f| !hidden(f) && !is_litter(f))
    }
}

/// Every case folder below `queue`. A folder with a `case.json` is a case and all below belongs to it; a folder that
/// directly holds files without a `case.json` in or below it is one too. The queue itself is a case where it has a
/// `case.json`, or holds files and nothing below is a case.
pub fn find_cases(queue: &Path, _limits: &Limits) -> Result<Found, WalkError> {
    must_be_folder(queue)?;
    let mut found = Found::default();
    let mut folders: BTreeMap<PathBuf, Folder> = BTreeMap::new();
    let mut walk = WalkDir::new(queue).follow_links(false).sort_by_file_name().into_iter();
    while let Some(entry) = walk.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(e) => {
                let path = e.path().unwrap_or(queue).to_owned();
                if e.depth() == 0 {
                    return Err(WalkError::Refused {
                        path,
                        reason: walk_reason(&e),
                    });
                }
                found.unreadable.push((path, walk_reason(&e)));
                continue;
            }
        };
        let path = entry.path().to_owned();
        // The queue itself may be a link: whoever typed it meant its target.
        let is_folder = entry.depth() == 0 || entry.file_type().is_dir();
        if let Some(parent) = path.parent().filter(|_| entry.depth() > 0) {
            let parent = folders.entry(parent.to_owned()).or_default();
            if is_folder {
                parent.folders.push(path.clone());
            } else if entry.path_is_symlink() {
                parent.links.push(path.clone());
            } else {
                parent.files.push(path.clone());
            }
        }
        if is_folder {
            let declared = std::fs::symlink_metadata(path.join(DECLARATION)).is_ok();
            folders.entry(path.clone()).or_default().declared = declared;
            if declared {
                for above in path.ancestors().skip(1).take(entry.depth()) {
                    folders.entry(above.to_owned()).or_default().declared_below = true;
                }
                walk.skip_current_dir();
            }
        }
    }
    found.sort_out(queue, &folders);
    Ok(found)
}

impl Found {
    /// Tells cases from what belongs to none. `folders`: what each holds that is no case of its own.
    fn sort_out(&mut self, queue: &Path, folders: &BTreeMap<PathBuf, Folder>) {
        let mut waiting = vec![queue.to_owned()];
        while let Some(path) = waiting.pop() {
            let Some(folder) = folders.get(&path) else { continue };
            let is_queue = path == queue;
            if folder.declared || (!is_queue && folder.holds_files() && !folder.declared_below) {
                self.cases.push(path);
                continue;
            }
            let unread = self.unreadable.iter().any(|(p, _)| p == &path);
            if folder.files.is_empty() && folder.links.is_empty() && folder.folders.is_empty() && !is_queue && !unread {
                self.empty.push(path);
                continue;
            }
            self.stray.extend(folder.files.iter().cloned());
            let links = folder.links.iter().cloned();
            self.unreadable
                .extend(links.map(|l| (l, "a link, not followed".to_owned())));
            waiting.extend(folder.folders.iter().cloned());
        }
        if self.cases.is_empty() && folders.get(queue).is_some_and(Folder::holds_files) {
            self.cases.push(queue.to_owned());
            self.stray.clear();
            self.empty.clear();
            self.unreadable.clear();
        }
        self.cases.sort();
        self.stray.sort();
        self.unreadable.sort();
        // What cannot be read below a case is told by that case.
        let cases = &self.cases;
        self.unreadable
            .retain(|(p, _)| !cases.iter().any(|c| p != c && p.starts_with(c)));
        self.empty.sort();
    }
}

/// Loads one case: its declaration and the list of its attachments. No attachment is opened; of a file that bears a name of what
/// systems leave behind, the first bytes are read.
pub fn load_case(folder: &Path, limits: &Limits) -> Result<Case, WalkError> {
    must_be_folder(folder)?;
    let declared = declaration(folder, limits);
    let (mut attachments, mut left_behind) = (Vec::new(), Vec::new());
    let mut unlisted = 0usize;
    let walk = WalkDir::new(folder)
        .min_depth(1)
        .max_depth(limits.folder_depth.saturating_add(1))
        .follow_links(false)
        .sort_by_file_name();
    for entry in walk {
        let listed = match entry {
            Ok(entry) if entry.file_type().is_dir() => {
                // Not entered, so what it holds stays unlisted.
                unlisted += usize::from(entry.depth() > limits.folder_depth);
                continue;
            }
            Ok(entry) if entry.depth() == 1 && entry.file_name() == DECLARATION => continue,
            Ok(entry) if entry.file_type().is_file() && is_litter(entry.path()) => {
                if left_behind.len() >= limits.files {
                    unlisted += 1;
                } else {
                    left_behind.push(names::below(folder, entry.path()));
                }
                continue;
            }
            Ok(entry) => entry_attachment(folder, &entry, limits),
            Err(e) => {
                let path = e.path().unwrap_or(folder).to_owned();
                if path == folder {
                    return Err(WalkError::Refused {
                        path,
                        reason: walk_reason(&e),
                    });
                }
                Attachment {
                    path: names::below(folder, &path),
                    file: path,
                    bytes: 0,
                    unread: Some(Unread::Refused(walk_reason(&e))),
                }
            }
        };
        if attachments.len() >= limits.files {
            unlisted += 1;
        } else {
            attachments.push(listed);
        }
    }
    attachments.sort_by(|a: &Attachment, b| a.path.as_bytes().cmp(b.path.as_bytes()));
    left_behind.sort();
    let id = match &declared {
        Declared::Present(d) => Some(d.case_id.clone()),
        Declared::Invalid { case_id, .. } => case_id.clone(),
        Declared::Missing => None,
    };
    Ok(Case {
        folder: folder.to_owned(),
        id: id.unwrap_or_else(|| folder_name(folder)),
        declared,
        attachments,
        litter: left_behind,
        unlisted,
    })
}

/// Reads an attachment without following a link. A file beyond the budget gives its first 64 KiB and no digest.
pub fn read(attachment: &Attachment, limits: &Limits) -> Result<Content, Unread> {
    match &attachment.unread {
        None | Some(Unread::TooLarge) => {}
        Some(why) => return Err(why.clone()),
    }
    let (file, metadata) = open_plain(&attachment.file)?;
    let too_large = |length: u64| length > limits.file_bytes;
    let whole = !too_large(metadata.len()) && attachment.unread.is_none();
    let allowed = if whole {
        limits.file_bytes
    } else {
        HEAD_BYTES.min(limits.file_bytes)
    };
    let mut bytes = Vec::new();
    // One byte more than allowed tells a file that grew since the walk.
    file.take(allowed.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|e| Unread::Refused(reason(&e)))?;
    if !whole || too_large(bytes.len() as u64) {
        bytes.truncate(HEAD_BYTES.min(limits.file_bytes) as usize);
        return Ok(Content {
            bytes: bytes.into(),
            sha256: String::new(),
        });
    }
    let sha256 = Sha256::digest(&bytes).iter().fold(String::new(), |mut hex, b| {
        for nibble in [b >> 4, b & 15] {
            hex.extend(char::from_digit(u32::from(nibble), 16));
        }
        hex
    });
    Ok(Content {
        bytes: Arc::from(bytes),
        sha256,
    })
}

fn must_be_folder(path: &Path) -> Result<(), WalkError> {
    match std::fs::metadata(path) {
        Ok(m) if m.is_dir() => Ok(()),
        Ok(_) => Err(WalkError::NotAFolder { path: path.to_owned() }),
        Err(e) => Err(WalkError::Refused {
            path: path.to_owned(),
            reason: reason(&e),
        }),
    }
}

/// The name of a folder, also of one given as `.` or `..`.
fn folder_name(folder: &Path) -> String {
    let name = |p: &Path| p.file_name().map(|_| names::of(p));
    name(folder)
        .or_else(|| folder.canonicalize().ok().as_deref().and_then(name))
        .unwrap_or_else(|| "case".to_owned())
}

fn declaration(folder: &Path, limits: &Limits) -> Declared {
    let path = folder.join(DECLARATION);
    let invalid = |wrong: Wrong| Declared::Invalid {
        problems: vec![Problem::whole(wrong)],
        case_id: None,
    };
    match std::fs::symlink_metadata(&path) {
        Err(e) if e.kind() == ErrorKind::NotFound => return Declared::Missing,
        Ok(m) if m.is_dir() => return invalid(Wrong::Folder),
        _ => {}
    }
    let file = match open_plain(&path) {
        Ok((file, _)) => file,
        Err(Unread::Link { .. }) => return invalid(Wrong::Link),
        Err(Unread::Refused(_)) => return invalid(Wrong::Unreadable),
        Err(_) => return invalid(Wrong::NotAFile),
    };
    let mut bytes = Vec::new();
    match file
        .take(limits.declaration_bytes.saturating_add(1))
        .read_to_end(&mut bytes)
    {
        Ok(_) => parse(&bytes, limits),
        Err(_) => invalid(Wrong::Unreadable),
    }
}

/// Opens a plain file for another floor: no link is followed, and what is no plain file is never opened.
pub fn open(path: &Path) -> Result<File, Unread> {
    open_plain(path).map(|(file, _)| file)
}

/// Opens a plain file. What is no plain file is never opened: opening a pipe would block.
fn open_plain(path: &Path) -> Result<(File, Metadata), Unread> {
    let refused = |e: &std::io::Error| Unread::Refused(reason(e));
    let before = std::fs::symlink_metadata(path).map_err(|e| refused(&e))?;
    if before.is_symlink() {
        return Err(Unread::Link {
            target: std::fs::read_link(path)
                .map(|t| names::text(t.as_os_str()))
                .unwrap_or_default(),
            outside: true,
        });
    }
    if !before.is_file() {
        return Err(Unread::NotAFile);
    }
    let file = File::open(path).map_err(|e| refused(&e))?;
    let after = file.metadata().map_err(|e| refused(&e))?;
    if same_file(&before, &after) {
        Ok((file, after))
    } else {
        Err(Unread::Refused("it was exchanged while being opened".to_owned()))
    }
}

#[cfg(unix)]
fn same_file(a: &Metadata, b: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (a.dev(), a.ino()) == (b.dev(), b.ino())
}

#[cfg(not(unix))]
fn same_file(_: &Metadata, b: &Metadata) -> bool {
    b.is_file()
}

fn entry_attachment(folder: &Path, entry: &DirEntry, limits: &Limits) -> Attachment {
    let file = entry.path().to_owned();
    let (bytes, unread) = if entry.path_is_symlink() {
        (0, Some(link(folder, &file)))
    } else if !entry.file_type().is_file() {
        (0, Some(Unread::NotAFile))
    } else {
        match entry.metadata() {
            Ok(m) => (m.len(), (m.len() > limits.file_bytes).then_some(Unread::TooLarge)),
            Err(e) => (0, Some(Unread::Refused(walk_reason(&e)))),
        }
    };
    Attachment {
        path: names::below(folder, &file),
        file,
        bytes,
        unread,
    }
}

/// Where a link leads: by its real end where there is one, else by its words. Nothing is opened.
fn link(folder: &Path, file: &Path) -> Unread {
    let target = std::fs::read_link(file).unwrap_or_default();
    let root = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let parent = file
        .strip_prefix(folder)
        .ok()
        .and_then(Path::parent)
        .unwrap_or(Path::new(""));
    let spelled = plain(&root.join(parent).join(&target));
    let inside = spelled.starts_with(&root) && file.canonicalize().map_or(true, |end| end.starts_with(&root));
    Unread::Link {
        target: names::text(target.as_os_str()),
        outside: !inside,
    }
}

/// A path without `.` and `..`, by its words alone.
fn plain(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            _ => out.push(part),
        }
    }
    out
}

/// Whether a plain file is what systems and office programs leave behind, by its name and its first bytes.
fn is_litter(path: &Path) -> bool {
    let text = |p: Option<&Path>| p.and_then(Path::file_name).map(names::text).unwrap_or_default();
    let (folder, name) = (text(path.parent()), text(Some(path)));
    if !litter::by_name(&folder, &name) {
        return false;
    }
    let Ok((file, metadata)) = open_plain(path) else {
        return false;
    };
    let mut head = Vec::new();
    let read = file.take(litter::HEAD as u64).read_to_end(&mut head);
    read.is_ok() && litter::is_litter(&folder, &name, &head, metadata.len())
}

fn walk_reason(e: &walkdir::Error) -> String {
    e.io_error()
        .map_or_else(|| "the folders go in a circle".to_owned(), reason)
}

fn reason(e: &std::io::Error) -> String {
    match e.kind() {
        ErrorKind::PermissionDenied => "permission denied".to_owned(),
        ErrorKind::NotFound => "vanished".to_owned(),
        kind => kind.to_string(),
    }
}

#[cfg(test)]
#[path = "walk_tests.rs"]
mod tests;
