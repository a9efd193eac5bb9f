//! Some rows of maps as whole numbers, of one scale, for a kernel that sees more than a point.

use std::ops::Range;

use rten_simd::ops::BitOps;
use rten_simd::{Isa, Simd};

use super::dense::{PANELS, Window};
use super::integer::{Around, LEAST, LENGTH};
use super::pack::Planes;
use super::rounded::{pair, two};

/// Rows of the outcome that share a scale.
pub(super) const BAND: usize = 16;

/// Where rows of maps lie in a band.
pub(super) struct Frame {
    /// The rows of the maps.
    rows: Range<usize>,
    width: usize,
    /// Rows and columns of zeros before the first.
    before: (usize, usize),
    /// From one row to the next.
    stride: usize,
    height: usize,
    /// Values of one plane.
    plane: usize,
}

/// Pairs of maps as whole numbers.
pub(super) struct Band<'a> {
    /// What one unit is worth.
    pub unit: f32,
    /// The kernel over the band's rows.
    pub window: Window,
    frame: Frame,
    /// Where each of the kernel's cells lies from its first.
    cells: Vec<usize>,
    data: &'a [i32],
}

impl Frame {
    /// For the rows `made` of the outcome (no more than `BAND`). `framed`: with the zeros that the kernel sees about the maps,
    /// and room for a panel behind them, so that what the kernel sees of a row lies side by side.
    pub fn of(
        window: &Window,
        made: Range<usize>,
        (height, width): (usize, usize),
        framed: bool,
        panel: usize,
    ) -> Self {
        let [top, left, _, right] = window.rims;
        let begin = made.start * window.steps[0];
        // Always those of a whole band: they tell the scale.
        let end = ((made.start + BAND - 1) * window.steps[0] + window.height).saturating_sub(top);
        let first = begin.saturating_sub(top).min(height);
        let rows = first..end.clamp(first, height);
        if framed {
            let (stride, tall) = (width + left + right, made.len() + window.height - 1);
            Self {
                before: (top.saturating_sub(begin), left),
                stride,
                height: tall,
                plane: tall * stride + panel,
                rows,
                width,
            }
        } else {
            Self {
                before: (0, 0),
                stride: width,
                height: rows.len(),
                plane: rows.len() * width,
                rows,
                width,
            }
        }
    }

    /// From one row to the next.
    pub const fn stride(&self) -> usize {
        self.stride
    }

    /// Rounds the rows of all planes, scaled so that what the kernel sees is no longer than the length that is allowed.
    #[inline(always)]
    pub fn round<'a, I: Isa>(
        self,
        isa: I,
        planes: &[&[f32]],
        window: &Window,
        made_from: usize,
        band: &'a mut Vec<i32>,
    ) -> Band<'a> {
        let (ops, numbers) = (isa.f32(), isa.i32());
        let lanes = ops.len();
        let cells = window.height * window.width;
        let length = (self.largest(planes) * cells as f32).sqrt().max(LEAST);
        let factor = ops.splat(LENGTH / length);
        band.resize(planes.len().div_ceil(2) * self.plane, 0);
        let framed = self.plane > self.rows.len() * self.width;
        if framed {
            band.fill(0);
        }
        // Rows side by side are one run.
        let (runs, size) = if framed {
            (self.rows.len(), self.width)
        } else {
            (1, self.plane)
        };
        for (p, to) in band.chunks_exact_mut(self.plane.max(1)).enumerate() {
            for run in 0..runs {
                let begin = (self.rows.start + run) * self.width;
                let even = &planes[2 * p][begin..begin + size];
                let odd = planes
                    .get(2 * p + 1)
                    .map_or(&[][..], |plane| &plane[begin..begin + size]);
                let start = (self.before.0 + run) * self.stride + self.before.1;
                let to = &mut to[start..start + size];
                let mut at = 0;
                while at < size {
                    let stop = (at + 2 * lanes).min(size);
                    let a = two(isa, &even[at..stop]);
                    let b = two(isa, odd.get(at..stop).unwrap_or_default());
                    for half in 0..2 {
                        let v = pair(isa, a[half], b[half], factor);
                        let to = &mut to[(at + half * lanes).min(stop)..stop];
                        if to.len() >= lanes {
                            numbers.store(v, to);
                        } else {
                            let all = v.to_array();
                            for i in 0..to.len() {
                                to[i] = all[i];
                            }
                        }
                    }
                    at = stop;
                }
            }
        }
        let cell = |i: usize| i / window.width * self.stride + i % window.width;
        Band {
            unit: length / LENGTH,
            window: window.begun_at_row(made_from, self.rows.start),
            cells: (0..cells).map(cell).collect(),
            frame: self,
            data: band,
        }
    }

    /// The largest square of a pixel's length.
    #[inline(always)]
    fn largest(&self, planes: &[&[f32]]) -> f32 {
        const CHUNK: usize = 512;
        let (begin, end) = (self.rows.start * self.width, self.rows.end * self.width);
        let mut largest = 0.0f32;
        let mut at = begin;
        while at < end {
            let mut squares = [0.0f32; CHUNK];
            let stop = (at + CHUNK).min(end);
            for plane in planes {
                for (square, v) in squares.iter_mut().zip(&plane[at..stop]) {
                    *square += v * v;
                }
            }
            largest = squares.iter().fold(largest, |m, s| m.max(*s));
            at = stop;
        }
        largest
    }
}

impl Band<'_> {
    /// The band as planes to make panels of; only of one without zeros about it.
    pub fn planes(&self) -> Planes<'_, i32> {
        Planes {
            height: self.frame.height,
            width: self.frame.width,
            data: self.data,
        }
    }

    /// What the kernel sees from these places on, for the first `used` of them.
    pub fn around(&self, starts: [usize; PANELS], used: usize) -> Around<'_> {
        Around {
            data: self.data,
            plane: self.frame.plane,
            cells: &self.cells,
            starts,
            used,
        }
    }
}

impl Window {
    /// The window that sees the rows from `first` on as this one sees all rows, for the outcome from row `top` on.
    fn begun_at_row(&self, top: usize, first: usize) -> Window {
        let [rim, left, bottom, right] = self.rims;
        Window {
            rims: [(rim + first).saturating_sub(top * self.steps[0]), left, bottom, right],
            ..*self
        }
    }
}
