//! Fonts of an OFD as composite fonts of a PDF. Each pair of glyph and character gets a number of its own, so that the text says
//! what the OFD says even where two characters share a shape.

use std::collections::HashMap;
use std::sync::Arc;

use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::writers::FontDescriptor;
use pdf_writer::{Finish, Name, Pdf, Rect, Ref, Str};
use skrifa::raw::TableProvider;
use skrifa::{FontRef, GlyphId, MetadataProvider};

use super::structure::FontSpec;
use super::writer::Ids;

/// Numbers that a composite font has.
const GLYPHS: usize = 0xffff;

/// Width of a character in a font that is not there, in thousandths of its size: full for Chinese, half for Latin.
const FULL: f32 = 1000.0;

/// An OFD font in use.
pub struct Font {
    spec: FontSpec,
    /// Its program, where it can be read.
    program: Option<Arc<[u8]>>,
    numbers: HashMap<(u32, char), u16>,
    glyphs: Vec<(u32, char)>,
}

impl Font {
    /// A font with its embedded program; what no reader can parse counts as not embedded.
    pub fn new(spec: FontSpec, program: Option<Arc<[u8]>>) -> Self {
        let program = program.filter(|p| FontRef::from_index(p, 0).is_ok_and(|f| f.maxp().is_ok()));
        Self {
            spec,
            program,
            numbers: HashMap::new(),
            glyphs: Vec::new(),
        }
    }

    fn parsed(&self) -> Option<FontRef<'_>> {
        FontRef::from_index(self.program.as_deref()?, 0).ok()
    }

    /// The glyph of a character by the font's own map.
    pub fn glyph_of(&self, c: char) -> u32 {
        let glyph = self.parsed().and_then(|f| f.charmap().map(c));
        glyph.map_or(0, GlyphId::to_u32)
    }

    /// The code under which a text shows this glyph and says this character; nothing when the font is full. Of a font that is not embedded
    /// it is the character itself in UTF-16, as PDFs name fonts of the reader's.
    pub fn code(&mut self, glyph: u32, says: char) -> Option<Vec<u8>> {
        if self.program.is_none() {
            let mut units = [0; 2];
            return Some(
                says.encode_utf16(&mut units)
                    .iter()
                    .flat_map(|u| u.to_be_bytes())
                    .collect(),
            );
        }
        self.number(glyph, says).map(|n| n.to_be_bytes().to_vec())
    }

    fn number(&mut self, glyph: u32, says: char) -> Option<u16> {
        let key = (glyph, says);
        if let Some(number) = self.numbers.get(&key) {
            return Some(*number);
        }
        // 0 is left out: it means a missing glyph.
        let number = u16::try_from(self.glyphs.len() + 1)
            .ok()
            .filter(|n| usize::from(*n) < GLYPHS)?;
        self.glyphs.push(key);
        self.numbers.insert(key, number);
        Some(number)
    }

    /// How far a glyph reaches, in thousandths of its size.
    pub fn width(&self, glyph: u32, says: char) -> f32 {
        if let Some(font) = self.parsed() {
            let metrics = font.glyph_metrics(
                skrifa::instance::Size::unscaled(),
                skrifa::instance::LocationRef::default(),
            );
            let per_em = font.head().map_or(1000, |h| h.units_per_em()).max(1);
            if let Some(advance) = metrics.advance_width(GlyphId::new(glyph)) {
                return advance * 1000.0 / f32::from(per_em);
            }
        }
        if says.is_ascii() { FULL / 2.0 } else { FULL }
    }

    /// Writes it under `id`.
    pub fn write(&self, pdf: &mut Pdf, id: Ref, ids: &mut Ids) {
        let parts = (ids.fresh(), ids.fresh());
        match &self.program {
            Some(program) => self.write_embedded(pdf, id, ids, parts, program),
            None => self.write_named(pdf, id, parts),
        }
    }

    /// A font that each reader has to have itself: the Chinese ones of Adobe's collection, by codes that are characters (ISO 32000-2,
    /// 9.7.5.2), whatever its name.
    fn write_named(&self, pdf: &mut Pdf, id: Ref, (descendant, descriptor): (Ref, Ref)) {
        let name = base_name(&self.spec.name);
        pdf.type0_font(id)
            .base_font(Name(name.as_bytes()))
            .encoding_predefined(Name(b"UniGB-UTF16-H"))
            .descendant_font(descendant);
        pdf.cid_font(descendant)
            .subtype(CidFontType::Type0)
            .base_font(Name(name.as_bytes()))
            .system_info(SystemInfo {
                registry: Str(b"Adobe"),
                ordering: Str(b"GB1"),
                supplement: 5,
            })
            .font_descriptor(descriptor)
            .default_width(FULL);
        describe(&mut pdf.font_descriptor(descriptor), &name);
    }

    fn write_embedded(
        &self,
        pdf: &mut Pdf,
        id: Ref,
        ids: &mut Ids,
        (descendant, descriptor): (Ref, Ref),
        program: &[u8],
    ) {
        let (file, to_unicode) = (ids.fresh(), ids.fresh());
        let name = base_name(&self.spec.name);
        let system = SystemInfo {
            registry: Str(b"Adobe"),
            ordering: Str(b"Identity"),
            supplement: 0,
        };
        pdf.type0_font(id)
            .base_font(Name(name.as_bytes()))
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(descendant)
            .to_unicode(to_unicode);
        let cff = self.parsed().is_some_and(|f| f.cff().is_ok());
        let map = (!cff).then(|| ids.fresh());
        let mut font = pdf.cid_font(descendant);
        font.subtype(if cff { CidFontType::Type0 } else { CidFontType::Type2 })
            .base_font(Name(name.as_bytes()))
            .system_info(system)
            .font_descriptor(descriptor)
            .default_width(FULL);
        if let Some(map) = map {
            font.cid_to_gid_map_stream(map);
        }
        let widths: Vec<f32> = self
            .glyphs
            .iter()
            .map(|(glyph, says)| self.width(*glyph, *says))
            .collect();
        if !widths.is_empty() {
            font.widths().consecutive(1, widths);
        }
        font.finish();
        if let Some(map) = map {
            let mut table = vec![0u8; 2];
            for (glyph, _) in &self.glyphs {
                table.extend_from_slice(&u16::try_from(*glyph).unwrap_or(0).to_be_bytes());
            }
            pdf.stream(map, &table);
        }
        let mut described = pdf.font_descriptor(descriptor);
        describe(&mut described, &name);
        if cff {
            described.font_file3(file);
        } else {
            described.font_file2(file);
        }
        described.finish();
        let mut stream = pdf.stream(file, program);
        if cff {
            stream.pair(Name(b"Subtype"), Name(b"OpenType"));
        }
        stream.finish();
        let mut says = UnicodeCmap::new(Name(b"Says"), system);
        for ((_, c), number) in self.glyphs.iter().zip(1u16..) {
            says.pair(number, *c);
        }
        let says = says.finish();
        pdf.cmap(to_unicode, &says);
    }
}

/// What a descriptor must say; sizes of an ordinary Chinese face, by which nothing is placed.
fn describe(descriptor: &mut FontDescriptor<'_>, name: &str) {
    descriptor
        .name(Name(name.as_bytes()))
        .flags(FontFlags::SYMBOLIC)
        .bbox(Rect::new(0.0, -200.0, 1000.0, 900.0))
        .italic_angle(0.0)
        .ascent(860.0)
        .descent(-140.0)
        .cap_height(700.0)
        .stem_v(80.0);
}

/// A font's name as a PDF name: what is not plain Latin is left to a general word, since a reader looks a font that is not embedded up
/// by it.
fn base_name(name: &str) -> String {
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).take(60).collect();
    if plain.is_empty() { "SimSun".to_owned() } else { plain }
}
