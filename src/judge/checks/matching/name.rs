//! `match.name`

use super::{Topic, bind_topic};
use crate::judge::check::{Bound, Check};

/// The check.
pub static CHECK: Check = Check {
    code: "match.name",
    zh: "材料上的主体名称为“{actual}”，与申报的“{expected}”不一致。",
    en: "The document names the subject \"{actual}\"; \"{expected}\" is declared.",
    suggest_zh: "请按证件上的名称更正申报信息，或上传该主体的证件。",
    suggest_en: "Correct the declared name after the certificate, or upload the certificate of the declared subject.",
    docs: "## What it checks\nThe subject's name on licence, certificate, verification form and (for individuals) identity card against the declared name.\n\n## Why it matters\nThe bureau compares the declaration with the papers word for word and sends back what differs.\n\n## What to do\nCorrect the declared name after the certificate, or upload the certificate of the declared subject.\n\n## Limits\nA difference made of look-alike characters, of one character read without full certainty, or of print that is covered is left to `match.uncertain`.",
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    bind_topic(Topic::Name, params)
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
