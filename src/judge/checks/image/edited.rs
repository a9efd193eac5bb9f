//! `image.edited`

use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check};
#[cfg(test)]
use crate::kind::DocumentKind;

/// The check.
pub static CHECK: Check = Check {
    code: "image.edited",
    zh: "“{document}”疑似经过编辑（{actual}）。",
    en: "\"{document}\" shows traces of editing ({actual}).",
    suggest_zh: "请上传未经编辑的原始照片或扫描件。",
    suggest_en: "Upload the picture or scan as it was taken.",
    docs: "## What it checks\nThe software named in the file, areas without the grain of the paper around them, areas that show the block grid of another JPEG picture, and lines of print whose ground is flatter and whose edges are steeper than those of all other lines.\n\n## Why it matters\nAn edited paper proves nothing.\n\n## What to do\nUpload the picture or scan as it was taken.\n\n## Limits\nA judgement for a person: harmless programs also write their names, and clever edits leave no trace. Heavy compression alone is no sign. Another grid shows only where the patch was saved coarser than the picture was after it, and hardly on less than 200 x 80 pixels; nor on pages without grain.",
    bind,
};

/// Words of editors, lower case, and whether flat areas count.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    editors: Vec<String>,
    min_strength: f64,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { editors, min_strength } = serde_json::from_value(params)?;
    Ok(Bound::each_document(move |(index, document), _, out| {
        if let Some(software) = &document.metadata.software {
            let lower = software.to_lowercase();
            if editors.iter().any(|e| lower.contains(e.as_str())) {
                out.push(Locus::Document(index), Evidence::None, Evidence::text(software));
                return;
            }
        }
        for (n, page) in document.pages.iter().enumerate() {
            let cues = [
                (&page.measured.pasted, "typed over or filled"),
                (&page.measured.regridded, "part of another JPEG picture"),
            ];
            let spots = cues
                .iter()
                .flat_map(|(spots, cue)| spots.iter().map(move |s| (s, *cue)));
            let strongest = spots.max_by(|a, b| a.0.strength.total_cmp(&b.0.strength));
            if let Some((spot, cue)) = strongest.filter(|(s, _)| s.strength >= min_strength) {
                out.push(
                    Locus::Region(index, n + 1, spot.area),
                    Evidence::None,
                    Evidence::said(cue),
                );
            }
        }
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    #[test]
    fn fires_on_an_editors_name() {
        let rule = json!({ "editors": ["photoshop"], "min_strength": 0.5 });
        let mut d = document("a.jpg", DocumentKind::IdCardPortrait);
        d.metadata.software = Some("HUAWEI P40".into());
        assert!(run(&CHECK, rule.clone(), &dossier(vec![d.clone()])).findings.is_empty());
        d.metadata.software = Some("Adobe Photoshop 25.0".into());
        assert_eq!(run(&CHECK, rule, &dossier(vec![d])).findings.len(), 1);
    }

    #[test]
    fn fires_on_a_flat_patch() {
        let rule = json!({ "editors": [], "min_strength": 0.5 });
        let area = crate::geometry::PixelBox {
            x: 1,
            y: 2,
            w: 30,
            h: 40,
        };
        let mut d = document("a.jpg", DocumentKind::IdCardPortrait);
        d.pages[0].measured.pasted = vec![crate::measure::Spot { area, strength: 0.4 }];
        assert!(run(&CHECK, rule.clone(), &dossier(vec![d.clone()])).findings.is_empty());
        d.pages[0].measured.pasted[0].strength = 0.9;
        assert_eq!(run(&CHECK, rule.clone(), &dossier(vec![d.clone()])).findings.len(), 1);
        d.pages[0].measured.regridded = std::mem::take(&mut d.pages[0].measured.pasted);
        assert_eq!(run(&CHECK, rule, &dossier(vec![d])).findings.len(), 1);
    }
}
