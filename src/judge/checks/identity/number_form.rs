//! `identity.number-form`

use super::certificates;
use crate::finding::{Evidence, Locus};
use crate::identity::{CitizenId, ForeignerId, plain_number};
use crate::intake::case::CertificateKind;
use crate::judge::check::{Bound, Check, Looked, no_parameters};

/// The check.
pub static CHECK: Check = Check {
    code: "identity.number-form",
    zh: "申报的证件号码“{actual}”不符合该证件的号码规则（{expected}）。",
    en: "The declared number \"{actual}\" has not the form of its certificate ({expected}).",
    suggest_zh: "请核对证件类型和号码后更正。",
    suggest_en: "Check the kind of certificate and the number and correct them.",
    docs: include_str!("number_form.md"),
    bind,
};

/// Whether a number has the form of this kind of certificate: nothing, or what is wrong; `None` of kinds that are not asked here.
fn wrong(kind: CertificateKind, number: &str) -> Option<Result<(), &'static str>> {
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    let form = |holds: bool, why: &'static str| Some(if holds { Ok(()) } else { Err(why) });
    match kind {
        CertificateKind::Passport => form(
            (5..=9).contains(&number.len())
                && number.bytes().all(|b| b.is_ascii_alphanumeric())
                && number.bytes().any(|b| b.is_ascii_digit()),
            "not 5 to 9 letters and digits",
        ),
        CertificateKind::HkMacauPermit => form(
            matches!(number.len(), 9 | 11) && number.starts_with(['H', 'M']) && number.get(1..).is_some_and(digits),
            "not H or M and 8 or 10 digits",
        ),
        CertificateKind::TaiwanPermit => form(
            (8..=10).contains(&number.len())
                && number.get(..8).is_some_and(digits)
                && number.bytes().all(|b| b.is_ascii_alphanumeric()),
            "not 8 digits",
        ),
        CertificateKind::HmtResidencePermit => {
            let area = ["81", "82", "83"].iter().any(|a| number.starts_with(a));
            // One that fails its check is `identity.id-number-invalid`.
            match CitizenId::parse(number) {
                Ok(_) => form(area, "the area is not 810000, 820000 or 830000"),
                Err(_) => None,
            }
        }
        CertificateKind::ForeignerPermanentResidence if number.len() == 15 => form(
            number
                .get(..3)
                .is_some_and(|t| t.bytes().all(|b| b.is_ascii_uppercase()))
                && number.get(3..).is_some_and(digits),
            "not 3 letters and 12 digits",
        ),
        CertificateKind::ForeignerPermanentResidence => match ForeignerId::parse(number) {
            Ok(_) => Some(Ok(())),
            Err(error) => Some(Err(error.why())),
        },
        _ => None,
    }
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::declaration(|declaration, _, out| {
        let mut any = false;
        for (pointer, certificate) in certificates(declaration) {
            let Some(told) = wrong(certificate.kind, &plain_number(&certificate.number)) else {
                continue;
            };
            any = true;
            if let Err(why) = told {
                let actual = Evidence::Personal(certificate.number.clone());
                out.push_field(Locus::Case, pointer, Evidence::said(why), actual);
            }
        }
        if any { Looked::Yes } else { Looked::NotMeant }
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::intake::case::Certificate;
    use crate::judge::dossier::fixture::*;

    fn found(kind: CertificateKind, number: &str) -> usize {
        let mut d = declaration();
        d.subject.certificate = Certificate {
            kind,
            number: number.to_owned(),
            valid_until: None,
        };
        run(&CHECK, json!({}), &dossier_of(d, Vec::new())).findings.len()
    }

    #[test]
    fn each_kind_has_its_form() {
        use CertificateKind as K;
        let hmt = |area: &str| {
            let body = format!("{area}19900101001");
            let check = crate::identity::citizen_check(body.as_bytes()).unwrap() as char;
            format!("{body}{check}")
        };
        for (kind, right, wrong) in [
            (K::Passport, "E12345678", "E1234567890"),
            (K::Passport, "EA1234567", "护照号码"),
            (K::HkMacauPermit, "H12345678", "12345678"),
            (K::HkMacauPermit, "M1234567801", "H1234567"),
            (K::TaiwanPermit, "01234567", "T12345678"),
            (K::HmtResidencePermit, &hmt("810000"), &hmt("110105")),
            (K::ForeignerPermanentResidence, "CAN110083050399", "CA1110083050399"),
        ] {
            assert_eq!(
                (found(kind, right), found(kind, wrong)),
                (0, 1),
                "{kind:?} {right} {wrong}"
            );
        }
        // Other kinds have checks of their own.
        assert_eq!(found(K::CitizenId, "1"), 0);
    }
}
