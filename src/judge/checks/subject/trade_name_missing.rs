//! `subject.trade-name-missing`

use crate::finding::Evidence;
use crate::judge::check::{Bound, Check, Looked, no_parameters};
use crate::names;

/// The check.
pub static CHECK: Check = Check {
    code: "subject.trade-name-missing",
    zh: "个体工商户无字号（名称为“{actual}”），本省要求有字号。",
    en: "The sole proprietor files without a trade name (\"{actual}\").",
    suggest_zh: "请先办理带字号的营业执照，再提交备案。",
    suggest_en: "Have a trade name registered first.",
    docs: include_str!("trade_name_missing.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::declaration(|d, _, out| {
        let missing = if let Some(name) = &d.subject.trade_name {
            names::says_none(name)
        } else {
            let names = d
                .subject
                .legal_representative
                .iter()
                .chain(d.subject.responsible_person.iter().map(|p| &p.name));
            names
                .into_iter()
                .any(|n| names::same(n, &names::of_operator(&d.subject.name)))
        };
        if missing {
            out.declared("/subject/trade_name", Evidence::None, Evidence::text(&d.subject.name));
        }
        let named = d.subject.trade_name.is_some() || d.subject.legal_representative.is_some();
        Looked::if_any(
            named || d.subject.responsible_person.is_some(),
            "neither trade name nor operator is declared",
        )
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    #[test]
    fn fires_on_a_name_that_is_the_persons() {
        let found = |name: &str, trade: Option<&str>| {
            let mut d = declaration();
            d.subject.name = name.into();
            d.subject.legal_representative = Some("王测试".into());
            d.subject.trade_name = trade.map(str::to_owned);
            run(&CHECK, json!({}), &dossier_of(d, Vec::new())).findings.len()
        };
        assert_eq!((found("王测试", None), found("锦江区云帆小吃店", None)), (1, 0));
        assert_eq!(
            (
                found("个体工商户（王测试）", None),
                found("王测试", Some("无字号")),
                found("王测试", Some("***"))
            ),
            (1, 1, 1)
        );
        assert_eq!(
            (
                found("锦江区小吃店", Some("无")),
                found("锦江区云帆小吃店", Some("云帆"))
            ),
            (1, 0)
        );
    }
}
