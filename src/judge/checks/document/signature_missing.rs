//! `document.signature-missing`

use crate::finding::{Evidence, Locus, Severity};
use crate::judge::check::{Bound, Check, Looked};
#[cfg(test)]
use crate::kind::DocumentKind;
use crate::read::MarkKind;

/// The check.
pub static CHECK: Check = Check {
    code: "document.signature-missing",
    zh: "“{document}”的“{expected}”处没有手写签名。",
    en: "Nobody signed at \"{expected}\" on \"{document}\".",
    suggest_zh: "请由负责人亲笔签名后重新扫描上传。",
    suggest_en: "Let the responsible person sign by hand, scan and upload the form again.",
    docs: include_str!("signature_missing.md"),
    bind,
};

/// Least share of handwriting in the place, 0 to 1.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    min_ink: f64,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { min_ink } = serde_json::from_value(params)?;
    Ok(Bound::each_document(move |(index, document), _, out| {
        if !document.was_read || document.pages.is_empty() {
            return Looked::no("no text was read");
        }
        if document.marks.iter().any(|m| m.kind == MarkKind::Signature) {
            return Looked::Yes;
        }
        let mut places = document
            .pages
            .iter()
            .enumerate()
            .flat_map(|(n, p)| p.signature_places.iter().map(move |s| (n + 1, s)))
            .peekable();
        if places.peek().is_none() {
            out.push_lowered(
                Severity::Review,
                Locus::Document(index),
                None,
                Evidence::said("签字"),
                Evidence::None,
            );
            return Looked::Yes;
        }
        let places: Vec<_> = places.collect();
        if places.iter().all(|(_, s)| s.ink < min_ink)
            && let Some((page, s)) = places.first()
        {
            out.push(
                Locus::Region(index, *page, s.area),
                Evidence::text(&s.label),
                Evidence::None,
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

    fn form(ink: Option<f64>) -> crate::judge::dossier::DocumentFacts {
        let mut d = document("f.pdf", DocumentKind::VerificationForm);
        let area = crate::geometry::PixelBox {
            x: 1,
            y: 2,
            w: 30,
            h: 40,
        };
        d.pages[0].signature_places = ink
            .map(|ink| crate::read::SignaturePlace {
                label: "签字".into(),
                area,
                ink,
            })
            .into_iter()
            .collect();
        d
    }

    #[test]
    fn ink_decides() {
        let found = |d| {
            run(&CHECK, json!({ "min_ink": 0.01 }), &dossier(vec![d]))
                .findings
                .iter()
                .map(|f| f.severity)
                .collect::<Vec<_>>()
        };
        assert!(found(form(Some(0.05))).is_empty());
        assert_eq!(found(form(Some(0.0))), [Severity::Reject]);
        assert_eq!(found(form(None)), [Severity::Review]);
        assert!(found(form(None).with_mark(MarkKind::Signature, None)).is_empty());
    }
}
