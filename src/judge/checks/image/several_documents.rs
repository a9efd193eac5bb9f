//! `image.several-documents`

use crate::finding::{Evidence, Locus};
use crate::hanzi;
use crate::judge::check::{Bound, Check, Looked};
use crate::judge::dossier::PageFacts;
#[cfg(test)]
use crate::kind::DocumentKind;

/// The check.
pub static CHECK: Check = Check {
    code: "image.several-documents",
    zh: "“{document}”一张图里有多份证件（{actual}）。",
    en: "\"{document}\" shows more than one document in one picture ({actual}).",
    suggest_zh: "请每张图片只拍摄一份证件（身份证正反面可在同一张图上）。",
    suggest_en: "Take one picture of each document (both sides of one identity card may share a picture).",
    docs: include_str!("several_documents.md"),
    bind,
};

/// Labels that each document bears once, by groups: labels of different groups never share a document.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    groups: Vec<Vec<String>>,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { groups } = serde_json::from_value(params)?;
    Ok(Bound::each_page(move |(index, document, number, page), _, out| {
        if !document.was_read || page.lines.is_empty() {
            return Looked::no("no text was read");
        }
        let counted: Vec<(&str, usize)> = groups
            .iter()
            .filter_map(|g| g.iter().map(|w| (w.as_str(), times(page, w))).max_by_key(|c| c.1))
            .filter(|c| c.1 > 0)
            .collect();
        let several: usize = counted.iter().map(|c| c.1).sum();
        if several > 1 {
            let seen = counted.iter().map(|(w, n)| format!("{w} × {n}"));
            out.push(
                Locus::Page(index, number),
                Evidence::Number(1.0, ""),
                Evidence::list(seen),
            );
        }
        Looked::Yes
    }))
}

/// Lines that begin with the label or hold it alone: in running text it is a word like any other.
fn times(page: &PageFacts, word: &str) -> usize {
    let starts = |t: &str| hanzi::fold(t).trim_start().starts_with(word);
    page.lines
        .iter()
        .filter(|l| l.confidence > 0.8 && starts(&l.text))
        .count()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    #[test]
    fn counts_labels_that_a_document_bears_once() {
        let rule = json!({ "groups": [["公民身份号码", "签发机关"], ["统一社会信用代码"]] });
        let found = |lines: &[&str]| {
            let d = document("a.jpg", DocumentKind::IdCardPortrait).with_lines(lines);
            run(&CHECK, rule.clone(), &dossier(vec![d])).findings.len()
        };
        assert_eq!(found(&["公民身份号码 1", "签发机关 2"]), 0);
        assert_eq!(found(&["公民身份号码 1", "公民身份号码 2"]), 1);
        assert_eq!(found(&["公民身份号码 1", "统一社会信用代码 2"]), 1);
        assert_eq!(found(&["统一社会信用代码 1", "经营范围 凭统一社会信用代码办理"]), 0);
    }
}
