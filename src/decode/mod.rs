//! Bytes into pages, under budgets. In: identified bytes. Out: [`Opened`], whose pages are decoded one at a time.
//! Must not know what a document says or what is asked of it.

pub mod error;
mod jpeg;
mod ofd;
pub mod pdf;
pub mod raster;

use crate::format::Format;
use crate::geometry::{PixelBox, Quad};
use crate::limits::Limits;
use crate::pixels::Rgb;
use crate::signature::{Fault, Proof, Signer, Standing, Trust};
pub use error::DecodeError;

/// What the file says about itself, never believed, sometimes telling.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Metadata {
    /// EXIF/XMP/PNG/TIFF "Software" or the PDF producer's picture tool.
    pub software: Option<String>,
    /// EXIF camera make and model.
    pub camera: Option<String>,
    /// EXIF orientation tag (1 to 8), already honoured in the page image.
    pub exif_orientation: Option<u8>,
    /// Resolution the file claims, dots per inch.
    pub dpi: Option<f64>,
}

/// Facts of a PDF that no page shows.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct PdfFacts {
    /// Header version, "1.7".
    pub version: Option<String>,
    /// Info dictionary.
    pub producer: Option<String>,
    /// Info dictionary.
    pub creator: Option<String>,
    /// Encrypted in any way, also with an empty user password.
    pub encrypted: bool,
    /// A password is asked before anything can be read.
    pub needs_password: bool,
    /// A signature dictionary with a byte range is there.
    pub signed: bool,
    /// Bytes were added after the last signed range.
    pub changed_after_signing: bool,
    /// Number of incremental revisions, 1 for a file written in one go.
    pub revisions: u32,
    /// Kinds of content that runs: "JavaScript", "Launch", "SubmitForm", "RichMedia", "XFA"... sorted, each once.
    pub active_content: Vec<String>,
    /// Names of embedded files, sorted.
    pub embedded_files: Vec<String>,
    /// Pages by the page tree, counted up to the budget.
    pub pages: usize,
    /// Its signatures, by the end of what they cover.
    pub signatures: Vec<PdfSignature>,
    /// Further signatures that were not looked at.
    pub signatures_beyond: usize,
}

/// How far a document was changed after a signature, from nothing to what nobody can tell.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// Nothing that shows.
    None,
    /// It was signed again, or what proves signatures was added.
    Signing,
    /// Fields of its form were filled in.
    FormFill,
    /// Annotations were added, changed or taken away.
    Annotation,
    /// What its pages show, or how many there are.
    Content,
    /// Bytes were added that make no revision, or what was signed is no document by itself.
    Unclear,
}

/// A signature of a PDF (ISO 32000-2, 12.8).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PdfSignature {
    /// It is a time stamp on the document, and nobody's signature.
    pub time_stamp: bool,
    /// Whether the bytes it covers are those that were signed.
    pub held: Result<(), Fault>,
    /// It covers the file to its end.
    pub whole: bool,
    /// What was changed after it, where it holds; `None`: not compared.
    pub changed: Option<Change>,
    /// What a certifying signature permits after it (`DocMDP`): 1 nothing, 2 filling in and signing, 3 annotations too.
    pub permits: Option<u8>,
    /// Whose certificate signed.
    pub signer: Option<Signer>,
    /// When it was made, as the signer says: seconds since 1970.
    pub claimed: Option<i64>,
    /// Where the signer stands before the trusted certificates; `None` where there are none, or no signer is known.
    pub standing: Option<Standing>,
}

/// How a page image came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageSource {
    /// A picture file's frame.
    Picture,
    /// The one picture that a PDF page consists of, as it is stored.
    PdfPicture,
    /// A PDF page rendered at 200 dpi.
    PdfRendered,
}

/// One line of a PDF's text layer, placed in pixels of the page image.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerLine {
    /// The text, blanks kept as single spaces.
    pub text: String,
    /// What copying it gives: the number of a glyph in its font's encoding stands where nothing tells its character, which is
    /// what readers choose where they may (ISO 32000-2, 9.10.2). Says nothing of what the page shows.
    pub copied: String,
    /// Where it stands.
    pub quad: Quad,
    /// Not seen by a person, so it may lie: text rendering mode 3 (as OCR software writes it), under a picture or a box,
    /// clipped away, in the colour of its ground, or too small to read.
    pub invisible: bool,
    /// The shapes of all its glyphs are in the file, so that the page image shows them. A reader of the file draws the
    /// others with a font of its own.
    pub drawn: bool,
    /// Every glyph that shows something has its character. The text lacks those of the others.
    pub whole: bool,
}

/// Something that a PDF page paints over the picture of a paper.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Overlay {
    /// What it is.
    pub what: Painted,
    /// Where, in pixels of the page image.
    pub area: PixelBox,
    /// What it says: the text typed, the note of an annotation; of a picture nothing until it is read.
    pub words: String,
}

/// What lies over a paper.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Painted {
    /// A line of typed text.
    Text,
    /// A picture of so many points (1/72 inch).
    Picture {
        /// Width on the page.
        width: u32,
        /// Height on the page.
        height: u32,
        /// Parts of it are clear, as those of a layer of print over its paper are.
        clear: bool,
    },
    /// Lines, boxes, strokes.
    Drawing,
    /// An annotation.
    Annotation {
        /// Its subtype (ISO 32000-2, 12.5.6): "FreeText".
        kind: String,
        /// It is the appearance of a digital signature.
        signature: bool,
    },
}

/// An annotation or a form field that a reader of the file shows, and the page image does not: the file does not say how it
/// looks, or says something else than its value.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Unshown {
    /// Subtype of the annotation: "Widget" is a form field.
    pub kind: String,
    /// Its value or note.
    pub said: String,
    /// Where, in pixels of the page image.
    pub area: PixelBox,
}

/// One decoded page.
#[derive(Debug, Clone)]
pub struct PageImage {
    /// Pixels, EXIF turn honoured, transparency over white.
    pub pixels: Rgb,
    /// Where they come from.
    pub source: PageSource,
    /// Dots per inch by page size (PDF) or by the file's own claim.
    pub dpi: Option<f64>,
    /// The text layer, in reading order.
    pub layer: Vec<LayerLine>,
    /// Share of glyphs that are seen but say nothing, 0 to 1; `None` without a text layer.
    pub unmapped: Option<f64>,
    /// Share of a PDF's page under pictures, 0 to 1; of a picture file's frame 1.
    pub pictures: f64,
    /// What a PDF page paints over the picture of a paper.
    pub overlays: Vec<Overlay>,
    /// Places of a PDF page that may bear print which its text layer does not tell: pictures and drawn shapes.
    pub besides: Vec<PixelBox>,
    /// What a PDF page shows in a reader and does not show here.
    pub unshown: Vec<Unshown>,
    /// Decoding ended early and the rest of the page is filler.
    pub incomplete: Option<DecodeError>,
}

/// An opened document: facts now, pages when asked for.
#[derive(Debug)]
pub struct Opened {
    /// Frames or pages there are (as far as the budget lets us count).
    pub frames: usize,
    /// What the file says about itself.
    pub metadata: Metadata,
    /// PDF facts.
    pub pdf: Option<PdfFacts>,
    /// What was wrong without keeping us from going on.
    pub flaws: Vec<DecodeError>,
    /// What proves the signatures, in the order of the facts.
    pub(crate) proofs: Vec<Proof>,
    pub(crate) reader: Reader,
}

/// The decoder behind an opened document.
#[derive(Debug)]
pub(crate) enum Reader {
    /// Nothing to decode: the format holds no pages we can read.
    None,
    Raster(raster::Raster),
    Pdf(Box<pdf::Pdf>),
}

/// Opens identified bytes: cheap checks and facts, no page is decoded yet.
pub fn open(bytes: std::sync::Arc<[u8]>, format: Format, limits: &Limits) -> Result<Opened, DecodeError> {
    if format.is_raster() {
        return raster::open(bytes, format, limits);
    }
    if format == Format::Pdf {
        return pdf::open(bytes, limits);
    }
    if format == Format::Ofd {
        return ofd::open(bytes, limits);
    }
    Ok(Opened {
        frames: 0,
        metadata: Metadata::default(),
        pdf: None,
        flaws: Vec::new(),
        proofs: Vec::new(),
        reader: Reader::None,
    })
}

impl Opened {
    /// Holds the signers against the certificates that the operator trusts, at the time each says it signed; where it says none, when
    /// its certificate was issued.
    pub fn weigh(&mut self, trust: &Trust) {
        let signatures = self.pdf.iter_mut().flat_map(|p| p.signatures.iter_mut());
        for (signature, proof) in signatures.zip(&self.proofs) {
            let issued = || signature.signer.as_ref().map(|s| s.from);
            if let Some(at) = signature.claimed.or_else(issued) {
                signature.standing = proof.standing(trust, at);
            }
        }
    }
    /// Decodes page `index` (from 0).
    pub fn page(&self, index: usize, limits: &Limits) -> Result<PageImage, DecodeError> {
        match &self.reader {
            Reader::None => Err(DecodeError::Unsupported {
                feature: "pages of this format",
            }),
            Reader::Raster(r) => r.page(index, limits),
            Reader::Pdf(p) => p.page(index, limits),
        }
    }
}
