//! `chushen purge`: takes out everything that is kept of cases. The papers in the queue are the house's and stay.
//!
//! The reports go last: a purge that was cut short finds its cases again and is finished by the next one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use super::args::Purge;
use super::say::say;
use super::{Exit, Failure, put};
use crate::cli::Code;
use crate::date::Date;
use crate::decisions::{self, Entry};
use crate::ledger;
use crate::run::files::write_atomic;
use crate::run::journal;

/// What a report says of whose it is.
#[derive(Deserialize)]
struct Slim {
    case: SlimCase,
    as_of: Date,
    #[serde(default)]
    findings: Vec<SlimFinding>,
}

/// Findings name other cases in what was found.
#[derive(Deserialize)]
struct SlimFinding {
    #[serde(default)]
    actual: Value,
}

#[derive(Deserialize)]
struct SlimCase {
    id: String,
}

/// The cases meant.
#[derive(Debug, Default)]
struct Meant {
    /// Files of reports without their ending.
    keys: BTreeSet<String>,
    ids: BTreeSet<String>,
    /// Files that look like reports and cannot be read as such.
    unreadable: Vec<String>,
    /// All files of reports there are.
    there: BTreeSet<String>,
    /// Reports that stay, with what their findings name.
    names: BTreeMap<String, Vec<String>>,
}

/// Runs the command.
pub(super) fn run(args: &Purge) -> Result<Exit, Failure> {
    let dir = &args.report_dir;
    if !dir.is_dir() {
        return Err(Failure::no_folder(dir));
    }
    let before = day(args)?;
    let meant = meant(dir, &args.case, before)?;
    let of_meant = |e: &Entry| {
        let aged = before.is_some_and(|day| e.at.get(..10).is_some_and(|at| *at < *day.to_string()));
        meant.keys.contains(&e.report) || meant.ids.contains(&e.case) || aged && !meant.there.contains(&e.report)
    };
    let mut out = String::new();
    if args.dry_run {
        let ledger = decisions::Ledger::open(dir).map_err(|e| Failure::of(&e))?;
        let entries = ledger
            .states()
            .iter()
            .flat_map(|(_, s)| &s.history)
            .filter(|e| of_meant(e))
            .count();
        let told = format!("would take out: reports {}, decisions {entries}", meant.keys.len());
        out.push_str(&format!("{}\n", say(&told)));
        tell_what_stays(&meant, &mut out);
        put(&out)?;
        return Ok(Exit::Passed);
    }
    let mut told: Vec<(&str, String)> = Vec::new();
    if let Some(file) = &args.ledger {
        let mut traces = ledger::Ledger::open_existing(file).map_err(|e| Failure::of(&e))?;
        let mut ids = meant.ids.clone();
        if let Some(day) = before {
            ids.extend(traces.before(day).map_err(|e| Failure::of(&e))?);
        }
        let ids: Vec<String> = ids.into_iter().collect();
        let gone = traces.forget(&ids).map_err(|e| Failure::of(&e))?;
        told.push(("traces and likenesses in the ledger, cases", gone.to_string()));
    }
    let keys: Vec<String> = meant.keys.iter().cloned().collect();
    told.push(("what the desk keeps", desk(dir, &keys)?));
    let mut log = decisions::Ledger::open(dir).map_err(|e| Failure::of(&e))?;
    let now = jiff::Timestamp::now().to_string();
    let entries = log.purge(&of_meant, now).map_err(|e| Failure::of(&e))?;
    told.push(("decisions", entries.len().to_string()));
    told.push(("lines of the run log", run_log(dir, &meant.ids)?));
    told.push(("rows of the index", index(dir, &meant.keys)?.to_string()));
    if !meant.keys.is_empty() {
        // Likenesses of the run's pictures; without the file a run that is taken up reads its cases anew.
        told.push(("likenesses of the run", remove(&dir.join("run.pictures"))?.to_string()));
    }
    let mut gone = 0;
    for key in &meant.keys {
        gone += usize::from(remove(&dir.join(format!("{key}.json")))?);
    }
    told.push(("reports", gone.to_string()));
    for (what, how) in told.iter().rev() {
        out.push_str(&format!("{}: {}\n", say(what), say(how)));
    }
    tell_what_stays(&meant, &mut out);
    let beyond = "not reached: papers in the queue, exported tables and backups, drafts in browsers (docs/privacy.md)";
    out.push_str(&format!("{}\n", say(beyond)));
    put(&out)?;
    Ok(Exit::Passed)
}

/// Tells what a purge leaves for a person or the next scan.
fn tell_what_stays(meant: &Meant, out: &mut String) {
    for (key, named) in &meant.names {
        if named.iter().any(|id| meant.ids.contains(id)) {
            let told = format!("left: {key}.json names a case that went; the next scan writes it anew");
            out.push_str(&format!("{}\n", say(&told)));
        }
    }
    for name in &meant.unreadable {
        let told = format!("left: '{name}' cannot be read as a report; look at it and delete it yourself");
        out.push_str(&format!("{}\n", say(&told)));
    }
}

/// The day before which cases go; `None` where cases are named.
fn day(args: &Purge) -> Result<Option<Date>, Failure> {
    if !args.case.is_empty() {
        return Ok(None);
    }
    let kept = args.keep_days.map(|n| Date::today_in_china().plus_days(-i32::from(n)));
    let day = args.before.or(kept);
    day.map(Some).ok_or_else(|| {
        Failure::coded(
            Code::Usage,
            "name a case with --case, a day with --before, or set keep-days".to_owned(),
        )
    })
}

fn wrong(path: &Path) -> impl Fn(std::io::Error) -> Failure + use<'_> {
    move |e| Failure::coded(Code::CannotWrite, format!("cannot use '{}': {e}", path.display()))
}

fn meant(dir: &Path, cases: &[String], before: Option<Date>) -> Result<Meant, Failure> {
    let mut out = Meant::default();
    // Ids of cases that have a report which stays.
    let mut stay = BTreeSet::new();
    for entry in std::fs::read_dir(dir).map_err(wrong(dir))? {
        let path = entry.map_err(wrong(dir))?.path();
        let Some(key) = path
            .file_name()
            .and_then(|n| n.to_str())
            .and_then(|n| n.strip_suffix(".json"))
        else {
            continue;
        };
        if key.starts_with('.') || key == "index" || !path.is_file() {
            continue;
        }
        out.there.insert(key.to_owned());
        let bytes = std::fs::read(&path).map_err(wrong(&path))?;
        let Ok(slim) = serde_json::from_slice::<Slim>(&bytes) else {
            out.unreadable.push(format!("{key}.json"));
            continue;
        };
        if cases.contains(&slim.case.id) || before.is_some_and(|day| slim.as_of < day) {
            out.keys.insert(key.to_owned());
            out.ids.insert(slim.case.id);
        } else {
            let lists = slim.findings.iter().filter_map(|f| f.actual.as_array()).flatten();
            let named: Vec<String> = lists.filter_map(|v| v.as_str().map(str::to_owned)).collect();
            if !named.is_empty() {
                out.names.insert(key.to_owned(), named);
            }
            stay.insert(slim.case.id);
        }
    }
    out.ids.retain(|id| !stay.contains(id));
    // A case may have decisions and traces where its report is gone.
    out.ids.extend(cases.iter().cloned());
    Ok(out)
}

/// Whether a file was there and is gone.
fn remove(path: &Path) -> Result<bool, Failure> {
    match std::fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(e) => Err(wrong(path)(e)),
    }
}

/// What a desk keeps of these reports.
#[cfg(feature = "serve")]
fn desk(dir: &Path, keys: &[String]) -> Result<String, Failure> {
    use crate::serve::{Forgotten, forget};
    match forget(dir, keys).map_err(|e| Failure::of(&e))? {
        Forgotten::Gone(n) => Ok(n.to_string()),
        Forgotten::ByDesk => Ok("a desk is open and lets go of it by itself".to_owned()),
    }
}

#[cfg(not(feature = "serve"))]
fn desk(dir: &Path, _keys: &[String]) -> Result<String, Failure> {
    // Built without the desk: what one kept can only be deleted whole.
    let there = dir.join("desk.redb").exists();
    Ok(if there {
        "this program has no desk; delete desk.redb"
    } else {
        "0"
    }
    .to_owned())
}

/// Takes cases out of the log of runs.
fn run_log(dir: &Path, ids: &BTreeSet<String>) -> Result<String, Failure> {
    let path = dir.join(journal::NAME);
    let Ok(file) = std::fs::File::open(&path) else {
        return Ok("0".to_owned());
    };
    // A run that is under way holds its log.
    if file.try_lock().is_err() {
        return Ok("a run is under way; purge again when it has ended".to_owned());
    }
    let text = std::fs::read_to_string(&path).map_err(wrong(&path))?;
    let is_of = |line: &&str| {
        let row: Option<Value> = serde_json::from_str(line).ok();
        row.and_then(|r| r["case"].as_str().map(|id| ids.contains(id)))
            .unwrap_or(false)
    };
    let gone = text.lines().filter(is_of).count();
    if gone > 0 {
        let left: String = text.split_inclusive('\n').filter(|l| !is_of(l)).collect();
        write_atomic(&path, left.as_bytes()).map_err(|e| Failure::of(&e))?;
    }
    Ok(gone.to_string())
}

/// Takes reports out of the index.
fn index(dir: &Path, keys: &BTreeSet<String>) -> Result<usize, Failure> {
    let path = dir.join("index.json");
    let Ok(bytes) = std::fs::read(&path) else { return Ok(0) };
    let Ok(mut index) = serde_json::from_slice::<Value>(&bytes) else {
        return Ok(0);
    };
    let Some(rows) = index["cases"].as_array_mut() else {
        return Ok(0);
    };
    let before = rows.len();
    rows.retain(|row| {
        row["report"]
            .as_str()
            .and_then(|r| r.strip_suffix(".json"))
            .is_none_or(|key| !keys.contains(key))
    });
    let gone = before - rows.len();
    let mut verdicts: BTreeMap<String, usize> = BTreeMap::new();
    for row in rows.iter() {
        *verdicts
            .entry(row["verdict"].as_str().unwrap_or_default().to_owned())
            .or_default() += 1;
    }
    if gone > 0 {
        index["verdicts"] = verdicts
            .into_iter()
            .map(|(v, n)| (v, Value::from(n)))
            .collect::<serde_json::Map<_, _>>()
            .into();
        let mut text = serde_json::to_vec_pretty(&index).map_err(|e| Failure::of(&e))?;
        text.push(b'\n');
        write_atomic(&path, &text).map_err(|e| Failure::of(&e))?;
    }
    Ok(gone)
}
