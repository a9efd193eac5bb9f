//! `docs/codes/` says what the program says.

use std::path::Path;

use super::{chushen, stdout};

/// Every code of the tables, as `rules` and the contract name them.
fn codes() -> Vec<String> {
    chushen::judge::codes::codes().map(|row| row.code.to_owned()).collect()
}

#[test]
fn a_page_for_every_code_and_every_page_current() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/codes");
    let update = std::env::var_os("CHUSHEN_UPDATE_DOCS").is_some();
    let mut wrong = Vec::new();
    for code in codes() {
        let page = |lang: &str| stdout(&chushen().args(["explain", &code, "--lang", lang]).output().unwrap());
        let chinese = page("zh");
        let left = super::lang::english(&chinese);
        assert!(left.is_empty(), "{code}: {left:#?}");
        let page = chinese + "\n---\n\n" + &page("en");
        let file = dir.join(format!("{code}.md"));
        if update {
            std::fs::create_dir_all(&dir).unwrap();
            std::fs::write(&file, &page).unwrap();
        } else if std::fs::read_to_string(&file).ok().as_deref() != Some(page.as_str()) {
            wrong.push(code);
        }
    }
    assert!(wrong.is_empty(), "run `make docs`; not current: {wrong:?}");
    let files = std::fs::read_dir(&dir).unwrap().count();
    assert_eq!(files, codes().len(), "a page too many in docs/codes");
}
