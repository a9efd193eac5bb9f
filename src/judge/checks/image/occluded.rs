//! `image.occluded`

use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check};
#[cfg(test)]
use crate::kind::DocumentKind;

/// The check.
pub static CHECK: Check = Check {
    code: "image.occluded",
    zh: "“{document}”有内容被遮挡。",
    en: "Something lies over \"{document}\".",
    suggest_zh: "请移开遮挡物后重新拍摄。",
    suggest_en: "Take away what covers the paper and take the picture again.",
    docs: "## What it checks\nWhether something reaches from outside over the document: a finger, a clip, other paper.\n\n## Why it matters\nWhat is covered cannot be compared.\n\n## What to do\nTake away what covers the paper and take the picture again.\n\n## Limits\nA thing that lies wholly inside the document and looks like print is not seen.",
    bind,
};

/// Takes no parameters.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params {} = serde_json::from_value(params)?;
    Ok(Bound::each_page(move |(index, document, number, page), _, out| {
        if let Some(spot) = page.measured.occluded.iter().max_by_key(|s| s.area.area()) {
            let fields = super::touched(document, number, spot.area);
            let seen = if fields.is_empty() {
                Evidence::None
            } else {
                Evidence::list(fields)
            };
            out.push(Locus::Region(index, number, spot.area), Evidence::None, seen);
        }
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    #[test]
    fn fires_where_something_lies_over_the_paper() {
        let mut d = document("a.jpg", DocumentKind::IdCardPortrait);
        assert!(run(&CHECK, json!({}), &dossier(vec![d.clone()])).findings.is_empty());
        let area = crate::geometry::PixelBox {
            x: 1,
            y: 2,
            w: 30,
            h: 40,
        };
        d.pages[0].measured.occluded = vec![crate::measure::Spot { area, strength: 1.0 }];
        assert_eq!(run(&CHECK, json!({}), &dossier(vec![d])).findings.len(), 1);
    }
}
