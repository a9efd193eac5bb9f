//! Cases that show what neither the walk of the provinces' rules nor the table of rejections shows.

use crate::decode::{Change, DecodeError, Overlay, Painted, PdfFacts, PdfSignature, Unshown};
use crate::finding::Finding;
use crate::format::Format;
use crate::geometry::PixelBox;
use crate::intake::case::{Billing, Certificate, CertificateKind, Hosting, Problem, Verification, Wrong};
use crate::intake::{Declared, Unread};
use crate::judge::checks::pdf::fixture::{held, signed};
use crate::judge::checks::{photo, service};
use crate::judge::dossier::fixture::{declaration, document, dossier, dossier_of, person};
use crate::judge::dossier::{DocumentFacts, Dossier, Elsewhere, Place, Shared};
use crate::judge::engine::{RulesLevel, judge};
use crate::judge::pack::{Pack, identity_papers};
use crate::kind::{DocumentKind as K, FieldName};
use crate::measure::{Origin, metric};
use crate::read::{Answer, CheckBox, MarkKind, Otherwise};
use crate::signature::{Fault, Standing, Unproved};

fn area() -> PixelBox {
    PixelBox {
        x: 10,
        y: 10,
        w: 40,
        h: 30,
    }
}

/// A card on which every figure is bad.
fn bad_picture() -> Dossier {
    let mut card = document("front.jpg", K::IdCardPortrait)
        .with_lines(&["公民身份号码 1", "公民身份号码 2", "电子身份证", "复印件"])
        .with_figure(metric::EDGE_WIDTH, 9.0)
        .with_figure(metric::BLACK_POINT, 0.9)
        .with_figure(metric::WHITE_POINT, 0.2)
        .with_figure(metric::PERSPECTIVE_DEG, 12.0)
        .with_figure(metric::SKEW_DEG, 8.0)
        .with_figure(metric::PRINT_HEIGHT, 5.0)
        .with_field(FieldName::CitizenIdNumber, "11010519491231002X", 0.99)
        .with_field(FieldName::Sex, "男", 0.99)
        .with_field(FieldName::BirthDate, "1950-01-01", 0.99);
    card.bytes = 1000;
    card.hint = Some(K::IdCardEmblem);
    card.also = vec![Format::Pdf, Format::Html];
    card.frames = 3;
    card.pages[0].dpi = Some(72.0);
    card.pages[0].turn = 180;
    card.pages[0].measured.origin = Origin::ScreenCapture;
    card.pages[0].measured.screen = vec!["a status bar", "the exact size of a display"];
    let mut named = card.clone();
    named.pages[0].measured.screen.clear();
    named.pages[0].measured.origin_basis = "no grain, and the marks of a screen";
    named.pages[0].measured.on_sheet = true;
    // The same bytes twice.
    named.path = "copy.jpg".to_owned();
    dossier(vec![card, named])
}

/// A PDF of a licence that holds what it must not, and says other things than the declaration.
fn bad_pdf() -> Dossier {
    let mut licence = document("licence.pdf", K::BusinessLicence)
        .with_lines(&["营业执照"])
        .with_field(FieldName::CreditCode, "914403001922038216", 0.99)
        .with_field(FieldName::Name, "成都瑞丰文化传媒有限公司", 0.99)
        .with_field(FieldName::Address, "成都市锦江区春熙路99号", 0.99)
        .with_field(FieldName::LegalRepresentative, "李秀英", 0.99)
        .with_mark(
            MarkKind::QrCode,
            Some("https://example.com/index.html?uniscid=9144030071526726XG"),
        );
    licence.format = Format::Pdf;
    licence.frames = 9;
    licence.pdf = Some(PdfFacts {
        needs_password: true,
        signed: true,
        changed_after_signing: true,
        revisions: 2,
        active_content: ["JavaScript", "Launch", "XFA", "RichMedia"].map(str::to_owned).to_vec(),
        embedded_files: vec!["a.exe".to_owned()],
        ..PdfFacts::default()
    });
    licence.pages[0].otherwise = Some(Otherwise {
        shown: "云帆科技".to_owned(),
        copied: "abc".to_owned(),
        area: area(),
        whole: true,
        hidden: false,
    });
    let over = |what, words: &str| Overlay {
        what,
        area: area(),
        words: words.to_owned(),
    };
    let note = |kind: &str, signature| Painted::Annotation {
        kind: kind.to_owned(),
        signature,
    };
    licence.pages[0].overlays = vec![
        over(Painted::Text, "王测试"),
        over(
            Painted::Picture {
                width: 210,
                height: 40,
                clear: false,
            },
            "",
        ),
        over(Painted::Drawing, ""),
        over(note("FreeText", false), "2028-01-01"),
        over(note("Widget", true), ""),
    ];
    let unshown = |kind: &str, said: &str| Unshown {
        kind: kind.to_owned(),
        said: said.to_owned(),
        area: area(),
    };
    licence.pages[0].unshown = vec![
        unshown("Widget", "林泽宇"),
        unshown("Square", ""),
        unshown("Stamp", "作废"),
    ];
    let mut blank = licence.clone();
    blank.path = "blank.pdf".to_owned();
    // One character beside the declared one.
    blank = blank.with_field(FieldName::LegalRepresentative, "张玮", 0.99);
    blank.pages[0].lines.clear();
    blank.pages[0].measured.blank = true;
    let mut d = declaration();
    d.subject.name = "成都云帆科技有限公司".to_owned();
    d.subject.address = Some("四川省成都市武侯区天府大道1号".to_owned());
    d.subject.legal_representative = Some("张伟".to_owned());
    dossier_of(d, vec![licence, blank])
}

/// Forms that somebody else signed, and what became of them: each fault, each change, each standing.
fn badly_signed() -> Dossier {
    let mut signatures = Vec::new();
    let mut add = |change: &dyn Fn(&mut PdfSignature)| {
        let mut one = held("某某测试中心");
        change(&mut one);
        signatures.push(one);
    };
    for fault in [Fault::Digest, Fault::Value, Fault::Range, Fault::Malformed] {
        add(&|s| s.held = Err(fault));
    }
    for why in [
        Unproved::Algorithm,
        Unproved::Weak,
        Unproved::Key,
        Unproved::Form,
        Unproved::NoCertificate,
        Unproved::Budget,
    ] {
        add(&|s| s.held = Err(why.into()));
    }
    for change in [Change::FormFill, Change::Annotation, Change::Content, Change::Unclear] {
        add(&|s| (s.whole, s.changed) = (false, Some(change)));
    }
    for standing in [Standing::NoPath, Standing::NotValidThen, Standing::NotForSigning] {
        add(&|s| s.standing = Some(standing));
    }
    add(&|s| (s.changed, s.standing) = (None, None));
    let mut forms: Vec<_> = signatures.into_iter().map(|s| signed(vec![s])).collect();
    let mut certified = held("某某测试中心");
    (certified.changed, certified.permits) = (Some(Change::Signing), Some(1));
    forms.push(signed(vec![certified, held("某某测试中心")]));
    dossier(forms)
}

/// A form that names another site, domain and person, and nobody has signed.
fn bad_form() -> Dossier {
    let names = |confidence| {
        document("form.jpg", K::VerificationForm)
            .with_lines(&["核验单"])
            .with_field(FieldName::SiteName, "阳光文学小屋", confidence)
            .with_field(FieldName::Domain, "otherplace.net", confidence)
            .with_field(FieldName::ResponsiblePerson, "李秀英", confidence)
    };
    let mut sure = names(0.99);
    sure.pages[0].typed = true;
    let mut doubtful = names(0.85).with_mark(MarkKind::Signature, None);
    doubtful.path = "form-2.jpg".to_owned();
    let put = |x: i32, answer| CheckBox {
        answer,
        area: PixelBox {
            x,
            y: 100,
            w: 24,
            h: 24,
        },
        ink: 0.0,
    };
    doubtful.pages[0].boxes = vec![put(400, Answer::Yes), put(500, Answer::No)];
    let unknown = document("x.jpg", K::Unrecognised).with_lines(&["一二三"]);
    let emblem = document("back.jpg", K::IdCardEmblem)
        .with_field(FieldName::ValidFrom, "2018-05-02", 0.99)
        .with_field(FieldName::ValidUntil, "2033-05-02", 0.99);
    let mut d = declaration();
    d.sites[0].responsible_person = Some(person("张伟", "11010519491231002X", "13800138000"));
    d.subject.responsible_person = d.sites[0].responsible_person.clone();
    dossier_of(d, vec![sure, doubtful, unknown, emblem])
}

/// Files that could not be read, one by each cause.
fn bad_files() -> Dossier {
    let unread = |path: &str, unread| DocumentFacts {
        unread: Some(unread),
        ..document(path, K::Other)
    };
    let flawed = |path: &str, flaw| DocumentFacts {
        flaws: vec![(Some(1), flaw)],
        ..document(path, K::Other)
    };
    let limit = |limit| DecodeError::Limit {
        limit,
        asked: 9,
        allowed: 4,
    };
    let malformed = DecodeError::Malformed {
        what: "jpeg".to_owned(),
        detail: "ends early".to_owned(),
    };
    let mut large = document("large.jpg", K::Other);
    large.bytes = 99 << 20;
    let mut empty = document("empty.jpg", K::Unrecognised);
    (empty.format, empty.bytes) = (Format::Empty, 0);
    let mut cut = document("cut.pdf", K::Other);
    cut.partial = true;
    let link = Unread::Link {
        target: "/etc/passwd".to_owned(),
        outside: true,
    };
    dossier(vec![
        large,
        empty,
        cut,
        unread("link.jpg", link),
        unread("giant.jpg", Unread::TooLarge),
        unread("locked.jpg", Unread::Refused("permission denied".to_owned())),
        unread("pipe.jpg", Unread::NotAFile),
        flawed("broken.jpg", malformed),
        flawed("pixels.jpg", limit("page_pixels")),
        flawed("bytes.jpg", limit("decoded_bytes")),
        flawed("strokes.pdf", limit("page_operators")),
        flawed(
            "odd.tif",
            DecodeError::Unsupported {
                feature: "this variant of TIFF",
            },
        ),
        flawed(
            "crash.jpg",
            DecodeError::Crashed {
                how: "panic".to_owned(),
            },
        ),
    ])
}

/// Declared numbers, servers and names that cannot be, and what other cases say too.
fn bad_declaration() -> Dossier {
    let mut d = declaration();
    d.subject.responsible_person = Some(person("张伟", "110105194912310021", "13800138000"));
    d.sites[0].responsible_person = Some(person("李秀英", "990105194912310021", "13800138000"));
    d.subject.certificate = Certificate {
        kind: CertificateKind::BusinessLicence,
        number: "914403001922038217".to_owned(),
        valid_until: None,
    };
    d.hosting = Some(Hosting {
        billing: Some(Billing::Postpaid),
        public_ips: Some(Vec::new()),
        ..Hosting::default()
    });
    let mut dossier = dossier_of(d, vec![document("a.jpg", K::IdCardPortrait)]);
    dossier.same_id = vec!["other-folder".to_owned()];
    let met = |what, at: &str| Elsewhere {
        what,
        at: Place::Declared(at.to_owned()),
        cases: vec!["other-7".to_owned(), "other-8".to_owned()],
    };
    dossier.elsewhere = Some(vec![
        met(Shared::SiteName, "/sites/0/name"),
        Elsewhere {
            at: Place::Document(0),
            ..met(Shared::File, "")
        },
    ]);
    dossier
}

/// Declarations that are none; every reason the parser has is in the words of `wording.tsv`.
fn no_declaration() -> Vec<Dossier> {
    let limits = crate::limits::Limits::default();
    let texts: [&[u8]; 8] = [
        b"{",
        b"nonsense",
        b"[]",
        b"{\"a\": \"\xff\"}",
        br#"{"case_id": 1, "province": "99", "subject": {"kind": "x", "certificate": {"kind": "y", "valid_until": "z"}}, "filed_sites": -1}"#,
        br#"{"case_id": "c", "province": "51", "subject": [], "sites": {}, "submitted_at": "now", "filing": "x", "schema": "y"}"#,
        br#"{"case_id": "", "province": "51", "subject": {"kind": "enterprise", "name": "a"}, "sites": [{"domains": [], "content": ["b"]}], "domains": [{"real_name_verified": 1, "expires_on": "z"}]}"#,
        br#"{"case_id": "c", "province": "51", "attachments": [{"path": "a", "kind": "b"}], "hosting": {"billing": "c"}}"#,
    ];
    let with = |declared| {
        let mut case = dossier(Vec::new());
        case.declared = declared;
        case
    };
    let deep = "[".repeat(10_000);
    let mut out: Vec<Dossier> = texts
        .into_iter()
        .chain([deep.as_bytes()])
        .map(|text| with(crate::intake::case::parse(text, &limits)))
        .collect();
    let whole = |wrong: Wrong| Declared::Invalid {
        problems: vec![Problem::whole(wrong)],
        case_id: None,
    };
    out.extend([Wrong::Folder, Wrong::Link, Wrong::Unreadable].map(|wrong| with(whole(wrong))));
    out.push(with(Declared::Missing));
    out
}

/// A thin declaration of which parts were ignored, beside files that systems leave behind.
fn odd_declaration() -> Dossier {
    let mut d = declaration();
    d.sites.clear();
    d.domains.clear();
    d.subject.responsible_person = None;
    let problem = |pointer: &str, wrong| Problem {
        pointer: pointer.to_owned(),
        wrong,
    };
    d.ignored = vec![
        problem("/subject/name", Wrong::KeyTwice),
        problem("/subject/adress", Wrong::KeyUnknown(Some("address"))),
        problem("/sites/0/foo", Wrong::KeyUnknown(None)),
        problem("/sites/0/content/0", Wrong::Word(Some("news"), vec!["general", "news"])),
        problem("", Wrong::Gbk),
        problem("", Wrong::More(7)),
    ];
    let mut case = dossier_of(d, vec![document("a.jpg", K::IdCardPortrait)]);
    case.litter = vec![".DS_Store".to_owned(), "资料/Thumbs.db".to_owned()];
    case
}

/// Photos with a fault each, of people whom the platform verified.
fn photos() -> impl Iterator<Item = Dossier> {
    photo::fixture::faults().into_iter().map(|(_, photo)| {
        let mut d = declaration();
        d.verification = Verification::Electronic;
        dossier_of(d, vec![photo])
    })
}

/// Services with a fault each, and an icon that is none.
fn services() -> Vec<Dossier> {
    let icon = service::fixture::declared(|s| s.icon = Some("icon.pdf".to_owned()));
    let mut file = document("icon.pdf", K::Other);
    file.format = Format::Pdf;
    let absent = service::fixture::declared(|s| s.icon = Some("icon.png".to_owned()));
    let mut all = vec![dossier_of(icon, vec![file]), dossier_of(absent, Vec::new())];
    let faults = service::fixture::faults().into_iter();
    all.extend(faults.map(|(_, d)| dossier_of(d, Vec::new())));
    all
}

/// All these cases.
pub(super) fn all() -> Vec<Dossier> {
    let mut all = vec![
        bad_picture(),
        bad_pdf(),
        badly_signed(),
        bad_form(),
        bad_files(),
        bad_declaration(),
        odd_declaration(),
    ];
    all.extend(no_declaration());
    all.extend(identity_papers::cases().into_iter().map(|(_, case)| case));
    all.extend(photos());
    all.extend(services());
    all
}

/// What the shipped pack finds in them, with the paths of the documents.
pub(super) fn fired() -> Vec<(Finding, Option<String>)> {
    let pack = Pack::builtin().unwrap();
    let of = |case: &Dossier| {
        let judged = judge(case, &pack, RulesLevel::Published);
        let path = |f: &Finding| f.locus.document().map(|d| case.documents[d].path.clone());
        judged
            .findings
            .into_iter()
            .map(|f| (f.clone(), path(&f)))
            .collect::<Vec<_>>()
    };
    all().iter().flat_map(of).collect()
}
