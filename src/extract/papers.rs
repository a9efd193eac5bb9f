//! Papers as they are printed, with invented values: certificates of three registrars, the standard form, letters.

use std::collections::BTreeMap;

use super::extract;
use crate::classify::classify;
use crate::geometry::PixelBox;
use crate::kind::{self, DocumentKind, FieldName};
use crate::read::{Mark, MarkKind, ReadPage, TextLine, fixture};

/// A line: left end, top, height, words; as wide as print of that height is.
fn line(x: i32, y: i32, h: i32, words: &str) -> TextLine {
    let halves: i32 = words.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    fixture::line(
        words,
        PixelBox {
            x,
            y,
            w: halves * h * 2 / 5,
            h,
        },
    )
}

fn page(lines: &[(i32, i32, i32, &str)]) -> ReadPage {
    let lines = lines.iter().map(|(x, y, h, words)| line(*x, *y, *h, words)).collect();
    fixture::page(1240, 1754, lines)
}

/// What is read of a page of this kind, without what is not asked for.
fn read(kind: DocumentKind, page: ReadPage) -> BTreeMap<FieldName, String> {
    let fields = extract(kind::spec(kind).unwrap(), &[page]);
    fields.into_iter().map(|(name, r)| (name, r.value)).collect()
}

fn value(fields: &BTreeMap<FieldName, String>, name: FieldName) -> &str {
    fields.get(&name).map_or("", String::as_str)
}

/// The kind of a page with this title over some sentences.
fn titled(title: &str, sentences: &[&str]) -> DocumentKind {
    let mut lines = vec![line(300, 200, 46, title)];
    lines.extend((0..).zip(sentences).map(|(i, s)| line(150, 350 + 60 * i, 28, s)));
    classify(&[fixture::page(1240, 1754, lines)]).kind
}

/// A table whose cells hold a label in two lines, its value in the middle or in two lines.
#[test]
fn labels_of_two_lines_bear_one_value() {
    let fields = read(
        DocumentKind::DomainCertificate,
        page(&[
            (165, 700, 26, "域名"),
            (165, 732, 22, "Domain Name"),
            (466, 716, 27, "qinghe-demo.cn"),
            (165, 777, 26, "注册所有者"),
            (165, 809, 22, "Registrant"),
            (466, 777, 27, "西安市青禾网络科技有限公司 xianshiqinghewangl"),
            (466, 811, 27, "uokejiyouxiangongsi"),
            (165, 866, 26, "域名所属注册机构"),
            (165, 898, 22, "Registrar"),
            (466, 882, 27, "DNSPod, Inc."),
            (165, 943, 26, "域名注册时间"),
            (165, 975, 22, "Registration Date"),
            (466, 959, 27, "2024-03-05"),
            (165, 1020, 26, "域名到期时间"),
            (165, 1052, 22, "Expiration Date"),
            (466, 1036, 27, "2027-03-05"),
            (700, 1250, 24, "证书打印日期： 2026 年 05 月 20 日"),
        ]),
    );
    assert_eq!(value(&fields, FieldName::Domain), "qinghe-demo.cn");
    assert_eq!(value(&fields, FieldName::Registrant), "西安市青禾网络科技有限公司");
    assert_eq!(value(&fields, FieldName::Registrar).replace(' ', ""), "DNSPod,Inc.");
    assert_eq!(value(&fields, FieldName::RegisteredOn), "2024-03-05");
    assert_eq!(value(&fields, FieldName::ExpiresOn), "2027-03-05");
}

/// A list whose labels end at one height, the holder's spelling a row of its own; the sentence above names domain and holder.
#[test]
fn the_spelling_in_a_row_of_its_own_is_not_the_holder() {
    let fields = read(
        DocumentKind::DomainCertificate,
        page(&[
            (
                200,
                560,
                27,
                "域名 qinghe-demo.cn 已由 白露 注册，并已在国际顶级域名数据库中记录。",
            ),
            (400, 780, 27, "域名："),
            (536, 780, 27, "qinghe-demo.cn"),
            (335, 828, 27, "域名持有者："),
            (536, 828, 27, "白露"),
            (362, 876, 27, "Registrant："),
            (536, 876, 27, "bai lu"),
            (270, 924, 27, "域名所属注册机构："),
            (536, 924, 27, "某某云计算有限公司"),
            (315, 972, 27, "域名注册日期："),
            (536, 972, 27, "2024-03-05"),
            (315, 1020, 27, "域名到期日期："),
            (536, 1020, 27, "2027-03-05"),
        ]),
    );
    assert_eq!(value(&fields, FieldName::Registrant), "白露");
    assert_eq!(value(&fields, FieldName::Registrar), "某某云计算有限公司");
    assert_eq!(value(&fields, FieldName::RegisteredOn), "2024-03-05");
}

/// Chinese and English rows by turns; the registrar stands in the sentence only.
#[test]
fn rows_in_two_languages_by_turns_are_one_field() {
    let fields = read(
        DocumentKind::DomainCertificate,
        page(&[
            (
                210,
                500,
                25,
                "兹证明以下域名由 某某数码信息技术有限公司 注册，经互联网名称与数字地址分配机构认可",
            ),
            (225, 700, 24, "域名"),
            (463, 700, 24, "qinghe-demo.cn"),
            (225, 747, 24, "Domain Name"),
            (463, 747, 24, "qinghe-demo.cn"),
            (225, 794, 24, "注册所有人"),
            (463, 794, 24, "西安市青禾网络科技有限公司"),
            (225, 841, 24, "Registrant"),
            (463, 841, 24, "xianshiqinghewangluokejiyouxiangongsi"),
            (225, 888, 24, "注册时间"),
            (463, 888, 24, "2024-03-05"),
            (225, 935, 24, "Registration Date"),
            (463, 935, 24, "2024-03-05"),
            (225, 982, 24, "到期时间"),
            (463, 982, 24, "2027-03-05"),
            (225, 1029, 24, "Expiration Date"),
            (463, 1029, 24, "2027-03-05"),
            (225, 1076, 24, "通信地址"),
            (463, 1076, 24, "陕西省西安市雁塔区某某路1号"),
        ]),
    );
    assert_eq!(value(&fields, FieldName::Registrant), "西安市青禾网络科技有限公司");
    assert_eq!(value(&fields, FieldName::ExpiresOn), "2027-03-05");
    assert_eq!(value(&fields, FieldName::Registrar), "");
}

fn standard_form(lines: &[(i32, i32, i32, &str)]) -> BTreeMap<FieldName, String> {
    let mut all = vec![
        (430, 30, 36, "网站备案信息真实性核验单"),
        (120, 150, 24, "网站主办者名称"),
        (130, 200, 24, "网站域名"),
        (118, 246, 24, "域名注册商"),
        (110, 490, 24, "网站主办者、网站负责人证件号码报备信息是否正确"),
        (990, 490, 24, "□是"),
        (1050, 490, 24, "□否"),
        (110, 580, 24, "是否当面采集并留存网站负责人照片"),
        (990, 580, 24, "□是"),
        (1050, 580, 24, "□否"),
        (110, 655, 24, "网站负责人手机号码报备信息是否正确"),
        (990, 655, 24, "□是"),
        (110, 870, 24, "网站名称报备信息是否规范"),
        (455, 870, 24, "□是"),
        (520, 870, 24, "□否"),
        (640, 870, 24, "域名报备信息是否正确"),
        (160, 1320, 26, "核验人签字："),
        (575, 1320, 26, "接入商盖章："),
        (160, 1535, 26, "网站负责人签字："),
        (585, 1580, 26, "单位盖章："),
    ];
    all.extend(lines);
    read(DocumentKind::VerificationForm, page(&all))
}

#[test]
fn the_standard_form_prints_the_organiser_and_the_domain_and_asks_the_rest() {
    for boxes in ["网站类型■单位□个人", "网站类型 ■单位 □个人"] {
        let cell = format!("西安市青禾网络科技有限公司{boxes}");
        let fields = standard_form(&[(298, 150, 24, &cell), (298, 197, 28, "qinghe-demo.cn")]);
        assert_eq!(value(&fields, FieldName::SubjectName), "西安市青禾网络科技有限公司");
        assert_eq!(value(&fields, FieldName::Domain), "qinghe-demo.cn");
        for absent in [
            FieldName::SiteName,
            FieldName::ResponsiblePerson,
            FieldName::CertificateNumber,
            FieldName::Phone,
        ] {
            assert_eq!(value(&fields, absent), "", "{absent}");
        }
    }
}

#[test]
fn domains_on_several_lines_of_a_form_are_all_read() {
    let fields = standard_form(&[
        (298, 150, 24, "西安市青禾网络科技有限公司"),
        (298, 195, 28, "qinghe-demo.cn"),
        (298, 228, 28, "qinghe-demo.com"),
        (298, 261, 28, "bailu-demo.net"),
        (298, 294, 24, "某某云计算有限公司"),
    ]);
    assert_eq!(
        value(&fields, FieldName::Domain),
        "qinghe-demo.cn、qinghe-demo.com、bailu-demo.net"
    );
}

#[test]
fn the_lower_date_of_a_form_is_the_organiser_s() {
    let with = |provider: &str, organiser: &str| {
        let provider = format!("日期：{provider}");
        let organiser = format!("日期：{organiser}");
        let fields = standard_form(&[(160, 1360, 26, &provider), (160, 1630, 26, &organiser)]);
        value(&fields, FieldName::MadeOn).to_owned()
    };
    assert_eq!(with("2026年5月2日", "2026年4月28日"), "2026-04-28");
    assert_eq!(with("年月日", "2026年4月28日"), "2026-04-28");
    // The provider's is not the organiser's.
    assert_eq!(with("2026年5月2日", "年月日"), "");
}

#[test]
fn a_letter_of_authority_names_whom_it_authorises_in_its_sentence() {
    let fields = read(
        DocumentKind::AuthorisationLetter,
        page(&[
            (330, 210, 40, "关于网站备案及管理的负责人授权书"),
            (
                208,
                345,
                28,
                "兹授权我公司 白露 同志（身份证号：11010519491231002X）作为我单位网站",
            ),
            (
                153,
                400,
                28,
                "备案的主体负责人和网站负责人，全权办理网站备案及网站日常管理的相关事宜。",
            ),
            (200, 700, 28, "法定代表人签字："),
            (200, 770, 28, "法定代表人证件号：110105194912310038"),
            (200, 840, 28, "主办单位名称：西安市青禾网络科技有限公司"),
            (200, 910, 28, "主办单位公章："),
            (697, 1005, 28, "授权日期：______年____月____日"),
        ]),
    );
    assert_eq!(value(&fields, FieldName::Agent), "白露");
    assert_eq!(value(&fields, FieldName::Principal), "西安市青禾网络科技有限公司");
    assert_eq!(value(&fields, FieldName::MadeOn), "");
}

#[test]
fn a_name_that_runs_under_a_seal_may_go_on_there() {
    let sure = |seal: i32, words: &str| {
        let mut page = page(&[
            (300, 200, 46, "备案者承诺书"),
            (560, 900, 28, &format!("单位名称：{words}")),
        ]);
        page.marks.push(Mark {
            kind: MarkKind::Seal,
            page: 1,
            area: PixelBox {
                x: seal,
                y: 800,
                w: 240,
                h: 240,
            },
            text: None,
            confidence: 0.9,
        });
        let fields = extract(kind::spec(DocumentKind::CommitmentLetter).unwrap(), &[page]);
        let name = &fields[&FieldName::SubjectName];
        assert_eq!(name.value, words);
        name.confidence >= 0.8
    };
    assert!(!sure(700, "西安市青禾"), "the seal covers the end of the name");
    assert!(!sure(760, "西安市青禾网络科技有限公司"), "the seal crosses the name");
    assert!(sure(1000, "西安市青禾"), "the seal stands beside it");
}

#[test]
fn letters_are_known_by_their_titles() {
    for title in [
        "互联网信息服务核准承诺书（单位）",
        "互联网信息服务核准承诺书（个人）",
        "广东省单位网站备案承诺书",
        "备案者承诺书",
        "互联网信息服务备案承诺书",
        "ICP备案信息真实性责任告知书",
    ] {
        let kind = titled(title, &["如违反以上内容，愿意接受处理。", "单位负责人（签字）："]);
        assert_eq!(kind, DocumentKind::CommitmentLetter, "{title}");
    }
    for title in [
        "关于网站备案及管理的负责人授权书",
        "ICP负责人授权书",
        "法定代表人授权书",
        "上海非经营性互联网信息服务备案ICP负责人授权书",
    ] {
        let kind = titled(
            title,
            &["兹授权我公司白露同志办理网站备案。", "由此产生的后果由我单位承担。"],
        );
        assert_eq!(kind, DocumentKind::AuthorisationLetter, "{title}");
    }
    for title in ["参赛承诺书", "青少年足球比赛承诺书"] {
        let kind = titled(title, &["本人郑重承诺遵守赛事规程。", "承诺人：白露"]);
        assert_eq!(kind, DocumentKind::Other, "{title}");
    }
}

#[test]
fn permits_are_known_by_which_they_are() {
    let body = [
        "编号：J2010001234501",
        "名称：西安市青禾网络科技有限公司",
        "有效期至：2030年1月1日",
        "发证机关：某某局",
        "发证日期：2025年1月2日",
    ];
    for title in [
        "互联网新闻信息服务许可证",
        "网络文化经营许可证",
        "信息网络传播视听节目许可证",
        "互联网药品信息服务资格证书",
        "网络出版服务许可证",
        "民办学校办学许可证",
        "测绘资质证书",
    ] {
        assert_eq!(titled(title, &body), DocumentKind::PreApproval, "{title}");
    }
    for title in [
        "开户许可证",
        "食品经营许可证",
        "安全生产许可证",
        "质量管理体系认证证书",
        "排污许可证",
        // Of no list.
        "烟花爆竹经营许可证",
        "承装电力设施许可证",
        "房地产估价机构资质证书",
        "电子商务情况说明书",
    ] {
        assert_eq!(titled(title, &body), DocumentKind::Other, "{title}");
    }
}
