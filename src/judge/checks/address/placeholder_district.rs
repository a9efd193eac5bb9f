//! `address.placeholder-district`

use crate::finding::Evidence;
use crate::judge::check::{Bound, Check, Looked};
use crate::judge::checks::facts::word_in;

/// The check.
pub static CHECK: Check = Check {
    code: "address.placeholder-district",
    zh: "地址“{actual}”含有“{expected}”，请改为实际区县。",
    en: "The address \"{actual}\" holds \"{expected}\" where a district must stand.",
    suggest_zh: "请将“{expected}”改为实际所在的区、县。",
    suggest_en: "Write the real district instead of \"{expected}\".",
    docs: include_str!("placeholder_district.md"),
    bind,
};

/// Placeholders.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    words: Vec<String>,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { words } = serde_json::from_value(params)?;
    Ok(Bound::declaration(move |d, _, out| {
        let stated = [
            ("/subject/contact_address", &d.subject.contact_address),
            ("/subject/address", &d.subject.address),
        ];
        for (pointer, address) in stated {
            let Some(address) = address else {
                out.not_checked(None, "an address is not declared");
                continue;
            };
            if let Some(word) = word_in(address, &words) {
                out.declared(pointer, Evidence::text(word), Evidence::text(address));
            }
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
    fn fires_on_the_placeholder() {
        let found = |address: &str| {
            let mut d = declaration();
            d.subject.contact_address = Some(address.to_owned());
            run(&CHECK, json!({ "words": ["市辖区"] }), &dossier_of(d, Vec::new()))
                .findings
                .len()
        };
        assert_eq!((found("北京市市辖区海淀区1号"), found("北京市海淀区1号")), (1, 0));
    }
}
