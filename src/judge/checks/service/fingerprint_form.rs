//! `service.fingerprint-form`

use super::{ByOs, each_feature};
use crate::finding::Evidence;
#[cfg(test)]
use crate::intake::case::Os;
use crate::judge::check::{Bound, Check};

/// The check.
pub static CHECK: Check = Check {
    code: "service.fingerprint-form",
    zh: "{field}不正确：{actual}。",
    en: "The {field} is not right: {actual}.",
    suggest_zh: "请从正式发布所用的证书中重新取得该值，去掉冒号后填写。",
    suggest_en: "Take the value again from the certificate of the release, without colons.",
    docs: include_str!("fingerprint_form.md"),
    bind,
};

/// How many hexadecimal digits the fingerprint has, by system; see the rule.
type Params = ByOs<Vec<usize>>;

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let digits: Params = serde_json::from_value(params)?;
    Ok(Bound::declaration(move |d, _, out| {
        each_feature(
            d,
            out,
            "fingerprint",
            |p| p.fingerprint.as_deref(),
            |at, os, value, out| {
                let value = value.trim();
                let right = digits.of(os);
                let fault = if !value.chars().all(|c| c.is_ascii_hexdigit()) {
                    "it holds other characters than hexadecimal digits"
                } else if right.contains(&value.len()) {
                    return;
                } else {
                    match value.len() {
                        32 => "it has the length of an MD5 digest",
                        40 => "it has the length of a SHA-1 digest",
                        64 => "it has the length of a SHA-256 digest",
                        _ => "it has the length of no digest",
                    }
                };
                out.declared(at, Evidence::None, Evidence::said(fault));
            },
        )
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
        json!({ "android": [32], "ios": [40], "harmony": [40, 32] })
    }

    #[test]
    fn fires_on_another_digest_and_on_other_characters() {
        let first = |value: &str| {
            let value = value.to_owned();
            found(move |s| s.platforms[0].fingerprint = Some(value))
        };
        assert_eq!(found(|_| ()), (0, 0));
        assert_eq!(first(&"ab".repeat(16)), (0, 0));
        assert_eq!(first(&"ab".repeat(20)), (1, 0));
        assert_eq!(first(&"ab".repeat(32)), (1, 0));
        assert_eq!(first(&["ab"; 16].join(":")), (1, 0));
        assert_eq!(found(|s| s.platforms[1].fingerprint = Some("ab".repeat(16))), (1, 0));
        assert_eq!(found(|s| s.platforms[1].os = Some(Os::Harmony)), (0, 0));
        assert_eq!(found(|s| s.platforms[0].fingerprint = None), (0, 1));
        assert_eq!(found(|s| s.platforms[0].os = None), (0, 1));
        assert!(bind(json!({ "android": [32] })).is_err());
    }
}
