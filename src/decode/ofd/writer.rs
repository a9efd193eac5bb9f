//! The PDF that an OFD becomes: its objects, and what of the OFD's resources is in use.

use std::collections::{BTreeMap, HashMap};

use pdf_writer::{Finish, Name, Pdf, Ref};

use super::container::Container;
use super::fonts::Font;
use super::pictures;
use super::structure::OfdStructure;
use super::style::{Colour, Paint};
use crate::decode::DecodeError;
use crate::limits::Limits;

/// Numbers for the objects of a PDF, each once.
pub struct Ids(i32);

impl Ids {
    /// A number that no object has.
    pub const fn fresh(&mut self) -> Ref {
        let id = Ref::new(self.0);
        self.0 += 1;
        id
    }
}

/// Writes the PDF.
pub struct Writer {
    pub structure: OfdStructure,
    pub container: Container,
    pub pdf: Pdf,
    limits: Limits,
    ids: Ids,
    /// Fonts in use by their name in the pages' resources.
    fonts: BTreeMap<String, (Ref, Font)>,
    /// Pictures in use by their member; of one that cannot be drawn nothing.
    pictures: HashMap<String, Option<Ref>>,
    named: BTreeMap<String, Ref>,
    alphas: BTreeMap<u8, Ref>,
    /// Things that may still be drawn.
    left: usize,
    /// Which document is drawn from, and how many there were within this one.
    document: usize,
    documents: usize,
}

impl Writer {
    /// Nothing is written yet.
    pub fn new(structure: OfdStructure, container: Container, limits: &Limits) -> Self {
        Self {
            structure,
            container,
            pdf: Pdf::new(),
            limits: *limits,
            ids: Ids(1),
            fonts: BTreeMap::new(),
            pictures: HashMap::new(),
            named: BTreeMap::new(),
            alphas: BTreeMap::new(),
            left: limits.page_operators,
            document: 0,
            documents: 0,
        }
    }

    /// The budgets.
    pub const fn limits(&self) -> Limits {
        self.limits
    }

    /// Draws with the resources of another document in place of this one's, whose fonts and pictures are kept apart by a mark.
    pub fn within<T>(
        &mut self,
        structure: OfdStructure,
        container: Container,
        draw: impl FnOnce(&mut Self) -> Result<T, DecodeError>,
    ) -> Result<T, DecodeError> {
        let own = (
            std::mem::replace(&mut self.structure, structure),
            std::mem::replace(&mut self.container, container),
            std::mem::take(&mut self.pictures),
            std::mem::replace(&mut self.document, self.documents + 1),
        );
        self.documents += 1;
        let drawn = draw(self);
        (self.structure, self.container, self.pictures, self.document) = own;
        drawn
    }

    /// A number that no object has.
    pub const fn id(&mut self) -> Ref {
        self.ids.fresh()
    }

    /// Counts one object against the budget of the whole file.
    pub fn spend(&mut self) -> Result<(), DecodeError> {
        self.spend_many(1)
    }

    /// Counts `n`.
    pub fn spend_many(&mut self, n: usize) -> Result<(), DecodeError> {
        match self.left.checked_sub(n) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => Err(DecodeError::Limit {
                limit: "page_operators",
                asked: self.limits.page_operators as u64 + 1,
                allowed: self.limits.page_operators as u64,
            }),
        }
    }

    /// A colour as red, green, blue.
    pub fn paint(&self, colour: &Colour) -> Paint {
        colour.paint(|id| self.structure.spaces.get(id).copied())
    }

    /// The name of a state that covers by `alpha` of 255.
    pub fn alpha(&mut self, alpha: u8) -> String {
        if !self.alphas.contains_key(&alpha) {
            let id = self.id();
            let share = f32::from(alpha) / 255.0;
            self.pdf
                .ext_graphics(id)
                .non_stroking_alpha(share)
                .stroking_alpha(share);
            self.alphas.insert(alpha, id);
        }
        format!("A{alpha}")
    }

    /// The name of a font; one that no resource describes is a font that is not embedded.
    pub fn font(&mut self, id: &str) -> Result<String, DecodeError> {
        let name = font_name(self.document, id);
        if !self.fonts.contains_key(&name) {
            let spec = self
                .structure
                .fonts
                .get(id)
                .cloned()
                .unwrap_or(super::structure::FontSpec {
                    name: String::new(),
                    file: None,
                });
            let program = match &spec.file {
                Some(path) => self.container.member(path)?,
                None => None,
            };
            let at = self.id();
            self.fonts.insert(name.clone(), (at, Font::new(spec, program)));
        }
        Ok(name)
    }

    /// The code that shows a glyph, and how far it reaches in thousandths of the size.
    pub fn glyph(&mut self, font: &str, glyph: Option<u32>, says: char) -> (Option<Vec<u8>>, f32) {
        let Some((_, font)) = self.fonts.get_mut(font) else {
            return (None, 0.0);
        };
        let glyph = glyph.unwrap_or_else(|| font.glyph_of(says));
        (font.code(glyph, says), font.width(glyph, says))
    }

    /// The name of a picture by its resource's ID; nothing where it cannot be drawn.
    pub fn picture(&mut self, id: &str) -> Result<Option<String>, DecodeError> {
        let Some(path) = self.structure.media.get(id).cloned() else {
            return Ok(None);
        };
        if !self.pictures.contains_key(&path) {
            let bytes = self.container.member(&path)?;
            let drawn = bytes.and_then(|b| self.store(&b));
            self.pictures.insert(path.clone(), drawn);
        }
        let stored = self.pictures.get(&path).copied().flatten();
        Ok(stored.map(|id| self.name(id)))
    }

    /// Stores a picture; nothing where it cannot be drawn.
    pub fn store(&mut self, bytes: &[u8]) -> Option<Ref> {
        let id = self.id();
        pictures::write(&mut self.pdf, id, &mut self.ids, bytes, &self.limits).then_some(id)
    }

    /// The name under which pages show a picture.
    pub fn name(&mut self, id: Ref) -> String {
        let name = format!("X{}", id.get());
        self.named.insert(name.clone(), id);
        name
    }

    /// Writes what the pages use: one dictionary for all of them, and the fonts, which know their glyphs only now.
    pub fn finish(mut self, resources: Ref) -> (Vec<u8>, Container) {
        let mut dict = self.pdf.indirect(resources).dict();
        let mut part = dict.insert(Name(b"Font")).dict();
        for (name, (at, _)) in &self.fonts {
            part.pair(Name(name.as_bytes()), *at);
        }
        part.finish();
        let mut part = dict.insert(Name(b"XObject")).dict();
        for (name, at) in &self.named {
            part.pair(Name(name.as_bytes()), *at);
        }
        part.finish();
        let mut part = dict.insert(Name(b"ExtGState")).dict();
        for (alpha, at) in &self.alphas {
            part.pair(Name(format!("A{alpha}").as_bytes()), *at);
        }
        part.finish();
        dict.finish();
        for (at, font) in self.fonts.values() {
            font.write(&mut self.pdf, *at, &mut self.ids);
        }
        (self.pdf.finish(), self.container)
    }
}

/// The name of a font in the pages' resources. IDs are numbers (GB/T 33190, 5.2); of what else a stranger writes the bytes are taken.
fn font_name(document: usize, id: &str) -> String {
    let plain: String = id.bytes().map(|b| format!("{b:02x}")).take(32).collect();
    format!("F{document}x{plain}")
}
