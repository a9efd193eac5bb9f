//! Words laid over print, read with the print lifted off: what is far darker than the ground is taken out of a line's strip and
//! filled from its rim, layer by layer, so that the paler strokes run on beneath it. It is done at three times the network's
//! height: at its own the rims of thin print stay and are read as strokes.
//!
//! Measured on two cards of the lot drawn like real papers (pale words over print): as they are, 4 and 5 of 11 characters are
//! read; with the print lifted off, 11 and 11.

use crate::pixels::{self, Rgb};
use crate::vision::morphology::dilate;

/// How much taller than the network's strips the strip is in which print is lifted off.
pub(super) const SCALE: f32 = 3.0;
/// Print is darker than this share of the ground's luma. From 0.5 to 0.75 the two cards read the same; words laid over a picture are
/// mixed with it and stay above.
const PRINT: f32 = 0.7;
/// Pixels of a strip of that height that print's soft rim takes.
const RIM: usize = 2;

/// The strip without the print on it; `None` where there is hardly any, or where it is mostly dark.
pub(super) fn lifted(strip: &Rgb) -> Option<Rgb> {
    let (w, h) = (strip.width() as i32, strip.height() as i32);
    let grey = pixels::grey(strip);
    let mut values: Vec<u8> = grey.as_raw().clone();
    values.sort_unstable();
    let ground = f32::from(*values.get(values.len() / 2)?);
    let dark: Vec<bool> = grey.as_raw().iter().map(|v| f32::from(*v) < PRINT * ground).collect();
    let index = |x: i32, y: i32| ((0..w).contains(&x) && (0..h).contains(&y)).then(|| (y * w + x) as usize);
    let near = |i: usize| {
        let (x, y) = (i as i32 % w, i as i32 / w);
        (-1..=1)
            .flat_map(move |dy| (-1..=1).map(move |dx| (dx, dy)))
            .filter_map(move |(dx, dy)| index(x + dx, y + dy))
    };
    let mut hidden = dilate(&dark, w as usize, RIM);
    let mut front: Vec<usize> = hidden.iter().enumerate().filter(|(_, v)| **v).map(|(i, _)| i).collect();
    if front.is_empty() || front.len() * 2 > hidden.len() {
        return None;
    }
    let mut out = strip.clone();
    // From the rim inwards: each pass takes the means of what is known beside the pixels that are not.
    while !front.is_empty() {
        let mut filled: Vec<(usize, [u8; 3])> = Vec::new();
        for i in &front {
            let mut sum = [0u32; 3];
            let mut count = 0u32;
            for j in near(*i).filter(|j| hidden.get(*j) == Some(&false)) {
                if let Some(p) = out.as_raw().get(3 * j..3 * j + 3) {
                    sum.iter_mut().zip(p).for_each(|(s, v)| *s += u32::from(*v));
                    count += 1;
                }
            }
            if count > 0 {
                filled.push((*i, sum.map(|s| ((s + count / 2) / count) as u8)));
            }
        }
        if filled.is_empty() {
            return None;
        }
        for (i, colour) in filled {
            if let Some(v) = hidden.get_mut(i) {
                *v = false;
            }
            out.put_pixel((i as i32 % w) as u32, (i as i32 / w) as u32, image::Rgb(colour));
        }
        front.retain(|i| hidden.get(*i) == Some(&true));
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A pale bar across the strip with dark bars of print over it.
    fn strip(print: bool) -> Rgb {
        Rgb::from_fn(300, 144, |x, y| {
            let pale = (60..84).contains(&y);
            let dark = print && x % 60 < 8;
            image::Rgb(
                [if dark {
                    40
                } else if pale {
                    190
                } else {
                    230
                }; 3],
            )
        })
    }

    #[test]
    fn print_goes_and_the_pale_stroke_runs_on_beneath_it() {
        let out = lifted(&strip(true)).unwrap();
        assert!(out.as_raw().iter().all(|v| *v > 180));
        // In the midst of a bar of print, on the pale stroke and off it.
        assert!(out.get_pixel(64, 72).0[0] < 200 && out.get_pixel(64, 20).0[0] > 225);
    }

    #[test]
    fn a_strip_without_print_and_one_of_nothing_else_are_left() {
        assert!(lifted(&strip(false)).is_none());
        let dark = Rgb::from_fn(300, 144, |x, _| image::Rgb([if x % 10 < 6 { 235 } else { 20 }; 3]));
        assert!(lifted(&dark).is_none());
    }
}
