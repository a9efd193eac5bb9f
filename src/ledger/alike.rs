//! Whether two pictures are one: how one lies in the other by their blobs, then stroke by stroke.

use crate::measure::likeness::{Blob, Likeness, PITCH, REACH};

/// Comparisons of 64 that may differ between blobs from which the place of one picture in the other is guessed.
const GUESS: u32 = 10;
/// Pairs of blobs guessed from, nearest first.
const GUESSES: usize = 60;
/// Comparisons that may differ once the place is known.
const SAME: u32 = 16;
/// How far a blob may stand off, 1/8 of a pixel.
const OFF: f32 = 20.0;
/// How much larger one may be in the other: 5 % off each side make 1.11 of the same size.
const SCALE: std::ops::RangeInclusive<f32> = 0.88..=1.14;
/// Share of the larger frame that both show.
const SHARED: f32 = 0.75;
/// Share of the stronger half of the blobs that must be met, either way. Copies meet 0.67 and more, strangers 0.3.
const MIN_MATCHED: f32 = 0.5;
/// Blobs that must lie in both.
const FEWEST: usize = 6;
/// A window of strokes, columns and rows, and its mean square from which there is print in it, steps.
const WINDOW: (usize, usize) = (8, 4);
const PRINT: f32 = 0.5625;
/// Correlation below which a window shows other print.
const OTHER: f32 = 0.5;
/// Windows with print that two pictures must share to be told.
const WINDOWS: usize = 24;
/// Neighbours of a window that must show other print for it to count: another name is other in one place, what a shift by
/// half a stroke does to fine texture lies scattered.
const TOGETHER: usize = 2;
/// Share of windows that may show other print together: drawn copies show 0.44 % at most, the most alike papers of one template 0.8 %
/// (docs/ledger.md).
const OTHERS: f32 = 0.006;

/// Where a place of one picture lies in another: enlarged, then moved by 1/8 pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Fit {
    scale: f32,
    x: f32,
    y: f32,
}

/// How two pictures compare.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Alike {
    /// Share of the stronger blobs met, the lesser of both ways, 0 to 1.
    pub matched_share: f32,
    /// Windows in which either shows print.
    pub windows: usize,
    /// Of these, with other print, and so are those around it.
    pub others: usize,
}

impl Alike {
    /// Share of windows with other print, 0 to 1; 1 where too few could be compared.
    pub fn share(&self) -> f32 {
        if self.windows < WINDOWS {
            return 1.0;
        }
        self.others as f32 / self.windows as f32
    }
    /// Whether it is one picture.
    pub fn is_same(&self) -> bool {
        self.share() <= OTHERS
    }
}

/// Compares two pictures; `None` where one does not lie in the other.
pub fn compare(a: &Likeness, b: &Likeness) -> Option<Alike> {
    let there = fit(a, b)?;
    let back = there.back();
    if !shares_frame(a, b, there) {
        return None;
    }
    let matched_share = matched_share(a, b, there)?.min(matched_share(b, a, back)?);
    if matched_share < MIN_MATCHED {
        return None;
    }
    let (windows, others) = strokes(a, b, there);
    Some(Alike {
        matched_share,
        windows,
        others,
    })
}

fn place(b: &Blob) -> (f32, f32) {
    (f32::from(b.x), f32::from(b.y))
}

impl Fit {
    fn at(self, (x, y): (f32, f32)) -> (f32, f32) {
        (self.scale * x + self.x, self.scale * y + self.y)
    }
    fn back(self) -> Self {
        Self {
            scale: 1.0 / self.scale,
            x: -self.x / self.scale,
            y: -self.y / self.scale,
        }
    }
    fn holds(self, pair: &((f32, f32), (f32, f32))) -> bool {
        let at = self.at(pair.0);
        (at.0 - pair.1.0).abs() < OFF && (at.1 - pair.1.1).abs() < OFF
    }
    /// The best one for these pairs, by least squares.
    fn through(pairs: &[((f32, f32), (f32, f32))]) -> Option<Self> {
        if pairs.len() < 4 {
            return None;
        }
        let n = pairs.len() as f32;
        let sum = |f: &dyn Fn(&((f32, f32), (f32, f32))) -> f32| pairs.iter().map(f).sum::<f32>();
        let (ux, uy) = (sum(&|p| p.0.0) / n, sum(&|p| p.0.1) / n);
        let (vx, vy) = (sum(&|p| p.1.0) / n, sum(&|p| p.1.1) / n);
        let along = sum(&|p| (p.0.0 - ux) * (p.1.0 - vx) + (p.0.1 - uy) * (p.1.1 - vy));
        let spread = sum(&|p| (p.0.0 - ux) * (p.0.0 - ux) + (p.0.1 - uy) * (p.0.1 - uy));
        if spread <= 0.0 {
            return None;
        }
        let scale = along / spread;
        SCALE.contains(&scale).then_some(Self {
            scale,
            x: vx - scale * ux,
            y: vy - scale * uy,
        })
    }
}

/// The fit most pairs of like blobs agree on (every two pairs propose one, RANSAC without chance), drawn through all blobs
/// that meet under it.
fn fit(a: &Likeness, b: &Likeness) -> Option<Fit> {
    let mut like: Vec<(u32, usize, usize)> = Vec::new();
    for (i, p) in a.blobs.iter().enumerate() {
        for (j, q) in b.blobs.iter().enumerate() {
            let differ = (p.bits ^ q.bits).count_ones();
            if differ <= GUESS {
                like.push((differ, i, j));
            }
        }
    }
    like.sort_unstable();
    like.truncate(GUESSES);
    let pairs: Vec<_> = like
        .iter()
        .filter_map(|(_, i, j)| Some((place(a.blobs.get(*i)?), place(b.blobs.get(*j)?))))
        .collect();
    let mut best: Option<(usize, Fit)> = None;
    for (n, p) in pairs.iter().enumerate() {
        for q in pairs.iter().skip(n + 1) {
            let Some(fit) = proposed(p, q) else { continue };
            let agree = pairs.iter().filter(|p| fit.holds(p)).count();
            if best.is_none_or(|b| agree > b.0) {
                best = Some((agree, fit));
            }
        }
    }
    let mut fit = best?.1;
    let agreeing: Vec<_> = pairs.iter().copied().filter(|p| fit.holds(p)).collect();
    fit = Fit::through(&agreeing)?;
    for _ in 0..2 {
        let meeting: Vec<_> = a
            .blobs
            .iter()
            .filter_map(|p| Some((place(p), place(meets(p, b, fit)?))))
            .collect();
        fit = Fit::through(&meeting)?;
    }
    Some(fit)
}

/// The fit through two pairs, where they are far enough apart and not turned.
fn proposed(p: &((f32, f32), (f32, f32)), q: &((f32, f32), (f32, f32))) -> Option<Fit> {
    let (ax, ay) = (q.0.0 - p.0.0, q.0.1 - p.0.1);
    let (bx, by) = (q.1.0 - p.1.0, q.1.1 - p.1.1);
    let long = ax * ax + ay * ay;
    if long < 640.0 * 640.0 {
        return None;
    }
    let scale = (ax * bx + ay * by) / long;
    let (rx, ry) = (bx - scale * ax, by - scale * ay);
    if !SCALE.contains(&scale) || rx * rx + ry * ry > OFF * OFF {
        return None;
    }
    Some(Fit {
        scale,
        x: (p.1.0 + q.1.0 - scale * (p.0.0 + q.0.0)) / 2.0,
        y: (p.1.1 + q.1.1 - scale * (p.0.1 + q.0.1)) / 2.0,
    })
}

/// The blob of `b` that one of `a` meets.
fn meets<'b>(p: &Blob, b: &'b Likeness, fit: Fit) -> Option<&'b Blob> {
    let differ = |q: &&Blob| (q.bits ^ p.bits).count_ones();
    let near = b.blobs.iter().filter(|q| fit.holds(&(place(p), place(q))));
    near.min_by_key(differ).filter(|q| differ(q) <= SAME)
}

/// Share of the stronger half of `a`'s blobs that meet one of `b`, of those that could.
fn matched_share(a: &Likeness, b: &Likeness, fit: Fit) -> Option<f32> {
    let edge = (REACH + 2) as f32 * 8.0;
    let (w, h) = (f32::from(b.w) * 8.0, f32::from(b.h) * 8.0);
    let (mut all, mut matched) = (0, 0);
    for p in a.blobs.iter().take(a.blobs.len().div_ceil(2)) {
        let (x, y) = fit.at(place(p));
        if x >= edge && y >= edge && x <= w - edge && y <= h - edge {
            all += 1;
            matched += usize::from(meets(p, b, fit).is_some());
        }
    }
    (all >= FEWEST).then(|| matched as f32 / all as f32)
}

/// Whether both frames are nearly the same piece.
fn shares_frame(a: &Likeness, b: &Likeness, fit: Fit) -> bool {
    let (aw, ah) = (fit.scale * f32::from(a.w) * 8.0, fit.scale * f32::from(a.h) * 8.0);
    let (bw, bh) = (f32::from(b.w) * 8.0, f32::from(b.h) * 8.0);
    let across = ((aw + fit.x).min(bw) - fit.x.max(0.0)).max(0.0);
    let down = ((ah + fit.y).min(bh) - fit.y.max(0.0)).max(0.0);
    across * down >= SHARED * (aw * ah).max(bw * bh)
}

/// Windows in which either shows print, and those of them where the other shows other print.
fn strokes(a: &Likeness, b: &Likeness, fit: Fit) -> (usize, usize) {
    let ((aw, ah), (bw, bh)) = (a.grid(), b.grid());
    let (here, there) = (a.strokes(), b.strokes());
    let (pitch, half) = (PITCH as f32, (PITCH / 2) as f32);
    // `b` as it lies under `a`'s grid; NaN outside.
    let mut under = vec![f32::NAN; aw * ah];
    for (i, cell) in under.iter_mut().enumerate() {
        let (x, y) = ((i % aw) as f32 * pitch + half, (i / aw) as f32 * pitch + half);
        let (x, y) = fit.at((x * 8.0, y * 8.0));
        let (x, y) = ((x / 8.0 - half) / pitch, (y / 8.0 - half) / pitch);
        if x < 0.0 || y < 0.0 || x >= (bw.max(1) - 1) as f32 || y >= (bh.max(1) - 1) as f32 {
            continue;
        }
        let (x0, y0) = (x as usize, y as usize);
        let (fx, fy) = (x - x0 as f32, y - y0 as f32);
        let at = |x: usize, y: usize| f32::from(there.get(y * bw + x).copied().unwrap_or(0));
        let (top, low) = (
            at(x0, y0) * (1.0 - fx) + at(x0 + 1, y0) * fx,
            at(x0, y0 + 1) * (1.0 - fx) + at(x0 + 1, y0 + 1) * fx,
        );
        *cell = top * (1.0 - fy) + low * fy;
    }
    let (across, down) = (steps(aw, WINDOW.0), steps(ah, WINDOW.1));
    let mut windows = 0;
    let mut other = vec![false; across * down];
    for (i, differs) in other.iter_mut().enumerate() {
        let (x, y) = (i % across * (WINDOW.0 / 2), i / across * (WINDOW.1 / 2));
        let (mut both, mut own, mut its) = (0f32, 0f32, 0f32);
        for row in y..y + WINDOW.1 {
            let run = row * aw + x..row * aw + x + WINDOW.0;
            let pair = here.get(run.clone()).zip(under.get(run)).unwrap_or_default();
            for (u, v) in pair.0.iter().zip(pair.1) {
                let u = f32::from(*u);
                both += u * v;
                own += u * u;
                its += v * v;
            }
        }
        let (more, less) = (own.max(its), own.min(its));
        // A window that runs out of the frame (NaN) does not count.
        if both.is_finite() && more > PRINT * (WINDOW.0 * WINDOW.1) as f32 {
            windows += 1;
            // Print that is faint in one of them shows other print no less.
            *differs = both / (more.sqrt() * less.max(more / 9.0).sqrt()) < OTHER;
        }
    }
    let is_other = |x: usize, y: usize| x < across && other.get(y * across + x).copied().unwrap_or(false);
    let together = (0..other.len()).filter(|i| {
        let (x, y) = (i % across, i / across);
        let around = (y.saturating_sub(1)..=y + 1).flat_map(|v| (x.saturating_sub(1)..=x + 1).map(move |u| (u, v)));
        is_other(x, y) && around.filter(|(u, v)| is_other(*u, *v)).count() > TOGETHER
    });
    (windows, together.count())
}

/// Windows along an axis, each half a window on.
const fn steps(cells: usize, window: usize) -> usize {
    if cells < window {
        return 0;
    }
    (cells - window) / (window / 2) + 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::likeness::fixture::sheet;
    use crate::pixels::Rgb;
    use image::imageops::{self, FilterType};

    fn of(picture: &Rgb) -> Likeness {
        Likeness::of(picture).unwrap()
    }

    fn saved(picture: &Rgb, quality: u8) -> Rgb {
        let mut bytes = Vec::new();
        let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, quality);
        picture.write_with_encoder(encoder).unwrap();
        image::load_from_memory(&bytes).unwrap().to_rgb8()
    }

    #[test]
    fn saved_scaled_and_cropped_it_is_the_same() {
        let sheet = sheet(1240, 1754, 7, 12);
        let whole = of(&sheet);
        let crop = imageops::crop_imm(&sheet, 50, 20, 1180, 1680).to_image();
        let copies = [
            saved(&sheet, 40),
            imageops::resize(&sheet, 620, 877, FilterType::Triangle),
            imageops::resize(&sheet, 1860, 2631, FilterType::Triangle),
            saved(&imageops::resize(&crop, 900, 1281, FilterType::Triangle), 60),
        ];
        for copy in &copies {
            let (there, back) = (compare(&whole, &of(copy)).unwrap(), compare(&of(copy), &whole).unwrap());
            assert!(there.is_same() && back.is_same(), "{there:?} {back:?}");
        }
    }

    #[test]
    fn one_row_of_other_print_on_one_template_is_another() {
        // 32 rows of print, of which the last is the paper's own.
        let (one, two) = (of(&sheet(1240, 1754, 1, 33)), of(&sheet(1240, 1754, 2, 33)));
        let alike = compare(&one, &two).unwrap();
        assert!(alike.matched_share > 0.8 && !alike.is_same(), "{alike:?}");
        // Nothing in common at all.
        let strangers = compare(&of(&sheet(1240, 1754, 1, 0)), &of(&sheet(1240, 1754, 2, 0)));
        assert!(strangers.is_none_or(|a| !a.is_same()), "{strangers:?}");
    }
}
