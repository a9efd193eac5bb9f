//! `domain.expires-soon`

use super::ends;
use crate::finding::{Evidence, Severity};
use crate::judge::check::{Bound, Check, Looked};
#[cfg(test)]
use crate::kind::{DocumentKind, FieldName};

/// The check.
pub static CHECK: Check = Check {
    code: "domain.expires-soon",
    zh: "域名将于 {actual} 到期，备案要求有效期在 {expected} 之后。",
    en: "The domain runs out on {actual}; it must be valid beyond {expected}.",
    suggest_zh: "请先续费域名，再提交备案。",
    suggest_en: "Renew the domain first.",
    docs: include_str!("expires_soon.md"),
    bind,
};

/// Months that must be left, exclusive.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    months: i32,
    min_confidence: f64,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { months, min_confidence } = serde_json::from_value(params)?;
    Ok(Bound::case(move |dossier, out| {
        let limit = dossier.as_of.plus_months(months);
        let ends = ends(dossier, out);
        for end in &ends {
            if end.day <= limit && end.day >= dossier.as_of {
                let severity = if end.confidence < min_confidence {
                    Severity::Review
                } else {
                    Severity::Reject
                };
                out.push_lowered(
                    severity,
                    end.locus,
                    Some(end.field.clone()),
                    Evidence::Day(limit),
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
            json!({ "months": 3, "min_confidence": 0.8 }),
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
    fn three_months_to_the_day_are_too_few() {
        assert!(with(Some("2026-09-02"), None).is_empty());
        assert_eq!(with(Some("2026-09-01"), None).len(), 1);
        assert!(with(Some("2026-05-31"), None).is_empty());
    }

    #[test]
    fn the_paper_counts_too() {
        assert_eq!(
            with(Some("2028-01-01"), Some(("2026-07-01", 0.97)))[0].severity,
            Severity::Reject
        );
        assert_eq!(
            with(Some("2028-01-01"), Some(("2026-07-01", 0.6)))[0].severity,
            Severity::Review
        );
    }
}
