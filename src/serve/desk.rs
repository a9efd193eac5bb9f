//! What the page asks for, without sockets: lists, cases, pictures, decisions, figures.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::folders::Folders;
use super::overview;
use super::picture::{self, Job, Kept, Painter, PictureError, Size};
use super::progress::RunLog;
use super::shelf::{ReportError, Row, Shelf};
use super::{Options, declared, notice, painter, words};
use crate::decisions::{Act, Entry, Ledger, LedgerError, Proposal, State, table};
use crate::intake;
use crate::limits::Limits;
use crate::report::Lang;
use crate::report::mask::mask_report;
use crate::report::model::{FindingRow, Report};

/// Cases whose declaration is read in one go of the watch.
const PORTION: usize = 200;
/// Longest reason and notice, characters.
const LONGEST: (usize, usize) = (2_000, 20_000);

/// Everything behind the page.
pub struct Desk {
    options: Options,
    limits: Limits,
    shelf: Shelf,
    folders: Folders,
    ledger: Mutex<Ledger>,
    log: Mutex<RunLog>,
    kept: Kept,
    painter: Painter,
    trouble: Mutex<Option<String>>,
    dated: Mutex<BTreeSet<(String, [u8; 32])>>,
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk")
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

/// Why a decision was not entered.
#[derive(Debug, thiserror::Error)]
pub enum DecideError {
    /// Nobody to decide: the desk was started without a name.
    #[error("start the desk with --reviewer NAME to decide")]
    NoReviewer,
    /// The report.
    #[error(transparent)]
    Report(#[from] ReportError),
    /// The report was written anew since it was looked at.
    #[error("the case was reviewed anew; look at it again")]
    Renewed {
        /// Digest of the report as it is now.
        digest: String,
        /// What was decided up to now.
        state: Box<State>,
    },
    /// A word is missing or too long, or the finding is not in the report.
    #[error("{0}")]
    Invalid(&'static str),
    /// The ledger.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

/// A decision as the page sends it.
#[derive(Debug, Clone, Deserialize)]
pub struct Asked {
    /// Revision of the state that was looked at.
    pub base: u64,
    /// Digest of the report that was looked at.
    pub digest: String,
    /// A random word of the page's: the same word is entered once.
    #[serde(default)]
    pub once: Option<String>,
    /// What.
    pub act: Act,
}

#[derive(Serialize)]
struct ListRow<'a> {
    k: &'a str,
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    s: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    p: Option<&'a str>,
    v: &'static str,
    n: [usize; 3],
    c: Vec<u16>,
    d: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    t: Option<i64>,
    w: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    x: Option<ListDecision<'a>>,
}

#[derive(Serialize)]
struct ListDecision<'a> {
    a: &'static str,
    by: &'a str,
    /// It was made on an earlier report of the case.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    old: bool,
}

pub(super) fn hex(digest: &[u8; 32]) -> String {
    digest.iter().map(|b| format!("{b:02x}")).collect()
}

impl Desk {
    /// A desk over a folder of reports.
    pub fn new(options: Options) -> Result<Self, LedgerError> {
        let limits = Limits::default();
        Ok(Self {
            shelf: Shelf::new(&options.reports),
            folders: Folders::new(&options.cases, &options.reports, limits),
            ledger: Mutex::new(Ledger::open(&options.reports)?),
            log: Mutex::new(RunLog::new(&options.reports)),
            kept: Kept::default(),
            painter: match options.painter.clone() {
                Some(program) => painter::apart(program, painter::PATIENCE),
                None => Box::new(picture::here),
            },
            trouble: Mutex::default(),
            dated: Mutex::default(),
            limits,
            options,
        })
    }
    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One round of the watch: new reports, decisions of others, days of submission. Returns whether more is waiting.
    pub fn look_around(&self) -> bool {
        let trouble = match self.shelf.refresh() {
            Ok(_) => None,
            Err(e) => Some(format!("the folder of reports cannot be read: {}", e.kind())),
        };
        let touched = self.ledger().refresh();
        let trouble = match touched {
            Ok(keys) => {
                if !keys.is_empty() {
                    self.shelf.touch(&keys);
                }
                trouble
            }
            Err(e) => trouble.or(Some(e.to_string())),
        };
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
        self.date_some()
    }

    /// Reads from some declarations when their case was submitted.
    fn date_some(&self) -> bool {
        let mut dated = self.dated.lock().unwrap_or_else(PoisonError::into_inner);
        let open: Vec<(String, String, [u8; 32])> = {
            let rows = self.shelf.rows();
            let fresh = rows
                .rows
                .iter()
                .filter(|(key, row)| !dated.contains(&((*key).clone(), row.digest)));
            fresh
                .take(PORTION)
                .map(|(key, row)| (key.clone(), row.id.clone(), row.digest))
                .collect()
        };
        let mut found = Vec::new();
        for (key, id, digest) in &open {
            if let Some(case) = self.folders.case(key, id)
                && let intake::Declared::Present(d) = &case.declared
            {
                found.push((key.clone(), d.submitted_at.map(crate::date::Instant::unix_seconds)));
            }
            dated.insert((key.clone(), *digest));
        }
        if !found.is_empty() {
            self.shelf.enter_submitted(&found);
        }
        open.len() == PORTION
    }

    /// What the page must know first.
    pub fn about(&self) -> Value {
        json!({
            "version": env!("CARGO_PKG_VERSION"),
            "reviewer": self.options.reviewer,
            "masked": !self.options.unmask,
            "lang": self.options.lang.pick("zh", "en"),
            "words": words::words(),
        })
    }

    /// Rows that changed after a revision, and how the run is.
    pub fn list(&self, since: u64) -> Result<Vec<u8>, serde_json::Error> {
        let progress = self.log.lock().unwrap_or_else(PoisonError::into_inner).look();
        let trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let ledger = self.ledger();
        let rows = self.shelf.rows();
        let since = if since > rows.revision { 0 } else { since };
        let news: Vec<ListRow<'_>> = rows
            .rows
            .iter()
            .filter(|(_, row)| row.changed > since)
            .map(|(key, row)| list_row(key, row, ledger.states().get(key)))
            .collect();
        let gone: Vec<&str> = rows
            .gone
            .iter()
            .filter(|(r, _)| *r > since)
            .map(|(_, k)| k.as_str())
            .collect();
        serde_json::to_vec(&json!({
            "revision": rows.revision,
            "whole": since == 0,
            "total": rows.rows.len(),
            "unread": rows.unread,
            "codes": rows.codes,
            "gone": gone,
            "odd": rows.odd,
            "broken": ledger.broken(),
            "trouble": trouble,
            "run": { "state": progress.state, "cases": progress.cases, "done": progress.done },
            "rows": news,
        }))
    }

    fn report(&self, key: &str) -> Result<(Report, [u8; 32]), ReportError> {
        let (mut report, digest) = self.shelf.report(key)?;
        if !self.options.unmask {
            mask_report(&mut report);
        }
        Ok((report, digest))
    }

    fn state(&self, key: &str) -> State {
        self.ledger().states().get(key).cloned().unwrap_or_default()
    }

    /// One case whole.
    pub fn case(&self, key: &str) -> Result<Value, ReportError> {
        let (report, digest) = self.report(key)?;
        let case = self.folders.case(key, &report.case.id);
        let state = self.state(key);
        let stands = |f: &FindingRow| !state.overruled.iter().any(|e| overrules(e, f));
        Ok(json!({
            "key": key,
            "digest": hex(&digest),
            "declared": case.as_ref().map(|c| declared::rows(c, self.options.unmask)).unwrap_or_default(),
            "declaration": case.as_ref().map_or("no-folder", declared::state),
            "notice": {
                "zh": notice::draft(&report, Lang::Zh, stands),
                "en": notice::draft(&report, Lang::En, stands),
            },
            "state": state,
            "report": report,
        }))
    }

    /// Width and height of a page, for who must make room for it.
    pub fn page_size(&self, key: &str, document: usize, page: usize) -> Result<(u32, u32), PictureError> {
        let (report, _) = self.shelf.report(key).map_err(|_| PictureError::NoPage)?;
        let row = report.documents.get(document).ok_or(PictureError::NoPage)?;
        let at = page
            .checked_sub(1)
            .and_then(|p| row.pages.get(p))
            .ok_or(PictureError::NoPage)?;
        Ok((at.width, at.height))
    }

    /// The picture of a page (from 1) of a document (by its place in the report): upright, encoded anew.
    pub fn picture(&self, key: &str, document: usize, page: usize, size: Size) -> Result<Arc<[u8]>, PictureError> {
        let (report, _) = self.shelf.report(key).map_err(|_| PictureError::NoPage)?;
        let row = report.documents.get(document).ok_or(PictureError::NoPage)?;
        let index = page.checked_sub(1).ok_or(PictureError::NoPage)?;
        let known = row.pages.get(index).ok_or(PictureError::NoPage)?;
        let name = (row.sha256.clone(), index, known.orientation, size);
        if let Some(kept) = self.kept.get(&name).filter(|_| !row.sha256.is_empty()) {
            return Ok(kept);
        }
        let case = self.folders.case(key, &report.case.id).ok_or(PictureError::NoFolder)?;
        let attachment = case
            .attachments
            .iter()
            .find(|a| a.path == row.path)
            .ok_or(PictureError::NoFile)?;
        let content = intake::walk::read(attachment, &self.limits).map_err(|_| PictureError::NoFile)?;
        if content.sha256 != row.sha256 {
            return Err(PictureError::Changed);
        }
        let job = Job {
            bytes: content.bytes,
            page: index,
            turn: picture::turn(known.orientation),
            expected: (known.width, known.height),
            size,
            covered: Vec::new(),
        };
        let painted: Arc<[u8]> = (self.painter)(&job, &self.limits)?.into();
        if !row.sha256.is_empty() {
            self.kept.put(name, painted.clone());
        }
        Ok(painted)
    }

    /// Enters a decision; the new state.
    pub fn decide(&self, key: &str, asked: Asked, now: String) -> Result<State, DecideError> {
        let reviewer = self.options.reviewer.clone().ok_or(DecideError::NoReviewer)?;
        let (report, digest) = self.report(key)?;
        let digest = hex(&digest);
        let undo = matches!(asked.act, Act::Undo { .. });
        if digest != asked.digest && !undo {
            let state = Box::new(self.state(key));
            return Err(DecideError::Renewed { digest, state });
        }
        valid(&asked.act, &report).map_err(DecideError::Invalid)?;
        let written = self.ledger().append(Proposal {
            base: asked.base,
            once: asked.once,
            at: now,
            reviewer,
            case: report.case.id,
            report: key.to_owned(),
            digest,
            act: asked.act,
        });
        // Also where it was refused: the ledger has read on, and the list must show what others did.
        self.shelf.touch(&[key.to_owned()]);
        Ok(written?)
    }

    /// Figures over all.
    pub fn overview(&self) -> overview::Overview {
        let progress = self.log.lock().unwrap_or_else(PoisonError::into_inner).look();
        let ledger = self.ledger();
        let rows = self.shelf.rows();
        overview::overview(&rows, ledger.states(), progress)
    }

    /// All decisions as rows.
    pub fn decisions(&self) -> Vec<table::Row> {
        self.ledger()
            .states()
            .iter()
            .map(|(key, state)| table::row(key, state))
            .collect()
    }
}

fn overrules(entry: &Entry, finding: &FindingRow) -> bool {
    matches!(&entry.act, Act::Overrule { finding: place, .. } if place.is(finding))
}

fn valid(act: &Act, report: &Report) -> Result<(), &'static str> {
    let fits = |text: &str, most: usize| text.chars().count() <= most;
    match act {
        Act::SendBack { notice } if notice.trim().is_empty() => Err("the notice is empty"),
        Act::SendBack { notice } if !fits(notice, LONGEST.1) => Err("the notice is too long"),
        Act::Hold { reason } if !fits(reason, LONGEST.0) => Err("the reason is too long"),
        Act::Overrule { reason, .. } if reason.trim().is_empty() => Err("a reason is asked"),
        Act::Overrule { reason, .. } if !fits(reason, LONGEST.0) => Err("the reason is too long"),
        Act::Overrule { finding, .. } if !report.findings.iter().any(|f| finding.is(f)) => {
            Err("the report has no such finding")
        }
        _ => Ok(()),
    }
}

fn list_row<'a>(key: &'a str, row: &'a Row, state: Option<&'a State>) -> ListRow<'a> {
    ListRow {
        k: key,
        id: &row.id,
        s: row.subject.as_deref(),
        p: row.province.as_deref(),
        v: row.verdict.name(),
        n: [row.counts.reject, row.counts.review, row.counts.note],
        c: row.codes.iter().map(|(code, _)| *code).collect(),
        d: row.kinds.iter().map(|k| k.name()).collect(),
        t: row.submitted,
        w: row.written,
        x: state.and_then(|s| s.decision.as_ref()).map(|e| ListDecision {
            a: e.act.name(),
            by: &e.reviewer,
            old: e.digest != hex(&row.digest),
        }),
    }
}
