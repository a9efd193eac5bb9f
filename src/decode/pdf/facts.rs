//! Facts no page shows: walks every object reachable from the catalogue once, under a budget.

use std::collections::BTreeSet;

use super::{revisions, signatures};
use crate::decode::PdfFacts;
use crate::limits::Limits;
use hayro_syntax::object::{Array, Dict, MaybeRef, Name, Object, ObjectIdentifier};

/// Objects looked at; a form of hundreds of pages has some ten thousand.
const OBJECTS: usize = 300_000;

/// Actions that run or send something. Links (URI, GoTo) and menu names are not among them.
const ACTIONS: [&str; 9] = [
    "JavaScript",
    "Launch",
    "SubmitForm",
    "ImportData",
    "GoToR",
    "GoToE",
    "Rendition",
    "RichMediaExecute",
    "GoTo3DView",
];

/// Kinds of content that play, as action or as annotation.
const MEDIA: [&str; 5] = ["RichMedia", "Movie", "Sound", "Screen", "3D"];

/// A name's text.
fn name(dict: &Dict<'_>, key: &str) -> Option<String> {
    dict.get::<Name<'_>>(key).map(|n| n.as_str().to_owned())
}

/// A text string: UTF-16 with a mark, UTF-8 with a mark, else taken as UTF-8 or Latin-1.
pub(super) fn text(bytes: &[u8]) -> String {
    let decoded = match bytes {
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => std::str::from_utf8(bytes).map_or_else(|_| bytes.iter().map(|&b| char::from(b)).collect(), str::to_owned),
    };
    decoded
        .trim_matches(|c: char| c.is_whitespace() || c == '\0')
        .chars()
        .take(500)
        .collect()
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units: Vec<u16> = bytes.as_chunks::<2>().0.iter().map(|pair| unit(*pair)).collect();
    String::from_utf16_lossy(&units)
}

/// Fills what the objects tell. Back come the signatures that were met.
pub(super) fn fill(pdf: &hayro_syntax::Pdf, bytes: &[u8], limits: &Limits, facts: &mut PdfFacts) -> signatures::All {
    let info = pdf.metadata();
    let said = |value: Option<&[u8]>| value.map(text).filter(|s| !s.is_empty());
    facts.producer = said(info.producer.as_deref());
    facts.creator = said(info.creator.as_deref());
    facts.pages = pdf.pages().len();

    let mut found = Found::default();
    walk(pdf, limits.pdf_depth, &mut found);
    facts.signed = found.signed_end.is_some();
    facts.changed_after_signing = found.signed_end.is_some_and(|end| revisions::grows_after(bytes, end));
    facts.active_content = found.active.into_iter().collect();
    facts.embedded_files = found.files.into_iter().collect();
    found.signatures
}

#[derive(Default)]
struct Found {
    active: BTreeSet<String>,
    files: BTreeSet<String>,
    /// End of the last signed range.
    signed_end: Option<u64>,
    signatures: signatures::All,
}

/// The object behind an entry, unless it was seen or stands too deep.
fn next<'a>(
    xref: &'a hayro_syntax::xref::XRef,
    visited: &mut BTreeSet<ObjectIdentifier>,
    item: MaybeRef<Object<'a>>,
    depth: usize,
    depth_limit: usize,
) -> Option<(Object<'a>, usize)> {
    match item {
        MaybeRef::Ref(id) => {
            let id = ObjectIdentifier::new(id.obj_number, id.gen_number);
            visited.insert(id).then(|| xref.get::<Object<'a>>(id).map(|o| (o, 0)))?
        }
        MaybeRef::NotRef(object) if depth < depth_limit => Some((object, depth + 1)),
        MaybeRef::NotRef(_) => None,
    }
}

fn walk(pdf: &hayro_syntax::Pdf, depth_limit: usize, found: &mut Found) {
    let xref = pdf.xref();
    let root = xref.root_id();
    let mut visited: BTreeSet<ObjectIdentifier> = BTreeSet::from([root]);
    let mut stack: Vec<(Object<'_>, usize)> = xref.get::<Object<'_>>(root).map(|o| (o, 0)).into_iter().collect();
    let mut seen = 0;
    while let Some((object, depth)) = stack.pop() {
        seen += 1;
        if seen > OBJECTS {
            return;
        }
        match &object {
            Object::Dict(_) | Object::Stream(_) => {
                let dict = match &object {
                    Object::Stream(stream) => stream.dict().clone(),
                    Object::Dict(dict) => dict.clone(),
                    _ => continue,
                };
                inspect(&dict, found);
                for (_, value) in dict.entries() {
                    if let MaybeRef::NotRef(o) = &value
                        && !matches!(o, Object::Dict(_) | Object::Array(_) | Object::Stream(_))
                    {
                        continue;
                    }
                    stack.extend(next(xref, &mut visited, value, depth, depth_limit));
                }
            }
            Object::Array(array) => {
                for value in array.raw_iter().take(OBJECTS) {
                    if let MaybeRef::NotRef(o) = &value
                        && !matches!(o, Object::Dict(_) | Object::Array(_) | Object::Stream(_))
                    {
                        continue;
                    }
                    stack.extend(next(xref, &mut visited, value, depth, depth_limit));
                }
            }
            _ => {}
        }
    }
}

/// One dictionary's share of the facts.
fn inspect(dict: &Dict<'_>, found: &mut Found) {
    if let Some(kind) = name(dict, "S") {
        // Structure elements use /S too, but none of these names; media need the action's own key.
        let medium = MEDIA.contains(&kind.as_str())
            && (dict.contains_key("Sound") || dict.contains_key("Operation") || dict.contains_key("T"));
        if ACTIONS.contains(&kind.as_str()) || medium {
            found.active.insert(kind);
        }
    }
    if dict.contains_key("Rect")
        && let Some(kind) = name(dict, "Subtype")
        && MEDIA.contains(&kind.as_str())
    {
        found.active.insert(kind);
    }
    if dict.contains_key("Fields") && dict.contains_key("XFA") {
        found.active.insert("XFA".to_owned());
    }
    if let Some(files) = dict.get::<Dict<'_>>("EF")
        && !files.is_empty()
    {
        let said = ["UF", "F", "Unix", "DOS"]
            .iter()
            .find_map(|key| dict.get::<hayro_syntax::object::String<'_>>(*key))
            .map(|s| text(s.as_bytes()))
            .filter(|s| !s.is_empty());
        found.files.insert(said.unwrap_or_else(|| "unnamed".to_owned()));
    }
    if dict.contains_key("Contents")
        && let Some(range) = dict.get::<Array<'_>>("ByteRange")
    {
        let range: Vec<f64> = range
            .iter::<hayro_syntax::object::Number>()
            .take(64)
            .map(|n| n.as_f64())
            .collect();
        let end = range
            .as_chunks::<2>()
            .0
            .iter()
            .map(|[at, length]| (at + length).max(0.0) as u64)
            .max();
        found.signed_end = found.signed_end.max(end);
        found.signatures.look(dict);
    }
}
