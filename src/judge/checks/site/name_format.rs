//! `site.name-format`

use crate::finding::{Evidence, Locus};
use crate::hanzi;
use crate::judge::check::{Bound, Check};

/// The check.
pub static CHECK: Check = Check {
    code: "site.name-format",
    zh: "网站名称“{actual}”格式不符合要求（{expected}）。",
    en: "The site name \"{actual}\" is not of the form asked ({expected}).",
    suggest_zh: "请使用三个以上汉字、与内容相关的名称。",
    suggest_en: "Use a name of three or more Han characters that says what the site is.",
    docs: "## What it checks\nNames of digits or letters only, of fewer than three Han characters, with special signs, or equal to the domain.\n\n## Why it matters\nBureaus refuse such names.\n\n## What to do\nUse a name of three or more Han characters that says what the site is.\n\n## Limits\nProvinces differ on mixed names; the rule's severity is review.",
    bind,
};

/// Least number of Han characters.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    min_han: usize,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { min_han } = serde_json::from_value(params)?;
    Ok(Bound::case(move |dossier, out| {
        let Some(declaration) = dossier.declaration() else {
            out.not_checked(None, "no valid declaration");
            return;
        };
        for (i, site) in declaration.sites.iter().enumerate() {
            let name = hanzi::fold(&site.name);
            let han = name.chars().filter(|c| hanzi::is_han(*c)).count();
            let plain = |c: char| hanzi::is_han(c) || c.is_ascii_alphanumeric() || matches!(c, '(' | ')' | '-');
            let wrong = if site.domains.iter().any(|d| hanzi::fold(d) == name) {
                "equal to the domain"
            } else if name.chars().all(|c| c.is_ascii_digit()) {
                "digits only"
            } else if name.chars().all(|c| c.is_ascii_alphanumeric()) {
                "letters only"
            } else if !name.chars().all(plain) {
                "special signs"
            } else if han < min_han {
                "too few Han characters"
            } else {
                continue;
            };
            out.push_field(
                Locus::Case,
                format!("/sites/{i}/name"),
                Evidence::text(wrong),
                Evidence::text(&site.name),
            );
        }
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    fn found(name: &str) -> usize {
        let mut d = declaration();
        d.sites = vec![site(name, "abc.cn")];
        run(&CHECK, json!({ "min_han": 3 }), &dossier_of(d, Vec::new()))
            .findings
            .len()
    }

    #[test]
    fn fires_on_each_form() {
        assert_eq!((found("生活多彩"), found("我的Rust笔记")), (0, 0));
        for name in ["123", "abc", "abc.cn", "生活", "生活★多彩"] {
            assert_eq!(found(name), 1, "{name}");
        }
    }
}
