//! How far a scan is, from its `run.jsonl`: read on from where the last look ended.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

/// A scan that said nothing for so long is taken for ended. A case takes seconds, at worst minutes.
const SILENT: Duration = Duration::from_mins(5);

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Line {
    event: String,
    at: String,
    seconds: Option<f64>,
    /// Of a beginning: how many there are. Older logs say it in words, under `outcome`.
    cases: Option<u64>,
    outcome: Option<String>,
    pages: Option<u64>,
}

/// What a run came to, so far.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Progress {
    /// `none`, `running`, `ended`, `stopped` (it went silent without an end).
    pub state: &'static str,
    /// Cases to be done, where the log says so.
    pub cases: Option<u64>,
    /// Cases done.
    pub done: u64,
    /// Cases that failed.
    pub failed: u64,
    /// Pages read.
    pub pages: u64,
    /// Seconds of work, summed over cases.
    pub work: f64,
    /// When it began and when the last line was written, RFC 3339.
    pub began: Option<String>,
    /// The last line's time.
    pub last: Option<String>,
    /// Cases done in each minute since it began; at most the last 24 hours of a run.
    pub minutes: Vec<u32>,
}

/// Reads a run log as it grows.
#[derive(Debug)]
pub struct RunLog {
    path: PathBuf,
    offset: u64,
    ended: bool,
    began: Option<jiff::Timestamp>,
    progress: Progress,
}

impl RunLog {
    /// The log of a report folder.
    pub fn new(reports: &Path) -> Self {
        Self {
            path: reports.join("run.jsonl"),
            offset: 0,
            ended: false,
            began: None,
            progress: Progress::default(),
        }
    }

    /// How far the run is now.
    pub fn look(&mut self) -> Progress {
        let modified = self.read_on();
        self.progress.state = match modified {
            None => "none",
            Some(_) if self.ended => "ended",
            Some(at) if at.elapsed().is_ok_and(|age| age > SILENT) => "stopped",
            Some(_) => "running",
        };
        self.progress.clone()
    }

    fn read_on(&mut self) -> Option<SystemTime> {
        let mut file = File::open(&self.path).ok()?;
        let meta = file.metadata().ok()?;
        if meta.len() < self.offset {
            *self = Self {
                path: std::mem::take(&mut self.path),
                offset: 0,
                ended: false,
                began: None,
                progress: Progress::default(),
            };
        }
        let mut added = Vec::new();
        file.seek(SeekFrom::Start(self.offset)).ok()?;
        file.read_to_end(&mut added).ok()?;
        let whole = added.iter().rposition(|b| *b == b'\n').map_or(0, |i| i + 1);
        for line in added.get(..whole).unwrap_or_default().split(|b| *b == b'\n') {
            if let Ok(line) = serde_json::from_slice::<Line>(line) {
                self.add(line);
            }
        }
        self.offset += whole as u64;
        meta.modified().ok()
    }

    fn add(&mut self, line: Line) {
        let at = line.at.parse::<jiff::Timestamp>().ok();
        let p = &mut self.progress;
        match line.event.as_str() {
            "begin" => {
                *p = Progress {
                    cases: line
                        .cases
                        .or_else(|| line.outcome.as_deref()?.split(' ').next()?.parse().ok()),
                    began: Some(line.at.clone()),
                    ..Progress::default()
                };
                self.began = at;
                self.ended = false;
            }
            "case" => {
                p.done += 1;
                p.pages += line.pages.unwrap_or(0);
                p.work += line.seconds.unwrap_or(0.0).max(0.0);
                if let (Some(at), Some(began)) = (at, self.began) {
                    let minute = (at.as_second() - began.as_second()).clamp(0, 24 * 3600) as usize / 60;
                    if p.minutes.len() <= minute {
                        p.minutes.resize(minute + 1, 0);
                    }
                    if let Some(n) = p.minutes.get_mut(minute) {
                        *n += 1;
                    }
                }
            }
            // Its report was there already, and is the one this run would write.
            "unchanged" => p.done += 1,
            "failed" => p.failed += 1,
            "end" => self.ended = true,
            // Further events may come with later versions.
            _ => {}
        }
        p.last = Some(line.at);
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_run_is_followed_line_by_line() {
        let dir = tempfile::tempdir().unwrap();
        let mut log = RunLog::new(dir.path());
        assert_eq!(log.look().state, "none");
        let mut file = File::create(dir.path().join("run.jsonl")).unwrap();
        writeln!(
            file,
            r#"{{"event":"begin","at":"2026-06-01T00:00:00Z","outcome":"3 cases"}}"#
        )
        .unwrap();
        writeln!(
            file,
            r#"{{"event":"case","at":"2026-06-01T00:00:10Z","case":"a","seconds":2.5,"outcome":"pass","pages":4}}"#
        )
        .unwrap();
        write!(file, r#"{{"event":"case","at":"2026-06-01T00:0"#).unwrap();
        let p = log.look();
        assert_eq!(
            (p.state, p.cases, p.done, p.pages, p.minutes.clone()),
            ("running", Some(3), 1, 4, vec![1])
        );
        writeln!(file, r#"1:10Z","case":"b","seconds":1.5,"outcome":"pass","pages":1}}"#).unwrap();
        writeln!(file, r#"{{"event":"end","at":"2026-06-01T00:01:11Z"}}"#).unwrap();
        let p = log.look();
        assert_eq!((p.state, p.done, p.pages, p.minutes), ("ended", 2, 5, vec![1, 1]));
        assert!((p.work - 4.0).abs() < 1e-9);
        writeln!(
            file,
            r#"{{"event":"begin","at":"2026-06-02T00:00:00Z","cases":3,"resumed":true}}"#
        )
        .unwrap();
        writeln!(
            file,
            r#"{{"event":"unchanged","at":"2026-06-02T00:00:01Z","case":"a","folder":"a"}}"#
        )
        .unwrap();
        let p = log.look();
        assert_eq!((p.state, p.cases, p.done), ("running", Some(3), 1));
    }
}
