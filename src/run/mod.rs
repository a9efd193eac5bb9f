//! Runs: plan, pool, one case from folder to report, progress, log.

pub mod case;
