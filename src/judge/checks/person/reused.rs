//! `person.reused`

use crate::judge::check::{Bound, Check};
use crate::judge::checks::elsewhere;
use crate::judge::dossier::Shared;

/// The check.
pub static CHECK: Check = Check {
    code: "person.reused",
    zh: "负责人证件号码与其他主体的案件{actual}相同。",
    en: "The responsible person's certificate number is that of another subject's as well (case {actual}).",
    suggest_zh: "请更换为未担任其他主体负责人的人员。",
    suggest_en: "Name somebody who is not responsible for another subject.",
    docs: include_str!("reused.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    elsewhere::bind(params, &[Shared::Person])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    #[test]
    fn fires_on_what_was_met_and_says_when_nothing_was_compared() {
        elsewhere::tests::fires(&CHECK, Shared::Person);
    }

    #[test]
    fn refuses_a_parameter() {
        assert!((CHECK.bind)(json!({ "max": 1 })).is_err());
        let silent = run(&CHECK, json!({}), &dossier(Vec::new()));
        assert!(silent.findings.is_empty());
    }
}
