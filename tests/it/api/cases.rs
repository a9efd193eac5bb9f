//! Documents and cases: what is answered is what `check` says.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::super::{check, declaration};
use super::fixture::{Server, png, state};

#[test]
fn a_report_is_byte_for_byte_that_of_check() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("case");
    std::fs::create_dir_all(folder.join("身份证")).unwrap();
    let (declared, front) = (declaration("c-1"), png(1));
    std::fs::write(folder.join("case.json"), &declared).unwrap();
    std::fs::write(folder.join("身份证/正面.png"), &front).unwrap();
    std::fs::write(folder.join("b.txt"), b"hello").unwrap();
    let checked = check(&folder).args(["--format", "json"]).output().unwrap().stdout;
    let server = Server::open(&state(&dir));
    let parts = [
        ("declaration", None, declared.as_bytes()),
        ("file", Some("b.txt"), &b"hello"[..]),
        ("file", Some("身份证/正面.png"), &front),
    ];
    let id = server.hand_in(&[], &parts);
    let report = server.report(&id);
    assert_eq!(String::from_utf8_lossy(&report), String::from_utf8_lossy(&checked));
    // Waited for, it comes at once; what was read before is known, and the answer is the same.
    let at_once = server.post("/v1/cases?wait=60", &[], &parts);
    assert_eq!(at_once.status, 200, "{}", at_once.text());
    assert_eq!(at_once.body, checked);
    let metrics = server.get("/metrics").text();
    assert!(metrics.contains("chushen_documents_kept_total 2\n"), "{metrics}");
}

#[test]
fn findings_on_a_document_are_those_of_check() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("case");
    std::fs::create_dir_all(&folder).unwrap();
    let picture = png(2);
    std::fs::write(folder.join("a.png"), &picture).unwrap();
    let report = super::super::report(&folder);
    let of_document: Vec<&Value> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|f| f["document"] == "a.png")
        .collect();
    assert!(!of_document.is_empty());
    let server = Server::open(&state(&dir));
    let looked = server.post("/v1/documents", &[], &[("file", Some("a.png"), &picture)]);
    assert_eq!(looked.status, 200, "{}", looked.text());
    let looked = looked.json();
    // The id of a finding names its case, and a document has none.
    let without_id = |f: &Value| {
        let mut f = f.clone();
        f.as_object_mut().unwrap().remove("id");
        f
    };
    let said: Vec<Value> = looked["findings"].as_array().unwrap().iter().map(without_id).collect();
    assert_eq!(said, of_document.iter().map(|f| without_id(f)).collect::<Vec<_>>());
    assert_eq!(looked["document"], report["documents"][0]);
    // Nothing of it lies on the disk.
    let incoming = state(&dir).join("incoming");
    assert_eq!(std::fs::read_dir(incoming).unwrap().count(), 0);
}

#[test]
fn a_document_that_is_meant_to_be_another_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::open(&state(&dir));
    let picture = png(3);
    let asked = |kind: &[u8]| {
        let parts = [("kind", None, kind), ("file", Some("a.png"), &picture[..])];
        server.post("/v1/documents", &[], &parts)
    };
    assert_eq!(asked(b"id-card-portrait").status, 200);
    let unknown = asked(b"id-card");
    assert_eq!((unknown.status, unknown.code().as_str()), (422, "kind-unknown"));
}

#[test]
fn a_case_that_is_taken_out_is_gone() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::open(&state(&dir));
    let declared = declaration("c-2");
    let id = server.hand_in(&[], &[("declaration", None, declared.as_bytes())]);
    server.report(&id);
    let path = format!("/v1/cases/{id}");
    let removed = server.ask("DELETE", &path, &[], b"");
    assert_eq!((removed.status, removed.body.len()), (204, 0));
    assert_eq!(server.get(&path).code(), "no-such-case");
    assert_eq!(server.ask("DELETE", &path, &[], b"").code(), "no-such-case");
    let left = walkdir::WalkDir::new(state(&dir)).into_iter().flatten();
    assert!(left.into_iter().all(|e| !e.path().to_string_lossy().contains(&id)));
}

#[test]
fn the_same_request_again_is_the_same_case() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::open(&state(&dir));
    let (declared, other) = (declaration("c-3"), declaration("c-4"));
    let key = [("Idempotency-Key", "k-1")];
    let first = server.hand_in(&key, &[("declaration", None, declared.as_bytes())]);
    server.report(&first);
    let again = server.post("/v1/cases", &key, &[("declaration", None, declared.as_bytes())]);
    assert_eq!((again.status, again.json()["state"].as_str().unwrap()), (202, "done"));
    assert_eq!(again.header("location").unwrap(), format!("/v1/cases/{first}"));
    let reused = server.post("/v1/cases", &key, &[("declaration", None, other.as_bytes())]);
    assert_eq!((reused.status, reused.code().as_str()), (409, "idempotency-key-reused"));
    let fresh = server.hand_in(
        &[("Idempotency-Key", "k-2")],
        &[("declaration", None, declared.as_bytes())],
    );
    assert_ne!(fresh, first);
}

#[test]
fn the_description_is_what_schema_prints() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::open(&state(&dir));
    let described = server.get("/v1/openapi.json").json();
    let printed = super::super::chushen().args(["schema", "api"]).output().unwrap();
    assert_eq!(described, serde_json::from_slice::<Value>(&printed.stdout).unwrap());
    assert_eq!(described["openapi"], "3.1.0");
    for (path, state) in [("/healthz", "alive"), ("/readyz", "ready")] {
        assert_eq!(server.get(path).json()["state"], state);
    }
}

#[test]
fn the_example_clients_get_the_report_of_check() {
    let dir = tempfile::tempdir().unwrap();
    let folder = super::super::case(dir.path(), "case", "c-9");
    let expected = super::super::report(&folder);
    let server = Server::open(&state(&dir));
    let clients = Path::new(env!("CARGO_MANIFEST_DIR")).join("integrations/api");
    for (program, client, wait) in [
        ("python3", "chushen_client.py", &["--wait", "60"][..]),
        ("sh", "chushen_client.sh", &["60"][..]),
    ] {
        let ask = |arguments: &[&str], file: &Path, more: &[&str]| {
            let mut command = Command::new(program);
            command.arg(clients.join(client)).args(arguments).arg(file).args(more);
            command.env("CHUSHEN_API", format!("http://{}", server.address));
            command.env("CHUSHEN_TOKEN", "none-is-asked");
            let output = command.output().unwrap();
            assert!(output.status.success(), "{client}: {}", super::super::stderr(&output));
            serde_json::from_slice::<Value>(&output.stdout).unwrap()
        };
        assert_eq!(ask(&["case"], &folder, wait), expected, "{client}");
        let looked = ask(&["document"], &folder.join("id.png"), &[]);
        assert_eq!(looked["document"], expected["documents"][0], "{client}");
    }
}
