//! The worker protocol: one JSON object a line in, one a line out, in any order. Every request gets exactly one answer, and no
//! request ends the worker.

use std::collections::VecDeque;
use std::io::{BufRead, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::channel;
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::files::name_of;
use super::survey::Context;
use super::{RunError, Setup, judged, read};
use crate::intake::walk::{WalkError, load_case};
use crate::report::model::Report;

/// Bytes of one request at most; a path has 4,096.
const LINE: u64 = 1 << 20;
/// Stack of a thread that reviews.
const STACK_BYTES: usize = 16 << 20;

/// Why there is no report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// No such folder.
    NotFound,
    /// A clock ended it.
    Timeout,
    /// We failed on it outside any document.
    Crashed,
    /// Memory ended it.
    OutOfMemory,
    /// Not a request.
    BadRequest,
    /// The folder cannot be read.
    Io,
}

#[derive(Debug, Serialize)]
struct Failure {
    kind: Kind,
    message: String,
}

#[derive(Debug, Default, Serialize)]
struct Answer<'a> {
    id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<&'a Report>,
    /// The bytes that `scan` would write.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    /// Its rows of the tables of `chushen export`.
    #[serde(skip_serializing_if = "Option::is_none")]
    rows: Option<serde_json::Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Failure>,
}

/// A request; further keys are ignored.
#[derive(Debug, Deserialize)]
struct Request {
    id: String,
    case: PathBuf,
    /// What the case shares with others of its queue, as `chushen survey` tells it; without it nothing is known of others.
    among: Option<Context>,
    #[serde(default)]
    form: Form,
    /// File name of the report, for its rows: what `chushen survey` tells, else the one that the case's id alone would have.
    report: Option<String>,
}

/// What an answer carries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Form {
    /// The report as an object.
    #[default]
    Report,
    /// The report as the text of a file, and its rows of the tables: for hosts that keep both and parse neither.
    File,
}

enum Line {
    Whole(Vec<u8>),
    TooLong,
}

/// Requests that wait. Without bound: a host may send all requests before it reads an answer, and must not wait for us then.
#[derive(Default)]
struct Waiting {
    state: Mutex<(VecDeque<Line>, bool)>,
    changed: Condvar,
}

impl Waiting {
    /// Another request; `false` when no more are wanted.
    fn push(&self, line: Line) -> bool {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.1 {
            return false;
        }
        state.0.push_back(line);
        self.changed.notify_one();
        true
    }
    /// The next request; `None` when there will be none.
    fn next(&self) -> Option<Line> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(line) = state.0.pop_front() {
                return Some(line);
            }
            if state.1 {
                return None;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
    /// There will be no more; those that wait are dropped where nobody hears the answers.
    fn close(&self, drop: bool) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.1 = true;
        if drop {
            state.0.clear();
        }
        self.changed.notify_all();
    }
}

enum Event {
    /// A request could not be answered: nobody reads any more, or the answer could not be written.
    Deaf(std::io::Error),
    /// A thread has nothing more to do.
    Idle,
}

/// Answers requests until the end of `from`; then finishes what was asked. `tell` hears what is not for `to`.
///
/// # Errors
/// The pipe of answers is closed or cannot be written, or no thread can be had.
pub fn serve(
    from: impl BufRead + Send + 'static,
    to: &mut (impl Write + Send),
    jobs: usize,
    setup: &Setup,
    tell: &(dyn Fn(&str) + Sync),
) -> Result<(), RunError> {
    let told = |e: &std::io::Error| RunError::Threads(e.to_string());
    let waiting = Arc::new(Waiting::default());
    let requests = Arc::clone(&waiting);
    // Not joined: a pipe nobody closes would be waited for without end after the answers' pipe is gone.
    std::thread::Builder::new()
        .name("requests".to_owned())
        .spawn(move || take(from, &requests))
        .map_err(|e| told(&e))?;
    let to = Mutex::new(to);
    std::thread::scope(|scope| {
        let (events, happened) = channel();
        for n in 0..jobs.max(1) {
            let (waiting, to, events) = (&*waiting, &to, events.clone());
            std::thread::Builder::new()
                .name(format!("case-{n}"))
                .stack_size(STACK_BYTES)
                .spawn_scoped(scope, move || {
                    let end = work(waiting, to, setup, tell);
                    // The scope outlives every sender.
                    let _ = events.send(end.map_or_else(Event::Deaf, |()| Event::Idle));
                })
                .map_err(|e| told(&e))?;
        }
        drop(events);
        let mut wrong = None;
        for event in happened {
            if let Event::Deaf(source) = event {
                // No more requests: the other threads find an empty queue.
                waiting.close(true);
                wrong = Some(RunError::Answer(source));
            }
        }
        wrong.map_or(Ok(()), Err)
    })
}

/// Takes lines until the end. A line beyond the budget is skipped and told.
fn take(from: impl BufRead, requests: &Waiting) {
    take_lines(from, requests);
    requests.close(false);
}

fn take_lines(mut from: impl BufRead, requests: &Waiting) {
    loop {
        let mut line = Vec::new();
        match from.by_ref().take(LINE).read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => return,
            Ok(_) => {}
        }
        let whole = line.ends_with(b"\n") || (line.len() as u64) < LINE;
        if line.trim_ascii().is_empty() && whole {
            continue;
        }
        let sent = if whole {
            requests.push(Line::Whole(line))
        } else {
            if skip(&mut from).is_err() {
                return;
            }
            requests.push(Line::TooLong)
        };
        if !sent {
            return;
        }
    }
}

fn skip(from: &mut impl BufRead) -> std::io::Result<()> {
    loop {
        let buffer = from.fill_buf()?;
        let end = buffer.iter().position(|b| *b == b'\n');
        let used = end.map_or(buffer.len(), |at| at + 1);
        if used == 0 {
            return Ok(());
        }
        from.consume(used);
        if end.is_some() {
            return Ok(());
        }
    }
}

fn work(
    waiting: &Waiting,
    to: &Mutex<&mut (impl Write + Send)>,
    setup: &Setup,
    tell: &(dyn Fn(&str) + Sync),
) -> std::io::Result<()> {
    while let Some(line) = waiting.next() {
        let mut text = ascii(&answer(&line, setup, tell)?);
        text.push('\n');
        let mut to = to.lock().unwrap_or_else(PoisonError::into_inner);
        to.write_all(text.as_bytes()).and_then(|()| to.flush())?;
    }
    Ok(())
}

/// The answer to one line, as JSON.
fn answer(line: &Line, setup: &Setup, tell: &(dyn Fn(&str) + Sync)) -> std::io::Result<String> {
    let bad = |id: Option<&str>, message: &str| {
        said(&Answer {
            id,
            error: Some(Failure {
                kind: Kind::BadRequest,
                message: message.to_owned(),
            }),
            ..Answer::default()
        })
    };
    let Line::Whole(line) = line else {
        return bad(None, "the line is longer than a request may be");
    };
    let Ok(value) = serde_json::from_slice::<serde_json::Value>(line) else {
        return bad(None, "the line is not JSON");
    };
    let id = value.get("id").and_then(|id| id.as_str()).map(str::to_owned);
    let Ok(request) = serde_json::from_value::<Request>(value) else {
        return bad(
            id.as_deref(),
            "a request has a string \"id\" and a string \"case\"; see `chushen schema request`",
        );
    };
    let work = std::panic::AssertUnwindSafe(|| reviewed(&request, setup));
    let outcome = std::panic::catch_unwind(work).unwrap_or_else(|_| {
        Err(Failure {
            kind: Kind::Crashed,
            message: "the review failed outside any document".to_owned(),
        })
    });
    match outcome {
        Ok(reviewed) => {
            for fault in &reviewed.account.faults {
                let id = crate::report::plain::plain(&request.id, 200);
                tell(&format!("{id}: {}", fault.told()));
            }
            let report = &reviewed.report;
            let id = Some(request.id.as_str());
            said(&match request.form {
                Form::Report => Answer {
                    id,
                    report: Some(report),
                    ..Answer::default()
                },
                Form::File => {
                    let told = request.report.as_deref().map(|r| r.strip_suffix(".json").unwrap_or(r));
                    let name = told.map_or_else(|| name_of(&report.case.id), str::to_owned);
                    Answer {
                        id,
                        file: Some(crate::report::json::to_json(report).map_err(std::io::Error::other)?),
                        rows: Some(crate::report::tables::rows(report, &name)),
                        ..Answer::default()
                    }
                }
            })
        }
        Err(failure) => said(&Answer {
            id: Some(&request.id),
            error: Some(failure),
            ..Answer::default()
        }),
    }
}

fn said(answer: &Answer<'_>) -> std::io::Result<String> {
    serde_json::to_string(answer).map_err(std::io::Error::other)
}

fn reviewed(request: &Request, setup: &Setup) -> Result<super::Reviewed, Failure> {
    // A host takes the folder's name from a survey, where it is text whatever its bytes are.
    let folder = &crate::intake::names::find(Path::new(""), &request.case);
    if let Err(e) = std::fs::metadata(folder)
        && matches!(
            e.kind(),
            std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory
        )
    {
        return Err(Failure {
            kind: Kind::NotFound,
            message: "there is no such folder".to_owned(),
        });
    }
    let case = load_case(folder, &setup.limits).map_err(|e| match e {
        WalkError::NotAFolder { .. } => Failure {
            kind: Kind::BadRequest,
            message: "the case is not a folder".to_owned(),
        },
        WalkError::Refused { reason, .. } => Failure {
            kind: Kind::Io,
            message: reason,
        },
    })?;
    let same_id = request.among.as_ref().map(|a| a.same_id.as_slice()).unwrap_or_default();
    let (mut dossier, account) = read(&case, same_id, setup);
    if let Some(among) = &request.among {
        dossier.elsewhere = Some(among.elsewhere.clone());
        dossier.sites_besides = among.sites_besides;
    }
    Ok(judged(&dossier, account, setup))
}

/// JSON in ASCII: beyond it characters stand in strings only, where `\u` escapes say the same.
fn ascii(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ascii_says_the_same() {
        let json = serde_json::json!({"王": "😀 a\n"}).to_string();
        let escaped = ascii(&json);
        assert!(escaped.is_ascii() && escaped.contains("\\ud83d\\ude00"));
        let back: serde_json::Value = serde_json::from_str(&escaped).unwrap();
        assert_eq!(back, serde_json::from_str::<serde_json::Value>(&json).unwrap());
    }

    #[test]
    fn long_lines_are_skipped_whole() {
        let text = format!("{}\n\nshort\n{}", "x".repeat(LINE as usize + 5), "last");
        let waiting = Waiting::default();
        take(text.as_bytes(), &waiting);
        let lines: Vec<Option<Vec<u8>>> = std::iter::from_fn(|| waiting.next())
            .map(|l| match l {
                Line::Whole(l) => Some(l),
                Line::TooLong => None,
            })
            .collect();
        assert_eq!(lines, [None, Some(b"short\n".to_vec()), Some(b"last".to_vec())]);
    }
}
