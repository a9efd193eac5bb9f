//! `document.not-signed-copy`

use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check, Looked, no_parameters};
#[cfg(test)]
use crate::kind::DocumentKind;
use crate::read::MarkKind;

/// The check.
pub static CHECK: Check = Check {
    code: "document.not-signed-copy",
    zh: "“{document}”是系统生成的原始核验单，未打印签字。",
    en: "\"{document}\" is the form as the system made it: not printed, signed and scanned.",
    suggest_zh: "请打印核验单，签字（单位加盖公章）后扫描上传。",
    suggest_en: "Print the form, sign it (units stamp it), scan it and upload the scan.",
    docs: include_str!("not_signed_copy.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::each_document(move |(index, document), _, out| {
        if document.pages.is_empty() {
            return Looked::no("no page could be decoded");
        }
        let typed = document.pages.iter().all(|p| p.typed);
        let marked = document
            .marks
            .iter()
            .any(|m| matches!(m.kind, MarkKind::Signature | MarkKind::Seal));
        if typed && !marked {
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
    fn fires_on_a_typed_form_without_marks() {
        let mut d = document("f.pdf", DocumentKind::VerificationForm);
        assert!(run(&CHECK, json!({}), &dossier(vec![d.clone()])).findings.is_empty());
        d.pages[0].typed = true;
        assert_eq!(run(&CHECK, json!({}), &dossier(vec![d.clone()])).findings.len(), 1);
        assert!(
            run(&CHECK, json!({}), &dossier(vec![d.with_mark(MarkKind::Seal, None)]))
                .findings
                .is_empty()
        );
    }
}
