//! `document.electronic-certificate`

use crate::judge::check::{Bound, Check, Looked};
#[cfg(test)]
use crate::kind::DocumentKind;

/// The check.
pub static CHECK: Check = Check {
    code: "document.electronic-certificate",
    zh: "“{document}”是电子证件（{actual}）。",
    en: "\"{document}\" is an electronic certificate ({actual}).",
    suggest_zh: "请上传纸质证件原件的照片或扫描件。",
    suggest_en: "Upload a photograph or scan of the certificate on paper.",
    docs: include_str!("electronic_certificate.md"),
    bind,
};

/// Words that say so, folded.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    words: Vec<String>,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { words } = serde_json::from_value(params)?;
    Ok(Bound::each_page(move |(index, document, number, page), _, out| {
        if !document.was_read {
            return Looked::no("no text was read");
        }
        super::push_word((index, document, number, page), &words, out);
        Looked::if_any(!page.lines.is_empty(), "no text was read")
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    #[test]
    fn fires_on_the_words_only() {
        let rule = json!({ "words": ["电子营业执照"] });
        let found = |line: &str| {
            let d = document("a.pdf", DocumentKind::BusinessLicence).with_lines(&[line]);
            run(&CHECK, rule.clone(), &dossier(vec![d])).findings.len()
        };
        assert_eq!((found("电子营业执照"), found("营业执照")), (1, 0));
        let marked = document("a.pdf", DocumentKind::BusinessLicence)
            .with_mark(crate::read::MarkKind::Watermark, Some("电子营业执照"));
        assert_eq!(run(&CHECK, rule, &dossier(vec![marked])).findings.len(), 1);
    }
}
