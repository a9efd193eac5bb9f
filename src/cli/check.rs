//! `chushen check`: one case folder.

use std::path::Path;

use super::args::{Check, FormatArg};
use super::{Exit, Failure, put, setup};
use crate::report::{human, json, notice};
use crate::run;

/// Runs the command.
pub(super) fn run(args: &Check) -> Result<Exit, Failure> {
    if args.format == FormatArg::Html {
        return Err(Failure::new(
            "`--format html` is not in this version yet; use human or json",
        ));
    }
    let setup = setup::setup(&args.common)?;
    let report = run::review_folder(&args.case_dir, &setup).map_err(|e| Failure::of(&e))?;
    let file = args.output.as_deref().filter(|f| *f != Path::new("-"));
    let text = match args.format {
        FormatArg::Json => json::to_json(&report).map_err(|e| Failure::of(&e))?,
        FormatArg::Notice => notice::to_notice(&report, setup.lang),
        FormatArg::Human | FormatArg::Html => {
            let colour = file.is_none() && setup::colour(args.common.color, &std::io::stdout());
            human::to_text(&report, setup.lang, colour)
        }
    };
    match file {
        Some(file) => run::files::write_atomic(file, text.as_bytes()).map_err(|e| Failure::of(&e))?,
        None => put(&text)?,
    }
    Ok(Exit::of([report.verdict], args.common.exit_zero))
}
