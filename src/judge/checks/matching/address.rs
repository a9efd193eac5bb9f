//! `match.address`

use super::{Topic, bind_topic};
use crate::judge::check::{Bound, Check};

/// The check.
pub static CHECK: Check = Check {
    code: "match.address",
    zh: "证件上的住所为“{actual}”，与申报的“{expected}”不一致。",
    en: "The certificate gives the address \"{actual}\"; \"{expected}\" is declared.",
    suggest_zh: "请按证件上的住所填写。",
    suggest_en: "Declare the address as the certificate prints it.",
    docs: "## What it checks\nThe address on licence, certificate or an individual's identity card against the declared one, part by part.\n\n## Why it matters\nThe bureau compares the declaration with the papers word for word and sends back what differs.\n\n## What to do\nDeclare the address as the certificate prints it.\n\n## Limits\nA province left out, long and short forms of a division and other words for a building or room are no difference; addresses that differ by a few characters are left to `match.uncertain`.",
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    bind_topic(Topic::Address, params)
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
