//! `domain.expired`

use super::ends;
use crate::finding::{Evidence, Severity};
use crate::judge::check::{Bound, Check, Looked};
#[cfg(test)]
use crate::kind::{DocumentKind, FieldName};

/// The check.
pub static CHECK: Check = Check {
    code: "domain.expired",
    zh: "域名已于 {actual} 到期。",
    en: "The domain ran out on {actual}.",
    suggest_zh: "请续费或更换域名后再提交。",
    suggest_en: "Renew the domain, or file another one.",
    docs: include_str!("expired.md"),
    bind,
};

/// Least confidence of a read date for a rejection, 0 to 1.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    min_confidence: f64,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { min_confidence } = serde_json::from_value(params)?;
    Ok(Bound::case(move |dossier, out| {
        let ends = ends(dossier, out);
        for end in &ends {
            if end.day < dossier.as_of {
                let severity = if end.confidence < min_confidence {
                    Severity::Review
                } else {
                    Severity::Reject
                };
                out.push_lowered(
                    severity,
                    end.locus,
                    Some(end.field.clone()),
                    Evidence::Day(dossier.as_of),
                    Evidence::Day(end.day),
                );
            }
        }
        Looked::if_any(!ends.is_empty(), "no end of a registration is declared or read")
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    fn with(expires: Option<&str>, paper: Option<(&str, f64)>) -> Vec<crate::finding::Finding> {
        let mut d = declaration();
        d.domains = vec![domain("shili.cn", expires)];
        let mut certificate = document("d.png", DocumentKind::DomainCertificate);
        if let Some((v, p)) = paper {
            certificate = certificate.with_field(FieldName::ExpiresOn, v, p);
        }
        run(
            &CHECK,
            json!({ "min_confidence": 0.8 }),
            &dossier_of(d, vec![certificate]),
        )
        .findings
    }

    fn domain(name: &str, expires: Option<&str>) -> crate::intake::case::DeclaredDomain {
        crate::intake::case::DeclaredDomain {
            name: name.into(),
            registrant: None,
            registrant_certificate_number: None,
            registrar: None,
            registered_on: None,
            expires_on: expires.map(day),
            real_name_verified: None,
            verified_on: None,
        }
    }

    #[test]
    fn the_last_day_is_still_valid() {
        assert!(with(Some("2026-06-01"), None).is_empty());
        assert_eq!(with(Some("2026-05-31"), Some(("2026-05-31", 0.9))).len(), 2);
    }
}
