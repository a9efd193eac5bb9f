//! Who may ask for what.

use super::super::{chushen, declaration, stdout};
use super::fixture::{Server, png, state};

#[test]
fn a_token_does_what_it_is_for_and_sees_its_own_cases() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("tokens.toml");
    let make = |name: &str, scopes: &[&str]| {
        let mut command = chushen();
        command.arg("api-token").arg(&file).arg(name);
        for scope in scopes {
            command.args(["--scope", scope]);
        }
        let output = command.output().unwrap();
        assert!(output.status.success());
        format!("Bearer {}", stdout(&output).trim())
    };
    let all = ["documents", "cases:write", "cases:read", "cases:delete"];
    let (upload, other) = (make("upload", &all), make("other", &all));
    let monitor = make("monitor", &["metrics"]);
    let server = Server::with(&state(&dir), &["--tokens", file.to_str().unwrap()]);
    let declared = declaration("t-1");
    let parts = [("declaration", None, declared.as_bytes())];
    let post = |token: &str| server.post("/v1/cases?wait=60", &[("Authorization", token)], &parts);
    assert_eq!(server.post("/v1/cases", &[], &parts).code(), "token-missing");
    assert_eq!(post("Bearer nobody").code(), "token-wrong");
    assert_eq!(post(&monitor).code(), "scope-missing");
    let handed = post(&upload);
    assert_eq!(handed.status, 200);
    let path = handed.header("location").unwrap().to_owned();
    let ask = |method: &str, path: &str, token: &str| server.ask(method, path, &[("Authorization", token)], b"");
    assert_eq!(ask("GET", &path, &upload).status, 200);
    // Another's case is not told from one that is not there.
    assert_eq!(ask("GET", &path, &other).code(), "no-such-case");
    assert_eq!(ask("DELETE", &path, &other).code(), "no-such-case");
    assert_eq!(ask("GET", "/metrics", &monitor).status, 200);
    assert_eq!(ask("GET", "/metrics", &upload).code(), "scope-missing");
    let refused = server.ask("GET", "/metrics", &[], b"");
    assert_eq!(refused.header("www-authenticate"), Some("Bearer"));
    // Whoever watches whether it lives needs no token.
    assert_eq!(server.get("/healthz").status, 200);
}

#[test]
fn another_sites_page_and_another_name_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::open(&state(&dir));
    let picture = png(1);
    let parts = [("file", Some("a.png"), &picture[..])];
    let foreign = server.post("/v1/documents", &[("Origin", "http://evil.example")], &parts);
    assert_eq!((foreign.status, foreign.code().as_str()), (403, "foreign-origin"));
    let named = server.ask("GET", "/healthz", &[("Host", "evil.example")], b"");
    assert_eq!((named.status, named.code().as_str()), (421, "wrong-host"));
}

#[test]
fn without_tokens_it_opens_on_loopback_only_and_when_told_to() {
    let dir = tempfile::tempdir().unwrap();
    let refused = |options: &[&str]| {
        let output = chushen()
            .arg("api")
            .arg(state(&dir))
            .arg("--no-ocr")
            .args(options)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2));
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(refused(&[]).contains("--tokens FILE"));
    assert!(refused(&["--no-token", "--listen", "0.0.0.0:0"]).contains("reached from outside"));
}
