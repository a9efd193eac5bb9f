//! `chushen ledger`: what a ledger holds, and taking cases out of it.

use super::args::LedgerAction;
use super::{Exit, Failure, put};
use crate::ledger::Ledger;

/// Runs the command.
pub(super) fn run(action: &LedgerAction) -> Result<Exit, Failure> {
    match action {
        LedgerAction::Stats { file } => {
            let stats = Ledger::open_existing(file)
                .and_then(|l| l.stats())
                .map_err(|e| Failure::of(&e))?;
            let nights = stats
                .nights
                .map_or_else(|| "none".to_owned(), |(a, b)| format!("{a} to {b}"));
            put(&format!(
                "cases     {}\nvalues    {}\npictures  {}\nnights    {nights}\n",
                stats.cases, stats.values, stats.pictures
            ))?;
        }
        LedgerAction::Forget { file, case, before } => {
            let mut ledger = Ledger::open_existing(file).map_err(|e| Failure::of(&e))?;
            let mut cases = case.clone();
            if let Some(day) = before {
                cases.extend(ledger.before(*day).map_err(|e| Failure::of(&e))?);
            }
            let gone = ledger.forget(&cases).map_err(|e| Failure::of(&e))?;
            put(&format!("forgot {gone} of {} cases\n", cases.len()))?;
        }
    }
    Ok(Exit::Passed)
}
