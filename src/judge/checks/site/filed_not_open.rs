//! `site.filed-not-open`

use crate::finding::Evidence;
use crate::intake::case::SiteAccess;
use crate::judge::check::{Bound, Check};

/// The check.
pub static CHECK: Check = Check {
    code: "site.filed-not-open",
    zh: "已备案网站“{actual}”无法访问。",
    en: "The filed site \"{actual}\" does not answer.",
    suggest_zh: "请开通网站访问，并在首页底部悬挂备案号后再提交。",
    suggest_en: "Open the site and show its number at the foot of the home page.",
    docs: "## What it checks\nWhether a site that gets a further provider (新增接入) was found closed.\n\n## Why it matters\nA filed site must answer; one that does not is taken for an empty shell.\n\n## What to do\nOpen the site and show its number at the foot of the home page.\n\n## Limits\nAs declared; chushen does not try the site itself. For which filings it is asked is the rule's `applies.filing`.",
    bind,
};

/// Takes no parameters.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params {} = serde_json::from_value(params)?;
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
