//! The family as a whole: which code a difference comes under.

use serde_json::json;

use super::samples::{CODE, ID, document, dossier, firm, found, individual};
use super::*;

fn codes(d: &Dossier) -> Vec<&'static str> {
    CHECKS
        .iter()
        .flat_map(|c| found(c, json!({ "min-confidence": 0.8, "sure-confidence": 0.95 }), d))
        .map(|f| f.code)
        .collect()
}

fn licence_with(field: FieldName, value: &str) -> DocumentFacts {
    let mut fields = vec![
        (FieldName::Name, "成都云帆科技有限公司"),
        (FieldName::CreditCode, CODE),
        (FieldName::LegalRepresentative, "张伟"),
        (FieldName::Address, "成都市武侯区天府大道1号"),
    ];
    fields.retain(|(n, _)| *n != field);
    fields.push((field, value));
    document(DocumentKind::BusinessLicence, &fields)
}

#[test]
fn a_licence_that_says_the_same_is_silent() {
    let same = licence_with(FieldName::Name, "成都云帆科技有限公司");
    assert!(codes(&dossier(firm(), vec![same])).is_empty());
}

#[test]
fn each_difference_has_its_own_code() {
    for (field, value, code) in [
        (FieldName::Name, "成都瑞丰文化传媒有限公司", "match.name"),
        (FieldName::CreditCode, "9144030071526726XG", "match.certificate-number"),
        (FieldName::LegalRepresentative, "李秀英", "match.legal-representative"),
        (FieldName::Address, "成都市锦江区春熙路99号", "match.address"),
    ] {
        assert_eq!(
            codes(&dossier(firm(), vec![licence_with(field, value)])),
            [code],
            "{code}"
        );
    }
}

#[test]
fn the_form_is_held_against_site_domain_and_person() {
    let form = |field, value| document(DocumentKind::VerificationForm, &[(field, value)]);
    for (field, value, code) in [
        (FieldName::SiteName, "阳光文学小屋", Some("match.site-name")),
        (FieldName::Domain, "otherplace.net", Some("match.domain")),
        (FieldName::Domain, "another.net、example.com", None),
        (FieldName::ResponsiblePerson, "李秀英", Some("match.responsible-person")),
        (FieldName::CertificateNumber, CODE, None),
    ] {
        assert_eq!(
            codes(&dossier(firm(), vec![form(field, value)])).first().copied(),
            code,
            "{value}"
        );
    }
}

#[test]
fn somebody_elses_card_is_reported_once() {
    let card = document(
        DocumentKind::IdCardPortrait,
        &[
            (FieldName::Name, "李秀英"),
            (FieldName::CitizenIdNumber, "440524188001010014"),
        ],
    );
    assert_eq!(
        codes(&dossier(firm(), vec![card.clone()])),
        ["match.responsible-person"]
    );
    assert_eq!(codes(&dossier(individual(), vec![card])), ["match.name"]);
}

#[test]
fn the_right_person_with_another_number_is_a_matter_of_the_number() {
    let card = |number| {
        document(
            DocumentKind::IdCardPortrait,
            &[(FieldName::Name, "张伟"), (FieldName::CitizenIdNumber, number)],
        )
    };
    assert_eq!(
        codes(&dossier(firm(), vec![card("440524188001010014")])),
        ["match.certificate-number"]
    );
    assert!(codes(&dossier(firm(), vec![card(ID)])).is_empty());
}

#[test]
fn a_look_alike_is_uncertain_and_nothing_else() {
    let doc = licence_with(FieldName::LegalRepresentative, "张玮");
    assert_eq!(codes(&dossier(firm(), vec![doc])), ["match.uncertain"]);
}

#[test]
fn a_paper_that_does_not_tell_has_not_passed() {
    let mut silent = licence_with(FieldName::Name, "成都云帆科技有限公司");
    silent.fields.remove(&FieldName::CreditCode);
    let telling = licence_with(FieldName::CreditCode, CODE);
    let case = dossier(firm(), vec![silent, telling]);
    let rule = json!({ "min-confidence": 0.8, "sure-confidence": 0.95 });
    let out = crate::judge::dossier::fixture::run(&certificate_number::CHECK, rule, &case);
    assert!(out.findings.is_empty());
    assert_eq!(out.not_checked.keys().copied().collect::<Vec<_>>(), [Some(0)]);
    assert_eq!(out.looked.iter().copied().collect::<Vec<_>>(), [Some(1)]);
}
