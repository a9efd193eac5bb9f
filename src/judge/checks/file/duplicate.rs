//! `file.duplicate`

use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check, Looked, no_parameters};
#[cfg(test)]
use crate::kind::DocumentKind;

/// The check.
pub static CHECK: Check = Check {
    code: "file.duplicate",
    zh: "“{document}”与“{actual}”内容相同。",
    en: "\"{document}\" has the same content as \"{actual}\".",
    suggest_zh: "如非有意重复，请上传正确的文件。",
    suggest_en: "If this is not on purpose, upload the right file.",
    docs: include_str!("duplicate.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::each_document(move |(index, document), dossier, out| {
        if document.bytes == 0 {
            return Looked::NotMeant;
        }
        if document.sha256.is_empty() {
            return Looked::no("the file was not read whole");
        }
        let others = || dossier.documents.iter().take(index);
        if let Some(twin) = others().find(|d| d.sha256 == document.sha256) {
            out.push(Locus::Document(index), Evidence::None, Evidence::text(&twin.path));
        }
        let whole = others().all(|d| d.bytes == 0 || !d.sha256.is_empty());
        Looked::if_any(whole, "another file was not read whole")
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    #[test]
    fn fires_on_the_second_of_two() {
        let (a, mut b) = (
            document("a.jpg", DocumentKind::IdCardEmblem),
            document("b.jpg", DocumentKind::IdCardEmblem),
        );
        assert!(
            run(&CHECK, json!({}), &dossier(vec![a.clone(), b.clone()]))
                .findings
                .is_empty()
        );
        b.sha256.clone_from(&a.sha256);
        let found = run(&CHECK, json!({}), &dossier(vec![a, b])).findings;
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].locus.document(), Some(1));
    }
}
