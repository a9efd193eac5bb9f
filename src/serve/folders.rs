//! Which folder of the queue a report is about. A finished scan says so in `index.json`; while it runs, the queue is walked.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use serde::Deserialize;

use crate::intake::{self, Case};
use crate::limits::Limits;
use crate::run::files::name_of;

/// A walk of the queue is not repeated sooner.
const REST: Duration = Duration::from_secs(10);

#[derive(Deserialize)]
struct Index {
    cases: Vec<IndexRow>,
}

#[derive(Deserialize)]
struct IndexRow {
    folder: String,
    report: String,
}

/// The folders of a queue.
#[derive(Debug)]
pub struct Folders {
    queue: PathBuf,
    reports: PathBuf,
    limits: Limits,
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    /// Folder below the queue, as text, by the report's file name without its ending.
    of: BTreeMap<String, PathBuf>,
    index: Option<SystemTime>,
    walked: Option<Instant>,
}

impl Folders {
    /// The folders of `queue`, whose reports lie in `reports`.
    pub fn new(queue: &Path, reports: &Path, limits: Limits) -> Self {
        Self {
            queue: queue.to_owned(),
            reports: reports.to_owned(),
            limits,
            known: Mutex::default(),
        }
    }

    /// The case behind a report: its declaration and the list of its files. `None` where no folder fits; a folder whose
    /// case id is another one does not fit.
    pub fn case(&self, key: &str, id: &str) -> Option<Case> {
        let folder = self.folder(key)?;
        let case = intake::walk::load_case(&folder, &self.limits).ok()?;
        (case.id == id).then_some(case)
    }

    fn folder(&self, key: &str) -> Option<PathBuf> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        self.read_index(&mut known);
        if let Some(folder) = known.of.get(key) {
            return Some(intake::names::find(&self.queue, folder));
        }
        if known.walked.is_none_or(|t| t.elapsed() > REST) {
            self.walk(&mut known);
            known.walked = Some(Instant::now());
        }
        let folder = known.of.get(key)?;
        Some(intake::names::find(&self.queue, folder))
    }

    fn read_index(&self, known: &mut Known) {
        let path = self.reports.join("index.json");
        let modified = std::fs::metadata(&path).and_then(|m| m.modified()).ok();
        if modified.is_none() || modified == known.index {
            return;
        }
        known.index = modified;
        // A broken index is no loss: the queue is walked instead.
        let Some(index) = std::fs::read(&path)
            .ok()
            .and_then(|bytes| serde_json::from_slice::<Index>(&bytes).ok())
        else {
            return;
        };
        for row in index.cases {
            let below = Path::new(&row.folder);
            let inside = below.components().all(|c| matches!(c, std::path::Component::Normal(_)));
            if inside && let Some(key) = row.report.strip_suffix(".json") {
                known.of.insert(key.to_owned(), below.to_owned());
            }
        }
    }

    /// The same naming as a scan's: the first folder of an id bears its name, the next one `~2`.
    fn walk(&self, known: &mut Known) {
        let Ok(found) = intake::walk::find_cases(&self.queue, &self.limits) else {
            return;
        };
        let mut rank: BTreeMap<String, usize> = BTreeMap::new();
        for folder in found.cases {
            let Ok(case) = intake::walk::load_case(&folder, &self.limits) else {
                continue;
            };
            let n = rank.entry(case.id.clone()).or_default();
            *n += 1;
            let stem = name_of(&case.id);
            let key = if *n == 1 { stem } else { format!("{stem}~{n}") };
            let below = intake::names::below(&self.queue, &folder);
            known.of.entry(key).or_insert(below.into());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_found_with_and_without_an_index() {
        let dir = tempfile::tempdir().unwrap();
        let (queue, reports) = (dir.path().join("q"), dir.path().join("r"));
        for name in ["one", "two"] {
            std::fs::create_dir_all(queue.join(name)).unwrap();
            std::fs::write(queue.join(name).join("a.txt"), name).unwrap();
        }
        std::fs::create_dir(&reports).unwrap();
        let folders = Folders::new(&queue, &reports, Limits::default());
        assert_eq!(folders.case("two", "two").unwrap().folder, queue.join("two"));
        assert!(folders.case("two", "one").is_none() && folders.case("three", "three").is_none());
        let index = r#"{"cases":[{"folder":"one","report":"x.json"},{"folder":"../r","report":"y.json"}]}"#;
        std::fs::write(reports.join("index.json"), index).unwrap();
        assert!(folders.case("x", "one").is_some());
        assert!(folders.case("y", "r").is_none());
    }
}
