//! The program from outside: one binary, one module a theme. Nothing here needs the network; only
//! `samples` needs the models.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot read what it made must fail; the configuration covers test functions only"
)]

#[cfg(feature = "serve")]
mod api;
mod bad_input;
mod cli;
mod clients;
mod codes;
mod convert;
mod crashes;
#[cfg(feature = "serve")]
mod desk;
mod determinism;
mod docs_commands;
mod errors;
mod export;
mod floors;
mod isolation;
mod lang;
mod names;
mod numbers;
mod packs;
mod purge;
mod resume;
mod retry;
mod samples;
mod schema;
mod signatures;
mod size;
mod worker;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The day all tests judge by.
const AS_OF: &str = "2026-06-01";

/// The program, in English, judging by a fixed day without reading pictures.
fn chushen() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chushen"));
    command.env_remove("NO_COLOR").env_remove("CHUSHEN_MODELS");
    command.env_remove("CHUSHEN_LANG").env("LC_ALL", "C");
    command
}

fn check(case: &Path) -> Command {
    let mut command = chushen();
    command
        .arg("check")
        .arg(case)
        .args(["--no-ocr", "--lang", "en", "--as-of", AS_OF]);
    command
}

fn scan(queue: &Path, out: &Path) -> Command {
    let mut command = chushen();
    command.arg("scan").arg(queue).arg("--out").arg(out);
    command.args(["--no-ocr", "--lang", "en", "--as-of", AS_OF]);
    command
}

fn code(output: &Output) -> Option<i32> {
    output.status.code()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("stdout is UTF-8")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("stderr is UTF-8")
}

/// The report of one case as JSON.
fn report(case: &Path) -> serde_json::Value {
    let output = check(case).args(["--format", "json"]).output().unwrap();
    assert!(
        matches!(code(&output), Some(0 | 1)),
        "{:?}: {}",
        code(&output),
        stderr(&output)
    );
    serde_json::from_slice(&output.stdout).expect("the report is JSON")
}

fn codes(report: &serde_json::Value) -> Vec<&str> {
    report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["code"].as_str().unwrap())
        .collect()
}

fn read_json(path: &Path) -> serde_json::Value {
    serde_json::from_slice(&std::fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))).unwrap()
}

/// What a run leaves, by file name; not its log, which holds times, nor its pictures, which lie in the order they came.
fn written(out: &Path) -> BTreeMap<String, Vec<u8>> {
    std::fs::read_dir(out)
        .unwrap()
        .map(|e| e.unwrap())
        .filter(|e| e.file_name() != "run.jsonl" && e.file_name() != "run.pictures")
        .map(|e| (e.file_name().into_string().unwrap(), std::fs::read(e.path()).unwrap()))
        .collect()
}

/// A declaration that breaks no schema. The number is the example of GB 11643-1999, annex A.
fn declaration(id: &str) -> String {
    serde_json::json!({
        "case_id": id,
        "province": "51",
        "subject": {
            "kind": "individual",
            "name": "王测试",
            "certificate": { "kind": "citizen-id", "number": "11010519491231002X" },
            "responsible_person": { "name": "王测试", "phone": "13800138000" }
        }
    })
    .to_string()
}

/// A case folder with a declaration and a coloured picture.
fn case(queue: &Path, folder: &str, id: &str) -> PathBuf {
    let dir = queue.join(folder);
    std::fs::create_dir_all(&dir).unwrap();
    std::fs::write(dir.join("case.json"), declaration(id)).unwrap();
    picture(&dir.join("id.png"));
    dir
}

fn picture(path: &Path) {
    let paint = |x: u32, y: u32| image::Rgb([(x % 251) as u8, (y % 241) as u8, ((x * y) % 239) as u8]);
    image::RgbImage::from_fn(320, 200, paint).save(path).unwrap();
}
