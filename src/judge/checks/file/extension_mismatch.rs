//! `file.extension-mismatch`

use crate::finding::{Evidence, Locus};
use crate::format::Format;
use crate::judge::check::{Bound, Check, Looked, no_parameters};
#[cfg(test)]
use crate::kind::DocumentKind;

/// The check.
pub static CHECK: Check = Check {
    code: "file.extension-mismatch",
    zh: "“{document}”的扩展名是“{expected}”，内容却是 {actual}。",
    en: "\"{document}\" has the extension \"{expected}\", its content is {actual}.",
    suggest_zh: "请使用与内容一致的扩展名重新上传。",
    suggest_en: "Upload the file under the extension of its content.",
    docs: include_str!("extension_mismatch.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::each_document(move |(index, document), _, out| {
        let Some(extension) = &document.extension else {
            return Looked::NotMeant;
        };
        if matches!(document.format, Format::Empty | Format::Unknown) {
            return Looked::no("the format of the content is not known");
        }
        if !document.format.extensions().contains(&extension.as_str()) {
            out.push(
                Locus::Document(index),
                Evidence::text(extension),
                Evidence::said(document.format),
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
    fn fires_when_the_name_says_another_format() {
        let good = document("a.JPG", DocumentKind::IdCardPortrait);
        let bad = document("a.png", DocumentKind::IdCardPortrait);
        let none = document("a", DocumentKind::IdCardPortrait);
        assert!(run(&CHECK, json!({}), &dossier(vec![good, none])).findings.is_empty());
        assert_eq!(run(&CHECK, json!({}), &dossier(vec![bad])).findings.len(), 1);
    }
}
