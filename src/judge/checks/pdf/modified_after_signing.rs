//! `pdf.modified-after-signing`

#[cfg(test)]
use crate::decode::PdfFacts;
use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check, Looked, no_parameters};
#[cfg(test)]
use crate::kind::DocumentKind;

/// The check.
pub static CHECK: Check = Check {
    code: "pdf.modified-after-signing",
    zh: "“{document}”在电子签名之后又被修改。",
    en: "\"{document}\" was changed after it was signed.",
    suggest_zh: "请上传签名后的原始文件。",
    suggest_en: "Upload the file as it was signed.",
    docs: include_str!("modified_after_signing.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::each_document(move |(index, document), _, out| {
        let Some(pdf) = &document.pdf else {
            return super::without_facts(document);
        };
        if pdf.changed_after_signing {
            out.push(
                Locus::Document(index),
                Evidence::None,
                Evidence::Number(f64::from(pdf.revisions), ""),
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
    fn fires_on_its_fact_only() {
        let mut d = document("a.pdf", DocumentKind::VerificationForm);
        d.pdf = Some(PdfFacts::default());
        assert!(run(&CHECK, json!({}), &dossier(vec![d.clone()])).findings.is_empty());
        d.pdf = Some(PdfFacts {
            changed_after_signing: true,
            ..PdfFacts::default()
        });
        assert_eq!(run(&CHECK, json!({}), &dossier(vec![d])).findings.len(), 1);
    }
}
