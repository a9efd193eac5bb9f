//! `case.duplicate-subject`

use crate::judge::check::{Bound, Check};
use crate::judge::checks::elsewhere;
use crate::judge::dossier::Shared;

/// The check.
pub static CHECK: Check = Check {
    code: "case.duplicate-subject",
    zh: "同一主体另有备案申请正在处理（案件{actual}）。",
    en: "Another case of the same subject is under way ({actual}).",
    suggest_zh: "请待前一申请完成后再提交，或撤回其中一个。",
    suggest_en: "Wait for the other filing, or withdraw one of the two.",
    docs: include_str!("duplicate_subject.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    elsewhere::bind(params, &[Shared::Subject])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    #[test]
    fn fires_on_what_was_met_and_says_when_nothing_was_compared() {
        elsewhere::tests::fires(&CHECK, Shared::Subject);
    }

    #[test]
    fn refuses_a_parameter() {
        assert!((CHECK.bind)(json!({ "max": 1 })).is_err());
        let silent = run(&CHECK, json!({}), &dossier(Vec::new()));
        assert!(silent.findings.is_empty());
    }
}
