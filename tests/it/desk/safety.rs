//! What strangers wrote is shown and never obeyed.

use serde_json::json;

use super::chrome::chrome;
use super::fixture::{Fixture, desk};

const SCRIPT: &str = "<script>window.pwned=1</script><img src=x onerror=window.pwned=1>";

#[test]
fn names_and_texts_are_only_text() {
    let Some(mut chrome) = chrome() else { return };
    let fixture = Fixture::new();
    let id = format!("{SCRIPT}\u{202e}gpj");
    let mut case = fixture.case(&id);
    case.declare();
    case.report["case"]["subject"] = json!(format!("{SCRIPT} 11010519491231002X"));
    case.report["case"]["province"] = json!("<b>四川</b>");
    let name = "<img src=x onerror=pwned=1>\u{202e}gnp.png";
    case.picture(name, 400, 300, [10, 10, 50, 50], 0);
    let field = json!({ "value": format!("{SCRIPT}\u{202e}"), "confidence": 0.4, "page": 1, "box": [10, 10, 50, 50], "source": "ocr" });
    case.report["documents"][0]["fields"] = json!({ "subject-name": field, "javascript:alert(1)": field });
    case.report["documents"][0]["marks"] = json!([{ "kind": "qr-code", "page": 1, "box": [100, 100, 50, 50], "text": format!("javascript:{SCRIPT}"), "confidence": 1.0 }]);
    case.report["documents"][0]["not_looked_at"] = json!([SCRIPT]);
    case.push(json!({
        "code": "match.name", "severity": "reject", "message": format!("{SCRIPT}\u{2066}\u{200b} 13800138000"), "document": name, "page": 1,
        "box": [10, 10, 50, 50], "expected": SCRIPT, "actual": format!("{SCRIPT}\u{202e}"), "rule": SCRIPT, "source": SCRIPT, "suggest": SCRIPT, "field": "subject-name"
    }));
    case.report["checks"] =
        json!([{ "code": "image.glare", "document": name, "outcome": "not-checked", "why": SCRIPT }]);
    case.write();
    let desk = desk(&fixture, SCRIPT, &[]);
    chrome.go(&desk.url);
    chrome.wait("document.querySelector('.sheet img')?.naturalWidth");
    let harmless = "typeof window.pwned === 'undefined' && document.querySelectorAll('script').length === 1 && [...document.querySelectorAll('img')].every((i) => i.src.startsWith('blob:')) && !document.querySelector('b b, bdi b')";
    assert_eq!(chrome.eval(harmless), true);
    for tab in ["2", "3", "4", "5", "1"] {
        chrome.key(tab);
        assert_eq!(chrome.eval(harmless), true, "tab {tab}");
        let text = chrome.text("document.body.innerText + document.documentElement.outerHTML");
        assert!(
            !text.contains(['\u{202e}', '\u{2066}', '\u{200b}']),
            "tab {tab} is steered"
        );
        assert!(
            !text.contains("11010519491231002X") && !text.contains("13800138000"),
            "tab {tab} shows a number whole"
        );
    }
    let shown = chrome.text("document.querySelector('.heading').innerText");
    assert!(shown.contains("<script>") && shown.contains("\\u{202e}"), "{shown}");
    assert!(shown.contains("110***********002X"), "{shown}");
    chrome.key("r");
    chrome.wait("document.querySelector('dialog textarea')?.value.includes('<script>')");
    assert!(
        !chrome
            .text("document.querySelector('dialog textarea').value")
            .contains("13800138000")
    );
    chrome.control("Enter");
    chrome.wait("document.querySelector('.decide .now.send-back')");
    chrome.key("x");
    chrome.wait("document.querySelector('dialog h2')");
    chrome.key("Escape");
    chrome.wait("!document.querySelector('dialog')");
    chrome.key("o");
    chrome.wait("document.querySelector('.overview .chart')");
    chrome.key("l");
    chrome.key("?");
    chrome.wait("document.querySelector('dialog.keys')");
    assert_eq!(chrome.eval("typeof window.pwned"), "undefined");
    assert_eq!(chrome.problems(), [""; 0]);
    let ours = format!("http://{}/", desk.address());
    let foreign: Vec<String> = chrome
        .asked()
        .into_iter()
        .filter(|u| !u.starts_with(&ours) && !u.starts_with("blob:") && u != "about:blank")
        .collect();
    assert_eq!(foreign, [""; 0], "nothing is loaded from elsewhere");
}

#[test]
fn declared_numbers_are_masked_on_the_wire() {
    let fixture = Fixture::new();
    fixture.queue_of(1);
    let desk = desk(&fixture, "甲", &[]);
    desk.list(1);
    let body = String::from_utf8(desk.get("/api/cases/case-000").body).unwrap();
    assert!(
        body.contains("110***********002X") && body.contains("138****8000"),
        "{body}"
    );
    assert!(!body.contains("11010519491231002X") && !body.contains("13800138000"));
}
