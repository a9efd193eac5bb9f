//! For each check the case that breaks a rule of it, and the same case set right: the table of the walking test.

use serde_json::Value;

use super::super::Rule;
use super::{Made, kinds, number, paper, texts};
use crate::geometry::PixelBox;
use crate::intake::case::{CertificateKind, Content, Filing, SiteAccess};
use crate::judge::dossier::fixture::{day, document, person, site};
use crate::judge::dossier::{Elsewhere, Place, Shared};
use crate::kind::{DocumentKind, FieldName};
use crate::measure::Colour;
use crate::place::{CITIES, Province};
use crate::read::{Answer, CheckBox, MarkKind, SignaturePlace};

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
pub(super) fn shape(rule: &Rule, made: &mut Made, wrong: bool) -> String {
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
