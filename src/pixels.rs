//! The pixel types every floor shares: 8-bit RGB and 8-bit grey planes in rows.

use crate::geometry::{PixelBox, Turn};

/// Interleaved 8-bit RGB.
pub type Rgb = image::RgbImage;
/// One 8-bit plane.
pub type Grey = image::GrayImage;

/// Luma by ITU-R BT.601 in integers: the same on every machine.
pub fn grey(rgb: &Rgb) -> Grey {
    let data = rgb.as_raw().chunks_exact(3).map(|p| luma(p[0], p[1], p[2])).collect();
    Grey::from_raw(rgb.width(), rgb.height(), data).unwrap_or_default()
}

/// Luma of one pixel, 0 to 255 (BT.601 weights in 1/256).
pub const fn luma(r: u8, g: u8, b: u8) -> u8 {
    ((77 * r as u32 + 150 * g as u32 + 29 * b as u32 + 128) >> 8) as u8
}

/// One colour channel (0 red, 1 green, 2 blue) as a plane.
pub fn channel(rgb: &Rgb, index: usize) -> Grey {
    let data = rgb.as_raw().chunks_exact(3).map(|p| p[index.min(2)]).collect();
    Grey::from_raw(rgb.width(), rgb.height(), data).unwrap_or_default()
}

/// A plane as a picture: the same level in each channel.
pub fn without_colour(plane: &Grey) -> Rgb {
    let data = plane.as_raw().iter().flat_map(|v| [*v; 3]).collect();
    Rgb::from_raw(plane.width(), plane.height(), data).unwrap_or_default()
}

/// The page turned clockwise.
pub fn turned(rgb: Rgb, turn: Turn) -> Rgb {
    match turn {
        Turn::None => rgb,
        Turn::Right => image::imageops::rotate90(&rgb),
        Turn::Half => image::imageops::rotate180(&rgb),
        Turn::Left => image::imageops::rotate270(&rgb),
    }
}

/// The part of a page inside `area`, clamped to the page; `None` where nothing is left.
pub fn crop(rgb: &Rgb, area: PixelBox) -> Option<Rgb> {
    let a = area.clamp_to(rgb.width(), rgb.height());
    (a.area() > 0).then(|| image::imageops::crop_imm(rgb, a.x as u32, a.y as u32, a.w as u32, a.h as u32).to_image())
}

/// The picture at another size, by a triangle filter as wide as two pixels of the smaller of both sizes. Larger weights
/// lie nearer, so that thin strokes neither vanish nor flicker.
pub fn resized(rgb: &Rgb, width: u32, height: u32) -> Rgb {
    let raw = resampled::<3>(rgb.as_raw(), rgb.dimensions(), (width, height));
    Rgb::from_raw(width, height, raw).unwrap_or_default()
}

/// The same for one plane.
pub fn resized_grey(grey: &Grey, width: u32, height: u32) -> Grey {
    let raw = resampled::<1>(grey.as_raw(), grey.dimensions(), (width, height));
    Grey::from_raw(width, height, raw).unwrap_or_default()
}

/// Rows first: each row of the outcome is summed from its rows, then each of its pixels from the columns of that sum.
fn resampled<const CHANNELS: usize>(raw: &[u8], from: (u32, u32), to: (u32, u32)) -> Vec<u8> {
    if from == to || raw.is_empty() {
        return raw.to_vec();
    }
    let stride = from.0 as usize * CHANNELS;
    let (rows, columns) = (taps(from.1, to.1), taps(from.0, to.0));
    let mut out = Vec::with_capacity(to.0 as usize * to.1 as usize * CHANNELS);
    let mut line = vec![0.0f32; stride];
    for (top, weights) in &rows {
        line.fill(0.0);
        for (row, w) in raw.chunks_exact(stride).skip(*top).zip(weights) {
            for (sum, v) in line.iter_mut().zip(row) {
                *sum += f32::from(*v) * w;
            }
        }
        for (left, weights) in &columns {
            let mut sums = [0.0f32; CHANNELS];
            let (pixels, _) = line[left * CHANNELS..].as_chunks::<CHANNELS>();
            for (pixel, w) in pixels.iter().zip(weights) {
                for (sum, v) in sums.iter_mut().zip(pixel) {
                    *sum += v * w;
                }
            }
            out.extend(sums.map(|v| (v + 0.5) as u8));
        }
    }
    out
}

/// For each place along the outcome the first place it is made from and the weights from there on, together 1.
fn taps(from: u32, to: u32) -> Vec<(usize, Vec<f32>)> {
    let ratio = from as f32 / to as f32;
    let reach = ratio.max(1.0);
    (0..to)
        .map(|i| {
            let middle = (i as f32 + 0.5) * ratio;
            let first = ((middle - reach).floor().max(0.0) as u32).min(from.saturating_sub(1));
            let last = ((middle + reach).ceil() as u32).clamp(first + 1, from.max(first + 1));
            let weight = |k: u32| (1.0 - ((k as f32 - (middle - 0.5)) / reach).abs()).max(0.0);
            let sum: f32 = (first..last).map(weight).sum();
            (first as usize, (first..last).map(|k| weight(k) / sum).collect())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::imageops::{self, FilterType};

    /// The same filter as that of the `image` crate, which is many times slower: equal but for halves that round apart.
    #[test]
    fn resizing_is_that_of_a_triangle_filter() {
        let page = Rgb::from_fn(211, 97, |x, y| {
            image::Rgb([(x * 7 % 256) as u8, (y * 13 % 256) as u8, ((x * y) % 256) as u8])
        });
        for (w, h) in [(96, 64), (211, 40), (300, 200), (1, 1)] {
            let (mine, theirs) = (
                resized(&page, w, h),
                imageops::resize(&page, w, h, FilterType::Triangle),
            );
            let differs = mine
                .as_raw()
                .iter()
                .zip(theirs.as_raw())
                .map(|(a, b)| a.abs_diff(*b))
                .max();
            assert!(differs.unwrap() <= 1, "{w} x {h}");
            assert_eq!(mine.dimensions(), (w, h));
        }
        let plane = grey(&page);
        let (mine, theirs) = (
            resized_grey(&plane, 64, 32),
            imageops::resize(&plane, 64, 32, FilterType::Triangle),
        );
        assert!(
            mine.as_raw()
                .iter()
                .zip(theirs.as_raw())
                .all(|(a, b)| a.abs_diff(*b) <= 1)
        );
    }
}
