//! `chushen convert`: tables and forms into case folders.

use std::path::Path;

use serde_json::json;

use super::args::{Convert, ConvertFormat};
use super::say::{lang, say};
use super::{Exit, Failure, put};
use crate::cli::Code;
use crate::convert::files::Folder;
use crate::convert::write::{Plan, write};
use crate::convert::{Draft, Mapping, Outcome, Problem, cases, form, table};
use crate::limits::Limits;
use crate::report::Lang;
use crate::report::mask::mask_text;
use crate::report::plain::plain;
use crate::run::files::name_of;

/// Name and version of what `--format json` prints.
const SCHEMA: &str = "chushen.convert/1";

/// Runs the command. Cases that are faulty end it with 1, as findings do.
pub(super) fn run(args: &Convert) -> Result<Exit, Failure> {
    let limits = Limits::default();
    let bytes = bytes(&args.table)?;
    let mut read = match &args.mapping {
        Some(mapping) => rows(&bytes, args, mapping, &limits)?,
        None => cases::Read {
            drafts: form_cases(&bytes, args, &limits)?,
            ..cases::Read::default()
        },
    };
    let folder = args
        .files
        .as_deref()
        .or(args.table.parent())
        .filter(|p| !p.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    if !folder.is_dir() {
        return Err(Failure::no_folder(folder));
    }
    let plan = Plan {
        files: &Folder::new(folder),
        out: &args.out,
        dry_run: args.dry_run,
        name: name_of,
        limits: &limits,
    };
    let mut outcome = write(std::mem::take(&mut read.drafts), &plan).map_err(|e| {
        Failure::coded(
            Code::CannotWrite,
            format!("cannot write to '{}': {e}", args.out.display()),
        )
    })?;
    outcome.unused = read.unused;
    outcome.problems.extend(read.problems);
    // In the order of the table, whichever case a row is of.
    outcome.problems.sort_by_key(|p| (p.place.row, p.place.column));
    match args.format {
        ConvertFormat::Human => put(&told(&outcome, args.dry_run))?,
        ConvertFormat::Json => {
            let text = serde_json::to_string_pretty(&machine(&outcome, args.dry_run)).map_err(|e| Failure::of(&e))?;
            put(&format!("{text}\n"))?;
        }
    }
    Ok(if outcome.problems.is_empty() {
        Exit::Passed
    } else {
        Exit::Findings
    })
}

fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|e| Failure::unread(path, &e))
}

fn rows(bytes: &[u8], args: &Convert, mapping: &Path, limits: &Limits) -> Result<cases::Read, Failure> {
    let at = |code, path: &Path, e: &dyn std::fmt::Display| {
        Failure::coded(code, format!("{}: {e}", path.display())).at(path)
    };
    let text = std::fs::read_to_string(mapping).map_err(|e| Failure::unread(mapping, &e))?;
    let parsed = Mapping::parse(&text).map_err(|e| at(Code::Mapping, mapping, &e))?;
    let sheet = args.sheet.as_deref().or(parsed.sheet.as_deref());
    let table = table::read(bytes, sheet).map_err(|e| at(Code::Table, &args.table, &e))?;
    cases::read(&table, &parsed, limits).map_err(|e| at(Code::Mapping, &args.table, &e))
}

fn form_cases(bytes: &[u8], args: &Convert, limits: &Limits) -> Result<Vec<Draft>, Failure> {
    let name = args
        .table
        .file_stem()
        .map(crate::intake::names::text)
        .unwrap_or_default();
    form::read(bytes, &name, args.files.is_some(), limits)
        .map_err(|e| Failure::coded(Code::Form, format!("{}: {e}", args.table.display())))
}

/// What people read: a line a problem, then how many.
fn told(outcome: &Outcome, dry_run: bool) -> String {
    let lang = lang();
    let mut out = String::new();
    for problem in &outcome.problems {
        out.push_str(&format!("{}\n", problem.told(lang)));
    }
    if !outcome.unused.is_empty() {
        let columns: Vec<String> = outcome
            .unused
            .iter()
            .map(|(c, h)| {
                format!(
                    "{} {}",
                    crate::convert::problem::letters(*c),
                    mask_text(&plain(h, 60), false)
                )
            })
            .collect();
        let columns = columns.join(lang.pick("、", ", "));
        out.push_str(&format!("{}\n", say(&format!("columns not used: {columns}"))));
    }
    let (written, known, faulty) = (outcome.written, outcome.known, outcome.faulty);
    let first = if dry_run {
        format!("{written} cases can be written")
    } else {
        format!("{written} cases written")
    };
    let more = [
        (known, format!("{known} there already with the same content")),
        (faulty, format!("{faulty} faulty and not written")),
    ];
    let more = more.iter().filter(|(n, _)| *n > 0).map(|(_, line)| say(line));
    let said: Vec<String> = std::iter::once(say(&first)).chain(more).collect();
    out.push_str(&format!("{}\n", said.join(lang.pick("，", ", "))));
    out
}

/// What programs read.
fn machine(outcome: &Outcome, dry_run: bool) -> serde_json::Value {
    let problem = |p: &Problem| {
        json!({
            "code": p.fault.code(),
            "case": p.case,
            "sheet": p.place.sheet,
            "row": p.place.row,
            "column": p.place.letters(),
            "heading": p.place.heading,
            "form_key": p.place.form_key,
            "key": p.key,
            "zh": p.told(Lang::Zh),
            "en": p.told(Lang::En),
        })
    };
    json!({
        "schema": SCHEMA,
        "dry_run": dry_run,
        "written": outcome.written,
        "known": outcome.known,
        "faulty": outcome.faulty,
        "problems": outcome.problems.iter().map(problem).collect::<Vec<_>>(),
        "unused_columns": outcome.unused.iter().map(|(c, h)| json!({ "column": crate::convert::problem::letters(*c), "heading": h })).collect::<Vec<_>>(),
    })
}
