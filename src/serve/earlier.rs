//! The earlier submission of a case: found, its pictures held against those of the case, both laid beside each other.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::applications::{ApplicationKey, Applications, Arrival};
use super::assets::{base64, unbase64};
use super::desk::{Desk, hex, overrules};
use super::picture::Size;
use super::report_index::Listing;
use super::resubmission_diff::{Side, diff};
use super::team::Who;
use super::team::store::{Sort, Store, StoreError};
use super::view::About;
use super::work::WorkError;
use super::{declared, said};
use crate::decisions::{Entry, Says, State};
use crate::intake::{Case, Declared};
use crate::ledger::alike;
use crate::measure::likeness::{Likeness, PAGES};
use crate::report::Lang;
use crate::report::mask::mask_report;
use crate::report::model::{DocumentRow, FindingRow, Report};

/// Pages of a case whose pictures are held against those of the other: 40 pages are decoded in some seconds.
const MOST: usize = 40;

/// An earlier submission, for the page.
#[derive(Debug, Serialize)]
struct EarlierSubmission {
    key: String,
    id: String,
    verdict: &'static str,
    submitted: Option<i64>,
    written: i64,
    /// What was decided of it, as the person sees it.
    decision: Option<Entry>,
    /// Its report was written anew since; this is what the desk kept of it. Its pictures are not there any more.
    kept: bool,
}

/// A case as it was when it was sent back. Its report may be written anew under the same name.
#[derive(Debug, Serialize, Deserialize)]
struct KeptSubmission {
    /// Digest of the report.
    digest: String,
    submitted: Option<i64>,
    written: i64,
    report: Report,
    /// The declaration, masked.
    declared: Vec<declared::Row>,
    /// By document and page: what tells the picture again, in base 64; null where that cannot be told.
    pictures: Vec<Option<Vec<Option<String>>>>,
}

impl KeptSubmission {
    fn known(&self, key: &str, state: &State) -> EarlierSubmission {
        let decision = state.decision.as_ref().filter(|d| d.digest == self.digest);
        EarlierSubmission {
            key: key.to_owned(),
            id: self.report.case.id.clone(),
            verdict: self.report.verdict.name(),
            submitted: self.submitted,
            written: self.written,
            decision: decision.cloned(),
            kept: true,
        }
    }
    fn pictures(&self, document: usize) -> Pictures {
        let pages = self.pictures.get(document)?.as_ref()?;
        let told = |page: &Option<String>| Likeness::unpack(&unbase64(page.as_ref()?)?);
        Some(pages.iter().map(told).collect())
    }
}

/// What is kept of cases that were sent back: the digests of their reports, and decisions whose cases are still to be kept.
#[derive(Debug, Default)]
pub struct SentBack {
    of: BTreeMap<String, String>,
    news: Vec<(String, Option<String>)>,
}

impl SentBack {
    /// What a store holds.
    pub fn open(store: &Store) -> Result<Self, StoreError> {
        let all = store.all::<KeptDigest>(Sort::SentBack)?;
        Ok(Self {
            of: all.into_iter().map(|(key, kept)| (key, kept.digest)).collect(),
            news: Vec::new(),
        })
    }
    /// Whether what is kept of a case is another report than this one.
    fn is_another(&self, key: &str, digest: &str) -> bool {
        self.of.get(key).is_some_and(|kept| kept != digest)
    }
}

#[derive(Deserialize)]
struct KeptDigest {
    digest: String,
}

/// The pictures of a document's pages, each where it can be told again; `None` where they cannot be looked at.
type Pictures = Option<Vec<Option<Likeness>>>;

/// When a case of the list came.
fn came(rows: &Listing, key: &str) -> Option<Arrival> {
    rows.rows.get(key).map(|row| Arrival {
        submitted: row.submitted,
        written: row.written,
    })
}

impl Desk {
    fn orders(&self) -> MutexGuard<'_, Applications> {
        self.orders.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Enters what tells the cases again; the keys of those that may be one order with another.
    pub(super) fn enter_orders(&self, found: &[(String, ApplicationKey)]) -> Vec<String> {
        let mut orders = self.orders();
        for (key, marks) in found {
            orders.enter(key, marks.clone());
        }
        let near = orders.near(found.iter().map(|(key, _)| key.as_str()));
        near.into_iter().map(str::to_owned).collect()
    }

    /// What tells a case again: its declaration, or its report where that is all there is.
    pub(super) fn marks_of(&self, key: &str, id: &str, case: Option<&Case>) -> Option<ApplicationKey> {
        if let Some(Declared::Present(d)) = case.map(|c| &c.declared) {
            return Some(ApplicationKey::of_declaration(id, d));
        }
        self.reports.rows().rows.get(key).map(|row| row.marks.clone())
    }

    /// The cases of the list that are the same order and came before, the latest first.
    pub(super) fn earlier_in(&self, rows: &Listing, key: &str) -> Vec<String> {
        let Some(own) = came(rows, key) else { return Vec::new() };
        let orders = self.orders();
        let same: BTreeSet<&str> = orders.same(key).collect();
        let mut found: Vec<(&str, Arrival)> = same.into_iter().filter_map(|k| Some((k, came(rows, k)?))).collect();
        found.retain(|(k, c)| c.is_before(k, own, key));
        found.sort_by(|a, b| {
            let before = |x: &(&str, Arrival), y: &(&str, Arrival)| x.1.is_before(x.0, y.1, y.0);
            before(b, a).cmp(&before(a, b)).reverse()
        });
        found.into_iter().map(|(k, _)| k.to_owned()).collect()
    }

    fn known(&self, who: &Who, key: &str) -> Option<(EarlierSubmission, State)> {
        let (id, verdict, submitted, written, digest) = {
            let rows = self.reports.rows();
            let row = rows.rows.get(key)?;
            (
                row.id.clone(),
                row.verdict.name(),
                row.submitted,
                row.written,
                hex(&row.digest),
            )
        };
        let about = About {
            report: key,
            case: &id,
            digest: &digest,
        };
        let state = self.seen_by(who, about, &self.state(key)).state;
        let decision = state.decision.clone();
        let known = EarlierSubmission {
            key: key.to_owned(),
            id,
            verdict,
            submitted,
            written,
            decision,
            kept: false,
        };
        Some((known, state))
    }

    /// Whether there is an earlier submission of a case.
    pub(super) fn was_submitted_before(&self, rows: &Listing, key: &str) -> bool {
        let digest = rows.rows.get(key).map(|row| hex(&row.digest));
        if digest.is_some_and(|d| self.sent_back().is_another(key, &d)) {
            return true;
        }
        let orders = self.orders();
        let is_earlier = |k: &str| {
            came(rows, k)
                .zip(came(rows, key))
                .is_some_and(|(its, own)| its.is_before(k, own, key))
        };
        orders.same(key).any(is_earlier)
    }

    /// A case beside an earlier submission, the latest unless `with` names another.
    pub fn earlier(&self, who: &Who, key: &str, with: Option<&str>) -> Result<Value, WorkError> {
        let whole = self.unmasked();
        let (report, digest) = self.reports.report(key)?;
        let digest = hex(&digest);
        let kept = if self.sent_back().is_another(key, &digest) {
            self.store.get::<KeptSubmission>(Sort::SentBack, key)?
        } else {
            None
        };
        let keys = self.earlier_in(&self.reports.rows(), key);
        let mut others: Vec<(EarlierSubmission, State)> = keys.iter().filter_map(|k| self.known(who, k)).collect();
        let own = self.known(who, key).map(|(_, state)| state).unwrap_or_default();
        if let Some(kept) = &kept {
            others.insert(0, (kept.known(key, &own), own.clone()));
        }
        let chosen = others.iter().find(|(k, _)| with.is_none_or(|w| w == k.key));
        let Some((chosen, state)) = chosen else {
            return Ok(json!({ "others": [] }));
        };
        let kept = kept.filter(|_| chosen.kept);
        let mut before = match &kept {
            Some(kept) => kept.report.clone(),
            None => self.reports.report(&chosen.key)?.0,
        };
        let now_case = self.folder_of(key, &report.case.id);
        let earlier_case = kept
            .is_none()
            .then(|| self.folder_of(&chosen.key, &before.case.id))
            .flatten();
        let of = |case: &Option<Case>, whole| case.as_ref().map(|c| declared::rows(c, whole)).unwrap_or_default();
        // Only the masked rows of what was sent back were kept; the others are compared whole and shown masked.
        let now_rows = of(&now_case, kept.is_none());
        let earlier_rows = kept
            .as_ref()
            .map_or_else(|| of(&earlier_case, true), |k| k.declared.clone());
        // Where a folder is gone nothing is told of the declaration, rather than that all of it changed.
        let both = !now_rows.is_empty() && !earlier_rows.is_empty();
        let accepted = chosen
            .decision
            .as_ref()
            .is_some_and(|d| d.act.says() == Some(Says::Accept));
        let stood = |f: &FindingRow| !accepted && !state.overruled.iter().any(|e| overrules(e, f));
        let stands = |f: &FindingRow| !own.overruled.iter().any(|e| overrules(e, f));
        let side = |report, declared, stands| Side {
            report,
            declared: if both { declared } else { &[] },
            stands,
        };
        let mut same = self.same_papers((key, &report), (chosen.key.as_str(), &before), kept.as_ref());
        let told = diff(
            side(&report, &now_rows, &stands),
            side(&before, &earlier_rows, &stood),
            &mut same,
        );
        drop(same);
        let said = [Lang::Zh, Lang::En].map(|lang| said::in_language(&before, lang, whole));
        if !whole {
            mask_report(&mut before);
        }
        let shown = kept.map_or_else(|| of(&earlier_case, whole), |k| k.declared);
        Ok(json!({
            "of": digest,
            "with": chosen.key,
            "kept": chosen.kept,
            "others": others.iter().map(|(known, _)| known).collect::<Vec<_>>(),
            "beside": told,
            "declared": shown,
            "report": before,
            "said": { "zh": said[0], "en": said[1] },
        }))
    }

    /// Whether two papers of a case and its earlier submission are one picture; each is decoded once.
    fn same_papers(
        &self,
        now: (&str, &Report),
        earlier: (&str, &Report),
        kept: Option<&KeptSubmission>,
    ) -> impl FnMut(usize, usize) -> Option<bool> {
        let (mut ours, mut theirs) = (BTreeMap::new(), BTreeMap::new());
        let mut left = [MOST, MOST];
        move |n: usize, e: usize| {
            let a = ours
                .entry(n)
                .or_insert_with(|| self.pictures_of(now.0, now.1, n, &mut left[0]));
            let b = theirs.entry(e).or_insert_with(|| match kept {
                Some(kept) => kept.pictures(e),
                None => self.pictures_of(earlier.0, earlier.1, e, &mut left[1]),
            });
            same_pictures(a.as_deref(), b.as_deref())
        }
    }

    fn sent_back(&self) -> MutexGuard<'_, SentBack> {
        self.sent_back.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether this report of a case is kept, so that it may be written anew.
    pub(super) fn is_kept(&self, key: &str, digest: &str) -> bool {
        self.sent_back().of.get(key).is_some_and(|kept| kept == digest)
    }

    /// Hears of a decision: what is sent back is kept as it was, what is accepted need not be.
    pub(super) fn note_sent_back(&self, key: &str, digest: &str, says: Option<Says>) {
        if matches!(says, Some(Says::SendBack | Says::Accept)) {
            let keep = (says == Some(Says::SendBack)).then(|| digest.to_owned());
            self.sent_back().news.push((key.to_owned(), keep));
        }
    }

    /// Lets go of what is kept of cases whose reports are gone: purged, or deleted.
    pub(super) fn forget_gone(&self) -> Result<(), StoreError> {
        let mut claims = self.claims();
        let rows = self.reports.rows();
        if !rows.ready {
            return Ok(());
        }
        let gone = |key: &str| !rows.rows.contains_key(key);
        let kept: Vec<String> = self.sent_back().of.keys().filter(|k| gone(k)).cloned().collect();
        self.sent_back().news.extend(kept.into_iter().map(|key| (key, None)));
        self.orders().forget_all(&gone);
        claims.let_go(&self.store, |key, _| gone(key), &mut Vec::new())
    }

    /// Writes down what was sent back since the last round, beside the threads that answer.
    pub(super) fn keep_sent_back(&self) -> Result<(), StoreError> {
        let news = std::mem::take(&mut self.sent_back().news);
        for (key, digest) in news {
            let kept = digest.and_then(|digest| self.kept_of(&key, digest));
            if let Some(kept) = kept {
                self.store.put(Sort::SentBack, &key, &kept)?;
                self.sent_back().of.insert(key, kept.digest);
            } else if self.sent_back().of.remove(&key).is_some() {
                self.store.remove(Sort::SentBack, &[key])?;
            }
        }
        Ok(())
    }

    /// The case as it is, where its report is still the one that was decided on.
    fn kept_of(&self, key: &str, digest: String) -> Option<KeptSubmission> {
        let (report, is) = self.reports.report(key).ok()?;
        let row = self.reports.rows().rows.get(key).cloned()?;
        if hex(&is) != digest {
            return None;
        }
        let case = self.folder_of(key, &report.case.id);
        let mut left = MOST;
        let pictures = (0..report.documents.len()).map(|d| {
            let pages = self.pictures_of(key, &report, d, &mut left)?;
            Some(pages.iter().map(|p| p.as_ref().map(|l| base64(&l.pack()))).collect())
        });
        Some(KeptSubmission {
            digest,
            submitted: row.submitted,
            written: row.written,
            declared: case.as_ref().map(|c| declared::rows(c, false)).unwrap_or_default(),
            pictures: pictures.collect(),
            report,
        })
    }

    fn pictures_of(&self, key: &str, report: &Report, document: usize, left: &mut usize) -> Pictures {
        let row: &DocumentRow = report.documents.get(document)?;
        let pages = row.pages.len().min(PAGES);
        *left = left.checked_sub(pages)?;
        // One at a time over all who ask: decoded pages are large.
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        (1..=pages)
            .map(|page| {
                let packed = self.picture(key, document, page, Size::Likeness).ok()?;
                Some(Likeness::unpack(&packed))
            })
            .collect()
    }
}

/// Whether two papers are one picture: as many pages, and each that can be told again is one of the other's. `None` where that cannot be told.
fn same_pictures(a: Option<&[Option<Likeness>]>, b: Option<&[Option<Likeness>]>) -> Option<bool> {
    let (a, b) = (a?, b?);
    if a.len() != b.len() || a.is_empty() {
        return Some(false);
    }
    let (ours, theirs): (Vec<&Likeness>, Vec<&Likeness>) = (a.iter().flatten().collect(), b.iter().flatten().collect());
    if ours.is_empty() || theirs.is_empty() {
        return None;
    }
    let is_there = |x: &&Likeness| theirs.iter().any(|y| alike::compare(x, y).is_some_and(|t| t.is_same()));
    Some(ours.iter().all(is_there))
}
