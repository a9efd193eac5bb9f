//! What strangers send: each gets a clear answer, and nothing else is disturbed.

use std::io::Write;
use std::time::{Duration, Instant};

use super::super::declaration;
use super::fixture::{BOUNDARY, Server, answer, multipart, png, state};

/// A server with small bounds that answers others while it is tried.
fn strict(dir: &tempfile::TempDir) -> Server {
    let bounds = [
        "--no-token",
        "--file-mb",
        "1",
        "--case-mb",
        "2",
        "--max-files",
        "3",
        "--silence-seconds",
        "1",
        "--body-seconds",
        "3",
    ];
    Server::with(&state(dir), &bounds)
}

/// It still answers, and nothing of what was refused lies on the disk.
fn undisturbed(server: &Server, dir: &tempfile::TempDir) {
    assert_eq!(server.get("/healthz").status, 200);
    let incoming = state(dir).join("incoming");
    // A body that is given up is removed when its connection ends.
    for _ in 0..100 {
        if std::fs::read_dir(&incoming).unwrap().count() == 0 {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("something lies in {}", incoming.display());
}

#[test]
fn names_that_lead_out_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let server = strict(&dir);
    let declared = declaration("b-1");
    for name in ["../a.png", "/etc/passwd", "a/../../b", "a\\b.png", "", "case.json", "."] {
        let parts = [("declaration", None, declared.as_bytes()), ("file", Some(name), b"x")];
        let answer = server.post("/v1/cases", &[], &parts);
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (422, "file-name-refused"),
            "{name}"
        );
    }
    for (one, two) in [("a.png", "a.png"), ("a", "a/b")] {
        let parts = [
            ("declaration", None, declared.as_bytes()),
            ("file", Some(one), b"x"),
            ("file", Some(two), b"y"),
        ];
        assert_eq!(server.post("/v1/cases", &[], &parts).code(), "file-name-repeated");
    }
    undisturbed(&server, &dir);
}

#[test]
fn parts_are_counted_and_known() {
    let dir = tempfile::tempdir().unwrap();
    let server = strict(&dir);
    let declared = declaration("b-2");
    let d = ("declaration", None, declared.as_bytes());
    let f = |name| ("file", Some(name), &b"x"[..]);
    let refused: [(&[_], u16, &str); 6] = [
        (&[f("a")], 422, "field-missing"),
        (&[d, d], 422, "field-repeated"),
        (&[d, ("x", None, b"y")], 422, "field-unknown"),
        (&[d, f("a"), f("b"), f("c"), f("e")], 413, "too-many-files"),
        (&[d, ("callback", None, b"\xff")], 422, "field-wrong"),
        (
            &[d, ("callback", None, b"http://evil.example/")],
            403,
            "callback-refused",
        ),
    ];
    for (parts, status, code) in refused {
        let answer = server.post("/v1/cases", &[], parts);
        assert_eq!((answer.status, answer.code().as_str()), (status, code));
    }
    undisturbed(&server, &dir);
}

#[test]
fn bodies_that_are_too_large_or_no_form_are_told() {
    let dir = tempfile::tempdir().unwrap();
    let server = strict(&dir);
    let large = vec![0; (1 << 20) + 1];
    let answer = server.post("/v1/documents", &[], &[("file", Some("a.png"), &large)]);
    assert_eq!((answer.status, answer.code().as_str()), (413, "too-large"));
    // A length that says so is refused before anything of the body is read.
    let media = format!("multipart/form-data; boundary={BOUNDARY}");
    let head = format!(
        "POST /v1/documents HTTP/1.1\r\nHost: {}\r\nContent-Type: {media}\r\nContent-Length: 9999999999\r\n\r\n",
        server.address
    );
    assert_eq!(server.raw(head.as_bytes()).code(), "too-large");
    // A body without end, in pieces.
    let head = format!(
        "POST /v1/documents HTTP/1.1\r\nHost: {}\r\nContent-Type: {media}\r\nTransfer-Encoding: chunked\r\n\r\n",
        server.address
    );
    let mut stream = server.connect();
    stream.write_all(head.as_bytes()).unwrap();
    let begin = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n");
    let mut piece = begin.into_bytes();
    for _ in 0..64 {
        let chunk = [format!("{:x}\r\n", piece.len()).as_bytes(), &piece, b"\r\n"].concat();
        if stream.write_all(&chunk).is_err() {
            break;
        }
        piece = vec![b'x'; 64 << 10];
    }
    assert_eq!(answer_of(stream), "too-large");
    for (media, body, status, code) in [
        ("application/json", &b"{}"[..], 415, "not-multipart"),
        ("multipart/form-data", b"x", 415, "not-multipart"),
        (&media, b"no form", 400, "broken-body"),
        (
            &media,
            &multipart(&[("file", Some("a"), b"x")])[..60],
            400,
            "broken-body",
        ),
    ] {
        let answer = server.ask("POST", "/v1/documents", &[("Content-Type", media)], body);
        assert_eq!((answer.status, answer.code().as_str()), (status, code));
    }
    undisturbed(&server, &dir);
}

fn answer_of(stream: std::net::TcpStream) -> String {
    answer(stream).code()
}

#[test]
fn slow_and_silent_callers_are_let_go_and_hold_nobody_up() {
    let dir = tempfile::tempdir().unwrap();
    let server = strict(&dir);
    let silent: Vec<_> = (0..100).map(|_| server.connect()).collect();
    assert_eq!(server.get("/healthz").status, 200);
    // Headers without end.
    let mut slow = server.connect();
    slow.write_all(b"GET /healthz HTTP/1.1\r\nHost: ").unwrap();
    // A body that stops.
    let body = multipart(&[("file", Some("a.png"), &png(1))]);
    let head = format!(
        "POST /v1/documents HTTP/1.1\r\nHost: {}\r\nContent-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {}\r\n\r\n",
        server.address,
        body.len()
    );
    let mut stopped = server.connect();
    stopped.write_all(head.as_bytes()).unwrap();
    stopped.write_all(&body[..body.len() / 2]).unwrap();
    assert_eq!(answer_of(stopped), "body-too-slow");
    // A body that goes on and on, a little at a time.
    let mut dripping = server.connect();
    dripping.write_all(head.as_bytes()).unwrap();
    let began = Instant::now();
    for byte in body.iter().take(40) {
        if dripping.write_all(&[*byte]).is_err() || began.elapsed() > Duration::from_secs(4) {
            break;
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    assert_eq!(answer_of(dripping), "body-too-slow");
    for mut stream in silent.into_iter().chain([slow]) {
        let mut rest = Vec::new();
        // Closed, with 408 or without a word.
        let _ = std::io::Read::read_to_end(&mut stream, &mut rest);
        assert!(rest.is_empty() || rest.starts_with(b"HTTP/1.1 4"), "{rest:?}");
    }
    undisturbed(&server, &dir);
}

#[test]
fn a_body_shorter_than_its_length_is_no_case() {
    let dir = tempfile::tempdir().unwrap();
    let server = strict(&dir);
    let declared = declaration("b-3");
    let body = multipart(&[("declaration", None, declared.as_bytes())]);
    let head = format!(
        "POST /v1/cases HTTP/1.1\r\nHost: {}\r\nContent-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {}\r\n\r\n",
        server.address,
        body.len() + 10
    );
    let mut stream = server.connect();
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(&body[..body.len() - 20]).unwrap();
    drop(stream);
    undisturbed(&server, &dir);
    assert!(std::fs::read_dir(state(&dir).join("cases")).unwrap().next().is_none());
}

#[test]
fn a_bomb_is_a_finding_and_what_is_no_declaration_a_report() {
    let dir = tempfile::tempdir().unwrap();
    let server = strict(&dir);
    // A PNG that says it has a billion pixels.
    let mut bomb = png(1);
    bomb[16..24].copy_from_slice(&[0, 0, 0x80, 0, 0, 0, 0x80, 0]);
    let looked = server.post("/v1/documents", &[], &[("file", Some("a.png"), &bomb)]);
    assert_eq!(looked.status, 200, "{}", looked.text());
    assert!(!looked.json()["findings"].as_array().unwrap().is_empty());
    let answer = server.post("/v1/cases?wait=60", &[], &[("declaration", None, b"no json")]);
    assert_eq!(answer.status, 200, "{}", answer.text());
    let codes = answer.json();
    assert!(
        super::super::codes(&codes).contains(&"case.declaration-invalid"),
        "{codes}"
    );
    undisturbed(&server, &dir);
}

#[test]
fn too_many_requests_are_told_when_to_come_again() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::with(&state(&dir), &["--no-token", "--rate", "3"]);
    let answers: Vec<_> = (0..5).map(|_| server.get("/v1/cases/x")).collect();
    assert_eq!(answers[0].code(), "no-such-case");
    assert_eq!(answers[4].code(), "too-many-requests");
    let seconds: u64 = answers[4].header("retry-after").unwrap().parse().unwrap();
    assert!((1..=20).contains(&seconds));
    assert_eq!(server.get("/readyz").status, 200);
}

#[test]
fn paths_and_methods_that_are_not_there() {
    let dir = tempfile::tempdir().unwrap();
    let server = strict(&dir);
    assert_eq!(server.get("/").code(), "not-found");
    assert_eq!(server.get("/v1/cases/../../etc/passwd").code(), "not-found");
    let wrong = server.ask("PUT", "/v1/documents", &[], b"");
    assert_eq!((wrong.status, wrong.code().as_str()), (405, "method-not-allowed"));
    assert_eq!(wrong.header("allow"), Some("POST"));
    for wait in ["wait=x", "wait=61"] {
        let answer = server.post(&format!("/v1/cases?{wait}"), &[], &[]);
        assert_eq!(answer.code(), "parameter-wrong");
    }
}
