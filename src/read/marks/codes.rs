//! QR codes and bar codes, read by `rxing`.
//!
//! The page is tried whole at a size where a module of a common code is some pixels wide, then at its own size, then at
//! half of it: small codes need the pixels, blurred ones gain by losing them.

use rxing::common::HybridBinarizer;
use rxing::multi::{GenericMultipleBarcodeReader, MultipleBarcodeReader};
use rxing::{
    BarcodeFormat, BinaryBitmap, DecodeHints, Luma8LuminanceSource, MultiFormatReader, RXingResult,
    multi::qrcode::QRCodeMultiReader,
};

use super::super::{Mark, MarkKind};
use super::bars;
use crate::geometry::PixelBox;
use crate::pixels::Grey;

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
    Vec::new()
}

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
        copy = crate::pixels::resized_grey(grey, w, h);
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
    let hints = DecodeHints::default().with(rxing::DecodeHintValue::TryHarder(true));
    // Made black and white once, for all readers.
    let Ok(source) = Luma8LuminanceSource::new(picture.as_raw().clone(), w, h) else {
        return Vec::new();
    };
    let mut bitmap = BinaryBitmap::new(HybridBinarizer::new(source));
    let found = QRCodeMultiReader::new().decode_multiple_with_hints(&mut bitmap, &hints);
    let found = found.unwrap_or_default();
    if !found.is_empty() || !others {
        return found;
    }
    let mut look = |hints: &DecodeHints| {
        let reader = MultiFormatReader::default();
        let found = GenericMultipleBarcodeReader::new(reader).decode_multiple_with_hints(&mut bitmap, hints);
        found.unwrap_or_default()
    };
    if bars::may_stand(picture) {
        return look(&hints);
    }
    // One after another: of a set of several the reader takes them in no order.
    let only = |format| rxing::DecodeHintValue::PossibleFormats([format].into());
    let each = SQUARE.into_iter().map(|format| hints.clone().with(only(format)));
    each.flat_map(|hints| look(&hints)).collect()
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
