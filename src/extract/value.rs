//! The characters of a value, as they were gathered.

use crate::geometry::PixelBox;
use crate::read::Source;
use crate::read::rows::Char;

/// Characters gathered for a value, line by line.
#[derive(Debug, Clone)]
pub(super) struct Value {
    /// Lines, each with its characters.
    pub lines: Vec<Vec<Char>>,
    /// The box around all of it.
    pub area: Option<PixelBox>,
    /// Where it comes from.
    pub source: Source,
    /// Red ink crosses a part of it.
    pub under_seal: bool,
}

impl Value {
    /// A value that was read by itself.
    pub fn of_line(chars: Vec<Char>, area: PixelBox) -> Self {
        Self {
            lines: vec![chars],
            area: Some(area),
            source: Source::Ocr,
            under_seal: false,
        }
    }
    /// All characters in order.
    pub fn chars(&self) -> impl Iterator<Item = &Char> {
        self.lines.iter().flatten()
    }
}
