//! Many cases side by side. Each worker takes the next case; what it writes does not depend on who took it or when.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::Sender;
use std::time::Instant;

use rayon::prelude::*;
use serde::Serialize;

use super::among::{Among, Gathered, Glance, together};
use super::files::{clear_leftovers, name_of, write_atomic, write_json};
use super::fingerprint::{self, Base};
use super::journal::{self, CaseLine, Earlier, Journal, Line, now};
use super::metrics::Metrics;
use super::progress::Progress;
use super::reader::{Account, Reader};
use super::{Plan, Reviewed, RunError, Setup, judged, read};
use crate::finding::Verdict;
use crate::intake::walk::Found;
use crate::intake::{self, Case, names};
use crate::judge::dossier::Elsewhere;
use crate::ledger::RunPictures;
use crate::limits::{self, Limits};
use crate::report::build::unread_case;
use crate::report::json;
use crate::report::model::{Counts, Report};

/// The pictures of a run, in a report folder.
pub const PICTURES: &str = "run.pictures";

/// A case that has its report.
#[derive(Debug, Clone, Serialize)]
pub struct Done {
    /// Case id.
    pub id: String,
    /// Its folder, relative to the queue.
    pub folder: String,
    /// Its report's file name.
    pub report: String,
    /// Verdict.
    pub verdict: Verdict,
    /// Findings by severity.
    pub counts: Counts,
    /// Codes of its findings above notes.
    pub codes: Vec<String>,
    /// Name of the subject, as in the report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Province, short Chinese name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub province: Option<String>,
    #[serde(skip)]
    pages: usize,
    #[serde(skip)]
    documents: usize,
    #[serde(skip)]
    bytes: u64,
    #[serde(skip)]
    limits: usize,
    /// Documents that could not be read, and how that ended.
    #[serde(skip)]
    pub unread: Vec<(String, String)>,
    /// Taken over from an earlier run.
    #[serde(skip)]
    pub unchanged: bool,
    /// What its report goes by of pictures met in other cases.
    #[serde(skip)]
    met: String,
}

/// A case that has none, and why.
#[derive(Debug, Clone, Serialize)]
pub struct Failed {
    /// Its folder, relative to the queue.
    pub folder: String,
    /// Why.
    pub why: String,
}

/// What became of a case: why it has no report, where it has none.
type Outcome = Result<Done, String>;

/// What became of a run.
#[derive(Debug, Clone, Default)]
pub struct Outcomes {
    /// Cases with a report, in the order of their folders.
    pub cases: Vec<Done>,
    /// Cases without.
    pub failures: Vec<Failed>,
    /// Files and folders below the queue that belong to no case: path and reason.
    pub left: Vec<(String, String)>,
    /// Ctrl-C came before every case was begun.
    pub interrupted: bool,
    /// Reports could not be written any more, so that not every case was begun.
    pub full: bool,
    /// Reports of an earlier run whose cases are not in the queue any more.
    pub stale: usize,
}

/// Whether a case is to be reviewed, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Due {
    /// Nothing is known of it.
    New,
    /// Its bytes, the rules, the models, the day, the options or the program are others than then.
    Changed,
    /// Its report is gone, or another.
    ReportGone,
    /// A reader failed on it, and may not do so again.
    Failed,
    /// Its folder cannot be read.
    Unreadable,
    /// Its report is the one this run would write.
    Unchanged,
}

impl Due {
    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Due::New => "new",
            Due::Changed => "changed",
            Due::ReportGone => "report-gone",
            Due::Failed => "failed",
            Due::Unreadable => "unreadable",
            Due::Unchanged => "unchanged",
        }
    }
}

#[derive(Serialize)]
struct Index<'a> {
    schema: &'static str,
    tool: &'a crate::report::model::Tool,
    as_of: crate::date::Date,
    cases: &'a [Done],
    failed: &'a [Failed],
    verdicts: BTreeMap<&'static str, usize>,
    /// Files and folders that belong to no case.
    left: Vec<&'a str>,
}

/// Set by Ctrl-C: no new case is begun. A second one ends the program.
static STOP: AtomicBool = AtomicBool::new(false);

fn heed_interrupts() {
    let set = ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::SeqCst) {
            #[expect(clippy::exit, reason = "the second Ctrl-C: stop now; reports are whole or absent")]
            std::process::exit(130);
        }
    });
    // A handler may already be there when a run is part of a larger program.
    let _ = set;
}

/// Cases loaded at once before they are let go.
const LOADED: usize = 64;

/// The cases of a queue and how their reports are named. No case is held: each is loaded when its turn comes.
pub(super) struct Queue<'a> {
    found: Found,
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
        let glance = |traces: &Gathered, (folder, name): (&PathBuf, &String)| {
            let case = intake::walk::load_case(folder, limits).ok();
            let id = case.as_ref().map_or_else(
                || name.rsplit('/').next().unwrap_or(name).to_owned(),
                |case| case.id.clone(),
            );
            (id, traces.glance(case.as_ref()))
        };
        for (folders, names) in found.cases.chunks(LOADED).zip(names.chunks(LOADED)) {
            let glance = |of| glance(&traces, of);
            let seen: Vec<(String, Glance)> = folders.par_iter().zip(names).map(glance).collect();
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
    pub(super) fn among(&self, traces: Gathered, pictures: Option<RunPictures>) -> Result<Among, RunError> {
        Among::of(traces, &self.names, &|i| self.case(i).ok(), pictures, self.limits)
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

/// What a report tells of shared pictures, in a word that differs where it does.
fn digest(shared: &[Elsewhere]) -> String {
    if shared.is_empty() {
        return String::new();
    }
    fingerprint::hex(format!("{shared:?}").as_bytes())
}

/// What a run goes by, whichever case it is at.
struct Run<'a> {
    plan: &'a Plan,
    setup: &'a Setup,
    queue: &'a Queue<'a>,
    earlier: &'a Earlier,
    among: &'a Among,
    base: Base,
}

impl Run<'_> {
    /// What else of the run a case's report tells of: the folders that bear its id, and what it shares with others.
    fn bonds(&self, i: usize, others: &[String], met: &[Elsewhere]) -> Vec<String> {
        let shared = met.iter().map(|e| format!("{e:?}"));
        let sites = self.among.sites_besides(i);
        let sites = (sites > 0).then(|| format!("sites {sites}"));
        others.iter().cloned().chain(shared).chain(sites).collect()
    }

    /// Whether a case is to be reviewed; its outcome where not.
    fn due(&self, i: usize, case: &Case) -> Result<(Due, Option<Done>), RunError> {
        let folder = self.queue.names.get(i).map(String::as_str).unwrap_or_default();
        let Some(past) = self.earlier.get(folder) else {
            return Ok((Due::New, None));
        };
        let again = |f: &journal::PastFault| !f.mended && (f.may_differ || self.plan.retry_failed);
        if past.faults.iter().any(again) {
            return Ok((Due::Failed, None));
        }
        let (file, others) = self.queue.place(i);
        if past.report != file {
            return Ok((Due::Changed, None));
        }
        // A report that was not read back whole is no report.
        let report = std::fs::read(self.plan.out.join(&file)).ok();
        let report = report.filter(|r| fingerprint::hex(r) == past.sha256);
        let Some(report) = report.and_then(|r| serde_json::from_slice::<Report>(&r).ok()) else {
            return Ok((Due::ReportGone, None));
        };
        let met = self.among.met(i, case, &self.setup.limits)?;
        let bonds = self.bonds(i, &others, &met);
        if self.base.of_folder(case, folder, &file, &bonds, self.setup) != past.fingerprint {
            return Ok((Due::Changed, None));
        }
        // Pictures that cannot be looked up now are told of by looking at the case again.
        if !self.among.knows(i, &past.fingerprint).unwrap_or(false) {
            return Ok((Due::Changed, None));
        }
        let mut done = Done::of(&report, folder, &file);
        done.unchanged = true;
        done.met.clone_from(&past.met);
        Ok((Due::Unchanged, Some(done)))
    }

    /// One case: reviewed, written, told. A panic outside any document costs this case and is its report's one finding.
    /// `again`: what was written of it before, in this run, and what pictures it has been found to share since.
    fn one(
        &self,
        i: usize,
        case: &Case,
        (log, metrics): (&Journal, &Metrics),
        again: Option<(&Done, &[Elsewhere])>,
    ) -> Result<Done, RunError> {
        let start = Instant::now();
        let folder = self.queue.names.get(i).map(String::as_str).unwrap_or_default();
        let (file, others) = self.queue.place(i);
        let met = self.among.met(i, case, &self.setup.limits)?;
        let bonds = self.bonds(i, &others, &met);
        let mut pictures = Vec::new();
        let mut shared: Vec<Elsewhere> = Vec::new();
        let work = std::panic::AssertUnwindSafe(|| {
            let (mut dossier, account) = read(case, &others, self.setup);
            pictures = Among::pictures(&dossier);
            shared = match again {
                Some((_, shared)) => shared.to_vec(),
                None => self.among.meet(i, &pictures, &met)?,
            };
            dossier.elsewhere = Some(together(met, &shared));
            dossier.sites_besides = self.among.sites_besides(i);
            Ok::<_, RunError>(judged(&dossier, account, self.setup))
        });
        let reviewed = match std::panic::catch_unwind(work) {
            Ok(reviewed) => reviewed?,
            Err(_) => Reviewed {
                report: self.unread(&case.id, "panic"),
                account: Account::default(),
            },
        };
        let Reviewed { report, account } = reviewed;
        let text = json::to_json(&report)?;
        write_atomic(&self.plan.out.join(&file), text.as_bytes())?;
        let mut done = Done::of(&report, folder, &file);
        done.met = digest(&shared);
        let fingerprint = self.base.of_case(case, folder, &file, &bonds, &account.taken);
        // Before the line that says it is done: a run taken up again looks its pictures up.
        self.among.keep(i, &fingerprint, &pictures)?;
        let seconds = start.elapsed().as_secs_f64();
        log.say(&Line::Case(Box::new(CaseLine {
            at: now(),
            case: &case.id,
            folder,
            outcome: report.verdict.name(),
            seconds: (seconds * 1000.0).round() / 1000.0,
            cpu: (account.cpu * 1000.0).round() / 1000.0,
            documents: done.documents,
            pages: done.pages,
            bytes: done.bytes,
            limits: done.limits,
            faults: &account.faults,
            fingerprint: &fingerprint,
            report: &file,
            sha256: &fingerprint::hex(text.as_bytes()),
            met: &done.met,
        })))?;
        metrics.change(false, |f| {
            f.cpu += account.cpu;
            f.seconds += seconds;
            for fault in &account.faults {
                *f.faults.entry(fault.how.clone()).or_default() += 1;
            }
            if let Some((before, _)) = again {
                f.uncount(before);
            }
            f.count(&done);
        })?;
        Ok(done)
    }

    /// A case whose report does not yet tell of all pictures it shares with others, now that all are read: reviewed again.
    /// `None` where nothing changes.
    fn settle(&self, i: usize, log: (&Journal, &Metrics), done: &Done) -> Result<Option<Done>, RunError> {
        let shared = self.among.meet_at_last(i)?;
        if digest(&shared) == done.met {
            return Ok(None);
        }
        self.one(i, &self.queue.case(i)?, log, Some((done, &shared))).map(Some)
    }

    fn unread(&self, id: &str, why: &str) -> Report {
        let setup = self.setup;
        unread_case(id, setup.as_of, &setup.tool, "file.reader-failed", why, setup.lang)
    }

    /// A case folder that cannot be read gets a report that says so; why, and whether even that could not be written.
    fn unreadable(&self, i: usize, why: String) -> String {
        let id = self.queue.ids.get(i).map(String::as_str).unwrap_or_default();
        let report = self.unread(id, &why);
        let written = json::to_json(&report)
            .map_err(RunError::from)
            .and_then(|text| write_atomic(&self.plan.out.join(self.queue.place(i).0), text.as_bytes()));
        match written {
            Ok(()) => why,
            Err(e) => format!("{why}; {}", chain(&e)),
        }
    }
}

/// What a scan would do, case by case: nothing is written, nothing reviewed.
pub fn dry_run(plan: &Plan, setup: &Setup) -> Result<Vec<(String, Due)>, RunError> {
    // A ledger that is not there yet is not made by looking.
    let ledger = plan.ledger.as_deref().filter(|p| p.exists());
    let (queue, traces) = Queue::load(&plan.queue, Some(&plan.out), ledger, &setup.limits)?;
    let earlier = if plan.resume {
        Journal::peek(&plan.out)
    } else {
        Earlier::new()
    };
    let among = queue.among(traces, None)?;
    let run = Run {
        plan,
        setup,
        queue: &queue,
        earlier: &earlier,
        among: &among,
        base: Base::of(setup, &fingerprint::program()),
    };
    let due = |i: usize| match queue.case(i) {
        Ok(case) => Ok(run.due(i, &case)?.0),
        Err(_) => Ok(Due::Unreadable),
    };
    let due: Result<Vec<Due>, RunError> = (0..queue.len()).into_par_iter().map(due).collect();
    Ok(queue.names.iter().cloned().zip(due?).collect())
}

/// Reviews every case below the plan's queue and writes reports, `index.json` and `run.jsonl`.
pub fn scan(plan: &Plan, setup: &Setup, progress: &dyn Progress) -> Result<Outcomes, RunError> {
    let (queue, traces) = Queue::load(&plan.queue, Some(&plan.out), plan.ledger.as_deref(), &setup.limits)?;
    std::fs::create_dir_all(&plan.out).map_err(|source| RunError::Write {
        path: plan.out.clone(),
        source,
    })?;
    let (log, earlier) = Journal::open(&plan.out, plan.resume)?;
    clear_leftovers(&plan.out);
    heed_interrupts();
    let pool = match &setup.reader {
        Reader::Here(..) => None,
        Reader::Apart(pool) => Some(&**pool),
    };
    log.say(&Line::Begin {
        at: now(),
        pid: std::process::id(),
        tool: &setup.tool,
        as_of: setup.as_of,
        cases: queue.len(),
        jobs: plan.jobs,
        resumed: plan.resume,
        isolation: if pool.is_some() { "process" } else { "none" },
        seal: pool.map(|p| &p.hello().sandbox),
    })?;
    let metrics = Metrics::new(plan.metrics.clone(), &setup.tool);
    metrics.change(true, |f| f.cases = queue.len())?;
    progress.begin(queue.len());
    let pictures = RunPictures::open(&plan.out.join(PICTURES), plan.resume)?;
    let among = queue.among(traces, Some(pictures))?;
    let run = Run {
        plan,
        setup,
        queue: &queue,
        earlier: &earlier,
        among: &among,
        base: Base::of(setup, &fingerprint::program()),
    };
    let mut results: Vec<Option<Outcome>> = (0..queue.len()).map(|_| None).collect();
    let next = AtomicUsize::new(0);
    // A disk that is full, or not to be written, stays so: what is not begun is left for `--resume`.
    let full = AtomicBool::new(false);
    let work = |told: &Sender<(usize, Outcome)>| {
        while !STOP.load(Ordering::SeqCst) && !full.load(Ordering::SeqCst) {
            let i = next.fetch_add(1, Ordering::SeqCst);
            let Some(folder) = queue.names.get(i) else {
                break;
            };
            let case = queue.case(i);
            let due = case.as_ref().map(|case| (case, run.due(i, case)));
            let result = match due {
                Err(e) => Err(run.unreadable(i, chain(e))),
                Ok((_, Err(e))) => Err(chain(&e)),
                Ok((case, Ok((_, Some(done))))) => {
                    let told = log.say(&Line::Unchanged {
                        at: now(),
                        case: &case.id,
                        folder,
                    });
                    let counted = metrics.change(false, |f| f.count(&done));
                    told.and(counted).map(|()| done).map_err(|e| {
                        full.fetch_or(is_full(&e), Ordering::SeqCst);
                        chain(&e)
                    })
                }
                Ok((case, Ok((_, None)))) => run.one(i, case, (&log, &metrics), None).map_err(|e| {
                    full.fetch_or(is_full(&e), Ordering::SeqCst);
                    chain(&e)
                }),
            };
            if let Err(why) = &result {
                // The run log is the last resort; the failure is also in the summary and the index.
                let _ = log.say(&Line::Failed { at: now(), folder, why });
                let _ = metrics.change(false, |f| f.failed += 1);
            }
            // Whoever listens does so until all workers have ended.
            let _ = told.send((i, result));
            progress.done();
        }
    };
    let keep = |(i, result): (usize, Outcome)| {
        if let Some(slot) = results.get_mut(i) {
            *slot = Some(result.clone());
        }
    };
    side_by_side(plan.jobs.min(queue.len()), &work, keep)?;
    // A picture that a later case shares with an earlier one.
    let next = AtomicUsize::new(0);
    let settle = |told: &Sender<(usize, Outcome)>| {
        while !STOP.load(Ordering::SeqCst) && !full.load(Ordering::SeqCst) {
            let i = next.fetch_add(1, Ordering::SeqCst);
            let Some(before) = results.get(i) else {
                break;
            };
            if let Some(Ok(done)) = before {
                let result = run.settle(i, (&log, &metrics), done);
                let changed = result.map_err(|e| {
                    full.fetch_or(is_full(&e), Ordering::SeqCst);
                    chain(&e)
                });
                if let Some(changed) = changed.transpose() {
                    let _ = told.send((i, changed));
                }
            }
        }
    };
    let mut changed: Vec<(usize, Outcome)> = Vec::new();
    side_by_side(plan.jobs.min(queue.len()), &settle, |one| changed.push(one))?;
    progress.end();
    for (i, result) in changed {
        if let Some(slot) = results.get_mut(i) {
            *slot = Some(result);
        }
    }
    let done: Vec<usize> = results
        .iter()
        .enumerate()
        .filter(|(_, r)| matches!(r, Some(Ok(_))))
        .map(|(i, _)| i)
        .collect();
    let mut outcome = gather(plan, &queue, &earlier, results);
    outcome.full = full.load(Ordering::SeqCst);
    outcome.interrupted &= STOP.load(Ordering::SeqCst);
    among.remember(&done, setup.as_of)?;
    if let Err(e) = write_index(plan, setup, &outcome) {
        outcome.failures.push(Failed {
            folder: "index.json".to_owned(),
            why: chain(&e),
        });
    }
    let readers = pool.map_or(0, super::reader::Pool::begun);
    let counted = metrics.change(true, |f| {
        f.readers = readers;
        f.ended = jiff::Timestamp::now().as_second();
    });
    let told = log.say(&Line::End {
        at: now(),
        reports: outcome.cases.len(),
        unchanged: outcome.cases.iter().filter(|c| c.unchanged).count(),
        failed: outcome.failures.len(),
        faults: outcome.cases.iter().map(|c| c.unread.len()).sum(),
        interrupted: outcome.interrupted,
        readers,
    });
    // The reports are there: that their end could not be told is a failure among others.
    if let Err(e) = counted.and(told) {
        outcome.failures.push(Failed {
            folder: journal::NAME.to_owned(),
            why: chain(&e),
        });
    }
    Ok(outcome)
}

/// Does work on so many threads, one at least, until all have ended. What they tell is kept by this thread, which does
/// nothing else: what stays for the whole run is best not scattered among what a case takes and lets go (glibc keeps a heap
/// for each thread; 10,000 cases left 280 MB of holes).
fn side_by_side<T: Send>(jobs: usize, work: &(dyn Fn(&Sender<T>) + Sync), keep: impl FnMut(T)) -> Result<(), RunError> {
    std::thread::scope(|scope| {
        let (tell, told) = std::sync::mpsc::channel();
        for n in 0..jobs.max(1) {
            let tell = tell.clone();
            std::thread::Builder::new()
                .name(format!("case-{n}"))
                .stack_size(16 << 20)
                .spawn_scoped(scope, move || work(&tell))
                .map_err(|e| RunError::Threads(e.to_string()))?;
        }
        drop(tell);
        told.into_iter().for_each(keep);
        Ok(())
    })
}

/// Results in the order of folders.
fn gather(plan: &Plan, queue: &Queue, earlier: &Earlier, results: Vec<Option<Outcome>>) -> Outcomes {
    let mut outcome = Outcomes::default();
    for (result, folder) in results.into_iter().zip(&queue.names) {
        match result {
            Some(Ok(done)) => outcome.cases.push(done),
            Some(Err(why)) => outcome.failures.push(Failed {
                folder: folder.clone(),
                why,
            }),
            None => outcome.interrupted = true,
        }
    }
    let found = &queue.found;
    for (path, why) in &found.unreadable {
        outcome.left.push((names::below(&plan.queue, path), why.clone()));
    }
    let stray = found.stray.iter().map(|p| names::below(&plan.queue, p));
    outcome.left.extend(stray.map(|p| (p, "in no case folder".to_owned())));
    outcome.left.sort();
    let here: BTreeSet<&String> = queue.names.iter().collect();
    outcome.stale = earlier.keys().filter(|folder| !here.contains(folder)).count();
    outcome
}

fn write_index(plan: &Plan, setup: &Setup, outcome: &Outcomes) -> Result<(), RunError> {
    let mut verdicts: BTreeMap<&'static str, usize> = BTreeMap::new();
    for done in &outcome.cases {
        *verdicts.entry(done.verdict.name()).or_default() += 1;
    }
    let index = Index {
        schema: "chushen.index/1",
        tool: &setup.tool,
        as_of: setup.as_of,
        cases: &outcome.cases,
        failed: &outcome.failures,
        verdicts,
        left: outcome.left.iter().map(|(p, _)| p.as_str()).collect(),
    };
    write_json(&plan.out.join("index.json"), &index)
}

/// Whether a path lies in a folder (or is it), however both were written.
fn is_within(path: &Path, folder: &Path) -> bool {
    match (path.canonicalize(), folder.canonicalize()) {
        (Ok(path), Ok(folder)) => path.starts_with(folder),
        // What does not exist any more is told by its name.
        (Err(_), _) | (_, Err(_)) => path.starts_with(folder),
    }
}

/// Nothing more can be written.
fn is_full(error: &RunError) -> bool {
    match error {
        RunError::Write { source, .. } => limits::no_room(source),
        RunError::Ledger(e) => e.is_full(),
        _ => false,
    }
}

/// An error with its causes in one line.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let mut out = error.to_string();
    let mut next = error.source();
    while let Some(e) = next {
        out.push_str(": ");
        out.push_str(&e.to_string());
        next = e.source();
    }
    out
}

impl Done {
    /// What the index and the summary tell of a report.
    fn of(report: &Report, folder: &str, file: &str) -> Self {
        let above = report
            .findings
            .iter()
            .filter(|f| f.severity > crate::finding::Severity::Note);
        let mut codes: Vec<String> = above.map(|f| f.code.clone()).collect();
        codes.sort();
        codes.dedup();
        let of = |code: &'static str| report.findings.iter().filter(move |f| f.code == code);
        let unread = of("file.reader-failed").map(|f| {
            let how = f.actual.as_ref().map_or("", |a| a.as_str().unwrap_or_default());
            (f.document.clone().unwrap_or_default(), how.to_owned())
        });
        Self {
            id: report.case.id.clone(),
            folder: folder.to_owned(),
            report: file.to_owned(),
            verdict: report.verdict,
            counts: report.counts,
            codes,
            subject: report.case.subject.clone(),
            province: report.case.province.clone(),
            pages: report.documents.iter().map(|d| d.pages.len()).sum(),
            documents: report.documents.len(),
            bytes: report.documents.iter().map(|d| d.bytes).sum(),
            limits: of("file.limit-exceeded").count(),
            unread: unread.collect(),
            unchanged: false,
            met: String::new(),
        }
    }
    /// Pages read.
    pub const fn pages(&self) -> usize {
        self.pages
    }
}

impl super::metrics::Figures {
    /// Counts a case that has its report.
    fn count(&mut self, done: &Done) {
        *self.verdicts.entry(done.verdict.name()).or_default() += 1;
        self.unchanged += usize::from(done.unchanged);
        self.documents += done.documents;
        self.pages += done.pages;
        self.bytes += done.bytes;
        self.limits += done.limits;
    }
    /// Takes back what was counted of a case that is reviewed again.
    fn uncount(&mut self, done: &Done) {
        let verdict = self.verdicts.entry(done.verdict.name()).or_default();
        *verdict = verdict.saturating_sub(1);
        self.unchanged -= usize::from(done.unchanged);
        self.documents -= done.documents;
        self.pages -= done.pages;
        self.bytes -= done.bytes;
        self.limits -= done.limits;
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
