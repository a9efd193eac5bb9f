//! `match.site-name`

use super::{Topic, bind_topic};
use crate::judge::check::{Bound, Check};

/// The check.
pub static CHECK: Check = Check {
    code: "match.site-name",
    zh: "核验单上的网站名称为“{actual}”，与申报的“{expected}”不一致。",
    en: "The form names the site \"{actual}\"; \"{expected}\" is declared.",
    suggest_zh: "请重新下载核验单并签字，或更正申报的网站名称。",
    suggest_en: "Print and sign the form anew, or correct the declared site name.",
    docs: "## What it checks\nThe site name on the verification form against the declared sites.\n\n## Why it matters\nThe bureau compares the declaration with the papers word for word and sends back what differs.\n\n## What to do\nPrint and sign the form anew, or correct the declared site name.\n\n## Limits\nA difference made of look-alike characters, of one character read without full certainty, or of print that is covered is left to `match.uncertain`.",
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    bind_topic(Topic::SiteName, params)
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
