//! `site.filed-not-open`

use crate::finding::Evidence;
use crate::intake::case::SiteAccess;
use crate::judge::check::{Bound, Check, no_parameters};

/// The check.
pub static CHECK: Check = Check {
    code: "site.filed-not-open",
    zh: "已备案网站“{actual}”无法访问。",
    en: "The filed site \"{actual}\" does not answer.",
    suggest_zh: "请开通网站访问，并在首页底部悬挂备案号后再提交。",
    suggest_en: "Open the site and show its number at the foot of the home page.",
    docs: include_str!("filed_not_open.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::declaration(|d, _, out| {
        for (i, site) in d.sites.iter().enumerate() {
            match site.site_access {
                Some(SiteAccess::Closed) => {
                    out.declared(
                        format!("/sites/{i}/site_access"),
                        Evidence::said("open"),
                        Evidence::text(&site.name),
                    );
                }
                Some(SiteAccess::Open) => {}
                Some(SiteAccess::Unknown) | None => out.not_checked(None, "whether the site answers is not declared"),
            }
        }
        crate::judge::checks::facts::sites_looked(d)
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    #[test]
    fn fires_on_a_closed_site() {
        let found = |access| {
            let mut d = declaration();
            d.sites[0].site_access = Some(access);
            run(&CHECK, json!({}), &dossier_of(d, Vec::new())).findings.len()
        };
        assert_eq!((found(SiteAccess::Closed), found(SiteAccess::Open)), (1, 0));
    }
}
