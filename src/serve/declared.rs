//! The declaration as rows for the page, masked like the report.

use serde::Serialize;

use crate::identity::mask;
use crate::intake::case::{Certificate, CertificateKind, Declaration, Person};
use crate::intake::{Case, Declared};
use crate::report::mask::mask_text;

/// One declared value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// JSON pointer into `case.json`, by which findings point at it.
    pub pointer: String,
    /// What it is, Chinese.
    pub zh: &'static str,
    /// What it is, English.
    pub en: &'static str,
    /// The value.
    pub value: String,
}

struct Rows {
    rows: Vec<Row>,
    unmask: bool,
}

/// The rows of a case; none where there is no usable declaration.
pub fn rows(case: &Case, unmask: bool) -> Vec<Row> {
    let mut out = Rows {
        rows: Vec::new(),
        unmask,
    };
    if let Declared::Present(d) = &case.declared {
        out.all(d);
    }
    out.rows
}

/// `present`, `invalid` or `missing`.
pub const fn state(case: &Case) -> &'static str {
    match case.declared {
        Declared::Present(_) => "present",
        Declared::Invalid { .. } => "invalid",
        Declared::Missing => "missing",
    }
}

impl Rows {
    fn put(&mut self, pointer: impl Into<String>, zh: &'static str, en: &'static str, value: impl Into<String>) {
        let value = value.into();
        let value = if self.unmask { value } else { mask_text(&value, false) };
        self.push(pointer.into(), zh, en, value);
    }
    fn push(&mut self, pointer: String, zh: &'static str, en: &'static str, value: String) {
        if !value.is_empty() {
            self.rows.push(Row { pointer, zh, en, value });
        }
    }
    /// A number that is personal whatever it looks like.
    fn personal(&mut self, pointer: String, zh: &'static str, en: &'static str, value: &str) {
        let value = if self.unmask { value.to_owned() } else { mask(value) };
        self.push(pointer, zh, en, value);
    }
    fn certificate(&mut self, at: &str, c: &Certificate) {
        let organisation = matches!(
            c.kind,
            CertificateKind::BusinessLicence
                | CertificateKind::InstitutionCertificate
                | CertificateKind::SocialOrganisationCertificate
                | CertificateKind::PrivateNonEnterpriseCertificate
                | CertificateKind::FoundationCertificate
                | CertificateKind::GovernmentCode
                | CertificateKind::LawFirmLicence
                | CertificateKind::ForeignOfficeCertificate
        );
        let pointer = format!("{at}/number");
        if organisation {
            let value = if self.unmask {
                c.number.clone()
            } else {
                mask_text(&c.number, true)
            };
            self.push(pointer, "证件号码", "certificate number", value);
        } else {
            self.personal(pointer, "证件号码", "certificate number", &c.number);
        }
    }
    fn person(&mut self, at: &str, zh: &'static str, en: &'static str, p: &Person) {
        self.put(format!("{at}/name"), zh, en, &p.name);
        if let Some(c) = &p.certificate {
            self.certificate(&format!("{at}/certificate"), c);
        }
        if let Some(phone) = &p.phone {
            self.personal(format!("{at}/phone"), "手机号码", "phone", phone);
        }
    }
    fn all(&mut self, d: &Declaration) {
        let s = &d.subject;
        self.put("/province", "省份", "province", d.province.short);
        self.put("/subject/name", "主办者名称", "subject", &s.name);
        self.certificate("/subject/certificate", &s.certificate);
        self.put(
            "/subject/address",
            "证件住所",
            "address",
            s.address.as_deref().unwrap_or_default(),
        );
        self.put(
            "/subject/legal_representative",
            "法定代表人",
            "legal representative",
            s.legal_representative.as_deref().unwrap_or_default(),
        );
        if let Some(p) = &s.responsible_person {
            self.person("/subject/responsible_person", "主体负责人", "responsible person", p);
        }
        for (i, site) in d.sites.iter().enumerate() {
            let at = format!("/sites/{i}");
            self.put(format!("{at}/name"), "网站名称", "site name", &site.name);
            self.put(format!("{at}/domains"), "域名", "domains", site.domains.join(" "));
            if let Some(p) = &site.responsible_person {
                self.person(
                    &format!("{at}/responsible_person"),
                    "网站负责人",
                    "site's responsible person",
                    p,
                );
            }
            self.put(
                format!("{at}/remarks"),
                "备注",
                "remarks",
                site.remarks.as_deref().unwrap_or_default(),
            );
        }
        for (i, domain) in d.domains.iter().enumerate() {
            let at = format!("/domains/{i}");
            self.put(format!("{at}/name"), "域名", "domain", &domain.name);
            self.put(
                format!("{at}/registrant"),
                "域名所有者",
                "registrant",
                domain.registrant.as_deref().unwrap_or_default(),
            );
            if let Some(day) = domain.expires_on {
                self.put(format!("{at}/expires_on"), "到期日期", "expires on", day.to_string());
            }
        }
    }
}
