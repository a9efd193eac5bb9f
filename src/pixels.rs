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
