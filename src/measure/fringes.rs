//! Screen photographs: coloured fringes. Where the stripes of a display's red, green and blue beat against the sensor's
//! own, tinted bands lie over the whole picture, at any angle and any spacing. On the unprinted ground of paper the colour
//! is even but for the sensor's noise, which falls away in the reduced copy; a tint that changes from side to side is a
//! plane within one tile.

use super::paper::solve3;
use super::small::Small;
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
    let mut found = Vec::new();
    for y in (0..small.h.saturating_sub(TILE)).step_by(TILE) {
        for x in (0..small.w.saturating_sub(TILE)).step_by(TILE) {
            found.extend(tile(small, &inside, x, y));
        }
    }
    if found.len() < 8 {
        return None;
    }
    found.sort_by(f64::total_cmp);
    let middle = found.get(found.len() / 2).copied()?;
    Some((middle * 100.0).round() / 100.0)
}

/// Deviation within one tile, the larger of the two colour differences.
fn tile(small: &Small, inside: &[bool], x0: usize, y0: usize) -> Option<f64> {
    let index = |i: usize| (y0 + i / TILE) * small.w + x0 + i % TILE;
    let all = || (0..TILE * TILE).map(index);
    if all().any(|i| inside.get(i) != Some(&true)) {
        return None;
    }
    let mut lumas: Vec<u8> = all().filter_map(|i| small.luma.get(i).copied()).collect();
    lumas.sort_unstable();
    let ground = lumas.get(lumas.len() * 7 / 10).copied()?;
    let kept: Vec<(f64, f64, [f64; 2])> = (0..TILE * TILE)
        .filter_map(|i| {
            let at = index(i);
            let (l, p) = (*small.luma.get(at)?, *small.rgb.get(at)?);
            let [r, g, b] = p.map(f64::from);
            let place = |v: usize| v as f64 / TILE as f64 - 0.5;
            (l > ground.saturating_sub(PRINT)).then(|| (place(i % TILE), place(i / TILE), [r - g, b - g]))
        })
        .collect();
    if kept.len() * 2 < TILE * TILE {
        return None;
    }
    let n = kept.len() as f64;
    let mut worst = 0f64;
    for c in 0..2 {
        let mut m = [[0f64; 4]; 3];
        for (x, y, t) in &kept {
            let row = [1.0, *x, *y];
            for (i, line) in m.iter_mut().enumerate() {
                for (j, v) in row.iter().enumerate() {
                    line[j] += row[i] * v;
                }
                line[3] += row[i] * t[c];
            }
        }
        let plane = solve3(m)?.map(f64::from);
        let squares: f64 = kept
            .iter()
            .map(|(x, y, t)| (t[c] - plane[0] - plane[1] * x - plane[2] * y).powi(2))
            .sum();
        worst = worst.max((squares / n).sqrt());
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
