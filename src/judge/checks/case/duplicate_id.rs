//! `case.duplicate-id`

use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check, Looked, no_parameters};

/// The check.
pub static CHECK: Check = Check {
    code: "case.duplicate-id",
    zh: "案件编号与其他案件重复：{actual}。",
    en: "The case id is also borne by {actual}.",
    suggest_zh: "请为每个案件使用唯一编号。",
    suggest_en: "Give each case an id of its own.",
    docs: include_str!("duplicate_id.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::case(|dossier, out| {
        if !dossier.same_id.is_empty() {
            out.push(Locus::Case, Evidence::None, Evidence::list(&dossier.same_id));
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
    fn fires_when_another_folder_bears_the_id() {
        let mut case = dossier(Vec::new());
        assert!(run(&CHECK, json!({}), &case).findings.is_empty());
        case.same_id = vec!["other".into()];
        assert_eq!(run(&CHECK, json!({}), &case).findings.len(), 1);
    }
}
