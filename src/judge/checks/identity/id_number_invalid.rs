//! `identity.id-number-invalid`

use super::citizen_numbers;
use crate::identity::{CitizenId, CitizenIdError};
#[cfg(test)]
use crate::intake::case::{Certificate, CertificateKind};
use crate::judge::check::{Bound, Check};
use crate::judge::checks::facts;

/// The check.
pub static CHECK: Check = Check {
    code: "identity.id-number-invalid",
    zh: "身份证号码“{actual}”未通过校验（{expected}）。",
    en: "The citizen ID number \"{actual}\" fails its check ({expected}).",
    suggest_zh: "请核对号码后更正。",
    suggest_en: "Check the number and correct it.",
    docs: include_str!("id_number_invalid.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    super::bind_numbers(params, citizen_numbers, facts::everybody_certified, |number| {
        CitizenId::parse(number).err().map(CitizenIdError::why)
    })
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
            kind: CertificateKind::CitizenId,
            number: "11010519491231002X".into(),
            valid_until: None,
        };
        assert!(
            run(&CHECK, json!({}), &dossier_of(d.clone(), Vec::new()))
                .findings
                .is_empty()
        );
        d.subject.certificate.number = "110105194912310021".into();
        assert_eq!(run(&CHECK, json!({}), &dossier_of(d, Vec::new())).findings.len(), 1);
    }
}
