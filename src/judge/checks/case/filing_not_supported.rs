//! `case.filing-not-supported`

use crate::finding::Evidence;
use crate::judge::check::{Bound, Check, Looked};

/// The check.
pub static CHECK: Check = Check {
    code: "case.filing-not-supported",
    zh: "本省不受理“{actual}”类型的备案。",
    en: "The province does not take filings of the kind \"{actual}\".",
    suggest_zh: "请改用本省受理的备案类型（{expected}）。",
    suggest_en: "File in a way the province takes ({expected}).",
    docs: include_str!("filing_not_supported.md"),
    bind,
};

/// What to file instead, in a few Chinese words. Which kinds are refused is the rule's `applies.filing`.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    instead: String,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { instead } = serde_json::from_value(params)?;
    Ok(Bound::declaration(move |d, _, out| {
        out.declared("/filing", Evidence::text(&instead), Evidence::said(d.filing.name()));
        Looked::Yes
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    #[test]
    fn fires_wherever_its_rule_applies() {
        assert_eq!(
            run(&CHECK, json!({ "instead": "变更主体" }), &dossier(Vec::new()))
                .findings
                .len(),
            1
        );
        let mut nothing = dossier(Vec::new());
        nothing.declared = crate::intake::Declared::Missing;
        assert!(
            run(&CHECK, json!({ "instead": "变更主体" }), &nothing)
                .findings
                .is_empty()
        );
        assert!((CHECK.bind)(json!({})).is_err());
    }
}
