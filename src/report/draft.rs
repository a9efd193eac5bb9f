//! A declaration drafted from the papers of a case alone: what was read surely stands in it, what is doubtful is left open and told with what was
//! read. For people who would else type from the same papers. In: a report with nothing masked. Out: `chushen.draft/1`.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::model::{DocumentRow, Report};
use crate::geometry::PixelBox;
use crate::hanzi;
use crate::kind::{DocumentKind, FieldName};
use crate::place;

/// Name and version of the form.
pub const SCHEMA: &str = "chushen.draft/1";
/// Confidence from which a value is put into the declaration: what findings call sure.
const SURE: f64 = 0.9;

/// A draft.
#[derive(Debug, Serialize)]
pub struct Draft {
    /// Always `chushen.draft/1`.
    pub schema: &'static str,
    /// The declaration so far (`case.json`).
    pub declaration: Value,
    /// What stands in it, with where it was read.
    pub values: Vec<Drafted>,
    /// What a person must fill in or decide.
    pub open: Vec<Open>,
}

/// A value of the declaration and its source.
#[derive(Debug, Clone, Serialize)]
pub struct Drafted {
    /// JSON pointer into the declaration (RFC 6901).
    pub pointer: String,
    /// The value.
    pub value: String,
    /// Probability that it was read rightly, 0 to 1.
    pub confidence: f64,
    /// Path of the paper, page (from 1), field and place on the upright page.
    pub document: String,
    /// Name of the field.
    pub field: String,
    /// Page, from 1.
    pub page: usize,
    /// Where it stands.
    #[serde(rename = "box", skip_serializing_if = "Option::is_none")]
    pub area: Option<PixelBox>,
}

/// Why a value is left open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// No paper of the case says it.
    NotRead,
    /// It was not read surely.
    Doubtful,
    /// Papers say different things.
    PapersDiffer,
}

impl Why {
    /// For people.
    pub const fn zh(self) -> &'static str {
        match self {
            Why::NotRead => "材料中未读到，请填写。",
            Why::Doubtful => "读取的置信度不足，请核对后填写。",
            Why::PapersDiffer => "各材料内容不一致，请核对后填写。",
        }
    }
}

/// A value that is left open.
#[derive(Debug, Clone, Serialize)]
pub struct Open {
    /// JSON pointer of its place in the declaration.
    pub pointer: String,
    /// Why.
    pub why: Why,
    /// The same in words.
    pub note: &'static str,
    /// What was read, the likeliest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub read: Vec<Drafted>,
}

use DocumentKind as K;
use FieldName as F;

/// Where a value of the declaration is printed: kinds of paper and fields, the one that counts most first.
struct Asked {
    pointer: &'static str,
    printed: &'static [(K, F)],
    /// It is asked of every case of this kind of subject; else it is left out where no paper says it.
    needed: bool,
}

const UNIT: &[Asked] = &[
    Asked {
        pointer: "/subject/name",
        printed: &[(K::BusinessLicence, F::Name), (K::OrganisationCertificate, F::Name)],
        needed: true,
    },
    Asked {
        pointer: "/subject/certificate/number",
        printed: &[
            (K::BusinessLicence, F::CreditCode),
            (K::OrganisationCertificate, F::CreditCode),
            (K::BusinessLicence, F::RegistrationNumber),
            (K::OrganisationCertificate, F::CertificateNumber),
        ],
        needed: true,
    },
    Asked {
        pointer: "/subject/address",
        printed: &[
            (K::BusinessLicence, F::Address),
            (K::OrganisationCertificate, F::Address),
        ],
        needed: true,
    },
    Asked {
        pointer: "/subject/legal_representative",
        printed: &[
            (K::BusinessLicence, F::LegalRepresentative),
            (K::OrganisationCertificate, F::LegalRepresentative),
        ],
        needed: true,
    },
];

const INDIVIDUAL: &[Asked] = &[
    Asked {
        pointer: "/subject/name",
        printed: PERSON_NAME,
        needed: true,
    },
    Asked {
        pointer: "/subject/certificate/number",
        printed: PERSON_NUMBER,
        needed: true,
    },
    Asked {
        pointer: "/subject/address",
        printed: &[(K::IdCardPortrait, F::Address), (K::IdCardBoth, F::Address)],
        needed: false,
    },
];

const PERSON: &[Asked] = &[
    Asked {
        pointer: "/subject/responsible_person/name",
        printed: PERSON_NAME,
        needed: true,
    },
    Asked {
        pointer: "/subject/responsible_person/certificate/number",
        printed: PERSON_NUMBER,
        needed: true,
    },
    Asked {
        pointer: "/subject/responsible_person/certificate/valid_until",
        printed: &[
            (K::IdCardEmblem, F::ValidUntil),
            (K::IdCardBoth, F::ValidUntil),
            (K::Passport, F::ValidUntil),
            (K::HkMacauPermit, F::ValidUntil),
            (K::TaiwanPermit, F::ValidUntil),
            (K::HmtResidencePermit, F::ValidUntil),
            (K::ForeignerPermanentResidence, F::ValidUntil),
        ],
        needed: false,
    },
    Asked {
        pointer: "/subject/responsible_person/phone",
        printed: &[(K::VerificationForm, F::Phone)],
        needed: true,
    },
];

/// Forms that systems fill in print it; the standard sheet does not.
const SITE_NAME: Asked = Asked {
    pointer: "/sites/0/name",
    printed: &[(K::VerificationForm, F::SiteName)],
    needed: true,
};

const PERSON_NAME: &[(K, F)] = &[
    (K::IdCardPortrait, F::Name),
    (K::IdCardBoth, F::Name),
    (K::Passport, F::Name),
    (K::HkMacauPermit, F::Name),
    (K::TaiwanPermit, F::Name),
    (K::HmtResidencePermit, F::Name),
    (K::ForeignerPermanentResidence, F::Name),
    (K::TemporaryIdCard, F::Name),
];
const PERSON_NUMBER: &[(K, F)] = &[
    (K::IdCardPortrait, F::CitizenIdNumber),
    (K::IdCardBoth, F::CitizenIdNumber),
    (K::TemporaryIdCard, F::CitizenIdNumber),
    (K::Passport, F::CertificateNumber),
    (K::HkMacauPermit, F::CertificateNumber),
    (K::TaiwanPermit, F::CertificateNumber),
    (K::HmtResidencePermit, F::CitizenIdNumber),
    (K::ForeignerPermanentResidence, F::CertificateNumber),
];
/// What a domain's certificate says of its domain.
const OF_DOMAINS: &[(&str, F)] = &[
    ("registrant", F::Registrant),
    ("registrar", F::Registrar),
    ("registered_on", F::RegisteredOn),
    ("expires_on", F::ExpiresOn),
];
/// Papers that show who a person is, and the kind of certificate that a declaration calls them.
const CERTIFICATES: &[(K, &str)] = &[
    (K::IdCardPortrait, "citizen-id"),
    (K::IdCardBoth, "citizen-id"),
    (K::TemporaryIdCard, "citizen-id"),
    (K::Passport, "passport"),
    (K::HkMacauPermit, "hk-macau-permit"),
    (K::TaiwanPermit, "taiwan-permit"),
    (K::HmtResidencePermit, "hmt-residence-permit"),
    (K::ForeignerPermanentResidence, "foreigner-permanent-residence"),
];
/// A sole proprietor's licence, by its type.
const SOLE_PROPRIETOR: &str = "个体";

/// Drafts the declaration of a case.
pub fn draft(report: &Report) -> Draft {
    let mut draft = Draft {
        schema: SCHEMA,
        declaration: json!({ "schema": "chushen.case/1", "case_id": report.case.id }),
        values: Vec::new(),
        open: Vec::new(),
    };
    let documents = &report.documents;
    let holds = |kind: K| documents.iter().any(|d| d.kind == kind);
    let unit = holds(K::BusinessLicence) || holds(K::OrganisationCertificate);
    draft.kind_of_subject(documents, unit);
    for asked in if unit { UNIT } else { INDIVIDUAL } {
        draft.take(asked, documents);
    }
    for asked in PERSON {
        draft.take(asked, documents);
    }
    if let Some((_, certificate)) = CERTIFICATES.iter().find(|(kind, _)| holds(*kind)) {
        draft.put("/subject/responsible_person/certificate/kind", json!(certificate));
        if !unit {
            draft.put("/subject/certificate/kind", json!(certificate));
        }
    }
    draft.domains(documents);
    draft.province();
    draft.attachments(documents);
    draft.take(&SITE_NAME, documents);
    draft
}

impl Draft {
    fn put(&mut self, pointer: &str, value: Value) {
        set(&mut self.declaration, pointer, value);
    }

    fn leave_open(&mut self, pointer: &str, why: Why, read: Vec<Drafted>) {
        self.open.push(Open {
            pointer: pointer.to_owned(),
            why,
            note: why.zh(),
            read,
        });
    }

    /// What the papers say of one value: sure, or left open.
    fn take(&mut self, asked: &Asked, documents: &[DocumentRow]) {
        let read: Vec<Drafted> = asked
            .printed
            .iter()
            .flat_map(|(kind, field)| readings(documents, *kind, *field, asked.pointer))
            .collect();
        self.settle(asked.pointer, read, asked.needed);
    }

    /// The first that was read surely counts, unless another paper surely says something else of the same field.
    fn settle(&mut self, pointer: &str, read: Vec<Drafted>, needed: bool) {
        let sure: Vec<&Drafted> = read.iter().filter(|d| d.confidence >= SURE).collect();
        let Some(first) = sure.first().copied().cloned() else {
            match (read.is_empty(), needed) {
                (true, false) => {}
                (true, true) => self.leave_open(pointer, Why::NotRead, read),
                (false, _) => self.leave_open(pointer, Why::Doubtful, read),
            }
            return;
        };
        let same = |d: &&&Drafted| d.field != first.field || hanzi::fold(&d.value) == hanzi::fold(&first.value);
        if sure.iter().all(|d| same(&d)) {
            self.put(pointer, json!(first.value));
            self.values.push(first);
        } else {
            self.leave_open(pointer, Why::PapersDiffer, read);
        }
    }

    fn kind_of_subject(&mut self, documents: &[DocumentRow], unit: bool) {
        let licence = documents.iter().find(|d| d.kind == K::BusinessLicence);
        let kind = match (licence, unit) {
            (Some(licence), _) => {
                self.put("/subject/certificate/kind", json!("business-licence"));
                let of_one = licence
                    .fields
                    .get(F::Type.name())
                    .map(|t| t.value.contains(SOLE_PROPRIETOR));
                match of_one {
                    Some(true) => Some("sole-proprietor"),
                    Some(false) => Some("enterprise"),
                    None => None,
                }
            }
            // Of twenty kinds of units the certificate does not say which surely enough.
            (None, true) => None,
            (None, false) => Some("individual"),
        };
        if licence.is_none() && unit {
            self.leave_open("/subject/certificate/kind", Why::Doubtful, Vec::new());
        }
        match kind {
            Some(kind) => self.put("/subject/kind", json!(kind)),
            None => self.leave_open("/subject/kind", Why::Doubtful, Vec::new()),
        }
    }

    /// A row a certificate, and the site's domains.
    fn domains(&mut self, documents: &[DocumentRow]) {
        let certificates = documents.iter().filter(|d| d.kind == K::DomainCertificate);
        let mut names = Vec::new();
        for (i, certificate) in certificates.enumerate() {
            let row = format!("/domains/{i}");
            let name = readings(std::slice::from_ref(certificate), K::DomainCertificate, F::Domain, "");
            let name: Vec<Drafted> = name.map(|d| d.at(format!("{row}/name"))).collect();
            if let Some(sure) = name.iter().find(|d| d.confidence >= SURE) {
                names.push(sure.value.clone());
            }
            self.settle(&format!("{row}/name"), name, true);
            for (key, field) in OF_DOMAINS {
                let pointer = format!("{row}/{key}");
                let read = readings(
                    std::slice::from_ref(certificate),
                    K::DomainCertificate,
                    *field,
                    &pointer,
                );
                let read: Vec<Drafted> = read.collect();
                self.settle(&pointer, read, true);
            }
        }
        if names.is_empty() {
            self.leave_open("/sites/0/domains", Why::NotRead, Vec::new());
        } else {
            self.put("/sites/0/domains", json!(names));
        }
    }

    /// By the address, where it begins with a province.
    fn province(&mut self) {
        let address = self.declaration.pointer("/subject/address").and_then(Value::as_str);
        match address.and_then(|a| place::locate(a).province) {
            Some(province) => self.put("/province", json!(province.code)),
            None => self.leave_open("/province", Why::NotRead, Vec::new()),
        }
    }

    fn attachments(&mut self, documents: &[DocumentRow]) {
        let known = documents
            .iter()
            .filter(|d| d.kind != K::Unrecognised && d.kind_confidence >= 0.5);
        let rows: Vec<Value> = known
            .map(|d| json!({ "path": d.path, "kind": d.kind.name() }))
            .collect();
        if !rows.is_empty() {
            self.put("/attachments", json!(rows));
        }
    }
}

impl Drafted {
    fn at(self, pointer: String) -> Self {
        Self { pointer, ..self }
    }
}

/// A field of every paper of a kind.
fn readings<'a>(
    documents: &'a [DocumentRow],
    kind: K,
    field: F,
    pointer: &'a str,
) -> impl Iterator<Item = Drafted> + 'a {
    documents.iter().filter(move |d| d.kind == kind).filter_map(move |d| {
        let read = d.fields.get(field.name())?;
        Some(Drafted {
            pointer: pointer.to_owned(),
            value: read.value.clone(),
            confidence: read.confidence,
            document: d.path.clone(),
            field: field.name().to_owned(),
            page: read.page,
            area: read.area,
        })
    })
}

/// Puts a value at a pointer, making the objects and the arrays (for numbers) on the way.
fn set(root: &mut Value, pointer: &str, value: Value) {
    let keys: Vec<&str> = pointer.split('/').skip(1).collect();
    let mut at = root;
    for (i, key) in keys.iter().enumerate() {
        let next_is_array = keys.get(i + 1).is_some_and(|k| k.parse::<usize>().is_ok());
        let empty = || {
            if next_is_array {
                json!([])
            } else {
                Value::Object(Map::new())
            }
        };
        at = match (at, key.parse::<usize>()) {
            (Value::Array(rows), Ok(n)) => {
                while rows.len() <= n {
                    rows.push(empty());
                }
                &mut rows[n]
            }
            (Value::Object(map), _) => map.entry((*key).to_owned()).or_insert_with(empty),
            _ => return,
        };
    }
    *at = value;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::Declared;
    use crate::limits::Limits;

    /// A paper as a report has it.
    fn paper(path: &str, kind: K, fields: &[(F, &str, f64)]) -> DocumentRow {
        let field = |(name, value, p): &(F, &str, f64)| {
            let row = json!({ "value": value, "confidence": p, "page": 1, "source": "ocr" });
            (name.name().to_owned(), row)
        };
        let fields: Map<String, Value> = fields.iter().map(field).collect();
        let row = json!({
            "path": path, "bytes": 1, "sha256": "", "format": "jpeg", "kind": kind.name(), "kind_confidence": 0.9, "origin": "photo",
            "pages": [], "marks": [], "fields": fields, "partial": false,
        });
        serde_json::from_value(row).unwrap()
    }

    fn of(documents: Vec<DocumentRow>) -> Draft {
        let report = json!({
            "schema": "chushen.report/1", "tool": { "version": "1", "rules": "r", "models": "m" }, "as_of": "2026-06-01",
            "case": { "id": "papers" }, "verdict": "pass", "counts": { "reject": 0, "review": 0, "note": 0 },
            "documents": [], "findings": [], "checks": [],
        });
        let report: Report = serde_json::from_value(report).unwrap();
        draft(&Report { documents, ..report })
    }

    fn licence(name: &str, p: f64) -> DocumentRow {
        paper(
            "licence.pdf",
            K::BusinessLicence,
            &[
                (F::Name, name, p),
                (F::CreditCode, "91120116MA7G1W2F2Q", 0.99),
                (F::Type, "有限责任公司", 0.99),
                (F::Address, "天津市滨海新区解放大道422号", 0.95),
                (F::LegalRepresentative, "罗鹏杰", 0.95),
            ],
        )
    }

    fn card(path: &str, name: &str) -> DocumentRow {
        paper(
            path,
            K::IdCardPortrait,
            &[(F::Name, name, 0.99), (F::CitizenIdNumber, "120116198807244322", 0.99)],
        )
    }

    #[test]
    fn what_is_sure_stands_in_the_declaration_with_its_source() {
        let certificate = paper(
            "domain.png",
            K::DomainCertificate,
            &[(F::Domain, "jiahe.net", 0.97), (F::ExpiresOn, "2028-04-25", 0.97)],
        );
        let d = of(vec![
            licence("天津市启明网络科技有限公司", 0.98),
            card("card.jpg", "罗鹏杰"),
            certificate,
        ]);
        let at = |p: &str| d.declaration.pointer(p).and_then(Value::as_str).unwrap_or_default();
        assert_eq!(at("/subject/name"), "天津市启明网络科技有限公司");
        assert_eq!(at("/subject/kind"), "enterprise");
        assert_eq!(at("/subject/certificate/kind"), "business-licence");
        assert_eq!(at("/subject/responsible_person/certificate/kind"), "citizen-id");
        assert_eq!(at("/province"), "12");
        assert_eq!(
            (at("/sites/0/domains/0"), at("/domains/0/expires_on")),
            ("jiahe.net", "2028-04-25")
        );
        let name = d.values.iter().find(|v| v.pointer == "/subject/name").unwrap();
        assert_eq!((name.document.as_str(), name.field.as_str()), ("licence.pdf", "name"));
        // What no paper says is open: the telephone, the site's name, the registrar.
        for open in [
            "/subject/responsible_person/phone",
            "/sites/0/name",
            "/domains/0/registrar",
        ] {
            assert!(
                d.open.iter().any(|o| o.pointer == open && o.why == Why::NotRead),
                "{open}"
            );
        }
        // The only fault that the parser names is a place that is open.
        match crate::intake::case::parse(d.declaration.to_string().as_bytes(), &Limits::default()) {
            Declared::Invalid { problems, .. } => {
                let pointers: Vec<&str> = problems.iter().map(|p| p.pointer.as_str()).collect();
                assert_eq!(pointers, ["/sites/0/name"]);
                assert!(d.open.iter().any(|o| o.pointer == "/sites/0/name"));
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_doubtful_or_differs_is_left_open() {
        let d = of(vec![
            licence("天津市启明网络科技有限公司", 0.7),
            card("a.jpg", "罗鹏杰"),
            card("b.jpg", "李建国"),
        ]);
        let why = |p: &str| d.open.iter().find(|o| o.pointer == p).map(|o| (o.why, o.read.len()));
        assert_eq!(why("/subject/name"), Some((Why::Doubtful, 1)));
        assert_eq!(why("/subject/responsible_person/name"), Some((Why::PapersDiffer, 2)));
        assert!(d.declaration.pointer("/subject/name").is_none());
        assert!(d.declaration.pointer("/subject/responsible_person/name").is_none());
    }

    #[test]
    fn a_folder_without_papers_is_all_open() {
        let d = of(Vec::new());
        assert!(d.values.is_empty());
        assert!(d.open.iter().any(|o| o.pointer == "/subject/name"));
    }
}
