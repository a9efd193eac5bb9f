//! `photo.head-covered`

use super::by_figure;
use crate::judge::check::{Bound, Check};

/// The check.
pub static CHECK: Check = Check {
    code: "photo.head-covered",
    zh: "“{document}”中的人疑似戴帽。",
    en: "The person on \"{document}\" seems to wear a hat.",
    suggest_zh: "请摘下帽子、头饰后重新拍照。",
    suggest_en: "Take the photo again without a hat.",
    docs: include_str!("head_covered.md"),
    bind,
};

/// Limits; see the rule for their reasons.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    min_share: f64,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { min_share } = serde_json::from_value(params)?;
    Ok(by_figure(|s| s.coloured_above, move |v| v >= min_share, min_share))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::checks::photo::fixture::found;

    #[test]
    fn fires_where_colour_stands_above_the_forehead() {
        let of = |share: Option<f64>| {
            found(&CHECK, json!({ "min_share": 0.5 }), move |_, s| {
                s.coloured_above = share;
            })
        };
        assert_eq!((of(Some(0.5)), of(Some(0.49)), of(None)), ((1, 0), (0, 0), (0, 1)));
    }
}
