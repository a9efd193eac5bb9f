//! `photo.mouth-covered`

use super::by_figure;
use crate::judge::check::{Bound, Check};

/// The check.
pub static CHECK: Check = Check {
    code: "photo.mouth-covered",
    zh: "“{document}”中的口鼻疑似被遮挡（口罩等）。",
    en: "Mouth and nose seem to be covered on \"{document}\" (a mask).",
    suggest_zh: "请摘下口罩，露出整个面部后重新拍照。",
    suggest_en: "Take the photo again with the whole face bare.",
    docs: include_str!("mouth_covered.md"),
    bind,
};

/// Limits; see the rule for their reasons.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    min_unlike: f64,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { min_unlike } = serde_json::from_value(params)?;
    Ok(by_figure(|s| s.mouth_unlike_skin, move |v| v >= min_unlike, min_unlike))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::checks::photo::fixture::found;

    #[test]
    fn fires_where_the_mouth_is_unlike_the_skin() {
        let of = |unlike: Option<f64>| {
            found(&CHECK, json!({ "min_unlike": 0.6 }), move |_, s| {
                s.mouth_unlike_skin = unlike;
            })
        };
        assert_eq!((of(Some(0.6)), of(Some(0.59)), of(None)), ((1, 0), (0, 0), (0, 1)));
    }
}
