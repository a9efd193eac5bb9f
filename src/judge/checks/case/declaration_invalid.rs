//! `case.declaration-invalid`

use crate::finding::{Evidence, Locus, Severity};
use crate::intake::case::{Must, Wrong};
use crate::intake::{Declared, Problem};
use crate::judge::check::{Bound, Check, Looked, no_parameters};

/// The check.
pub static CHECK: Check = Check {
    code: "case.declaration-invalid",
    zh: "申报信息格式有误：{actual}。",
    en: "The declaration is not valid: {actual}.",
    suggest_zh: "请由生成申报信息的系统更正后重新提交案件，无需通知备案主体。",
    suggest_en: "Have the program that wrote the declaration mended, and submit the case again; the submitter need not be asked.",
    docs: include_str!("declaration_invalid.md"),
    bind,
};

/// How grave a problem is at most; the rule's own severity where nothing lowers it.
const fn at_most(wrong: &Wrong) -> Severity {
    match wrong {
        Wrong::Gbk => Severity::Note,
        // A word that is none of the list, though nothing can stand in for it.
        Wrong::Must(Must::Province) => Severity::Review,
        wrong if wrong.is_ignored() => Severity::Review,
        _ => Severity::Reject,
    }
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::case(|dossier, out| {
        let problems: &[Problem] = match &dossier.declared {
            Declared::Invalid { problems, .. } => problems,
            Declared::Present(declaration) => &declaration.ignored,
            Declared::Missing => return Looked::no("there is no declaration"),
        };
        for p in problems {
            out.push_lowered(
                at_most(&p.wrong),
                Locus::Case,
                Some(p.pointer.clone()),
                Evidence::None,
                Evidence::Phrase { zh: p.zh(), en: p.en() },
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

    fn severities(declared: Declared) -> Vec<Severity> {
        let mut case = dossier(Vec::new());
        case.declared = declared;
        let findings = run(&CHECK, json!({}), &case).findings;
        findings.iter().map(|f| f.severity).collect()
    }

    fn problem(pointer: &str, wrong: Wrong) -> Problem {
        Problem {
            pointer: pointer.into(),
            wrong,
        }
    }

    #[test]
    fn what_cannot_be_held_against_anything_rejects() {
        assert!(severities(dossier(Vec::new()).declared).is_empty());
        let problems = vec![
            problem("/subject/name", Wrong::Required),
            problem("/province", Wrong::Must(Must::Province)),
            problem("/subject/adress", Wrong::KeyUnknown(Some("address"))),
        ];
        let invalid = Declared::Invalid {
            problems,
            case_id: None,
        };
        assert_eq!(
            severities(invalid),
            [Severity::Reject, Severity::Review, Severity::Review]
        );
    }

    #[test]
    fn what_is_ignored_is_for_review() {
        let mut d = declaration();
        d.ignored = vec![
            problem("/subject/name", Wrong::KeyTwice),
            problem("/sites/0/content/0", Wrong::Word(None, vec!["news"])),
            Problem::whole(Wrong::Gbk),
        ];
        let found = severities(Declared::Present(Box::new(d)));
        assert_eq!(found, [Severity::Review, Severity::Review, Severity::Note]);
    }
}
