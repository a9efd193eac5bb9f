//! `photo.blurred`

use super::by_figure;
use crate::judge::check::{Bound, Check};

/// The check.
pub static CHECK: Check = Check {
    code: "photo.blurred",
    zh: "“{document}”中的人脸不清晰（轮廓宽度为眼距的 {actual}，应不超过 {expected}）。",
    en: "The face on \"{document}\" is blurred: its edges are {actual} of the distance between the eyes wide, {expected} at most.",
    suggest_zh: "请对焦清楚、拿稳后重新拍照。",
    suggest_en: "Take the photo again in focus and with a steady hand.",
    docs: include_str!("blurred.md"),
    bind,
};

/// Limits; see the rule for their reasons.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    max_edge: f64,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { max_edge } = serde_json::from_value(params)?;
    Ok(by_figure(|s| s.edge, move |v| v > max_edge, max_edge))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::checks::photo::fixture::found;

    #[test]
    fn fires_beyond_the_width_only() {
        let of = |edge: Option<f64>| found(&CHECK, json!({ "max_edge": 0.1 }), move |_, s| s.edge = edge);
        assert_eq!((of(Some(0.11)), of(Some(0.1)), of(None)), ((1, 0), (0, 0), (0, 1)));
        assert!(bind(json!({ "max_edge": "x" })).is_err());
    }
}
