//! `subject.certificate-kind`

#[cfg(test)]
use crate::intake::case::CertificateKind;
use crate::judge::check::{Bound, Check, Looked};
use crate::judge::checks;

/// The check.
pub static CHECK: Check = Check {
    code: "subject.certificate-kind",
    zh: "主体证件类型为“{actual}”，本省接受：{expected}。",
    en: "The subject files with a certificate of the kind \"{actual}\"; the province accepts {expected}.",
    suggest_zh: "请使用所列证件办理备案。",
    suggest_en: "File with one of these certificates.",
    docs: include_str!("certificate_kind.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let accepted = checks::accepted(params)?;
    Ok(Bound::declaration(move |d, _, out| {
        let at = "/subject/certificate/kind".to_owned();
        checks::push_unless_accepted(&accepted, d.subject.certificate.kind, at, d, out);
        Looked::Yes
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    #[test]
    fn fires_on_another_kind() {
        let found = |kind| {
            let mut d = declaration();
            d.subject.certificate.kind = kind;
            run(
                &CHECK,
                json!({ "accepted": ["business-licence"] }),
                &dossier_of(d, Vec::new()),
            )
            .findings
            .len()
        };
        assert_eq!(
            (
                found(CertificateKind::GovernmentCode),
                found(CertificateKind::BusinessLicence)
            ),
            (1, 0)
        );
    }
}
