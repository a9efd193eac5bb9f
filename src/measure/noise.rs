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

/// Standard deviation of the noise in the flatter cells, grey levels, rounded to 0.01. A cell's noise is told from its
/// second differences along both axes (Immerkær's mask, which slopes and straight edges do not excite:
/// Fast noise variance estimation, 1996); the lower quartile of cells is paper, not print.
pub fn measure(grey: &Grey) -> f64 {
    of(grey).deviation
}

/// Noise and smoothness in one walk.
pub fn of(grey: &Grey) -> Noise {
    let (w, h) = (grey.width() as usize, grey.height() as usize);
    let raw = grey.as_raw();
    let mut levels: Vec<u32> = Vec::new();
    for y in (1..h.saturating_sub(CELL + 1)).step_by(CELL * 2) {
        for x in (1..w.saturating_sub(CELL + 1)).step_by(CELL * 2) {
            let mut sum = 0u32;
            let mut clipped = false;
            for j in y..y + CELL {
                for i in x..x + CELL {
                    let at = |i: usize, j: usize| raw.get(j * w + i).copied().unwrap_or(0) as i32;
                    let c = at(i, j);
                    clipped |= !(3..=252).contains(&c);
                    let d = at(i - 1, j - 1) + at(i + 1, j - 1) + at(i - 1, j + 1) + at(i + 1, j + 1) + 4 * c
                        - 2 * (at(i, j - 1) + at(i, j + 1) + at(i - 1, j) + at(i + 1, j));
                    sum += d.unsigned_abs();
                }
            }
            if !clipped {
                levels.push(sum);
            }
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
        assert!(measure(&grain(0)) < 0.4);
        assert!(measure(&grain(6)) > measure(&grain(3)));
        assert!(measure(&grain(3)) > measure(&grain(0)));
    }
}
