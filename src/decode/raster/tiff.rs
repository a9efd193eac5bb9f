//! TIFF, page by page.

use std::io::Cursor;

use image::DynamicImage;
use tiff::ColorType;
use tiff::decoder::{Decoder, DecodingResult};

use super::{DecodeError, within};
use crate::limits::Limits;

fn error(e: &tiff::TiffError) -> DecodeError {
    match e {
        tiff::TiffError::UnsupportedError(_) => DecodeError::Unsupported {
            feature: "this variant of TIFF",
        },
        e => DecodeError::Malformed {
            what: "tiff".into(),
            detail: e.to_string(),
        },
    }
}

/// Pages up to the budget.
pub(super) fn count(bytes: &[u8], limits: &Limits) -> Result<usize, DecodeError> {
    let mut decoder = Decoder::new(Cursor::new(bytes)).map_err(|e| error(&e))?;
    let (w, h) = decoder.dimensions().map_err(|e| error(&e))?;
    within(w, h, limits)?;
    let mut pages = 1;
    while pages < limits.pages && decoder.more_images() && decoder.next_image().is_ok() {
        pages += 1;
    }
    Ok(pages)
}

/// One page.
pub(super) fn page(bytes: &[u8], index: usize, limits: &Limits) -> Result<DynamicImage, DecodeError> {
    let mut decoder = Decoder::new(Cursor::new(bytes)).map_err(|e| error(&e))?;
    let mut budget = tiff::decoder::Limits::default();
    budget.decoding_buffer_size = limits.decoded_bytes as usize;
    decoder = decoder.with_limits(budget);
    decoder.seek_to_image(index).map_err(|e| error(&e))?;
    let (w, h) = decoder.dimensions().map_err(|e| error(&e))?;
    within(w, h, limits)?;
    let colour = decoder.colortype().map_err(|e| error(&e))?;
    let palette = decoder.get_tag_u16_vec(tiff::tags::Tag::ColorMap).unwrap_or_default();
    let samples: Vec<u8> = match decoder.read_image().map_err(|e| error(&e))? {
        DecodingResult::U8(v) => v,
        DecodingResult::U16(v) => v.iter().map(|s| (s >> 8) as u8).collect(),
        DecodingResult::U32(v) => v.iter().map(|s| (s >> 24) as u8).collect(),
        _ => {
            return Err(DecodeError::Unsupported {
                feature: "TIFF samples of this type",
            });
        }
    };
    let (w_, h_) = (w as usize, h as usize);
    let bits = usize::from(colour.bit_depth());
    // Samples narrower than a byte are packed, rows padded to whole bytes.
    let narrow = |scale: bool| -> Vec<u8> {
        if bits >= 8 {
            return samples.clone();
        }
        let (stride, top) = ((w_ * bits).div_ceil(8), (1u16 << bits) - 1);
        (0..h_ * w_)
            .map(|i| {
                let bit = (i % w_) * bits;
                let byte = samples.get(i / w_ * stride + bit / 8).copied().unwrap_or(0);
                let value = u16::from(byte >> (8 - bits - bit % 8)) & top;
                if scale { (value * 255 / top) as u8 } else { value as u8 }
            })
            .collect()
    };
    let picture = match colour {
        ColorType::Gray(_) => image::GrayImage::from_raw(w, h, narrow(true)).map(DynamicImage::ImageLuma8),
        ColorType::GrayA(_) => image::GrayAlphaImage::from_raw(w, h, samples).map(DynamicImage::ImageLumaA8),
        ColorType::RGB(_) => image::RgbImage::from_raw(w, h, samples).map(DynamicImage::ImageRgb8),
        ColorType::RGBA(_) => image::RgbaImage::from_raw(w, h, samples).map(DynamicImage::ImageRgba8),
        ColorType::Palette(_) => {
            let third = palette.len() / 3;
            let entry = |i: u8, c: usize| palette.get(c * third + usize::from(i)).map_or(0, |v| (v >> 8) as u8);
            let rgb = narrow(false)
                .iter()
                .flat_map(|i| [entry(*i, 0), entry(*i, 1), entry(*i, 2)])
                .collect();
            image::RgbImage::from_raw(w, h, rgb).map(DynamicImage::ImageRgb8)
        }
        ColorType::CMYK(_) => {
            let mix = |ink: u8, k: u8| ((255 - u32::from(ink)) * (255 - u32::from(k)) / 255) as u8;
            let rgb = samples
                .chunks_exact(4)
                .flat_map(|p| [mix(p[0], p[3]), mix(p[1], p[3]), mix(p[2], p[3])])
                .collect();
            image::RgbImage::from_raw(w, h, rgb).map(DynamicImage::ImageRgb8)
        }
        ColorType::YCbCr(_) => {
            let rgb = samples
                .chunks_exact(3)
                .flat_map(|p| {
                    let (y, b, r) = (f32::from(p[0]), f32::from(p[1]) - 128.0, f32::from(p[2]) - 128.0);
                    [y + 1.402 * r, y - 0.344136 * b - 0.714136 * r, y + 1.772 * b]
                        .map(|v| v.round().clamp(0.0, 255.0) as u8)
                })
                .collect();
            image::RgbImage::from_raw(w, h, rgb).map(DynamicImage::ImageRgb8)
        }
        _ => None,
    };
    picture.ok_or(DecodeError::Unsupported {
        feature: "TIFF pixels of this kind",
    })
}
