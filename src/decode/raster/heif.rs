//! HEIF (ISO/IEC 23008-12) with pictures coded in HEVC, as telephones write them: one picture or a grid of tiles, with
//! transparency, turned, mirrored, cropped, of 8 to 12 bits. The decoder is `heifer`; docs/dependencies.md says why.

use heifer::heifer_isobmff::{HeifFile, ItemId};

use super::{exif, within};
use crate::decode::{DecodeError, Metadata};
use crate::format::Format;
use crate::limits::Limits;

/// How deep derived pictures (grid, overlay, identity) may nest; the decoder follows no deeper.
const DEPTH: usize = 4;

/// How many times the pixels of the finished picture its coded parts may hold together: the tiles of a grid reach over its
/// edges, an alpha plane is a second picture.
const PARTS: u64 = 4;

/// What the file says about itself, and how many pictures it shows, up to the budget of pages (a burst has several; thumbnails and
/// tiles do not count).
/// Sizes are checked here; no pixel is decoded.
pub fn look(bytes: &[u8], limits: &Limits) -> Result<(Metadata, usize), DecodeError> {
    let file = checked(bytes, limits)?;
    let mut metadata = file
        .exif(file.primary_id)
        .ok()
        .flatten()
        .map(|e| exif::from_tiff(&e))
        .unwrap_or_default();
    exif::add_xmp(&mut metadata, file.xmp(file.primary_id).ok().flatten().as_deref());
    Ok((metadata, file.top_level_image_ids().len().min(limits.pages.max(1))))
}

/// Decodes the primary picture with its own turns (`irot`, `imir`, `clap`); the EXIF tag says the same once more and is not
/// followed (ISO/IEC 23008-12, 6.5.10 and A.2.1). Samples of more than 8 bits are rounded.
pub fn pixels(bytes: &[u8], limits: &Limits) -> Result<image::RgbaImage, DecodeError> {
    checked(bytes, limits)?;
    let options = heifer::Options {
        // The reader decodes on the thread it has: it may start none, and the bytes are the same.
        max_threads: 1,
        max_pixels: limits.page_pixels,
    };
    let picture = heifer::decode_rgba8(bytes, &options).map_err(|e| told(&e))?;
    within(picture.width, picture.height, limits)?;
    image::RgbaImage::from_raw(picture.width, picture.height, picture.data)
        .ok_or_else(|| malformed(&"its size is wrong"))
}

/// The structure of a file whose picture, and the parts it is made of, keep the budget.
fn checked<'a>(bytes: &'a [u8], limits: &Limits) -> Result<HeifFile<'a>, DecodeError> {
    let file = HeifFile::parse(bytes).map_err(|e| told(&e.into()))?;
    let size = size(&file, file.primary_id)?;
    within(size.0, size.1, limits)?;
    let coded = coded_pixels(&file, file.primary_id, 0);
    let allowed = (u64::from(size.0) * u64::from(size.1))
        .saturating_mul(PARTS)
        .max(1 << 20);
    if coded > allowed {
        return Err(DecodeError::Limit {
            limit: "page_pixels",
            asked: coded,
            allowed,
        });
    }
    Ok(file)
}

/// Width and height of an item in pixels, before its turns.
fn size(file: &HeifFile<'_>, id: ItemId) -> Result<(u32, u32), DecodeError> {
    let told = file.image_size(id).map_err(|e| told(&e.into()))?;
    told.ok_or_else(|| malformed(&"a picture without a size"))
}

/// Pixels of all coded pictures that an item is made of, as its parts say. Of a part without a size nothing is known; the decoder
/// checks it against its budget.
fn coded_pixels(file: &HeifFile<'_>, id: ItemId, depth: usize) -> u64 {
    let parts = file.referenced_items(id, b"dimg");
    let alpha = file.referencing_items(id, b"auxl");
    let own = match file.image_size(id) {
        Ok(Some((w, h))) if parts.is_empty() => u64::from(w) * u64::from(h),
        _ => 0,
    };
    if depth == DEPTH {
        return own;
    }
    let below = parts.iter().chain(&alpha).map(|p| coded_pixels(file, *p, depth + 1));
    below.fold(own, u64::saturating_add)
}

fn malformed(detail: &impl std::fmt::Display) -> DecodeError {
    super::malformed(Format::Heif, detail)
}

/// The decoder's complaint by who can mend it.
fn told(error: &heifer::Error) -> DecodeError {
    use heifer::{Error, heifer_hevc_dec, heifer_isobmff};
    match error {
        Error::Unsupported(_)
        | Error::Container(heifer_isobmff::Error::Unimplemented(_))
        | Error::Hevc(heifer_hevc_dec::Error::Unimplemented(_)) => DecodeError::Unsupported {
            feature: "this variant of the picture format",
        },
        e => malformed(e),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Opened, PageImage};

    // Drawn and coded with pillow-heif 1.8 (x265): 64 × 48, the left half (200, 40, 40), the right (40, 40, 200), eight rows of
    // (240, 240, 240) on top. `turned` bears `irot` and EXIF orientation 6, `clear` is transparent on the left, `ten` has 10 bits.
    const PLAIN: &[u8] = include_bytes!("heif/plain.heic");
    const TURNED: &[u8] = include_bytes!("heif/turned.heic");
    const CLEAR: &[u8] = include_bytes!("heif/clear.heic");
    const TEN: &[u8] = include_bytes!("heif/ten.heic");

    const RED: [u8; 3] = [200, 40, 40];
    const BLUE: [u8; 3] = [40, 40, 200];
    const TOP: [u8; 3] = [240, 240, 240];

    fn opened(bytes: &[u8], limits: &Limits) -> Result<Opened, DecodeError> {
        super::super::open(bytes.into(), Format::Heif, limits)
    }

    fn page(bytes: &[u8]) -> PageImage {
        let limits = Limits::default();
        opened(bytes, &limits).and_then(|o| o.page(0, &limits)).unwrap()
    }

    /// The pixel is this colour but for what coding changes.
    fn is(page: &PageImage, at: (u32, u32), colour: [u8; 3]) -> bool {
        let pixel = page.pixels.get_pixel(at.0, at.1);
        (0..3).all(|c| pixel[c].abs_diff(colour[c]) <= 6)
    }

    #[test]
    fn pictures_of_8_and_10_bits_show_what_was_drawn() {
        for bytes in [PLAIN, TEN] {
            let p = page(bytes);
            assert_eq!(p.pixels.dimensions(), (64, 48));
            assert!(is(&p, (10, 30), RED) && is(&p, (50, 30), BLUE) && is(&p, (30, 2), TOP));
        }
    }

    #[test]
    fn a_turned_picture_is_turned_once_and_its_camera_told() {
        let p = page(TURNED);
        assert_eq!(p.pixels.dimensions(), (48, 64));
        assert!(is(&p, (10, 10), RED) && is(&p, (10, 50), BLUE) && is(&p, (45, 30), TOP));
        let told = opened(TURNED, &Limits::default()).unwrap().metadata;
        assert!(told.camera.unwrap().contains("Phone 1") && told.software.unwrap().contains("Camera 1"));
    }

    #[test]
    fn what_is_clear_shows_white() {
        let p = page(CLEAR);
        assert!(is(&p, (10, 30), [255, 255, 255]) && is(&p, (50, 30), BLUE));
    }

    #[test]
    fn a_grid_of_tiles_is_one_picture() {
        let colour = |x: usize| if x < 300 { RED } else { BLUE };
        let rgb: Vec<u8> = (0..700 * 560).flat_map(|i| colour(i % 700)).collect();
        let bytes = heifer::encode_rgb8(700, 560, &rgb, &heifer::EncodeOptions::default()).unwrap();
        assert!(bytes.windows(4).any(|w| w == b"grid"));
        let o = opened(&bytes, &Limits::default()).unwrap();
        assert_eq!(o.frames, 1);
        let p = page(&bytes);
        assert_eq!(p.pixels.dimensions(), (700, 560));
        assert!(is(&p, (100, 540), RED) && is(&p, (690, 10), BLUE) && is(&p, (690, 550), BLUE));
    }

    #[test]
    fn sizes_are_checked_before_anything_is_decoded() {
        let small = Limits {
            page_pixels: 2_000,
            ..Limits::default()
        };
        let told = opened(PLAIN, &small).unwrap_err();
        assert!(
            matches!(&told, DecodeError::Limit { limit, asked, .. } if *limit == "page_pixels" && *asked >= 64 * 48),
            "{told}"
        );
        // A file that tells another size than it codes: the decoder has the same budget.
        let at = PLAIN.windows(4).position(|w| w == b"ispe").unwrap();
        let mut lying = PLAIN.to_vec();
        lying[at + 8..at + 16].copy_from_slice(&[0, 0, 0, 8, 0, 0, 0, 8]);
        let lied = opened(&lying, &small).and_then(|o| o.page(0, &small));
        assert!(lied.is_err());
    }

    #[test]
    fn a_cut_file_is_malformed_and_other_codecs_are_not_supported() {
        let limits = Limits::default();
        let at = |bytes: &[u8]| opened(bytes, &limits).and_then(|o| o.page(0, &limits)).err();
        for percent in [10, 50, 90] {
            let cut = at(&PLAIN[..PLAIN.len() * percent / 100]);
            assert!(matches!(cut, Some(DecodeError::Malformed { .. })), "{percent} {cut:?}");
        }
        let mut other = PLAIN.to_vec();
        let hvc1 = other.windows(4).position(|w| w == b"hvc1").unwrap();
        other[hvc1..hvc1 + 4].copy_from_slice(b"av01");
        assert!(matches!(at(&other), Some(DecodeError::Unsupported { .. })));
    }
}
