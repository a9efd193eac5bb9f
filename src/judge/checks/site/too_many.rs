//! `site.too-many`

use crate::finding::{Evidence, Locus, Severity};
use crate::judge::check::{Bound, Check, Looked};
use crate::kind::DocumentKind;

/// The check.
pub static CHECK: Check = Check {
    code: "site.too-many",
    zh: "主体在本省的网站数将达 {actual} 个，超过 {expected} 个须提供网站建设方案书。",
    en: "The subject would have {actual} sites in the province; more than {expected} need a site plan.",
    suggest_zh: "请上传网站建设方案书，或减少网站数量。",
    suggest_en: "Upload a site plan (\"网站建设方案书\"), or file fewer sites.",
    docs: include_str!("too_many.md"),
    bind,
};

/// Most sites without a plan.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    max: usize,
    /// A plan in the case settles it.
    #[serde(default = "yes")]
    plan_excuses: bool,
}

const fn yes() -> bool {
    true
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { max, plan_excuses } = serde_json::from_value(params)?;
    Ok(Bound::declaration(move |declaration, dossier, out| {
        let mut papers = dossier.documents.iter();
        if plan_excuses && papers.any(|d| d.assumed_kind() == DocumentKind::SitePlan) {
            return Looked::Yes;
        }
        let own = declaration.sites.len();
        let (filed, seen) = (declaration.filed_sites.map(|n| n as usize), dossier.sites_besides);
        let limit = Evidence::Number(max as f64, "");
        let count = |others: usize| Evidence::Number((others + own) as f64, "");
        let at = "/filed_sites".to_owned();
        match filed {
            Some(filed) if filed + own > max => out.push_field(Locus::Case, at, limit, count(filed)),
            _ if seen > 0 && seen + own > max => {
                out.push_lowered(Severity::Review, Locus::Case, Some(at), limit, count(seen));
            }
            Some(_) => {}
            None => return Looked::no("the number of filed sites is not declared"),
        }
        crate::judge::checks::facts::sites_looked(declaration)
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
    fn sites_of_other_cases_are_for_a_person() {
        let found = |besides: usize, filed: Option<u32>| {
            let mut d = declaration();
            d.filed_sites = filed;
            let mut case = dossier_of(d, Vec::new());
            case.sites_besides = besides;
            let out = run(&CHECK, json!({ "max": 5 }), &case);
            out.findings.iter().map(|f| f.severity).collect::<Vec<_>>()
        };
        assert_eq!(found(4, Some(0)), []);
        assert_eq!(found(5, Some(0)), [Severity::Review]);
        assert_eq!(found(5, None), [Severity::Review]);
        assert_eq!(found(9, Some(9)), [Severity::Reject]);
    }

    #[test]
    fn five_are_allowed_and_six_need_a_plan() {
        assert_eq!((found(4, false), found(5, false), found(5, true)), (0, 1, 0));
    }
}
