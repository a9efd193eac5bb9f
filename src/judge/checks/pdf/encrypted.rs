//! `pdf.encrypted`

#[cfg(test)]
use crate::decode::PdfFacts;
use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check, Looked, no_parameters};
#[cfg(test)]
use crate::kind::DocumentKind;

/// The check.
pub static CHECK: Check = Check {
    code: "pdf.encrypted",
    zh: "“{document}”设置了打开密码。",
    en: "\"{document}\" asks for a password.",
    suggest_zh: "请取消密码后重新上传。",
    suggest_en: "Remove the password and upload the file again.",
    docs: include_str!("encrypted.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::each_document(move |(index, document), _, out| {
        let Some(pdf) = &document.pdf else {
            return super::without_facts(document);
        };
        if pdf.needs_password {
            out.push(Locus::Document(index), Evidence::None, Evidence::said("password"));
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
            needs_password: true,
            ..PdfFacts::default()
        });
        assert_eq!(run(&CHECK, json!({}), &dossier(vec![d])).findings.len(), 1);
    }
}
