//! Bytes of `case.json` into a tree of JSON values: which encoding they are in, and which keys an object has twice.

use std::collections::BTreeSet;

use serde::Deserializer;
use serde::de::{DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::wrong::{Problem, Syntax, Wrong};
use crate::intake::names;
use crate::limits::Limits;

/// Parses a declaration's bytes; what is odd about them but can be read goes to `odd`.
pub(super) fn read(bytes: &[u8], limits: &Limits, odd: &mut Vec<Problem>) -> Result<Value, Wrong> {
    if bytes.len() as u64 > limits.declaration_bytes {
        return Err(Wrong::TooLarge(limits.declaration_bytes));
    }
    let (text, is_gbk) = text(bytes)?;
    if is_gbk {
        odd.push(Problem::whole(Wrong::Gbk));
    }
    if deeper_than(text.as_bytes(), limits.declaration_depth) {
        return Err(Wrong::TooDeep(limits.declaration_depth));
    }
    let mut twice = BTreeSet::new();
    let mut json = serde_json::Deserializer::from_str(&text);
    let seed = Node {
        pointer: String::new(),
        twice: &mut twice,
    };
    let value = seed.deserialize(&mut json).and_then(|value| json.end().map(|()| value));
    let value = value.map_err(|e| not_json(&text, &e))?;
    odd.extend(twice.into_iter().map(|pointer| Problem {
        pointer,
        wrong: Wrong::KeyTwice,
    }));
    Ok(value)
}

/// RFC 6901 pointer of what stands below `pointer` under this key. A long key is cut: no key of ours has so many characters.
pub(super) fn pointer(pointer: &str, key: &str) -> String {
    const LONGEST: usize = 64;
    let key = key.replace('~', "~0").replace('/', "~1");
    let mut cut: String = key.chars().take(LONGEST).collect();
    if cut.len() < key.len() {
        cut.push('…');
    }
    format!("{pointer}/{cut}")
}

/// The text, and whether it was in GBK. JSON is UTF-8 (RFC 8259); Windows writes a mark before it, or UTF-16, or GBK.
fn text(bytes: &[u8]) -> Result<(String, bool), Wrong> {
    let (wide, rest) = match bytes {
        [0xff, 0xfe, rest @ ..] => (Some(encoding_rs::UTF_16LE), rest),
        [0xfe, 0xff, rest @ ..] => (Some(encoding_rs::UTF_16BE), rest),
        [b'{', 0, ..] => (Some(encoding_rs::UTF_16LE), bytes),
        [0, b'{', ..] => (Some(encoding_rs::UTF_16BE), bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => (None, rest),
        _ => (None, bytes),
    };
    if let Some(encoding) = wide {
        let text = encoding.decode_without_bom_handling_and_without_replacement(rest);
        return text.map(|t| (t.into_owned(), false)).ok_or(Wrong::Encoding(0));
    }
    match std::str::from_utf8(rest) {
        Ok(text) => Ok((text.to_owned(), false)),
        Err(e) => {
            let at = e.valid_up_to() + (bytes.len() - rest.len());
            names::chinese(rest).map(|t| (t, true)).ok_or(Wrong::Encoding(at))
        }
    }
}

/// Whether brackets outside strings nest deeper than `allowed`: asked before the parser recurses.
fn deeper_than(bytes: &[u8], allowed: usize) -> bool {
    let (mut depth, mut in_string, mut escaped) = (0usize, false, false);
    for &b in bytes {
        if in_string {
            match b {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => in_string = false,
                _ => {}
            }
            continue;
        }
        match b {
            b'"' => in_string = true,
            b'[' | b'{' => {
                depth += 1;
                if depth > allowed {
                    return true;
                }
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    false
}

fn not_json(text: &str, error: &serde_json::Error) -> Wrong {
    let (line, column) = (error.line(), error.column());
    if error.is_eof() {
        return Wrong::CutShort(line, column);
    }
    let here = || {
        let line = text.lines().nth(line.checked_sub(1)?)?;
        let mut at = column.checked_sub(1)?;
        while !line.is_char_boundary(at) && at < line.len() {
            at -= 1;
        }
        line.get(at..)?.chars().next()
    };
    let why = match here() {
        _ if error.to_string().starts_with("trailing comma") => Syntax::TrailingComma,
        Some('/' | '#') => Syntax::Comment,
        Some('\'') => Syntax::SingleQuote,
        Some(c @ ('\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}' | '\u{2018}'..='\u{201f}')) => Syntax::FullWidth(c),
        _ => Syntax::Other,
    };
    Wrong::NotJson(line, column, why)
}

/// Reads a value as `serde_json` does, and notes the keys that an object has twice; the last one counts.
struct Node<'a> {
    pointer: String,
    twice: &'a mut BTreeSet<String>,
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;
    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("any JSON value")
    }
    fn visit_bool<E>(self, v: bool) -> Result<Value, E> {
        Ok(Value::Bool(v))
    }
    fn visit_i64<E>(self, v: i64) -> Result<Value, E> {
        Ok(v.into())
    }
    fn visit_u64<E>(self, v: u64) -> Result<Value, E> {
        Ok(v.into())
    }
    fn visit_f64<E>(self, v: f64) -> Result<Value, E> {
        Ok(Number::from_f64(v).map_or(Value::Null, Value::Number))
    }
    fn visit_str<E>(self, v: &str) -> Result<Value, E> {
        Ok(v.into())
    }
    fn visit_string<E>(self, v: String) -> Result<Value, E> {
        Ok(v.into())
    }
    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut out = Vec::new();
        loop {
            let item = Node {
                pointer: format!("{}/{}", self.pointer, out.len()),
                twice: &mut *self.twice,
            };
            match items.next_element_seed(item)? {
                Some(item) => out.push(item),
                None => return Ok(Value::Array(out)),
            }
        }
    }
    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut out = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            let at = pointer(&self.pointer, &key);
            let value = entries.next_value_seed(Node {
                pointer: at.clone(),
                twice: &mut *self.twice,
            })?;
            if out.insert(key, value).is_some() {
                self.twice.insert(at);
            }
        }
        Ok(Value::Object(out))
    }
}
