//! `site.category-forbidden`

use std::collections::BTreeSet;

use crate::finding::Evidence;
use crate::hanzi;
use crate::judge::check::{Bound, Check, Looked};

/// The check.
pub static CHECK: Check = Check {
    code: "site.category-forbidden",
    zh: "网站服务内容“{actual}”不符合本省要求（{expected}）。",
    en: "The category of service \"{actual}\" is not taken here ({expected}).",
    suggest_zh: "请按本省要求重新选择网站服务内容。",
    suggest_en: "Choose the category anew as the province asks.",
    docs: include_str!("category_forbidden.md"),
    bind,
};

/// Categories refused; those asked for, where only these will do.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    #[serde(default)]
    refused: Vec<String>,
    #[serde(default)]
    only: Vec<String>,
}

fn plain(text: &str) -> String {
    hanzi::fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Whether two categories are the same: the ministry's system writes 博客/个人空间, older rules 个人空间/博客.
fn same(a: &str, b: &str) -> bool {
    let parts = |text: &str| -> BTreeSet<String> { hanzi::fold(text).split('/').map(plain).collect() };
    plain(a) == plain(b) || parts(a) == parts(b)
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { refused, only } = serde_json::from_value(params)?;
    Ok(Bound::declaration(move |d, _, out| {
        let mut told = false;
        for (i, site) in d.sites.iter().enumerate() {
            let Some(category) = site.category.as_ref().filter(|c| !c.trim().is_empty()) else {
                out.not_checked(None, "no category is declared");
                continue;
            };
            told = true;
            let own = plain(category);
            let at = format!("/sites/{i}/category");
            // 个人空间/博客 stands for either of its words too: bureaus write 空间博客, 博客/个人空间.
            let names = |r: &str| plain(r) == own || r.split('/').any(|part| own.contains(&plain(part)));
            if let Some(word) = refused.iter().find(|r| names(r)) {
                out.declared(at, Evidence::said(format!("不能选{word}")), Evidence::text(category));
            } else if !only.is_empty() && !only.iter().any(|o| same(o, category)) {
                out.declared(at, Evidence::list(&only), Evidence::text(category));
            }
        }
        if !told {
            out.not_checked(None, "no category is declared");
        }
        Looked::Yes
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    #[test]
    fn fires_on_what_is_refused_and_on_what_is_not_asked() {
        let found = |rule: serde_json::Value, category: &str| {
            let mut d = declaration();
            d.sites[0].category = Some(category.into());
            run(&CHECK, rule, &dossier_of(d, Vec::new())).findings.len()
        };
        let refused = json!({ "refused": ["个人空间/博客"] });
        assert_eq!(found(refused.clone(), "个人空间/博客"), 1);
        assert_eq!(found(refused.clone(), "博客／个人空间"), 1);
        assert_eq!(found(refused, "单位门户网站"), 0);
        let only = json!({ "only": ["单位门户网站"] });
        assert_eq!((found(only.clone(), "单位门户网站"), found(only, "其他")), (0, 1));
        let blog = json!({ "only": ["博客/个人空间"] });
        assert_eq!((found(blog.clone(), "个人空间／博客"), found(blog, "其他")), (0, 1));
    }
}
