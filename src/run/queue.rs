//! The cases of a queue, found and named; none is held.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::RunError;
use super::files::name_of;
use super::shared::{CaseSummary, Gathered, SharedBetweenCases};
use crate::intake::walk::Found;
use crate::intake::{self, Case, names};
use crate::ledger::RunPictures;
use crate::limits::Limits;

/// The pictures of a run, in a report folder.
pub(super) const PICTURES: &str = "run.pictures";

/// Cases loaded at once before they are let go.
const LOADED: usize = 64;

/// The cases of a queue and how their reports are named. No case is held: each is loaded when its turn comes.
pub(super) struct Queue<'a> {
    pub(super) found: Found,
    limits: &'a Limits,
    /// Folders relative to the queue.
    pub(super) names: Vec<String>,
    /// Case ids; the folder's name where the case cannot be read.
    pub(super) ids: Vec<String>,
    /// Which cases bear an id that others bear too.
    bearers: BTreeMap<String, Vec<usize>>,
}

impl<'a> Queue<'a> {
    /// Finds the cases and gathers their traces.
    pub(super) fn load(
        queue: &Path,
        out: Option<&Path>,
        ledger: Option<&Path>,
        limits: &'a Limits,
    ) -> Result<(Self, Gathered), RunError> {
        let mut found = intake::walk::find_cases(queue, limits)?;
        // Reports of an earlier run that lie below the queue are no cases.
        if let Some(out) = out.filter(|out| *out != queue && is_within(out, queue)) {
            found.cases.retain(|p| !is_within(p, out));
            found.stray.retain(|p| !is_within(p, out));
        }
        let names: Vec<String> = found.cases.iter().map(|f| names::below(queue, f)).collect();
        let mut traces = Gathered::begin(ledger)?;
        let mut ids = Vec::with_capacity(names.len());
        // Declarations only: who bears which id.
        let summarise = |traces: &Gathered, (folder, name): (&PathBuf, &String)| {
            let case = intake::walk::load_case(folder, limits).ok();
            let id = case.as_ref().map_or_else(
                || name.rsplit('/').next().unwrap_or(name).to_owned(),
                |case| case.id.clone(),
            );
            (id, traces.summarise(case.as_ref()))
        };
        for (folders, names) in found.cases.chunks(LOADED).zip(names.chunks(LOADED)) {
            let summarise = |of| summarise(&traces, of);
            let seen: Vec<(String, CaseSummary)> = folders.par_iter().zip(names).map(summarise).collect();
            for (id, seen) in seen {
                ids.push(id);
                traces.push(seen);
            }
        }
        let mut bearers: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (i, id) in ids.iter().enumerate() {
            bearers.entry(id.clone()).or_default().push(i);
        }
        bearers.retain(|_, cases| cases.len() > 1);
        let queue = Self {
            found,
            limits,
            names,
            ids,
            bearers,
        };
        Ok((queue, traces))
    }

    /// What its cases share. `pictures`: where theirs are kept, if they are to be read.
    pub(super) fn shared(
        &self,
        traces: Gathered,
        pictures: Option<RunPictures>,
    ) -> Result<SharedBetweenCases, RunError> {
        SharedBetweenCases::of(traces, &self.names, &|i| self.case(i).ok(), pictures, self.limits)
    }

    /// Cases.
    pub(super) const fn len(&self) -> usize {
        self.names.len()
    }

    /// A case, as it lies there now.
    ///
    /// # Errors
    /// It cannot be read, or bears another id than when the queue was walked: its report's name and what it shares with
    /// others went by that.
    pub(super) fn case(&self, i: usize) -> Result<Case, RunError> {
        let folder = self.found.cases.get(i).map_or(Path::new(""), PathBuf::as_path);
        let case = intake::walk::load_case(folder, self.limits)?;
        if self.ids.get(i).is_some_and(|id| *id == case.id) {
            return Ok(case);
        }
        Err(RunError::Changed {
            path: folder.to_owned(),
        })
    }

    /// The file of a case's report, and the other folders that bear its id.
    pub(super) fn place(&self, i: usize) -> (String, Vec<String>) {
        let id = self.ids.get(i).map(String::as_str).unwrap_or_default();
        let same = self.bearers.get(id).map(Vec::as_slice).unwrap_or_default();
        let others = same.iter().filter(|j| **j != i);
        let others = others.filter_map(|j| self.names.get(*j).cloned()).collect();
        let stem = name_of(id);
        let file = match same.iter().position(|j| *j == i) {
            None | Some(0) => format!("{stem}.json"),
            Some(rank) => format!("{stem}~{}.json", rank + 1),
        };
        (file, others)
    }
}

/// Whether a path lies in a folder (or is it), however both were written.
fn is_within(path: &Path, folder: &Path) -> bool {
    match (path.canonicalize(), folder.canonicalize()) {
        (Ok(path), Ok(folder)) => path.starts_with(folder),
        // What does not exist any more is told by its name.
        (Err(_), _) | (_, Err(_)) => path.starts_with(folder),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_that_bears_another_id_when_its_turn_comes_is_an_error_that_names_it() {
        let dir = tempfile::tempdir().unwrap();
        for id in ["a", "b"] {
            let folder = dir.path().join(id);
            std::fs::create_dir(&folder).unwrap();
            std::fs::write(folder.join("case.json"), format!("{{\"case_id\": \"{id}\"}}")).unwrap();
        }
        let limits = Limits::default();
        let (queue, _) = Queue::load(dir.path(), None, None, &limits).unwrap();
        std::fs::write(dir.path().join("b/case.json"), "{\"case_id\": \"c\"}").unwrap();
        assert_eq!(queue.case(0).unwrap().id, "a");
        let error = queue.case(1).unwrap_err();
        assert!(
            matches!(&error, RunError::Changed { path } if path.ends_with("b")),
            "{error}"
        );
    }
}
