//! Commands: what was typed becomes what is meant, runs, and ends in an exit code. Results go to stdout, words for people to
//! stderr.

#[cfg(feature = "serve")]
mod api;
mod args;
mod check;
mod compare;
mod config;
mod convert;
mod decisions;
#[cfg(feature = "serve")]
mod desk;
mod doctor;
mod draft;
pub mod errors;
mod exit;
mod export;
mod help;
mod keys;
mod ledger;
mod machine;
mod purge;
mod reader;
mod reports;
mod rules;
mod say;
mod scan;
#[cfg(feature = "serve")]
mod serve;
mod setup;
#[cfg(test)]
mod sources;
mod survey;
mod tables;
mod worker;

use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};

pub use errors::{Code, Failure};
pub use exit::Exit;

use crate::intake::walk;
use crate::report::Lang;

/// The command line: also what man page and completions are made from.
pub fn command() -> clap::Command {
    args::Args::command()
        .version(setup::version())
        .after_help(args::EXAMPLES)
}

/// Runs the program with the process's arguments.
pub fn main() -> ExitCode {
    quiet_panics();
    let typed: Vec<OsString> = std::env::args_os().collect();
    errors::choose_format(&typed);
    let var = |name: &str| std::env::var_os(name);
    say::choose(&typed, var("CHUSHEN_LANG").as_deref(), var);
    let is_child = typed.get(1).is_some_and(|a| a == "reader" || a == "painter");
    // Processes that this program starts are told all they need.
    let config = if is_child {
        config::Config::default()
    } else {
        match config::load(&typed, var) {
            Ok(config) => config,
            Err(failure) => {
                errors::complain(&failure);
                return Exit::Failed.into();
            }
        }
    };
    say::choose(&typed, config.set.get("lang").map(|set| set.value.as_os_str()), var);
    let command = match say::lang() {
        Lang::Zh => help::in_chinese(command()),
        Lang::En => command(),
    };
    let command = config::under(command, &config);
    let parsed = command
        .clone()
        .try_get_matches_from(&typed)
        .and_then(|m| args::Args::from_arg_matches(&m));
    let args = match parsed {
        Ok(args) => args,
        Err(error) => {
            // Help and version are results, also to a reader that went away; a mistake is told to the person.
            let told = errors::complain_of_usage(&error, &command, config::blame(&error, &config));
            let told = !told.is_err_and(|e| e.kind() != std::io::ErrorKind::BrokenPipe);
            let asked = !error.use_stderr();
            return if asked && told { Exit::Passed } else { Exit::Failed }.into();
        }
    };
    match run(args.command, &config) {
        Ok(exit) => exit.into(),
        Err(failure) => {
            errors::complain(&failure);
            Exit::Failed.into()
        }
    }
}

/// Does what a command asks for.
fn run(command: args::Command, config: &config::Config) -> Result<Exit, Failure> {
    match command {
        args::Command::Check(c) => check::run(&c),
        args::Command::Scan(s) => scan::run(&s),
        args::Command::Draft(d) => draft::run(&d),
        args::Command::Convert(c) => convert::run(&c),
        args::Command::Explain { code } => tables::explain(&code, say::lang()),
        args::Command::Rules(r) => rules::run(&r),
        args::Command::Compare(c) => compare::run(&c),
        args::Command::Config { example } => config::show(config, example),
        args::Command::Export(e) => export::run(&e),
        args::Command::Survey(s) => survey::run(&s),
        args::Command::Ledger { action } => ledger::run(&action),
        args::Command::Purge(args) => purge::run(&args),
        args::Command::Schema { which } => tables::schema(which),
        args::Command::Doctor(d) => doctor::run(&d, config),
        args::Command::Reader {
            models,
            parent,
            memory,
            threads,
        } => reader::run(models, parent, memory, threads),
        args::Command::Worker(w) => worker::run(&w),
        #[cfg(feature = "serve")]
        args::Command::Api(a) => api::run(&a),
        #[cfg(feature = "serve")]
        args::Command::ApiToken(a) => api::token(&a),
        #[cfg(feature = "serve")]
        args::Command::Serve(s) => serve::run(&s),
        #[cfg(feature = "serve")]
        args::Command::Painter => serve::paint(),
        #[cfg(feature = "serve")]
        args::Command::Desk { action } => desk::run(&action),
        #[cfg(not(feature = "serve"))]
        args::Command::Api(_)
        | args::Command::ApiToken(_)
        | args::Command::Serve(_)
        | args::Command::Painter
        | args::Command::Desk { .. } => Err(Failure::coded(
            Code::NotBuilt,
            "this build has no review desk and no API; build it with the feature `serve`",
        )),
        args::Command::Decisions { what } => decisions::run(&what),
    }
}

/// Says what is wrong with a case folder before anything else is looked for.
fn must_be_a_case(folder: &std::path::Path) -> Result<(), Failure> {
    match walk::holds(folder).map_err(|e| Failure::of(&e))? {
        walk::Holds::Case => Ok(()),
        walk::Holds::Cases(cases) => {
            let path = folder.display();
            Err(Failure::coded(Code::QueueNotCase, format!(
                "{path}: no case but a queue, {cases} case folders lie in it; review them with `chushen scan {path} --out REPORTS`"
            ))
            .at(folder))
        }
    }
}

#[expect(clippy::print_stderr, reason = "for the person at the terminal")]
fn remark(text: &str) {
    eprintln!("{}", crate::report::plain::plain(&say::say(text), 2000));
}

/// The name of who runs the program.
fn user() -> Option<String> {
    ["USER", "LOGNAME", "USERNAME"]
        .iter()
        .find_map(|v| std::env::var(v).ok())
}

/// Writes a result to stdout. A reader that went away (`| head`) is no failure.
fn put(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => Err(Failure::coded(
            Code::CannotWrite,
            format!("cannot write the result: {e}"),
        )),
        _ => Ok(()),
    }
}

/// A panic costs one document and is a finding there; its message may quote the document and stays unprinted.
fn quiet_panics() {
    std::panic::set_hook(Box::new(|_| {}));
}
