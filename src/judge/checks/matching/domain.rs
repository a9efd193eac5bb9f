//! `match.domain`

use super::{Topic, bind_topic};
use crate::judge::check::{Bound, Check};

/// The check.
pub static CHECK: Check = Check {
    code: "match.domain",
    zh: "材料上的域名为“{actual}”，与申报的“{expected}”不一致。",
    en: "The document names the domain \"{actual}\"; \"{expected}\" is declared.",
    suggest_zh: "请上传所申报域名的材料，或更正申报的域名。",
    suggest_en: "Upload the papers of the declared domain, or correct the declaration.",
    docs: "## What it checks\nThe domain on the verification form and on domain certificates against the declared domains, without scheme, www. and path. Hyphens and dots are part of a name; the writing in Chinese characters and the one with xn-- are the same. Every domain of the sites must stand on a form.\n\n## Why it matters\nThe bureau compares the declaration with the papers word for word and sends back what differs.\n\n## What to do\nUpload the papers of the declared domain, or correct the declaration.\n\n## Limits\nA form may name more domains than are declared. Where forms name fewer, one that stands on none of them is for review: it may stand where it was not read. A certificate names one domain, which must be one of the declared. A difference made of look-alike characters, of one character read without full certainty, or of print that is covered is left to `match.uncertain`.",
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    bind_topic(Topic::Domain, params)
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
