//! `contact.phone-reused`

use crate::judge::check::{Bound, Check};
use crate::judge::checks::elsewhere;
use crate::judge::dossier::Shared;

/// The check.
pub static CHECK: Check = Check {
    code: "contact.phone-reused",
    zh: "负责人手机号与其他主体的案件{actual}相同。",
    en: "The responsible person's phone belongs to another subject as well (case {actual}).",
    suggest_zh: "请填写本主体负责人本人的手机号码。",
    suggest_en: "Give the phone of this subject's own responsible person.",
    docs: "## What it checks\nPhones of responsible persons in cases of other subjects.\n\n## Why it matters\nA phone under several subjects is that of an agent, not of the person.\n\n## What to do\nGive the phone of this subject's own responsible person.\n\n## Limits\nOnly cases of the same run, and of earlier nights where a ledger is kept (`--ledger`). The other case may be the wrong one.",
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    elsewhere::bind(params, &[Shared::Phone])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    #[test]
    fn fires_on_what_was_met_and_says_when_nothing_was_compared() {
        elsewhere::tests::fires(&CHECK, Shared::Phone);
    }

    #[test]
    fn refuses_a_parameter() {
        assert!((CHECK.bind)(json!({ "max": 1 })).is_err());
        let silent = run(&CHECK, json!({}), &dossier(Vec::new()));
        assert!(silent.findings.is_empty());
    }
}
