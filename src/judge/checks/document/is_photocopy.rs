//! `document.is-photocopy`

use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check, Looked};
#[cfg(test)]
use crate::kind::DocumentKind;

/// The check.
pub static CHECK: Check = Check {
    code: "document.is-photocopy",
    zh: "“{document}”是复印件（{actual}）。",
    en: "\"{document}\" is a copy of the paper ({actual}).",
    suggest_zh: "请上传证件原件的照片或扫描件。",
    suggest_en: "Upload a photograph or scan of the original.",
    docs: include_str!("is_photocopy.md"),
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
        if page.measured.on_sheet {
            out.push(
                Locus::Page(index, number),
                Evidence::None,
                Evidence::said("a card printed on a sheet"),
            );
            return Looked::Yes;
        }
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
    fn words_and_a_sheet_tell_a_copy() {
        let rule = json!({ "words": ["复印件"] });
        let plain = document("a.jpg", DocumentKind::IdCardPortrait).with_lines(&["姓名 王小明"]);
        assert!(
            run(&CHECK, rule.clone(), &dossier(vec![plain.clone()]))
                .findings
                .is_empty()
        );
        let said = plain.clone().with_lines(&["此复印件仅供备案"]);
        assert_eq!(run(&CHECK, rule.clone(), &dossier(vec![said])).findings.len(), 1);
        let mut sheet = plain;
        sheet.pages[0].measured.on_sheet = true;
        assert_eq!(run(&CHECK, rule, &dossier(vec![sheet])).findings.len(), 1);
    }
}
