//! What people do at the desk: decide, claim, take the next, save queues, see numbers whole. Asking whether something may be done and doing
//! it are one step, under the lock of the claims.

use std::sync::{MutexGuard, PoisonError};
use std::time::Instant;

use axum::http::HeaderMap;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::desk::{Asked, Desk, hex, valid};
use super::report_index::{ReportError, Row};
use super::team::Who;
use super::team::claims::{Claim, Claims};
use super::team::people::{Role, Tried};
use super::team::session::Nobody;
use super::team::store::{Sort, StoreError};
use super::view::{About, View, view};
use crate::decisions::{Act, LedgerError, Proposal, Says, State};

/// Most cases that are asked for in one go.
const ASKED: usize = 500;
/// Most saved queues, and the longest name (characters) and content (bytes) of one.
const QUEUES: (usize, usize, usize) = (60, 40, 4096);
/// Longest word by which a tab or a request is known.
const WORD: usize = 64;

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum WorkError {
    /// Nobody to do it: the desk was started without a name.
    #[error("start the desk with --reviewer NAME to decide")]
    NoReviewer,
    /// The person may not do that.
    #[error("{0}")]
    Forbidden(&'static str),
    /// Somebody else works on the case.
    #[error("{by} works on this case")]
    Claimed {
        /// Who.
        by: String,
    },
    /// Somebody else decided the case; a lead may decide it again.
    #[error("{by} decided this case")]
    DecidedByOther {
        /// Who.
        by: String,
        /// What was decided.
        state: Box<State>,
    },
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
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Cases that a tab asks for.
#[derive(Debug, Clone, Deserialize)]
pub struct ClaimAsked {
    /// The tab, a random word of the page.
    pub tab: String,
    /// Reports' keys, in the order in which they are wanted.
    pub keys: Vec<String>,
    /// Only what is open, nobody's and not somebody else's: the next case. Else the case is opened whatever it is.
    #[serde(default)]
    pub next: bool,
    /// Also where somebody else has it; leads only.
    #[serde(default)]
    pub over: bool,
}

/// A saved queue: what the page filters and orders by, which the page alone understands.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Queue {
    /// Filter and order.
    pub view: Value,
    /// Who saved it.
    #[serde(default)]
    pub by: String,
}

fn word(text: &str) -> bool {
    !text.is_empty() && text.len() <= WORD && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

impl Desk {
    pub(super) fn claims(&self) -> MutexGuard<'_, Claims> {
        self.claims.lock().unwrap_or_else(PoisonError::into_inner)
    }
    /// Whether people of an accounts file work here.
    pub(super) fn team(&self) -> bool {
        self.gate.people().is_some()
    }
    /// The state of a case as a person sees it.
    pub(super) fn seen_by(&self, who: &Who, about: About<'_>, state: &State) -> View {
        view(self.team().then_some(&self.draw), who, about, state)
    }
    fn name(who: &Who) -> Result<&str, WorkError> {
        if who.role == Role::Auditor {
            return Err(WorkError::Forbidden("auditors look and change nothing"));
        }
        who.name.as_deref().ok_or(WorkError::NoReviewer)
    }

    /// Who asks.
    pub fn who(&self, headers: &HeaderMap) -> Result<Who, Nobody> {
        self.gate.who(headers, &self.store, jiff::Timestamp::now().as_second())
    }
    /// Begins a session: the text of its cookie.
    pub fn log_in(&self, name: &str, password: &str, secure: bool) -> Result<Result<String, Tried>, WorkError> {
        let now = jiff::Timestamp::now().as_second();
        let tried = self.gate.log_in(name, password, secure, &self.store, now)?;
        Ok(tried.map(|(cookie, _)| cookie))
    }
    /// Ends a session: the text of a cookie that is none.
    pub fn log_out(&self, headers: &HeaderMap) -> Result<String, WorkError> {
        Ok(self.gate.log_out(headers, &self.store)?)
    }

    /// Enters a decision; the new state as the person sees it.
    pub fn decide(&self, who: &Who, key: &str, asked: Asked, now: String) -> Result<State, WorkError> {
        let name = Self::name(who)?;
        if asked.once.as_deref().is_some_and(|o| !word(o)) {
            return Err(WorkError::Invalid("the word of the request is none"));
        }
        let (report, digest) = self.report(key)?;
        let (case, digest) = (report.case.id.clone(), hex(&digest));
        let about = About {
            report: key,
            case: &case,
            digest: &digest,
        };
        let mut claims = self.claims();
        // What other processes wrote; their cases change for the list, too.
        let others = self.ledger().refresh()?;
        self.reports.touch(&others);
        let state = self.state(key);
        let seen = self.seen_by(who, about, &state);
        let entered = |e: &crate::decisions::Entry| e.once == asked.once && e.reviewer == name;
        if asked.once.is_some() && state.history.iter().any(entered) {
            return Ok(seen.state);
        }
        let undo = matches!(asked.act, Act::Undo { .. });
        if digest != asked.digest && !undo {
            let state = Box::new(seen.state);
            return Err(WorkError::Renewed { digest, state });
        }
        valid(&asked.act, &report).map_err(WorkError::Invalid)?;
        if self.team() {
            self.may(who, name, about, &asked.act, &claims, &seen)?;
        }
        let says = asked.act.says();
        let act = match (seen.blind, says) {
            (true, Some(says)) => Act::SecondLook {
                says,
                text: words(asked.act),
            },
            _ => self.filled_in(key, asked.act)?,
        };
        let escalates = matches!(act, Act::Escalate { .. } | Act::Assign { .. });
        let written = self.ledger().append(Proposal {
            base: asked.base,
            once: asked.once,
            at: now,
            reviewer: name.to_owned(),
            case: case.clone(),
            report: key.to_owned(),
            digest: digest.clone(),
            act,
        });
        let mut touched = vec![key.to_owned()];
        if written.is_ok() && (says.is_some() || escalates) {
            claims.let_go(&self.store, |k, c| k == key && c.by == name, &mut touched)?;
        }
        // Also where it was refused: the ledger has read on, and the list must show what others did.
        self.reports.touch(&touched);
        if written.is_ok() && !seen.blind {
            self.note_sent_back(key, &digest, says);
        }
        match written {
            Ok(state) => Ok(self.seen_by(who, about, &state).state),
            Err(LedgerError::Stale(state)) => {
                let state = Box::new(self.seen_by(who, about, &state).state);
                Err(LedgerError::Stale(state).into())
            }
            Err(e) => Err(e.into()),
        }
    }

    /// Whether a person of a team may do this to a case now.
    fn may(
        &self,
        who: &Who,
        name: &str,
        about: About<'_>,
        act: &Act,
        claims: &Claims,
        seen: &View,
    ) -> Result<(), WorkError> {
        let lead = who.role == Role::Lead;
        let holder = claims.holder(about.report, Instant::now());
        let free = matches!(act, Act::Assign { .. }) && lead;
        if let Some(by) = holder.filter(|h| *h != name && !free) {
            return Err(WorkError::Claimed { by: by.to_owned() });
        }
        let state = &seen.state;
        match act {
            Act::Accept | Act::SendBack { .. } | Act::Hold { .. } if !lead && !seen.blind => {
                let stands = state.decision.as_ref().filter(|d| d.digest == about.digest);
                let stands = stands.filter(|d| d.reviewer != name && d.act.says() != Some(Says::Hold));
                stands.map_or(Ok(()), |d| {
                    Err(WorkError::DecidedByOther {
                        by: d.reviewer.clone(),
                        state: Box::new(state.clone()),
                    })
                })
            }
            Act::Undo { undoes } if !lead => {
                let own = state
                    .history
                    .iter()
                    .any(|e| e.revision == *undoes && e.reviewer == name);
                own.then_some(())
                    .ok_or(WorkError::Forbidden("only own steps can be undone"))
            }
            Act::Assign { to, .. } => {
                let theirs = holder == Some(name) || state.assigned.as_deref() == Some(name);
                if !lead && !theirs {
                    return Err(WorkError::Forbidden("only a lead assigns what is not one's own"));
                }
                let people = self
                    .gate
                    .people()
                    .map(super::team::people::People::who_decide)
                    .unwrap_or_default();
                let known = to.is_empty() || people.contains(to);
                known.then_some(()).ok_or(WorkError::Invalid("there is no such person"))
            }
            _ => Ok(()),
        }
    }

    /// What the page does not say of a correction: what the report read, which may be masked there.
    fn filled_in(&self, key: &str, act: Act) -> Result<Act, WorkError> {
        let Act::Correct {
            document,
            page,
            field,
            value,
            ..
        } = act
        else {
            return Ok(act);
        };
        let (whole, _) = self.reports.report(key)?;
        let row = whole.documents.iter().find(|d| d.path == document);
        let read = row.and_then(|d| d.fields.get(&field));
        let read = read.ok_or(WorkError::Invalid("the report has no such field"))?;
        Ok(Act::Correct {
            document,
            page,
            field,
            area: read.area,
            read: read.value.clone(),
            value: value.filter(|v| *v != read.value),
        })
    }

    /// Takes the first of the cases asked for that can be had.
    pub fn claim(&self, who: &Who, asked: &ClaimAsked) -> Result<Value, WorkError> {
        let name = Self::name(who)?;
        if !word(&asked.tab) || asked.keys.len() > ASKED {
            return Err(WorkError::Invalid("this is no claim"));
        }
        if asked.over && who.role != Role::Lead {
            return Err(WorkError::Forbidden("only a lead takes a case over"));
        }
        let claim = Claim {
            by: name.to_owned(),
            tab: asked.tab.clone(),
        };
        if !self.reports.rows().ready {
            return Err(ReportError::NotReadYet.into());
        }
        let now = Instant::now();
        let mut claims = self.claims();
        let (mut touched, mut got, mut by) = (Vec::new(), None, None);
        for key in &asked.keys {
            let Some(row) = self.reports.rows().rows.get(key).cloned() else {
                continue;
            };
            if asked.next && !(claims.is_free(key, &claim, now) && self.is_next_for(who, name, key, &row)) {
                continue;
            }
            if claims.take(&self.store, key, &claim, asked.over, now, &mut touched)? {
                got = Some(key.clone());
                break;
            }
            by = by.or_else(|| claims.holder(key, now).map(str::to_owned));
        }
        if got.is_none() && !asked.next {
            // The tab has left what it had, also where what it opened is somebody else's.
            claims.let_go(&self.store, |_, c| *c == claim, &mut touched)?;
        }
        drop(claims);
        self.reports.touch(&touched);
        Ok(json!({ "key": got, "by": by.filter(|_| got.is_none()) }))
    }

    /// Whether a case is open, and neither somebody else's nor, for a reviewer, the leads'.
    fn is_next_for(&self, who: &Who, name: &str, key: &str, row: &Row) -> bool {
        let digest = hex(&row.digest);
        let about = About {
            report: key,
            case: &row.id,
            digest: &digest,
        };
        let seen = self.seen_by(who, about, &self.state(key)).state;
        let open = seen.decision.as_ref().is_none_or(|d| d.digest != digest);
        let theirs = seen.assigned.as_deref().is_none_or(|a| a == name);
        open && theirs && (seen.escalated.is_none() || who.role == Role::Lead)
    }

    /// Hears of a tab that has a case open; who has it where it is not the tab's any more.
    pub fn hear(&self, who: &Who, key: &str, tab: &str) -> Result<Option<String>, WorkError> {
        let claim = Claim {
            by: Self::name(who)?.to_owned(),
            tab: tab.to_owned(),
        };
        let now = Instant::now();
        let mut claims = self.claims();
        if claims.hear(key, &claim, now) {
            return Ok(None);
        }
        Ok(Some(claims.holder(key, now).unwrap_or_default().to_owned()))
    }

    /// Lets go what a tab has.
    pub fn let_go(&self, who: &Who, tab: &str) -> Result<(), WorkError> {
        let name = Self::name(who)?;
        let mut touched = Vec::new();
        self.claims()
            .let_go(&self.store, |_, c| c.by == name && c.tab == tab, &mut touched)?;
        self.reports.touch(&touched);
        Ok(())
    }

    /// Lets go what was not heard of for too long.
    pub(super) fn sweep(&self) -> Result<(), StoreError> {
        let mut touched = Vec::new();
        self.claims().sweep(&self.store, Instant::now(), &mut touched)?;
        if !touched.is_empty() {
            self.reports.touch(&touched);
        }
        Ok(())
    }

    /// The saved queues, by name.
    pub fn queues(&self) -> Result<Value, WorkError> {
        let all = self.store.all::<Queue>(Sort::Queues)?;
        let rows: Vec<Value> = all
            .into_iter()
            .map(|(name, q)| json!({ "name": name, "view": q.view, "by": q.by }))
            .collect();
        Ok(Value::Array(rows))
    }

    /// Saves a queue, or lets one go.
    pub fn save_queue(&self, who: &Who, name: &str, queue: Option<Value>) -> Result<(), WorkError> {
        let by = Self::name(who)?.to_owned();
        let Some(view) = queue else {
            return Ok(self.store.remove(Sort::Queues, &[name.to_owned()])?);
        };
        let fits = !name.trim().is_empty() && name.chars().count() <= QUEUES.1 && view.to_string().len() <= QUEUES.2;
        let all = self.store.all::<Queue>(Sort::Queues)?;
        if !fits || !view.is_object() || all.len() >= QUEUES.0 && !all.iter().any(|(n, _)| n == name) {
            return Err(WorkError::Invalid("this queue cannot be saved"));
        }
        Ok(self.store.put(Sort::Queues, name, &Queue { view, by })?)
    }

    /// The draft of a notice without some findings, by their places in the report, in both languages.
    pub fn notice(&self, who: &Who, key: &str, without: &[usize]) -> Result<Value, WorkError> {
        Ok(self.draft(who, key, without)?)
    }

    /// One case with its personal numbers whole. That it was shown is entered first.
    pub fn reveal(&self, who: &Who, key: &str, reason: &str, now: String) -> Result<Value, WorkError> {
        let name = Self::name(who)?;
        if !who.reveals {
            return Err(WorkError::Forbidden("numbers are not shown whole to this person"));
        }
        if reason.trim().is_empty() || reason.chars().count() > super::desk::LONGEST.0 {
            return Err(WorkError::Invalid("a reason is asked"));
        }
        let (report, digest) = self.report(key)?;
        self.ledger().append(Proposal {
            base: 0,
            once: None,
            at: now,
            reviewer: name.to_owned(),
            case: report.case.id,
            report: key.to_owned(),
            digest: hex(&digest),
            act: Act::Reveal {
                reason: reason.trim().to_owned(),
            },
        })?;
        self.reports.touch(&[key.to_owned()]);
        Ok(self.case_of(who, key, true)?)
    }
}

/// The words of a decision.
fn words(act: Act) -> String {
    match act {
        Act::SendBack { notice, .. } => notice,
        Act::Hold { reason } => reason,
        _ => String::new(),
    }
}
