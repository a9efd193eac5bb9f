//! What streams decode to, counted before anything decodes them whole.

use std::borrow::Cow;
use std::io::Read;

use hayro_syntax::Filter;
use hayro_syntax::object::{Array, Dict, Stream};

use super::filters;
use crate::decode::DecodeError;
use crate::limits::Limits;

/// Bytes that one byte of a Flate stream can become: 258 for every two bits at best (RFC 1951, 3.2.5), and as measured by
/// zlib's authors (zlib technical details, "Maximum Compression Factor").
const FLATE_RATIO: u64 = 1032;
/// The same of LZW: a code of 12 bits stands for 4096 bytes at best.
const LZW_RATIO: u64 = 2731;
/// Of a run: 2 bytes stand for 128.
const RUN_RATIO: u64 = 64;
/// Of ASCII85: `z` stands for four zeros.
const ASCII85_RATIO: u64 = 4;
/// All streams of a file together may decode to so many times what one may: twelve pages of pictures stay below, and a file of
/// many streams that each stay below does not.
const ALL: u64 = 8;
/// Bytes of a picture looked at for its size where it stands behind another filter.
const HEAD: u64 = 1 << 20;
/// Filters of one stream followed; nobody writes more than three.
const CHAIN: usize = 8;
/// Bytes a JPEG 2000 sample takes while it is decoded: its coefficient.
const COEFFICIENT: u64 = 4;

/// What streams have come to so far.
struct Count {
    one: u64,
    all: u64,
}

impl Count {
    fn new(limits: &Limits) -> Self {
        Self {
            one: limits.decoded_bytes,
            all: limits.decoded_bytes.saturating_mul(ALL),
        }
    }

    /// Counts a stream of `asked` bytes; the budget it passes, if it does.
    fn add(&mut self, asked: u64, limits: &Limits) -> Option<DecodeError> {
        let over = asked > self.one || asked > self.all;
        self.all = self.all.saturating_sub(asked);
        over.then_some(DecodeError::Limit {
            limit: "decoded_bytes",
            asked: asked.max(self.one.saturating_add(1)),
            allowed: limits.decoded_bytes,
        })
    }
}

/// The first thing standing in the file as a Flate stream that would pass the budget. Object streams and cross-reference
/// streams are decoded while the file is opened, so this looks at bytes alone, before.
pub(super) fn over_unopened(bytes: &[u8], limits: &Limits) -> Option<DecodeError> {
    let mut count = Count::new(limits);
    let mut inflate = flate2::Decompress::new(false);
    let word = b"stream";
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|b| *b == b's') {
        let Some(behind) = rest.get(at..).and_then(|r| r.strip_prefix(word)) else {
            rest = rest.get(at + 1..).unwrap_or_default();
            continue;
        };
        rest = behind;
        let blank = rest.iter().take(8).take_while(|b| b.is_ascii_whitespace()).count();
        let data = rest.get(blank..).unwrap_or_default();
        if (data.len() as u64).saturating_mul(FLATE_RATIO) <= limits.decoded_bytes {
            return None;
        }
        if filters::zlib_header(data) {
            inflate.reset(false);
            let length = inflated(&mut inflate, data.get(2..).unwrap_or_default(), limits.decoded_bytes);
            if let Some(over) = count.add(length, limits) {
                return Some(over);
            }
        }
    }
    None
}

/// Bytes that come of a deflate stream, counted to just over `allowed`.
fn inflated(inflate: &mut flate2::Decompress, data: &[u8], allowed: u64) -> u64 {
    let mut buffer = vec![0; 64 << 10];
    while inflate.total_out() <= allowed {
        let before = (inflate.total_in(), inflate.total_out());
        let left = data.get(before.0 as usize..).unwrap_or_default();
        match inflate.decompress(left, &mut buffer, flate2::FlushDecompress::None) {
            Ok(flate2::Status::Ok) if (inflate.total_in(), inflate.total_out()) != before => {}
            Ok(_) | Err(_) => break,
        }
    }
    inflate.total_out()
}

/// The first stream that would pass the budget. Streams too small to pass it are not looked into, so an ordinary file costs
/// nothing.
pub(super) fn over(pdf: &hayro_syntax::Pdf, limits: &Limits) -> Option<DecodeError> {
    let mut count = Count::new(limits);
    pdf.objects().into_iter().find_map(|object| match object {
        hayro_syntax::object::Object::Stream(stream) => count.add(asked(&stream, limits.decoded_bytes), limits),
        _ => None,
    })
}

/// Bytes that a stream decodes to, counted to just over `allowed`; 0 where it cannot come near.
fn asked(stream: &Stream<'_>, allowed: u64) -> u64 {
    let raw = stream.raw_data();
    let filters = stream.filters();
    let coded = filters.iter().take(CHAIN).take_while(|f| !is_picture(**f)).count();
    let most = filters
        .iter()
        .take(coded)
        .fold(raw.len() as u64, |most, f| most.saturating_mul(ratio(*f)));
    let chain = || -> Box<dyn Read + '_> {
        let mut reader: Box<dyn Read + '_> = Box::new(&*raw);
        for (i, filter) in filters.iter().take(coded).enumerate() {
            reader = match filter {
                Filter::FlateDecode if i == 0 => Box::new(filters::flate(&raw)),
                Filter::FlateDecode => filters::flate_behind(reader),
                Filter::LzwDecode => filters::lzw(reader, early(stream, i)),
                Filter::RunLengthDecode => filters::run_length(reader),
                Filter::Ascii85Decode => filters::ascii85(reader),
                Filter::AsciiHexDecode => filters::hex(reader),
                _ => reader,
            };
        }
        reader
    };
    let plain = if most > allowed { length(chain(), allowed) } else { 0 };
    let Some(picture) = filters.get(coded).filter(|_| plain <= allowed) else {
        return plain;
    };
    let head: Cow<'_, [u8]> = if coded == 0 {
        Cow::Borrowed(&raw)
    } else {
        let mut head = Vec::new();
        // What breaks off is looked at as far as it goes.
        let _ = chain().take(HEAD).read_to_end(&mut head);
        Cow::Owned(head)
    };
    plain.max(pictured(*picture, &head, stream, coded))
}

const fn is_picture(filter: Filter) -> bool {
    matches!(
        filter,
        Filter::DctDecode | Filter::JpxDecode | Filter::Jbig2Decode | Filter::CcittFaxDecode
    )
}

const fn ratio(filter: Filter) -> u64 {
    match filter {
        Filter::FlateDecode => FLATE_RATIO,
        Filter::LzwDecode => LZW_RATIO,
        Filter::RunLengthDecode => RUN_RATIO,
        Filter::Ascii85Decode => ASCII85_RATIO,
        Filter::AsciiHexDecode
        | Filter::Crypt
        | Filter::DctDecode
        | Filter::JpxDecode
        | Filter::Jbig2Decode
        | Filter::CcittFaxDecode => 1,
    }
}

/// The parameters of the filter of this number.
fn parameters<'a>(stream: &Stream<'a>, number: usize) -> Option<Dict<'a>> {
    let dict = stream.dict();
    ["DecodeParms", "DP"].iter().find_map(|key| {
        let one = || dict.get::<Dict<'a>>(*key).filter(|_| number == 0);
        dict.get::<Array<'a>>(*key)
            .and_then(|all| all.iter::<Dict<'a>>().nth(number))
            .or_else(one)
    })
}

fn early(stream: &Stream<'_>, number: usize) -> bool {
    let told = parameters(stream, number).and_then(|p| p.get::<i32>("EarlyChange"));
    told.is_none_or(|e| e != 0)
}

/// Bytes that a picture takes by its own account: a byte a pixel of one colour, as the readers hold it. A JPEG is decoded in the
/// size that the dictionary tells, which each page asks for (`page_pixels`).
fn pictured(filter: Filter, data: &[u8], stream: &Stream<'_>, number: usize) -> u64 {
    match filter {
        Filter::JpxDecode => jpx(data).unwrap_or(0),
        Filter::Jbig2Decode => jbig2(data).unwrap_or(0),
        Filter::CcittFaxDecode => {
            let told = |key: &str| parameters(stream, number).and_then(|p| p.get::<u32>(key));
            let height = stream
                .dict()
                .get::<u32>("Height")
                .or_else(|| stream.dict().get::<u32>("H"));
            let rows = height.filter(|h| *h > 0).or_else(|| told("Rows"));
            u64::from(told("Columns").unwrap_or(1728)).saturating_mul(u64::from(rows.unwrap_or(0)))
        }
        _ => 0,
    }
}

fn number(data: &[u8], at: usize) -> Option<u64> {
    let bytes = data.get(at..at + 4)?.try_into().ok()?;
    Some(u64::from(u32::from_be_bytes(bytes)))
}

/// Width by height by components of a JPEG 2000 codestream: its SIZ segment follows the start marker (ISO/IEC 15444-1, A.5.1).
fn jpx(data: &[u8]) -> Option<u64> {
    let mark = [0xff, 0x4f, 0xff, 0x51];
    let siz = data.windows(mark.len()).position(|w| w == mark)? + 4;
    let side = |at| Some(number(data, siz + 4 + at)?.saturating_sub(number(data, siz + 12 + at)?));
    let components = u64::from(u16::from_be_bytes([*data.get(siz + 36)?, *data.get(siz + 37)?]));
    Some(
        side(0)?
            .saturating_mul(side(4)?)
            .saturating_mul(components)
            .saturating_mul(COEFFICIENT),
    )
}

/// Width by height of the page of an embedded JBIG2 stream: its page information segment, type 48 (ITU-T T.88, 7.4.8).
fn jbig2(data: &[u8]) -> Option<u64> {
    let mut at = 0;
    loop {
        let number_of = number(data, at)?;
        let flags = *data.get(at + 4)?;
        // 7.2.4: how many segments this one refers to, in three bits or in a longer form.
        let short = u64::from(*data.get(at + 5)? >> 5);
        let (count, mut next) = if short == 7 {
            let count = number(data, at + 5)? & 0x1fff_ffff;
            (count, at + 5 + 4 + usize::try_from(count / 8 + 1).ok()?)
        } else {
            (short, at + 6)
        };
        let size = match number_of {
            0..=256 => 1,
            257..=65536 => 2,
            _ => 4,
        };
        next += usize::try_from(count).ok()?.checked_mul(size)?;
        next += if flags & 0x40 == 0 { 1 } else { 4 };
        let length = number(data, next)?;
        next += 4;
        if flags & 0x3f == 48 {
            let (width, height) = (number(data, next)?, number(data, next + 4)?);
            // A page of unknown height grows with its stripes.
            return (height != u64::from(u32::MAX)).then(|| width.saturating_mul(height));
        }
        at = next.checked_add(usize::try_from(length).ok()?)?;
    }
}

/// Bytes that come, counted to just over `allowed`. A broken stream counts as far as it goes: so does what reads it.
fn length(mut reader: impl Read, allowed: u64) -> u64 {
    let mut buffer = vec![0; 64 << 10];
    let mut count = 0;
    while count <= allowed {
        match reader.read(&mut buffer) {
            Ok(0) | Err(_) => break,
            Ok(n) => count += n as u64,
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_sized_by_their_own_headers() {
        let siz = [
            &[0, 0, 0, 12, b'j', b'P', 0xff, 0x4f, 0xff, 0x51, 0, 47, 0, 0][..],
            &60_000_u32.to_be_bytes(),
            &50_001_u32.to_be_bytes(),
            &[0, 0, 0, 0, 0, 0, 0, 1],
            &[0; 16],
            &[0, 3],
        ]
        .concat();
        assert_eq!(jpx(&siz), Some(60_000 * 50_000 * 3 * 4));
        assert_eq!(jpx(&siz[..20]), None);
        // A symbol dictionary that refers to two segments stands before the page.
        let page = [
            &[0, 0, 0, 1, 0, 0x40, 7, 8, 1, 0, 0, 0, 2, 9, 9][..],
            &[0, 0, 0, 2, 48, 0, 1, 0, 0, 0, 19],
            &65_535_u32.to_be_bytes(),
            &65_000_u32.to_be_bytes(),
        ]
        .concat();
        assert_eq!(jbig2(&page), Some(65_535 * 65_000));
        assert_eq!(jbig2(&page[..30]), None);
    }
}
