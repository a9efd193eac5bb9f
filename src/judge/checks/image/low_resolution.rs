//! `image.low-resolution`

use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check, Looked};
#[cfg(test)]
use crate::kind::DocumentKind;

/// The check.
pub static CHECK: Check = Check {
    code: "image.low-resolution",
    zh: "“{document}”分辨率约 {actual}，要求不低于 {expected}。",
    en: "\"{document}\" has about {actual}; at least {expected} are required.",
    suggest_zh: "请以 200 dpi 以上扫描，或靠近证件重新拍摄。",
    suggest_en: "Scan at 200 dpi or more, or take the picture from nearer.",
    docs: include_str!("low_resolution.md"),
    bind,
};

/// Least dots per inch, and the longest side in pixels below which no document reaches it.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    min: f64,
    min_side: u32,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { min, min_side } = serde_json::from_value(params)?;
    Ok(Bound::each_page(move |(index, _, number, page), _, out| {
        if page.measured.blank || page.typed {
            return Looked::NotMeant;
        }
        let side = page.width.max(page.height);
        match page.dpi {
            Some(dpi) if dpi < min => {
                out.push(
                    Locus::Page(index, number),
                    Evidence::Number(min, "dpi"),
                    Evidence::Number(dpi, "dpi"),
                );
            }
            Some(_) => {}
            None if side < min_side => {
                out.push(
                    Locus::Page(index, number),
                    Evidence::Number(f64::from(min_side), "px"),
                    Evidence::Number(f64::from(side), "px"),
                );
            }
            None => return Looked::no("the density is not known; the height of the print decides"),
        }
        Looked::Yes
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    fn found(dpi: Option<f64>, side: u32) -> usize {
        let mut d = document("a.jpg", DocumentKind::IdCardPortrait);
        d.pages[0].dpi = dpi;
        d.pages[0].width = side;
        d.pages[0].height = side;
        run(&CHECK, json!({ "min": 150.0, "min_side": 506 }), &dossier(vec![d]))
            .findings
            .len()
    }

    #[test]
    fn fires_below_the_minimum_and_not_at_it() {
        assert_eq!(found(Some(149.9), 1500), 1);
        assert_eq!(found(Some(150.0), 1500), 0);
        assert_eq!(found(None, 505), 1);
        assert_eq!(found(None, 506), 0);
    }

    #[test]
    fn an_unknown_density_is_said_and_not_guessed() {
        let mut d = document("a.jpg", DocumentKind::AuthorisationLetter);
        d.pages[0].dpi = None;
        d.pages[0].width = 3024;
        d.pages[0].height = 4032;
        let out = run(&CHECK, json!({ "min": 150.0, "min_side": 506 }), &dossier(vec![d]));
        assert!(out.findings.is_empty() && out.not_checked.contains_key(&Some(0)));
    }

    #[test]
    fn refuses_a_rule_it_cannot_obey() {
        assert!(bind(json!({ "min": 150.0 })).is_err());
    }
}
