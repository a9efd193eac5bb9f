//! Red ink, told from paper, print and gold by how much of each colour it takes from the light.
//!
//! Ink on paper is a filter (Beer and Lambert): what it absorbs is the logarithm of a ratio of linear light. The difference of
//! two channels' logarithms does not change with the brightness of the light, and the paper's own difference is its tint or
//! the light's colour, which is taken off. So a seal in the shade, under yellow light or pale with age keeps its figure, and
//! black print, which takes all colours alike, has none.

use std::sync::LazyLock;

use crate::pixels::{Rgb, luma};
use crate::vision::statistics::middle;

/// Absorption of one unit of the natural logarithm, in the whole numbers of this module.
pub const UNIT: i32 = 256;
/// Absorption of green light from which a pixel bears red ink, chosen by eye on planes of 15 pale seals; JPEG's blocks reach it on
/// some papers.
pub const INK: i32 = UNIT / 10;
/// Linear light (of 1) that counts as none: glare within a lens and a dark picture's noise.
const FLARE: f64 = 0.02;
/// Red ink takes as much blue as green; gold, skin and wood take much more blue. Least share of green's absorption in blue's,
/// in hundredths.
const GREEN_OF_BLUE: i32 = 60;

/// Steps of linear light in a table of its logarithm.
const STEPS: usize = 4096;

/// sRGB (IEC 61966-2-1) to linear light, 0 to `STEPS` - 1.
static LINEAR: LazyLock<[u32; 256]> = LazyLock::new(|| {
    std::array::from_fn(|v| {
        let v = v as f64 / 255.0;
        let linear = if v <= 0.04045 {
            v / 12.92
        } else {
            ((v + 0.055) / 1.055).powf(2.4)
        };
        (linear * (STEPS - 1) as f64).round() as u32
    })
});

/// Logarithm of linear light in `UNIT`s.
static LOG: LazyLock<Vec<i32>> = LazyLock::new(|| {
    let of = |v: usize| (v as f64 / (STEPS - 1) as f64 + FLARE).ln() * f64::from(UNIT);
    (0..STEPS).map(|v| of(v).round() as i32).collect()
});

/// The three logarithms of a pixel.
fn logs(p: [u8; 3]) -> [i32; 3] {
    p.map(|v| log(LINEAR.get(usize::from(v)).copied().unwrap_or(0)))
}

fn log(linear: u32) -> i32 {
    LOG.get((linear as usize).min(STEPS - 1)).copied().unwrap_or(0)
}

/// What tells red ink on one page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RedInk {
    /// Red over green and red over blue of the bare paper, in `UNIT`s.
    tint: [i32; 2],
}

impl RedInk {
    /// Measures the paper's tint: medians among the brighter half of the pixels.
    pub fn on(page: &Rgb) -> Self {
        let raw = page.as_raw();
        let step = (raw.len() / 3 / 40_000).max(1);
        let samples: Vec<[u8; 3]> = raw
            .chunks_exact(3)
            .step_by(step)
            .filter_map(|p| <[u8; 3]>::try_from(p).ok())
            .collect();
        let mut lumas: Vec<u8> = samples.iter().map(|p| luma(p[0], p[1], p[2])).collect();
        let half = middle(&mut lumas).unwrap_or(0);
        let bright = samples
            .iter()
            .filter(|p| luma(p[0], p[1], p[2]) >= half)
            .map(|p| logs(*p));
        let (over_green, over_blue): (Vec<i32>, Vec<i32>) = bright.map(|[r, g, b]| (r - g, r - b)).unzip();
        Self {
            tint: [over_green, over_blue].map(|mut v| middle(&mut v).unwrap_or(0)),
        }
    }

    /// Absorption by red ink at a pixel, in `UNIT`s; 0 where there is none.
    pub fn at(self, p: [u8; 3]) -> i32 {
        self.of_logs(logs(p))
    }

    fn of_logs(self, [r, g, b]: [i32; 3]) -> i32 {
        let over_green = r - g - self.tint[0];
        let over_blue = r - b - self.tint[1];
        if over_green <= 0 || over_blue <= 0 || over_green * 100 < over_blue * GREEN_OF_BLUE {
            return 0;
        }
        over_green.min(2 * over_blue)
    }

    /// How far the mean light of some pixels is from grey, towards red or gold.
    fn colour_of(self, sum: [u32; 3], count: u32) -> i32 {
        let [r, g, b] = sum.map(|v| log((v + count / 2) / count.max(1)));
        (r - g - self.tint[0]).max(r - b - self.tint[1]).max(0)
    }

    /// Absorption by red ink of the mean light of some pixels, given the sums of their linear light and their number.
    fn of_sum(self, sum: [u32; 3], count: u32) -> i32 {
        self.of_logs(sum.map(|v| log((v + count / 2) / count.max(1))))
    }
}

/// A plane of ink, averaged down by a whole factor.
#[derive(Debug, Clone)]
pub struct InkPlane {
    /// Size in cells.
    pub w: i32,
    /// Size in cells.
    pub h: i32,
    /// Pixels of the page in a cell's side.
    pub factor: i32,
    /// Ink of each cell.
    pub v: Vec<i32>,
    /// Colour of each cell, red or golden, as it is there: what [`v`](Self::v) is made of. Empty for ink of any colour.
    colour: Vec<i32>,
}

impl InkPlane {
    /// Red ink of a page, its longer side at most `side` cells. JPEG keeps colour at half the size and smears it; the shape of
    /// print is in the brightness: ink is as much as both say.
    pub fn red(page: &Rgb, side: u32) -> Self {
        let light = Light::of(page, side);
        let ink = RedInk::on(page);
        let dark = light.darkness();
        let mut red: Vec<i32> = light.sums.iter().map(|sum| ink.of_sum(*sum, light.count)).collect();
        let colour = light.sums.iter().map(|sum| ink.colour_of(*sum, light.count)).collect();
        light.flatten(&mut red);
        for (red, dark) in red.iter_mut().zip(&dark) {
            let thinned = (*red).max(SMEARED * *red - (SMEARED - 1) * INK);
            *red = thinned.min(DARK_OF_RED * dark);
        }
        light.plane(red, colour)
    }

    /// Absorption by ink of any colour, as [`red`](Self::red): what a grey copy keeps of a seal.
    pub fn any(page: &Rgb, side: u32) -> Self {
        let light = Light::of(page, side);
        light.plane(light.darkness(), Vec::new())
    }

    /// The same plane without ink that takes more light than `most`.
    pub fn paler_than(&self, most: i32) -> Self {
        let mut plane = self.clone();
        for v in plane.v.iter_mut().filter(|v| **v > most) {
            *v = 0;
        }
        plane
    }

    /// Ink of a cell; none outside.
    pub fn get(&self, x: i32, y: i32) -> i32 {
        if !self.holds(x, y) {
            return 0;
        }
        self.v.get((y * self.w + x) as usize).copied().unwrap_or(0)
    }

    /// Whether a cell is on the page.
    pub fn holds(&self, x: i32, y: i32) -> bool {
        x >= 0 && y >= 0 && x < self.w && y < self.h
    }

    /// Colour of a cell; none outside, and where the plane is of ink of any colour.
    pub fn colour(&self, x: i32, y: i32) -> i32 {
        if !self.holds(x, y) {
            return 0;
        }
        self.colour.get((y * self.w + x) as usize).copied().unwrap_or(0)
    }

    /// Ink between cells, whose middles lie at whole coordinates and a half.
    pub fn between(&self, x: f32, y: f32) -> f32 {
        let (x, y) = (x - 0.5, y - 0.5);
        let (x0, y0) = (x.floor(), y.floor());
        let (fx, fy) = (x - x0, y - y0);
        let at = |dx: i32, dy: i32| self.get(x0 as i32 + dx, y0 as i32 + dy) as f32;
        let top = at(0, 0) * (1.0 - fx) + at(1, 0) * fx;
        let low = at(0, 1) * (1.0 - fx) + at(1, 1) * fx;
        top * (1.0 - fy) + low * fy
    }
}

/// Red ink's darkness is at least half of what it takes of green, as the eye weighs colours (ITU-R BT.709: green 0.72).
const DARK_OF_RED: i32 = 2;
/// By how many times colour may be thinned where JPEG smeared it over a seal's letters and the ground between them.
const SMEARED: i32 = 3;
/// Cells of a tile in whose brightest tenth the paper shows. A stroke is narrower, and the light changes little within it.
const TILE: usize = 24;
/// Tiles on each side in one of which there is no red ink: a seal is no wider than their middle.
const AROUND: usize = 2;

/// Sums of the linear light of a page's cells.
struct Light {
    w: usize,
    h: usize,
    factor: u32,
    /// Pixels of a cell.
    count: u32,
    sums: Vec<[u32; 3]>,
}

impl Light {
    fn of(page: &Rgb, side: u32) -> Self {
        let factor = page.width().max(page.height()).div_ceil(side.max(1)).max(1);
        let (w, h) = ((page.width() / factor) as usize, (page.height() / factor) as usize);
        let (raw, stride, f) = (page.as_raw(), page.width() as usize * 3, factor as usize);
        let linear = &*LINEAR;
        let light = |v: u8| linear.get(usize::from(v)).copied().unwrap_or(0);
        let mut sums = vec![[0u32; 3]; w * h];
        for (y, row) in sums.chunks_exact_mut(w.max(1)).enumerate() {
            for line in y * f..(y + 1) * f {
                let Some(line) = raw.get(line * stride..(line + 1) * stride) else {
                    continue;
                };
                for (sum, block) in row.iter_mut().zip(line.chunks_exact(3 * f)) {
                    for p in block.as_chunks::<3>().0 {
                        sum[0] += light(p[0]);
                        sum[1] += light(p[1]);
                        sum[2] += light(p[2]);
                    }
                }
            }
        }
        let count = factor * factor;
        Self {
            w,
            h,
            factor,
            count,
            sums,
        }
    }

    fn plane(&self, v: Vec<i32>, colour: Vec<i32>) -> InkPlane {
        InkPlane {
            w: self.w as i32,
            h: self.h as i32,
            factor: self.factor as i32,
            v,
            colour,
        }
    }

    /// How much darker than the paper around it each cell is, in `UNIT`s.
    fn darkness(&self) -> Vec<i32> {
        let brightness = |s: &[u32; 3]| log((s[0] * 13 + s[1] * 46 + s[2] * 5) / (64 * self.count));
        let logs: Vec<i32> = self.sums.iter().map(brightness).collect();
        let paper = self.tiles(&logs, 9, 10);
        let at = |(i, l): (usize, &i32)| (paper.at(i % self.w, i / self.w) - l).max(0);
        logs.iter().enumerate().map(at).collect()
    }

    /// Takes from a plane what it has of the light around: the least that tiles nearby have in most of their cells.
    fn flatten(&self, v: &mut [i32]) {
        let tiles = self.tiles(v, 1, 5);
        let near = |i: usize, n: usize| i.saturating_sub(AROUND)..(i + AROUND + 1).min(n);
        let least = |i: usize| {
            let (tx, ty) = (i % tiles.w, i / tiles.w);
            let around = near(ty, tiles.h).flat_map(|y| near(tx, tiles.w).map(move |x| y * tiles.w + x));
            around.filter_map(|i| tiles.v.get(i)).copied().min().unwrap_or(0)
        };
        let ground = Tiles {
            v: (0..tiles.v.len()).map(least).collect(),
            ..tiles
        };
        for (i, v) in v.iter_mut().enumerate() {
            *v = (*v - ground.at(i % self.w, i / self.w)).max(0);
        }
    }

    /// The value that a share of each tile's cells does not exceed.
    fn tiles(&self, v: &[i32], share: usize, of: usize) -> Tiles {
        let (w, h) = (self.w.div_ceil(TILE), self.h.div_ceil(TILE));
        let mut tile = Vec::with_capacity(TILE * TILE);
        let mut quantile = |i: usize| {
            tile.clear();
            for row in v.chunks_exact(self.w.max(1)).skip(i / w * TILE).take(TILE) {
                let from = i % w * TILE;
                tile.extend_from_slice(row.get(from..(from + TILE).min(self.w)).unwrap_or_default());
            }
            let at = tile.len() * share / of;
            if tile.is_empty() {
                0
            } else {
                *tile.select_nth_unstable(at).1
            }
        };
        let v = (0..w * h).map(&mut quantile).collect();
        Tiles { w, h, v }
    }
}

/// A value for each tile of a plane.
struct Tiles {
    w: usize,
    h: usize,
    v: Vec<i32>,
}

impl Tiles {
    /// The value at a cell, between those at the middles of the tiles.
    fn at(&self, x: usize, y: usize) -> i32 {
        let place = |at: usize, n: usize| {
            let from_first = (2 * at + 1).saturating_sub(TILE).min(2 * TILE * (n - 1));
            let low = (from_first / (2 * TILE)).min(n.saturating_sub(2));
            (low, (from_first - 2 * TILE * low) as i32)
        };
        let ((tx, fx), (ty, fy)) = (place(x, self.w), place(y, self.h));
        let whole = 2 * TILE as i32;
        let tile = |dx: usize, dy: usize| {
            let (x, y) = ((tx + dx).min(self.w - 1), (ty + dy).min(self.h - 1));
            self.v.get(y * self.w + x).copied().unwrap_or(0)
        };
        let across = |dy: usize| tile(0, dy) * (whole - fx) + tile(1, dy) * fx;
        (across(0) * (whole - fy) + across(1) * fy) / (whole * whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_figure_of_a_seal_is_that_of_its_ink_and_not_of_the_light() {
        let seal = |light: [f64; 3]| {
            let seen = |ink: [f64; 3]| {
                std::array::from_fn(|i| {
                    let linear: f64 = light[i] * ink[i];
                    let s = if linear <= 0.003_130_8 {
                        12.92 * linear
                    } else {
                        1.055 * linear.powf(1.0 / 2.4) - 0.055
                    };
                    (255.0 * s).round() as u8
                })
            };
            let (paper, red, black): ([u8; 3], [u8; 3], [u8; 3]) =
                (seen([0.9, 0.9, 0.88]), seen([0.8, 0.4, 0.4]), seen([0.1, 0.1, 0.1]));
            let page = Rgb::from_fn(60, 60, |x, y| image::Rgb(if x < 12 && y < 12 { red } else { paper }));
            let ink = RedInk::on(&page);
            (ink.at(red), ink.at(paper), ink.at(black))
        };
        let (day, ..) = seal([1.0, 1.0, 1.0]);
        assert!(day > 3 * UNIT / 5, "{day}");
        for light in [[0.25, 0.25, 0.25], [1.0, 0.8, 0.5], [0.4, 0.5, 0.6]] {
            let (red, paper, black) = seal(light);
            assert!((red - day).abs() < day / 6, "{light:?}: {red} of {day}");
            assert!(paper.abs() < INK / 2 && black < INK, "{light:?}: {paper} {black}");
        }
    }
}
