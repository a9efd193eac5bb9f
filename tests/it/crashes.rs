//! Files that broke something, or are made to: each ends in the finding it should, in a reader that lives on.

use std::fs;
use std::path::Path;

use super::{codes, report};

#[test]
fn what_broke_something_ends_in_its_finding() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut folders: Vec<_> = fs::read_dir(root).unwrap().map(|e| e.unwrap().path()).collect();
    folders.sort();
    let mut wrong = Vec::new();
    for folder in &folders {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        assert!(name.starts_with("x-"), "{name}");
        assert!(
            fs::read_to_string(folder.join("why.md")).unwrap().len() > 20,
            "{name}: say why"
        );
        let expected = fs::read_to_string(folder.join("expected.txt")).unwrap();
        let report = report(&folder.join("case"));
        let found = codes(&report);
        // A reader that fell says how; one that met what it cannot read yet names that.
        let fell = report["findings"]
            .as_array()
            .unwrap()
            .iter()
            .any(|f| f["code"] == "file.reader-failed" && f["actual"].to_string().contains("the reader failed"));
        if fell || !expected.lines().all(|c| found.contains(&c)) {
            wrong.push(format!("{name}: {found:?} fell: {fell}"));
        }
    }
    assert!(folders.len() >= 12 && wrong.is_empty(), "{wrong:#?}");
}
