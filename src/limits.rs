//! The budgets: what one case, one file and one page may cost. Each limit is work (bytes, pixels, pages), so that
//! it cuts at the same place on every machine; the reason stands beside each number.

/// Budgets of one run. [`Limits::default`] is what ships.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    /// Bytes that one compressed stream may decode to.
    pub decoded_bytes: u64,
    /// Nested objects of a PDF, and levels of its page tree.
    pub pdf_depth: usize,
    /// Glyphs read from one PDF page.
    pub page_glyphs: usize,
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
            text_lines: 300,
        }
    }
}
