//! `document.qr-missing`

use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check, Looked, no_parameters};
#[cfg(test)]
use crate::kind::DocumentKind;
use crate::read::MarkKind;

/// The check.
pub static CHECK: Check = Check {
    code: "document.qr-missing",
    zh: "“{document}”上未识别到二维码。",
    en: "No QR code was read on \"{document}\".",
    suggest_zh: "建议重新扫描，使二维码清晰完整。",
    suggest_en: "Scan the paper again so that the code is whole.",
    docs: include_str!("qr_missing.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::each_document(move |(index, document), _, out| {
        if document.pages.is_empty() {
            return Looked::no("no page could be decoded");
        }
        if !document.marks.iter().any(|m| m.kind == MarkKind::QrCode) {
            out.push(Locus::Document(index), Evidence::None, Evidence::None);
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
    fn fires_without_a_code() {
        let d = document("a.pdf", DocumentKind::BusinessLicence);
        assert_eq!(run(&CHECK, json!({}), &dossier(vec![d.clone()])).findings.len(), 1);
        assert!(
            run(
                &CHECK,
                json!({}),
                &dossier(vec![d.with_mark(MarkKind::QrCode, Some("x"))])
            )
            .findings
            .is_empty()
        );
    }
}
