//! Colour of the document itself. A copy in one tint (grey, sepia, a bluish lamp) has one chroma for every luma; a
//! colour original has pixels that leave that curve. Red ink is left out: a fresh seal on a grey copy proves nothing.
//! What remains of an original without its reds is its ground's tint, its gold, its blue print, its portrait.

use super::Colour;
use super::downscaled::Small;
use super::exposure::Light;
use crate::geometry::Quad;
use crate::pixels::{Rgb, luma};
use crate::vision::linear::solve;
use crate::vision::morphology::dilate;

/// Chroma (levels of R-G or B-G) that a pixel must be off the tint: above what JPEG's chroma leaves after averaging.
const OFF_TINT: f32 = 8.0;
/// Share of off-tint pixels from which there is colour. Of 4,161 pages grey ones (forms in black with red seals, copies) reach 0.31 %; the
/// palest originals (backs of cards, a licence with a grey frame, all without their reds) have 0.38 to 0.40 %. Strong grain under a
/// sepia lamp may reach 0.5 %.
const COLOUR_SHARE: f64 = 0.0035;

/// Colour class and the share of pixels (seals left out) with chroma of their own, 0 to 1.
pub fn measure(page: &Rgb, small: &Small, quad: Option<&Quad>, light: &Light) -> (Colour, f64) {
    let inside = small.inside(quad, 0.05);
    let share = super::rounded(chroma_share(small, &inside), 4);
    if share >= COLOUR_SHARE || red_runs_through(small, &inside) {
        return (Colour::Colour, share);
    }
    // Too dark or too washed for chroma to have survived: absence says nothing.
    if light.white < 0.3 || light.black > 0.65 {
        return (Colour::Unknown, share);
    }
    let colour = if is_bilevel(page) {
        Colour::Bilevel
    } else {
        Colour::Greyscale
    };
    (colour, share)
}

/// Almost no pixel between black and white, and both are there.
pub fn is_bilevel(page: &Rgb) -> bool {
    let pixels = page.as_raw().len() / 3;
    let stride = (pixels / 200_000).max(1) | 1;
    let (mut dark, mut between, mut bright, mut all) = (0u32, 0u32, 0u32, 0u32);
    for p in page.as_raw().chunks_exact(3).step_by(stride) {
        all += 1;
        match luma(p[0], p[1], p[2]) {
            0..=40 => dark += 1,
            // A light card or cream paper lies at 230 to 245: that is tone, not white.
            41..=245 => between += 1,
            _ => bright += 1,
        }
    }
    dark > 0 && bright > 0 && between * 50 < all
}

/// Red ink: clearly red, neither gold (hue 40 and up) nor skin (not that pure).
fn is_red_ink(p: [u8; 3]) -> bool {
    let [r, g, b] = p.map(f32::from);
    let chroma = r - g.min(b);
    // Hue within about 25 degrees of red: green and blue differ by less than 0.4 of the chroma.
    chroma > 45.0 && chroma > 0.3 * r && r > g && r > b && (g - b).abs() < 0.4 * chroma
}

/// Share of a document's rows and of its columns that hold red, from which it is the document's own: a frame, labels in red. Two
/// seals side by side take a fifth of the rows.
const THROUGHOUT: f64 = 0.75;
/// Share of a row or column, at least, that is red there: more than what JPEG strews.
const RED: f64 = 0.002;

/// Whether red runs through the document from end to end, as no seals on a copy do.
fn red_runs_through(small: &Small, inside: &[bool]) -> bool {
    let (mut rows, mut columns) = (vec![[0u32; 2]; small.h], vec![[0u32; 2]; small.w]);
    for (i, (p, _)) in small.rgb.iter().zip(inside).enumerate().filter(|(_, (_, held))| **held) {
        let red = u32::from(is_red_ink(*p));
        let lines = [rows.get_mut(i / small.w.max(1)), columns.get_mut(i % small.w.max(1))];
        for [reds, all] in lines.into_iter().flatten() {
            *reds += red;
            *all += 1;
        }
    }
    let throughout = |lines: &[[u32; 2]]| {
        let held = lines.iter().filter(|[_, all]| *all > 0);
        let red = held
            .clone()
            .filter(|[red, all]| f64::from(*red) > RED * f64::from(*all));
        red.count() as f64 >= THROUGHOUT * (held.count() as f64).max(1.0)
    };
    throughout(&rows) && throughout(&columns)
}

/// Places that must be seen before a tint is fitted to them.
const LEAST_SAMPLES: usize = 200;
/// Share of off-tint pixels, red ink and its surroundings left out.
pub fn chroma_share(small: &Small, inside: &[bool]) -> f64 {
    let red: Vec<bool> = small.rgb.iter().map(|&p| is_red_ink(p)).collect();
    let red = dilate(&red, small.w, 3);
    // Neighbouring blocks are averaged three by three: chroma is stored coarsely and its noise falls with area.
    let samples = averaged(small, inside, &red);
    if samples.len() < LEAST_SAMPLES {
        return 0.0;
    }
    let tint = [0, 1].map(|channel| fit_tint(&samples, channel));
    let off = samples
        .iter()
        .filter(|s| {
            // Dark pixels cannot show much chroma, and clipped ones show it wrongly.
            let limit = OFF_TINT.max(0.035 * s.luma);
            let strays = |i: usize| (f32::from(s.chroma[i]) / 9.0 - curve(tint[i], s.luma)).abs() > limit;
            strays(0) | strays(1)
        })
        .count();
    off as f64 / samples.len() as f64
}

/// A mean of three by three blocks.
struct Sample {
    /// Luma, levels.
    luma: f32,
    /// R-G and B-G, ninths of a level.
    chroma: [i16; 2],
}

/// Three-by-three means, red left out.
fn averaged(small: &Small, inside: &[bool], red: &[bool]) -> Vec<Sample> {
    let w = small.w;
    let mut out = Vec::new();
    for y in (1..small.h.saturating_sub(1)).step_by(2) {
        for x in (1..w.saturating_sub(1)).step_by(2) {
            let i = y * w + x;
            if inside.get(i) != Some(&true) || red.get(i) == Some(&true) {
                continue;
            }
            let mut sum = [0i16; 3];
            for row in [i - w, i, i + w] {
                for p in small.rgb.get(row - 1..row + 2).unwrap_or_default() {
                    for (s, v) in sum.iter_mut().zip(p) {
                        *s = s.wrapping_add(i16::from(*v));
                    }
                }
            }
            let chroma = [sum[0] - sum[1], sum[2] - sum[1]];
            let [r, g, b] = sum.map(|v| f32::from(v) / 9.0);
            out.push(Sample {
                luma: 0.299 * r + 0.587 * g + 0.114 * b,
                chroma,
            });
        }
    }
    out
}

/// Chroma over luma: light of one colour gives a straight line from black, a toned print bends it.
fn curve(t: [f32; 2], y: f32) -> f32 {
    t[0] * y + t[1] * y * (255.0 - y) / 255.0
}

/// Bins of luma, eight levels each.
const BINS: usize = 32;
/// Ninths of a level by which chroma reaches to each side of 0.
const MOST_CHROMA: i16 = 9 * 255;

/// The tint's curve through the middle chroma of each luma bin, bins weighed by the root of their counts.
fn fit_tint(samples: &[Sample], channel: usize) -> [f32; 2] {
    const VALUES: usize = 2 * MOST_CHROMA as usize + 1;
    let mut counts = vec![0u32; BINS * VALUES];
    for s in samples {
        let bin = (s.luma as usize / 8).min(BINS - 1);
        counts[bin * VALUES + (s.chroma[channel] + MOST_CHROMA) as usize] += 1;
    }
    let mut m = [[0f64; 4]; 3];
    m[2][2] = 1.0;
    for (i, bin) in counts.chunks_exact(VALUES).enumerate() {
        let n: u32 = bin.iter().sum();
        let mut seen = 0;
        let middle = (-MOST_CHROMA..).zip(bin).find(|(_, count)| {
            seen += **count;
            seen > n / 2
        });
        let Some((c, _)) = middle else { continue };
        let (y, c) = (i as f32 * 8.0 + 4.0, f32::from(c) / 9.0);
        let weight = (f64::from(n) / samples.len() as f64).sqrt();
        let row = [f64::from(y), f64::from(y * (255.0 - y) / 255.0)];
        for a in 0..2 {
            for b in 0..2 {
                m[a][b] += weight * row[a] * row[b];
            }
            m[a][3] += weight * row[a] * f64::from(c);
        }
    }
    m[0][0] += 1.0;
    m[1][1] += 1.0;
    solve(m, 1e-9).map_or([0.0; 2], |[[a], [b], _]: [[f64; 1]; 3]| [a as f32, b as f32])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(x: u32, y: u32) -> i32 {
        ((x.wrapping_mul(73_856_093) ^ y.wrapping_mul(19_349_663)) >> 5) as i32 % 7 - 3
    }

    /// A page with dark print in rows, and a red disc where asked; `paint` makes the colour of a grey value.
    fn page(disc: bool, paint: impl Fn(u8, u32, u32) -> [u8; 3]) -> Rgb {
        Rgb::from_fn(400, 300, |x, y| {
            let print = (y / 8) % 3 == 0 && (x / 5) % 2 == 0 && x > 30 && x < 370;
            let grey = (if print { 50 } else { 225 } + noise(x, y)).clamp(0, 255) as u8;
            let (dx, dy) = (x as i32 - 280, y as i32 - 200);
            if disc && dx * dx + dy * dy < 60 * 60 {
                return image::Rgb([210, 40, 45]);
            }
            image::Rgb(paint(grey, x, y))
        })
    }

    fn class(p: &Rgb) -> Colour {
        {
            let small = Small::of(p);
            let light = crate::measure::exposure::measure(p, &small, None);
            measure(p, &small, None, &light).0
        }
    }

    #[test]
    fn a_grey_copy_with_a_fresh_red_disc_is_grey() {
        assert_eq!(class(&page(true, |g, _, _| [g, g, g])), Colour::Greyscale);
    }

    #[test]
    fn one_tint_over_everything_is_grey() {
        let scale = |g: u8, f: f32| (f32::from(g) * f) as u8;
        assert_eq!(
            class(&page(false, |g, _, _| [g, scale(g, 0.93), scale(g, 0.8)])),
            Colour::Greyscale
        );
        assert_eq!(
            class(&page(true, |g, _, _| [scale(g, 0.9), scale(g, 0.96), g])),
            Colour::Greyscale
        );
    }

    #[test]
    fn a_ground_that_turns_from_blue_to_rose_is_colour_also_when_faded() {
        let shade = |g: u8, x: u32| {
            let t = x as f32 / 400.0;
            let mix = |a: f32, b: f32| (f32::from(g) * (a + (b - a) * t)).min(255.0) as u8;
            [mix(0.92, 1.05), mix(0.98, 0.93), mix(1.08, 0.9)]
        };
        assert_eq!(class(&page(false, |g, x, _| shade(g, x))), Colour::Colour);
        let faded = |g: u8, x: u32| shade(g, x).map(|v| (f32::from(v) * 0.55 + 110.0) as u8);
        assert_eq!(class(&page(false, |g, x, _| faded(g, x))), Colour::Colour);
    }

    #[test]
    fn a_gold_frame_is_colour() {
        let framed = page(true, |g, x, y| {
            if !(12..388).contains(&x) || !(12..288).contains(&y) {
                [190, 160, 90]
            } else {
                [g, g, g]
            }
        });
        assert_eq!(class(&framed), Colour::Colour);
    }

    #[test]
    fn a_red_frame_is_colour_and_two_red_discs_side_by_side_are_not() {
        let frame = page(false, |g, x, y| {
            let on = |v: u32, end: u32| (14..18).contains(&v) || (end - 18..end - 14).contains(&v);
            let inside = (14..386).contains(&x) && (14..286).contains(&y);
            if inside && (on(x, 400) || on(y, 300)) {
                [196, 50, 48]
            } else {
                [g, g, g]
            }
        });
        assert_eq!(class(&frame), Colour::Colour);
        let discs = page(true, |g, x, y| {
            let (dx, dy) = (x as f32 - 90.0, y as f32 - 150.0);
            if dx.hypot(dy) < 60.0 { [205, 44, 46] } else { [g, g, g] }
        });
        assert_eq!(class(&discs), Colour::Greyscale);
    }

    #[test]
    fn black_and_white_is_bilevel() {
        assert_eq!(
            class(&page(false, |g, _, _| if g > 128 { [255; 3] } else { [0; 3] })),
            Colour::Bilevel
        );
    }
}
