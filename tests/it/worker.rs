//! The worker protocol from outside.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Stdio};

use serde_json::{Value, json};

use super::{AS_OF, case, chushen, report};

fn worker() -> Child {
    let mut command = chushen();
    command.args(["worker", "--no-ocr", "--lang", "en", "--as-of", AS_OF, "--jobs", "2"]);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Everything sent at once, then the end; the answers by id, and those without.
fn asked(lines: &[Vec<u8>]) -> (BTreeMap<String, Vec<Value>>, Vec<Value>, Option<i32>) {
    let mut child = worker();
    let mut input = child.stdin.take().unwrap();
    let all = lines.join(&b'\n');
    let writer = std::thread::spawn(move || input.write_all(&all).unwrap());
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    assert!(output.stdout.is_ascii());
    let (mut by_id, mut none) = (BTreeMap::<String, Vec<Value>>::new(), Vec::new());
    for line in output.stdout.split(|b| *b == b'\n').filter(|l| !l.is_empty()) {
        let answer: Value = serde_json::from_slice(line).unwrap();
        match answer["id"].as_str() {
            Some(id) => by_id.entry(id.to_owned()).or_default().push(answer),
            None => none.push(answer),
        }
    }
    (by_id, none, output.status.code())
}

fn request(id: &str, case: &Path) -> Vec<u8> {
    json!({"id": id, "case": case, "more": [1]}).to_string().into_bytes()
}

#[test]
fn every_request_gets_exactly_one_answer() {
    let dir = tempfile::tempdir().unwrap();
    let mut lines = Vec::new();
    for n in 0..20 {
        let made = case(dir.path(), &format!("c{n}"), &format!("案件-{n}"));
        lines.push(request(&format!("r{n} 号"), &made));
    }
    let file = dir.path().join("file");
    fs::write(&file, b"x").unwrap();
    lines.push(request("none", &dir.path().join("nothing here")));
    lines.push(request("file", &file));
    lines.push(b"{".to_vec());
    lines.push(b"[1, 2]".to_vec());
    lines.push(b"\xff\xfe".to_vec());
    lines.push(br#"{"id": 7, "case": "x"}"#.to_vec());
    lines.push(br#"{"id": "no case"}"#.to_vec());
    lines.push(vec![b'x'; 2 << 20]);
    lines.push(b"".to_vec());
    let deep = [&b"{\"id\":\"deep\",\"x\":"[..], &b"[".repeat(100_000)].concat();
    lines.push(deep);
    let (by_id, none, code) = asked(&lines);
    assert_eq!(code, Some(0));
    assert_eq!(by_id.len(), 23, "{:?}", by_id.keys());
    assert!(by_id.values().all(|a| a.len() == 1));
    let kind = |id: &str| by_id[id][0]["error"]["kind"].as_str().unwrap().to_owned();
    assert_eq!(kind("none"), "not-found");
    assert_eq!(kind("file"), "bad-request");
    assert_eq!(kind("no case"), "bad-request");
    assert_eq!(none.len(), 6, "{none:?}");
    assert!(
        none.iter()
            .all(|a| a["error"]["kind"] == "bad-request" && a["id"].is_null())
    );
    assert_eq!(by_id["r3 号"][0]["report"], report(&dir.path().join("c3")));
}

#[test]
fn answers_come_before_the_end_and_a_reader_that_ends_costs_a_document() {
    let dir = tempfile::tempdir().unwrap();
    let made = case(dir.path(), "a", "a");
    let mut child = worker();
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    for n in 0..3 {
        input.write_all(&request(&n.to_string(), &made)).unwrap();
        input.write_all(b"\n").unwrap();
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        let answer: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(answer["id"], n.to_string());
        assert!(answer["report"]["verdict"].is_string());
    }
    drop(input);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_host_that_stops_listening_ends_it() {
    let dir = tempfile::tempdir().unwrap();
    let made = case(dir.path(), "a", "a");
    let mut child = worker();
    drop(child.stdout.take());
    // Kept open: only the answers' pipe tells.
    let mut input = child.stdin.take().unwrap();
    input.write_all(&request("1", &made)).unwrap();
    input.write_all(b"\n").unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
}
