//! Apache Parquet: version 1 pages, Snappy, dictionaries where they help; no clock and no host name in the file.

use std::io::Write;
use std::sync::Arc;

use parquet::basic::Compression;
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;

use super::{ExportError, Sheet};
use crate::date::Date;
use crate::report::tables::{Cell, Kind, Table};

/// Rows of a row group. A row of findings takes some 500 bytes, so that a group is some 16 MB before it is compressed.
pub(super) const GROUP_ROWS: usize = 32_768;

/// The values of one column in the group at hand.
enum Values {
    Text(Vec<ByteArray>),
    Integer(Vec<i64>),
    Real(Vec<f64>),
    Boolean(Vec<bool>),
    Date(Vec<i32>),
}

impl Values {
    const fn of(kind: Kind) -> Self {
        match kind {
            Kind::Text => Values::Text(Vec::new()),
            Kind::Integer => Values::Integer(Vec::new()),
            Kind::Real => Values::Real(Vec::new()),
            Kind::Boolean => Values::Boolean(Vec::new()),
            Kind::Date => Values::Date(Vec::new()),
        }
    }
    /// Whether the cell was of this column's kind.
    fn push(&mut self, cell: &Cell<'_>) -> bool {
        match (self, cell) {
            (Values::Text(v), Cell::Text(t)) => v.push(ByteArray::from(t.as_bytes().to_vec())),
            (Values::Integer(v), Cell::Integer(n)) => v.push(*n),
            (Values::Real(v), Cell::Real(x)) => v.push(*x),
            (Values::Boolean(v), Cell::Boolean(b)) => v.push(*b),
            (Values::Date(v), Cell::Date(d)) => v.push(days(*d)),
            (_, _) => return false,
        }
        true
    }
}

/// Days since 1970-01-01, as Parquet's DATE counts them.
fn days(date: Date) -> i32 {
    Date::new(1970, 1, 1).map_or(0, |epoch| epoch.days_until(date))
}

struct Gathered {
    values: Values,
    /// 1 where there is a value, 0 where there is none; the format wants one a row in a column that may be empty.
    levels: Vec<i16>,
}

pub(super) struct Parquet<'w> {
    table: &'static Table,
    to: SerializedFileWriter<Box<dyn Write + Send + 'w>>,
    gathered: Vec<Gathered>,
    rows: usize,
}

impl<'w> Parquet<'w> {
    pub fn begin(table: &'static Table, to: Box<dyn Write + Send + 'w>) -> Result<Self, ExportError> {
        let mut message = format!("message {} {{", table.name);
        for c in table.columns {
            let kind = match c.kind {
                Kind::Text => ("BYTE_ARRAY", " (STRING)"),
                Kind::Integer => ("INT64", ""),
                Kind::Real => ("DOUBLE", ""),
                Kind::Boolean => ("BOOLEAN", ""),
                Kind::Date => ("INT32", " (DATE)"),
            };
            let must = if c.required { "REQUIRED" } else { "OPTIONAL" };
            message.push_str(&format!(" {must} {} {}{};", kind.0, c.name, kind.1));
        }
        message.push_str(" }");
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(format!("chushen {}", env!("CARGO_PKG_VERSION")))
            .build();
        let schema = Arc::new(parse_message_type(&message)?);
        Ok(Self {
            table,
            to: SerializedFileWriter::new(to, schema, Arc::new(properties))?,
            gathered: Self::empty(table),
            rows: 0,
        })
    }

    fn empty(table: &Table) -> Vec<Gathered> {
        let column = |kind| Gathered {
            values: Values::of(kind),
            levels: Vec::new(),
        };
        table.columns.iter().map(|c| column(c.kind)).collect()
    }

    fn flush(&mut self) -> Result<(), ExportError> {
        if self.rows == 0 {
            return Ok(());
        }
        self.rows = 0;
        let gathered = std::mem::replace(&mut self.gathered, Self::empty(self.table));
        let mut group = self.to.next_row_group()?;
        for (of, column) in gathered.iter().zip(self.table.columns) {
            let levels = (!column.required).then_some(of.levels.as_slice());
            match &of.values {
                Values::Text(v) => put::<ByteArrayType, _>(&mut group, v, levels)?,
                Values::Integer(v) => put::<Int64Type, _>(&mut group, v, levels)?,
                Values::Real(v) => put::<DoubleType, _>(&mut group, v, levels)?,
                Values::Boolean(v) => put::<BoolType, _>(&mut group, v, levels)?,
                Values::Date(v) => put::<Int32Type, _>(&mut group, v, levels)?,
            }
        }
        group.close()?;
        Ok(())
    }
}

/// The next column of a group.
fn put<T: DataType, W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    values: &[T::T],
    levels: Option<&[i16]>,
) -> Result<(), ExportError> {
    if let Some(mut column) = group.next_column()? {
        column.typed::<T>().write_batch(values, levels, None)?;
        column.close()?;
    }
    Ok(())
}

impl Sheet for Parquet<'_> {
    fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), ExportError> {
        for ((of, column), cell) in self.gathered.iter_mut().zip(self.table.columns).zip(cells) {
            let there = of.values.push(cell);
            if there {
                of.levels.push(1);
            } else if column.required || cell.kind().is_some() {
                let why = format!(
                    "{}.{}: {cell:?} is not of the column's kind",
                    self.table.name, column.name
                );
                return Err(ExportError::Write(std::io::Error::other(why)));
            } else {
                of.levels.push(0);
            }
        }
        self.rows += 1;
        if self.rows >= GROUP_ROWS { self.flush() } else { Ok(()) }
    }
    fn end(mut self: Box<Self>) -> Result<(), ExportError> {
        self.flush()?;
        self.to.close()?;
        Ok(())
    }
}
