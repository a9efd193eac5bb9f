//! `pdf.encrypted`

#[cfg(test)]
use crate::decode::PdfFacts;
use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check, Looked};
#[cfg(test)]
use crate::kind::DocumentKind;

/// The check.
pub static CHECK: Check = Check {
    code: "pdf.encrypted",
    zh: "“{document}”设置了打开密码。",
    en: "\"{document}\" asks for a password.",
    suggest_zh: "请取消密码后重新上传。",
    suggest_en: "Remove the password and upload the file again.",
    docs: "## What it checks\nWhether a PDF asks for a password before it opens.\n\n## Why it matters\nThe bureau cannot open it.\n\n## What to do\nRemove the password and upload the file again.\n\n## Limits\nFiles that restrict printing or copying only, and open without a password, are not reported.",
    bind,
};

/// Takes no parameters.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params {} = serde_json::from_value(params)?;
    Ok(Bound::each_document(move |(index, document), dossier, out| {
        let _ = dossier;
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
