//! `domain.suffix-not-approved`

use crate::domain::Domain;
use crate::finding::Evidence;
use crate::judge::check::{Bound, Check};

/// The check.
pub static CHECK: Check = Check {
    code: "domain.suffix-not-approved",
    zh: "域名“{actual}”的后缀不在可备案后缀之列。",
    en: "The suffix of \"{actual}\" is not among those that can be filed ({expected}).",
    suggest_zh: "请更换为已获批复后缀（如“.cn”“.com”“.net”）的域名。",
    suggest_en: "File a domain with an approved suffix, such as .cn, .com or .net.",
    docs: include_str!("suffix_not_approved.md"),
    bind,
};

/// Suffixes without the first dot; where `approved` is empty everything but `refused` will do.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    #[serde(default)]
    approved: Vec<String>,
    #[serde(default)]
    refused: Vec<String>,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { approved, refused } = serde_json::from_value(params)?;
    Ok(Bound::declaration(move |d, _, out| {
        for offer in d.offers() {
            for (at, name) in offer.domains {
                let Some(domain) = Domain::parse(name).map(|d| d.unicode()) else {
                    continue;
                };
                let ends = |list: &[String]| list.iter().any(|s| domain.ends_with(&format!(".{s}")));
                if ends(&refused) || !(approved.is_empty() || ends(&approved)) {
                    let asked: Vec<&String> = approved.iter().take(8).collect();
                    out.declared(at, Evidence::list(asked), Evidence::text(name));
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
    fn fires_outside_the_list() {
        let found = |name: &str, rule: serde_json::Value| {
            let mut d = declaration();
            d.sites = vec![site("示例网站", name)];
            run(&CHECK, rule, &dossier_of(d, Vec::new())).findings.len()
        };
        let list = json!({ "approved": ["cn", "gov.cn"], "refused": ["io"] });
        assert_eq!((found("a.com.cn", list.clone()), found("a.hk", list)), (0, 1));
        let han = json!({ "approved": ["中国"] });
        assert_eq!(
            (found("xn--fsqu00a.xn--fiqs8s", han.clone()), found("例子.cn", han)),
            (0, 1)
        );
        let only = json!({ "refused": ["io"] });
        assert_eq!((found("a.hk", only.clone()), found("a.io", only)), (0, 1));
    }
}
