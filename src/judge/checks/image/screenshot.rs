//! `image.screenshot`

use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check, Looked};
#[cfg(test)]
use crate::kind::DocumentKind;
use crate::measure::Origin;

/// The check.
pub static CHECK: Check = Check {
    code: "image.screenshot",
    zh: "“{document}”是屏幕截图（{actual}）。",
    en: "\"{document}\" is a capture of a screen ({actual}).",
    suggest_zh: "请上传证件原件的照片或扫描件，不要上传截图。",
    suggest_en: "Upload a photograph or scan of the original, not a screen capture.",
    docs: include_str!("screenshot.md"),
    bind,
};

/// Least number of marks.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    min_marks: usize,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { min_marks } = serde_json::from_value(params)?;
    Ok(Bound::each_page(move |(index, _, number, page), _, out| {
        let m = &page.measured;
        let by_name = m.origin == Origin::ScreenCapture && m.screen.len() < min_marks;
        if m.origin == Origin::ScreenCapture && (by_name || m.screen.len() >= min_marks) {
            let tells = if by_name {
                vec![m.origin_basis]
            } else {
                m.screen.clone()
            };
            out.push(Locus::Page(index, number), Evidence::None, Evidence::said_all(tells));
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
    fn fires_on_a_capture_and_not_on_a_photograph_of_a_display_s_size() {
        let found = |origin, screen: Vec<&'static str>| {
            let mut d = document("a.png", DocumentKind::IdCardPortrait);
            d.pages[0].measured.origin = origin;
            d.pages[0].measured.screen = screen;
            run(&CHECK, json!({ "min_marks": 2 }), &dossier(vec![d])).findings.len()
        };
        let marks = vec!["a status bar", "the exact size of a display"];
        assert_eq!(found(Origin::ScreenCapture, marks.clone()), 1);
        assert_eq!(found(Origin::ScreenCapture, vec![]), 1);
        assert_eq!(found(Origin::Photo, marks), 0);
        assert!(bind(json!({})).is_err());
    }
}
