//! `pdf.not-a-scan`

use crate::finding::{Evidence, Locus};
use crate::format::Format;
use crate::judge::check::{Bound, Check, Looked, no_parameters};
#[cfg(test)]
use crate::kind::DocumentKind;

/// The check.
pub static CHECK: Check = Check {
    code: "pdf.not-a-scan",
    zh: "“{document}”是排版生成的电子文档，不是原件扫描件。",
    en: "\"{document}\" was typed, not scanned from the original.",
    suggest_zh: "请扫描证件原件后上传。",
    suggest_en: "Scan the original and upload the scan.",
    docs: include_str!("not_a_scan.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::each_document(|(index, document), _, out| {
        if document.format != Format::Pdf {
            return Looked::NotMeant;
        }
        if document.pages.is_empty() {
            return Looked::no("no page could be decoded");
        }
        if document.pages.iter().all(|p| p.typed || p.measured.blank) && document.pages.iter().any(|p| p.typed) {
            out.push(
                Locus::Document(index),
                Evidence::None,
                Evidence::said("text written by software"),
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
    fn fires_on_typed_pages_only() {
        let mut d = document("a.pdf", DocumentKind::BusinessLicence);
        d.format = Format::Pdf;
        assert!(run(&CHECK, json!({}), &dossier(vec![d.clone()])).findings.is_empty());
        d.pages[0].typed = true;
        assert_eq!(run(&CHECK, json!({}), &dossier(vec![d.clone()])).findings.len(), 1);
        d.pages[0].typed = false;
        assert!(run(&CHECK, json!({}), &dossier(vec![d])).findings.is_empty());
    }
}
