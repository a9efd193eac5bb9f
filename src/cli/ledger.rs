//! `chushen ledger`: what a ledger holds, and taking cases out of it.

use super::args::LedgerAction;
use super::say::{lang, padded, say};
use super::{Exit, Failure, put};
use crate::ledger::Ledger;

/// Runs the command.
pub(super) fn run(action: &LedgerAction) -> Result<Exit, Failure> {
    match action {
        LedgerAction::Stats { file } => {
            let stats = Ledger::open_existing(file)
                .and_then(|l| l.stats())
                .map_err(|e| Failure::of(&e))?;
            let nights = stats.nights.map_or_else(
                || say("none"),
                |(a, b)| format!("{a}{}{b}", lang().pick(" 至 ", " to ")),
            );
            let lines = [
                ("cases", stats.cases.to_string()),
                ("values", stats.values.to_string()),
                ("pictures", stats.pictures.to_string()),
                ("nights", nights),
            ];
            let lines = lines.map(|(what, how)| format!("{} {how}\n", padded(&say(what), 9)));
            put(&lines.concat())?;
        }
        LedgerAction::Forget { file, case, before } => {
            let mut ledger = Ledger::open_existing(file).map_err(|e| Failure::of(&e))?;
            let mut cases = case.clone();
            if let Some(day) = before {
                cases.extend(ledger.before(*day).map_err(|e| Failure::of(&e))?);
            }
            let gone = ledger.forget(&cases).map_err(|e| Failure::of(&e))?;
            put(&format!(
                "{}\n",
                say(&format!("forgot {gone} of {} cases", cases.len()))
            ))?;
        }
    }
    Ok(Exit::Passed)
}
