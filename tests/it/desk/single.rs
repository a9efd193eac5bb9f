//! One case as one file, opened from disk.

use serde_json::json;

use super::super::{case, check, code, stderr};
use super::chrome::chrome;

#[test]
fn the_file_shows_the_case_and_asks_nobody() {
    let dir = tempfile::tempdir().unwrap();
    let folder = case(dir.path(), "one", "<b>id</b>");
    let out = dir.path().join("case.html");
    let output = check(&folder)
        .args(["--format", "html", "-o"])
        .arg(&out)
        .output()
        .unwrap();
    assert!(matches!(code(&output), Some(0 | 1)), "{}", stderr(&output));
    let text = std::fs::read_to_string(&out).unwrap();
    assert!(text.contains("data:image/jpeg;base64,"));
    assert!(!text.contains("11010519491231002X") && !text.contains("13800138000"));
    assert!(text.contains("110***********002X"));
    let again = check(&folder).args(["--format", "html"]).output().unwrap();
    assert_eq!(
        again.stdout,
        text.as_bytes(),
        "the same bytes every time, to a file and to stdout"
    );
    let Some(mut chrome) = chrome() else { return };
    let url = format!("file://{}", out.display());
    chrome.go(&url);
    chrome.wait("document.querySelector('.sheet img')?.naturalWidth === 320");
    assert_eq!(
        chrome.text("document.querySelector('.heading h2').textContent"),
        "<b>id</b>"
    );
    assert_eq!(chrome.eval("document.querySelectorAll('.left, .decide').length"), 0);
    assert!(
        chrome
            .eval("document.querySelectorAll('article.finding').length")
            .as_u64()
            .unwrap()
            > 0
    );
    chrome.key("n");
    chrome.key("3");
    chrome.wait("document.querySelector('.declared')?.innerText.includes('110***********002X')");
    chrome.key("a");
    chrome.key("l");
    chrome.wait("document.documentElement.lang === 'zh-CN'");
    assert_eq!(chrome.problems(), [""; 0]);
    let elsewhere: Vec<String> = chrome
        .asked()
        .into_iter()
        .filter(|u| *u != url && !u.starts_with("data:") && u != "about:blank")
        .collect();
    assert_eq!(elsewhere, [""; 0]);
}

#[test]
fn masked_places_are_painted_over_in_the_pictures() {
    use chushen::intake::walk::load_case;
    use chushen::limits::Limits;
    use chushen::report::Lang;
    let dir = tempfile::tempdir().unwrap();
    let folder = case(dir.path(), "one", "id");
    let limits = Limits::default();
    let output = check(&folder).args(["--format", "json"]).output().unwrap();
    let mut report: chushen::report::model::Report = serde_json::from_slice(&output.stdout).unwrap();
    let field = json!({ "value": "110***********002X", "confidence": 0.9, "page": 1, "box": [100, 50, 120, 30], "source": "ocr" });
    report.documents[0]
        .fields
        .insert("citizen-id-number".to_owned(), serde_json::from_value(field).unwrap());
    let loaded = load_case(&folder, &limits).unwrap();
    let page = |unmask: bool| {
        let html = chushen::serve::single::html(&report, &loaded, Lang::En, unmask, &limits).unwrap();
        html.split("data:image/jpeg;base64,")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned()
    };
    let Some(mut chrome) = chrome() else { return };
    let mut pixel = |coded: &str| {
        chrome.go("about:blank");
        chrome.eval(&format!(
            "(async () => {{ const i = new Image(); i.src = 'data:image/jpeg;base64,{coded}'; await i.decode(); const c = document.createElement('canvas'); c.width = i.width; c.height = i.height; const g = c.getContext('2d'); g.drawImage(i, 0, 0); return [...g.getImageData(150, 60, 8, 8).data].filter((_, n) => n % 4 < 3); }})()"
        ))
    };
    let grey = |v: &serde_json::Value| {
        v.as_array()
            .unwrap()
            .iter()
            .all(|c| c.as_u64().unwrap().abs_diff(112) < 8)
    };
    assert!(grey(&pixel(&page(false))));
    assert!(!grey(&pixel(&page(true))));
}
