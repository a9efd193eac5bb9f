//! QR codes and bar codes, read by `rxing`.
//!
//! The page is tried whole at a size where a module of a common code is some pixels wide, then at its own size, then at
//! half of it: small codes need the pixels, blurred ones gain by losing them. Then squares of the page where a code may stand
//! (`squares.rs`) are read by themselves, at several sizes, black and white in two ways. Where nothing dark on light is found and a part
//! of the page is dark, a light code on dark ground is looked for (ISO/IEC 18004, 7.8.2, allows both).

use rxing::common::{GlobalHistogramBinarizer, HybridBinarizer};
use rxing::multi::{GenericMultipleBarcodeReader, MultipleBarcodeReader};
use rxing::{
    BarcodeFormat, BinaryBitmap, DecodeHintValue, DecodeHints, Luma8LuminanceSource, MultiFormatReader, RXingResult,
    RXingResultMetadataType, RXingResultMetadataValue, Reader, multi::qrcode::QRCodeMultiReader, qrcode::QRCodeReader,
    qrcode::cpp_port::QrReader,
};

use super::super::{Mark, MarkKind};
use super::{bars, squares};
use crate::geometry::PixelBox;
use crate::pixels::{self, Grey, Rgb};
use crate::vision::blur::sharpened;
use crate::vision::statistics::{histogram, quantile};

/// Longest side of the first copy tried.
const FIRST_SIDE: u32 = 1600;
/// No copy larger than this is made by enlarging.
const LARGEST_SIDE: u32 = 1200;

/// Shortest side of a picture that can hold a code: the modules of the smallest QR symbol (ISO/IEC 18004, version 1).
const SHORTEST_SIDE: u32 = 21;

/// Codes without bars. (QR codes again: this reader finds single ones that the other one does not.)
const SQUARE: [BarcodeFormat; 4] = [
    BarcodeFormat::QR_CODE,
    BarcodeFormat::MICRO_QR_CODE,
    BarcodeFormat::DATA_MATRIX,
    BarcodeFormat::AZTEC,
];

/// Codes on the page (page 1; the caller sets the number), each once, by place.
pub fn find(grey: &Grey) -> Vec<Mark> {
    let longest = grey.width().max(grey.height());
    if grey.width().min(grey.height()) < SHORTEST_SIDE {
        return Vec::new();
    }
    let mut sizes: Vec<u32> = vec![longest.min(FIRST_SIDE)];
    if longest > FIRST_SIDE {
        sizes.push(longest);
    }
    sizes.push(longest / 2);
    if longest <= LARGEST_SIDE {
        sizes.push(longest * 2);
    }
    for (i, side) in sizes.into_iter().enumerate() {
        // Other codes gain nothing by being halved or doubled, and looking for them costs most.
        let found = at_size(grey, side, longest, i == 0 || side == longest);
        if !found.is_empty() {
            return found;
        }
    }
    squares::find(grey)
        .into_iter()
        .filter_map(|area| in_square(grey, area))
        .collect()
}

/// Sides of the copies of a square that are read, pixels: from few pixels a module, which takes noise away, to many, which the
/// reader's finders need where the picture has two or three.
const SQUARE_SIDES: [u32; 4] = [320, 480, 720, 1000];
/// By how much a square is enlarged at most.
const LARGEST: f64 = 6.0;
/// How far beyond a square its copy reaches, share of its side: quiet zone and what a tilt hides.
const MARGIN: f64 = 0.18;

/// The code in a square of the page where one may stand: at several sizes, black and white by the light around each place and
/// by one level, as it is and sharpened.
fn in_square(grey: &Grey, area: PixelBox) -> Option<Mark> {
    let grow = (f64::from(area.w.max(area.h)) * MARGIN) as i32;
    let area = area.grow(grow, grow).clamp_to(grey.width(), grey.height());
    let part = image::imageops::crop_imm(grey, area.x as u32, area.y as u32, area.w as u32, area.h as u32).to_image();
    let longest = part.width().max(part.height());
    let hints = DecodeHints::default().with(DecodeHintValue::TryHarder(true));
    for sharper in [false, true] {
        for side in SQUARE_SIDES {
            let scale = f64::from(side) / f64::from(longest.max(1));
            if scale > LARGEST {
                continue;
            }
            let size = |v: u32| ((f64::from(v) * scale) as u32).max(1);
            let mut copy = pixels::resized_grey(&part, size(part.width()), size(part.height()));
            if sharper {
                copy = sharpened(&copy, SOFTER * scale.max(1.0), AMOUNT);
            }
            let Some(found) = one_code(&copy, &hints) else { continue };
            let mut mark = as_mark(&found, scale)?;
            mark.area.x += area.x;
            mark.area.y += area.y;
            return Some(mark);
        }
    }
    None
}

/// Deviation of the blur that a copy is sharpened by, pixels of the page, and by how much.
const SOFTER: f64 = 1.5;
const AMOUNT: f32 = 1.2;

/// The QR code of a copy, by both of the library's readers: ZXing's own, and the port of zxing-cpp, which finds finders by their rings
/// and lays the grid by all alignment patterns. Of 18 codes of real licences that zxing-cpp reads at some size and the first does not, it reads six.
fn one_code(picture: &Grey, hints: &DecodeHints) -> Option<RXingResult> {
    let only = hints
        .clone()
        .with(DecodeHintValue::PossibleFormats([BarcodeFormat::QR_CODE].into()));
    black_and_white(picture, QRCodeReader::new, &only).or_else(|| black_and_white(picture, || QrReader, &only))
}

/// What a reader reads of a copy, black and white by the light around each place, else by one level.
fn black_and_white<R: Reader>(picture: &Grey, reader: impl Fn() -> R, hints: &DecodeHints) -> Option<RXingResult> {
    let (w, h) = picture.dimensions();
    let source = || Luma8LuminanceSource::new(picture.as_raw().clone(), w, h).ok();
    let mut around = BinaryBitmap::new(HybridBinarizer::new(source()?));
    first_of(reader(), &mut around, hints).or_else(|| {
        let mut level = BinaryBitmap::new(GlobalHistogramBinarizer::new(source()?));
        first_of(reader(), &mut level, hints)
    })
}

/// What one reader reads of a copy that is black and white.
fn first_of<B: rxing::Binarizer>(
    mut reader: impl Reader,
    bitmap: &mut BinaryBitmap<B>,
    hints: &DecodeHints,
) -> Option<RXingResult> {
    let mut read = |hints: &DecodeHints| reader.decode_with_hints(bitmap, hints).into_iter().collect();
    let found = read(hints);
    in_chinese(found, hints, &mut read).into_iter().next()
}

/// How a page that must bear a code is looked over when none was found: how many times its size, and whether sharpened. Of 55 real
/// licences whose code is seen and was not found these three tries read seven; zxing-cpp itself, over seven such copies, reads eleven.
const CLOSER: [(u32, bool); 3] = [(1, false), (2, true), (3, true)];
/// Longest side of such a copy, pixels.
const CLOSER_SIDE: u32 = 4000;

/// The code of a page that must bear one, where [`find`] found none: with two or three pixels a module its squares are not told from
/// the pattern they stand on, but its finders are, once the page is enlarged. (Page 1; the caller sets the number.)
pub fn find_closer(grey: &Grey) -> Option<Mark> {
    let hints = DecodeHints::default()
        .with(DecodeHintValue::TryHarder(true))
        .with(DecodeHintValue::PossibleFormats([BarcodeFormat::QR_CODE].into()));
    let (w, h) = grey.dimensions();
    let fits = |times: u32| w.max(h).saturating_mul(times) <= CLOSER_SIDE && w.min(h) >= SHORTEST_SIDE;
    CLOSER
        .into_iter()
        .filter(|(times, _)| fits(*times))
        .find_map(|(times, sharper)| {
            let mut copy = pixels::resized_grey(grey, w * times, h * times);
            if sharper {
                copy = sharpened(&copy, SOFTER * f64::from(times), AMOUNT);
            }
            as_mark(&black_and_white(&copy, || QrReader, &hints)?, f64::from(times))
        })
}

/// Cells that a seal is wide when its surroundings are looked over for a code.
const CELLS: u32 = 8;
/// Mean level of two by two such cells, share of the paper's, up to which a code may stand there: half of its modules are dark,
/// and of print a fifth.
const HALF_DARK: f64 = 0.7;

/// Codes that a seal touches, from the channel in which red ink is nearly white (page 1; the caller sets the number).
pub fn under_seals(page: &Rgb, seals: &[PixelBox]) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    for seal in seals {
        let area = seal.grow(seal.w, seal.h).clamp_to(page.width(), page.height());
        let Some(part) = pixels::crop(page, area) else { continue };
        let plane = pixels::channel(&part, 0);
        if !may_stand(&plane, (seal.w.max(seal.h) as u32 / CELLS).max(1)) {
            continue;
        }
        let side = plane.width().max(plane.height());
        for mut mark in at_size(&plane, side, side, false) {
            mark.area.x += area.x;
            mark.area.y += area.y;
            if marks.iter().all(|m| m.text != mark.text) {
                marks.push(mark);
            }
        }
    }
    marks
}

/// Whether so much of a square of the plane, two cells wide, is dark that a code may stand there.
fn may_stand(plane: &Grey, cell: u32) -> bool {
    let (cols, rows) = (plane.width() / cell, plane.height() / cell);
    if cols < 2 || rows < 2 {
        return false;
    }
    let cells = pixels::resized_grey(plane, cols, rows);
    let paper = f64::from(quantile(&histogram(cells.as_raw().iter().copied()), 0.9));
    let dark = |x: u32, y: u32| f64::from(cells.get_pixel(x, y).0[0]) < HALF_DARK * paper;
    let square = |x: u32, y: u32| dark(x, y) && dark(x + 1, y) && dark(x, y + 1) && dark(x + 1, y + 1);
    (0..rows - 1).any(|y| (0..cols - 1).any(|x| square(x, y)))
}

/// Cells in the longer side of a page that is looked over for a dark ground: the code of a licence, some 25 mm of 297, is then
/// five cells wide.
const CELLS_ACROSS: u32 = 64;

fn at_size(grey: &Grey, side: u32, longest: u32, others: bool) -> Vec<Mark> {
    let scale = f64::from(side) / f64::from(longest);
    let (w, h) = (
        ((f64::from(grey.width()) * scale) as u32).max(1),
        ((f64::from(grey.height()) * scale) as u32).max(1),
    );
    let copy;
    let picture = if side == longest {
        grey
    } else {
        copy = pixels::resized_grey(grey, w, h);
        &copy
    };
    if w.min(h) < SHORTEST_SIDE {
        return Vec::new();
    }
    let mut marks: Vec<Mark> = Vec::new();
    for r in decode(picture, others) {
        let Some(mark) = as_mark(&r, scale) else { continue };
        if !marks
            .iter()
            .any(|m| m.area.iou(mark.area) > 0.3 || (m.text == mark.text && m.kind == mark.kind))
        {
            marks.push(mark);
        }
    }
    marks.sort_by_key(|m| (m.area.y, m.area.x));
    marks
}

fn decode(picture: &Grey, others: bool) -> Vec<RXingResult> {
    let (w, h) = picture.dimensions();
    let hints = DecodeHints::default().with(DecodeHintValue::TryHarder(true));
    // Made black and white once, for all readers.
    let Ok(source) = Luma8LuminanceSource::new(picture.as_raw().clone(), w, h) else {
        return Vec::new();
    };
    let mut bitmap = BinaryBitmap::new(HybridBinarizer::new(source));
    let mut found = qr_codes(&mut bitmap, &hints);
    if found.is_empty() && others {
        found = other_codes(&mut bitmap, &hints, bars::may_stand(picture));
    }
    if found.is_empty() && others && may_stand(picture, (w.max(h) / CELLS_ACROSS).max(1)) {
        bitmap.invert();
        found = qr_codes(&mut bitmap, &hints);
    }
    found
}

type Bitmap = BinaryBitmap<HybridBinarizer<Luma8LuminanceSource>>;

fn qr_codes(bitmap: &mut Bitmap, hints: &DecodeHints) -> Vec<RXingResult> {
    let mut read = |hints: &DecodeHints| {
        let found = QRCodeMultiReader::new().decode_multiple_with_hints(bitmap, hints);
        found.unwrap_or_default()
    };
    let found = read(hints);
    in_chinese(found, hints, &mut read)
}

/// Codes of other kinds, and single QR codes that the reader of many does not find.
fn other_codes(bitmap: &mut Bitmap, hints: &DecodeHints, with_bars: bool) -> Vec<RXingResult> {
    let mut read = |hints: &DecodeHints| {
        let reader = MultiFormatReader::default();
        let found = GenericMultipleBarcodeReader::new(reader).decode_multiple_with_hints(bitmap, hints);
        found.unwrap_or_default()
    };
    let mut look = |hints: &DecodeHints| {
        let found = read(hints);
        in_chinese(found, hints, &mut read)
    };
    if with_bars {
        return look(hints);
    }
    // One after another: of a set of several the reader takes them in no order.
    let only = |format| DecodeHintValue::PossibleFormats([format].into());
    let each = SQUARE.into_iter().map(|format| hints.clone().with(only(format)));
    each.flat_map(|hints| look(&hints)).collect()
}

/// A code that does not tell its encoding is guessed by the reader to be UTF-8, Latin or Japanese. Bytes that are no UTF-8 are
/// read again as GB 18030, of which GBK and GB 2312 are parts; what is none of it either stays as it was read.
fn in_chinese(
    found: Vec<RXingResult>,
    hints: &DecodeHints,
    read: &mut dyn FnMut(&DecodeHints) -> Vec<RXingResult>,
) -> Vec<RXingResult> {
    if !found.iter().any(|r| is_chinese(&stored_bytes(r))) {
        return found;
    }
    let again = read(&hints.clone().with(DecodeHintValue::CharacterSet("GB18030".to_owned())));
    let better = |r: RXingResult| {
        let same = |a: &&RXingResult| a.getRawBytes() == r.getRawBytes();
        let chinese = is_chinese(&stored_bytes(&r)).then(|| again.iter().find(same).cloned());
        chinese.flatten().unwrap_or(r)
    };
    found.into_iter().map(better).collect()
}

fn is_chinese(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err()
        && encoding_rs::GB18030
            .decode_without_bom_handling_and_without_replacement(bytes)
            .is_some()
}

/// The bytes of a code's byte segments, as they are stored.
fn stored_bytes(r: &RXingResult) -> Vec<u8> {
    match r.getRXingResultMetadata().get(&RXingResultMetadataType::BYTE_SEGMENTS) {
        Some(RXingResultMetadataValue::ByteSegments(segments)) => segments.concat(),
        _ => Vec::new(),
    }
}

/// A QR code's points are the middles of its three finders, 3.5 modules inside the symbol: with the quiet zone of
/// one module its box lies 4.5 modules outside them.
fn as_mark(r: &RXingResult, scale: f64) -> Option<Mark> {
    let points = r.getPoints();
    let (mut x0, mut y0, mut x1, mut y1) = (f64::MAX, f64::MAX, f64::MIN, f64::MIN);
    for p in points {
        x0 = x0.min(f64::from(p.x));
        y0 = y0.min(f64::from(p.y));
        x1 = x1.max(f64::from(p.x));
        y1 = y1.max(f64::from(p.y));
    }
    if points.is_empty() {
        return None;
    }
    let square = matches!(
        r.getBarcodeFormat(),
        BarcodeFormat::QR_CODE | BarcodeFormat::MICRO_QR_CODE | BarcodeFormat::DATA_MATRIX | BarcodeFormat::AZTEC
    );
    // A symbol of version 3 to 6 has 29 to 41 modules: finder middles are 22 to 34 apart, the margin 4.5 of them.
    let (mx, my) = if square {
        ((x1 - x0) * 0.16, (y1 - y0) * 0.16)
    } else {
        (4.0, ((x1 - x0) * 0.1).max(8.0))
    };
    Some(Mark {
        kind: if square { MarkKind::QrCode } else { MarkKind::Barcode },
        page: 1,
        area: PixelBox::from_edges(
            ((x0 - mx) / scale).floor() as i32,
            ((y0 - my) / scale).floor() as i32,
            ((x1 + mx) / scale).ceil() as i32,
            ((y1 + my) / scale).ceil() as i32,
        ),
        text: Some(r.getText().to_owned()),
        confidence: 1.0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the code below says, and its modules, a row a number, the leftmost module its bit 28: written by zxing-cpp.
    const SAYS: &str = "http://www.gsxt.gov.cn/?91330106MAW2E97A4H";
    const MODULES: [u32; 29] = [
        0x1fd03e7f, 0x10599541, 0x1740955d, 0x1758be5d, 0x174cd65d, 0x104b9f41, 0x1fd5557f, 0x001e7f00, 0x16e2a24b,
        0x119b9371, 0x0ec3a916, 0x059501a9, 0x1c566e0c, 0x1e146bc3, 0x1be39a1f, 0x168d4ba2, 0x14ed78b2, 0x081d4586,
        0x125ce52c, 0x011ade04, 0x0d6ec5fc, 0x00181d1f, 0x1fd2735a, 0x1057d511, 0x174101ff, 0x1756aa1e, 0x17515825,
        0x104ae16a, 0x1fde1b4a,
    ];

    /// 名称：杭州云栖测试有限公司；代码：91330106MAW2E97A4H in GBK, version 4, as above: written by segno.
    const GBK_SAYS: &str = "名称：杭州云栖测试有限公司；代码：91330106MAW2E97A4H";
    const GBK_MODULES: [u64; 33] = [
        0x1fdcb247f,
        0x1048e4f41,
        0x17456b95d,
        0x17553a75d,
        0x17531fc5d,
        0x10586b441,
        0x1fd55557f,
        0x1080600,
        0x1177bd9f9,
        0x4ac6a410,
        0xe4bc6425,
        0x16b290d2f,
        0x157cb35fb,
        0x138fce000,
        0x9d9687cf,
        0x19243573b,
        0x2e51ef3b,
        0x1a2c26056,
        0x13fecb825,
        0x1e239eba7,
        0x13c1469f6,
        0x13bed9403,
        0x3cf11683,
        0x4b744578,
        0x1c48225f9,
        0x1c6eb1e,
        0x1fd396f5f,
        0x1048c191d,
        0x175e73bf3,
        0x174ccef34,
        0x174fe15a0,
        0x104a77508,
        0x1fd25e5c9,
    ];

    /// A page of 1000 by 700 with the code at (300, 200), six pixels a module, in these two levels; around it four modules of
    /// ground (the quiet zone), around that paper.
    fn page_with(modules: &[u64], dark: u8, light: u8) -> Grey {
        let side = modules.len() as u32;
        Grey::from_fn(1000, 700, |x, y| {
            let at = |v: u32, from: u32| (v + 24 >= from).then(|| (v + 24 - from) / 6).filter(|m| *m < side + 8);
            let (Some(column), Some(row)) = (at(x, 300), at(y, 200)) else {
                return image::Luma([240]);
            };
            let (column, row) = (column.wrapping_sub(4), row.wrapping_sub(4));
            let bits = modules.get(row as usize).copied().unwrap_or_default();
            let is_dark = column < side && bits >> (side - 1 - column) & 1 == 1;
            image::Luma([if is_dark { dark } else { light }])
        })
    }

    fn texts(page: &Grey) -> Vec<String> {
        find(page).into_iter().filter_map(|m| m.text).collect()
    }

    #[test]
    fn a_text_in_gbk_is_read_as_chinese() {
        assert_eq!(texts(&page_with(&GBK_MODULES, 20, 240)), [GBK_SAYS]);
        let (utf8, gbk) = ("杭州".as_bytes(), &encoding_rs::GBK.encode("杭州").0);
        assert!(!is_chinese(b"http://a.cn") && !is_chinese(utf8) && is_chinese(gbk) && !is_chinese(b"\xff\xff"));
    }

    #[test]
    fn a_light_code_on_dark_ground_is_read() {
        let modules = MODULES.map(u64::from);
        assert_eq!(texts(&page_with(&modules, 240, 30)), [SAYS]);
        assert_eq!(texts(&page_with(&GBK_MODULES, 235, 70)), [GBK_SAYS]);
        assert!(texts(&page_with(&[0; 29], 240, 30)).is_empty());
    }

    #[test]
    fn a_code_is_read_under_the_rim_of_a_seal_that_hides_a_finder() {
        let seal = PixelBox {
            x: 470,
            y: 185,
            w: 240,
            h: 240,
        };
        let page = Rgb::from_fn(1000, 800, |x, y| {
            // Seven pixels a module.
            let (column, row) = (x.wrapping_sub(300) / 7, y.wrapping_sub(300) / 7);
            let module = column < 29 && MODULES.get(row as usize).is_some_and(|r| r >> (28 - column) & 1 == 1);
            let (cx, cy) = seal.centre();
            let from_middle = (x as f32 - cx).hypot(y as f32 - cy);
            let ring = (108.0..120.0).contains(&from_middle);
            image::Rgb(match (module, ring) {
                (true, true) => [60, 10, 12],
                (true, false) => [25; 3],
                (false, true) => [205, 40, 48],
                (false, false) => [246, 245, 240],
            })
        });
        let found = under_seals(&page, &[seal]);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].text.as_deref(), Some(SAYS));
        assert!(
            found[0].area.iou(PixelBox {
                x: 300,
                y: 300,
                w: 203,
                h: 203
            }) > 0.6,
            "{:?}",
            found[0].area
        );
        assert!(find(&pixels::grey(&page)).is_empty(), "the ring is no test");
        let bare = Rgb::from_pixel(1000, 800, image::Rgb([246, 245, 240]));
        assert!(under_seals(&bare, &[seal]).is_empty());
    }
}
