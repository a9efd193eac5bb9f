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
    docs: "## What it checks\nTwo independent signs of a display: the peaks of its pixel grid in the spectrum, over what print and paper give, and coloured fringes over ground that should be of one tint.\n\n## Why it matters\nA picture of a screen shows that the original was not at hand.\n\n## What to do\nTake a picture of the original, not of a screen.\n\n## Limits\nA judgement of a picture: for a person to look at. Screens photographed from far away leave neither pattern nor fringes.",
    bind,
};

/// The limit; see the rule for its reason.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    min_strength: f64,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { min_strength } = serde_json::from_value(params)?;
    Ok(Bound::each_page(move |(index, _, number, page), _, out| {
        if page.measured.blank || page.typed {
            return Looked::NotMeant;
        }
        // A camera leaves grain on every ground: what has none was not photographed, and its patterns are its own.
        if page.measured.origin == Origin::BornDigital {
            return Looked::NotMeant;
        }
        match page.measured.figures.get(metric::SCREEN) {
            None => return Looked::no("it could not be measured"),
            Some(&value) if value >= min_strength => {
                let (limit, seen) = (Evidence::Number(min_strength, ""), Evidence::Number(value, ""));
                out.push(Locus::Page(index, number), limit, seen);
            }
            Some(_) => {}
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
    fn a_picture_without_grain_was_not_photographed() {
        let mut d = document("a.jpg", DocumentKind::DomainCertificate).with_figure(metric::SCREEN, 0.6);
        d.pages[0].measured.origin = Origin::BornDigital;
        let out = run(&CHECK, json!({ "min_strength": 0.4 }), &dossier(vec![d]));
        assert!(out.findings.is_empty());
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
