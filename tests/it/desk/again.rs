//! Second submissions: pairs of cases drawn with known truth over the pictures of the samples, told by a real desk.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use image::imageops::FilterType;
use serde_json::{Value, json};
use sha2::Digest;

use super::axe::{axe, serious};
use super::chrome::chrome;
use super::fixture::{Desk, Fixture, desk};

/// A paper of the samples.
#[derive(Clone)]
struct Paper {
    file: PathBuf,
    kind: String,
}

/// The samples' papers that are pictures, by sample.
fn samples() -> Vec<Vec<Paper>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let truth = std::fs::read_to_string(root.join("truth.jsonl")).unwrap();
    let of = |line: &str| -> Vec<Paper> {
        let case: Value = serde_json::from_str(line).unwrap();
        let folder = root.join("queue").join(case["case_id"].as_str().unwrap());
        let rows = case["documents"].as_array().unwrap().iter();
        let pictures = rows.filter(|d| d["format"] == "jpeg" || d["format"] == "png");
        let paper = |d: &Value| Paper {
            file: folder.join(d["path"].as_str().unwrap()),
            kind: d["kind"].as_str().unwrap().to_owned(),
        };
        pictures.map(paper).collect()
    };
    let all: Vec<Vec<Paper>> = truth.lines().map(of).filter(|papers| papers.len() >= 2).collect();
    assert!(all.len() >= 6, "{}", all.len());
    all
}

/// How a paper of a submission was made of its picture.
#[derive(Clone, Copy)]
enum Made {
    AsIt,
    /// Saved again at a quality, scaled by a share.
    Again(u8, f32),
    /// A share cut off each side, then saved again.
    Cropped(f32),
}

/// A submission being laid out.
struct Submission {
    id: String,
    day: u32,
    name: String,
    number: String,
    domain: String,
    site: String,
    /// Path, picture, how made, codes of its findings.
    papers: Vec<(String, Paper, Made, Vec<&'static str>)>,
    /// Findings on the case, with their field.
    asked: Vec<(&'static str, Option<&'static str>)>,
}

fn saved(picture: &Path, made: Made) -> Vec<u8> {
    let bytes = std::fs::read(picture).unwrap();
    let (quality, changed) = match made {
        Made::AsIt => return bytes,
        Made::Again(quality, share) => {
            let page = image::load_from_memory(&bytes).unwrap().into_rgb8();
            let size = |n: u32| (n as f32 * share) as u32;
            let (w, h) = (size(page.width()), size(page.height()));
            (quality, image::imageops::resize(&page, w, h, FilterType::Triangle))
        }
        Made::Cropped(share) => {
            let page = image::load_from_memory(&bytes).unwrap().into_rgb8();
            let cut = |n: u32| (n as f32 * share) as u32;
            let (x, y) = (cut(page.width()), cut(page.height()));
            let (w, h) = (page.width() - 2 * x, page.height() - 2 * y);
            (80, image::imageops::crop_imm(&page, x, y, w, h).to_image())
        }
    };
    let mut out = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut out, quality)
        .encode_image(&changed)
        .unwrap();
    out
}

impl Submission {
    fn write(&self, fixture: &Fixture) {
        let folder = fixture.queue().join(&self.id);
        std::fs::create_dir_all(&folder).unwrap();
        let declaration = json!({
            "case_id": self.id, "province": "51", "filing": "new-site", "submitted_at": format!("2026-05-{:02}T09:00:00+08:00", self.day),
            "subject": { "kind": "individual", "name": self.name, "certificate": { "kind": "citizen-id", "number": self.number } },
            "sites": [{ "name": self.site, "domains": [self.domain] }]
        });
        std::fs::write(folder.join("case.json"), declaration.to_string()).unwrap();
        let mut case = fixture.case(&self.id);
        case.report["case"] =
            json!({ "id": self.id, "subject": self.name, "subject_kind": "individual", "province": "四川" });
        for (path, paper, made, codes) in &self.papers {
            let bytes = saved(&paper.file, *made);
            std::fs::write(folder.join(path), &bytes).unwrap();
            let (width, height) = image::load_from_memory(&bytes)
                .map(|p| (p.width(), p.height()))
                .unwrap();
            let sha: String = sha2::Sha256::digest(&bytes)
                .iter()
                .map(|b| format!("{b:02x}"))
                .collect();
            let row = json!({
                "path": path, "bytes": bytes.len(), "sha256": sha, "format": if bytes.starts_with(b"\x89PNG") { "png" } else { "jpeg" },
                "kind": paper.kind, "kind_confidence": 0.98, "origin": "photo", "marks": [], "fields": {}, "partial": false,
                "pages": [{ "width": width, "height": height, "dpi": null, "colour": "colour", "orientation": 0, "text_source": "ocr", "metrics": {} }]
            });
            case.report["documents"].as_array_mut().unwrap().push(row);
            for code in codes {
                case.finding(code, "reject", Some(path), None);
            }
        }
        for (code, field) in &self.asked {
            case.push(json!({ "code": code, "severity": "reject", "message": format!("message of {code}"), "document": null, "page": null, "field": field }));
        }
        case.write();
    }
}

/// A citizen ID number by GB 11643-1999, of a district and a day that anybody may have, with this order number.
fn number(n: usize) -> String {
    let body = format!("11010519491231{n:03}");
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body.bytes().zip(weights).map(|(b, w)| u32::from(b - b'0') * w).sum();
    format!("{body}{}", "10X98765432".chars().nth(sum as usize % 11).unwrap())
}

/// What must be told of a second submission.
#[derive(Debug, PartialEq, Default)]
struct Truth {
    earlier: Option<String>,
    /// Path to fate and how it is the earlier one.
    papers: BTreeMap<String, (String, Option<String>)>,
    gone: BTreeSet<String>,
    changed: BTreeSet<String>,
    /// Codes asked of the case, and whether they stand.
    asked: BTreeMap<String, bool>,
}

const STORIES: &[&str] = &[
    "mended",
    "same file",
    "renamed",
    "recompressed",
    "scaled",
    "cropped",
    "new paper",
    "paper removed",
    "declaration changed",
    "number mended",
    "not mended",
    "replaced unasked",
    "accepted before",
    "another subject",
    "another site",
    "clean first",
];

/// Lays out a pair by its story; what must be told of the second.
fn pair(fixture: &Fixture, n: usize, all: &[Vec<Paper>]) -> (&'static str, String, bool, Truth) {
    let story = STORIES[n % STORIES.len()];
    let turn = n / STORIES.len() + n;
    let own = &all[turn % all.len()];
    // The refused paper, and one of its kind of another subject: papers of one template differ in what is printed only.
    let of_kind = |kind: &str| {
        (1..all.len())
            .flat_map(|k| &all[(turn + k) % all.len()])
            .find(|p| p.kind == kind)
    };
    let found = (0..own.len())
        .map(|k| (turn + k) % own.len())
        .find_map(|at| Some((at, of_kind(&own[at].kind)?)));
    let (at, another) = found.unwrap();
    let (first_id, second_id) = (format!("pair-{n:03}-1"), format!("pair-{n:03}-2"));
    let named = |p: &Paper| p.file.file_name().unwrap().to_str().unwrap().to_owned();
    let papers = |refused: &[&'static str]| -> Vec<(String, Paper, Made, Vec<&'static str>)> {
        let each = own.iter().enumerate();
        each.map(|(i, p)| {
            (
                named(p),
                p.clone(),
                Made::AsIt,
                if i == at { refused.to_vec() } else { Vec::new() },
            )
        })
        .collect()
    };
    let submission = |id: &str, day, refused: &[&'static str]| Submission {
        id: id.to_owned(),
        day,
        name: format!("王测试{n}"),
        number: number(n),
        domain: format!("pair-{n}.cn"),
        site: format!("测试之家{n}"),
        papers: papers(refused),
        asked: Vec::new(),
    };
    let mut first = submission(&first_id, 3 + (n % 9) as u32, &["image.blurred"]);
    let mut second = submission(&second_id, 20, &[]);
    let path = named(&own[at]);
    let mut truth = Truth {
        earlier: Some(first_id.clone()),
        ..Truth::default()
    };
    for (p, ..) in &second.papers {
        truth
            .papers
            .insert(p.clone(), ("kept".into(), Some("same-file".into())));
    }
    let mut accept = false;
    let mut fate = |path: &str, fate: &str, how: Option<&str>| {
        truth
            .papers
            .insert(path.to_owned(), (fate.to_owned(), how.map(str::to_owned)));
    };
    match story {
        "mended" => {
            second.papers[at].1 = another.clone();
            fate(&path, "mended", Some("in-its-place"));
        }
        "not mended" => {
            second.papers[at].1 = another.clone();
            second.papers[at].3 = vec!["image.blurred"];
            fate(&path, "not-mended", Some("in-its-place"));
        }
        "replaced unasked" => {
            first.papers[at].3.clear();
            second.papers[at].1 = another.clone();
            fate(&path, "replaced", Some("in-its-place"));
        }
        "same file" => fate(&path, "refused-again", Some("same-file")),
        "renamed" => {
            "新照片.jpg".clone_into(&mut second.papers[at].0);
            truth.papers.remove(&path);
            truth.papers.insert(
                "新照片.jpg".to_owned(),
                ("refused-again".into(), Some("same-file".into())),
            );
        }
        "recompressed" => {
            second.papers[at].2 = Made::Again([45, 60, 75, 90][n % 4], 1.0);
            fate(&path, "refused-again", Some("same-picture"));
        }
        "scaled" => {
            second.papers[at].2 = Made::Again(80, [0.6, 0.75, 1.3][n % 3]);
            fate(&path, "refused-again", Some("same-picture"));
        }
        "cropped" => {
            second.papers[at].2 = Made::Cropped([0.01, 0.02, 0.03, 0.04][n % 4]);
            fate(&path, "refused-again", Some("same-picture"));
        }
        "new paper" => {
            first.papers.remove(at);
            first.asked = vec![("document.missing", None)];
            fate(&path, "new", None);
            truth.asked.insert("document.missing".to_owned(), false);
        }
        "paper removed" => {
            first.papers[at].3.clear();
            second.papers.remove(at);
            second.asked = vec![("document.missing", None)];
            truth.papers.remove(&path);
            truth.gone.insert(path.clone());
        }
        "declaration changed" => {
            first.papers[at].3.clear();
            first.domain = format!("pair-{n}-mistyped.cn");
            first.asked = vec![("match.domain", Some("/sites/0/domains/0"))];
            truth.changed.insert("/sites/0/domains".to_owned());
            truth.asked.insert("match.domain".to_owned(), false);
        }
        "number mended" => {
            first.papers[at].3.clear();
            first.number = number(n + 500);
            first.asked = vec![
                ("match.citizen-id-number", Some("/subject/certificate/number")),
                ("document.missing", None),
            ];
            second.asked = vec![("document.missing", None)];
            truth.changed.insert("/subject/certificate/number".to_owned());
            truth.asked = BTreeMap::from([
                ("match.citizen-id-number".to_owned(), false),
                ("document.missing".to_owned(), true),
            ]);
        }
        "accepted before" => accept = true,
        "another subject" => {
            // It hands in the very papers of the first.
            second.name = format!("李测试{n}");
            second.number = number(n + 500);
            second.domain = format!("other-{n}.cn");
            truth = Truth::default();
        }
        "another site" => {
            second.domain = format!("second-{n}.cn");
            second.site = format!("另一网站{n}");
            truth = Truth::default();
        }
        "clean first" => {
            second.name = format!("赵测试{n}");
            second.number = number(n + 500);
            second.domain = format!("first-{n}.cn");
            second.site = format!("第一次{n}");
            truth = Truth::default();
        }
        other => panic!("{other}"),
    }
    first.write(fixture);
    second.write(fixture);
    if truth.earlier.is_none() {
        truth = Truth::default();
    }
    (story, second_id, accept, truth)
}

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
