//! Patches without grain in a picture that has grain: what a picture editor fills is flat, what a camera sees is not.

use super::Spot;
use crate::geometry::PixelBox;
use crate::pixels::Grey;

/// Side of a cell in pixels.
const CELL: usize = 4;
/// Share of cells without grain from which the whole picture is smooth (born digital, a clean scan, heavy compression) and
/// flatness says nothing.
const SMOOTH_PICTURE: f64 = 0.06;

/// Noise (grey levels, [`super::noise`]) a picture must have before missing grain says anything. JPEG takes the grain out of
/// phone photographs: those drawn by the kit keep 0.1 to 0.45 and then have patches without grain by themselves.
const LEAST_NOISE: f64 = 0.6;

/// Patches, the largest first. None in a picture whose compression took the grain everywhere. Strength: share of the patch's cells without grain.
pub fn find(grey: &Grey, area: Option<PixelBox>) -> Vec<Spot> {
    let whole = PixelBox {
        x: 0,
        y: 0,
        w: grey.width() as i32,
        h: grey.height() as i32,
    };
    let a = area.unwrap_or(whole).clamp_to(grey.width(), grey.height());
    let (w, h) = (a.w as usize / CELL, a.h as usize / CELL);
    if w < 16 || h < 16 || super::noise::measure(grey) < LEAST_NOISE {
        return Vec::new();
    }
    let stride = grey.width() as usize;
    let raw = grey.as_raw();
    let mut flat = vec![false; w * h];
    let (mut count, mut judged) = (0usize, 0usize);
    for y in 0..h {
        for x in 0..w {
            let (mut lo, mut hi) = (255u8, 0u8);
            for j in 0..CELL {
                let from = (a.y as usize + y * CELL + j) * stride + a.x as usize + x * CELL;
                for v in raw.get(from..from + CELL).unwrap_or(&[]) {
                    lo = lo.min(*v);
                    hi = hi.max(*v);
                }
            }
            // Near black and white the sensor clips its own grain; edges are print.
            if lo < 60 || hi > 250 || hi - lo > 24 {
                continue;
            }
            judged += 1;
            if hi - lo <= 1 {
                count += 1;
                if let Some(f) = flat.get_mut(y * w + x) {
                    *f = true;
                }
            }
        }
    }
    if judged == 0 || count as f64 > SMOOTH_PICTURE * judged as f64 {
        return Vec::new();
    }
    let base = count as f64 / judged as f64;
    // Flat cells of one patch lie within two cells of each other: print stands between them.
    let mut out = Vec::new();
    let mut left = flat.clone();
    let mut stack = Vec::new();
    for start in 0..left.len() {
        if !left.get(start).copied().unwrap_or(false) {
            continue;
        }
        let (mut x0, mut y0, mut x1, mut y1, mut n) = (usize::MAX, usize::MAX, 0, 0, 0usize);
        stack.push(start);
        if let Some(l) = left.get_mut(start) {
            *l = false;
        }
        while let Some(i) = stack.pop() {
            let (x, y) = (i % w, i / w);
            (x0, y0, x1, y1, n) = (x0.min(x), y0.min(y), x1.max(x), y1.max(y), n + 1);
            for ny in y.saturating_sub(2)..=(y + 2).min(h - 1) {
                for nx in x.saturating_sub(2)..=(x + 2).min(w - 1) {
                    if let Some(l) = left.get_mut(ny * w + nx)
                        && *l
                    {
                        *l = false;
                        stack.push(ny * w + nx);
                    }
                }
            }
        }
        let (bw, bh) = (x1 - x0 + 1, y1 - y0 + 1);
        let density = n as f64 / (bw * bh) as f64;
        // Two dozen cells without grain, six times as dense as elsewhere, are no accident of the grain.
        if n >= 24 && bw >= 4 && bh >= 3 && density > (6.0 * base).max(0.15) {
            out.push(Spot {
                area: PixelBox {
                    x: a.x + (x0 * CELL) as i32,
                    y: a.y + (y0 * CELL) as i32,
                    w: (bw * CELL) as i32,
                    h: (bh * CELL) as i32,
                },
                strength: (density * 100.0).round() / 100.0,
            });
        }
    }
    out.sort_by_key(|s| (-s.area.area(), s.area));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grain(patch: bool) -> Grey {
        let mut seed = 5u32;
        Grey::from_fn(600, 400, move |x, y| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let inside = patch && (100..300).contains(&x) && (120..160).contains(&y);
            image::Luma([if inside { 190 } else { 186 + ((seed >> 16) % 9) as u8 }])
        })
    }

    #[test]
    fn a_flat_patch_in_grain_is_found_and_grain_or_flatness_alone_is_not() {
        let found = find(&grain(true), None);
        assert_eq!(found.len(), 1);
        assert!(
            found[0].area.iou(PixelBox {
                x: 100,
                y: 120,
                w: 200,
                h: 40
            }) > 0.8
        );
        assert!(find(&grain(false), None).is_empty());
        assert!(find(&Grey::from_pixel(400, 300, image::Luma([200])), None).is_empty());
    }
}
