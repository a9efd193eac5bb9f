//! Reports: the contract as types, sentences, masks, and the forms a report is shown in. In: a dossier and what was
//! judged of it. Out: [`model::Report`]. Knows no clock, no terminal, no files.

pub mod apply_severities;
pub mod build;
pub mod compare;
pub mod csv;
pub mod declaration;
pub mod draft;
pub mod human;
pub mod ids;
pub mod json;
pub mod labels;
pub mod mask;
#[cfg(test)]
pub(crate) mod messages;
pub mod model;
pub mod notice;
pub mod plain;
pub mod pointer;
pub mod render;
pub mod schema;
pub mod tables;
pub mod timeline;
pub mod translate;
pub mod words;

/// The language of sentences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Lang {
    /// Chinese, the default.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// One of two texts.
    pub const fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }
}
