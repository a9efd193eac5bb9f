//! Cases with a defect, one or more for every check and for every rule of all provinces: of the provinces' rules (`walk`), of
//! the reasons that reviewers give (`rejections`), of the national rules one by one (`national`), and the rest, which stands here.

use super::rejections::{self, Shown};
use super::{Pack, identity_papers, national, walk};
use crate::decode::{Change, DecodeError, PdfFacts, PdfSignature};
use crate::format::Format;
use crate::geometry::PixelBox;
use crate::intake::case::{Billing, CertificateKind, Verification};
use crate::intake::{Declaration, Declared, Problem, Unread};
use crate::judge::checks::pdf::fixture::held;
use crate::judge::checks::{FAMILIES, photo, service};
use crate::judge::dossier::fixture::{declaration, document, dossier_of, page, person};
use crate::judge::dossier::{DocumentFacts, Dossier, Elsewhere, Place, Shared};
use crate::judge::engine::judge_by;
use crate::kind::{DocumentKind as K, FieldName as F};
use crate::measure::{Origin, metric};
use crate::read::{Answer, CheckBox, MarkKind, Otherwise};
use crate::signature::{Fault, Standing};

/// A case in which a check finds something.
pub(super) struct Defect {
    pub code: &'static str,
    /// The rule that finds it.
    pub rule: String,
    pub dossier: Dossier,
}

/// A case with one paper after a change.
pub(super) fn paper(kind: K, change: impl FnOnce(&mut DocumentFacts)) -> Dossier {
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

/// A form that somebody else signed.
fn signed(change: impl FnOnce(&mut PdfSignature)) -> Dossier {
    pdf_fact(|p| {
        let mut one = held("某某测试中心");
        change(&mut one);
        p.signatures = vec![one];
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
            "pdf.changed-after-signing",
            signed(|s| (s.whole, s.changed) = (false, Some(Change::Content))),
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
        ("pdf.signature-broken", signed(|s| s.held = Err(Fault::Digest))),
        ("pdf.signer-mismatch", signed(|_| {})),
        ("pdf.signer-unknown", signed(|s| s.standing = Some(Standing::NoPath))),
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
    screen.pages[0].measured.figures.insert(metric::DISPLAY, 0.99);
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

/// All defects: of the provinces' rules, of the reasons that reviewers give, of the rest, and of the national rules one by one.
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
    for (code, dossier) in others()
        .into_iter()
        .chain(identity_papers::cases())
        .chain(photos())
        .chain(services())
    {
        add(Some(code), dossier);
    }
    out.extend(national::pairs().into_iter().map(|pair| Defect {
        code: pack.rule(pair.rule).unwrap().check.code,
        rule: pair.rule.to_owned(),
        dossier: pair.broken,
    }));
    out
}
