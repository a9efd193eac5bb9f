//! One row a thing that counts: what is declared, what the papers say of it, where it stands, and whether they agree. In: the declaration's rows and
//! the report, both whole. Out: evidence for each declared value, with the places of characters that differ, so that masked numbers can be
//! compared too. It judges nothing: the state comes from the report's findings, or from comparing as the page shows it.

use serde::Serialize;

use super::declared;
use crate::finding::Severity;
use crate::hanzi;
use crate::kind::{DocumentKind, FieldName};
use crate::report::model::{FieldRow, Report};

/// Stands for a character that a report hides.
const MASK: char = '*';

/// Papers on which a thing may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Papers {
    /// Of a unit: one paper is about the subject, and each counts.
    Unit,
    /// Of people: each paper is about one of several.
    Person,
    /// The verification form.
    Form,
    /// Domain certificates: each is about one of several.
    Domain,
}

impl Papers {
    const fn has(self, kind: DocumentKind) -> bool {
        match self {
            Papers::Unit => matches!(
                kind,
                DocumentKind::BusinessLicence | DocumentKind::OrganisationCertificate
            ),
            Papers::Person => kind.is_id_card() || kind.is_other_identity_paper(),
            Papers::Form => matches!(kind, DocumentKind::VerificationForm),
            Papers::Domain => matches!(kind, DocumentKind::DomainCertificate),
        }
    }
    /// Whether several such papers are about several people or domains, so that one that agrees is the one that is meant.
    const fn of_several(self) -> bool {
        matches!(self, Papers::Person | Papers::Domain)
    }
}

/// Which fields of which papers say the same thing as a declared value, by the end of its pointer. `/subject/name` is the whole pointer's
/// beginning and end; numbers of list items are left out.
const LINKS: &[(&str, Papers, &[FieldName])] = &[
    ("/subject/name", Papers::Unit, &[FieldName::Name]),
    ("/subject/name", Papers::Person, &[FieldName::Name]),
    ("/subject/name", Papers::Form, &[FieldName::SubjectName]),
    (
        "/subject/certificate/number",
        Papers::Unit,
        &[
            FieldName::CreditCode,
            FieldName::RegistrationNumber,
            FieldName::CertificateNumber,
        ],
    ),
    (
        "/subject/certificate/number",
        Papers::Person,
        &[FieldName::CitizenIdNumber, FieldName::CertificateNumber],
    ),
    (
        "/subject/certificate/number",
        Papers::Form,
        &[FieldName::CertificateNumber],
    ),
    ("/subject/address", Papers::Unit, &[FieldName::Address]),
    ("/subject/address", Papers::Person, &[FieldName::Address]),
    (
        "/subject/legal_representative",
        Papers::Unit,
        &[FieldName::LegalRepresentative],
    ),
    ("/responsible_person/name", Papers::Person, &[FieldName::Name]),
    (
        "/responsible_person/name",
        Papers::Form,
        &[FieldName::ResponsiblePerson],
    ),
    (
        "/responsible_person/certificate/number",
        Papers::Person,
        &[FieldName::CitizenIdNumber, FieldName::CertificateNumber],
    ),
    ("/responsible_person/phone", Papers::Form, &[FieldName::Phone]),
    ("/sites/name", Papers::Form, &[FieldName::SiteName]),
    ("/sites/domains", Papers::Form, &[FieldName::Domain]),
    ("/sites/domains", Papers::Domain, &[FieldName::Domain]),
    ("/domains/name", Papers::Domain, &[FieldName::Domain]),
    ("/domains/registrant", Papers::Domain, &[FieldName::Registrant]),
    ("/domains/expires_on", Papers::Domain, &[FieldName::ExpiresOn]),
];

/// What a paper says of a declared value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// Place of the document in the report.
    pub document: usize,
    /// Name of the field.
    pub field: &'static str,
    /// `reject`, `review`: a finding is about it; `same`; `masked`: what is not masked is the same; `other`: it reads otherwise and no finding says that this is wrong.
    pub state: &'static str,
    /// Characters (from 0) of the declared value that differ, where both have the same length; else nothing.
    pub differ: Vec<usize>,
}

/// A declared value with what papers say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Compared {
    /// Its pointer.
    pub pointer: String,
    /// What papers say, in the order of the report.
    pub evidence: Vec<Evidence>,
}

/// A pointer without the numbers of list items.
fn without_numbers(pointer: &str) -> String {
    let parts = pointer.split('/').skip(1);
    parts
        .filter(|p| p.parse::<usize>().is_err())
        .fold(String::new(), |out, p| format!("{out}/{p}"))
}

/// The rows that papers can say something about. `declared` and `report` are whole, not masked.
pub fn compared(declared: &[declared::Row], report: &Report) -> Vec<Compared> {
    let of_unit = report.case.subject_kind.as_deref().is_none_or(|k| k != "individual");
    let mut out = Vec::new();
    for row in declared {
        let path = without_numbers(&row.pointer);
        let mut evidence = Vec::new();
        for (end, papers, fields) in LINKS {
            let subject = end.starts_with("/subject/");
            let meant = if subject { path == *end } else { path.ends_with(end) };
            // Papers of people say nothing of a unit, nor a licence of a person.
            let fits = !subject || *papers == Papers::Form || (*papers == Papers::Unit) == of_unit;
            if meant && fits {
                evidence.extend(of_papers(&row.value, *papers, fields, report));
            }
        }
        if !evidence.is_empty() {
            evidence.sort_by_key(|e| e.document);
            out.push(Compared {
                pointer: row.pointer.clone(),
                evidence,
            });
        }
    }
    out
}

fn of_papers(value: &str, papers: Papers, fields: &[FieldName], report: &Report) -> Vec<Evidence> {
    let mut out = Vec::new();
    for (document, d) in report.documents.iter().enumerate().filter(|(_, d)| papers.has(d.kind)) {
        let found = fields.iter().find_map(|f| d.fields.get(f.name()).map(|row| (f, row)));
        if let Some((name, field)) = found {
            out.push(Evidence {
                document,
                field: name.name(),
                state: state(value, name.name(), field, &d.path, report),
                differ: differ(value, &field.value),
            });
        }
    }
    let agrees = |e: &Evidence| e.state == "same" || e.state == "masked";
    if papers.of_several() && out.iter().any(agrees) {
        out.retain(agrees);
    }
    out
}

fn state(value: &str, name: &str, field: &FieldRow, path: &str, report: &Report) -> &'static str {
    let about = |f: &&crate::report::model::FindingRow| {
        f.document.as_deref() == Some(path) && f.field.as_deref() == Some(name) && f.severity > Severity::Note
    };
    if let Some(finding) = report.findings.iter().filter(about).max_by_key(|f| f.severity) {
        return finding.severity.name();
    }
    // Several domains or names stand in one declared value.
    let parts = || value.split([' ', '、', ',', '，']).filter(|p| !p.is_empty());
    let same = |a: &str| hanzi::fold(a) == hanzi::fold(&field.value);
    if same(value) || parts().any(same) {
        return "same";
    }
    // A report that was written masked keeps the visible characters in their places.
    let alike = value.chars().count() == field.value.chars().count() && differ(value, &field.value).is_empty();
    if alike && field.value.contains(MASK) {
        "masked"
    } else {
        "other"
    }
}

/// Where two texts of one length differ, by characters; a masked character differs from none.
fn differ(a: &str, b: &str) -> Vec<usize> {
    if a.chars().count() != b.chars().count() {
        return Vec::new();
    }
    let pairs = a.chars().zip(b.chars()).enumerate();
    pairs
        .filter(|(_, (a, b))| *b != MASK && hanzi::fold_char(*a) != hanzi::fold_char(*b))
        .map(|(i, _)| i)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Lang;
    use crate::report::build::unread_case;
    use crate::report::model::Tool;

    fn report(kinds: &[(&str, &[(&str, &str)])]) -> Report {
        let tool = Tool {
            version: "0".into(),
            rules: String::new(),
            models: "none".into(),
        };
        let mut report = unread_case("c", "2026-06-01".parse().unwrap(), &tool, "x.y", "", Lang::Zh);
        report.findings.clear();
        report.case.subject_kind = Some("enterprise".into());
        let paper = |(n, (kind, fields)): (usize, &(&str, &[(&str, &str)]))| {
            let fields: serde_json::Map<String, serde_json::Value> = fields
                .iter()
                .map(|(name, value)| {
                    let row = serde_json::json!({ "value": value, "confidence": 0.9, "page": 1, "source": "ocr" });
                    ((*name).to_owned(), row)
                })
                .collect();
            serde_json::from_value(serde_json::json!({
                "path": format!("{n}.jpg"), "bytes": 1, "sha256": "", "format": "jpeg", "kind": kind, "kind_confidence": 1.0, "origin": "scan",
                "marks": [], "fields": fields, "partial": false, "pages": []
            }))
            .unwrap()
        };
        report.documents = kinds.iter().enumerate().map(paper).collect();
        report
    }

    fn row(pointer: &str, value: &str) -> declared::Row {
        declared::Row {
            pointer: pointer.into(),
            zh: "",
            en: "",
            value: value.into(),
        }
    }

    fn told(declared: &[declared::Row], report: &Report) -> Vec<(usize, &'static str, &'static str, Vec<usize>)> {
        let rows = compared(declared, report).into_iter().flat_map(|c| c.evidence);
        rows.map(|e| (e.document, e.field, e.state, e.differ)).collect()
    }

    /// The numbers are the examples of GB 32100-2015 and GB 11643-1999, annex A.
    #[test]
    fn each_paper_of_a_unit_speaks_and_of_people_the_one_that_agrees() {
        let report = report(&[
            (
                "business-licence",
                &[("name", "甲公司"), ("credit-code", "91350100M000100Y48")],
            ),
            (
                "id-card-portrait",
                &[("name", "李四"), ("citizen-id-number", "11010519491231002X")],
            ),
            ("id-card-portrait", &[("name", "王三")]),
            (
                "verification-form",
                &[("subject-name", "甲公司（筹）"), ("responsible-person", "王三")],
            ),
        ]);
        let rows = [
            row("/subject/name", "甲公司"),
            row("/subject/certificate/number", "91350100M000100Y43"),
        ];
        assert_eq!(
            told(&rows, &report),
            [
                (0, "name", "same", vec![]),
                (3, "subject-name", "other", vec![]),
                (0, "credit-code", "other", vec![17])
            ]
        );
        let person = [row("/sites/0/responsible_person/name", "王三")];
        assert_eq!(
            told(&person, &report),
            [(2, "name", "same", vec![]), (3, "responsible-person", "same", vec![])]
        );
        let nobody = [row("/subject/responsible_person/name", "赵六")];
        assert_eq!(told(&nobody, &report).len(), 3, "where none agrees all are shown");
    }

    #[test]
    fn of_a_masked_reading_only_the_visible_characters_are_compared() {
        let report = report(&[("verification-form", &[("phone", "138****8000")])]);
        let of = |value: &str| told(&[row("/subject/responsible_person/phone", value)], &report);
        assert_eq!(of("13800138000"), [(0, "phone", "masked", vec![])]);
        assert_eq!(of("13800138001"), [(0, "phone", "other", vec![10])]);
        assert_eq!(of("1380013800"), [(0, "phone", "other", vec![])]);
    }

    #[test]
    fn what_a_finding_says_counts_more_than_the_letters() {
        let mut report = report(&[("business-licence", &[("name", "甲公司")])]);
        let finding = serde_json::json!({ "code": "match.name", "severity": "review", "message": "m", "document": "0.jpg", "page": 1, "field": "name" });
        report.findings = vec![serde_json::from_value(finding).unwrap()];
        assert_eq!(
            told(&[row("/subject/name", "甲公司")], &report),
            [(0, "name", "review", vec![])]
        );
    }
}
