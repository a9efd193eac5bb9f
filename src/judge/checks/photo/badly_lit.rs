//! `photo.badly-lit`

use super::widest;
use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check, Looked};

/// The check.
pub static CHECK: Check = Check {
    code: "photo.badly-lit",
    zh: "“{document}”中的人脸光线不合要求：{actual}。",
    en: "The face on \"{document}\" is badly lit: {actual}.",
    suggest_zh: "请在均匀、充足的光线下重新拍照。",
    suggest_en: "Take the photo again in even light.",
    docs: include_str!("badly_lit.md"),
    bind,
};

/// Limits; see the rule for their reasons.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    min_light: f64,
    max_burnt: f64,
    min_even: f64,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params {
        min_light,
        max_burnt,
        min_even,
    } = serde_json::from_value(params)?;
    Ok(Bound::each_page(move |(index, _, number, page), _, out| {
        let (face, seen) = match widest(page) {
            Ok(found) => found,
            Err(looked) => return looked,
        };
        let (Some(light), Some(burnt)) = (seen.light, seen.burnt) else {
            return Looked::no("it could not be measured");
        };
        let fault = if light < min_light {
            Some("the face is too dark")
        } else if burnt > max_burnt {
            Some("the face is burnt out")
        } else if seen.even.is_some_and(|e| e < min_even) {
            Some("the light falls from one side")
        } else {
            None
        };
        if let Some(fault) = fault {
            let at = Locus::Region(index, number, face.area.clamp_to(page.width, page.height));
            out.push(at, Evidence::None, Evidence::said(fault));
        } else if seen.even.is_none() {
            return Looked::no("it could not be measured");
        }
        Looked::Yes
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::checks::photo::fixture::found;

    #[test]
    fn fires_on_dark_burnt_and_one_sided_light() {
        let of = |light: Option<f64>, burnt: f64, even: Option<f64>| {
            let rule = json!({ "min_light": 65.0, "max_burnt": 0.25, "min_even": 0.5 });
            found(&CHECK, rule, move |_, s| {
                (s.light, s.burnt, s.even) = (light, Some(burnt), even);
            })
        };
        assert_eq!(of(Some(65.0), 0.25, Some(0.5)), (0, 0));
        assert_eq!(of(Some(64.0), 0.0, Some(0.9)), (1, 0));
        assert_eq!(of(Some(200.0), 0.3, Some(0.9)), (1, 0));
        assert_eq!(of(Some(120.0), 0.0, Some(0.4)), (1, 0));
        assert_eq!(of(None, 0.0, Some(0.9)), (0, 1));
        assert_eq!(of(Some(120.0), 0.0, None), (0, 1));
    }
}
