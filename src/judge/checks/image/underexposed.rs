//! `image.underexposed`

use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check, Looked};
#[cfg(test)]
use crate::kind::DocumentKind;
use crate::measure::metric;

/// The check.
pub static CHECK: Check = Check {
    code: "image.underexposed",
    zh: "“{document}”画面过暗。",
    en: "\"{document}\" is too dark.",
    suggest_zh: "请在明亮处重新拍摄。",
    suggest_en: "Take the picture again in good light.",
    docs: include_str!("underexposed.md"),
    bind,
};

/// The limit; see the rule for its reason.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    min_white: f64,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { min_white } = serde_json::from_value(params)?;
    Ok(Bound::each_page(move |(index, _, number, page), _, out| {
        if page.measured.blank || page.typed {
            return Looked::NotMeant;
        }
        match page.measured.figures.get(metric::WHITE_POINT) {
            None => return Looked::no("it could not be measured"),
            Some(&value) if value < min_white => {
                let (limit, seen) = (Evidence::Number(min_white, ""), Evidence::Number(value, ""));
                out.push(Locus::Page(index, number), limit, seen);
            }
            Some(_) => {}
        }
        Looked::Yes
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    fn found(value: f64) -> usize {
        let d = document("a.jpg", DocumentKind::IdCardPortrait).with_figure(metric::WHITE_POINT, value);
        run(&CHECK, json!({ "min_white": 0.4 }), &dossier(vec![d]))
            .findings
            .len()
    }

    #[test]
    fn fires_beyond_the_limit_only() {
        assert_eq!(found(0.39), 1);
        assert_eq!(found(0.4), 0);
    }

    #[test]
    fn what_was_not_measured_is_said() {
        let out = run(
            &CHECK,
            json!({ "min_white": 0.4 }),
            &dossier(vec![document("a.jpg", DocumentKind::IdCardPortrait)]),
        );
        assert!(out.findings.is_empty() && out.not_checked.contains_key(&Some(0)));
        assert!(bind(json!({})).is_err());
    }
}
