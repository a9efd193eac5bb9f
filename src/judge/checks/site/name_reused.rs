//! `site.name-reused`

use crate::judge::check::{Bound, Check};
use crate::judge::checks::elsewhere;
use crate::judge::dossier::Shared;

/// The check.
pub static CHECK: Check = Check {
    code: "site.name-reused",
    zh: "网站名称与其他主体的案件{actual}相同。",
    en: "Another subject files a site of the same name (case {actual}).",
    suggest_zh: "建议更换更能体现本主体的网站名称。",
    suggest_en: "Consider a name that tells this subject from others.",
    docs: include_str!("name_reused.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    elsewhere::bind(params, &[Shared::SiteName])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    #[test]
    fn fires_on_what_was_met_and_says_when_nothing_was_compared() {
        elsewhere::tests::fires(&CHECK, Shared::SiteName);
    }

    #[test]
    fn refuses_a_parameter() {
        assert!((CHECK.bind)(json!({ "max": 1 })).is_err());
        let silent = run(&CHECK, json!({}), &dossier(Vec::new()));
        assert!(silent.findings.is_empty());
    }
}
