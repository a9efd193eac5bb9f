//! `image.glare`

use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check, Looked};
#[cfg(test)]
use crate::kind::DocumentKind;
use crate::measure::metric;

/// The check.
pub static CHECK: Check = Check {
    code: "image.glare",
    zh: "“{document}”有反光，遮挡约 {actual} 的内容。",
    en: "A highlight burns out {actual} of \"{document}\".",
    suggest_zh: "请避开灯光直射后重新拍摄。",
    suggest_en: "Take the picture again without light falling straight on the paper.",
    docs: include_str!("glare.md"),
    bind,
};

/// The limit; see the rule for its reason.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    min_share: f64,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { min_share } = serde_json::from_value(params)?;
    Ok(Bound::each_page(move |(index, _, number, page), _, out| {
        if page.measured.blank || page.typed {
            return Looked::NotMeant;
        }
        match page.measured.figures.get(metric::GLARE) {
            None => return Looked::no("it could not be measured"),
            Some(&value) if value >= min_share => {
                let (limit, seen) = (
                    Evidence::Number(min_share * 100.0, "%"),
                    Evidence::Number(value * 100.0, "%"),
                );
                if page.measured.glare.is_empty() {
                    out.push(Locus::Page(index, number), limit, seen);
                } else {
                    let strongest = page.measured.glare.iter().max_by_key(|s| s.area.area());
                    if let Some(spot) = strongest {
                        out.push(Locus::Region(index, number, spot.area), limit, seen);
                    }
                }
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
        let d = document("a.jpg", DocumentKind::IdCardPortrait).with_figure(metric::GLARE, value);
        run(&CHECK, json!({ "min_share": 0.01 }), &dossier(vec![d]))
            .findings
            .len()
    }

    #[test]
    fn fires_beyond_the_limit_only() {
        assert_eq!(found(0.02), 1);
        assert_eq!(found(0.01), 1);
    }

    #[test]
    fn what_was_not_measured_is_said() {
        let out = run(
            &CHECK,
            json!({ "min_share": 0.01 }),
            &dossier(vec![document("a.jpg", DocumentKind::IdCardPortrait)]),
        );
        assert!(out.findings.is_empty() && out.not_checked.contains_key(&Some(0)));
        assert!(bind(json!({})).is_err());
    }
}
