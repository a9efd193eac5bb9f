//! The program's own sources, for tests that hold a table against them.

use std::path::{Path, PathBuf};

/// Path and text of each file of Rust below a folder of the crate.
pub(super) fn below(folder: &str) -> Vec<(PathBuf, String)> {
    let files = walkdir::WalkDir::new(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).into_iter();
    let files = files.map(|entry| entry.unwrap().into_path());
    let rust = files.filter(|path| path.extension().is_some_and(|e| e == "rs"));
    rust.map(|path| {
        let text = std::fs::read_to_string(&path).unwrap();
        (path, text)
    })
    .collect()
}
