//! Print that a lens left out of focus, made legible again.
//!
//! What is sought is the picture that, blurred, gives the one at hand. It is found by adding what is still lacking, again and
//! again, never leaving the range of a picture (Van Cittert 1931; constrained as by Jansson 1970). Each round gives back more
//! of the fine detail, and of the noise: a few suffice for print.

use crate::pixels::{self, Grey, Rgb};
use crate::vision::blur::{gaussian, separable};

/// Strokes narrower than the blur never reach their contrast, so that a rise measures wider than the blur alone makes it: by
/// 1.1 to 1.5 on drawn cards and forms under blurs of 3 to 10 pixels.
const WIDENED: f64 = 1.35;
/// The 10-90 % rise of an edge under a blur of deviation 1.
const RISE: f64 = 2.563;
/// The blur is brought to at least this deviation, pixels: what is finer is noise, and fewer pixels are sooner done.
const FINEST: f64 = 2.5;
/// A blur of this share of the one at hand goes first: it takes the noise that the rounds would raise.
const BEFORE: f64 = 0.3;
/// Rounds. On four drawn cards out of focus 12, 30 and 60 made 23 of 24 fields legible, of which 4 were before.
const ROUNDS: usize = 20;

/// The picture in grey, without the blur that makes its edges `edge_width` wide (pixels, as measured).
pub fn restored(page: &Rgb, edge_width: f64) -> Rgb {
    let deviation = edge_width / WIDENED / RISE;
    let factor = ((deviation / FINEST) as u32).max(1);
    let (w, h) = page.dimensions();
    let small = pixels::grey(&pixels::resized(page, (w / factor).max(1), (h / factor).max(1)));
    let deviation = deviation / f64::from(factor);
    let wide = small.width() as usize;
    let given: Vec<f32> = small.as_raw().iter().map(|v| f32::from(*v)).collect();
    let given = separable(&given, wide, &gaussian(BEFORE * deviation));
    let blur = gaussian(deviation * (1.0 + BEFORE * BEFORE).sqrt());
    let mut found = given.clone();
    for _ in 0..ROUNDS {
        let seen = separable(&found, wide, &blur);
        for ((x, wanted), seen) in found.iter_mut().zip(&given).zip(&seen) {
            *x = (*x + wanted - seen).clamp(0.0, 255.0);
        }
    }
    let sharp = found.iter().map(|v| (v + 0.5) as u8).collect();
    let sharp = Grey::from_raw(small.width(), small.height(), sharp).unwrap_or_default();
    pixels::without_colour(&pixels::resized_grey(&sharp, w, h))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_under_a_blur_stand_apart_again() {
        // Bars of 8 pixels under a Gaussian blur of 5, which leaves a tenth of their contrast, and a level of noise.
        let bar = |x: i32| if x.div_euclid(8) % 2 == 0 { 40.0 } else { 220.0 };
        let blurred = |x: i32| {
            let weight = |d: i32| (-f64::from(d * d) / 50.0).exp();
            let sums = (-20..=20).fold((0.0, 0.0), |s, d| (s.0 + weight(d) * bar(x + d), s.1 + weight(d)));
            sums.0 / sums.1
        };
        let mut seed = 1u32;
        let page = Rgb::from_fn(320, 64, |x, _| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            image::Rgb([(blurred(x as i32) + f64::from(seed >> 31)) as u8; 3])
        });
        let contrast = |p: &Rgb| {
            let at = |x: u32| i32::from(p.get_pixel(x, 32).0[0]);
            at(172) - at(164)
        };
        let sharp = restored(&page, 5.0 * RISE * WIDENED);
        assert_eq!(sharp.dimensions(), page.dimensions());
        assert!(
            contrast(&sharp) > 2 * contrast(&page),
            "{} {}",
            contrast(&page),
            contrast(&sharp)
        );
    }

    #[test]
    fn an_even_ground_stays_as_it_is() {
        let page = Rgb::from_pixel(90, 40, image::Rgb([200; 3]));
        assert!(restored(&page, 20.0).pixels().all(|p| p.0[0].abs_diff(200) <= 1));
    }
}
