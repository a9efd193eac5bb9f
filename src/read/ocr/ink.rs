//! The ink of a strip: pixels darker than its ground.

use std::ops::Range;

use crate::pixels::{self, Rgb};
use crate::read::Glyph;
use crate::vision::statistics::{histogram, quantile};

/// Levels darker than the ground from which a pixel is ink: pale pens are, shadows are not.
const INK: u8 = 50;
/// Heights of digits in a strip of 48 pixels: smaller is dirt, taller runs into a frame.
pub(super) const PLAUSIBLE: std::ops::RangeInclusive<f32> = 14.0..=44.0;
/// Pixels of ink in a row from which the character is there.
const LEAST_INK: usize = 2;

pub(super) struct Ink {
    /// Width and height of the strip, pixels.
    pub w: usize,
    pub h: usize,
    inked: Vec<bool>,
}

impl Ink {
    /// Of a strip whose ground is the level below which this share of its pixels lies: print covers less than half of a line, what
    /// is written large more.
    pub fn of(strip: &Rgb, ground: f64) -> Self {
        let grey = pixels::grey(strip);
        let level = quantile(&histogram(grey.as_raw().iter().copied()), ground);
        let limit = level.saturating_sub(INK);
        Self {
            w: grey.width() as usize,
            h: grey.height() as usize,
            inked: grey.as_raw().iter().map(|v| *v < limit).collect(),
        }
    }

    /// Whether a pixel is ink.
    pub fn at(&self, x: usize, y: usize) -> bool {
        self.inked.get(y * self.w + x) == Some(&true)
    }

    /// Columns of a character: between the middles of the blanks to its neighbours, and not wider than it is tall.
    pub fn columns_of(&self, glyphs: &[Glyph], i: usize) -> Option<Range<usize>> {
        let at = |k: usize| glyphs.get(k).map(|g| g.at * self.w as f32);
        let x = at(i)?;
        let half = 0.4 * self.h as f32;
        let left = i
            .checked_sub(1)
            .and_then(at)
            .map_or(x - half, |n| f32::midpoint(n, x))
            .max(x - half);
        let right = at(i + 1).map_or(x + half, |n| f32::midpoint(n, x)).min(x + half);
        Some(left.max(0.0) as usize..(right.max(0.0) as usize).min(self.w))
    }

    /// Height of the ink of a character, pixels.
    pub fn height_of(&self, glyphs: &[Glyph], i: usize) -> Option<f32> {
        let rows = self.rows(&self.columns_of(glyphs, i)?, LEAST_INK)?;
        Some(rows.len() as f32)
    }

    /// Whether a column has ink.
    pub fn column(&self, x: usize) -> bool {
        (0..self.h).any(|y| self.at(x, y))
    }

    /// Columns with ink, in runs that stand apart by so many bare ones.
    pub fn runs(&self, apart: usize) -> Vec<Range<usize>> {
        let mut runs: Vec<Range<usize>> = Vec::new();
        for x in (0..self.w).filter(|x| self.column(*x)) {
            match runs.last_mut() {
                Some(run) if x - run.end < apart => run.end = x + 1,
                _ => runs.push(x..x + 1),
            }
        }
        runs
    }

    /// Rows from the first to the last that has so many pixels of ink in some columns.
    pub fn rows(&self, columns: &Range<usize>, least: usize) -> Option<Range<usize>> {
        let inked = |y: &usize| columns.clone().filter(|x| self.at(*x, *y)).nth(least - 1).is_some();
        Some((0..self.h).find(inked)?..(0..self.h).rev().find(inked)? + 1)
    }
}
