//! axe-core over the main views, in both themes: nothing serious may be found. `make axe` fetches it from the npm registry
//! by version and digest; it is never committed.

use serde_json::Value;

use super::chrome::{Chrome, chrome};
use super::fixture::{Fixture, desk};

pub fn axe() -> Option<String> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/axe/axe.min.js");
    if let Ok(text) = std::fs::read_to_string(&path) {
        return Some(text);
    }
    assert!(
        std::env::var_os("CI").is_none(),
        "in CI axe-core must be there: make axe"
    );
    #[expect(clippy::print_stderr, reason = "a skipped test is said loudly")]
    {
        eprintln!("SKIPPED: no axe-core in {}; run `make axe`", path.display());
    }
    None
}

pub fn serious(chrome: &mut Chrome, view: &str) -> Vec<String> {
    // A note on its way in is paler than it will be.
    chrome.wait("document.getAnimations().every((a) => a.playState !== 'running')");
    let run = "axe.run(document, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then((r) => r.violations.map((v) => [v.impact, v.id, v.nodes.slice(0, 3).map((n) => n.target.join(' ') + ': ' + n.failureSummary)]))";
    let found = chrome.eval(run);
    let grave = |v: &&Value| v[0] == "serious" || v[0] == "critical" || v[0] == "moderate";
    found
        .as_array()
        .unwrap()
        .iter()
        .filter(grave)
        .map(|v| format!("{view}: {v}"))
        .collect()
}

#[test]
fn axe_finds_nothing_serious() {
    let Some(axe) = axe() else { return };
    let Some(mut chrome) = chrome() else { return };
    let fixture = Fixture::new();
    fixture.queue_of(12);
    let desk = desk(&fixture, "甲", &[]);
    let mut found = Vec::new();
    for dark in [false, true] {
        chrome.dark(dark);
        chrome.go(&desk.url);
        chrome.wait("document.querySelector('.sheet img')?.naturalWidth");
        chrome.eval(&axe);
        let theme = if dark { "dark" } else { "light" };
        found.extend(serious(&mut chrome, &format!("{theme} findings")));
        for tab in ["2", "3", "4", "5", "1"] {
            chrome.key(tab);
            found.extend(serious(&mut chrome, &format!("{theme} tab {tab}")));
        }
        chrome.key("?");
        chrome.wait("document.querySelector('dialog.keys')");
        found.extend(serious(&mut chrome, &format!("{theme} keys")));
        chrome.key("Escape");
        chrome.wait("!document.querySelector('dialog')");
        chrome.key("r");
        chrome.wait("document.querySelector('dialog.ask')");
        found.extend(serious(&mut chrome, &format!("{theme} notice")));
        chrome.key("Escape");
        chrome.wait("!document.querySelector('dialog')");
        chrome.key("h");
        chrome.wait("document.querySelector('dialog.ask')");
        chrome.control("Enter");
        chrome.wait("document.querySelector('.row .done')");
        found.extend(serious(&mut chrome, &format!("{theme} decided")));
        chrome.key("l");
        chrome.key("o");
        chrome.wait("document.querySelector('.overview .chart')");
        found.extend(serious(&mut chrome, &format!("{theme} overview")));
        chrome.key("l");
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
