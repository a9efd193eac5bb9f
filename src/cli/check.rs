//! `chushen check`: one case folder.

use std::path::Path;

use super::args::{Check, FormatArg};
use super::{Exit, Failure, put, setup};
use crate::report::{human, json, notice};
use crate::run;

/// Runs the command.
pub(super) fn run(args: &Check) -> Result<Exit, Failure> {
    super::must_be_a_case(&args.case_dir)?;
    let setup = setup::setup(&args.common)?;
    let report = run::review_folder(&args.case_dir, &setup).map_err(|e| Failure::of(&e))?;
    let file = args.output.as_deref().filter(|f| *f != Path::new("-"));
    let text = match args.format {
        FormatArg::Json => json::to_json(&report).map_err(|e| Failure::of(&e))?,
        FormatArg::Notice => notice::to_notice(&report, setup.lang),
        FormatArg::Html => page(args, &report, &setup)?,
        FormatArg::Human => {
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

/// The desk's view of the case as one file.
#[cfg(feature = "serve")]
fn page(args: &Check, report: &crate::report::model::Report, setup: &run::Setup) -> Result<String, Failure> {
    let case = crate::intake::walk::load_case(&args.case_dir, &setup.limits).map_err(|e| Failure::of(&e))?;
    crate::serve::single::html(report, &case, setup.lang, setup.unmask, &setup.limits).map_err(|e| Failure::of(&e))
}

#[cfg(not(feature = "serve"))]
fn page(_: &Check, _: &crate::report::model::Report, _: &run::Setup) -> Result<String, Failure> {
    Err(Failure::coded(
        super::Code::NotBuilt,
        "this build makes no pages; build it with the feature `serve`",
    ))
}
