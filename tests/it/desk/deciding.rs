//! Decisions: by keys alone, undone, by two reviewers at once, exported.

use std::collections::BTreeSet;

use serde_json::json;

use super::super::{chushen, code, stdout};
use super::chrome::chrome;
use super::fixture::{Fixture, desk};

const OPEN: &str = "document.querySelector('.heading h2')?.textContent";

#[test]
fn keys_alone_decide_twenty_cases() {
    let Some(mut chrome) = chrome() else { return };
    let fixture = Fixture::new();
    fixture.queue_of(20);
    let desk = desk(&fixture, "甲", &[]);
    chrome.go(&desk.url);
    chrome.wait("document.querySelectorAll('.row').length > 7 && document.querySelector('.heading h2')");
    for n in 0..20 {
        let before = chrome.text(OPEN);
        let verdict = chrome.text("document.querySelector('.heading .verdict').classList[1]");
        match verdict.as_str() {
            "pass" => chrome.key("a"),
            "reject" => {
                chrome.key("r");
                chrome.wait("document.querySelector('dialog.ask textarea')?.value.includes('mend image.not-colour')");
                chrome.type_text("您好。");
                chrome.control("Enter");
            }
            _ if n % 2 == 0 => {
                chrome.key("h");
                chrome.wait("document.activeElement?.matches('dialog.ask textarea')");
                chrome.type_text("等补充");
                chrome.control("Enter");
            }
            _ => {
                chrome.key("x");
                chrome.wait("document.activeElement?.matches('dialog.ask textarea')");
                chrome.type_text("看得清");
                chrome.control("Enter");
                chrome.wait("document.querySelector('article.gone') && !document.querySelector('dialog')");
                chrome.key("a");
            }
        }
        if n < 19 {
            chrome.wait(&format!("{OPEN} !== {}", json!(before)));
        }
    }
    chrome.wait("document.querySelector('.decide .now.accept, .decide .now.hold, .decide .now.send-back')");
    let entries = fixture.entries();
    let decided: BTreeSet<&str> = entries
        .iter()
        .filter(|e| e["action"] != "overrule")
        .map(|e| e["case"].as_str().unwrap())
        .collect();
    assert_eq!(decided.len(), 20);
    assert!(
        entries
            .iter()
            .all(|e| e["reviewer"] == "甲" && e["digest"].as_str().unwrap().len() == 64)
    );
    let of = |action: &str| entries.iter().filter(|e| e["action"] == action).count();
    assert_eq!((of("send-back"), of("accept") + of("hold")), (7, 13));
    assert!(of("overrule") > 0);
    let notice = entries.iter().find(|e| e["action"] == "send-back").unwrap()["notice"]
        .as_str()
        .unwrap();
    assert!(
        notice.starts_with("您好。") && notice.contains("message of image.not-colour"),
        "{notice}"
    );
    assert_eq!(chrome.problems(), [""; 0]);
}

#[test]
fn accepting_a_rejected_case_asks_twice_and_undo_brings_it_back() {
    let Some(mut chrome) = chrome() else { return };
    let fixture = Fixture::new();
    fixture.queue_of(2);
    let desk = desk(&fixture, "甲", &[]);
    chrome.go(&desk.url);
    chrome.wait(&format!("{OPEN} === 'case-000'"));
    chrome.key("a");
    chrome.wait("!document.querySelector('.toast').hidden");
    assert!(fixture.entries().is_empty());
    chrome.key("a");
    chrome.wait(&format!("{OPEN} === 'case-001'"));
    chrome.wait("document.querySelector('.row[data-key=case-000] .done.accept')");
    chrome.key("u");
    chrome.wait(&format!(
        "{OPEN} === 'case-000' && !document.querySelector('.row .done')"
    ));
    let entries = fixture.entries();
    assert_eq!(
        (entries.len(), &entries[1]["action"], &entries[1]["undoes"]),
        (2, &json!("undo"), &json!(1))
    );
    let report = std::fs::read(fixture.reports().join("case-000.json")).unwrap();
    assert!(
        !String::from_utf8(report).unwrap().contains("accept"),
        "a report is never changed"
    );
    assert_eq!(chrome.problems(), [""; 0]);
}

#[test]
fn two_reviewers_do_not_overwrite_each_other() {
    let Some(mut chrome) = chrome() else { return };
    let fixture = Fixture::new();
    fixture.queue_of(3);
    let (first, second) = (desk(&fixture, "甲", &[]), desk(&fixture, "乙", &[]));
    chrome.go(&first.url);
    chrome.wait(&format!("{OPEN} === 'case-000'"));
    second.list(3);
    let case = second.get("/api/cases/case-000").json();
    // The page must not hear of the other decision before it decides itself.
    chrome.eval("window.setTimeout = () => 0");
    std::thread::sleep(std::time::Duration::from_millis(2300));
    let act = json!({ "base": 0, "digest": case["digest"], "act": { "action": "hold", "reason": "" } });
    assert_eq!(second.post("/api/cases/case-000/decisions", &act).status, 200);
    chrome.key("a");
    chrome.wait("!document.querySelector('.toast').hidden");
    chrome.key("a");
    chrome.wait("document.querySelector('dialog.again')?.innerText.includes('乙')");
    chrome.wait("document.querySelector('.decide .now.hold')?.textContent.includes('乙')");
    let entries = fixture.entries();
    assert_eq!((entries.len(), &entries[0]["reviewer"]), (1, &json!("乙")));
    chrome.key("Escape");
    chrome.wait("!document.querySelector('dialog')");
    // Having seen it, the first reviewer may decide otherwise.
    chrome.key("a");
    chrome.key("a");
    chrome.wait(&format!("{OPEN} !== 'case-000'"));
    assert_eq!(fixture.entries()[1]["reviewer"], "甲");
}

#[test]
fn what_does_not_fit_is_refused() {
    let fixture = Fixture::new();
    fixture.queue_of(1);
    let desk = desk(&fixture, "甲", &[]);
    desk.list(1);
    let path = "/api/cases/case-000/decisions";
    let digest = desk.get("/api/cases/case-000").json()["digest"].clone();
    let ask =
        |base: u64, act: serde_json::Value| desk.post(path, &json!({ "base": base, "digest": digest, "act": act }));
    let place = json!({ "code": "image.not-colour", "document": "b.png", "page": 1 });
    for act in [
        json!({ "action": "send-back", "notice": "  " }),
        json!({ "action": "overrule", "finding": place, "reason": "so" }),
        json!({ "action": "approve" }),
    ] {
        assert_eq!(ask(0, act.clone()).status, 400, "{act}");
    }
    assert_eq!(
        ask(0, json!({ "action": "undo", "undoes": 1 })).json()["why"],
        "nothing-to-undo"
    );
    assert_eq!(ask(3, json!({ "action": "accept" })).json()["why"], "decided-meanwhile");
    let old = desk.post(
        path,
        &json!({ "base": 0, "digest": "0", "act": { "action": "accept" } }),
    );
    assert_eq!((old.status, &old.json()["why"]), (409, &json!("renewed")));
    assert_eq!(
        desk.post(
            "/api/cases/none/decisions",
            &json!({ "base": 0, "digest": "0", "act": { "action": "accept" } })
        )
        .status,
        404
    );
    assert!(fixture.entries().is_empty());
}

#[test]
fn without_a_name_nothing_is_decided() {
    let fixture = Fixture::new();
    fixture.queue_of(1);
    let desk = desk(&fixture, " ", &[]);
    desk.list(1);
    let digest = desk.get("/api/cases/case-000").json()["digest"].clone();
    let act = json!({ "base": 0, "digest": digest, "act": { "action": "accept" } });
    let answer = desk.post("/api/cases/case-000/decisions", &act);
    assert_eq!((answer.status, &answer.json()["why"]), (403, &json!("no-reviewer")));
    assert!(fixture.entries().is_empty());
}

#[test]
fn decisions_are_exported() {
    let fixture = Fixture::new();
    fixture.queue_of(2);
    let desk = desk(&fixture, "=甲", &[]);
    desk.list(2);
    let case = desk.get("/api/cases/case-000").json();
    let finding = json!({ "code": "image.not-colour", "document": "a.png", "page": 1, "box": [100, 80, 120, 40] });
    let path = "/api/cases/case-000/decisions";
    let acts = [
        json!({ "action": "overrule", "finding": finding, "reason": "是彩色的" }),
        json!({ "action": "send-back", "notice": "一,\n\"二\"" }),
    ];
    for (base, act) in acts.iter().enumerate() {
        let answer = desk.post(path, &json!({ "base": base, "digest": case["digest"], "act": act }));
        assert_eq!(answer.status, 200, "{}", answer.json());
    }
    let run = |args: &[&str]| {
        let output = chushen()
            .arg("decisions")
            .args(args)
            .arg(fixture.reports())
            .output()
            .unwrap();
        assert_eq!(code(&output), Some(0));
        stdout(&output)
    };
    let csv = run(&["export"]);
    let mut lines = csv.splitn(2, "\r\n");
    assert_eq!(
        lines.next(),
        Some("\u{feff}case,report,decision,reviewer,at,overruled,text,digest")
    );
    let row = lines.next().unwrap();
    assert!(row.starts_with("case-000,case-000,send-back,'=甲,2"), "{row}");
    assert!(row.contains(",image.not-colour,\"一,\n\"\"二\"\"\","), "{row}");
    let jsonl: serde_json::Value = serde_json::from_str(&run(&["export", "--format", "jsonl"])).unwrap();
    assert_eq!(
        (&jsonl["case"], &jsonl["decision"]),
        (&json!("case-000"), &json!("send-back"))
    );
    assert_eq!(
        run(&["overruled"]),
        "\u{feff}code,found,overruled,reasons\r\nimage.not-colour,1,1,是彩色的\r\n"
    );
    assert_eq!(csv, String::from_utf8(desk.get("/api/decisions/csv").body).unwrap());
}
