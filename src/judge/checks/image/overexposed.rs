//! `image.overexposed`

use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check, Looked};
#[cfg(test)]
use crate::kind::DocumentKind;
use crate::measure::{Origin, metric};

/// The check.
pub static CHECK: Check = Check {
    code: "image.overexposed",
    zh: "“{document}”画面过曝、发白。",
    en: "\"{document}\" is washed out.",
    suggest_zh: "请降低曝光或换个角度重新拍摄。",
    suggest_en: "Take the picture again with less light.",
    docs: include_str!("overexposed.md"),
    bind,
};

/// Luma of the darkest print; or a lower one together with the share of the document that is burnt out. See the rule.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    max_black: f64,
    max_burnt: f64,
    burnt_black: f64,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params {
        max_black,
        max_burnt,
        burnt_black,
    } = serde_json::from_value(params)?;
    Ok(Bound::each_page(move |(index, _, number, page), _, out| {
        // A page may be blank, a card never is: one without print is washed out. (A sheet of A4 lies within the tolerance.)
        let blank = page.measured.blank && !page.measured.shows_one_card();
        if blank || page.typed {
            return Looked::NotMeant;
        }
        let Some(&value) = page.measured.figures.get(metric::BLACK_POINT) else {
            return Looked::no("it could not be measured");
        };
        let pale = if value > max_black {
            true
        } else if value > burnt_black {
            let Some(share) = burnt(page) else {
                return Looked::no("what is burnt out could not be measured");
            };
            share > max_burnt
        } else {
            false
        };
        if pale {
            let (limit, seen) = (Evidence::Number(max_black, ""), Evidence::Number(value, ""));
            out.push(Locus::Page(index, number), limit, seen);
        }
        Looked::Yes
    }))
}

/// Share of the document that is burnt out; the white ground of a drawn page is not.
fn burnt(page: &crate::judge::dossier::PageFacts) -> Option<f64> {
    if page.measured.origin == Origin::BornDigital {
        return Some(0.0);
    }
    page.measured.figures.get(metric::BURNT).copied()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    fn found(value: f64) -> usize {
        let d = document("a.jpg", DocumentKind::IdCardPortrait).with_figure(metric::BLACK_POINT, value);
        run(
            &CHECK,
            json!({ "max_black": 0.65, "max_burnt": 0.4, "burnt_black": 0.2 }),
            &dossier(vec![d]),
        )
        .findings
        .len()
    }

    #[test]
    fn fires_beyond_the_limit_only() {
        assert_eq!(found(0.66), 1);
        assert_eq!(found(0.65), 0);
    }

    #[test]
    fn a_blank_card_is_washed_out_and_a_blank_page_is_blank() {
        let found = |aspect: f64| {
            let mut d = document("a.jpg", DocumentKind::Unrecognised)
                .with_figure(metric::BLACK_POINT, 0.77)
                .with_figure(metric::DOCUMENTS, 1.0)
                .with_figure(metric::PAPER_ASPECT, aspect);
            let measured = &mut d.pages[0].measured;
            measured.blank = true;
            measured.paper = Some(crate::geometry::Quad::from_box(crate::geometry::PixelBox {
                x: 100,
                y: 80,
                w: 856,
                h: 540,
            }));
            let rule = json!({ "max_black": 0.65, "max_burnt": 0.4, "burnt_black": 0.2 });
            run(&CHECK, rule, &dossier(vec![d])).findings.len()
        };
        assert_eq!((found(1.585), found(1.2)), (1, 0));
    }

    #[test]
    fn the_white_ground_of_a_drawn_page_is_not_burnt_out() {
        let mut d = document("a.png", DocumentKind::DomainCertificate)
            .with_figure(metric::BLACK_POINT, 0.36)
            .with_figure(metric::BURNT, 0.94);
        d.pages[0].measured.origin = Origin::BornDigital;
        let rule = json!({ "max_black": 0.65, "max_burnt": 0.4, "burnt_black": 0.2 });
        assert!(run(&CHECK, rule, &dossier(vec![d])).findings.is_empty());
    }

    #[test]
    fn burnt_ground_counts_only_where_print_is_pale_too() {
        let found = |black: f64, burnt: f64| {
            let d = document("a.jpg", DocumentKind::IdCardPortrait)
                .with_figure(metric::BLACK_POINT, black)
                .with_figure(metric::BURNT, burnt);
            let rule = json!({ "max_black": 0.65, "max_burnt": 0.4, "burnt_black": 0.2 });
            run(&CHECK, rule, &dossier(vec![d])).findings.len()
        };
        assert_eq!((found(0.3, 0.7), found(0.05, 0.9), found(0.3, 0.1)), (1, 0, 0));
    }

    #[test]
    fn what_was_not_measured_is_said() {
        let out = run(
            &CHECK,
            json!({ "max_black": 0.65, "max_burnt": 0.4, "burnt_black": 0.2 }),
            &dossier(vec![document("a.jpg", DocumentKind::IdCardPortrait)]),
        );
        assert!(out.findings.is_empty() && out.not_checked.contains_key(&Some(0)));
        assert!(bind(json!({})).is_err());
    }
}
