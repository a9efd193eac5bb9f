//! Citizen ID numbers and mobile numbers masked in a report. The values that are known to be personal are masked where
//! they are built; this pass goes over every string of the finished report as a second line of defence.
//! The case id and the paths of documents stay: they are how a reader finds the file.

use super::model::{EvidenceIs, Report};
use crate::identity::{CitizenId, CreditCode, is_mobile, mask};
use crate::kind::{DocumentKind, FieldName};

/// Whether a field's value on a paper of this kind is a personal number.
fn is_personal(kind: DocumentKind, field: &str, value: &str) -> bool {
    let numbers = [FieldName::CertificateNumber, FieldName::PermitNumber];
    field == FieldName::CitizenIdNumber.name()
        || field == FieldName::MachineZone.name()
        || kind.is_other_identity_paper() && numbers.iter().any(|n| n.name() == field)
        || field == FieldName::Phone.name()
        || (field == FieldName::CertificateNumber.name() && looks_like_citizen_id(value))
}

/// 17 digits and a digit or X: a citizen ID number, or one misread. A credit code with a right check character is not.
fn looks_like_citizen_id(text: &str) -> bool {
    let b = text.as_bytes();
    let (Some(body), Some(last)) = (b.get(..17), b.get(17)) else {
        return false;
    };
    b.len() == 18
        && body.iter().all(u8::is_ascii_digit)
        && (last.is_ascii_digit() || matches!(last, b'X' | b'x'))
        && (CitizenId::parse(text).is_ok() || CreditCode::parse(text).is_err())
}

/// A digit or X in its narrow form.
fn digit(c: char) -> Option<char> {
    match c {
        '0'..='9' | 'X' | 'x' => Some(c),
        '\u{FF10}'..='\u{FF19}' => char::from_digit(c as u32 - 0xFF10, 10),
        'Ｘ' | 'ｘ' => Some('X'),
        _ => None,
    }
}

/// Masks every citizen ID number and mobile number within a text, also where they touch other digits and pass their
/// check. `codes`: 18 digits may as well be a (misread) credit code, so only a valid citizen ID number is masked.
pub fn mask_text(text: &str, codes: bool) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        if digit(c).is_none() {
            out.push(c);
            at += 1;
            continue;
        }
        let run: String = chars.iter().skip(at).map_while(|c| digit(*c)).collect();
        // A letter or digit of another alphabet on either side makes it part of a longer code (a hash, a credit code).
        let before = at.checked_sub(1).and_then(|i| chars.get(i));
        let after = chars.get(at + run.len());
        let within = [before, after].into_iter().flatten().any(char::is_ascii_alphanumeric);
        if !within && holds_number(&run, codes) {
            out.push_str(&mask(&run));
        } else {
            out.extend(chars.iter().skip(at).take(run.len()));
        }
        at += run.len();
    }
    out
}

/// Whether a run of digits and X (ASCII only) is a personal number, or an ID number with a right check digit is in it: numbers
/// run together by recognition. Such a run is masked whole, since what an inner mask leaves standing joins its neighbours to
/// another run that looks like a number.
fn holds_number(run: &str, codes: bool) -> bool {
    let id_at = |start: usize| {
        run.get(start..start + 18)
            .is_some_and(|id| CitizenId::parse(id).is_ok())
    };
    is_mobile(run) || (!codes && looks_like_citizen_id(run)) || (0..run.len().saturating_sub(17)).any(id_at)
}

/// Masks within any JSON value.
fn mask_value(value: &mut serde_json::Value, codes: bool) {
    match value {
        serde_json::Value::String(s) => *s = mask_text(s, codes),
        serde_json::Value::Array(items) => items.iter_mut().for_each(|v| mask_value(v, codes)),
        serde_json::Value::Object(map) => map.values_mut().for_each(|v| mask_value(v, codes)),
        serde_json::Value::Null | serde_json::Value::Bool(_) | serde_json::Value::Number(_) => {}
    }
}

/// Masks a report in place. Masking twice is masking once.
pub fn mask_report(report: &mut Report) {
    let texts = |text: &mut Option<String>| {
        if let Some(t) = text {
            *t = mask_text(t, false);
        }
    };
    texts(&mut report.case.subject);
    for site in &mut report.case.sites {
        for text in std::iter::once(&mut site.name).chain(&mut site.domains) {
            *text = mask_text(text, false);
        }
    }
    for domain in &mut report.case.domains {
        *domain = mask_text(domain, false);
    }
    for document in &mut report.documents {
        let kind = document.kind;
        for (name, field) in &mut document.fields {
            field.value = if is_personal(kind, name, &field.value) {
                mask(&field.value)
            } else {
                mask_text(&field.value, name == FieldName::CreditCode.name())
            };
        }
        for mark in &mut document.marks {
            texts(&mut mark.text);
        }
        if let Some(pdf) = &mut document.pdf {
            texts(&mut pdf.producer);
            texts(&mut pdf.creator);
        }
        for text in document
            .kind_basis
            .iter_mut()
            .chain(&mut document.not_looked_at)
            .chain(&mut document.not_looked_at_said)
        {
            *text = mask_text(text, false);
        }
        document.format_basis = mask_text(&document.format_basis, false);
    }
    for finding in &mut report.findings {
        for is in [&mut finding.expected_is, &mut finding.actual_is].into_iter().flatten() {
            if let EvidenceIs::Phrase { zh } = is {
                *zh = mask_text(zh, false);
            }
        }
        let codes =
            finding.field.as_deref() == Some(FieldName::CreditCode.name()) || finding.code.contains("credit-code");
        finding.message = mask_text(&finding.message, codes);
        let shown = [
            &mut finding.suggest,
            &mut finding.expected_text,
            &mut finding.actual_text,
        ];
        for text in shown.into_iter().flatten() {
            *text = mask_text(text, codes);
        }
        for side in [&mut finding.expected, &mut finding.actual].into_iter().flatten() {
            mask_value(side, codes);
        }
    }
    for row in &mut report.checks {
        texts(&mut row.why);
        texts(&mut row.why_said);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_of_people_are_masked_and_codes_of_companies_stay() {
        assert_eq!(
            mask_text("证件 11010519491231002X。", false),
            "证件 110***********002X。"
        );
        assert_eq!(mask_text("电话13800138000", false), "电话138****8000");
        assert_eq!(mask_text("１３８００１３８０００", false), "138****8000");
        assert_eq!(mask_text("914403001922038216", false), "914403001922038216");
        assert_eq!(mask_text("91350100M000100Y43", false), "91350100M000100Y43");
        assert_eq!(mask_text("2026-06-01 10000000000", false), "2026-06-01 10000000000");
    }

    #[test]
    fn a_misread_number_is_still_a_number_of_a_person() {
        assert_eq!(mask_text("110105194912310021", false), "110***********0021");
        assert_eq!(mask_text("914403001922038217", true), "914403001922038217");
    }

    #[test]
    fn numbers_run_together_are_masked_as_one() {
        assert_eq!(
            mask_text("11010519491231002X13800138000", false),
            "110**********************8000"
        );
        // Found by fuzzing: the digits before the number and its own first three looked like another one.
        let text = "11010?192411010519491110105194941231562 1".replace(' ', "");
        for text in [text.as_str(), "19241101051949111010519491231002X"] {
            let once = mask_text(text, false);
            assert_eq!(mask_text(&once, false), once);
        }
    }

    #[test]
    fn a_hash_keeps_its_digits() {
        let hash = "a13800138000b11010519491231002Xf";
        assert_eq!(mask_text(hash, false), hash);
    }

    proptest! {
        #[test]
        fn masking_twice_is_masking_once(text in "([0-9X]{0,40}|[a-z0-9 ]{0,20}|11010519491231002X|1[3-9][0-9]{9}){0,4}") {
            let once = mask_text(&text, false);
            prop_assert_eq!(mask_text(&once, false), once);
        }
    }
}
