//! Names that old Windows and ZIP programs write, what systems leave in folders, and declarations with faults of the program that
//! wrote them: nothing is rejected for them, and nothing is lost.

use std::fs;

use serde_json::{Value, json};

use super::{case, check, codes, declaration, picture, read_json, report};

fn severity(report: &Value, code: &str) -> Vec<String> {
    let found = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|f| f["code"] == code);
    found.map(|f| f["severity"].as_str().unwrap().to_owned()).collect()
}

fn paths(report: &Value) -> Vec<&str> {
    let documents = report["documents"].as_array().unwrap();
    documents.iter().map(|d| d["path"].as_str().unwrap()).collect()
}

/// 案件一, 身份证.png and 核验单.png in GBK.
#[cfg(target_os = "linux")]
const GBK: [&[u8]; 3] = [
    b"\xb0\xb8\xbc\xfe\xd2\xbb",
    b"\xc9\xed\xb7\xdd\xd6\xa4.png",
    b"\xba\xcb\xd1\xe9\xb5\xa5.png",
];

#[cfg(target_os = "linux")]
#[test]
fn names_in_gbk_are_read_in_reports_journals_hints_and_requests() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    use super::scan;

    let dir = tempfile::tempdir().unwrap();
    let (queue, out) = (dir.path().join("queue"), dir.path().join("out"));
    let [folder, card, form] = GBK.map(OsStr::from_bytes);
    let made = queue.join(folder);
    fs::create_dir_all(&made).unwrap();
    for name in [
        card,
        form,
        OsStr::from_bytes(b"\xff.png"),
        OsStr::from_bytes(b"\xfe.png"),
    ] {
        picture(&made.join(name));
    }
    case(&queue, "other", "other");
    scan(&queue, &out).output().unwrap();
    // Without a declaration the folder's name is the case id.
    let report = read_json(&out.join("案件一.json"));
    assert_eq!(report["case"]["id"], "案件一");
    assert_eq!(paths(&report), ["%FE.png", "%FF.png", "核验单.png", "身份证.png"]);
    let again = scan(&queue, &out).args(["--resume", "--dry-run"]).output().unwrap();
    assert_eq!(super::stdout(&again), "unchanged\tother\nunchanged\t案件一\n");
    // A host on Spark takes the folder from the survey's lines.
    let survey = super::chushen().arg("survey").arg(&queue).output().unwrap();
    assert!(super::stdout(&survey).contains("案件一"), "{}", super::stderr(&survey));
    let asked = check(&queue.join("案件一")).output().unwrap();
    assert_eq!(super::code(&asked), Some(2), "no folder of this name in UTF-8 is there");
    let mut worker = super::chushen();
    worker.args(["worker", "--no-ocr", "--as-of", super::AS_OF]);
    worker
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped());
    let mut worker = worker.spawn().unwrap();
    let request = json!({"id": "a", "case": queue.join("案件一")}).to_string();
    std::io::Write::write_all(&mut worker.stdin.take().unwrap(), request.as_bytes()).unwrap();
    let answer: Value = serde_json::from_slice(&worker.wait_with_output().unwrap().stdout).unwrap();
    assert_eq!(paths(&answer["report"]), paths(&report));
    // A hint in UTF-8 is met by the name as it is read.
    let mut declared: Value = serde_json::from_str(&declaration("c-1")).unwrap();
    declared["attachments"] = json!([{"path": ".\\身份证.png", "kind": "business-licence"}]);
    fs::write(made.join("case.json"), declared.to_string()).unwrap();
    let report = super::report(&made);
    let licence = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|f| f["code"] == "file.format-not-accepted");
    assert_eq!(licence.unwrap()["document"], "身份证.png", "a licence must be a PDF");
}

#[test]
fn litter_is_one_note_and_a_paper_in_its_name_is_not() {
    let dir = tempfile::tempdir().unwrap();
    let made = case(dir.path(), "a", "a");
    let before = report(&made);
    fs::create_dir(made.join("__MACOSX")).unwrap();
    for (name, content) in [
        (".DS_Store", &b"\0\0\0\x01Bud1"[..]),
        ("__MACOSX/._id.png", b"\0\x05\x16\x07\0\x02\0\0"),
        ("desktop.ini", b"[.ShellClassInfo]\r\n"),
        ("~$form.docx", b"\x05admin\0\0\0"),
        (".gitkeep", b""),
    ] {
        fs::write(made.join(name), content).unwrap();
    }
    let after = report(&made);
    assert_eq!(severity(&after, "file.litter"), ["note"]);
    assert_eq!(paths(&after), paths(&before));
    assert_eq!(after["verdict"], before["verdict"]);
    let without: Vec<&str> = codes(&after).into_iter().filter(|c| *c != "file.litter").collect();
    assert_eq!(without, codes(&before));
    picture(&made.join("Thumbs.png"));
    fs::rename(made.join("Thumbs.png"), made.join("Thumbs.db")).unwrap();
    assert_eq!(paths(&report(&made)), ["Thumbs.db", "id.png"]);
}

#[test]
fn faults_of_a_declaration_are_for_review_and_never_the_submitters() {
    let dir = tempfile::tempdir().unwrap();
    let made = case(dir.path(), "a", "a");
    let mut declared: Value = serde_json::from_str(&declaration("c-1")).unwrap();
    declared["subject"]["adress"] = json!("某路 1 号");
    declared["subject"]["kind"] = json!("企业");
    let twice = declared
        .to_string()
        .replacen("\"province\"", "\"province\":\"11\",\"province\"", 1);
    fs::write(made.join("case.json"), twice).unwrap();
    let found = report(&made);
    assert_eq!(severity(&found, "case.declaration-invalid"), ["review"; 3]);
    // No site and no domain: two parts are missing.
    assert_eq!(severity(&found, "case.declaration-incomplete"), ["review"; 2]);
    assert_eq!(
        (found["case"]["id"].as_str(), found["case"]["province"].as_str()),
        (Some("c-1"), Some("四川"))
    );
    assert_ne!(found["verdict"], "pass");
    let missing = |r: &Value| -> Vec<String> {
        let found = r["findings"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|f| f["code"] == "document.missing");
        found.map(|f| f["expected"].to_string()).collect()
    };
    assert!(
        missing(&found).iter().all(|m| !m.contains("licence")),
        "{:?}",
        missing(&found)
    );
    let notice = check(&made)
        .args(["--format", "notice", "--lang", "zh"])
        .output()
        .unwrap();
    let notice = super::stdout(&notice);
    for ours in ["申报信息格式", "申报信息不完整", "adress", "province"] {
        assert!(!notice.contains(ours), "{notice}");
    }
    let strict = check(&made).args(["--strict", "--format", "json"]).output().unwrap();
    let strict: Value = serde_json::from_slice(&strict.stdout).unwrap();
    assert_eq!(strict["verdict"], "reject");
    assert_eq!(severity(&strict, "case.declaration-invalid"), ["reject"; 3]);
    assert_eq!(severity(&strict, "case.declaration-incomplete"), ["reject"; 2]);
}
