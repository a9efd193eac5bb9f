//! `document.fingerprint-missing`

use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check, Looked, no_parameters};
#[cfg(test)]
use crate::kind::DocumentKind;
use crate::measure::Colour;

/// The check.
pub static CHECK: Check = Check {
    code: "document.fingerprint-missing",
    zh: "“{document}”上没有红色手印。",
    en: "\"{document}\" bears no fingerprint in red ink.",
    suggest_zh: "请在签字处按红色手印后重新扫描上传。",
    suggest_en: "Press a fingerprint in red ink beside the signature, scan and upload the paper again.",
    docs: include_str!("fingerprint_missing.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::each_document(move |(index, document), _, out| {
        if !document.was_read || document.pages.is_empty() {
            return Looked::no("no text was read");
        }
        if document.pages.iter().all(|p| p.typed) {
            return Looked::no("not a picture of paper");
        }
        if document.pages.iter().all(|p| p.measured.colour == Colour::Bilevel) {
            return Looked::no("red cannot be told in black and white");
        }
        if document.pages.iter().any(|p| !p.fingerprints.is_empty()) {
            return Looked::Yes;
        }
        let place = document
            .pages
            .iter()
            .enumerate()
            .find_map(|(n, p)| p.signature_places.first().map(|s| Locus::Region(index, n + 1, s.area)));
        out.push(place.unwrap_or(Locus::Document(index)), Evidence::None, Evidence::None);
        Looked::Yes
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::geometry::PixelBox;
    use crate::judge::dossier::fixture::*;

    #[test]
    fn a_fingerprint_on_any_page_is_enough() {
        let mut d = document("f.jpg", DocumentKind::VerificationForm);
        assert_eq!(run(&CHECK, json!({}), &dossier(vec![d.clone()])).findings.len(), 1);
        d.pages[0].fingerprints = vec![PixelBox {
            x: 1,
            y: 2,
            w: 30,
            h: 40,
        }];
        assert!(run(&CHECK, json!({}), &dossier(vec![d.clone()])).findings.is_empty());
        d.pages[0].fingerprints.clear();
        d.pages[0].measured.colour = Colour::Bilevel;
        let out = run(&CHECK, json!({}), &dossier(vec![d]));
        assert!(out.findings.is_empty() && out.not_checked.contains_key(&Some(0)));
    }
}
