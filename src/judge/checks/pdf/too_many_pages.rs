//! `pdf.too-many-pages`

use crate::finding::{Evidence, Locus};
use crate::format::Format;
use crate::judge::check::{Bound, Check, Looked};
#[cfg(test)]
use crate::kind::DocumentKind;

/// The check.
pub static CHECK: Check = Check {
    code: "pdf.too-many-pages",
    zh: "“{document}”有 {actual}，通常不超过 {expected}。",
    en: "\"{document}\" has {actual}; {expected} at most are usual.",
    suggest_zh: "请只上传该材料的页面。",
    suggest_en: "Upload only the pages of this paper.",
    docs: include_str!("too_many_pages.md"),
    bind,
};

/// Most pages.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    max: usize,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { max } = serde_json::from_value(params)?;
    Ok(Bound::each_document(move |(index, document), _, out| {
        if document.format != Format::Pdf {
            return Looked::NotMeant;
        }
        if document.frames == 0 {
            return Looked::no("the file could not be opened");
        }
        if document.frames > max {
            out.push(
                Locus::Document(index),
                Evidence::Number(max as f64, "pages"),
                Evidence::Number(document.frames as f64, "pages"),
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
    fn fires_above_the_most_and_not_at_it() {
        let mut d = document("a.pdf", DocumentKind::BusinessLicence);
        d.format = Format::Pdf;
        d.frames = 4;
        assert!(
            run(&CHECK, json!({ "max": 4 }), &dossier(vec![d.clone()]))
                .findings
                .is_empty()
        );
        d.frames = 5;
        assert_eq!(run(&CHECK, json!({ "max": 4 }), &dossier(vec![d])).findings.len(), 1);
    }
}
