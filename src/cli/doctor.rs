//! `chushen doctor`: is everything in place for a run on this machine, and what holds the readers.

use std::net::TcpListener;

use super::args::Doctor;
use super::config::Config as Configured;
use super::say::{padded, say};
use super::{Exit, Failure, machine, put, setup};
use crate::limits::{Clocks, Limits};
use crate::report::plain::plain;
use crate::run::reader::sandbox::{FULL, Sandbox};
use crate::run::reader::{Config, Pool};

/// One line of the answer: whether it is well, what, and how it is.
pub(super) type Row = (bool, &'static str, String);

/// Runs the command. Exit 0: all is in place; 1: it works, with less protection; 2: it does not work.
pub(super) fn run(args: &Doctor, config: &Configured) -> Result<Exit, Failure> {
    let clocks = Clocks::default();
    let models = (!args.no_ocr)
        .then(|| setup::models_dir(args.models.as_deref()))
        .transpose()?;
    let place = models
        .as_ref()
        .map_or_else(|| say("not asked for"), |m| m.display().to_string());
    // Without a reader there is no run; its own words say what to do.
    let pool = Pool::start(Config {
        program: None,
        models,
        clocks,
        trust: Vec::new(),
        threads: 1,
    })
    .map_err(Failure::from)?;
    let hello = pool.hello();
    let mut rows = vec![
        (true, "program", env!("CARGO_PKG_VERSION").to_owned()),
        (true, "rules", setup::pack(None)?.label),
        (true, "models", format!("{} ({place})", hello.models)),
    ];
    rows.extend(sandbox(&hello.sandbox));
    rows.extend(tried(&pool)?);
    rows.extend(allowances(clocks));
    rows.extend(machine::rows(&args.at, clocks.memory_bytes));
    let file = config.file.as_ref();
    let file = file.map_or_else(|| "no file".to_owned(), |f| f.display().to_string());
    rows.push((true, "configuration", file));
    put(&rows.iter().map(line).collect::<String>())?;
    Ok(if rows.iter().all(|(good, ..)| *good) {
        Exit::Passed
    } else {
        Exit::Findings
    })
}

fn line((good, what, told): &Row) -> String {
    let state = padded(&say(if *good { "ok" } else { "WARN" }), 5);
    format!("{state} {} {}\n", padded(&say(what), 22), plain(&say(told), 500))
}

/// What the kernel holds of a reader.
fn sandbox(held: &Sandbox) -> [Row; 5] {
    let holds = |yes: bool| if yes { "in force" } else { "not on this system" }.to_owned();
    let row = |what, yes: bool| (yes, what, holds(yes));
    let full = |what, how: &String| (how == FULL, what, how.clone());
    [
        row("resource limits", held.limits),
        row("no new privileges", held.no_new_privileges),
        row("death with the parent", held.dies_with_parent),
        full("landlock", &held.landlock),
        full("seccomp", &held.seccomp),
    ]
}

/// What a reader must not do, tried by one.
fn tried(pool: &Pool) -> Result<Vec<Row>, Failure> {
    let listener = TcpListener::bind("127.0.0.1:0").and_then(|l| Ok((l.local_addr()?.port(), l)));
    let file = std::env::current_exe().unwrap_or_default();
    let (port, _kept) = match listener {
        Ok(kept) => kept,
        Err(e) => {
            let told = format!("nothing: no port to connect to can be had ({e})");
            return Ok(vec![(false, "tried", told)]);
        }
    };
    let attempts = pool.probe(&file.to_string_lossy(), port).map_err(Failure::from)?;
    let row = |what: &str, how: &str| format!("a reader that tries to {what}: {how}");
    Ok(attempts
        .iter()
        .map(|a| (!a.worked, "tried", row(&a.what, &a.how)))
        .collect())
}

/// What a reader and a file may cost.
fn allowances(clocks: Clocks) -> [Row; 2] {
    let mb = |bytes: u64| format!("{} MB", bytes >> 20);
    let limits = Limits::default();
    [
        (
            true,
            "a reader may take",
            format!(
                "{} over its models, {} s of processor time a page and {} s a document, {} times that on the wall, {} documents",
                mb(clocks.memory_bytes),
                clocks.step_seconds,
                clocks.document_seconds,
                clocks.wall,
                clocks.documents
            ),
        ),
        (
            true,
            "a file may have",
            format!(
                "{}, {} pages, {} million pixels a page, {} decoded",
                mb(limits.file_bytes),
                limits.pages,
                limits.page_pixels / 1_000_000,
                mb(limits.decoded_bytes)
            ),
        ),
    ]
}
