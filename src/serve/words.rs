//! The tables' words for the page, in both languages: what a code, a kind of document, a field is called.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::report::labels::{self, Label};

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

fn pairs(labels: BTreeMap<&'static str, Label>) -> BTreeMap<&'static str, Pair> {
    let pair = |(name, Label { zh, en })| (name, [zh, en]);
    labels.into_iter().map(pair).collect()
}

/// The words.
pub fn words() -> Words {
    let all = labels::labels();
    Words {
        kinds: pairs(all.kinds),
        fields: pairs(all.fields),
        codes: all
            .codes
            .into_iter()
            .map(|(code, c)| (code, [c.label.zh, c.label.en]))
            .collect(),
        subjects: pairs(all.subjects),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Lang;
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
