//! Tables from files: CSV by the `csv` crate, XLSX by `calamine`, cell by cell, within budgets. Row numbers are those that a spreadsheet
//! shows. A workbook names cells far apart in a few bytes, so rows are kept as they come and no rectangle is laid out.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{DataRef, Reader, Xlsx};

use crate::intake::names;

/// Bytes of a table's file.
const FILE_BYTES: usize = 64 << 20;
/// Bytes that a workbook may unpack to.
const UNPACKED_BYTES: u64 = 512 << 20;
/// Rows and columns with something in them: a queue of a night has some thousand.
const ROWS: usize = 100_000;
const COLUMNS: usize = 1_000;
/// Cells that merged regions may be spread over.
const MERGED_CELLS: u64 = 1_000_000;
/// Longest text of a cell (Excel's own bound), bytes of UTF-8.
const CELL_BYTES: usize = 4 * 32_767;

/// A cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Cell {
    /// Nothing, or blanks.
    #[default]
    Empty,
    /// A text, without blanks around it.
    Text(String),
    /// A number.
    Number(f64),
    /// A day and a time: year, month, day; hour, minute, second.
    Moment([i16; 3], [u8; 3]),
    /// True or false.
    Flag(bool),
    /// An error of the spreadsheet.
    Broken(String),
}

/// A row that is not empty.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its number as a spreadsheet shows it, from 1.
    pub number: u32,
    /// Cells by column, from 0; what is not there is empty.
    pub cells: BTreeMap<usize, Cell>,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// Sheet of a workbook.
    pub sheet: Option<String>,
    /// Rows that are not empty, from above.
    pub rows: Vec<Row>,
}

/// Why a table cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// More than the budget.
    #[error("the table is larger than {0}; split it")]
    TooLarge(String),
    /// Neither UTF-8, UTF-16 nor surely GBK.
    #[error("the table is neither UTF-8 nor GBK (from byte {0} on); save it as \"CSV UTF-8\"")]
    Encoding(usize),
    /// No CSV.
    #[error("line {line}: {why}")]
    Csv {
        /// Line of the file, from 1.
        line: u64,
        /// Why.
        why: String,
    },
    /// An older form of workbook.
    #[error("this is an old workbook (.xls); save it as .xlsx or as \"CSV UTF-8\"")]
    OldWorkbook,
    /// No workbook that can be read.
    #[error("the workbook cannot be read: {0}")]
    Workbook(String),
    /// No sheet of this name.
    #[error("the workbook has no sheet '{0}'; its sheets are {1}")]
    NoSheet(String, String),
}

/// Reads a table. `sheet` names one of a workbook; without it the first is read.
pub fn read(bytes: &[u8], sheet: Option<&str>) -> Result<Table, TableError> {
    if bytes.len() > FILE_BYTES {
        return Err(TableError::TooLarge(format!("{} MB", FILE_BYTES >> 20)));
    }
    match bytes {
        [b'P', b'K', 3, 4, ..] => workbook(bytes, sheet),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => Err(TableError::OldWorkbook),
        _ => csv(&text(bytes)?),
    }
}

/// A text of a cell, without blanks and signs of no width around it.
pub fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}'))
}

fn of_text(text: &str) -> Cell {
    match trimmed(text) {
        "" => Cell::Empty,
        text => Cell::Text(text.to_owned()),
    }
}

/// The text of a CSV: UTF-8, UTF-16 with its mark, or GBK.
fn text(bytes: &[u8]) -> Result<String, TableError> {
    let wide = match bytes {
        [0xff, 0xfe, ..] => Some(encoding_rs::UTF_16LE),
        [0xfe, 0xff, ..] => Some(encoding_rs::UTF_16BE),
        _ => None,
    };
    if let Some(encoding) = wide {
        let text = encoding.decode_without_bom_handling_and_without_replacement(bytes.get(2..).unwrap_or_default());
        return text.map(std::borrow::Cow::into_owned).ok_or(TableError::Encoding(0));
    }
    let rest = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes);
    match std::str::from_utf8(rest) {
        Ok(text) => Ok(text.to_owned()),
        Err(e) => names::chinese(rest).ok_or(TableError::Encoding(e.valid_up_to() + (bytes.len() - rest.len()))),
    }
}

/// The sign between cells: the one of which the first line has most.
fn delimiter(text: &str) -> u8 {
    let line = text.lines().find(|l| !l.trim().is_empty()).unwrap_or_default();
    let count = |d: u8| line.bytes().filter(|b| *b == d).count();
    [b',', b'\t', b';']
        .into_iter()
        .rev()
        .max_by_key(|d| count(*d))
        .unwrap_or(b',')
}

fn csv(text: &str) -> Result<Table, TableError> {
    let mut reader = ::csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(text))
        .from_reader(text.as_bytes());
    let mut table = Table::default();
    let mut record = ::csv::StringRecord::new();
    // A spreadsheet counts records and empty lines; the crate skips empty lines and counts lines of the file.
    let (mut number, mut line) = (0u32, reader.position().line());
    loop {
        let more = reader.read_record(&mut record).map_err(|e| TableError::Csv {
            line: e.position().map_or(line, ::csv::Position::line),
            why: e.to_string(),
        })?;
        if !more {
            return Ok(table);
        }
        let after = reader.position().line();
        let within: usize = record.iter().map(|f| f.matches('\n').count()).sum();
        let empty = (after - line).saturating_sub(1 + within as u64);
        line = after;
        number = number.saturating_add(1).saturating_add(empty as u32);
        let cells: BTreeMap<usize, Cell> = record
            .iter()
            .map(of_text)
            .enumerate()
            .filter(|(_, c)| *c != Cell::Empty)
            .collect();
        push(&mut table, Row { number, cells })?;
    }
}

fn push(table: &mut Table, row: Row) -> Result<(), TableError> {
    if row.cells.is_empty() {
        return Ok(());
    }
    let long = row
        .cells
        .values()
        .any(|c| matches!(c, Cell::Text(t) if t.len() > CELL_BYTES));
    if table.rows.len() >= ROWS || row.cells.keys().next_back().is_some_and(|c| *c >= COLUMNS) || long {
        return Err(TableError::TooLarge(format!(
            "{ROWS} rows, {COLUMNS} columns or {CELL_BYTES} bytes a cell"
        )));
    }
    table.rows.push(row);
    Ok(())
}

fn workbook(bytes: &[u8], sheet: Option<&str>) -> Result<Table, TableError> {
    let wrong = |e: &dyn std::fmt::Display| TableError::Workbook(e.to_string());
    must_unpack(bytes)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|e| wrong(&e))?;
    let sheets = book.sheet_names();
    let name = match sheet {
        None => sheets.first().cloned(),
        Some(asked) => sheets.iter().find(|s| trimmed(s) == trimmed(asked)).cloned(),
    };
    let name = name.ok_or_else(|| TableError::NoSheet(sheet.unwrap_or_default().to_owned(), sheets.join("、")))?;
    let merged = book.merge_cells_by_sheet_name(&name).map_err(|e| wrong(&e))?;
    let mut rows: BTreeMap<u32, BTreeMap<usize, Cell>> = BTreeMap::new();
    let mut cells = book.worksheet_cells_reader(&name).map_err(|e| wrong(&e))?;
    while let Some(cell) = cells.next_cell().map_err(|e| wrong(&e))? {
        let (row, column) = cell.get_position();
        let value = of_data(cell.get_value());
        if value == Cell::Empty {
            continue;
        }
        let new = rows.entry(row).or_default();
        new.insert(column as usize, value);
        if rows.len() > ROWS {
            return Err(TableError::TooLarge(format!("{ROWS} rows")));
        }
    }
    // A merged region has its value in the first cell; to a reader it stands in all.
    let mut spread = 0u64;
    for region in merged {
        let Some(value) = rows
            .get(&region.start.0)
            .and_then(|r| r.get(&(region.start.1 as usize)))
            .cloned()
        else {
            continue;
        };
        spread = spread.saturating_add(region.len());
        if spread > MERGED_CELLS {
            return Err(TableError::TooLarge(format!("{MERGED_CELLS} merged cells")));
        }
        for row in region.start.0..=region.end.0 {
            for column in region.start.1..=region.end.1 {
                rows.entry(row).or_default().insert(column as usize, value.clone());
            }
        }
    }
    let mut table = Table {
        sheet: Some(name),
        rows: Vec::new(),
    };
    for (row, cells) in rows {
        push(&mut table, Row { number: row + 1, cells })?;
    }
    Ok(table)
}

/// Counts what the archive says it unpacks to, and what it does, before anything is unpacked into memory.
fn must_unpack(bytes: &[u8]) -> Result<(), TableError> {
    let wrong = |e: &dyn std::fmt::Display| TableError::Workbook(e.to_string());
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| wrong(&e))?;
    let mut sum = 0u64;
    for i in 0..archive.len() {
        let mut member = archive.by_index(i).map_err(|e| wrong(&e))?;
        let room = UNPACKED_BYTES.saturating_sub(sum).saturating_add(1);
        let read =
            std::io::copy(&mut std::io::Read::take(&mut member, room), &mut std::io::sink()).map_err(|e| wrong(&e))?;
        sum = sum.saturating_add(read);
        if sum > UNPACKED_BYTES {
            return Err(TableError::TooLarge(format!("{} MB unpacked", UNPACKED_BYTES >> 20)));
        }
    }
    Ok(())
}

fn of_data(data: &DataRef<'_>) -> Cell {
    match data {
        DataRef::Empty => Cell::Empty,
        DataRef::Int(n) => Cell::Number(*n as f64),
        DataRef::Float(f) => Cell::Number(*f),
        DataRef::String(t) | DataRef::DateTimeIso(t) | DataRef::DurationIso(t) => of_text(t),
        DataRef::SharedString(t) => of_text(t),
        DataRef::Bool(b) => Cell::Flag(*b),
        DataRef::DateTime(d) if d.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = d.to_ymd_hms_milli();
            Cell::Moment([year as i16, i16::from(month), i16::from(day)], [hour, minute, second])
        }
        DataRef::DateTime(d) => Cell::Number(d.as_f64()),
        DataRef::Error(e) => Cell::Broken(e.to_string()),
    }
}

#[cfg(test)]
#[path = "table_tests.rs"]
mod tests;
