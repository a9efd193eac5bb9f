//! `match.legal-representative`

use super::{Topic, bind_topic};
use crate::judge::check::{Bound, Check};

/// The check.
pub static CHECK: Check = Check {
    code: "match.legal-representative",
    zh: "证照上的法定代表人为“{actual}”，与申报的“{expected}”不一致。",
    en: "The certificate names \"{actual}\" as legal representative; \"{expected}\" is declared.",
    suggest_zh: "请按证照更正法定代表人，如已变更请上传最新证照。",
    suggest_en: "Correct the declared legal representative, or upload the newest certificate.",
    docs: "## What it checks\nThe legal representative, operator or person in charge on the licence or certificate against the declared one.\n\n## Why it matters\nThe bureau compares the declaration with the papers word for word and sends back what differs.\n\n## What to do\nCorrect the declared legal representative, or upload the newest certificate.\n\n## Limits\nA difference made of look-alike characters, of one character read without full certainty, or of print that is covered is left to `match.uncertain`.",
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    bind_topic(Topic::LegalRepresentative, params)
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
