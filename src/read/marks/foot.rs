//! Words at a seal's foot (合同专用章, 财务专用章): a short straight line below the star. The star says how the seal is
//! turned; the line is cut out level and read like any other.

use super::tint::{paper_tint, redness};
use crate::geometry::PixelBox;
use crate::pixels::Rgb;

/// Where the line stands, as shares of the radius below the middle.
const ROWS: (f32, f32) = (0.26, 0.80);
/// Letters of the ring begin here.
const RING: f32 = 0.67;
/// Red ink of a pixel, as in `seals`.
const INK: i32 = 30;
/// Pixels of the strip over one radius.
const SCALE: f32 = 110.0;

/// How far a seal is turned clockwise, radians, by the phase of its five-pointed star; `None` where no star is seen.
/// A star looks the same after a fifth of a turn, so turns beyond 36 degrees are not told.
fn turn(page: &Rgb, seal: PixelBox, paper: [i32; 2]) -> Option<f32> {
    let (cx, cy) = seal.centre();
    let r = seal.w.min(seal.h) as f32 / 2.0;
    let (mut re, mut im, mut all) = (0f32, 0f32, 0f32);
    let reach = (r * 0.29).ceil() as i32;
    for dy in -reach..=reach {
        for dx in -reach..=reach {
            let d = ((dx * dx + dy * dy) as f32).sqrt();
            if d < r * 0.13 || d > r * 0.29 {
                continue;
            }
            let (x, y) = ((cx as i32 + dx), (cy as i32 + dy));
            if x < 0 || y < 0 || x as u32 >= page.width() || y as u32 >= page.height() {
                continue;
            }
            let ink = redness(page.get_pixel(x as u32, y as u32).0, paper).min(90) as f32;
            let five = 5.0 * (dy as f32).atan2(dx as f32);
            re += ink * five.cos();
            im += ink * five.sin();
            all += ink;
        }
    }
    if all <= 0.0 || (re * re + im * im).sqrt() < 0.2 * all {
        return None;
    }
    // A star upright has its point at -90 degrees: five times that is -90 again.
    let phase = im.atan2(re) + std::f32::consts::FRAC_PI_2;
    let wrapped = (phase + std::f32::consts::PI).rem_euclid(std::f32::consts::TAU) - std::f32::consts::PI;
    Some(wrapped / 5.0)
}

/// The line at the foot as black on white, or `None` where there is no line of letters' height.
pub fn strip(page: &Rgb, seal: PixelBox) -> Option<Rgb> {
    if seal.w < 60 || seal.h < 60 || seal.w > 4000 || seal.h > 4000 {
        return None;
    }
    let paper = paper_tint(page);
    let (cx, cy) = seal.centre();
    let (rx, ry) = (seal.w as f32 / 2.0, seal.h as f32 / 2.0);
    let (sin, cos) = turn(page, seal, paper).unwrap_or(0.0).sin_cos();
    let (w, h) = ((1.3 * SCALE) as usize, ((ROWS.1 - ROWS.0) * SCALE) as usize);
    let ink_at = |u: f32, v: f32| -> i32 {
        if (u * u + v * v).sqrt() > RING {
            return 0;
        }
        let (x, y) = (cx + rx * (u * cos - v * sin), cy + ry * (u * sin + v * cos));
        if x < 0.0 || y < 0.0 || x as u32 >= page.width() || y as u32 >= page.height() {
            return 0;
        }
        redness(page.get_pixel(x as u32, y as u32).0, paper)
    };
    let mut levels = vec![0i32; w * h];
    for (i, l) in levels.iter_mut().enumerate() {
        let (u, v) = ((i % w) as f32 / SCALE - 0.65, (i / w) as f32 / SCALE + ROWS.0);
        *l = ink_at(u, v);
    }
    let inked: Vec<usize> = levels
        .chunks(w)
        .map(|row| row.iter().filter(|l| **l >= INK).count())
        .collect();
    // The longest run of rows that bear ink in several places.
    let (mut best, mut from) = ((0, 0), None);
    for y in 0..=h {
        let on = inked.get(y).is_some_and(|n| *n >= 6);
        match (on, from) {
            (true, None) => from = Some(y),
            (false, Some(f)) => {
                if y - f > best.1 - best.0 {
                    best = (f, y);
                }
                from = None;
            }
            _ => {}
        }
    }
    let (top, bottom) = best;
    let rows = levels.get(top * w..bottom * w)?;
    let columns: Vec<usize> = (0..w)
        .filter(|x| rows.iter().skip(*x).step_by(w).any(|l| *l >= INK))
        .collect();
    let (left, right) = (*columns.first()?, *columns.last()? + 1);
    // Letters are a tenth to a third of the radius high; a line of three has at least twice its height in width.
    let (tall, wide) = (bottom - top, right - left);
    if !(9..=40).contains(&tall) || wide < 2 * tall {
        return None;
    }
    let pad = tall / 4 + 2;
    let full = rows.iter().copied().max().unwrap_or(0).max(60) * 7 / 10;
    let grow = 48f32 / (tall + 2 * pad) as f32;
    let (ow, oh) = (((wide + 2 * pad) as f32 * grow) as u32, 48u32);
    Some(Rgb::from_fn(ow, oh, |x, y| {
        let u = (x as f32 / grow - pad as f32 + left as f32) / SCALE - 0.65;
        let v = (y as f32 / grow - pad as f32 + top as f32) / SCALE + ROWS.0;
        let level = 255 - (ink_at(u, v) * 255 / full).clamp(0, 255) as u8;
        image::Rgb([level; 3])
    }))
}

/// Reads the foot; `None` where there is none or nothing sure was read.
pub fn read(page: &Rgb, seal: PixelBox, reader: &dyn Fn(&Rgb) -> Option<(String, f32)>) -> Option<String> {
    let (text, p) = strip(page, seal).and_then(|s| reader(&s))?;
    let han = text.chars().filter(|c| crate::hanzi::is_han(*c)).count();
    (p >= 0.5 && han >= 2).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A red star of radius 0.3 turned by `degrees`, and under it, turned alike, six bars as letters.
    fn seal(degrees: f32, foot: bool) -> Rgb {
        let (s, c) = degrees.to_radians().sin_cos();
        Rgb::from_fn(420, 420, |x, y| {
            let (dx, dy) = ((x as f32 - 210.0) / 200.0, (y as f32 - 210.0) / 200.0);
            let (u, v) = (dx * c + dy * s, dy * c - dx * s);
            let r = (u * u + v * v).sqrt();
            let a = (v.atan2(u) + std::f32::consts::FRAC_PI_2).rem_euclid(std::f32::consts::TAU / 5.0);
            let off = (a - std::f32::consts::PI / 5.0).abs() / (std::f32::consts::PI / 5.0);
            let star = r < 0.12 + 0.18 * off * off;
            let letters = foot && (0.36..0.5).contains(&v) && u.abs() < 0.4 && ((u + 1.0) * 30.0) as i32 % 3 != 0;
            image::Rgb(if star || letters || (0.95..1.0).contains(&r) {
                [214, 32, 40]
            } else {
                [252; 3]
            })
        })
    }

    #[test]
    fn the_star_tells_the_turn_and_the_foot_is_cut_out_level() {
        let area = PixelBox {
            x: 10,
            y: 10,
            w: 400,
            h: 400,
        };
        for degrees in [-14.0f32, 0.0, 9.0, 25.0] {
            let page = seal(degrees, true);
            let told = turn(&page, area, [0, 0]).expect("a star is there").to_degrees();
            assert!((told - degrees).abs() < 3.0, "{degrees}: {told}");
            let strip = strip(&page, area).expect("a foot is there");
            assert_eq!(strip.height(), 48);
            assert!(strip.width() > 2 * strip.height());
        }
        assert!(strip(&seal(5.0, false), area).is_none());
    }
}
