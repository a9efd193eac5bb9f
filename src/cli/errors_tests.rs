//! The table of codes against the sources, and the forms of an error.

use std::collections::BTreeSet;
use std::path::Path;

use super::*;
use crate::cli::sources;

/// Errors that reach no command as they are, and where they end.
const ELSEWHERE: &[(&str, &str)] = &[
    ("NotADate", "an option's value: clap tells it"),
    ("GraphError", "within ModelError"),
    ("HouseError", "within ServeError"),
    ("StoreError", "within ServeError"),
    ("WorkError", "an answer of the desk"),
    ("ReportError", "an answer of the desk"),
    ("ListError", "an answer of the desk"),
    ("PictureError", "an answer of the desk"),
];

/// Name and text of each source below a folder.
fn all(below: &str) -> Vec<(String, String)> {
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    let files = sources::below(below).into_iter();
    files.map(|(path, text)| (name(&path), text)).collect()
}

#[test]
fn every_code_is_used_and_said_once() {
    let text: String = all("src/cli")
        .into_iter()
        .filter(|(n, _)| n != "errors_tests.rs")
        .map(|(_, t)| t)
        .collect();
    let mut names = BTreeSet::new();
    for code in Code::ALL {
        assert!(
            text.contains(&format!("Code::{}", code.variant())),
            "{} is used nowhere",
            code.name()
        );
        assert!(names.insert(code.name()), "{} twice", code.name());
        assert!(code.name().bytes().all(|b| b.is_ascii_lowercase() || b == b'-'));
        assert!(crate::hanzi::is_han(code.says()[0].chars().next().unwrap()));
        assert!(!code.way_out().is_empty());
    }
}

#[test]
fn every_failure_of_a_command_has_a_code_of_its_own() {
    for (name, text) in all("src/cli") {
        // `errors.rs` defines it.
        let free = text.matches("Failure::new(").count();
        assert!(
            free == 0 || name.starts_with("errors"),
            "{name}: give the failure a code"
        );
    }
}

#[test]
fn every_type_of_error_has_its_code_or_ends_elsewhere() {
    let here = include_str!("errors.rs");
    let mut met = 0;
    for (file, text) in all("src") {
        for after in text.split("thiserror::Error)]").skip(1) {
            let after = after.split(['{', ';', '(']).next().unwrap_or_default();
            let Some(name) = after
                .split_whitespace()
                .skip_while(|w| *w != "enum" && *w != "struct")
                .nth(1)
            else {
                continue;
            };
            let ends = ELSEWHERE.iter().any(|(n, _)| *n == name);
            assert!(here.contains(name) != ends, "{file}: {name}");
            met += 1;
        }
    }
    assert!(met > 15, "{met}");
}

#[test]
fn an_error_is_lines_for_people_or_one_object_for_programs() {
    let mut failure = Failure::coded(Code::CannotWrite, "cannot write\n'a'").at(Path::new("a"));
    failure.causes.push("no room for 13800138000".to_owned());
    assert_eq!(failure.told(false).lines().count(), 2);
    failure.way_out = Some("make room".to_owned());
    assert!(failure.told(false).ends_with("help: make room\n"));
    let line = failure.told(true);
    assert_eq!(line.lines().count(), 1);
    let object: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!(
        (
            object["code"].as_str(),
            object["file"].as_str(),
            object["way_out"].as_str()
        ),
        (Some("cannot-write"), Some("a"), Some("make room"))
    );
    assert!(!line.contains("13800138000"));
    failure.way_out = None;
    let object: serde_json::Value = serde_json::from_str(&failure.told(true)).unwrap();
    assert_eq!(object["way_out"], Code::CannotWrite.way_out());
}

#[test]
fn the_page_of_errors_is_current() {
    let mut table = String::from("| 代码 code | 含义 | means | way out |\n| --- | --- | --- | --- |\n");
    for code in Code::ALL {
        let [zh, en] = code.says();
        table.push_str(&format!("| `{}` | {zh} | {en} | {} |\n", code.name(), code.way_out()));
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/errors.md");
    let page = std::fs::read_to_string(&file).unwrap();
    let (before, rest) = page.split_once("<!-- codes -->\n").unwrap();
    let (now, after) = rest.split_once("<!-- /codes -->").unwrap();
    if std::env::var_os("CHUSHEN_UPDATE_DOCS").is_some() {
        std::fs::write(&file, format!("{before}<!-- codes -->\n{table}<!-- /codes -->{after}")).unwrap();
    } else {
        assert_eq!(now, table, "run `make docs`");
    }
}
