//! Photographs of displays, told by a fitted table from the spectra of regions all over the picture.
//!
//! [`super::moire`] asks for one frequency that stands out in nearly every tile off the axes: a display that fills the picture at a
//! slant. Displays are mostly held straight, take up a part of the picture and change their distance within it, so that their grid lies
//! near the axes, at another frequency in each region, and is weakened by the telephone's smoothing and by messengers. No single
//! figure tells those; many weak ones together do: levels and peaks of the spectrum by ring of frequency, near the axes and off them,
//! of light and of red over green, and the tone and tint of the region (a display is bluer than lamplight). Spectral cues of
//! recaptured pictures: Muammar and Dragotti, An investigation into aliasing in images recaptured from an LCD monitor using a digital
//! camera (ICASSP 2013); a linear model of such figures: Cao and Kot, Identification of recaptured photographs on LCD screens
//! (ICASSP 2010). The figures here are our own, and a network of one hidden layer weighs them; data, figures and limits of the fit: `docs/metrics/display.md`.

mod fitted;

use fitted::Fitted;

use super::spectrum::{HALF, SIDE, Table, powers};
use crate::pixels::Rgb;

/// Side of a region, pixels: four tiles, whose spectra are averaged.
const REGION: usize = 2 * SIDE;
/// Regions along each axis at most.
const REGIONS: usize = 4;
/// One of so many regions decides, those that look most like a display: it may take up a part of the picture only. A half was better
/// than all, a quarter or an eighth on the sets of the fit.
const DECIDES: usize = 2;
/// Rings of frequency, cycles per pixel: from one bound to the next.
const RINGS: [f32; 6] = [0.06, 0.12, 0.19, 0.27, 0.36, 0.5];
/// A frequency is near an axis within so many bins of it, or within so many hundredths of its distance along the axis: displays are
/// held straight within seven degrees.
const NEAR_BINS: usize = 3;
const NEAR_SHARE: usize = 12;
/// Surroundings over which a frequency stands out: a square of so many bins to each side, without the middle.
const AROUND: usize = 7;
const MIDDLE: usize = 2;
/// Steps along an axis at which JPEG's blocks of 8 (light) and 16 pixels (halved colour) put their energy, bins.
const BLOCKS: [usize; 2] = [SIDE / 8, SIDE / 16];

/// Figures of one ring of one plane, in this order.
const OF_RING: [&str; 5] = ["level", "peak", "spread", "axis_peak", "axis_level"];
/// Planes whose spectra are taken.
const PLANES: [&str; 2] = ["light", "red_green"];
/// Mean and deviation of a region's tones, in this order, levels.
const TONES: [&str; 6] = [
    "light_mean",
    "light_deviation",
    "red_green_mean",
    "red_green_deviation",
    "blue_green_mean",
    "blue_green_deviation",
];
/// Figures of a region.
pub const FIGURES: usize = PLANES.len() * (RINGS.len() - 1) * OF_RING.len() + TONES.len();
/// Likelihood that the picture shows a display, 0 to 1, rounded to 0.01: of its regions, the half that look most like one decide.
/// `None` for pictures smaller than a region.
pub fn measure(page: &Rgb) -> Option<f64> {
    let fitted = Fitted::shipped();
    let mut evidence: Vec<f64> = figures(page).iter().map(|f| fitted.evidence(f)).collect();
    evidence.sort_by(|a, b| b.total_cmp(a));
    let most = evidence
        .get(..evidence.len().div_ceil(DECIDES))
        .filter(|m| !m.is_empty())?;
    let mean = most.iter().sum::<f64>() / most.len() as f64;
    Some((100.0 / (1.0 + (-mean).exp())).round() / 100.0)
}

/// Names of the figures of a region, in order.
pub fn names() -> Vec<String> {
    let rings = |plane| (1..RINGS.len()).flat_map(move |ring| OF_RING.map(|f| format!("{plane}_{ring}_{f}")));
    let planes = PLANES.into_iter().flat_map(rings);
    planes.chain(TONES.map(str::to_owned)).collect()
}

/// The figures of up to 16 regions all over a page, named by [`names`]: decibels for levels and peaks, levels for tones. None for
/// pictures smaller than a region.
pub fn figures(page: &Rgb) -> Vec<[f64; FIGURES]> {
    let (w, h) = (page.width() as usize, page.height() as usize);
    if w < REGION || h < REGION {
        return Vec::new();
    }
    let starts = |length: usize| {
        let count = (length / REGION).clamp(1, REGIONS);
        (0..count).map(move |i| (length - REGION) * i / (count - 1).max(1))
    };
    let table = Table::default();
    let kinds = kinds();
    let mut regions = Vec::new();
    for y in starts(h) {
        regions.extend(starts(w).map(|x| region(page, x, y, &table, &kinds)));
    }
    regions
}

/// What a frequency counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Kind {
    ring: usize,
    near_axis: bool,
    /// Whether JPEG's blocks put their energy there, by plane.
    of_blocks: [bool; 2],
}

/// Column of a frequency across (cycles a tile, negative ones to the left), as [`powers`] orders them.
const fn column(across: i32) -> usize {
    across.rem_euclid(SIDE as i32) as usize
}

/// Kinds of the frequencies as [`powers`] orders them; `None` outside of all rings.
fn kinds() -> Vec<Option<Kind>> {
    let near = |c: usize, step: usize| c % step <= 1 || c % step == step - 1;
    let kind = |i: usize| {
        let (u, v) = (i % SIDE, i / SIDE);
        let u = u.min(SIDE - u);
        let frequency = ((u * u + v * v) as f32).sqrt() / SIDE as f32;
        let ring = RINGS.windows(2).position(|b| frequency >= b[0] && frequency < b[1])?;
        let (small, large) = (u.min(v), u.max(v));
        Some(Kind {
            ring,
            near_axis: small < NEAR_BINS.max(large * NEAR_SHARE / 100),
            of_blocks: BLOCKS.map(|step| small < 2 && near(u, step) && near(v, step)),
        })
    };
    (0..HALF).map(kind).collect()
}

/// The figures of one region.
fn region(page: &Rgb, x0: usize, y0: usize, table: &Table, kinds: &[Option<Kind>]) -> [f64; FIGURES] {
    let mut spectra = [vec![0f32; HALF], vec![0f32; HALF]];
    let mut tones = Tones::default();
    for (down, along) in [(0, 0), (0, SIDE), (SIDE, 0), (SIDE, SIDE)] {
        let (mut light, mut tint) = tile(page, x0 + along, y0 + down, table, &mut tones);
        table.transform2(&mut light, &mut tint);
        let (one, two) = powers(&light, &tint);
        for (sum, power) in spectra.iter_mut().zip([one, two]) {
            for (s, p) in sum.iter_mut().zip(power) {
                *s += p / 4.0;
            }
        }
    }
    let mut out = [0.0; FIGURES];
    let mut next = out.iter_mut();
    let rings = spectra.iter().enumerate().flat_map(|(plane, s)| rings(s, plane, kinds));
    for (slot, value) in next.by_ref().zip(rings.flatten().chain(tones.figures())) {
        *slot = value;
    }
    out
}

/// Sums of a region's tones: light, red over green, blue over green; of each its values and their squares.
#[derive(Default)]
struct Tones {
    n: f64,
    sums: [[f64; 2]; 3],
}

impl Tones {
    fn figures(&self) -> impl Iterator<Item = f64> {
        let of = |[sum, squares]: [f64; 2]| {
            let mean = sum / self.n;
            [mean, (squares / self.n - mean * mean).max(0.0).sqrt()]
        };
        self.sums.map(of).into_iter().flatten()
    }
}

/// Light and red over green of a tile, their means taken out, under the window; its tones are added to the region's.
fn tile(page: &Rgb, x0: usize, y0: usize, table: &Table, tones: &mut Tones) -> (Vec<f32>, Vec<f32>) {
    let (mut light, mut tint) = (Vec::with_capacity(SIDE * SIDE), Vec::with_capacity(SIDE * SIDE));
    let stride = 3 * page.width() as usize;
    for y in y0..y0 + SIDE {
        let from = y * stride + 3 * x0;
        let row = page.as_raw().get(from..from + 3 * SIDE).unwrap_or_default();
        for p in row.as_chunks::<3>().0 {
            let [r, g, b] = p.map(f32::from);
            let l = 0.299 * r + 0.587 * g + 0.114 * b;
            light.push(l);
            tint.push(r - g);
            for (sums, v) in tones.sums.iter_mut().zip([l, r - g, b - g]) {
                sums[0] += f64::from(v);
                sums[1] += f64::from(v * v);
            }
        }
    }
    tones.n += (SIDE * SIDE) as f64;
    for plane in [&mut light, &mut tint] {
        let mean = plane.iter().sum::<f32>() / (SIDE * SIDE) as f32;
        for (row, wy) in plane.chunks_exact_mut(SIDE).zip(&table.window) {
            for (v, wx) in row.iter_mut().zip(&table.window) {
                *v = (*v - mean) * (wy * wx);
            }
        }
    }
    (light, tint)
}

/// Figures of a ring: see [`OF_RING`].
#[derive(Clone, Copy)]
struct Ring {
    off: f64,
    level: f64,
    excess: f64,
    squares: f64,
    peak: f64,
    near: f64,
    near_level: f64,
    near_peak: f64,
}

/// The figures of all rings of a plane: the mean level off the axes (decibels), the highest excess over its surroundings there and
/// its deviation, the highest excess near the axes, and how much higher the level is there.
fn rings(power: &[f32], plane: usize, kinds: &[Option<Kind>]) -> Vec<[f64; OF_RING.len()]> {
    let level: Vec<f32> = power.iter().map(|p| 10.0 * (p + 1.0).log10()).collect();
    let excess = excess(&level);
    let empty = Ring {
        off: 0.0,
        level: 0.0,
        excess: 0.0,
        squares: 0.0,
        peak: f64::MIN,
        near: 0.0,
        near_level: 0.0,
        near_peak: f64::MIN,
    };
    let mut rings = [empty; RINGS.len() - 1];
    for ((kind, level), excess) in kinds.iter().zip(&level).zip(&excess) {
        let Some(kind) = kind else { continue };
        let ring = &mut rings[kind.ring];
        let excess = if kind.of_blocks[plane] { 0.0 } else { f64::from(*excess) };
        let level = f64::from(*level);
        if kind.near_axis {
            ring.near += 1.0;
            ring.near_level += level;
            ring.near_peak = ring.near_peak.max(excess);
        } else {
            ring.off += 1.0;
            ring.level += level;
            ring.excess += excess;
            ring.squares += excess * excess;
            ring.peak = ring.peak.max(excess);
        }
    }
    let figures = |r: Ring| {
        let (level, mean) = (r.level / r.off, r.excess / r.off);
        let spread = (r.squares / r.off - mean * mean).max(0.0).sqrt();
        [level, r.peak, spread, r.near_peak, r.near_level / r.near - level]
    };
    rings.map(figures).to_vec()
}

/// How far the level at each frequency is above the mean of its surroundings, decibels; by sums over all frequencies before, with the
/// other half of the spectrum (mirrored through its middle) around what is kept.
fn excess(level: &[f32]) -> Vec<f32> {
    let (wide, high) = (SIDE + 2 * AROUND + 1, HALF / SIDE + 2 * AROUND + 1);
    let at = |across: i32, down: i32| {
        let half = SIDE as i32 / 2;
        let (across, down) = match down {
            ..0 => (-across, -down),
            d if d > half => (-across, 2 * half - d),
            d => (across, d),
        };
        level.get(down as usize * SIDE + column(across)).copied().unwrap_or(0.0)
    };
    let mut sums = vec![0f32; wide * high];
    for y in 1..high {
        let mut row = 0.0;
        for x in 1..wide {
            row += at(
                x as i32 - 1 - AROUND as i32 - SIDE as i32 / 2,
                y as i32 - 1 - AROUND as i32,
            );
            sums[y * wide + x] = sums[(y - 1) * wide + x] + row;
        }
    }
    let square = |x: usize, y: usize, reach: usize| {
        let (left, top) = (x + AROUND - reach, y + AROUND - reach);
        let (right, bottom) = (x + AROUND + reach + 1, y + AROUND + reach + 1);
        sums[bottom * wide + right] - sums[top * wide + right] - sums[bottom * wide + left] + sums[top * wide + left]
    };
    let side = |reach: usize| (2 * reach + 1) * (2 * reach + 1);
    let count = (side(AROUND) - side(MIDDLE)) as f32;
    let over = |i: usize| {
        let (x, y) = ((i % SIDE + SIDE / 2) % SIDE, i / SIDE);
        level.get(i).copied().unwrap_or(0.0) - (square(x, y, AROUND) - square(x, y, MIDDLE)) / count
    };
    (0..HALF).map(over).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(grid: f32) -> Rgb {
        let mut seed = 7u32;
        let mut grained = move |v: f32| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (150.0 + v + (seed >> 24) as f32 / 16.0 - 8.0) as u8
        };
        Rgb::from_fn(700, 600, |x, y| {
            // Held straight: three degrees off, a pitch of 2.6 pixels.
            let wave = grid * ((x as f32 + 0.05 * y as f32) * std::f32::consts::TAU / 2.6).sin();
            image::Rgb([grained(wave), grained(0.0), grained(-wave)])
        })
    }

    fn figure(page: &Rgb, name: &str) -> f64 {
        let at = names().iter().position(|n| n == name).expect("a figure");
        let mut of: Vec<f64> = figures(page).iter().map(|f| f[at]).collect();
        of.sort_by(f64::total_cmp);
        of[of.len() / 2]
    }

    #[test]
    fn a_grid_near_the_axis_is_a_peak_in_its_ring_alone() {
        let (plain, shown) = (picture(0.0), picture(6.0));
        let rise = |name: &str| figure(&shown, name) - figure(&plain, name);
        assert!(rise("red_green_5_axis_peak") > 10.0);
        assert!(rise("light_3_axis_peak").abs() < 4.0);
        assert!(rise("red_green_5_peak").abs() < 4.0);
    }

    #[test]
    fn tones_are_means_and_deviations() {
        let page = Rgb::from_fn(300, 300, |x, _| image::Rgb([100 + (x % 2) as u8 * 20, 100, 90]));
        assert!((figure(&page, "red_green_mean") - 10.0).abs() < 1e-6);
        assert!((figure(&page, "red_green_deviation") - 10.0).abs() < 1e-6);
        assert!((figure(&page, "blue_green_mean") + 10.0).abs() < 1e-6);
    }

    #[test]
    fn a_small_picture_is_not_measured() {
        assert_eq!(measure(&Rgb::new(600, 255)), None);
        assert!(measure(&Rgb::new(256, 256)).is_some());
    }
}
