//! Rows of labels and values as they are found on forms and certificates, with invented values: each shows one way in which a
//! label or a value is printed, or recognised in part.

use std::collections::BTreeMap;

use super::extract;
use crate::geometry::PixelBox;
use crate::kind::{self, DocumentKind, FieldName};
use crate::read::fixture;

/// Boxes of one row: words, left end, width.
type Row<'a> = &'a [(&'a str, i32, i32)];

/// What is read from rows at these heights.
fn read(kind: DocumentKind, rows: &[(i32, Row)]) -> BTreeMap<FieldName, String> {
    let boxes = rows.iter().flat_map(|(y, row)| row.iter().map(move |b| (*y, b)));
    let line = |(y, (text, x, w)): (i32, &(&str, i32, i32))| {
        let area = PixelBox { x: *x, y, w: *w, h: 46 };
        fixture::line(text, area)
    };
    let page = fixture::page(1600, 1600, boxes.map(line).collect());
    let fields = extract(kind::spec(kind).unwrap(), &[page]);
    fields.into_iter().map(|(name, r)| (name, r.value)).collect()
}

fn form(rows: &[(i32, Row)]) -> BTreeMap<FieldName, String> {
    read(DocumentKind::VerificationForm, rows)
}

fn certificate(rows: &[(i32, Row)]) -> BTreeMap<FieldName, String> {
    read(DocumentKind::DomainCertificate, rows)
}

fn value(fields: &BTreeMap<FieldName, String>, name: FieldName) -> &str {
    fields.get(&name).map_or("", String::as_str)
}

/// Rows of a form around one row that a test is about.
fn around(row: (i32, Row<'_>)) -> [(i32, Row<'_>); 4] {
    [
        (
            301,
            &[("网站主办者名称", 178, 304), ("昆明市聚力文化传媒有限公司", 494, 370)],
        ),
        (440, &[("主办者证件号码", 178, 304), ("91530102MA3MK3405E", 489, 286)]),
        (506, &[("网站负责人姓名", 176, 307), ("曹燕波", 491, 100)]),
        row,
    ]
}

#[test]
fn a_label_whose_inner_characters_were_not_found_is_known_by_its_column() {
    let spread: Row = &[
        ("网", 179, 48),
        ("站", 254, 66),
        ("称", 411, 71),
        ("启明服务平台", 491, 179),
    ];
    let ends: Row = &[("网", 179, 48), ("称", 411, 71), ("启明服务平台", 491, 179)];
    for row in [spread, ends] {
        let fields = form(&around((716, row)));
        assert_eq!(value(&fields, FieldName::SiteName), "启明服务平台", "{row:?}");
    }
}

#[test]
fn what_belongs_to_a_label_is_no_part_of_the_value() {
    for label in [
        "主办者名称（姓名）：",
        "主办单位或个人全称：",
        "主办者名称（NameOfTheSubject）：",
        "主办者全称：",
    ] {
        let text = format!("{label}李白");
        let width = 33 * text.chars().count() as i32;
        let row: Row = &[(&text, 178, width)];
        let rows = [row, &[("联系电话：18537120902", 178, 420)]];
        let fields = form(&[(300, rows[0]), (380, rows[1])]);
        assert_eq!(value(&fields, FieldName::SubjectName), "李白", "{label}");
    }
}

#[test]
fn labels_that_ask_for_ink_or_head_a_group_or_list_bear_no_value() {
    for text in [
        "主办者（盖章）：某某",
        "主体负责人签名：某某",
        "主办者基本信息",
        "3、网站名称填报规范",
        "（2）网站负责人证件与本人一致",
    ] {
        let row: Row = &[(text, 178, 33 * text.chars().count() as i32)];
        let fields = form(&[(300, row)]);
        assert!(fields.is_empty(), "{text}: {fields:?}");
    }
}

/// A row of the standard form names two people's papers: the blank before 负责人 is the recogniser's, and 证 may be misread.
#[test]
fn the_words_of_a_longer_label_begin_no_label_of_their_own() {
    let person = |text: &str| {
        let row: Row = &[(text, 178, 33 * text.chars().count() as i32)];
        let fields = form(&around((716, row)));
        assert_eq!(
            value(&fields, FieldName::SubjectName),
            "昆明市聚力文化传媒有限公司",
            "{text}"
        );
        value(&fields, FieldName::ResponsiblePerson).to_owned()
    };
    for text in [
        "核验网站主办者、网站 负责人证件资质",
        "核验网站主办者、网站 负责人正件资质",
        "网站负责人正件资质",
    ] {
        assert_eq!(person(text), "曹燕波", "{text}");
    }
    // Without the row of his own the person stands behind the label all the same.
    for text in ["网站名称：启明网 网站负责人：曹燕波", "网站负责人 曹燕波"] {
        let row: Row = &[(text, 178, 33 * text.chars().count() as i32)];
        let fields = form(&[(300, row)]);
        assert_eq!(value(&fields, FieldName::ResponsiblePerson), "曹燕波", "{text}");
    }
}

#[test]
fn the_rest_of_a_heading_below_a_label_is_no_name() {
    let below = |under: &str| {
        let row: Row = &[(under, 100, 90)];
        value(
            &form(&[(100, &[("负责人", 100, 90)]), (160, row)]),
            FieldName::ResponsiblePerson,
        )
        .to_owned()
    };
    assert_eq!(below("吴鸣桂"), "吴鸣桂");
    assert_eq!(below("信息"), "");
}

#[test]
fn stars_and_dashes_in_a_name_s_place_say_that_there_is_none() {
    let name = |said: &str| {
        let row: Row = &[("名称", 100, 90), (said, 350, 33 * said.chars().count() as i32)];
        let rows: [(i32, Row); 4] = [
            (100, row),
            (170, &[("类型", 100, 90), ("个体工商户", 350, 180)]),
            (240, &[("经营者", 100, 120), ("李白", 350, 70)]),
            (310, &[("经营场所", 100, 150), ("杭州市西湖区文三路12号", 350, 360)]),
        ];
        value(&read(DocumentKind::BusinessLicence, &rows), FieldName::Name).to_owned()
    };
    for filler in ["***", "----", "//"] {
        assert_eq!(name(filler), filler);
    }
    assert_eq!(name("*青禾小吃店"), "青禾小吃店");
}

#[test]
fn a_translation_of_a_label_is_no_part_of_the_value() {
    for label in ["注册商 Sponsoring Registrar:", "注册商 Sponsoring Registar:", "注册商"] {
        let row: Row = &[(label, 251, 277), ("广东时代互联科技有限公司", 548, 292)];
        let fields = certificate(&[
            (300, &[("域名", 251, 60), ("qinghe.cn", 548, 140)]),
            (387, row),
            (
                474,
                &[("注册日期 Registration Date", 251, 260), ("2025年04月15日", 548, 200)],
            ),
        ]);
        assert_eq!(
            value(&fields, FieldName::Registrar),
            "广东时代互联科技有限公司",
            "{label}"
        );
        assert_eq!(value(&fields, FieldName::RegisteredOn), "2025-04-15");
    }
}

#[test]
fn the_beginning_of_a_longer_latin_label_is_none() {
    let row: Row = &[("Registrant Contact Email: a@b.cn", 100, 600)];
    assert_eq!(value(&certificate(&[(100, row)]), FieldName::Registrant), "");
    let row: Row = &[("Registrant: LiBai", 100, 300)];
    let rows: [(i32, Row); 2] = [(100, row), (180, &[("Domain Name: qinghe.cn", 100, 400)])];
    assert_eq!(value(&certificate(&rows), FieldName::Registrant), "LiBai");
}

#[test]
fn a_label_that_is_not_known_ends_the_value_before_it() {
    let fields = form(&[
        (
            411,
            &[
                ("备案类型", 297, 154),
                ("首次备案", 457, 153),
                ("手机号", 999, 126),
                ("18537120902", 1134, 228),
            ],
        ),
        (
            495,
            &[
                ("负责人姓名", 261, 191),
                ("冯琳建", 456, 124),
                ("办公电话", 968, 159),
                ("87120902", 1134, 228),
            ],
        ),
        (
            577,
            &[
                ("网站名称", 297, 157),
                ("华睿兴贸易(西安)", 459, 290),
                ("涉及某种内容", 851, 272),
                ("不涉及", 1129, 124),
            ],
        ),
        (
            660,
            &[
                ("域名", 360, 97),
                ("lanhai3359.xyz", 459, 250),
                ("证件类型", 970, 156),
                ("营业执照", 1132, 151),
            ],
        ),
    ]);
    assert_eq!(value(&fields, FieldName::SiteName), "华睿兴贸易(西安)");
    assert_eq!(value(&fields, FieldName::Phone), "18537120902");
    assert_eq!(value(&fields, FieldName::ResponsiblePerson), "冯琳建");
}

#[test]
fn below_a_label_among_rows_stands_another_label() {
    let fields = form(&[
        (100, &[("网站名称", 100, 150), ("某某网", 400, 200)]),
        (160, &[("网站域名", 100, 150), ("a.cn", 400, 200)]),
        (220, &[("网站负责人", 100, 150)]),
        (280, &[("预留信息", 100, 150), ("无", 400, 40)]),
    ]);
    assert_eq!(value(&fields, FieldName::ResponsiblePerson), "");
    assert_eq!(value(&fields, FieldName::SiteName), "某某网");
}

#[test]
fn a_long_label_with_its_colon_stands_right_behind_a_value() {
    let row: Row = &[(
        "主办者名称：金石（广州）有限公司主办者证件号码：91530102MA3MK3405E",
        100,
        1300,
    )];
    let fields = form(&[(100, row)]);
    assert_eq!(value(&fields, FieldName::SubjectName), "金石（广州）有限公司");
    assert_eq!(value(&fields, FieldName::CertificateNumber), "91530102MA3MK3405E");
}

/// The lines of a card's side between birth date and number, whose label was misread or not found.
#[test]
fn the_lines_between_birth_date_and_number_are_the_address() {
    let date: (i32, Row) = (200, &[("出生1993年3月26日", 4, 330)]);
    let number: (i32, Row) = (420, &[("公民身份号码", 4, 180), ("11010519491231002X", 240, 540)]);
    let lines: [&[(i32, Row)]; 3] = [
        &[
            (260, &[("住址", 4, 62), ("广东省广州市", 96, 180)]),
            (305, &[("天河区15室", 96, 180)]),
        ],
        &[
            (260, &[("佳址", 4, 62), ("广东省广州市", 96, 180)]),
            (305, &[("天河区15室", 96, 180)]),
        ],
        &[(260, &[("广东省广州市", 96, 180)]), (305, &[("天河区15室", 96, 180)])],
    ];
    for address in lines {
        let rows: Vec<(i32, Row)> = [date].iter().chain(address).chain(&[number]).copied().collect();
        let fields = read(DocumentKind::IdCardPortrait, &rows);
        assert_eq!(
            value(&fields, FieldName::Address),
            "广东省广州市天河区15室",
            "{address:?}"
        );
        assert_eq!(value(&fields, FieldName::BirthDate), "1993-03-26");
    }
    assert_eq!(
        value(&read(DocumentKind::IdCardPortrait, &[date, number]), FieldName::Address),
        ""
    );
}

#[test]
fn every_kind_is_read_without_fault() {
    let rows: [(i32, Row); 2] = [
        (100, &[("名称：某某公司", 100, 300)]),
        (180, &[("日期", 100, 80), ("2026年5月1日", 300, 200)]),
    ];
    for kind in DocumentKind::ALL {
        if kind::spec(*kind).is_some() {
            read(*kind, &rows);
            read(*kind, &[]);
        }
    }
}

/// The label in the other script of a bilingual card runs down beside 姓名; its glyph was read as 予.
#[test]
fn a_sign_left_of_the_labels_is_no_part_of_a_line() {
    let rows: &[(i32, Row)] = &[
        (139, &[("予姓名苏和巴特尔", 92, 371)]),
        (233, &[("性别男民族蒙古", 127, 390)]),
        (314, &[("出生1976年1月31日", 130, 474)]),
        (392, &[("住址内蒙古自治区呼和浩特市", 131, 558)]),
        (606, &[("公民身份号码", 133, 202), ("15010219760131253X", 418, 598)]),
    ];
    let fields = read(DocumentKind::IdCardPortrait, rows);
    assert_eq!(value(&fields, FieldName::Name), "苏和巴特尔");
}
