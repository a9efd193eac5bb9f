//! Papers of two sides: what tells which of them a document shows; and papers whose print is that of another kind but for a few words.

use super::spec::{Cue, Shape};
use super::{DocumentKind, FieldName};

/// A side of a paper that has two.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Side {
    /// The paper.
    pub kind: DocumentKind,
    /// Its word in rules.
    pub name: SideName,
    /// What it is called.
    pub zh: &'static str,
    /// Fields that only this side prints.
    pub fields: &'static [FieldName],
    /// Words that only this side prints, folded.
    pub words: &'static [&'static str],
}

/// The word of a side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SideName {
    /// 人像面
    Front,
    /// 背面
    Back,
}

const TRAVEL_FRONT: &[FieldName] = &[
    FieldName::CertificateNumber,
    FieldName::ValidUntil,
    FieldName::BirthDate,
];
const TRAVEL_WORDS: &[&str] = &["签发机关", "有效期限", "出生日期"];

impl SideName {
    /// The word.
    pub const fn word(self) -> &'static str {
        match self {
            SideName::Front => "front",
            SideName::Back => "back",
        }
    }
}

/// Every side of the papers that have two (the identity card's are kinds of their own).
pub static SIDES: &[Side] = &[
    Side {
        kind: DocumentKind::HkMacauPermit,
        name: SideName::Front,
        zh: "港澳居民来往内地通行证人像面",
        fields: TRAVEL_FRONT,
        words: TRAVEL_WORDS,
    },
    Side {
        kind: DocumentKind::HkMacauPermit,
        name: SideName::Back,
        zh: "港澳居民来往内地通行证背面",
        fields: &[FieldName::MachineZone],
        words: &["持证人须知", "港澳证件", "<<<<"],
    },
    Side {
        kind: DocumentKind::TaiwanPermit,
        name: SideName::Front,
        zh: "台湾居民来往大陆通行证人像面",
        fields: TRAVEL_FRONT,
        words: TRAVEL_WORDS,
    },
    Side {
        kind: DocumentKind::TaiwanPermit,
        name: SideName::Back,
        zh: "台湾居民来往大陆通行证背面",
        fields: &[FieldName::MachineZone],
        words: &["持证人须知", "台湾居民身份证", "<<<<"],
    },
    Side {
        kind: DocumentKind::HmtResidencePermit,
        name: SideName::Front,
        zh: "港澳台居民居住证人像面",
        fields: &[FieldName::CitizenIdNumber, FieldName::BirthDate],
        words: &["公民身份号码"],
    },
    Side {
        kind: DocumentKind::HmtResidencePermit,
        name: SideName::Back,
        zh: "港澳台居民居住证国徽面",
        fields: &[FieldName::ValidUntil, FieldName::IssuingAuthority],
        words: &["签发机关", "居民居住证"],
    },
    Side {
        kind: DocumentKind::ForeignerPermanentResidence,
        name: SideName::Front,
        zh: "外国人永久居留身份证人像面",
        fields: TRAVEL_FRONT,
        words: &["出生日期", "证件号码", "有效期限"],
    },
    Side {
        kind: DocumentKind::ForeignerPermanentResidence,
        name: SideName::Back,
        zh: "外国人永久居留身份证背面",
        fields: &[FieldName::MachineZone],
        words: &["持证人凭本证", "<<<<"],
    },
];

/// A paper that is printed like another kind and is told from it by these cues, once it was taken for that kind.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Variant {
    /// What it is.
    pub kind: DocumentKind,
    /// What it is printed like.
    pub like: DocumentKind,
    /// What tells it.
    pub cues: &'static [Cue],
}

/// Area codes of GB/T 2260 that begin the numbers of residents of Hong Kong, Macau and Taiwan.
const HMT_AREAS: [&str; 3] = ["810000", "820000", "830000"];

/// Papers printed like another kind.
pub static VARIANTS: &[Variant] = &[
    // 港澳台居民居住证: no 民族, and a number of 810000, 820000 or 830000.
    Variant {
        kind: DocumentKind::HmtResidencePermit,
        like: DocumentKind::IdCardPortrait,
        cues: &[
            Cue::number_of(Shape::CitizenId, HMT_AREAS[0], 6.0),
            Cue::number_of(Shape::CitizenId, HMT_AREAS[1], 6.0),
            Cue::number_of(Shape::CitizenId, HMT_AREAS[2], 6.0),
        ],
    },
    // The temporary card prints authority and term below the number, on the side with the portrait.
    Variant {
        kind: DocumentKind::TemporaryIdCard,
        like: DocumentKind::IdCardPortrait,
        cues: &[
            Cue::phrase("签发机关", 2.5),
            Cue::phrase("有效期限", 2.5),
            Cue::against("居民身份证", 5.0),
            Cue::against("中华人民共和国", 5.0),
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_side_is_told_by_fields_of_its_paper() {
        for side in SIDES {
            let spec = crate::kind::spec(side.kind).unwrap();
            for field in side.fields {
                assert!(spec.fields.iter().any(|f| f.name == *field), "{} {field}", side.zh);
            }
            for words in side.words {
                assert_eq!(crate::hanzi::fold(words), *words);
            }
        }
    }
}
