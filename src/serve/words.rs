//! The tables' words for the page, in both languages: what a code, a kind of document, a field is called.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::intake::case::SubjectKind;
use crate::judge::codes;
use crate::kind::{DocumentKind, FieldName};
use crate::report::Lang;
use crate::report::render::reason;

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

fn pair(name: &str) -> Pair {
    [Lang::Zh, Lang::En].map(|lang| reason(name, lang))
}

/// The words.
pub fn words() -> Words {
    Words {
        kinds: DocumentKind::ALL.iter().map(|k| (k.name(), pair(k.name()))).collect(),
        fields: FieldName::ALL.iter().map(|f| (f.name(), pair(f.name()))).collect(),
        codes: codes::codes()
            .map(|c| (c.code, [c.zh.to_owned(), c.en.to_owned()]))
            .collect(),
        subjects: SubjectKind::ALL.iter().map(|s| (s.name(), pair(s.name()))).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::messages::foreign;

    #[test]
    fn the_page_speaks_each_language_without_the_other_s_words() {
        let lines = include_str!("desk/words.js").lines();
        let own = lines.filter_map(|l| l.trim().strip_prefix('"')?.split_once("\": ")?.1.strip_suffix(','));
        let own = own.filter_map(|pair| serde_json::from_str::<Pair>(pair).ok());
        let tables = words();
        // The contract's English of codes names Chinese papers by their own names.
        let tables = [tables.kinds, tables.fields, tables.subjects];
        let pairs: Vec<Pair> = own.chain(tables.into_iter().flat_map(BTreeMap::into_values)).collect();
        assert!(pairs.len() > 250, "{}", pairs.len());
        for [zh, en] in pairs {
            if en == "中文" {
                continue;
            }
            for (text, lang) in [(&zh, Lang::Zh), (&en, Lang::En)] {
                // Gaps are filled with data.
                let filled = (0..4).fold(text.clone(), |t, n| t.replace(&format!("{{{n}}}"), "7"));
                assert_eq!(foreign(&filled, lang), None, "{text}");
            }
        }
    }
}
