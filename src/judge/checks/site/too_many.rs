//! `site.too-many`

use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check};
use crate::kind::DocumentKind;

/// The check.
pub static CHECK: Check = Check {
    code: "site.too-many",
    zh: "主体在本省的网站数将达 {actual} 个，超过 {expected} 个须提供网站建设方案书。",
    en: "The subject would have {actual} sites in the province; more than {expected} need a site plan.",
    suggest_zh: "请上传网站建设方案书，或减少网站数量。",
    suggest_en: "Upload a site plan (网站建设方案书), or file fewer sites.",
    docs: "## What it checks\nSites already filed in the province and those of this case, against the limit.\n\n## Why it matters\nAbove the limit the bureau asks for a plan.\n\n## What to do\nUpload a site plan (网站建设方案书), or file fewer sites.\n\n## Limits\nOnly what is declared is counted.",
    bind,
};

/// Most sites without a plan.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    max: usize,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { max } = serde_json::from_value(params)?;
    Ok(Bound::case(move |dossier, out| {
        let Some(declaration) = dossier.declaration() else {
            out.not_checked(None, "no valid declaration");
            return;
        };
        let Some(filed) = declaration.filed_sites else {
            out.not_checked(None, "the number of filed sites is not declared");
            return;
        };
        let all = filed as usize + declaration.sites.len();
        if all > max
            && !dossier
                .documents
                .iter()
                .any(|d| d.assumed_kind() == DocumentKind::SitePlan)
        {
            out.push_field(
                Locus::Case,
                "/filed_sites",
                Evidence::Number(max as f64, ""),
                Evidence::Number(all as f64, ""),
            );
        }
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    fn found(filed: u32, plan: bool) -> usize {
        let mut d = declaration();
        d.filed_sites = Some(filed);
        let documents = if plan {
            vec![document("p.pdf", DocumentKind::SitePlan)]
        } else {
            Vec::new()
        };
        run(&CHECK, json!({ "max": 5 }), &dossier_of(d, documents))
            .findings
            .len()
    }

    #[test]
    fn five_are_allowed_and_six_need_a_plan() {
        assert_eq!((found(4, false), found(5, false), found(5, true)), (0, 1, 0));
    }
}
