//! `image.not-colour`

use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check, Looked, no_parameters};
#[cfg(test)]
use crate::kind::DocumentKind;
use crate::measure::Colour;

/// The check.
pub static CHECK: Check = Check {
    code: "image.not-colour",
    zh: "“{document}”不是彩色扫描件（检测为{actual}）。",
    en: "\"{document}\" is not in colour (found: {actual}).",
    suggest_zh: "请用彩色模式扫描或直接拍摄原件。",
    suggest_en: "Scan the original in colour, or take a picture of it.",
    docs: include_str!("not_colour.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::each_page(move |(index, document, number, page), _, out| {
        if document.damaged(number) {
            return Looked::no("the file is damaged");
        }
        if page.measured.blank || page.typed {
            return Looked::NotMeant;
        }
        match page.measured.colour {
            Colour::Colour => {}
            Colour::Unknown => return Looked::no("too dark or too pale to tell"),
            Colour::Greyscale | Colour::Bilevel => {
                out.push(
                    Locus::Page(index, number),
                    Evidence::said(Colour::Colour.name()),
                    Evidence::said(page.measured.colour.name()),
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
    use crate::decode::DecodeError;
    use crate::judge::dossier::DocumentFacts;
    use crate::judge::dossier::fixture::*;

    #[test]
    fn fires_on_grey_and_leaves_the_unknown() {
        let mut d = document("a.jpg", DocumentKind::IdCardPortrait);
        assert!(run(&CHECK, json!({}), &dossier(vec![d.clone()])).findings.is_empty());
        d.pages[0].measured.colour = Colour::Greyscale;
        assert_eq!(run(&CHECK, json!({}), &dossier(vec![d.clone()])).findings.len(), 1);
        let damage = DecodeError::Malformed {
            what: "jpeg".into(),
            detail: "ends early".into(),
        };
        for (flaws, findings) in [(vec![(Some(2), damage.clone())], 1), (vec![(Some(1), damage)], 0)] {
            let spoilt = DocumentFacts { flaws, ..d.clone() };
            assert_eq!(run(&CHECK, json!({}), &dossier(vec![spoilt])).findings.len(), findings);
        }
        d.pages[0].measured.colour = Colour::Unknown;
        let out = run(&CHECK, json!({}), &dossier(vec![d]));
        assert!(out.findings.is_empty() && out.not_checked.contains_key(&Some(0)));
    }
}
