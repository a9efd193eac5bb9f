//! What the page asks for, without sockets: lists, cases, pictures, decisions, figures.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::applications::Applications;
use super::earlier::SentBack;
use super::folders::Folders;
use super::house::House;
use super::overview;
use super::picture::{self, Job, Kept, Painter, PictureError, Size};
use super::progress::RunLog;
use super::report_index::{ReportError, ReportIndex, Row};
use super::team::Who;
use super::team::claims::{Claim, Claims};
use super::team::people::{People, Role};
use super::team::second::Draw;
use super::team::session::Gate;
use super::team::store::{Store, StoreError};
use super::view::About;
use super::work::WorkError;
use super::{Options, ServeError, backup, compared, declared, notice, painter, said, words};
use crate::date::Date;
use crate::decisions::{Act, Entry, Ledger, Says, State, agree, table};
use crate::intake;
use crate::limits::Limits;
use crate::report::Lang;
use crate::report::mask::{mask_report, mask_text};
use crate::report::model::{FindingRow, Report};

/// Cases whose declaration is read in one go of the watch.
const PORTION: usize = 200;
/// Longest reason and notice, characters.
pub(super) const LONGEST: (usize, usize) = (2_000, 20_000);

/// Everything behind the page.
pub struct Desk {
    options: Options,
    limits: Limits,
    pub(super) reports: ReportIndex,
    folders: Folders,
    ledger: Mutex<Ledger>,
    pub(super) gate: Gate,
    pub(super) store: Store,
    pub(super) claims: Mutex<Claims>,
    pub(super) draw: Draw,
    house: House,
    log: Mutex<RunLog>,
    kept: Kept,
    painter: Painter,
    trouble: Mutex<Option<String>>,
    dated: Mutex<BTreeSet<(String, [u8; 32])>>,
    pub(super) orders: Mutex<Applications>,
    /// Whose turn it is to decode pages for a comparison.
    pub(super) turn: Mutex<()>,
    pub(super) sent_back: Mutex<SentBack>,
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk")
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
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
    /// Last day of the first review.
    #[serde(skip_serializing_if = "Option::is_none")]
    u: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    x: Option<ListDecision>,
    /// Who has it open.
    #[serde(skip_serializing_if = "Option::is_none")]
    o: Option<String>,
    /// Whose it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    g: Option<String>,
    /// The leads are to look at it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    e: bool,
    /// Two people would have decided differently.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    q: bool,
    /// It was submitted before.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    b: bool,
}

#[derive(Serialize)]
struct ListDecision {
    a: &'static str,
    by: String,
    /// It was made on an earlier report of the case.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    old: bool,
}

pub(super) fn hex(digest: &[u8; 32]) -> String {
    digest.iter().map(|b| format!("{b:02x}")).collect()
}

impl Desk {
    /// A desk over a folder of reports.
    pub fn new(options: Options) -> Result<Self, ServeError> {
        let limits = Limits::default();
        let gate = open_gate(&options)?;
        let store = match Store::open(&options.reports) {
            Ok(store) => store,
            Err(e) if gate.people().is_some() => return Err(e.into()),
            // One person alone can do without: only saved queues are of today then.
            Err(e) => {
                (options.remark)(&format!("saved queues are not kept: {e}"));
                Store::passing()?
            }
        };
        let stale = Duration::from_secs(options.claim_seconds);
        let draw = Draw::new(
            store.secret("second-looks")?,
            options.second_share,
            known_cases(&options)?,
        );
        let desk = Self {
            reports: ReportIndex::new(&options.reports),
            folders: Folders::new(&options.cases, &options.reports, limits),
            ledger: Mutex::new(Ledger::open(&options.reports)?),
            log: Mutex::new(RunLog::new(&options.reports)),
            kept: Kept::default(),
            painter: match options.painter.clone() {
                Some(program) => painter::in_own_process(program, painter::PATIENCE),
                None => Box::new(picture::here),
            },
            trouble: Mutex::default(),
            dated: Mutex::default(),
            orders: Mutex::default(),
            turn: Mutex::default(),
            sent_back: Mutex::new(SentBack::open(&store)?),
            limits,
            gate,
            claims: Mutex::new(Claims::open(&store, stale, Instant::now())?),
            store,
            draw,
            house: options.house.as_deref().map_or(Ok(House::default()), House::open)?,
            options,
        };
        desk.drop_claims_on_decided()?;
        Ok(desk)
    }
    /// A server that was killed between an entry and the end of its claim left the claim.
    fn drop_claims_on_decided(&self) -> Result<(), StoreError> {
        let ledger = self.ledger();
        let done = |key: &str, claim: &Claim| {
            let last = ledger.states().get(key).and_then(|s| s.history.last());
            last.is_some_and(|e| e.reviewer == claim.by && e.act.says().is_some())
        };
        self.claims().let_go(&self.store, done, &mut Vec::new())
    }
    pub(super) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One round of the watch: new reports, decisions of others, days of submission. Returns whether more is waiting.
    pub fn look_around(&self) -> bool {
        let trouble = match self.reports.refresh() {
            Ok(_) => None,
            Err(e) => Some(format!("the folder of reports cannot be read: {}", e.kind())),
        };
        let touched = self.ledger().refresh();
        let trouble = match touched {
            Ok(keys) => {
                if !keys.is_empty() {
                    self.reports.touch(&keys);
                }
                trouble
            }
            Err(e) => trouble.or(Some(e.to_string())),
        };
        let people = self.gate.people().map_or(Ok(()), People::refresh);
        let trouble = trouble.or(people.err().map(|e| e.to_string()));
        let trouble = trouble.or(self.sweep().err().map(|e| e.to_string()));
        let trouble = trouble.or(self.forget_gone().err().map(|e| e.to_string()));
        let trouble = trouble.or(self.keep_sent_back().err().map(|e| e.to_string()));
        let trouble = trouble.or(backup::answer(&self.options.reports, &self.store)
            .err()
            .map(|e| e.to_string()));
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
        self.date_some()
    }

    /// Reads from some declarations when their case was submitted, and what tells it again.
    fn date_some(&self) -> bool {
        let mut dated = self.dated.lock().unwrap_or_else(PoisonError::into_inner);
        let open: Vec<(String, String, [u8; 32])> = {
            let rows = self.reports.rows();
            let fresh = rows
                .rows
                .iter()
                .filter(|(key, row)| !dated.contains(&((*key).clone(), row.digest)));
            fresh
                .take(PORTION)
                .map(|(key, row)| (key.clone(), row.id.clone(), row.digest))
                .collect()
        };
        let (mut found, mut orders) = (Vec::new(), Vec::new());
        for (key, id, digest) in &open {
            let case = self.folders.case(key, id);
            if let Some(intake::Declared::Present(d)) = case.as_ref().map(|c| &c.declared) {
                found.push((key.clone(), d.submitted_at.map(crate::date::Instant::unix_seconds)));
            }
            orders.extend(self.marks_of(key, id, case.as_ref()).map(|m| (key.clone(), m)));
            dated.insert((key.clone(), *digest));
        }
        if !found.is_empty() {
            self.reports.enter_submitted(&found);
        }
        let again = self.enter_orders(&orders);
        if !again.is_empty() {
            self.reports.touch(&again);
        }
        open.len() == PORTION
    }

    /// What the page must know first.
    pub fn about(&self, who: &Who) -> Value {
        let team = self.gate.people().map(People::who_decide);
        json!({
            "version": env!("CARGO_PKG_VERSION"),
            "reviewer": who.name.as_ref().filter(|_| who.role != Role::Auditor),
            "name": who.name,
            "role": who.role,
            "team": team,
            "reveals": who.reveals && !self.options.unmask,
            "passwords": matches!(self.gate, Gate::Team { header: None, .. }),
            "masked": !self.options.unmask,
            "lang": self.options.lang.pick("zh", "en"),
            "words": words::words(),
        })
    }

    /// Rows that changed after a revision, and how the run is.
    pub fn list(&self, who: &Who, since: u64) -> Result<Vec<u8>, ListError> {
        let queues = self.queues()?;
        let progress = self.log.lock().unwrap_or_else(PoisonError::into_inner).look();
        let trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let claims = self.claims();
        let ledger = self.ledger();
        let rows = self.reports.rows();
        let since = if since > rows.revision { 0 } else { since };
        let news: Vec<ListRow<'_>> = rows
            .rows
            .iter()
            .filter(|(_, row)| row.changed > since)
            .map(|(key, row)| {
                let again = self.was_submitted_before(&rows, key);
                self.list_row(who, (key, row), ledger.states().get(key), &claims, again)
            })
            .collect();
        let gone: Vec<&str> = rows
            .gone
            .iter()
            .filter(|(r, _)| *r > since)
            .map(|(_, k)| k.as_str())
            .collect();
        Ok(serde_json::to_vec(&json!({
            "revision": rows.revision,
            "queues": queues,
            "breaks": ledger.breaks(),
            "whole": since == 0,
            "total": rows.rows.len(),
            "unread": rows.unread,
            "codes": rows.codes,
            "gone": gone,
            "odd": rows.unreadable,
            "broken": ledger.broken(),
            "trouble": trouble,
            "run": { "state": progress.state, "cases": progress.cases, "done": progress.done },
            "rows": news,
        }))?)
    }

    pub(super) fn report(&self, key: &str) -> Result<(Report, [u8; 32]), ReportError> {
        let (mut report, digest) = self.reports.report(key)?;
        if !self.options.unmask {
            mask_report(&mut report);
        }
        Ok((report, digest))
    }

    pub(super) fn folder_of(&self, key: &str, id: &str) -> Option<intake::Case> {
        self.folders.case(key, id)
    }
    /// Whether personal numbers are shown whole.
    pub(super) const fn unmasked(&self) -> bool {
        self.options.unmask
    }

    pub(super) fn state(&self, key: &str) -> State {
        self.ledger().states().get(key).cloned().unwrap_or_default()
    }

    /// One case, as a person sees it.
    pub fn case(&self, who: &Who, key: &str) -> Result<Value, ReportError> {
        self.case_of(who, key, self.options.unmask)
    }
    /// The same with personal numbers whole, or masked.
    pub(super) fn case_of(&self, who: &Who, key: &str, whole: bool) -> Result<Value, ReportError> {
        let (mut report, digest) = self.reports.report(key)?;
        let case = self.folders.case(key, &report.case.id);
        // Compared whole, shown masked: only where characters differ is told of a masked number.
        let rows = |whole| case.as_ref().map(|c| declared::rows(c, whole)).unwrap_or_default();
        let compared = compared::compared(&rows(true), &report);
        if !whole {
            mask_report(&mut report);
        }
        let about = About {
            report: key,
            case: &report.case.id,
            digest: &hex(&digest),
        };
        let seen = self.seen_by(who, about, &self.state(key));
        let mut state = seen.state;
        if !whole {
            mask_corrections(&mut state);
        }
        let holder = self.claims().holder(key, Instant::now()).map(str::to_owned);
        let stands = |f: &FindingRow| !state.overruled.iter().any(|e| overrules(e, f));
        let today = Date::today_in_china();
        let said = [Lang::Zh, Lang::En].map(|lang| said::in_language(&report, lang, whole));
        let notice = |lang| notice::draft(&report, lang, &self.house.frame(&report, lang, today), stands);
        let phrases = |lang| self.house.phrases(&report, lang, today);
        let notice = json!({
            "zh": notice(Lang::Zh),
            "en": notice(Lang::En),
            "phrases": { "zh": phrases(Lang::Zh), "en": phrases(Lang::En) },
        });
        Ok(json!({
            "key": key,
            "digest": hex(&digest),
            "declared": rows(whole),
            "compared": compared,
            "declaration": case.as_ref().map_or("no-folder", declared::state),
            "notice": notice,
            "holder": holder,
            "differs": seen.differs,
            "whole": whole,
            "earlier": self.was_submitted_before(&self.reports.rows(), key),
            "kept": self.is_kept(key, &hex(&digest)),
            "state": state,
            "report": report,
            "said": { "zh": said[0], "en": said[1] },
        }))
    }

    /// The draft of a notice without some findings, by their places in the report.
    pub(super) fn draft(&self, who: &Who, key: &str, without: &[usize]) -> Result<Value, ReportError> {
        let (report, digest) = self.report(key)?;
        let about = About {
            report: key,
            case: &report.case.id,
            digest: &hex(&digest),
        };
        let seen = self.seen_by(who, about, &self.state(key)).state;
        let left: Vec<&FindingRow> = without.iter().filter_map(|i| report.findings.get(*i)).collect();
        let stands = |f: &FindingRow| !left.contains(&f) && !seen.overruled.iter().any(|e| overrules(e, f));
        let today = Date::today_in_china();
        let text = |lang| notice::draft(&report, lang, &self.house.frame(&report, lang, today), stands);
        Ok(json!({ "zh": text(Lang::Zh), "en": text(Lang::En) }))
    }

    /// Width and height of a page, for who must make room for it.
    pub fn page_size(&self, key: &str, document: usize, page: usize) -> Result<(u32, u32), PictureError> {
        let (report, _) = self.reports.report(key).map_err(|_| PictureError::NoPage)?;
        let row = report.documents.get(document).ok_or(PictureError::NoPage)?;
        let at = page
            .checked_sub(1)
            .and_then(|p| row.pages.get(p))
            .ok_or(PictureError::NoPage)?;
        Ok((at.width, at.height))
    }

    /// The picture of a page (from 1) of a document (by its place in the report): upright, encoded anew.
    pub fn picture(&self, key: &str, document: usize, page: usize, size: Size) -> Result<Arc<[u8]>, PictureError> {
        let (report, _) = self.reports.report(key).map_err(|_| PictureError::NoPage)?;
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

    fn list_row<'a>(
        &self,
        who: &Who,
        (key, row): (&'a str, &'a Row),
        state: Option<&State>,
        claims: &Claims,
        again: bool,
    ) -> ListRow<'a> {
        let digest = hex(&row.digest);
        let about = About {
            report: key,
            case: &row.id,
            digest: &digest,
        };
        let seen = state.map(|s| self.seen_by(who, about, s));
        let decision = seen.as_ref().and_then(|v| v.state.decision.as_ref());
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
            u: row.due,
            x: decision.map(|e| ListDecision {
                a: e.act.name(),
                by: e.reviewer.clone(),
                old: e.digest != digest,
            }),
            o: claims.holder(key, Instant::now()).map(str::to_owned),
            g: seen.as_ref().and_then(|v| v.state.assigned.clone()),
            e: seen.as_ref().is_some_and(|v| v.state.escalated.is_some()),
            q: seen.as_ref().is_some_and(|v| v.differs && who.role == Role::Lead),
            b: again,
        }
    }

    /// Figures over all.
    pub fn overview(&self, who: &Who) -> overview::Overview {
        let progress = self.log.lock().unwrap_or_else(PoisonError::into_inner).look();
        let ledger = self.ledger();
        let rows = self.reports.rows();
        let mut figures = overview::overview(&rows, ledger.states(), progress);
        // Figures by person are for who oversees the work.
        if self.team() && who.role != Role::Reviewer {
            let pairs = agree::pairs(ledger.states().iter());
            figures.agreement = agree::by_person(&pairs);
            figures
                .agreement
                .extend(agree::by_code(&pairs, |key| rows.codes_of(key)));
            figures
                .agreement
                .extend(agree::on_known(ledger.states().iter(), self.draw.all_known()));
        }
        figures
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

pub(super) fn overrules(entry: &Entry, finding: &FindingRow) -> bool {
    matches!(&entry.act, Act::Overrule { finding: place, .. } if place.is(finding))
}

/// Why the list cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// The store.
    #[error(transparent)]
    Store(#[from] WorkError),
    /// Its words.
    #[error("the list cannot be made")]
    Words(#[from] serde_json::Error),
}

/// Who works here: the people of a file, or one.
fn open_gate(options: &Options) -> Result<Gate, ServeError> {
    let Some(path) = &options.accounts else {
        return Ok(Gate::One(options.reviewer.clone()));
    };
    let header = options.trust_header.as_ref().map(|h| h.parse());
    let header = header.transpose().map_err(|_| ServeError::NoHeader)?;
    Ok(Gate::team(People::open(path)?, header))
}

fn known_cases(options: &Options) -> Result<BTreeMap<String, Says>, ServeError> {
    let Some(path) = &options.known else {
        return Ok(BTreeMap::new());
    };
    let wrong = |why: String| ServeError::Known {
        path: path.clone(),
        why,
    };
    let text = std::fs::read_to_string(path).map_err(|e| wrong(e.to_string()))?;
    agree::known(&text).map_err(wrong)
}

/// What people typed for a field may be a number of a person.
fn mask_corrections(state: &mut State) {
    let own = state.history.iter_mut().chain(&mut state.corrections);
    for entry in own {
        if let Act::Correct { read, value, .. } = &mut entry.act {
            *read = mask_text(read, true);
            *value = value.take().map(|v| mask_text(&v, true));
        }
    }
}

pub(super) fn valid(act: &Act, report: &Report) -> Result<(), &'static str> {
    let fits = |text: &str, most: usize| text.chars().count() <= most;
    match act {
        Act::SendBack { notice, .. } if notice.trim().is_empty() => Err("the notice is empty"),
        Act::SendBack { notice, .. } if !fits(notice, LONGEST.1) => Err("the notice is too long"),
        Act::SendBack { remark, .. } if !fits(remark, LONGEST.0) => Err("the remark is too long"),
        Act::Hold { reason } if !fits(reason, LONGEST.0) => Err("the reason is too long"),
        Act::Overrule { reason, .. } if reason.trim().is_empty() => Err("a reason is asked"),
        Act::Overrule { reason, .. } if !fits(reason, LONGEST.0) => Err("the reason is too long"),
        Act::Overrule { finding, .. } if !report.findings.iter().any(|f| finding.is(f)) => {
            Err("the report has no such finding")
        }
        Act::Escalate { comment } if comment.trim().is_empty() => Err("a comment is asked"),
        Act::Escalate { comment: t } | Act::Assign { comment: t, .. } if !fits(t, LONGEST.0) => {
            Err("the comment is too long")
        }
        Act::Correct { value: Some(v), .. } if v.trim().is_empty() || !fits(v, LONGEST.0) => Err("a value is asked"),
        // What the server alone enters.
        Act::SecondLook { .. } | Act::Reveal { .. } | Act::Outcome { .. } | Act::Purge { .. } => {
            Err("this is no decision")
        }
        _ => Ok(()),
    }
}
