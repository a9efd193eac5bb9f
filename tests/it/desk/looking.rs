//! Opening, filtering, boxes at their pixels, live updates.

use serde_json::{Value, json};

use super::chrome::{Chrome, chrome};
use super::fixture::{Fixture, RED, desk};

fn open(chrome: &mut Chrome, url: &str) {
    chrome.go(url);
    chrome.wait("document.querySelector('.row') && document.querySelector('.sheet img')?.naturalWidth > 0");
}

fn shown(chrome: &mut Chrome) -> Vec<String> {
    let ids = chrome.eval(
        "[...document.querySelectorAll('.row')].sort((a, b) => a.offsetTop - b.offsetTop).map((r) => r.dataset.key)",
    );
    ids.as_array()
        .unwrap()
        .iter()
        .map(|v| v.as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn the_desk_opens_on_the_worst_case_and_filters() {
    let Some(mut chrome) = chrome() else { return };
    let fixture = Fixture::new();
    fixture.queue_of(6);
    let mut other = fixture.case("elsewhere");
    other.report["case"]["province"] = json!("广东");
    other.report["case"]["subject"] = json!("李四");
    other.finding("match.domain", "review", None, None);
    other.write();
    let desk = desk(&fixture, "甲", &[]);
    open(&mut chrome, &desk.url);
    assert_eq!(shown(&mut chrome).len(), 7);
    assert_eq!(
        chrome.text("document.querySelector('.row[aria-selected=true]').dataset.key"),
        "case-000"
    );
    assert_eq!(
        chrome.text("document.querySelector('.heading h2').textContent"),
        "case-000"
    );
    assert_eq!(shown(&mut chrome)[..2], ["case-000", "case-003"], "rejected ones first");
    chrome.click(".chip.review");
    chrome.wait("document.querySelectorAll('.row').length === 3");
    assert_eq!(shown(&mut chrome), ["case-001", "case-004", "elsewhere"]);
    let choose = |chrome: &mut Chrome, label: &str, value: &str| {
        let script = format!(
            "(() => {{ const s = document.querySelector('select[aria-label=\"{label}\"]'); s.value = '{value}'; s.dispatchEvent(new Event('change', {{ bubbles: true }})); }})()"
        );
        chrome.eval(&script);
    };
    choose(&mut chrome, "省份", "广东");
    assert_eq!(shown(&mut chrome), ["elsewhere"]);
    choose(&mut chrome, "省份", "");
    chrome.click(".chip.review");
    choose(&mut chrome, "问题", "image.not-colour");
    assert_eq!(shown(&mut chrome), ["case-000", "case-003"]);
    choose(&mut chrome, "问题", "");
    choose(&mut chrome, "排序", "id");
    assert_eq!(shown(&mut chrome)[5..], ["case-005", "elsewhere"]);
    chrome.key("/");
    chrome.type_text("李四");
    chrome.wait("document.querySelectorAll('.row').length === 1");
    assert_eq!(shown(&mut chrome), ["elsewhere"]);
    assert_eq!(chrome.problems(), [""; 0]);
}

/// Left, top, width, height of an element in the window.
fn place(chrome: &mut Chrome, selector: &str) -> [f64; 4] {
    let script = format!(
        "(() => {{ const r = document.querySelector({}).getBoundingClientRect(); return [r.x, r.y, r.width, r.height]; }})()",
        json!(selector)
    );
    let v = chrome.eval(&script);
    [0, 1, 2, 3].map(|i| v[i].as_f64().unwrap())
}

/// The red block's edges on a screenshot, found from its middle.
fn red_block(shot: &image::RgbImage, view: [f64; 4]) -> [f64; 4] {
    let like = |x: u32, y: u32| shot.get_pixel(x, y).0.iter().zip(RED).all(|(a, b)| a.abs_diff(b) < 60);
    let (mut x0, mut y0, mut x1, mut y1) = (u32::MAX, u32::MAX, 0, 0);
    for y in view[1].ceil() as u32..(view[1] + view[3]).floor() as u32 {
        for x in view[0].ceil() as u32..(view[0] + view[2]).floor() as u32 {
            if like(x, y) {
                (x0, y0, x1, y1) = (x0.min(x), y0.min(y), x1.max(x + 1), y1.max(y + 1));
            }
        }
    }
    assert!(x0 < x1, "there is no red block in view");
    [x0, y0, x1 - x0, y1 - y0].map(f64::from)
}

#[test]
fn boxes_stand_at_the_pixels_of_the_report() {
    let Some(mut chrome) = chrome() else { return };
    let fixture = Fixture::new();
    // Upright, turned, and larger than a screen (shown from a smaller copy).
    for (id, w, h, block, turn) in [
        ("a-plain", 1000, 700, [120, 90, 200, 60], 0),
        ("b-turned", 700, 1000, [400, 700, 150, 90], 90),
        ("c-half", 900, 600, [650, 50, 100, 300], 180),
        ("d-large", 3000, 1800, [1800, 1020, 480, 300], 0),
    ] {
        let mut case = fixture.case(id);
        case.declare();
        case.picture("p.png", w, h, block, turn);
        case.finding("image.glare", "review", Some("p.png"), Some(block));
        case.write();
    }
    let desk = desk(&fixture, "甲", &[]);
    open(&mut chrome, &desk.url);
    chrome.wait("document.querySelectorAll('.row').length === 4");
    for id in ["a-plain", "b-turned", "c-half", "d-large"] {
        chrome.click(&format!(".row[data-key={id}]"));
        chrome.wait(&format!(
            "document.querySelector('.heading h2').textContent === '{id}' && document.querySelector('.box.finding') && document.querySelector('.sheet img').complete && document.querySelector('.sheet img').naturalWidth"
        ));
        for zoomed in [false, true] {
            if zoomed {
                chrome.key("z");
            }
            let seen = place(&mut chrome, ".box.finding");
            // The border lies around the area, three pixels wide on the chosen box.
            let seen = [seen[0] + 3.0, seen[1] + 3.0, seen[2] - 6.0, seen[3] - 6.0];
            let view = place(&mut chrome, ".view");
            chrome.key("b");
            chrome.wait("getComputedStyle(document.querySelector('.box.finding')).display === 'none'");
            let red = red_block(&chrome.screenshot(), view);
            chrome.key("b");
            let inside = red[0] > view[0] + 1.0 && red[1] > view[1] + 1.0;
            assert!(inside, "{id} zoomed {zoomed}: the block is cut: {red:?} {view:?}");
            for (s, r) in seen.iter().zip(red) {
                assert!(
                    (s - r).abs() <= 2.0,
                    "{id} zoomed {zoomed}: box {seen:?}, pixels {red:?}"
                );
            }
        }
    }
    assert_eq!(chrome.problems(), [""; 0]);
}

#[test]
fn a_finding_leads_to_its_place_and_a_box_to_its_finding() {
    let Some(mut chrome) = chrome() else { return };
    let fixture = Fixture::new();
    let mut case = fixture.case("two");
    case.declare();
    case.picture("one.png", 800, 600, [50, 50, 100, 100], 0);
    case.picture("two.png", 800, 600, [500, 300, 100, 100], 0);
    case.finding("image.glare", "review", Some("one.png"), Some([50, 50, 100, 100]));
    case.finding("image.occluded", "review", Some("two.png"), Some([500, 300, 100, 100]));
    case.finding("image.cropped", "review", Some("two.png"), Some([10, 10, 30, 30]));
    let field = json!({ "value": "甲乙", "confidence": 0.5, "page": 1, "box": [100, 400, 200, 40], "source": "ocr" });
    case.report["documents"][0]["fields"] = json!({ "subject-name": field });
    let seal = json!({ "kind": "seal", "page": 1, "box": [300, 300, 90, 90], "confidence": 0.9 });
    case.report["documents"][0]["marks"] = json!([seal]);
    case.write();
    let desk = desk(&fixture, "甲", &[]);
    open(&mut chrome, &desk.url);
    assert_eq!(
        chrome.eval("document.querySelectorAll('.box.field, .box.mark').length"),
        2
    );
    let tab = "document.querySelector('.documents [aria-selected=true] bdi').textContent";
    assert_eq!(chrome.text(tab), "one.png");
    chrome.click("[data-finding='1'] .what");
    chrome.wait(&format!(
        "{tab} === 'two.png' && document.querySelector('.box.finding.chosen')?.dataset.id === 'finding:1'"
    ));
    chrome.wait("!document.querySelector('.sheet').hidden");
    chrome.click(".box[data-id='finding:2']");
    chrome.wait("document.querySelector('article.chosen')?.dataset.finding === '2'");
    chrome.key("n");
    chrome.wait(&format!(
        "{tab} === 'one.png' && document.querySelector('article.chosen').dataset.finding === '0'"
    ));
    chrome.key("p");
    chrome.wait(&format!(
        "{tab} === 'two.png' && document.querySelector('article.chosen').dataset.finding === '2'"
    ));
    chrome.key("[");
    chrome.wait(&format!("{tab} === 'one.png'"));
    chrome.wait("!document.querySelector('.sheet').hidden");
    chrome.click(".box.field");
    chrome.wait(
        "document.querySelector('[role=tab][aria-selected=true]#tab-fields') && document.querySelector('.unsure')",
    );
    chrome.key("b");
    chrome.wait("[...document.querySelectorAll('.box')].every((b) => getComputedStyle(b).display === 'none')");
    chrome.key("?");
    chrome.wait("document.querySelector('dialog.keys[open]')");
    chrome.key("Escape");
    chrome.wait("!document.querySelector('dialog')");
    assert_eq!(chrome.problems(), [""; 0]);
}

#[test]
fn cases_appear_as_a_scan_writes_them() {
    let Some(mut chrome) = chrome() else { return };
    let fixture = Fixture::new();
    let desk = desk(&fixture, "甲", &[]);
    chrome.go(&desk.url);
    chrome.wait("document.querySelector('.list > .hint:not([hidden])')");
    let log = fixture.reports().join("run.jsonl");
    let begin = json!({ "event": "begin", "at": "2026-06-01T00:00:00Z", "outcome": "2 cases" });
    std::fs::write(&log, format!("{begin}\n")).unwrap();
    let mut one = fixture.case("one");
    one.declare();
    one.picture("a.png", 400, 300, [10, 10, 50, 50], 0);
    one.write();
    let line = json!({ "event": "case", "at": "2026-06-01T00:00:03Z", "case": "one", "seconds": 3.0, "outcome": "pass", "pages": 1 });
    std::fs::write(&log, format!("{begin}\n{line}\n")).unwrap();
    chrome.wait("document.querySelectorAll('.row').length === 1 && document.querySelector('.heading h2')?.textContent === 'one'");
    chrome.wait("document.querySelector('.run.running')?.textContent.includes('1/2')");
    fixture.case("two").write();
    chrome.wait("document.querySelectorAll('.row').length === 2");
    assert_eq!(
        chrome.text("document.querySelector('.heading h2').textContent"),
        "one",
        "what is open stays open"
    );
    chrome.key("o");
    chrome.wait("document.querySelector('.overview .tile b')?.textContent === '2'");
    let provinces = chrome.text("document.querySelector('.chart tbody tr').innerText");
    assert!(provinces.starts_with("四川"), "{provinces}");
    assert_eq!(chrome.problems(), [""; 0]);
}

#[test]
fn two_hundred_findings_stay_usable() {
    let Some(mut chrome) = chrome() else { return };
    let fixture = Fixture::new();
    let mut case = fixture.case("many");
    case.declare();
    case.picture("p.png", 2000, 1400, [0, 0, 40, 40], 0);
    for n in 0..200u32 {
        case.finding(
            "image.occluded",
            "review",
            Some("p.png"),
            Some([(n % 20) * 95 + 20, n / 20 * 130 + 20, 60, 50]),
        );
    }
    case.write();
    let desk = desk(&fixture, "甲", &[]);
    open(&mut chrome, &desk.url);
    assert_eq!(
        chrome.eval(
            "[document.querySelectorAll('.box.finding').length, document.querySelectorAll('article.finding').length]"
        ),
        json!([200, 200])
    );
    for _ in 0..5 {
        chrome.key("n");
    }
    let chosen: Value = chrome.eval(
        "[document.querySelector('.box.chosen').dataset.id, document.querySelector('article.chosen').dataset.finding]",
    );
    assert_eq!(chosen, json!(["finding:5", "5"]));
    chrome.key("p");
    for _ in 0..6 {
        chrome.key("p");
    }
    chrome.wait("document.querySelector('article.chosen').dataset.finding === '198'");
    let seen = "(() => { const f = document.querySelector('article.chosen').getBoundingClientRect(), b = document.querySelector('.body').getBoundingClientRect(); return f.top >= b.top - 1 && f.bottom <= b.bottom + 1; })()";
    assert_eq!(chrome.eval(seen), true, "the chosen finding is in view");
    assert_eq!(chrome.problems(), [""; 0]);
}
