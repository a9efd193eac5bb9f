//! `site.name-unrelated`

use std::collections::BTreeSet;

use crate::finding::Evidence;
use crate::hanzi;
use crate::judge::check::{Bound, Check, no_parameters};
use crate::judge::checks::facts;

/// The check.
pub static CHECK: Check = Check {
    code: "site.name-unrelated",
    zh: "网站名称“{actual}”与主体名称、经营范围及备注均无关联。",
    en: "Nothing in the site name \"{actual}\" speaks of the subject, its trade or the remark.",
    suggest_zh: "请使用与主体或网站内容相关的名称，或在备注中说明（如“某某为本公司的产品”）。",
    suggest_en: "Choose a name that speaks of the subject or the content, or explain it in the remarks.",
    docs: include_str!("name_unrelated.md"),
    bind,
};

fn pairs(text: &str) -> BTreeSet<(char, char)> {
    let han: Vec<char> = hanzi::fold(text).chars().filter(|c| hanzi::is_han(*c)).collect();
    han.windows(2).filter_map(|w| Some((*w.first()?, *w.last()?))).collect()
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::declaration(|d, dossier, out| {
        // Words every name may hold tell nothing.
        let common = pairs("网站官网平台科技有限公司网络信息");
        let mut known = pairs(&d.subject.name);
        known.extend(d.subject.trade_name.iter().flat_map(|t| pairs(t)));
        known.extend(pairs(&facts::business_scope(dossier, 0.0)));
        for (i, site) in d.sites.iter().enumerate() {
            let own: BTreeSet<(char, char)> = pairs(&site.name).difference(&common).copied().collect();
            let remark = site.remarks.as_deref().map(pairs).unwrap_or_default();
            if !own.is_empty() && own.is_disjoint(&known) && own.is_disjoint(&remark) {
                out.declared(
                    format!("/sites/{i}/name"),
                    Evidence::text(&d.subject.name),
                    Evidence::text(&site.name),
                );
            }
        }
        facts::sites_looked(d)
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    #[test]
    fn fires_where_nothing_is_shared() {
        let found = |name: &str, remark: Option<&str>| {
            let mut d = declaration();
            d.sites = vec![site(name, "a.cn")];
            d.sites[0].remarks = remark.map(str::to_owned);
            run(&CHECK, json!({}), &dossier_of(d, Vec::new())).findings.len()
        };
        assert_eq!(found("示例之家", None), 0);
        assert_eq!(found("云帆之家", None), 1);
        assert_eq!(found("云帆之家", Some("云帆为本公司的产品")), 0);
    }
}
