//! `case.declaration-missing`

use crate::finding::{Evidence, Locus};
use crate::intake::Declared;
use crate::judge::check::{Bound, Check, Looked, no_parameters};

/// The check.
pub static CHECK: Check = Check {
    code: "case.declaration-missing",
    zh: "缺少申报信息“case.json”，无法核对材料。",
    en: "There is no case.json: nothing can be held against the documents.",
    suggest_zh: "请补充申报信息后重新提交。",
    suggest_en: "Submit the declaration with the documents.",
    docs: include_str!("declaration_missing.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::case(|dossier, out| {
        if dossier.declared == Declared::Missing {
            out.push(Locus::Case, Evidence::text("case.json"), Evidence::None);
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
    fn fires_without_a_declaration_only() {
        let mut case = dossier(Vec::new());
        assert!(run(&CHECK, json!({}), &case).findings.is_empty());
        case.declared = Declared::Missing;
        assert_eq!(run(&CHECK, json!({}), &case).findings.len(), 1);
    }
}
