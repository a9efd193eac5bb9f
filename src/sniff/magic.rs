//! Signatures at fixed places.

use crate::format::Format;

/// Place, bytes, format, name of the signature.
const TABLE: &[(usize, &[u8], Format, &str)] = &[
    (0, b"\xff\xd8\xff", Format::Jpeg, "JPEG SOI"),
    (0, b"\x89PNG\r\n\x1a\n", Format::Png, "PNG signature"),
    (0, b"GIF87a", Format::Gif, "GIF87a"),
    (0, b"GIF89a", Format::Gif, "GIF89a"),
    (8, b"WEBP", Format::Webp, "RIFF WEBP"),
    (0, b"II*\0", Format::Tiff, "TIFF header"),
    (0, b"MM\0*", Format::Tiff, "TIFF header"),
    (0, b"II+\0", Format::Tiff, "BigTIFF header"),
    (0, b"MM\0+", Format::Tiff, "BigTIFF header"),
    (0, b"8BPS", Format::Psd, "8BPS"),
    (0, b"\0\0\0\x0cjP  \r\n\x87\n", Format::Jpeg2000, "JPEG 2000 box"),
    (0, b"\xff\x4f\xff\x51", Format::Jpeg2000, "JPEG 2000 codestream"),
    (0, b"%PDF-", Format::Pdf, "%PDF-"),
    (0, b"PK\x03\x04", Format::Zip, "ZIP entry"),
    (0, b"PK\x05\x06", Format::Zip, "ZIP end of directory"),
    (0, b"PK\x07\x08", Format::Zip, "ZIP span"),
    (0, b"Rar!\x1a\x07", Format::Rar, "Rar!"),
    (0, b"7z\xbc\xaf\x27\x1c", Format::SevenZip, "7z signature"),
    (0, b"\x1f\x8b\x08", Format::Gzip, "gzip header"),
    (0, b"\x7fELF", Format::Executable, "ELF"),
    (0, b"\xfe\xed\xfa\xce", Format::Executable, "Mach-O"),
    (0, b"\xfe\xed\xfa\xcf", Format::Executable, "Mach-O"),
    (0, b"\xce\xfa\xed\xfe", Format::Executable, "Mach-O"),
    (0, b"\xcf\xfa\xed\xfe", Format::Executable, "Mach-O"),
    (0, b"\xca\xfe\xba\xbe", Format::Executable, "Java class or fat Mach-O"),
    (0, b"\0asm", Format::Executable, "WebAssembly"),
    (0, b"L\0\0\0\x01\x14\x02\0", Format::Executable, "Windows shortcut"),
    (0, b"#!/", Format::Executable, "#! line"),
];

/// The format of a signature at a fixed place.
pub(super) fn find(bytes: &[u8]) -> Option<(Format, String)> {
    let hit = TABLE.iter().find(|(at, magic, format, _)| {
        bytes.get(*at..).is_some_and(|b| b.starts_with(magic))
            && (*format != Format::Webp || bytes.starts_with(b"RIFF"))
    });
    if let Some((at, _, format, name)) = hit {
        return Some((*format, format!("{name} at byte {at}")));
    }
    // Sizes of the header of a BMP: OS/2 1 and 2, and Windows from 3 to 5.
    if bytes.starts_with(b"BM")
        && matches!(
            bytes.get(14..18),
            Some([12 | 16 | 40 | 52 | 56 | 64 | 108 | 124, 0, 0, 0])
        )
    {
        return Some((
            Format::Bmp,
            "BM at byte 0 and a header of a known size at byte 14".into(),
        ));
    }
    // Text may begin with MZ too; a program holds zeros.
    let program = bytes.starts_with(b"MZ") && bytes.get(..64).is_some_and(|h| h.contains(&0));
    program.then(|| (Format::Executable, "MZ at byte 0".into()))
}
