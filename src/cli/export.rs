//! `chushen export`: the reports of a folder as flat tables.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use super::args::{Export, ExportFormat};
use super::{Exit, Failure, reports};
use crate::cli::Code;
use crate::export::{self, ExportError, Form, Sheet};
use crate::report::tables::{self, TABLES, Table};
use crate::run::files::Whole;

/// Runs the command.
pub(super) fn run(args: &Export) -> Result<Exit, Failure> {
    let form = match args.format {
        ExportFormat::Csv => Form::Csv { raw: args.raw },
        ExportFormat::Jsonl => Form::Jsonl,
        ExportFormat::Parquet => Form::Parquet,
    };
    let wanted: Vec<&'static Table> = TABLES
        .iter()
        .filter(|t| args.table.is_empty() || args.table.iter().any(|w| w == t.name))
        .copied()
        .collect();
    let files = reports::list(&args.report_dir)?;
    if args.out.as_deref() == Some(Path::new("-")) {
        let [table] = wanted[..] else {
            return Err(Failure::coded(
                Code::Usage,
                "one table goes to stdout: name it with --table",
            ));
        };
        let out = BufWriter::new(std::io::stdout());
        return match write(&files, &[table], form, vec![Box::new(out)]) {
            Ok(_) => Ok(Exit::Passed),
            Err(Wrong::Table(ExportError::Write(e))) if e.kind() == std::io::ErrorKind::BrokenPipe => Ok(Exit::Passed),
            Err(e) => Err(e.into()),
        };
    }
    let folder = args.out.clone().unwrap_or_else(|| args.report_dir.join("tables"));
    std::fs::create_dir_all(&folder).map_err(|e| {
        Failure::coded(
            Code::CannotWrite,
            format!("cannot make the folder '{}': {e}", folder.display()),
        )
    })?;
    let mut whole = Vec::new();
    for table in &wanted {
        let path = folder.join(format!("{}.{}", table.name, form.ending()));
        whole.push(Whole::begin(&path).map_err(|e| Failure::of(&e))?);
    }
    let to: Vec<Box<dyn Write + Send + '_>> = whole
        .iter_mut()
        .map(|w| -> Box<dyn Write + Send + '_> { Box::new(BufWriter::new(w)) })
        .collect();
    let rows = write(&files, &wanted, form, to)?;
    // Nothing is in place before all of it is whole; a kill between two renames leaves tables of two exports side by side.
    for file in whole {
        file.end().map_err(|e| Failure::of(&e))?;
    }
    for (table, rows) in wanted.iter().zip(rows) {
        super::remark(&format!(
            "{}.{}: {rows} rows",
            folder.join(table.name).display(),
            form.ending()
        ));
    }
    Ok(Exit::Passed)
}

/// Why tables could not be written.
enum Wrong {
    Report(Failure),
    Table(ExportError),
}

impl From<ExportError> for Wrong {
    fn from(e: ExportError) -> Self {
        Wrong::Table(e)
    }
}

impl From<Wrong> for Failure {
    fn from(wrong: Wrong) -> Self {
        match wrong {
            Wrong::Report(f) => f,
            Wrong::Table(e) => Failure::of(&e),
        }
    }
}

/// Writes the tables side by side in one pass over the reports; how many rows each has.
fn write<'w>(
    files: &[PathBuf],
    wanted: &[&'static Table],
    form: Form,
    to: Vec<Box<dyn Write + Send + 'w>>,
) -> Result<Vec<usize>, Wrong> {
    let mut sheets: Vec<(&'static Table, Box<dyn Sheet + 'w>, usize)> = Vec::new();
    for (table, to) in wanted.iter().zip(to) {
        sheets.push((table, export::begin(form, table, to)?, 0));
    }
    for file in files {
        let report = reports::read(file).map_err(Wrong::Report)?;
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        for (table, sheet, rows) in &mut sheets {
            for row in table.rows(&report, &name) {
                sheet.row(&row)?;
                *rows += 1;
            }
        }
    }
    let mut counts = Vec::new();
    for (_, sheet, rows) in sheets {
        sheet.end()?;
        counts.push(rows);
    }
    Ok(counts)
}

/// The names of tables, for the command line.
pub(super) fn table_name(text: &str) -> Result<String, String> {
    let names: Vec<&str> = TABLES.iter().map(|t| t.name).collect();
    tables::table(text)
        .map(|t| t.name.to_owned())
        .ok_or_else(|| format!("there are the tables {}", names.join(", ")))
}
