//! An embedded font program read backwards: from the glyph that is painted to the character it stands for.

use std::collections::BTreeMap;

use hayro::hayro_interpret::hayro_cmap::CidFamily;
use skrifa::raw::ps::cff::{CffFontRef, dict};
use skrifa::raw::tables::cff::Cff;
use skrifa::raw::{FontData, FontRead, FontRef, TableProvider};
use skrifa::{GlyphId, GlyphNames, MetadataProvider};

use crate::hanzi;

/// Entries taken from one character map; the largest fonts have some 70,000.
const ENTRIES: usize = 200_000;

/// Names of the printable ASCII characters in order, by the Adobe Glyph List.
const ASCII: &str = "space exclam quotedbl numbersign dollar percent ampersand quotesingle parenleft parenright asterisk \
    plus comma hyphen period slash zero one two three four five six seven eight nine colon semicolon less equal greater \
    question at A B C D E F G H I J K L M N O P Q R S T U V W X Y Z bracketleft backslash bracketright asciicircum \
    underscore grave a b c d e f g h i j k l m n o p q r s t u v w x y z braceleft bar braceright asciitilde";

/// What a program tells of its glyphs.
#[derive(Debug, Default)]
pub(super) struct Program {
    /// Characters by glyph.
    characters: BTreeMap<u32, char>,
    /// Glyphs numbered by a character collection: the collection, and the number (CID) of each glyph.
    pub collection: Option<(CidFamily, BTreeMap<u32, u32>)>,
}

/// A character that says something: not a control, a private use or a replacement character.
pub(super) fn sound(c: char) -> bool {
    let private = matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..);
    !(private || c.is_control() || matches!(c, '\u{FFFD}' | '\u{FFFE}' | '\u{FFFF}' | '\u{FDD0}'..='\u{FDEF}'))
}

/// The character a glyph is named after: `uni4E00`, `u20000`, or the name of an ASCII character.
fn named(name: &str) -> Option<char> {
    let base = name.split('.').next().unwrap_or_default();
    let hex = |digits: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths
            .contains(&digits.len())
            .then(|| u32::from_str_radix(digits, 16).ok())
            .flatten()
            .and_then(char::from_u32)
    };
    let by_number = || {
        base.strip_prefix("uni")
            .and_then(|d| hex(d, 4..=4))
            .or_else(|| base.strip_prefix('u').and_then(|d| hex(d, 4..=6)))
    };
    ASCII
        .split_whitespace()
        .position(|n| n == base)
        .and_then(|i| char::from_u32(0x20 + i as u32))
        .or_else(by_number)
}

/// Of two characters that share a glyph: the ordinary one before a radical, a compatibility form or a private one.
fn rank(c: char) -> (bool, bool, u32) {
    (!sound(c), hanzi::unified(c) != c, u32::from(c))
}

impl Program {
    /// Reads a TrueType, OpenType or bare CFF program; what cannot be read tells nothing.
    pub(super) fn read(data: &[u8]) -> Self {
        let mut program = Self::default();
        if let Ok(font) = FontRef::new(data) {
            for (code, glyph) in font.charmap().mappings().take(ENTRIES) {
                if let Some(c) = char::from_u32(code) {
                    program.add(glyph, c);
                }
            }
            for (glyph, name) in GlyphNames::new(&font).iter().take(usize::from(u16::MAX)) {
                if !name.is_synthesized()
                    && let Some(c) = named(name.as_str())
                {
                    program.characters.entry(glyph.to_u32()).or_insert(c);
                }
            }
            if let Ok(cff) = font.cff() {
                program.read_cff(cff.offset_data().as_bytes());
            }
        } else {
            program.read_cff(data);
        }
        program
    }

    fn add(&mut self, glyph: GlyphId, c: char) {
        let best = self.characters.entry(glyph.to_u32()).or_insert(c);
        if rank(c) < rank(*best) {
            *best = c;
        }
    }

    fn read_cff(&mut self, data: &[u8]) {
        let Ok(font) = CffFontRef::new_cff(data, 0, None) else {
            return;
        };
        let Some(charset) = font.charset() else { return };
        if !font.is_cid() {
            for (glyph, sid) in charset.iter() {
                if let Some(c) = font
                    .string(sid)
                    .and_then(|n| std::str::from_utf8(n).ok())
                    .and_then(named)
                {
                    self.characters.entry(glyph.to_u32()).or_insert(c);
                }
            }
            return;
        }
        let Ok(table) = Cff::read(FontData::new(data)) else {
            return;
        };
        let Some(top) = table.top_dicts().get(0) else { return };
        let family = dict::entries(top, None).find_map(|entry| match entry {
            Ok(dict::Entry::Ros { registry, ordering, .. }) => Some(CidFamily::from_registry_ordering(
                font.string(registry)?,
                font.string(ordering)?,
            )),
            _ => None,
        });
        if let Some(family) = family {
            let numbers = charset.iter().map(|(g, cid)| (g.to_u32(), u32::from(cid.to_u16())));
            self.collection = Some((family, numbers.collect()));
        }
    }

    /// The character a glyph stands for by the program's character map or names.
    pub(super) fn character(&self, glyph: u32) -> Option<char> {
        self.characters.get(&glyph).copied().filter(|c| sound(*c))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_characters() {
        for (name, c) in [
            ("uni4E2D", Some('中')),
            ("u20BB7", Some('𠮷')),
            ("uni4E2D.vert", Some('中')),
            ("A", Some('A')),
            ("asciitilde", Some('~')),
            ("u", Some('u')),
            ("glyph17", None),
            ("cid00017", None),
            ("uniD800", None),
        ] {
            assert_eq!(named(name), c, "{name}");
        }
    }

    #[test]
    fn an_ordinary_character_wins_over_a_radical_of_the_same_shape() {
        let mut program = Program::default();
        for c in ['⻓', '长', '\u{E123}'] {
            program.add(GlyphId::new(7), c);
        }
        program.add(GlyphId::new(8), '\u{E123}');
        assert_eq!(program.character(7), Some('长'));
        assert_eq!(program.character(8), None);
    }

    #[test]
    fn bytes_that_are_no_font_tell_nothing() {
        assert_eq!(Program::read(b"no font").character(1), None);
    }
}
