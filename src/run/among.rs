//! What the cases of a run share, known before the first is reviewed: a pass over declarations and bytes. No attachment is
//! decoded here.

use std::path::Path;
use std::sync::Mutex;

use rayon::prelude::*;

use super::RunError;
use crate::date::Date;
use crate::intake::{self, Case, Declared};
use crate::judge::dossier::Elsewhere;
use crate::ledger::{self, Hasher, Ledger, Traces};
use crate::limits::Limits;

/// The traces of a run and what each case meets.
#[derive(Debug)]
pub(super) struct Among {
    ledger: Option<Mutex<Ledger>>,
    traces: Vec<Traces>,
    met: Vec<Vec<Elsewhere>>,
}

impl Among {
    /// Gathers the traces of all cases; a case that could not be loaded leaves none.
    pub(super) fn of(
        cases: &[Result<Case, RunError>],
        ledger: Option<&Path>,
        limits: &Limits,
    ) -> Result<Self, RunError> {
        let ledger = ledger.map(Ledger::open).transpose()?;
        let hasher = ledger.as_ref().map_or_else(Hasher::of_run, |l| l.hasher().clone());
        let traces: Vec<Traces> = cases
            .par_iter()
            .map(|case| match case {
                Ok(case) => of_case(case, limits, &hasher),
                Err(_) => ledger::traces("", None, &[], &hasher),
            })
            .collect();
        let met = ledger::meet(&traces, ledger.as_ref())?;
        Ok(Self {
            ledger: ledger.map(Mutex::new),
            traces,
            met,
        })
    }
    /// What a case meets, by its place in the run.
    pub(super) fn met(&self, index: usize) -> Vec<Elsewhere> {
        self.met.get(index).cloned().unwrap_or_default()
    }
    /// Writes the cases that have their report into the ledger, where there is one.
    pub(super) fn remember(&self, done: &[usize], night: Date) -> Result<(), RunError> {
        let Some(ledger) = &self.ledger else { return Ok(()) };
        let cases: Vec<Traces> = done.iter().filter_map(|i| self.traces.get(*i).cloned()).collect();
        let mut ledger = ledger.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        Ok(ledger.record(&cases, night)?)
    }
}

fn of_case(case: &Case, limits: &Limits, hasher: &Hasher) -> Traces {
    let declaration = match &case.declared {
        Declared::Present(d) => Some(&**d),
        Declared::Missing | Declared::Invalid { .. } => None,
    };
    // An empty file is the same everywhere, and one that cannot be read is told when its case is reviewed.
    let digest = |a: &intake::Attachment| {
        (a.bytes > 0)
            .then(|| intake::walk::read(a, limits).ok())
            .flatten()
            .map(|c| c.sha256)
            .unwrap_or_default()
    };
    let files: Vec<(usize, String)> = case.attachments.iter().map(digest).enumerate().collect();
    ledger::traces(&case.id, declaration, &files, hasher)
}
