//! Words of a seal's ring: the band between star and ring is unrolled into a straight strip of black on white, and a
//! reader given by the caller reads it.

use super::seals::{paper_tint, redness};
use crate::geometry::PixelBox;
use crate::pixels::Rgb;

/// Height of a strip: what line recognisers are trained on.
const STRIP: u32 = 48;
/// Bands of the radius that hold the words, by how far in the letters begin: wide for small letters near the ring, and
/// deeper for large ones.
const BANDS: [(f32, f32); 2] = [(0.60, 0.93), (0.50, 0.93)];
/// A band read so surely, in so many characters, holds the words of the ring: no other is read.
const SURE: f32 = 0.95;
const LEAST_NAME: usize = 6;

/// The strip of one band: the turn from the lower left, clockwise over the top, to the lower right.
/// `from` and `to` are radii as shares of the ring's. `None` where the box is too small to hold words.
pub fn strip(page: &Rgb, seal: PixelBox, band: (f32, f32)) -> Option<Rgb> {
    if seal.w < 40 || seal.h < 40 || seal.w > 4000 || seal.h > 4000 {
        return None;
    }
    let paper = paper_tint(page);
    let (cx, cy) = seal.centre();
    let (rx, ry) = (seal.w as f32 / 2.0, seal.h as f32 / 2.0);
    let depth = rx.min(ry) * (band.1 - band.0);
    // 340 degrees: the words take up to 290, a seal is turned by up to a sixth; the number below is beyond it.
    let arc = 340f32.to_radians();
    let middle = rx.min(ry) * f32::midpoint(band.0, band.1);
    let width = ((arc * middle / depth) * STRIP as f32).round() as u32;
    let mut out = Rgb::from_pixel(width.clamp(STRIP, 3000) + 16, STRIP, image::Rgb([255; 3]));
    let columns = out.width() - 16;
    let mut levels: Vec<i32> = Vec::with_capacity((columns * STRIP) as usize);
    for v in 0..STRIP {
        let t = band.1 - (band.1 - band.0) * (v as f32 + 0.5) / STRIP as f32;
        for u in 0..columns {
            let a = -std::f32::consts::FRAC_PI_2 - arc / 2.0 + arc * (u as f32 + 0.5) / columns as f32;
            let (s, c) = a.sin_cos();
            levels.push(sample(page, cx + c * rx * t, cy + s * ry * t, paper));
        }
    }
    let mut sorted = levels.clone();
    sorted.sort_unstable();
    let full = sorted.get(sorted.len() * 95 / 100).copied().unwrap_or(0).max(24);
    for (i, l) in levels.iter().enumerate() {
        let grey = 255 - (l * 255 / full).clamp(0, 255) as u8;
        out.put_pixel(i as u32 % columns + 8, i as u32 / columns, image::Rgb([grey; 3]));
    }
    Some(out)
}

/// Red ink at a point between pixels.
fn sample(page: &Rgb, x: f32, y: f32, paper: [i32; 2]) -> i32 {
    let (x0, y0) = ((x - 0.5).floor(), (y - 0.5).floor());
    let (fx, fy) = (x - 0.5 - x0, y - 0.5 - y0);
    let at = |dx: f32, dy: f32| {
        let (px, py) = (x0 + dx, y0 + dy);
        if px < 0.0 || py < 0.0 || px >= page.width() as f32 || py >= page.height() as f32 {
            return 0.0;
        }
        redness(page.get_pixel(px as u32, py as u32).0, paper) as f32
    };
    let top = at(0.0, 0.0) * (1.0 - fx) + at(1.0, 0.0) * fx;
    let low = at(0.0, 1.0) * (1.0 - fx) + at(1.0, 1.0) * fx;
    (top * (1.0 - fy) + low * fy) as i32
}

/// Reads a seal's ring: the likeliest of the readings of its bands, with its confidence.
pub fn read(page: &Rgb, seal: PixelBox, reader: &dyn Fn(&Rgb) -> Option<(String, f32)>) -> Option<(String, f64)> {
    let mut best: Option<(String, f64)> = None;
    for band in BANDS {
        let Some((text, p)) = strip(page, seal, band).and_then(|s| reader(&s)) else {
            continue;
        };
        let sure = p >= SURE && text.chars().count() >= LEAST_NAME;
        // A longer reading at the same confidence saw more of the ring.
        let weight = |t: &str, p: f64| p * (t.chars().count() as f64).sqrt();
        if best
            .as_ref()
            .is_none_or(|b| weight(&text, f64::from(p)) > weight(&b.0, b.1))
        {
            best = Some((text, f64::from(p)));
        }
        if sure {
            break;
        }
    }
    best.filter(|b| !b.0.trim().is_empty())
}
