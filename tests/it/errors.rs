//! Errors as programs read them, and models found from any folder.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use super::{case, chushen, code, stderr, stdout};

/// The one object that stderr holds.
fn object(output: &Output) -> Value {
    let text = stderr(output);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!((code(output), lines.len()), (Some(2), 1), "{text}");
    assert!(stdout(output).is_empty());
    let object: Value = serde_json::from_str(lines[0]).unwrap_or_else(|e| panic!("{e}: {text}"));
    assert_eq!(object["schema"], "chushen.error/1");
    for key in ["message", "way_out"] {
        assert!(object[key].as_str().is_some_and(|t| !t.is_empty()), "{key}: {object}");
    }
    object
}

#[test]
fn every_error_is_one_object_with_its_code() {
    let dir = tempfile::tempdir().unwrap();
    let queue = dir.path().join("queue");
    let made = case(&queue, "a", "a");
    let (queue, made) = (queue.to_str().unwrap(), made.to_str().unwrap());
    let bad = dir.path().join("bad.toml");
    fs::write(&bad, "job = 1").unwrap();
    let bad = bad.to_str().unwrap();
    for (args, code, file, option) in [
        (vec![], "usage", None, None),
        (vec!["frobnicate"], "usage", None, None),
        (
            vec!["check", made, "--lang", "fr"],
            "usage",
            None,
            Some("--lang <LANG>"),
        ),
        (vec!["scan", queue], "usage", None, Some("--out <DIR>")),
        (vec!["config", "--config", bad], "config", Some(bad), None),
        (
            vec!["config", "--config", "/nonexistent.toml"],
            "config",
            Some("/nonexistent.toml"),
            None,
        ),
        (
            vec!["check", "/nonexistent"],
            "not-a-folder",
            Some("/nonexistent"),
            None,
        ),
        (vec!["check", bad], "not-a-folder", Some(bad), None),
        (vec!["check", queue], "queue-not-case", Some(queue), None),
        (
            vec!["check", made, "--models", "/nonexistent"],
            "models-missing",
            Some("/nonexistent"),
            None,
        ),
        (
            vec!["check", made, "--no-ocr", "--rules", "/nonexistent"],
            "rules",
            Some("/nonexistent"),
            None,
        ),
        (vec!["check", made, "--no-ocr", "--trust", bad], "trust", None, None),
        (
            vec![
                "check",
                made,
                "--no-ocr",
                "--output",
                "/nonexistent/r.json",
                "--format",
                "json",
            ],
            "cannot-write",
            Some("/nonexistent/r.json"),
            None,
        ),
        (vec!["explain", "no.such-code"], "unknown-code", None, None),
        (vec!["rules", "--province", "99"], "unknown-word", None, None),
        (vec!["export", queue], "no-report", None, None),
        (vec!["ledger", "stats", "/nonexistent"], "ledger", None, None),
        (
            vec!["convert", bad, "--mapping", bad, "--out", "o"],
            "mapping",
            Some(bad),
            None,
        ),
        (
            vec!["convert", "/nonexistent.csv", "--form", "wechat", "--out", "o"],
            "cannot-read",
            Some("/nonexistent.csv"),
            None,
        ),
        (
            vec!["convert", bad, "--form", "wechat", "--out", "o"],
            "form",
            None,
            None,
        ),
    ] {
        let mut command = chushen();
        command
            .args(&args)
            .args(["--error-format", "json"])
            .env("HOME", dir.path());
        let told = object(&command.output().unwrap());
        assert_eq!(told["code"], code, "{args:?}: {told}");
        assert!(file.is_none() || told["file"].as_str() == file, "{args:?}: {told}");
        assert!(
            option.is_none() || told["option"].as_str() == option,
            "{args:?}: {told}"
        );
    }
    // Without the option they are lines for people.
    let output = chushen().args(["explain", "no.such-code"]).output().unwrap();
    assert!(stderr(&output).starts_with("error: "));
    // Help is a result in either form.
    let output = chushen().args(["--help", "--error-format", "json"]).output().unwrap();
    assert!(code(&output) == Some(0) && stdout(&output).contains("Usage") && stderr(&output).is_empty());
}

/// The program at another place, by a link that costs nothing; what lies beside it is known.
fn moved(to: &Path) -> Command {
    let bin = to.join("bin");
    fs::create_dir_all(&bin).unwrap();
    let program = bin.join("chushen");
    if !program.exists() {
        fs::hard_link(env!("CARGO_BIN_EXE_chushen"), &program).unwrap();
    }
    let mut command = Command::new(&program);
    command
        .env_remove("CHUSHEN_MODELS")
        .env("HOME", to)
        .env("XDG_DATA_HOME", to.join("data"))
        .env("XDG_DATA_DIRS", to.join("shared"));
    command
}

/// No real model is needed: what is found is told by the error of one that is empty.
#[test]
fn models_are_found_from_any_folder_and_the_places_are_told() {
    let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let at = dir.path();
    let made = case(at, "a", "a");
    let elsewhere = at.join("elsewhere");
    // A folder that is only called models.
    fs::create_dir_all(elsewhere.join("models")).unwrap();
    fs::write(elsewhere.join("models/user.py"), "").unwrap();
    let check = || {
        let output = moved(at)
            .arg("check")
            .arg(&made)
            .args(["--error-format", "json"])
            .current_dir(&elsewhere)
            .output()
            .unwrap();
        object(&output)
    };
    if !Path::new("/usr/share/chushen/models").exists() {
        let told = check();
        assert_eq!(told["code"], "models-missing");
        for place in [
            at.join("bin/models"),
            at.join("share/chushen/models"),
            at.join("data/chushen/models"),
            at.join("shared/chushen/models"),
        ] {
            assert!(
                told["message"].as_str().unwrap().contains(place.to_str().unwrap()),
                "{told}"
            );
        }
        assert!(told["message"].as_str().unwrap().contains("--no-ocr"));
    }
    // From the last place to the first: each is found before the one that was there already.
    for place in [
        "shared/chushen/models",
        "data/chushen/models",
        "share/chushen/models",
        "bin/models",
        "elsewhere/models",
    ] {
        fs::create_dir_all(at.join(place)).unwrap();
        fs::write(at.join(place).join("PP-OCRv6_det_small.onnx"), "").unwrap();
        let told = check();
        let expected = if place.starts_with("elsewhere") {
            "'models/".to_owned()
        } else {
            at.join(place).to_str().unwrap().to_owned()
        };
        assert!(
            told["code"] != "models-missing" && told["message"].as_str().unwrap().contains(&expected),
            "{place}: {told}"
        );
    }
}
