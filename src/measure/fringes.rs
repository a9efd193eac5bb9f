//! Screen photographs: coloured fringes. Where the stripes of a display's red, green and blue beat against the sensor's
//! own, tinted bands lie over the whole picture, at any angle and any spacing. On the unprinted ground of paper the colour
//! is even but for the sensor's noise, which falls away in the reduced copy; a tint that changes from side to side is a
//! plane within one tile.

use super::downscaled::Small;
use crate::geometry::Quad;
use crate::vision::statistics::{histogram, quantile};

/// Side of a tile in blocks of the reduced copy: some 50 pixels of the page.
const TILE: usize = 24;
/// Levels of luma under the ground from which a block is print.
const PRINT: u8 = 18;

/// Tiles that must be seen before their middle one is told.
const LEAST_TILES: usize = 8;
/// Deviation of the ground's colour (R-G or B-G) from an even tint within a tile, levels, median of all tiles on the
/// document; rounded to 0.01. Paper measures 1 to 2.2, also with printed guilloche; displays 3 to 15. `None` where too
/// little ground is seen.
pub fn measure(small: &Small, quad: Option<&Quad>) -> Option<f64> {
    let inside = small.inside(quad, 0.2);
    let mut found = Vec::new();
    for y in (0..small.h.saturating_sub(TILE)).step_by(TILE) {
        for x in (0..small.w.saturating_sub(TILE)).step_by(TILE) {
            found.extend(tile(small, &inside, x, y));
        }
    }
    if found.len() < LEAST_TILES {
        return None;
    }
    found.sort_by(f64::total_cmp);
    let middle = found.get(found.len() / 2).copied()?;
    Some((middle * 100.0).round() / 100.0)
}

/// Sums over the ground of a tile, from which both planes and their deviations follow: of 1, x, y, their products, and for
/// each colour difference of t, t x, t y and t t. Whole numbers, so that their order does not matter.
#[derive(Default)]
struct Sums {
    n: i32,
    x: i32,
    y: i32,
    xx: i32,
    xy: i32,
    yy: i32,
    t: [[i32; 4]; 2],
}

/// Deviation within one tile, the larger of the two colour differences.
fn tile(small: &Small, inside: &[bool], x0: usize, y0: usize) -> Option<f64> {
    let rows = || (0..TILE).map(|y| (y0 + y) * small.w + x0).map(|at| at..at + TILE);
    if !rows().all(|row| inside.get(row).is_some_and(|r| r.iter().all(|m| *m))) {
        return None;
    }
    let counts = histogram(rows().filter_map(|row| small.luma.get(row)).flatten().copied());
    let least = quantile(&counts, 0.7).saturating_sub(PRINT);
    let columns: [i16; TILE] = std::array::from_fn(|x| x as i16);
    let squares = columns.map(|x| x.wrapping_mul(x));
    let mut all = Sums::default();
    for (y, row) in (0i32..).zip(rows()) {
        // Print is left out by weight: a branch would be guessed wrong as often as not. Factors are of 16 bits, which every
        // processor multiplies eight at a time; sums stay below 2^26 and wrap without a check, which would keep it from that.
        let (mut weights, mut tones) = ([0i16; TILE], [[0i16; TILE]; 2]);
        let blocks = small.luma.get(row.clone())?.iter().zip(small.rgb.get(row)?);
        for (i, (l, p)) in blocks.enumerate().take(TILE) {
            let [r, g, b] = p.map(i16::from);
            weights[i] = i16::from(*l > least);
            tones[0][i] = r.wrapping_sub(g).wrapping_mul(weights[i]);
            tones[1][i] = b.wrapping_sub(g).wrapping_mul(weights[i]);
        }
        let (n, x) = (product(&weights, &ONES), product(&weights, &columns));
        all.n += n;
        all.x += x;
        all.y += n * y;
        all.xx += product(&weights, &squares);
        all.xy += x * y;
        all.yy += n * y * y;
        for (all, tones) in all.t.iter_mut().zip(&tones) {
            let t = product(tones, &ONES);
            all[0] += t;
            all[1] += product(tones, &columns);
            all[2] += t * y;
            all[3] += product(tones, tones);
        }
    }
    if all.n as usize * 2 < TILE * TILE {
        return None;
    }
    all.t
        .iter()
        .map(|t| all.deviation(t))
        .try_fold(0f64, |worst, d| Some(worst.max(d?)))
}

const ONES: [i16; TILE] = [1; TILE];

/// Sum of the products of two rows of a tile.
fn product(a: &[i16; TILE], b: &[i16; TILE]) -> i32 {
    let products = a.iter().zip(b).map(|(a, b)| i32::from(*a).wrapping_mul(i32::from(*b)));
    products.fold(0, i32::wrapping_add)
}

impl Sums {
    /// Root mean square of a colour difference about its plane of least squares.
    fn deviation(&self, t: &[i32; 4]) -> Option<f64> {
        let [n, x, y, xx, xy, yy] = [self.n, self.x, self.y, self.xx, self.xy, self.yy].map(f64::from);
        let [t, tx, ty, tt] = t.map(f64::from);
        // About the means, so that two equations are left (x and y stay below 24: none of the products loses a digit).
        let (cxx, cxy, cyy) = (xx - x * x / n, xy - x * y / n, yy - y * y / n);
        let (ctx, cty, ctt) = (tx - t * x / n, ty - t * y / n, tt - t * t / n);
        let det = cxx * cyy - cxy * cxy;
        if det.abs() < 1e-9 * cxx * cyy || det == 0.0 {
            return None;
        }
        let (a, b) = ((ctx * cyy - cty * cxy) / det, (cty * cxx - ctx * cxy) / det);
        Some(((ctt - a * ctx - b * cty) / n).max(0.0).sqrt())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pixels::Rgb;

    fn page(fringe: f32, period: f32) -> Rgb {
        Rgb::from_fn(700, 500, |x, y| {
            let grain = (((x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)) >> 7) % 5) as f32 - 2.0;
            let print = y % 40 < 10 && x % 16 < 9;
            let wave = fringe * ((x as f32 * 0.8 + y as f32 * 0.6) / period * std::f32::consts::TAU).sin();
            let ground = if print { 60.0 } else { 226.0 };
            let drift = x as f32 / 60.0;
            image::Rgb([ground + grain + wave + drift, ground + grain, ground + grain - wave].map(|v| v as u8))
        })
    }

    #[test]
    fn bands_of_colour_narrower_than_a_tile_stand_out_and_a_drifting_tint_does_not() {
        let of = |p: &Rgb| measure(&Small::of(p), None).expect("ground is there");
        let plain = of(&page(0.0, 20.0));
        assert!(plain < 1.5, "{plain}");
        for period in [6.0, 9.0, 14.0, 20.0] {
            let banded = of(&page(12.0, period));
            assert!(banded > 5.0, "{period}: {banded}");
        }
    }
}
