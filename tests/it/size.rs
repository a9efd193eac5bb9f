//! What one reads in one go: no source file over 600 lines, no function over 80 lines that is no table.

use std::fs;
use std::path::Path;

use super::floors::sources;

const FILE: usize = 600;
const FUNCTION: usize = 80;

/// Functions that may be longer, and why.
const LONG_FUNCTIONS: &[(&str, &str, &str)] = &[
    ("src/judge/pack/defects.rs", "others", "a table: a case for each check"),
    ("src/judge/pack/rejections.rs", "row", "a table: a case for each reason"),
    (
        "src/judge/pack/silence.rs",
        "document_inputs",
        "a table: a case for each input",
    ),
    (
        "src/judge/pack/walk/shapes.rs",
        "shape",
        "a table: two cases for each check",
    ),
    ("src/read/ocr/net/plan.rs", "layer", "to be split"),
    ("src/read/ocr/net/rounded.rs", "tiles", "to be split"),
    ("src/report/schema.rs", "case", "a table: the declaration's schema"),
];

/// Name and length of each function but tests, as `rustfmt` lays them out: from `fn` to the brace in the same column.
fn functions(text: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut out = Vec::new();
    for (n, line) in lines.iter().enumerate() {
        let code = line.trim_start();
        let Some((before, after)) = code.split_once("fn ") else {
            continue;
        };
        let heads = [
            "pub",
            "pub(crate)",
            "pub(super)",
            "const",
            "async",
            "unsafe",
            "extern",
            "\"C\"",
            "pub(in",
        ];
        let is_head = |w: &str| heads.contains(&w) || w.starts_with("crate::");
        let mut attributes = lines[..n].iter().rev().take_while(|l| l.trim_start().starts_with("#["));
        if !before.split_whitespace().all(is_head) || attributes.any(|l| l.trim() == "#[test]") {
            continue;
        }
        let name: String = after.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        let indent = line.len() - code.len();
        let close = format!("{}}}", &line[..indent]);
        let is_end =
            |l: &&str| **l == close || l.ends_with(';') && l.get(indent..).is_some_and(|rest| rest.starts_with(')'));
        let end = if code.ends_with('}') || code.ends_with(';') {
            0
        } else {
            lines[n..].iter().position(is_end).unwrap_or(0)
        };
        out.push((name, end + 1));
    }
    out
}

#[test]
fn no_file_and_no_function_is_too_long_to_be_read_in_one_go() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    sources(&root.join("src"), &mut files);
    sources(&root.join("tests"), &mut files);
    files.sort();
    let (mut long, mut met) = (Vec::new(), Vec::new());
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        let file = path.strip_prefix(root).unwrap().to_str().unwrap();
        let lines = text.lines().count();
        if lines > FILE {
            long.push(format!("{file}: {lines} lines, at most {FILE}"));
        }
        for (name, lines) in functions(&text)
            .into_iter()
            .filter(|(_, n)| file.starts_with("src/") && *n > FUNCTION)
        {
            met.push(format!("{file} {name}"));
            if !LONG_FUNCTIONS.iter().any(|(f, n, _)| *f == file && *n == name) {
                long.push(format!("{file}: {name} has {lines} lines, at most {FUNCTION}"));
            }
        }
    }
    for entry in LONG_FUNCTIONS.iter().map(|(file, name, _)| format!("{file} {name}")) {
        if !met.contains(&entry) {
            long.push(format!("{entry} is short enough now: take it off the list"));
        }
    }
    assert!(long.is_empty(), "\n{}", long.join("\n"));
}

#[test]
fn a_function_is_measured_from_its_name_to_its_brace() {
    let text = "fn one() {}\n\npub(super) fn three() {\n    1;\n}\n\nimpl A {\n    const fn four(\n    ) -> u8 {\n        4\n    }\n}\n";
    let told: Vec<(String, usize)> = functions(text);
    assert_eq!(
        told,
        [("one".to_owned(), 1), ("three".to_owned(), 3), ("four".to_owned(), 4)]
    );
}
