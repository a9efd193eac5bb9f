//! `site.name-individual-forbidden`

use crate::finding::{Evidence, Locus};
use crate::hanzi;
use crate::judge::check::{Bound, Check, Looked};

/// The check.
pub static CHECK: Check = Check {
    code: "site.name-individual-forbidden",
    zh: "个人网站名称“{actual}”含有“{expected}”，一般不予通过。",
    en: "The name \"{actual}\" of an individual's site holds \"{expected}\".",
    suggest_zh: "个人网站名称请勿使用企业、行业、论坛类词语。",
    suggest_en: "Leave words of firms, trades and forums out of an individual's site name.",
    docs: include_str!("name_individual_forbidden.md"),
    bind,
};

/// Words.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    words: Vec<String>,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { words } = serde_json::from_value(params)?;
    Ok(Bound::case(move |dossier, out| {
        let Some(declaration) = dossier.declaration() else {
            return Looked::no("no valid declaration");
        };
        for (i, site) in declaration.sites.iter().enumerate() {
            let name = hanzi::fold(&site.name);
            if let Some(word) = words.iter().find(|w| name.contains(w.as_str())) {
                out.push_field(
                    Locus::Case,
                    format!("/sites/{i}/name"),
                    Evidence::text(word),
                    Evidence::text(&site.name),
                );
            }
        }
        crate::judge::checks::facts::sites_looked(declaration)
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    #[test]
    fn fires_on_a_listed_word() {
        let mut d = declaration();
        d.sites = vec![site("我的商城", "a.cn")];
        assert_eq!(
            run(&CHECK, json!({ "words": ["商城"] }), &dossier_of(d.clone(), Vec::new()))
                .findings
                .len(),
            1
        );
        assert!(
            run(&CHECK, json!({ "words": ["论坛"] }), &dossier_of(d, Vec::new()))
                .findings
                .is_empty()
        );
    }
}
