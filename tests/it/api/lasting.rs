//! What was accepted outlives the server: each case is answered exactly once.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::TcpListener;

use super::super::declaration;
use super::fixture::{Server, png, state};

#[test]
fn kills_lose_no_accepted_case() {
    let dir = tempfile::tempdir().unwrap();
    let picture = png(1);
    let mut accepted = BTreeSet::new();
    for round in 0..4 {
        let server = Server::open(&state(&dir));
        for n in 0..8 {
            let declared = declaration(&format!("k-{round}-{n}"));
            let parts = [
                ("declaration", None, declared.as_bytes()),
                ("file", Some("a.png"), &picture[..]),
            ];
            accepted.insert((server.hand_in(&[], &parts), format!("k-{round}-{n}")));
        }
        server.kill();
    }
    let server = Server::open(&state(&dir));
    for (id, case) in &accepted {
        let report: serde_json::Value = serde_json::from_slice(&server.report(id)).unwrap();
        assert_eq!(report["case"]["id"], case.as_str());
    }
    let on_disk = std::fs::read_dir(state(&dir).join("cases")).unwrap().count();
    assert_eq!((accepted.len(), on_disk), (32, 32));
}

#[cfg(target_os = "linux")]
#[test]
fn a_stop_finishes_what_was_begun_and_the_rest_waits() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::with(&state(&dir), &["--no-token", "--jobs", "1"]);
    let declared = declaration("s-1");
    let ids: Vec<String> = (0..5)
        .map(|n| {
            let picture = png(n);
            let parts = [
                ("declaration", None, declared.as_bytes()),
                ("file", Some("a.png"), &picture[..]),
            ];
            server.hand_in(&[], &parts)
        })
        .collect();
    assert_eq!(server.stop(), Some(0));
    let server = Server::open(&state(&dir));
    for id in &ids {
        assert!(!server.report(id).is_empty());
    }
}

#[test]
fn two_servers_do_not_share_a_folder() {
    let dir = tempfile::tempdir().unwrap();
    let _server = Server::open(&state(&dir));
    let second = super::super::chushen()
        .arg("api")
        .arg(state(&dir))
        .args(["--no-ocr", "--no-token", "--listen", "127.0.0.1:0"])
        .output()
        .unwrap();
    assert_eq!(second.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&second.stderr).contains("in use by another server"));
}

#[test]
fn who_is_to_be_told_is_told_again_until_it_hears() {
    let dir = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let host = listener.local_addr().unwrap().to_string();
    let key = dir.path().join("key");
    std::fs::write(&key, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n").unwrap();
    let options = [
        "--no-token",
        "--callback-host",
        &host,
        "--callback-key",
        key.to_str().unwrap(),
    ];
    let server = Server::with(&state(&dir), &options);
    let declared = declaration("w-1");
    let address = format!("http://{host}/done?a=b");
    let parts = [
        ("declaration", None, declared.as_bytes()),
        ("callback", None, address.as_bytes()),
    ];
    let id = server.hand_in(&[], &parts);
    let heard = |status: &str| {
        let (mut stream, _) = listener.accept().unwrap();
        let mut bytes = Vec::new();
        let mut piece = [0; 4096];
        while !bytes.ends_with(b"}") {
            let n = stream.read(&mut piece).unwrap();
            assert!(n > 0, "{:?}", String::from_utf8_lossy(&bytes));
            bytes.extend_from_slice(&piece[..n]);
        }
        let answer = format!("HTTP/1.1 {status} x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        stream.write_all(answer.as_bytes()).unwrap();
        String::from_utf8(bytes).unwrap()
    };
    // After a call that failed the next one comes by itself, under the same id.
    let (first, second) = (heard("500"), heard("204"));
    for call in [&first, &second] {
        assert!(call.starts_with("POST /done?a=b HTTP/1.1\r\n"), "{call}");
        let head = call.to_ascii_lowercase();
        assert!(head.contains(&format!("webhook-id: msg_{id}\r\n")), "{call}");
        assert!(
            head.contains("webhook-signature: v1,") && head.contains("webhook-timestamp: "),
            "{call}"
        );
        let body = call.split_once("\r\n\r\n").unwrap().1;
        let body: serde_json::Value = serde_json::from_str(body).unwrap();
        assert_eq!(body["id"], id.as_str());
        assert_eq!(body.as_object().unwrap().len(), 3, "{body}");
    }
    let mut left = true;
    for _ in 0..100 {
        left = state(&dir).join("cases").join(&id).join("callback.json").exists();
        if !left {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    assert!(!left, "it is still to be told");
}
