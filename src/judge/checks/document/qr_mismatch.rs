//! `document.qr-mismatch`

use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check, Looked};
#[cfg(test)]
use crate::kind::DocumentKind;
use crate::kind::FieldName;
use crate::kind::licence_code::payload;
use crate::read::MarkKind;

/// The check.
pub static CHECK: Check = Check {
    code: "document.qr-mismatch",
    zh: "“{document}”二维码中的代码“{actual}”与证照上的“{expected}”不一致。",
    en: "The QR code on \"{document}\" says {actual}; the print says {expected}.",
    suggest_zh: "请上传证照原件的扫描件。",
    suggest_en: "Upload a scan of the original licence.",
    docs: include_str!("qr_mismatch.md"),
    bind,
};

/// From which confidence the printed code is believed, 0 to 1.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    min_confidence: f64,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { min_confidence } = serde_json::from_value(params)?;
    Ok(Bound::each_document(move |(index, document), dossier, out| {
        let printed = document
            .sure_field(FieldName::CreditCode, min_confidence)
            .map(|r| r.value.clone());
        let declared = dossier
            .declaration()
            .map(|d| d.subject.certificate.number.trim().to_uppercase());
        let Some(expected) = printed.or(declared) else {
            return Looked::no("no code was read or declared to compare with");
        };
        let mut any = false;
        for mark in document.marks.iter().filter(|m| m.kind == MarkKind::QrCode) {
            let inside = payload(mark.text.as_deref().unwrap_or_default()).codes;
            any |= !inside.is_empty();
            if inside.is_empty() {
                out.not_checked(Some(index), "a code could not be decoded, or names nobody");
            }
            if let Some(other) = inside.first().filter(|_| !inside.contains(&expected)) {
                let locus = Locus::Region(index, mark.page, mark.area);
                out.push_field(
                    locus,
                    FieldName::CreditCode.name(),
                    Evidence::text(&expected),
                    Evidence::text(other),
                );
            }
        }
        Looked::if_any(any, "no code that names a firm was found")
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    #[test]
    fn compares_the_code_inside() {
        let found = |payload: &str| {
            let d = document("a.pdf", DocumentKind::BusinessLicence)
                .with_field(FieldName::CreditCode, "914403001922038216", 0.99)
                .with_mark(MarkKind::QrCode, Some(payload));
            run(&CHECK, json!({ "min_confidence": 0.9 }), &dossier(vec![d]))
                .findings
                .len()
        };
        assert_eq!(
            found("http://www.gsxt.gov.cn/indeX.html?uniscid=914403001922038216&sourceType=W"),
            0
        );
        assert_eq!(
            found("http://www.gsxt.gov.cn/indeX.html?uniscid=91330100799655058B&sourceType=W"),
            1
        );
        assert_eq!(found("https://example.com/abc"), 0);
    }
}
