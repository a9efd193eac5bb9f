//! PDF: facts, page pictures, rendering, text layer.
use std::sync::Arc;

use super::{DecodeError, Opened, PageImage};
use crate::limits::Limits;

/// An opened PDF.
#[derive(Debug)]
pub struct Pdf {}

/// Opens a PDF.
pub fn open(_bytes: Arc<[u8]>, _limits: &Limits) -> Result<Opened, DecodeError> {
    Err(DecodeError::Unsupported { feature: "skeleton" })
}

impl Pdf {
    /// Decodes one page.
    pub fn page(&self, _index: usize, _limits: &Limits) -> Result<PageImage, DecodeError> {
        Err(DecodeError::Unsupported { feature: "skeleton" })
    }
}
