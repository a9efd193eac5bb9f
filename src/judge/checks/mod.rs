//! The registry: one slice a family, families in order. Each check is a file: `file.too-large` is `file/too_large.rs`, its
//! docs `file/too_large.md` beside it; checks that differ in a parameter only share one (`identity/ages.rs`). The family `match`
//! is the folder `matching`, since `match` is a word of the language.

mod address;
mod case;
mod contact;
mod document;
mod domain;
mod elsewhere;
mod facts;
mod file;
mod hosting;
mod identity;
mod image;
mod matching;
pub(crate) mod pdf;
mod person;
pub(crate) mod photo;
mod process;
#[cfg(test)]
pub(in crate::judge) mod samples;
pub(crate) mod service;
mod site;
mod subject;

use std::collections::BTreeSet;

use super::check::{Check, Sink};
use crate::finding::Evidence;
use crate::intake::Declaration;
use crate::intake::case::CertificateKind;

/// Every family's checks, sorted by code within it.
pub static FAMILIES: &[&[&Check]] = &[
    address::CHECKS,
    case::CHECKS,
    contact::CHECKS,
    document::CHECKS,
    domain::CHECKS,
    file::CHECKS,
    hosting::CHECKS,
    identity::CHECKS,
    image::CHECKS,
    matching::CHECKS,
    pdf::CHECKS,
    person::CHECKS,
    photo::CHECKS,
    process::CHECKS,
    service::CHECKS,
    site::CHECKS,
    subject::CHECKS,
];

/// The parameter of rules that say which kinds of certificate are accepted.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Accepted {
    accepted: Vec<String>,
}

/// Kinds of certificate that a rule accepts; a word that is none is an error with the nearest that is.
fn accepted(params: serde_json::Value) -> Result<BTreeSet<CertificateKind>, serde_json::Error> {
    let Accepted { accepted } = serde_json::from_value(params)?;
    let all = || CertificateKind::ALL.iter().map(|k| k.name());
    let find = |w: &String| {
        CertificateKind::from_name(w).ok_or_else(|| serde::de::Error::custom(super::pack::nearest(w, all())))
    };
    accepted.iter().map(find).collect()
}

/// Reports a declared kind of certificate that is not accepted; one that was no kind at all is not known.
fn push_unless_accepted(
    accepted: &BTreeSet<CertificateKind>,
    kind: CertificateKind,
    at: String,
    d: &Declaration,
    out: &mut Sink<'_>,
) {
    if d.ignores_word(&at) {
        out.not_checked(None, "a word of the declaration was ignored");
    } else if !accepted.contains(&kind) {
        let names = accepted.iter().map(|k| k.name());
        out.declared(at, Evidence::said_all(names), Evidence::said(kind.name()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::codes;

    fn all() -> impl Iterator<Item = &'static Check> {
        FAMILIES.iter().flat_map(|f| f.iter().copied())
    }

    /// Codes of the checks in the files below this folder. A file with one check bears its name; several that differ in a
    /// parameter share a file.
    fn on_disk() -> Vec<String> {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/src/judge/checks");
        let mut out = Vec::new();
        for family in std::fs::read_dir(root).unwrap().flatten().filter(|f| f.path().is_dir()) {
            let name = family.file_name().into_string().unwrap().replace("matching", "match");
            for file in std::fs::read_dir(family.path()).unwrap().flatten() {
                let text = std::fs::read_to_string(file.path()).unwrap();
                let checks = text.split(": Check = Check {\n    code: \"").skip(1);
                let own: Vec<String> = checks.map(|c| c.split('"').next().unwrap().to_owned()).collect();
                if let [code] = own.as_slice() {
                    let stem = file.path().file_stem().unwrap().to_str().unwrap().replace('_', "-");
                    assert_eq!(*code, format!("{name}.{stem}"));
                }
                out.extend(own);
            }
        }
        out.sort();
        out
    }

    #[test]
    fn every_check_file_is_registered_under_its_own_name() {
        let mut registered: Vec<String> = all().map(|c| c.code.to_owned()).collect();
        let in_order = registered.clone();
        registered.sort();
        assert_eq!(registered, on_disk(), "add the missing line to the family's CHECKS");
        let by_family: Vec<String> = FAMILIES
            .iter()
            .flat_map(|f| {
                let mut codes: Vec<String> = f.iter().map(|c| c.code.to_owned()).collect();
                codes.sort();
                codes
            })
            .collect();
        assert_eq!(in_order, by_family, "sort CHECKS by code");
    }

    #[test]
    fn every_check_speaks_two_languages_and_explains_itself() {
        for check in all() {
            assert!(codes::code(check.code).is_some(), "{} is in no table", check.code);
            for text in [check.zh, check.en, check.suggest_zh, check.suggest_en] {
                assert!(!text.is_empty(), "{}", check.code);
                for slot in text.split('{').skip(1) {
                    let name = slot.split('}').next().unwrap();
                    assert!(
                        ["actual", "expected", "document", "page", "field"].contains(&name),
                        "{}: {name}",
                        check.code
                    );
                }
            }
            for heading in [
                "## What it checks\n",
                "## Why it matters\n",
                "## What to do\n",
                "## Limits\n",
            ] {
                assert!(check.docs.contains(heading), "{}: {heading}", check.code);
            }
        }
    }
}
