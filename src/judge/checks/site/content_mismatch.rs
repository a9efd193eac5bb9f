//! `site.content-mismatch`

use crate::finding::Evidence;
use crate::intake::case::Content;
use crate::judge::check::{Bound, Check, Looked};

/// The check.
pub static CHECK: Check = Check {
    code: "site.content-mismatch",
    zh: "网站“{actual}”的内容（{expected}）与主体性质不符。",
    en: "The content of the site \"{actual}\" ({expected}) does not go with its subject.",
    suggest_zh: "涉及经营、行业内容的网站请以单位名义备案，或修改网站内容。",
    suggest_en: "File a site of trade or profession as a unit, or change its content.",
    docs: include_str!("content_mismatch.md"),
    bind,
};

/// Contents refused; for whom is the rule's `applies`.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    contents: Vec<String>,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { contents } = serde_json::from_value(params)?;
    let contents = contents
        .iter()
        .map(|w| Content::from_name(w).ok_or_else(|| serde::de::Error::custom(format!("'{w}' is no content"))))
        .collect::<Result<Vec<Content>, serde_json::Error>>()?;
    Ok(Bound::declaration(move |d, _, out| {
        for (i, site) in d.sites.iter().enumerate() {
            if let Some(c) = site.content.iter().find(|c| contents.contains(c)) {
                out.declared(
                    format!("/sites/{i}/content"),
                    Evidence::said(c.name()),
                    Evidence::text(&site.name),
                );
            }
        }
        let told = d.sites.iter().all(|s| !s.content.is_empty());
        Looked::if_any(told && !d.sites.is_empty(), "the content of a site is not declared")
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    #[test]
    fn fires_on_a_listed_content() {
        let found = |content| {
            let mut d = declaration();
            d.sites[0].content = vec![content];
            run(
                &CHECK,
                json!({ "contents": ["e-commerce"] }),
                &dossier_of(d, Vec::new()),
            )
            .findings
            .len()
        };
        assert_eq!((found(Content::ECommerce), found(Content::General)), (1, 0));
        assert!((CHECK.bind)(json!({ "contents": ["commerce"] })).is_err());
    }
}
