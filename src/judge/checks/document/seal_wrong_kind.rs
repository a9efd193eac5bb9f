//! `document.seal-wrong-kind`

use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check, Looked};
#[cfg(test)]
use crate::kind::DocumentKind;
use crate::read::MarkKind;

/// The check.
pub static CHECK: Check = Check {
    code: "document.seal-wrong-kind",
    zh: "“{document}”上盖的是“{actual}”，不是公章。",
    en: "\"{document}\" bears \"{actual}\", not the company seal.",
    suggest_zh: "请加盖单位公章，不要使用合同章、财务章等专用章。",
    suggest_en: "Stamp the company seal, not a contract or finance seal.",
    docs: include_str!("seal_wrong_kind.md"),
    bind,
};

/// Words of special seals.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    words: Vec<String>,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { words } = serde_json::from_value(params)?;
    Ok(Bound::each_document(move |(index, document), _, out| {
        let mut any = false;
        for seal in document.marks.iter().filter(|m| m.kind == MarkKind::Seal) {
            let Some(text) = seal.text.as_deref().filter(|t| !t.trim().is_empty()) else {
                out.not_checked(Some(index), "the words on a seal could not be read");
                continue;
            };
            any = true;
            if let Some(word) = words.iter().find(|w| says(text, w)) {
                out.push(
                    Locus::Region(index, seal.page, seal.area),
                    Evidence::said("公章"),
                    Evidence::text(word),
                );
            }
        }
        Looked::if_any(any, "no seal whose words could be read was found")
    }))
}

/// Whether the words stand in a seal's text; of five and more one may be misread, but not the first two, which name the kind.
fn says(text: &str, word: &str) -> bool {
    let (text, word): (Vec<char>, Vec<char>) = (
        text.chars().filter(|c| !c.is_whitespace()).collect(),
        word.chars().collect(),
    );
    let spare = usize::from(word.len() >= 5);
    text.windows(word.len().max(1)).any(|w| {
        let same = w.iter().zip(&word).filter(|(a, b)| a == b).count();
        same + spare >= word.len() && w.iter().zip(&word).take(2).all(|(a, b)| a == b)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    #[test]
    fn fires_on_a_special_seal() {
        let found = |words: &str| {
            let d = document("a.pdf", DocumentKind::VerificationForm).with_mark(MarkKind::Seal, Some(words));
            run(&CHECK, json!({ "words": ["合同专用章"] }), &dossier(vec![d]))
                .findings
                .len()
        };
        assert_eq!((found("示例公司合同专用章"), found("示例公司")), (1, 0));
        assert_eq!((found("示例公司 合同专用草"), found("登记机关登记专用章")), (1, 0));
    }
}
