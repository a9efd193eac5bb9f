//! `file.link-outside`

use crate::finding::{Evidence, Locus};
use crate::intake::Unread;
use crate::judge::check::{Bound, Check, Looked, no_parameters};
#[cfg(test)]
use crate::kind::DocumentKind;

/// The check.
pub static CHECK: Check = Check {
    code: "file.link-outside",
    zh: "“{document}”是指向案件目录之外（{actual}）的链接，未予打开。",
    en: "\"{document}\" is a link that leaves the case folder ({actual}); it was not followed.",
    suggest_zh: "请上传文件本身。",
    suggest_en: "Upload the file itself.",
    docs: include_str!("link_outside.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::each_document(move |(index, document), _, out| {
        if let Some(Unread::Link { target, outside: true }) = &document.unread {
            out.push(Locus::Document(index), Evidence::None, Evidence::text(target));
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
    fn fires_on_a_link_that_leaves_the_folder() {
        let mut d = document("a.jpg", DocumentKind::Unrecognised);
        d.unread = Some(Unread::Link {
            target: "b.jpg".into(),
            outside: false,
        });
        assert!(run(&CHECK, json!({}), &dossier(vec![d.clone()])).findings.is_empty());
        d.unread = Some(Unread::Link {
            target: "/etc/passwd".into(),
            outside: true,
        });
        assert_eq!(run(&CHECK, json!({}), &dossier(vec![d])).findings.len(), 1);
    }
}
