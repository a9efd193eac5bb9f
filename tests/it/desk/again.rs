//! Second submissions told by a real desk: the pairs of `pairs`, one submission alone, the page.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::{Value, json};

use super::axe::{axe, serious};
use super::chrome::chrome;
use super::fixture::{Desk, Fixture, desk};
use super::pairs::{Made, Paper, STORIES, Submission, Truth, number, pair, samples};

/// What the desk tells of a case.
fn told(desk: &Desk, key: &str) -> Truth {
    let answer = desk.get(&format!("/api/cases/{key}/earlier"));
    assert_eq!(answer.status, 200, "{}", answer.json());
    let told = answer.json();
    let Some(with) = told["with"].as_str() else {
        return Truth::default();
    };
    let report = desk.get(&format!("/api/cases/{key}")).json()["report"].clone();
    let word = |v: &Value| v.as_str().unwrap().to_owned();
    let path = |report: &Value, v: &Value| word(&report["documents"][v.as_u64().unwrap() as usize]["path"]);
    let list = |v: &Value| v.as_array().unwrap().clone();
    let beside = &told["beside"];
    let paper = |p: &Value| {
        let how = p["earlier"].as_array().map(|e| word(&e[1]));
        (path(&report, &p["document"]), (word(&p["fate"]), how))
    };
    let asked = |a: &Value| {
        let finding = &told["report"]["findings"][a["finding"].as_u64().unwrap() as usize];
        (word(&finding["code"]), a["stays"].as_bool().unwrap())
    };
    Truth {
        earlier: Some(with.to_owned()),
        papers: list(&beside["papers"]).iter().map(paper).collect(),
        gone: list(&beside["gone"]).iter().map(|v| path(&told["report"], v)).collect(),
        changed: list(&beside["declared"]).iter().map(|c| word(&c["pointer"])).collect(),
        asked: list(&beside["asked"]).iter().map(asked).collect(),
    }
}

fn decide(desk: &Desk, key: &str, act: &Value) {
    let case = desk.get(&format!("/api/cases/{key}")).json();
    let asked = json!({ "base": case["state"]["revision"], "digest": case["digest"], "act": act });
    let answer = desk.post(&format!("/api/cases/{key}/decisions"), &asked);
    assert_eq!(answer.status, 200, "{}", answer.json());
}

/// Waits until the desk has read every declaration.
fn all_read(desk: &Desk, cases: usize) {
    let list = || desk.list(cases);
    for _ in 0..200 {
        if list()["rows"].as_array().unwrap().iter().all(|r| r["t"].is_i64()) {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("declarations were not read: {}", list());
}

/// Lays out so many pairs and asks of each second submission; how many were told rightly of how many, by story, and what was told wrongly.
fn measured(pairs: usize) -> (BTreeMap<&'static str, (usize, usize)>, Vec<String>) {
    let all = samples();
    let fixture = Fixture::new();
    let drawn: Vec<_> = (0..pairs).map(|n| pair(&fixture, n, &all)).collect();
    let desk = desk(&fixture, "甲", &[]);
    all_read(&desk, 2 * pairs);
    let mut shares: BTreeMap<&'static str, (usize, usize)> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (story, key, accept, truth) in &drawn {
        let act = if *accept {
            json!({ "action": "accept" })
        } else {
            json!({ "action": "send-back", "notice": "请重新提交。" })
        };
        decide(&desk, &key.replace("-2", "-1"), &act);
        let told = told(&desk, key);
        let share = shares.entry(story).or_default();
        share.1 += 1;
        if told == *truth {
            share.0 += 1;
        } else {
            wrong.push(format!("{story}, {key}:\n  drawn {truth:?}\n  told  {told:?}"));
        }
    }
    (shares, wrong)
}

#[test]
fn a_second_submission_of_every_story_is_told_rightly() {
    let (_, wrong) = measured(STORIES.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// `make eval-again`.
#[test]
#[ignore = "a measurement"]
fn a_hundred_second_submissions() {
    let pairs = std::env::var("CHUSHEN_PAIRS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(100);
    let (shares, wrong) = measured(pairs);
    for (story, (right, of)) in &shares {
        println!("{story}: {right} of {of}");
    }
    let right: usize = shares.values().map(|s| s.0).sum();
    println!("told rightly: {right} of {pairs}\n{}", wrong.join("\n"));
    assert_eq!(right, pairs);
}

#[test]
fn a_report_written_anew_is_laid_beside_what_was_sent_back() {
    let all = samples();
    let fixture = Fixture::new();
    let order = |made: Made, domain: &str| {
        let paper = |(i, p): (usize, &Paper)| {
            let (made, codes) = if i == 0 {
                (made, vec!["image.blurred"])
            } else {
                (Made::AsIt, Vec::new())
            };
            (
                p.file.file_name().unwrap().to_str().unwrap().to_owned(),
                p.clone(),
                made,
                codes,
            )
        };
        Submission {
            id: "order-1".to_owned(),
            day: 3,
            name: "王测试".to_owned(),
            number: number(1),
            domain: domain.to_owned(),
            site: "测试之家".to_owned(),
            papers: all[0].iter().enumerate().map(paper).collect(),
            asked: Vec::new(),
        }
    };
    order(Made::AsIt, "a.cn").write(&fixture);
    let open = || {
        let desk = desk(&fixture, "甲", &[]);
        all_read(&desk, 1);
        desk
    };
    let desk = open();
    assert_eq!(told(&desk, "order-1"), Truth::default());
    decide(
        &desk,
        "order-1",
        &json!({ "action": "send-back", "notice": "请重新提交。" }),
    );
    let case = || desk.get("/api/cases/order-1").json();
    for _ in 0..400 {
        if case()["kept"] == true {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    assert_eq!(case()["kept"], true);
    assert_eq!(told(&desk, "order-1"), Truth::default(), "nothing came again yet");
    // The same order, cropped, while no desk is open.
    desk.kill();
    order(Made::Cropped(0.03), "b.cn").write(&fixture);
    let desk = open();
    let seen = told(&desk, "order-1");
    assert_eq!(seen.earlier.as_deref(), Some("order-1"));
    let first = all[0][0].file.file_name().unwrap().to_str().unwrap();
    assert_eq!(
        seen.papers[first],
        ("refused-again".into(), Some("same-picture".into()))
    );
    assert!(seen.papers.iter().all(|(p, f)| p == first || f.0 == "kept"), "{seen:?}");
    assert_eq!(seen.changed, BTreeSet::from(["/sites/0/domains".to_owned()]));
    // Once it is accepted nothing of it is kept.
    decide(&desk, "order-1", &json!({ "action": "accept" }));
    for _ in 0..400 {
        if told(&desk, "order-1") == Truth::default() {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("it is kept still");
}

#[test]
fn a_case_that_comes_again_is_laid_beside_its_earlier_one() {
    let Some(mut chrome) = chrome() else { return };
    let all = samples();
    let fixture = Fixture::new();
    // Cropped and refused still; then the same order with a mended paper.
    let cropped = STORIES.iter().position(|s| *s == "cropped").unwrap();
    pair(&fixture, cropped, &all);
    pair(&fixture, 0, &all);
    let desk = desk(&fixture, "甲", &[]);
    all_read(&desk, 4);
    for key in [format!("pair-{cropped:03}-1"), "pair-000-1".to_owned()] {
        decide(&desk, &key, &json!({ "action": "send-back", "notice": "请重新拍摄。" }));
    }
    for dark in [false, true] {
        chrome.dark(dark);
        chrome.go(&desk.url);
        chrome.wait("document.querySelectorAll('.row').length === 4");
        assert_eq!(
            chrome.eval("[...document.querySelectorAll('.row')].filter((r) => r.innerText.includes('再次提交')).map((r) => r.dataset.key).sort()"),
            json!(["pair-000-2", format!("pair-{cropped:03}-2")])
        );
        let open = |chrome: &mut super::chrome::Chrome, key: &str| {
            chrome.click(&format!(".row[data-key={key}]"));
            chrome.wait(&format!(
                "document.querySelector('.heading h2').textContent === '{key}'"
            ));
        };
        open(&mut chrome, &format!("pair-{cropped:03}-2"));
        chrome.wait("document.querySelector('.toast')?.textContent.includes('1 份被退回的材料没有改好')");
        chrome.wait("document.querySelector('#tab-again b')?.textContent === '1'");
        chrome.key("6");
        chrome.wait("document.querySelector('article.again')");
        let first = "document.querySelector('article.again').innerText";
        let words = chrome.text(first);
        assert!(
            words.contains("退回后原样再交") && words.contains("同一图像"),
            "{words}"
        );
        assert!(
            words.contains("message of image.blurred") && words.contains("仍存在"),
            "{words}"
        );
        assert_eq!(
            chrome.eval("document.querySelectorAll('article.again.kept').length > 0"),
            true
        );
        let head = chrome.text("document.querySelector('.earlier').innerText");
        assert!(
            head.contains(&format!("pair-{cropped:03}-1")) && head.contains("已退回"),
            "{head}"
        );
        if let Some(axe) = axe() {
            chrome.eval(&axe);
            assert_eq!(serious(&mut chrome, "again"), [""; 0]);
        }
        chrome.click("article.again button.small");
        chrome.wait("document.querySelectorAll('dialog.both img').length === 2 && [...document.querySelectorAll('dialog.both img')].every((i) => i.naturalWidth)");
        let widths = chrome.eval("[...document.querySelectorAll('dialog.both img')].map((i) => i.naturalWidth)");
        assert_ne!(widths[0], widths[1], "the cropped one is smaller");
        if axe().is_some() {
            assert_eq!(serious(&mut chrome, "both"), [""; 0]);
        }
        chrome.key("Escape");
        chrome.wait("!document.querySelector('dialog')");
        chrome.key("l");
        chrome.wait(&format!("{first}.includes('refused, comes again')"));
        chrome.key("l");
        open(&mut chrome, "pair-000-2");
        chrome.wait("document.querySelector('article.again.mended')?.innerText.includes('已改正')");
        open(&mut chrome, "pair-000-1");
        chrome.wait(
            "!document.querySelector('#tab-again') && document.querySelector('#tab-findings[aria-selected=true]')",
        );
    }
    // Filtered: only what came again.
    chrome.eval("(() => { const s = document.querySelector('select[aria-label=\"处理\"]') ?? [...document.querySelectorAll('.filters select')].find((x) => [...x.options].some((o) => o.value === 'again')); s.value = 'again'; s.dispatchEvent(new Event('change', { bubbles: true })); })()");
    chrome.wait("document.querySelectorAll('.row').length === 2");
    assert_eq!(chrome.problems(), [""; 0]);
}

/// A picture of the tab for the docs.
#[test]
#[ignore = "writes docs/desk; run by `make desk-pictures`"]
fn pictures_of_a_second_submission() {
    let Some(mut chrome) = chrome() else { return };
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/desk");
    let all = samples();
    let fixture = Fixture::new();
    let cropped = STORIES.iter().position(|s| *s == "cropped").unwrap();
    pair(&fixture, cropped, &all);
    pair(&fixture, 0, &all);
    for report in std::fs::read_dir(fixture.reports()).unwrap().flatten() {
        let text = std::fs::read_to_string(report.path()).unwrap();
        let text = text.replace("message of image.blurred", "图像模糊，文字难以辨认，请重新拍摄");
        std::fs::write(report.path(), text).unwrap();
    }
    let desk = desk(&fixture, "甲", &[]);
    all_read(&desk, 4);
    let first = format!("pair-{cropped:03}-1");
    decide(
        &desk,
        &first,
        &json!({ "action": "send-back", "notice": "请重新拍摄。" }),
    );
    chrome.go(&desk.url);
    chrome.wait("document.querySelectorAll('.row').length === 4");
    chrome.click(&format!(".row[data-key=pair-{cropped:03}-2]"));
    chrome.wait("document.querySelector('#tab-again b')?.textContent === '1'");
    chrome.key("6");
    chrome.wait("document.querySelector('article.again') && [...document.querySelectorAll('article.again img')].every((i) => i.naturalWidth)");
    chrome.wait("document.querySelector('.sheet img')?.naturalWidth");
    std::thread::sleep(std::time::Duration::from_secs(1));
    std::fs::write(docs.join("again-zh-light.png"), chrome.png()).unwrap();
}
