//! How sharp the print is: the rise of its strongest edges, in the worst of four directions.
//!
//! Along rows, columns and both diagonals the grey profile is cut into monotone runs. A run's width is its height over
//! its steepest step (for a Gaussian edge of standard deviation s that is 2.5 s, and the 10-90 % rise is 2.56 s: the two
//! agree within 3 %). Only the strongest runs of each direction count, so that guilloche, desk texture and noise, which are
//! weak, do not pass for print; and each direction finds its own strongest, because motion smears one direction and
//! leaves the edges across it sharp.

use crate::geometry::PixelBox;
use crate::pixels::Grey;

/// Edges of a page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sharpness {
    /// 10-90 % rise of the strongest edges in the worst direction, pixels, rounded to 0.01.
    pub edge_width: f64,
    /// The same in the best direction: far below `edge_width` where the camera moved.
    pub best_edge_width: f64,
    /// 1 where the edges are as steep as pixels allow (a rise of 2 pixels), falling with the width: `2 / width`.
    pub sharpness: f64,
}

/// Edges wider than this (10-90 % rise, pixels) are soft: print of 30 pixels is read well up to there.
pub const SOFT: f64 = 8.0;
/// Runs flatter than this many grey levels are noise or paper.
const LEAST_HEIGHT: i32 = 24;
/// Every so many-th line is walked at most: print has thousands of edges, a part of them tells the same.
const LINE_STEP: i32 = 4;
/// ... and so few lines of a large picture that each direction costs some so many pixels.
const WALKED: i32 = 150_000;
/// Widths are counted in eighths of a pixel up to this many pixels.
const WIDEST: usize = 40;

/// Side of an area that runs are walked in, pixels.
const LEAST_SIDE: i32 = 16;
/// Runs that must be seen before their typical width is told.
const LEAST_RUNS: u32 = 30;
/// Measures the print inside `area` (the whole picture without one). `None` where no edge is strong enough to tell.
pub fn measure(grey: &Grey, area: Option<PixelBox>) -> Option<Sharpness> {
    let whole = PixelBox::whole(grey.width(), grey.height());
    let a = area.unwrap_or(whole).clamp_to(grey.width(), grey.height());
    // The document's own rim is an edge of no print.
    let a = a.grow(-(a.w / 40), -(a.h / 40));
    if a.w.min(a.h) < LEAST_SIDE {
        return None;
    }
    let smooth = smoothed(grey, a);
    let line_step = (a.w / 100 * (a.h / 100) / (WALKED / 10_000)).max(LINE_STEP) as usize;
    let mut widths: Vec<f64> = Vec::new();
    for (dx, dy) in [(1i32, 0i32), (0, 1), (1, 1), (1, -1)] {
        let mut runs = Runs::default();
        walk(&smooth, (a.w, a.h), line_step, (dx, dy), &mut runs);
        if let Some(w) = runs.typical() {
            // A diagonal step is longer; the smoothing before adds its own variance (binomial 1-2-1: 0.5 per axis).
            let step = f64::from(dx * dx + dy * dy).sqrt();
            let rise = w * step;
            let sigma2 = (rise / 2.507).powi(2) - 0.5;
            widths.push(2.563 * sigma2.max(0.09).sqrt());
        }
    }
    // A direction in which nothing strong is left says nothing; one is too little to call a worst.
    let worst = widths
        .iter()
        .copied()
        .fold(None, |m: Option<f64>, w| Some(m.map_or(w, |m| m.max(w))))?;
    let best = widths.iter().copied().fold(worst, f64::min);
    Some(Sharpness {
        edge_width: round2(worst),
        best_edge_width: round2(best),
        sharpness: round2((2.0 / worst).clamp(0.0, 1.0)),
    })
}

fn round2(v: f64) -> f64 {
    (v * 100.0).round() / 100.0
}

/// The area smoothed by 1-2-1 along both axes, sixteen times its level: takes the noise's own little runs away. Sums wrap
/// without a check, which would keep the loops from going eight at a time: none passes 16 x 255.
fn smoothed(grey: &Grey, a: PixelBox) -> Vec<u16> {
    let weighed = |a: u16, b: u16, c: u16| a.wrapping_add(b.wrapping_mul(2)).wrapping_add(c);
    let (w, h) = (a.w as usize, a.h as usize);
    let stride = grey.width() as usize;
    let raw = grey.as_raw();
    let mut across = vec![0u16; w * h];
    let mut line = vec![0u16; w + 2];
    for (y, out) in across.chunks_exact_mut(w).enumerate() {
        let from = (a.y as usize + y) * stride + a.x as usize;
        let Some(row) = raw.get(from..from + w) else { continue };
        // The edge going on outside.
        for (v, p) in line.iter_mut().skip(1).zip(row) {
            *v = u16::from(*p);
        }
        (line[0], line[w + 1]) = (line[1], line[w]);
        for (((o, a), b), c) in out.iter_mut().zip(&line).zip(&line[1..]).zip(&line[2..]) {
            *o = weighed(*a, *b, *c);
        }
    }
    let mut out = vec![0u16; w * h];
    for y in 0..h {
        let (up, down) = (y.saturating_sub(1), (y + 1).min(h - 1));
        let row = |y: usize| across.get(y * w..(y + 1) * w).unwrap_or(&[]);
        if let Some(o) = out.get_mut(y * w..(y + 1) * w) {
            for (((o, a), b), c) in o.iter_mut().zip(row(up)).zip(row(y)).zip(row(down)) {
                *o = weighed(*a, *b, *c);
            }
        }
    }
    out
}

/// Runs by height, with sums of widths.
#[derive(Debug)]
struct Runs {
    /// Per grey level of height: count by width in eighths of a pixel.
    by_height: Vec<Vec<u32>>,
}

impl Default for Runs {
    fn default() -> Self {
        Self {
            by_height: vec![vec![0; WIDEST * 8]; 64],
        }
    }
}

impl Runs {
    fn add(&mut self, height: i32, steepest: i32) {
        if height < LEAST_HEIGHT * 16 || steepest <= 0 {
            return;
        }
        let width = (8 * height / steepest).clamp(0, WIDEST as i32 * 8 - 1);
        if let Some(n) = self
            .by_height
            .get_mut((height / 64).clamp(0, 63) as usize)
            .and_then(|r| r.get_mut(width as usize))
        {
            *n += 1;
        }
    }
    /// Median width of the runs at least 60 % as high as the strongest (the highest two-hundredth left out).
    fn typical(&self) -> Option<f64> {
        let counts: Vec<u32> = self.by_height.iter().map(|r| r.iter().sum()).collect();
        let all: u32 = counts.iter().sum();
        if all < LEAST_RUNS {
            return None;
        }
        let mut left = all / 100;
        let mut top = 0usize;
        for (h, n) in counts.iter().enumerate().rev() {
            if *n > left {
                top = h;
                break;
            }
            left -= n;
        }
        let from = top * 6 / 10;
        let mut widths = vec![0u32; WIDEST * 8];
        for row in self.by_height.iter().skip(from) {
            for (t, n) in widths.iter_mut().zip(row) {
                *t += n;
            }
        }
        let total: u32 = widths.iter().sum();
        let mut seen = 0;
        for (w, n) in widths.iter().enumerate() {
            seen += n;
            if seen * 2 >= total {
                return Some((w as f64 + 0.5) / 8.0);
            }
        }
        None
    }
}

fn walk(v: &[u16], (w, h): (i32, i32), line_step: usize, (dx, dy): (i32, i32), runs: &mut Runs) {
    let mut starts: Vec<(i32, i32)> = Vec::new();
    if dy == 0 {
        starts.extend((0..h).step_by(line_step).map(|y| (0, y)));
    } else if dx == 0 {
        starts.extend((0..w).step_by(line_step).map(|x| (x, 0)));
    } else {
        let edge = if dy > 0 { 0 } else { h - 1 };
        starts.extend((0..w).step_by(line_step).map(|x| (x, edge)));
        starts.extend((1..h - 1).step_by(line_step).map(|y| (0, y)));
    }
    let step = (dy * w + dx) as isize;
    for (x, y) in starts {
        // Steps until a side is met, and never one that cannot be.
        let to = |d: i32, ahead: i32, behind: i32| match d {
            0 => i32::MAX,
            1.. => ahead,
            _ => behind,
        };
        let steps = to(dx, w - 1 - x, x).min(to(dy, h - 1 - y, y));
        let mut at = (y * w + x) as usize;
        let level = |at: usize| v.get(at).copied().map_or(0, i32::from);
        let mut last = level(at);
        let (mut from, mut steepest, mut sign) = (last, 0i32, 0i32);
        for _ in 0..steps {
            at = at.wrapping_add_signed(step);
            let now = level(at);
            let d = now - last;
            // A step against the run by less than a level and a half is noise, no end.
            if d * sign < -24 {
                runs.add((last - from).abs(), steepest);
                from = last;
                steepest = d.abs();
                sign = d.signum();
            } else {
                if sign == 0 {
                    sign = d.signum();
                }
                steepest = steepest.max(d * sign);
            }
            last = now;
        }
        runs.add((last - from).abs(), steepest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Black squares of 6 pixels on white, then smeared by box filters of the given sizes.
    fn print(blur_x: i32, blur_y: i32) -> Grey {
        let ink = |x: i32, y: i32| {
            if (x / 6) % 3 == 0 && (y / 6) % 3 == 0 {
                20i32
            } else {
                235
            }
        };
        Grey::from_fn(240, 240, |x, y| {
            let (mut s, mut n) = (0, 0);
            for dy in 0..blur_y {
                for dx in 0..blur_x {
                    s += ink(x as i32 + dx, y as i32 + dy);
                    n += 1;
                }
            }
            image::Luma([(s / n) as u8])
        })
    }

    #[test]
    fn more_blur_is_wider_and_less_sharp() {
        let widths: Vec<Sharpness> = [1, 3, 6, 12]
            .iter()
            .filter_map(|b| measure(&print(*b, *b), None))
            .collect();
        assert!(widths.len() >= 3);
        for pair in widths.windows(2) {
            assert!(pair[0].edge_width < pair[1].edge_width, "{widths:?}");
            assert!(pair[0].sharpness >= pair[1].sharpness, "{widths:?}");
        }
    }

    #[test]
    fn motion_shows_in_its_direction_only() {
        let Some(s) = measure(&print(9, 1), None) else {
            panic!("edges are there")
        };
        assert!(s.edge_width > 2.0 * s.best_edge_width, "{s:?}");
    }

    #[test]
    fn an_empty_sheet_tells_nothing() {
        assert_eq!(measure(&Grey::from_pixel(200, 200, image::Luma([250])), None), None);
    }
}
