//! All reports of a folder as light rows, kept current while a scan writes. Bytes of a report are read once to make its row
//! and again when the case is opened; only rows stay in memory (some 400 bytes each).

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use rayon::prelude::*;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::applications::ApplicationKey;
use crate::date::Date;
use crate::finding::{Severity, Verdict};
use crate::kind::DocumentKind;
use crate::report::mask::mask_text;
use crate::report::model::{CaseRow, Counts, Report, SCHEMA};
use crate::report::timeline::Window;

/// Reports read before the rows are shown to those who ask.
const PORTION: usize = 512;
/// Largest report that is opened. 200 findings make 150 KB; a report of the largest case permitted is under 4 MB.
const LARGEST: u64 = 32 << 20;

/// One report in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Case id.
    pub id: String,
    /// Subject, masked like the report.
    pub subject: Option<String>,
    /// Province, short Chinese name.
    pub province: Option<String>,
    /// Verdict.
    pub verdict: Verdict,
    /// Findings by severity.
    pub counts: Counts,
    /// Codes of its findings and how many there are of each; indices into [`Listing::codes`].
    pub codes: Vec<(u16, u16)>,
    /// Kinds of its documents, sorted, each once.
    pub kinds: Vec<DocumentKind>,
    /// When the case was submitted, seconds since 1970; `None` until the declaration was read, and where it does not say.
    pub submitted: Option<i64>,
    /// Last day of the first review, from the report's timeline.
    pub due: Option<Date>,
    /// When the report was written, seconds since 1970.
    pub written: i64,
    /// SHA-256 of the report's bytes.
    pub digest: [u8; 32],
    /// What tells the order again, as far as the report says it.
    pub marks: ApplicationKey,
    /// The index's revision at the last change.
    pub changed: u64,
    stamp: Stamp,
}

/// What tells that a file is another one.
type Stamp = (SystemTime, u64);

#[derive(Deserialize)]
struct Summary {
    schema: String,
    case: CaseRow,
    verdict: Verdict,
    counts: Counts,
    documents: Vec<SummaryDocument>,
    findings: Vec<SummaryFinding>,
    #[serde(default)]
    timeline: Option<SummaryTimeline>,
}

#[derive(Deserialize)]
struct SummaryTimeline {
    #[serde(default)]
    first_review: Option<Window>,
}

#[derive(Deserialize)]
struct SummaryDocument {
    kind: DocumentKind,
}

#[derive(Deserialize)]
struct SummaryFinding {
    code: String,
    #[expect(dead_code, reason = "asked for, so that a report without it is told")]
    severity: Severity,
}

/// Why a report is not shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReportError {
    /// No such report.
    #[error("there is no such report")]
    Missing,
    /// The desk has just been opened and has not read all reports yet.
    #[error("the desk is opening; ask again")]
    NotReadYet,
    /// The system refused.
    #[error("the report cannot be read: {0}")]
    Unreadable(String),
    /// Not a report, or one of another version.
    #[error("not a report of this version: {0}")]
    Malformed(String),
}

/// What the list is at a moment.
#[derive(Debug, Default)]
pub struct Listing {
    /// By the report's file name without its ending.
    pub rows: BTreeMap<String, Row>,
    /// Names of codes.
    pub codes: Vec<String>,
    /// Listing that went, with the revision at which they did.
    pub gone: Vec<(u64, String)>,
    /// Files that are no reports, with the reason.
    pub unreadable: BTreeMap<String, String>,
    /// Counts up with every change.
    pub revision: u64,
    /// Reports found and not yet read.
    pub unread: usize,
    /// Whether all reports that were there at the beginning were read.
    pub ready: bool,
    code_of: BTreeMap<String, u16>,
}

/// The index.
#[derive(Debug)]
pub struct ReportIndex {
    folder: PathBuf,
    inner: RwLock<Listing>,
    seen: Mutex<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    folder: Option<SystemTime>,
    unreadable: BTreeMap<String, Stamp>,
}

impl ReportIndex {
    /// A index over a folder of reports; nothing is read yet.
    pub fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            inner: RwLock::new(Listing {
                // A page that was loaded from an earlier server asks `since` what this one never counted.
                revision: 1,
                ..Listing::default()
            }),
            seen: Mutex::default(),
        }
    }
    /// The rows, for reading.
    pub fn rows(&self) -> std::sync::RwLockReadGuard<'_, Listing> {
        self.inner.read().unwrap_or_else(PoisonError::into_inner)
    }
    fn write(&self) -> std::sync::RwLockWriteGuard<'_, Listing> {
        self.inner.write().unwrap_or_else(PoisonError::into_inner)
    }
    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// ApplicationKey rows as changed, where something about them changed that is not in the report.
    pub fn touch(&self, keys: &[String]) {
        let mut rows = self.write();
        rows.revision += 1;
        let revision = rows.revision;
        for key in keys {
            if let Some(row) = rows.rows.get_mut(key) {
                row.changed = revision;
            }
        }
    }

    /// Enters when cases were submitted.
    pub fn enter_submitted(&self, found: &[(String, Option<i64>)]) {
        let mut rows = self.write();
        rows.revision += 1;
        let revision = rows.revision;
        for (key, at) in found {
            if let Some(row) = rows.rows.get_mut(key).filter(|r| r.submitted != *at) {
                row.submitted = *at;
                row.changed = revision;
            }
        }
    }

    /// Looks whether reports came, changed or went. Returns the keys of those that came or changed.
    pub fn refresh(&self) -> std::io::Result<Vec<String>> {
        let mut seen = self.seen();
        let modified = std::fs::metadata(&self.folder)?.modified()?;
        // The clock of a file system ticks in steps: a folder touched just now may be touched again within the step.
        let settled = modified.elapsed().is_ok_and(|age| age > Duration::from_secs(2));
        if settled && seen.folder == Some(modified) {
            return Ok(Vec::new());
        }
        let mut there: BTreeMap<String, Stamp> = BTreeMap::new();
        for entry in std::fs::read_dir(&self.folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let Some(key) = name.to_str().and_then(|n| n.strip_suffix(".json")) else {
                continue;
            };
            if key.starts_with('.') || key == "index" {
                continue;
            }
            // A report that vanishes between the listing and here is gone.
            if let Ok(meta) = entry.metadata()
                && meta.is_file()
            {
                there.insert(key.to_owned(), (meta.modified()?, meta.len()));
            }
        }
        let news = self.compare(&mut seen, &there);
        for portion in news.chunks(PORTION) {
            let read: Vec<_> = portion.par_iter().map(|key| (key, self.read_summary(key))).collect();
            self.enter(&mut seen, read, &there);
        }
        seen.folder = Some(modified);
        self.write().ready = true;
        Ok(news)
    }

    fn compare(&self, seen: &mut Seen, there: &BTreeMap<String, Stamp>) -> Vec<String> {
        let mut rows = self.write();
        let gone: Vec<String> = rows.rows.keys().filter(|k| !there.contains_key(*k)).cloned().collect();
        seen.unreadable.retain(|k, _| there.contains_key(k));
        rows.unreadable.retain(|k, _| there.contains_key(k));
        if !gone.is_empty() {
            rows.revision += 1;
            let revision = rows.revision;
            for key in gone {
                rows.rows.remove(&key);
                rows.gone.push((revision, key));
            }
        }
        let known = |key: &String| {
            rows.rows
                .get(key)
                .map(|r| r.stamp)
                .or_else(|| seen.unreadable.get(key).copied())
        };
        let news: Vec<String> = there
            .iter()
            .filter(|(key, stamp)| known(key) != Some(**stamp))
            .map(|(key, _)| key.clone())
            .collect();
        rows.unread = news.len();
        news
    }

    fn enter(
        &self,
        seen: &mut Seen,
        read: Vec<(&String, Result<(Summary, [u8; 32]), ReportError>)>,
        there: &BTreeMap<String, Stamp>,
    ) {
        let mut rows = self.write();
        rows.revision += 1;
        let changed = rows.revision;
        for (key, summary) in read {
            rows.unread = rows.unread.saturating_sub(1);
            let Some(&stamp) = there.get(key) else { continue };
            match summary {
                Ok((summary, digest)) => {
                    let mut codes: BTreeMap<u16, u16> = BTreeMap::new();
                    for finding in &summary.findings {
                        let n = codes.entry(rows.code(&finding.code)).or_default();
                        *n = n.saturating_add(1);
                    }
                    let kinds: BTreeSet<DocumentKind> = summary.documents.iter().map(|d| d.kind).collect();
                    let submitted = rows.rows.get(key).and_then(|r| r.submitted);
                    let row = Row {
                        marks: ApplicationKey::of_report(&summary.case),
                        id: summary.case.id,
                        subject: summary.case.subject.map(|s| mask_text(&s, false)),
                        province: summary.case.province,
                        verdict: summary.verdict,
                        counts: summary.counts,
                        codes: codes.into_iter().collect(),
                        kinds: kinds.into_iter().collect(),
                        submitted,
                        due: summary.timeline.and_then(|t| t.first_review).map(|w| w.to),
                        written: stamp
                            .0
                            .duration_since(SystemTime::UNIX_EPOCH)
                            .map_or(0, |d| d.as_secs() as i64),
                        digest,
                        changed,
                        stamp,
                    };
                    rows.unreadable.remove(key);
                    rows.rows.insert(key.clone(), row);
                }
                Err(ReportError::Missing | ReportError::NotReadYet) => {}
                Err(why) => {
                    rows.unreadable.insert(key.clone(), why.to_string());
                    seen.unreadable.insert(key.clone(), stamp);
                }
            }
        }
    }

    fn bytes(&self, key: &str) -> Result<Vec<u8>, ReportError> {
        let path = self.folder.join(format!("{key}.json"));
        let wrong = |e: std::io::Error| match e.kind() {
            std::io::ErrorKind::NotFound => ReportError::Missing,
            kind => ReportError::Unreadable(kind.to_string()),
        };
        if std::fs::metadata(&path).map_err(wrong)?.len() > LARGEST {
            return Err(ReportError::Malformed("too large".to_owned()));
        }
        std::fs::read(&path).map_err(wrong)
    }

    fn read_summary(&self, key: &str) -> Result<(Summary, [u8; 32]), ReportError> {
        let bytes = self.bytes(key)?;
        let summary: Summary = serde_json::from_slice(&bytes).map_err(|e| malformed(&e))?;
        if summary.schema != SCHEMA {
            return Err(ReportError::Malformed("another schema".to_owned()));
        }
        Ok((summary, Sha256::digest(&bytes).into()))
    }

    /// The whole report behind a key of the list, with the digest of its bytes. Only keys of the list are looked up, so no
    /// request can name a file.
    pub fn report(&self, key: &str) -> Result<(Report, [u8; 32]), ReportError> {
        {
            let rows = self.rows();
            if !rows.rows.contains_key(key) {
                return Err(if rows.ready {
                    ReportError::Missing
                } else {
                    ReportError::NotReadYet
                });
            }
        }
        let bytes = self.bytes(key)?;
        let report = serde_json::from_slice(&bytes).map_err(|e| malformed(&e))?;
        Ok((report, Sha256::digest(&bytes).into()))
    }
}

/// What serde says, without the value it stumbled over.
fn malformed(e: &serde_json::Error) -> ReportError {
    ReportError::Malformed(format!("line {}, column {}", e.line(), e.column()))
}

impl Listing {
    /// Codes of a report's findings, each once.
    pub fn codes_of(&self, key: &str) -> Vec<String> {
        let of = self.rows.get(key).map(|r| r.codes.as_slice()).unwrap_or_default();
        of.iter()
            .filter_map(|(c, _)| self.codes.get(usize::from(*c)).cloned())
            .collect()
    }
    fn code(&mut self, name: &str) -> u16 {
        if let Some(n) = self.code_of.get(name) {
            return *n;
        }
        // More codes than this no pack has; what is beyond is counted as the last.
        let n = self.codes.len().min(usize::from(u16::MAX)) as u16;
        if usize::from(n) == self.codes.len() {
            self.codes.push(name.to_owned());
        }
        self.code_of.insert(name.to_owned(), n);
        n
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Lang;
    use crate::report::build::unread_case;
    use crate::report::json::to_json;
    use crate::report::model::Tool;

    fn put(folder: &Path, key: &str, why: &str) {
        let tool = Tool {
            version: "0".into(),
            rules: String::new(),
            models: "none".into(),
        };
        let day = "2026-06-01".parse().unwrap();
        let report = unread_case(key, day, &tool, "file.reader-failed", why, Lang::En);
        std::fs::write(folder.join(format!("{key}.json")), to_json(&report).unwrap()).unwrap();
    }

    #[test]
    fn reports_come_change_and_go() {
        let dir = tempfile::tempdir().unwrap();
        put(dir.path(), "a", "one");
        std::fs::write(dir.path().join("index.json"), "{}").unwrap();
        std::fs::write(dir.path().join("odd.json"), "{").unwrap();
        let index = ReportIndex::new(dir.path());
        assert_eq!(index.refresh().unwrap(), ["a", "odd"]);
        let first = index.rows().revision;
        assert_eq!(index.rows().rows.keys().collect::<Vec<_>>(), ["a"]);
        assert!(index.rows().unreadable["odd"].contains("line 1"));
        put(dir.path(), "b", "one");
        put(dir.path(), "a", "another reason");
        assert_eq!(index.refresh().unwrap(), ["a", "b"]);
        assert!(index.rows().rows.values().all(|r| r.changed > first));
        std::fs::remove_file(dir.path().join("a.json")).unwrap();
        assert!(index.refresh().unwrap().is_empty());
        assert_eq!(index.rows().gone.last().unwrap().1, "a");
        assert!(index.report("a").is_err() && index.report("../b").is_err() && index.report("b").is_ok());
    }
}
