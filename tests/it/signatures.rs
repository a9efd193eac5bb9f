//! Signed papers from outside: the operator's list reaches the sealed readers, and a report says what a signature is worth.

use std::fs;
use std::path::{Path, PathBuf};

use super::{case, check, code, codes, stderr};

fn signed(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/signatures")
        .join(name)
}

/// The report of a case with this paper in it; with these further options.
fn reviewed(paper: &str, options: &[&str]) -> serde_json::Value {
    let dir = tempfile::tempdir().unwrap();
    let case = case(dir.path(), "a", "id-a");
    fs::copy(signed(paper), case.join("paper.pdf")).unwrap();
    let output = check(&case).args(["--format", "json"]).args(options).output().unwrap();
    assert!(matches!(code(&output), Some(0 | 1)), "{}", stderr(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn row(report: &serde_json::Value) -> serde_json::Value {
    let documents = report["documents"].as_array().unwrap();
    let paper = documents.iter().find(|d| d["path"] == "paper.pdf").unwrap();
    paper["pdf"]["signatures"][0].clone()
}

#[test]
fn the_list_of_the_operator_reaches_the_readers() {
    let trust = signed("trust");
    let trust = ["--trust", trust.to_str().unwrap()];
    for isolation in ["process", "none"] {
        let options = [&trust[..], &["--isolation", isolation]].concat();
        let known = reviewed("p256-intact.pdf", &options);
        assert_eq!(row(&known)["standing"], "trusted", "{isolation}");
        assert_eq!(row(&known)["holds"], true);
        // Of a paper that somebody else than the declared subject signed only that is told.
        let told = codes(&known);
        let of_signature: Vec<&&str> = told.iter().filter(|c| c.starts_with("pdf.sign")).collect();
        assert_eq!(of_signature, [&"pdf.signer-mismatch"], "{isolation}");
        let stranger = reviewed("p256-stranger.pdf", &options);
        assert_eq!(row(&stranger)["standing"], "no-path");
        assert!(codes(&stranger).contains(&"pdf.signer-unknown"));
    }
    let nobody = reviewed("p256-stranger.pdf", &[]);
    assert!(row(&nobody).get("standing").is_none());
    assert!(!codes(&nobody).contains(&"pdf.signer-unknown"));
}

#[test]
fn an_altered_paper_is_told() {
    for (paper, told) in [
        ("sm2-spoilt.pdf", "pdf.signature-broken"),
        ("p256-other-words.pdf", "pdf.changed-after-signing"),
        ("p256-changed-between.pdf", "pdf.changed-after-signing"),
    ] {
        let report = reviewed(paper, &[]);
        assert!(codes(&report).contains(&told), "{paper}: {:?}", codes(&report));
    }
}

#[test]
fn a_list_that_holds_no_certificate_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let case = case(dir.path(), "a", "id-a");
    let nonsense = dir.path().join("list.pem");
    fs::write(&nonsense, "no certificate").unwrap();
    for list in [nonsense, dir.path().join("missing")] {
        let output = check(&case).arg("--trust").arg(&list).output().unwrap();
        assert_eq!(code(&output), Some(2), "{}", stderr(&output));
        assert!(stderr(&output).contains("--trust"), "{}", stderr(&output));
    }
}
