//! Light on the document, not on the desk: mean, darkest and brightest luma within its edges.

use super::downscaled::Small;
use crate::geometry::Quad;
use crate::pixels::{Rgb, luma};
use crate::vision::statistics::{histogram, quantile};

/// Mean luma, luma of the darkest percent and of the brightest percent, share burnt out, all 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Light {
    /// Mean luma.
    pub mean: f64,
    /// First percentile.
    pub black: f64,
    /// Ninety-ninth percentile.
    pub white: f64,
    /// Share of pixels at the very end (252 and more).
    pub burnt: f64,
}

/// Light of a page within its paper (`quad` in blocks of `small`), from page pixels: averaging would lift thin print.
pub fn measure(page: &Rgb, small: &Small, quad: Option<&Quad>) -> Light {
    let inside = small.inside(quad, 0.05);
    let f = small.factor.max(1);
    let stride = (small.w * small.h / 150_000).max(1);
    let taken = inside.iter().enumerate().filter(|(_, m)| **m).step_by(stride);
    let histogram = histogram(taken.map(|(i, _)| {
        let (x, y) = (i % small.w * f, i / small.w * f);
        let p = page.get_pixel_checked(x as u32, y as u32).map_or([0; 3], |p| p.0);
        luma(p[0], p[1], p[2])
    }));
    let total: u64 = histogram.iter().map(|&n| u64::from(n)).sum();
    let sum: u64 = histogram.iter().zip(0u64..).map(|(&n, v)| u64::from(n) * v).sum();
    Light {
        mean: if total == 0 {
            0.0
        } else {
            sum as f64 / total as f64 / 255.0
        },
        // Three pixels in a thousand: a page with a few lines has no more print.
        black: f64::from(quantile(&histogram, 0.003)) / 255.0,
        white: f64::from(quantile(&histogram, 0.99)) / 255.0,
        burnt: histogram.iter().skip(252).map(|&n| f64::from(n)).sum::<f64>() / total.max(1) as f64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn less_light_lowers_all_three_and_a_wash_lifts_black() {
        let page = |f: f32, lift: f32| {
            Rgb::from_fn(300, 200, |x, y| {
                let v = if (x / 4 + y / 6) % 5 == 0 { 30.0 } else { 230.0 };
                image::Rgb([(v * f + lift) as u8; 3])
            })
        };
        let light = |p: &Rgb| measure(p, &Small::of(p), None);
        let (normal, dark, washed) = (light(&page(1.0, 0.0)), light(&page(0.3, 0.0)), light(&page(0.3, 180.0)));
        assert!(dark.mean < normal.mean && dark.white < normal.white && dark.black < normal.black);
        assert!(washed.black > 0.65 && normal.black < 0.2, "{washed:?} {normal:?}");
    }
}
