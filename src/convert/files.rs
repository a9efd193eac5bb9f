//! Files that a table names: found below one folder, never through a link, and never out of it.

use std::fs::File;
use std::path::{Component, Path, PathBuf};

use walkdir::WalkDir;

use super::problem::Fault;
use crate::intake::{Unread, names, walk};
use crate::limits::Limits;

/// The folder of files.
#[derive(Debug, Clone)]
pub struct Folder {
    root: PathBuf,
}

/// A file that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Where it lies.
    pub path: PathBuf,
    /// Its name as text.
    pub name: String,
}

impl Folder {
    /// The folder of this path.
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    /// The file at a path as a table has it, or all files of a folder. The path is walked step by step: a link among its folders is not
    /// followed either.
    pub fn find(&self, written: &str, limits: &Limits) -> Result<Vec<Found>, Fault> {
        let told = || written.to_owned();
        let plain = written.replace('\\', "/");
        let drive = plain.split('/').next().is_some_and(|p| p.ends_with(':'));
        let mut at = self.root.clone();
        let mut steps = 0usize;
        for part in Path::new(&plain).components() {
            match part {
                Component::CurDir => continue,
                Component::Normal(name) if !drive => at = names::find(&at, Path::new(name)),
                _ => return Err(Fault::FileOutside(told())),
            }
            steps += 1;
            let Ok(metadata) = std::fs::symlink_metadata(&at) else {
                return Err(Fault::FileMissing(told()));
            };
            if metadata.is_symlink() {
                return Err(Fault::FileLink(told()));
            }
        }
        if steps == 0 {
            return Err(Fault::FileOutside(told()));
        }
        if at.is_dir() {
            below(&at, written, limits)
        } else {
            Ok(vec![named(&at, written)?])
        }
    }

    /// The file whose name, or name without its ending, is an id.
    pub fn find_by_id(&self, id: &str, limits: &Limits) -> Result<Vec<Found>, Fault> {
        let told = || id.to_owned();
        if id.is_empty() || id.contains(['/', '\\', ':']) || id.starts_with('.') {
            return Err(Fault::FileOutside(told()));
        }
        let entries = std::fs::read_dir(&self.root).map_err(|e| Fault::FileFailed(told(), e.to_string()))?;
        let is_it = |name: &str| name == id || name.rsplit_once('.').is_some_and(|(stem, _)| stem == id);
        let mut all: Vec<PathBuf> = entries
            .flatten()
            .map(|e| e.path())
            .filter(|p| is_it(&names::of(p)))
            .collect();
        all.sort();
        match all.as_slice() {
            [] => Err(Fault::FileMissing(told())),
            [one] => {
                let name = names::of(one);
                self.find(&name, limits)
            }
            _ => Err(Fault::FileSeveral(told())),
        }
    }
}

fn named(path: &Path, written: &str) -> Result<Found, Fault> {
    let told = || written.to_owned();
    // Opening a pipe would block; that it can be opened is asked now, so that a dry run tells it.
    open(path).map_err(|why| match why {
        Unread::Link { .. } => Fault::FileLink(told()),
        Unread::NotAFile => Fault::FileOdd(told()),
        Unread::Refused(why) => Fault::FileFailed(told(), why),
        Unread::TooLarge => Fault::FileFailed(told(), "too large".to_owned()),
    })?;
    let name = names::of(path);
    if name.eq_ignore_ascii_case("case.json") {
        return Err(Fault::FileNamed(told()));
    }
    Ok(Found {
        path: path.to_owned(),
        name,
    })
}

/// Every file of a folder, sorted by path.
fn below(folder: &Path, written: &str, limits: &Limits) -> Result<Vec<Found>, Fault> {
    let mut out = Vec::new();
    for entry in WalkDir::new(folder)
        .max_depth(limits.folder_depth)
        .follow_links(false)
        .sort_by_file_name()
    {
        let entry = entry.map_err(|e| Fault::FileFailed(written.to_owned(), e.to_string()))?;
        if entry.path_is_symlink() {
            return Err(Fault::FileLink(format!(
                "{written}/{}",
                names::below(folder, entry.path())
            )));
        }
        if !entry.file_type().is_dir() {
            out.push(named(
                entry.path(),
                &format!("{written}/{}", names::below(folder, entry.path())),
            )?);
        }
        if out.len() > limits.files {
            return Err(Fault::FilesMany(limits.files));
        }
    }
    if out.is_empty() {
        return Err(Fault::FileMissing(written.to_owned()));
    }
    Ok(out)
}

/// Opens a plain file, not through a link.
pub fn open(path: &Path) -> Result<File, Unread> {
    walk::open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> (tempfile::TempDir, Folder) {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("files");
        std::fs::create_dir_all(root.join("a/b")).unwrap();
        for (name, text) in [("licence.jpg", "l"), ("a/card.jpg", "c"), ("a/b/back.jpg", "b")] {
            std::fs::write(root.join(name), text).unwrap();
        }
        std::fs::write(dir.path().join("secret"), "s").unwrap();
        let folder = Folder::new(&root);
        (dir, folder)
    }

    fn names_of(found: Result<Vec<Found>, Fault>) -> Vec<String> {
        found.unwrap().into_iter().map(|f| f.name).collect()
    }

    #[test]
    fn files_and_folders_are_found_below_the_folder() {
        let (_dir, folder) = folder();
        let limits = Limits::default();
        assert_eq!(names_of(folder.find("licence.jpg", &limits)), ["licence.jpg"]);
        assert_eq!(names_of(folder.find(".\\a\\card.jpg", &limits)), ["card.jpg"]);
        assert_eq!(names_of(folder.find("a", &limits)), ["back.jpg", "card.jpg"]);
        assert_eq!(names_of(folder.find_by_id("licence", &limits)), ["licence.jpg"]);
        assert_eq!(folder.find("b.jpg", &limits), Err(Fault::FileMissing("b.jpg".into())));
    }

    #[test]
    fn no_path_leads_out() {
        let (_dir, folder) = folder();
        for path in [
            "../secret",
            "a/../../secret",
            "/etc/passwd",
            "C:\\secret",
            "..",
            ".",
            "",
        ] {
            let found = folder.find(path, &Limits::default());
            assert_eq!(found, Err(Fault::FileOutside(path.into())), "{path}");
        }
        for id in ["../secret", "a/card", ".hidden", ""] {
            assert!(folder.find_by_id(id, &Limits::default()).is_err(), "{id}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn no_link_is_followed_whether_file_or_folder() {
        let (dir, folder) = folder();
        let root = dir.path().join("files");
        std::os::unix::fs::symlink(dir.path().join("secret"), root.join("link.jpg")).unwrap();
        std::os::unix::fs::symlink(dir.path(), root.join("up")).unwrap();
        std::os::unix::fs::symlink(dir.path().join("secret"), root.join("a/inner.jpg")).unwrap();
        let limits = Limits::default();
        assert_eq!(
            folder.find("link.jpg", &limits),
            Err(Fault::FileLink("link.jpg".into()))
        );
        assert_eq!(
            folder.find("up/secret", &limits),
            Err(Fault::FileLink("up/secret".into()))
        );
        assert_eq!(folder.find("a", &limits), Err(Fault::FileLink("a/inner.jpg".into())));
        assert_eq!(
            folder.find_by_id("link", &limits),
            Err(Fault::FileLink("link.jpg".into()))
        );
    }
}
