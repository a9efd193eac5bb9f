//! Tables and forms of platforms into case folders. In: a table (CSV, XLSX) and a mapping (which heading becomes which key of
//! `case.json`), or the form of a platform (JSON), and the folder of the files they name. Out: one folder a case, each whole or not there,
//! and what is wrong by sheet, row and column. Every declaration is held against the contract by the parser of the intake. Design:
//! `docs/design/convert.md`.

pub mod cases;
pub mod files;
pub mod form;
pub mod mapping;
pub mod problem;
pub mod table;
pub mod values;
pub mod write;

use std::collections::BTreeMap;

use serde_json::Value;

pub use mapping::Mapping;
pub use problem::{Fault, Place, Problem};

/// A case on its way to a folder.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Its id.
    pub id: String,
    /// `case.json` so far.
    pub declaration: Value,
    /// Where each value comes from, by JSON pointer.
    pub sources: BTreeMap<String, Place>,
    /// Where the case begins: what is wrong with no single value is told there.
    pub place: Place,
    /// Files it names.
    pub files: Vec<Wish>,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
}

/// A file that a case names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// As written.
    pub written: String,
    /// What it is said to be; `None`: it is only copied.
    pub kind: Option<String>,
    /// Where it is named.
    pub place: Place,
    /// It is the id of a file and not its path: a file of this name, with any ending.
    pub by_id: bool,
}

/// What came of a conversion.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outcome {
    /// Cases written, or that would be.
    pub written: usize,
    /// Cases whose folder was there with the same content.
    pub known: usize,
    /// Cases that were not written for what is wrong with them.
    pub faulty: usize,
    /// What is wrong, in the order of rows.
    pub problems: Vec<Problem>,
    /// Headings that the mapping does not name, with their columns.
    pub unused: Vec<(usize, String)>,
}
