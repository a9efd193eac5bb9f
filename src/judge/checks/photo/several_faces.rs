//! `photo.several-faces`

use super::widest;
use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check, Looked};
use crate::read::face::Face;

/// The check.
pub static CHECK: Check = Check {
    code: "photo.several-faces",
    zh: "“{document}”中有 {actual} 张人脸，应只有本人一张。",
    en: "\"{document}\" shows {actual} faces; it may show {expected}.",
    suggest_zh: "请单独拍摄本人照片。",
    suggest_en: "Take a photo of the person alone.",
    docs: include_str!("several_faces.md"),
    bind,
};

/// What counts as a second face; see the rule.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    /// How sure it is at least, 0 to 1.
    min_confidence: f64,
    /// Its width over that of the widest, at least.
    min_width: f64,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params {
        min_confidence,
        min_width,
    } = serde_json::from_value(params)?;
    Ok(Bound::each_page(move |(index, _, number, page), _, out| {
        let widest = match widest(page) {
            Ok((face, _)) => f64::from(face.area.w),
            Err(looked) => return looked,
        };
        let faces = page.portrait.iter().flat_map(|p| &p.faces);
        let counted: Vec<&Face> = faces
            .filter(|f| f.confidence >= min_confidence && f64::from(f.area.w) >= min_width * widest)
            .collect();
        if let [_, second, ..] = counted.as_slice() {
            let at = Locus::Region(index, number, second.area.clamp_to(page.width, page.height));
            out.push(
                at,
                Evidence::Number(1.0, ""),
                Evidence::Number(counted.len() as f64, ""),
            );
        }
        Looked::Yes
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::checks::photo::fixture::found;
    use crate::read::face::{Portrait, Seen};

    #[test]
    fn fires_on_a_second_face_that_is_not_small() {
        let rule = || json!({ "min_confidence": 0.7, "min_width": 0.4 });
        let second = |width: i32, sure: f64| {
            move |p: &mut Portrait, _: &mut Seen| {
                p.faces.push(Face {
                    confidence: sure,
                    ..crate::judge::checks::photo::fixture::face(width)
                });
            }
        };
        assert_eq!(found(&CHECK, rule(), |_, _| ()), (0, 0));
        assert_eq!(found(&CHECK, rule(), second(64, 0.9)), (1, 0));
        assert_eq!(found(&CHECK, rule(), second(63, 0.9)), (0, 0));
        assert_eq!(found(&CHECK, rule(), second(100, 0.6)), (0, 0));
    }
}
