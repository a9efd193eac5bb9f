//! `subject.certificate-kind`

use std::collections::BTreeSet;

use crate::finding::Evidence;
use crate::intake::case::CertificateKind;
use crate::judge::check::{Bound, Check};
use crate::judge::checks::certificate_words;

/// The check.
pub static CHECK: Check = Check {
    code: "subject.certificate-kind",
    zh: "主体证件类型为“{actual}”，本省接受：{expected}。",
    en: "The subject files with a certificate of the kind \"{actual}\"; the province accepts {expected}.",
    suggest_zh: "请使用所列证件办理备案。",
    suggest_en: "File with one of these certificates.",
    docs: "## What it checks\nThe declared kind of the subject's certificate.\n\n## Why it matters\nProvinces differ in the papers of a unit they accept.\n\n## What to do\nFile with one of these certificates.\n\n## Limits\nBy the kind declared.",
    bind,
};

/// Kinds of certificate that are accepted.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    accepted: Vec<String>,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { accepted } = serde_json::from_value(params)?;
    let accepted: BTreeSet<CertificateKind> = certificate_words(&accepted)?;
    Ok(Bound::declaration(move |d, _, out| {
        if !accepted.contains(&d.subject.certificate.kind) {
            out.declared(
                "/subject/certificate/kind",
                Evidence::list(accepted.iter().map(|k| k.name())),
                Evidence::text(d.subject.certificate.kind.name()),
            );
        }
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
