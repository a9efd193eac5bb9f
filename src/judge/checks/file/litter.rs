//! `file.litter`

use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check, Looked};

/// The check.
pub static CHECK: Check = Check {
    code: "file.litter",
    zh: "文件夹中有系统或办公软件自动生成的文件，未作为材料审核：{actual}。",
    en: "Files that systems or office programs leave behind were not taken for papers: {actual}.",
    suggest_zh: "无需处理。",
    suggest_en: "Nothing is to be done.",
    docs: "## What it checks\nFiles that operating systems and office programs leave in folders: views and thumbnails (`.DS_Store`, `Thumbs.db`, `desktop.ini`), what a Mac writes beside each file (`._x`), locks of open documents (`~$x.docx`), kept empty folders (`.gitkeep`) and the like. They are told once a case and judged by nothing.\n\n## Why it matters\nNobody handed them in; a case is not sent back for them, and nothing is left out without a word.\n\n## What to do\nNothing.\n\n## Limits\nA file is one of these only where its name is in the table (`src/intake/litter.rs`) and its first bytes are what that name stands for; a picture in the name of such a file is a paper like any other.",
    bind,
};

/// Takes no parameters.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params {} = serde_json::from_value(params)?;
    Ok(Bound::case(|dossier, out| {
        if !dossier.litter.is_empty() {
            out.push(Locus::Case, Evidence::None, Evidence::list(&dossier.litter));
        }
        Looked::Yes
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    #[test]
    fn all_are_told_at_once() {
        let mut case = dossier(Vec::new());
        assert!(run(&CHECK, json!({}), &case).findings.is_empty());
        case.litter = vec![".DS_Store".to_owned(), "资料/Thumbs.db".to_owned()];
        let findings = run(&CHECK, json!({}), &case).findings;
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].actual, Evidence::list(&case.litter));
    }
}
