//! `image.cropped`

use crate::classify::framed::SIDES;
use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check, Looked};
#[cfg(test)]
use crate::kind::DocumentKind;
use crate::measure::Side;

/// The check.
pub static CHECK: Check = Check {
    code: "image.cropped",
    zh: "“{document}”边角不完整（{actual}侧被裁切）。",
    en: "\"{document}\" runs out of the picture ({actual}).",
    suggest_zh: "请拍全证件的四个边角后重新上传。",
    suggest_en: "Take the picture again with all four corners of the paper in it.",
    docs: include_str!("cropped.md"),
    bind,
};

/// `beyond`: share of the width of a form's border from which what lies beyond the picture is cut off.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    beyond: f64,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { beyond } = serde_json::from_value(params)?;
    Ok(Bound::each_page(move |(index, document, number, page), _, out| {
        if document.damaged(number) {
            return Looked::no("the file is damaged");
        }
        let runs_out = |(side, figure): &(Side, &str)| {
            page.measured.cut.contains(side) || page.measured.figures.get(figure).is_some_and(|b| *b > beyond)
        };
        let mut sides = SIDES.iter().filter(|s| runs_out(s)).map(|(s, _)| s.name()).peekable();
        if sides.peek().is_some() {
            out.push(Locus::Page(index, number), Evidence::None, Evidence::said_all(sides));
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
    fn fires_on_a_cut_side() {
        let mut d = document("a.jpg", DocumentKind::IdCardPortrait);
        let ask = |d| {
            run(&CHECK, json!({ "beyond": 0.0125 }), &dossier(vec![d]))
                .findings
                .len()
        };
        assert_eq!(ask(d.clone()), 0);
        d.pages[0].measured.cut = vec![Side::Left];
        assert_eq!(ask(d), 1);
    }

    #[test]
    fn fires_on_a_form_of_which_a_part_lies_beyond_the_picture() {
        let with = |b: f64| {
            let mut d = document("a.jpg", DocumentKind::BusinessLicence);
            d.pages[0]
                .measured
                .figures
                .insert(crate::measure::metric::BEYOND_BOTTOM, b);
            run(&CHECK, json!({ "beyond": 0.0125 }), &dossier(vec![d]))
                .findings
                .len()
        };
        assert_eq!((with(-0.04), with(0.012), with(0.013)), (0, 0, 1));
    }

    #[test]
    fn wants_its_threshold() {
        assert!((CHECK.bind)(json!({})).is_err());
    }
}
