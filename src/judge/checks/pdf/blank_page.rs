//! `pdf.blank-page`

use crate::finding::{Evidence, Locus};
use crate::format::Format;
use crate::judge::check::{Bound, Check, Looked, no_parameters};
#[cfg(test)]
use crate::kind::DocumentKind;

/// The check.
pub static CHECK: Check = Check {
    code: "pdf.blank-page",
    zh: "“{document}”第 {page} 页是空白页。",
    en: "Page {page} of \"{document}\" is blank.",
    suggest_zh: "请删除空白页，或补充缺少的内容后重新上传。",
    suggest_en: "Remove the blank page, or add what is missing.",
    docs: include_str!("blank_page.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::each_page(|(index, document, number, page), _, out| {
        if document.format != Format::Pdf {
            return Looked::NotMeant;
        }
        if page.measured.blank && page.lines.is_empty() {
            out.push(Locus::Page(index, number), Evidence::None, Evidence::None);
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
    fn fires_on_a_page_without_ink_and_text() {
        let mut d = document("a.pdf", DocumentKind::VerificationForm);
        d.format = Format::Pdf;
        assert!(run(&CHECK, json!({}), &dossier(vec![d.clone()])).findings.is_empty());
        d.pages[0].measured.blank = true;
        assert_eq!(run(&CHECK, json!({}), &dossier(vec![d.clone()])).findings.len(), 1);
        d.pages[0].lines = vec![line(0, "text")];
        assert!(run(&CHECK, json!({}), &dossier(vec![d])).findings.is_empty());
    }
}
