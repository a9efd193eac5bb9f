//! Words that are literals of the program on one side of a pipe and text on the other: `&'static str` fields of facts that a
//! reader process hands to its parent.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use serde::{Deserialize, Deserializer};

/// A word that stands in the program's text.
pub type Word = &'static str;

/// Different words kept at most. The program has under 200; a sender that lies must not fill our memory.
const MOST: usize = 1024;
/// Bytes of one word at most.
const LONGEST: usize = 200;

static KNOWN: Mutex<BTreeSet<Word>> = Mutex::new(BTreeSet::new());

/// The one copy of a word; `None` where it is too long, or the table is full.
pub fn intern(text: &str) -> Option<Word> {
    let mut known = KNOWN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(word) = known.get(text) {
        return Some(word);
    }
    if text.len() > LONGEST || known.len() >= MOST {
        return None;
    }
    let word: Word = Box::leak(text.to_owned().into_boxed_str());
    known.insert(word);
    Some(word)
}

/// For `deserialize_with` on a [`Word`].
pub fn word<'de, D: Deserializer<'de>>(from: D) -> Result<Word, D::Error> {
    let text = String::deserialize(from)?;
    intern(&text).ok_or_else(|| serde::de::Error::custom("no word of this program"))
}

/// For `deserialize_with` on a list of words.
pub fn words<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Word>, D::Error> {
    Vec::<String>::deserialize(from)?
        .iter()
        .map(|text| intern(text))
        .collect::<Option<_>>()
        .ok_or_else(|| serde::de::Error::custom("no word of this program"))
}

/// For `deserialize_with` on figures by name.
pub fn figures<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<Word, f64>, D::Error> {
    BTreeMap::<String, f64>::deserialize(from)?
        .into_iter()
        .map(|(name, value)| Some((intern(&name)?, value)))
        .collect::<Option<_>>()
        .ok_or_else(|| serde::de::Error::custom("no word of this program"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_copy_of_a_word_and_no_long_ones() {
        let (a, b) = (
            intern("sharpness").unwrap(),
            intern(&String::from("sharpness")).unwrap(),
        );
        assert!(std::ptr::eq(a, b));
        assert!(intern(&"x".repeat(LONGEST + 1)).is_none());
    }
}
