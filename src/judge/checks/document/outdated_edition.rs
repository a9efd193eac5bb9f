//! `document.outdated-edition`

use crate::finding::{Evidence, Locus};
use crate::intake::case::CertificateKind;
use crate::judge::check::{Bound, Check, Looked};
use crate::kind::{DocumentKind, FieldName};

/// The check.
pub static CHECK: Check = Check {
    code: "document.outdated-edition",
    zh: "使用了旧版证件（注册号“{actual}”），应为{expected}。",
    en: "An old edition is used (registration number \"{actual}\"); {expected} is asked.",
    suggest_zh: "请换领载有统一社会信用代码的新版证件后提交。",
    suggest_en: "Have the certificate of the new edition issued, with the unified code.",
    docs: include_str!("outdated_edition.md"),
    bind,
};

/// From which confidence on a read number is believed, 0 to 1.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    min_confidence: f64,
}

fn fifteen(text: &str) -> bool {
    text.trim().len() == 15 && text.trim().bytes().all(|b| b.is_ascii_digit())
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { min_confidence } = serde_json::from_value(params)?;
    Ok(Bound::case(move |dossier, out| {
        let asked = || Evidence::said("统一社会信用代码");
        if let Some(d) = dossier.declaration()
            && d.subject.certificate.kind == CertificateKind::BusinessLicence
            && fifteen(&d.subject.certificate.number)
        {
            out.declared(
                "/subject/certificate/number",
                asked(),
                Evidence::Personal(d.subject.certificate.number.clone()),
            );
        }
        for (i, d) in dossier.of_kind(DocumentKind::BusinessLicence) {
            if d.fields.contains_key(&FieldName::CreditCode) {
                out.looked_at(Some(i));
                continue;
            }
            let Some(r) = d.sure_field(FieldName::RegistrationNumber, min_confidence) else {
                out.not_checked(Some(i), "no number was read surely");
                continue;
            };
            out.looked_at(Some(i));
            if fifteen(&r.value) {
                let locus = r.area.map_or(Locus::Page(i, r.page), |a| Locus::Region(i, r.page, a));
                let field = FieldName::RegistrationNumber.name();
                out.push_field(locus, field, asked(), Evidence::Personal(r.value.clone()));
            }
        }
        match dossier.declaration() {
            None => Looked::no("no valid declaration"),
            Some(d) if d.subject.certificate.kind != CertificateKind::BusinessLicence => Looked::NotMeant,
            Some(_) => Looked::Yes,
        }
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    #[test]
    fn fires_on_a_licence_without_the_unified_code() {
        let licence = || {
            document("l.pdf", DocumentKind::BusinessLicence).with_field(
                FieldName::RegistrationNumber,
                "510100000012345",
                0.95,
            )
        };
        let found = |d| {
            run(&CHECK, json!({ "min_confidence": 0.85 }), &dossier(vec![d]))
                .findings
                .len()
        };
        assert_eq!(found(licence()), 1);
        assert_eq!(
            found(licence().with_field(FieldName::CreditCode, "91350100M000100Y43", 0.9)),
            0
        );
        let mut d = declaration();
        d.subject.certificate.number = "510100000012345".into();
        assert_eq!(
            run(&CHECK, json!({ "min_confidence": 0.85 }), &dossier_of(d, Vec::new()))
                .findings
                .len(),
            1
        );
    }
}
