//! Identity cards (居民身份证): GA 450 layout, ISO/IEC 7810 ID-1 size.

use super::spec::{Cue, Field, KindSpec, Paper, Place, Shape};
use super::{DocumentKind, FieldName, signs};

const PORTRAIT_FIELDS: &[Field] = &[
    Field::labelled(FieldName::Name, &["姓名"], Shape::PersonName),
    Field::labelled(FieldName::Sex, &["性别"], Shape::Sex),
    Field::labelled(FieldName::Ethnicity, &["民族"], Shape::Ethnicity),
    Field::labelled(FieldName::BirthDate, &["出生", "出生日期"], Shape::Date),
    Field::labelled(FieldName::Address, &["住址"], Shape::Address).with_signs(signs::ADDRESS),
    Field::labelled(
        FieldName::CitizenIdNumber,
        &["公民身份号码", "公民身份证号码"],
        Shape::CitizenId,
    ),
];

const EMBLEM_FIELDS: &[Field] = &[
    Field::labelled(FieldName::IssuingAuthority, &["签发机关"], Shape::Authority).with_signs(signs::POLICE),
    Field::labelled(FieldName::ValidFrom, &["有效期限"], Shape::SpanStart),
    Field::labelled(FieldName::ValidUntil, &["有效期限"], Shape::SpanEnd),
];

/// The card's lines (GA 450 layout as printed) stand about seven millimetres apart. Good to a millimetre or so, which the height of the
/// cut allows for.
const PORTRAIT_PLACES: &[Place] = &[
    Place::label("姓名", (5.2, 7.8), &[FieldName::Name], (14.0, 40.0)),
    Place::label("性别", (5.2, 14.8), &[FieldName::Sex], (14.0, 20.0)),
    Place::label("民族", (24.5, 14.8), &[FieldName::Ethnicity], (32.0, 46.0)),
    Place::label("出生", (5.2, 21.9), &[FieldName::BirthDate], (14.0, 46.0)),
    Place::label("住址", (5.2, 28.9), &[FieldName::Address], (14.0, 52.0)),
    Place::label("公民身份号码", (5.2, 46.8), &[FieldName::CitizenIdNumber], (27.5, 80.0)),
    Place::torn("身份号码", (11.7, 46.8)),
];

const EMBLEM_PLACES: &[Place] = &[
    Place::words("中华人民共和国", (26.0, 10.8)),
    Place::words("居民身份证", (24.5, 22.4)),
    Place::label("签发机关", (17.0, 40.0), &[FieldName::IssuingAuthority], (33.0, 78.0)),
    Place::label(
        "有效期限",
        (17.0, 47.0),
        &[FieldName::ValidFrom, FieldName::ValidUntil],
        (33.0, 78.0),
    ),
];

/// The side with the portrait (人像面).
pub static PORTRAIT: KindSpec = KindSpec {
    kind: DocumentKind::IdCardPortrait,
    paper: Some(Paper::ID_1),
    cues: &[
        Cue::phrase("公民身份号码", 4.0),
        Cue::phrase("姓名", 1.0),
        Cue::phrase("性别", 1.0),
        Cue::phrase("民族", 1.0),
        Cue::phrase("出生", 1.0),
        Cue::phrase("住址", 1.0),
        Cue::number(Shape::CitizenId, 1.0),
        Cue::against("居住证", 6.0),
        Cue::against("临时居民身份证", 8.0),
        Cue::against("居住地址", 4.0),
        Cue::against("核验单", 6.0),
        Cue::against("授权", 3.0),
        Cue::against("承诺", 3.0),
    ],
    fields: PORTRAIT_FIELDS,
    stops: &[],
    places: PORTRAIT_PLACES,
    forms: &[],
};

/// The side with the national emblem (国徽面).
pub static EMBLEM: KindSpec = KindSpec {
    kind: DocumentKind::IdCardEmblem,
    paper: Some(Paper::ID_1),
    cues: &[
        Cue::phrase("居民身份证", 3.0),
        Cue::phrase("中华人民共和国", 1.0),
        Cue::phrase("签发机关", 2.0),
        Cue::phrase("有效期限", 2.0),
        Cue::against("居住证", 6.0),
        Cue::against("临时居民身份证", 8.0),
        Cue::against("核验单", 6.0),
        Cue::against("证件号码", 3.0),
        Cue::against("营业执照", 4.0),
    ],
    fields: EMBLEM_FIELDS,
    stops: &[],
    places: EMBLEM_PLACES,
    forms: &[],
};

/// Both sides on one page or in one file. Recognised where both sides are (see `classify`).
pub static BOTH: KindSpec = KindSpec {
    kind: DocumentKind::IdCardBoth,
    paper: None,
    cues: &[],
    fields: &[
        PORTRAIT_FIELDS[0],
        PORTRAIT_FIELDS[1],
        PORTRAIT_FIELDS[2],
        PORTRAIT_FIELDS[3],
        PORTRAIT_FIELDS[4],
        PORTRAIT_FIELDS[5],
        EMBLEM_FIELDS[0],
        EMBLEM_FIELDS[1],
        EMBLEM_FIELDS[2],
    ],
    stops: &[],
    places: &[],
    forms: &[],
};
