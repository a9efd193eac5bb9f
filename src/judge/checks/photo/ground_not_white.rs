//! `photo.ground-not-white`

use super::by_figure;
use crate::judge::check::{Bound, Check};

/// The check.
pub static CHECK: Check = Check {
    code: "photo.ground-not-white",
    zh: "“{document}”的背景不是白色或近白色（近白部分 {actual}，应不低于 {expected}）。",
    en: "The ground of \"{document}\" is not white or nearly so: {actual} of it is, {expected} is asked.",
    suggest_zh: "请在白色或近白色的背景前重新拍照。",
    suggest_en: "Take the photo again before a white wall.",
    docs: include_str!("ground_not_white.md"),
    bind,
};

/// Limits; see the rule for their reasons.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    min_white: f64,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { min_white } = serde_json::from_value(params)?;
    Ok(by_figure(|s| s.white_ground, move |v| v < min_white, min_white))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::checks::photo::fixture::found;

    #[test]
    fn fires_below_the_share_only() {
        let rule = || json!({ "min_white": 0.85 });
        let of = |share: Option<f64>| found(&CHECK, rule(), move |_, s| s.white_ground = share);
        assert_eq!((of(Some(0.84)), of(Some(0.85)), of(None)), ((1, 0), (0, 0), (0, 1)));
        assert_eq!(found(&CHECK, rule(), |p, _| p.faces.clear()), (0, 0));
        assert!(bind(json!({})).is_err());
    }
}
