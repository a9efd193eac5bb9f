//! What tells a picture again after it was saved, scaled or cropped a little. In: a page's pixels. Out: [`Likeness`].
//!
//! Papers of one template are alike in all but a name and a number, so that a hash of the whole page (DCT or difference
//! hash) makes them all one. Two signatures are kept instead. **Blobs**: places where the grey stands out from its
//! surroundings (extrema of a difference of smoothings, Lowe 2004), each with 64 comparisons of brightness around it
//! (BRIEF, Calonder et al. 2010). They find candidates and say how one picture lies in the other, so that a crop does no
//! harm. **Strokes**: what is left of the print at the pitch of 1/170 of the page once the mean of its row, of its column
//! and of its ground are taken out. Different letters share nothing there, not even that they stand in one line.
//! `ledger::alike` compares.
//!
//! Integers and the four operations on `f32` only: the same on every machine.

use std::io::{Read, Write};

use serde::{Deserialize, Serialize};

use super::downscaled::Mean;
use crate::pixels::{Rgb, luma};

/// Square root of the area pictures are brought to, pixels: print of 4 mm on a sheet of A4 is 9 high.
const SIDE: f32 = 512.0;
/// Shortest side of that picture that can be described, pixels.
const SHORTEST: usize = 64;
/// Blobs kept, strongest first.
pub const BLOBS: usize = 128;
/// Fewest blobs that tell a picture.
const FEWEST: usize = 16;
/// Pages of a document that are described; a picture handed in again stands on the first.
pub const PAGES: usize = 8;
/// Blobs stand at least so far apart, pixels.
const APART: i32 = 12;
/// A blob's comparisons reach so far, pixels; none stands closer to the edge.
pub const REACH: usize = 24;
/// Least contrast of a blob, 1/16 of a level: above grain and the blocks of a JPEG.
const CONTRAST: i32 = 48;
/// Every so many pixels a stroke is kept.
pub const PITCH: usize = 3;
/// Half the length of the rows and columns whose mean is taken out, pixels.
const SURROUND: usize = 10;
/// A step of a stroke, 1/2 of a level; strokes are kept as -3 to 3 steps.
const STEP: i32 = 8;
const STEPS: i32 = 3;

/// A place that stands out, in 1/8 of a pixel of the picture brought to size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blob {
    /// From the left.
    pub x: u16,
    /// From the top.
    pub y: u16,
    /// Which of 64 pairs of places around it are brighter first.
    pub bits: u64,
}

/// What tells a picture again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Likeness {
    /// Width of the picture brought to size, pixels.
    pub w: u16,
    /// Height, pixels.
    pub h: u16,
    /// Blobs, strongest first.
    pub blobs: Vec<Blob>,
    /// Strokes by rows, every [`PITCH`] pixels: value + 8 in four bits, the first in the high ones.
    strokes: Vec<u8>,
}

/// Whether a side, in pixels, is one of a picture that can be told again.
fn fits(side: usize) -> bool {
    (SHORTEST..8192).contains(&side)
}

impl Likeness {
    /// Describes a picture; `None` where it is too small, too narrow or too plain to be told again.
    pub fn of(page: &Rgb) -> Option<Self> {
        let (pw, ph) = (page.width() as usize, page.height() as usize);
        let factor = SIDE / ((pw * ph) as f32).sqrt();
        let size = |n: usize| (n as f32 * factor).round() as usize;
        let (w, h) = (size(pw), size(ph));
        if !fits(w) || !fits(h) {
            return None;
        }
        let base = Plane::reduced(page, w, h);
        let blobs = blobs(&base);
        (blobs.len() >= FEWEST).then(|| Self {
            w: w as u16,
            h: h as u16,
            blobs,
            strokes: strokes(&base),
        })
    }

    /// Columns and rows of strokes.
    pub const fn grid(&self) -> (usize, usize) {
        (self.w as usize / PITCH, self.h as usize / PITCH)
    }

    /// The strokes by rows, -3 to 3.
    pub fn strokes(&self) -> Vec<i8> {
        let (cols, rows) = self.grid();
        let nibbles = self.strokes.iter().flat_map(|b| [b >> 4, b & 15]);
        let mut out: Vec<i8> = nibbles.map(|n| n as i8 - 8).collect();
        out.resize(cols * rows, 0);
        out
    }
}

impl Likeness {
    /// As few bytes as do: some 5 kB.
    pub fn pack(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for n in [self.w, self.h, self.blobs.len() as u16] {
            out.extend_from_slice(&n.to_le_bytes());
        }
        for b in &self.blobs {
            out.extend_from_slice(&b.x.to_le_bytes());
            out.extend_from_slice(&b.y.to_le_bytes());
            out.extend_from_slice(&b.bits.to_le_bytes());
        }
        let mut encoder = flate2::write::DeflateEncoder::new(out, flate2::Compression::default());
        // Writing to memory does not fail; were it to, what is packed would not unpack.
        let written = encoder.write_all(&self.strokes).and_then(|()| encoder.finish());
        written.unwrap_or_default()
    }

    /// What was packed; `None` for any other bytes.
    pub fn unpack(bytes: &[u8]) -> Option<Self> {
        fn word(bytes: &mut &[u8]) -> Option<u16> {
            let (n, rest) = bytes.split_first_chunk::<2>()?;
            *bytes = rest;
            Some(u16::from_le_bytes(*n))
        }
        let mut rest = bytes;
        let (w, h, n) = (word(&mut rest)?, word(&mut rest)?, word(&mut rest)?);
        let mut blobs = Vec::new();
        for _ in 0..n {
            let (x, y) = (word(&mut rest)?, word(&mut rest)?);
            let (bits, after) = rest.split_first_chunk::<8>()?;
            rest = after;
            let bits = u64::from_le_bytes(*bits);
            blobs.push(Blob { x, y, bits });
        }
        let (cols, rows) = (usize::from(w), usize::from(h));
        if !fits(cols) || !fits(rows) {
            return None;
        }
        let cells = cols / PITCH * (rows / PITCH);
        let mut strokes = vec![0; cells.div_ceil(2)];
        let whole = flate2::read::DeflateDecoder::new(rest).read_exact(&mut strokes);
        (whole.is_ok() && blobs.len() <= BLOBS).then_some(Self { w, h, blobs, strokes })
    }
}

/// A plane of 1/16 levels; none below zero where means are taken.
#[derive(Clone)]
struct Plane {
    w: usize,
    h: usize,
    v: Vec<i32>,
}

/// For each target place along an axis the first source place and the weights from there: the mean over what it covers
/// when reduced, between neighbours when enlarged.
fn taps(from: usize, to: usize) -> Vec<(usize, Vec<f32>)> {
    let ratio = from as f32 / to as f32;
    (0..to)
        .map(|t| {
            let (a, b) = (t as f32 * ratio, (t + 1) as f32 * ratio);
            if ratio >= 1.0 {
                let (first, last) = (a as usize, (b.ceil() as usize).min(from));
                let part = |i: usize| (((i + 1) as f32).min(b) - (i as f32).max(a)) / ratio;
                (first, (first..last).map(part).collect())
            } else {
                let c = (f32::midpoint(a, b) - 0.5).clamp(0.0, (from - 1) as f32);
                let first = (c as usize).min(from.saturating_sub(2));
                let f = c - first as f32;
                (first, if from > 1 { vec![1.0 - f, f] } else { vec![1.0] })
            }
        })
        .collect()
}

impl Plane {
    /// The luma of a page brought to size.
    fn reduced(page: &Rgb, w: usize, h: usize) -> Self {
        let (pw, ph) = (page.width() as usize, page.height() as usize);
        let (across, down) = (taps(pw, w), taps(ph, h));
        let mut wide = vec![0f32; w * ph];
        let mut line = vec![0f32; pw];
        for (row, out) in page.as_raw().chunks_exact(pw * 3).zip(wide.chunks_exact_mut(w)) {
            for (v, p) in line.iter_mut().zip(row.chunks_exact(3)) {
                *v = f32::from(luma(p[0], p[1], p[2]));
            }
            for (out, (first, weights)) in out.iter_mut().zip(&across) {
                let run = line.get(*first..).unwrap_or_default();
                *out = run.iter().zip(weights).map(|(v, k)| v * k).sum();
            }
        }
        let mut v = Vec::with_capacity(w * h);
        let mut sums = vec![0f32; w];
        for (first, weights) in &down {
            sums.fill(0.0);
            for (row, k) in wide.chunks_exact(w).skip(*first).zip(weights) {
                for (s, v) in sums.iter_mut().zip(row) {
                    *s += v * k;
                }
            }
            v.extend(sums.iter().map(|s| (s * 16.0 + 0.5) as i32));
        }
        Self { w, h, v }
    }

    /// The mean over boxes of 2 `rx` + 1 by 2 `ry` + 1, the edge going on outside.
    fn boxed(&self, rx: usize, ry: usize) -> Self {
        self.across(rx).down(ry)
    }

    /// The mean over runs of 2 `r` + 1 in a row. A sum is kept and moved on. Sums wrap without a check, which would cost
    /// more than the sum: none passes (2 `SURROUND` + 1) x 4080.
    fn across(&self, r: usize) -> Self {
        let (mean, mut v) = (Mean::<32>::of(2 * r + 1), vec![0; self.v.len()]);
        let mut line = vec![0; self.w + 2 * r + 1];
        for (row, out) in self.v.chunks_exact(self.w).zip(v.chunks_exact_mut(self.w)) {
            let (before, rest) = line.split_at_mut(r);
            let (inside, after) = rest.split_at_mut(self.w);
            before.fill(row[0]);
            inside.copy_from_slice(row);
            after.fill(row[self.w - 1]);
            let mut sum: i32 = line[..=2 * r].iter().sum();
            for ((out, new), old) in out.iter_mut().zip(&line[2 * r + 1..]).zip(&line) {
                *out = mean.round(sum as u32) as i32;
                sum = sum.wrapping_add(*new).wrapping_sub(*old);
            }
        }
        Self { v, ..*self }
    }

    /// The mean over runs of 2 `r` + 1 in a column: as [`Self::across`], a sum a column.
    fn down(&self, r: usize) -> Self {
        let (mean, mut v) = (Mean::<32>::of(2 * r + 1), vec![0; self.v.len()]);
        let row = |y: usize| {
            let y = y.saturating_sub(r).min(self.h - 1);
            &self.v[y * self.w..(y + 1) * self.w]
        };
        let mut sums = vec![0i32; self.w];
        for y in 0..=2 * r {
            for (s, v) in sums.iter_mut().zip(row(y)) {
                *s += v;
            }
        }
        for (y, out) in v.chunks_exact_mut(self.w).enumerate() {
            for (((out, s), new), old) in out.iter_mut().zip(&mut sums).zip(row(y + 2 * r + 1)).zip(row(y)) {
                *out = mean.round(*s as u32) as i32;
                *s = s.wrapping_add(*new).wrapping_sub(*old);
            }
        }
        Self { v, ..*self }
    }

    /// Three boxes in a row: nearly a Gaussian, of deviation 1.4, 2.4 and 4.5 pixels for r = 1, 2 and 4.
    fn smooth(&self, r: usize) -> Self {
        self.boxed(r, r).boxed(r, r).boxed(r, r)
    }

    fn at(&self, x: usize, y: usize) -> i32 {
        self.v[y * self.w + x]
    }
}

/// The strongest blobs, apart from each other.
fn blobs(base: &Plane) -> Vec<Blob> {
    let (fine, mut stands) = (base.smooth(2), base.smooth(4));
    for (s, f) in stands.v.iter_mut().zip(&fine.v) {
        *s = f - *s;
    }
    let (w, h) = (base.w, base.h);
    let mut found: Vec<(i32, usize, usize)> = Vec::new();
    for y in REACH..h.saturating_sub(REACH) {
        for x in REACH..w.saturating_sub(REACH) {
            let v = stands.at(x, y).abs();
            if v >= CONTRAST && is_peak(&stands, x, y) {
                found.push((v, y, x));
            }
        }
    }
    found.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| (a.1, a.2).cmp(&(b.1, b.2))));
    let (places, pairs) = pattern();
    let mut out: Vec<Blob> = Vec::new();
    let mut taken: Vec<(i32, i32)> = Vec::new();
    for (_, y, x) in found {
        if out.len() == BLOBS {
            break;
        }
        let (ix, iy) = (x as i32, y as i32);
        let near = |t: &(i32, i32)| (t.0 - ix).pow(2) + (t.1 - iy).pow(2) < APART * APART;
        if taken.iter().any(near) {
            continue;
        }
        taken.push((ix, iy));
        let seen = places.map(|(dx, dy)| fine.at((ix + dx) as usize, (iy + dy) as usize));
        let bits = pairs
            .iter()
            .enumerate()
            .filter(|(_, (a, b))| seen[*a] > seen[*b])
            .fold(0, |bits, (i, _)| bits | 1 << i);
        let middle = stands.at(x, y);
        out.push(Blob {
            x: (8 * ix + between(stands.at(x - 1, y), middle, stands.at(x + 1, y))) as u16,
            y: (8 * iy + between(stands.at(x, y - 1), middle, stands.at(x, y + 1))) as u16,
            bits,
        });
    }
    out
}

/// Whether no place within two pixels stands out more to the same side; of equals the first counts.
fn is_peak(stands: &Plane, x: usize, y: usize) -> bool {
    let side = stands.at(x, y).signum();
    let v = stands.at(x, y) * side;
    (y - 2..=y + 2).all(|qy| {
        (x - 2..=x + 2).all(|qx| {
            let u = stands.at(qx, qy) * side;
            u < v || (u == v && (qy, qx) >= (y, x))
        })
    })
}

/// Where between three neighbours the peak of a parabola lies, 1/8 of a pixel, -4 to 4.
fn between(left: i32, middle: i32, right: i32) -> i32 {
    let bend = left - 2 * middle + right;
    if bend == 0 {
        0
    } else {
        (4 * (left - right) / bend).clamp(-4, 4)
    }
}

/// Places around a blob (its middle and three rings of eight) and the 64 pairs compared, drawn once by a xorshift
/// generator (Marsaglia 2003). A change here makes every stored picture unknown.
fn pattern() -> ([(i32, i32); 25], [(usize, usize); 64]) {
    #[rustfmt::skip]
    const PLACES: [(i32, i32); 25] = [
        (0, 0),
        (6, 0), (4, 4), (0, 6), (-4, 4), (-6, 0), (-4, -4), (0, -6), (4, -4),
        (12, 5), (5, 12), (-5, 12), (-12, 5), (-12, -5), (-5, -12), (5, -12), (12, -5),
        (20, 0), (14, 14), (0, 20), (-14, 14), (-20, 0), (-14, -14), (0, -20), (14, -14),
    ];
    // Places less far apart see the same.
    const DISTINCT: i32 = 8;
    let mut pairs = [(0, 0); 64];
    let mut seed = 0x9E37_79B9_7F4A_7C15u64;
    let mut n = 0;
    while n < pairs.len() {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        let (a, b) = ((seed >> 33) as usize % 25, (seed >> 11) as usize % 25);
        let (p, q) = (PLACES[a], PLACES[b]);
        let apart = (p.0 - q.0).pow(2) + (p.1 - q.1).pow(2) >= DISTINCT * DISTINCT;
        if apart && !pairs[..n].contains(&(a, b)) && !pairs[..n].contains(&(b, a)) {
            pairs[n] = (a, b);
            n += 1;
        }
    }
    (PLACES, pairs)
}

/// Print without the means of rows, columns and ground, in steps, two a byte.
fn strokes(base: &Plane) -> Vec<u8> {
    let fine = base.smooth(1);
    let (row, column) = (fine.across(SURROUND), fine.down(SURROUND));
    let ground = row.down(SURROUND);
    let half = PITCH / 2;
    let (cols, rows) = (base.w / PITCH, base.h / PITCH);
    let mut steps = (0..rows)
        .flat_map(|y| (0..cols).map(move |x| (x * PITCH + half, y * PITCH + half)))
        .map(|(x, y)| {
            let v = (fine.at(x, y) - row.at(x, y) - column.at(x, y) + ground.at(x, y)) / 8;
            let size = ((v.abs() + STEP / 2) / STEP).min(STEPS);
            (v.signum() * size + 8) as u8
        });
    let mut out = Vec::with_capacity(cols * rows / 2 + 1);
    while let Some(first) = steps.next() {
        out.push(first << 4 | steps.next().unwrap_or(8));
    }
    out
}

/// Pictures for tests here and above.
#[cfg(test)]
pub mod fixture {
    use crate::pixels::Rgb;

    /// A sheet with rows of marks: those of rows below `own` are the template's, the others depend on `seed`.
    pub fn sheet(w: u32, h: u32, seed: u32, own: u32) -> Rgb {
        let mix = |a: u32, b: u32, s: u32| {
            let mut v = a.wrapping_mul(0x9E37_79B1) ^ b.wrapping_mul(0x85EB_CA6B) ^ s.wrapping_mul(0xC2B2_AE35);
            v ^= v >> 15;
            v = v.wrapping_mul(0x2C1B_3C6D);
            v ^ v >> 12
        };
        // 36 rows of 60 cells of 3 x 3 dots each, whatever the size.
        Rgb::from_fn(w, h, |x, y| {
            let (col, row) = (x * 180 / w, y * 216 / h);
            let (letter, dot) = (col / 3, row / 6);
            let ink = row % 6 < 3
                && letter % 5 != 4
                && (4..56).contains(&letter)
                && (2..34).contains(&dot)
                && mix(col, row, if dot >= own { seed } else { 0 }) % 5 < 2;
            let paper = 236 - ((x * 12 / w) as u8);
            image::Rgb(if ink { [40, 42, 50] } else { [paper, paper, paper - 6] })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_are_means_with_the_edge_going_on() {
        let (w, h) = (37, 29);
        let v: Vec<i32> = (0..w * h).map(|i| (i * i * 31 + i * 17) as i32 % 4081).collect();
        let plane = Plane { w, h, v };
        let within = |n: isize, end: usize| n.clamp(0, end as isize - 1) as usize;
        for r in [0isize, 1, 2, 4, 10] {
            let n = 2 * r as i32 + 1;
            let (across, down) = (plane.across(r as usize), plane.down(r as usize));
            for (x, y) in (0..h).flat_map(|y| (0..w).map(move |x| (x, y))) {
                let row: i32 = (-r..=r).map(|d| plane.at(within(x as isize + d, w), y)).sum();
                let column: i32 = (-r..=r).map(|d| plane.at(x, within(y as isize + d, h))).sum();
                assert_eq!(across.at(x, y), (row + n / 2) / n, "{x} {y} {r}");
                assert_eq!(down.at(x, y), (column + n / 2) / n, "{x} {y} {r}");
            }
        }
    }

    #[test]
    fn a_plain_or_tiny_picture_is_not_told() {
        assert_eq!(Likeness::of(&Rgb::from_pixel(900, 600, image::Rgb([230; 3]))), None);
        assert_eq!(Likeness::of(&Rgb::new(0, 0)), None);
        assert_eq!(Likeness::of(&fixture::sheet(4000, 20, 1, 0)), None);
    }

    #[test]
    fn strokes_are_kept_whole() {
        let sheet = Likeness::of(&fixture::sheet(800, 1100, 1, 0)).unwrap();
        let (cols, rows) = sheet.grid();
        assert_eq!(sheet.strokes().len(), cols * rows);
        assert!(sheet.strokes().iter().all(|s| (-3..=3).contains(s)));
        assert!(sheet.strokes().contains(&3));
        assert_eq!(sheet.blobs.len(), BLOBS);
        let packed = sheet.pack();
        assert_eq!(Likeness::unpack(&packed), Some(sheet));
        assert_eq!(Likeness::unpack(&packed[..packed.len() - 9]), None);
        assert_eq!(Likeness::unpack(b"none"), None);
    }

    #[test]
    fn the_pattern_stands() {
        // Stored pictures are unknown from the day these change.
        let (_, pairs) = pattern();
        let sum = pairs
            .iter()
            .fold(0u64, |s, (a, b)| s.wrapping_mul(31).wrapping_add((a * 25 + b) as u64));
        assert_eq!(sum, PATTERN);
    }
    const PATTERN: u64 = 8_364_387_099_614_717_945;
}
