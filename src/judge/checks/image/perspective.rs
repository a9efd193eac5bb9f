//! `image.perspective`

use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check, Looked};
#[cfg(test)]
use crate::kind::DocumentKind;
use crate::measure::metric;

/// The check.
pub static CHECK: Check = Check {
    code: "image.perspective",
    zh: "“{document}”拍摄角度倾斜约 {actual} 度。",
    en: "\"{document}\" was taken from an angle ({actual} degrees).",
    suggest_zh: "建议正对证件拍摄。",
    suggest_en: "Hold the camera straight above the paper.",
    docs: include_str!("perspective.md"),
    bind,
};

/// The limit; see the rule for its reason.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    max_deg: f64,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { max_deg } = serde_json::from_value(params)?;
    Ok(Bound::each_page(move |(index, _, number, page), _, out| {
        if page.measured.blank || page.typed {
            return Looked::NotMeant;
        }
        match page.measured.figures.get(metric::PERSPECTIVE_DEG) {
            None => return Looked::no("the edges of the paper were not found"),
            Some(&value) if value > max_deg => {
                let (limit, seen) = (Evidence::Number(max_deg, ""), Evidence::Number(value, ""));
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
        let d = document("a.jpg", DocumentKind::IdCardPortrait).with_figure(metric::PERSPECTIVE_DEG, value);
        run(&CHECK, json!({ "max_deg": 6.0 }), &dossier(vec![d])).findings.len()
    }

    #[test]
    fn fires_beyond_the_limit_only() {
        assert_eq!(found(6.1), 1);
        assert_eq!(found(6.0), 0);
    }

    #[test]
    fn what_was_not_measured_is_said() {
        let out = run(
            &CHECK,
            json!({ "max_deg": 6.0 }),
            &dossier(vec![document("a.jpg", DocumentKind::IdCardPortrait)]),
        );
        assert!(out.findings.is_empty() && out.not_checked.contains_key(&Some(0)));
        assert!(bind(json!({})).is_err());
    }
}
