//! `document.expired`

use crate::date::Validity;
use crate::finding::{Evidence, Locus, Severity};
use crate::judge::check::{Bound, Check, Looked};
#[cfg(test)]
use crate::kind::DocumentKind;
use crate::kind::FieldName;

/// The check.
pub static CHECK: Check = Check {
    code: "document.expired",
    zh: "“{document}”已于 {actual} 到期。",
    en: "\"{document}\" was valid until {actual}.",
    suggest_zh: "请上传有效期内的证件。",
    suggest_en: "Upload a paper that is still valid.",
    docs: include_str!("expired.md"),
    bind,
};

/// From which confidence a read date may reject, 0 to 1.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    min_confidence: f64,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { min_confidence } = serde_json::from_value(params)?;
    Ok(Bound::each_document(move |(index, document), dossier, out| {
        let Some(r) = document.field(FieldName::ValidUntil) else {
            return Looked::no("no date of validity was read");
        };
        let last = match r.value.parse::<Validity>() {
            Ok(Validity::Until(last)) => last,
            Ok(Validity::LongTerm) => return Looked::Yes,
            Err(_) => return Looked::no("the end of validity is no date"),
        };
        if last < dossier.as_of {
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
                Evidence::Day(dossier.as_of),
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

    fn found(value: &str, confidence: f64) -> Vec<Severity> {
        let d = document("a.jpg", DocumentKind::IdCardEmblem).with_field(FieldName::ValidUntil, value, confidence);
        run(&CHECK, json!({ "min_confidence": 0.8 }), &dossier(vec![d]))
            .findings
            .iter()
            .map(|f| f.severity)
            .collect()
    }

    #[test]
    fn the_last_day_is_valid() {
        assert!(found("2026-06-01", 0.95).is_empty());
        assert_eq!(found("2026-05-31", 0.95), [Severity::Reject]);
        assert_eq!(found("2026-05-31", 0.5), [Severity::Review]);
        assert!(found("long-term", 0.95).is_empty());
    }
}
