//! Whether anything is on a page: areas of ink of at least a letter's size. Specks and noise are not.

use super::downscaled::Small;
use crate::vision::components::{Component, Connectivity, components};
use crate::vision::statistics::{histogram, quantile};

/// Ink is darker (or more colourful) than the page's ground by this many levels on a well-lit page; less in the dark.
const INK: i32 = 32;
/// Washed-out print is darker by this many levels: the reverse of a sheet shines through more faintly.
const FAINT: i32 = 16;
/// Letters of faint print that make a page more than blank; of ink three do.
const FAINT_LETTERS: usize = 12;

/// Nothing is on the page, and the share of ink blocks (0 to 1).
pub fn measure(small: &Small) -> (bool, f64) {
    if small.is_empty() {
        return (true, 0.0);
    }
    let ground = i32::from(quantile(&histogram(small.luma.iter().copied()), 0.5));
    let step = (ground / 5).clamp(6, INK);
    let mask = marked(small, |p, v| {
        let chroma = i32::from(p[0].max(p[1]).max(p[2])) - i32::from(p[0].min(p[1]).min(p[2]));
        (ground - i32::from(v)).abs() > step || chroma > 2 * INK
    });
    let ink = mask.iter().filter(|m| **m).count();
    let (_, found) = components(&mask, small.w, Connectivity::Four);
    let mut blank = letters(&found) < 3 && !found.iter().any(|b| b.bounds.w.max(b.bounds.h) >= 25);
    if blank && step > FAINT {
        let faint = marked(small, |_, v| ground - i32::from(v) > FAINT);
        blank = letters(&components(&faint, small.w, Connectivity::Four).1) < FAINT_LETTERS;
    }
    (blank, ink as f64 / mask.len().max(1) as f64)
}

/// Areas of a letter's size.
fn letters(found: &[Component]) -> usize {
    let large_enough = |b: &&Component| b.area >= 6 && b.bounds.w.max(b.bounds.h) >= 4;
    found.iter().filter(large_enough).count()
}

/// Blocks for which `is` holds. A scan's rim shows the sheet's edge and the lid: it is left out.
fn marked(small: &Small, is: impl Fn([u8; 3], u8) -> bool) -> Vec<bool> {
    let rim = small.w.min(small.h) / 33;
    let mut mask = vec![false; small.rgb.len()];
    let rows = small.rgb.chunks_exact(small.w).zip(small.luma.chunks_exact(small.w));
    let (across, down) = (rim..small.w - rim, small.h - 2 * rim);
    for ((rgb, luma), out) in rows.zip(mask.chunks_exact_mut(small.w)).skip(rim).take(down) {
        let inner = rgb[across.clone()].iter().zip(&luma[across.clone()]);
        for (out, (p, v)) in out[across.clone()].iter_mut().zip(inner) {
            *out = is(*p, *v);
        }
    }
    mask
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pixels::Rgb;

    /// A sheet with ink of a tone where `mark` holds, and grain.
    fn inked(tone: u8, mark: impl Fn(u32, u32) -> bool) -> Rgb {
        Rgb::from_fn(1000, 1400, |x, y| {
            let grain = ((x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)) >> 7) % 9;
            image::Rgb([if mark(x, y) { tone } else { 244 } + grain as u8; 3])
        })
    }

    fn page(mark: impl Fn(u32, u32) -> bool) -> Rgb {
        inked(40, mark)
    }

    fn is_line(x: u32, y: u32) -> bool {
        (300..322).contains(&y) && (200..700).contains(&x) && x % 24 < 18 && !(x / 3 + y / 4).is_multiple_of(3)
    }

    #[test]
    fn washed_out_print_is_print_and_what_shines_through_is_not() {
        assert!(!measure(&Small::of(&inked(215, is_line))).0);
        assert!(measure(&Small::of(&inked(234, is_line))).0);
    }

    #[test]
    fn noise_and_specks_are_blank_and_a_line_of_print_is_not() {
        assert!(measure(&Small::of(&page(|_, _| false))).0);
        assert!(measure(&Small::of(&page(|x, y| x % 331 < 3 && y % 407 < 3))).0);
        let line = page(is_line);
        assert!(!measure(&Small::of(&line)).0);
    }
}
