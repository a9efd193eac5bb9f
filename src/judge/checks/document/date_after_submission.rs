//! `document.date-after-submission`

use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check, Looked, no_parameters};
use crate::judge::checks::facts;
#[cfg(test)]
use crate::kind::DocumentKind;
use crate::kind::FieldName;

/// The check.
pub static CHECK: Check = Check {
    code: "document.date-after-submission",
    zh: "“{document}”的落款日期 {actual} 晚于提交日期 {expected}。",
    en: "\"{document}\" is dated {actual}, after the submission on {expected}.",
    suggest_zh: "请更正落款日期后重新签字盖章提交。",
    suggest_en: "Correct the date, sign and stamp it again.",
    docs: include_str!("date_after_submission.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::each_document(|(index, document), dossier, out| {
        let Some((made, page)) = facts::made_on(document) else {
            return Looked::no("no date of making was read");
        };
        let day = facts::submitted_on(dossier);
        if made > day {
            let locus = page.map_or(Locus::Document(index), |p| Locus::Page(index, p));
            out.push_field(locus, FieldName::MadeOn.name(), Evidence::Day(day), Evidence::Day(made));
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
    fn fires_after_the_day_of_submission() {
        let found = |made: &str| {
            let letter = document("a.pdf", DocumentKind::CommitmentLetter).with_lines(&["承诺书", made]);
            let mut d = declaration();
            d.submitted_at = Some("2026-05-20T23:30:00+08:00".parse().unwrap());
            run(&CHECK, json!({}), &dossier_of(d, vec![letter])).findings.len()
        };
        assert_eq!((found("2026年5月20日"), found("2026年5月21日")), (0, 1));
    }
}
