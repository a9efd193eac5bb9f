//! JSON Lines: one object a row, every column in it, `null` where there is nothing.

use std::io::Write;

use serde::ser::{SerializeMap, Serializer};

use super::{ExportError, Sheet};
use crate::report::tables::{Cell, Table};

pub(super) struct Jsonl<'w> {
    table: &'static Table,
    to: Box<dyn Write + Send + 'w>,
}

impl<'w> Jsonl<'w> {
    pub fn begin(table: &'static Table, to: Box<dyn Write + Send + 'w>) -> Self {
        Self { table, to }
    }
}

impl Sheet for Jsonl<'_> {
    fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), ExportError> {
        let mut line = Vec::new();
        let mut json = serde_json::Serializer::new(&mut line);
        let mut map = json.serialize_map(Some(cells.len()))?;
        for (column, cell) in self.table.columns.iter().zip(cells) {
            map.serialize_entry(column.name, cell)?;
        }
        map.end()?;
        line.push(b'\n');
        Ok(self.to.write_all(&line)?)
    }
    fn end(mut self: Box<Self>) -> Result<(), ExportError> {
        Ok(self.to.flush()?)
    }
}
