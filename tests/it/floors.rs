//! Imports go down only. The list of floors in `src/lib.rs` is the only input.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Module to floor, from the list in the crate's documentation.
fn floors(lib: &str) -> BTreeMap<String, u32> {
    lib.lines()
        .filter_map(|line| line.strip_prefix("//! floor "))
        .flat_map(|line| {
            let mut words = line.split_whitespace();
            let floor = words.next().unwrap().parse::<u32>().unwrap();
            words.map(move |module| (module.to_owned(), floor)).collect::<Vec<_>>()
        })
        .collect()
}

/// Every source file below a folder.
pub(super) fn sources(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

/// Modules named after `crate::` in one line, also in groups: `use crate::{a, b::c}`.
fn named(line: &str) -> Vec<String> {
    let code = line.split("//").next().unwrap_or_default();
    let word = |text: &str| {
        text.trim()
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect::<String>()
    };
    code.split("crate::")
        .skip(1)
        .flat_map(|rest| match rest.strip_prefix('{') {
            Some(group) => group.split(',').map(word).collect(),
            None => vec![word(rest)],
        })
        .filter(|module| !module.is_empty())
        .collect()
}

/// The floor of a file: that of the first part of its path below `src`.
fn module_of(path: &Path) -> String {
    let first = path
        .components()
        .next()
        .unwrap()
        .as_os_str()
        .to_string_lossy()
        .into_owned();
    first.trim_end_matches(".rs").to_owned()
}

fn upward(file: &Path, text: &str, floors: &BTreeMap<String, u32>) -> Vec<String> {
    let own = module_of(file);
    let Some(here) = floors.get(&own) else {
        return vec![format!("{}: '{own}' stands on no floor", file.display())];
    };
    let mut wrong = Vec::new();
    for (n, line) in text.lines().enumerate() {
        for module in named(line) {
            let place = format!("{}:{}", file.display(), n + 1);
            match floors.get(&module) {
                Some(_) if module == own => {}
                // The words of floor 0 may use each other.
                Some(0) if *here == 0 => {}
                Some(there) if there < here => {}
                Some(there) => wrong.push(format!(
                    "{place}: floor {here} ({own}) imports floor {there} ({module})"
                )),
                None => {}
            }
        }
    }
    wrong
}

#[test]
fn imports_go_down_only() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let floors = floors(&fs::read_to_string(src.join("lib.rs")).unwrap());
    assert!(floors.len() >= 19, "{floors:?}");
    let mut files = Vec::new();
    sources(&src, &mut files);
    files.sort();
    assert!(files.len() > 40);
    let mut wrong = Vec::new();
    for path in files {
        let below = path.strip_prefix(&src).unwrap();
        if below != Path::new("lib.rs") && below != Path::new("main.rs") {
            wrong.extend(upward(below, &fs::read_to_string(&path).unwrap(), &floors));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn an_import_that_points_up_is_told_with_its_line() {
    let floors = floors("//! floor 0   date\n//! floor 3   decode\n//! floor 9   report\n");
    let text = "use crate::date::Date;\nuse crate::{date, report::Lang};\n// crate::report\n";
    assert_eq!(
        upward(Path::new("decode/mod.rs"), text, &floors),
        ["decode/mod.rs:2: floor 3 (decode) imports floor 9 (report)"]
    );
    assert_eq!(upward(Path::new("stray.rs"), "", &floors).len(), 1);
}
