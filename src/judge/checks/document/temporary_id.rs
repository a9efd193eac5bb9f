//! `document.temporary-id`

use crate::finding::{Evidence, Locus};
use crate::hanzi;
use crate::judge::check::{Bound, Check, Looked, no_parameters};
#[cfg(test)]
use crate::kind::DocumentKind;

/// The check.
pub static CHECK: Check = Check {
    code: "document.temporary-id",
    zh: "“{document}”是临时居民身份证。",
    en: "\"{document}\" is a temporary identity card.",
    suggest_zh: "请提供正式居民身份证。",
    suggest_en: "Hand in the ordinary identity card.",
    docs: include_str!("temporary_id.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::each_document(|(index, document), _, out| {
        if !document.was_read || document.text().is_empty() {
            return Looked::no("no text was read");
        }
        for (p, page) in document.pages.iter().enumerate() {
            let line = page.lines.iter().find(|l| {
                let t = hanzi::fold(&l.text);
                t.contains("临时居民身份证") || t.contains("临时身份证")
            });
            if let Some(line) = line {
                out.push(
                    Locus::Region(index, p + 1, line.area),
                    Evidence::said("居民身份证"),
                    Evidence::text(&line.text),
                );
            }
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
    fn fires_on_the_word() {
        let found = |line: &str| {
            let card = document("a.jpg", DocumentKind::IdCardEmblem).with_lines(&["中华人民共和国", line]);
            run(&CHECK, json!({}), &dossier(vec![card])).findings.len()
        };
        assert_eq!((found("临时居民身份证"), found("居民身份证")), (1, 0));
    }
}
