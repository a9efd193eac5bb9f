//! `file.multiple-frames`

use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check, Looked, no_parameters};
#[cfg(test)]
use crate::kind::DocumentKind;

/// The check.
pub static CHECK: Check = Check {
    code: "file.multiple-frames",
    zh: "“{document}”含 {actual} 帧画面，只接受单张图片。",
    en: "\"{document}\" holds {actual} frames; one picture is asked.",
    suggest_zh: "请上传单张静态图片。",
    suggest_en: "Upload a single still picture.",
    docs: include_str!("multiple_frames.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::each_document(move |(index, document), _, out| {
        if !document.format.is_raster() {
            return Looked::NotMeant;
        }
        if document.frames == 0 {
            return Looked::no("the file could not be opened");
        }
        if document.frames > 1 {
            out.push(
                Locus::Document(index),
                Evidence::Number(1.0, ""),
                Evidence::Number(document.frames as f64, ""),
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
    fn fires_on_two_frames_of_a_picture() {
        let mut d = document("a.gif", DocumentKind::IdCardPortrait);
        assert!(run(&CHECK, json!({}), &dossier(vec![d.clone()])).findings.is_empty());
        d.frames = 2;
        assert_eq!(run(&CHECK, json!({}), &dossier(vec![d])).findings.len(), 1);
    }
}
