//! `image.skewed`

use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check, Looked};
#[cfg(test)]
use crate::kind::DocumentKind;
use crate::measure::metric;

/// The check.
pub static CHECK: Check = Check {
    code: "image.skewed",
    zh: "“{document}”第 {page} 页倾斜 {actual} 度。",
    en: "Page {page} of \"{document}\" is turned by {actual} degrees.",
    suggest_zh: "建议摆正后重新拍摄或扫描。",
    suggest_en: "Straighten the paper and take the picture again.",
    docs: include_str!("skewed.md"),
    bind,
};

/// Most degrees.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    max_deg: f64,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { max_deg } = serde_json::from_value(params)?;
    Ok(Bound::each_page(move |(index, _, number, page), _, out| {
        let Some(skew) = page.measured.figures.get(metric::SKEW_DEG) else {
            return Looked::no("it could not be measured");
        };
        if skew.abs() > max_deg {
            out.push(
                Locus::Page(index, number),
                Evidence::Number(max_deg, ""),
                Evidence::Number(*skew, ""),
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

    #[test]
    fn fires_on_either_side() {
        let found = |deg: f64| {
            let d = document("a.jpg", DocumentKind::IdCardPortrait).with_figure(metric::SKEW_DEG, deg);
            run(&CHECK, json!({ "max_deg": 5.0 }), &dossier(vec![d])).findings.len()
        };
        assert_eq!((found(5.0), found(5.1), found(-5.1)), (0, 1, 1));
    }
}
