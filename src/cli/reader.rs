//! `chushen reader`: the hidden command that a run begins its readers with.

use std::path::PathBuf;

use super::{Exit, Failure};
use crate::limits::Clocks;
use crate::run::reader::child::{self, Options};

/// Runs the command.
pub(super) fn run(
    models: Option<PathBuf>,
    parent: Option<u32>,
    memory: Option<u64>,
    threads: usize,
) -> Result<Exit, Failure> {
    let mut clocks = Clocks::default();
    clocks.memory_bytes = memory.unwrap_or(clocks.memory_bytes);
    let options = Options {
        models,
        parent,
        clocks,
        threads,
    };
    // Unlocked: the thread that answers is not this one.
    child::serve(&options, std::io::stdin(), std::io::stdout()).map_err(|e| Failure::of(&e))?;
    Ok(Exit::Passed)
}
