//! `file.too-large`

use crate::finding::{Evidence, Locus};
use crate::format::Format;
use crate::judge::check::{Bound, Check, Looked};
#[cfg(test)]
use crate::kind::DocumentKind;

/// The check.
pub static CHECK: Check = Check {
    code: "file.too-large",
    zh: "“{document}”大小为 {actual}，不能超过 {expected}。",
    en: "\"{document}\" has {actual}; at most {expected} are accepted.",
    suggest_zh: "请压缩或以较低质量重新扫描后上传。",
    suggest_en: "Compress the file, or scan it again at a lower quality.",
    docs: include_str!("too_large.md"),
    bind,
};

/// Limit in bytes, and the formats it is asked of.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    max_bytes: u64,
    formats: Vec<Format>,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { max_bytes, formats } = serde_json::from_value(params)?;
    Ok(Bound::each_document(move |(index, document), _, out| {
        if !formats.contains(&document.format) {
            return Looked::NotMeant;
        }
        if document.bytes > max_bytes {
            out.push(
                Locus::Document(index),
                Evidence::Number(max_bytes as f64, "bytes"),
                Evidence::Number(document.bytes as f64, "bytes"),
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
    fn fires_above_the_limit_and_not_at_it() {
        let mut d = document("a.jpg", DocumentKind::IdCardPortrait);
        d.bytes = 4_194_304;
        let rule = json!({ "max_bytes": 4_194_304, "formats": ["jpeg"] });
        assert!(run(&CHECK, rule.clone(), &dossier(vec![d.clone()])).findings.is_empty());
        d.bytes += 1;
        assert_eq!(run(&CHECK, rule, &dossier(vec![d])).findings.len(), 1);
        assert!(bind(json!({ "max_bytes": -1, "formats": [] })).is_err());
    }
}
