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
        // Of either word (filing-2026.md §1).
        "广东省单位网站核准承诺书",
        "ICP核准信息真实性承诺书",
    ] {
        let kind = titled(title, &["如违反以上内容，愿意接受处理。", "单位负责人（签字）："]);
        assert_eq!(kind, DocumentKind::CommitmentLetter, "{title}");
    }
    for title in [
        "关于网站备案及管理的负责人授权书",
        "ICP负责人授权书",
        "法定代表人授权书",
        "上海非经营性互联网信息服务备案ICP负责人授权书",
        "上海非经营性互联网信息服务核准ICP负责人授权书",
        "关于网站核准及管理的负责人授权书",
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
    ] {
        assert_eq!(titled(title, &body), DocumentKind::Other, "{title}");
    }
}

/// Pledges that a pre-approval is not needed, by word (papers-as-they-are.md §2.3): promised, or stated.
#[test]
fn pledges_that_no_approval_is_needed_are_letters_and_other_statements_are_none() {
    let foot = [
        "我公司网站不涉及上述内容。",
        "法人签字：",
        "公司盖章：",
        "签字日期：2026年5月20日",
    ];
    for title in [
        "不涉及前置审批承诺书",
        "不涉及校外培训承诺书",
        "金融类宣传性质网站备案承诺函",
        "互联网金融前置审批情况说明书",
        "电子商务情况说明书",
        "网络文化情况说明书",
        "药品情况说明书",
    ] {
        assert_eq!(titled(title, &foot), DocumentKind::CommitmentLetter, "{title}");
    }
    let of_approval = ["本公司网站内容不涉及前置审批项目。", "法人签字：", "公司盖章："];
    assert_eq!(titled("情况说明书", &of_approval), DocumentKind::CommitmentLetter);
    let of_domains = ["我公司本次提交六个域名，均为公司自用。", "法人签字：", "公司盖章："];
    assert_eq!(titled("情况说明书", &of_domains), DocumentKind::Other);
}

/// Letters of a changed name, of the registrar or of the unit, and the Party's confirmation.
#[test]
fn letters_of_a_changed_name_and_of_the_party_are_known() {
    let changed = [
        "变更前名称：成都云帆商贸有限公司",
        "变更后名称：成都云帆科技有限公司",
        "2026年5月6日",
    ];
    for title in ["工商更名函", "更名证明", "企业名称变更核准通知书", "准予变更登记通知书"]
    {
        assert_eq!(titled(title, &changed), DocumentKind::NameChangeLetter, "{title}");
    }
    let fields = read(
        DocumentKind::NameChangeLetter,
        page(&[
            (480, 210, 46, "工商更名函"),
            (160, 360, 28, "变更前名称：成都云帆商贸有限公司"),
            (160, 430, 28, "变更后名称：成都云帆科技有限公司"),
        ]),
    );
    assert_eq!(value(&fields, FieldName::Name), "成都云帆科技有限公司");
    let confirmed = ["经审核，该网站党建备案信息属实。", "网站名称：云帆之家", "2026年5月6日"];
    for title in ["网站党建备案信息确认函", "党建确认函"] {
        assert_eq!(titled(title, &confirmed), DocumentKind::PartyLetter, "{title}");
    }
}

/// Every certificate of a unit that the filing system knows and no permit is called like (filing-2026.md §6.2).
#[test]
fn certificates_of_units_are_known_by_their_titles() {
    let body = [
        "名称：某某机构",
        "有效期限：自2022年3月1日至2030年3月1日",
        "发证机关：某某局",
        "发证日期：2022年3月1日",
    ];
    for title in [
        "事业单位法人证书",
        "社会团体法人登记证书",
        "民办非企业单位登记证书（法人）",
        "社会服务机构登记证书",
        "基金会法人登记证书",
        "律师事务所执业许可证",
        "统一社会信用代码证书",
        "中华人民共和国组织机构代码证",
        "宗教活动场所登记证",
        "司法鉴定许可证",
        "公证机构执业证",
        "仲裁委员会登记证",
        "农村集体经济组织登记证",
        "外国（地区）企业常驻代表机构登记证",
        "境外非政府组织代表机构登记证书",
        "军队单位对外有偿服务许可证",
    ] {
        assert_eq!(titled(title, &body), DocumentKind::OrganisationCertificate, "{title}");
    }
    let licence = [
        "统一社会信用代码93510100MA6T5EXT0X",
        "成员出资总额伍拾万元整",
        "登记机关",
    ];
    assert_eq!(
        titled("农民专业合作社法人营业执照", &licence),
        DocumentKind::BusinessLicence
    );
}

#[test]
fn an_authority_s_own_number_and_its_own_labels_are_read_on_certificates() {
    let fields = read(
        DocumentKind::OrganisationCertificate,
        page(&[
            (360, 210, 60, "宗教活动场所登记证"),
            (160, 400, 28, "登记证编号：宗场证字（川）A0123号"),
            (160, 470, 28, "场所名称：成都市云帆寺"),
            (160, 540, 28, "教别：佛教"),
            (160, 610, 28, "地址：四川省成都市武侯区云帆路1号"),
            (160, 680, 28, "负责人：王测试"),
            (160, 750, 28, "有效期限：自2022年3月1日至2030年3月1日"),
        ]),
    );
    assert_eq!(value(&fields, FieldName::CertificateNumber), "宗场证字（川）A0123号");
    assert_eq!(value(&fields, FieldName::Name), "成都市云帆寺");
    assert_eq!(value(&fields, FieldName::Address), "四川省成都市武侯区云帆路1号");
    assert_eq!(value(&fields, FieldName::LegalRepresentative), "王测试");
    assert_eq!(value(&fields, FieldName::ValidUntil), "2030-03-01");
    let fields = read(
        DocumentKind::OrganisationCertificate,
        page(&[
            (260, 210, 50, "外国（地区）企业常驻代表机构登记证"),
            (160, 400, 28, "名称：云帆国际有限公司成都代表处"),
            (160, 470, 28, "驻在场所：四川省成都市武侯区云帆路1号"),
            (160, 540, 28, "首席代表：王测试"),
            (160, 610, 28, "驻在期限：自2022年3月1日至2030年3月1日"),
        ]),
    );
    assert_eq!(value(&fields, FieldName::Name), "云帆国际有限公司成都代表处");
    assert_eq!(value(&fields, FieldName::Address), "四川省成都市武侯区云帆路1号");
    assert_eq!(value(&fields, FieldName::LegalRepresentative), "王测试");
    assert_eq!(value(&fields, FieldName::ValidUntil), "2030-03-01");
}
