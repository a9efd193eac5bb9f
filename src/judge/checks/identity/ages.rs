//! `identity.over-age`, `identity.under-age`

use crate::judge::check::{Bound, Check};

/// `identity.over-age`
pub static OVER_AGE: Check = Check {
    code: "identity.over-age",
    zh: "负责人年龄为 {actual} 周岁，超过本省规定的 {expected} 周岁。",
    en: "A responsible person is {actual}, above the province's {expected}.",
    suggest_zh: "请更换符合年龄要求的负责人。",
    suggest_en: "Name another responsible person.",
    docs: include_str!("over_age.md"),
    bind: bind_over,
};

/// `identity.under-age`
pub static UNDER_AGE: Check = Check {
    code: "identity.under-age",
    zh: "负责人年龄为 {actual} 周岁，未满 {expected} 周岁。",
    en: "A responsible person is {actual}, under {expected}.",
    suggest_zh: "请更换年满 {expected} 周岁的负责人。",
    suggest_en: "Name a responsible person of {expected} or more.",
    docs: include_str!("under_age.md"),
    bind: bind_under,
};

/// Full years: for everybody, or by sex; of whom it is asked.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct MostAge {
    max_age: Option<i32>,
    max_age_male: Option<i32>,
    max_age_female: Option<i32>,
    #[serde(default)]
    who: super::Who,
}

fn bind_over(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let MostAge {
        max_age,
        max_age_male,
        max_age_female,
        who,
    } = serde_json::from_value(params)?;
    if max_age.or(max_age_male).or(max_age_female).is_none() {
        return Err(serde::de::Error::custom(
            "give max_age, or max_age_male and max_age_female",
        ));
    }
    Ok(super::bind_age(who, move |male, age| {
        let own = if male { max_age_male } else { max_age_female };
        own.or(max_age).filter(|limit| age > *limit)
    }))
}

/// Full years.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct LeastAge {
    min_age: i32,
}

fn bind_under(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let LeastAge { min_age } = serde_json::from_value(params)?;
    Ok(super::bind_age(super::Who::Everybody, move |_, age| {
        (age < min_age).then_some(min_age)
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::intake::case::{Certificate, CertificateKind};
    use crate::judge::dossier::fixture::*;

    #[test]
    fn fires_beyond_the_limit_only() {
        // GB 11643 annex A: born 1949-12-31, 76 full years on 2026-06-01.
        let found = |check: &'static Check, rule: serde_json::Value| {
            let mut d = declaration();
            d.subject.certificate = Certificate {
                kind: CertificateKind::CitizenId,
                number: "11010519491231002X".into(),
                valid_until: None,
            };
            run(check, rule, &dossier_of(d, Vec::new())).findings.len()
        };
        assert_eq!(found(&OVER_AGE, json!({ "max_age": 76 })), 0);
        assert_eq!(found(&OVER_AGE, json!({ "max_age": 75 })), 1);
        assert_eq!(found(&UNDER_AGE, json!({ "min_age": 76 })), 0);
        assert_eq!(found(&UNDER_AGE, json!({ "min_age": 77 })), 1);
    }

    #[test]
    fn men_and_women_have_their_own_limit() {
        // A woman of 76.
        let found = |rule: serde_json::Value| {
            let mut d = declaration();
            d.sites[0].responsible_person = Some(person("王测试", "11010519491231002X", "13800138000"));
            run(&OVER_AGE, rule, &dossier_of(d, Vec::new())).findings.len()
        };
        assert_eq!(
            found(json!({ "max_age_male": 60, "max_age_female": 80, "who": "site" })),
            0
        );
        assert_eq!(
            found(json!({ "max_age_male": 80, "max_age_female": 55, "who": "site" })),
            1
        );
        assert!((OVER_AGE.bind)(json!({})).is_err());
    }
}
