//! All facts of one case, indexed: the only thing a check sees.

use std::collections::BTreeMap;

use crate::classify::Recognised;
use crate::date::Date;
use crate::decode::{DecodeError, Metadata, PdfFacts};
use crate::extract::Reading;
use crate::format::Format;
use crate::intake::{Declaration, Declared, Unread};
use crate::kind::{DocumentKind, FieldName};
use crate::measure::{Measured, Origin};
use crate::read::{Mark, SignaturePlace, TextLine, TextSource};

/// One page as checks see it.
#[derive(Debug, Clone)]
pub struct PageFacts {
    /// Width of the upright page image, pixels.
    pub width: u32,
    /// Height of the upright page image, pixels.
    pub height: u32,
    /// Dots per inch: from the known size of the recognised document, else the page size, else metadata.
    pub dpi: Option<f64>,
    /// Turn applied to make it upright, degrees clockwise.
    pub turn: u16,
    /// Which texts it gave.
    pub text_source: TextSource,
    /// Share of text-layer characters not found in the pixels, 0 to 1.
    pub layer_disagrees: Option<f64>,
    /// What was measured.
    pub measured: Measured,
    /// Its lines.
    pub lines: Vec<TextLine>,
    /// Places that ask for a signature.
    pub signature_places: Vec<SignaturePlace>,
}

/// One document as checks see it.
#[derive(Debug, Clone)]
pub struct DocumentFacts {
    /// Path below the case folder.
    pub path: String,
    /// Size.
    pub bytes: u64,
    /// SHA-256 in hex; empty where the file was not read whole.
    pub sha256: String,
    /// Format by content.
    pub format: Format,
    /// What told the format.
    pub format_basis: String,
    /// Formats the bytes could be opened as besides.
    pub also: Vec<Format>,
    /// Extension of the name, lower case without dot.
    pub extension: Option<String>,
    /// Why the bytes were not (wholly) read.
    pub unread: Option<Unread>,
    /// Kind the submitter declared.
    pub hint: Option<DocumentKind>,
    /// Kind recognised.
    pub recognised: Recognised,
    /// Origin over all pages.
    pub origin: Origin,
    /// PDF facts.
    pub pdf: Option<PdfFacts>,
    /// File metadata.
    pub metadata: Metadata,
    /// Frames or pages there are.
    pub frames: usize,
    /// What went wrong on opening or decoding, with the page (from 1) where known.
    pub flaws: Vec<(Option<usize>, DecodeError)>,
    /// Pages read.
    pub pages: Vec<PageFacts>,
    /// Marks on all pages.
    pub marks: Vec<Mark>,
    /// Fields.
    pub fields: BTreeMap<FieldName, Reading>,
    /// A budget ended the reading before the document ended.
    pub partial: bool,
    /// Text was looked for (OCR on, or a usable text layer); `false`: fields and kind were not looked at.
    pub was_read: bool,
}

impl DocumentFacts {
    /// The recognised kind.
    pub const fn kind(&self) -> DocumentKind {
        self.recognised.kind
    }
    /// The recognised kind, or the declared one where nothing could be recognised.
    pub fn assumed_kind(&self) -> DocumentKind {
        match (self.recognised.kind, self.hint) {
            (DocumentKind::Unrecognised, Some(h)) => h,
            (k, _) => k,
        }
    }
    /// A field.
    pub fn field(&self, name: FieldName) -> Option<&Reading> {
        self.fields.get(&name)
    }
    /// The text of all pages, lines joined by newlines.
    pub fn text(&self) -> String {
        let lines: Vec<&str> = self
            .pages
            .iter()
            .flat_map(|p| p.lines.iter().map(|l| l.text.as_str()))
            .collect();
        lines.join("\n")
    }
}

/// All facts of one case.
#[derive(Debug, Clone)]
pub struct Dossier {
    /// Case id.
    pub id: String,
    /// The declaration as it came.
    pub declared: Declared,
    /// Documents, sorted by path.
    pub documents: Vec<DocumentFacts>,
    /// The day to judge by.
    pub as_of: Date,
    /// Other folders of the run that bear the same case id.
    pub same_id: Vec<String>,
    /// Text was recognised in pictures; without it most checks of content are "not-checked".
    pub ocr: bool,
}

impl Dossier {
    /// The declaration, where there is a valid one.
    pub fn declaration(&self) -> Option<&Declaration> {
        match &self.declared {
            Declared::Present(d) => Some(d),
            Declared::Missing | Declared::Invalid { .. } => None,
        }
    }
    /// Documents of one kind, with their index.
    pub fn of_kind(&self, kind: DocumentKind) -> impl Iterator<Item = (usize, &DocumentFacts)> {
        self.documents.iter().enumerate().filter(move |(_, d)| d.kind() == kind)
    }
    /// Whether a document could still be what is missing: not read, broken, or of no recognised kind.
    pub fn has_unknowns(&self) -> bool {
        self.documents.iter().any(|d| d.kind() == DocumentKind::Unrecognised)
    }
}
