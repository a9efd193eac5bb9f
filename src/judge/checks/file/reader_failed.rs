//! `file.reader-failed`

use crate::decode::DecodeError;
use crate::finding::{Evidence, Locus};
use crate::intake::Unread;
use crate::judge::check::{Bound, Check, Looked, no_parameters};
#[cfg(test)]
use crate::kind::DocumentKind;

/// The check.
pub static CHECK: Check = Check {
    code: "file.reader-failed",
    zh: "系统未能解析“{document}”，需人工查看。",
    en: "Our reader failed on \"{document}\"; a person must open it.",
    suggest_zh: "请人工打开该文件查看；也可以重新导出后上传。",
    suggest_en: "Open the file by hand, or export it again and upload it.",
    docs: include_str!("reader_failed.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::each_document(move |(index, document), _, out| {
        for (page, flaw) in &document.flaws {
            let locus = page.map_or(Locus::Document(index), |p| Locus::Page(index, p));
            if let DecodeError::Crashed { .. } | DecodeError::Unsupported { .. } = flaw {
                out.push(locus, Evidence::None, Evidence::said(flaw));
                return Looked::Yes;
            }
        }
        if let Some(Unread::Refused(why)) = &document.unread {
            out.push(Locus::Document(index), Evidence::None, Evidence::said(why));
        }
        if document.unread == Some(Unread::NotAFile) {
            out.push(
                Locus::Document(index),
                Evidence::None,
                Evidence::said("not a regular file"),
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
    fn fires_on_its_flaw_only() {
        let mut d = document("a.jpg", DocumentKind::Unrecognised);
        assert!(run(&CHECK, json!({}), &dossier(vec![d.clone()])).findings.is_empty());
        d.flaws = vec![(None, DecodeError::Encrypted)];
        assert!(run(&CHECK, json!({}), &dossier(vec![d.clone()])).findings.is_empty());
        d.flaws = vec![(Some(1), DecodeError::Crashed { how: "panic".into() })];
        assert_eq!(run(&CHECK, json!({}), &dossier(vec![d])).findings.len(), 1);
    }
}
