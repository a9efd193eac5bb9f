//! `file.corrupt`

use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check, Looked, no_parameters};
#[cfg(test)]
use crate::kind::DocumentKind;

/// The check.
pub static CHECK: Check = Check {
    code: "file.corrupt",
    zh: "“{document}”已损坏或不完整，无法完整打开。",
    en: "\"{document}\" is damaged or incomplete.",
    suggest_zh: "请重新导出或扫描后上传。",
    suggest_en: "Export or scan the file again and upload it.",
    docs: include_str!("corrupt.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::each_document(move |(index, document), _, out| {
        if document.unread.is_some() {
            return Looked::no("the file was not read");
        }
        if let Some((page, flaw)) = document.damage().next() {
            let locus = page.map_or(Locus::Document(index), |p| Locus::Page(index, p));
            out.push(locus, Evidence::None, Evidence::said(flaw));
        }
        Looked::Yes
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::decode::DecodeError;
    use crate::judge::dossier::fixture::*;

    #[test]
    fn fires_on_its_flaw_only() {
        let mut d = document("a.jpg", DocumentKind::Unrecognised);
        assert!(run(&CHECK, json!({}), &dossier(vec![d.clone()])).findings.is_empty());
        d.flaws = vec![(None, DecodeError::Unsupported { feature: "x" })];
        assert!(run(&CHECK, json!({}), &dossier(vec![d.clone()])).findings.is_empty());
        d.flaws = vec![(
            Some(1),
            DecodeError::Malformed {
                what: "jpeg".into(),
                detail: "ends early".into(),
            },
        )];
        assert_eq!(run(&CHECK, json!({}), &dossier(vec![d])).findings.len(), 1);
    }
}
