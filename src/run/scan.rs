//! Many cases side by side. Each thread takes the next case; what it writes does not depend on who took it or when.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use rayon::prelude::*;

use super::files::clear_leftovers;
use super::journal::{self, Earlier, Journal, Line, now};
use super::metrics::Metrics;
use super::one_case::{Due, Run};
use super::outcome::{Failed, Outcome, Outcomes, gather, write_index};
use super::progress::Progress;
use super::queue::{PICTURES, Queue};
use super::reader::{Pool, Reader};
use super::{Plan, RunError, Setup, chain};
use crate::ledger::RunPictures;
use crate::limits;

/// Set by Ctrl-C: no new case is begun. A second one ends the program.
static STOP: AtomicBool = AtomicBool::new(false);

fn stop_on_interrupt() {
    let set = ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::SeqCst) {
            #[expect(clippy::exit, reason = "the second Ctrl-C: stop now; reports are whole or absent")]
            std::process::exit(130);
        }
    });
    // A handler may already be there when a run is part of a larger program.
    let _ = set;
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
    let shared = queue.shared(traces, None)?;
    let run = Run::of((plan, setup), &queue, &earlier, &shared);
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
    stop_on_interrupt();
    let pool = match &setup.reader {
        Reader::InProcess(..) => None,
        Reader::Sandboxed(pool) => Some(&**pool),
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
    let shared = queue.shared(traces, Some(pictures))?;
    let scan = Scan {
        run: Run::of((plan, setup), &queue, &earlier, &shared),
        log: &log,
        metrics: &metrics,
        progress,
        full: AtomicBool::new(false),
    };
    let results = scan.review_all()?;
    progress.end();
    scan.finish(results, pool)
}

/// A scan under way: what its threads share.
struct Scan<'a> {
    run: Run<'a>,
    log: &'a Journal,
    metrics: &'a Metrics,
    progress: &'a dyn Progress,
    /// A disk that is full, or not to be written, stays so: what is not begun is left for `--resume`.
    full: AtomicBool,
}

impl Scan<'_> {
    fn goes_on(&self) -> bool {
        !STOP.load(Ordering::SeqCst) && !self.full.load(Ordering::SeqCst)
    }

    /// An error in words; one that says that nothing more can be written is noted.
    fn why(&self, error: &RunError) -> String {
        self.full.fetch_or(is_full(error), Ordering::SeqCst);
        chain(error)
    }

    /// A case in its turn: reviewed, or taken over from an earlier run.
    fn take(&self, i: usize) -> Outcome {
        let case = match self.run.queue.case(i) {
            Ok(case) => case,
            Err(e) => return Err(self.run.unreadable(i, chain(&e))),
        };
        let (_, unchanged) = self.run.due(i, &case).map_err(|e| chain(&e))?;
        let Some(done) = unchanged else {
            let reviewed = self.run.review(i, &case, (self.log, self.metrics), None);
            return reviewed.map_err(|e| self.why(&e));
        };
        let logged = self.log.say(&Line::Unchanged {
            at: now(),
            case: &case.id,
            folder: &done.folder,
        });
        let counted = self.metrics.change(false, |f| f.count(&done));
        logged.and(counted).map(|()| done).map_err(|e| self.why(&e))
    }

    /// [`Scan::take`], its failure logged.
    fn first_pass(&self, i: usize) -> Outcome {
        let outcome = self.take(i);
        if let Err(why) = &outcome {
            let folder = self.run.queue.names.get(i).map(String::as_str).unwrap_or_default();
            // The run log is the last resort; the failure is also in the summary and the index.
            let _ = self.log.say(&Line::Failed { at: now(), folder, why });
            let _ = self.metrics.change(false, |f| f.failed += 1);
        }
        self.progress.done();
        outcome
    }

    /// Reviews a case again that shares a picture with a later one; `None` where nothing changes.
    fn second_pass(&self, i: usize, before: Option<&Outcome>) -> Option<Outcome> {
        let done = before?.as_ref().ok()?;
        let again = self.run.review_again(i, (self.log, self.metrics), done);
        again.map_err(|e| self.why(&e)).transpose()
    }

    /// Does work for each case, side by side on the threads of the plan, until the scan is to stop. What it tells is kept by
    /// this thread, which does nothing else: what stays for the whole run is best not scattered among what a case takes and
    /// lets go (glibc keeps a heap for each thread; 10,000 cases left 280 MB of holes).
    fn each_case(
        &self,
        work: &(dyn Fn(usize) -> Option<Outcome> + Sync),
        mut keep: impl FnMut(usize, Outcome),
    ) -> Result<(), RunError> {
        let cases = self.run.queue.len();
        let next = &AtomicUsize::new(0);
        std::thread::scope(|scope| {
            let (sender, outcomes) = std::sync::mpsc::channel();
            for n in 0..self.run.plan.jobs.min(cases).max(1) {
                let sender = sender.clone();
                let each = move || {
                    while self.goes_on() {
                        let i = next.fetch_add(1, Ordering::SeqCst);
                        if i >= cases {
                            break;
                        }
                        if let Some(outcome) = work(i) {
                            // Whoever listens does so until all threads have ended.
                            let _ = sender.send((i, outcome));
                        }
                    }
                };
                std::thread::Builder::new()
                    .name(format!("case-{n}"))
                    .stack_size(16 << 20)
                    .spawn_scoped(scope, each)
                    .map_err(|e| RunError::Threads(e.to_string()))?;
            }
            drop(sender);
            for (i, outcome) in outcomes {
                keep(i, outcome);
            }
            Ok(())
        })
    }

    /// All cases, in the order of their folders; `None`: not begun.
    fn review_all(&self) -> Result<Vec<Option<Outcome>>, RunError> {
        let mut results: Vec<Option<Outcome>> = (0..self.run.queue.len()).map(|_| None).collect();
        let set = |results: &mut Vec<Option<Outcome>>, i: usize, outcome: Outcome| {
            if let Some(slot) = results.get_mut(i) {
                // Made anew, so that it lies where this thread's memory lies.
                *slot = Some(outcome.clone());
            }
        };
        self.each_case(&|i| Some(self.first_pass(i)), |i, outcome| {
            set(&mut results, i, outcome);
        })?;
        // A picture that a later case shares with an earlier one.
        let mut changed: Vec<(usize, Outcome)> = Vec::new();
        let before = &results;
        let again = |i: usize| self.second_pass(i, before.get(i)?.as_ref());
        self.each_case(&again, |i, outcome| changed.push((i, outcome)))?;
        for (i, outcome) in changed {
            set(&mut results, i, outcome);
        }
        Ok(results)
    }

    /// Writes what tells of the whole run: ledger, index, metrics, the log's last line.
    fn finish(&self, results: Vec<Option<Outcome>>, pool: Option<&Pool>) -> Result<Outcomes, RunError> {
        let Run { plan, setup, queue, .. } = self.run;
        let reported = results.iter().enumerate().filter(|(_, r)| matches!(r, Some(Ok(_))));
        let reported: Vec<usize> = reported.map(|(i, _)| i).collect();
        let mut outcome = gather(plan, queue, self.run.earlier, results);
        outcome.full = self.full.load(Ordering::SeqCst);
        outcome.interrupted &= STOP.load(Ordering::SeqCst);
        self.run.shared.remember(&reported, setup.as_of)?;
        if let Err(e) = write_index(plan, setup, &outcome) {
            outcome.failures.push(Failed {
                folder: "index.json".to_owned(),
                why: chain(&e),
            });
        }
        let readers = pool.map_or(0, Pool::begun);
        let counted = self.metrics.change(true, |f| {
            f.readers = readers;
            f.ended = jiff::Timestamp::now().as_second();
        });
        let logged = self.log.say(&Line::End {
            at: now(),
            reports: outcome.cases.len(),
            unchanged: outcome.cases.iter().filter(|c| c.unchanged).count(),
            failed: outcome.failures.len(),
            faults: outcome.cases.iter().map(|c| c.unread.len()).sum(),
            interrupted: outcome.interrupted,
            readers,
        });
        // The reports are there: that their end could not be told is a failure among others.
        if let Err(e) = counted.and(logged) {
            outcome.failures.push(Failed {
                folder: journal::NAME.to_owned(),
                why: chain(&e),
            });
        }
        Ok(outcome)
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
