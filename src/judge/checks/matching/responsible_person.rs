//! `match.responsible-person`

use super::{Topic, bind_topic};
use crate::judge::check::{Bound, Check};

/// The check.
pub static CHECK: Check = Check {
    code: "match.responsible-person",
    zh: "材料上的姓名为“{actual}”，与申报的负责人“{expected}”不一致。",
    en: "The document names \"{actual}\"; \"{expected}\" is declared as responsible person.",
    suggest_zh: "请上传申报负责人本人的证件，或更正负责人信息。",
    suggest_en: "Upload the papers of the declared responsible person, or correct the declaration.",
    docs: "## What it checks\nThe name on the identity card and on the verification form against the declared responsible persons of subject and sites.\n\n## Why it matters\nThe person who signs must be the person who answers for the site.\n\n## What to do\nUpload the papers of the declared responsible person, or correct the declaration.\n\n## Limits\nA card of the declared legal representative is accepted beside the responsible person's. A difference made of look-alike characters, of one character read without full certainty, or of print that is covered is left to `match.uncertain`.",
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    bind_topic(Topic::ResponsiblePerson, params)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn refuses_a_rule_it_cannot_obey() {
        assert!(bind(json!({ "min-confidence": 0.8, "sure-confidence": 0.95 })).is_ok());
        assert!(bind(json!({})).is_err());
        assert!(bind(json!({ "min-confidence": 0.8, "sure-confidence": 0.95, "typo": 1 })).is_err());
    }
}
