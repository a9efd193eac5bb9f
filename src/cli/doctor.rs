//! `chushen doctor`: is everything in place for a run on this machine, and what holds the readers.

use std::net::TcpListener;

use super::args::Doctor;
use super::config::Config as Configured;
use super::{Exit, Failure, machine, put, setup};
use crate::limits::{Clocks, Limits};
use crate::report::plain::plain;
use crate::run::reader::{Config, Pool};

/// One line of the answer.
struct Row {
    good: bool,
    what: &'static str,
    told: String,
}

/// Runs the command. Exit 0: all is in place; 1: it works, with less protection; 2: it does not work.
pub(super) fn run(args: &Doctor, config: &Configured) -> Result<Exit, Failure> {
    let mut rows = Vec::new();
    let mut row = |good: bool, what: &'static str, told: String| rows.push(Row { good, what, told });
    row(true, "program", env!("CARGO_PKG_VERSION").to_owned());
    row(true, "rules", setup::pack(None)?.label);
    let clocks = Clocks::default();
    let models = (!args.no_ocr)
        .then(|| setup::models_dir(args.models.as_deref()))
        .transpose()?;
    let place = models
        .as_ref()
        .map_or_else(|| "not asked for".to_owned(), |m| m.display().to_string());
    // Without a reader there is no run; its own words say what to do.
    let pool = Pool::start(Config {
        program: None,
        models,
        clocks,
        trust: Vec::new(),
    })
    .map_err(Failure::from)?;
    let hello = pool.hello();
    row(true, "models", format!("{} ({place})", hello.models));
    row(hello.seal.limits, "resource limits", holds(hello.seal.limits));
    row(
        hello.seal.no_new_privileges,
        "no new privileges",
        holds(hello.seal.no_new_privileges),
    );
    row(
        hello.seal.dies_with_parent,
        "death with the parent",
        holds(hello.seal.dies_with_parent),
    );
    row(
        hello.seal.landlock == crate::run::reader::seal::FULL,
        "landlock",
        hello.seal.landlock.clone(),
    );
    row(
        hello.seal.seccomp == crate::run::reader::seal::FULL,
        "seccomp",
        hello.seal.seccomp.clone(),
    );
    let listener = TcpListener::bind("127.0.0.1:0").and_then(|l| Ok((l.local_addr()?.port(), l)));
    let file = std::env::current_exe().unwrap_or_default();
    match listener {
        Ok((port, _kept)) => {
            for attempt in pool.probe(&file.to_string_lossy(), port).map_err(Failure::from)? {
                let told = format!("a reader that tries to {}: {}", attempt.what, attempt.how);
                row(!attempt.worked, "tried", told);
            }
        }
        Err(e) => row(
            false,
            "tried",
            format!("nothing: no port to connect to can be had ({e})"),
        ),
    }
    let mb = |bytes: u64| format!("{} MB", bytes >> 20);
    row(
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
    );
    let limits = Limits::default();
    row(
        true,
        "a file may have",
        format!(
            "{}, {} pages, {} million pixels a page, {} decoded",
            mb(limits.file_bytes),
            limits.pages,
            limits.page_pixels / 1_000_000,
            mb(limits.decoded_bytes)
        ),
    );
    for (good, what, told) in machine::rows(&args.at, clocks.memory_bytes) {
        row(good, what, told);
    }
    row(
        true,
        "configuration",
        config
            .file
            .as_ref()
            .map_or_else(|| "no file".to_owned(), |f| f.display().to_string()),
    );
    let text: String = rows
        .iter()
        .map(|r| {
            format!(
                "{:<5} {:<22} {}\n",
                if r.good { "ok" } else { "WARN" },
                r.what,
                plain(&r.told, 500)
            )
        })
        .collect();
    put(&text)?;
    Ok(if rows.iter().all(|r| r.good) {
        Exit::Passed
    } else {
        Exit::Findings
    })
}

fn holds(yes: bool) -> String {
    if yes { "in force" } else { "not on this system" }.to_owned()
}
