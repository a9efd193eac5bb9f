//! `image.cropped`

use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check, Looked};
#[cfg(test)]
use crate::kind::DocumentKind;

/// The check.
pub static CHECK: Check = Check {
    code: "image.cropped",
    zh: "“{document}”边角不完整（{actual}侧被裁切）。",
    en: "\"{document}\" runs out of the picture ({actual}).",
    suggest_zh: "请拍全证件的四个边角后重新上传。",
    suggest_en: "Take the picture again with all four corners of the paper in it.",
    docs: "## What it checks\nSides on which the document leaves the picture although other sides show what lies around it.\n\n## Why it matters\nThe bureau wants the whole paper with its border.\n\n## What to do\nTake the picture again with all four corners of the paper in it.\n\n## Limits\nA paper that fills the picture on all sides cannot be told from a cut one.",
    bind,
};

/// Takes no parameters.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params {} = serde_json::from_value(params)?;
    Ok(Bound::each_page(move |(index, document, number, page), _, out| {
        if document.damaged(number) {
            return Looked::no("the file is damaged");
        }
        if !page.measured.cut.is_empty() {
            let sides = page.measured.cut.iter().map(|s| s.name());
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
        assert!(run(&CHECK, json!({}), &dossier(vec![d.clone()])).findings.is_empty());
        d.pages[0].measured.cut = vec![crate::measure::Side::Left];
        assert_eq!(run(&CHECK, json!({}), &dossier(vec![d])).findings.len(), 1);
    }
}
