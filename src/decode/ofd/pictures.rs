//! Pictures of an OFD as pictures of a PDF: JPEG and JBIG2 as they are stored, the others decoded.

use std::io::Cursor;

use image::{DynamicImage, GenericImageView, ImageDecoder, ImageReader};
use pdf_writer::{Filter, Finish, Name, Pdf, Ref};

use super::writer::Ids;
use crate::limits::Limits;

/// Writes a picture under `id`; false where it is none that can be decoded, or too large.
pub fn write(pdf: &mut Pdf, id: Ref, ids: &mut Ids, bytes: &[u8], limits: &Limits) -> bool {
    if let Some(jbig2) = Jbig2::look(bytes) {
        return jbig2.write(pdf, id, limits);
    }
    let Some((width, height, colours)) = size(bytes) else {
        return false;
    };
    if u64::from(width) * u64::from(height) > limits.page_pixels || width.max(height) > limits.page_side {
        return false;
    }
    if bytes.starts_with(&[0xff, 0xd8]) && matches!(colours, 1 | 3) {
        let mut picture = pdf.image_xobject(id, bytes);
        picture.filter(Filter::DctDecode);
        picture.width(width as i32).height(height as i32).bits_per_component(8);
        let space: &[u8] = if colours == 1 { b"DeviceGray" } else { b"DeviceRGB" };
        picture.color_space_name(Name(space));
        return true;
    }
    let Ok(picture) = image::load_from_memory(bytes) else {
        return false;
    };
    decoded(pdf, id, ids, &picture);
    true
}

fn size(bytes: &[u8]) -> Option<(u32, u32, u8)> {
    let decoder = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .ok()?
        .into_decoder()
        .ok()?;
    let (width, height) = decoder.dimensions();
    Some((width, height, decoder.color_type().channel_count()))
}

fn decoded(pdf: &mut Pdf, id: Ref, ids: &mut Ids, picture: &DynamicImage) {
    let (width, height) = picture.dimensions();
    let clear = picture.color().has_alpha();
    let rgba = picture.to_rgba8();
    let rgb: Vec<u8> = rgba.pixels().flat_map(|p| [p[0], p[1], p[2]]).collect();
    let mask = clear.then(|| ids.fresh());
    let mut stored = pdf.image_xobject(id, &rgb);
    stored.width(width as i32).height(height as i32).bits_per_component(8);
    stored.color_space_name(Name(b"DeviceRGB"));
    if let Some(mask) = mask {
        stored.s_mask(mask);
    }
    stored.finish();
    if let Some(mask) = mask {
        let alpha: Vec<u8> = rgba.pixels().map(|p| p[3]).collect();
        let mut stored = pdf.image_xobject(mask, &alpha);
        stored.width(width as i32).height(height as i32).bits_per_component(8);
        stored.color_space_name(Name(b"DeviceGray"));
    }
}

/// A JBIG2 file (ISO/IEC 14492, annex D.4) of one page in sequential order, whose segments a PDF embeds as they are.
struct Jbig2<'a> {
    segments: &'a [u8],
    width: u32,
    height: u32,
}

impl<'a> Jbig2<'a> {
    fn look(bytes: &'a [u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(b"\x97JB2\r\n\x1a\n")?;
        let (flags, rest) = rest.split_first()?;
        // Bit 0: sequential. Bit 1: the number of pages is not told, and four bytes less follow.
        if flags & 1 == 0 {
            return None;
        }
        let segments = if flags & 2 == 0 { rest.get(4..)? } else { rest };
        // The page information segment (type 48) is the first: 11 bytes of header, then width and height.
        if segments.get(4)? & 0x3f != 48 {
            return None;
        }
        let at = |i: usize| Some(u32::from_be_bytes(segments.get(i..i + 4)?.try_into().ok()?));
        Some(Self {
            segments,
            width: at(11)?,
            height: at(15)?,
        })
    }

    fn write(&self, pdf: &mut Pdf, id: Ref, limits: &Limits) -> bool {
        let area = u64::from(self.width) * u64::from(self.height);
        if area == 0 || area > limits.page_pixels || self.width.max(self.height) > limits.page_side {
            return false;
        }
        let mut picture = pdf.image_xobject(id, self.segments);
        picture.filter(Filter::Jbig2Decode);
        picture
            .width(self.width as i32)
            .height(self.height as i32)
            .bits_per_component(1);
        picture.color_space_name(Name(b"DeviceGray"));
        true
    }
}
