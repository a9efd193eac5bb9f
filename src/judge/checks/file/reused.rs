//! `file.reused`

use crate::judge::check::{Bound, Check};
use crate::judge::checks::elsewhere;
use crate::judge::dossier::Shared;

/// The check.
pub static CHECK: Check = Check {
    code: "file.reused",
    zh: "“{document}”与其他主体的案件{actual}提交的材料为同一文件或同一图片。",
    en: "\"{document}\" was handed in by another subject as well (case {actual}): the same file or picture.",
    suggest_zh: "请提交本主体自己的材料原件。",
    suggest_en: "Hand in this subject's own original.",
    docs: include_str!("reused.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    elsewhere::bind(params, &[Shared::File, Shared::Picture])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    #[test]
    fn fires_on_what_was_met_and_says_when_nothing_was_compared() {
        elsewhere::tests::fires(&CHECK, Shared::File);
    }

    #[test]
    fn refuses_a_parameter() {
        assert!((CHECK.bind)(json!({ "max": 1 })).is_err());
        let silent = run(&CHECK, json!({}), &dossier(Vec::new()));
        assert!(silent.findings.is_empty());
    }
}
