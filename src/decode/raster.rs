//! Picture files.
use std::sync::Arc;

use super::{DecodeError, Opened, PageImage};
use crate::format::Format;
use crate::limits::Limits;

/// An opened picture file.
#[derive(Debug)]
pub struct Raster {}

/// Opens a picture file.
pub fn open(_bytes: Arc<[u8]>, _format: Format, _limits: &Limits) -> Result<Opened, DecodeError> {
    Err(DecodeError::Unsupported { feature: "skeleton" })
}

impl Raster {
    /// Decodes one frame.
    pub fn page(&self, _index: usize, _limits: &Limits) -> Result<PageImage, DecodeError> {
        Err(DecodeError::Unsupported { feature: "skeleton" })
    }
}
