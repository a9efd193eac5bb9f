//! Picture files: size and facts by a look at the header, pixels one frame at a time.

mod exif;
mod gif;
#[cfg(feature = "heif")]
mod heif;
mod tiff;

use std::io::Cursor;
use std::sync::Arc;

use image::codecs::{bmp::BmpDecoder, gif::GifDecoder, jpeg::JpegDecoder, png::PngDecoder, webp::WebPDecoder};
use image::{DynamicImage, ImageDecoder, ImageError};

use super::{DecodeError, Opened, PageImage, PageSource, Reader, jpeg};
use crate::format::Format;
use crate::limits::Limits;
use crate::pixels::Rgb;

/// An opened picture file.
#[derive(Debug)]
pub struct Raster {
    bytes: Arc<[u8]>,
    format: Format,
    orientation: u8,
    dpi: Option<f64>,
}

/// Opens a picture file: reads its header, counts its frames, decodes nothing.
pub fn open(bytes: Arc<[u8]>, format: Format, limits: &Limits) -> Result<Opened, DecodeError> {
    let (metadata, frames) = if format == Format::Tiff {
        (exif::from_tiff(&bytes), tiff::count(&bytes, limits)?)
    } else if format == Format::Heif {
        heif_look(&bytes, limits)?
    } else {
        let mut decoder = decoder(&bytes, format)?;
        let (w, h) = decoder.dimensions();
        within(w, h, limits)?;
        let mut metadata = decoder
            .exif_metadata()
            .ok()
            .flatten()
            .map(|e| exif::from_tiff(&e))
            .unwrap_or_default();
        exif::add_xmp(&mut metadata, decoder.xmp_metadata().ok().flatten().as_deref());
        exif::add_headers(&mut metadata, &bytes, format);
        let frames = match format {
            Format::Gif => gif::blocks(&bytes, limits)?.frames,
            Format::Webp => exif::chunks(&bytes, *b"ANMF", limits.pages),
            Format::Png => exif::chunks(&bytes, *b"fcTL", limits.pages),
            _ => 1,
        };
        (metadata, frames.max(1))
    };
    Ok(Opened {
        frames,
        reader: Reader::Raster(Raster {
            bytes,
            format,
            // A HEIF file turns its picture itself, and its EXIF tag says so once more.
            orientation: metadata
                .exif_orientation
                .filter(|_| format != Format::Heif)
                .unwrap_or(1),
            dpi: metadata.dpi,
        }),
        metadata,
        pdf: None,
        flaws: Vec::new(),
        proofs: Vec::new(),
    })
}

impl Raster {
    /// Decodes one frame; of an animation only the first.
    pub fn page(&self, index: usize, limits: &Limits) -> Result<PageImage, DecodeError> {
        let (picture, incomplete) = if self.format == Format::Tiff {
            (tiff::page(&self.bytes, index, limits)?, None)
        } else if index > 0 {
            return Err(DecodeError::Unsupported {
                feature: "a later frame of an animation",
            });
        } else {
            let (picture, flaw) = pixels(&self.bytes, self.format, limits)?;
            let flaw = match (flaw, self.format) {
                (None, Format::Jpeg) => self.cut_jpeg(&picture, limits).or_else(|| {
                    let broken = jpeg::damage(&self.bytes)?;
                    Some(malformed(self.format, &broken))
                }),
                (None, Format::Gif) => gif::blocks(&self.bytes, limits)?
                    .beyond
                    .then(|| malformed(self.format, &"its frame reaches beyond the size it tells")),
                (flaw, _) => flaw,
            };
            (picture, flaw)
        };
        let mut picture = DynamicImage::ImageRgb8(over_white(picture));
        if let Some(o) = image::metadata::Orientation::from_exif(self.orientation) {
            picture.apply_orientation(o);
        }
        Ok(PageImage {
            pixels: picture.into_rgb8(),
            source: PageSource::Picture,
            dpi: self.dpi,
            layer: Vec::new(),
            unmapped: None,
            pictures: 1.0,
            overlays: Vec::new(),
            besides: Vec::new(),
            unshown: Vec::new(),
            incomplete,
        })
    }

    /// The decoder fills what is missing without a word. A picture is whole where its data reach the end marker, or
    /// where it looks the same whatever is put in the place of what is missing.
    fn cut_jpeg(&self, picture: &DynamicImage, limits: &Limits) -> Option<DecodeError> {
        if jpeg::end(&self.bytes).is_some() {
            return None;
        }
        let same = [0x00u8, 0x5a].iter().all(|filler| {
            let mut longer = self.bytes.to_vec();
            longer.resize(longer.len() + 4096, *filler);
            longer.extend_from_slice(&[0xff, 0xd9]);
            matches!(pixels(&longer, Format::Jpeg, limits), Ok((p, None)) if p.as_bytes() == picture.as_bytes())
        });
        (!same).then(|| DecodeError::Malformed {
            what: "jpeg".into(),
            detail: "the data end before the picture does".into(),
        })
    }
}

fn malformed(format: Format, detail: &impl std::fmt::Display) -> DecodeError {
    DecodeError::Malformed {
        what: format.name().to_owned(),
        detail: detail.to_string(),
    }
}

fn error(format: Format, e: &ImageError) -> DecodeError {
    match e {
        ImageError::Unsupported(_) => DecodeError::Unsupported {
            feature: "this variant of the picture format",
        },
        e => malformed(format, e),
    }
}

/// Checks a frame against the budgets before anything is allocated for it.
fn within(w: u32, h: u32, limits: &Limits) -> Result<(), DecodeError> {
    let over = |limit, asked, allowed| Err(DecodeError::Limit { limit, asked, allowed });
    if w.max(h) > limits.page_side {
        return over("page_side", w.max(h).into(), limits.page_side.into());
    }
    let area = u64::from(w) * u64::from(h);
    if area > limits.page_pixels {
        return over("page_pixels", area, limits.page_pixels);
    }
    Ok(())
}

#[cfg(feature = "heif")]
use heif::{look as heif_look, pixels as heif_pixels};

/// A build without the decoder.
#[cfg(not(feature = "heif"))]
const NO_HEIF: DecodeError = DecodeError::Unsupported { feature: "this format" };

#[cfg(not(feature = "heif"))]
fn heif_look(_: &[u8], _: &Limits) -> Result<(super::Metadata, usize), DecodeError> {
    Err(NO_HEIF)
}

#[cfg(not(feature = "heif"))]
fn heif_pixels(_: &[u8], _: &Limits) -> Result<image::RgbaImage, DecodeError> {
    Err(NO_HEIF)
}

fn decoder<'a>(bytes: &'a [u8], format: Format) -> Result<Box<dyn ImageDecoder + 'a>, DecodeError> {
    let input = Cursor::new(bytes);
    let opened = match format {
        Format::Jpeg => JpegDecoder::new(input).map(|d| Box::new(d) as Box<dyn ImageDecoder>),
        Format::Png => PngDecoder::new(input).map(|d| Box::new(d) as Box<dyn ImageDecoder>),
        Format::Gif => GifDecoder::new(input).map(|d| Box::new(d) as Box<dyn ImageDecoder>),
        Format::Webp => WebPDecoder::new(input).map(|d| Box::new(d) as Box<dyn ImageDecoder>),
        Format::Bmp => BmpDecoder::new(input).map(|d| Box::new(d) as Box<dyn ImageDecoder>),
        _ => return Err(DecodeError::Unsupported { feature: "this format" }),
    };
    opened.map_err(|e| error(format, &e))
}

/// Decodes the first frame. Where the decoder gave up after some rows, these are returned with its complaint.
fn pixels(bytes: &[u8], format: Format, limits: &Limits) -> Result<(DynamicImage, Option<DecodeError>), DecodeError> {
    if format == Format::Heif {
        return heif_pixels(bytes, limits).map(|p| (DynamicImage::ImageRgba8(p), None));
    }
    let decoder = decoder(bytes, format)?;
    let (w, h) = decoder.dimensions();
    within(w, h, limits)?;
    let (colour, length) = (decoder.color_type(), decoder.total_bytes());
    if length > limits.decoded_bytes {
        return Err(DecodeError::Limit {
            limit: "decoded_bytes",
            asked: length,
            allowed: limits.decoded_bytes,
        });
    }
    let mut raw = vec![0u8; length as usize];
    let flaw = if format == Format::Jpeg && jpeg::inks::unmarked(bytes) {
        jpeg::inks::decode(bytes, &mut raw).map(|e| malformed(format, &e))
    } else {
        decoder.read_image(&mut raw).err().map(|e| error(format, &e))
    };
    if let Some(flaw) = &flaw
        && raw.iter().all(|b| *b == 0)
    {
        return Err(flaw.clone());
    }
    let words = || {
        raw.chunks_exact(2)
            .map(|b| u16::from_ne_bytes([b[0], b[1]]))
            .collect::<Vec<u16>>()
    };
    let picture = match colour {
        image::ColorType::L8 => image::GrayImage::from_raw(w, h, raw).map(DynamicImage::ImageLuma8),
        image::ColorType::La8 => image::GrayAlphaImage::from_raw(w, h, raw).map(DynamicImage::ImageLumaA8),
        image::ColorType::Rgb8 => image::RgbImage::from_raw(w, h, raw).map(DynamicImage::ImageRgb8),
        image::ColorType::Rgba8 => image::RgbaImage::from_raw(w, h, raw).map(DynamicImage::ImageRgba8),
        image::ColorType::L16 => image::ImageBuffer::from_raw(w, h, words()).map(DynamicImage::ImageLuma16),
        image::ColorType::La16 => image::ImageBuffer::from_raw(w, h, words()).map(DynamicImage::ImageLumaA16),
        image::ColorType::Rgb16 => image::ImageBuffer::from_raw(w, h, words()).map(DynamicImage::ImageRgb16),
        image::ColorType::Rgba16 => image::ImageBuffer::from_raw(w, h, words()).map(DynamicImage::ImageRgba16),
        _ => None,
    };
    let unsupported = DecodeError::Unsupported {
        feature: "this depth of colour",
    };
    picture.map(|p| (p, flaw)).ok_or(unsupported)
}

fn over_white(picture: DynamicImage) -> Rgb {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let rgba = picture.into_rgba8();
    let mut out = Rgb::new(rgba.width(), rgba.height());
    for (to, from) in out.pixels_mut().zip(rgba.pixels()) {
        let a = u32::from(from[3]);
        for c in 0..3 {
            to[c] = ((u32::from(from[c]) * a + 255 * (255 - a) + 127) / 255) as u8;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sniff::corpus;

    #[test]
    fn the_pictures_of_the_corpus_decode_as_they_should() {
        let Some(rows) = corpus::rows() else { return };
        let limits = Limits::default();
        let (mut good, mut all) = (0, 0);
        for corpus::Row { file, cells: c } in rows {
            let Some(format) = Format::ALL.iter().find(|f| f.name() == c[7] && f.is_raster()) else {
                continue;
            };
            let bytes: Arc<[u8]> = std::fs::read(file).unwrap().into();
            let page = open(bytes, *format, &limits).and_then(|o| o.page(0, &limits));
            let told = match &page {
                Ok(p) if p.incomplete.is_none() => format!("{} {}", p.pixels.width(), p.pixels.height()),
                Ok(p) => format!("incomplete {:?}", p.incomplete),
                Err(e) => format!("error {e}"),
            };
            let right = match c[13].as_str() {
                "yes" => told == format!("{} {}", c[8], c[9]),
                "no" => told.starts_with('e') || told.starts_with('i'),
                _ => continue,
            };
            all += 1;
            good += usize::from(right);
            if !right {
                println!("{} {} {} {}: {told}", c[0], c[13], c[8], c[9]);
            }
        }
        println!("{good} of {all} pictures as the manifest says");
        assert!(good * 100 >= all * 90, "{good} of {all}");
    }

    #[test]
    fn cut_jpegs_are_found_and_whole_ones_without_an_end_marker_are_not() {
        let mut whole = Vec::new();
        let noise = Rgb::from_fn(160, 120, |x, y| {
            image::Rgb([(x * 7 + y * 13) as u8, (x * y) as u8, (x ^ y) as u8])
        });
        image::codecs::jpeg::JpegEncoder::new(&mut whole)
            .encode_image(&noise)
            .unwrap();
        let limits = Limits::default();
        let flawed = |b: &[u8]| match open(b.into(), Format::Jpeg, &limits).and_then(|o| o.page(0, &limits)) {
            Ok(p) => p.incomplete.is_some(),
            Err(_) => true,
        };
        assert!(!flawed(&whole) && !flawed(&[&whole[..], b"tail"].concat()));
        assert!(!flawed(&whole[..whole.len() - 2]));
        for percent in [30, 40, 50, 60, 70, 95] {
            assert!(flawed(&whole[..whole.len() * percent / 100]), "{percent}");
        }
    }

    #[test]
    fn what_is_not_followed_is_told_and_not_read_as_something_else() {
        use ::tiff::encoder::{TiffEncoder, colortype};
        let limits = Limits::default();
        let told = |bytes: &[u8], format| open(bytes.into(), format, &limits).and_then(|o| o.page(0, &limits));
        let tiff = |write: &dyn Fn(&mut TiffEncoder<&mut Cursor<Vec<u8>>>)| {
            let mut out = Cursor::new(Vec::new());
            write(&mut TiffEncoder::new(&mut out).unwrap());
            out.into_inner()
        };
        let float = tiff(&|t| {
            t.write_image::<colortype::Gray32Float>(2, 2, &[0.0, 0.5, 1.0, 9.0])
                .unwrap();
        });
        assert!(matches!(
            told(&float, Format::Tiff),
            Err(DecodeError::Unsupported { .. })
        ));
        let signed = tiff(&|t| t.write_image::<colortype::GrayI16>(2, 1, &[-5, 300]).unwrap());
        assert!(matches!(
            told(&signed, Format::Tiff),
            Err(DecodeError::Unsupported { .. })
        ));
        // Samples of 32 bits are whole numbers of their whole range.
        let wide = tiff(&|t| {
            t.write_image::<colortype::Gray32>(3, 1, &[0, 1 << 31, u32::MAX])
                .unwrap();
        });
        let page = told(&wide, Format::Tiff).unwrap();
        assert_eq!(page.pixels.pixels().map(|p| p[0]).collect::<Vec<_>>(), [0, 128, 255]);
        // Runs of a picture that is told from its top: no writer may (Windows GDI, BITMAPINFOHEADER), and readers differ.
        let mut bmp = b"BM".to_vec();
        bmp.extend([0; 8]);
        bmp.extend((14_u32 + 40 + 8).to_le_bytes());
        bmp.extend(40_u32.to_le_bytes());
        bmp.extend(2_i32.to_le_bytes());
        bmp.extend((-2_i32).to_le_bytes());
        bmp.extend([1, 0, 8, 0, 1, 0, 0, 0, 8, 0, 0, 0]);
        bmp.extend([0; 8]);
        bmp.extend([2, 0, 0, 0, 0, 0, 0, 0]);
        bmp.extend([0, 0, 0, 0, 255, 255, 255, 0]);
        bmp.extend([2, 1, 0, 0, 2, 0, 0, 1]);
        assert!(matches!(told(&bmp, Format::Bmp), Err(DecodeError::Malformed { .. })));
    }
}
