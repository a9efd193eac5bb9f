//! Optical character recognition with the PP-OCRv6 small models: detection, page turning, recognition.
//!
//! In: pixels. Out: lines with characters, alternatives and places on the upright page. Results do not depend on the number
//! of threads: each network runs on one thread, cases run side by side.

mod detect;
pub mod model;
mod recognise;
mod turn;

use crate::geometry::{PixelBox, Point, Quad, Turn};
use crate::limits::Limits;
use crate::pixels::{self, Rgb};
use crate::read::{Glyph, Source, TextLine};
pub use model::{ModelError, Models};

/// The recogniser with its models.
#[derive(Debug)]
pub struct Engine {
    models: Models,
}

/// Text of one page.
#[derive(Debug, Clone)]
pub struct PageText {
    /// Turn that makes the page upright.
    pub turn: Turn,
    /// How sure the turn is, 0 to 1.
    pub turn_confidence: f64,
    /// Lines in pixels of the upright page, top to bottom.
    pub lines: Vec<TextLine>,
    /// More lines were found than the budget allows.
    pub partial: bool,
    /// The runtime failed: the page was not looked at.
    pub failed: bool,
}

/// A line read less surely than this, on average, is noise: texture, a stamp's rim, a pattern.
const LEAST_CONFIDENCE: f32 = 0.5;

/// Tallest print, as a share of the picture's shorter side.
const TALLEST: f32 = 0.5;

/// A line this much taller than wide holds characters one above the other.
const COLUMN: f32 = 1.8;

impl Engine {
    /// An engine over loaded models.
    pub const fn new(models: Models) -> Self {
        Self { models }
    }
    /// Name and hash of the models, for reports.
    pub fn label(&self) -> &str {
        self.models.label()
    }

    /// Reads a page of any turn. `region` limits detection to a part of it (pixels of the page as given).
    pub fn read_page(&self, page: &Rgb, region: Option<PixelBox>, limits: &Limits) -> PageText {
        let found = match region.map(|r| (r.clamp_to(page.width(), page.height()), pixels::crop(page, r))) {
            Some((r, Some(part))) => detect::lines(&self.models, &part).map(|quads| {
                let shift = |p: Point| Point {
                    x: p.x + r.x as f32,
                    y: p.y + r.y as f32,
                };
                quads.into_iter().map(|q| Quad(q.0.map(shift))).collect::<Vec<_>>()
            }),
            _ => detect::lines(&self.models, page),
        };
        let failed = found.is_none();
        let mut quads = found.unwrap_or_default();
        // A region nearly as tall as the picture is a texture, not a line.
        quads.retain(|q| q.width().min(q.height()) < TALLEST * page.height().min(page.width()) as f32);
        let partial = quads.len() > limits.text_lines;
        if partial {
            // The widest lines say most; equal widths keep their order.
            quads.sort_by(|a, b| b.width().max(b.height()).total_cmp(&a.width().max(a.height())));
            quads.truncate(limits.text_lines);
        }
        let (turn, turn_confidence) = turn::vote(&self.models, page, &quads);
        let (w, h) = page.dimensions();
        let mut lines: Vec<TextLine> = quads
            .iter()
            .filter_map(|q| self.read_line(page, q, turn).map(|l| turn::upright_line(l, turn, w, h)))
            .collect();
        lines.sort_by(|a, b| a.area.y.cmp(&b.area.y).then(a.area.x.cmp(&b.area.x)));
        PageText {
            turn,
            turn_confidence,
            lines,
            partial,
            failed,
        }
    }

    /// Reads one line of a page as given; the line reads left to right after `turn`. The places are those of the page as given.
    fn read_line(&self, page: &Rgb, quad: &Quad, turn: Turn) -> Option<TextLine> {
        let reading = turn::reading_quad(quad, turn);
        // Characters stacked in a column cannot be read as a line.
        if reading.height() > COLUMN * reading.width() {
            return None;
        }
        let strip = recognise::strip(page, &reading)?;
        let (text, glyphs, confidence) = recognise::read(&self.models, &strip)?;
        (confidence >= LEAST_CONFIDENCE).then(|| TextLine {
            text,
            glyphs,
            quad: reading,
            area: reading.bounds(),
            confidence,
            source: Source::Ocr,
            under_seal: false,
        })
    }

    /// Reads chosen lines again from another picture of the same upright page (a channel in which a seal fades) and keeps
    /// the surer reading.
    pub fn reread(&self, picture: &Rgb, lines: &mut [TextLine], which: &[usize]) {
        for index in which {
            let Some(line) = lines.get_mut(*index) else { continue };
            let Some(strip) = recognise::strip(picture, &line.quad) else {
                continue;
            };
            let Some((text, glyphs, confidence)) = recognise::read(&self.models, &strip) else {
                continue;
            };
            // A fading channel also drops strokes: a much shorter text is no better, however sure.
            if confidence > line.confidence && text.chars().count() + 2 >= line.text.chars().count() {
                line.text = text;
                line.glyphs = glyphs;
                line.confidence = confidence;
            }
        }
    }

    /// Reads one line whose place on an upright page is known.
    pub fn read_at(&self, page: &Rgb, quad: &Quad) -> Option<(String, Vec<Glyph>, f32)> {
        recognise::read(&self.models, &recognise::strip(page, quad)?)
    }

    /// Reads a picture that holds one upright line.
    pub fn read_patch(&self, patch: &Rgb) -> Option<(String, Vec<Glyph>, f32)> {
        let quad = Quad::from_box(PixelBox {
            x: 0,
            y: 0,
            w: patch.width() as i32,
            h: patch.height() as i32,
        });
        recognise::read(&self.models, &recognise::strip(patch, &quad)?)
    }
}
