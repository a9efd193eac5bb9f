//! Turn of the print against the picture's edge, by projection profiles: dark points summed along lines of a direction
//! pile up most when the direction is that of the text lines.

use super::downscaled::Small;
use crate::geometry::Quad;

/// Directions tried, degrees to each side.
const REACH: f64 = 20.0;
/// Points that the first look at all directions takes.
const COARSE: usize = 6_000;

/// Points of print that a direction is told by, and sides of a neighbourhood that a picture must be wide.
const LEAST_POINTS: usize = 150;
const AROUND: usize = 3;
/// Turn of the print in degrees clockwise; `None` where there is too little print or no direction stands out.
pub fn measure(small: &Small, quad: Option<&Quad>) -> Option<f64> {
    let points = dark_points(small, quad);
    if points.len() < LEAST_POINTS {
        return None;
    }
    let centre = (small.w as f32 / 2.0, small.h as f32 / 2.0);
    // Half a degree apart, some thousand points tell the peak.
    let some = scattered(&points, COARSE);
    let coarse: Vec<f32> = points_in_turn(&some, centre, 0.5);
    let mean = coarse.iter().sum::<f32>() / coarse.len() as f32;
    let (best, peak) = coarse
        .iter()
        .enumerate()
        .fold((0, f32::MIN), |b, (i, &v)| if v > b.1 { (i, v) } else { b });
    // The best of all at the end of the reach is no peak: the print is turned farther, or has no direction.
    if peak < 1.15 * mean || best == 0 || best + 1 == coarse.len() {
        return None;
    }
    let centre_angle = best as f64 * 0.5 - REACH;
    let mut fine = (f32::MIN, 0.0);
    for step in -8..=8 {
        let angle = centre_angle + f64::from(step) * 0.1;
        let v = pile(&points, centre, angle);
        if v > fine.0 {
            fine = (v, angle);
        }
    }
    Some(fine.1)
}

/// About `most` of the points, scattered: every so many-th of them would beat with the lines of print.
fn scattered(points: &[(f32, f32)], most: usize) -> Vec<(f32, f32)> {
    let share = most as u64 * 256 / points.len().max(1) as u64;
    // Steele, Lea and Flood 2014 (SplitMix): a bit pattern without order for each number.
    let mixed = |i: u64| {
        let x = i.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB) >> 56
    };
    let kept = points.iter().zip(0u64..).filter(|(_, i)| mixed(*i) < share);
    kept.map(|(p, _)| *p).collect()
}

fn points_in_turn(points: &[(f32, f32)], centre: (f32, f32), step: f64) -> Vec<f32> {
    let steps = (2.0 * REACH / step) as i32;
    (0..=steps)
        .map(|i| pile(points, centre, f64::from(i) * step - REACH))
        .collect()
}

/// Sum of squared differences of neighbouring rows of the projection: sharp line edges count, broad shades do not.
fn pile(points: &[(f32, f32)], centre: (f32, f32), degrees: f64) -> f32 {
    let (sin, cos) = (degrees.to_radians().sin() as f32, degrees.to_radians().cos() as f32);
    let half = (centre.0 + centre.1).ceil();
    let mut rows = vec![0i32; 2 * half as usize + 2];
    // The places of a few points first, all in one go, then the counting.
    let mut places = [0i32; 64];
    for points in points.chunks(places.len()) {
        for (place, (x, y)) in places.iter_mut().zip(points) {
            *place = ((y - centre.1) * cos - (x - centre.0) * sin + half) as i32;
        }
        for place in places.iter().take(points.len()) {
            if let Some(r) = rows.get_mut(*place as usize) {
                *r += 1;
            }
        }
    }
    rows.windows(2)
        .map(|p| match p {
            [a, b] => ((a - b) * (a - b)) as f32,
            _ => 0.0,
        })
        .sum()
}

/// Blocks clearly darker than their surroundings, at most some 12 000 evenly taken.
fn dark_points(small: &Small, quad: Option<&Quad>) -> Vec<(f32, f32)> {
    let (w, h) = (small.w, small.h);
    let r = 8usize;
    if w.min(h) < AROUND * r {
        return Vec::new();
    }
    let inside = small.inside(quad, 0.06);
    let table = sums(small);
    // For each luma the least whole mean of the surroundings that makes it dark: by 18 levels and a sixteenth of the mean.
    let brighter: [u32; 256] =
        std::array::from_fn(|v| (0..=512).find(|mean| v as u32 + 18 + mean / 16 < *mean).unwrap_or(512));
    let line = |y: usize| &table[y * (w + 1)..(y + 1) * (w + 1)];
    let mut points = Vec::new();
    // Sums of the rows within reach, up to each column; the ends going on, so that every window has the same width.
    let mut rows = vec![0u32; w + 2 * r + 1];
    let widths: Vec<u32> = (0..w)
        .map(|x| ((x + r + 1).min(w) - x.saturating_sub(r)) as u32)
        .collect();
    for y in 0..h {
        let (y0, y1) = (y.saturating_sub(r), (y + r + 1).min(h));
        for ((sum, top), bottom) in rows[r..].iter_mut().zip(line(y0)).zip(line(y1)) {
            *sum = bottom.wrapping_sub(*top);
        }
        let last = rows[r + w];
        rows[r + w..].fill(last);
        let blocks = small.luma[y * w..].iter().zip(&inside[y * w..]);
        let windows = rows.iter().zip(&rows[2 * r + 1..]).zip(&widths);
        for ((x, (v, inside)), ((from, to), width)) in (0u32..).zip(blocks).zip(windows) {
            let n = width.wrapping_mul((y1 - y0) as u32);
            let dark = to.wrapping_sub(*from) >= brighter[usize::from(*v)].wrapping_mul(n);
            if dark && *inside {
                points.push((x as f32 + 0.5, y as f32 + 0.5));
            }
        }
    }
    let stride = (points.len() / 12_000).max(1);
    points.into_iter().step_by(stride).collect()
}

/// Sums of luma over all boxes from the corner; wrapping is not possible below 16 million blocks.
fn sums(small: &Small) -> Vec<u32> {
    let (w, h) = (small.w, small.h);
    let mut table = vec![0u32; (w + 1) * (h + 1)];
    for y in 0..h {
        let mut run = 0;
        for x in 0..w {
            run += u32::from(small.luma.get(y * w + x).copied().unwrap_or(0));
            table[(y + 1) * (w + 1) + x + 1] = table[y * (w + 1) + x + 1] + run;
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pixels::Rgb;

    #[test]
    fn lines_of_blocks_turned_by_a_known_angle() {
        for degrees in [-12.0f32, -3.0, 0.0, 1.5, 8.0] {
            let (s, c) = degrees.to_radians().sin_cos();
            let page = Rgb::from_fn(700, 500, |x, y| {
                let (dx, dy) = (x as f32 - 350.0, y as f32 - 250.0);
                let (u, v) = (dx * c + dy * s, dy * c - dx * s);
                let line = v.rem_euclid(24.0) < 9.0 && u.abs() < 260.0 && v.abs() < 200.0;
                let glyph = (u / 5.0).floor().rem_euclid(3.0) < 2.0;
                image::Rgb([if line && glyph { 30 } else { 240 }; 3])
            });
            let found = measure(&Small::of(&page), None).expect("print is there");
            assert!((found - f64::from(degrees)).abs() < 0.4, "{degrees}: {found}");
        }
    }

    #[test]
    fn an_empty_page_has_no_direction() {
        let page = Rgb::from_pixel(500, 700, image::Rgb([250; 3]));
        assert_eq!(measure(&Small::of(&page), None), None);
    }
}
