//! What is purged is gone from every place that the program keeps it in, and the rest stays.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};

use super::{case, chushen, code, scan, stderr, stdout};

/// Files below a folder that hold a word.
fn holding(dir: &Path, word: &str) -> BTreeSet<String> {
    let files = std::fs::read_dir(dir).unwrap().flatten().filter(|e| e.path().is_file());
    let holds = |e: &std::fs::DirEntry| {
        std::fs::read(e.path())
            .unwrap()
            .windows(word.len())
            .any(|w| w == word.as_bytes())
    };
    files
        .filter(holds)
        .map(|e| e.file_name().into_string().unwrap())
        .collect()
}

fn purge(reports: &Path, more: &[&str]) -> String {
    let output = chushen().arg("purge").arg(reports).args(more).output().unwrap();
    assert_eq!(code(&output), Some(0), "{}", stderr(&output));
    stdout(&output)
}

fn decide(reports: &Path, id: &str) {
    use chushen::decisions::{Act, Ledger, Proposal};
    let reason = format!("{id} 的负责人不接电话");
    Ledger::open(reports)
        .unwrap()
        .append(Proposal {
            base: 0,
            once: None,
            at: "2026-06-02T08:00:00Z".into(),
            reviewer: "甲".into(),
            case: id.into(),
            report: id.into(),
            digest: "0".repeat(64),
            act: Act::Hold { reason },
        })
        .unwrap();
}

fn verified(reports: &Path, expect: &str) -> String {
    let output = chushen()
        .args(["decisions", "verify"])
        .arg(reports)
        .args(["--expect", expect])
        .output()
        .unwrap();
    assert_eq!(code(&output), Some(0), "{}", stdout(&output));
    stdout(&output)
}

#[test]
fn a_case_is_taken_out_of_every_place_and_the_others_stay() {
    let dir = tempfile::tempdir().unwrap();
    let (queue, reports, ledger) = (
        dir.path().join("queue"),
        dir.path().join("reports"),
        dir.path().join("ledger.redb"),
    );
    for id in ["case-stays", "case-goes"] {
        case(&queue, id, id);
    }
    let output = scan(&queue, &reports)
        .arg("--ledger")
        .arg(&ledger)
        .arg("--exit-zero")
        .output()
        .unwrap();
    assert_eq!(code(&output), Some(0), "{}", stderr(&output));
    decide(&reports, "case-goes");
    decide(&reports, "case-stays");
    let head = chushen::decisions::Ledger::open(&reports).unwrap().head().to_string();
    assert!(
        holding(&reports, "case-goes").len() >= 4,
        "{:?}",
        holding(&reports, "case-goes")
    );
    let ledger_name = ledger.to_str().unwrap();
    let dry = purge(&reports, &["--case", "case-goes", "--ledger", ledger_name, "--dry-run"]);
    assert!(dry.contains("reports 1") && dry.contains("decisions 1"), "{dry}");
    assert!(
        holding(&reports, "case-goes").contains("case-goes.json"),
        "nothing goes in a dry run"
    );
    let said = purge(&reports, &["--case", "case-goes", "--ledger", ledger_name]);
    for line in [
        "reports: 1",
        "decisions: 1",
        "rows of the index: 1",
        "likenesses of the run: true",
        "in the ledger, cases: 1",
    ] {
        assert!(said.contains(line), "{line}: {said}");
    }
    // Both cases hand in one file: the report of the other names it, and says so.
    assert_eq!(
        holding(&reports, "case-goes"),
        BTreeSet::from(["case-stays.json".to_owned()])
    );
    assert!(said.contains("case-stays.json names a case that went"), "{said}");
    assert!(holding(&reports, "case-stays").len() >= 3);
    assert!(verified(&reports, &head).contains("1 entries were purged"));
    let stats = chushen().args(["ledger", "stats"]).arg(&ledger).output().unwrap();
    assert!(stdout(&stats).contains("cases     1\n"), "{}", stdout(&stats));
    let index: Value = serde_json::from_slice(&std::fs::read(reports.join("index.json")).unwrap()).unwrap();
    assert_eq!(index["cases"].as_array().unwrap().len(), 1);
    assert!(index["cases"][0]["subject"].is_string() && index["cases"][0]["province"].is_string());
    assert_eq!(
        index["verdicts"]
            .as_object()
            .unwrap()
            .values()
            .map(|v| v.as_u64().unwrap())
            .sum::<u64>(),
        1
    );
    // The entry that tells of it names nobody.
    let log = std::fs::read_to_string(reports.join("decisions.jsonl")).unwrap();
    let entry: Value = serde_json::from_str(log.lines().last().unwrap()).unwrap();
    assert_eq!(
        (&entry["action"], &entry["revisions"], &entry["case"], &entry["report"]),
        (&json!("purge"), &json!([1]), &json!(""), &json!(""))
    );
    // Again: nothing is there any more.
    let said = purge(&reports, &["--case", "case-goes"]);
    assert!(said.contains("reports: 0") && said.contains("decisions: 0"), "{said}");
}

#[test]
fn by_day_and_by_retention_only_what_is_older_goes() {
    let dir = tempfile::tempdir().unwrap();
    let (queue, reports) = (dir.path().join("queue"), dir.path().join("reports"));
    case(&queue, "case-one", "case-one");
    assert_eq!(
        code(&scan(&queue, &reports).arg("--exit-zero").output().unwrap()),
        Some(0)
    );
    decide(&reports, "case-one");
    // Judged by 2026-06-01.
    assert!(purge(&reports, &["--before", "2026-06-01"]).contains("reports: 0"));
    let bare = chushen().arg("purge").arg(&reports).output().unwrap();
    assert_eq!(code(&bare), Some(2), "neither a case nor a day: {}", stdout(&bare));
    assert!(reports.join("case-one.json").exists());
    let config = dir.path().join("chushen.toml");
    std::fs::write(&config, "keep-days = 20000\n").unwrap();
    let kept = chushen()
        .arg("purge")
        .arg(&reports)
        .env("CHUSHEN_CONFIG", &config)
        .output()
        .unwrap();
    assert!(stdout(&kept).contains("reports: 0"), "{}", stderr(&kept));
    let said = purge(&reports, &["--before", "2026-06-02"]);
    assert!(said.contains("reports: 1") && said.contains("decisions: 1"), "{said}");
    assert_eq!(holding(&reports, "case-one"), BTreeSet::new());
}
