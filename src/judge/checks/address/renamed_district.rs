//! `address.renamed-district`

use std::collections::BTreeMap;

use crate::finding::Evidence;
use crate::hanzi;
use crate::judge::check::{Bound, Check, Looked};

/// The check.
pub static CHECK: Check = Check {
    code: "address.renamed-district",
    zh: "地址使用了已更名的区划“{actual}”，现为“{expected}”。",
    en: "The address names \"{actual}\", which is \"{expected}\" today.",
    suggest_zh: "请按现行区划填写地址（{expected}）。",
    suggest_en: "Write the address with today's district ({expected}).",
    docs: include_str!("renamed_district.md"),
    bind,
};

/// Old name → today's.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    renamed: BTreeMap<String, String>,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { renamed } = serde_json::from_value(params)?;
    Ok(Bound::declaration(move |d, _, out| {
        let Some(contact) = &d.subject.contact_address else {
            return Looked::no("no contact address is declared");
        };
        let folded = hanzi::fold(contact);
        if let Some((old, new)) = renamed
            .iter()
            .find(|(old, _)| folded.contains(hanzi::fold(old).as_str()))
        {
            out.declared("/subject/contact_address", Evidence::text(new), Evidence::text(old));
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
    fn fires_on_an_old_name() {
        let found = |address: &str| {
            let mut d = declaration();
            d.subject.contact_address = Some(address.to_owned());
            run(
                &CHECK,
                json!({ "renamed": { "宣武区": "西城区" } }),
                &dossier_of(d, Vec::new()),
            )
            .findings
            .len()
        };
        assert_eq!((found("北京市宣武区1号"), found("北京市西城区1号")), (1, 0));
    }
}
