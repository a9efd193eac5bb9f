//! `domain.verification-too-recent`

use crate::finding::Evidence;
use crate::judge::check::{Bound, Check, Looked};
use crate::judge::checks::facts;

/// The check.
pub static CHECK: Check = Check {
    code: "domain.verification-too-recent",
    zh: "域名于 {actual} 完成实名认证，未满要求的天数（{expected} 起可备案）。",
    en: "The domain was verified on {actual}; it can be filed from {expected} on.",
    suggest_zh: "请待实名认证满 3 天（信息入库）后再提交。",
    suggest_en: "Wait until the verification is three days old and in the registry.",
    docs: include_str!("verification_too_recent.md"),
    bind,
};

/// Days that must have passed.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    days: i32,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { days } = serde_json::from_value(params)?;
    Ok(Bound::declaration(move |d, dossier, out| {
        let day = facts::submitted_on(dossier);
        let mut told = false;
        for (i, domain) in d.domains.iter().enumerate() {
            let Some(verified) = domain.verified_on else {
                out.not_checked(None, "no day of verification is declared");
                continue;
            };
            told = true;
            if verified.plus_days(days) > day {
                out.declared(
                    format!("/domains/{i}/verified_on"),
                    Evidence::Day(verified.plus_days(days)),
                    Evidence::Day(verified),
                );
            }
        }
        if !told {
            out.not_checked(None, "no day of verification is declared");
        }
        Looked::Yes
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    #[test]
    fn three_days_are_enough() {
        let found = |verified: &str| {
            let mut d = declaration();
            d.domains = vec![crate::judge::checks::samples::domain("shili.cn")];
            d.domains[0].verified_on = Some(day(verified));
            run(&CHECK, json!({ "days": 3 }), &dossier_of(d, Vec::new()))
                .findings
                .len()
        };
        assert_eq!((found("2026-05-29"), found("2026-05-30")), (0, 1));
    }
}
