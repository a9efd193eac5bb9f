//! The declaration as rows for the page, masked like the report.

use serde::{Deserialize, Serialize};

use crate::identity::mask;
use crate::intake::case::{Certificate, Declaration, Person};
use crate::intake::{Case, Declared};
use crate::interned::Word;
use crate::report::mask::mask_text;

/// One declared value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// JSON pointer into `case.json`, by which findings point at it.
    pub pointer: String,
    /// What it is, Chinese.
    #[serde(deserialize_with = "crate::interned::word")]
    pub zh: Word,
    /// What it is, English.
    #[serde(deserialize_with = "crate::interned::word")]
    pub en: Word,
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
        let pointer = format!("{at}/number");
        if c.kind.is_of_a_unit() {
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
        for (i, service) in d.services.iter().enumerate() {
            let at = format!("/services/{i}");
            self.put(format!("{at}/name"), "服务名称", "service name", &service.name);
            self.put(format!("{at}/domains"), "域名", "domains", service.domains.join(" "));
            for (k, platform) in service.platforms.iter().enumerate() {
                let package = platform.package.as_deref().unwrap_or_default();
                self.put(format!("{at}/platforms/{k}/package"), "包名", "package name", package);
            }
            if let Some(p) = &service.responsible_person {
                self.person(
                    &format!("{at}/responsible_person"),
                    "服务负责人",
                    "service's responsible person",
                    p,
                );
            }
            let remarks = service.remarks.as_deref().unwrap_or_default();
            self.put(format!("{at}/remarks"), "备注", "remarks", remarks);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;

    fn loaded(text: &str) -> Case {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("case.json"), text).unwrap();
        crate::intake::walk::load_case(dir.path(), &Limits::default()).unwrap()
    }

    /// The numbers are the examples of GB 11643-1999, annex A, and GB 32100-2015.
    #[test]
    fn numbers_of_people_are_masked_and_codes_of_companies_stay() {
        let case = loaded(
            r#"{"case_id":"c","province":"51","subject":{"kind":"enterprise","name":"甲公司 13800138000",
            "certificate":{"kind":"business-licence","number":"91350100M000100Y43"},
            "responsible_person":{"name":"王","phone":"13800138000","certificate":{"kind":"citizen-id","number":"11010519491231002X"}}}}"#,
        );
        let value = |rows: &[Row], pointer: &str| rows.iter().find(|r| r.pointer == pointer).unwrap().value.clone();
        let masked = rows(&case, false);
        assert_eq!(value(&masked, "/subject/name"), "甲公司 138****8000");
        assert_eq!(value(&masked, "/subject/certificate/number"), "91350100M000100Y43");
        assert_eq!(value(&masked, "/subject/responsible_person/phone"), "138****8000");
        let number = "/subject/responsible_person/certificate/number";
        assert_eq!(value(&masked, number), "110***********002X");
        assert_eq!(value(&rows(&case, true), number), "11010519491231002X");
    }

    #[test]
    fn what_is_no_declaration_gives_no_rows() {
        let case = loaded("{");
        assert_eq!((state(&case), rows(&case, false).len()), ("invalid", 0));
    }
}
