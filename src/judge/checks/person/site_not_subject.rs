//! `person.site-not-subject`

use crate::finding::Evidence;
use crate::judge::check::{Bound, Check, Looked, no_parameters};
use crate::judge::checks::facts;
use crate::names;

/// The check.
pub static CHECK: Check = Check {
    code: "person.site-not-subject",
    zh: "主体负责人不是法定代表人时，网站负责人须与主体负责人“{expected}”为同一人，现为“{actual}”。",
    en: "Where the subject's person is not the legal representative, the site's must be the same (\"{expected}\"); it is \"{actual}\".",
    suggest_zh: "请将网站负责人改为“{expected}”，或由法定代表人担任主体负责人。",
    suggest_en: "Name \"{expected}\" for the site as well, or the legal representative for the subject.",
    docs: include_str!("site_not_subject.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::declaration(|d, _, out| {
        let (Some(person), Some(legal)) = (&d.subject.responsible_person, &d.subject.legal_representative) else {
            return Looked::no("responsible person or legal representative is not declared");
        };
        if names::same(&person.name, legal) {
            return Looked::Yes;
        }
        for other in facts::people(d).iter().filter(|s| s.site.is_some()) {
            if !names::same(&other.person.name, &person.name) {
                out.declared(
                    format!("{}/name", other.pointer),
                    Evidence::text(&person.name),
                    Evidence::text(&other.person.name),
                );
            }
        }
        Looked::if_any(
            d.everything_has_its_person(),
            "a site's responsible person is not declared",
        )
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    fn found(legal: &str, subject: &str, of_site: &str) -> usize {
        let mut d = declaration();
        d.subject.legal_representative = Some(legal.into());
        d.subject.responsible_person = Some(person(subject, "11010519491231002X", "13800138000"));
        d.sites[0].responsible_person = Some(person(of_site, "110105194912310038", "13900139000"));
        run(&CHECK, json!({}), &dossier_of(d, Vec::new())).findings.len()
    }

    #[test]
    fn fires_only_where_the_legal_representative_does_not_answer() {
        assert_eq!(found("甲一", "乙二", "丙三"), 1);
        assert_eq!(found("甲一", "乙二", "乙二"), 0);
        assert_eq!(found("甲一", "甲一", "丙三"), 0);
    }
}
