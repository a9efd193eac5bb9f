//! `identity.under-age`

#[cfg(test)]
use crate::intake::case::{Certificate, CertificateKind};
use crate::judge::check::{Bound, Check};

/// The check.
pub static CHECK: Check = Check {
    code: "identity.under-age",
    zh: "负责人年龄为 {actual} 周岁，未满 {expected} 周岁。",
    en: "A responsible person is {actual}, under {expected}.",
    suggest_zh: "请更换年满 {expected} 周岁的负责人。",
    suggest_en: "Name a responsible person of {expected} or more.",
    docs: "## What it checks\nThe age of every declared person on the day of judgement.\n\n## Why it matters\nA responsible person must be of full age.\n\n## What to do\nName a responsible person of full age.\n\n## Limits\nBy the declared number; a number that fails its check gives no age.",
    bind,
};

/// Full years.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    min_age: i32,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { min_age } = serde_json::from_value(params)?;
    Ok(super::bind_age(super::Who::Everybody, move |_, age| {
        (age < min_age).then_some(min_age)
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    #[test]
    fn fires_beyond_the_limit_only() {
        // GB 11643 annex A: born 1949-12-31, 76 full years on 2026-06-01.
        let mut d = declaration();
        d.subject.certificate = Certificate {
            kind: CertificateKind::CitizenId,
            number: "11010519491231002X".into(),
            valid_until: None,
        };
        assert!(
            run(&CHECK, json!({ "min_age": 76 }), &dossier_of(d.clone(), Vec::new()))
                .findings
                .is_empty()
        );
        assert_eq!(
            run(&CHECK, json!({ "min_age": 77 }), &dossier_of(d, Vec::new()))
                .findings
                .len(),
            1
        );
    }
}
