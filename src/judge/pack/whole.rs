//! Whole cases: one for each way in which subjects hand in, in order by the words of the user's guide and of the dossier
//! (materials.md, process.md, site-names.md). The papers are made from the declaration, as a submitter makes them, so that a
//! declaration that is changed brings papers that say the same.

use crate::decode::PdfFacts;
use crate::format::Format;
use crate::geometry::PixelBox;
use crate::identity::{citizen_check, credit_check};
use crate::intake::Declaration;
use crate::intake::case::{
    Billing, CertificateKind, Content, DeclaredDomain, Filing, Hosting, Person, Site, SiteAccess, SubjectKind, Timeline,
};
use crate::judge::checks::samples;
use crate::judge::dossier::fixture::{day, declaration, document, dossier_of, person, site};
use crate::judge::dossier::{DocumentFacts, Dossier};
use crate::kind::{DocumentKind as K, FieldName as F};
use crate::measure::metric;
use crate::place::Province;
use crate::read::{Answer, CheckBox, MarkKind, SignaturePlace};

/// How sure a reading is taken to be: above every bound that a rule sets.
const SURE: f64 = 0.995;
/// An address in the province of filing, to the door number (materials.md, rejections.md row 48).
const ADDRESS: &str = "四川省成都市武侯区天府大道1号2室";

/// Figures of a sharp, evenly lit, straight picture of a paper (`docs/metrics`).
pub(super) const GOOD: [(&str, f64); 11] = [
    (metric::EDGE_WIDTH, 2.5),
    (metric::BLACK_POINT, 0.1),
    (metric::WHITE_POINT, 0.9),
    (metric::BURNT, 0.0),
    (metric::GLARE, 0.0),
    (metric::SKEW_DEG, 0.4),
    (metric::PERSPECTIVE_DEG, 0.8),
    (metric::PRINT_HEIGHT, 26.0),
    (metric::SCREEN, 0.1),
    (metric::DISPLAY, 0.05),
    (metric::WATERMARK, 0.0),
];

/// Nobody's identity number: the first code of Sichuan's list, born on this day, a man.
fn citizen(born: &str) -> String {
    let body = format!("510100{born}001");
    format!("{body}{}", citizen_check(body.as_bytes()).unwrap() as char)
}

/// Nobody's credit code, of this registering department and class (GB 32100, materials.md §11.2).
fn code(class: &str) -> String {
    let body = format!("{class}510100MA6T5EXT0");
    format!("{body}{}", credit_check(body.as_bytes()).unwrap() as char)
}

fn holder() -> Person {
    Person {
        email: Some("wang@shili.cn".to_owned()),
        phones: vec!["13900139000".to_owned()],
        ..person("王测试", &citizen("19900601"), "13800138000")
    }
}

/// What every submitter declares alike: one person for everything, a domain held by the subject for a year to come, a prepaid
/// server in the mainland, a closed site.
fn declared(kind: SubjectKind, certificate: CertificateKind, number: String, name: &str, domain: &str) -> Declaration {
    let mut d = declaration();
    d.submitted_at = Some("2026-06-01T09:00:00+08:00".parse().unwrap());
    d.subject.kind = kind;
    d.subject.name = name.to_owned();
    d.subject.certificate.kind = certificate;
    d.subject.certificate.number = number;
    d.subject.address = Some(ADDRESS.to_owned());
    d.subject.contact_address = Some(ADDRESS.to_owned());
    d.subject.responsible_person = Some(holder());
    if kind != SubjectKind::Individual {
        d.subject.legal_representative = Some(holder().name);
    }
    d.sites = vec![site("云帆之家", domain)];
    d.sites[0].responsible_person = Some(holder());
    d.sites[0].content = vec![Content::General];
    d.sites[0].site_access = Some(SiteAccess::Closed);
    d.sites[0].category = Some("单位门户网站".to_owned());
    d.domains = vec![held(domain, name)];
    d.hosting = Some(Hosting {
        region: Some("mainland".to_owned()),
        billing: Some(Billing::Prepaid),
        public_ips: Some(vec!["203.0.113.1".to_owned()]),
        expires_on: Some(day("2027-06-01")),
        purchased_months: Some(12),
    });
    d.filed_sites = Some(0);
    d.timeline = Some(Timeline {
        sms_sent_at: Some("2026-06-01T10:00:00+08:00".parse().unwrap()),
        sms_verified_at: Some("2026-06-01T11:00:00+08:00".parse().unwrap()),
        ..Timeline::default()
    });
    d
}

/// A domain in order: a domestic registrar, verified, a year left.
pub(super) fn held(domain: &str, by: &str) -> DeclaredDomain {
    DeclaredDomain {
        registrant: Some(by.to_owned()),
        registrar: Some("厦门易名科技股份有限公司".to_owned()),
        registered_on: Some(day("2025-01-01")),
        expires_on: Some(day("2027-01-01")),
        real_name_verified: Some(true),
        verified_on: Some(day("2025-01-02")),
        ..samples::domain(domain)
    }
}

/// A company that files for the first time.
pub(super) fn enterprise() -> Declaration {
    let certificate = CertificateKind::BusinessLicence;
    declared(
        SubjectKind::Enterprise,
        certificate,
        code("91"),
        "成都云帆科技有限公司",
        "shili.cn",
    )
}

/// A company whose site has its number with another provider.
pub(super) fn added_access() -> Declaration {
    let mut d = enterprise();
    d.filing = Filing::NewAccess;
    d.sites[0].site_access = Some(SiteAccess::Open);
    d.filed_sites = Some(1);
    d
}

/// A trader with a name of his own.
pub(super) fn sole_proprietor() -> Declaration {
    let certificate = CertificateKind::BusinessLicence;
    let mut d = declared(
        SubjectKind::SoleProprietor,
        certificate,
        code("92"),
        "成都云帆商行",
        "shili.cn",
    );
    d.subject.trade_name = Some("云帆".to_owned());
    d
}

/// Somebody from Yunnan who lives in Sichuan.
pub(super) fn individual() -> Declaration {
    let number = holder().certificate.unwrap().number;
    let mut d = declared(
        SubjectKind::Individual,
        CertificateKind::CitizenId,
        number,
        "王测试",
        "shili.cn",
    );
    d.subject.address = Some("云南省昆明市五华区建设路1号2室".to_owned());
    d.sites[0].name = "生活多彩".to_owned();
    d.sites[0].category = Some("博客/个人空间".to_owned());
    d.sites[0].remarks = Some("个人博客，记录本人生活与学习的文字和照片，不涉及任何企业内容。".to_owned());
    d
}

/// A government department.
pub(super) fn government() -> Declaration {
    let certificate = CertificateKind::GovernmentCode;
    declared(
        SubjectKind::Government,
        certificate,
        code("11"),
        "成都市云帆管理局",
        "shili.gov.cn",
    )
}

/// A public institution.
pub(super) fn institution() -> Declaration {
    let certificate = CertificateKind::InstitutionCertificate;
    declared(
        SubjectKind::Institution,
        certificate,
        code("12"),
        "成都市云帆研究所",
        "shili.cn",
    )
}

/// A hospital that files under its licence to practise.
pub(super) fn medical() -> Declaration {
    let number = "PDY000000510107001".to_owned();
    let certificate = CertificateKind::MedicalLicence;
    declared(
        SubjectKind::MedicalInstitution,
        certificate,
        number,
        "成都云帆医院",
        "shili.cn",
    )
}

/// The office of a company from abroad.
pub(super) fn foreign_office() -> Declaration {
    let certificate = CertificateKind::ForeignOfficeCertificate;
    declared(
        SubjectKind::ForeignOffice,
        certificate,
        code("91"),
        "云帆（海外）公司成都代表处",
        "shili.cn",
    )
}

/// Every one of them.
pub(super) const ALL: [fn() -> Declaration; 8] = [
    enterprise,
    added_access,
    sole_proprietor,
    individual,
    government,
    institution,
    medical,
    foreign_office,
];

/// A good picture of a paper of this kind.
fn picture(kind: K, lines: &[&str]) -> DocumentFacts {
    let mut d = document(&format!("{kind}.jpg"), kind).with_lines(lines);
    d.hint = Some(kind);
    d.pages[0].measured.figures.extend(GOOD);
    d
}

/// The same as a scan in a PDF.
fn scan(kind: K, lines: &[&str]) -> DocumentFacts {
    let mut d = picture(kind, lines);
    d.path = format!("{kind}.pdf");
    d.extension = Some("pdf".to_owned());
    d.format = Format::Pdf;
    d.pdf = Some(PdfFacts {
        signed: true,
        pages: 1,
        ..PdfFacts::default()
    });
    d
}

fn with(mut d: DocumentFacts, fields: &[(F, &str)]) -> DocumentFacts {
    for (name, value) in fields {
        d = d.with_field(*name, value, SURE);
    }
    d
}

fn sealed(d: DocumentFacts, by: &str) -> DocumentFacts {
    d.with_mark(MarkKind::Seal, Some(by))
}

/// Both sides of the holder's card (materials.md §1).
fn card(d: &Declaration) -> [DocumentFacts; 2] {
    let p = holder();
    let address = d.subject.address.as_deref().unwrap_or(ADDRESS);
    let number = p.certificate.unwrap().number;
    let front = with(
        picture(K::IdCardPortrait, &["姓名", "公民身份号码"]),
        &[
            (F::Name, &p.name),
            (F::Sex, "男"),
            (F::BirthDate, "1990-06-01"),
            (F::Address, address),
            (F::CitizenIdNumber, &number),
        ],
    );
    let back = with(
        picture(
            K::IdCardEmblem,
            &["中华人民共和国", "居民身份证", "签发机关", "有效期限"],
        ),
        &[(F::ValidFrom, "2020-06-01"), (F::ValidUntil, "2040-06-01")],
    );
    [front, back]
}

/// Both sides of a travel permit of a resident of Hong Kong or Macau (papers-as-they-are.md §7).
fn travel_permit(d: &Declaration) -> [DocumentFacts; 2] {
    let printed = [
        (F::Name, d.subject.name.as_str()),
        (F::CertificateNumber, &d.subject.certificate.number),
        (F::BirthDate, "1990-06-01"),
        (F::ValidUntil, "2032-06-01"),
    ];
    let front = with(
        picture(K::HkMacauPermit, &["港澳居民来往内地通行证", "签发机关"]),
        &printed,
    );
    let mut back = picture(K::HkMacauPermit, &["持证人须知"]);
    back.path = "back.jpg".to_owned();
    [front, back]
}

/// The subject's own paper: a licence with both seals and its code, or a certificate with its registrar's seal (§2, §5).
fn certificate(d: &Declaration) -> Option<DocumentFacts> {
    let s = &d.subject;
    let printed = [
        (F::Name, s.name.as_str()),
        (F::CreditCode, &s.certificate.number),
        (F::Address, s.address.as_deref().unwrap_or_default()),
        (
            F::LegalRepresentative,
            s.legal_representative.as_deref().unwrap_or_default(),
        ),
    ];
    match s.kind {
        SubjectKind::Individual => None,
        SubjectKind::Enterprise | SubjectKind::SoleProprietor => {
            let link = format!("https://www.gsxt.gov.cn/index.html?uniscid={}", s.certificate.number);
            let licence = with(scan(K::BusinessLicence, &["营业执照", "统一社会信用代码"]), &printed);
            let licence = licence.with_field(F::BusinessScope, "软件开发；日用品零售", SURE);
            let licence = sealed(sealed(licence, "成都市市场监督管理局"), &s.name);
            Some(licence.with_mark(MarkKind::QrCode, Some(&link)))
        }
        _ => {
            let paper = with(scan(K::OrganisationCertificate, &["统一社会信用代码"]), &printed);
            Some(sealed(paper, "成都市登记管理机关").with_field(F::ValidUntil, "2030-01-01", SURE))
        }
    }
}

/// The form of a site, each its own: filled in, signed, sealed by a unit, its boxes ticked (§3).
fn form(n: usize, site: &Site, d: &Declaration) -> DocumentFacts {
    let place = |x, y| PixelBox { x, y, w: 30, h: 30 };
    let mut form = with(
        scan(K::VerificationForm, &["网站备案信息真实性核验单", "网站负责人签字"]),
        &[
            (F::SubjectName, &d.subject.name),
            (F::Domain, &site.domains.join("、")),
            (F::SiteName, &site.name),
            (F::ResponsiblePerson, &holder().name),
            (F::CertificateNumber, &d.subject.certificate.number),
        ],
    )
    .with_mark(MarkKind::Signature, None);
    form.path = format!("verification-form-{n}.pdf");
    form.pages[0].signature_places = vec![SignaturePlace {
        label: "签字".to_owned(),
        area: place(300, 900),
        ink: 0.2,
    }];
    let put = |x, answer, ink| CheckBox {
        answer,
        area: place(x, 400),
        ink,
    };
    form.pages[0].boxes = vec![put(10, Answer::Yes, 0.4), put(200, Answer::No, 0.0)];
    if d.subject.kind == SubjectKind::Individual {
        form
    } else {
        sealed(form, &d.subject.name)
    }
}

/// The certificate of one domain (§4).
fn domain_certificate(n: usize, domain: &str, d: &Declaration) -> DocumentFacts {
    let own = d.domains.iter().find(|x| x.name == domain);
    let until = own
        .and_then(|x| x.expires_on)
        .map(|x| x.to_string())
        .unwrap_or_default();
    let mut paper = with(
        picture(K::DomainCertificate, &["域名证书", "2026年5月20日"]),
        &[
            (F::Domain, domain),
            (F::Registrant, &d.subject.name),
            (F::Registrar, "厦门易名科技股份有限公司"),
            (F::ExpiresOn, &until),
        ],
    );
    paper.path = format!("domain-certificate-{n}.jpg");
    paper
}

/// A permit that nothing asks for and everybody may hand in (§6).
fn permit(kind: K, number: &str, d: &Declaration) -> DocumentFacts {
    let fields = [
        (F::PermitNumber, number),
        (F::Name, &d.subject.name),
        (F::ValidUntil, "2029-01-01"),
    ];
    sealed(with(scan(kind, &["许可证"]), &fields), "四川省通信管理局")
}

/// The papers of a case, made from what is declared.
fn papers(d: &Declaration) -> Vec<DocumentFacts> {
    let unit = d.subject.kind != SubjectKind::Individual;
    let mut out: Vec<DocumentFacts> = card(d).into_iter().chain(certificate(d)).collect();
    if d.subject.certificate.kind == CertificateKind::HkMacauPermit {
        out.extend(travel_permit(d));
    }
    out.extend(d.sites.iter().enumerate().map(|(n, site)| form(n, site, d)));
    let domains = d.sites.iter().flat_map(|s| &s.domains).enumerate();
    out.extend(domains.map(|(n, domain)| domain_certificate(n, domain, d)));
    if unit {
        let letter = |kind: K, title: &str| {
            let paper = scan(kind, &[title, "2026年5月20日"]).with_mark(MarkKind::Signature, None);
            sealed(paper, &d.subject.name)
        };
        out.push(letter(K::AuthorisationLetter, "授权书"));
        out.push(letter(K::CommitmentLetter, "承诺书"));
        out.push(permit(K::PreApproval, "川网文〔2025〕0001-001号", d));
        out.push(permit(K::TelecomLicence, "川B2-20250001", d));
        out.push(scan(K::SitePlan, &["网站建设方案书"]));
    } else {
        let fields = [(F::Name, d.subject.name.as_str()), (F::ValidUntil, "2027-06-01")];
        out.push(with(picture(K::ResidencePermit, &["居住证"]), &fields));
    }
    if d.subject.kind == SubjectKind::Government {
        out.push(scan(K::Other, &["政府网站域名业务审核表"]));
    }
    for (n, paper) in out.iter_mut().enumerate() {
        paper.sha256 = format!("{:064x}", n + 1);
    }
    out.sort_by(|a, b| a.path.cmp(&b.path));
    out
}

/// The case of this declaration with its papers, handed in and judged on 2026-06-01; other cases share nothing with it.
pub(super) fn handed_in(d: Declaration) -> Dossier {
    let papers = papers(&d);
    Dossier {
        elsewhere: Some(Vec::new()),
        ..dossier_of(d, papers)
    }
}

/// A province by its name.
pub(super) fn at(province: &str) -> Province {
    Province::find(province).unwrap()
}
