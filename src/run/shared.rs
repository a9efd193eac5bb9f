//! What the cases of a run share. What declarations and bytes tell is known before the first is reviewed; no attachment is
//! decoded for it, and only files of a size that two cases have are read for it: a queue of 10,000 cases is not read before its
//! first report. What earlier nights know of the other files is looked up when their case's turn comes.
//! What pictures tell is known when all have been read: a case is reviewed by what is known by then, and again at the end
//! where that was not all.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{OnceLock, PoisonError, RwLock, RwLockReadGuard};

use rayon::prelude::*;

use super::RunError;
use crate::date::Date;
use crate::intake::{self, Case, Declared};
use crate::judge::dossier::{Dossier, Elsewhere};
use crate::ledger::{self, Hasher, Ledger, Picture, Register, RunPictures, Trace, TraceStore, Traces};
use crate::limits::Limits;

/// Traces of the cases of a run, gathered one by one.
#[derive(Debug)]
pub(super) struct Gathered {
    ledger: Option<Ledger>,
    hasher: Hasher,
    traces: TraceStore,
    sizes: Vec<Vec<u64>>,
}

/// What is kept of a case that was loaded and let go again.
#[derive(Debug)]
pub(super) struct CaseSummary {
    /// What its declaration tells.
    traces: Traces,
    /// Sizes of its files, bytes.
    sizes: Vec<u64>,
}

impl Gathered {
    pub(super) fn begin(ledger: Option<&Path>) -> Result<Self, RunError> {
        let ledger = ledger.map(Ledger::open).transpose()?;
        Ok(Self {
            hasher: ledger.as_ref().map_or_else(Hasher::of_run, |l| l.hasher().clone()),
            ledger,
            traces: TraceStore::default(),
            sizes: Vec::new(),
        })
    }
    /// Looks at a case; one that cannot be loaded leaves no trace.
    pub(super) fn summarise(&self, case: Option<&Case>) -> CaseSummary {
        let declaration = case.and_then(|case| match &case.declared {
            Declared::Present(d) => Some(&**d),
            Declared::Missing | Declared::Invalid { .. } => None,
        });
        let id = case.map_or("", |c| c.id.as_str());
        CaseSummary {
            traces: ledger::traces(id, declaration, &[], &self.hasher),
            sizes: case.iter().flat_map(|c| &c.attachments).map(|a| a.bytes).collect(),
        }
    }
    /// Takes up the next case.
    pub(super) fn push(&mut self, summary: CaseSummary) {
        self.traces.push(summary.traces);
        self.sizes.push(summary.sizes);
    }
}

/// The traces of a run and what each case meets.
#[derive(Debug)]
pub(super) struct SharedBetweenCases {
    ledger: Option<RwLock<Ledger>>,
    /// `None` on a dry run, which reads nothing.
    pictures: Option<RunPictures>,
    /// Folders of the cases, and their places by folder.
    folders: Vec<String>,
    places: BTreeMap<String, usize>,
    run: Register,
    sites_besides: Vec<usize>,
    hasher: Hasher,
    /// Sizes of files that more than one case has.
    sizes: BTreeSet<u64>,
    /// Traces of a case's other files, and the earlier nights' cases that have one of them; only where there is a ledger.
    alone: Vec<OnceLock<(Traces, Vec<Elsewhere>)>>,
}

impl SharedBetweenCases {
    /// Puts the traces of all cases together. Those that have a file of a size that others have are loaded once more for it.
    pub(super) fn of(
        gathered: Gathered,
        folders: &[String],
        load: &(dyn Fn(usize) -> Option<Case> + Sync),
        pictures: Option<RunPictures>,
        limits: &Limits,
    ) -> Result<Self, RunError> {
        let Gathered {
            ledger,
            hasher,
            mut traces,
            sizes: own,
        } = gathered;
        let sizes = shared_sizes(&own);
        let shares: Vec<usize> = (0..own.len())
            .filter(|i| own.get(*i).is_some_and(|own| own.iter().any(|s| sizes.contains(s))))
            .collect();
        drop(own);
        // What cannot be loaded any more is told when its turn comes.
        let files = |i: &usize| {
            let case = load(*i)?;
            let digests = digests(&case, &|a| sizes.contains(&a.bytes), limits);
            Some((*i, ledger::traces(&case.id, None, &digests, &hasher).values))
        };
        let files: Vec<(usize, Vec<Trace>)> = shares.par_iter().filter_map(files).collect();
        for (i, files) in files {
            traces.add(i, files);
        }
        let sites_besides = ledger::sites_besides(&traces, ledger.as_ref())?;
        let waiting = if ledger.is_some() { folders.len() } else { 0 };
        Ok(Self {
            ledger: ledger.map(RwLock::new),
            pictures,
            folders: folders.to_vec(),
            places: folders.iter().cloned().zip(0..).collect(),
            run: Register::of(traces),
            sites_besides,
            hasher,
            sizes,
            alone: (0..waiting).map(|_| OnceLock::new()).collect(),
        })
    }
    /// What a case meets, by its place in the run.
    pub(super) fn met(&self, index: usize, case: &Case, limits: &Limits) -> Result<Vec<Elsewhere>, RunError> {
        self.look_up_alone(index, case, limits)?;
        self.known(index)
    }
    /// What is known by now of what a case's declaration and files meet.
    fn known(&self, index: usize) -> Result<Vec<Elsewhere>, RunError> {
        let known = self.run.meet(index, self.ledger().as_deref())?;
        Ok(match self.alone.get(index).and_then(OnceLock::get) {
            Some((_, more)) => together(known, more),
            None => known,
        })
    }
    fn ledger(&self) -> Option<RwLockReadGuard<'_, Ledger>> {
        let ledger = self.ledger.as_ref()?;
        Some(ledger.read().unwrap_or_else(PoisonError::into_inner))
    }
    /// Fills [`SharedBetweenCases::alone`] for a case, once: its files that no other case of the run can have.
    fn look_up_alone(&self, index: usize, case: &Case, limits: &Limits) -> Result<(), RunError> {
        let (Some(slot), Some(own)) = (self.alone.get(index), self.run.traces().bearer(index)) else {
            return Ok(());
        };
        if slot.get().is_some() {
            return Ok(());
        }
        let digests = digests(case, &|a| !self.sizes.contains(&a.bytes), limits);
        let files = Traces {
            subject: own.subject,
            ..ledger::traces(&case.id, None, &digests, &self.hasher)
        };
        let met = Register::of(std::iter::once(files.clone()).collect()).meet(0, self.ledger().as_deref())?;
        slot.get_or_init(|| (files, met));
        Ok(())
    }
    /// Sites of a case's subject in its province that other cases named.
    pub(super) fn sites_besides(&self, index: usize) -> usize {
        self.sites_besides.get(index).copied().unwrap_or(0)
    }
    /// The case's pictures.
    pub(super) fn pictures(dossier: &Dossier) -> Vec<Picture> {
        let mut out = Vec::new();
        for (document, d) in dossier.documents.iter().enumerate() {
            let pages = d.pages.iter().filter_map(|p| Some((p.number, p.likeness.as_ref()?)));
            out.extend(pages.map(|(page, likeness)| Picture {
                document,
                page,
                likeness: likeness.clone(),
            }));
        }
        out
    }
    /// What these pictures of a case meet, as far as it is known now. `known`: what the case meets without them.
    pub(super) fn meet(
        &self,
        index: usize,
        pictures: &[Picture],
        known: &[Elsewhere],
    ) -> Result<Vec<Elsewhere>, RunError> {
        let (Some(run), Some(case)) = (&self.pictures, self.run.traces().bearer(index)) else {
            return Ok(Vec::new());
        };
        let bearer = |folder: &str| {
            let place = self.places.get(folder).filter(|p| **p != index)?;
            self.run.traces().bearer(*place)
        };
        let ledger = self.ledger();
        Ok(ledger::meet_pictures(
            &case,
            pictures,
            known,
            (run, &bearer),
            ledger.as_deref(),
        )?)
    }
    /// What a case's pictures meet now that all of the run are known.
    pub(super) fn meet_at_last(&self, index: usize) -> Result<Vec<Elsewhere>, RunError> {
        let pictures = self.kept(index)?;
        if pictures.is_empty() {
            return Ok(Vec::new());
        }
        self.meet(index, &pictures, &self.known(index)?)
    }
    /// Keeps a case's pictures. `mark`: what they were made from.
    pub(super) fn keep(&self, index: usize, mark: &str, pictures: &[Picture]) -> Result<(), RunError> {
        let Some((run, folder)) = self.own(index) else {
            return Ok(());
        };
        Ok(run.keep(folder, mark, pictures)?)
    }
    /// Whether a case's pictures are known, made from what `mark` says.
    pub(super) fn knows(&self, index: usize, mark: &str) -> Result<bool, RunError> {
        let Some((run, folder)) = self.own(index) else {
            return Ok(true);
        };
        Ok(run.mark(folder)?.as_deref() == Some(mark))
    }
    fn kept(&self, index: usize) -> Result<Vec<Picture>, ledger::LedgerError> {
        self.own(index)
            .map_or_else(|| Ok(Vec::new()), |(run, folder)| run.of(folder))
    }
    /// Where a case's pictures are kept, and under which name.
    fn own(&self, index: usize) -> Option<(&RunPictures, &str)> {
        Some((self.pictures.as_ref()?, self.folders.get(index)?))
    }
    /// Writes the cases that have their report into the ledger, where there is one.
    pub(super) fn remember(&self, done: &[usize], night: Date) -> Result<(), RunError> {
        let Some(ledger) = &self.ledger else { return Ok(()) };
        let places: Vec<usize> = done.iter().copied().filter(|i| *i < self.run.traces().len()).collect();
        let cases = places.iter().filter_map(|i| {
            let mut traces = self.run.traces().get(*i)?;
            if let Some((files, _)) = self.alone.get(*i).and_then(OnceLock::get) {
                traces.values.extend(files.values.iter().cloned());
                traces.values.sort();
            }
            Some(traces)
        });
        let pictures = |n: usize| places.get(n).map_or_else(|| Ok(Vec::new()), |i| self.kept(*i));
        let mut ledger = ledger.write().unwrap_or_else(PoisonError::into_inner);
        Ok(ledger.record_with(cases, night, &pictures)?)
    }
}

/// What was met in two ways, in order.
pub(super) fn together(mut met: Vec<Elsewhere>, more: &[Elsewhere]) -> Vec<Elsewhere> {
    met.extend_from_slice(more);
    met.sort();
    met
}

/// Sizes of files that more than one case has; an empty file is the same everywhere.
fn shared_sizes(cases: &[Vec<u64>]) -> BTreeSet<u64> {
    let mut all: Vec<(u64, usize)> = Vec::new();
    for (i, sizes) in cases.iter().enumerate() {
        all.extend(sizes.iter().filter(|s| **s > 0).map(|s| (*s, i)));
    }
    all.sort_unstable();
    all.dedup();
    let of_two = all.iter().zip(all.iter().skip(1)).filter(|(a, b)| a.0 == b.0);
    of_two.map(|(a, _)| a.0).collect()
}

/// Digests of the files that `wanted` names; empty ones for the others, and for one that cannot be read, which is told when
/// its case is reviewed.
fn digests(case: &Case, wanted: &dyn Fn(&intake::Attachment) -> bool, limits: &Limits) -> Vec<(usize, String)> {
    let digest = |a: &intake::Attachment| {
        (a.bytes > 0 && wanted(a))
            .then(|| intake::walk::read(a, limits).ok())
            .flatten()
            .map(|c| c.sha256)
            .unwrap_or_default()
    };
    case.attachments.iter().map(digest).enumerate().collect()
}
