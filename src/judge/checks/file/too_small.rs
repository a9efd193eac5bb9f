//! `file.too-small`

use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check, Looked};
#[cfg(test)]
use crate::kind::DocumentKind;

/// The check.
pub static CHECK: Check = Check {
    code: "file.too-small",
    zh: "“{document}”大小为 {actual}，低于建议的 {expected}。",
    en: "\"{document}\" has {actual}; at least {expected} are advised.",
    suggest_zh: "建议以更高质量重新扫描。",
    suggest_en: "Scan the paper again at a higher quality.",
    docs: include_str!("too_small.md"),
    bind,
};

/// Least size in bytes.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    min_bytes: u64,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { min_bytes } = serde_json::from_value(params)?;
    Ok(Bound::each_document(move |(index, document), _, out| {
        if document.bytes == 0 || !document.format.is_raster() {
            return Looked::NotMeant;
        }
        if document.bytes < min_bytes {
            out.push(
                Locus::Document(index),
                Evidence::Number(min_bytes as f64, "bytes"),
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
    fn fires_below_the_least_size() {
        let mut d = document("a.jpg", DocumentKind::IdCardPortrait);
        d.bytes = 204_800;
        assert!(
            run(&CHECK, json!({ "min_bytes": 204_800 }), &dossier(vec![d.clone()]))
                .findings
                .is_empty()
        );
        d.bytes -= 1;
        assert_eq!(
            run(&CHECK, json!({ "min_bytes": 204_800 }), &dossier(vec![d]))
                .findings
                .len(),
            1
        );
    }
}
