//! `pdf.embedded-file`

#[cfg(test)]
use crate::decode::PdfFacts;
use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check, Looked, no_parameters};
#[cfg(test)]
use crate::kind::DocumentKind;

/// The check.
pub static CHECK: Check = Check {
    code: "pdf.embedded-file",
    zh: "“{document}”内嵌了文件：{actual}。",
    en: "\"{document}\" has files embedded: {actual}.",
    suggest_zh: "请去除内嵌文件后重新上传。",
    suggest_en: "Remove the embedded files and upload the PDF again.",
    docs: include_str!("embedded_file.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::each_document(move |(index, document), _, out| {
        let Some(pdf) = &document.pdf else {
            return super::without_facts(document);
        };
        if !pdf.embedded_files.is_empty() {
            out.push(
                Locus::Document(index),
                Evidence::None,
                Evidence::list(&pdf.embedded_files),
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
            embedded_files: vec!["a.exe".into()],
            ..PdfFacts::default()
        });
        assert_eq!(run(&CHECK, json!({}), &dossier(vec![d])).findings.len(), 1);
    }
}
