//! `file.link-outside`

use crate::finding::{Evidence, Locus};
use crate::intake::Unread;
use crate::judge::check::{Bound, Check, Looked};
#[cfg(test)]
use crate::kind::DocumentKind;

/// The check.
pub static CHECK: Check = Check {
    code: "file.link-outside",
    zh: "“{document}”是指向案件目录之外（{actual}）的链接，未予打开。",
    en: "\"{document}\" is a link that leaves the case folder ({actual}); it was not followed.",
    suggest_zh: "请上传文件本身。",
    suggest_en: "Upload the file itself.",
    docs: "## What it checks\nWhether an attachment is a link to a place outside the case folder.\n\n## Why it matters\nSuch a link can lead to another person's papers, or to the machine's own files.\n\n## What to do\nUpload the file itself.\n\n## Limits\nA link to a file of the same case is not followed either, and not reported.",
    bind,
};

/// Takes no parameters.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params {} = serde_json::from_value(params)?;
    Ok(Bound::each_document(move |(index, document), dossier, out| {
        let _ = dossier;
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
