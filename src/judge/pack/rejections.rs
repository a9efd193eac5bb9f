//! What reviewers really reject: 84 reasons as providers publish them (`tests/rejections.tsv`), each as a case that shows it,
//! judged by the whole shipped pack. A reason that cannot be seen in the case says so.

use super::Pack;
use crate::date::Date;
use crate::finding::{Evidence, Finding};
use crate::geometry::PixelBox;
use crate::intake::Declaration;
use crate::intake::case::{
    Billing, CertificateKind, Content, DeclaredDomain, Filing, Hosting, SiteAccess, SubjectKind, Timeline,
};
use crate::judge::checks::samples;
use crate::judge::dossier::fixture::{day, declaration, document, dossier_of, person, site};
use crate::judge::dossier::{DocumentFacts, Dossier, Elsewhere, Place, Shared};
use crate::judge::engine::{RulesLevel, judge};
use crate::kind::{DocumentKind as K, FieldName};
use crate::measure::{Colour, Side, Spot, metric};
use crate::place::Province;
use crate::read::{MarkKind, SignaturePlace};

/// Rows of the table.
pub(super) const ROWS: usize = 84;

/// How a reason is shown.
pub(super) enum Shown {
    /// The codes of which one must be found, and the case.
    By(&'static [&'static str], Box<Dossier>),
    /// It cannot be seen in declaration and papers; why.
    Not(&'static str),
}
use Shown::Not;

/// A case with these papers after a change of the declaration.
fn case(codes: &'static [&'static str], change: impl FnOnce(&mut Declaration), papers: Vec<DocumentFacts>) -> Shown {
    let mut d = declaration();
    let p = person("王测试", "11010519491231002X", "13800138000");
    d.subject.responsible_person = Some(p);
    d.subject.legal_representative = Some("王测试".to_owned());
    change(&mut d);
    Shown::By(codes, Box::new(dossier_of(d, papers)))
}

/// A case whose declaration alone shows it.
fn declared(codes: &'static [&'static str], change: impl FnOnce(&mut Declaration)) -> Shown {
    case(codes, change, Vec::new())
}

/// A case in which one paper shows it.
fn paper(codes: &'static [&'static str], kind: K, change: impl FnOnce(&mut DocumentFacts)) -> Shown {
    let mut d = document(&format!("{}.jpg", kind.name()), kind);
    change(&mut d);
    case(codes, |_| (), vec![d])
}

/// A case that met something in another.
fn met(codes: &'static [&'static str], what: Shared) -> Shown {
    let Shown::By(codes, mut dossier) = declared(codes, |d| d.province = at("天津")) else {
        unreachable!()
    };
    dossier.elsewhere = Some(vec![Elsewhere {
        what,
        at: Place::Declared("/subject".to_owned()),
        cases: vec!["other".to_owned()],
    }]);
    Shown::By(codes, dossier)
}

fn at(province: &str) -> Province {
    Province::find(province).unwrap()
}

fn individual(d: &mut Declaration, province: &str) {
    d.province = at(province);
    d.subject.kind = SubjectKind::Individual;
    d.subject.name = "王测试".to_owned();
    d.subject.certificate = d
        .subject
        .responsible_person
        .as_ref()
        .and_then(|p| p.certificate.clone())
        .unwrap();
    d.subject.legal_representative = None;
}

fn named(name: &'static str) -> impl FnOnce(&mut Declaration) {
    move |d| d.sites = vec![site(name, "shili.cn")]
}

fn domain(change: impl FnOnce(&mut DeclaredDomain)) -> impl FnOnce(&mut Declaration) {
    move |d| {
        let mut domain = samples::domain("shili.cn");
        change(&mut domain);
        d.domains = vec![domain];
    }
}

fn hosting(change: impl FnOnce(&mut Hosting)) -> impl FnOnce(&mut Declaration) {
    move |d| {
        let mut h = Hosting::default();
        change(&mut h);
        d.hosting = Some(h);
    }
}

fn figure(name: &'static str, value: f64) -> impl FnOnce(&mut DocumentFacts) {
    move |d| {
        d.pages[0].measured.figures.insert(name, value);
    }
}

fn field(name: FieldName, value: &'static str) -> impl FnOnce(&mut DocumentFacts) {
    move |d| {
        d.fields
            .insert(name, crate::judge::dossier::fixture::reading(value, 0.99));
    }
}

fn lines(text: &'static [&'static str]) -> impl FnOnce(&mut DocumentFacts) {
    move |d| *d = d.clone().with_lines(text)
}

fn spot() -> Spot {
    let area = PixelBox {
        x: 1,
        y: 2,
        w: 30,
        h: 40,
    };
    Spot { area, strength: 1.0 }
}

fn seal(words: &'static str) -> impl FnOnce(&mut DocumentFacts) {
    move |d| *d = d.clone().with_mark(MarkKind::Seal, Some(words))
}

/// The case of one row.
pub(super) fn row(number: usize) -> Shown {
    match number {
        1 => paper(&["image.cropped"], K::IdCardPortrait, |d| {
            d.pages[0].measured.cut = vec![Side::Left];
        }),
        2 => paper(&["image.not-colour"], K::IdCardPortrait, |d| {
            d.pages[0].measured.colour = Colour::Greyscale;
        }),
        3 => paper(&["image.recaptured"], K::IdCardPortrait, figure(metric::SCREEN, 0.9)),
        4 => paper(
            &["document.electronic-certificate", "pdf.not-a-scan"],
            K::BusinessLicence,
            |d| {
                d.format = crate::format::Format::Pdf;
                d.pages[0].typed = true;
            },
        ),
        5 => paper(&["image.occluded"], K::IdCardEmblem, |d| {
            d.pages[0].measured.occluded = vec![spot()];
        }),
        6 => paper(&["image.glare"], K::IdCardPortrait, figure(metric::GLARE, 0.2)),
        7 => paper(&["image.watermark"], K::IdCardPortrait, |d| {
            *d = d.clone().with_mark(MarkKind::Watermark, Some("内部资料"));
        }),
        8 => declared(&["document.missing=verification-form"], |_| ()),
        9 => paper(
            &["document.expires-soon"],
            K::IdCardEmblem,
            field(FieldName::ValidUntil, "2026-07-01"),
        ),
        10 => paper(
            &["document.expired"],
            K::IdCardEmblem,
            field(FieldName::ValidUntil, "2026-05-31"),
        ),
        11 => paper(&["file.format-not-accepted"], K::IdCardPortrait, |d| {
            d.format = crate::format::Format::Webp;
        }),
        12 => paper(
            &["document.stale"],
            K::AuthorisationLetter,
            lines(&["授权书", "2026年1月1日"]),
        ),
        13 => paper(
            &["document.date-after-submission"],
            K::CommitmentLetter,
            lines(&["承诺书", "2026年7月1日"]),
        ),
        14 => paper(&["document.signature-missing"], K::VerificationForm, |d| {
            let area = PixelBox {
                x: 1,
                y: 2,
                w: 30,
                h: 40,
            };
            d.pages[0].signature_places = vec![SignaturePlace {
                label: "签字".to_owned(),
                area,
                ink: 0.0,
            }];
        }),
        15 => paper(&["document.seal-missing"], K::VerificationForm, |_| ()),
        16 => paper(
            &["document.seal-wrong-kind"],
            K::VerificationForm,
            seal("成都示例科技有限公司合同专用章"),
        ),
        17 => paper(
            &["document.template-wrong"],
            K::VerificationForm,
            lines(&["广东省网站备案信息真实性核验单"]),
        ),
        18 => paper(&["image.cropped"], K::VerificationForm, |d| {
            d.pages[0].measured.cut = vec![Side::Top];
        }),
        19 => case(
            &["document.fingerprint-missing"],
            |d| individual(d, "广东"),
            vec![document("f.jpg", K::CommitmentLetter).with_mark(MarkKind::Signature, None)],
        ),
        20 => case(
            &["document.registrar-not-noted"],
            |d| {
                d.province = at("北京");
                domain(|x| x.registrar = Some("厦门易名科技股份有限公司".to_owned()))(d);
            },
            vec![document("f.jpg", K::VerificationForm).with_lines(&["域名 shili.cn"])],
        ),
        21 => Not("what was written into a form by hand is not told from its signature"),
        22 => declared(
            &["domain.registrant-mismatch"],
            domain(|x| x.registrant = Some("鼎盛贸易商行".to_owned())),
        ),
        23 => declared(&["domain.not-verified"], domain(|x| x.real_name_verified = Some(false))),
        24 => declared(
            &["domain.verification-too-recent"],
            domain(|x| x.verified_on = Some(day("2026-05-31"))),
        ),
        25 => declared(&["domain.suffix-not-approved"], |d| {
            d.sites = vec![site("示例科技之家", "shili.io")];
        }),
        26 => declared(
            &["domain.registrar-not-approved"],
            domain(|x| x.registrar = Some("GoDaddy.com, LLC".to_owned())),
        ),
        27 => declared(&["domain.expired"], domain(|x| x.expires_on = Some(day("2026-05-01")))),
        28 => case(
            &["document.stale"],
            |d| d.province = at("湖南"),
            vec![document("d.png", K::DomainCertificate).with_lines(&["域名证书", "2026年3月1日"])],
        ),
        29 => declared(&["domain.not-registrable"], |d| {
            d.sites = vec![site("示例科技之家", "shop.shili.cn")];
        }),
        30 => declared(&["domain.name-forbidden"], |d| {
            d.province = at("北京");
            d.sites = vec![site("示例科技之家", "中国示例.cn")];
        }),
        31 => declared(&["site.name-forbidden"], |d| {
            d.province = at("北京");
            named("国家云帆网")(d);
        }),
        32 => declared(&["site.name-forbidden"], named("中华云帆网")),
        33 => declared(&["site.name-format"], named("云帆")),
        34 => declared(&["site.name-format"], named("12345")),
        35 => declared(&["site.name-format"], named("云帆★之家")),
        36 => declared(&["site.name-format"], named("shili.cn")),
        37 => declared(&["site.name-forbidden"], named("云帆廉政网")),
        38 => declared(&["site.name-individual-forbidden"], |d| {
            individual(d, "四川");
            named("云帆论坛")(d);
        }),
        39 => declared(&["site.name-unrelated"], named("鼎盛花园")),
        40 => declared(&["site.content-mismatch"], |d| {
            individual(d, "四川");
            d.sites[0].content = vec![Content::ECommerce];
        }),
        41 => declared(&["site.pre-approval-missing"], |d| {
            d.sites[0].content = vec![Content::News];
        }),
        42 => paper(
            &["document.expired"],
            K::PreApproval,
            field(FieldName::ValidUntil, "2026-01-01"),
        ),
        43 => declared(&["person.not-legal-representative"], |d| {
            d.province = at("天津");
            d.subject.legal_representative = Some("李测试".to_owned());
        }),
        44 => declared(&["document.missing=authorisation-letter"], |d| {
            d.subject.legal_representative = Some("李测试".to_owned());
        }),
        45 => declared(&["subject.province-mismatch"], |d| {
            d.subject.address = Some("云南省昆明市五华区1号".to_owned());
        }),
        46 => declared(&["subject.province-mismatch"], |d| {
            individual(d, "浙江");
            d.subject.address = Some("云南省昆明市五华区1号".to_owned());
        }),
        47 => case(
            &["document.expires-soon"],
            |d| individual(d, "上海"),
            vec![document("r.jpg", K::ResidencePermit).with_field(FieldName::ValidUntil, "2026-06-20", 0.99)],
        ),
        48 => declared(&["address.no-door-number"], |d| {
            d.province = at("天津");
            d.subject.contact_address = Some("天津市滨海新区世纪大道".to_owned());
        }),
        49 => declared(&["address.placeholder-district"], |d| {
            d.province = at("北京");
            d.subject.contact_address = Some("北京市市辖区海淀区1号".to_owned());
        }),
        50 => declared(&["address.cross-city"], |d| {
            d.province = at("广东");
            d.subject.address = Some("广东省广州市天河区1号".to_owned());
            d.subject.contact_address = Some("广东省深圳市南山区2号".to_owned());
        }),
        51 => declared(&["contact.phone-not-local"], |d| {
            d.province = at("江苏");
            d.subject.responsible_person.as_mut().unwrap().phones = vec!["010-62345678".to_owned()];
        }),
        52 => Not("whether a phone answers shows only when it is called"),
        53 => met(&["contact.phone-reused"], Shared::Phone),
        54 => declared(&["contact.phones-not-distinct"], |d| {
            d.sites[0].responsible_person = Some(person("李测试", "110105194912310038", "13800138000"));
        }),
        55 => met(&["person.reused"], Shared::Person),
        // Born 2010-06-02: 15 on the day of judgement.
        56 => declared(&["identity.under-age"], |d| {
            let body = "11010520100602001";
            let check = crate::identity::citizen_check(body.as_bytes()).unwrap() as char;
            d.subject.responsible_person = Some(person("王测试", &format!("{body}{check}"), "13800138000"));
        }),
        57 => declared(&["subject.trade-name-missing"], |d| {
            d.province = at("山东");
            d.subject.kind = SubjectKind::SoleProprietor;
            d.subject.name = "王测试".to_owned();
        }),
        58 => declared(&["site.not-closed"], |d| {
            d.sites[0].site_access = Some(SiteAccess::Open);
        }),
        59 => declared(&["site.filed-not-open"], |d| {
            d.filing = Filing::NewAccess;
            d.sites[0].site_access = Some(SiteAccess::Closed);
        }),
        60 => Not("the foot of a home page is seen on the site only"),
        61 => met(&["domain.reused"], Shared::Domain),
        62 => declared(&["case.filing-kind-wrong"], |d| d.filed_sites = Some(2)),
        63 => Not("records of the ministry's system are not in the case"),
        64 => met(&["case.duplicate-subject"], Shared::Subject),
        65 => declared(
            &["hosting.region-excluded"],
            hosting(|h| h.region = Some("hongkong".to_owned())),
        ),
        66 => declared(&["hosting.term-too-short"], hosting(|h| h.purchased_months = Some(1))),
        67 => declared(&["hosting.site-limit"], |d| {
            d.sites = (0..6)
                .map(|i| site(&format!("示例科技{i}"), &format!("shili{i}.cn")))
                .collect();
            hosting(|h| h.public_ips = Some(vec!["203.0.113.1".to_owned()]))(d);
        }),
        68 => declared(&["site.too-many"], |d| d.filed_sites = Some(5)),
        69 => declared(&["case.too-many-in-order"], |d| {
            d.province = at("湖北");
            d.sites = (0..2)
                .map(|i| site(&format!("示例科技{i}"), &format!("shili{i}.cn")))
                .collect();
        }),
        70 => declared(&["site.category-forbidden"], |d| {
            individual(d, "陕西");
            d.sites[0].category = Some("个人空间/博客".to_owned());
        }),
        71 => declared(&["site.remark-missing"], |d| {
            individual(d, "天津");
            d.sites[0].remarks = Some("个人学习".to_owned());
        }),
        72 => declared(&["process.sms-late"], |d| {
            d.timeline = Some(Timeline {
                sms_sent_at: Some("2026-05-28T10:00:00+08:00".parse().unwrap()),
                ..Timeline::default()
            });
        }),
        73 => declared(&["site.visit-record-missing"], |d| d.province = at("广东")),
        74 => declared(&["site.telecom-licence-missing"], |d| {
            d.province = at("上海");
            d.sites[0].content = vec![Content::ECommerce];
        }),
        75 => paper(
            &["match.name"],
            K::BusinessLicence,
            field(FieldName::Name, "重庆鼎盛贸易有限公司"),
        ),
        76 => paper(
            &["match.certificate-number"],
            K::BusinessLicence,
            field(FieldName::CreditCode, "91350100M000100Y43"),
        ),
        77 => paper(
            &["document.outdated-edition"],
            K::BusinessLicence,
            field(FieldName::RegistrationNumber, "510100000012345"),
        ),
        78 => paper(&["image.edited"], K::IdCardPortrait, |d| {
            d.metadata.software = Some("Adobe Photoshop 25.0".to_owned());
        }),
        79 => Not("the state of a firm stands in the public register of firms"),
        80 => Not("cancelled filings stand in the ministry's system"),
        81 => declared(&["site.remark-missing"], |d| individual(d, "四川")),
        82 => declared(&["contact.phones-not-distinct"], |d| {
            d.subject.responsible_person.as_mut().unwrap().email = Some("a@shili.cn".to_owned());
            let mut other = person("李测试", "110105194912310038", "13900139000");
            other.email = Some("A@shili.cn".to_owned());
            d.sites[0].responsible_person = Some(other);
        }),
        83 => paper(
            &["document.seal-mismatch"],
            K::VerificationForm,
            seal("重庆鼎盛贸易商行"),
        ),
        84 => paper(
            &["document.temporary-id"],
            K::IdCardEmblem,
            lines(&["中华人民共和国", "临时居民身份证"]),
        ),
        other => panic!("row {other} is not in this table"),
    }
}

/// What the shipped pack finds in all of these cases, with the paths of the documents.
pub(crate) fn fired() -> Vec<(Finding, Option<String>)> {
    let pack = Pack::builtin().unwrap();
    let mut out = Vec::new();
    for number in 1..=84 {
        if let Shown::By(_, dossier) = row(number) {
            let path = |f: &Finding| f.locus.document().map(|d| dossier.documents[d].path.clone());
            let judged = judge(&dossier, &pack, RulesLevel::Published);
            out.extend(judged.findings.into_iter().map(|f| (f.clone(), path(&f))));
        }
    }
    out
}

#[test]
fn what_reviewers_reject_is_found() {
    let pack = Pack::builtin().unwrap();
    let rows: Vec<(usize, &str)> = include_str!("../../../tests/rejections.tsv")
        .lines()
        .skip(1)
        .map(|l| l.split_once('\t').map(|(n, t)| (n.parse().unwrap(), t)).unwrap())
        .collect();
    assert_eq!(rows.len(), ROWS);
    let (mut found, mut lost) = (0, Vec::new());
    for (number, reason) in rows {
        match row(number) {
            Shown::By(codes, dossier) => {
                let judged = judge(&dossier, &pack, RulesLevel::Published);
                // `code=kind` asks for the paper that is missing too: of the many this one.
                let is = |f: &Finding, wanted: &str| match wanted.split_once('=') {
                    Some((code, asked)) => {
                        f.code == code && [Evidence::text(asked), Evidence::said(asked)].contains(&f.expected)
                    }
                    None => f.code == wanted,
                };
                if judged.findings.iter().any(|f| codes.iter().any(|c| is(f, c))) {
                    found += 1;
                } else {
                    lost.push(format!("row {number} ({reason}): none of {codes:?}"));
                }
            }
            Not(why) => assert!(!why.is_empty()),
        }
    }
    assert!(lost.is_empty(), "\n{}", lost.join("\n"));
    assert!(found >= 70, "{found} of 84");
}

#[test]
fn a_prepaid_mainland_server_with_an_address_is_none_of_them() {
    let pack = Pack::builtin().unwrap();
    let Shown::By(_, dossier) = declared(&[], |d| {
        hosting(|h| {
            h.region = Some("mainland".to_owned());
            h.billing = Some(Billing::Prepaid);
            h.public_ips = Some(vec!["203.0.113.1".to_owned()]);
            h.purchased_months = Some(12);
            h.expires_on = Some("2027-06-01".parse::<Date>().unwrap());
        })(d);
        d.subject.certificate.kind = CertificateKind::BusinessLicence;
    }) else {
        unreachable!()
    };
    let judged = judge(&dossier, &pack, RulesLevel::Published);
    assert!(
        judged.findings.iter().all(|f| !f.code.starts_with("hosting.")),
        "{:?}",
        judged.findings
    );
}
