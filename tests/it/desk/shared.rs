//! A team's desk in a real Chromium: logging in, whose a case is, and that nothing typed is lost to a colleague, a killed server, a slow network
//! or a page that died.

use std::time::Duration;

use serde_json::{Value, json};

use super::axe::{axe, serious};
use super::chrome::{Chrome, chrome};
use super::fixture::{Desk, Fixture, PASSWORD, accounts, desk, team};

const OPEN: &str = "document.querySelector('.heading h2')?.textContent";
const TYPING: &str = "document.activeElement?.matches('dialog.ask textarea')";
const PEOPLE: [(&str, &str); 4] = [
    ("甲", "reviewer"),
    ("乙", "reviewer"),
    ("丁", "lead"),
    ("审", "auditor"),
];

fn log_in(chrome: &mut Chrome, desk: &Desk, name: &str) {
    chrome.go(&desk.url);
    chrome.wait("document.activeElement?.id === 'login-name'");
    chrome.type_text(name);
    chrome.click("#login-password");
    chrome.type_text(PASSWORD);
    chrome.key("Enter");
    chrome.wait("document.querySelector('.row')");
}

fn open_case(chrome: &mut Chrome, id: &str) {
    chrome.click(&format!(".row[data-key={id}]"));
    chrome.wait(&format!(
        "{OPEN} === '{id}' && document.querySelector('article.chosen')"
    ));
}

/// Another person decides, claims or hands over, by hand-written requests.
fn act(desk: &Desk, cookie: &str, key: &str, act: Value) -> u16 {
    let case = desk
        .ask(cookie, "GET", &format!("/api/cases/{key}"), &Value::Null)
        .json();
    let asked = json!({ "base": case["state"]["revision"], "digest": case["digest"], "act": act });
    desk.ask(cookie, "POST", &format!("/api/cases/{key}/decisions"), &asked)
        .status
}

#[test]
fn a_person_logs_in_works_and_sees_whose_a_case_is() {
    let Some(mut chrome) = chrome() else { return };
    let fixture = Fixture::new();
    fixture.queue_of(6);
    let file = accounts(&fixture, &PEOPLE);
    let desk = team(&fixture, &file, &[]);
    let other = desk.log_in("乙");
    chrome.go(&desk.url);
    chrome.wait("document.activeElement?.id === 'login-name'");
    chrome.type_text("甲");
    chrome.click("#login-password");
    chrome.type_text("not this one");
    chrome.key("Enter");
    chrome.wait("document.querySelector('.alone .hint').textContent.includes('不对')");
    log_in(&mut chrome, &desk, "甲");
    chrome.wait("document.querySelector('.who').textContent.includes('甲') && document.querySelector('.heading h2')");
    // 乙 takes a case: the list tells, and opening it offers no decision.
    let asked = json!({ "tab": "b1", "keys": ["case-003"] });
    assert_eq!(
        desk.ask(&other, "POST", "/api/claims", &asked).json()["key"],
        "case-003"
    );
    chrome.wait("document.querySelector('.row[data-key=case-003] .held')?.textContent === '乙'");
    open_case(&mut chrome, "case-003");
    chrome.wait("document.querySelector('.decide .held')?.textContent.includes('乙') && document.querySelector('.act.accept').disabled");
    chrome.key("h");
    chrome.wait("document.querySelector('.toast.bad')");
    assert!(chrome.eval("!document.querySelector('dialog')").as_bool().unwrap());
    // It is let go: the page hears of it and has it.
    assert_eq!(
        desk.ask(&other, "DELETE", "/api/claims", &json!({ "tab": "b1" }))
            .status,
        200
    );
    chrome.wait("!document.querySelector('.decide .held') && !document.querySelector('.act.accept').disabled");
    assert_eq!(
        act(&desk, &other, "case-003", json!({ "action": "accept" })),
        409,
        "甲 has it now"
    );
    // Handing over by keys; then the next comes.
    chrome.key("g");
    chrome.wait("document.activeElement?.id === 'assign-to'");
    chrome.eval("(() => { const s = document.querySelector('#assign-to'); s.value = '乙'; })()");
    chrome.control("Enter");
    chrome.wait(&format!("{OPEN} && {OPEN} !== 'case-003'"));
    chrome.wait("document.querySelector('.row[data-key=case-003]')?.textContent.includes('→乙')");
    let entries = fixture.entries();
    assert_eq!(
        (&entries[0]["action"], &entries[0]["reviewer"], &entries[0]["to"]),
        (&json!("assign"), &json!("甲"), &json!("乙"))
    );
    // A refused password is the browser's own complaint.
    let own: Vec<String> = chrome.problems().into_iter().filter(|p| !p.contains("401")).collect();
    assert_eq!(own, [""; 0]);
}

#[test]
fn what_is_typed_outlives_the_server_and_the_page() {
    let Some(mut chrome) = chrome() else { return };
    let fixture = Fixture::new();
    fixture.queue_of(3);
    let file = accounts(&fixture, &PEOPLE);
    let away = team(&fixture, &file, &[]);
    let address = away.address().to_owned();
    log_in(&mut chrome, &away, "甲");
    open_case(&mut chrome, "case-000");
    chrome.key("r");
    chrome.wait(TYPING);
    chrome.type_text("请补充营业执照副本。");
    chrome.eval("document.querySelector('#dialog-remark').focus()");
    chrome.type_text("已致电");
    chrome.key("Escape");
    chrome.key("g");
    chrome.wait("document.querySelector('#assign-comment')");
    chrome.eval("document.querySelector('#assign-comment').focus()");
    chrome.type_text("请看公章");
    // The server is killed and the page dies within the dialog.
    let url = away.url.clone();
    away.kill();
    chrome.leave_for("about:blank");
    let back = team(&fixture, &file, &["--addr", &address]);
    chrome.go(&url);
    chrome.wait("document.querySelector('.row')");
    open_case(&mut chrome, "case-000");
    chrome.key("g");
    chrome.wait("document.querySelector('#assign-comment')?.value === '请看公章'");
    chrome.key("Escape");
    chrome.key("r");
    chrome.wait("document.querySelector('#dialog-remark')?.value === '已致电'");
    chrome.wait(&format!("{TYPING} && document.querySelector('dialog.ask textarea').value.startsWith('请补充营业执照副本。') && document.querySelector('dialog .restored')"));
    // Sent while the network is away, which comes back.
    chrome.call(
        "Network.emulateNetworkConditions",
        json!({ "offline": true, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 }),
    );
    chrome.control("Enter");
    chrome.wait("document.querySelector('.unsent li.waiting')");
    assert!(fixture.entries().is_empty());
    // Away for a minute: longer than all patience of the page.
    std::thread::sleep(Duration::from_mins(1));
    chrome.wait("document.querySelector('.unsent li.waiting')");
    chrome.call(
        "Network.emulateNetworkConditions",
        json!({ "offline": false, "latency": 1500, "downloadThroughput": -1, "uploadThroughput": -1 }),
    );
    chrome.wait(
        "document.querySelector('.unsent').hidden && document.querySelector('.row[data-key=case-000] .done.send-back')",
    );
    let entries = fixture.entries();
    assert_eq!(entries.len(), 1, "{entries:?}");
    assert!(
        entries[0]["notice"]
            .as_str()
            .unwrap()
            .starts_with("请补充营业执照副本。")
    );
    assert_eq!(entries[0]["remark"], "已致电");
    let left = chrome.text("JSON.stringify(Object.entries(localStorage).filter(([k]) => k.startsWith('chushen.drafts') || k.startsWith('chushen.unsent')))");
    assert!(
        !left.contains("请补充营业执照副本") && !left.contains("已致电"),
        "what is confirmed is no draft: {left}"
    );
    drop(back);
}

#[test]
fn what_a_colleague_decided_meanwhile_is_shown_and_the_text_stays() {
    let Some(mut chrome) = chrome() else { return };
    let fixture = Fixture::new();
    fixture.queue_of(3);
    let file = accounts(&fixture, &PEOPLE);
    let desk = team(&fixture, &file, &[]);
    let lead = desk.log_in("丁");
    log_in(&mut chrome, &desk, "甲");
    open_case(&mut chrome, "case-000");
    chrome.key("r");
    chrome.wait(TYPING);
    chrome.type_text("请补身份证。");
    let asked = json!({ "tab": "d1", "keys": ["case-000"], "over": true });
    assert_eq!(desk.ask(&lead, "POST", "/api/claims", &asked).json()["key"], "case-000");
    chrome.control("Enter");
    chrome.wait("document.querySelector('.unsent li.claimed')?.textContent.includes('丁')");
    assert_eq!(act(&desk, &lead, "case-000", json!({ "action": "accept" })), 200);
    // The case is free, and decided: the answer waits for its writer.
    chrome.wait("document.querySelector('.unsent li.refused') || document.querySelector('.unsent li.changed')");
    chrome.click(".unsent .look");
    chrome.wait("document.querySelector('dialog.again')?.innerText.includes('丁') && document.querySelector('#again-text').value.startsWith('请补身份证。')");
    chrome.key("Escape");
    chrome.wait("document.querySelector('.unsent li')");
    let decided: Vec<Value> = fixture.entries().iter().map(|e| e["reviewer"].clone()).collect();
    assert_eq!(decided, ["丁"], "nothing was decided twice");
}

#[test]
fn twenty_cases_are_decided_by_keys_alone_with_caps_lock_on() {
    let Some(mut chrome) = chrome() else { return };
    let fixture = Fixture::new();
    fixture.queue_of(20);
    let desk = desk(&fixture, "甲", &[]);
    chrome.go(&desk.url);
    chrome.wait("document.querySelector('.heading h2')");
    for n in 0..20 {
        let id = chrome.text(OPEN);
        // Caps Lock gives capital letters without Shift.
        match n % 3 {
            0 => {
                chrome.key("H");
                chrome.wait(TYPING);
                chrome.control("Enter");
            }
            1 => {
                chrome.key("R");
                chrome.wait(TYPING);
                chrome.control("Enter");
            }
            _ => {
                chrome.key("A");
                if chrome.eval("Boolean(document.querySelector('.heading .verdict.reject'))") == true {
                    chrome.wait("!document.querySelector('.toast').hidden");
                    chrome.key("A");
                }
            }
        }
        chrome.wait(&format!("document.querySelector('.row[data-key={id}] .done')"));
        if n < 19 {
            chrome.wait(&format!("{OPEN} !== '{id}'"));
        }
    }
    assert_eq!(fixture.entries().len(), 20);
    assert_eq!(chrome.problems(), [""; 0]);
}

#[test]
fn a_search_opens_its_hit_and_zooming_to_a_field_keeps_its_label_in_view() {
    let Some(mut chrome) = chrome() else { return };
    let fixture = Fixture::new();
    fixture.queue_of(5);
    let mut case = fixture.case("form");
    case.declare();
    case.picture("a.png", 1600, 2000, [500, 600, 300, 40], 0);
    let field = json!({ "value": "王测试", "confidence": 0.6, "page": 1, "box": [500, 600, 300, 40], "source": "ocr" });
    case.report["documents"][0]["fields"] = json!({ "responsible-person": field });
    case.write();
    let desk = desk(&fixture, "甲", &[]);
    chrome.go(&desk.url);
    chrome.wait("document.querySelector('.row')");
    chrome.key("/");
    chrome.type_text("form");
    chrome.wait("document.querySelectorAll('.row').length === 1");
    chrome.key("Enter");
    chrome.wait(&format!("{OPEN} === 'form'"));
    chrome.key("Escape");
    chrome.key("2");
    chrome.click(".fields button.link");
    chrome.key("z");
    // Where the label stands, 200 pixels of the page before the value, is within the view, and the value is.
    let seen = "(() => { const v = document.querySelector('.view').getBoundingClientRect(); const s = document.querySelector('.sheet').getBoundingClientRect(); const at = (x) => s.left + x * s.width / 1600; return s.width > 1600 * 0.5 && at(300) > v.left && at(800) < v.right; })()";
    chrome.wait(seen);
    // Confirmed by one key, and entered with what the report read.
    chrome.key("y");
    chrome.wait("document.querySelector('.fields .checked')?.textContent.includes('甲')");
    let entries = fixture.entries();
    assert_eq!(
        (&entries[0]["action"], &entries[0]["read"], &entries[0]["value"]),
        (&json!("correct"), &json!("王测试"), &Value::Null)
    );
}

#[test]
fn the_team_s_views_are_accessible_in_both_themes() {
    let (Some(mut chrome), Some(script)) = (chrome(), axe()) else {
        return;
    };
    let fixture = Fixture::new();
    fixture.queue_of(4);
    let file = accounts(&fixture, &PEOPLE);
    let desk = team(&fixture, &file, &[]);
    let other = desk.log_in("乙");
    let lead = desk.log_in("丁");
    assert_eq!(
        desk.ask(
            &other,
            "POST",
            "/api/claims",
            &json!({ "tab": "b1", "keys": ["case-001"] })
        )
        .json()["key"],
        "case-001"
    );
    assert_eq!(
        act(&desk, &lead, "case-003", json!({ "action": "assign", "to": "甲" })),
        200
    );
    assert_eq!(
        act(
            &desk,
            &other,
            "case-002",
            json!({ "action": "escalate", "comment": "拿不准" })
        ),
        200
    );
    let view = "%E4%BB%8A%E6%97%A5";
    assert_eq!(desk.ask(&other, "PUT", &format!("/api/queues/{view}"), &json!({ "text": "", "verdicts": [], "code": "", "province": "", "kind": "", "decision": "open", "sort": "due" })).status, 200);
    let mut found = Vec::new();
    chrome.go(&desk.url);
    chrome.wait("document.activeElement?.id === 'login-name'");
    chrome.eval(&script);
    found.extend(serious(&mut chrome, "log in"));
    log_in(&mut chrome, &desk, "甲");
    chrome.wait("document.querySelector('.queue option:nth-child(2)')?.textContent.includes('今日')");
    chrome.eval(&script);
    for dark in [false, true] {
        chrome.dark(dark);
        open_case(&mut chrome, "case-001");
        chrome.wait("document.querySelector('.decide .held')");
        found.extend(serious(&mut chrome, "another's case"));
        open_case(&mut chrome, "case-003");
        chrome.wait("document.querySelector('.act.accept:enabled')");
        std::thread::sleep(Duration::from_millis(300));
        found.extend(serious(&mut chrome, "own case"));
        chrome.key("g");
        chrome.wait("document.querySelector('#assign-to')");
        found.extend(serious(&mut chrome, "hand over"));
        chrome.key("Escape");
        chrome.wait("!document.querySelector('dialog')");
        chrome.click(".queues .icon");
        chrome.wait("document.querySelector('#queue-name')");
        found.extend(serious(&mut chrome, "save queue"));
        chrome.key("Escape");
        chrome.wait("!document.querySelector('dialog')");
    }
    assert_eq!(found, [""; 0]);
}
