//! `contact.phone-reused`

use crate::judge::check::{Bound, Check};
use crate::judge::checks::elsewhere;
use crate::judge::dossier::Shared;

/// The check.
pub static CHECK: Check = Check {
    code: "contact.phone-reused",
    zh: "负责人手机号与其他主体的案件{actual}相同。",
    en: "The responsible person's phone belongs to another subject as well (case {actual}).",
    suggest_zh: "请填写本主体负责人本人的手机号码。",
    suggest_en: "Give the phone of this subject's own responsible person.",
    docs: include_str!("phone_reused.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    elsewhere::bind_people(params, &[Shared::Phone])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    #[test]
    fn fires_on_what_was_met_and_says_when_nothing_was_compared() {
        elsewhere::tests::fires(&CHECK, Shared::Phone);
    }

    #[test]
    fn one_person_of_two_subjects_keeps_one_number() {
        use crate::judge::dossier::{Elsewhere, Place};
        let met = |what, at: &str, case: &str| Elsewhere {
            what,
            at: Place::Declared(at.to_owned()),
            cases: vec![case.to_owned()],
        };
        let found = |with: Elsewhere| {
            let mut case = dossier(Vec::new());
            case.elsewhere = Some(vec![met(Shared::Phone, "/subject/responsible_person/phone", "b"), with]);
            run(&CHECK, json!({ "same_person_may": true }), &case).findings.len()
        };
        let person = |at, case| met(Shared::Person, at, case);
        assert_eq!(found(person("/subject/responsible_person/certificate/number", "b")), 0);
        // In another case, or another person of this one: the number is not that person's.
        assert_eq!(found(person("/subject/responsible_person/certificate/number", "c")), 1);
        assert_eq!(found(person("/sites/0/responsible_person/certificate/number", "b")), 1);
    }

    #[test]
    fn refuses_a_parameter() {
        assert!((CHECK.bind)(json!({ "max": 1 })).is_err());
        assert!((CHECK.bind)(json!({ "same_person_may": true })).is_ok());
        let silent = run(&CHECK, json!({}), &dossier(Vec::new()));
        assert!(silent.findings.is_empty());
    }
}
