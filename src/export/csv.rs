//! CSV. Nothing is an empty cell; an empty text is `""`, so that a reader that tells them apart can.

use std::io::Write;

use super::{ExportError, Sheet};
use crate::report::csv::{cell, plain_cell};
use crate::report::tables::{Cell, Table};

pub(super) struct Csv<'w> {
    to: Box<dyn Write + Send + 'w>,
    raw: bool,
}

impl<'w> Csv<'w> {
    pub fn begin(table: &Table, mut to: Box<dyn Write + Send + 'w>, raw: bool) -> Result<Self, ExportError> {
        // Without the mark spreadsheets take UTF-8 for something else; programs pass over it.
        to.write_all("\u{feff}".as_bytes())?;
        let head: Vec<&str> = table.columns.iter().map(|c| c.name).collect();
        to.write_all(format!("{}\r\n", head.join(",")).as_bytes())?;
        Ok(Self { to, raw })
    }
}

impl Sheet for Csv<'_> {
    fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), ExportError> {
        let line: Vec<String> = cells
            .iter()
            .map(|c| match c {
                Cell::Null => String::new(),
                Cell::Text(t) if t.is_empty() => "\"\"".to_owned(),
                Cell::Text(t) if self.raw => plain_cell(t),
                Cell::Text(t) => cell(t),
                Cell::Integer(n) => n.to_string(),
                Cell::Real(x) => x.to_string(),
                Cell::Boolean(b) => b.to_string(),
                Cell::Date(d) => d.to_string(),
            })
            .collect();
        Ok(self.to.write_all(format!("{}\r\n", line.join(",")).as_bytes())?)
    }
    fn end(mut self: Box<Self>) -> Result<(), ExportError> {
        Ok(self.to.flush()?)
    }
}
