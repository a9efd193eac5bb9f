//! `document.unrecognised`

use crate::finding::{Evidence, Locus, Severity};
use crate::judge::check::{Bound, Check, Looked, no_parameters};
use crate::kind::DocumentKind;

/// The check.
pub static CHECK: Check = Check {
    code: "document.unrecognised",
    zh: "无法识别“{document}”的材料类型。",
    en: "The kind of \"{document}\" could not be told.",
    suggest_zh: "请确认上传的是所需材料，且画面清晰完整。",
    suggest_en: "Make sure that it is a paper that was asked, whole and legible.",
    docs: include_str!("unrecognised.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::each_document(move |(index, document), dossier, out| {
        let readable = !document.pages.is_empty() && document.flaws.is_empty();
        if document.kind() != DocumentKind::Unrecognised {
            return Looked::Yes;
        }
        if !readable {
            return Looked::no("no page could be decoded whole");
        }
        if !document.was_read || !dossier.ocr {
            return Looked::no("no text was read");
        }
        let guess = document.recognised.guess.map_or(Evidence::None, Evidence::said);
        let severity = if document.hint == Some(DocumentKind::Other) {
            Severity::Note
        } else {
            Severity::Reject
        };
        out.push_lowered(severity, Locus::Document(index), None, Evidence::None, guess);
        Looked::Yes
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    #[test]
    fn fires_on_a_read_paper_of_no_kind() {
        let mut d = document("a.jpg", DocumentKind::Unrecognised);
        assert_eq!(run(&CHECK, json!({}), &dossier(vec![d.clone()])).findings.len(), 1);
        d.pages.clear();
        assert!(run(&CHECK, json!({}), &dossier(vec![d])).findings.is_empty());
        let known = document("a.jpg", DocumentKind::SitePlan);
        assert!(run(&CHECK, json!({}), &dossier(vec![known])).findings.is_empty());
    }
}
