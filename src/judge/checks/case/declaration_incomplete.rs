//! `case.declaration-incomplete`

use crate::finding::Evidence;
use crate::intake::Declaration;
use crate::intake::case::{Filing, Offer, ServiceKind};
use crate::judge::check::{Bound, Check, Looked, no_parameters};

/// The check.
pub static CHECK: Check = Check {
    code: "case.declaration-incomplete",
    zh: "申报信息不完整：{actual}。",
    en: "The declaration is not complete: {actual}.",
    suggest_zh: "请由生成申报信息的系统补全后重新提交案件，或对照材料人工核对所列内容。",
    suggest_en: "Have the program that wrote the declaration complete it and submit the case again, or compare by hand what is listed.",
    docs: include_str!("declaration_incomplete.md"),
    bind,
};

/// A part of the declaration that papers are compared with.
struct Part {
    /// Filings that need it.
    needed: &'static [Filing],
    /// Places (JSON pointers) where it should stand and does not.
    missing: fn(&Declaration) -> Vec<String>,
    /// What is missing and what cannot be checked for want of it.
    zh: &'static str,
    en: &'static str,
}

use Filing::{ChangeSite, ChangeSubject, NewAccess, NewSite, NewSubject, Transfer};

/// Filings of a site; a change of the subject may name none.
const OF_SITES: &[Filing] = &[NewSubject, NewSite, NewAccess, ChangeSite, Transfer];
/// Filings of a subject; for the others it is filed already.
const OF_SUBJECTS: &[Filing] = &[NewSubject, NewAccess, ChangeSubject, Transfer];

static PARTS: &[Part] = &[
    Part {
        needed: Filing::ALL,
        missing: |d| blank("/subject/name", &d.subject.name),
        zh: "主办者名称为空，无法核对证件、核验单和域名证书上的名称",
        en: "the subject's name is blank: names on certificates, form and domain certificate cannot be compared",
    },
    Part {
        needed: Filing::ALL,
        missing: |d| blank("/subject/certificate/number", &d.subject.certificate.number),
        zh: "主办者证件号码为空，无法核对证件上的号码",
        en: "the subject's certificate number is blank: the number on the certificate cannot be compared",
    },
    Part {
        needed: OF_SITES,
        missing: |d| absent("/sites", d.sites.is_empty() && d.services.is_empty()),
        zh: "未申报网站，无法核对网站名称、网站负责人、服务内容和前置审批",
        en: "no site is declared: site name, its responsible person, contents and pre-approvals cannot be checked",
    },
    Part {
        needed: OF_SITES,
        missing: |d| of_offers(d, |o| blank(&format!("{}/name", o.pointer), o.name)),
        zh: "网站名称为空，无法核对核验单上的网站名称",
        en: "a site's name is blank: the name on the form cannot be compared",
    },
    Part {
        needed: OF_SITES,
        missing: no_domain,
        zh: "未申报域名，无法核对域名证书、核验单上的域名以及域名所有者和有效期",
        en: "no domain is declared: domain certificate, the form's domain, holder and end of the domain cannot be checked",
    },
    Part {
        needed: OF_SUBJECTS,
        missing: |d| absent("/subject/responsible_person", d.subject.responsible_person.is_none()),
        zh: "未申报主体负责人，无法核对其姓名、证件和联系方式",
        en: "the subject's responsible person is not declared: name, certificate and phone cannot be checked",
    },
    Part {
        needed: OF_SITES,
        missing: |d| {
            of_offers(d, |o| {
                absent(
                    &format!("{}/responsible_person", o.pointer),
                    o.responsible_person.is_none(),
                )
            })
        },
        zh: "未申报网站负责人，无法核对其姓名、证件和联系方式",
        en: "a site's responsible person is not declared: name, certificate and phone cannot be checked",
    },
    Part {
        needed: Filing::ALL,
        missing: blank_persons,
        zh: "负责人姓名为空，无法核对其证件和核验单上的姓名",
        en: "a responsible person's name is blank: the names on certificate and form cannot be compared",
    },
];

fn absent(pointer: &str, is_absent: bool) -> Vec<String> {
    is_absent.then(|| pointer.to_owned()).into_iter().collect()
}

/// Blanks, and characters that show nothing.
fn blank(pointer: &str, value: &str) -> Vec<String> {
    let shows = |c: char| {
        !c.is_whitespace() && !c.is_control() && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}')
    };
    absent(pointer, !value.chars().any(shows))
}

fn of_offers(d: &Declaration, look: impl Fn(&Offer<'_>) -> Vec<String>) -> Vec<String> {
    d.offers().iter().flat_map(look).collect()
}

/// Sites and Apps that name no domain (a mini-program may call none of its own); the list of domains where neither it nor a site names one.
fn no_domain(d: &Declaration) -> Vec<String> {
    let named = |name: &str| blank("", name).is_empty();
    let offers = of_offers(d, |o| {
        let may_lack = matches!(o.service, Some(ServiceKind::MiniProgram | ServiceKind::FastApp));
        let lacks = !may_lack && !o.domains.iter().any(|(_, name)| named(name));
        absent(&format!("{}/domains", o.pointer), lacks)
    });
    let listed = d.domains.iter().any(|v| named(&v.name));
    if d.sites.is_empty() && d.services.is_empty() && !listed {
        vec!["/domains".to_owned()]
    } else {
        offers
    }
}

fn blank_persons(d: &Declaration) -> Vec<String> {
    let of_subject = d.subject.responsible_person.iter();
    let mut out: Vec<String> = of_subject
        .flat_map(|p| blank("/subject/responsible_person/name", &p.name))
        .collect();
    out.extend(of_offers(d, |o| {
        let person = o.responsible_person.iter();
        let at = format!("{}/responsible_person/name", o.pointer);
        person.flat_map(|p| blank(&at, &p.name)).collect()
    }));
    out
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::declaration(|d, _, out| {
        for part in PARTS.iter().filter(|p| p.needed.contains(&d.filing)) {
            for pointer in (part.missing)(d) {
                out.declared(
                    pointer,
                    Evidence::None,
                    Evidence::Phrase {
                        zh: part.zh.to_owned(),
                        en: part.en.to_owned(),
                    },
                );
            }
        }
        Looked::Yes
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    fn whole() -> Declaration {
        let mut d = declaration();
        let who = person("王测试", "11010519491231002X", "13800138000");
        d.subject.responsible_person = Some(who.clone());
        d.sites[0].responsible_person = Some(who);
        d
    }

    fn found(change: impl FnOnce(&mut Declaration)) -> Vec<String> {
        let mut d = whole();
        change(&mut d);
        let findings = run(&CHECK, json!({}), &dossier_of(d, Vec::new())).findings;
        findings.into_iter().filter_map(|f| f.field).collect()
    }

    #[test]
    fn each_part_that_is_missing_is_said() {
        assert!(found(|_| ()).is_empty());
        assert_eq!(found(|d| d.sites.clear()), ["/sites", "/domains"]);
        assert_eq!(
            found(|d| d.subject.responsible_person = None),
            ["/subject/responsible_person"]
        );
        assert_eq!(
            found(|d| d.sites[0].responsible_person = None),
            ["/sites/0/responsible_person"]
        );
        assert_eq!(
            found(|d| d.sites[0].domains = vec!["\u{200b} ".to_owned()]),
            ["/sites/0/domains"]
        );
        assert_eq!(
            found(|d| {
                d.subject.name = "\u{3000}".to_owned();
                d.sites[0].name = String::new();
                d.sites[0].responsible_person.as_mut().unwrap().name = " ".to_owned();
            }),
            ["/subject/name", "/sites/0/name", "/sites/0/responsible_person/name"]
        );
    }

    #[test]
    fn what_a_filing_does_not_need_is_not_asked() {
        let no_site = |filing| {
            found(|d| {
                d.filing = filing;
                d.sites.clear();
                d.subject.responsible_person = None;
            })
        };
        assert_eq!(no_site(ChangeSubject), ["/subject/responsible_person"]);
        for filing in [NewSite, ChangeSite] {
            assert_eq!(no_site(filing), ["/sites", "/domains"]);
        }
    }
}
