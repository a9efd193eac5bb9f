//! The walking test: every enforced rule of every province fires on a case that breaks it and is silent on the same case
//! set right. The cases are built from the rule's own parameters by the table below, so that a rule that is added is walked
//! as well; a check that no line of the table knows fails the test.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Level, Pack, Rule};
use crate::date::Date;
use crate::finding::Finding;
use crate::geometry::PixelBox;
use crate::intake::Declaration;
use crate::intake::case::{CertificateKind, Content, Filing, Hosting, SiteAccess, SubjectKind, Verification};
use crate::judge::dossier::fixture::{day, declaration, document, person, site};
use crate::judge::dossier::{DocumentFacts, Dossier, Elsewhere, Place, Shared};
use crate::judge::engine::judge_by;
use crate::kind::{DocumentKind, FieldName};
use crate::measure::Colour;
use crate::place::{CITIES, PROVINCES, Province};
use crate::read::{Answer, CheckBox, MarkKind, SignaturePlace};

/// A case to be.
struct Made {
    d: Declaration,
    papers: Vec<DocumentFacts>,
    met: Vec<Elsewhere>,
}

/// A citizen ID number of somebody of this age on 2026-06-01, whose birthday it is.
fn number(age: i32, male: bool) -> String {
    let body = format!("110105{:04}060100{}", 2026 - age, if male { 1 } else { 2 });
    let check = crate::identity::citizen_check(body.as_bytes()).unwrap() as char;
    format!("{body}{check}")
}

fn texts(v: &Value) -> Vec<String> {
    let list = v.as_array().into_iter().flatten();
    list.map(|w| w.as_str().unwrap().to_owned()).collect()
}

fn kinds(v: &Value) -> Vec<DocumentKind> {
    texts(v).iter().map(|k| DocumentKind::from_name(k).unwrap()).collect()
}

/// A paper of a kind that its own checks leave alone.
fn paper(kind: DocumentKind, lines: &[&str]) -> DocumentFacts {
    document(&format!("{}.jpg", kind.name()), kind)
        .with_lines(lines)
        .with_mark(MarkKind::Seal, None)
        .with_mark(MarkKind::Seal, None)
}

/// The case before anything is wrong with it: whom the rule means, where it holds.
fn clean(rule: &Rule, province: Province) -> Made {
    let kind = rule.applies.subject.iter().next().copied().unwrap_or_else(|| {
        let unit = SubjectKind::Enterprise;
        if rule.applies.not_subject.contains(&unit) {
            SubjectKind::Individual
        } else {
            unit
        }
    });
    let mut d = declaration();
    d.province = province;
    d.subject.kind = kind;
    d.filing = rule.applies.filing.iter().next().copied().unwrap_or(Filing::NewSubject);
    d.verification = rule
        .applies
        .verification
        .iter()
        .next()
        .copied()
        .unwrap_or(Verification::Paper);
    d.subject.name = if kind == SubjectKind::Individual {
        "王测试"
    } else {
        "示例云帆科技有限公司"
    }
    .to_owned();
    let city = CITIES
        .iter()
        .find(|c| c.code.starts_with(province.code))
        .map_or("", |c| c.name);
    let address = format!("{}{city}测试区建设路1号2室", province.full);
    d.subject.address = Some(address.clone());
    d.subject.contact_address = Some(address);
    let mut p = person("王测试", &number(36, true), "13800138000");
    p.phones = vec!["13900139000".to_owned(), "13700137000".to_owned()];
    if kind == SubjectKind::Individual {
        d.subject.certificate = p.certificate.clone().unwrap();
    } else {
        d.subject.legal_representative = Some("王测试".to_owned());
    }
    d.subject.responsible_person = Some(p.clone());
    d.sites = vec![site("示例云帆之家", "shili.cn")];
    d.sites[0].responsible_person = Some(p);
    d.sites[0].content = rule
        .applies
        .content
        .iter()
        .next()
        .map_or_else(|| vec![Content::General], |c| vec![*c]);
    d.sites[0].site_access = Some(SiteAccess::Closed);
    d.filed_sites = Some(0);
    d.hosting = Some(Hosting {
        public_ips: Some(vec!["203.0.113.1".to_owned()]),
        ..Hosting::default()
    });
    Made {
        d,
        papers: Vec::new(),
        met: Vec::new(),
    }
}

/// The kind of paper a rule looks at.
fn looked_at(rule: &Rule, otherwise: DocumentKind) -> DocumentKind {
    rule.applies.kind.iter().next().copied().unwrap_or(otherwise)
}

fn scope(made: &mut Made, text: &str) {
    let licence = paper(DocumentKind::BusinessLicence, &[]);
    made.papers
        .push(licence.with_field(FieldName::BusinessScope, text, 0.95));
}

/// A place outside the province, for addresses.
fn outside(province: Province) -> &'static str {
    if province.code == "51" {
        "云南省昆明市五华区建设路1号"
    } else {
        "四川省成都市武侯区建设路1号"
    }
}

/// Makes `when` of `document.missing` hold.
fn circumstances(made: &mut Made, when: &Value) {
    let Some(when) = when.as_object() else { return };
    for (key, v) in when {
        match key.as_str() {
            "not_legal_representative" => made.d.subject.legal_representative = Some("李测试".to_owned()),
            "address_outside" => made.d.subject.address = Some(outside(made.d.province).to_owned()),
            "age_below" => {
                let young = number(v.as_i64().unwrap() as i32 - 1, true);
                made.d.subject.responsible_person = Some(person("王测试", &young, "13800138000"));
            }
            "age_from" => {}
            "words" => made.d.subject.name = format!("示例{}有限公司", texts(v)[0]),
            "scope_words" => scope(made, &format!("软件开发；{}", texts(v)[0])),
            "domains_from" => {
                let n = v.as_u64().unwrap();
                made.d.sites[0].domains = (0..n).map(|i| format!("shili{i}.cn")).collect();
            }
            "sites_from" => made.d.filed_sites = Some(v.as_u64().unwrap() as u32 - 1),
            other => panic!("circumstance '{other}' is not in the walking table"),
        }
    }
}

/// Makes a `when` of `site.remark-missing` hold.
fn remark_circumstance(made: &mut Made, when: &str) {
    match when {
        "several-domains" => made.d.sites[0].domains.push("shili.com".to_owned()),
        "several-addresses" => {
            let ips = made.d.hosting.as_mut().and_then(|h| h.public_ips.as_mut());
            ips.unwrap().push("203.0.113.2".to_owned());
        }
        "category-other" | "category-unusual" => made.d.sites[0].category = Some("其他".to_owned()),
        // The clean case names two mobile numbers besides the first and no landline.
        "no-landline" | "second-phone-mobile" => {}
        "no-trade-name" => made.d.subject.trade_name = Some("无".to_owned()),
        "not-legal-representative" => made.d.subject.legal_representative = Some("李测试".to_owned()),
        "three-sites" => made.d.filed_sites = Some(2),
        "scope-needs-permit" => scope(made, "出版物零售"),
        other => panic!("circumstance '{other}' is not in the walking table"),
    }
}

fn missing(rule: &Rule, made: &mut Made, wrong: bool) -> String {
    let p = &rule.params;
    circumstances(made, &p["when"]);
    let titles = texts(&p["titles"]);
    let name = titles.first().map(String::as_str).unwrap_or_default();
    if !wrong {
        for group in p["one_of"].as_array().unwrap() {
            let kind = kinds(group)[0];
            made.papers.push(paper(kind, &[name]));
        }
    }
    let asked = if name.is_empty() {
        p["one_of"][0][0].as_str().unwrap()
    } else {
        name
    };
    format!("{asked} not handed in, and handed in")
}

fn name_format(rule: &Rule, made: &mut Made) -> String {
    let name = match texts(&rule.params["forms"]).first().map(String::as_str) {
        Some("domain") => "shili.cn",
        Some("digits") => "12345",
        Some("letters") => "yunfan",
        Some("signs") => "云帆★之家",
        Some("any-letters") => "云帆abc之家",
        Some("person-name") => "王测试",
        Some("repeated") => {
            let name = made.d.sites[0].name.clone();
            made.d.sites.push(site(&name, "yunfan.cn"));
            return "two sites of one name".to_owned();
        }
        Some(other) => panic!("form '{other}' is not in the walking table"),
        None => "云帆",
    };
    made.d.sites[0].name = name.to_owned();
    format!("site name {name}")
}

fn permit(rule: &Rule, made: &mut Made, wrong: bool, kind: DocumentKind) -> String {
    let p = &rule.params;
    let said = if let Some(word) = p["words"].as_object().and_then(|w| w.keys().next()) {
        let places = texts(&p["look_in"]);
        match places.first().map_or("site-name", String::as_str) {
            "subject-name" => made.d.subject.name = format!("示例{word}有限公司"),
            "site-name" => made.d.sites[0].name = format!("示例{word}之家"),
            "domain" => made.d.sites[0].domains = vec![format!("{word}.cn")],
            "scope" => scope(made, &format!("软件开发；{word}经营")),
            other => panic!("place '{other}' is not in the walking table"),
        }
        format!("the word {word}")
    } else {
        let content = p["contents"].as_object().unwrap().keys().next().unwrap();
        made.d.sites[0].content = vec![Content::from_name(content).unwrap()];
        format!("content {content}")
    };
    if !wrong {
        made.papers.push(paper(kind, &[]));
    }
    format!("{said}, without and with the paper")
}

fn remark(rule: &Rule, made: &mut Made, wrong: bool) -> String {
    let p = &rule.params;
    for when in texts(&p["when"]) {
        remark_circumstance(made, &when);
    }
    if let Some(word) = texts(&p["words"]).first() {
        made.d.sites[0].name = format!("示例{word}之家");
    }
    let domain = made.d.sites[0].domains[0].clone();
    let holds = p["holds"].as_array().into_iter().flatten();
    let mut said: String = holds
        .map(|group| texts(group)[0].replace("{domain}", &domain))
        .collect();
    said.push_str(p["example"].as_str().unwrap_or_default());
    made.d.sites[0].remarks = if wrong {
        None
    } else {
        Some(format!("{said}。本网站用于记录学习与生活，不对外提供其他服务内容。"))
    };
    "without and with the remark".to_owned()
}

fn order(rule: &Rule, made: &mut Made, wrong: bool) -> String {
    let p = &rule.params;
    let over = usize::from(wrong);
    let number = |key: &str| p[key].as_u64().map(|n| n as usize);
    if let Some(n) = number("max_sites") {
        made.d.sites = (0..n + over)
            .map(|i| site(&format!("示例云帆{i}"), &format!("shili{i}.cn")))
            .collect();
        return format!("{} sites and {n}", n + 1);
    }
    if let Some(n) = number("domains_per_site") {
        made.d.sites[0].domains = (0..n + over).map(|i| format!("shili{i}.cn")).collect();
        return format!("{} domains of a site and {n}", n + 1);
    }
    if let Some(n) = number("max_domains") {
        made.d.sites[0].domains = (0..n + over).map(|i| format!("shili{i}.cn")).collect();
        return format!("{} domains and {n}", n + 1);
    }
    if let Some(n) = number("one_domain_beyond") {
        made.d.filed_sites = Some((n + over) as u32);
        made.d.sites[0].domains.push("shili.com".to_owned());
        return format!("two domains with {} sites filed, and with {n}", n + 1);
    }
    let n = number("max_in_all").unwrap();
    made.d.filed_sites = Some((n - 1 + over) as u32);
    format!("{} sites in all and {n}", n + 1)
}

/// Shapes a case that breaks the rule (`wrong`) or keeps it, and says in a few words what it shows.
fn shape(rule: &Rule, made: &mut Made, wrong: bool) -> String {
    let p = &rule.params;
    let as_of = day("2026-06-01");
    match rule.check.code {
        "site.name-forbidden" => {
            let word = texts(&p["words"]).first().cloned();
            if wrong {
                let city = CITIES.iter().find(|c| c.code.starts_with(made.d.province.code));
                let place = city.map_or(made.d.province.short, |c| c.short);
                made.d.sites[0].name = word
                    .as_ref()
                    .map_or_else(|| format!("{place}网"), |w| format!("云帆{w}之家"));
            }
            format!(
                "site name with {}",
                word.unwrap_or_else(|| "nothing but a place".to_owned())
            )
        }
        "site.name-unrelated" => {
            made.d.sites[0].name = if wrong { "鼎盛花园" } else { "云帆之家" }.to_owned();
            "a name that shares no word with the subject, and one that does".to_owned()
        }
        "site.name-format" if wrong => name_format(rule, made),
        "site.name-format" => String::new(),
        "site.remark-missing" => remark(rule, made, wrong),
        "site.category-forbidden" => {
            let refused = texts(&p["refused"]);
            let bad = refused.first().cloned().unwrap_or_else(|| "其他".to_owned());
            let good = texts(&p["only"])
                .first()
                .cloned()
                .unwrap_or_else(|| "单位门户网站".to_owned());
            made.d.sites[0].category = Some(if wrong { bad.clone() } else { good });
            format!("category {bad}")
        }
        "site.not-closed" | "site.filed-not-open" => {
            let closed = (rule.check.code == "site.filed-not-open") == wrong;
            made.d.sites[0].site_access = Some(if closed { SiteAccess::Closed } else { SiteAccess::Open });
            "the site open and closed".to_owned()
        }
        "site.too-many" => {
            let max = p["max"].as_u64().unwrap() as u32;
            made.d.filed_sites = Some(if wrong { max } else { max - 1 });
            format!("{} sites and {max}", max + 1)
        }
        "site.pre-approval-missing" => permit(rule, made, wrong, DocumentKind::PreApproval),
        "site.telecom-licence-missing" => permit(rule, made, wrong, DocumentKind::TelecomLicence),
        "site.visit-record-missing" => {
            if !wrong {
                made.papers.push(paper(DocumentKind::SitePhoto, &[]));
            }
            "without and with the photo of the visit".to_owned()
        }
        "document.missing" => missing(rule, made, wrong),
        "document.field-missing" => {
            let name = texts(&p["fields"])[0].clone();
            let mut licence = paper(looked_at(rule, DocumentKind::BusinessLicence), &["x"]);
            if !wrong {
                let field = FieldName::ALL.iter().find(|f| f.name() == name).unwrap();
                licence = licence.with_field(*field, "91350100M000100Y43", 0.97);
            }
            made.papers.push(licence);
            format!("{name} unread and read")
        }
        "document.seal-missing" => {
            let kind = looked_at(rule, DocumentKind::VerificationForm);
            made.papers.push(if wrong {
                document("x.jpg", kind)
            } else {
                paper(kind, &[])
            });
            format!("{kind} without and with a seal")
        }
        "document.stale" => {
            let limit = p["months"].as_i64().map_or_else(
                || as_of.plus_days(-(p["days"].as_i64().unwrap() as i32)),
                |m| as_of.plus_months(-(m as i32)),
            );
            let made_on = if wrong { limit.plus_days(-1) } else { limit };
            let title = texts(&p["titles"]).first().cloned().unwrap_or_default();
            let kind = looked_at(rule, DocumentKind::Other);
            made.papers.push(paper(kind, &[&title, &made_on.chinese()]));
            format!("made on {} and a day later", limit.plus_days(-1))
        }
        "document.registrar-not-noted" => {
            let mut domain = crate::judge::checks::samples::domain("shili.cn");
            domain.registrar = Some("厦门易名科技股份有限公司".to_owned());
            made.d.domains = vec![domain];
            let line = if wrong {
                "域名 shili.cn"
            } else {
                "域名 shili.cn 厦门易名科技股份有限公司"
            };
            made.papers.push(paper(DocumentKind::VerificationForm, &[line]));
            "a form without and with the registrar".to_owned()
        }
        "document.qr-address" => {
            let host = if wrong { "example.com" } else { "www.gsxt.gov.cn" };
            let d = paper(looked_at(rule, DocumentKind::BusinessLicence), &["营业执照"]);
            let payload = format!("https://{host}/index.html");
            made.papers.push(d.with_mark(MarkKind::QrCode, Some(&payload)));
            "a licence whose code leads elsewhere, and to the publicity system".to_owned()
        }
        "document.box-unanswered" => {
            let mut d = paper(looked_at(rule, DocumentKind::VerificationForm), &["是", "否"]);
            let area = d.pages[0].lines[0].area;
            let put = |x: i32, answer, ink| CheckBox {
                answer,
                area: PixelBox { x, ..area },
                ink,
            };
            let ticked = p["ticked-from"].as_f64().unwrap();
            let boxes = [
                put(10, Answer::Yes, if wrong { 0.0 } else { ticked }),
                put(200, Answer::No, 0.0),
            ];
            d.pages[0].boxes = boxes.to_vec();
            let kind = d.kind();
            made.papers.push(d.with_mark(MarkKind::Signature, None));
            format!("a signed {kind} with a row of boxes without and with a tick")
        }
        "document.fingerprint-missing" => {
            let mut d = paper(looked_at(rule, DocumentKind::VerificationForm), &["签字："]);
            let area = d.pages[0].lines[0].area;
            d.pages[0].signature_places = vec![SignaturePlace {
                label: "签字".to_owned(),
                area,
                ink: 0.2,
            }];
            if !wrong {
                d.pages[0].fingerprints = vec![area];
            }
            let kind = d.kind();
            made.papers.push(d);
            format!("a signed {kind} without and with a fingerprint")
        }
        "document.expires-soon" => {
            let limit = as_of.plus_months(p["months"].as_i64().unwrap() as i32);
            let last = if wrong { limit.plus_days(-1) } else { limit };
            let kind = looked_at(rule, DocumentKind::IdCardEmblem);
            made.papers
                .push(paper(kind, &[]).with_field(FieldName::ValidUntil, &last.to_string(), 0.97));
            format!("valid until {} and a day longer", limit.plus_days(-1))
        }
        "document.outdated-edition" => {
            let field = if wrong {
                FieldName::RegistrationNumber
            } else {
                FieldName::CreditCode
            };
            let value = if wrong { "510100000012345" } else { "91350100M000100Y43" };
            made.papers
                .push(paper(DocumentKind::BusinessLicence, &[]).with_field(field, value, 0.97));
            "a licence with 15 digits and with the unified code".to_owned()
        }
        "image.not-colour" => {
            let mut d = paper(looked_at(rule, DocumentKind::BusinessLicence), &[]);
            d.pages[0].measured.colour = if wrong { Colour::Greyscale } else { Colour::Colour };
            made.papers.push(d);
            "a grey and a coloured paper".to_owned()
        }
        "pdf.not-a-scan" => {
            let mut d = paper(looked_at(rule, DocumentKind::BusinessLicence), &["营业执照"]);
            d.format = crate::format::Format::Pdf;
            d.pages[0].typed = wrong;
            made.papers.push(d);
            "a typed and a scanned PDF".to_owned()
        }
        "domain.suffix-not-approved" => {
            let refused = texts(&p["refused"]).first().cloned().unwrap_or_else(|| "io".to_owned());
            let approved = texts(&p["approved"])
                .first()
                .cloned()
                .unwrap_or_else(|| "cn".to_owned());
            made.d.sites[0].domains = vec![format!("shili.{}", if wrong { &refused } else { &approved })];
            format!("shili.{refused} and shili.{approved}")
        }
        "domain.name-forbidden" => {
            let word = texts(&p["words"])[0].clone();
            if wrong {
                made.d.sites[0].domains = vec![format!("{word}示例.cn")];
            }
            format!("{word}示例.cn and shili.cn")
        }
        "domain.expires-soon" => {
            let limit = as_of.plus_months(p["months"].as_i64().unwrap() as i32);
            let mut domain = crate::judge::checks::samples::domain("shili.cn");
            domain.expires_on = Some(if wrong { limit } else { limit.plus_days(1) });
            made.d.domains = vec![domain];
            format!("the domain ends on {limit} and a day later")
        }
        "domain.registrant-mismatch" => {
            let may = p["legal_representative_may"].as_bool().unwrap_or(false);
            let subject = made.d.subject.name.clone();
            let mut domain = crate::judge::checks::samples::domain("shili.cn");
            domain.registrant = Some(match (wrong, may) {
                (true, false) | (false, true) => "王测试".to_owned(),
                (true, true) => "李测试".to_owned(),
                (false, false) => subject,
            });
            made.d.domains = vec![domain];
            "held by somebody else, and by one who may".to_owned()
        }
        "domain.registrar-not-approved" => {
            let mut domain = crate::judge::checks::samples::domain("shili.cn");
            domain.registrar = Some(
                if wrong {
                    "GoDaddy.com, LLC"
                } else {
                    "厦门易名科技股份有限公司"
                }
                .to_owned(),
            );
            made.d.domains = vec![domain];
            "a registrar abroad and a domestic one".to_owned()
        }
        "identity.under-age" => {
            let least = p["min_age"].as_i64().unwrap() as i32;
            let own = number(if wrong { least - 1 } else { least }, true);
            made.d.subject.responsible_person = Some(person("王测试", &own, "13800138000"));
            format!("aged {} and {least}", least - 1)
        }
        "identity.over-age" => {
            let most = p["max_age"].as_i64().or_else(|| p["max_age_male"].as_i64()).unwrap() as i32;
            let own = number(if wrong { most + 1 } else { most }, true);
            made.d.sites[0].responsible_person = Some(person("王测试", &own, "13800138000"));
            format!("aged {} and {most}", most + 1)
        }
        "person.not-legal-representative" => {
            if wrong {
                made.d.subject.legal_representative = Some("李测试".to_owned());
            }
            "another person, and the legal representative".to_owned()
        }
        "person.site-not-subject" => {
            made.d.subject.legal_representative = Some("李测试".to_owned());
            if wrong {
                made.d.sites[0].responsible_person = Some(person("丙测试", &number(30, true), "13600136000"));
            }
            "two persons and one, neither the legal representative".to_owned()
        }
        "person.certificate-kind" => {
            let accepted = texts(&p["accepted"]);
            let kind = if wrong {
                CertificateKind::Other
            } else {
                CertificateKind::from_name(&accepted[0]).unwrap()
            };
            let person = made.d.subject.responsible_person.as_mut().unwrap();
            person.certificate.as_mut().unwrap().kind = kind;
            made.d.sites[0].responsible_person = None;
            format!("another certificate, and {}", accepted[0])
        }
        "subject.certificate-kind" => {
            let accepted = texts(&p["accepted"]);
            made.d.subject.certificate.kind = if wrong {
                CertificateKind::Other
            } else {
                CertificateKind::from_name(&accepted[0]).unwrap()
            };
            format!("another certificate, and {}", accepted[0])
        }
        "subject.trade-name-missing" => {
            made.d.subject.trade_name = Some(if wrong { "无" } else { "云帆" }.to_owned());
            "without and with a trade name".to_owned()
        }
        "subject.province-mismatch" => {
            if wrong {
                made.d.subject.address = Some(outside(made.d.province).to_owned());
            }
            "an address outside and inside the province".to_owned()
        }
        "contact.phones-not-distinct" => {
            let p1 = made.d.subject.responsible_person.as_mut().unwrap();
            p1.phones = if wrong {
                vec!["13800138000".to_owned()]
            } else {
                vec!["13900139000".to_owned(), "13700137000".to_owned()]
            };
            let same = p["same_person"].as_u64().is_some();
            let mut p2 = if same {
                p1.clone()
            } else {
                person("丙测试", &number(30, true), "13600136000")
            };
            if !same {
                p2.phones = if wrong {
                    vec!["13600136000".to_owned()]
                } else {
                    vec!["13500135000".to_owned()]
                };
            }
            made.d.sites[0].responsible_person = Some(p2);
            "too few different numbers, and enough".to_owned()
        }
        "contact.phone-not-local" => {
            let far = if made.d.province.code == "11" {
                "021-61234567"
            } else {
                "010-61234567"
            };
            let p1 = made.d.subject.responsible_person.as_mut().unwrap();
            p1.phones = vec![if wrong {
                far.to_owned()
            } else {
                "13900139000".to_owned()
            }];
            made.d.sites[0].responsible_person = None;
            format!("landline {far}, and none")
        }
        "contact.phone-reused" | "person.reused" => {
            if wrong {
                let what = if rule.check.code == "person.reused" {
                    Shared::Person
                } else {
                    Shared::Phone
                };
                made.met.push(Elsewhere {
                    what,
                    at: Place::Declared("/subject/responsible_person".to_owned()),
                    cases: vec!["other".to_owned()],
                });
            }
            "met under another subject, and not".to_owned()
        }
        "address.no-door-number" => {
            if wrong {
                made.d.subject.contact_address = Some(format!("{}测试区建设路", made.d.province.full));
            }
            "without and with a number".to_owned()
        }
        "address.placeholder-district" => {
            if wrong {
                let word = texts(&p["words"])[0].clone();
                made.d.subject.contact_address = Some(format!("{}{word}建设路1号", made.d.province.full));
            }
            "with and without 市辖区".to_owned()
        }
        "address.renamed-district" => {
            let old = p["renamed"].as_object().unwrap().keys().next().unwrap().clone();
            if wrong {
                made.d.subject.contact_address = Some(format!("{}{old}建设路1号", made.d.province.full));
            }
            format!("with and without {old}")
        }
        "address.cross-city" => {
            let mut cities = CITIES.iter().filter(|c| c.code.starts_with(made.d.province.code));
            let (a, b) = (cities.next().unwrap(), cities.next().unwrap());
            let at = |c: &str| Some(format!("{}{c}测试区建设路1号", made.d.province.full));
            made.d.subject.address = at(a.name);
            made.d.subject.contact_address = at(if wrong { b.name } else { a.name });
            format!("{} and {}, and {} twice", a.short, b.short, a.short)
        }
        "case.too-many-in-order" => order(rule, made, wrong),
        "case.filing-not-supported" => {
            // Where its filing is another the rule does not apply.
            if !wrong {
                made.d.filing = Filing::NewSubject;
            }
            "the refused kind of filing and another".to_owned()
        }
        other => panic!("{}: check '{other}' is not in the walking table", rule.id),
    }
}

/// The shaped case, and what it shows.
fn shaped(rule: &Rule, province: Province, wrong: bool) -> (Dossier, String) {
    let mut made = clean(rule, province);
    let shown = shape(rule, &mut made, wrong);
    let dossier = Dossier {
        elsewhere: Some(made.met),
        sites_besides: 0,
        ..crate::judge::dossier::fixture::dossier_of(made.d, made.papers)
    };
    (dossier, shown)
}

/// What this rule alone finds in the shaped case, and what the case shows.
fn found(rule: &Rule, province: Province, wrong: bool) -> (Vec<Finding>, String) {
    let (dossier, shown) = shaped(rule, province, wrong);
    (judge_by(&dossier, &[rule]).findings, shown)
}

/// For every rule of every province the case that breaks it.
pub(super) fn broken_cases(pack: &Pack) -> impl Iterator<Item = (&Rule, Dossier)> {
    provincial(pack).map(|(rule, province)| (rule, shaped(rule, province, true).0))
}

/// Findings with the paths of their documents.
type Fired = Vec<(Finding, Option<String>)>;

/// What every rule of every province finds in the case that breaks it.
pub(crate) fn fired() -> Fired {
    let pack = Pack::builtin().unwrap();
    let mut out = Fired::new();
    for (rule, dossier) in broken_cases(&pack) {
        let findings = judge_by(&dossier, &[rule]).findings;
        out.extend(findings.into_iter().map(|f| {
            let path = f.locus.document().map(|d| dossier.documents[d].path.clone());
            (f, path)
        }));
    }
    out
}

fn provincial(pack: &Pack) -> impl Iterator<Item = (&Rule, Province)> {
    pack.rules.iter().flat_map(|r| {
        let there = r.applies.province.iter();
        there.map(move |code| (r, Province::find(code).unwrap()))
    })
}

#[test]
fn every_rule_of_every_province_fires_and_is_silent() {
    let pack = Pack::builtin().unwrap();
    let mut walked: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (rule, province) in provincial(&pack) {
        let (broken, shown) = found(rule, province, true);
        let (kept, _) = found(rule, province, false);
        if broken.is_empty() {
            wrong.push(format!("{} does not fire on: {shown}", rule.id));
        }
        if let Some(f) = kept.first() {
            wrong.push(format!("{} fires on the case set right: {f:?}", rule.id));
        }
        if rule.level == Level::Published && broken.iter().any(|f| f.severity > crate::finding::Severity::Review) {
            wrong.push(format!("{} is published and rejects", rule.id));
        }
        *walked.entry(province.short).or_default() += 1;
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert_eq!(walked.len(), PROVINCES.len(), "{walked:?}");
}

/// The ids of the published rules, as they were gathered: 375 in 31 provinces.
fn gathered() -> Vec<(&'static str, &'static str)> {
    include_str!("../../../tests/province-rules.tsv")
        .lines()
        .skip(1)
        .map(|l| l.split_once('\t').unwrap())
        .collect()
}

#[test]
fn each_gathered_rule_is_enforced_or_says_why_not() {
    let pack = Pack::builtin().unwrap();
    let ids = gathered();
    assert_eq!(ids.len(), 375);
    let lost: Vec<_> = ids
        .iter()
        .filter(|(id, _)| pack.rule(id).is_none() && !pack.known.iter().any(|k| k.id == *id))
        .collect();
    assert!(lost.is_empty(), "{lost:?}");
    let enforced = ids.iter().filter(|(id, _)| pack.rule(id).is_some()).count();
    assert!(enforced * 100 >= ids.len() * 70, "{enforced} of {}", ids.len());
    // Their words are those that were gathered, and their province is the one they were gathered under.
    for (id, province) in ids {
        let applies = pack
            .rule(id)
            .map(|r| &r.applies)
            .or_else(|| pack.known.iter().find(|k| k.id == id).map(|k| &k.applies));
        assert!(applies.is_some_and(|a| a.province.iter().eq([&province])), "{id}");
    }
}

#[test]
fn a_minor_of_jiangxi_is_for_a_person_where_published_rules_are_asked() {
    use crate::finding::Severity;
    use crate::judge::engine::{RulesLevel, judge};
    let pack = Pack::builtin().unwrap();
    let mut d = declaration();
    d.province = Province::find("江西").unwrap();
    d.subject.kind = SubjectKind::Individual;
    d.subject.certificate = person("王测试", &number(17, true), "13800138000").certificate.unwrap();
    let dossier = crate::judge::dossier::fixture::dossier_of(d, Vec::new());
    let age = |level| {
        let judged = judge(&dossier, &pack, level);
        judged
            .findings
            .iter()
            .find(|f| f.code == "identity.under-age")
            .map(|f| f.severity)
    };
    assert_eq!(age(RulesLevel::Baseline), Some(Severity::Reject));
    assert_eq!(age(RulesLevel::Published), Some(Severity::Review));
}

#[test]
fn a_provinces_number_of_sites_stands_in_the_place_of_the_nations() {
    use crate::judge::engine::{RulesLevel, judge};
    let pack = Pack::builtin().unwrap();
    let found = |filed: u32, level| {
        let mut d = declaration();
        d.province = Province::find("广东").unwrap();
        d.filed_sites = Some(filed);
        let dossier = crate::judge::dossier::fixture::dossier_of(d, Vec::new());
        judge(&dossier, &pack, level)
            .findings
            .iter()
            .filter(|f| f.code == "site.too-many")
            .count()
    };
    assert_eq!(
        (found(5, RulesLevel::Baseline), found(5, RulesLevel::Published)),
        (1, 0)
    );
    assert_eq!(found(31, RulesLevel::Published), 1);
}

/// The table of `docs/rules/coverage.md`: rule, check, what its fixture shows.
fn coverage() -> String {
    let pack = Pack::builtin().unwrap();
    let ids = gathered();
    let enforced = ids.iter().filter(|(id, _)| pack.rule(id).is_some()).count();
    let superseded = pack.known.iter().filter(|k| k.unasked.name() == "superseded").count();
    let mut out = format!(
        "# Rules of the provinces, their checks and fixtures\n\nOf {} published rules of 31 provinces {enforced} are enforced, {superseded} are superseded and {} cannot be checked from the\ncase; the page of each province says why. Some rules are enforced by several checks. Every line below is walked by\n`judge::pack::walk`: the rule fires on the first case and is silent on the second.\n\n| rule | check | level | fixture: fires, silent |\n| --- | --- | --- | --- |\n",
        ids.len(),
        ids.len() - enforced - superseded
    );
    let mut rows: Vec<(&Rule, Province)> = provincial(&pack).collect();
    rows.sort_by(|a, b| (a.1.code, &a.0.id).cmp(&(b.1.code, &b.0.id)));
    for (rule, province) in rows {
        let (_, shown) = found(rule, province, true);
        out.push_str(&format!(
            "| `{}` | `{}` | {} | {shown} |\n",
            rule.id,
            rule.check.code,
            rule.level.name()
        ));
    }
    out
}

#[test]
fn the_coverage_table_is_current() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/rules/coverage.md");
    let now = coverage();
    if std::env::var_os("CHUSHEN_UPDATE_DOCS").is_some() {
        std::fs::create_dir_all(std::path::Path::new(file).parent().unwrap()).unwrap();
        std::fs::write(file, &now).unwrap();
    }
    assert_eq!(
        std::fs::read_to_string(file).ok().as_deref(),
        Some(now.as_str()),
        "run `make docs`"
    );
}

#[test]
fn since_and_until_bound_a_rule() {
    let pack = Pack::builtin().unwrap();
    let rule = pack.rule("jiangxi.residence-alt").unwrap();
    let on = |d: &str| rule.holds_on(d.parse::<Date>().unwrap());
    assert!(!on("2025-12-30") && on("2025-12-31"));
}
