//! `chushen compare`: what differs between the reports of two runs.

use std::path::Path;

use super::args::{Compare, CompareFormat};
use super::{Exit, Failure, put, reports, setup};
use crate::cli::Code;
use crate::report::apply_severities::apply_severities;
use crate::report::compare::{Run, compare, to_html, to_text};

/// Runs the command. Ends with 1 where something differs.
pub(super) fn run(args: &Compare) -> Result<Exit, Failure> {
    let old = all(&args.old)?;
    let new = match (&args.new, &args.proposal) {
        (Some(new), _) => all(new)?,
        (None, Some(dir)) => {
            let (before, after) = (setup::pack(None)?, setup::pack(Some(dir))?);
            let weighed = old
                .iter()
                .map(|(name, r)| (name.clone(), apply_severities(r, &before, &after)));
            weighed.collect()
        }
        (None, None) => {
            return Err(Failure::coded(
                Code::Usage,
                "give the later run, or a --proposal".to_owned(),
            ));
        }
    };
    let c = compare(&old, &new);
    let text = match args.format {
        CompareFormat::Table => to_text(&c, super::say::of_reports()),
        CompareFormat::Html => to_html(&c, super::say::of_reports()),
        CompareFormat::Json => {
            let text = serde_json::to_string_pretty(&c).map_err(|e| Failure::of(&e))?;
            format!("{text}\n")
        }
    };
    put(&text)?;
    Ok(if c.differs() && !args.exit_zero {
        Exit::Findings
    } else {
        Exit::Passed
    })
}

/// Every report in a folder, by file name.
fn all(folder: &Path) -> Result<Run, Failure> {
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let files = reports::list(folder)?;
    files
        .iter()
        .map(|path| Ok((name(path), reports::read(path)?)))
        .collect()
}
