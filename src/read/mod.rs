//! What is written on a page and which marks it bears. In: a decoded, measured page. Out: [`ReadPage`], upright.
//! Must not know kinds or rules.

pub mod face;
mod layer;
pub mod marks;
pub mod ocr;
mod overlays;
mod page;
mod page_text;
mod restore;
pub mod rows;

pub use marks::boxes::{Answer, CheckBox};
pub use page::read;

use serde::{Deserialize, Serialize};

use crate::decode::{Overlay, Unshown};
use crate::geometry::{PixelBox, Quad, Turn};
use crate::measure::Measured;

/// Where a text comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// A PDF's text layer.
    TextLayer,
    /// Recognised from pixels.
    Ocr,
    /// Decoded from a QR code.
    QrCode,
    /// File metadata.
    Metadata,
}

/// Which texts a page gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the words of the report schema")]
pub enum TextSource {
    TextLayer,
    Ocr,
    Both,
    None,
}

/// One character as recognised.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Glyph {
    /// The best reading.
    pub ch: char,
    /// Its probability, 0 to 1.
    pub p: f32,
    /// Position of its middle along the line, 0 (left end) to 1.
    pub at: f32,
    /// Other readings with their probability, best first, at most three.
    pub others: Vec<(char, f32)>,
}

/// Height of print, share of its line's box: the detector leaves a fifth above and below.
pub const PRINT: f32 = 1.0 / 1.4;

/// One line of text on the upright page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TextLine {
    /// The text as recognised.
    pub text: String,
    /// Its characters, one for each `char` of `text`; empty for a text layer's lines.
    pub glyphs: Vec<Glyph>,
    /// Where it stands.
    pub quad: Quad,
    /// The box around it.
    pub area: PixelBox,
    /// Mean probability of its characters, 0 to 1.
    pub confidence: f32,
    /// Where it comes from.
    pub source: Source,
    /// Red ink crosses it.
    pub under_seal: bool,
}

/// Kinds of mark on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the words of the report schema")]
pub enum MarkKind {
    Seal,
    Signature,
    QrCode,
    Barcode,
    Portrait,
    NationalEmblem,
    Watermark,
}

/// A mark found on the upright page.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Mark {
    /// What it is.
    pub kind: MarkKind,
    /// Page, from 1.
    pub page: usize,
    /// Where.
    pub area: PixelBox,
    /// Words of a seal's ring, payload of a code, words of a watermark.
    pub text: Option<String>,
    /// How sure, 0 to 1.
    pub confidence: f64,
}

/// One page, read.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadPage {
    /// Width of the upright page image.
    pub width: u32,
    /// Height of the upright page image.
    pub height: u32,
    /// Turn that made it upright.
    pub turn: Turn,
    /// How sure the turn is, 0 to 1; 0 where nothing told.
    pub turn_confidence: f64,
    /// What was measured, places turned upright.
    pub measured: Measured,
    /// Lines of text in reading order (top to bottom, left to right).
    pub lines: Vec<TextLine>,
    /// Which texts there were.
    pub text_source: TextSource,
    /// Its print was set by software: whatever ink it bears is glyphs of the file, whether anything tells their characters or
    /// not.
    pub typed: bool,
    /// A line that copies as something else than it shows.
    pub otherwise: Option<Otherwise>,
    /// What lies over the picture of a paper, from the file itself.
    pub overlays: Vec<Overlay>,
    /// What a reader of the file shows and was not seen here; places on the upright page.
    pub unshown: Vec<Unshown>,
    /// Marks.
    pub marks: Vec<Mark>,
    /// Places where a signature is asked (found by its label), searched and found without ink: page boxes.
    pub signature_places: Vec<SignaturePlace>,
    /// Check boxes beside 是 and 否.
    pub boxes: Vec<CheckBox>,
    /// Fingerprints in red ink.
    pub fingerprints: Vec<PixelBox>,
    /// Faces, where the page has no words; `None`: nobody looked.
    pub portrait: Option<face::Portrait>,
    /// The budget of text lines ended the reading.
    pub partial: bool,
    /// The upright page's pixels, kept for a second look at single lines until the document's fields are read; only of the
    /// first pages, and only where text was recognised. It is not written out with the page.
    #[serde(skip)]
    pub picture: Option<crate::pixels::Rgb>,
    /// Its lines were read from the picture made sharper: none of them is sure.
    pub restored: bool,
    /// The recogniser's runtime failed on the page: what is not here was not looked at.
    pub failed: bool,
}

/// A line that says one thing to the eye and another to whoever copies it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Otherwise {
    /// What the page shows.
    pub shown: String,
    /// What copying gives, as [`crate::decode::LayerLine::copied`].
    pub copied: String,
    /// Where, on the upright page.
    pub area: PixelBox,
    /// Every character of what copying gives is known, so that the file says something else on purpose or by a broken font;
    /// otherwise it merely does not say.
    pub whole: bool,
    /// What copying gives stands there as text of its own that is covered, or painted so that it is not seen.
    pub hidden: bool,
}

/// A place that asks for a signature.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct SignaturePlace {
    /// The label: "网站负责人签字".
    pub label: String,
    /// Box searched.
    pub area: PixelBox,
    /// Share of ink that is handwriting, 0 to 1.
    pub ink: f64,
}

/// Small pages for the tests of the floors above.
#[cfg(test)]
pub mod fixture {
    use super::{ReadPage, Source, TextLine, TextSource};
    use crate::geometry::{PixelBox, Quad, Turn};
    use crate::pixels::Rgb;

    /// A line of print at a place, read surely.
    pub fn line(text: &str, area: PixelBox) -> TextLine {
        TextLine {
            text: text.to_owned(),
            glyphs: Vec::new(),
            quad: Quad::from_box(area),
            area,
            confidence: 0.99,
            source: Source::Ocr,
            under_seal: false,
        }
    }

    /// An upright page that bears these lines and nothing else.
    pub fn page(width: u32, height: u32, lines: Vec<TextLine>) -> ReadPage {
        ReadPage {
            width,
            height,
            turn: Turn::None,
            turn_confidence: 1.0,
            measured: crate::measure::surface(&Rgb::from_pixel(64, 64, image::Rgb([255; 3]))),
            lines,
            text_source: TextSource::Ocr,
            typed: false,
            otherwise: None,
            overlays: Vec::new(),
            unshown: Vec::new(),
            marks: Vec::new(),
            signature_places: Vec::new(),
            boxes: Vec::new(),
            fingerprints: Vec::new(),
            portrait: None,
            partial: false,
            picture: None,
            restored: false,
            failed: false,
        }
    }
}
