//! `photo.no-face`

use super::NOT_LOOKED;
use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check, Looked};
use crate::judge::dossier::DocumentFacts;

/// The check.
pub static CHECK: Check = Check {
    code: "photo.no-face",
    zh: "“{document}”中未检出人脸。",
    en: "No face was found on \"{document}\".",
    suggest_zh: "请上传本人正面免冠照片。",
    suggest_en: "Upload a photo of the person, from the front.",
    docs: include_str!("no_face.md"),
    bind,
};

/// How sure a face is at least, 0 to 1; see the rule.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    min_confidence: f64,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { min_confidence } = serde_json::from_value(params)?;
    Ok(Bound::each_document(move |(index, document), dossier, out| {
        let shows = |d: &DocumentFacts| {
            let mut faces = d
                .pages
                .iter()
                .filter_map(|p| p.portrait.as_ref())
                .flat_map(|p| &p.faces);
            faces.any(|f| f.confidence >= min_confidence)
        };
        let looked = document.pages.iter().any(|p| p.portrait.is_some());
        if !looked {
            return Looked::no(NOT_LOOKED);
        }
        if shows(document) {
            return Looked::Yes;
        }
        if dossier.documents.iter().any(shows) {
            return Looked::NotMeant;
        }
        out.push(Locus::Document(index), Evidence::None, Evidence::None);
        Looked::Yes
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::checks::photo::fixture::{found, photo};
    use crate::judge::dossier::fixture::*;

    #[test]
    fn fires_where_no_photo_shows_a_face() {
        let rule = || json!({ "min_confidence": 0.6 });
        assert_eq!(found(&CHECK, rule(), |_, _| ()), (0, 0));
        assert_eq!(found(&CHECK, rule(), |p, _| p.faces.clear()), (1, 0));
        assert_eq!(found(&CHECK, rule(), |p, _| p.faces[0].confidence = 0.5), (1, 0));
        // A photo of the office beside the photo of the person.
        let both = vec![photo(|p, _| p.faces.clear()), photo(|_, _| ())];
        assert!(run(&CHECK, rule(), &dossier(both)).findings.is_empty());
        let mut unseen = photo(|_, _| ());
        unseen.pages[0].portrait = None;
        let out = run(&CHECK, rule(), &dossier(vec![unseen]));
        assert_eq!((out.findings.len(), out.not_checked.len()), (0, 1));
    }
}
