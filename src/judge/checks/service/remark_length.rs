//! `service.remark-length`

use super::{kinds, of_kinds};
use crate::finding::Evidence;
use crate::judge::check::{Bound, Check, Looked};

/// The check.
pub static CHECK: Check = Check {
    code: "service.remark-length",
    zh: "{field}为 {actual} 个字符，应为 {expected} 个字符。",
    en: "The {field} has {actual} characters; {expected} are asked.",
    suggest_zh: "请在备注中说明服务的实际用途。",
    suggest_en: "Say in the remarks what the service is for.",
    docs: include_str!("remark_length.md"),
    bind,
};

/// Whose remarks, and how long; see the rule.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    services: Vec<String>,
    min_chars: usize,
    max_chars: Option<usize>,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params {
        services,
        min_chars,
        max_chars,
    } = serde_json::from_value(params)?;
    let services = kinds(&services)?;
    Ok(Bound::declaration(move |d, _, out| {
        let mut any = false;
        for (at, service) in of_kinds(d, &services, out) {
            let Some(remarks) = service.remarks.as_deref().map(str::trim).filter(|r| !r.is_empty()) else {
                continue;
            };
            any = true;
            let chars = remarks.chars().count();
            if chars < min_chars || max_chars.is_some_and(|most| chars > most) {
                let asked = Evidence::Phrase {
                    zh: max_chars.map_or_else(|| format!("至少 {min_chars}"), |most| format!("{min_chars} 至 {most}")),
                    en: max_chars.map_or_else(
                        || format!("{min_chars} or more"),
                        |most| format!("{min_chars} to {most}"),
                    ),
                };
                out.declared(format!("{at}/remarks"), asked, Evidence::Number(chars as f64, ""));
            }
        }
        if any { Looked::Yes } else { Looked::NotMeant }
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::intake::case::Service;
    use crate::judge::checks::service::fixture::declared;
    use crate::judge::dossier::fixture::*;

    fn found(change: impl FnOnce(&mut Service)) -> (usize, usize) {
        let out = run(&CHECK, rule(), &dossier_of(declared(change), Vec::new()));
        (out.findings.len(), out.not_checked.len())
    }

    fn rule() -> serde_json::Value {
        json!({ "services": ["app"], "min_chars": 15, "max_chars": 20 })
    }

    #[test]
    fn fires_on_short_and_long_remarks() {
        let of = |chars: usize| found(move |s| s.remarks = Some("备".repeat(chars)));
        assert_eq!((of(14), of(15), of(20), of(21)), ((1, 0), (0, 0), (0, 0), (1, 0)));
        assert_eq!(found(|s| s.remarks = None), (0, 0));
        assert_eq!(found(|s| s.kind = crate::intake::case::ServiceKind::FastApp), (0, 0));
        assert!(bind(json!({ "services": ["apps"], "min_chars": 1 })).is_err());
    }
}
