//! Containers told apart by what they hold: ZIP, OLE2, ISO media. All walks are bounded.

use crate::format::Format;

/// Members read of a ZIP directory.
const MEMBERS: usize = 4096;
/// Sectors read of an OLE directory.
const SECTORS: usize = 256;
/// The end record and the longest comment behind it.
const ZIP_TAIL: usize = 22 + 0xffff;

fn u16_at(b: &[u8], at: usize) -> Option<usize> {
    Some(usize::from(u16::from_le_bytes([
        *b.get(at)?,
        *b.get(at.checked_add(1)?)?,
    ])))
}

fn u32_at(b: &[u8], at: usize) -> Option<usize> {
    Some(u16_at(b, at)? | u16_at(b, at.checked_add(2)?)? << 16)
}

/// Where the central directory begins, if the file ends as a ZIP does.
fn directory(b: &[u8]) -> Option<usize> {
    let from = b.len().saturating_sub(ZIP_TAIL);
    let tail = b.get(from..)?;
    let end = tail.windows(4).rposition(|w| w == b"PK\x05\x06")? + from;
    if end + 22 + u16_at(b, end + 20)? > b.len() {
        return None;
    }
    let at = end.checked_sub(u32_at(b, end + 12)?)?;
    b.get(at..)?.starts_with(b"PK\x01\x02").then_some(at)
}

/// Whether a ZIP reader would open the file from its end: the end record's comment reaches the end of the file.
pub(super) fn ends_as_zip(b: &[u8]) -> bool {
    let from = b.len().saturating_sub(ZIP_TAIL);
    let end = b
        .get(from..)
        .and_then(|t| t.windows(4).rposition(|w| w == b"PK\x05\x06"));
    let reaches = end.is_some_and(|e| u16_at(b, from + e + 20).is_some_and(|c| from + e + 22 + c == b.len()));
    reaches && directory(b).is_some()
}

/// A ZIP by its members.
pub(super) fn zip(b: &[u8]) -> (Format, String) {
    let mut at = directory(b);
    for _ in 0..MEMBERS {
        let Some(here) = at.filter(|a| b.get(*a..).is_some_and(|r| r.starts_with(b"PK\x01\x02"))) else {
            break;
        };
        let (Some(name), Some(extra), Some(comment)) =
            (u16_at(b, here + 28), u16_at(b, here + 30), u16_at(b, here + 32))
        else {
            break;
        };
        let member = b.get(here + 46..here + 46 + name).unwrap_or_default();
        let format = match member {
            b"OFD.xml" => Some(Format::Ofd),
            b"word/document.xml" | b"word/document2.xml" => Some(Format::Docx),
            b"xl/workbook.xml" | b"xl/workbook.bin" => Some(Format::Xlsx),
            b"ppt/presentation.xml" => Some(Format::Pptx),
            _ => None,
        };
        if let Some(format) = format {
            return (format, format!("zip member {}", String::from_utf8_lossy(member)));
        }
        at = Some(here + 46 + name + extra + comment);
    }
    (Format::Zip, "ZIP signature at byte 0".into())
}

/// An OLE2 compound file by the streams of its directory.
pub(super) fn ole(b: &[u8]) -> Option<(Format, String)> {
    if !b.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return None;
    }
    let unknown = Some((Format::Unknown, "OLE2 without a known stream".to_owned()));
    let Some(size) = u16_at(b, 30).filter(|s| matches!(s, 9 | 12)).map(|s| 1usize << s) else {
        return unknown;
    };
    let Some(mut sector) = u32_at(b, 48) else {
        return unknown;
    };
    let place = |sector: usize| sector.checked_add(1)?.checked_mul(size);
    let mut names = std::collections::BTreeSet::new();
    for _ in 0..SECTORS {
        let Some(data) = place(sector).and_then(|at| b.get(at..)) else {
            break;
        };
        for entry in data.get(..size).unwrap_or(data).chunks_exact(128) {
            let units = entry.get(..64).unwrap_or_default().chunks_exact(2);
            let units = units.map(|u| u.iter().rev().fold(0u16, |v, x| v << 8 | u16::from(*x)));
            let name: Vec<u16> = units.take_while(|u| *u != 0).collect();
            names.insert(String::from_utf16_lossy(&name));
        }
        let per = size / 4;
        // Only the first 109 sectors of the table are followed: 7 MB at the least.
        let next = (sector / per < 109)
            .then(|| u32_at(b, 76 + 4 * (sector / per)))
            .flatten()
            .and_then(place)
            .and_then(|at| u32_at(b, at + 4 * (sector % per)));
        match next {
            Some(n) if n < 0xffff_fff0 => sector = n,
            _ => break,
        }
    }
    let streams = [
        ("EncryptedPackage", Format::Unknown),
        ("PowerPoint Document", Format::Unknown),
        ("WordDocument", Format::Doc),
        ("Workbook", Format::Xls),
        ("Book", Format::Xls),
        ("MatOST", Format::Wps),
    ];
    let hit = streams.iter().find(|(name, _)| names.contains(*name));
    hit.map(|(name, format)| (*format, format!("OLE2 stream {name}")))
        .or(unknown)
}

/// ISO media by its brands.
pub(super) fn ftyp(b: &[u8]) -> Option<(Format, String)> {
    if b.get(4..8) != Some(b"ftyp") {
        return None;
    }
    let length = u32::from_be_bytes([*b.first()?, *b.get(1)?, *b.get(2)?, *b.get(3)?]) as usize;
    let brands = b.get(8..length.clamp(12, 256).min(b.len()))?;
    let has = |wanted: &[&[u8]]| {
        brands
            .chunks_exact(4)
            .find(|c| wanted.contains(c))
            .map(String::from_utf8_lossy)
    };
    let found = |format, brand: std::borrow::Cow<str>| (format, format!("ftyp brand {brand} from byte 8"));
    has(&[b"avif", b"avis"])
        .map(|brand| found(Format::Avif, brand))
        .or_else(|| {
            has(&[b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"])
                .map(|brand| found(Format::Heif, brand))
        })
}
