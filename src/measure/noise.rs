//! Noise of flat areas: the grain of a camera or scanner.

use crate::pixels::Grey;

/// Side of a cell in pixels.
const CELL: usize = 8;

/// Grain of a picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Noise {
    /// Standard deviation of the noise in the flatter cells, grey levels, rounded to 0.01.
    pub deviation: f64,
    /// Share of cells of middle tones without any grain (mean second difference under a fifth of a level), 0 to 1.
    pub smooth: f64,
}

/// Noise of the flatter cells. A cell's is told from its second differences along both axes (Immerkær's mask, which slopes
/// and straight edges do not excite: Fast noise variance estimation, 1996); the lower quartile of cells is paper, not print.
pub fn of(grey: &Grey) -> Noise {
    let (w, h) = (grey.width() as usize, grey.height() as usize);
    let raw = grey.as_raw();
    let mut levels: Vec<u32> = Vec::new();
    for y in (1..h.saturating_sub(CELL + 1)).step_by(CELL * 2) {
        for x in (1..w.saturating_sub(CELL + 1)).step_by(CELL * 2) {
            // With one pixel of the neighbours to each side.
            let row = |j: usize| raw.get((y - 1 + j) * w + x - 1..).and_then(|r| r.first_chunk());
            levels.extend(second_differences(std::array::from_fn(row)));
        }
    }
    levels.sort_unstable();
    let quarter = levels.get(levels.len() / 4).copied().unwrap_or(0);
    // Mean |mask| of Gaussian noise of deviation s is 6 s sqrt(2/pi).
    let s = f64::from(quarter) / (CELL * CELL) as f64 * (std::f64::consts::FRAC_PI_2).sqrt() / 6.0;
    let smooth = levels.partition_point(|&l| l * 5 <= (CELL * CELL) as u32) as f64 / levels.len().max(1) as f64;
    Noise {
        deviation: (s * 100.0).round() / 100.0,
        smooth: (smooth * 1000.0).round() / 1000.0,
    }
}

/// Levels beyond which the sensor clipped, and its grain with it.
const CLIPPED: (u8, u8) = (3, 252);
/// Sum of the mask's absolute answers over a cell, given with its rim; `None` where the sensor clipped.
fn second_differences(rows: [Option<&[u8; CELL + 2]>; CELL + 2]) -> Option<u32> {
    // Along the row 1, -2, 1; then the same from row to row: at most 8 x 255 to either side.
    let mut across = [[0i16; CELL]; CELL + 2];
    let own = 1..=CELL;
    let (mut lowest, mut highest) = (255u8, 0u8);
    for (j, (out, row)) in across.iter_mut().zip(rows).enumerate() {
        let row = row?;
        for (i, out) in out.iter_mut().enumerate() {
            *out = i16::from(row[i]) - 2 * i16::from(row[i + 1]) + i16::from(row[i + 2]);
        }
        if own.contains(&j) {
            lowest = row[1..=CELL].iter().fold(lowest, |a, v| a.min(*v));
            highest = row[1..=CELL].iter().fold(highest, |a, v| a.max(*v));
        }
    }
    if lowest < CLIPPED.0 || highest > CLIPPED.1 {
        return None;
    }
    let mut sums = [0i16; CELL];
    for ((a, b), c) in across.iter().zip(&across[1..]).zip(&across[2..]) {
        for (i, sum) in sums.iter_mut().enumerate() {
            *sum += (a[i] - 2 * b[i] + c[i]).abs();
        }
    }
    Some(sums.iter().map(|s| u32::from(s.unsigned_abs())).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_grain_measures_more_and_a_slope_measures_none() {
        let grain = |amount: u32| {
            let mut seed = 3u32;
            Grey::from_fn(256, 256, move |x, _| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                image::Luma([(100 + x / 8 + (seed >> 16) % (amount + 1)) as u8])
            })
        };
        let measure = |grey: &Grey| of(grey).deviation;
        assert!(measure(&grain(0)) < 0.4);
        assert!(measure(&grain(6)) > measure(&grain(3)));
        assert!(measure(&grain(3)) > measure(&grain(0)));
    }
}
