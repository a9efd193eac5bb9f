//! Bytes of `case.json` into a [`super::Declaration`], or every problem there is. A key that is unknown or given twice, and a word that is
//! none of those that may stand at its place, are faults of the program that wrote the declaration: they are told, that place
//! is ignored, and the rest of the declaration stands.

use std::cell::RefCell;
use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::read::declaration;
use super::wrong::{Must, Problem, Wrong};
use super::{CASE_ID_CHARS, tree};
use crate::date::{Date, Instant};
use crate::hanzi::distance;
use crate::intake::Declared;
use crate::limits::Limits;

/// Problems told one by one; a hostile declaration could have a hundred thousand.
const TOLD: usize = 50;
/// Beginnings of keys that are left to the programs that write declarations.
const THEIR_OWN: [&str; 4] = ["x-", "x_", "_", "$"];

/// Parses a declaration.
pub fn parse(bytes: &[u8], limits: &Limits) -> Declared {
    let mut problems = Vec::new();
    let invalid = |problems: Vec<Problem>, case_id| Declared::Invalid {
        problems: few(problems),
        case_id,
    };
    let value = match tree::read(bytes, limits, &mut problems) {
        Ok(value) => value,
        Err(wrong) => {
            problems.push(Problem::whole(wrong));
            return invalid(problems, None);
        }
    };
    let Some(root) = Node::of(&value, String::new(), &mut problems) else {
        return invalid(problems, None);
    };
    let read = declaration(&root, &mut problems);
    root.unknown_keys(&mut problems);
    match read {
        Some(mut declaration) if problems.iter().all(|p| p.wrong.is_ignored()) => {
            declaration.ignored = few(problems);
            Declared::Present(Box::new(declaration))
        }
        _ => {
            let id = root.map.get("case_id").and_then(Value::as_str);
            invalid(problems, id.filter(|id| is_case_id(id)).map(str::to_owned))
        }
    }
}

/// The first of them, those that make the declaration invalid before those that are ignored.
fn few(mut problems: Vec<Problem>) -> Vec<Problem> {
    problems.sort_by_key(|p| p.wrong.is_ignored());
    let more = problems.len().saturating_sub(TOLD);
    problems.truncate(TOLD);
    if more > 0 {
        problems.push(Problem::whole(Wrong::More(more)));
    }
    problems
}

pub(super) fn is_case_id(id: &str) -> bool {
    (1..=CASE_ID_CHARS).contains(&id.chars().count())
}

/// RFC 3339 `date-time`: jiff alone would also take forms without seconds or with a bare hour offset.
fn instant(text: &str) -> Option<Instant> {
    let b = text.as_bytes();
    let shape = |at: usize, pattern: &[u8]| {
        b.get(at..at + pattern.len()).is_some_and(|part| {
            part.iter().zip(pattern).all(|(c, p)| match p {
                b'0' => c.is_ascii_digit(),
                b'T' => matches!(c, b'T' | b't'),
                _ => c == p,
            })
        })
    };
    if !shape(0, b"0000-00-00T00:00:00") {
        return None;
    }
    let mut at = 19;
    if b.get(at) == Some(&b'.') {
        let digits = b.get(at + 1..)?.iter().take_while(|c| c.is_ascii_digit()).count();
        if digits == 0 {
            return None;
        }
        at += 1 + digits;
    }
    let offset = match b.get(at)? {
        b'Z' | b'z' => at + 1 == b.len(),
        b'+' | b'-' => shape(at + 1, b"00:00") && at + 6 == b.len(),
        _ => false,
    };
    if offset { text.parse().ok() } else { None }
}

/// An object, where it stands, and which of its keys were asked for.
pub(super) struct Node<'a> {
    pub map: &'a Map<String, Value>,
    pointer: String,
    asked: RefCell<BTreeSet<&'static str>>,
}

pub(super) type Problems = Vec<Problem>;

pub(super) fn complain(problems: &mut Problems, pointer: String, wrong: Wrong) {
    problems.push(Problem { pointer, wrong });
}

pub(super) fn text_at(value: &Value, pointer: &str, problems: &mut Problems) -> Option<String> {
    if let Value::String(text) = value {
        return Some(text.clone());
    }
    complain(problems, pointer.to_owned(), Wrong::Must(Must::Text));
    None
}

/// A word of a closed list; another one is told and ignored, what is no word at all is an error.
pub(super) fn word_at<T: Copy>(
    value: &Value,
    pointer: &str,
    words: &[(&'static str, T)],
    problems: &mut Problems,
) -> Option<T> {
    let word = text_at(value, pointer, problems)?;
    let found = words.iter().find(|(w, _)| *w == word).map(|(_, v)| *v);
    if found.is_none() {
        let all: Vec<&'static str> = words.iter().map(|(w, _)| *w).collect();
        let only = all.first().copied().filter(|_| all.len() == 1);
        let near = only.or_else(|| nearest(&word, all.iter().copied()));
        complain(problems, pointer.to_owned(), Wrong::Word(near, all));
    }
    found
}

/// The word that is meant, where one is near: a third of its characters wrong at most, not counting case and what joins words.
fn nearest(word: &str, right: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    // No word of ours is as long, and the distance of two texts costs the product of their lengths.
    const LONGEST: usize = 64;
    let plain = |w: &str| w.to_lowercase().replace(['-', '_', ' '], "");
    let word = plain(word);
    if word.len() > LONGEST {
        return None;
    }
    let near = right.map(|r| (distance(&word, &plain(r)), r)).min()?;
    (near.0 * 3 <= word.chars().count().max(3)).then_some(near.1)
}

impl<'a> Node<'a> {
    pub fn of(value: &'a Value, pointer: String, problems: &mut Problems) -> Option<Self> {
        if let Value::Object(map) = value {
            let asked = RefCell::default();
            return Some(Self { map, pointer, asked });
        }
        complain(problems, pointer, Wrong::Must(Must::Object));
        None
    }

    /// RFC 6901 pointer of a key.
    pub fn at(&self, key: &str) -> String {
        tree::pointer(&self.pointer, key)
    }

    /// The value of a key. Keys that no reader asked for are unknown.
    pub fn value(&self, key: &'static str) -> Option<&'a Value> {
        self.asked.borrow_mut().insert(key);
        self.map.get(key)
    }

    /// Tells the keys that were not asked for.
    pub fn unknown_keys(&self, problems: &mut Problems) {
        let asked = self.asked.borrow();
        let is_theirs = |key: &str| THEIR_OWN.iter().any(|own| key.starts_with(own));
        for key in self.map.keys().filter(|k| !asked.contains(k.as_str()) && !is_theirs(k)) {
            let free = asked.iter().copied().filter(|a| !self.map.contains_key(*a));
            complain(problems, self.at(key), Wrong::KeyUnknown(nearest(key, free)));
        }
    }

    pub fn required(&self, key: &'static str, problems: &mut Problems) -> Option<&'a Value> {
        let value = self.value(key);
        if value.is_none() {
            complain(problems, self.at(key), Wrong::Required);
        }
        value
    }

    pub fn required_text(&self, key: &'static str, problems: &mut Problems) -> Option<String> {
        let value = self.required(key, problems)?;
        text_at(value, &self.at(key), problems)
    }

    pub fn text(&self, key: &'static str, problems: &mut Problems) -> Option<String> {
        text_at(self.value(key)?, &self.at(key), problems)
    }

    pub fn word<T: Copy>(&self, key: &'static str, words: &[(&'static str, T)], problems: &mut Problems) -> Option<T> {
        word_at(self.value(key)?, &self.at(key), words, problems)
    }

    /// A word that must be there; `unknown` stands for one that is none of the list.
    pub fn required_word<T: Copy>(
        &self,
        key: &'static str,
        words: &[(&'static str, T)],
        unknown: T,
        problems: &mut Problems,
    ) -> Option<T> {
        let value = self.required(key, problems)?;
        let word = word_at(value, &self.at(key), words, problems);
        value.is_string().then(|| word.unwrap_or(unknown))
    }

    /// What `read` makes of a text.
    pub fn read<T>(
        &self,
        key: &'static str,
        must: Must,
        read: impl Fn(&str) -> Option<T>,
        problems: &mut Problems,
    ) -> Option<T> {
        let found = self.value(key)?.as_str().and_then(read);
        if found.is_none() {
            complain(problems, self.at(key), Wrong::Must(must));
        }
        found
    }

    pub fn date(&self, key: &'static str, problems: &mut Problems) -> Option<Date> {
        self.read(key, Must::Day, |t| t.parse().ok(), problems)
    }

    pub fn instant(&self, key: &'static str, problems: &mut Problems) -> Option<Instant> {
        self.read(key, Must::Instant, instant, problems)
    }

    /// A whole number from 0; JSON Schema counts 3.0 as an integer.
    pub fn count(&self, key: &'static str, problems: &mut Problems) -> Option<u32> {
        let value = self.value(key)?;
        let number = value
            .as_u64()
            .and_then(|n| u32::try_from(n).ok())
            .or_else(|| match value.as_f64() {
                Some(f) if f.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&f) => Some(f as u32),
                _ => None,
            });
        if number.is_none() {
            complain(problems, self.at(key), Wrong::Must(Must::Count));
        }
        number
    }

    pub fn flag(&self, key: &'static str, problems: &mut Problems) -> Option<bool> {
        let value = self.value(key)?;
        if value.as_bool().is_none() {
            complain(problems, self.at(key), Wrong::Must(Must::Flag));
        }
        value.as_bool()
    }

    /// The items of an array that `each` could read; `None` where the key is absent or no array.
    pub fn list<T>(
        &self,
        key: &'static str,
        problems: &mut Problems,
        mut each: impl FnMut(&'a Value, String, &mut Problems) -> Option<T>,
    ) -> Option<Vec<T>> {
        let value = self.value(key)?;
        let pointer = self.at(key);
        let Value::Array(items) = value else {
            complain(problems, pointer, Wrong::Must(Must::Array));
            return None;
        };
        let items = items.iter().enumerate();
        Some(
            items
                .filter_map(|(i, item)| each(item, format!("{pointer}/{i}"), problems))
                .collect(),
        )
    }

    pub fn objects<T>(
        &self,
        key: &'static str,
        problems: &mut Problems,
        read: impl Fn(&Node<'a>, &mut Problems) -> Option<T>,
    ) -> Option<Vec<T>> {
        self.list(key, problems, |value, pointer, problems| {
            whole(&Node::of(value, pointer, problems)?, problems, &read)
        })
    }

    pub fn texts(&self, key: &'static str, problems: &mut Problems) -> Option<Vec<String>> {
        self.list(key, problems, |value, pointer, problems| {
            text_at(value, &pointer, problems)
        })
    }

    pub fn object<T>(
        &self,
        key: &'static str,
        problems: &mut Problems,
        read: impl Fn(&Node<'a>, &mut Problems) -> Option<T>,
    ) -> Option<T> {
        let node = Node::of(self.value(key)?, self.at(key), problems)?;
        whole(&node, problems, &read)
    }
}

/// Reads an object and tells the keys that its reader does not know.
fn whole<'a, T>(
    node: &Node<'a>,
    problems: &mut Problems,
    read: &impl Fn(&Node<'a>, &mut Problems) -> Option<T>,
) -> Option<T> {
    let found = read(node, problems);
    node.unknown_keys(problems);
    found
}

#[cfg(test)]
#[path = "parse_tests.rs"]
mod tests;
