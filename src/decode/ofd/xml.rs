//! Reading the XML of an OFD: names without their prefix, numbers within bounds.

use roxmltree::{Document, Node, ParsingOptions};

use super::container::malformed;
use crate::decode::DecodeError;

/// Nodes of one XML file. A page of `page_glyphs` characters, each an object of its own, has four a character.
const NODES: u32 = 400_000;

/// Largest number in millimetres or of a matrix that is believed: a kilometre of paper.
const FAR: f64 = 1e6;

/// Parses a member: UTF-8 (GB/T 33190, 6.3), without a document type.
pub fn parse(bytes: &[u8]) -> Result<Document<'_>, DecodeError> {
    let text = std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes))
        .map_err(|_| malformed("a part of it is no UTF-8"))?;
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: NODES,
        ..ParsingOptions::default()
    };
    // The parser's own words may quote the file.
    Document::parse_with_options(text, options).map_err(|_| malformed("a part of it is no well-formed XML"))
}

/// The first child element of this name.
pub fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    node.children().find(|n| n.has_tag_name_of(name))
}

/// All child elements of this name.
pub fn children<'a, 'i: 'a>(node: Node<'a, 'i>, name: &'a str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(move |n| n.has_tag_name_of(name))
}

/// Comparing by the local name: writers use two namespaces, and none.
trait Named {
    fn has_tag_name_of(&self, name: &str) -> bool;
}

impl Named for Node<'_, '_> {
    fn has_tag_name_of(&self, name: &str) -> bool {
        self.is_element() && self.tag_name().name() == name
    }
}

/// The text of a child element, trimmed; nothing where it is empty.
pub fn said<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    child(node, name)?.text().map(str::trim).filter(|t| !t.is_empty())
}

/// An attribute, or the text of a child element of this name: places stand in either.
pub fn value<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.attribute(name).or_else(|| said(node, name))
}

/// A number that can be drawn with.
pub fn number(text: &str) -> Option<f64> {
    let n: f64 = text.trim().parse().ok()?;
    (n.abs() <= FAR).then_some(n)
}

/// An attribute as a number.
pub fn attribute(node: Node<'_, '_>, name: &str) -> Option<f64> {
    number(node.attribute(name)?)
}

/// Numbers parted by blanks; a word that is none ends the list.
pub fn numbers(text: &str) -> Vec<f64> {
    text.split_ascii_whitespace().map_while(number).collect()
}

/// An attribute or child as exactly `N` numbers.
pub fn fixed<const N: usize>(node: Node<'_, '_>, name: &str) -> Option<[f64; N]> {
    numbers(value(node, name)?).try_into().ok()
}
