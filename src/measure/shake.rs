//! Whether the camera moved while the picture was taken: how far, and in which direction.
//!
//! Along the path of the movement the picture is a running mean of what it would have been. Three things follow, and all are
//! asked for. Edges across the path stay steep. Detail is lost along the path and kept across it: the structure tensor of the gradients (Förstner and Gülch 1987)
//! is long and thin. And every edge appears twice along the path, once where the mean takes it in and once, with the sign
//! turned, where it lets it go: the autocorrelation of the slope is least at the length of the path (Yitzhaky and Kopeika,
//! Graphical Models and Image Processing 59, 1997).

use super::sharpness::Sharpness;
use crate::geometry::PixelBox;
use crate::pixels::{self, Grey};

/// A movement during exposure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shake {
    /// Length of the path, pixels of the page.
    pub length: f64,
    /// Its direction, degrees clockwise from rightwards, 0 to 180 (a path has no sense).
    pub degrees: f64,
}

/// Edges across the path stay steep: their width over that of the widest is at most this. Movements of 19 to 30 pixels measure
/// 0.15 to 0.43, pictures out of focus 0.65 and more (also lines of small print, whose letters run into each other before the
/// lines do, so that the tensor is thin).
const STEEP_ACROSS: f64 = 0.55;
/// Gradients' energy along the path over that across it, at most: movements of 19 to 30 pixels measure 0.12 to 0.28, pictures
/// out of focus or sharp 0.68 to 0.87.
const THIN: f64 = 0.45;
/// The autocorrelation falls at least to this: movements measure -0.16 to -0.28.
const TURNED: f64 = -0.08;
/// The length is sought on a copy on which the edges are at least this wide, pixels.
const WORKING_EDGE: f64 = 10.0;
/// Lengths tried, pixels of that copy.
const LENGTHS: std::ops::RangeInclusive<usize> = 5..=60;
/// Directions tried beside that of the tensor, which print's own directions pull away: degrees, and their steps.
const BESIDE: i32 = 20;
const STEP: usize = 2;
/// Every so many-th line is walked.
const LINE_STEP: usize = 3;

/// The movement that made the `edges` inside `area` (the whole picture without one) as wide as they are. `None`: it held still,
/// or it cannot be told.
pub fn measure(grey: &Grey, area: Option<PixelBox>, edges: &Sharpness) -> Option<Shake> {
    if edges.best_edge_width > STEEP_ACROSS * edges.edge_width {
        return None;
    }
    let factor = ((edges.edge_width / WORKING_EDGE) as u32).max(1);
    let (w, h) = (grey.width() / factor, grey.height() / factor);
    let small = pixels::resized_grey(grey, w.max(1), h.max(1));
    let whole = PixelBox::whole(w, h);
    let f = factor as i32;
    let area = area.map_or(whole, |a| PixelBox {
        x: a.x / f,
        y: a.y / f,
        w: a.w / f,
        h: a.h / f,
    });
    let area = area.clamp_to(small.width(), small.height());
    // The document's own rim is an edge of no print.
    let area = area.grow(-(area.w / 20).max(1), -(area.h / 20).max(1));
    if area.w.min(area.h) <= *LENGTHS.end() as i32 {
        return None;
    }
    let middle = least_detail(&small, area)?;
    let mut best = (f64::MAX, 0.0, 0.0);
    for beside in (-BESIDE..=BESIDE).step_by(STEP) {
        let degrees = middle + f64::from(beside);
        let (depth, length) = doubled(&small, area, degrees);
        if depth < best.0 {
            best = (depth, length, degrees);
        }
    }
    let (depth, length, degrees) = best;
    (depth < TURNED).then(|| Shake {
        length: (length * f64::from(factor) * 10.0).round() / 10.0,
        degrees: degrees.rem_euclid(180.0).round(),
    })
}

fn level(grey: &Grey, x: i32, y: i32) -> f32 {
    grey.get_pixel_checked(x as u32, y as u32)
        .map_or(0.0, |p| f32::from(p.0[0]))
}

/// Direction in which the gradients have least energy, degrees; `None` where none has clearly less.
fn least_detail(grey: &Grey, area: PixelBox) -> Option<f64> {
    let (mut xx, mut xy, mut yy) = (0f64, 0f64, 0f64);
    for y in area.y + 1..area.y + area.h - 1 {
        for x in area.x + 1..area.x + area.w - 1 {
            let gx = f64::from(level(grey, x + 1, y) - level(grey, x - 1, y));
            let gy = f64::from(level(grey, x, y + 1) - level(grey, x, y - 1));
            xx += gx * gx;
            xy += gx * gy;
            yy += gy * gy;
        }
    }
    let (mean, apart) = (f64::midpoint(xx, yy), ((xx - yy) / 2.0).hypot(xy));
    let across = (0.5 * (2.0 * xy).atan2(xx - yy)).to_degrees();
    (mean - apart < THIN * (mean + apart)).then_some(across + 90.0)
}

/// Least autocorrelation of the slope along a direction, of its value at 0, and at which length.
fn doubled(grey: &Grey, area: PixelBox, degrees: f64) -> (f64, f64) {
    let mut sums = [0f64; *LENGTHS.end() + 1];
    let path = Path::of(degrees);
    let mut slopes: Vec<f32> = Vec::new();
    let (reach, depth) = if path.steep { (area.h, area.w) } else { (area.w, area.h) };
    let slide = (path.slope.abs() * reach as f32).ceil() as i32;
    for from in (-slide..depth + slide).step_by(LINE_STEP) {
        slopes.clear();
        let mut last = None;
        for along in 0..reach {
            let aside = from as f32 + path.slope * along as f32;
            let inside = aside >= 0.0 && aside < (depth - 1) as f32;
            let now = inside.then(|| path.between(grey, (area.x, area.y), along, aside));
            slopes.extend(last.zip(now).map(|(a, b)| b - a));
            last = now;
        }
        for (lag, sum) in sums.iter_mut().enumerate() {
            let pairs = slopes.iter().zip(slopes.get(lag..).unwrap_or(&[]));
            *sum += f64::from(pairs.map(|(a, b)| a * b).sum::<f32>());
        }
    }
    let of = |lag: usize| sums.get(lag).map_or(0.0, |s| s / sums[0].max(1.0));
    let lag = LENGTHS
        .min_by(|a, b| of(*a).total_cmp(&of(*b)))
        .unwrap_or(*LENGTHS.start());
    // Between the lengths tried, by the parabola through the three beside the least.
    let (a, b, c) = (of(lag - 1), of(lag), of(lag + 1));
    let bend = a - 2.0 * b + c;
    let between = if bend > 0.0 && lag < *LENGTHS.end() {
        (0.5 * (a - c) / bend).clamp(-0.5, 0.5)
    } else {
        0.0
    };
    (b, (lag as f64 + between) * path.stride)
}

/// Lines of one direction, walked pixel by pixel along the axis they are nearer to.
#[derive(Debug, Clone, Copy)]
pub struct Path {
    /// Whether that axis is the vertical one.
    pub steep: bool,
    /// Pixels to the other side a step.
    pub slope: f32,
    /// Length of a step, pixels.
    pub stride: f64,
}

impl Path {
    /// Lines of this direction, degrees clockwise from rightwards.
    pub fn of(degrees: f64) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let steep = sin.abs() > cos.abs();
        let (main, other) = if steep { (sin, cos) } else { (cos, sin) };
        Self {
            steep,
            slope: (other / main) as f32,
            stride: 1.0 / main.abs(),
        }
    }

    /// The picture's sides along and across its lines, pixels.
    pub fn sides(self, grey: &Grey) -> (usize, usize) {
        let (w, h) = (grey.width() as usize, grey.height() as usize);
        if self.steep { (h, w) } else { (w, h) }
    }

    /// The grey level at a place `along` and `aside` from a corner, between two pixels; black beyond the picture.
    pub fn between(self, grey: &Grey, corner: (i32, i32), along: i32, aside: f32) -> f32 {
        let (low, part) = (aside.floor(), aside - aside.floor());
        let at = |aside: i32| {
            let (dx, dy) = if self.steep { (aside, along) } else { (along, aside) };
            level(grey, corner.0 + dx, corner.1 + dy)
        };
        let low = low as i32;
        at(low) * (1.0 - part) + at(low + 1) * part
    }
}

/// Pictures that moved, for the tests of this floor and of those above.
#[cfg(test)]
pub mod fixture {
    use super::Grey;

    /// Print-like strokes of 6 pixels on paper, smeared along a path; a level of noise.
    pub fn shaken(w: u32, h: u32, length: f64, degrees: f64) -> Grey {
        let mark = |x: i32, y: i32| {
            let (cx, cy) = (x.div_euclid(18), y.div_euclid(40));
            let spin = (cx.wrapping_mul(73_856_093) ^ cy.wrapping_mul(19_349_663)) as u32 >> 7;
            let (x, y) = (x.rem_euclid(18), y.rem_euclid(40));
            let stroke = match spin % 4 {
                0 => (3..9).contains(&x),
                1 => (x + y / 2).rem_euclid(18) < 6,
                2 => (x - y / 2).rem_euclid(18) < 6,
                _ => y < 7 || (16..22).contains(&y),
            };
            if y < 26 && stroke { 40.0 } else { 225.0 }
        };
        let (sin, cos) = degrees.to_radians().sin_cos();
        let steps = (length * 2.0) as i32;
        let mut seed = 1u32;
        Grey::from_fn(w, h, |x, y| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let at = |k: i32| (f64::from(k) / f64::from(steps) - 0.5) * length;
            let seen = |k: i32| mark((f64::from(x) + at(k) * cos) as i32, (f64::from(y) + at(k) * sin) as i32);
            let mean = (0..=steps).map(seen).sum::<f64>() / f64::from(steps + 1);
            image::Luma([(mean + f64::from(seed >> 31)) as u8])
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::sharpness;

    fn of(grey: &Grey) -> Option<Shake> {
        measure(grey, None, &sharpness::measure(grey, None)?)
    }

    #[test]
    fn length_and_direction_of_known_movements_are_found() {
        for (length, degrees) in [(14.0, 0.0), (18.0, 35.0), (22.0, 90.0), (26.0, 120.0), (30.0, 170.0)] {
            let found = of(&fixture::shaken(640, 420, length, degrees)).expect("it moved");
            let off = (found.degrees - degrees + 90.0).rem_euclid(180.0) - 90.0;
            assert!(
                off.abs() <= 4.0 && (found.length - length).abs() < 2.0,
                "{length} {degrees}: {found:?}"
            );
        }
    }

    #[test]
    fn a_picture_out_of_focus_did_not_move() {
        for blur in [3.0, 5.0, 8.0] {
            let soft = image::imageops::blur(&fixture::shaken(640, 420, 1.0, 0.0), blur);
            assert_eq!(of(&soft), None);
        }
    }

    #[test]
    fn an_empty_or_tiny_picture_tells_nothing() {
        let moved = Sharpness {
            edge_width: 20.0,
            best_edge_width: 4.0,
            sharpness: 0.1,
        };
        for (w, h) in [(400, 300), (3, 2)] {
            let grey = Grey::from_pixel(w, h, image::Luma([200]));
            assert_eq!(measure(&grey, None, &moved), None);
        }
    }
}
