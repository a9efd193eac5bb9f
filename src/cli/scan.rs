//! `chushen scan`: every case below a folder.

use std::io::IsTerminal;

use super::args::Scan;
use super::{Exit, Failure, put, say, setup};
use crate::intake::walk;
use crate::run::{self, Plan, progress};

/// Runs the command.
#[expect(clippy::print_stderr, reason = "the summary is for the person at the terminal")]
pub(super) fn run(args: &Scan) -> Result<Exit, Failure> {
    walk::holds(&args.queue_dir).map_err(|e| Failure::of(&e))?;
    let pace = setup::Pace {
        jobs: args.jobs(),
        time_factor: args.time_factor,
        in_turns: false,
    };
    let setup = setup::setup_at(&args.common, pace)?;
    let plan = Plan {
        queue: args.queue_dir.clone(),
        out: args.out.clone(),
        jobs: args.jobs(),
        resume: args.resume || args.retry_failed,
        retry_failed: args.retry_failed,
        metrics: args.metrics.clone(),
        ledger: args.ledger.clone(),
    };
    if args.dry_run {
        return dry_run(&plan, &setup, args.quiet);
    }
    let show = !args.quiet && std::io::stderr().is_terminal();
    let progress: Box<dyn progress::Progress> = if show {
        Box::new(progress::Bar::of(say::say("cases")))
    } else {
        Box::new(progress::Silent)
    };
    let outcome = run::scan(&plan, &setup, progress.as_ref()).map_err(|e| Failure::of(&e))?;
    if !args.quiet {
        eprint!("{}", run::summary::text(&outcome, say::lang(), &plan.out));
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

/// What would be done: a line a case, its counts for the person.
fn dry_run(plan: &Plan, setup: &run::Setup, quiet: bool) -> Result<Exit, Failure> {
    let due = run::dry_run(plan, setup).map_err(|e| Failure::of(&e))?;
    let lines: String = due
        .iter()
        .map(|(folder, due)| format!("{}\t{}\n", due.name(), crate::report::plain::plain(folder, 1000)))
        .collect();
    put(&lines)?;
    if !quiet {
        let idle = due.iter().filter(|(_, d)| *d == run::Due::Unchanged).count();
        let (all, left) = (due.len(), due.len() - idle);
        super::remark(&format!(
            "{all} cases: {left} to be reviewed, {idle} unchanged; nothing was written"
        ));
    }
    Ok(Exit::Passed)
}
