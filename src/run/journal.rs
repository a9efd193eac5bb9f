//! The run's own account, `run.jsonl`: times, outcomes and faults, one JSON object a line, and what `--resume` goes by. No
//! personal data: case ids, folders of cases, numbers of documents, counts. The open file is also the lock of its folder.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use serde::{Deserialize, Serialize};

use super::RunError;
use super::reader::{Fault, Sandbox};
use crate::report::model::Tool;

/// Its name in a report folder.
pub const NAME: &str = "run.jsonl";

/// One line.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Line<'a> {
    /// A run begins.
    Begin {
        /// Clock time, UTC, RFC 3339.
        at: String,
        /// Process id.
        pid: u32,
        /// Program, rules, models.
        #[serde(flatten)]
        tool: &'a Tool,
        /// The day to judge by.
        as_of: crate::date::Date,
        /// Cases found.
        cases: usize,
        /// Cases read at once.
        jobs: usize,
        /// Takes up an earlier run.
        resumed: bool,
        /// "process" or "none".
        isolation: &'a str,
        /// What holds the readers.
        #[serde(skip_serializing_if = "Option::is_none")]
        seal: Option<&'a Sandbox>,
    },
    /// A case has its report.
    Case(Box<CaseLine<'a>>),
    /// A case needed nothing: its report is the one this run would write.
    Unchanged {
        /// Clock time.
        at: String,
        /// Case id.
        case: &'a str,
        /// Its folder.
        folder: &'a str,
    },
    /// A case has no report of its own.
    Failed {
        /// Clock time.
        at: String,
        /// Its folder.
        folder: &'a str,
        /// Why.
        why: &'a str,
    },
    /// The run ends.
    End {
        /// Clock time.
        at: String,
        /// Cases with a report.
        reports: usize,
        /// Of these, taken over from an earlier run.
        unchanged: usize,
        /// Cases without.
        failed: usize,
        /// Documents a reader failed on.
        faults: usize,
        /// Stopped before every case was begun.
        interrupted: bool,
        /// Reader processes begun.
        readers: usize,
    },
}

/// A case that has its report.
#[derive(Debug, Clone, Serialize)]
pub struct CaseLine<'a> {
    /// Clock time.
    pub at: String,
    /// Case id.
    pub case: &'a str,
    /// Its folder, relative to the queue.
    pub folder: &'a str,
    /// Verdict.
    pub outcome: &'a str,
    /// Seconds it took, to the millisecond.
    pub seconds: f64,
    /// Processor seconds of readers, to the millisecond.
    pub cpu: f64,
    /// Documents.
    pub documents: usize,
    /// Pages read.
    pub pages: usize,
    /// Bytes of its documents.
    pub bytes: u64,
    /// Documents on which a budget was met.
    pub limits: usize,
    /// Readers that ended.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub faults: &'a [Fault],
    /// What the report was made from.
    pub fingerprint: &'a str,
    /// File of the report.
    pub report: &'a str,
    /// SHA-256 of that file.
    pub sha256: &'a str,
    /// What it goes by of pictures met in other cases; empty where none was.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub met: &'a str,
}

/// What an earlier run left of a case.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Past {
    /// What the report was made from.
    pub fingerprint: String,
    /// File of the report.
    pub report: String,
    /// SHA-256 of that file.
    pub sha256: String,
    /// What it goes by of pictures met in other cases.
    #[serde(default)]
    pub met: String,
    /// Readers that ended.
    #[serde(default)]
    pub faults: Vec<PastFault>,
}

/// A reader that ended in an earlier run.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct PastFault {
    /// The report does not show it.
    pub mended: bool,
    /// Another run may end differently.
    pub may_differ: bool,
}

/// The open log, and with it the folder.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: Mutex<Torn>,
}

/// The file, and whether its last line may be incomplete.
#[derive(Debug)]
struct Torn {
    file: File,
    torn: bool,
}

/// Earlier outcomes by case folder.
pub type Earlier = BTreeMap<String, Past>;

impl Journal {
    /// Takes a report folder. With `resume` earlier lines are kept and read.
    ///
    /// # Errors
    /// Another run has it, or it cannot be written.
    pub fn open(out: &Path, resume: bool) -> Result<(Self, Earlier), RunError> {
        let path = out.join(NAME);
        let wrong = |source: std::io::Error| RunError::Write {
            path: path.clone(),
            source,
        };
        let mut file = OpenOptions::new()
            .read(true)
            .append(true)
            .create(true)
            .open(&path)
            .map_err(wrong)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(RunError::Taken {
                    path: out.to_owned(),
                    pid: holder(&file),
                });
            }
            // A file system without locks: the run goes on without one, as it did before there were any.
            Err(TryLockError::Error(e)) if e.kind() == std::io::ErrorKind::Unsupported => {}
            Err(TryLockError::Error(e)) => return Err(wrong(e)),
        }
        let mut earlier = Earlier::new();
        let mut torn = false;
        if resume {
            earlier = read(&file);
            let length = file.seek(SeekFrom::End(0)).map_err(wrong)?;
            if length > 0 {
                let mut last = [0];
                file.seek(SeekFrom::Start(length - 1)).map_err(wrong)?;
                file.read_exact(&mut last).map_err(wrong)?;
                torn = last != *b"\n";
            }
        } else {
            file.set_len(0).map_err(wrong)?;
        }
        let file = Mutex::new(Torn { file, torn });
        Ok((Self { path, file }, earlier))
    }

    /// What an earlier run left, without taking the folder.
    pub fn peek(out: &Path) -> Earlier {
        File::open(out.join(NAME)).map_or_else(|_| Earlier::new(), |file| read(&file))
    }

    /// Appends one line, whole.
    pub fn say(&self, line: &Line<'_>) -> Result<(), RunError> {
        let text = serde_json::to_string(line)?;
        let mut log = self.file.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        // A line cut short by a full disk or a kill must not swallow the next.
        let start = if log.torn { "\n" } else { "" };
        let written = log.file.write_all(format!("{start}{text}\n").as_bytes());
        log.torn = written.is_err();
        written.map_err(|source| RunError::Write {
            path: self.path.clone(),
            source,
        })
    }
}

/// The last run's process id.
fn holder(file: &File) -> Option<u32> {
    #[derive(Deserialize)]
    struct Begin {
        event: String,
        pid: u32,
    }
    lines(file)
        .filter_map(|l| serde_json::from_str::<Begin>(&l).ok())
        .filter(|b| b.event == "begin")
        .last()
        .map(|b| b.pid)
}

fn lines(mut file: &File) -> impl Iterator<Item = String> {
    // An unreadable log holds nothing to go by: everything is done anew.
    let _ = file.seek(SeekFrom::Start(0));
    BufReader::new(file)
        .split(b'\n')
        .map_while(Result::ok)
        .filter_map(|l| String::from_utf8(l).ok())
}

/// The last outcome of each case. Lines that are none of ours, or incomplete, are passed over.
fn read(file: &File) -> Earlier {
    #[derive(Deserialize)]
    struct Event {
        event: String,
        folder: Option<String>,
    }
    let mut earlier = Earlier::new();
    for line in lines(file) {
        let Ok(Event {
            event,
            folder: Some(folder),
        }) = serde_json::from_str(&line)
        else {
            continue;
        };
        match event.as_str() {
            "case" => {
                if let Ok(past) = serde_json::from_str(&line) {
                    earlier.insert(folder, past);
                }
            }
            "failed" => {
                earlier.remove(&folder);
            }
            _ => {}
        }
    }
    earlier
}

/// Now, for the log only.
pub fn now() -> String {
    jiff::Timestamp::now().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line<'a>(folder: &'a str, fingerprint: &'a str) -> Line<'a> {
        Line::Case(Box::new(CaseLine {
            at: now(),
            case: folder,
            folder,
            outcome: "pass",
            seconds: 0.1,
            cpu: 0.0,
            documents: 1,
            pages: 1,
            bytes: 1,
            limits: 0,
            faults: &[],
            fingerprint,
            report: "a.json",
            sha256: "00",
            met: "",
        }))
    }

    #[test]
    fn the_last_whole_line_of_a_case_counts() {
        let dir = tempfile::tempdir().unwrap();
        let (log, earlier) = Journal::open(dir.path(), true).unwrap();
        assert!(earlier.is_empty());
        log.say(&line("a", "1")).unwrap();
        log.say(&line("a", "2")).unwrap();
        log.say(&line("b", "3")).unwrap();
        log.say(&Line::Failed {
            at: now(),
            folder: "b",
            why: "gone",
        })
        .unwrap();
        drop(log);
        let path = dir.path().join(NAME);
        let mut text = std::fs::read(&path).unwrap();
        text.extend_from_slice(b"{\"event\":\"case\",\"folder\":\"c\",\"fing");
        std::fs::write(&path, text).unwrap();
        let (log, earlier) = Journal::open(dir.path(), true).unwrap();
        assert_eq!(earlier.keys().collect::<Vec<_>>(), ["a"]);
        assert_eq!(earlier["a"].fingerprint, "2");
        // The torn line does not swallow the next.
        log.say(&line("d", "4")).unwrap();
        drop(log);
        let (log, earlier) = Journal::open(dir.path(), true).unwrap();
        assert_eq!(earlier.keys().collect::<Vec<_>>(), ["a", "d"]);
        drop(log);
        assert!(Journal::open(dir.path(), false).unwrap().1.is_empty());
        assert_eq!(std::fs::metadata(&path).unwrap().len(), 0);
    }

    #[test]
    fn a_folder_is_one_runs_at_a_time() {
        let dir = tempfile::tempdir().unwrap();
        let (log, _) = Journal::open(dir.path(), false).unwrap();
        let tool = Tool {
            version: "1".to_owned(),
            rules: "r".to_owned(),
            models: "none".to_owned(),
        };
        log.say(&Line::Begin {
            at: now(),
            pid: 4711,
            tool: &tool,
            as_of: "2026-06-01".parse().unwrap(),
            cases: 0,
            jobs: 1,
            resumed: false,
            isolation: "none",
            seal: None,
        })
        .unwrap();
        match Journal::open(dir.path(), true) {
            Err(RunError::Taken { pid, .. }) => assert_eq!(pid, Some(4711)),
            other => panic!("{other:?}"),
        }
        drop(log);
        assert!(Journal::open(dir.path(), true).is_ok());
    }
}
