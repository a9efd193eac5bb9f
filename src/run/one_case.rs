//! One case of a run: whether it is to be reviewed, its review, and its report written.

use std::time::Instant;

use super::files::write_atomic;
use super::fingerprint::{self, Base};
use super::journal::{self, CaseLine, Earlier, Journal, Line, now};
use super::metrics::Metrics;
use super::outcome::Done;
use super::queue::Queue;
use super::reader::Account;
use super::shared::{SharedBetweenCases, together};
use super::{Plan, Reviewed, RunError, Setup, chain, judged, read};
use crate::intake::Case;
use crate::judge::dossier::Elsewhere;
use crate::report::build::unread_case;
use crate::report::json;
use crate::report::model::Report;

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

/// What a report tells of shared pictures, in a word that differs where it does.
fn digest(shared: &[Elsewhere]) -> String {
    if shared.is_empty() {
        return String::new();
    }
    fingerprint::hex(format!("{shared:?}").as_bytes())
}

/// What a run goes by, whichever case it is at.
pub(super) struct Run<'a> {
    pub(super) plan: &'a Plan,
    pub(super) setup: &'a Setup,
    pub(super) queue: &'a Queue<'a>,
    pub(super) earlier: &'a Earlier,
    pub(super) shared: &'a SharedBetweenCases,
    pub(super) base: Base,
}

impl<'a> Run<'a> {
    /// What a run goes by, with this program as it is now.
    pub(super) fn of(
        (plan, setup): (&'a Plan, &'a Setup),
        queue: &'a Queue<'a>,
        earlier: &'a Earlier,
        shared: &'a SharedBetweenCases,
    ) -> Self {
        Self {
            plan,
            setup,
            queue,
            earlier,
            shared,
            base: Base::of(setup, &fingerprint::program()),
        }
    }

    /// What else of the run a case's report tells of: the folders that bear its id, and what it shares with others.
    fn bonds(&self, i: usize, others: &[String], met: &[Elsewhere]) -> Vec<String> {
        let shared = met.iter().map(|e| format!("{e:?}"));
        let sites = self.shared.sites_besides(i);
        let sites = (sites > 0).then(|| format!("sites {sites}"));
        others.iter().cloned().chain(shared).chain(sites).collect()
    }

    /// Whether a case is to be reviewed; its outcome where not.
    pub(super) fn due(&self, i: usize, case: &Case) -> Result<(Due, Option<Done>), RunError> {
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
        let met = self.shared.met(i, case, &self.setup.limits)?;
        let bonds = self.bonds(i, &others, &met);
        if self.base.of_folder(case, folder, &file, &bonds, self.setup) != past.fingerprint {
            return Ok((Due::Changed, None));
        }
        // Pictures that cannot be looked up now are told of by looking at the case again.
        if !self.shared.knows(i, &past.fingerprint).unwrap_or(false) {
            return Ok((Due::Changed, None));
        }
        let mut done = Done::of(&report, folder, &file);
        done.unchanged = true;
        done.met.clone_from(&past.met);
        Ok((Due::Unchanged, Some(done)))
    }

    /// One case: reviewed, written, told. A panic outside any document costs this case and is its report's one finding.
    /// `again`: what was written of it before, in this run, and what pictures it has been found to share since.
    pub(super) fn review(
        &self,
        i: usize,
        case: &Case,
        (log, metrics): (&Journal, &Metrics),
        again: Option<(&Done, &[Elsewhere])>,
    ) -> Result<Done, RunError> {
        let start = Instant::now();
        let folder = self.queue.names.get(i).map(String::as_str).unwrap_or_default();
        let (file, others) = self.queue.place(i);
        let met = self.shared.met(i, case, &self.setup.limits)?;
        let bonds = self.bonds(i, &others, &met);
        let mut pictures = Vec::new();
        let mut shared: Vec<Elsewhere> = Vec::new();
        let work = std::panic::AssertUnwindSafe(|| {
            let (mut dossier, account) = read(case, &others, self.setup);
            pictures = SharedBetweenCases::pictures(&dossier);
            shared = match again {
                Some((_, shared)) => shared.to_vec(),
                None => self.shared.meet(i, &pictures, &met)?,
            };
            dossier.elsewhere = Some(together(met, &shared));
            dossier.sites_besides = self.shared.sites_besides(i);
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
        self.shared.keep(i, &fingerprint, &pictures)?;
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
    pub(super) fn review_again(
        &self,
        i: usize,
        log: (&Journal, &Metrics),
        done: &Done,
    ) -> Result<Option<Done>, RunError> {
        let shared = self.shared.meet_at_last(i)?;
        if digest(&shared) == done.met {
            return Ok(None);
        }
        self.review(i, &self.queue.case(i)?, log, Some((done, &shared)))
            .map(Some)
    }

    fn unread(&self, id: &str, why: &str) -> Report {
        let setup = self.setup;
        unread_case(id, setup.as_of, &setup.tool, "file.reader-failed", why, setup.lang)
    }

    /// A case folder that cannot be read gets a report that says so; why, and whether even that could not be written.
    pub(super) fn unreadable(&self, i: usize, why: String) -> String {
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
