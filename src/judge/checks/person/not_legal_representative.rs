//! `person.not-legal-representative`

use crate::finding::Evidence;
use crate::judge::check::{Bound, Check, Looked};
use crate::judge::checks::facts::{self, Presence};
use crate::kind::{DocumentKind, FieldName};
use crate::names;

/// The check.
pub static CHECK: Check = Check {
    code: "person.not-legal-representative",
    zh: "主体负责人“{actual}”不是法定代表人“{expected}”。",
    en: "The subject's responsible person \"{actual}\" is not the legal representative \"{expected}\".",
    suggest_zh: "请将主体负责人变更为法定代表人“{expected}”。",
    suggest_en: "Name the legal representative ({expected}) as the subject's responsible person.",
    docs: include_str!("not_legal_representative.md"),
    bind,
};

/// Whether an authorisation letter (授权书) will do; from which confidence on a read name is believed, 0 to 1.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    #[serde(default)]
    letter_will_do: bool,
    min_confidence: f64,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params {
        letter_will_do,
        min_confidence,
    } = serde_json::from_value(params)?;
    Ok(Bound::declaration(move |d, dossier, out| {
        let Some(person) = &d.subject.responsible_person else {
            return Looked::no("no responsible person is declared");
        };
        let read = || {
            dossier
                .of_kind(DocumentKind::BusinessLicence)
                .find_map(|(_, p)| p.field(FieldName::LegalRepresentative))
                .filter(|r| r.confidence >= min_confidence)
                .map(|r| r.value.clone())
        };
        let Some(legal) = d.subject.legal_representative.clone().or_else(read) else {
            return Looked::no("the legal representative is neither declared nor read");
        };
        if names::same(&person.name, &legal)
            || (letter_will_do
                && facts::presence(dossier, &[DocumentKind::AuthorisationLetter], &[]) == Presence::There)
        {
            return Looked::Yes;
        }
        out.declared(
            "/subject/responsible_person/name",
            Evidence::text(legal),
            Evidence::text(&person.name),
        );
        Looked::Yes
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    fn found(legal: Option<&str>, letter: bool, will_do: bool) -> usize {
        let mut d = declaration();
        d.subject.legal_representative = legal.map(str::to_owned);
        d.subject.responsible_person = Some(person("阿依古丽·买买提", "11010519491231002X", "13800138000"));
        let papers = if letter {
            vec![document("a.pdf", DocumentKind::AuthorisationLetter)]
        } else {
            Vec::new()
        };
        let params = json!({ "letter_will_do": will_do, "min_confidence": 0.9 });
        run(&CHECK, params, &dossier_of(d, papers)).findings.len()
    }

    #[test]
    fn fires_on_another_person() {
        assert_eq!(found(Some("李测试"), false, false), 1);
        assert_eq!(found(Some("李测试"), true, false), 1);
        assert_eq!(found(Some("李测试"), true, true), 0);
        assert_eq!(found(Some("阿依古丽买买提"), false, false), 0);
        assert_eq!(found(None, false, false), 0);
    }
}
