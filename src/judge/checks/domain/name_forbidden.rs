//! `domain.name-forbidden`

use crate::domain::Domain;
use crate::finding::Evidence;
use crate::hanzi;
use crate::judge::check::{Bound, Check};

/// The check.
pub static CHECK: Check = Check {
    code: "domain.name-forbidden",
    zh: "域名“{actual}”含有“{expected}”，非国家级单位不能备案。",
    en: "The domain \"{actual}\" holds \"{expected}\", which is kept for state bodies.",
    suggest_zh: "请更换域名。",
    suggest_en: "File another domain.",
    docs: include_str!("name_forbidden.md"),
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
    Ok(Bound::declaration(move |d, _, out| {
        for offer in d.offers() {
            for (at, name) in offer.domains {
                let Some(domain) = Domain::parse(name) else { continue };
                let readable = domain.unicode();
                // The suffix 中国 is no word of the name.
                let label = readable.rsplit_once('.').map_or("", |(before, _)| before);
                if let Some(word) = words.iter().find(|w| hanzi::fold(label).contains(w.as_str())) {
                    out.declared(at, Evidence::text(word), Evidence::text(name));
                }
            }
        }
        super::domains_declared(d)
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    #[test]
    fn fires_before_the_suffix_only() {
        let found = |name: &str| {
            let mut d = declaration();
            d.sites = vec![site("示例网站", name)];
            run(&CHECK, json!({ "words": ["中国"] }), &dossier_of(d, Vec::new()))
                .findings
                .len()
        };
        assert_eq!(
            (
                found("中国示例.中国"),
                found("xn--fiq26am7nzn2b.cn"),
                found("示例.中国"),
                found("zhongguo.cn")
            ),
            (1, 1, 0, 0)
        );
    }
}
