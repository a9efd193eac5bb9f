//! `domain.not-verified`

use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check, Looked, no_parameters};

/// The check.
pub static CHECK: Check = Check {
    code: "domain.not-verified",
    zh: "域名“{actual}”未完成实名认证。",
    en: "The domain \"{actual}\" has no real-name verification.",
    suggest_zh: "请先完成域名实名认证。",
    suggest_en: "Complete the domain's real-name verification first.",
    docs: include_str!("not_verified.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::case(move |dossier, out| {
        let Some(declaration) = dossier.declaration() else {
            return Looked::no("no valid declaration");
        };
        for (i, d) in declaration.domains.iter().enumerate() {
            match d.real_name_verified {
                Some(true) => {}
                Some(false) => {
                    out.push_field(
                        Locus::Case,
                        format!("/domains/{i}/real_name_verified"),
                        Evidence::None,
                        Evidence::text(&d.name),
                    );
                }
                None => out.not_checked(None, "verification is not declared"),
            }
        }
        Looked::if_any(
            !declaration.domains.is_empty(),
            "no domain is declared with its particulars",
        )
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    #[test]
    fn fires_on_a_plain_no() {
        let mut d = declaration();
        d.domains = vec![crate::intake::case::DeclaredDomain {
            name: "shili.cn".into(),
            registrant: None,
            registrant_certificate_number: None,
            registrar: None,
            registered_on: None,
            expires_on: None,
            real_name_verified: Some(true),
            verified_on: None,
        }];
        assert!(
            run(&CHECK, json!({}), &dossier_of(d.clone(), Vec::new()))
                .findings
                .is_empty()
        );
        d.domains[0].real_name_verified = Some(false);
        assert_eq!(run(&CHECK, json!({}), &dossier_of(d, Vec::new())).findings.len(), 1);
    }
}
