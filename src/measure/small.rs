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

/// One run of set blocks in a row.
struct Run {
    y: usize,
    from: usize,
    to: usize,
    /// An earlier run of the same area; itself where there is none.
    before: usize,
}

/// The first run of an area. The way there is halved in passing, so that later ones are short.
fn first_of(runs: &mut [Run], mut i: usize) -> usize {
    while runs[i].before != i {
        runs[i].before = runs[runs[i].before].before;
        i = runs[i].before;
    }
    i
}

/// The runs of a mask, each pointing to an earlier one of its area.
fn runs(mask: &[bool], w: usize) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut above = 0..0;
    for (y, row) in mask.chunks_exact(w).enumerate() {
        let start = runs.len();
        let (mut near, mut to) = (above.start, 0);
        while let Some(skip) = row[to..].iter().position(|m| *m) {
            let from = to + skip;
            to = row[from..].iter().position(|m| !*m).map_or(w, |n| from + n);
            let this = runs.len();
            runs.push(Run {
                y,
                from,
                to,
                before: this,
            });
            while near < above.end && runs[near].to <= from {
                near += 1;
            }
            for other in near..above.end {
                if runs[other].from >= to {
                    break;
                }
                let (a, b) = (first_of(&mut runs, this), first_of(&mut runs, other));
                runs[a.max(b)].before = a.min(b);
            }
        }
        above = start..runs.len();
    }
    runs
}

/// Four-connected areas of a mask: labels by block (0 outside) and the areas in order of their first block. Whole runs are
/// joined with those of the row above (Rosenfeld and Pfaltz 1966), so that no block is visited twice.
pub fn blobs(mask: &[bool], w: usize) -> (Vec<u32>, Vec<Blob>) {
    let mut runs = runs(mask, w.max(1));
    let mut labels = vec![0u32; mask.len()];
    let mut found: Vec<Blob> = Vec::new();
    let mut label_of = vec![0u32; runs.len()];
    for i in 0..runs.len() {
        let first = first_of(&mut runs, i);
        let Run { y, from, to, .. } = runs[i];
        let (x0, x1, y) = (from as i32, to as i32, y as i32);
        if first == i {
            label_of[i] = found.len() as u32 + 1;
            found.push(Blob {
                area: 0,
                bounds: PixelBox::from_edges(x0, y, x1, y + 1),
                label: label_of[i],
            });
        }
        let label = label_of[first];
        let blob = &mut found[label as usize - 1];
        let b = blob.bounds;
        blob.area += to - from;
        blob.bounds = PixelBox::from_edges(b.x.min(x0), b.y, b.right().max(x1), y + 1);
        let at = y as usize * w;
        labels[at + from..at + to].fill(label);
    }
    (labels, found)
}

/// A mask grown by `r` blocks to all sides (a square), or shrunk where `grow` is false; outside counts as `false`
/// when growing and as `true` when shrinking, so that closing keeps what touches the picture's edge.
pub fn morph(mask: &[bool], w: usize, r: usize, grow: bool) -> Vec<bool> {
    let h = mask.len().checked_div(w).unwrap_or(0);
    if h == 0 {
        return Vec::new();
    }
    // How many blocks of the value `grow` lie within reach: a count moved along the row, then one along each column.
    let mut across = vec![false; mask.len()];
    let mut line = vec![0u16; w + 2 * r + 1];
    for (src, dst) in mask.chunks_exact(w).zip(across.chunks_exact_mut(w)) {
        for (v, m) in line[r..].iter_mut().zip(src) {
            *v = u16::from(*m == grow);
        }
        let mut count: u16 = line[..=2 * r].iter().sum();
        for ((out, new), old) in dst.iter_mut().zip(&line[2 * r + 1..]).zip(&line) {
            *out = count > 0;
            count = count.wrapping_add(*new).wrapping_sub(*old);
        }
    }
    let mut out = vec![false; mask.len()];
    let mut counts = vec![0u16; w];
    let none = vec![false; w];
    let row = |y: usize| {
        let at = |y| across.get(y * w..(y + 1) * w);
        y.checked_sub(r).and_then(at).unwrap_or(&none)
    };
    for y in 0..=2 * r {
        for (count, m) in counts.iter_mut().zip(row(y)) {
            *count += u16::from(*m);
        }
    }
    for (y, out) in out.chunks_exact_mut(w).enumerate() {
        for (((out, count), new), old) in out.iter_mut().zip(&mut counts).zip(row(y + 2 * r + 1)).zip(row(y)) {
            *out = (*count > 0) == grow;
            *count = count.wrapping_add(u16::from(*new)).wrapping_sub(u16::from(*old));
        }
    }
    out
}

/// How often each value occurs.
pub fn histogram(values: impl IntoIterator<Item = u8>) -> [u32; 256] {
    let mut counts = [0u32; 256];
    // Parts of planes come row by row: walked from within, their rows are loops of their own.
    values.into_iter().for_each(|v| counts[usize::from(v)] += 1);
    counts
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
    fn areas_are_what_a_flood_reaches() {
        let (w, h) = (31usize, 23usize);
        for seed in 0..40u32 {
            let mut state = seed;
            let mask: Vec<bool> = std::iter::repeat_with(|| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                state >> 24 < 150
            })
            .take(w * h)
            .collect();
            let (labels, found) = blobs(&mask, w);
            let mut seen = vec![false; w * h];
            let mut areas = Vec::new();
            for start in 0..w * h {
                let mut stack = vec![start];
                let mut area = Vec::new();
                while let Some(i) = stack.pop() {
                    if !mask[i] || std::mem::replace(&mut seen[i], true) {
                        continue;
                    }
                    area.push(i);
                    let (x, y) = (i % w, i / w);
                    stack.extend((x > 0).then(|| i - 1));
                    stack.extend((x + 1 < w).then_some(i + 1));
                    stack.extend((y > 0).then(|| i - w));
                    stack.extend((y + 1 < h).then_some(i + w));
                }
                areas.extend((!area.is_empty()).then_some(area));
            }
            assert_eq!(found.len(), areas.len());
            assert!(labels.iter().zip(&mask).all(|(l, m)| (*l > 0) == *m));
            for (blob, area) in found.iter().zip(areas) {
                let ends = |get: fn(usize, usize) -> usize| {
                    let values = area.iter().map(|i| get(*i, w) as i32);
                    (values.clone().min().unwrap(), values.max().unwrap() + 1)
                };
                let ((x0, x1), (y0, y1)) = (ends(|i, w| i % w), ends(|i, w| i / w));
                assert_eq!(
                    (blob.area, blob.bounds),
                    (area.len(), PixelBox::from_edges(x0, y0, x1, y1))
                );
                assert!(area.iter().all(|i| labels[*i] == blob.label));
            }
        }
    }

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
