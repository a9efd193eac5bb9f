//! `identity.inconsistent`

use crate::finding::{Evidence, Locus};
use crate::identity::CitizenId;
use crate::judge::check::{Bound, Check, Looked};
#[cfg(test)]
use crate::kind::DocumentKind;
use crate::kind::FieldName;

/// The check.
pub static CHECK: Check = Check {
    code: "identity.inconsistent",
    zh: "“{document}”上的{field}“{actual}”与证件号码不符（号码为 {expected}）。",
    en: "The {field} on \"{document}\" reads \"{actual}\"; its number says {expected}.",
    suggest_zh: "请核对证件；如有误，请上传本人有效证件。",
    suggest_en: "Check the card; upload a valid one of the same person.",
    docs: include_str!("inconsistent.md"),
    bind,
};

/// Least confidence of both readings, 0 to 1.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    min_confidence: f64,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { min_confidence } = serde_json::from_value(params)?;
    Ok(Bound::each_document(move |(index, document), _, out| {
        let sure = |name| document.sure_field(name, min_confidence);
        let Some(id) = sure(FieldName::CitizenIdNumber).and_then(|r| CitizenId::parse(&r.value).ok()) else {
            return Looked::no("the number was not read surely");
        };
        let sex = if id.is_male() { "男" } else { "女" };
        let says = [
            (
                FieldName::BirthDate,
                id.born().map(|d| (d.to_string(), Evidence::Day(d))),
            ),
            (FieldName::Sex, Some((sex.to_owned(), Evidence::said(sex)))),
        ];
        for (name, told) in says {
            let (Some(r), Some((told, expected))) = (sure(name), told) else {
                out.not_checked(Some(index), "birth date and sex were not both read surely");
                continue;
            };
            if r.value != told {
                let locus = r
                    .area
                    .map_or(Locus::Page(index, r.page), |a| Locus::Region(index, r.page, a));
                out.push_field(locus, name.name(), expected, Evidence::text(&r.value));
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
    fn fires_when_number_and_print_differ() {
        // GB 11643 annex A: born 1949-12-31, female.
        let card = |born: &str, p: f64| {
            document("a.jpg", DocumentKind::IdCardPortrait)
                .with_field(FieldName::CitizenIdNumber, "11010519491231002X", 0.99)
                .with_field(FieldName::BirthDate, born, p)
                .with_field(FieldName::Sex, "女", 0.95)
        };
        let found = |d| {
            run(&CHECK, json!({ "min_confidence": 0.85 }), &dossier(vec![d]))
                .findings
                .len()
        };
        assert_eq!(found(card("1949-12-31", 0.95)), 0);
        assert_eq!(found(card("1948-12-31", 0.95)), 1);
        assert_eq!(found(card("1948-12-31", 0.5)), 0);
    }
}
