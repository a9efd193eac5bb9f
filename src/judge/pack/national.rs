//! The rules of all provinces: each finds a defect and is silent on a case that keeps it. Truth is a sentence of the dossier or of
//! the user's guide: the pairs below break and keep it; what the other tables show (`rejections`, `defects`) is kept by the
//! whole cases.

use std::collections::BTreeSet;

use super::{Pack, Rule, defects, identity_papers, whole};
use crate::decode::{Overlay, Painted, PdfFacts};
use crate::extract::{Beside, EmptyLabel};
use crate::format::Format;
use crate::geometry::PixelBox;
use crate::intake::Declaration;
use crate::intake::case::{CertificateKind, ServiceKind, Verification};
use crate::judge::checks::pdf::fixture::held;
use crate::judge::checks::{photo, service};
use crate::judge::dossier::fixture::{day, document, dossier_of, site};
use crate::judge::dossier::{DocumentFacts, Dossier};
use crate::judge::engine::{Outcome, judge_by};
use crate::kind::{DocumentKind as K, FieldName as F};
use crate::read::MarkKind;

/// A rule with a case that breaks its sentence, and the same case set right.
pub(super) struct Pair {
    /// The rule.
    pub rule: &'static str,
    /// The case that breaks it.
    pub broken: Dossier,
    kept: Dossier,
}

/// A pair of declarations whose papers say the same as they.
fn told(rule: &'static str, of: fn() -> Declaration, keep: fn(&mut Declaration), spoil: fn(&mut Declaration)) -> Pair {
    let made = |change: fn(&mut Declaration)| {
        let mut d = of();
        change(&mut d);
        whole::handed_in(d)
    };
    Pair {
        rule,
        broken: made(spoil),
        kept: made(keep),
    }
}

/// A whole case, and the same after something happened to its papers.
fn shown(rule: &'static str, of: fn() -> Declaration, spoil: fn(&mut Dossier)) -> Pair {
    let kept = whole::handed_in(of());
    let mut broken = kept.clone();
    spoil(&mut broken);
    Pair { rule, broken, kept }
}

fn of_kind(dossier: &mut Dossier, kind: K) -> &mut DocumentFacts {
    dossier.documents.iter_mut().find(|d| d.kind() == kind).unwrap()
}

fn without(dossier: &mut Dossier, kind: K) {
    dossier.documents.retain(|d| d.kind() != kind);
}

/// A field that a reader of the paper does not find.
fn unread(dossier: &mut Dossier, kind: K, field: F) {
    of_kind(dossier, kind).fields.remove(&field).unwrap();
}

/// The same where its label was found, and this beside it.
fn beside(dossier: &mut Dossier, kind: K, field: F, beside: Beside, seen: &str) {
    unread(dossier, kind, field);
    of_kind(dossier, kind).empty_labels.push(EmptyLabel {
        field,
        page: 1,
        area: SPOT,
        beside,
        seen: seen.to_owned(),
    });
}

const SPOT: PixelBox = PixelBox {
    x: 100,
    y: 200,
    w: 90,
    h: 30,
};

fn saved_as(dossier: &mut Dossier, kind: K, format: Format, extension: &str) {
    let d = of_kind(dossier, kind);
    d.path = format!("{kind}.{extension}");
    d.extension = Some(extension.to_owned());
    d.format = format;
    d.pdf = None;
}

/// So many sites, of one domain each.
fn sites(d: &mut Declaration, n: usize) {
    let first = d.sites[0].clone();
    d.sites = (0..n)
        .map(|i| {
            let mut s = site(&format!("云帆{i}之家"), &format!("shili{i}.cn"));
            s.responsible_person.clone_from(&first.responsible_person);
            s.content.clone_from(&first.content);
            s.site_access = first.site_access;
            s.category.clone_from(&first.category);
            s
        })
        .collect();
    d.domains = d
        .sites
        .iter()
        .map(|s| whole::held(&s.domains[0], &d.subject.name))
        .collect();
    let ips = (1..=3).map(|n| format!("203.0.113.{n}")).collect();
    d.hosting.as_mut().unwrap().public_ips = Some(ips);
}

fn domain(d: &mut Declaration, name: &str) {
    d.sites[0].domains = vec![name.to_owned()];
    d.domains = vec![whole::held(name, &d.subject.name)];
}

/// An individual of Xizang: the one province whose page asks no remark of everybody (provinces-2026.toml, national.individual-remark).
fn of_xizang() -> Declaration {
    let mut d = whole::individual();
    d.province = whole::at("西藏");
    d
}

/// The pairs. Beside each stands the sentence that it breaks and keeps, and where it is written.
pub(super) fn pairs() -> Vec<Pair> {
    let keep: fn(&mut Declaration) = |_| ();
    let mut out = cases(keep);
    out.extend(papers());
    out.extend(fields());
    out
}

/// What is broken in what is declared.
fn cases(keep: fn(&mut Declaration)) -> Vec<Pair> {
    vec![
        // process.md §3: "organisations: up to 10 sites, 1 domain each".
        told(
            "national.case.sites-in-order",
            whole::enterprise,
            |d| sites(d, 10),
            |d| sites(d, 11),
        ),
        // provinces-2026.toml: 新增时一个网站只填一个域名.
        told("national.one-new-domain-per-site", whole::enterprise, keep, |d| {
            d.sites[0].domains.push("shili.com".to_owned());
            d.domains.push(whole::held("shili.com", &d.subject.name));
        }),
        // materials.md §4: "validity longer than 3 months [seed]"; handed in on 2026-06-01.
        told(
            "national.domain.three-months",
            whole::enterprise,
            |d| d.domains[0].expires_on = Some(day("2026-09-02")),
            |d| d.domains[0].expires_on = Some(day("2026-08-31")),
        ),
        // provinces-2026.toml: 事业单位域名以.cn或.公益、党政机关以.gov.cn或.政务为后缀.
        told(
            "national.gov-suffix",
            whole::institution,
            |d| domain(d, "shili.公益"),
            |d| domain(d, "shili.com"),
        ),
        told("national.gov-suffix.government", whole::government, keep, |d| {
            domain(d, "shili.cn");
        }),
        // provinces-2026.toml: 港澳台及外籍人士做个人备案须持居住证或外国人永久居留身份证; a 回乡证 is a permit to travel.
        told("national.hmt-foreign-individual", whole::individual, keep, |d| {
            d.subject.certificate.kind = CertificateKind::HkMacauPermit;
            d.subject.certificate.number = "H0123456700".to_owned();
        }),
        // provinces-2026.toml: 境外企业须用中国政府颁发的证件（分公司执照或常驻代表机构登记证）.
        told("national.no-foreign-company", whole::foreign_office, keep, |d| {
            d.subject.certificate.kind = CertificateKind::Other;
        }),
        // provinces-2026.toml: 个人服务内容只能选“博客/个人空间”或“其他”.
        told("national.individual-content", whole::individual, keep, |d| {
            d.sites[0].category = Some("网络购物".to_owned());
        }),
        // The same: 选其他须备注.
        told(
            "national.individual-content.other",
            of_xizang,
            |d| d.sites[0].category = Some("其他".to_owned()),
            |d| {
                d.sites[0].category = Some("其他".to_owned());
                d.sites[0].remarks = None;
            },
        ),
    ]
}

/// What is broken in the papers.
fn papers() -> Vec<Pair> {
    /// A name that says finance.
    fn fund_manager() -> Declaration {
        let mut d = whole::enterprise();
        d.sites[0].name = "云帆理财之家".to_owned();
        d
    }
    /// A name that says training.
    fn trainer() -> Declaration {
        let mut d = whole::enterprise();
        d.sites[0].name = "云帆培训之家".to_owned();
        d
    }
    let no_pledge: fn(&mut Dossier) = |x| {
        without(x, K::CommitmentLetter);
        without(x, K::PreApproval);
    };
    vec![
        // materials.md §5: 事业单位 accepted papers: 组织机构代码证书, 事业法人证书.
        shown("national.document.organisation", whole::institution, |x| {
            without(x, K::OrganisationCertificate);
        }),
        // filing-2026.md §6.2: 38 医疗机构执业许可证, among the certificates of subjects.
        shown("national.document.organisation-medical", whole::medical, |x| {
            without(x, K::OrganisationCertificate);
            without(x, K::PreApproval);
        }),
        // provinces-2026.toml: 政府网站备案须《政府网站域名业务审核表》.
        shown("national.user-gov", whole::government, |x| {
            without(x, K::Other);
            without(x, K::PreApproval);
        }),
        // provinces-2026.toml: 名称、经营范围、网站名等含金融词须金融部门文件，不涉及可交承诺书.
        shown("national.finance-words", fund_manager, no_pledge),
        // provinces-2026.toml: 涉及高中及以下校外培训须办学许可文件；仅字面涉及可交不涉及校外培训承诺书.
        shown("national.training", trainer, no_pledge),
        // process.md §6: letters and proofs "issued within 3 months of submission"; handed in on 2026-06-01.
        shown("national.document.commitment-fresh", whole::enterprise, |x| {
            let d = of_kind(x, K::CommitmentLetter);
            *d = d.clone().with_lines(&["承诺书", "2026年2月20日"]);
        }),
        // materials.md §0: "duplicate copy (副本) with the company seal (加盖公章) [seed]": here the registrar's alone.
        shown("national.document.licence-seal", whole::enterprise, |x| {
            let own = whole::enterprise().subject.name;
            of_kind(x, K::BusinessLicence)
                .marks
                .retain(|m| m.text.as_deref() != Some(&own));
        }),
        // pre-approvals.tsv: a permit is the act of an authority (issuing_authority_zh), whose seal makes it one.
        shown("national.document.permit-seal", whole::enterprise, |x| {
            of_kind(x, K::PreApproval).marks.retain(|m| m.kind != MarkKind::Seal);
        }),
        // materials.md §0: business licence "PDF scan of the original".
        shown("national.file.licence-format", whole::enterprise, |x| {
            saved_as(x, K::BusinessLicence, Format::Jpeg, "jpg");
        }),
        // The guide, in the rule: 其他材料须为 PDF、JPG 或 PNG 格式.
        shown("national.file.other-format", whole::enterprise, |x| {
            saved_as(x, K::SitePlan, Format::Gif, "gif");
        }),
        // materials.md §0: "≤ 10 MB"; a megabyte is 1024 × 1024 bytes (contract).
        shown("national.file.other-size", whole::enterprise, |x| {
            of_kind(x, K::VerificationForm).bytes = 11 << 20;
        }),
        // materials.md §0: "no erasing or overwriting (不得涂改)": another day typed over the scan.
        shown("national.image.nothing-laid-over", whole::enterprise, |x| {
            of_kind(x, K::DomainCertificate).pages[0].overlays.push(Overlay {
                what: Painted::Text,
                area: SPOT,
                words: "2028-01-01".to_owned(),
            });
        }),
    ]
}

/// What a paper prints (materials.md) and was not found on it: what cannot be compared must not pass.
fn fields() -> Vec<Pair> {
    vec![
        // §3: 网站主办者名称, 网站域名.
        shown("national.document.form-fields", whole::enterprise, |x| {
            unread(x, K::VerificationForm, F::SubjectName);
        }),
        // §1, portrait side: 姓名 · … · 住址 · 公民身份号码; "Forbidden: … covered number".
        shown("national.document.id-fields", whole::enterprise, |x| {
            unread(x, K::IdCardPortrait, F::CitizenIdNumber);
        }),
        shown("national.document.id-address", whole::individual, |x| {
            unread(x, K::IdCardPortrait, F::Address);
        }),
        // §1, emblem side: 有效期限 as YYYY.MM.DD-YYYY.MM.DD or 长期.
        shown("national.document.id-term", whole::enterprise, |x| {
            unread(x, K::IdCardEmblem, F::ValidUntil);
        }),
        // §2, printed labels: 统一社会信用代码 · 名称 · … .
        shown("national.document.licence-fields", whole::enterprise, |x| {
            unread(x, K::BusinessLicence, F::CreditCode);
        }),
        shown("national.document.licence-name", whole::enterprise, |x| {
            unread(x, K::BusinessLicence, F::Name);
        }),
        // The same; rejections.md row 57: a trader may be without a name (没有字号), and his licence then says so with stars.
        {
            let mut pair = shown("national.document.licence-trade-name", whole::sole_proprietor, |x| {
                unread(x, K::BusinessLicence, F::Name);
            });
            beside(&mut pair.kept, K::BusinessLicence, F::Name, Beside::StruckOut, "***");
            pair
        },
        // §5, 事业单位: 名称, 宗旨和业务范围, 住所, 法定代表人, … .
        shown("national.document.organisation-fields", whole::institution, |x| {
            unread(x, K::OrganisationCertificate, F::Name);
        }),
        // §6: "number, company, 经营许可证编号".
        shown("national.document.permit-fields", whole::enterprise, |x| {
            unread(x, K::TelecomLicence, F::PermitNumber);
        }),
        // §9: 居住证 front: 姓名, …, 有效期限; the label is there, and something lies over what stands beside it.
        shown("national.document.residence-fields", whole::individual, |x| {
            beside(x, K::ResidencePermit, F::ValidUntil, Beside::Covered, "");
        }),
    ]
}

/// The rules of no one province.
fn national(pack: &Pack) -> impl Iterator<Item = &Rule> {
    pack.rules.iter().filter(|r| r.applies.province.is_empty())
}

/// Whether a rule looked at a case and found nothing.
fn silent(rule: &Rule, dossier: &Dossier) -> bool {
    let judged = judge_by(dossier, &[rule]);
    let looked = judged
        .outcomes
        .iter()
        .any(|o| o.code == rule.check.code && o.outcome == Outcome::Passed);
    judged.findings.is_empty() && looked
}

/// The rules that find something.
fn speaking(pack: &Pack, dossier: &Dossier) -> BTreeSet<String> {
    national(pack)
        .filter(|r| r.holds_on(dossier.as_of) && !judge_by(dossier, &[r]).findings.is_empty())
        .map(|r| r.id.clone())
        .collect()
}

#[test]
fn every_pair_breaks_its_rule_alone_and_keeps_it() {
    let pack = Pack::builtin().unwrap();
    let mut wrong = Vec::new();
    for pair in pairs() {
        let rule = pack.rule(pair.rule).unwrap();
        let (broken, kept) = (speaking(&pack, &pair.broken), speaking(&pack, &pair.kept));
        if !kept.is_empty() || !silent(rule, &pair.kept) {
            wrong.push(format!("{}: kept, and {kept:?} speak", pair.rule));
        }
        if broken != BTreeSet::from([pair.rule.to_owned()]) {
            wrong.push(format!("{}: broken, and {broken:?} speak", pair.rule));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_national_rule_finds_its_defect() {
    let pack = Pack::builtin().unwrap();
    let shown: BTreeSet<String> = defects::defects(&pack).into_iter().map(|d| d.rule).collect();
    let unseen: Vec<&str> = national(&pack)
        .map(|r| r.id.as_str())
        .filter(|id| !shown.contains(*id))
        .collect();
    assert!(unseen.is_empty(), "{unseen:?}");
}

/// A company that the platform verified, with the photo that it took (filing-2026.md §2: light ground, one face, nothing on it).
fn verified_by_the_platform() -> Dossier {
    let mut d = whole::enterprise();
    d.verification = Verification::Electronic;
    let mut case = whole::handed_in(d);
    let mut taken = photo::fixture::photo(|_, _| ());
    taken.pages[0].measured.figures.extend(whole::GOOD);
    case.documents.push(taken);
    case
}

/// An App and a mini-program as the dossier has them (filing-2026.md §4 and §5): an icon of 20 kB, numbers with their letters.
fn services_in_order() -> Dossier {
    let mut d = service::fixture::declared(|s| {
        s.icon = Some("icon.png".to_owned());
        s.number = Some("蜀ICP备00000000号-1A".to_owned());
    });
    let mut small = service::fixture::app("示例云商", "cn.shili.yunshang");
    small.kind = ServiceKind::MiniProgram;
    small.platforms.clear();
    small.remarks = Some("本小程序展示本单位的产品和服务，提供在线咨询和预约。".to_owned());
    d.services.push(small);
    let mut icon = document("icon.png", K::Other);
    (icon.format, icon.bytes) = (Format::Png, 20_000);
    (icon.pages[0].width, icon.pages[0].height) = (512, 512);
    dossier_of(d, vec![icon])
}

/// A whole case whose form the subject signed electronically.
fn signed_by_the_subject() -> Dossier {
    let declared = whole::enterprise();
    let signature = held(&declared.subject.name);
    let mut case = whole::handed_in(declared);
    let form = of_kind(&mut case, K::VerificationForm);
    form.format = Format::Pdf;
    form.pdf = Some(PdfFacts {
        signed: true,
        pages: 1,
        signatures: vec![signature],
        ..PdfFacts::default()
    });
    case
}

#[test]
fn every_national_rule_is_silent_on_a_whole_case() {
    let pack = Pack::builtin().unwrap();
    let mut cases: Vec<Dossier> = whole::ALL.iter().map(|of| whole::handed_in(of())).collect();
    for (n, case) in cases.iter().enumerate() {
        assert_eq!(speaking(&pack, case), BTreeSet::new(), "whole case {n}");
    }
    cases.extend(pairs().into_iter().map(|p| p.kept));
    cases.extend(identity_papers::kept());
    cases.push(verified_by_the_platform());
    cases.push(services_in_order());
    cases.push(signed_by_the_subject());
    let unheard: Vec<&str> = national(&pack)
        .filter(|r| !cases.iter().any(|c| silent(r, c)))
        .map(|r| r.id.as_str())
        .collect();
    assert!(unheard.is_empty(), "{unheard:?}");
}
