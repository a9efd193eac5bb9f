//! Commands, streams, exit codes.

use std::process::Stdio;

use super::{AS_OF, case, check, chushen, code, read_json, scan, stderr, stdout};

#[test]
fn help_fits_a_screen_and_ends_with_examples() {
    for args in [vec!["--help"], vec!["check", "--help"], vec!["scan", "--help"]] {
        let output = chushen().args(&args).output().unwrap();
        assert_eq!(code(&output), Some(0));
        let text = stdout(&output);
        assert!(
            text.lines().count() <= 45,
            "{args:?} has {} lines",
            text.lines().count()
        );
        assert!(stderr(&output).is_empty());
    }
    let text = stdout(&chushen().arg("--help").output().unwrap());
    let last = text.trim_end().lines().next_back().unwrap().trim();
    assert!(last.starts_with("chushen scan "), "{last}");
}

#[test]
fn version_names_program_rules_and_models() {
    let output = chushen().arg("--version").output().unwrap();
    assert_eq!(code(&output), Some(0));
    let text = stdout(&output);
    assert!(text.contains(env!("CARGO_PKG_VERSION")), "{text}");
    assert!(text.contains("rules"), "{text}");
    assert!(text.contains("models"), "{text}");
}

#[test]
fn bad_arguments_are_exit_2_and_say_so_on_stderr() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().to_str().unwrap();
    for args in [
        vec![],
        vec!["frobnicate"],
        vec!["check"],
        vec!["scan", folder],
        vec!["check", folder, "--as-of", "2026-02-30", "--no-ocr"],
        vec!["check", folder, "--lang", "fr"],
        vec!["scan", folder, "--out", folder, "--jobs", "0"],
        vec!["check", "/nonexistent/case", "--no-ocr"],
        vec!["scan", "/nonexistent/queue", "--out", folder, "--no-ocr"],
        vec!["check", folder, "--no-ocr", "--rules", "/nonexistent/rules"],
        vec!["check", folder, "--models", "/nonexistent/models"],
        vec!["explain", "no.such-code"],
        vec!["rules", "--province", "99"],
        vec!["worker", "--models", "/nonexistent/models"],
        vec!["serve", "reports", "--cases", "queue"],
    ] {
        let output = chushen().args(&args).output().unwrap();
        assert_eq!(code(&output), Some(2), "{args:?}");
        assert!(!stderr(&output).is_empty(), "{args:?}");
        assert!(stdout(&output).is_empty(), "{args:?}: {}", stdout(&output));
    }
}

#[test]
fn missing_models_say_the_way_out() {
    let dir = tempfile::tempdir().unwrap();
    let made = case(dir.path(), "a", "a");
    let output = chushen()
        .arg("check")
        .arg(&made)
        .args(["--models", "/nonexistent/models"])
        .output()
        .unwrap();
    assert_eq!(code(&output), Some(2));
    let text = stderr(&output);
    assert!(text.starts_with("error: ") && text.contains("--no-ocr"), "{text}");
}

#[test]
fn findings_are_exit_1_unless_told_otherwise() {
    let dir = tempfile::tempdir().unwrap();
    let made = case(dir.path(), "a", "a");
    assert_eq!(code(&check(&made).output().unwrap()), Some(1));
    assert_eq!(code(&check(&made).arg("--exit-zero").output().unwrap()), Some(0));
}

#[test]
fn a_broken_pipe_is_success() {
    for args in [&["schema", "report"][..], &["rules"], &["--help"]] {
        let mut child = chushen()
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(code(&output), Some(0), "{args:?}: {}", stderr(&output));
        assert!(!stderr(&output).contains("panicked"));
    }
}

#[test]
fn colour_only_where_asked() {
    let dir = tempfile::tempdir().unwrap();
    let made = case(dir.path(), "a", "a");
    let plain = stdout(&check(&made).output().unwrap());
    assert!(!plain.contains('\u{1b}'), "a pipe is no terminal");
    let painted = stdout(&check(&made).args(["--color", "always"]).output().unwrap());
    assert!(painted.contains("\u{1b}["));
    let never = stdout(
        &check(&made)
            .args(["--color", "never"])
            .env("NO_COLOR", "")
            .output()
            .unwrap(),
    );
    assert_eq!(never, plain);
    assert_eq!(stdout(&check(&made).env("NO_COLOR", "1").output().unwrap()), plain);
}

#[cfg(unix)]
#[test]
fn names_cannot_steer_the_terminal() {
    let dir = tempfile::tempdir().unwrap();
    let made = case(dir.path(), "a", "a");
    for name in ["a\nb.png", "a\u{1b}[31mred.png", "gpj\u{202e}.exe"] {
        std::fs::write(made.join(name), b"x").unwrap();
    }
    let output = check(&made).args(["--color", "never"]).output().unwrap();
    let text = stdout(&output);
    assert!(text.contains("\\u{1b}"), "{text}");
    assert!(
        !text.contains('\u{1b}') && !text.contains('\u{202e}') && !text.contains("a\nb"),
        "{text}"
    );
}

#[test]
fn personal_numbers_are_masked_unless_asked() {
    let dir = tempfile::tempdir().unwrap();
    let made = case(dir.path(), "a", "a");
    // A wrong check digit, which a finding quotes.
    let wrong = super::declaration("a").replace("11010519491231002X", "110105194912310021");
    std::fs::write(made.join("case.json"), wrong).unwrap();
    for format in ["human", "json"] {
        let masked = stdout(&check(&made).args(["--format", format]).output().unwrap());
        assert!(
            !masked.contains("110105194912310021") && !masked.contains("13800138000"),
            "{masked}"
        );
        assert!(
            masked.contains("110***********0021"),
            "the finding quotes the number masked: {masked}"
        );
        let whole = stdout(&check(&made).args(["--format", format, "--unmask"]).output().unwrap());
        assert!(whole.contains("110105194912310021"), "{whole}");
    }
}

#[test]
fn a_result_can_go_to_a_file() {
    let dir = tempfile::tempdir().unwrap();
    let made = case(dir.path(), "a", "a");
    let file = dir.path().join("report.json");
    let output = check(&made)
        .args(["--format", "json", "-o"])
        .arg(&file)
        .output()
        .unwrap();
    assert!(stdout(&output).is_empty());
    assert_eq!(read_json(&file)["case"]["id"], "a");
    let output = check(&made).arg("-o").arg(dir.path().join("none/x")).output().unwrap();
    assert_eq!(code(&output), Some(2));
    assert!(stderr(&output).contains("none/x"));
}

#[test]
fn a_queue_gives_reports_an_index_and_a_log() {
    let dir = tempfile::tempdir().unwrap();
    let queue = dir.path().join("queue");
    case(&queue, "one", "id-1");
    case(&queue, "two", "a/b");
    let out = dir.path().join("new/reports");
    let output = scan(&queue, &out).output().unwrap();
    assert_eq!(code(&output), Some(1), "{}", stderr(&output));
    assert!(stdout(&output).is_empty(), "{}", stdout(&output));
    assert!(stderr(&output).contains("2 cases"), "{}", stderr(&output));
    let mut files: Vec<String> = std::fs::read_dir(&out)
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    assert_eq!(
        files,
        ["a%2Fb.json", "id-1.json", "index.json", "run.jsonl", "run.pictures"]
    );
    let index = read_json(&out.join("index.json"));
    let ids: Vec<_> = index["cases"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["id-1", "a/b"], "in the order of the folders");
    let log = std::fs::read_to_string(out.join("run.jsonl")).unwrap();
    let lines: Vec<serde_json::Value> = log.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(lines.iter().filter(|l| l["case"].is_string()).count(), 2);
    assert!(!log.contains("王测试") && !log.contains("13800138000"));
    assert!(stderr(&scan(&queue, &out).arg("-q").output().unwrap()).is_empty());
}

#[test]
fn reports_of_an_earlier_run_are_no_case() {
    let dir = tempfile::tempdir().unwrap();
    case(dir.path(), "one", "id-1");
    let out = dir.path().join("reports");
    for _ in 0..2 {
        let output = scan(dir.path(), &out).output().unwrap();
        assert_eq!(code(&output), Some(1), "{}", stderr(&output));
        assert_eq!(read_json(&out.join("index.json"))["cases"].as_array().unwrap().len(), 1);
    }
}

#[test]
fn one_id_in_two_folders_is_found_in_both() {
    let dir = tempfile::tempdir().unwrap();
    let queue = dir.path().join("queue");
    case(&queue, "one", "same");
    case(&queue, "two", "same");
    let out = dir.path().join("out");
    scan(&queue, &out).output().unwrap();
    for (file, other) in [("same.json", "two"), ("same~2.json", "one")] {
        let report = read_json(&out.join(file));
        let finding = report["findings"]
            .as_array()
            .unwrap()
            .iter()
            .find(|f| f["code"] == "case.duplicate-id")
            .unwrap_or_else(|| panic!("{file} has no case.duplicate-id"));
        assert!(finding["actual"].to_string().contains(other), "{finding}");
    }
}

#[test]
fn a_report_folder_that_cannot_be_written_is_exit_2() {
    let dir = tempfile::tempdir().unwrap();
    let queue = dir.path().join("queue");
    case(&queue, "one", "id-1");
    let file = dir.path().join("taken");
    std::fs::write(&file, b"a file").unwrap();
    let output = scan(&queue, &file).output().unwrap();
    assert_eq!(code(&output), Some(2));
    assert!(
        stderr(&output).contains("taken") && stderr(&output).contains("cause: "),
        "{}",
        stderr(&output)
    );
    // One report that cannot be written costs that report; the other is there.
    case(&queue, "two", "id-2");
    let out = dir.path().join("out");
    std::fs::create_dir_all(out.join("id-1.json")).unwrap();
    let output = scan(&queue, &out).output().unwrap();
    assert_eq!(code(&output), Some(2));
    assert!(stderr(&output).contains("id-1.json"), "{}", stderr(&output));
    assert_eq!(read_json(&out.join("id-2.json"))["case"]["id"], "id-2");
}

#[cfg(unix)]
#[test]
fn reports_are_as_readable_as_other_files() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let made = case(&dir.path().join("queue"), "one", "id-1");
    let out = dir.path().join("out");
    scan(&dir.path().join("queue"), &out).output().unwrap();
    let mode = |p: &std::path::Path| std::fs::metadata(p).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&out.join("id-1.json")), mode(&made.join("case.json")));
}

#[test]
fn an_empty_queue_passes_and_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let queue = dir.path().join("queue");
    std::fs::create_dir(&queue).unwrap();
    let out = dir.path().join("out");
    let output = scan(&queue, &out).output().unwrap();
    assert_eq!(code(&output), Some(0));
    assert!(stderr(&output).contains("0 cases"), "{}", stderr(&output));
    assert_eq!(read_json(&out.join("index.json"))["cases"].as_array().unwrap().len(), 0);
}

#[cfg(unix)]
#[test]
fn an_interrupt_leaves_whole_reports_and_exit_130() {
    let dir = tempfile::tempdir().unwrap();
    let queue = dir.path().join("queue");
    for n in 0..400 {
        case(&queue, &format!("{n:03}"), &format!("id-{n:03}"));
    }
    let out = dir.path().join("out");
    let mut child = scan(&queue, &out)
        .args(["--jobs", "1"])
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // The first report shows that the run has begun and heeds signals.
    while !out.join("id-000.json").exists() && child.try_wait().unwrap().is_none() {
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    let status = child.wait().unwrap();
    assert_eq!(status.code(), Some(130));
    let index = read_json(&out.join("index.json"));
    let done = index["cases"].as_array().unwrap();
    assert!(!done.is_empty() && done.len() < 400, "{}", done.len());
    for entry in std::fs::read_dir(&out).unwrap() {
        let path = entry.unwrap().path();
        assert!(
            !path.file_name().unwrap().to_string_lossy().starts_with('.'),
            "{}",
            path.display()
        );
        if path.extension().is_some_and(|e| e == "json") {
            read_json(&path);
        }
    }
}

#[test]
fn every_code_can_be_explained() {
    let table = include_str!("../../src/contract/codes.tsv");
    let code_of = |line: &'static str| line.split('\t').next().unwrap();
    for name in table.lines().skip(1).map(code_of).step_by(9) {
        let output = chushen().args(["explain", name]).output().unwrap();
        assert_eq!(code(&output), Some(0), "{name}");
        assert!(stdout(&output).contains(name));
    }
}

#[test]
fn a_report_holds_the_rows_of_checks_that_are_asked_for_and_findings_have_ids() {
    let dir = tempfile::tempdir().unwrap();
    let folder = case(dir.path(), "one", "one");
    let report = |rows: &str| -> serde_json::Value {
        let output = check(&folder)
            .args(["--format", "json", "--checks", rows])
            .output()
            .unwrap();
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let [full, open, none] = ["full", "open", "none"].map(report);
    let outcomes = |r: &serde_json::Value| -> std::collections::BTreeSet<String> {
        let rows = r["checks"].as_array().unwrap().iter();
        rows.map(|c| c["outcome"].as_str().unwrap().to_owned()).collect()
    };
    assert!(outcomes(&full).contains("passed"));
    assert_eq!(outcomes(&open), ["failed".to_owned(), "not-checked".to_owned()].into());
    assert_eq!(none["checks"], serde_json::json!([]));
    let left = |r: &serde_json::Value, what: &str| {
        let rows = r["checks"].as_array().unwrap().iter();
        rows.filter(|c| c["outcome"] == what).count()
    };
    assert_eq!(left(&full, "not-checked"), left(&open, "not-checked"));
    for r in [&open, &none] {
        assert_eq!((&r["verdict"], &r["findings"]), (&full["verdict"], &full["findings"]));
    }
    // In the other language the same findings have the same ids.
    let mut zh = chushen();
    zh.arg("check")
        .arg(&folder)
        .args(["--no-ocr", "--lang", "zh", "--as-of", AS_OF, "--format", "json"]);
    let zh: serde_json::Value = serde_json::from_slice(&zh.output().unwrap().stdout).unwrap();
    let ids = |r: &serde_json::Value| -> Vec<serde_json::Value> {
        let rows = r["findings"].as_array().unwrap().iter();
        rows.map(|f| f["id"].clone()).collect()
    };
    assert_eq!(ids(&zh), ids(&full));
    assert!(!ids(&full).is_empty() && ids(&full).iter().all(serde_json::Value::is_string));
}
