//! `document.stale`

use crate::finding::{Evidence, Locus};
use crate::hanzi;
use crate::judge::check::{Bound, Check, Looked};
use crate::judge::checks::facts;
#[cfg(test)]
use crate::kind::DocumentKind;
use crate::kind::FieldName;

/// The check.
pub static CHECK: Check = Check {
    code: "document.stale",
    zh: "“{document}”开具于 {actual}，早于要求的 {expected}。",
    en: "\"{document}\" was made on {actual}; not before {expected} is asked.",
    suggest_zh: "请重新开具并在有效期内提交。",
    suggest_en: "Have it made anew and hand it in in time.",
    docs: include_str!("stale.md"),
    bind,
};

/// Age that is allowed, in months or in days; words that a paper must hold for the rule to mean it.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    months: Option<i32>,
    days: Option<i32>,
    #[serde(default)]
    titles: Vec<String>,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { months, days, titles } = serde_json::from_value(params)?;
    if months.is_some() == days.is_some() {
        return Err(serde::de::Error::custom("give either months or days"));
    }
    Ok(Bound::each_document(move |(index, document), dossier, out| {
        if !titles.is_empty() {
            let text = hanzi::fold_filing(&document.text());
            if !titles.iter().any(|t| text.contains(hanzi::fold_filing(t).as_str())) {
                return if text.is_empty() {
                    Looked::no("no text was read")
                } else {
                    Looked::NotMeant
                };
            }
        }
        let Some((made, page)) = facts::made_on(document) else {
            return Looked::no("no date of making was read");
        };
        let day = facts::submitted_on(dossier);
        let oldest = months.map_or_else(|| day.plus_days(-days.unwrap_or(0)), |m| day.plus_months(-m));
        if made < oldest {
            let locus = page.map_or(Locus::Document(index), |p| Locus::Page(index, p));
            out.push_field(
                locus,
                FieldName::MadeOn.name(),
                Evidence::Day(oldest),
                Evidence::Day(made),
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

    fn found(params: serde_json::Value, made: &str) -> usize {
        let letter = document("a.pdf", DocumentKind::AuthorisationLetter).with_lines(&["授权书", made]);
        run(&CHECK, params, &dossier(vec![letter])).findings.len()
    }

    #[test]
    fn the_last_day_of_the_term_is_in_time() {
        assert_eq!(found(json!({ "months": 3 }), "2026年3月1日"), 0);
        assert_eq!(found(json!({ "months": 3 }), "2026年2月28日"), 1);
        assert_eq!(found(json!({ "days": 45 }), "2026年4月17日"), 0);
        assert_eq!(found(json!({ "days": 45 }), "2026年4月16日"), 1);
        assert_eq!(
            found(json!({ "months": 3, "titles": ["经营性说明书"] }), "2020年1月1日"),
            0
        );
    }

    #[test]
    fn refuses_a_rule_it_cannot_obey() {
        assert!((CHECK.bind)(json!({})).is_err());
        assert!((CHECK.bind)(json!({ "months": 3, "days": 1 })).is_err());
    }
}
