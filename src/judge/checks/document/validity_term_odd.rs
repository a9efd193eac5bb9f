//! `document.validity-term-odd`

use crate::date::{Date, Validity};
use crate::finding::{Evidence, Locus};
use crate::identity::CitizenId;
use crate::judge::check::{Bound, Check, Looked};
use crate::judge::dossier::{DocumentFacts, Dossier};
use crate::kind::{DocumentKind, FieldName};

/// The check.
pub static CHECK: Check = Check {
    code: "document.validity-term-odd",
    zh: "“{document}”的有效期限（{actual}）不合常规，应为{expected}。",
    en: "\"{document}\" is valid for {actual}; a card has {expected}.",
    suggest_zh: "请核对并上传本人真实有效的身份证。",
    suggest_en: "Check the card and upload a genuine valid one.",
    docs: include_str!("validity_term_odd.md"),
    bind,
};

/// From which confidence on both dates and the number are believed, 0 to 1.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    min_confidence: f64,
}

/// The term by law for a card issued at this age: years, or `None` for long-term.
const fn term(age: i32) -> Option<i32> {
    match age {
        ..=15 => Some(5),
        16..=25 => Some(10),
        26..=45 => Some(20),
        46.. => None,
    }
}

/// Whether `until` lies so many years after `from`, a day more or less.
fn is_years(from: Date, until: Date, years: i32) -> bool {
    from.plus_years(years).days_until(until).abs() <= 1
}

/// The birth date of the one holder whose card is in the case.
fn born(dossier: &Dossier, min_confidence: f64) -> Option<Date> {
    let portraits = |d: &&DocumentFacts| matches!(d.kind(), DocumentKind::IdCardPortrait | DocumentKind::IdCardBoth);
    let mut numbers = dossier.documents.iter().filter(portraits).map(|d| {
        d.sure_field(FieldName::CitizenIdNumber, min_confidence)
            .and_then(|r| CitizenId::parse(&r.value).ok())
    });
    let first = numbers.next()??;
    numbers.all(|n| n == Some(first)).then(|| first.born()).flatten()
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { min_confidence } = serde_json::from_value(params)?;
    Ok(Bound::each_document(move |(index, document), dossier, out| {
        let sure = |name| document.sure_field(name, min_confidence);
        let (Some(from), Some(until)) = (sure(FieldName::ValidFrom), sure(FieldName::ValidUntil)) else {
            return Looked::no("the span of validity was not surely read");
        };
        let (Ok(start), Ok(end)) = (from.value.parse::<Date>(), until.value.parse::<Validity>()) else {
            return Looked::no("the span of validity is no date");
        };
        let known = match end {
            Validity::LongTerm => true,
            Validity::Until(last) => [5, 10, 20].iter().any(|y| is_years(start, last, *y)),
        };
        let age = born(dossier, min_confidence).map(|b| b.age_on(start));
        let fits = match (age, end) {
            // A card applied for around the birthday may be issued on either side of it.
            (Some(age), Validity::LongTerm) => term(age).is_none() || term(age + 1).is_none(),
            (Some(age), Validity::Until(last)) => [age - 1, age, age + 1]
                .iter()
                .any(|a| term(*a).is_some_and(|y| is_years(start, last, y))),
            (None, _) => true,
        };
        if known && fits {
            return Looked::if_any(age.is_some(), "the holder's age on the day of issue is not known");
        }
        let asked = match (known, age.map(term)) {
            (true, Some(Some(years))) => format!("{years} 年"),
            (true, Some(None)) => "长期".to_owned(),
            _ => "5、10、20 年或长期".to_owned(),
        };
        let locus = until
            .area
            .map_or(Locus::Page(index, until.page), |a| Locus::Region(index, until.page, a));
        out.push_field(
            locus,
            FieldName::ValidUntil.name(),
            Evidence::said(asked),
            Evidence::said(format!("{start} – {end}")),
        );
        Looked::Yes
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    /// Born 1990-03-07 (GB 11643 check digit drawn by `identity::citizen_check`).
    fn found(from: &str, until: &str, with_portrait: bool) -> usize {
        let body = "11010519900307002";
        let check = crate::identity::citizen_check(body.as_bytes()).unwrap() as char;
        let emblem = document("b.jpg", DocumentKind::IdCardEmblem)
            .with_field(FieldName::ValidFrom, from, 0.97)
            .with_field(FieldName::ValidUntil, until, 0.97);
        let portrait = document("a.jpg", DocumentKind::IdCardPortrait).with_field(
            FieldName::CitizenIdNumber,
            &format!("{body}{check}"),
            0.97,
        );
        let papers = if with_portrait {
            vec![portrait, emblem]
        } else {
            vec![emblem]
        };
        run(&CHECK, json!({ "min_confidence": 0.9 }), &dossier(papers))
            .findings
            .len()
    }

    #[test]
    fn only_terms_of_the_law_pass() {
        assert_eq!(found("2018-05-02", "2038-05-02", false), 0);
        assert_eq!(found("2018-05-02", "2033-05-02", false), 1);
        assert_eq!(found("2018-05-02", "long-term", false), 0);
        assert_eq!(found("2020-02-29", "2030-02-28", false), 0);
    }

    #[test]
    fn the_term_fits_the_age() {
        // 28 at issue: 20 years; 10 or long-term are another's.
        assert_eq!(found("2018-05-02", "2038-05-02", true), 0);
        assert_eq!(found("2018-05-02", "2028-05-02", true), 1);
        assert_eq!(found("2018-05-02", "long-term", true), 1);
        // Issued days after the 26th birthday, applied for before it.
        assert_eq!(found("2016-03-20", "2026-03-20", true), 0);
    }
}
