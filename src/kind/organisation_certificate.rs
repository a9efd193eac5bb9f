//! Certificates of organisations other than enterprises: institutions, social organisations, foundations, law firms, government.

use super::spec::{Cue, Field, KindSpec, Shape};
use super::{DocumentKind, FieldName, signs};

/// Specification.
pub static SPEC: KindSpec = KindSpec {
    kind: DocumentKind::OrganisationCertificate,
    paper: None,
    cues: &[
        Cue::title("事业单位法人证书", 8.0),
        Cue::title("社会团体法人登记证书", 8.0),
        Cue::title("民办非企业单位登记证书", 8.0),
        Cue::title("民办非企业单位(法人)登记证书", 8.0),
        Cue::title("社会服务机构登记证书", 8.0),
        Cue::title("基金会法人登记证书", 8.0),
        Cue::title("律师事务所执业许可证", 8.0),
        Cue::title("统一社会信用代码证书", 8.0),
        Cue::title("组织机构代码证", 7.0),
        Cue::title("农民专业合作社法人营业执照", 2.0),
        Cue::title("法人登记证书", 5.0),
        Cue::title("常驻代表机构登记证", 8.0),
        Cue::phrase("宗旨和业务范围", 2.0),
        Cue::phrase("业务主管单位", 1.5),
        Cue::phrase("登记管理机关", 1.0),
        Cue::phrase("举办单位", 1.5),
        Cue::phrase("开办资金", 1.5),
        Cue::phrase("经费来源", 1.5),
        Cue::phrase("统一社会信用代码", 0.5),
        Cue::against("营业执照", 4.0),
        Cue::against("核验单", 8.0),
    ],
    fields: &[
        Field::labelled(
            FieldName::CreditCode,
            &["统一社会信用代码", "代码", "机构代码"],
            Shape::CreditCode,
        ),
        Field::labelled(
            FieldName::Name,
            &["名称", "机构名称", "单位名称", "律师事务所名称"],
            Shape::Text,
        )
        .with_signs(signs::UNIT),
        Field::labelled(
            FieldName::LegalRepresentative,
            &["法定代表人", "负责人"],
            Shape::PersonName,
        ),
        Field::labelled(FieldName::Address, &["住所", "地址", "机构地址"], Shape::Address).with_signs(signs::ADDRESS),
        Field::labelled(
            FieldName::ValidUntil,
            &["有效期", "有效期限", "有效期至", "有效期自"],
            Shape::Until,
        ),
    ],
    stops: &[
        "宗旨和业务范围",
        "业务范围",
        "经费来源",
        "开办资金",
        "举办单位",
        "登记管理机关",
        "业务主管单位",
        "活动地域",
        "注册资金",
        "类型",
        "机构类型",
        "原始基金数额",
        "组织形式",
        "主管机关",
        "许可证号",
        "发证机关",
        "发证日期",
        "颁发机关",
    ],
    places: &[],
    forms: &[],
};
