//! `domain.not-registrable`

use crate::domain::Domain;
use crate::finding::Evidence;
use crate::judge::check::{Bound, Check, Looked};

/// The check.
pub static CHECK: Check = Check {
    code: "domain.not-registrable",
    zh: "申报的“{actual}”不是主域名，应填写“{expected}”。",
    en: "\"{actual}\" is no registrable domain; \"{expected}\" is.",
    suggest_zh: "请填写主域名“{expected}”，子域名无需单独备案。",
    suggest_en: "Declare the registrable domain ({expected}); subdomains are not filed.",
    docs: include_str!("not_registrable.md"),
    bind,
};

/// Suffixes of two labels that the public suffix list does not have.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    #[serde(default)]
    two_labels: Vec<String>,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { two_labels } = serde_json::from_value(params)?;
    let more: Vec<Domain> = two_labels
        .iter()
        .map(|s| Domain::parse(s).ok_or_else(|| serde::de::Error::custom(format!("{s} is no suffix of two labels"))))
        .collect::<Result<_, serde_json::Error>>()?;
    Ok(Bound::declaration(move |d, _, out| {
        for (i, site) in d.sites.iter().enumerate() {
            for (j, name) in site.domains.iter().enumerate() {
                // `www.` is dress, no subdomain; parsing takes it off.
                let Some(domain) = Domain::parse(name) else { continue };
                // A suffix is nobody's: there is no name to declare in its place.
                let Some(sold) = domain.registrable_with(&more) else {
                    continue;
                };
                if sold != domain {
                    out.declared(
                        format!("/sites/{i}/domains/{j}"),
                        Evidence::text(sold),
                        Evidence::text(name),
                    );
                }
            }
        }
        // Domains of Apps are declared down to the level that is called.
        if d.sites.is_empty() && !d.services.is_empty() {
            return Looked::NotMeant;
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
    fn fires_on_a_subdomain() {
        let found = |name: &str| {
            let mut d = declaration();
            d.sites = vec![site("示例网站", name)];
            let out = run(&CHECK, json!({ "two_labels": ["公益.cn"] }), &dossier_of(d, Vec::new()));
            out.findings.first().map(|f| f.expected.clone())
        };
        for fine in [
            "example.cn",
            "www.example.com",
            "example.com.cn",
            "www.com.cn",
            "例子.中国",
            "例子.公益.cn",
        ] {
            assert_eq!(found(fine), None, "{fine}");
        }
        assert_eq!(found("shop.example.com"), Some(Evidence::text("example.com")));
        for (below, sold) in [
            ("shop.example.com.cn", "example.com.cn"),
            ("shop.example.gd.cn", "example.gd.cn"),
            ("shop.example.co.jp", "example.co.jp"),
            ("a.b.例子.公益.cn", "例子.公益.cn"),
            ("shop.xn--fsqu00a.cn", "xn--fsqu00a.cn"),
        ] {
            assert_eq!(found(below), Some(Evidence::text(sold)), "{below}");
        }
    }
}
