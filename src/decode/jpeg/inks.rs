//! JPEGs of four inks (cyan, magenta, yellow, black). Photoshop stores them inverted (255 is no ink) and says so by an Adobe
//! segment (APP14); decoders follow it. Without the segment a file does not tell which way round it is: as it stands 0 is no
//! ink (libjpeg, `libjpeg.txt`: "CMYK"), but an inverted file whose segments were stripped looks the same, and programs that show
//! pictures differ. The black ink tells: it is laid only where a picture is dark, so over the whole of one there is more paper
//! without it than with it.

use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

/// Samples a pixel.
const INKS: usize = 4;

/// Whether a JPEG has four components and no Adobe segment.
pub(in crate::decode) fn unmarked(bytes: &[u8]) -> bool {
    let mut at = 2;
    let mut four = false;
    while let (Some(0xff), Some(&marker)) = (bytes.get(at), bytes.get(at + 1)) {
        if marker == 0xff {
            at += 1;
            continue;
        }
        let Some(&[high, low]) = bytes.get(at + 2..at + 4) else {
            break;
        };
        let length = usize::from(u16::from_be_bytes([high, low]));
        let Some(body) = bytes.get(at + 4..at + 2 + length) else {
            break;
        };
        match marker {
            0xee if body.starts_with(b"Adobe") => return false,
            // Start of frame: precision, height, width, then the number of components.
            0xc0..=0xc2 => four = body.get(5) == Some(&4),
            0xda => break,
            _ => {}
        }
        at += 2 + length;
    }
    four
}

/// Decodes such a file into `rgb` (width × height × 3, zeroed); what the decoder complained of, where it did.
pub(in crate::decode) fn decode(bytes: &[u8], rgb: &mut [u8]) -> Option<String> {
    let options = DecoderOptions::default()
        .set_strict_mode(false)
        .set_max_width(usize::MAX)
        .set_max_height(usize::MAX)
        .jpeg_set_out_colorspace(ColorSpace::CMYK);
    let mut samples = vec![0u8; rgb.len() / 3 * INKS];
    let flaw = JpegDecoder::new_with_options(ZCursor::new(bytes), options)
        .decode_into(&mut samples)
        .err()
        .map(|e| e.to_string());
    if flaw.is_some() && samples.iter().all(|s| *s == 0) {
        return flaw;
    }
    let black: u64 = samples.chunks_exact(INKS).map(|p| u64::from(p[3])).sum();
    let inverted = black * 2 > (samples.len() / INKS) as u64 * 255;
    for (to, from) in rgb.chunks_exact_mut(3).zip(samples.chunks_exact(INKS)) {
        let light = |sample: u8| u32::from(if inverted { sample } else { 255 - sample });
        let under_black = light(from[3]);
        for (to, from) in to.iter_mut().zip(from) {
            *to = ((light(*from) * under_black + 127) / 255) as u8;
        }
    }
    flaw
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::decode::raster::open;
    use crate::format::Format;
    use crate::limits::Limits;

    /// Bits as a JPEG stores them: a byte FF is followed by 00.
    struct Bits {
        bytes: Vec<u8>,
        held: u32,
        many: u32,
    }

    impl Bits {
        fn put(&mut self, value: u32, many: u32) {
            for i in (0..many).rev() {
                self.held = self.held << 1 | (value >> i & 1);
                self.many += 1;
                if self.many == 8 {
                    self.bytes.push(self.held as u8);
                    if self.held as u8 == 0xff {
                        self.bytes.push(0);
                    }
                    (self.held, self.many) = (0, 0);
                }
            }
        }
    }

    /// A JPEG of blocks in a row, each of one colour; only the means of blocks are stored (quantiser 8: a step is one level).
    fn jpeg(adobe: Option<u8>, blocks: &[[u8; INKS]]) -> Arc<[u8]> {
        let mut out = vec![0xff, 0xd8];
        let mut segment = |marker: u8, body: &[u8]| {
            out.extend([0xff, marker]);
            out.extend((body.len() as u16 + 2).to_be_bytes());
            out.extend(body);
        };
        if let Some(transform) = adobe {
            segment(0xee, &[b"Adobe\0\x64\0\0\0\0".as_slice(), &[transform]].concat());
        }
        segment(0xdb, &[&[0u8][..], &[8; 64]].concat());
        let width = blocks.len() as u8 * 8;
        let mut frame = vec![8, 0, 8, 0, width, INKS as u8];
        for id in 1..=INKS as u8 {
            frame.extend([id, 0x11, 0]);
        }
        segment(0xc0, &frame);
        // Sizes 0 to 11 of a mean, all in codes of four bits; of the rest of a block only "no more".
        let mut dc = vec![0u8; 17];
        dc[4] = 12;
        dc.extend(0..12);
        segment(0xc4, &dc);
        let mut ac = vec![0x10u8];
        ac.extend([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        segment(0xc4, &ac);
        segment(0xda, &[4, 1, 0, 2, 0, 3, 0, 4, 0, 0, 63, 0]);
        let mut bits = Bits {
            bytes: Vec::new(),
            held: 0,
            many: 0,
        };
        let mut before = [0i32; INKS];
        for block in blocks {
            for (level, before) in block.iter().zip(&mut before) {
                let mean = i32::from(*level) - 128;
                let step = mean - *before;
                *before = mean;
                let size = 32 - step.unsigned_abs().leading_zeros();
                bits.put(size, 4);
                let coded = if step < 0 { step + (1 << size) - 1 } else { step };
                bits.put(coded as u32, size);
                bits.put(0, 1);
            }
        }
        bits.put(0x7f, 7);
        out.extend(bits.bytes);
        out.extend([0xff, 0xd9]);
        out.into()
    }

    /// The colours of the blocks as they are shown.
    fn shown(bytes: &Arc<[u8]>, blocks: usize) -> Vec<[u8; 3]> {
        let limits = Limits::default();
        let page = open(bytes.clone(), Format::Jpeg, &limits)
            .unwrap()
            .page(0, &limits)
            .unwrap();
        assert!(page.incomplete.is_none(), "{:?}", page.incomplete);
        (0..blocks as u32)
            .map(|i| page.pixels.get_pixel(i * 8 + 4, 4).0)
            .collect()
    }

    fn near(shown: &[[u8; 3]], wanted: &[[u8; 3]]) {
        let far = shown.iter().flatten().zip(wanted.iter().flatten());
        let far = far.map(|(a, b)| a.abs_diff(*b)).max().unwrap();
        assert!(shown.len() == wanted.len() && far <= 3, "{shown:?} {wanted:?}");
    }

    /// Paper, red print, black print, grey: 0 is no ink.
    const INK: [[u8; INKS]; 4] = [[0, 0, 0, 0], [0, 255, 255, 0], [0, 0, 0, 255], [60, 60, 60, 0]];
    const SEEN: [[u8; 3]; 4] = [[255, 255, 255], [255, 0, 0], [0, 0, 0], [195, 195, 195]];

    fn inverted(blocks: [[u8; INKS]; 4]) -> [[u8; INKS]; 4] {
        blocks.map(|b| b.map(|s| 255 - s))
    }

    #[test]
    fn without_a_marker_both_ways_round_are_shown_as_the_paper_is() {
        for blocks in [INK, inverted(INK)] {
            let file = jpeg(None, &blocks);
            assert!(unmarked(&file));
            near(&shown(&file, 4), &SEEN);
        }
    }

    #[test]
    fn a_marker_is_followed() {
        let file = jpeg(Some(0), &inverted(INK));
        assert!(!unmarked(&file));
        near(&shown(&file, 4), &SEEN);
        // Luma and chroma of the first three inks (T.872): luma 255 of the stored, inverted inks is 0 after them.
        let ycck = [
            [0, 128, 128, 255],
            [255, 128, 128, 255],
            [0, 128, 128, 0],
            [60, 128, 128, 255],
        ];
        let file = jpeg(Some(2), &ycck);
        near(&shown(&file, 4), &[[255; 3], [0; 3], [0; 3], [195; 3]]);
    }

    #[test]
    fn what_is_cut_or_of_three_colours_is_not_taken_for_it() {
        let file = jpeg(None, &INK);
        for end in 0..file.len() {
            let _ = unmarked(&file[..end]);
            let mut rgb = vec![0; 32 * 8 * 3];
            let _ = decode(&file[..end], &mut rgb);
        }
        let mut three = Vec::new();
        let white = crate::pixels::Rgb::from_pixel(8, 8, image::Rgb([255; 3]));
        image::codecs::jpeg::JpegEncoder::new(&mut three)
            .encode_image(&white)
            .unwrap();
        assert!(!unmarked(&three));
    }
}
