//! `chushen compare`: what differs between the reports of two runs.

use std::path::Path;

use super::args::{Compare, CompareFormat};
use super::{Exit, Failure, put};
use crate::report::compare::{Run, compare, to_html, to_text};

/// Runs the command. Ends with 1 where something differs.
pub(super) fn run(args: &Compare) -> Result<Exit, Failure> {
    let (old, new) = (reports(&args.old)?, reports(&args.new)?);
    let c = compare(&old, &new);
    let text = match args.format {
        CompareFormat::Table => to_text(&c, args.lang.into()),
        CompareFormat::Html => to_html(&c, args.lang.into()),
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

/// Every report in a folder. A file that is none stops the work: a comparison that left it out would look clean.
fn reports(folder: &Path) -> Result<Run, Failure> {
    let wrong = |path: &Path, why: String| Failure::new(format!("cannot read '{}': {why}", path.display()));
    let entries = std::fs::read_dir(folder).map_err(|e| wrong(folder, e.to_string()))?;
    let mut out = Run::new();
    for entry in entries {
        let path = entry.map_err(|e| wrong(folder, e.to_string()))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.extension().is_none_or(|e| e != "json") || name == "index.json" {
            continue;
        }
        let bytes = std::fs::read(&path).map_err(|e| wrong(&path, e.to_string()))?;
        let report = serde_json::from_slice(&bytes).map_err(|e| wrong(&path, e.to_string()))?;
        out.insert(name, report);
    }
    if out.is_empty() {
        return Err(Failure::new(format!("there is no report in '{}'", folder.display())));
    }
    Ok(out)
}
