//! Small dossiers for the tests of these families.

use std::collections::BTreeMap;

use crate::classify::Recognised;
use crate::date::Validity;
use crate::decode::Metadata;
use crate::extract::Reading;
use crate::finding::{Finding, Severity};
use crate::format::Format;

use crate::intake::case::{
    Certificate, CertificateKind, Content, DeclaredDomain, Filing, Person, Site, SiteAccess, Subject, SubjectKind,
    Verification, Wording,
};
use crate::intake::{Declaration, Declared};
use crate::judge::check::{Bound, Check, Sink};
use crate::judge::dossier::{DocumentFacts, Dossier};
use crate::kind::{DocumentKind, FieldName};
use crate::measure::Origin;
use crate::place::Province;
use crate::read::Source;

/// GB 11643-1999, annex A.
pub(crate) const ID: &str = "11010519491231002X";
/// A public company's code.
pub(crate) const CODE: &str = "914403001922038216";

pub(crate) fn reading(value: &str, confidence: f64) -> Reading {
    Reading {
        value: value.to_owned(),
        confidence,
        page: 1,
        area: None,
        source: Source::Ocr,
        flags: Vec::new(),
        others: Vec::new(),
        sure: Vec::new(),
        breaks: Vec::new(),
    }
}

pub(crate) fn document(kind: DocumentKind, fields: &[(FieldName, &str)]) -> DocumentFacts {
    DocumentFacts {
        path: format!("{kind}.jpg"),
        bytes: 1000,
        sha256: "00".to_owned(),
        format: Format::Jpeg,
        format_basis: "magic".to_owned(),
        also: Vec::new(),
        extension: Some("jpg".to_owned()),
        unread: None,
        hint: None,
        recognised: Recognised {
            kind,
            confidence: 0.95,
            guess: None,
            basis: Vec::new(),
        },
        origin: Origin::Scan,
        pdf: None,
        metadata: Metadata::default(),
        frames: 1,
        flaws: Vec::new(),
        pages: Vec::new(),
        marks: Vec::new(),
        fields: fields
            .iter()
            .map(|(n, v)| (*n, reading(v, 0.97)))
            .collect::<BTreeMap<_, _>>(),
        empty_labels: Vec::new(),
        partial: false,
        was_read: true,
    }
}

pub(crate) fn person(name: &str) -> Person {
    Person {
        name: name.to_owned(),
        certificate: Some(Certificate {
            kind: CertificateKind::CitizenId,
            number: ID.to_owned(),
            valid_until: Some(Validity::LongTerm),
        }),
        phone: Some("13800138000".to_owned()),
        email: None,
        phones: Vec::new(),
    }
}

/// A firm in Sichuan with one general site, as of 2026-06-01.
pub(crate) fn firm() -> Declaration {
    Declaration {
        case_id: "t".to_owned(),
        filing: Filing::NewSubject,
        verification: Verification::Paper,
        wording: Wording::Filing,
        submitted_at: None,
        province: Province::find("51").unwrap(),
        subject: Subject {
            kind: SubjectKind::Enterprise,
            name: "成都云帆科技有限公司".to_owned(),
            certificate: Certificate {
                kind: CertificateKind::BusinessLicence,
                number: CODE.to_owned(),
                valid_until: None,
            },
            address: Some("四川省成都市武侯区天府大道1号".to_owned()),
            contact_address: None,
            legal_representative: Some("张伟".to_owned()),
            responsible_person: Some(person("张伟")),
            trade_name: None,
        },
        sites: vec![Site {
            name: "云帆科技官方网站".to_owned(),
            domains: vec!["example.com".to_owned()],
            home_url: None,
            responsible_person: Some(person("张伟")),
            content: vec![Content::General],
            pre_approvals: Vec::new(),
            remarks: None,
            site_access: Some(SiteAccess::Closed),
            category: None,
        }],
        services: Vec::new(),
        domains: vec![DeclaredDomain {
            name: "example.com".to_owned(),
            registrant: Some("成都云帆科技有限公司".to_owned()),
            registrant_certificate_number: None,
            registrar: None,
            registered_on: None,
            expires_on: Some("2028-01-01".parse().unwrap()),
            real_name_verified: Some(true),
            verified_on: None,
        }],
        hosting: None,
        filed_sites: Some(0),
        timeline: None,
        attachments: Vec::new(),
        ignored: Vec::new(),
    }
}

/// The same as a natural person.
pub(crate) fn individual() -> Declaration {
    let mut d = firm();
    d.subject.kind = SubjectKind::Individual;
    d.subject.name = "张伟".to_owned();
    d.subject.certificate = person("张伟").certificate.unwrap();
    d.subject.legal_representative = None;
    d.domains[0].registrant = Some("张伟".to_owned());
    d
}

pub(crate) fn dossier(declaration: Declaration, documents: Vec<DocumentFacts>) -> Dossier {
    Dossier {
        id: declaration.case_id.clone(),
        declared: Declared::Present(Box::new(declaration)),
        documents,
        litter: Vec::new(),
        as_of: "2026-06-01".parse().unwrap(),
        same_id: Vec::new(),
        ocr: true,
        elsewhere: None,
        sites_besides: 0,
    }
}

/// What a check finds with these parameters, at severity reject.
pub(crate) fn found(check: &Check, params: serde_json::Value, dossier: &Dossier) -> Vec<Finding> {
    let bound = (check.bind)(params).unwrap();
    let mut sink = Sink::new(check.code, Severity::Reject, "test");
    match &bound {
        Bound::Case(look) => drop(look(dossier, &mut sink)),
        Bound::EachDocument(look) => {
            for view in dossier.documents.iter().enumerate() {
                drop(look(view, dossier, &mut sink));
            }
        }
        Bound::EachPage(look) => {
            for (i, d) in dossier.documents.iter().enumerate() {
                for (n, p) in d.pages.iter().enumerate() {
                    drop(look((i, d, n + 1, p), dossier, &mut sink));
                }
            }
        }
    }
    sink.findings
}
