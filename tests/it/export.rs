//! Tables for analysts, and what workers on other machines are told of a queue.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use serde_json::{Value, json};

use super::{AS_OF, case, chushen, code, scan, stderr, stdout};

/// Three folders that share much: two bear one id, all have the same file, one has no declaration.
fn queue(dir: &Path) -> std::path::PathBuf {
    let queue = dir.join("queue");
    for (folder, id) in [("a", "c-1"), ("b", "c-1"), ("c", "c-2")] {
        let made = case(&queue, folder, id);
        fs::write(made.join("same.pdf"), b"%PDF-1.4\n").unwrap();
    }
    fs::create_dir_all(queue.join("none")).unwrap();
    fs::write(queue.join("none/same.pdf"), b"%PDF-1.4\n").unwrap();
    queue
}

fn export(reports: &Path, more: &[&str]) -> std::process::Output {
    chushen().arg("export").arg(reports).args(more).output().unwrap()
}

#[test]
fn three_tables_have_the_rows_of_the_reports_and_the_same_bytes_each_time() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("reports");
    assert_eq!(code(&scan(&queue(dir.path()), &out).output().unwrap()), Some(1));
    let reports: Vec<Value> = ["c-1.json", "c-1~2.json", "c-2.json", "none.json"]
        .iter()
        .map(|f| serde_json::from_slice(&fs::read(out.join(f)).unwrap()).unwrap())
        .collect();
    let forms = if cfg!(feature = "parquet") {
        &["csv", "jsonl", "parquet"][..]
    } else {
        &["csv", "jsonl"]
    };
    for form in forms {
        let output = export(&out, &["--format", form]);
        assert_eq!(code(&output), Some(0), "{}", stderr(&output));
        let elsewhere = dir.path().join(form);
        assert_eq!(
            code(&export(&out, &["--format", form, "--out", elsewhere.to_str().unwrap()])),
            Some(0)
        );
        for table in ["cases", "documents", "findings"] {
            let name = format!("{table}.{form}");
            let bytes = fs::read(out.join("tables").join(&name)).unwrap();
            assert_eq!(bytes, fs::read(elsewhere.join(&name)).unwrap(), "{name}");
        }
    }
    let lines = |table: &str| -> Vec<Value> {
        let text = fs::read_to_string(out.join(format!("tables/{table}.jsonl"))).unwrap();
        text.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
    };
    let cases = lines("cases");
    assert_eq!(cases.len(), reports.len());
    let mut names = std::collections::BTreeSet::new();
    for (row, report) in cases.iter().zip(&reports) {
        assert_eq!(row["case_id"], report["case"]["id"]);
        assert!(names.insert(row["report"].as_str().unwrap().to_owned()), "{row}");
        assert_eq!(row["verdict"], report["verdict"]);
        assert_eq!(row["rejects"], report["counts"]["reject"]);
    }
    let all = |key: &str| {
        reports
            .iter()
            .flat_map(|r| r[key].as_array().unwrap().clone())
            .collect::<Vec<_>>()
    };
    let (findings, documents) = (lines("findings"), lines("documents"));
    assert_eq!(findings.len(), all("findings").len());
    for (row, finding) in findings.iter().zip(all("findings")) {
        assert_eq!(row["code"], finding["code"]);
        assert_eq!(row["message"], finding["message"]);
        assert_eq!(row["path"], finding["document"]);
    }
    assert_eq!(documents.len(), all("documents").len());
    // The tables lie in the folder of reports and are no reports.
    assert_eq!(code(&export(&out, &["--format", "jsonl"])), Some(0));
    assert!(names.contains("c-1") && names.contains("c-1~2"), "{names:?}");
    let one = export(&out, &["--format", "jsonl", "--table", "cases", "--out", "-"]);
    assert_eq!(one.stdout, fs::read(out.join("tables/cases.jsonl")).unwrap());
}

#[test]
fn an_export_that_would_lack_something_stops() {
    let dir = tempfile::tempdir().unwrap();
    let reports = dir.path().join("r");
    assert_eq!(code(&export(&reports, &[])), Some(2));
    fs::create_dir(&reports).unwrap();
    let output = export(&reports, &[]);
    assert_eq!(code(&output), Some(2));
    assert!(stderr(&output).contains("no report"), "{}", stderr(&output));
    fs::write(reports.join("x.json"), b"{}").unwrap();
    let output = export(&reports, &[]);
    assert_eq!(code(&output), Some(2));
    assert!(stderr(&output).contains("x.json"), "{}", stderr(&output));
    assert!(!reports.join("tables/cases.csv").exists());
    for bad in [&["--table", "pages"][..], &["--out", "-"], &["--format", "xlsx"]] {
        assert_eq!(code(&export(&reports, bad)), Some(2), "{bad:?}");
    }
}

/// What a worker that was told of the queue answers, by folder: the file, its rows.
fn asked(queue: &Path, survey: &str, told: bool) -> BTreeMap<String, (String, Value)> {
    let mut child = chushen()
        .args(["worker", "--no-ocr", "--lang", "en", "--as-of", AS_OF, "--jobs", "2"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    for line in survey.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let folder = case["folder"].as_str().unwrap();
        let mut request = json!({"id": folder, "case": queue.join(folder), "form": "file"});
        if told {
            request["among"] = case["among"].clone();
            request["report"] = case["report"].clone();
        }
        writeln!(input, "{request}").unwrap();
    }
    drop(input);
    let output = child.wait_with_output().unwrap();
    let answers = stdout(&output);
    let answers = answers.lines().map(|l| serde_json::from_str::<Value>(l).unwrap());
    answers
        .map(|a| {
            assert!(a.get("report").is_none() && a.get("error").is_none(), "{a}");
            let id = a["id"].as_str().unwrap().to_owned();
            (id, (a["file"].as_str().unwrap().to_owned(), a["rows"].clone()))
        })
        .collect()
}

#[test]
fn a_worker_that_is_told_of_the_queue_writes_the_reports_of_the_scan() {
    let dir = tempfile::tempdir().unwrap();
    let (queue, out) = (queue(dir.path()), dir.path().join("reports"));
    scan(&queue, &out).output().unwrap();
    let output = chushen().arg("survey").arg(&queue).output().unwrap();
    assert_eq!(code(&output), Some(0), "{}", stderr(&output));
    let survey = stdout(&output);
    assert_eq!(survey.lines().count(), 4);
    let (told, untold) = (asked(&queue, &survey, true), asked(&queue, &survey, false));
    assert_eq!(told.len(), 4);
    let mut differ = 0;
    for line in survey.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let folder = case["folder"].as_str().unwrap();
        let file = fs::read_to_string(out.join(case["report"].as_str().unwrap())).unwrap();
        assert_eq!(told[folder].0, file, "{folder}");
        differ += usize::from(untold[folder].0 != file);
        let report: Value = serde_json::from_str(&file).unwrap();
        assert_eq!(told[folder].1["cases"][0][0], report["case"]["id"]);
        assert_eq!(
            format!("{}.json", told[folder].1["cases"][0][1].as_str().unwrap()),
            case["report"]
        );
        let rows = told[folder].1["findings"].as_array().unwrap().len();
        assert_eq!(rows, report["findings"].as_array().unwrap().len());
    }
    // Else the test would hold nothing: without being told, a worker cannot know that two folders bear one id.
    assert!(differ >= 2, "{differ}");
}

#[test]
fn a_worker_that_is_told_of_the_pictures_writes_the_reports_of_the_scan() {
    let dir = tempfile::tempdir().unwrap();
    let (queue, out) = (crate::packs::queue_of_copies(dir.path()), dir.path().join("reports"));
    scan(&queue, &out).output().unwrap();
    let survey = |more: &[&str]| {
        let output = chushen().arg("survey").arg(&queue).args(more).output().unwrap();
        assert_eq!(code(&output), Some(0), "{}", stderr(&output));
        asked(&queue, &stdout(&output), true)
    };
    let (told, untold) = (survey(&["--pictures"]), survey(&[]));
    let mut differ = Vec::new();
    for name in ["id-0", "id-1", "id-2"] {
        let file = fs::read_to_string(out.join(format!("{name}.json"))).unwrap();
        assert_eq!(told[name].0, file, "{name}");
        differ.extend((untold[name].0 != file).then_some(name));
    }
    // Without a look at the pictures nobody knows of the two.
    assert_eq!(differ, ["id-0", "id-1"]);
}

#[test]
fn the_file_of_the_configuration_is_heeded_and_told() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("c.toml");
    fs::write(&file, "lang = \"en\"\nno-ocr = true\n").unwrap();
    let made = case(dir.path(), "a", "a");
    let run = |lang: &[&str], env: Option<&str>| {
        let mut command = chushen();
        command
            .arg("check")
            .arg(&made)
            .args(["--as-of", AS_OF, "--format", "json", "--config"])
            .arg(&file)
            .args(lang);
        if let Some(env) = env {
            command.env("CHUSHEN_LANG", env);
        }
        let report: Value = serde_json::from_slice(&command.output().unwrap().stdout).unwrap();
        assert_eq!(report["tool"]["models"], "none");
        report["findings"][0]["message"].as_str().unwrap().is_ascii()
    };
    assert!(run(&[], None));
    assert!(!run(&[], Some("zh")));
    assert!(run(&["--lang", "en"], Some("zh")));
    let output = chushen()
        .arg("config")
        .arg("--config")
        .arg(&file)
        .env("CHUSHEN_JOBS", "3")
        .output()
        .unwrap();
    let text = stdout(&output);
    assert!(text.contains("c.toml") && text.contains("CHUSHEN_JOBS"), "{text}");
    fs::write(&file, "langs = \"en\"\n").unwrap();
    let output = chushen().args(["check", "x", "--config"]).arg(&file).output().unwrap();
    assert_eq!(code(&output), Some(2));
    let told = stderr(&output);
    assert!(
        told.contains("c.toml") && told.contains("'langs'") && told.contains("'lang'"),
        "{told}"
    );
}
