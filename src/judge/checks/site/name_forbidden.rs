//! `site.name-forbidden`

use crate::finding::{Evidence, Locus};
use crate::hanzi;
use crate::judge::check::{Bound, Check};

/// The check.
pub static CHECK: Check = Check {
    code: "site.name-forbidden",
    zh: "网站名称“{actual}”含有禁用词“{expected}”。",
    en: "The site name \"{actual}\" holds the forbidden word \"{expected}\".",
    suggest_zh: "请更换网站名称。",
    suggest_en: "Choose another site name.",
    docs: "## What it checks\nWords that the province forbids in site names.\n\n## Why it matters\nThe bureau sends such names back.\n\n## What to do\nChoose another site name.\n\n## Limits\nFull-width forms and blanks inside a word are seen through; traditional forms too.",
    bind,
};

/// Words.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    words: Vec<String>,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { words } = serde_json::from_value(params)?;
    Ok(Bound::case(move |dossier, out| {
        let Some(declaration) = dossier.declaration() else {
            out.not_checked(None, "no valid declaration");
            return;
        };
        for (i, site) in declaration.sites.iter().enumerate() {
            let name = hanzi::fold(&site.name);
            if let Some(word) = words.iter().find(|w| name.contains(hanzi::fold(w).as_str())) {
                out.push_field(
                    Locus::Case,
                    format!("/sites/{i}/name"),
                    Evidence::text(word),
                    Evidence::text(&site.name),
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

    fn found(name: &str) -> usize {
        let mut d = declaration();
        d.sites = vec![site(name, "a.cn")];
        run(&CHECK, json!({ "words": ["中国", "国家"] }), &dossier_of(d, Vec::new()))
            .findings
            .len()
    }

    #[test]
    fn fires_on_the_word_in_any_dress() {
        assert_eq!(
            (
                found("云帆网"),
                found("中国云帆网"),
                found("中 国云帆"),
                found("國家云帆")
            ),
            (0, 1, 1, 1)
        );
    }
}
