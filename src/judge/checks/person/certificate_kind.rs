//! `person.certificate-kind`

#[cfg(test)]
use crate::intake::case::CertificateKind;
use crate::judge::check::{Bound, Check, Looked};
use crate::judge::checks::{self, facts};

/// The check.
pub static CHECK: Check = Check {
    code: "person.certificate-kind",
    zh: "负责人证件类型为“{actual}”，本省接受：{expected}。",
    en: "A responsible person bears a certificate of the kind \"{actual}\"; the province accepts {expected}.",
    suggest_zh: "请更换为持有所列证件的负责人，或提供所列证件。",
    suggest_en: "Name somebody who bears one of these, or hand one in.",
    docs: include_str!("certificate_kind.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let accepted = checks::accepted(params)?;
    Ok(Bound::declaration(move |d, _, out| {
        for someone in facts::people(d) {
            if let Some(c) = &someone.person.certificate {
                let at = format!("{}/certificate/kind", someone.pointer);
                checks::push_unless_accepted(&accepted, c.kind, at, d, out);
            }
        }
        Looked::if_any(
            facts::everybody_certified(d),
            "a responsible person's certificate is not declared",
        )
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
            let mut p = person("王测试", "E12345678", "13800138000");
            p.certificate.as_mut().unwrap().kind = kind;
            d.subject.responsible_person = Some(p);
            run(
                &CHECK,
                json!({ "accepted": ["citizen-id"] }),
                &dossier_of(d, Vec::new()),
            )
            .findings
            .len()
        };
        assert_eq!(
            (found(CertificateKind::Passport), found(CertificateKind::CitizenId)),
            (1, 0)
        );
        assert!((CHECK.bind)(json!({ "accepted": ["citizen"] })).is_err());
    }
}
