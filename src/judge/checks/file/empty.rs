//! `file.empty`

use crate::finding::{Evidence, Locus};
use crate::format::Format;
use crate::judge::check::{Bound, Check, Looked, no_parameters};
#[cfg(test)]
use crate::kind::DocumentKind;

/// The check.
pub static CHECK: Check = Check {
    code: "file.empty",
    zh: "“{document}”是空文件。",
    en: "\"{document}\" has no bytes.",
    suggest_zh: "请重新上传该文件。",
    suggest_en: "Upload the file again.",
    docs: include_str!("empty.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::each_document(move |(index, document), _, out| {
        if document.unread.is_some() {
            return Looked::no("the file was not read");
        }
        if document.format == Format::Empty {
            out.push(Locus::Document(index), Evidence::None, Evidence::Number(0.0, "bytes"));
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
    fn fires_on_no_bytes() {
        let mut d = document("a.jpg", DocumentKind::Unrecognised);
        assert!(run(&CHECK, json!({}), &dossier(vec![d.clone()])).findings.is_empty());
        d.format = Format::Empty;
        assert_eq!(run(&CHECK, json!({}), &dossier(vec![d])).findings.len(), 1);
    }
}
