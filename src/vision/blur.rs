//! Blurs.

use crate::pixels::Grey;

/// Half of a Gaussian's weights, from its middle outwards to three deviations; 1 in all with their mirror images.
pub fn gaussian(deviation: f64) -> Vec<f32> {
    let reach = (3.0 * deviation).ceil() as i32;
    let raw: Vec<f64> = (0..=reach)
        .map(|x| (-0.5 * (f64::from(x) / deviation.max(1e-3)).powi(2)).exp())
        .collect();
    let total = 2.0 * raw.iter().sum::<f64>() - 1.0;
    raw.iter().map(|w| (w / total) as f32).collect()
}

/// A plane of rows `w` wide under a blur the same across and down, given by half of its weights; the edge goes on outside.
///
/// Our own: `imageproc::filter::separable_filter_equal` gives the same and takes 100 times as long (0.35 megapixels, deviation
/// 2.5: 89 ms, here 0.9); pictures out of focus are blurred 20 times over.
pub fn separable(plane: &[f32], w: usize, weights: &[f32]) -> Vec<f32> {
    let (Some(reach), true) = (weights.len().checked_sub(1), w > 0) else {
        return plane.to_vec();
    };
    let mut across = vec![0f32; plane.len()];
    let mut line = vec![0f32; w + 2 * reach];
    for (row, sums) in plane.chunks_exact(w).zip(across.chunks_exact_mut(w)) {
        line[..reach].fill(row[0]);
        line[reach..reach + w].copy_from_slice(row);
        line[reach + w..].fill(row[w - 1]);
        add(sums, weights, |k| (&line[reach - k..], &line[reach + k..]));
    }
    let last = (plane.len() / w).saturating_sub(1);
    let row = |y: usize| &across[y * w..(y + 1) * w];
    let mut out = vec![0f32; plane.len()];
    for (y, sums) in out.chunks_exact_mut(w).enumerate() {
        add(sums, weights, |k| (row(y.saturating_sub(k)), row((y + k).min(last))));
    }
    out
}

/// Adds to each place the weighed values at both sides of it; `sides` gives those at a distance.
fn add<'a>(sums: &mut [f32], weights: &[f32], sides: impl Fn(usize) -> (&'a [f32], &'a [f32])) {
    for (k, weight) in weights.iter().enumerate() {
        let (before, behind) = sides(k);
        // The middle is its own mirror image.
        let weight = if k == 0 { weight / 2.0 } else { *weight };
        for ((sum, a), b) in sums.iter_mut().zip(before).zip(behind) {
            *sum += (a + b) * weight;
        }
    }
}

/// A picture with `amount` times what a Gaussian blur takes from it added to it (unsharp mask).
pub fn sharpened(picture: &Grey, deviation: f64, amount: f32) -> Grey {
    let plane: Vec<f32> = picture.as_raw().iter().map(|v| f32::from(*v)).collect();
    let soft = separable(&plane, picture.width() as usize, &gaussian(deviation));
    let raw = plane
        .iter()
        .zip(soft)
        .map(|(v, s)| (v + amount * (v - s) + 0.5).clamp(0.0, 255.0) as u8);
    Grey::from_raw(picture.width(), picture.height(), raw.collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture() -> Grey {
        Grey::from_fn(70, 50, |x, y| image::Luma([((x * 37 + y * y * 11) % 256) as u8]))
    }

    #[test]
    fn a_separable_blur_is_that_of_imageproc() {
        let picture = picture();
        let plane: Vec<f32> = picture.as_raw().iter().map(|v| f32::from(*v)).collect();
        for deviation in [0.4, 1.5, 3.0] {
            let half = gaussian(deviation);
            let whole: Vec<f32> = half.iter().skip(1).rev().chain(&half).copied().collect();
            assert!((whole.iter().sum::<f32>() - 1.0).abs() < 1e-5);
            let image: image::ImageBuffer<image::Luma<f32>, Vec<f32>> =
                image::ImageBuffer::from_raw(picture.width(), picture.height(), plane.clone()).unwrap();
            let theirs = imageproc::filter::separable_filter_equal(&image, &whole);
            let ours = separable(&plane, picture.width() as usize, &half);
            let off = ours
                .iter()
                .zip(theirs.as_raw())
                .map(|(a, b)| (a - b).abs())
                .fold(0.0, f32::max);
            assert!(off < 0.01, "{deviation}: {off}");
        }
    }

    #[test]
    fn sharpening_steepens_a_step_and_leaves_what_is_even() {
        let step = Grey::from_fn(40, 8, |x, _| image::Luma([if x < 20 { 80 } else { 160 }]));
        let out = sharpened(&step, 1.5, 1.2);
        assert_eq!([0, 39].map(|x| out.get_pixel(x, 4).0[0]), [80, 160]);
        assert!(out.get_pixel(19, 4).0[0] < 65 && out.get_pixel(20, 4).0[0] > 175);
        assert_eq!(separable(&[], 0, &gaussian(1.0)), Vec::<f32>::new());
    }
}
