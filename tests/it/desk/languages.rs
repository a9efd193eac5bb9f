//! What a report says follows the language of the page, whatever language it was written in.

use serde_json::Value;

use super::super::{AS_OF, case, chushen};
use super::chrome::{Chrome, chrome};
use super::fixture::desk_over;

/// Reports of a queue, written in a language.
fn scanned(queue: &std::path::Path, out: &std::path::Path, lang: &str) -> Value {
    let mut command = chushen();
    command.arg("scan").arg(queue).arg("--out").arg(out);
    command.args(["--no-ocr", "--lang", lang, "--as-of", AS_OF, "--exit-zero"]);
    assert!(command.output().unwrap().status.success());
    serde_json::from_slice(&std::fs::read(out.join("one.json")).unwrap()).unwrap()
}

/// The texts on the page, sorted.
fn texts(chrome: &mut Chrome, selector: &str) -> Vec<String> {
    let found = chrome.eval(&format!(
        "[...document.querySelectorAll('{selector}')].map((n) => n.textContent).sort()"
    ));
    found
        .as_array()
        .unwrap()
        .iter()
        .map(|v| v.as_str().unwrap().to_owned())
        .collect()
}

fn messages(report: &Value) -> Vec<String> {
    let rows = report["findings"].as_array().unwrap().iter();
    let mut all: Vec<String> = rows.map(|f| f["message"].as_str().unwrap().to_owned()).collect();
    all.sort();
    all
}

#[test]
fn findings_reasons_and_the_notice_follow_the_page() {
    let Some(mut chrome) = chrome() else { return };
    let dir = tempfile::tempdir().unwrap();
    let queue = dir.path().join("queue");
    case(&queue, "one", "one");
    let out = |lang: &str| dir.path().join(lang);
    let both = ["zh", "en"].map(|lang| scanned(&queue, &out(lang), lang));
    let says = both.each_ref().map(messages);
    assert!(
        says[0].len() > 1 && says[0].iter().all(|m| !says[1].contains(m)),
        "{says:?}"
    );
    for written in ["zh", "en"] {
        let desk = desk_over(&out(written), &queue, "甲", &[]);
        chrome.go(&desk.url);
        chrome.eval("localStorage.clear()");
        chrome.go(&desk.url);
        chrome.wait("document.querySelector('article.finding')");
        for (turn, lang) in [0usize, 1, 0].into_iter().map(|n| (n, ["zh-CN", "en"][n])) {
            let now = chrome.text("document.documentElement.lang");
            if now != lang {
                chrome.key("l");
            }
            chrome.wait(&format!("document.documentElement.lang === '{lang}'"));
            assert_eq!(
                texts(&mut chrome, "article.finding .message"),
                says[turn],
                "written in {written}"
            );
            chrome.key("4");
            let whys = texts(&mut chrome, ".missed h3").join("\n");
            let expected = both[turn]["checks"]
                .as_array()
                .unwrap()
                .iter()
                .filter_map(|c| c["why"].as_str());
            let expected: std::collections::BTreeSet<&str> = expected.collect();
            assert!(!expected.is_empty());
            for why in expected {
                assert!(
                    whys.contains(why),
                    "written in {written}, shown in {lang}: {why} is not in\n{whys}"
                );
            }
            chrome.key("1");
            // The notice: its first thing to mend as a report in that language words it.
            chrome.key("r");
            let notice = chrome.text("document.querySelector('#dialog-text').value");
            let suggest = both[turn]["findings"]
                .as_array()
                .unwrap()
                .iter()
                .filter_map(|f| f["suggest"].as_str());
            assert!(suggest.into_iter().any(|s| notice.contains(s)), "{notice}");
            chrome.key("Escape");
            chrome.wait("!document.querySelector('dialog')");
        }
        assert_eq!(chrome.problems(), [""; 0]);
        chrome.go("about:blank");
    }
}
