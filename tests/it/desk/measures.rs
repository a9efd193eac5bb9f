//! Figures and pictures for people, run by hand: `make desk-figures`, `make desk-pictures`. Nothing here is a test.

use std::path::{Path, PathBuf};
use std::time::Instant;

use serde_json::{Value, json};

use super::chrome::chrome;
use super::fixture::{Desk, Fixture, accounts, desk, desk_over};

/// Peak and present memory of a process in megabytes, from Linux's own account.
fn memory(desk: &Desk) -> [u64; 2] {
    let text = std::fs::read_to_string(format!("/proc/{}/status", desk.process())).unwrap_or_default();
    ["VmHWM:", "VmRSS:"].map(|name| {
        let line = text.lines().find(|l| l.starts_with(name)).unwrap_or("0 0");
        line.split_whitespace()
            .nth(1)
            .and_then(|v| v.parse::<u64>().ok())
            .unwrap_or(0)
            / 1024
    })
}

fn reports_of_samples() -> PathBuf {
    std::env::var_os("CHUSHEN_DESK_REPORTS").map_or_else(|| PathBuf::from("reports"), PathBuf::from)
}

#[test]
#[ignore = "a measurement: prints, asserts nothing"]
fn ten_thousand_reports() {
    let Some(mut chrome) = chrome() else { return };
    let fixture = Fixture::new();
    // The shipped example report 10,000 times under other names, with what differs in practice made to differ.
    let example = include_str!("../../../reports/example/other-domain.json");
    let provinces = ["四川", "广东", "浙江", "北京", "上海", "江苏"];
    for n in 0..10_000usize {
        let mut report: Value = serde_json::from_str(example).unwrap();
        report["case"]["id"] = json!(format!("load-{n:05}"));
        report["case"]["province"] = json!(provinces[n % provinces.len()]);
        let text = serde_json::to_string_pretty(&report).unwrap();
        std::fs::write(fixture.reports().join(format!("load-{n:05}.json")), text).unwrap();
    }
    let bytes = std::fs::metadata(fixture.reports().join("load-00000.json"))
        .unwrap()
        .len();
    let begun = Instant::now();
    let desk = desk(&fixture, "甲", &[]);
    let open = begun.elapsed();
    while desk.get("/api/cases?since=9999999").json()["unread"] != 0
        || desk.get("/api/cases?since=9999999").json()["total"] != 10_000
    {
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    let read = begun.elapsed();
    println!("10000 reports of {bytes} bytes: open after {open:.2?}, all read after {read:.2?}");
    println!("memory after reading: peak and present {:?} MB", memory(&desk));
    for round in 1..=3 {
        let begun = Instant::now();
        chrome.go(&desk.url);
        chrome.wait("document.querySelector('.count')?.textContent.startsWith('10,000')");
        let list = begun.elapsed();
        chrome.wait("document.querySelector('.heading h2')");
        println!(
            "round {round}: list shown after {list:.2?}, first case after {:.2?}",
            begun.elapsed()
        );
    }
    let begun = Instant::now();
    chrome.key("/");
    chrome.type_text("09999");
    chrome.wait("document.querySelectorAll('.row').length === 1");
    println!("search: {:.2?}", begun.elapsed());
    println!("memory at the end: peak and present {:?} MB", memory(&desk));
}

#[test]
#[ignore = "a measurement: prints, asserts nothing"]
fn a_cold_picture() {
    let Some(mut chrome) = chrome() else { return };
    let fixture = Fixture::new();
    for n in 0..6 {
        // 2-megapixel photographs are noisy; noise is the dear part of a JPEG.
        let mut case = fixture.case(&format!("p-{n}"));
        case.declare();
        let noise = image::RgbImage::from_fn(1732, 1155, |x, y| {
            let v = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503) ^ (x * y)) >> 3;
            image::Rgb([
                200 + (v % 40) as u8,
                190 + (v / 7 % 40) as u8,
                180 + (v / 31 % 40) as u8,
            ])
        });
        let mut bytes = std::io::Cursor::new(Vec::new());
        noise.write_to(&mut bytes, image::ImageFormat::Jpeg).unwrap();
        case.file("a.jpg", bytes.get_ref());
        case.page("a.jpg", 1732, 1155, 0);
        case.write();
    }
    let desk = desk(&fixture, "甲", &[]);
    chrome.go(&desk.url);
    chrome.wait("document.querySelector('.sheet img')?.naturalWidth");
    for n in 1..6 {
        let begun = Instant::now();
        chrome.click(&format!(".row[data-key='p-{n}']"));
        chrome.wait(&format!("document.querySelector('.heading h2').textContent === 'p-{n}' && document.querySelector('.sheet img').complete && document.querySelector('.sheet img').naturalWidth"));
        println!("2-megapixel JPEG, cold: shown {:.0?} after the click", begun.elapsed());
    }
    println!("memory: peak and present {:?} MB", memory(&desk));
}

#[test]
#[ignore = "makes the pictures of docs/"]
fn pictures_of_the_docs() {
    let Some(mut chrome) = chrome() else { return };
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let reports = reports_of_samples();
    let copy = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(&reports)
        .unwrap()
        .flatten()
        .filter(|e| e.path().is_file())
    {
        std::fs::copy(entry.path(), copy.path().join(entry.file_name())).unwrap();
    }
    let desk = desk_over(copy.path(), &here.join("samples/queue"), "陈", &[]);
    desk.list(10);
    // Some decisions, so that the list and the tables show what they are for.
    let decide = |key: &str, base: u64, act: Value| {
        let digest = desk.get(&format!("/api/cases/{key}")).json()["digest"].clone();
        let asked = json!({ "base": base, "digest": digest, "act": act });
        let answer = desk.post(&format!("/api/cases/{key}/decisions"), &asked);
        assert_eq!(answer.status, 200, "{}", answer.json());
    };
    decide("clean-both-sides", 0, json!({ "action": "accept" }));
    decide("clean-company", 0, json!({ "action": "accept" }));
    decide(
        "grey-card",
        0,
        json!({ "action": "send-back", "notice": "请上传彩色扫描件。" }),
    );
    decide(
        "no-declaration",
        0,
        json!({ "action": "hold", "reason": "等待申报信息" }),
    );
    let blurred = desk.get("/api/cases/blurred-card").json();
    if let Some(f) = blurred["report"]["findings"].as_array().and_then(|f| f.first()) {
        let mut place = json!({ "code": f["code"], "document": f["document"], "page": f["page"] });
        for name in ["box", "field"] {
            if !f[name].is_null() {
                place[name] = f[name].clone();
            }
        }
        decide(
            "blurred-card",
            0,
            json!({ "action": "overrule", "finding": place, "reason": "肉眼可辨" }),
        );
    }
    let mut take = |name: &str, dark: bool, keys: &[&str], case: &str| {
        chrome.dark(dark);
        chrome.go(&desk.url);
        chrome.wait("document.querySelector('.sheet img')?.naturalWidth");
        chrome.click(&format!(".row[data-key='{case}']"));
        chrome.wait(&format!("document.querySelector('.heading h2').textContent === '{case}' && document.querySelector('.sheet img').complete && document.querySelector('.sheet img').naturalWidth"));
        for key in keys {
            chrome.key(key);
            std::thread::sleep(std::time::Duration::from_millis(400));
        }
        let png = chrome.png();
        std::fs::write(here.join("docs/desk").join(name), png).unwrap();
        if keys.contains(&"l") {
            chrome.key("Escape");
            chrome.wait("!document.querySelector('dialog')");
            chrome.key("l");
        }
    };
    take("case-zh-light.png", false, &[], "other-domain");
    take("case-en-dark.png", true, &["l"], "other-domain");
    take("zoom-zh-dark.png", true, &["z"], "other-domain");
    take("notice-en-light.png", false, &["l", "r"], "other-domain");
    take("overview-zh-light.png", false, &["o"], "other-domain");
    take("overview-en-dark.png", true, &["l", "o"], "other-domain");
}

#[test]
#[ignore = "makes the pictures of docs/"]
fn pictures_of_a_team() {
    let Some(mut chrome) = chrome() else { return };
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let fixture = Fixture::new();
    for entry in std::fs::read_dir(reports_of_samples())
        .unwrap()
        .flatten()
        .filter(|e| e.path().is_file())
    {
        std::fs::copy(entry.path(), fixture.reports().join(entry.file_name())).unwrap();
    }
    let house = fixture.dir.path().join("house.toml");
    let words = "provider = \"示例云\"\nhotline = \"400-000-0000\"\ndeadline_workdays = 5\n[zh]\nopening = \"尊敬的{subject}，您好：\"\nclosing = \"请于{deadline}前修改后重新提交。咨询：{provider}，{hotline}。\"\nphrases = [\"请上传原件的彩色扫描件。\", \"请在光线充足处重新拍摄。\", \"请补盖公章。\"]\n";
    std::fs::write(&house, words).unwrap();
    let people = [("陈甲", "lead"), ("李乙", "reviewer"), ("王丙", "reviewer")];
    let file = accounts(&fixture, &people);
    let more = ["--accounts", file.to_str().unwrap(), "--house", house.to_str().unwrap()];
    let desk = desk_over(&fixture.reports(), &here.join("samples/queue"), "-", &more);
    let other = desk.log_in("李乙");
    let ask = |method: &str, path: &str, body: Value| {
        let answer = desk.ask(&other, method, path, &body);
        assert_eq!(answer.status, 200, "{path}: {}", answer.json());
        answer.json()
    };
    // The list is whole once the first case can be opened.
    for _ in 0..100 {
        if desk.ask(&other, "GET", "/api/cases/blurred-card", &Value::Null).status == 200 {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    let decide = |key: &str, act: Value| {
        let case = ask("GET", &format!("/api/cases/{key}"), Value::Null);
        let asked = json!({ "base": case["state"]["revision"], "digest": case["digest"], "act": act });
        ask("POST", &format!("/api/cases/{key}/decisions"), asked);
    };
    decide("clean-both-sides", json!({ "action": "accept" }));
    decide(
        "no-declaration",
        json!({ "action": "escalate", "comment": "没有申报信息，是否联系客户？" }),
    );
    decide(
        "grey-card",
        json!({ "action": "send-back", "notice": "请上传彩色扫描件。" }),
    );
    ask(
        "POST",
        "/api/claims",
        json!({ "tab": "t1", "keys": ["no-company-seal"] }),
    );
    let view = json!({ "text": "", "verdicts": ["reject", "review"], "code": "", "province": "", "kind": "", "decision": "open", "sort": "due" });
    ask("PUT", "/api/queues/%E4%BB%8A%E6%97%A5%E5%88%B0%E6%9C%9F", view);
    chrome.go(&desk.url);
    chrome.wait("document.activeElement?.id === 'login-name'");
    chrome.type_text("陈甲");
    chrome.click("#login-password");
    chrome.type_text(super::fixture::PASSWORD);
    chrome.key("Enter");
    chrome.wait("document.querySelector('.row[data-key=other-domain]')");
    let take = |chrome: &mut super::chrome::Chrome, name: &str| {
        chrome.wait("document.querySelector('.sheet img')?.naturalWidth");
        std::thread::sleep(std::time::Duration::from_millis(800));
        let picture = chrome.png();
        std::fs::write(here.join(format!("docs/desk/{name}.png")), picture).unwrap();
    };
    chrome.click(".row[data-key=other-domain]");
    chrome.wait("document.querySelector('.heading h2')?.textContent === 'other-domain' && document.querySelector('.act.accept:enabled')");
    chrome.click("#tab-declared");
    chrome.wait("document.querySelector('.compared')");
    take(&mut chrome, "team-zh-light");
    chrome.key("r");
    chrome.wait("document.querySelector('dialog .phrases')");
    take(&mut chrome, "team-notice-zh-light");
    chrome.key("Escape");
    chrome.wait("!document.querySelector('dialog')");
    chrome.dark(true);
    chrome.click(".row[data-key=no-company-seal]");
    chrome.wait("document.querySelector('.decide .held')");
    take(&mut chrome, "team-zh-dark");
}
