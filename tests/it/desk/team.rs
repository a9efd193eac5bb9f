//! People of a team: who may come in, what each may do, whose a case is, what a second look knows, and the record of it all. By
//! hand-written requests.

use serde_json::{Value, json};

use super::super::{chushen, code, stdout};
use super::fixture::{Desk, Fixture, accounts, team};

const PEOPLE: [(&str, &str); 4] = [
    ("甲", "reviewer"),
    ("乙", "reviewer"),
    ("丁", "lead"),
    ("审", "auditor"),
];

fn act(desk: &Desk, cookie: &str, key: &str, act: Value) -> (u16, Value) {
    let case = desk
        .ask(cookie, "GET", &format!("/api/cases/{key}"), &Value::Null)
        .json();
    let asked = json!({ "base": case["state"]["revision"], "digest": case["digest"], "act": act });
    let answer = desk.ask(cookie, "POST", &format!("/api/cases/{key}/decisions"), &asked);
    (answer.status, answer.json())
}

fn claim(desk: &Desk, cookie: &str, tab: &str, keys: &[&str], more: Value) -> Value {
    let mut asked = json!({ "tab": tab, "keys": keys });
    asked.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    desk.ask(cookie, "POST", "/api/claims", &asked).json()
}

/// The desk with its list read, and the cookies of some people.
fn opened(fixture: &Fixture, many: usize, more: &[&str]) -> (Desk, Vec<String>) {
    fixture.queue_of(many);
    let file = accounts(fixture, &PEOPLE);
    let desk = team(fixture, &file, more);
    let cookies: Vec<String> = PEOPLE.iter().map(|(name, _)| desk.log_in(name)).collect();
    for _ in 0..200 {
        let list = desk.ask(&cookies[0], "GET", "/api/cases?since=0", &Value::Null).json();
        if list["rows"].as_array().is_some_and(|r| r.len() == many) {
            return (desk, cookies);
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("the list was never whole");
}

fn row(desk: &Desk, cookie: &str, key: &str) -> Value {
    let list = desk.ask(cookie, "GET", "/api/cases?since=0", &Value::Null).json();
    list["rows"]
        .as_array()
        .unwrap()
        .iter()
        .find(|r| r["k"] == key)
        .unwrap()
        .clone()
}

#[test]
fn nobody_gets_in_without_a_password_and_each_does_what_the_role_allows() {
    let fixture = Fixture::new();
    let (desk, c) = opened(&fixture, 3, &[]);
    for path in [
        "/api/desk",
        "/api/cases",
        "/api/cases/case-000",
        "/api/overview",
        "/api/decisions/csv",
    ] {
        let answer = desk.get(path);
        assert_eq!(
            (answer.status, answer.json()["why"].clone()),
            (401, json!("log-in")),
            "{path}"
        );
        assert_eq!(
            desk.ask(
                "chushen-session=00000000000000000000000000000000",
                "GET",
                path,
                &Value::Null
            )
            .status,
            401
        );
    }
    let wrong = desk.post("/api/session", &json!({ "name": "甲", "password": "wrong horse" }));
    assert_eq!(
        (wrong.status, wrong.json()["why"].clone()),
        (401, json!("wrong-password"))
    );
    let right = desk.post(
        "/api/session",
        &json!({ "name": "甲", "password": super::fixture::PASSWORD }),
    );
    assert!(
        right.headers.contains("httponly") && right.headers.contains("samesite=strict"),
        "{}",
        right.headers
    );

    assert_eq!(
        act(&desk, &c[3], "case-000", json!({ "action": "accept" })).0,
        403,
        "an auditor decides nothing"
    );
    assert_eq!(claim(&desk, &c[3], "t3", &["case-000"], json!({}))["why"], "forbidden");
    assert_eq!(
        act(
            &desk,
            &c[0],
            "case-000",
            json!({ "action": "send-back", "notice": "请重拍" })
        )
        .0,
        200
    );
    let (status, body) = act(&desk, &c[1], "case-000", json!({ "action": "accept" }));
    assert_eq!(
        (status, body["why"].clone(), body["by"].clone()),
        (409, json!("decided-by-other"), json!("甲"))
    );
    assert_eq!(
        act(&desk, &c[1], "case-000", json!({ "action": "undo", "undoes": 1 })).0,
        403,
        "only own steps"
    );
    for sent in [
        json!({ "action": "second-look", "says": "accept" }),
        json!({ "action": "outcome", "result": "passed", "on": "2026-06-01" }),
        json!({ "action": "reveal", "reason": "x" }),
    ] {
        assert_eq!(
            act(&desk, &c[2], "case-001", sent).0,
            400,
            "what the server alone enters"
        );
    }
    assert_eq!(
        act(&desk, &c[2], "case-000", json!({ "action": "accept" })).0,
        200,
        "a lead decides again"
    );
    let names: Vec<Value> = fixture.entries().iter().map(|e| e["reviewer"].clone()).collect();
    assert_eq!(names, ["甲", "丁"], "every act bears who did it");

    assert_eq!(desk.ask(&c[0], "GET", "/api/decisions/csv", &Value::Null).status, 403);
    assert_eq!(desk.ask(&c[3], "GET", "/api/decisions/csv", &Value::Null).status, 200);
    assert_eq!(desk.ask(&c[0], "DELETE", "/api/session", &Value::Null).status, 200);
    assert_eq!(
        desk.ask(&c[0], "GET", "/api/cases", &Value::Null).status,
        401,
        "the session ended"
    );
}

#[test]
fn a_proxy_s_header_is_believed_only_where_it_was_named() {
    let fixture = Fixture::new();
    fixture.queue_of(1);
    let file = accounts(&fixture, &PEOPLE);
    let with = |desk: &Desk, name: &str| {
        let host = desk.address();
        desk.raw(&format!(
            "GET /api/desk HTTP/1.1\r\nHost: {host}\r\nX-Forwarded-User: {name}\r\nConnection: close\r\n\r\n"
        ))
    };
    let plain = team(&fixture, &file, &[]);
    assert_eq!(with(&plain, "丁").status, 401);
    drop(plain);
    let behind = team(&fixture, &file, &["--trust-header", "X-Forwarded-User"]);
    let about = with(&behind, "丁").json();
    assert_eq!(
        (about["name"].clone(), about["role"].clone()),
        (json!("丁"), json!("lead"))
    );
    assert_eq!(with(&behind, "戊").json()["why"], "unknown-person");
    assert_eq!(
        behind
            .post(
                "/api/session",
                &json!({ "name": "甲", "password": super::fixture::PASSWORD })
            )
            .status,
        401
    );
}

#[test]
fn a_case_is_one_person_s_and_the_next_is_what_nobody_has() {
    let fixture = Fixture::new();
    let (desk, c) = opened(&fixture, 4, &["--claim-seconds", "4"]);
    let keys = ["case-000", "case-001", "case-002", "case-003"];
    let next = |cookie: &str, tab: &str| claim(&desk, cookie, tab, &keys, json!({ "next": true }))["key"].clone();
    assert_eq!(next(&c[0], "a1"), "case-000");
    assert_eq!(next(&c[1], "b1"), "case-001");
    assert_eq!(
        next(&c[0], "a2"),
        "case-002",
        "another tab of the same person gets another case"
    );
    assert_eq!(row(&desk, &c[1], "case-000")["o"], "甲");
    let opened = claim(&desk, &c[1], "b2", &["case-000"], json!({}));
    assert_eq!(
        (opened["key"].clone(), opened["by"].clone()),
        (Value::Null, json!("甲"))
    );
    // A tab that opens somebody else's case has left its own.
    assert_eq!(claim(&desk, &c[1], "b3", &["case-003"], json!({}))["key"], "case-003");
    assert!(claim(&desk, &c[1], "b3", &["case-000"], json!({}))["key"].is_null());
    assert!(row(&desk, &c[1], "case-003")["o"].is_null());
    let (status, body) = act(&desk, &c[1], "case-000", json!({ "action": "accept" }));
    assert_eq!((status, body["why"].clone()), (409, json!("claimed")));
    assert_eq!(
        claim(&desk, &c[1], "b2", &["case-000"], json!({ "over": true }))["why"],
        "forbidden"
    );
    assert_eq!(
        claim(&desk, &c[2], "d1", &["case-000"], json!({ "over": true }))["key"],
        "case-000"
    );
    let heard = desk
        .ask(&c[0], "POST", "/api/cases/case-000/claim", &json!({ "tab": "a1" }))
        .json();
    assert_eq!((heard["lost"].clone(), heard["by"].clone()), (json!(true), json!("丁")));
    // A decision ends its claim; a handed-over case is nobody else's next; an escalated one is the leads'.
    assert_eq!(act(&desk, &c[2], "case-000", json!({ "action": "accept" })).0, 200);
    assert!(row(&desk, &c[1], "case-000")["o"].is_null());
    assert_eq!(
        act(
            &desk,
            &c[1],
            "case-001",
            json!({ "action": "assign", "to": "甲", "comment": "你熟" })
        )
        .0,
        200
    );
    assert_eq!(
        act(&desk, &c[1], "case-001", json!({ "action": "assign", "to": "乙" })).0,
        403,
        "it is 甲's now"
    );
    assert_eq!(
        act(
            &desk,
            &c[0],
            "case-002",
            json!({ "action": "escalate", "comment": "拿不准" })
        )
        .0,
        200
    );
    assert_eq!(next(&c[1], "b1"), "case-003");
    assert_eq!(next(&c[0], "a1"), "case-001");
    assert_eq!(next(&c[2], "d1"), "case-002");
    assert_eq!(
        desk.ask(&c[1], "DELETE", "/api/claims", &json!({ "tab": "b1" })).status,
        200
    );
    assert!(row(&desk, &c[0], "case-003")["o"].is_null());
    // Nothing was heard of 丁's tab for longer than a claim holds.
    std::thread::sleep(std::time::Duration::from_secs(5));
    assert!(row(&desk, &c[0], "case-002")["o"].is_null());
}

#[test]
fn a_killed_desk_knows_whose_a_case_was_and_a_second_desk_is_refused() {
    let fixture = Fixture::new();
    let (desk, c) = opened(&fixture, 2, &[]);
    assert_eq!(claim(&desk, &c[0], "a1", &["case-000"], json!({}))["key"], "case-000");
    assert_eq!(
        desk.ask(
            &c[0],
            "PUT",
            "/api/queues/%E4%BB%8A%E6%97%A5",
            &json!({ "sort": "due" })
        )
        .status,
        200
    );
    let file = fixture.dir.path().join("accounts.toml");
    let mut second = chushen();
    second
        .arg("serve")
        .arg(fixture.reports())
        .arg("--cases")
        .arg(fixture.queue());
    let second = second
        .args(["--addr", "127.0.0.1:0", "--accounts"])
        .arg(&file)
        .output()
        .unwrap();
    assert_eq!(code(&second), Some(2));
    desk.kill();
    let desk = team(&fixture, &file, &[]);
    for _ in 0..100 {
        if desk.ask(&c[1], "GET", "/api/cases?since=0", &Value::Null).json()["rows"]
            .as_array()
            .is_some_and(|r| r.len() == 2)
        {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    assert_eq!(
        claim(&desk, &c[1], "b1", &["case-000"], json!({}))["by"],
        "甲",
        "sessions and claims outlive a kill"
    );
    let list = desk.ask(&c[1], "GET", "/api/cases?since=0", &Value::Null).json();
    assert_eq!(list["queues"][0]["name"], "今日");
}

#[test]
fn a_second_look_knows_nothing_and_a_lead_settles() {
    let fixture = Fixture::new();
    let (desk, c) = opened(&fixture, 3, &["--second-looks", "100"]);
    let case = |cookie: &str, key: &str| {
        desk.ask(cookie, "GET", &format!("/api/cases/{key}"), &Value::Null)
            .json()
    };
    assert_eq!(
        act(
            &desk,
            &c[0],
            "case-000",
            json!({ "action": "send-back", "notice": "请上传彩色件" })
        )
        .0,
        200
    );
    let seen = case(&c[1], "case-000");
    assert_eq!(seen["state"]["history"], json!([]));
    assert!(!seen.to_string().contains("请上传彩色件") && row(&desk, &c[1], "case-000")["x"].is_null());
    assert_eq!(
        claim(&desk, &c[1], "b1", &["case-000"], json!({ "next": true }))["key"],
        "case-000"
    );
    let (status, body) = act(&desk, &c[1], "case-000", json!({ "action": "accept" }));
    assert_eq!(
        (status, body["state"]["decision"]["action"].clone()),
        (200, json!("accept")),
        "{body}"
    );
    assert_eq!(
        case(&c[0], "case-000")["state"]["decision"]["action"],
        "send-back",
        "the decision stands"
    );
    assert_eq!(row(&desk, &c[2], "case-000")["q"], true);
    assert!(row(&desk, &c[0], "case-000")["q"].is_null());
    assert_eq!(case(&c[2], "case-000")["differs"], true);
    assert_eq!(
        act(
            &desk,
            &c[2],
            "case-000",
            json!({ "action": "send-back", "notice": "退回" })
        )
        .0,
        200
    );
    assert!(row(&desk, &c[2], "case-000")["q"].is_null());
    let kinds: Vec<Value> = fixture.entries().iter().map(|e| e["action"].clone()).collect();
    assert_eq!(kinds, ["send-back", "second-look", "send-back"]);
}

#[test]
fn numbers_are_shown_whole_to_whom_it_is_allowed_and_that_is_entered() {
    let fixture = Fixture::new();
    let (desk, c) = opened(&fixture, 1, &[]);
    let number = "11010519491231002X";
    let ask = |cookie: &str| {
        desk.ask(
            cookie,
            "POST",
            "/api/cases/case-000/reveal",
            &json!({ "reason": "核对末位" }),
        )
    };
    assert!(
        !desk
            .ask(&c[2], "GET", "/api/cases/case-000", &Value::Null)
            .json()
            .to_string()
            .contains(number)
    );
    assert_eq!(ask(&c[0]).status, 403);
    let shown = ask(&c[2]).json();
    assert!(shown["whole"] == true && shown["declared"].to_string().contains(number));
    let entries = fixture.entries();
    assert_eq!(
        (entries.len(), &entries[0]["action"], &entries[0]["reviewer"]),
        (1, &json!("reveal"), &json!("丁"))
    );
    assert!(!entries[0].to_string().contains(number));
}

#[test]
fn the_record_is_followed_and_copied_while_the_desk_is_open() {
    let fixture = Fixture::new();
    let (desk, c) = opened(&fixture, 3, &[]);
    for key in ["case-000", "case-001", "case-002"] {
        assert_eq!(act(&desk, &c[0], key, json!({ "action": "hold" })).0, 200);
    }
    let verify = |folder: &std::path::Path, more: &[&str]| {
        let out = chushen()
            .args(["decisions", "verify"])
            .arg(folder)
            .args(more)
            .output()
            .unwrap();
        (code(&out), stdout(&out))
    };
    let (ended, text) = verify(&fixture.reports(), &[]);
    assert_eq!(ended, Some(0), "{text}");
    let head = text.lines().find_map(|l| l.strip_prefix("head ")).unwrap().to_owned();
    let copy = fixture.dir.path().join("copy");
    let out = chushen()
        .args(["desk", "backup"])
        .arg(fixture.reports())
        .arg("--into")
        .arg(&copy)
        .output()
        .unwrap();
    assert_eq!(code(&out), Some(0));
    assert!(copy.join("desk.redb").is_file() && stdout(&out).contains(&head));
    assert_eq!(verify(&copy, &["--expect", &head]).0, Some(0));
    // A word is changed within the first line.
    let path = copy.join("decisions.jsonl");
    let changed = std::fs::read_to_string(&path).unwrap().replacen("甲", "乙", 1);
    std::fs::write(&path, changed).unwrap();
    let (ended, text) = verify(&copy, &[]);
    assert!(ended == Some(1) && text.contains("line 2"), "{text}");
}

#[test]
fn outcomes_agreement_and_gold_are_told_from_the_record() {
    let fixture = Fixture::new();
    let mut case = fixture.case("case-000");
    case.declare();
    case.picture("a.png", 400, 300, [100, 80, 120, 40], 0);
    let field = json!({ "value": "王洲试", "confidence": 0.6, "page": 1, "box": [100, 80, 120, 40], "source": "ocr" });
    case.report["documents"][0]["fields"] = json!({ "responsible-person": field });
    case.finding("image.blurred", "review", Some("a.png"), Some([100, 80, 120, 40]));
    case.write();
    let file = accounts(&fixture, &PEOPLE);
    let desk = team(&fixture, &file, &["--second-looks", "100"]);
    let c: Vec<String> = PEOPLE.iter().map(|(name, _)| desk.log_in(name)).collect();
    for _ in 0..100 {
        if desk.ask(&c[0], "GET", "/api/cases/case-000", &Value::Null).status == 200 {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    // The page says neither what was read nor where; the report does.
    let correct = json!({ "action": "correct", "document": "a.png", "page": 1, "field": "responsible-person", "read": "", "value": "王测试" });
    assert_eq!(act(&desk, &c[0], "case-000", correct).0, 200);
    let unknown = json!({ "action": "correct", "document": "a.png", "page": 1, "field": "phone", "read": "" });
    assert_eq!(act(&desk, &c[0], "case-000", unknown).0, 400);
    assert_eq!(act(&desk, &c[0], "case-000", json!({ "action": "accept" })).0, 200);
    assert_eq!(
        act(
            &desk,
            &c[1],
            "case-000",
            json!({ "action": "send-back", "notice": "重拍", "remark": "问销售" })
        )
        .0,
        200
    );
    let table = fixture.dir.path().join("outcomes.csv");
    std::fs::write(
        &table,
        "案件编号,审核结果,审核日期,退回原因\ncase-000,退回,2026-06-05,照片模糊\nother,通过,2026-06-05,\n",
    )
    .unwrap();
    let run = |args: &[&str], more: &[&std::path::Path]| {
        let out = chushen().arg("decisions").args(args).args(more).output().unwrap();
        assert_eq!(code(&out), Some(0), "{args:?}");
        stdout(&out)
    };
    let reports = fixture.reports();
    let imported = run(&["import-outcomes", "--by", "丁"], &[&table, &reports]);
    assert!(imported.contains("entered 1"), "{imported}");
    let outcomes = run(&["outcomes"], &[&reports]);
    for line in [
        "all,,1,1,1,",
        "person,甲,1,1,1,",
        "code,image.blurred,1,1,1,",
        "reason,照片模糊,1,1,1,",
    ] {
        assert!(outcomes.contains(line), "{line}: {outcomes}");
    }
    let agreement = run(&["agreement"], &[&reports]);
    for line in [
        "person,乙,1,0,0,0,0.97",
        "person,甲,1,0,0,0,0.97",
        "code,image.blurred,1,0,0,0,0.97",
    ] {
        assert!(agreement.contains(line), "{line}: {agreement}");
    }
    let gold: Value = serde_json::from_str(run(&["export", "--gold"], &[&reports]).trim()).unwrap();
    assert_eq!(
        (&gold["read"], &gold["truth"], &gold["box"]),
        (&json!("王洲试"), &json!("王测试"), &json!([100, 80, 120, 40]))
    );
    assert_eq!((&gold["right"], &gold["by"]), (&json!(false), &json!("甲")));
    // Leads are told at the desk, reviewers are not.
    assert_eq!(
        desk.ask(&c[2], "GET", "/api/overview", &Value::Null).json()["agreement"]
            .as_array()
            .unwrap()
            .len(),
        3
    );
    assert_eq!(
        desk.ask(&c[0], "GET", "/api/overview", &Value::Null).json()["agreement"],
        json!([])
    );
}

#[test]
fn a_notice_is_in_the_house_s_words_and_item_by_item() {
    let fixture = Fixture::new();
    let mut case = fixture.case("case-000");
    case.declare();
    case.picture("a.png", 400, 300, [100, 80, 120, 40], 0);
    case.finding("image.blurred", "review", Some("a.png"), Some([100, 80, 120, 40]));
    case.finding("image.not-colour", "reject", Some("a.png"), Some([100, 80, 120, 40]));
    case.write();
    let house = fixture.dir.path().join("house.toml");
    let words = "provider = \"示例云\"\ndeadline_workdays = 5\n[zh]\nopening = \"尊敬的{subject}：\"\nclosing = \"请于{deadline}前重新提交。{provider}\"\nphrases = [\"案件{case}\"]\n";
    std::fs::write(&house, words).unwrap();
    let desk = super::fixture::desk(&fixture, "甲", &["--house", house.to_str().unwrap()]);
    desk.list(1);
    let whole = desk.get("/api/cases/case-000").json();
    let text = whole["notice"]["zh"].as_str().unwrap();
    assert!(
        text.starts_with("尊敬的王测试：\n") && text.trim_end().ends_with("前重新提交。示例云"),
        "{text}"
    );
    assert!(
        text.contains("message of image.blurred") && text.contains("message of image.not-colour"),
        "{text}"
    );
    assert_eq!(whole["notice"]["phrases"]["zh"], json!(["案件case-000"]));
    let less = desk
        .post("/api/cases/case-000/notice", &json!({ "without": [0] }))
        .json();
    let text = less["zh"].as_str().unwrap();
    assert!(
        !text.contains("message of image.blurred") && text.contains("message of image.not-colour"),
        "{text}"
    );
}
