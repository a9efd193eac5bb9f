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
fn a_number_that_is_no_credit_code_is_held_against_the_authority_s_own() {
    let of_firm = |declared: &str, printed: &str| {
        let mut d = firm();
        d.subject.kind = SubjectKind::LawFirm;
        d.subject.certificate.number = declared.to_owned();
        let fields = [(FieldName::CreditCode, CODE), (FieldName::CertificateNumber, printed)];
        codes(&dossier(
            d,
            vec![document(DocumentKind::OrganisationCertificate, &fields)],
        ))
    };
    assert!(of_firm("23510201910123456", "23510201910123456").is_empty());
    assert_eq!(
        of_firm("23510201910123456", "23510199920654321"),
        ["match.certificate-number"]
    );
    // The credit code beside it is what was declared.
    assert!(of_firm(CODE, "23510201910123456").is_empty());
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

/// Codes and severities of the sure differences in domains, with what was expected.
fn of_domains(declared: &[&str], forms: &[&str]) -> Vec<(Severity, Evidence, Evidence)> {
    let mut d = firm();
    d.sites[0].domains = declared.iter().map(|s| (*s).to_owned()).collect();
    let forms = forms
        .iter()
        .map(|v| document(DocumentKind::VerificationForm, &[(FieldName::Domain, v)]))
        .collect();
    let params = json!({ "min-confidence": 0.8, "sure-confidence": 0.95 });
    found(&topics::DOMAIN, params, &dossier(d, forms))
        .into_iter()
        .map(|f| (f.severity, f.expected, f.actual))
        .collect()
}

#[test]
fn every_declared_domain_must_stand_on_a_form() {
    use Severity::{Reject, Review};
    let both = ["qinghe-note.cn", "qinghe-blog.cn"];
    for fine in [
        &["qinghe-note.cn、qinghe-blog.cn"][..],
        &["qinghe-blog.cn,www.qinghe-note.cn"],
        &["qinghe-note.cn", "qinghe-blog.cn"],
        &["another.cn、qinghe-note.cn、qinghe-blog.cn"],
        &[],
    ] {
        assert_eq!(of_domains(&both, fine), [], "{fine:?}");
    }
    let text = |t: &str| Evidence::text(t);
    // One of two stands there: the other may stand where it was not read.
    assert_eq!(
        of_domains(&both, &["qinghe-note.cn"]),
        [(Review, text("qinghe-blog.cn"), text("qinghe-note.cn"))]
    );
    assert_eq!(
        of_domains(&both, &["another.cn"])
            .iter()
            .map(|f| f.0)
            .collect::<Vec<_>>(),
        [Review, Review]
    );
    // As many as are declared: each is the paper's word for one.
    assert_eq!(
        of_domains(&both, &["qinghe-note.cn、qingheblog.cn"]),
        [(Reject, text("qinghe-blog.cn"), text("qingheblog.cn"))]
    );
    assert_eq!(
        of_domains(&["qinghe-note.cn"], &["qinghenote.cn"]),
        [(Reject, text("qinghe-note.cn"), text("qinghenote.cn"))]
    );
    // A domain declared twice, in either writing, is one.
    assert_eq!(
        of_domains(&["青禾.cn", "xn--2lzs91d.cn", "WWW.青禾.cn"], &["青禾.cn"]),
        []
    );
}

#[test]
fn a_certificate_names_one_of_the_declared_domains() {
    let mut d = firm();
    d.sites[0].domains.push("example.net".to_owned());
    let certificate = |v| document(DocumentKind::DomainCertificate, &[(FieldName::Domain, v)]);
    for (value, code) in [
        ("example.com", None),
        ("example.net", None),
        ("exam-ple.com", Some("match.domain")),
        ("examp1e.com", Some("match.uncertain")),
    ] {
        let made = codes(&dossier(d.clone(), vec![certificate(value)]));
        assert_eq!(made.first().copied(), code, "{value}");
    }
}

/// A sole proprietor's licence with this in the name's place, and the declared name.
fn sole(printed: Option<&str>, declared: &str) -> Vec<&'static str> {
    let mut d = firm();
    d.subject.kind = SubjectKind::SoleProprietor;
    d.subject.name = declared.to_owned();
    d.subject.legal_representative = Some("林泽宇".to_owned());
    let mut fields = vec![
        (FieldName::Type, "个体工商户"),
        (FieldName::CreditCode, CODE),
        (FieldName::LegalRepresentative, "林泽宇"),
    ];
    fields.extend(printed.map(|name| (FieldName::Name, name)));
    codes(&dossier(d, vec![document(DocumentKind::BusinessLicence, &fields)]))
}

#[test]
fn a_sole_proprietor_without_a_trade_name_is_held_against_the_operator() {
    for printed in ["无字号", "无", "***", "*", "----", "—", "/"]
        .map(Some)
        .into_iter()
        .chain([None])
    {
        for declared in ["林泽宇", "个体工商户（林泽宇）", "林泽宇(个体工商户)"] {
            assert!(sole(printed, declared).is_empty(), "{printed:?} {declared}");
        }
        for other in ["王小明", "青禾小吃店", "个体工商户（王小明）"] {
            assert_eq!(sole(printed, other), ["match.name"], "{printed:?} {other}");
        }
    }
    assert!(sole(Some("青禾小吃店"), "青禾小吃店").is_empty());
    assert_eq!(sole(Some("青禾小吃店"), "林泽宇"), ["match.name"]);
}

#[test]
fn a_licence_without_name_and_operator_was_not_looked_at() {
    let licence = document(
        DocumentKind::BusinessLicence,
        &[(FieldName::Name, "***"), (FieldName::Type, "个体工商户")],
    );
    let d = dossier(firm(), vec![licence]);
    let made = comparisons(
        &d,
        Sureness {
            min_confidence: 0.8,
            sure_confidence: 0.95,
        },
    );
    assert!(made.iter().all(|c| c.topic != Topic::Name));
}

#[test]
fn a_paper_that_does_not_tell_has_not_passed() {
    let mut silent = licence_with(FieldName::Name, "成都云帆科技有限公司");
    silent.fields.remove(&FieldName::CreditCode);
    let telling = licence_with(FieldName::CreditCode, CODE);
    let case = dossier(firm(), vec![silent, telling]);
    let rule = json!({ "min-confidence": 0.8, "sure-confidence": 0.95 });
    let out = crate::judge::dossier::fixture::run(&topics::CERTIFICATE_NUMBER, rule, &case);
    assert!(out.findings.is_empty());
    assert_eq!(out.not_checked.keys().copied().collect::<Vec<_>>(), [Some(0)]);
    assert_eq!(out.looked.iter().copied().collect::<Vec<_>>(), [Some(1)]);
}
