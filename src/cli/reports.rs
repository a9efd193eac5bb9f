//! The reports of a folder, one at a time, in the order of their names.

use std::path::{Path, PathBuf};

use super::Failure;
use crate::cli::Code;
use crate::report::model::Report;

/// The report files of a folder, sorted. None at all is a failure.
pub(super) fn list(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let wrong = |e: &std::io::Error| unreadable(folder, &e.to_string());
    let mut out = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|e| wrong(&e))? {
        let path = entry.map_err(|e| wrong(&e))?.path();
        let is_index = path.file_name().is_some_and(|n| n == "index.json");
        if path.extension().is_some_and(|e| e == "json") && !is_index {
            out.push(path);
        }
    }
    if out.is_empty() {
        return Err(Failure::coded(
            Code::NoReport,
            format!("there is no report in '{}'", folder.display()),
        ));
    }
    out.sort();
    Ok(out)
}

/// One report. A file that is none stops the work: a table or comparison that left it out would look complete.
pub(super) fn read(path: &Path) -> Result<Report, Failure> {
    let bytes = std::fs::read(path).map_err(|e| unreadable(path, &e.to_string()))?;
    serde_json::from_slice(&bytes).map_err(|e| unreadable(path, &format!("it is no report of this program: {e}")))
}

fn unreadable(path: &Path, why: &str) -> Failure {
    Failure::unread(path, &why)
}
