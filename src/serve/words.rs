//! The tables' words for the page, in both languages: what a code, a kind of document, a field is called.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::intake::case::SubjectKind;
use crate::judge::codes;
use crate::kind::{DocumentKind, FieldName};

/// A word in Chinese and English.
pub type Pair = [String; 2];

/// All words.
#[derive(Debug, Clone, Serialize)]
pub struct Words {
    /// Kinds of document.
    pub kinds: BTreeMap<&'static str, Pair>,
    /// Fields.
    pub fields: BTreeMap<&'static str, Pair>,
    /// Codes.
    pub codes: BTreeMap<&'static str, Pair>,
    /// Kinds of subject.
    pub subjects: BTreeMap<&'static str, Pair>,
}

fn english(name: &str) -> String {
    name.replace('-', " ")
}

/// The words.
pub fn words() -> Words {
    Words {
        kinds: DocumentKind::ALL
            .iter()
            .map(|k| (k.name(), [k.zh().to_owned(), english(k.name())]))
            .collect(),
        fields: FieldName::ALL
            .iter()
            .map(|f| (f.name(), [f.zh().to_owned(), english(f.name())]))
            .collect(),
        codes: codes::codes()
            .map(|c| (c.code, [c.zh.to_owned(), c.en.to_owned()]))
            .collect(),
        subjects: SubjectKind::ALL
            .iter()
            .map(|s| (s.name(), [subject(*s).to_owned(), english(s.name())]))
            .collect(),
    }
}

const fn subject(kind: SubjectKind) -> &'static str {
    match kind {
        SubjectKind::Individual => "个人",
        SubjectKind::Enterprise => "企业",
        SubjectKind::SoleProprietor => "个体工商户",
        SubjectKind::Government => "政府机关",
        SubjectKind::Institution => "事业单位",
        SubjectKind::SocialOrganisation => "社会团体",
        SubjectKind::PrivateNonEnterprise => "民办非企业单位",
        SubjectKind::Foundation => "基金会",
        SubjectKind::LawFirm => "律师事务所",
        SubjectKind::ForeignOffice => "外国机构代表处",
        SubjectKind::Other => "其他",
    }
}
