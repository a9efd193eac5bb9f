//! `case.filing-kind-wrong`

use crate::finding::Evidence;
use crate::intake::case::Filing;
use crate::judge::check::{Bound, Check, Looked, no_parameters};

/// The check.
pub static CHECK: Check = Check {
    code: "case.filing-kind-wrong",
    zh: "备案类型为“{actual}”，但申报的已备案网站数为 {expected} 个，请确认类型。",
    en: "The filing is declared as \"{actual}\" with {expected} sites filed already.",
    suggest_zh: "请确认备案类型：已有备案号的主体应选择新增网站或新增接入。",
    suggest_en: "Check the kind of filing: a subject with a number adds a site or a provider.",
    docs: include_str!("filing_kind_wrong.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::declaration(|d, _, out| {
        let Some(filed) = d.filed_sites else {
            return Looked::no("the number of filed sites is not declared");
        };
        let wrong = match d.filing {
            Filing::NewSubject => filed > 0,
            Filing::NewSite | Filing::ChangeSite => filed == 0,
            // A provider may be added to sites that another province counts.
            Filing::NewAccess | Filing::ChangeSubject | Filing::Transfer => false,
        };
        if wrong {
            out.declared(
                "/filing",
                Evidence::Number(f64::from(filed), ""),
                Evidence::said(d.filing.name()),
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

    #[test]
    fn fires_where_kind_and_count_disagree() {
        let found = |filing, filed| {
            let mut d = declaration();
            d.filing = filing;
            d.filed_sites = filed;
            run(&CHECK, json!({}), &dossier_of(d, Vec::new())).findings.len()
        };
        assert_eq!(found(Filing::NewSubject, Some(2)), 1);
        assert_eq!(found(Filing::NewSubject, Some(0)), 0);
        assert_eq!(found(Filing::NewSite, Some(0)), 1);
        assert_eq!(found(Filing::NewSite, Some(1)), 0);
        assert_eq!(found(Filing::NewSubject, None), 0);
    }
}
