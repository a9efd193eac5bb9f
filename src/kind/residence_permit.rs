//! Residence permits (居住证), ISO/IEC 7810 ID-1.

use super::spec::{Cue, Field, KindSpec, Paper, Shape};
use super::{DocumentKind, FieldName};

/// Specification.
pub static SPEC: KindSpec = KindSpec {
    kind: DocumentKind::ResidencePermit,
    paper: Some(Paper::ID_1),
    cues: &[
        Cue::title("居住证", 6.0),
        Cue::title("暂住证", 6.0),
        Cue::phrase("居住证", 3.0),
        Cue::phrase("居住地址", 3.0),
        Cue::phrase("签发机关", 1.0),
        Cue::phrase("姓名", 0.5),
        Cue::phrase("公民身份号码", 0.5),
        Cue::against("核验单", 8.0),
        Cue::against("居民身份证", 3.0),
        Cue::against("港澳居民居住证", 9.0),
        Cue::against("台湾居民居住证", 9.0),
    ],
    fields: &[
        Field::labelled(FieldName::Name, &["姓名"], Shape::PersonName),
        Field::labelled(
            FieldName::CitizenIdNumber,
            &["公民身份号码", "身份证号", "身份证号码"],
            Shape::CitizenId,
        ),
        Field::labelled(FieldName::ValidUntil, &["有效期限", "有效期至", "有效期"], Shape::Until),
    ],
    stops: &[
        "性别",
        "民族",
        "出生",
        "住址",
        "居住地址",
        "户籍地址",
        "签发机关",
        "签发日期",
        "服务处所",
    ],
    places: &[],
    forms: &[],
};
