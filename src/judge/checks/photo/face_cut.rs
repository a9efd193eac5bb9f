//! `photo.face-cut`

use super::by_figure;
use crate::judge::check::{Bound, Check};

/// The check.
pub static CHECK: Check = Check {
    code: "photo.face-cut",
    zh: "“{document}”中的人脸不完整（画面内 {actual}，应不低于 {expected}）。",
    en: "The face on \"{document}\" is cut off: {actual} of it lies within the picture, {expected} is asked.",
    suggest_zh: "请将头部置于画面中央后重新拍照。",
    suggest_en: "Take the photo again with the head in the middle.",
    docs: include_str!("face_cut.md"),
    bind,
};

/// Limits; see the rule for their reasons.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    min_inside: f64,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { min_inside } = serde_json::from_value(params)?;
    Ok(by_figure(|s| Some(s.inside), move |v| v < min_inside, min_inside))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::checks::photo::fixture::found;

    #[test]
    fn fires_where_a_part_lies_outside() {
        let of = |inside: f64| found(&CHECK, json!({ "min_inside": 0.95 }), move |_, s| s.inside = inside);
        assert_eq!((of(0.94), of(0.95)), ((1, 0), (0, 0)));
    }
}
