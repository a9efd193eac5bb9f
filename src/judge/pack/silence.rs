//! Silence is not a pass. Cases with a defect, one or more for every check, lose one input after another: a field, a figure, a
//! page, the text, a part of the declaration. Whatever the check came to before, it may then be failed (the rest shows the
//! defect) or not checked, but never passed: what a check depends on is told by the defect itself, not by a list.

use std::collections::{BTreeMap, BTreeSet};

use super::rejections::{self, Shown};
use super::{Pack, Rule, walk};
use crate::classify::Recognised;
use crate::decode::{DecodeError, PdfFacts};
use crate::finding::{DocumentIndex, Evidence};
use crate::format::Format;
use crate::geometry::PixelBox;
use crate::intake::case::{Billing, CertificateKind, DeclaredDomain, Person, Verification};
use crate::intake::{Declaration, Declared, Problem, Unread};
use crate::judge::checks::{FAMILIES, photo, service};
use crate::judge::dossier::fixture::{declaration, document, dossier_of, page, person};
use crate::judge::dossier::{DocumentFacts, Dossier, Elsewhere, Place, Shared};
use crate::judge::engine::{Outcome, judge_by};
use crate::kind::{DocumentKind as K, FieldName as F};
use crate::measure::{Colour, Origin, metric};
use crate::read::face::Seen;
use crate::read::{Answer, CheckBox, MarkKind, Otherwise};

/// A case in which a check finds something.
pub(super) struct Defect {
    code: &'static str,
    /// The rule that finds it.
    pub rule: String,
    dossier: Dossier,
}

/// Something that a check may depend on, taken away.
struct Input {
    name: String,
    take: Box<dyn Fn(&mut Dossier)>,
}

fn input(name: impl Into<String>, take: impl Fn(&mut Dossier) + 'static) -> Input {
    Input {
        name: name.into(),
        take: Box::new(take),
    }
}

/// Takes something out of the declaration.
fn declared(name: impl Into<String>, take: impl Fn(&mut Declaration) + 'static) -> Input {
    input(name, move |dossier| {
        if let Declared::Present(d) = &mut dossier.declared {
            take(d);
        }
    })
}

/// Takes something out of the document of this index.
fn of_document(name: impl Into<String>, at: usize, take: impl Fn(&mut DocumentFacts) + 'static) -> Input {
    input(name, move |dossier| {
        if let Some(d) = dossier.documents.get_mut(at) {
            take(d);
        }
    })
}

/// Takes something of every responsible person.
fn of_persons(name: &str, take: fn(&mut Person)) -> Input {
    declared(name, move |d| {
        let sites = d.sites.iter_mut().filter_map(|s| s.responsible_person.as_mut());
        d.subject.responsible_person.iter_mut().chain(sites).for_each(take);
    })
}

/// Takes something of every listed domain.
fn of_domains(name: &str, take: fn(&mut DeclaredDomain)) -> Input {
    declared(name, move |d| d.domains.iter_mut().for_each(take))
}

/// Every input of a declaration that may be absent.
fn declaration_inputs() -> Vec<Input> {
    let of_sites = |name: &str, take: fn(&mut crate::intake::case::Site)| {
        declared(name, move |d| d.sites.iter_mut().for_each(take))
    };
    let of_systems = |name: &str, take: fn(&mut crate::intake::case::Platform)| {
        declared(name, move |d| {
            let systems = d.services.iter_mut().flat_map(|s| s.platforms.iter_mut());
            systems.for_each(take);
        })
    };
    vec![
        input("declaration", |dossier| dossier.declared = Declared::Missing),
        declared("address", |d| d.subject.address = None),
        declared("contact address", |d| d.subject.contact_address = None),
        declared("legal representative", |d| d.subject.legal_representative = None),
        declared("subject's person", |d| d.subject.responsible_person = None),
        declared("trade name", |d| d.subject.trade_name = None),
        declared("sites", |d| d.sites.clear()),
        declared("domains with particulars", |d| d.domains.clear()),
        declared("hosting", |d| d.hosting = None),
        declared("server addresses", |d| {
            d.hosting.iter_mut().for_each(|h| h.public_ips = None);
        }),
        declared("region", |d| d.hosting.iter_mut().for_each(|h| h.region = None)),
        declared("billing", |d| d.hosting.iter_mut().for_each(|h| h.billing = None)),
        declared("months", |d| {
            d.hosting.iter_mut().for_each(|h| h.purchased_months = None);
        }),
        declared("end of hosting", |d| {
            d.hosting.iter_mut().for_each(|h| h.expires_on = None);
        }),
        declared("filed sites", |d| d.filed_sites = None),
        declared("timeline", |d| d.timeline = None),
        declared("services", |d| d.services.clear()),
        of_systems("systems", |p| p.os = None),
        of_systems("package names", |p| p.package = None),
        of_systems("public keys", |p| p.public_key = None),
        of_systems("fingerprints", |p| p.fingerprint = None),
        of_sites("sites' domains", |s| s.domains.clear()),
        of_sites("sites' persons", |s| s.responsible_person = None),
        of_sites("content", |s| s.content.clear()),
        of_sites("remarks", |s| s.remarks = None),
        of_sites("access", |s| s.site_access = None),
        of_sites("category", |s| s.category = None),
        of_persons("certificates", |p| p.certificate = None),
        of_persons("phone", |p| p.phone = None),
        of_persons("e-mail", |p| p.email = None),
        of_persons("phones", |p| p.phones.clear()),
        of_domains("registrant", |x| x.registrant = None),
        of_domains("registrar", |x| x.registrar = None),
        of_domains("end of registration", |x| x.expires_on = None),
        of_domains("verification", |x| x.real_name_verified = None),
        of_domains("day of verification", |x| x.verified_on = None),
        input("other cases", |dossier| dossier.elsewhere = None),
    ]
}

/// Every input of the documents of a case: fields and figures one by one, marks' words, text, pages, bytes.
fn document_inputs(dossier: &Dossier) -> Vec<Input> {
    let mut out = Vec::new();
    for (at, d) in dossier.documents.iter().enumerate() {
        for &name in d.fields.keys() {
            out.push(of_document(format!("{at} field {name}"), at, move |d| {
                d.fields.remove(&name);
            }));
        }
        let figures: BTreeSet<&'static str> = d
            .pages
            .iter()
            .flat_map(|p| p.measured.figures.keys().copied())
            .collect();
        for name in figures {
            out.push(of_document(format!("{at} figure {name}"), at, move |d| {
                d.pages.iter_mut().for_each(|p| _ = p.measured.figures.remove(name));
            }));
        }
        out.push(of_document(format!("{at} words of marks"), at, |d| {
            d.marks.iter_mut().for_each(|m| m.text = None);
        }));
        let of_face = |name: &str, take: fn(&mut Seen)| {
            of_document(format!("{at} {name}"), at, move |d| {
                let faces = d.pages.iter_mut().filter_map(|p| p.portrait.as_mut());
                faces.filter_map(|p| p.seen.as_mut()).for_each(take);
            })
        };
        out.extend([
            of_face("ground", |s| s.white_ground = None),
            of_face("light", |s| s.light = None),
            of_face("burnt", |s| s.burnt = None),
            of_face("cheeks", |s| s.even = None),
            of_face("mouth", |s| s.mouth_unlike_skin = None),
            of_face("above the forehead", |s| s.coloured_above = None),
            of_face("edges", |s| s.edge = None),
            of_document(format!("{at} portrait"), at, |d| {
                d.pages.iter_mut().for_each(|p| p.portrait = None);
            }),
        ]);
        out.push(of_document(format!("{at} lines"), at, |d| {
            d.pages.iter_mut().for_each(|p| p.lines.clear());
        }));
        out.push(of_document(format!("{at} colour"), at, |d| {
            d.pages.iter_mut().for_each(|p| p.measured.colour = Colour::Unknown);
        }));
        out.push(of_document(format!("{at} text"), at, |d| {
            d.hint = Some(d.kind());
            d.recognised = Recognised::unknown();
            d.was_read = false;
            d.fields.clear();
            d.empty_labels.clear();
            for p in &mut d.pages {
                p.lines.clear();
                p.signature_places.clear();
                p.boxes.clear();
            }
        }));
        out.push(of_document(format!("{at} pages"), at, |d| {
            d.pages.clear();
            d.marks.clear();
            d.fields.clear();
            d.empty_labels.clear();
            d.hint = Some(d.kind());
            d.recognised = Recognised::unknown();
            d.pdf = None;
            d.frames = 0;
            d.was_read = false;
        }));
        out.push(of_document(format!("{at} bytes"), at, |d| {
            let known = document(&d.path, K::Unrecognised);
            *d = DocumentFacts {
                hint: Some(d.kind()),
                bytes: d.bytes,
                format: Format::Unknown,
                format_basis: String::new(),
                sha256: String::new(),
                unread: Some(Unread::Refused("permission denied".to_owned())),
                recognised: Recognised::unknown(),
                frames: 0,
                pages: Vec::new(),
                was_read: false,
                ..known
            };
        }));
    }
    out
}

/// A case with one paper after a change.
fn paper(kind: K, change: impl FnOnce(&mut DocumentFacts)) -> Dossier {
    let mut d = document(&format!("{}.jpg", kind.name()), kind).with_lines(&["某某"]);
    change(&mut d);
    case(|_| (), vec![d])
}

fn case(change: impl FnOnce(&mut Declaration), papers: Vec<DocumentFacts>) -> Dossier {
    let mut d = declaration();
    let p = person("王测试", "11010519491231002X", "13800138000");
    d.subject.legal_representative = Some("王测试".to_owned());
    d.subject.responsible_person = Some(p.clone());
    d.subject.address = Some("四川省成都市武侯区天府大道1号".to_owned());
    d.sites[0].responsible_person = Some(p);
    change(&mut d);
    dossier_of(d, papers)
}

fn figure(kind: K, name: &'static str, value: f64) -> Dossier {
    paper(kind, |d| _ = d.pages[0].measured.figures.insert(name, value))
}

fn pdf(change: impl FnOnce(&mut DocumentFacts)) -> Dossier {
    paper(K::VerificationForm, |d| {
        d.format = Format::Pdf;
        d.pdf = Some(PdfFacts::default());
        change(d);
    })
}

fn pdf_fact(change: impl FnOnce(&mut PdfFacts)) -> Dossier {
    pdf(|d| change(d.pdf.as_mut().unwrap()))
}

fn flawed(flaw: DecodeError) -> Dossier {
    paper(K::IdCardPortrait, |d| d.flaws = vec![(None, flaw)])
}

fn read(kind: K, fields: &[(F, &str)]) -> Dossier {
    paper(kind, |d| {
        for (name, value) in fields {
            *d = d.clone().with_field(*name, value, 0.97);
        }
    })
}

fn met(what: Shared) -> Dossier {
    let mut dossier = case(|_| (), vec![document("a.jpg", K::IdCardPortrait)]);
    let at = Place::Declared("/subject".to_owned());
    let cases = vec!["other".to_owned()];
    dossier.elsewhere = Some(vec![Elsewhere { what, at, cases }]);
    dossier
}

const SPOT: PixelBox = PixelBox {
    x: 10,
    y: 20,
    w: 90,
    h: 30,
};

/// Cases for the checks that neither the provinces' rules nor the reviewers' reasons show.
fn others() -> Vec<(&'static str, Dossier)> {
    let hosting = |change: fn(&mut crate::intake::case::Hosting)| {
        case(
            |d| {
                let mut h = crate::intake::case::Hosting::default();
                change(&mut h);
                d.hosting = Some(h);
            },
            Vec::new(),
        )
    };
    let mut duplicate_id = case(|_| (), Vec::new());
    duplicate_id.same_id = vec!["b".to_owned()];
    let mut missing = case(|_| (), Vec::new());
    missing.declared = Declared::Missing;
    let mut invalid = case(|_| (), Vec::new());
    invalid.declared = Declared::Invalid {
        problems: vec![Problem {
            pointer: "/subject".to_owned(),
            wrong: crate::intake::case::Wrong::Required,
        }],
        case_id: None,
    };
    let twins = ["a.jpg", "b.jpg"].map(|p| {
        let mut d = document(p, K::IdCardPortrait);
        d.sha256 = "11".to_owned();
        d
    });
    let limit = DecodeError::Limit {
        limit: "pixels",
        asked: 2,
        allowed: 1,
    };
    let mut litter = case(|_| (), Vec::new());
    litter.litter = vec![".DS_Store".to_owned()];
    vec![
        ("case.declaration-incomplete", case(|d| d.sites.clear(), Vec::new())),
        ("case.declaration-invalid", invalid),
        ("file.litter", litter),
        ("case.declaration-missing", missing),
        ("case.duplicate-id", duplicate_id),
        ("site.name-reused", met(Shared::SiteName)),
        ("file.reused", met(Shared::File)),
        ("document.unrecognised", paper(K::Unrecognised, |_| ())),
        (
            "document.kind-mismatch",
            paper(K::BusinessLicence, |d| d.hint = Some(K::VerificationForm)),
        ),
        ("document.not-signed-copy", pdf(|d| d.pages[0].typed = true)),
        (
            "document.is-photocopy",
            paper(K::IdCardPortrait, |d| *d = d.clone().with_lines(&["与原件一致"])),
        ),
        (
            "document.electronic-certificate",
            paper(K::BusinessLicence, |d| *d = d.clone().with_lines(&["电子营业执照"])),
        ),
        ("document.qr-missing", paper(K::BusinessLicence, |_| ())),
        (
            "document.qr-address",
            paper(K::BusinessLicence, |d| {
                *d = d.clone().with_mark(MarkKind::QrCode, Some("https://example.com/a"));
            }),
        ),
        (
            "document.box-unanswered",
            paper(K::VerificationForm, |d| {
                let put = |x: i32, answer| CheckBox {
                    answer,
                    area: PixelBox { x, ..SPOT },
                    ink: 0.0,
                };
                *d = d.clone().with_mark(MarkKind::Signature, None);
                d.pages[0].boxes = vec![put(10, Answer::Yes), put(200, Answer::No)];
            }),
        ),
        (
            "document.qr-mismatch",
            paper(K::BusinessLicence, |d| {
                *d = d
                    .clone()
                    .with_field(F::CreditCode, "91350100M000100Y43", 0.97)
                    .with_mark(MarkKind::QrCode, Some("统一社会信用代码:914403001922038216"));
            }),
        ),
        (
            "document.validity-term-odd",
            case(
                |_| (),
                vec![
                    document("a.jpg", K::IdCardPortrait).with_field(F::CitizenIdNumber, "11010519491231002X", 0.97),
                    document("b.jpg", K::IdCardEmblem)
                        .with_field(F::ValidFrom, "2020-01-01", 0.97)
                        .with_field(F::ValidUntil, "2037-01-01", 0.97),
                ],
            ),
        ),
        (
            "document.seal-mismatch",
            paper(K::VerificationForm, |d| {
                *d = d.clone().with_mark(MarkKind::Seal, Some("重庆鼎盛贸易商行"));
            }),
        ),
        (
            "document.field-missing",
            read(K::DomainCertificate, &[(F::Domain, "shili.cn"), (F::Registrant, "甲")]),
        ),
        (
            "domain.expired",
            read(
                K::DomainCertificate,
                &[(F::Domain, "shili.cn"), (F::ExpiresOn, "2026-01-01")],
            ),
        ),
        (
            "domain.registrar-not-approved",
            read(K::DomainCertificate, &[(F::Registrar, "GoDaddy.com, LLC")]),
        ),
        (
            "domain.registrant-mismatch",
            read(K::DomainCertificate, &[(F::Registrant, "重庆鼎盛贸易商行")]),
        ),
        (
            "file.corrupt",
            flawed(DecodeError::Malformed {
                what: "jpeg".to_owned(),
                detail: "cut".to_owned(),
            }),
        ),
        ("file.duplicate", case(|_| (), twins.to_vec())),
        (
            "file.empty",
            paper(K::IdCardPortrait, |d| (d.format, d.bytes) = (Format::Empty, 0)),
        ),
        (
            "file.extension-mismatch",
            paper(K::IdCardPortrait, |d| d.extension = Some("png".to_owned())),
        ),
        ("file.limit-exceeded", flawed(limit)),
        (
            "file.link-outside",
            paper(K::IdCardPortrait, |d| {
                let target = "/etc".to_owned();
                d.unread = Some(Unread::Link { target, outside: true });
            }),
        ),
        ("file.multiple-frames", paper(K::IdCardPortrait, |d| d.frames = 3)),
        (
            "file.polyglot",
            paper(K::IdCardPortrait, |d| d.also = vec![Format::Pdf]),
        ),
        (
            "file.reader-failed",
            flawed(DecodeError::Crashed {
                how: "panic".to_owned(),
            }),
        ),
        ("file.too-large", paper(K::IdCardPortrait, |d| d.bytes = 1 << 40)),
        ("file.too-small", paper(K::IdCardPortrait, |d| d.bytes = 10)),
        ("hosting.no-public-ip", hosting(|h| h.public_ips = Some(Vec::new()))),
        ("hosting.not-prepaid", hosting(|h| h.billing = Some(Billing::Postpaid))),
        (
            "hosting.term-too-short",
            hosting(|h| h.expires_on = Some("2026-06-02".parse().unwrap())),
        ),
        (
            "identity.credit-code-invalid",
            case(
                |d| d.subject.certificate.number = "914403001922038217".to_owned(),
                Vec::new(),
            ),
        ),
        (
            "identity.id-number-invalid",
            case(
                |d| d.sites[0].responsible_person = Some(person("李测试", "110105194912310021", "1")),
                Vec::new(),
            ),
        ),
        (
            "identity.inconsistent",
            read(
                K::IdCardPortrait,
                &[
                    (F::CitizenIdNumber, "11010519491231002X"),
                    (F::BirthDate, "1990-01-01"),
                    (F::Sex, "女"),
                ],
            ),
        ),
        ("image.blurred", figure(K::IdCardPortrait, metric::EDGE_WIDTH, 50.0)),
        (
            "image.low-resolution",
            paper(K::IdCardPortrait, |d| d.pages[0].dpi = Some(20.0)),
        ),
        (
            "image.overexposed",
            paper(K::IdCardPortrait, |d| {
                let figures = &mut d.pages[0].measured.figures;
                figures.extend([(metric::BLACK_POINT, 0.5), (metric::BURNT, 0.9)]);
            }),
        ),
        (
            "image.perspective",
            figure(K::IdCardPortrait, metric::PERSPECTIVE_DEG, 60.0),
        ),
        (
            "image.screenshot",
            paper(K::IdCardPortrait, |d| {
                d.pages[0].measured.origin = Origin::ScreenCapture;
                d.pages[0].measured.screen = vec!["status bar", "size of a screen", "name"];
            }),
        ),
        (
            "image.several-documents",
            paper(K::IdCardPortrait, |d| {
                *d = d.clone().with_lines(&["公民身份号码", "公民身份号码"]);
            }),
        ),
        ("image.skewed", figure(K::IdCardPortrait, metric::SKEW_DEG, 40.0)),
        (
            "image.text-too-small",
            figure(K::IdCardPortrait, metric::PRINT_HEIGHT, 1.0),
        ),
        (
            "image.underexposed",
            figure(K::IdCardPortrait, metric::WHITE_POINT, 0.01),
        ),
        ("image.upside-down", paper(K::IdCardPortrait, |d| d.pages[0].turn = 180)),
        (
            "match.name",
            read(K::VerificationForm, &[(F::SubjectName, "重庆鼎盛贸易有限公司")]),
        ),
        (
            "match.address",
            read(
                K::BusinessLicence,
                &[(F::Address, "重庆市渝中区解放碑步行街二百号附五楼")],
            ),
        ),
        (
            "match.domain",
            read(K::DomainCertificate, &[(F::Domain, "otherplace.net")]),
        ),
        (
            "match.legal-representative",
            read(K::BusinessLicence, &[(F::LegalRepresentative, "欧阳建国")]),
        ),
        (
            "match.responsible-person",
            read(K::IdCardPortrait, &[(F::Name, "欧阳建国")]),
        ),
        (
            "match.site-name",
            read(K::VerificationForm, &[(F::SiteName, "鼎盛贸易商行门户")]),
        ),
        (
            "match.uncertain",
            paper(K::BusinessLicence, |d| {
                *d = d.clone().with_field(F::Name, "重庆鼎盛贸易有限公司", 0.3);
            }),
        ),
        (
            "pdf.active-content",
            pdf_fact(|p| p.active_content = vec!["JavaScript".to_owned()]),
        ),
        (
            "pdf.blank-page",
            pdf(|d| {
                d.pages.push(page());
                d.pages[1].measured.blank = true;
            }),
        ),
        (
            "pdf.copies-otherwise",
            pdf(|d| {
                d.pages[0].otherwise = Some(Otherwise {
                    shown: "6".to_owned(),
                    copied: "8".to_owned(),
                    area: SPOT,
                    whole: true,
                    hidden: false,
                });
            }),
        ),
        (
            "pdf.embedded-file",
            pdf_fact(|p| p.embedded_files = vec!["a.exe".to_owned()]),
        ),
        ("pdf.encrypted", pdf_fact(|p| p.needs_password = true)),
        (
            "pdf.modified-after-signing",
            pdf_fact(|p| p.changed_after_signing = true),
        ),
        (
            "pdf.not-rendered",
            pdf(|d| {
                d.pages[0].unshown = vec![crate::decode::Unshown {
                    kind: "Widget".to_owned(),
                    said: "林泽宇".to_owned(),
                    area: SPOT,
                }];
            }),
        ),
        ("pdf.too-many-pages", pdf(|d| d.frames = 500)),
        (
            "subject.certificate-kind",
            case(|d| d.subject.certificate.kind = CertificateKind::Other, Vec::new()),
        ),
    ]
}

/// Photos of people whom the platform verified.
fn photos() -> Vec<(&'static str, Dossier)> {
    let mut screen = photo::fixture::photo(|_, _| ());
    screen.pages[0].measured.figures.insert(metric::SCREEN, 0.9);
    let faults = photo::fixture::faults()
        .into_iter()
        .chain([("image.recaptured", screen)]);
    let electronic = |d: &mut Declaration| d.verification = Verification::Electronic;
    faults
        .map(|(code, photo)| (code, case(electronic, vec![photo])))
        .chain([("document.missing", case(electronic, Vec::new()))])
        .collect()
}

/// Services with a fault, and an icon that is none.
fn services() -> Vec<(&'static str, Dossier)> {
    let icon = service::fixture::declared(|s| s.icon = Some("icon.pdf".to_owned()));
    let mut file = document("icon.pdf", K::Other);
    file.format = Format::Pdf;
    let faults = service::fixture::faults().into_iter();
    faults
        .map(|(code, d)| (code, dossier_of(d, Vec::new())))
        .chain([("service.icon-unfit", dossier_of(icon, vec![file]))])
        .collect()
}

/// All defects: of the provinces' rules, of the reasons that reviewers give, and of the rest.
pub(super) fn defects(pack: &Pack) -> Vec<Defect> {
    let mut out: Vec<Defect> = walk::broken_cases(pack)
        .map(|(rule, dossier)| Defect {
            code: rule.check.code,
            rule: rule.id.clone(),
            dossier,
        })
        .collect();
    let mut add = |code: Option<&'static str>, dossier: Dossier| {
        for rule in &pack.rules {
            let meant = code.is_none_or(|c| c == rule.check.code);
            if meant && rule.holds_on(dossier.as_of) && !judge_by(&dossier, &[rule]).findings.is_empty() {
                out.push(Defect {
                    code: rule.check.code,
                    rule: rule.id.clone(),
                    dossier: dossier.clone(),
                });
            }
        }
    };
    for number in 1..=rejections::ROWS {
        if let Shown::By(codes, dossier) = rejections::row(number) {
            for code in codes {
                let code = code.split('=').next().unwrap();
                let known = FAMILIES.iter().flat_map(|f| f.iter()).find(|c| c.code == code);
                add(known.map(|c| c.code), *dossier.clone());
            }
        }
    }
    for (code, dossier) in others().into_iter().chain(photos()).chain(services()) {
        add(Some(code), dossier);
    }
    out
}

/// Inputs whose absence answers the question itself, and why: (code, ending of the input's name, why).
const ANSWERS: &[(&str, &str, &str)] = &[
    (
        "file.link-outside",
        "bytes",
        "what the system refuses to open is known to be no link",
    ),
    ("site.remark-missing", "trade name", OWN_NAME),
    ("subject.trade-name-missing", "trade name", OWN_NAME),
];
/// Why a trade name need not be declared.
const OWN_NAME: &str = "a subject whose name is not its operator's has a name of its own";

/// The outcome of a check at a place, by one rule.
fn outcome(dossier: &Dossier, rule: &Rule, at: Option<DocumentIndex>) -> Option<Outcome> {
    let judged = judge_by(dossier, &[rule]);
    let row = judged
        .outcomes
        .iter()
        .find(|o| o.code == rule.check.code && o.document == at);
    row.map(|r| r.outcome)
}

#[test]
fn a_case_with_a_defect_never_passes_for_want_of_an_input() {
    let pack = Pack::builtin().unwrap();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut used: BTreeSet<usize> = BTreeSet::new();
    let mut wrong: BTreeMap<String, String> = BTreeMap::new();
    let mut tried = 0;
    for defect in defects(&pack) {
        let rule = pack.rule(&defect.rule).unwrap();
        let found = judge_by(&defect.dossier, &[rule]).findings;
        seen.insert(defect.code);
        let places: BTreeSet<Option<DocumentIndex>> = found.iter().map(|f| f.locus.document()).collect();
        let inputs = declaration_inputs().into_iter().chain(document_inputs(&defect.dossier));
        for input in inputs {
            let mut less = defect.dossier.clone();
            (input.take)(&mut less);
            for at in &places {
                tried += 1;
                if outcome(&less, rule, *at) != Some(Outcome::Passed) {
                    continue;
                }
                let excuse = ANSWERS
                    .iter()
                    .position(|(c, i, _)| *c == defect.code && input.name.ends_with(i));
                match excuse {
                    Some(n) => drop(used.insert(n)),
                    None => drop(wrong.insert(format!("{} without {}", defect.code, input.name), defect.rule.clone())),
                }
            }
        }
    }
    assert!(wrong.is_empty(), "passed in silence:\n{wrong:#?}");
    assert_eq!(used.len(), ANSWERS.len(), "an excuse that nothing needs");
    let all = FAMILIES.iter().flat_map(|f| f.iter()).map(|c| c.code);
    let unseen: Vec<&str> = all.filter(|c| !seen.contains(c)).collect();
    assert!(unseen.is_empty(), "checks without a case that shows them: {unseen:?}");
    assert!(tried > 10_000, "{tried}");
}

#[test]
fn nothing_at_all_passes_nothing_that_is_compared_or_read() {
    let pack = Pack::builtin().unwrap();
    let rules: Vec<&Rule> = pack.rules.iter().collect();
    let mut bare = dossier_of(declaration(), K::ALL.iter().map(|k| document("a.jpg", *k)).collect());
    for d in &mut bare.documents {
        d.pages.clear();
        d.was_read = false;
        d.recognised = Recognised::unknown();
    }
    bare.declared = Declared::Missing;
    let judged = judge_by(&bare, &rules);
    let families = [
        "address.",
        "contact.",
        "domain.",
        "hosting.",
        "identity.",
        "image.",
        "match.",
        "person.",
        "site.",
        "subject.",
    ];
    let passed: Vec<&str> = judged
        .outcomes
        .iter()
        .filter(|o| o.outcome == Outcome::Passed && families.iter().any(|f| o.code.starts_with(f)))
        .map(|o| o.code)
        .collect();
    assert!(passed.is_empty(), "{passed:?}");
}

#[test]
fn a_value_that_is_uncertain_has_not_passed_its_own_comparison() {
    let pack = Pack::builtin().unwrap();
    let dossier = paper(K::BusinessLicence, |d| {
        *d = d.clone().with_field(F::Name, "成都示列科技有限公司", 0.9);
    });
    let rules: Vec<&Rule> = pack
        .rules
        .iter()
        .filter(|r| r.check.code.starts_with("match."))
        .collect();
    let judged = judge_by(&dossier, &rules);
    let of = |code: &str| {
        judged
            .outcomes
            .iter()
            .find(|o| o.code == code && o.document == Some(0))
            .unwrap()
    };
    assert_eq!(of("match.uncertain").outcome, Outcome::Failed);
    assert_eq!(of("match.name").outcome, Outcome::NotChecked);
    assert!(of("match.name").why.is_some());
    assert!(
        judged
            .findings
            .iter()
            .any(|f| f.actual == Evidence::text("成都示列科技有限公司"))
    );
}
