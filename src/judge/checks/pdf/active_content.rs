//! `pdf.active-content`

#[cfg(test)]
use crate::decode::PdfFacts;
use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check, Looked, no_parameters};
#[cfg(test)]
use crate::kind::DocumentKind;

/// The check.
pub static CHECK: Check = Check {
    code: "pdf.active-content",
    zh: "“{document}”含有可执行内容：{actual}。",
    en: "\"{document}\" carries content that runs: {actual}.",
    suggest_zh: "请重新扫描或打印为普通 PDF 后上传。",
    suggest_en: "Scan the paper, or print it to an ordinary PDF, and upload it.",
    docs: include_str!("active_content.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::each_document(move |(index, document), _, out| {
        let Some(pdf) = &document.pdf else {
            return super::without_facts(document);
        };
        if !pdf.active_content.is_empty() {
            out.push(
                Locus::Document(index),
                Evidence::None,
                Evidence::said_all(&pdf.active_content),
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
            active_content: vec!["JavaScript".into()],
            ..PdfFacts::default()
        });
        assert_eq!(run(&CHECK, json!({}), &dossier(vec![d])).findings.len(), 1);
    }
}
