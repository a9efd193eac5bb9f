//! `chushen draft`: a declaration from papers alone.

use std::path::Path;

use super::args::Draft;
use super::{Exit, Failure, put, setup};
use crate::report::draft;
use crate::run;

/// Runs the command. Numbers stand whole in a draft: it is what is handed in.
pub(super) fn run(args: &Draft) -> Result<Exit, Failure> {
    super::must_be_a_case(&args.folder)?;
    let mut setup = setup::setup(&args.common)?;
    setup.unmask = true;
    let report = run::review_papers(&args.folder, &setup).map_err(|e| Failure::of(&e))?;
    let draft = draft::draft(&report);
    let text = if args.declaration {
        serde_json::to_string_pretty(&draft.declaration)
    } else {
        serde_json::to_string_pretty(&draft)
    };
    let text = text.map_err(|e| Failure::of(&e))? + "\n";
    match args.output.as_deref().filter(|f| *f != Path::new("-")) {
        Some(file) => run::files::write_atomic(file, text.as_bytes()).map_err(|e| Failure::of(&e))?,
        None => put(&text)?,
    }
    Ok(Exit::Passed)
}
