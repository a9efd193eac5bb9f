//! `image.recaptured`

use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check, Looked};
#[cfg(test)]
use crate::kind::DocumentKind;
use crate::measure::{Origin, metric};

/// The check.
pub static CHECK: Check = Check {
    code: "image.recaptured",
    zh: "“{document}”疑似翻拍屏幕（屏幕纹强度 {actual}）。",
    en: "\"{document}\" looks photographed from a screen (strength {actual}).",
    suggest_zh: "请拍摄证件原件，不要翻拍屏幕或照片。",
    suggest_en: "Take a picture of the original, not of a screen.",
    docs: include_str!("recaptured.md"),
    bind,
};

/// The limits of both figures, of which a rule may leave out one, see the rule for their reasons: strength of grid and fringes; likelihood of a
/// display by the fitted table; width of edges (pixels) from which a picture is too soft for that: a display's grid does not
/// outlive the blur, and what looks like one is the blur's own.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    min_strength: Option<f64>,
    min_likelihood: Option<f64>,
    max_edge_px: Option<f64>,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params {
        min_strength,
        min_likelihood,
        max_edge_px,
    } = serde_json::from_value(params)?;
    if min_strength.is_none() && min_likelihood.is_none() {
        return Err(serde::de::Error::custom("min_strength or min_likelihood is needed"));
    }
    Ok(Bound::each_page(move |(index, _, number, page), _, out| {
        if page.measured.blank || page.typed {
            return Looked::NotMeant;
        }
        // A camera leaves grain on every ground: what has none was not photographed, and its patterns are its own.
        if page.measured.origin == Origin::BornDigital {
            return Looked::NotMeant;
        }
        let figure = |name: &str| page.measured.figures.get(name).copied();
        let Some(strength) = figure(metric::SCREEN) else {
            return Looked::no("it could not be measured");
        };
        let soft = figure(metric::EDGE_WIDTH)
            .zip(max_edge_px)
            .is_some_and(|(w, most)| w > most);
        // Pictures smaller than a region have no likelihood.
        let likely = figure(metric::DISPLAY).zip(min_likelihood).filter(|_| !soft);
        if min_strength.is_none() && likely.is_none() {
            return Looked::no("it could not be measured");
        }
        let strong = min_strength.map(|least| (strength, least));
        let reaches = |(seen, least): &(f64, f64)| seen >= least;
        let seen = strong.filter(reaches).or_else(|| likely.filter(reaches));
        if let Some((seen, limit)) = seen {
            let [limit, seen] = [limit, seen].map(|v| Evidence::Number(v, ""));
            out.push(Locus::Page(index, number), limit, seen);
        }
        Looked::Yes
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    fn found(value: f64) -> usize {
        let d = document("a.jpg", DocumentKind::IdCardPortrait).with_figure(metric::SCREEN, value);
        run(&CHECK, json!({ "min_strength": 0.4 }), &dossier(vec![d]))
            .findings
            .len()
    }

    #[test]
    fn fires_beyond_the_limit_only() {
        assert_eq!(found(0.41), 1);
        assert_eq!(found(0.4), 1);
    }

    #[test]
    fn a_likely_display_fires_where_the_rule_asks_for_it() {
        let of = |params| {
            let d = document("a.jpg", DocumentKind::IdCardPortrait).with_figure(metric::SCREEN, 0.1);
            let d = d.with_figure(metric::DISPLAY, 0.8);
            let d = d.with_figure(metric::EDGE_WIDTH, 9.0);
            run(&CHECK, params, &dossier(vec![d])).findings.len()
        };
        assert_eq!(of(json!({ "min_strength": 0.4, "min_likelihood": 0.8 })), 1);
        assert_eq!(of(json!({ "min_strength": 0.4, "min_likelihood": 0.81 })), 0);
        assert_eq!(of(json!({ "min_strength": 0.4 })), 0);
        // Too soft a picture shows no grid.
        let soft = |most: f64| of(json!({ "min_strength": 0.4, "min_likelihood": 0.8, "max_edge_px": most }));
        assert_eq!((soft(9.0), soft(8.9)), (1, 0));
    }

    #[test]
    fn a_picture_without_grain_was_not_photographed() {
        let mut d = document("a.jpg", DocumentKind::DomainCertificate).with_figure(metric::SCREEN, 0.6);
        d.pages[0].measured.origin = Origin::BornDigital;
        let out = run(&CHECK, json!({ "min_strength": 0.4 }), &dossier(vec![d]));
        assert!(out.findings.is_empty());
    }

    #[test]
    fn likelihood_alone_is_asked_where_the_rule_says_so() {
        let of = |likelihood: Option<f64>| {
            let mut d = document("a.jpg", DocumentKind::SitePhoto).with_figure(metric::SCREEN, 0.9);
            if let Some(v) = likelihood {
                d = d.with_figure(metric::DISPLAY, v);
            }
            let out = run(&CHECK, json!({ "min_likelihood": 0.95 }), &dossier(vec![d]));
            (out.findings.len(), out.not_checked.len())
        };
        assert_eq!((of(Some(0.96)), of(Some(0.94)), of(None)), ((1, 0), (0, 0), (0, 1)));
    }

    #[test]
    fn what_was_not_measured_is_said() {
        let out = run(
            &CHECK,
            json!({ "min_strength": 0.4 }),
            &dossier(vec![document("a.jpg", DocumentKind::IdCardPortrait)]),
        );
        assert!(out.findings.is_empty() && out.not_checked.contains_key(&Some(0)));
        assert!(bind(json!({})).is_err());
    }
}
