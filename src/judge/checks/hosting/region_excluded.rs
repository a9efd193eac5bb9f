//! `hosting.region-excluded`

use crate::finding::{Evidence, Locus, Severity};
use crate::judge::check::{Bound, Check, Looked};

/// The check.
pub static CHECK: Check = Check {
    code: "hosting.region-excluded",
    zh: "云服务器位于“{actual}”，不能用于备案。",
    en: "The server stands in \"{actual}\"; only mainland servers can be filed.",
    suggest_zh: "请使用中国内地的云服务器。",
    suggest_en: "Use a server on the mainland.",
    docs: include_str!("region_excluded.md"),
    bind,
};

/// Words of regions: equal, or the beginning of a region id, or (longer words) a part of it.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    mainland: Vec<String>,
    outside: Vec<String>,
}

/// The region as declared: one of the declaration's own words, or the provider's id.
fn shown(region: &str) -> Evidence {
    match region {
        "mainland" | "hongkong" | "macau" | "taiwan" | "overseas" => Evidence::said(region),
        _ => Evidence::text(region),
    }
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { mainland, outside } = serde_json::from_value(params)?;
    Ok(Bound::case(move |dossier, out| {
        let Some(declaration) = dossier.declaration() else {
            return Looked::no("no valid declaration");
        };
        let Some(region) = declaration.hosting.as_ref().and_then(|h| h.region.as_deref()) else {
            return Looked::no("the region is not declared");
        };
        let word = region.trim().to_lowercase();
        let has = |list: &[String]| {
            list.iter()
                .any(|w| word == *w || word.starts_with(&format!("{w}-")) || (w.len() > 3 && word.contains(w.as_str())))
        };
        // Names of places outside come first: `ap-hongkong` begins like a mainland id.
        if has(&outside) {
            out.push_field(
                Locus::Case,
                "/hosting/region",
                Evidence::said("mainland"),
                shown(region),
            );
        } else if !has(&mainland) {
            out.push_lowered(
                Severity::Review,
                Locus::Case,
                Some("/hosting/region".into()),
                Evidence::said("mainland"),
                shown(region),
            );
        }
        Looked::Yes
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    fn found(region: &str) -> Vec<Severity> {
        let mut d = declaration();
        d.hosting = Some(crate::intake::case::Hosting {
            region: Some(region.into()),
            ..Default::default()
        });
        let rule = json!({ "mainland": ["mainland", "cn", "ap-guangzhou"], "outside": ["hongkong", "overseas", "us", "singapore", "cn-hongkong"] });
        run(&CHECK, rule, &dossier_of(d, Vec::new()))
            .findings
            .iter()
            .map(|f| f.severity)
            .collect()
    }

    #[test]
    fn regions() {
        assert!(found("mainland").is_empty() && found("cn-beijing").is_empty() && found("ap-guangzhou").is_empty());
        for outside in [
            "hongkong",
            "ap-hongkong",
            "cn-hongkong",
            "overseas",
            "us-west-1",
            "ap-singapore",
        ] {
            assert_eq!(found(outside), [Severity::Reject], "{outside}");
        }
        assert_eq!(found("xy-unheard"), [Severity::Review]);
    }
}
