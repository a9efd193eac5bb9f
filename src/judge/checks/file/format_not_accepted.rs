//! `file.format-not-accepted`

use crate::finding::{Evidence, Locus};
use crate::format::Format;
use crate::judge::check::{Bound, Check, Looked};
#[cfg(test)]
use crate::kind::DocumentKind;

/// The check.
pub static CHECK: Check = Check {
    code: "file.format-not-accepted",
    zh: "“{document}”是 {actual} 格式，该材料只接受 {expected}。",
    en: "\"{document}\" is {actual}; accepted for this paper: {expected}.",
    suggest_zh: "请将材料另存为 {expected} 格式后重新上传。",
    suggest_en: "Save the paper as {expected} and upload it again.",
    docs: include_str!("format_not_accepted.md"),
    bind,
};

/// Names of formats, as in reports.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    accept: Vec<Format>,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { accept } = serde_json::from_value(params)?;
    Ok(Bound::each_document(move |(index, document), _, out| {
        if document.format == Format::Empty {
            return Looked::NotMeant;
        }
        if document.unread.is_some() && document.format_basis.is_empty() {
            return Looked::no("the file was not read");
        }
        if !accept.contains(&document.format) {
            out.push(
                Locus::Document(index),
                Evidence::said_all(&accept),
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
    fn fires_on_a_format_outside_the_list() {
        let rule = json!({ "accept": ["jpeg", "png"] });
        let mut d = document("a.jpg", DocumentKind::IdCardPortrait);
        assert!(run(&CHECK, rule.clone(), &dossier(vec![d.clone()])).findings.is_empty());
        d.format = Format::Webp;
        assert_eq!(run(&CHECK, rule, &dossier(vec![d])).findings.len(), 1);
    }

    #[test]
    fn refuses_a_format_that_does_not_exist() {
        assert!(bind(json!({ "accept": ["jpg"] })).is_err());
        assert!(bind(json!({})).is_err());
    }
}
