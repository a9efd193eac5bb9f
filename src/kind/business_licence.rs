//! Business licences (营业执照): editions of 2014, 2015 (unified code) and 2019, landscape and portrait.

use super::spec::{Cue, Field, KindSpec, Paper, Shape};
use super::{DocumentKind, FieldName};

/// Specification.
pub static SPEC: KindSpec = KindSpec {
    kind: DocumentKind::BusinessLicence,
    // The duplicate (副本) is A4, the original (正本) A3: `KindSpec::sheet` tells them by the mark.
    paper: Some(Paper::A4),
    cues: &[
        Cue::title("营业执照", 6.0),
        Cue::phrase("统一社会信用代码", 2.0),
        Cue::phrase("注册资本", 1.0),
        Cue::phrase("经营范围", 1.5),
        Cue::phrase("成立日期", 1.0),
        Cue::phrase("登记机关", 1.0),
        Cue::phrase("法定代表人", 0.5),
        Cue::phrase("国家企业信用信息公示系统", 1.0),
        Cue::phrase("副本", 0.5),
        Cue::phrase("营业期限", 0.5),
        Cue::phrase("注册号", 0.5),
        Cue::against("核验单", 8.0),
        Cue::against("法人证书", 5.0),
        Cue::against("许可证编号", 4.0),
        Cue::against("承诺书", 4.0),
        Cue::against("授权书", 4.0),
    ],
    fields: &[
        Field::labelled(
            FieldName::CreditCode,
            &["统一社会信用代码", "统一社会信用代码/注册号", "社会信用代码"],
            Shape::CreditCode,
        ),
        Field::labelled(FieldName::Copy, &[], Shape::Copy),
        Field::labelled(
            FieldName::RegistrationNumber,
            &["注册号", "证照编号"],
            Shape::RegistrationNumber,
        ),
        Field::labelled(FieldName::Name, &["名称", "企业名称", "字号名称"], Shape::Unit),
        Field::labelled(
            FieldName::Type,
            &["类型", "主体类型", "公司类型", "企业类型", "组成形式"],
            Shape::Text,
        ),
        Field::labelled(
            FieldName::LegalRepresentative,
            &[
                "法定代表人",
                "经营者",
                "负责人",
                "投资人",
                "执行事务合伙人",
                "法定代表人(负责人)",
                "经营者姓名",
            ],
            Shape::PersonName,
        ),
        Field::labelled(
            FieldName::RegisteredCapital,
            &["注册资本", "成员出资总额", "注册资金", "出资额"],
            Shape::Amount,
        ),
        Field::labelled(FieldName::EstablishedOn, &["成立日期", "注册日期"], Shape::Date),
        Field::labelled(
            FieldName::ValidUntil,
            &["营业期限", "经营期限", "合伙期限"],
            Shape::Term,
        ),
        Field::labelled(
            FieldName::Address,
            &["住所", "经营场所", "营业场所", "主要经营场所"],
            Shape::Address,
        ),
        Field::labelled(FieldName::BusinessScope, &["经营范围"], Shape::Paragraph),
    ],
    stops: &[
        "登记机关",
        "实收资本",
        "营业执照",
        "副本",
        "扫描二维码",
        "国家企业信用信息公示系统",
        "市场主体应当",
        "企业信用信息公示系统",
        "核准日期",
        "发照日期",
    ],
    places: &[],
};
