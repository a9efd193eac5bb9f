//! Identity papers besides the identity card: passports (ICAO Doc 9303-4, ID-3), permits of residents of Hong Kong, Macau and Taiwan, their
//! residence permits, the permanent residence card of foreigners (editions of 2017 and 2023), the temporary identity card; and two that filing
//! does not take but that are handed in (军官证, 户口簿), by their titles.

use super::spec::{Cue, Field, KindSpec, Paper, Shape};
use super::{DocumentKind, FieldName, signs};

const SEX: &[&str] = &["性别", "性别/SEX", "SEX"];
const BORN: &[&str] = &["出生日期", "出生日期/DATEOFBIRTH", "DATEOFBIRTH"];
const TERM: &[&str] = &["有效期限", "有效期限/PERIODOFVALIDITY"];
const ISSUED_BY: &[&str] = &["签发机关", "签发机关/ISSUINGAUTHORITY"];
const NATIONALITY: &[&str] = &["国籍", "国籍/NATIONALITY", "NATIONALITY"];
const NAMES: &[&str] = &["姓名", "姓名/NAME", "NAME"];
/// Authorities that issue papers for crossing the border.
const BORDER: &[&str] = &["出入境管理局", "移民管理局", "公安部", "公安局"];

const ZONE: Field = Field::labelled(FieldName::MachineZone, &[], Shape::MachineZone);
const NAME: Field = Field::labelled(FieldName::Name, NAMES, Shape::HanName);
/// Of residents of Hong Kong, Macau and Taiwan, whose names are written in traditional characters at home.
const NAME_IN_EITHER_SCRIPT: Field = Field::labelled(FieldName::Name, NAMES, Shape::EitherScriptName);
/// On the line below the name in Chinese, or in its place: no label of its own.
const LATIN: Field = Field::labelled(FieldName::LatinName, &[], Shape::CommaName);

/// The page of data of a passport, Chinese or foreign.
pub static PASSPORT: KindSpec = KindSpec {
    kind: DocumentKind::Passport,
    paper: Some(Paper::ID_3),
    cues: &[
        Cue::title("护照", 4.0),
        Cue::title("PASSPORT", 4.0),
        Cue::phrase("护照号", 2.0),
        Cue::phrase("PASSPORTNO", 2.0),
        Cue::phrase("国家码", 1.0),
        Cue::phrase("COUNTRYCODE", 1.0),
        Cue::phrase("DATEOFEXPIRY", 1.0),
        Cue::phrase("PLACEOFBIRTH", 0.5),
        Cue::number(Shape::MachineZone, 3.0),
        Cue::against("核验单", 8.0),
        Cue::against("通行证", 6.0),
        Cue::against("永久居留", 6.0),
        Cue::against("授权", 3.0),
        Cue::against("承诺", 3.0),
    ],
    fields: &[
        NAME,
        LATIN,
        Field::labelled(FieldName::Surname, &["SURNAME"], Shape::LatinName),
        Field::labelled(FieldName::GivenNames, &["GIVENNAMES", "GIVENNAME"], Shape::LatinName),
        Field::labelled(FieldName::Sex, SEX, Shape::LatinSex),
        Field::labelled(FieldName::BirthDate, BORN, Shape::PassportDate),
        Field::labelled(FieldName::Nationality, NATIONALITY, Shape::Nationality),
        Field::labelled(
            FieldName::CertificateNumber,
            &[
                "护照号",
                "护照号/PASSPORTNO",
                "护照号码",
                "PASSPORTNO",
                "PASSPORTNUMBER",
            ],
            Shape::PassportNumber,
        ),
        Field::labelled(
            FieldName::ValidUntil,
            &["有效期至", "有效期至/DATEOFEXPIRY", "DATEOFEXPIRY"],
            Shape::PassportDate,
        ),
        ZONE,
    ],
    stops: &[
        "类型",
        "类型/TYPE",
        "TYPE",
        "国家码",
        "国家码/COUNTRYCODE",
        "COUNTRYCODE",
        "出生地点",
        "出生地点/PLACEOFBIRTH",
        "PLACEOFBIRTH",
        "签发日期",
        "签发日期/DATEOFISSUE",
        "DATEOFISSUE",
        "签发地点",
        "签发地点/PLACEOFISSUE",
        "PLACEOFISSUE",
        "签发机关",
        "签发机关/AUTHORITY",
        "AUTHORITY",
        "持照人签名",
    ],
    forms: &[],
    places: &[],
};

const HK_MACAU_FIELDS: &[Field] = &[
    NAME_IN_EITHER_SCRIPT,
    LATIN,
    Field::labelled(FieldName::Sex, SEX, Shape::LatinSex),
    Field::labelled(FieldName::BirthDate, BORN, Shape::Date),
    Field::labelled(FieldName::CertificateNumber, &["证件号码"], Shape::HkMacauNumber),
    Field::labelled(FieldName::ValidFrom, TERM, Shape::SpanStart),
    Field::labelled(FieldName::ValidUntil, TERM, Shape::SpanEnd),
    Field::labelled(FieldName::IssuingAuthority, ISSUED_BY, Shape::Authority).with_signs(BORDER),
    ZONE,
];

const PERMIT_STOPS: &[&str] = &[
    "签发地点",
    "签发次数",
    "换证次数",
    "持证人须知",
    "港澳证件姓名",
    "港澳证件号码",
    "台湾居民身份证姓名",
    "台湾居民身份证号码",
];

/// The mainland travel permit for residents of Hong Kong and Macau (回乡证), also for those without Chinese nationality (2024).
pub static HK_MACAU_PERMIT: KindSpec = KindSpec {
    kind: DocumentKind::HkMacauPermit,
    paper: Some(Paper::ID_1),
    cues: &[
        Cue::title("港澳居民来往内地通行证", 4.0),
        Cue::phrase("港澳居民来往内地通行证", 7.0),
        Cue::phrase("TRAVELPERMITFORHONGKONGANDMACAO", 4.0),
        Cue::phrase("港澳证件号码", 3.0),
        Cue::phrase("换证次数", 1.0),
        Cue::number(Shape::MachineZone, 1.0),
        Cue::against("核验单", 8.0),
        Cue::against("居住证", 4.0),
    ],
    fields: HK_MACAU_FIELDS,
    stops: PERMIT_STOPS,
    forms: &[],
    places: &[],
};

/// The mainland travel permit for residents of Taiwan (台胞证), cards since 2015-09.
pub static TAIWAN_PERMIT: KindSpec = KindSpec {
    kind: DocumentKind::TaiwanPermit,
    paper: Some(Paper::ID_1),
    cues: &[
        Cue::title("台湾居民来往大陆通行证", 4.0),
        Cue::phrase("台湾居民来往大陆通行证", 7.0),
        Cue::phrase("TRAVELPERMITFORTAIWANRESIDENTS", 4.0),
        Cue::phrase("台湾居民身份证号码", 3.0),
        Cue::number(Shape::MachineZone, 1.0),
        Cue::against("核验单", 8.0),
        Cue::against("居住证", 4.0),
    ],
    fields: &[
        HK_MACAU_FIELDS[0],
        HK_MACAU_FIELDS[1],
        HK_MACAU_FIELDS[2],
        HK_MACAU_FIELDS[3],
        Field::labelled(FieldName::CertificateNumber, &["证件号码"], Shape::TaiwanNumber),
        HK_MACAU_FIELDS[5],
        HK_MACAU_FIELDS[6],
        HK_MACAU_FIELDS[7],
        ZONE,
    ],
    stops: PERMIT_STOPS,
    forms: &[],
    places: &[],
};

/// The residence permit for residents of Hong Kong, Macau and Taiwan (国办发〔2018〕81号). Its side with the portrait is printed as that of an
/// identity card, without 民族: see [`super::sides::VARIANTS`].
pub static HMT_RESIDENCE_PERMIT: KindSpec = KindSpec {
    kind: DocumentKind::HmtResidencePermit,
    paper: Some(Paper::ID_1),
    cues: &[
        Cue::phrase("港澳居民居住证", 12.0),
        Cue::phrase("台湾居民居住证", 12.0),
        Cue::phrase("通行证号码", 3.0),
        Cue::against("核验单", 8.0),
    ],
    fields: &[
        Field::labelled(FieldName::Name, &["姓名"], Shape::PersonName),
        Field::labelled(FieldName::Sex, &["性别"], Shape::Sex),
        Field::labelled(FieldName::BirthDate, &["出生", "出生日期"], Shape::Date),
        Field::labelled(FieldName::Address, &["住址"], Shape::Address).with_signs(signs::ADDRESS),
        Field::labelled(
            FieldName::CitizenIdNumber,
            &["公民身份号码", "公民身份证号码"],
            Shape::CitizenId,
        ),
        Field::labelled(FieldName::IssuingAuthority, ISSUED_BY, Shape::Authority).with_signs(signs::POLICE),
        Field::labelled(FieldName::ValidFrom, TERM, Shape::SpanStart),
        Field::labelled(FieldName::ValidUntil, TERM, Shape::SpanEnd),
        Field::labelled(FieldName::PermitNumber, &["通行证号码"], Shape::CertificateNumber),
    ],
    stops: &["签发次数", "民族"],
    forms: &[],
    places: &[],
};

/// The permanent residence card of foreigners.
pub static FOREIGNER_PERMANENT_RESIDENCE: KindSpec = KindSpec {
    kind: DocumentKind::ForeignerPermanentResidence,
    paper: Some(Paper::ID_1),
    cues: &[
        Cue::phrase("外国人永久居留身份证", 9.0),
        Cue::phrase("外国人永久居留证", 6.0),
        Cue::phrase("FOREIGNPERMANENTRESIDENT", 5.0),
        Cue::number(Shape::MachineZone, 1.0),
        Cue::against("核验单", 8.0),
    ],
    fields: &[
        NAME,
        LATIN,
        Field::labelled(FieldName::Sex, SEX, Shape::LatinSex),
        Field::labelled(FieldName::BirthDate, BORN, Shape::Date),
        Field::labelled(FieldName::Nationality, NATIONALITY, Shape::Nationality),
        Field::labelled(
            FieldName::CertificateNumber,
            &["证件号码", "证件号码/IDNO.", "证件号码/CARDNO."],
            Shape::ResidentNumber,
        ),
        Field::labelled(FieldName::ValidFrom, TERM, Shape::SpanStart),
        Field::labelled(FieldName::ValidUntil, TERM, Shape::SpanEnd),
        Field::labelled(FieldName::IssuingAuthority, ISSUED_BY, Shape::Authority).with_signs(BORDER),
        ZONE,
    ],
    stops: &["持证人签名"],
    forms: &[],
    places: &[],
};

/// The temporary identity card (临时居民身份证管理办法): title on one side, all data on the other.
pub static TEMPORARY_ID_CARD: KindSpec = KindSpec {
    kind: DocumentKind::TemporaryIdCard,
    paper: Some(Paper::ID_1),
    cues: &[
        Cue::phrase("临时居民身份证", 12.0),
        Cue::against("核验单", 12.0),
        Cue::against("居住证", 6.0),
    ],
    fields: &[
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
        Field::labelled(FieldName::IssuingAuthority, ISSUED_BY, Shape::Authority).with_signs(signs::POLICE),
        Field::labelled(FieldName::ValidFrom, TERM, Shape::SpanStart),
        Field::labelled(FieldName::ValidUntil, TERM, Shape::SpanEnd),
    ],
    stops: &["证件编号"],
    forms: &[],
    places: &[],
};

/// Cards of officers, soldiers and police of the forces. No paper for filing.
pub static OFFICER_CARD: KindSpec = KindSpec {
    kind: DocumentKind::OfficerCard,
    paper: None,
    cues: &[
        Cue::title("军官证", 8.0),
        Cue::title("中国人民解放军军官证", 8.0),
        Cue::title("中国人民武装警察部队警官证", 8.0),
        Cue::title("警官证", 7.0),
        Cue::title("文职干部证", 7.0),
        Cue::title("士兵证", 7.0),
        Cue::title("士官证", 7.0),
        Cue::phrase("部别", 1.5),
        Cue::phrase("衔级", 1.5),
        Cue::phrase("军字第", 1.5),
        Cue::against("核验单", 8.0),
    ],
    fields: &[],
    stops: &[],
    forms: &[],
    places: &[],
};

/// The household register: its first page and the page of a person. No paper for filing.
pub static HOUSEHOLD_REGISTER: KindSpec = KindSpec {
    kind: DocumentKind::HouseholdRegister,
    paper: None,
    cues: &[
        Cue::title("户口簿", 8.0),
        Cue::title("居民户口簿", 8.0),
        Cue::title("常住人口登记卡", 9.0),
        Cue::phrase("常住人口登记卡", 4.0),
        Cue::phrase("户主或与户主关系", 4.0),
        Cue::phrase("户口登记机关", 2.0),
        Cue::phrase("户主姓名", 2.0),
        Cue::against("核验单", 8.0),
        Cue::against("授权", 3.0),
    ],
    fields: &[],
    stops: &[],
    forms: &[],
    places: &[],
};
