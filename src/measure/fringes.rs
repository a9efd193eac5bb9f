//! Screen photographs: coloured fringes. Where the stripes of a display's red, green and blue beat against the sensor's
//! own, tinted bands lie over the whole picture, at any angle and any spacing. On the unprinted ground of paper the colour
//! is even but for the sensor's noise, which falls away in the reduced copy; a tint that changes from side to side is a
//! plane within one tile.

use super::paper::solve3;
use super::small::{Small, histogram, quantile};
use crate::geometry::Quad;

/// Side of a tile in blocks of the reduced copy: some 50 pixels of the page.
const TILE: usize = 24;
/// Levels of luma under the ground from which a block is print.
const PRINT: u8 = 18;

/// Deviation of the ground's colour (R-G or B-G) from an even tint within a tile, levels, median of all tiles on the
/// document; rounded to 0.01. Paper measures 1 to 2.2, also with printed guilloche; displays 3 to 15. `None` where too
/// little ground is seen.
pub fn measure(small: &Small, quad: Option<&Quad>) -> Option<f64> {
    let inside = small.inside(quad, 0.2);
    let (mut found, mut kept) = (Vec::new(), Vec::new());
    for y in (0..small.h.saturating_sub(TILE)).step_by(TILE) {
        for x in (0..small.w.saturating_sub(TILE)).step_by(TILE) {
            found.extend(tile(small, &inside, x, y, &mut kept));
        }
    }
    if found.len() < 8 {
        return None;
    }
    found.sort_by(f64::total_cmp);
    let middle = found.get(found.len() / 2).copied()?;
    Some((middle * 100.0).round() / 100.0)
}

/// A block of ground: its place in the tile (-0.5 to 0.5 to both sides) and its two colour differences, levels.
type Ground = (f64, f64, [f64; 2]);

/// Deviation within one tile, the larger of the two colour differences. `kept` is room to work in.
fn tile(small: &Small, inside: &[bool], x0: usize, y0: usize, kept: &mut Vec<Ground>) -> Option<f64> {
    let rows = || (0..TILE).map(|y| (y0 + y) * small.w + x0).map(|at| at..at + TILE);
    if !rows().all(|row| inside.get(row).is_some_and(|r| r.iter().all(|m| *m))) {
        return None;
    }
    let histogram = histogram(rows().filter_map(|row| small.luma.get(row)).flatten().copied());
    let least = quantile(&histogram, 0.7).saturating_sub(PRINT);
    kept.clear();
    for (y, row) in rows().enumerate() {
        let place = |v: usize| v as f64 / TILE as f64 - 0.5;
        let blocks = small.luma.get(row.clone())?.iter().zip(small.rgb.get(row)?);
        kept.extend(blocks.enumerate().filter(|(_, (l, _))| **l > least).map(|(x, (_, p))| {
            let [r, g, b] = p.map(f64::from);
            (place(x), place(y), [r - g, b - g])
        }));
    }
    if kept.len() * 2 < TILE * TILE {
        return None;
    }
    // The same places for both colour differences.
    let mut sums = [[0f64; 4]; 3];
    let mut tones = [[0f64; 2]; 3];
    for (x, y, t) in kept.iter() {
        for (i, a) in [1.0, *x, *y].into_iter().enumerate() {
            for (j, b) in [1.0, *x, *y].into_iter().enumerate() {
                sums[i][j] += a * b;
            }
            for (sum, t) in tones[i].iter_mut().zip(t) {
                *sum += a * t;
            }
        }
    }
    let mut worst = 0f64;
    for c in 0..2 {
        for (row, tone) in sums.iter_mut().zip(&tones) {
            row[3] = tone[c];
        }
        let plane = solve3(sums)?.map(f64::from);
        let squares: f64 = kept
            .iter()
            .map(|(x, y, t)| (t[c] - plane[0] - plane[1] * x - plane[2] * y).powi(2))
            .sum();
        worst = worst.max((squares / kept.len() as f64).sqrt());
    }
    Some(worst)
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
