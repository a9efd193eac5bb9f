//! `site.not-closed`

use crate::finding::{Evidence, Locus};
use crate::intake::case::SiteAccess;
use crate::judge::check::{Bound, Check, Looked, no_parameters};

/// The check.
pub static CHECK: Check = Check {
    code: "site.not-closed",
    zh: "备案期间网站“{actual}”仍可访问。",
    en: "The site \"{actual}\" answers while the filing runs.",
    suggest_zh: "请在备案期间关闭网站访问。",
    suggest_en: "Close the site until it is filed.",
    docs: include_str!("not_closed.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::case(move |dossier, out| {
        let Some(declaration) = dossier.declaration() else {
            return Looked::no("no valid declaration");
        };
        for (i, site) in declaration.sites.iter().enumerate() {
            match site.site_access {
                Some(SiteAccess::Open) => {
                    out.push_field(
                        Locus::Case,
                        format!("/sites/{i}/site_access"),
                        Evidence::said("closed"),
                        Evidence::text(&site.name),
                    );
                }
                Some(SiteAccess::Closed) => {}
                Some(SiteAccess::Unknown) | None => out.not_checked(None, "whether the site answers is not declared"),
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
    fn fires_on_an_open_site() {
        let mut d = declaration();
        d.sites[0].site_access = Some(SiteAccess::Closed);
        assert!(
            run(&CHECK, json!({}), &dossier_of(d.clone(), Vec::new()))
                .findings
                .is_empty()
        );
        d.sites[0].site_access = Some(SiteAccess::Open);
        assert_eq!(run(&CHECK, json!({}), &dossier_of(d, Vec::new())).findings.len(), 1);
    }
}
