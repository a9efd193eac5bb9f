//! What is known of the cached documents: values of fields, and which boxes belong to which.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use serde::Deserialize;
use sha2::{Digest as _, Sha256};

/// A row of `truth.jsonl`.
#[derive(Debug, Deserialize)]
struct Row {
    #[serde(alias = "case_id")]
    case: String,
    #[serde(default)]
    fields: BTreeMap<String, serde_json::Value>,
    #[serde(default)]
    documents: Vec<Paper>,
}

/// A document of a drawn case.
#[derive(Debug, Deserialize)]
struct Paper {
    path: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    fields: BTreeMap<String, serde_json::Value>,
}

/// Values by field, of each document by its case and file's name; a real licence's file is not named.
pub type Truth = BTreeMap<(String, String), BTreeMap<String, String>>;

fn texts(fields: BTreeMap<String, serde_json::Value>) -> BTreeMap<String, String> {
    let text = |v: serde_json::Value| v.as_str().map_or_else(|| v.to_string(), str::to_owned);
    fields
        .into_iter()
        .filter(|(_, v)| !v.is_null())
        .map(|(k, v)| (k, text(v)))
        .collect()
}

/// Reads `truth.jsonl`.
pub fn read(path: &Path) -> Result<Truth, Box<dyn Error>> {
    let mut out = Truth::new();
    for line in std::fs::read_to_string(path)?.lines() {
        let row: Row = serde_json::from_str(line)?;
        if !row.fields.is_empty() {
            out.insert((row.case.clone(), String::new()), texts(row.fields));
        }
        for paper in row.documents.into_iter().filter(|p| !p.kind.is_empty()) {
            out.insert((row.case.clone(), paper.path), texts(paper.fields));
        }
    }
    Ok(out)
}

/// Boxes of a case: left, upper, right and lower edge, text, field.
pub type Boxes = BTreeMap<String, Vec<(f64, f64, f64, f64, String, String)>>;

/// Reads what `eval/reading/boxes.py` writes.
pub fn boxes(path: &Path) -> Result<Boxes, Box<dyn Error>> {
    #[derive(Deserialize)]
    struct Row {
        case: String,
        boxes: Vec<(f64, f64, f64, f64, String, String)>,
    }
    let rows = std::fs::read_to_string(path)?;
    let rows = rows.lines().map(serde_json::from_str::<Row>);
    Ok(rows.map(|r| r.map(|r| (r.case, r.boxes))).collect::<Result<_, _>>()?)
}

/// Which part of the real licences a case is of: one third is held apart, by a hash of its name.
pub fn held(case: &str) -> bool {
    Sha256::digest(case.as_bytes())[0].is_multiple_of(3)
}
