//! `image.text-too-small`

use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check, Looked};
#[cfg(test)]
use crate::kind::DocumentKind;
use crate::measure::metric;

/// The check.
pub static CHECK: Check = Check {
    code: "image.text-too-small",
    zh: "“{document}”文字过小（字高约 {actual}，建议不低于 {expected}）。",
    en: "Print on \"{document}\" is {actual} high; at least {expected} are needed to read it reliably.",
    suggest_zh: "请以更高分辨率重新扫描或靠近拍摄。",
    suggest_en: "Scan at a higher resolution, or take the picture from nearer.",
    docs: include_str!("text_too_small.md"),
    bind,
};

/// The limit; see the rule for its reason.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    min_px: f64,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { min_px } = serde_json::from_value(params)?;
    Ok(Bound::each_page(move |(index, _, number, page), _, out| {
        if page.measured.blank || page.typed {
            return Looked::NotMeant;
        }
        match page.measured.figures.get(metric::PRINT_HEIGHT) {
            None => return Looked::no("it could not be measured"),
            Some(&value) if value < min_px => {
                let (limit, seen) = (Evidence::Number(min_px, "px"), Evidence::Number(value, "px"));
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
        let d = document("a.jpg", DocumentKind::IdCardPortrait).with_figure(metric::PRINT_HEIGHT, value);
        run(&CHECK, json!({ "min_px": 9.0 }), &dossier(vec![d])).findings.len()
    }

    #[test]
    fn fires_beyond_the_limit_only() {
        assert_eq!(found(8.9), 1);
        assert_eq!(found(9.0), 0);
    }

    #[test]
    fn what_was_not_measured_is_said() {
        let out = run(
            &CHECK,
            json!({ "min_px": 9.0 }),
            &dossier(vec![document("a.jpg", DocumentKind::IdCardPortrait)]),
        );
        assert!(out.findings.is_empty() && out.not_checked.contains_key(&Some(0)));
        assert!(bind(json!({})).is_err());
    }
}
