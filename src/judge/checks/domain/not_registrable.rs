//! `domain.not-registrable`

use crate::finding::Evidence;
use crate::hanzi;
use crate::identity;
use crate::judge::check::{Bound, Check};

/// The check.
pub static CHECK: Check = Check {
    code: "domain.not-registrable",
    zh: "申报的“{actual}”不是主域名，应填写“{expected}”。",
    en: "\"{actual}\" is no registrable domain; \"{expected}\" is.",
    suggest_zh: "请填写主域名“{expected}”，子域名无需单独备案。",
    suggest_en: "Declare the registrable domain ({expected}); subdomains are not filed.",
    docs: "## What it checks\nWhether each declared domain is the part a registrar sells: one label before its suffix.\n\n## Why it matters\nOnly the registrable domain is filed; its subdomains follow.\n\n## What to do\nDeclare the registrable domain ({expected}); subdomains are not filed.\n\n## Limits\nSuffixes of two labels are those listed in the rule; a new one is taken for a suffix of one.",
    bind,
};

/// Suffixes of two labels, such as `com.cn`.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    two_labels: Vec<String>,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { two_labels } = serde_json::from_value(params)?;
    Ok(Bound::declaration(move |d, _, out| {
        for (i, site) in d.sites.iter().enumerate() {
            for (j, name) in site.domains.iter().enumerate() {
                // `www.` is dress, no subdomain; identity::domain takes it off.
                let Some(domain) = identity::domain(name) else { continue };
                let labels: Vec<&str> = domain.split('.').collect();
                let suffix = if labels.len() > 2
                    && two_labels
                        .iter()
                        .any(|s| hanzi::narrow(s).to_lowercase() == labels[labels.len() - 2..].join("."))
                {
                    2
                } else {
                    1
                };
                if labels.len() > suffix + 1 {
                    let own = labels[labels.len() - suffix - 1..].join(".");
                    out.declared(
                        format!("/sites/{i}/domains/{j}"),
                        Evidence::text(own),
                        Evidence::text(name),
                    );
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
    fn fires_on_a_subdomain() {
        let found = |name: &str| {
            let mut d = declaration();
            d.sites = vec![site("示例网站", name)];
            let out = run(&CHECK, json!({ "two_labels": ["com.cn"] }), &dossier_of(d, Vec::new()));
            out.findings.first().map(|f| f.expected.clone())
        };
        for fine in ["example.cn", "www.example.com", "example.com.cn", "例子.中国"] {
            assert_eq!(found(fine), None, "{fine}");
        }
        assert_eq!(found("shop.example.com"), Some(Evidence::text("example.com")));
        assert_eq!(found("shop.example.com.cn"), Some(Evidence::text("example.com.cn")));
    }
}
