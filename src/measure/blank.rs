//! Whether anything is on a page: areas of ink of at least a letter's size. Specks and noise are not.

use super::small::{Small, blobs, histogram, quantile};

/// Ink is darker (or more colourful) than the page's ground by this many levels on a well-lit page; less in the dark.
const INK: i32 = 32;

/// Nothing is on the page, and the share of ink blocks (0 to 1).
pub fn measure(small: &Small) -> (bool, f64) {
    if small.is_empty() {
        return (true, 0.0);
    }
    let ground = i32::from(quantile(&histogram(small.luma.iter().copied()), 0.5));
    let step = (ground / 5).clamp(6, INK);
    // A scan's rim shows the sheet's edge and the lid: it is left out.
    let rim = small.w.min(small.h) / 33;
    let is_ink = |(p, v): (&[u8; 3], &u8)| {
        let chroma = i32::from(p[0].max(p[1]).max(p[2])) - i32::from(p[0].min(p[1]).min(p[2]));
        (ground - i32::from(*v)).abs() > step || chroma > 2 * INK
    };
    let mut mask = vec![false; small.rgb.len()];
    let rows = small.rgb.chunks_exact(small.w).zip(small.luma.chunks_exact(small.w));
    let inner = rim..small.h - rim;
    for ((rgb, luma), out) in rows.zip(mask.chunks_exact_mut(small.w)).skip(rim).take(inner.len()) {
        let inner = rim..small.w - rim;
        for ((out, p), v) in out[inner.clone()].iter_mut().zip(&rgb[inner.clone()]).zip(&luma[inner]) {
            *out = is_ink((p, v));
        }
    }
    let ink = mask.iter().filter(|m| **m).count();
    let (_, found) = blobs(&mask, small.w);
    let letters = found
        .iter()
        .filter(|b| b.area >= 6 && b.bounds.w.max(b.bounds.h) >= 4)
        .count();
    let large = found.iter().any(|b| b.bounds.w.max(b.bounds.h) >= 25);
    (letters < 3 && !large, ink as f64 / mask.len().max(1) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pixels::Rgb;

    fn page(mark: impl Fn(u32, u32) -> bool) -> Rgb {
        Rgb::from_fn(1000, 1400, |x, y| {
            let grain = ((x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)) >> 7) % 9;
            image::Rgb([if mark(x, y) { 40 } else { 244 + grain as u8 }; 3])
        })
    }

    #[test]
    fn noise_and_specks_are_blank_and_a_line_of_print_is_not() {
        assert!(measure(&Small::of(&page(|_, _| false))).0);
        assert!(measure(&Small::of(&page(|x, y| x % 331 < 3 && y % 407 < 3))).0);
        let line =
            page(|x, y| (300..322).contains(&y) && (200..500).contains(&x) && x % 24 < 18 && (x / 3 + y / 4) % 3 != 0);
        assert!(!measure(&Small::of(&line)).0);
    }
}
