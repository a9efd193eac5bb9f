//! The checks of the family that tell a sure difference: one a topic.

use super::{Topic, bind_topic};
use crate::judge::check::Check;

/// `match.address`
pub static ADDRESS: Check = Check {
    code: "match.address",
    zh: "证件上的住所为“{actual}”，与申报的“{expected}”不一致。",
    en: "The certificate gives the address \"{actual}\"; \"{expected}\" is declared.",
    suggest_zh: "请按证件上的住所填写。",
    suggest_en: "Declare the address as the certificate prints it.",
    docs: include_str!("address.md"),
    bind: |params| bind_topic(Topic::Address, params),
};

/// `match.certificate-number`
pub static CERTIFICATE_NUMBER: Check = Check {
    code: "match.certificate-number",
    zh: "材料上的证件号码为{actual}，与申报的{expected}不一致。",
    en: "The document bears the number {actual}; {expected} is declared.",
    suggest_zh: "请核对并更正申报的证件号码，或上传对应的证件。",
    suggest_en: "Correct the declared number after the certificate, or upload the certificate that bears it.",
    docs: include_str!("certificate_number.md"),
    bind: |params| bind_topic(Topic::CertificateNumber, params),
};

/// `match.domain`
pub static DOMAIN: Check = Check {
    code: "match.domain",
    zh: "材料上的域名为“{actual}”，与申报的“{expected}”不一致。",
    en: "The document names the domain \"{actual}\"; \"{expected}\" is declared.",
    suggest_zh: "请上传所申报域名的材料，或更正申报的域名。",
    suggest_en: "Upload the papers of the declared domain, or correct the declaration.",
    docs: include_str!("domain.md"),
    bind: |params| bind_topic(Topic::Domain, params),
};

/// `match.legal-representative`
pub static LEGAL_REPRESENTATIVE: Check = Check {
    code: "match.legal-representative",
    zh: "证照上的法定代表人为“{actual}”，与申报的“{expected}”不一致。",
    en: "The certificate names \"{actual}\" as legal representative; \"{expected}\" is declared.",
    suggest_zh: "请按证照更正法定代表人，如已变更请上传最新证照。",
    suggest_en: "Correct the declared legal representative, or upload the newest certificate.",
    docs: include_str!("legal_representative.md"),
    bind: |params| bind_topic(Topic::LegalRepresentative, params),
};

/// `match.name`
pub static NAME: Check = Check {
    code: "match.name",
    zh: "材料上的主体名称为“{actual}”，与申报的“{expected}”不一致。",
    en: "The document names the subject \"{actual}\"; \"{expected}\" is declared.",
    suggest_zh: "请按证件上的名称更正申报信息，或上传该主体的证件。",
    suggest_en: "Correct the declared name after the certificate, or upload the certificate of the declared subject.",
    docs: include_str!("name.md"),
    bind: |params| bind_topic(Topic::Name, params),
};

/// `match.responsible-person`
pub static RESPONSIBLE_PERSON: Check = Check {
    code: "match.responsible-person",
    zh: "材料上的姓名为“{actual}”，与申报的负责人“{expected}”不一致。",
    en: "The document names \"{actual}\"; \"{expected}\" is declared as responsible person.",
    suggest_zh: "请上传申报负责人本人的证件，或更正负责人信息。",
    suggest_en: "Upload the papers of the declared responsible person, or correct the declaration.",
    docs: include_str!("responsible_person.md"),
    bind: |params| bind_topic(Topic::ResponsiblePerson, params),
};

/// `match.site-name`
pub static SITE_NAME: Check = Check {
    code: "match.site-name",
    zh: "核验单上的网站名称为“{actual}”，与申报的“{expected}”不一致。",
    en: "The form names the site \"{actual}\"; \"{expected}\" is declared.",
    suggest_zh: "请重新下载核验单并签字，或更正申报的网站名称。",
    suggest_en: "Print and sign the form anew, or correct the declared site name.",
    docs: include_str!("site_name.md"),
    bind: |params| bind_topic(Topic::SiteName, params),
};

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::CHECKS;

    #[test]
    fn refuses_a_rule_it_cannot_obey() {
        for check in CHECKS {
            let bind = check.bind;
            assert!(bind(json!({ "min-confidence": 0.8, "sure-confidence": 0.95 })).is_ok());
            assert!(bind(json!({})).is_err());
            assert!(bind(json!({ "min-confidence": 0.8, "sure-confidence": 0.95, "typo": 1 })).is_err());
        }
    }
}
