//! `chushen worker`: requests on stdin, answers on stdout.

use std::io::{BufReader, Write};

use super::args::Worker;
use super::{Exit, Failure, setup};
use crate::run::{self, RunError};

/// Runs the command.
pub(super) fn run(args: &Worker) -> Result<Exit, Failure> {
    let pace = setup::Pace {
        jobs: args.jobs(),
        time_factor: 1,
        in_turns: false,
    };
    let setup = setup::setup_at(&args.common, pace)?;
    let mut out = std::io::stdout();
    let from = BufReader::new(std::io::stdin());
    match run::worker::serve(from, &mut out, args.jobs(), &setup, &tell) {
        // A host that went away has all it wanted.
        Err(RunError::Answer(e)) if e.kind() == std::io::ErrorKind::BrokenPipe => Ok(Exit::Passed),
        Err(e) => Err(Failure::of(&e)),
        Ok(()) => Ok(Exit::Passed),
    }
}

fn tell(what: &str) {
    // A log nobody takes is no reason to end.
    let _ = writeln!(std::io::stderr(), "{what}");
}
