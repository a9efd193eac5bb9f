//! What streams decode to, counted before anything decodes them whole.

use std::io::Read;

use flate2::read::ZlibDecoder;
use hayro_syntax::object::{Array, Name, Object, Stream};

use crate::decode::DecodeError;
use crate::limits::Limits;

/// Bytes that one byte of a Flate stream can become: 258 for every two bits at best (RFC 1951, 3.2.5), and as measured by
/// zlib's authors (zlib technical details, "Maximum Compression Factor").
const FLATE_RATIO: u64 = 1032;

/// The first stream that would pass the budget. Streams too small to pass it are not looked into, so an ordinary file costs
/// nothing. A stream behind another filter than Flate is left to the reader's memory limit.
pub(super) fn over(pdf: &hayro_syntax::Pdf, limits: &Limits) -> Option<DecodeError> {
    pdf.objects().into_iter().find_map(|object| match object {
        Object::Stream(stream) => measured(&stream, limits.decoded_bytes),
        _ => None,
    })
}

/// Names of the filters, the outermost first.
fn filters(stream: &Stream<'_>) -> Vec<String> {
    let dict = stream.dict();
    ["Filter", "F"]
        .iter()
        .find_map(|key| {
            dict.get::<Name<'_>>(*key)
                .map(|n| vec![n.as_str().to_owned()])
                .or_else(|| {
                    let names = dict.get::<Array<'_>>(*key)?;
                    Some(
                        names
                            .iter::<Name<'_>>()
                            .take(16)
                            .map(|n| n.as_str().to_owned())
                            .collect(),
                    )
                })
        })
        .unwrap_or_default()
}

fn measured(stream: &Stream<'_>, allowed: u64) -> Option<DecodeError> {
    let times = filters(stream)
        .iter()
        .take_while(|f| matches!(f.as_str(), "FlateDecode" | "Fl"))
        .count();
    if times == 0 {
        return None;
    }
    let raw = stream.raw_data();
    let most = FLATE_RATIO.saturating_pow(u32::try_from(times).unwrap_or(u32::MAX));
    if (raw.len() as u64).saturating_mul(most) <= allowed {
        return None;
    }
    let mut reader: Box<dyn Read + '_> = Box::new(&*raw);
    for _ in 0..times.min(8) {
        reader = Box::new(ZlibDecoder::new(reader));
    }
    let asked = length(reader, allowed);
    (asked > allowed).then_some(DecodeError::Limit {
        limit: "decoded_bytes",
        asked,
        allowed,
    })
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
