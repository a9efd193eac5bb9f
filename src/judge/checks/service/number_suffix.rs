//! `service.number-suffix`

use std::collections::BTreeMap;

use super::{kinds, of_kinds};
use crate::finding::Evidence;
use crate::judge::check::{Bound, Check, Looked};

/// The check.
pub static CHECK: Check = Check {
    code: "service.number-suffix",
    zh: "{field}“{actual}”的后缀与服务类型不符，应以“{expected}”结尾。",
    en: "The {field} \"{actual}\" bears the suffix of another kind of service; it ends in \"{expected}\".",
    suggest_zh: "请核对服务类型和备案号。",
    suggest_en: "Check the kind of service and its number.",
    docs: include_str!("number_suffix.md"),
    bind,
};

/// The letter of each kind; see the rule.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    suffix: BTreeMap<String, String>,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { suffix } = serde_json::from_value(params)?;
    let words: Vec<String> = suffix.keys().cloned().collect();
    let asked = kinds(&words)?;
    Ok(Bound::declaration(move |d, _, out| {
        let mut any = false;
        for (at, service) in of_kinds(d, &asked, out) {
            let (Some(number), Some(letter)) = (&service.number, suffix.get(service.kind.name())) else {
                continue;
            };
            any = true;
            let number = number.trim();
            let serial = number.rsplit(['-', '－']).next().unwrap_or_default();
            let digits = serial.strip_suffix(letter.as_str());
            let right = number.contains(['-', '－'])
                && digits.is_some_and(|n| !n.is_empty() && n.chars().all(|c| c.is_ascii_digit()));
            if !right {
                out.declared(format!("{at}/number"), Evidence::text(letter), Evidence::text(number));
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
        json!({ "suffix": { "app": "A", "mini-program": "X", "fast-app": "K" } })
    }

    #[test]
    fn fires_on_the_letter_of_another_kind() {
        let of = |number: &str| {
            let number = number.to_owned();
            found(move |s| s.number = Some(number)).0
        };
        for right in [
            "蜀ICP备00000000号-1A",
            "粤B2-20090059-1626A",
            " 蜀ICP备00000000号－12A ",
        ] {
            assert_eq!(of(right), 0, "{right}");
        }
        for wrong in [
            "蜀ICP备00000000号-1X",
            "蜀ICP备00000000号-1",
            "蜀ICP备00000000号",
            "蜀ICP备00000000号-A",
        ] {
            assert_eq!(of(wrong), 1, "{wrong}");
        }
        assert_eq!(found(|_| ()), (0, 0));
        assert!(bind(json!({ "suffix": { "site": "A" } })).is_err());
    }
}
