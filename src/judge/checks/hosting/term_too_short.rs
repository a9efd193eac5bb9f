//! `hosting.term-too-short`

use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check, Looked};

/// The check.
pub static CHECK: Check = Check {
    code: "hosting.term-too-short",
    zh: "云服务器购买或剩余时长不足（{actual}）。",
    en: "The server's term is too short ({actual}).",
    suggest_zh: "请续费后再提交。",
    suggest_en: "Renew the server first.",
    docs: include_str!("term_too_short.md"),
    bind,
};

/// Least months bought, least months left.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    min_bought_months: u32,
    min_left_months: i32,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params {
        min_bought_months,
        min_left_months,
    } = serde_json::from_value(params)?;
    Ok(Bound::case(move |dossier, out| {
        let Some(declaration) = dossier.declaration() else {
            return Looked::no("no valid declaration");
        };
        let Some(hosting) = &declaration.hosting else {
            return Looked::no("the server is not declared");
        };
        if hosting.purchased_months.is_none() || hosting.expires_on.is_none() {
            out.not_checked(None, "the months bought or the end of the service are not declared");
        }
        if let Some(months) = hosting.purchased_months.filter(|m| *m < min_bought_months) {
            out.push_field(
                Locus::Case,
                "/hosting/purchased_months",
                Evidence::Number(f64::from(min_bought_months), "months"),
                Evidence::Number(f64::from(months), "months"),
            );
        }
        if let Some(end) = hosting
            .expires_on
            .filter(|e| *e < dossier.as_of.plus_months(min_left_months))
        {
            out.push_field(
                Locus::Case,
                "/hosting/expires_on",
                Evidence::Day(dossier.as_of.plus_months(min_left_months)),
                Evidence::Day(end),
            );
        }
        Looked::Yes
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    fn found(months: u32, end: &str) -> usize {
        let mut d = declaration();
        d.hosting = Some(crate::intake::case::Hosting {
            purchased_months: Some(months),
            expires_on: Some(day(end)),
            ..Default::default()
        });
        run(
            &CHECK,
            json!({ "min_bought_months": 3, "min_left_months": 1 }),
            &dossier_of(d, Vec::new()),
        )
        .findings
        .len()
    }

    #[test]
    fn fires_below_either_term() {
        assert_eq!(
            (found(3, "2026-07-01"), found(2, "2026-07-01"), found(2, "2026-06-30")),
            (0, 1, 2)
        );
    }
}
