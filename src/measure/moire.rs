//! Screen photographs: the display's pixel grid in the spectrum.
//!
//! A display photographed leaves sharp, isolated peaks of high frequency that stand in every part of the picture. Print
//! has a broad spectrum, guilloche turns its direction from place to place, JPEG blocks put their energy at multiples
//! of 1/8 on the axes: none of them stands out of its surroundings in most tiles at the same frequency. Tiles lie in
//! the middle of the document, so that woven desks stay out.

use super::spectrum::{HALF, SIDE as N, Table, powers};
use crate::geometry::PixelBox;
use crate::pixels::Grey;

/// Tiles along each axis.
const TILES: i32 = 4;
/// Cycles per pixel under which print has most of its energy and grids are not looked for (a pitch of 7 pixels).
const LEAST_FREQUENCY: f64 = 0.14;

/// Decibels taken off a peak near the axes, where print has its own.
const NEAR_AXIS: f32 = 5.0;

/// Strength of the grid, 0 to 1: height of the strongest lasting peak over its surroundings, 10 dB and less being 0 and
/// 40 dB being 1; rounded to 0.01.
pub fn measure(grey: &Grey, area: Option<PixelBox>) -> f64 {
    let whole = PixelBox::whole(grey.width(), grey.height());
    let a = area.unwrap_or(whole).clamp_to(grey.width(), grey.height());
    let a = a.grow(-(a.w / 5), -(a.h / 5));
    let n = N as i32;
    if a.w < n || a.h < n {
        return 0.0;
    }
    let table = Table::default();
    let mut spectra: Vec<Vec<f32>> = Vec::new();
    let starts = |from: i32, len: i32| -> Vec<i32> {
        let count = (len / n).clamp(1, TILES);
        (0..count).map(|i| from + (len - n) * i / (count - 1).max(1)).collect()
    };
    let mut tiles = Vec::new();
    for y in starts(a.y, a.h) {
        for x in starts(a.x, a.w) {
            tiles.push((x, y));
        }
    }
    // Two real tiles go through one complex transform: real and imaginary parts are told apart by symmetry.
    for pair in tiles.chunks(2) {
        let mut re = tile(grey, pair.first().copied().unwrap_or((a.x, a.y)), &table);
        let mut im = match pair.get(1) {
            Some(at) => tile(grey, *at, &table),
            None => vec![0.0; N * N],
        };
        table.transform2(&mut re, &mut im);
        let (one, two) = powers(&re, &im);
        spectra.push(one);
        if pair.len() == 2 {
            spectra.push(two);
        }
    }
    let level = lasting(&spectra);
    let peak = highest_peak(&level);
    ((peak - 10.0) / 30.0 * 100.0).round().clamp(0.0, 100.0).abs() / 100.0
}

fn tile(grey: &Grey, (x0, y0): (i32, i32), table: &Table) -> Vec<f32> {
    let stride = grey.width() as usize;
    let raw = grey.as_raw();
    let mut out = Vec::with_capacity(N * N);
    for (y, wy) in table.window.iter().enumerate() {
        let from = (y0 as usize + y) * stride + x0 as usize;
        for (x, wx) in table.window.iter().enumerate() {
            out.push((raw.get(from + x).copied().unwrap_or(0) as f32 - 128.0) * wx * wy);
        }
    }
    out
}

/// Per frequency the level (decibels over 1) that three of four tiles reach.
fn lasting(spectra: &[Vec<f32>]) -> Vec<f32> {
    // The quarter of least powers of all frequencies side by side, in order: each tile's moves up to its place.
    let quarter = spectra.len() / 4;
    let mut least = vec![vec![f32::MAX; HALF]; quarter + 1];
    let mut moving = vec![0f32; HALF];
    for spectrum in spectra {
        moving.copy_from_slice(spectrum);
        for kept in &mut least {
            for (kept, v) in kept.iter_mut().zip(&mut moving) {
                (*kept, *v) = (kept.min(*v), kept.max(*v));
            }
        }
    }
    let power = least.pop().unwrap_or_default();
    power.iter().map(|p| 10.0 * (p + 1.0).log10()).collect()
}

/// Surroundings of a frequency begin so many bins from it: the window spreads a peak over two.
const BEYOND: i32 = 3;
/// Decibels of the highest peak over the median of its surroundings (3 to 7 bins away).
fn highest_peak(level: &[f32]) -> f64 {
    let n = N as i32;
    let at = |u: i32, v: i32| level.get((v * n + u.rem_euclid(n)) as usize).copied().unwrap_or(0.0);
    let kept = 0..=n / 2;
    let mut best = 0f32;
    let mut ring = Vec::with_capacity(180);
    for v in 0..n / 2 - 1 {
        for u in -n / 2..n / 2 {
            let p = at(u, v);
            if p < 25.0 {
                continue;
            }
            let f = f64::from(u * u + v * v).sqrt() / f64::from(n);
            // JPEG blocks of eight pixels put their energy at multiples of N / 8 on the axes.
            let on_axis = u.abs() < 2 || v < 2;
            let block = [u.abs(), v]
                .iter()
                .all(|c| c % (n / 8) <= 1 || c % (n / 8) == n / 8 - 1);
            if f < LEAST_FREQUENCY || (on_axis && block) {
                continue;
            }
            // Ruled tables and lines of print, which may run ten degrees off the axis, raise the whole line of frequencies
            // from the middle outwards; a display held straight stands out of that line too.
            let near_axis = u.abs().min(v) < 4.max(u.abs().max(v) * 17 / 100);
            if (-1..=1).any(|dv| (-1..=1).any(|du| v + dv >= 0 && at(u + du, v + dv) > p)) {
                continue;
            }
            ring.clear();
            for dv in -7i32..=7 {
                for du in -7i32..=7 {
                    if du.abs().max(dv.abs()) >= BEYOND && kept.contains(&(v + dv)) {
                        ring.push(at(u + du, v + dv));
                    }
                }
            }
            let middle = ring.len() / 2;
            let around = *ring.select_nth_unstable_by(middle, f32::total_cmp).1;
            let over = if near_axis {
                p - around.max(along(&at, u, v)) - NEAR_AXIS
            } else {
                p - around
            };
            best = best.max(over);
        }
    }
    f64::from(best)
}

/// Bins from the middle of the spectrum within which the page as a whole lies, not its texture.
const INNERMOST: i32 = 4;
/// Middle level of the frequencies on the line from the middle of the spectrum through (u, v), 3 to 20 bins to both sides.
fn along(at: &impl Fn(i32, i32) -> f32, u: i32, v: i32) -> f32 {
    let n = N as i32;
    let (kept, seen) = (0..=n / 2, INNERMOST..n / 2);
    let mut line = Vec::with_capacity(36);
    for d in (-20..=-3).chain(3..=20) {
        let steep = u.abs() <= v;
        let (main, other) = if steep { (v, u) } else { (u.abs(), v) };
        let m = main + d;
        if !seen.contains(&m) {
            continue;
        }
        let main = main.max(1);
        let o = other.signum() * ((2 * other.abs() * m + main) / (2 * main));
        let levels = (-1..=1).filter_map(|k| {
            let (u, v) = if steep { (o + k, m) } else { (m * u.signum(), o + k) };
            kept.contains(&v).then(|| at(u, v))
        });
        line.push(levels.fold(f32::MIN, f32::max));
    }
    line.sort_by(f32::total_cmp);
    line.get(line.len() / 2).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paper(grid: f64) -> Grey {
        let mut seed = 7u32;
        Grey::from_fn(640, 640, |x, y| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let noise = f64::from(seed >> 24) / 32.0 - 4.0;
            let print = if (x / 5 + y / 7) % 6 == 0 { -120.0 } else { 0.0 };
            let wave = grid * (f64::from(x) * 2.3 + f64::from(y) * 0.4).sin();
            image::Luma([(220.0 + noise + print + wave).clamp(0.0, 255.0) as u8])
        })
    }

    #[test]
    fn a_grid_stands_out_and_the_stronger_the_more() {
        let noise_only = measure(
            &Grey::from_fn(640, 640, |x, y| {
                image::Luma([200 + ((x * 7 + y * 13 + x * y) % 5) as u8])
            }),
            None,
        );
        let (weak, strong) = (measure(&paper(4.0), None), measure(&paper(12.0), None));
        assert!(strong >= weak, "{weak} {strong}");
        assert!(strong > 0.3, "{noise_only} {strong}");
    }

    #[test]
    fn ruled_lines_are_no_grid_and_a_display_held_straight_is_one() {
        let page = |grid: f64| {
            let mut seed = 7u32;
            Grey::from_fn(700, 700, |x, y| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let noise = f64::from(seed >> 24) / 64.0 - 2.0;
                // Rules and rows of letters, no two rows alike.
                let letter = ((x / 3).wrapping_mul(73_856_093) ^ (y / 36).wrapping_mul(19_349_663)) >> 4;
                let ruled = y % 36 < 2 || ((11..26).contains(&(y % 36)) && letter % 3 == 0);
                let ruled = if ruled { -150.0 } else { 0.0 };
                let wave = grid * (f64::from(x) * std::f64::consts::TAU / 2.9).sin();
                image::Luma([(225.0 + noise + ruled + wave).clamp(0.0, 255.0) as u8])
            })
        };
        let (plain, shown) = (measure(&page(0.0), None), measure(&page(40.0), None));
        assert!(plain < 0.3 && shown > 0.4, "{plain} {shown}");
    }

    #[test]
    fn blank_paper_has_none() {
        assert_eq!(measure(&Grey::from_pixel(640, 640, image::Luma([250])), None), 0.0);
    }
}
