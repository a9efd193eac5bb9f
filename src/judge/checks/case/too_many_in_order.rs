//! `case.too-many-in-order`

use crate::finding::Evidence;
use crate::judge::check::{Bound, Check, Looked};

/// The check.
pub static CHECK: Check = Check {
    code: "case.too-many-in-order",
    zh: "本次提交的{field}为 {actual} 个，超过上限 {expected} 个。",
    en: "This order holds {actual} ({field}); {expected} at most are taken.",
    suggest_zh: "请分多次提交，每次不超过 {expected} 个。",
    suggest_en: "Split the order: at most {expected} at a time.",
    docs: include_str!("too_many_in_order.md"),
    bind,
};

/// Limits; each is asked only where it is given.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    /// Most sites in one order.
    max_sites: Option<usize>,
    /// Most domains in one order.
    max_domains: Option<usize>,
    /// Most domains of one site.
    domains_per_site: Option<usize>,
    /// With more than this many sites filed already, an order may bring one domain only.
    one_domain_beyond: Option<u32>,
    /// Most sites in all, those filed already and those of this order.
    max_in_all: Option<usize>,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let limits: Params = serde_json::from_value(params)?;
    Ok(Bound::declaration(move |d, _, out| {
        let domains: usize = d.sites.iter().map(|s| s.domains.len()).sum();
        let mut hold = |pointer: String, most: Option<usize>, count: usize| {
            if let Some(most) = most.filter(|m| count > *m) {
                out.declared(
                    pointer,
                    Evidence::Number(most as f64, ""),
                    Evidence::Number(count as f64, ""),
                );
            }
        };
        hold("/sites".to_owned(), limits.max_sites, d.sites.len());
        hold("/domains".to_owned(), limits.max_domains, domains);
        for (i, site) in d.sites.iter().enumerate() {
            hold(
                format!("/sites/{i}/domains"),
                limits.domains_per_site,
                site.domains.len(),
            );
        }
        if limits.one_domain_beyond.is_some() || limits.max_in_all.is_some() {
            let Some(filed) = d.filed_sites else {
                return Looked::no("the number of filed sites is not declared");
            };
            if limits.one_domain_beyond.is_some_and(|n| filed > n) {
                hold("/domains".to_owned(), Some(1), domains);
            }
            hold(
                "/filed_sites".to_owned(),
                limits.max_in_all,
                filed as usize + d.sites.len(),
            );
        }
        let each = d.sites.iter().all(|s| !s.domains.is_empty());
        Looked::if_any(
            each && !d.sites.is_empty(),
            "no site is declared, or one without its domain",
        )
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    fn found(params: serde_json::Value, sites: usize, domains: usize, filed: u32) -> usize {
        let mut d = declaration();
        d.sites = (0..sites).map(|i| site(&format!("示例网站{i}"), "a.cn")).collect();
        d.sites[0].domains = (0..domains).map(|i| format!("a{i}.cn")).collect();
        d.filed_sites = Some(filed);
        run(&CHECK, params, &dossier_of(d, Vec::new())).findings.len()
    }

    #[test]
    fn each_limit_is_inclusive() {
        assert_eq!(found(json!({ "max_sites": 2 }), 2, 1, 0), 0);
        assert_eq!(found(json!({ "max_sites": 2 }), 3, 1, 0), 1);
        assert_eq!(found(json!({ "max_domains": 3 }), 1, 3, 0), 0);
        assert_eq!(found(json!({ "max_domains": 3 }), 1, 4, 0), 1);
        assert_eq!(found(json!({ "domains_per_site": 1 }), 2, 2, 0), 1);
        assert_eq!(found(json!({ "one_domain_beyond": 7 }), 1, 2, 7), 0);
        assert_eq!(found(json!({ "one_domain_beyond": 7 }), 1, 2, 8), 1);
        assert_eq!(found(json!({ "max_in_all": 5 }), 1, 1, 4), 0);
        assert_eq!(found(json!({ "max_in_all": 5 }), 1, 1, 5), 1);
    }
}
