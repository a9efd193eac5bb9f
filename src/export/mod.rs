//! Tables as files: CSV, JSON Lines, Parquet. In: rows of cells. Out: the same bytes for the same rows, on any machine.
//! Rows are written as they come, so that a million reports need no more memory than one row group.

mod csv;
mod jsonl;
#[cfg(feature = "parquet")]
mod parquet;

use std::io::Write;

use crate::report::tables::{Cell, Table};

/// Form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// RFC 4180 with a byte order mark. `raw`: also cells that a spreadsheet would run are left as they are.
    Csv {
        /// For programs, not for spreadsheets.
        raw: bool,
    },
    /// One JSON object a line.
    Jsonl,
    /// Apache Parquet, Snappy.
    Parquet,
}

impl Form {
    /// The ending of a file's name.
    pub const fn ending(self) -> &'static str {
        match self {
            Form::Csv { .. } => "csv",
            Form::Jsonl => "jsonl",
            Form::Parquet => "parquet",
        }
    }
}

/// Why a table could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The file.
    #[error("cannot write a table")]
    Write(#[from] std::io::Error),
    /// A row could not be put into JSON.
    #[error("cannot put a row into JSON")]
    Json(#[from] serde_json::Error),
    /// The Parquet writer.
    #[cfg(feature = "parquet")]
    #[error("cannot write a Parquet table")]
    Parquet(#[from] ::parquet::errors::ParquetError),
    /// This build cannot.
    #[cfg(not(feature = "parquet"))]
    #[error("this build writes no Parquet; build it with the feature `parquet`, or ask for csv or jsonl")]
    NoParquet,
}

/// A table being written.
pub trait Sheet {
    /// One more row: a cell a column, in the columns' order and of their kinds.
    ///
    /// # Errors
    /// The file cannot be written.
    fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), ExportError>;
    /// What is still to be written.
    ///
    /// # Errors
    /// The file cannot be written.
    fn end(self: Box<Self>) -> Result<(), ExportError>;
}

/// Begins a table in a file.
///
/// # Errors
/// The file cannot be written, or this build does not know the form.
pub fn begin<'w>(
    form: Form,
    table: &'static Table,
    to: Box<dyn Write + Send + 'w>,
) -> Result<Box<dyn Sheet + 'w>, ExportError> {
    Ok(match form {
        Form::Csv { raw } => Box::new(csv::Csv::begin(table, to, raw)?),
        Form::Jsonl => Box::new(jsonl::Jsonl::begin(table, to)),
        #[cfg(feature = "parquet")]
        Form::Parquet => Box::new(parquet::Parquet::begin(table, to)?),
        #[cfg(not(feature = "parquet"))]
        Form::Parquet => return Err(ExportError::NoParquet),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tables::{Kind, TABLES};

    /// A row that has every kind of cell, with what is awkward in each form.
    fn row(table: &'static Table, n: i64) -> Vec<Cell<'static>> {
        let cell = |c: &crate::report::tables::Column| match c.kind {
            _ if !c.required && n % 3 == 0 => Cell::Null,
            Kind::Text => Cell::Text(format!("=名称 \"{n}\",\n").into()),
            Kind::Integer => Cell::Integer(n - 1),
            Kind::Real => Cell::Real(n as f64 / 3.0),
            Kind::Boolean => Cell::Boolean(n % 2 == 0),
            Kind::Date => Cell::Date("1969-12-31".parse().unwrap()),
        };
        table.columns.iter().map(cell).collect()
    }

    fn written(form: Form, table: &'static Table, rows: i64) -> Vec<u8> {
        let mut out = Vec::new();
        let mut sheet = begin(form, table, Box::new(&mut out)).unwrap();
        for n in 0..rows {
            sheet.row(&row(table, n)).unwrap();
        }
        sheet.end().unwrap();
        out
    }

    #[test]
    fn the_same_rows_give_the_same_bytes() {
        let forms = [Form::Csv { raw: false }, Form::Jsonl, Form::Parquet];
        for form in forms
            .into_iter()
            .filter(|f| cfg!(feature = "parquet") || *f != Form::Parquet)
        {
            for table in TABLES {
                assert_eq!(written(form, table, 7), written(form, table, 7));
            }
        }
    }

    #[test]
    fn csv_has_a_head_and_quotes_what_separates() {
        let text = String::from_utf8(written(Form::Csv { raw: false }, TABLES[0], 2)).unwrap();
        let head = text.strip_prefix('\u{feff}').unwrap();
        let (head, body) = head.split_once("\r\n").unwrap();
        assert!(head.starts_with("case_id,report,verdict,"), "{head}");
        assert!(body.starts_with("\"'=名称 \"\"0\"\",\n\","), "{body}");
        let raw = String::from_utf8(written(Form::Csv { raw: true }, TABLES[0], 1)).unwrap();
        assert!(raw.contains("\r\n\"=名称"), "{raw}");
    }

    #[test]
    fn json_lines_have_every_column() {
        let text = String::from_utf8(written(Form::Jsonl, TABLES[1], 4)).unwrap();
        let lines: Vec<serde_json::Value> = text.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
        assert_eq!(lines.len(), 4);
        for line in &lines {
            assert_eq!(line.as_object().unwrap().len(), TABLES[1].columns.len());
        }
        assert!(lines[0]["dpi"].is_null());
        assert_eq!(lines[1]["dpi"], 1.0 / 3.0);
    }

    #[cfg(feature = "parquet")]
    #[test]
    fn parquet_is_read_back_as_it_was_written_over_several_row_groups() {
        use ::parquet::file::reader::{FileReader, SerializedFileReader};
        use ::parquet::record::RowAccessor;
        // One row more than a row group holds.
        let rows = i64::try_from(parquet::GROUP_ROWS).unwrap() + 1;
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&written(Form::Parquet, TABLES[0], rows)).unwrap();
        let reader = SerializedFileReader::new(file).unwrap();
        assert_eq!(reader.metadata().num_row_groups(), 2);
        let mut seen = 0;
        for (n, row) in reader.get_row_iter(None).unwrap().enumerate() {
            let row = row.unwrap();
            assert_eq!(row.get_string(0).unwrap(), &format!("=名称 \"{n}\",\n"));
            let at = |name: &str| TABLES[0].columns.iter().position(|c| c.name == name).unwrap();
            assert_eq!(row.get_long(at("rejects")).unwrap(), n as i64 - 1);
            assert_eq!(row.get_string(at("province")).is_ok(), n % 3 != 0);
            seen += 1;
        }
        assert_eq!(seen, rows);
    }
}
