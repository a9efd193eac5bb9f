//! The budgets: what one case, one file and one page may cost. Each limit is work (bytes, pixels, pages), so that
//! it cuts at the same place on every machine; the reason stands beside each number. Behind them stand the clocks
//! ([`Clocks`]), which decide only where no budget did.

/// Budgets of one run. [`Limits::default`] is what ships.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Limits {
    /// Bytes of `case.json`. Real declarations are under 20 KB.
    pub declaration_bytes: u64,
    /// Nesting of `case.json`; the schema needs 6.
    pub declaration_depth: usize,
    /// Bytes of one attachment read into memory. The largest accepted file is 10 MB.
    pub file_bytes: u64,
    /// Files of one case.
    pub files: usize,
    /// Folders below a case folder.
    pub folder_depth: usize,
    /// Pixels of one page or frame. A 600 dpi A3 scan has 70 million.
    pub page_pixels: u64,
    /// Longest side of one page in pixels.
    pub page_side: u32,
    /// Pages or frames read from one file.
    pub pages: usize,
    /// Bytes that one compressed stream may decode to: a page of `page_pixels` has 240 MB.
    pub decoded_bytes: u64,
    /// Nested objects of a PDF, and levels of its page tree.
    pub pdf_depth: usize,
    /// Glyphs read from one PDF page.
    pub page_glyphs: usize,
    /// Things painted on one PDF page (paths, runs of glyphs, pictures, clips, groups). Forms that nest forms paint without
    /// end; no file of the shared corpus that anyone would hand in comes near.
    pub page_operators: usize,
    /// Text lines recognised on one page.
    pub text_lines: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            declaration_bytes: 4 << 20,
            declaration_depth: 64,
            file_bytes: 128 << 20,
            files: 500,
            folder_depth: 8,
            page_pixels: 80_000_000,
            page_side: 20_000,
            pages: 12,
            decoded_bytes: 512 << 20,
            pdf_depth: 64,
            page_glyphs: 50_000,
            page_operators: 1_000_000,
            text_lines: 300,
        }
    }
}

/// What a reader process may cost before it is ended. None of it decides where a budget could.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Clocks {
    /// Processor seconds from one sign of life (opened, a page done) to the next. A page of print takes 2 to 8 with
    /// recognition; this leaves room for the budget of text lines on a slow machine.
    pub step_seconds: u64,
    /// Processor seconds of one document: twelve pages, the budget, at 20 seconds.
    pub document_seconds: u64,
    /// Seconds on the wall for one of the processor, after which a reader that has used none since the last look is ended:
    /// it waits for what will not come. One that works on a busy machine is waited for.
    pub wall: u64,
    /// Bytes of address space over what the reader occupies with its models loaded: a page of `page_pixels` as pixels,
    /// its planes and its turned copy, and the stack of the PDF reader.
    pub memory_bytes: u64,
    /// Documents a reader serves before it is replaced: what it may have leaked, or a stranger may have left in it, goes
    /// with it.
    pub documents: usize,
    /// Bytes of one answer: the budgets of pages, glyphs and lines leave it far behind.
    pub answer_bytes: u64,
}

impl Default for Clocks {
    fn default() -> Self {
        Self {
            step_seconds: 60,
            document_seconds: 240,
            wall: 4,
            memory_bytes: 1 << 30,
            documents: 200,
            answer_bytes: 64 << 20,
        }
    }
}

impl Clocks {
    /// The same with this many times the time (1 to 1000).
    pub fn times(self, factor: u64) -> Self {
        let factor = factor.clamp(1, 1000);
        Self {
            step_seconds: self.step_seconds * factor,
            document_seconds: self.document_seconds * factor,
            ..self
        }
    }
}
/// Whether a write failed because nothing more can be written there.
pub fn no_room(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{QuotaExceeded, ReadOnlyFilesystem, StorageFull};
    matches!(error.kind(), StorageFull | QuotaExceeded | ReadOnlyFilesystem)
}
