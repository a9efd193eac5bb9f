//! `document.several-people`

use crate::finding::{Evidence, Locus};
use crate::hanzi;
use crate::identity::CitizenId;
use crate::judge::check::{Bound, Check, Looked};

/// The check.
pub static CHECK: Check = Check {
    code: "document.several-people",
    zh: "“{document}”一张图上有两个人的证件（另见号码“{actual}”）。",
    en: "\"{document}\" shows papers of two people in one picture (the other number is \"{actual}\").",
    suggest_zh: "请每人的证件分别上传，一张图上只放一个人的证件。",
    suggest_en: "Upload the papers of each person apart, one person's in a picture.",
    docs: include_str!("several_people.md"),
    bind,
};

/// Least confidence of the lines that hold the numbers, 0 to 1.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    min_confidence: f32,
}

/// The first number with a right check in a text.
fn number(text: &str) -> Option<String> {
    let chars: Vec<char> = hanzi::fold(text).chars().collect();
    let windows = chars.windows(18).map(|w| w.iter().collect::<String>());
    windows.into_iter().find(|t| CitizenId::parse(t).is_ok())
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { min_confidence } = serde_json::from_value(params)?;
    Ok(Bound::each_page(move |(index, _, n, page), _, out| {
        let sure = page.lines.iter().filter(|l| l.confidence >= min_confidence);
        let mut numbers = sure.filter_map(|l| Some((number(&l.text)?, l.area)));
        let Some((first, _)) = numbers.next() else {
            return Looked::no("no citizen ID number was read");
        };
        if let Some((other, area)) = numbers.find(|(t, _)| *t != first) {
            out.push(Locus::Region(index, n, area), Evidence::None, Evidence::Personal(other));
        }
        Looked::Yes
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;
    use crate::kind::DocumentKind;

    #[test]
    fn fires_on_a_second_number_only() {
        let found = |lines: &[&str]| {
            let card = document("a.jpg", DocumentKind::IdCardPortrait).with_lines(lines);
            run(&CHECK, json!({ "min_confidence": 0.9 }), &dossier(vec![card]))
                .findings
                .len()
        };
        // GB 11643 annex A.
        let (one, other) = ("公民身份号码11010519491231002X", "公民身份号码440524188001010014");
        assert_eq!(found(&[one, other]), 1);
        assert_eq!(found(&[one, one]), 0);
        assert_eq!(found(&[one, "440524188001010015"]), 0);
    }
}
