//! `chushen survey`: the cases of a queue, one JSON object a line.

use super::args::Survey;
use super::{Exit, Failure, put};
use crate::limits::Limits;
use crate::run::survey::survey;

/// Runs the command.
pub(super) fn run(args: &Survey) -> Result<Exit, Failure> {
    // A ledger that is not there is not made by looking.
    if let Some(ledger) = args.ledger.as_ref().filter(|l| !l.exists()) {
        return Err(Failure::new(format!("there is no ledger '{}'", ledger.display())));
    }
    let cases = survey(&args.queue_dir, args.ledger.as_deref(), &Limits::default()).map_err(|e| Failure::of(&e))?;
    let mut out = String::new();
    for case in &cases {
        out.push_str(&serde_json::to_string(case).map_err(|e| Failure::of(&e))?);
        out.push('\n');
    }
    put(&out)?;
    Ok(Exit::Passed)
}
