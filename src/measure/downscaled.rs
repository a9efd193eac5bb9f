//! The reduced copy that shape, light and colour are measured on: the mean of whole blocks of pixels, so that noise
//! falls with the block while tones stay true.

use crate::geometry::{PixelBox, Point, Quad};
use crate::pixels::{Rgb, luma};

/// Longest side aimed at, pixels: a card's 3 mm print is still some 15 pixels high.
const LONGEST: u32 = 700;

/// Rounded means of sums of `n` values: a multiplication in place of the division, which the processor does twenty times
/// slower. Exact (Granlund and Montgomery 1994) for sums below 2^BITS / `n`, and while they are below 2^(64 - BITS) x `n`.
#[derive(Debug, Clone, Copy)]
pub struct Mean<const BITS: u32> {
    half: u32,
    inverse: u64,
}

impl<const BITS: u32> Mean<BITS> {
    /// For sums of so many values.
    pub fn of(n: usize) -> Self {
        Self {
            half: (n / 2) as u32,
            inverse: (1u64 << BITS).div_ceil(n as u64),
        }
    }

    /// The mean, halves up.
    #[inline]
    pub fn round(self, sum: u32) -> u32 {
        (u64::from(sum.wrapping_add(self.half)).wrapping_mul(self.inverse) >> BITS) as u32
    }
}

/// A page reduced by a whole factor.
#[derive(Debug, Clone)]
pub struct Small {
    /// Width in blocks.
    pub w: usize,
    /// Height in blocks.
    pub h: usize,
    /// Page pixels along a block's side.
    pub factor: usize,
    /// Mean colours by rows.
    pub rgb: Vec<[u8; 3]>,
    /// Luma of the mean colours.
    pub luma: Vec<u8>,
}

impl Small {
    /// Reduces a page so that its longest side is about 700 blocks.
    pub fn of(page: &Rgb) -> Self {
        let longest = page.width().max(page.height());
        let factor = ((longest + LONGEST / 2) / LONGEST).max(1);
        Self::reduced(page, factor as usize)
    }

    /// Reduces by exactly `factor`; pixels beyond the last whole block are left out.
    pub fn reduced(page: &Rgb, factor: usize) -> Self {
        let (pw, ph) = (page.width() as usize, page.height() as usize);
        let factor = factor.clamp(1, pw.min(ph).max(1));
        let (w, h) = (pw / factor, ph / factor);
        let mut rgb = Vec::with_capacity(w * h);
        if factor == 1 {
            rgb.extend(page.as_raw().chunks_exact(3).map(|p| [p[0], p[1], p[2]]));
        } else if pw > 0 {
            let mean = Mean::<48>::of(factor * factor);
            // Sums of a column of a block fit into 16 bits below 258 rows, and no page is reduced that far in one step.
            let mut sums = vec![0u16; pw * 3];
            for band in page.as_raw().chunks_exact(pw * 3 * factor) {
                sums.fill(0);
                for row in band.chunks_exact(pw * 3) {
                    for (sum, v) in sums.iter_mut().zip(row) {
                        *sum = sum.wrapping_add(u16::from(*v));
                    }
                }
                rgb.extend(sums.chunks_exact(3 * factor).map(|block| {
                    let mut sum = [0u32; 3];
                    for p in block.chunks_exact(3) {
                        for (s, v) in sum.iter_mut().zip(p) {
                            *s = s.wrapping_add(u32::from(*v));
                        }
                    }
                    sum.map(|s| mean.round(s) as u8)
                }));
            }
        }
        rgb.truncate(w * h);
        let luma = rgb.iter().map(|p| luma(p[0], p[1], p[2])).collect();
        Self {
            w,
            h: if w == 0 { 0 } else { h },
            factor,
            rgb,
            luma,
        }
    }

    /// Nothing to measure.
    pub fn is_empty(&self) -> bool {
        self.rgb.is_empty()
    }

    /// The colour at a place, the nearest one for a place outside.
    pub fn at(&self, x: f32, y: f32) -> [u8; 3] {
        let xi = (x.max(0.0) as usize).min(self.w.saturating_sub(1));
        let yi = (y.max(0.0) as usize).min(self.h.saturating_sub(1));
        self.rgb.get(yi * self.w + xi).copied().unwrap_or([0; 3])
    }

    /// Whether a place lies in the picture.
    pub fn holds(&self, x: f32, y: f32) -> bool {
        x >= 0.0 && y >= 0.0 && (x as usize) < self.w && (y as usize) < self.h
    }

    /// Blocks inside a quad (in blocks) shrunk towards its middle by `inset` (0 to 1); all blocks without a quad.
    pub fn inside(&self, quad: Option<&Quad>, inset: f32) -> Vec<bool> {
        let Some(quad) = quad else {
            return vec![true; self.w * self.h];
        };
        let quad = shrunk(quad, inset);
        let mut mask = vec![false; self.w * self.h];
        for (y, row) in mask.chunks_exact_mut(self.w.max(1)).enumerate() {
            if let Some((x0, x1)) = span(&quad, y as f32 + 0.5) {
                let from = (x0.max(0.0) as usize).min(self.w);
                let to = (x1.max(0.0).ceil() as usize).min(self.w);
                if let Some(run) = row.get_mut(from..to.max(from)) {
                    run.fill(true);
                }
            }
        }
        mask
    }

    /// A quad in blocks as page pixels.
    pub fn to_page(&self, quad: &Quad) -> Quad {
        let f = self.factor as f32;
        Quad(quad.0.map(|p| Point { x: p.x * f, y: p.y * f }))
    }

    /// A quad in page pixels as blocks.
    pub fn from_page(&self, quad: &Quad) -> Quad {
        let f = self.factor.max(1) as f32;
        Quad(quad.0.map(|p| Point { x: p.x / f, y: p.y / f }))
    }

    /// A box in blocks as page pixels.
    pub fn box_to_page(&self, b: PixelBox) -> PixelBox {
        let f = self.factor as i32;
        PixelBox::from_edges(b.x * f, b.y * f, b.right() * f, b.bottom() * f)
    }
}

/// A quad drawn towards its middle: 0 leaves it, 1 would make it a point.
pub fn shrunk(quad: &Quad, inset: f32) -> Quad {
    let (mx, my) = (
        quad.0.iter().map(|p| p.x).sum::<f32>() / 4.0,
        quad.0.iter().map(|p| p.y).sum::<f32>() / 4.0,
    );
    Quad(quad.0.map(|p| Point {
        x: p.x + (mx - p.x) * inset,
        y: p.y + (my - p.y) * inset,
    }))
}

/// Where a row crosses a convex quad.
fn span(quad: &Quad, y: f32) -> Option<(f32, f32)> {
    let (mut lo, mut hi) = (f32::MAX, f32::MIN);
    for (a, b) in quad.0.iter().zip(quad.0.iter().cycle().skip(1)) {
        if (a.y <= y) != (b.y <= y) {
            let x = a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x);
            lo = lo.min(x);
            hi = hi.max(x);
        }
    }
    (lo < hi).then_some((lo, hi))
}

/// Rounded to `decimals`, as figures are reported.
pub fn rounded(value: f64, decimals: i32) -> f64 {
    let f = 10f64.powi(decimals);
    (value * f).round() / f
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_are_the_quotients() {
        for n in [1usize, 3, 5, 9, 21] {
            let mean = Mean::<32>::of(n);
            for sum in 0..=4080 * n as u32 {
                assert_eq!(mean.round(sum), (sum + n as u32 / 2) / n as u32);
            }
        }
        for factor in [2u32, 7, 64, 1023] {
            let n = factor * factor;
            let mean = Mean::<48>::of(n as usize);
            let sums = (0..255).flat_map(|v| [v * n, v * n + n / 2 - 1, v * n + n / 2, v * n + n / 2 + 1]);
            for sum in sums.chain([255 * n]) {
                assert_eq!(mean.round(sum), (sum + n / 2) / n, "{sum} of {n}");
            }
        }
    }

    #[test]
    fn blocks_hold_the_mean() {
        let page = Rgb::from_fn(5, 4, |x, _| image::Rgb([if x % 2 == 0 { 10 } else { 30 }, 0, 255]));
        let s = Small::reduced(&page, 2);
        assert_eq!((s.w, s.h), (2, 2));
        assert_eq!(s.rgb[0], [20, 0, 255]);
    }
}
