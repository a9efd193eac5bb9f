//! `image.upside-down`

use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check, Looked, no_parameters};
#[cfg(test)]
use crate::kind::DocumentKind;

/// The check.
pub static CHECK: Check = Check {
    code: "image.upside-down",
    zh: "“{document}”第 {page} 页方向不正，需顺时针转 {actual} 度。",
    en: "Page {page} of \"{document}\" must be turned clockwise by {actual} degrees.",
    suggest_zh: "建议转正后重新上传。",
    suggest_en: "Turn the picture upright and upload it again.",
    docs: include_str!("upside_down.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::each_page(move |(index, _, number, page), _, out| {
        if page.lines.is_empty() && page.turn == 0 {
            return Looked::no("nothing tells which side is up");
        }
        if page.turn != 0 {
            out.push(
                Locus::Page(index, number),
                Evidence::None,
                Evidence::Number(f64::from(page.turn), ""),
            );
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
    fn fires_on_a_turned_page() {
        let mut d = document("a.jpg", DocumentKind::IdCardPortrait);
        assert!(run(&CHECK, json!({}), &dossier(vec![d.clone()])).findings.is_empty());
        d.pages[0].turn = 180;
        assert_eq!(run(&CHECK, json!({}), &dossier(vec![d])).findings.len(), 1);
    }
}
