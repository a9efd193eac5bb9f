//! What picture files say about themselves: EXIF, XMP and the headers of the formats. All reads are bounded.

use crate::decode::Metadata;
use crate::format::Format;

/// Entries read of one directory; cameras write under 100.
const ENTRIES: usize = 512;
/// Bytes kept of a text.
const TEXT: usize = 200;

/// Facts of the first directory of a TIFF structure (a TIFF file or the body of an EXIF block).
pub(super) fn from_tiff(bytes: &[u8]) -> Metadata {
    read(bytes.strip_prefix(b"Exif\0\0").unwrap_or(bytes)).unwrap_or_default()
}

fn read(b: &[u8]) -> Option<Metadata> {
    let little = match b.get(..2)? {
        b"II" => true,
        b"MM" => false,
        _ => return None,
    };
    let u16_at = |at: usize| {
        let p = [*b.get(at)?, *b.get(at + 1)?];
        Some(if little {
            u16::from_le_bytes(p)
        } else {
            u16::from_be_bytes(p)
        })
    };
    let u32_at = |at: usize| {
        let (x, y) = (u32::from(u16_at(at)?), u32::from(u16_at(at + 2)?));
        Some(if little { y << 16 | x } else { x << 16 | y })
    };
    let text = |at: usize| {
        let length = (u32_at(at + 4)? as usize).min(TEXT);
        let from = if length <= 4 { at + 8 } else { u32_at(at + 8)? as usize };
        let raw = b.get(from..from.checked_add(length)?)?;
        clean(raw.split(|c| *c == 0).next()?)
    };
    let mut m = Metadata::default();
    let (mut make, mut model, mut density, mut unit) = (None, None, None, 2);
    let directory = u32_at(4)? as usize;
    let count = usize::from(u16_at(directory)?).min(ENTRIES);
    for i in 0..count {
        let at = directory + 2 + 12 * i;
        match u16_at(at) {
            Some(0x0112) => m.exif_orientation = u16_at(at + 8).filter(|o| (1..=8).contains(o)).map(|o| o as u8),
            Some(0x010f) => make = text(at),
            Some(0x0110) => model = text(at),
            Some(0x0131) => m.software = text(at),
            Some(0x0128) => unit = u16_at(at + 8).unwrap_or(2),
            Some(0x011a) => {
                density = u32_at(at + 8).and_then(|p| {
                    let (n, d) = (u32_at(p as usize)?, u32_at((p as usize).checked_add(4)?)?);
                    (d > 0).then(|| f64::from(n) / f64::from(d))
                });
            }
            _ => {}
        }
    }
    m.camera = match (make, model) {
        (Some(make), Some(model)) if !model.starts_with(&make) => Some(format!("{make} {model}")),
        (make, model) => model.or(make),
    };
    m.dpi = density.and_then(|d| match unit {
        2 => dpi(d),
        3 => dpi(d * 2.54),
        _ => None,
    });
    Some(m)
}

fn clean(raw: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(raw.get(..TEXT).unwrap_or(raw))
        .trim()
        .to_owned();
    (!text.is_empty()).then_some(text)
}

fn dpi(value: f64) -> Option<f64> {
    let value = (value * 10.0).round() / 10.0;
    (value > 0.0).then_some(value)
}

/// XMP's CreatorTool, as attribute or element.
pub(super) fn add_xmp(m: &mut Metadata, xmp: Option<&[u8]>) {
    let key = b"CreatorTool";
    let Some(xmp) = xmp else { return };
    let Some(at) = xmp.windows(key.len()).position(|w| w == key) else {
        return;
    };
    let rest = xmp.get(at + key.len()..).unwrap_or_default();
    let value = rest
        .trim_ascii_start()
        .strip_prefix(b"=")
        .map_or(rest, <[u8]>::trim_ascii_start);
    let value = value.get(1..).unwrap_or_default();
    let value = value.split(|c| matches!(c, b'"' | b'\'' | b'<')).next().and_then(clean);
    if let Some(tool) = value {
        m.software = Some(match m.software.take() {
            Some(s) if s != tool => format!("{s}; {tool}"),
            _ => tool,
        });
    }
}

/// Resolution and software from the headers of JPEG (JFIF) and PNG.
pub(super) fn add_headers(m: &mut Metadata, b: &[u8], format: Format) {
    match format {
        Format::Jpeg if b.get(6..11) == Some(b"JFIF\0") => {
            if let (Some(unit), Some([x, y])) = (b.get(13), b.get(14..16)) {
                let d = f64::from(u16::from_be_bytes([*x, *y]));
                m.dpi = match unit {
                    1 => dpi(d),
                    2 => dpi(d * 2.54),
                    _ => None,
                }
                .or(m.dpi);
            }
        }
        Format::Png => each_png_chunk(b, |name, data| match name {
            b"pHYs" => {
                if let [a, b, c, d, _, _, _, _, 1] = data {
                    m.dpi = dpi(f64::from(u32::from_be_bytes([*a, *b, *c, *d])) * 0.0254).or(m.dpi);
                }
            }
            b"tEXt" => {
                if let Some(text) = data.strip_prefix(b"Software\0") {
                    m.software = clean(text).or(m.software.take());
                }
            }
            _ => {}
        }),
        _ => {}
    }
}

fn each_png_chunk<'a>(b: &'a [u8], mut each: impl FnMut(&'a [u8], &'a [u8])) {
    let mut rest = b.get(8..).unwrap_or_default();
    while let [a, b, c, d, tail @ ..] = rest {
        let length = u32::from_be_bytes([*a, *b, *c, *d]) as usize;
        let (Some(name), Some(data)) = (tail.get(..4), tail.get(4..length.saturating_add(4))) else {
            return;
        };
        each(name, data);
        rest = tail.get(length.saturating_add(8)..).unwrap_or_default();
    }
}

/// Chunks of a name in a PNG or a WebP, counted up to `allowed`.
pub(super) fn chunks(b: &[u8], name: [u8; 4], allowed: usize) -> usize {
    let mut count = 0;
    if b.starts_with(b"RIFF") {
        let mut rest = b.get(12..).unwrap_or_default();
        while let [n0, n1, n2, n3, a, b, c, d, tail @ ..] = rest {
            count += usize::from([*n0, *n1, *n2, *n3] == name);
            let length = u32::from_le_bytes([*a, *b, *c, *d]) as usize;
            rest = tail.get(length.saturating_add(length & 1)..).unwrap_or_default();
        }
    } else {
        each_png_chunk(b, |n, _| count += usize::from(n == name));
    }
    count.min(allowed)
}
