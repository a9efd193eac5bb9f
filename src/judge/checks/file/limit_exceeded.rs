//! `file.limit-exceeded`

use crate::decode::DecodeError;
use crate::finding::{Evidence, Locus};
use crate::intake::Unread;
use crate::judge::check::{Bound, Check, Looked, no_parameters};
#[cfg(test)]
use crate::kind::DocumentKind;

/// The check.
pub static CHECK: Check = Check {
    code: "file.limit-exceeded",
    zh: "“{document}”超出安全处理限制（{actual}）。",
    en: "\"{document}\" passes a safety budget ({actual}).",
    suggest_zh: "请以常规分辨率和页数重新扫描后上传。",
    suggest_en: "Scan the paper again at an ordinary resolution and upload it.",
    docs: include_str!("limit_exceeded.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::each_document(move |(index, document), _, out| {
        for (page, flaw) in &document.flaws {
            let locus = page.map_or(Locus::Document(index), |p| Locus::Page(index, p));
            if let DecodeError::Limit { .. } = flaw {
                out.push(locus, Evidence::None, Evidence::said(flaw));
                return Looked::Yes;
            }
        }
        if document.unread == Some(Unread::TooLarge) {
            out.push(
                Locus::Document(index),
                Evidence::None,
                Evidence::Number(document.bytes as f64, "bytes"),
            );
        }
        if document.unread.as_ref().is_some_and(|u| *u != Unread::TooLarge) {
            return Looked::no("the file was not read");
        }
        let crashed = document
            .flaws
            .iter()
            .any(|(_, f)| matches!(f, DecodeError::Crashed { .. }));
        // What a failure of ours cut short is `file.reader-failed`.
        if document.partial && !crashed {
            out.push(
                Locus::Document(index),
                Evidence::None,
                Evidence::Number(document.frames as f64, "pages"),
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
    fn fires_on_its_flaw_only() {
        let mut d = document("a.jpg", DocumentKind::Unrecognised);
        assert!(run(&CHECK, json!({}), &dossier(vec![d.clone()])).findings.is_empty());
        d.flaws = vec![(None, DecodeError::Unsupported { feature: "x" })];
        assert!(run(&CHECK, json!({}), &dossier(vec![d.clone()])).findings.is_empty());
        d.flaws = vec![(
            Some(1),
            DecodeError::Limit {
                limit: "page_pixels",
                asked: 2,
                allowed: 1,
            },
        )];
        assert_eq!(run(&CHECK, json!({}), &dossier(vec![d])).findings.len(), 1);
    }
}
