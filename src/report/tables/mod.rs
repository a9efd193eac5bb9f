//! A report as rows of flat tables, for analysts: `chushen export`, and the worker for hosts that gather many answers.
//! In: a report. Out: cells. The columns stand in one list a table, from which the writers, `chushen schema tables` and
//! `docs/export.md` are made. A column is for good: one may be added at the end, none renamed, moved or removed.

mod cases;
mod documents;
mod findings;

use std::borrow::Cow;

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::json::word;
use super::model::{DocumentRow, FindingRow, Report};
use crate::date::Date;

/// Name and version of the tables' form.
pub const SCHEMA: &str = "chushen.tables/1";

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// UTF-8.
    Text,
    /// 64 bits, signed.
    Integer,
    /// 64 bits.
    Real,
    /// True or false.
    Boolean,
    /// A day, without a zone.
    Date,
}

impl Kind {
    /// The word in the documentation and in `chushen schema tables`.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::Integer => "integer",
            Kind::Real => "real",
            Kind::Boolean => "boolean",
            Kind::Date => "date",
        }
    }
}

/// One value of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    /// Nothing is known.
    Null,
    /// Of a [`Kind::Text`] column.
    Text(Cow<'a, str>),
    /// Of a [`Kind::Integer`] column.
    Integer(i64),
    /// Of a [`Kind::Real`] column.
    Real(f64),
    /// Of a [`Kind::Boolean`] column.
    Boolean(bool),
    /// Of a [`Kind::Date`] column.
    Date(Date),
}

impl Cell<'_> {
    /// Its kind; `None` where there is nothing.
    pub const fn kind(&self) -> Option<Kind> {
        match self {
            Cell::Null => None,
            Cell::Text(_) => Some(Kind::Text),
            Cell::Integer(_) => Some(Kind::Integer),
            Cell::Real(_) => Some(Kind::Real),
            Cell::Boolean(_) => Some(Kind::Boolean),
            Cell::Date(_) => Some(Kind::Date),
        }
    }
}

impl Serialize for Cell<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Cell::Null => to.serialize_unit(),
            Cell::Text(t) => to.serialize_str(t),
            Cell::Integer(n) => to.serialize_i64(*n),
            Cell::Real(x) => to.serialize_f64(*x),
            Cell::Boolean(b) => to.serialize_bool(*b),
            Cell::Date(d) => d.serialize(to),
        }
    }
}

fn text(value: &str) -> Cell<'_> {
    Cell::Text(Cow::Borrowed(value))
}

fn maybe(value: Option<&String>) -> Cell<'_> {
    value.map_or(Cell::Null, |v| text(v))
}

fn count(n: usize) -> Cell<'static> {
    Cell::Integer(i64::try_from(n).unwrap_or(i64::MAX))
}

/// A value as text: a word as it is, all else as JSON.
fn said(value: &impl Serialize) -> Cell<'static> {
    match serde_json::to_value(value) {
        Ok(Value::Null) | Err(_) => Cell::Null,
        Ok(value) => Cell::Text(Cow::Owned(word(&value))),
    }
}

/// A row of a table: a report, and which of its documents or findings.
#[derive(Debug, Clone, Copy)]
pub struct At<'a> {
    report: &'a Report,
    /// File name of the report without its ending.
    name: &'a str,
    item: usize,
}

impl<'a> At<'a> {
    fn document(self) -> Option<&'a DocumentRow> {
        self.report.documents.get(self.item)
    }
    fn finding(self) -> Option<&'a FindingRow> {
        self.report.findings.get(self.item)
    }
}

/// Of a document of the row; nothing where there is none.
fn doc<'a>(at: At<'a>, get: impl FnOnce(&'a DocumentRow) -> Cell<'a>) -> Cell<'a> {
    at.document().map_or(Cell::Null, get)
}

/// Of a finding of the row.
fn found<'a>(at: At<'a>, get: impl FnOnce(&'a FindingRow) -> Cell<'a>) -> Cell<'a> {
    at.finding().map_or(Cell::Null, get)
}

/// One column.
#[derive(Debug)]
pub struct Column {
    /// Its name: small letters and underscores, no word that SQL keeps.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Never empty.
    pub required: bool,
    /// What it tells, with unit and range.
    pub doc: &'static str,
    get: for<'a> fn(At<'a>) -> Cell<'a>,
}

impl Column {
    /// What every table begins with.
    const CASE_ID: Column =
        Column::new("case_id", Kind::Text, "id of the case", |at| text(&at.report.case.id)).always();
    /// The key by which rows of the tables are put together.
    const REPORT: Column = Column::new(
        "report",
        Kind::Text,
        "file name of the report without its ending: one a case folder, also where two bear one id",
        |at| text(at.name),
    )
    .always();

    const fn new(name: &'static str, kind: Kind, doc: &'static str, get: for<'a> fn(At<'a>) -> Cell<'a>) -> Self {
        Self {
            name,
            kind,
            required: false,
            doc,
            get,
        }
    }
    const fn always(mut self) -> Self {
        self.required = true;
        self
    }
}

/// One table.
#[derive(Debug)]
pub struct Table {
    /// Its name, which is also its file's.
    pub name: &'static str,
    /// What a row is.
    pub doc: &'static str,
    /// The columns, in order.
    pub columns: &'static [Column],
    rows: fn(&Report) -> usize,
}

impl Table {
    /// The rows that a report gives. `name`: its file's without the ending, by which two reports of one case id are told apart.
    pub fn rows<'a>(&'static self, report: &'a Report, name: &'a str) -> impl Iterator<Item = Vec<Cell<'a>>> {
        (0..(self.rows)(report)).map(move |item| {
            let at = At { report, name, item };
            self.columns.iter().map(|c| (c.get)(at)).collect()
        })
    }
}

/// All tables.
pub static TABLES: [&Table; 3] = [&cases::TABLE, &documents::TABLE, &findings::TABLE];

/// The table of a name.
pub fn table(name: &str) -> Option<&'static Table> {
    TABLES.iter().find(|t| t.name == name).copied()
}

/// All rows of a report, by table, as JSON. `name`: as for [`Table::rows`].
pub fn rows(report: &Report, name: &str) -> Value {
    let of = |t: &'static Table| (t.name.to_owned(), json!(t.rows(report, name).collect::<Vec<_>>()));
    Value::Object(TABLES.iter().map(|t| of(t)).collect())
}

/// The tables and their columns as JSON: `chushen schema tables`.
pub fn schema() -> Value {
    let column =
        |c: &Column| json!({"name": c.name, "type": c.kind.name(), "required": c.required, "description": c.doc});
    let tables = TABLES.iter().map(|t| {
        let columns: Vec<Value> = t.columns.iter().map(column).collect();
        json!({"name": t.name, "description": t.doc, "columns": columns})
    });
    json!({"schema": SCHEMA, "tables": tables.collect::<Vec<_>>()})
}

/// The tables as Markdown: what `docs/export.md` holds between its marks.
pub fn markdown() -> String {
    let mut out = String::new();
    for t in TABLES {
        out.push_str(&format!(
            "## `{}`\n\n{}\n\n| column | type | tells |\n| --- | --- | --- |\n",
            t.name, t.doc
        ));
        for c in t.columns {
            let always = if c.required { "" } else { ", may be empty" };
            out.push_str(&format!("| `{}` | {}{always} | {} |\n", c.name, c.kind.name(), c.doc));
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> Report {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/reports/example/other-domain.json");
        serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
    }

    #[test]
    fn names_are_plain_and_each_stands_once() {
        for t in TABLES {
            assert_eq!(t.columns[0].name, "case_id", "{}", t.name);
            for (i, c) in t.columns.iter().enumerate() {
                let plain = c
                    .name
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
                assert!(plain && !c.doc.is_empty() && !c.doc.contains('|'), "{}", c.name);
                assert!(t.columns[i + 1..].iter().all(|o| o.name != c.name), "{}", c.name);
            }
        }
    }

    #[test]
    fn every_cell_is_of_its_columns_kind() {
        let report = example();
        for t in TABLES {
            let rows: Vec<_> = t.rows(&report, "other-domain").collect();
            assert!(!rows.is_empty(), "{}", t.name);
            for row in rows {
                assert_eq!(row.len(), t.columns.len());
                for (cell, c) in row.iter().zip(t.columns) {
                    match cell.kind() {
                        Some(kind) => assert_eq!(kind, c.kind, "{}.{}", t.name, c.name),
                        None => assert!(!c.required, "{}.{}", t.name, c.name),
                    }
                }
            }
        }
    }

    #[test]
    fn the_page_of_tables_is_current() {
        let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/export.md");
        let (open, close) = ("<!-- tables -->\n", "<!-- /tables -->");
        let page = std::fs::read_to_string(&file).unwrap();
        let (before, rest) = page.split_once(open).unwrap();
        let (now, after) = rest.split_once(close).unwrap();
        let fresh = format!("\n{}", markdown());
        if std::env::var_os("CHUSHEN_UPDATE_DOCS").is_some() {
            std::fs::write(&file, format!("{before}{open}{fresh}{close}{after}")).unwrap();
        } else {
            assert_eq!(now, fresh, "run `make docs`");
        }
    }
}
