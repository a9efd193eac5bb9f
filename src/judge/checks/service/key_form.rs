//! `service.key-form`

use super::each_feature;
use crate::finding::{Evidence, Locus, Severity};
use crate::judge::check::{Bound, Check};

/// The check.
pub static CHECK: Check = Check {
    code: "service.key-form",
    zh: "{field}不正确：{actual}。",
    en: "The {field} is not right: {actual}.",
    suggest_zh: "请填写正式发布证书公钥的模数（十六进制或十进制数字），不要填写证书文本、编码后的内容或公钥指数。",
    suggest_en: "Fill in the modulus of the release certificate's key, in hexadecimal or decimal digits: no text of a certificate, no Base64, no exponent.",
    docs: include_str!("key_form.md"),
    bind,
};

/// Lengths of keys; see the rule.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    /// Hexadecimal digits.
    hexadecimal: Vec<usize>,
    /// Least and most decimal digits, by size of key.
    decimal: Vec<(usize, usize)>,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { hexadecimal, decimal } = serde_json::from_value(params)?;
    Ok(Bound::declaration(move |d, _, out| {
        each_feature(
            d,
            out,
            "public_key",
            |p| p.public_key.as_deref(),
            |at, _, value, out| {
                let value: String = value.chars().filter(|c| !c.is_whitespace()).collect();
                let digits = value.len();
                let is_number = value.chars().all(|c| c.is_ascii_hexdigit());
                let decimally = value.chars().all(|c| c.is_ascii_digit())
                    && decimal.iter().any(|(least, most)| (*least..=*most).contains(&digits));
                if is_number && (decimally || hexadecimal.contains(&digits)) {
                    return;
                }
                let encoded = value
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=' | '-'));
                let fault = if is_number {
                    "it is a number of a length that keys do not have"
                } else if value.starts_with("-----") || value.starts_with("MI") && encoded {
                    "it is the text of a key or certificate and not its modulus"
                } else if encoded {
                    "it is encoded and not written in digits"
                } else {
                    "it is no number"
                };
                let severity = if is_number { Severity::Review } else { Severity::Reject };
                out.push_lowered(severity, Locus::Case, Some(at), Evidence::None, Evidence::said(fault));
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
        json!({ "hexadecimal": [130, 512, 1024], "decimal": [[616, 617], [1232, 1234]] })
    }

    #[test]
    fn fires_on_what_is_no_modulus() {
        let severity = |value: &str| {
            let value = value.to_owned();
            let d = declared(move |s| s.platforms[0].public_key = Some(value));
            let found = run(&CHECK, rule(), &dossier_of(d, Vec::new())).findings;
            found.first().map(|f| f.severity)
        };
        for right in [
            "b3".repeat(256),
            "B3".repeat(512),
            "7".repeat(617),
            format!("04{}", "1f".repeat(64)),
        ] {
            assert_eq!(severity(&right), None, "{right}");
        }
        assert_eq!(severity(&"b3 ".repeat(256)), None);
        assert_eq!(severity(&"b3".repeat(255)), Some(Severity::Review));
        assert_eq!(severity("65537"), Some(Severity::Review));
        for wrong in [
            "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA",
            "-----BEGIN PUBLIC KEY-----",
            "p0x/+w==",
            "见附件",
        ] {
            assert_eq!(severity(wrong), Some(Severity::Reject), "{wrong}");
        }
        assert_eq!(found(|s| s.platforms[1].public_key = None), (0, 1));
    }
}
