//! `chushen survey`: the cases of a queue, one JSON object a line.

use super::args::{IsolationArg, Survey};
use super::{Exit, Failure, put, setup};
use crate::limits::Limits;
use crate::run::survey::survey;

/// Runs the command.
pub(super) fn run(args: &Survey) -> Result<Exit, Failure> {
    // A ledger that is not there is not made by looking.
    let ledger = args.ledger.as_deref().filter(|l| l.exists());
    if let (Some(missing), None) = (&args.ledger, ledger) {
        let missing = missing.display();
        super::remark(&format!(
            "note: there is no ledger '{missing}' yet: the cases are held against each other only"
        ));
    }
    let reader = args
        .pictures
        .then(|| setup::reader(IsolationArg::Process, None, Vec::new(), 1, 1));
    let cases = survey(
        &args.queue_dir,
        ledger,
        reader.transpose()?.as_ref(),
        &Limits::default(),
    )
    .map_err(|e| Failure::of(&e))?;
    let mut out = String::new();
    for case in &cases {
        out.push_str(&serde_json::to_string(case).map_err(|e| Failure::of(&e))?);
        out.push('\n');
    }
    put(&out)?;
    Ok(Exit::Passed)
}
