//! `identity.credit-code-invalid`

use super::credit_codes;
use crate::identity::{CreditCode, CreditCodeError};
#[cfg(test)]
use crate::intake::case::{Certificate, CertificateKind};
use crate::judge::check::{Bound, Check};

/// The check.
pub static CHECK: Check = Check {
    code: "identity.credit-code-invalid",
    zh: "统一社会信用代码“{actual}”未通过校验（{expected}）。",
    en: "The unified social credit code \"{actual}\" fails its check ({expected}).",
    suggest_zh: "请核对号码后更正。",
    suggest_en: "Check the number and correct it.",
    docs: include_str!("credit_code_invalid.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    super::bind_numbers(
        params,
        credit_codes,
        |_| true,
        |number| CreditCode::parse(number).err().map(CreditCodeError::why),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    #[test]
    fn fires_on_a_number_that_cannot_be() {
        let mut d = declaration();
        d.subject.certificate = Certificate {
            kind: CertificateKind::BusinessLicence,
            number: "914403001922038216".into(),
            valid_until: None,
        };
        assert!(
            run(&CHECK, json!({}), &dossier_of(d.clone(), Vec::new()))
                .findings
                .is_empty()
        );
        d.subject.certificate.number = "914403001922038217".into();
        assert_eq!(run(&CHECK, json!({}), &dossier_of(d, Vec::new())).findings.len(), 1);
    }
}
