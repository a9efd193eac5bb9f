//! `file.polyglot`

use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check, Looked, no_parameters};
#[cfg(test)]
use crate::kind::DocumentKind;

/// The check.
pub static CHECK: Check = Check {
    code: "file.polyglot",
    zh: "“{document}”除 {expected} 外还可作为 {actual} 打开，需人工查看。",
    en: "\"{document}\" is {expected} and can be opened as {actual} too.",
    suggest_zh: "请重新导出为普通文件后上传。",
    suggest_en: "Export the paper as an ordinary file and upload it.",
    docs: include_str!("polyglot.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::each_document(move |(index, document), _, out| {
        if document.unread.is_some() {
            return Looked::no("the file was not read");
        }
        if !document.also.is_empty() {
            out.push(
                Locus::Document(index),
                Evidence::said(document.format),
                Evidence::said_all(&document.also),
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
    fn fires_on_a_second_format() {
        let mut d = document("a.jpg", DocumentKind::IdCardPortrait);
        assert!(run(&CHECK, json!({}), &dossier(vec![d.clone()])).findings.is_empty());
        d.also = vec![crate::format::Format::Zip];
        assert_eq!(run(&CHECK, json!({}), &dossier(vec![d])).findings.len(), 1);
    }
}
