//! `address.no-door-number`

use crate::finding::Evidence;
use crate::hanzi;
use crate::judge::check::{Bound, Check, Looked, no_parameters};

/// The check.
pub static CHECK: Check = Check {
    code: "address.no-door-number",
    zh: "通信地址“{actual}”未精确到门牌号。",
    en: "The contact address \"{actual}\" does not go down to a door number.",
    suggest_zh: "请将通信地址补充完整，精确到门牌号（楼栋、房间号）。",
    suggest_en: "Complete the contact address down to building and room.",
    docs: include_str!("no_door_number.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::declaration(|d, _, out| {
        let Some(contact) = &d.subject.contact_address else {
            return Looked::no("no contact address is declared");
        };
        let folded = hanzi::fold(contact);
        // 三号楼 and 甲1号 are numbers; 三 of 三里屯 is none.
        let spelled = ["号", "栋", "幢", "楼", "室", "组", "队"].iter().any(|unit| {
            folded.match_indices(unit).any(|(at, _)| {
                folded
                    .get(..at)
                    .and_then(|t| t.chars().last())
                    .is_some_and(|c| "一二三四五六七八九十百〇零".contains(c))
            })
        });
        if !folded.chars().any(|c| c.is_ascii_digit()) && !spelled {
            out.declared("/subject/contact_address", Evidence::None, Evidence::text(contact));
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
    fn fires_without_a_number() {
        let found = |address: &str| {
            let mut d = declaration();
            d.subject.contact_address = Some(address.to_owned());
            run(&CHECK, json!({}), &dossier_of(d, Vec::new())).findings.len()
        };
        assert_eq!(found("天津市滨海新区世纪大道"), 1);
        assert_eq!(found("北京市朝阳区三里屯"), 1);
        assert_eq!(found("天津市滨海新区世纪大道１２号"), 0);
        assert_eq!(found("上海市浦东新区世纪大道三号楼"), 0);
    }
}
