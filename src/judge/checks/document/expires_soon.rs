//! `document.expires-soon`

use crate::date::Validity;
use crate::finding::{Evidence, Locus, Severity};
use crate::judge::check::{Bound, Check, Looked};
#[cfg(test)]
use crate::kind::DocumentKind;
use crate::kind::FieldName;

/// The check.
pub static CHECK: Check = Check {
    code: "document.expires-soon",
    zh: "“{document}”将于 {actual} 到期，要求至少有效至 {expected}。",
    en: "\"{document}\" is valid until {actual}; until {expected} at least is asked.",
    suggest_zh: "请换发证件后再提交。",
    suggest_en: "Renew the paper first.",
    docs: include_str!("expires_soon.md"),
    bind,
};

/// Months that must be left; from which confidence a read date is believed.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    months: i32,
    min_confidence: f64,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { months, min_confidence } = serde_json::from_value(params)?;
    Ok(Bound::each_document(move |(index, document), dossier, out| {
        let Some(r) = document.field(FieldName::ValidUntil) else {
            return Looked::no("no date of validity was read");
        };
        let last = match r.value.parse::<Validity>() {
            Ok(Validity::Until(last)) => last,
            Ok(Validity::LongTerm) => return Looked::Yes,
            Err(_) => return Looked::no("the end of validity is no date"),
        };
        if last >= dossier.as_of && last < dossier.as_of.plus_months(months) {
            let locus = r
                .area
                .map_or(Locus::Page(index, r.page), |a| Locus::Region(index, r.page, a));
            let severity = if r.confidence < min_confidence {
                Severity::Review
            } else {
                Severity::Reject
            };
            out.push_lowered(
                severity,
                locus,
                Some(FieldName::ValidUntil.name().to_owned()),
                Evidence::Day(dossier.as_of.plus_months(months)),
                Evidence::Day(last),
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
    fn fires_inside_the_last_months() {
        let found = |value: &str| {
            let d = document("a.jpg", DocumentKind::IdCardEmblem).with_field(FieldName::ValidUntil, value, 0.95);
            run(&CHECK, json!({ "months": 3, "min_confidence": 0.8 }), &dossier(vec![d]))
                .findings
                .len()
        };
        assert_eq!(
            (found("2026-09-01"), found("2026-08-31"), found("2026-05-31")),
            (0, 1, 0)
        );
    }
}
