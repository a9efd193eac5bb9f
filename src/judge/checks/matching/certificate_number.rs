//! `match.certificate-number`

use super::{Topic, bind_topic};
use crate::judge::check::{Bound, Check};

/// The check.
pub static CHECK: Check = Check {
    code: "match.certificate-number",
    zh: "材料上的证件号码为{actual}，与申报的{expected}不一致。",
    en: "The document bears the number {actual}; {expected} is declared.",
    suggest_zh: "请核对并更正申报的证件号码，或上传对应的证件。",
    suggest_en: "Correct the declared number after the certificate, or upload the certificate that bears it.",
    docs: "## What it checks\nThe credit code or registration number on the licence, the number on the form and on the identity card against the declared one.\n\n## Why it matters\nThe bureau compares the declaration with the papers word for word and sends back what differs.\n\n## What to do\nCorrect the declared number after the certificate, or upload the certificate that bears it.\n\n## Limits\nA number that fails its own check digit is taken for a misreading unless it is far from the declared one. A difference made of look-alike characters, of one character read without full certainty, or of print that is covered is left to `match.uncertain`.",
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    bind_topic(Topic::CertificateNumber, params)
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
