//! `site.remark-missing`

use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check};

/// The check.
pub static CHECK: Check = Check {
    code: "site.remark-missing",
    zh: "网站缺少用途备注（如“{expected}”）。",
    en: "The site has no remark on its use (such as \"{expected}\").",
    suggest_zh: "请在备注中写明网站用途，如“{expected}”。",
    suggest_en: "Say in the remarks what the site is for, such as \"{expected}\".",
    docs: "## What it checks\nWhether each site states in its remarks what it is for.\n\n## Why it matters\nThe province asks individuals for it.\n\n## What to do\nSay in the remarks what the site is for, such as \"{expected}\".\n\n## Limits\nWhat the remark says is not judged.",
    bind,
};

/// A remark of the kind that is asked.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    example: String,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { example } = serde_json::from_value(params)?;
    Ok(Bound::case(move |dossier, out| {
        let Some(declaration) = dossier.declaration() else {
            out.not_checked(None, "no valid declaration");
            return;
        };
        for (i, site) in declaration.sites.iter().enumerate() {
            if site.remarks.as_deref().unwrap_or_default().trim().is_empty() {
                out.push_field(
                    Locus::Case,
                    format!("/sites/{i}/remarks"),
                    Evidence::text(&example),
                    Evidence::None,
                );
            }
        }
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    #[test]
    fn fires_without_a_remark() {
        let mut d = declaration();
        assert_eq!(
            run(
                &CHECK,
                json!({ "example": "个人博客" }),
                &dossier_of(d.clone(), Vec::new())
            )
            .findings
            .len(),
            1
        );
        d.sites[0].remarks = Some("个人博客".into());
        assert!(
            run(&CHECK, json!({ "example": "个人博客" }), &dossier_of(d, Vec::new()))
                .findings
                .is_empty()
        );
    }
}
