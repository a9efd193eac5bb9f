//! `file.litter`

use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check, Looked, no_parameters};

/// The check.
pub static CHECK: Check = Check {
    code: "file.litter",
    zh: "文件夹中有系统或办公软件自动生成的文件，未作为材料审核：{actual}。",
    en: "Files that systems or office programs leave behind were not taken for papers: {actual}.",
    suggest_zh: "无需处理。",
    suggest_en: "Nothing is to be done.",
    docs: include_str!("litter.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
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
