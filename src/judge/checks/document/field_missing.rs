//! `document.field-missing`

use crate::extract::Beside;
use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check, Looked};
use crate::judge::dossier::{DocumentFacts, Dossier};
use crate::kind::{DocumentKind, FieldName};

/// The check.
pub static CHECK: Check = Check {
    code: "document.field-missing",
    zh: "“{document}”未能识别{field}。",
    en: "The {field} on \"{document}\" was not found.",
    suggest_zh: "请确认画面清晰完整，或上传更清楚的图片。",
    suggest_en: "Make sure that the paper is whole and legible, or upload a clearer picture.",
    docs: include_str!("field_missing.md"),
    bind,
};

/// Which fields a kind of paper must give; see the check's documentation.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Params {
    #[serde(default)]
    fields: Vec<FieldName>,
    #[serde(default)]
    one_of: Vec<Vec<FieldName>>,
    #[serde(default)]
    labelled: Vec<FieldName>,
    #[serde(default)]
    unless_blank: Vec<FieldName>,
    #[serde(default)]
    struck_out: Vec<FieldName>,
    #[serde(default)]
    one_paper: bool,
}

impl Params {
    /// The fields that are missed on a document, each once, in the order of the rule.
    fn missed(&self, document: &DocumentFacts, elsewhere: impl Fn(FieldName) -> bool) -> Vec<FieldName> {
        let unread = |f: &FieldName| document.field(*f).is_none();
        let beside = |f: FieldName| document.empty_labels.iter().find(|l| l.field == f).map(|l| l.beside);
        let missing = |f: FieldName| match beside(f) {
            Some(Beside::StruckOut) => !self.struck_out.contains(&f),
            Some(_) => true,
            None => !(self.one_paper && elsewhere(f)),
        };
        let printed = |f: &FieldName| matches!(beside(*f), Some(Beside::Print | Beside::Covered));
        let must = self.fields.iter().filter(|f| unread(f)).copied();
        let groups = self.one_of.iter().filter(|g| g.iter().all(unread));
        // Of a group the one whose label is there is told.
        let told = |g: &Vec<FieldName>| g.iter().copied().find(|f| beside(*f).is_some()).or(g.first().copied());
        let some = self
            .labelled
            .iter()
            .filter(|f| unread(f) && beside(**f).is_some())
            .copied();
        let asked = must.chain(groups.filter_map(told)).chain(some).filter(|f| missing(*f));
        let open = self.unless_blank.iter().filter(|f| unread(f) && printed(f)).copied();
        asked.chain(open).collect()
    }
}

/// Whether another document of the same kind gives the field.
fn elsewhere(dossier: &Dossier, index: usize, kind: DocumentKind, field: FieldName) -> bool {
    dossier
        .of_kind(kind)
        .any(|(i, d)| i != index && d.field(field).is_some())
}

/// Where the field should stand: beside its label, else on the page, else in the document.
fn place(index: usize, document: &DocumentFacts, field: FieldName) -> (Locus, Evidence) {
    if let Some(label) = document.empty_labels.iter().find(|l| l.field == field) {
        let seen = match field {
            _ if label.seen.is_empty() => Evidence::None,
            FieldName::CitizenIdNumber
            | FieldName::CreditCode
            | FieldName::RegistrationNumber
            | FieldName::CertificateNumber
            | FieldName::Phone => Evidence::Personal(label.seen.clone()),
            _ => Evidence::text(&label.seen),
        };
        return (Locus::Region(index, label.page, label.area), seen);
    }
    let locus = match document.pages.as_slice() {
        [page] => Locus::Page(index, page.number),
        _ => Locus::Document(index),
    };
    (locus, Evidence::None)
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let asked: Params = serde_json::from_value(params)?;
    Ok(Bound::each_document(move |(index, document), dossier, out| {
        let kind = document.kind();
        if !document.was_read || document.pages.is_empty() || kind == DocumentKind::Unrecognised {
            return Looked::no("no text was read");
        }
        for field in asked.missed(document, |f| elsewhere(dossier, index, kind, f)) {
            let (locus, seen) = place(index, document, field);
            out.push_field(locus, field.name(), Evidence::said(field), seen);
        }
        Looked::Yes
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::extract::EmptyLabel;
    use crate::geometry::PixelBox;
    use crate::judge::dossier::fixture::*;
    use crate::judge::pack::Pack;

    const LABEL: PixelBox = PixelBox {
        x: 10,
        y: 20,
        w: 90,
        h: 30,
    };

    fn label(field: FieldName, beside: Beside, seen: &str) -> EmptyLabel {
        EmptyLabel {
            field,
            page: 1,
            area: LABEL,
            beside,
            seen: seen.to_owned(),
        }
    }

    /// The fields missed, with the locus of each.
    fn missed(rule: Value, documents: Vec<DocumentFacts>) -> Vec<(String, Locus)> {
        let found = run(&CHECK, rule, &dossier(documents)).findings;
        found.into_iter().map(|f| (f.field.unwrap(), f.locus)).collect()
    }

    fn names(rule: Value, documents: Vec<DocumentFacts>) -> Vec<String> {
        missed(rule, documents).into_iter().map(|(name, _)| name).collect()
    }

    fn licence() -> DocumentFacts {
        document("a.jpg", DocumentKind::BusinessLicence)
    }

    #[test]
    fn fires_for_each_field_that_is_not_there() {
        let d = document("a.jpg", DocumentKind::IdCardPortrait).with_field(FieldName::Name, "张三", 0.9);
        let rule = json!({ "fields": ["name", "citizen-id-number"] });
        assert_eq!(
            missed(rule, vec![d]),
            [("citizen-id-number".to_owned(), Locus::Page(0, 1))]
        );
        assert!(bind(json!({ "fields": ["nmae"] })).is_err());
    }

    #[test]
    fn the_place_is_the_label_s_and_what_stands_there_is_shown() {
        let mut d = document("a.jpg", DocumentKind::DomainCertificate);
        d.empty_labels = vec![label(FieldName::ExpiresOn, Beside::Print, "03/04/2026")];
        let found = run(&CHECK, json!({ "fields": ["expires-on"] }), &dossier(vec![d])).findings;
        assert_eq!(found[0].locus, Locus::Region(0, 1, LABEL));
        assert_eq!(found[0].actual, Evidence::text("03/04/2026"));
    }

    #[test]
    fn one_of_a_group_is_enough() {
        let rule = || json!({ "one-of": [["credit-code", "registration-number"]] });
        let old = licence().with_field(FieldName::RegistrationNumber, "510100000012345", 0.9);
        assert!(names(rule(), vec![old]).is_empty());
        assert_eq!(names(rule(), vec![licence()]), ["credit-code"]);
        let mut d = licence();
        d.empty_labels = vec![label(FieldName::RegistrationNumber, Beside::Blank, "")];
        assert_eq!(names(rule(), vec![d]), ["registration-number"]);
    }

    #[test]
    fn what_an_edition_does_not_print_is_not_missed() {
        let rule = || json!({ "labelled": ["address"], "unless-blank": ["valid-until"] });
        assert!(names(rule(), vec![licence()]).is_empty());
        let with = |beside| {
            let mut d = licence();
            d.empty_labels = [FieldName::Address, FieldName::ValidUntil]
                .map(|f| label(f, beside, ""))
                .to_vec();
            names(rule(), vec![d])
        };
        assert_eq!(with(Beside::Blank), ["address"]);
        assert_eq!(with(Beside::Covered), ["address", "valid-until"]);
        assert_eq!(with(Beside::Print), ["address", "valid-until"]);
        assert_eq!(with(Beside::StruckOut), ["address"]);
        let mut d = licence();
        d.empty_labels = vec![label(FieldName::Name, Beside::StruckOut, "***")];
        let rule = |none: &[&str]| json!({ "fields": ["name"], "struck-out": none });
        assert_eq!(names(rule(&[]), vec![d.clone()]), ["name"]);
        assert!(names(rule(&["name"]), vec![d]).is_empty());
    }

    #[test]
    fn a_paper_in_two_files_needs_a_field_once_and_each_card_its_own() {
        let rule = |one: bool| json!({ "fields": ["name"], "one-paper": one });
        let papers = || vec![licence().with_field(FieldName::Name, "甲", 0.9), licence()];
        assert!(names(rule(true), papers()).is_empty());
        assert_eq!(names(rule(false), papers()), ["name"]);
        let mut both = papers();
        both[1].empty_labels = vec![label(FieldName::Name, Beside::Blank, "")];
        assert_eq!(names(rule(true), both), ["name"]);
    }

    #[test]
    fn what_was_not_read_at_all_is_not_looked_at() {
        let mut off = licence();
        off.was_read = false;
        let unknown = document("b.jpg", DocumentKind::Unrecognised);
        let mut gone = licence();
        gone.pages.clear();
        let out = run(
            &CHECK,
            json!({ "fields": ["name"] }),
            &dossier(vec![off, unknown, gone]),
        );
        assert_eq!((out.findings.len(), out.not_checked.len(), out.looked.len()), (0, 3, 0));
    }

    /// What every baseline rule compares or judges by, of which kind: nothing of it may go unread without a word.
    #[test]
    fn the_shipped_rules_ask_for_whatever_decides() {
        use DocumentKind as K;
        use FieldName as F;
        let pack = Pack::builtin().unwrap();
        let asked = |kind: DocumentKind, field: FieldName| {
            let ours = pack
                .rules
                .iter()
                .filter(|r| r.check.code == CHECK.code && r.applies.to_kind(kind));
            ours.filter(|r| r.applies.province.is_empty()).any(|r| {
                let text = r.params.to_string();
                text.contains(&format!("\"{}\"", field.name()))
            })
        };
        let decide: &[(K, &[F])] = &[
            (K::IdCardPortrait, &[F::Name, F::CitizenIdNumber, F::Address]),
            (K::IdCardEmblem, &[F::ValidUntil]),
            (K::IdCardBoth, &[F::Name, F::CitizenIdNumber, F::Address, F::ValidUntil]),
            (
                K::BusinessLicence,
                &[
                    F::Name,
                    F::CreditCode,
                    F::RegistrationNumber,
                    F::LegalRepresentative,
                    F::Address,
                    F::ValidUntil,
                ],
            ),
            (
                K::OrganisationCertificate,
                &[
                    F::Name,
                    F::CreditCode,
                    F::LegalRepresentative,
                    F::Address,
                    F::ValidUntil,
                ],
            ),
            (
                K::VerificationForm,
                &[
                    F::SubjectName,
                    F::Domain,
                    F::CertificateNumber,
                    F::ResponsiblePerson,
                    F::SiteName,
                ],
            ),
            (K::DomainCertificate, &[F::Domain, F::Registrant, F::ExpiresOn]),
            (K::PreApproval, &[F::PermitNumber, F::Name, F::ValidUntil]),
            (K::TelecomLicence, &[F::PermitNumber, F::Name, F::ValidUntil]),
            (K::ResidencePermit, &[F::Name, F::ValidUntil]),
        ];
        for (kind, fields) in decide {
            for field in *fields {
                assert!(asked(*kind, *field), "{kind} {field}");
            }
        }
    }
}
