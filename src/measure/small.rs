//! The reduced copy that shape, light and colour are measured on: the mean of whole blocks of pixels, so that noise
//! falls with the block while tones stay true.

use crate::geometry::{PixelBox, Point, Quad};
use crate::pixels::{Rgb, luma};

/// Longest side aimed at, pixels: a card's 3 mm print is still some 15 pixels high.
const LONGEST: u32 = 700;

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
            let mut sums = vec![[0u32; 3]; w];
            let n = (factor * factor) as u32;
            for band in page.as_raw().chunks_exact(pw * 3 * factor) {
                sums.fill([0; 3]);
                for row in band.chunks_exact(pw * 3) {
                    for (sum, block) in sums.iter_mut().zip(row.chunks_exact(3 * factor)) {
                        for p in block.chunks_exact(3) {
                            sum[0] += u32::from(p[0]);
                            sum[1] += u32::from(p[1]);
                            sum[2] += u32::from(p[2]);
                        }
                    }
                }
                rgb.extend(sums.iter().map(|s| s.map(|v| ((v + n / 2) / n) as u8)));
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

/// One connected area of a mask.
#[derive(Debug, Clone, Copy)]
pub struct Blob {
    /// Blocks in it.
    pub area: usize,
    /// Around it.
    pub bounds: PixelBox,
    /// Its number in the label plane, from 1.
    pub label: u32,
}

/// Four-connected areas of a mask: labels by block (0 outside) and the areas in order of their first block.
pub fn blobs(mask: &[bool], w: usize) -> (Vec<u32>, Vec<Blob>) {
    let mut labels = vec![0u32; mask.len()];
    let mut found = Vec::new();
    let mut stack = Vec::new();
    for start in 0..mask.len() {
        if !mask[start] || labels[start] != 0 {
            continue;
        }
        let label = found.len() as u32 + 1;
        labels[start] = label;
        stack.push(start);
        let (mut area, mut x0, mut y0, mut x1, mut y1) = (0, w, usize::MAX, 0, 0);
        while let Some(i) = stack.pop() {
            let (x, y) = (i % w, i / w);
            area += 1;
            x0 = x0.min(x);
            x1 = x1.max(x);
            y0 = y0.min(y);
            y1 = y1.max(y);
            let mut visit = |j: usize| {
                if mask.get(j) == Some(&true) && labels[j] == 0 {
                    labels[j] = label;
                    stack.push(j);
                }
            };
            if x > 0 {
                visit(i - 1);
            }
            if x + 1 < w {
                visit(i + 1);
            }
            if i >= w {
                visit(i - w);
            }
            visit(i + w);
        }
        found.push(Blob {
            area,
            bounds: PixelBox::from_edges(x0 as i32, y0 as i32, x1 as i32 + 1, y1 as i32 + 1),
            label,
        });
    }
    (labels, found)
}

/// A mask grown by `r` blocks to all sides (a square), or shrunk where `grow` is false; outside counts as `false`
/// when growing and as `true` when shrinking, so that closing keeps what touches the picture's edge.
pub fn morph(mask: &[bool], w: usize, r: usize, grow: bool) -> Vec<bool> {
    let h = mask.len().checked_div(w).unwrap_or(0);
    let mut across = vec![false; mask.len()];
    for (src, dst) in mask.chunks_exact(w.max(1)).zip(across.chunks_exact_mut(w.max(1))) {
        let mut reach = 0usize; // blocks still under the last `grow`-valued one
        for x in 0..w + r {
            if src.get(x) == Some(&grow) {
                reach = 2 * r + 1;
            }
            if x >= r {
                dst[x - r] = (reach > 0) == grow;
            }
            reach = reach.saturating_sub(1);
        }
    }
    let mut out = vec![false; mask.len()];
    let mut reach = vec![0usize; w];
    for y in 0..h + r {
        for (x, reach) in reach.iter_mut().enumerate() {
            if across.get(y * w + x) == Some(&grow) {
                *reach = 2 * r + 1;
            }
            if y >= r {
                out[(y - r) * w + x] = (*reach > 0) == grow;
            }
            *reach = reach.saturating_sub(1);
        }
    }
    out
}

/// The value below which `share` of a histogram's counts lie.
pub fn quantile(histogram: &[u32; 256], share: f64) -> u8 {
    let total: u64 = histogram.iter().map(|&n| u64::from(n)).sum();
    let want = (total as f64 * share) as u64;
    let mut seen = 0;
    for (value, &n) in histogram.iter().enumerate() {
        seen += u64::from(n);
        if seen > want {
            return value as u8;
        }
    }
    255
}

/// The middle value; 0 for nothing.
pub fn median(values: &mut [f32]) -> f32 {
    if values.is_empty() {
        return 0.0;
    }
    let mid = values.len() / 2;
    *values.select_nth_unstable_by(mid, f32::total_cmp).1
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
    fn growing_and_shrinking_closes_a_gap_and_keeps_the_outline() {
        let w = 12;
        let mut mask = vec![false; w * 7];
        for x in [3, 4, 6, 7] {
            for y in 2..5 {
                mask[y * w + x] = true;
            }
        }
        let closed = morph(&morph(&mask, w, 1, true), w, 1, false);
        assert!(closed[3 * w + 5], "the gap is closed");
        assert!(!closed[3 * w + 2] && !closed[3 * w + 8], "and nothing grows sideways");
        let (_, found) = blobs(&closed, w);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].bounds, PixelBox::from_edges(3, 2, 8, 5));
    }

    #[test]
    fn blocks_hold_the_mean() {
        let page = Rgb::from_fn(5, 4, |x, _| image::Rgb([if x % 2 == 0 { 10 } else { 30 }, 0, 255]));
        let s = Small::reduced(&page, 2);
        assert_eq!((s.w, s.h), (2, 2));
        assert_eq!(s.rgb[0], [20, 0, 255]);
    }
}
