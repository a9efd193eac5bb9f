//! The run's own account, `run.jsonl`: times and outcomes, one JSON object a line. No personal data: case ids, folders,
//! counts.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use serde::Serialize;

use super::RunError;

/// One line.
#[derive(Debug, Clone, Serialize)]
pub struct Line<'a> {
    /// "begin", "case", "failed", "end".
    pub event: &'a str,
    /// Clock time, UTC, RFC 3339.
    pub at: String,
    /// Case id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case: Option<&'a str>,
    /// Seconds it took, to the millisecond.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds: Option<f64>,
    /// Verdict, or what went wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// Documents and pages read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pages: Option<usize>,
}

/// The open log.
#[derive(Debug)]
pub struct Log {
    path: PathBuf,
    file: Mutex<std::fs::File>,
}

impl Log {
    /// Begins a new log in a report folder.
    pub fn begin(out: &Path) -> Result<Self, RunError> {
        let path = out.join("run.jsonl");
        let file = std::fs::File::create(&path).map_err(|source| RunError::Write {
            path: path.clone(),
            source,
        })?;
        Ok(Self {
            path,
            file: Mutex::new(file),
        })
    }
    /// Appends one line, whole.
    pub fn say(&self, line: &Line<'_>) -> Result<(), RunError> {
        let mut text = serde_json::to_string(line)?;
        text.push('\n');
        let mut file = self.file.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        file.write_all(text.as_bytes()).map_err(|source| RunError::Write {
            path: self.path.clone(),
            source,
        })
    }
}

/// Now, for the log only.
pub fn now() -> String {
    jiff::Timestamp::now().to_string()
}
