//! `chushen scan`: every case below a folder.

use std::io::IsTerminal;

use super::args::Scan;
use super::{Exit, Failure, setup};
use crate::run::{self, Plan, progress};

/// Runs the command.
#[expect(clippy::print_stderr, reason = "the summary is for the person at the terminal")]
pub(super) fn run(args: &Scan) -> Result<Exit, Failure> {
    if args.resume {
        return Err(Failure::new(
            "`--resume` is not in this version yet; run without it: whole reports are written anew",
        ));
    }
    let setup = setup::setup(&args.common)?;
    let plan = Plan {
        queue: args.queue_dir.clone(),
        out: args.out.clone(),
        jobs: args.jobs(),
    };
    let show = !args.quiet && std::io::stderr().is_terminal();
    let progress: Box<dyn progress::Progress> = if show {
        Box::new(progress::Bar::default())
    } else {
        Box::new(progress::Silent)
    };
    let outcome = run::scan(&plan, &setup, progress.as_ref()).map_err(|e| Failure::of(&e))?;
    if !args.quiet {
        eprint!("{}", run::summary::text(&outcome, setup.lang, &plan.out));
    }
    if outcome.interrupted {
        return Ok(Exit::Interrupted);
    }
    if outcome.failures.is_empty() {
        Ok(Exit::of(outcome.cases.iter().map(|c| c.verdict), args.common.exit_zero))
    } else {
        Ok(Exit::Failed)
    }
}
