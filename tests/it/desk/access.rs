//! Who may ask, by hand-written requests and by pages of other origins.

use serde_json::json;
use sha2::Digest;

use super::super::{chushen, code, stderr};
use super::chrome::chrome;
use super::fixture::{Fixture, desk};

#[test]
fn another_host_or_origin_gets_nothing() {
    let fixture = Fixture::new();
    fixture.queue_of(1);
    let desk = desk(&fixture, "甲", &[]);
    desk.list(1);
    let ask = |path: &str, headers: &str| {
        desk.raw(&format!(
            "GET {path} HTTP/1.1\r\n{headers}\r\nConnection: close\r\n\r\n"
        ))
    };
    let own = format!("Host: {}", desk.address());
    for (path, headers, status) in [
        ("/", own.clone(), 200),
        ("/", "Host: evil.example".to_owned(), 421),
        ("/api/cases", "Host: evil.example".to_owned(), 421),
        ("/api/cases", format!("{own}\r\nOrigin: http://evil.example"), 403),
        ("/api/cases", format!("{own}\r\nOrigin: null"), 403),
        ("/api/cases", format!("{own}\r\nSec-Fetch-Site: cross-site"), 403),
        (
            "/api/cases/case-000/pages/0/1",
            format!("{own}\r\nSec-Fetch-Site: cross-site"),
            403,
        ),
    ] {
        let answer = ask(path, &headers);
        assert_eq!(answer.status, status, "{path} {headers}");
        assert!(status == 200 || !String::from_utf8_lossy(&answer.body).contains("case-000"));
        for must in [
            "content-security-policy: default-src 'none'",
            "x-frame-options: deny",
            "x-content-type-options: nosniff",
            "cache-control: no-store",
        ] {
            assert!(answer.headers.contains(must), "{path} {headers}: {}", answer.headers);
        }
    }
    let form = desk.raw(&format!(
        "POST /api/cases/case-000/decisions HTTP/1.1\r\n{own}\r\nContent-Type: text/plain\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}"
    ));
    assert_eq!(form.status, 403, "a form of another page decides nothing");
}

#[test]
fn only_files_of_the_case_are_served_and_never_as_they_are() {
    let fixture = Fixture::new();
    let mut case = fixture.case("c");
    case.declare();
    case.picture("a.png", 400, 300, [10, 10, 50, 50], 0);
    case.file("b.png", b"\x89PNG\r\n\x1a\n<script>alert(1)</script>");
    case.page("b.png", 400, 300, 0);
    case.file("page.html", b"<script>alert(1)</script>");
    case.page("page.html", 400, 300, 0);
    case.picture("changed.png", 400, 300, [90, 90, 50, 50], 0);
    case.file("changed.png", b"another");
    // A report that names a file outside is not believed.
    std::fs::write(fixture.dir.path().join("secret.png"), b"secret").unwrap();
    let mut outside = case.report["documents"][0].clone();
    outside["path"] = json!("../../secret.png");
    let digest: String = sha2::Sha256::digest(b"secret")
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    outside["sha256"] = json!(digest);
    case.report["documents"].as_array_mut().unwrap().push(outside);
    let mut link = case.report["documents"][0].clone();
    link["path"] = json!("link.png");
    link["sha256"] = json!("");
    case.report["documents"].as_array_mut().unwrap().push(link);
    #[cfg(unix)]
    std::os::unix::fs::symlink(
        fixture.dir.path().join("secret.png"),
        fixture.queue().join("c/link.png"),
    )
    .unwrap();
    case.write();
    let desk = desk(&fixture, "甲", &[]);
    desk.list(1);
    let picture = desk.get("/api/cases/c/pages/0/1");
    assert_eq!(
        (picture.status, picture.body.get(..3)),
        (200, Some(&[0xff, 0xd8, 0xff][..])),
        "encoded anew as JPEG"
    );
    assert!(picture.headers.contains("content-type: image/jpeg"));
    for (path, status) in [
        ("/api/cases/c/pages/1/1", 422),
        ("/api/cases/c/pages/2/1", 422),
        ("/api/cases/c/pages/3/1", 409),
        ("/api/cases/c/pages/4/1", 404),
        ("/api/cases/c/pages/5/1", 404),
        ("/api/cases/c/pages/9/1", 404),
        ("/api/cases/c/pages/0/2", 404),
        ("/api/cases/c/pages/0/0", 404),
        ("/api/cases/..%2F..%2Fsecret/pages/0/1", 404),
        ("/api/cases/index", 404),
        ("/desk/..%2f..%2fCargo.toml", 404),
        ("/secret.png", 404),
    ] {
        let answer = desk.get(path);
        assert_eq!(answer.status, status, "{path}");
        let body = String::from_utf8_lossy(&answer.body);
        assert!(!body.contains("secret") && !body.contains("alert"), "{path}: {body}");
    }
    assert_eq!(desk.get("/api/cases/c").status, 200, "the desk lives on");
}

#[test]
fn an_outer_address_needs_a_token() {
    let fixture = Fixture::new();
    fixture.queue_of(1);
    let output = chushen()
        .arg("serve")
        .arg(fixture.reports())
        .arg("--cases")
        .arg(fixture.queue())
        .args(["--addr", "0.0.0.0:0"])
        .output()
        .unwrap();
    assert_eq!(code(&output), Some(2));
    assert!(stderr(&output).contains("--token-file"), "{}", stderr(&output));
    let file = fixture.dir.path().join("token");
    std::fs::write(&file, "0123456789abcdef-token\n").unwrap();
    let desk = desk(
        &fixture,
        "甲",
        &["--addr", "0.0.0.0:0", "--token-file", file.to_str().unwrap()],
    );
    assert!(desk.url.ends_with("/#token=0123456789abcdef-token"), "{}", desk.url);
    assert_eq!(desk.get("/").status, 200, "the page holds no data");
    assert_eq!(desk.get("/api/cases").json()["why"], "token-missing");
    let with = |token: &str| {
        desk.raw(&format!(
            "GET /api/cases HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n",
            desk.address()
        ))
    };
    assert_eq!(with("0123456789abcdef-tokem").status, 401);
    assert_eq!(with("0123456789abcdef-token").status, 200);
    let Some(mut chrome) = chrome() else { return };
    let port = desk.address().rsplit(':').next().unwrap();
    chrome.go(&format!("http://127.0.0.1:{port}/"));
    chrome.wait("document.querySelector('#token')");
    assert!(!chrome.text("document.body.innerText").contains("case-000"));
    chrome.type_text("0123456789abcdef-token");
    chrome.key("Enter");
    chrome.wait("document.querySelector('.row')");
    chrome.go(&format!("http://127.0.0.1:{port}/#token=0123456789abcdef-token"));
    chrome.wait("document.querySelector('.sheet img')?.naturalWidth");
    assert_eq!(
        chrome.text("location.hash"),
        "",
        "the token does not stay in the address"
    );
}

#[test]
fn pages_of_others_can_neither_ask_nor_frame() {
    let Some(mut chrome) = chrome() else { return };
    let fixture = Fixture::new();
    fixture.queue_of(1);
    let (ours, other) = (desk(&fixture, "甲", &[]), desk(&fixture, "乙", &[]));
    ours.list(1);
    // Another origin, whose policy is switched off so that only our own refusal counts.
    chrome.call("Page.setBypassCSP", json!({ "enabled": true }));
    chrome.go(&other.url);
    chrome.wait("document.querySelector('.row')");
    let fetched = format!(
        "fetch('{}api/cases').then((r) => 'answer ' + r.status, () => 'refused')",
        ours.url
    );
    assert_eq!(chrome.text(&fetched), "refused");
    let decide = format!(
        "fetch('{}api/cases/case-000/decisions', {{ method: 'POST', mode: 'no-cors', body: JSON.stringify({{ base: 0, digest: '', act: {{ action: 'accept' }} }}) }}).then(() => 'sent', () => 'refused')",
        ours.url
    );
    chrome.eval(&decide);
    assert!(fixture.entries().is_empty());
    let picture = format!(
        "new Promise((done) => {{ const i = new Image(); i.onload = () => done('shown'); i.onerror = () => done('refused'); i.src = '{}api/cases/case-000/pages/0/1'; }})",
        ours.url
    );
    assert_eq!(chrome.text(&picture), "refused");
    let frame = format!(
        "new Promise((done) => {{ const f = document.createElement('iframe'); f.onload = () => setTimeout(() => {{ try {{ done(f.contentDocument ? 'empty' : 'opaque'); }} catch {{ done('opaque'); }} }}, 100); f.src = '{}'; document.body.append(f); }})",
        ours.url
    );
    chrome.eval(&frame);
    let refused = chrome.problems().join("\n");
    assert!(
        refused.contains("frame-ancestors") || refused.contains("X-Frame-Options") || refused.contains("403"),
        "{refused}"
    );
}
