//! `image.edited`

use crate::decode::{Overlay, Painted};
use crate::finding::{Evidence, Locus, Severity};
use crate::judge::check::{Bound, Check, Looked};
use crate::kind::DocumentKind;

/// The check.
pub static CHECK: Check = Check {
    code: "image.edited",
    zh: "“{document}”疑似经过编辑（{actual}）。",
    en: "\"{document}\" shows traces of editing ({actual}).",
    suggest_zh: "请上传未经编辑的原始照片或扫描件。",
    suggest_en: "Upload the picture or scan as it was taken.",
    docs: include_str!("edited.md"),
    bind,
};

/// Words of editors, lower case; of which kinds such a name alone says little; how strong a sign in the pixels counts; names by which scanning programs sign, lower case.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    editors: Vec<String>,
    /// Kinds whose untouched papers often name an editor, because copy shops scan and crop with one: there the name alone is a note.
    #[serde(default)]
    named_untouched: Vec<DocumentKind>,
    min_strength: f64,
    #[serde(default)]
    scanners: Vec<String>,
}

/// Things laid over one page that are told one by one; what more there is lies on the same page.
const TOLD: usize = 5;
/// Characters of a scanning program's mark at most: its name and a few words about it.
const MARK: usize = 30;

/// The subtypes of annotations that change what a page shows, in Chinese (ISO 32000-2, table 171).
const ANNOTATIONS: [(&str, &str); 14] = [
    ("FreeText", "文本框批注"),
    ("Stamp", "图章批注"),
    ("Square", "矩形批注"),
    ("Circle", "椭圆批注"),
    ("Polygon", "多边形批注"),
    ("Line", "直线批注"),
    ("PolyLine", "折线批注"),
    ("Ink", "手绘批注"),
    ("Highlight", "高亮批注"),
    ("Underline", "下划线批注"),
    ("StrikeOut", "删除线批注"),
    ("Redact", "密文标记"),
    ("Widget", "表单域"),
    ("Text", "便笺批注"),
];

/// The subtype of an annotation in Chinese.
pub fn annotation(kind: &str) -> &'static str {
    let known = ANNOTATIONS.iter().find(|(name, _)| *name == kind);
    known.map_or("批注", |(_, zh)| zh)
}

/// What lies over a paper, as a phrase.
fn laid(overlay: &Overlay) -> Evidence {
    let (zh, en) = match &overlay.what {
        Painted::Text => ("文件中叠加有录入的文字".to_owned(), "typed text".to_owned()),
        Painted::Picture { width, height, .. } => (
            format!("文件中叠加有 {width}×{height} 磅的图片"),
            format!("a picture of {width} × {height} points"),
        ),
        Painted::Drawing => ("文件中叠加有绘制的图形".to_owned(), "a drawing".to_owned()),
        Painted::Annotation { signature: true, .. } => (
            "文件中叠加有数字签名的外观".to_owned(),
            "the appearance of a digital signature".to_owned(),
        ),
        Painted::Annotation { kind, .. } => (
            format!("文件中叠加有{}", annotation(kind)),
            format!("an annotation of type {kind}"),
        ),
    };
    if overlay.words.is_empty() {
        return Evidence::Phrase { zh, en };
    }
    Evidence::Phrase {
        zh: format!("{zh}“{}”", overlay.words),
        en: format!("{en} “{}”", overlay.words),
    }
}

/// The mark by which a scanning program signs a page: its name, few other words, and nothing that could be a value.
fn of_a_scanner(overlay: &Overlay, scanners: &[String]) -> bool {
    let words = overlay.words.to_lowercase();
    let value = words.chars().any(|c| c.is_ascii_digit());
    !value && words.chars().count() <= MARK && scanners.iter().any(|s| words.contains(s.as_str()))
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params {
        editors,
        named_untouched,
        min_strength,
        scanners,
    } = serde_json::from_value(params)?;
    Ok(Bound::each_document(move |(index, document), _, out| {
        for (n, page) in document.pages.iter().enumerate() {
            let severity = |o: &Overlay| {
                if of_a_scanner(o, &scanners) {
                    Severity::Note
                } else {
                    Severity::Review
                }
            };
            let mut laid_over: Vec<&Overlay> = page.overlays.iter().collect();
            // The gravest first: a scanning program's marks keep nothing else out.
            laid_over.sort_by_key(|o| std::cmp::Reverse(severity(o)));
            for overlay in laid_over.into_iter().take(TOLD) {
                let locus = Locus::Region(index, n + 1, overlay.area);
                out.push_lowered(severity(overlay), locus, None, Evidence::None, laid(overlay));
            }
        }
        if let Some(software) = &document.metadata.software {
            let lower = software.to_lowercase();
            if editors.iter().any(|e| lower.contains(e.as_str())) {
                let (locus, seen) = (Locus::Document(index), Evidence::text(software));
                if !named_untouched.contains(&document.kind()) {
                    out.push(locus, Evidence::None, seen);
                    return Looked::Yes;
                }
                out.push_lowered(Severity::Note, locus, None, Evidence::None, seen);
            }
        }
        if document.pages.is_empty() {
            return Looked::no("no page could be decoded");
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
        Looked::Yes
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
    fn an_editors_name_alone_is_a_note_where_untouched_papers_bear_one() {
        let rule = json!({ "editors": ["photoshop"], "named_untouched": ["business-licence"], "min_strength": 0.5 });
        let of = |kind, strength: f64| {
            let mut d = document("a.jpg", kind);
            d.metadata.software = Some("Adobe Photoshop CS6 (Windows)".into());
            let area = crate::geometry::PixelBox::from_edges(1, 2, 31, 42);
            d.pages[0].measured.pasted = vec![crate::measure::Spot { area, strength }];
            let found = run(&CHECK, rule.clone(), &dossier(vec![d])).findings;
            found.iter().map(|f| f.severity).collect::<Vec<_>>()
        };
        // The rule under test rejects.
        assert_eq!(of(DocumentKind::IdCardPortrait, 0.1), [Severity::Reject]);
        assert_eq!(of(DocumentKind::BusinessLicence, 0.1), [Severity::Note]);
        assert_eq!(
            of(DocumentKind::BusinessLicence, 0.9),
            [Severity::Note, Severity::Reject]
        );
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

    #[test]
    fn tells_what_lies_over_a_scan() {
        let rule = json!({ "editors": [], "min_strength": 0.5, "scanners": ["扫描全能王"] });
        let found = |what: Painted, words: &str| {
            let mut d = document("a.pdf", DocumentKind::BusinessLicence);
            let area = crate::geometry::PixelBox::from_edges(1, 2, 31, 42);
            d.pages[0].overlays = vec![Overlay {
                what,
                area,
                words: words.to_owned(),
            }];
            let mut found = run(&CHECK, rule.clone(), &dossier(vec![d])).findings;
            assert_eq!((found.len(), found[0].locus), (1, Locus::Region(0, 1, area)));
            let found = found.remove(0);
            let Evidence::Phrase { zh, en } = found.actual else {
                panic!("{:?}", found.actual)
            };
            (found.severity, zh, en)
        };
        let free_text = Painted::Annotation {
            kind: "FreeText".to_owned(),
            signature: false,
        };
        let told = |zh: &str, en: &str| (Severity::Review, zh.to_owned(), en.to_owned());
        assert_eq!(
            found(free_text, "林泽宇"),
            told(
                "文件中叠加有文本框批注“林泽宇”",
                "an annotation of type FreeText “林泽宇”"
            )
        );
        let picture = Painted::Picture {
            width: 42,
            height: 19,
            clear: false,
        };
        assert_eq!(
            found(picture, ""),
            told("文件中叠加有 42×19 磅的图片", "a picture of 42 × 19 points")
        );
        assert_eq!(found(Painted::Text, "由扫描全能王创建").0, Severity::Note);
        // However many marks there are, what else lies there is told.
        let mut d = document("a.pdf", DocumentKind::BusinessLicence);
        let mark = Overlay {
            what: Painted::Text,
            area: crate::geometry::PixelBox::from_edges(1, 2, 31, 42),
            words: "扫描全能王".to_owned(),
        };
        d.pages[0].overlays = vec![mark.clone(); 2 * TOLD];
        d.pages[0].overlays.push(Overlay {
            words: "2028".to_owned(),
            ..mark
        });
        let findings = run(&CHECK, rule.clone(), &dossier(vec![d])).findings;
        assert_eq!((findings.len(), findings[0].severity), (TOLD, Severity::Review));
        // Its name beside a value is no mark of its own.
        assert_eq!(found(Painted::Text, "扫描全能王 2028年").0, Severity::Review);
        assert_eq!(found(Painted::Drawing, "").0, Severity::Review);
    }
}
