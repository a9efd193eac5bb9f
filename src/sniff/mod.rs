//! Identification by content, never by name. In: bytes. Out: [`Identified`], with the basis of the answer.

mod container;
#[cfg(test)]
pub(crate) mod corpus;
mod magic;
mod text;

use crate::format::Format;

/// What the bytes are and how it was known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identified {
    /// The format.
    pub format: Format,
    /// What told: "JPEG SOI at byte 0", "zip member word/document.xml".
    pub basis: String,
    /// Other formats that the same bytes could be opened as (polyglots): a PDF behind a GIF header, a ZIP appended to a JPEG.
    pub also: Vec<Format>,
}

/// Readers look for a PDF header in this many bytes (PDF 1.7, implementation note 13).
const PDF_HEADER_WITHIN: usize = 1024;
/// Bytes of a picture searched for markup.
const MARKUP_WITHIN: usize = 64 << 10;

/// Identifies `bytes` (the whole file, or as much of it as the budget read).
pub fn identify(bytes: &[u8]) -> Identified {
    let (format, basis) = main(bytes);
    let mut also = Vec::new();
    if pdf_header(bytes).is_some() && !matches!(format, Format::Pdf | Format::Text | Format::Html) && !zipped(format) {
        also.push(Format::Pdf);
    }
    if !zipped(format) && container::ends_as_zip(bytes) {
        also.push(Format::Zip);
    }
    if format.is_raster() && format != Format::Tiff {
        let head = bytes.get(..MARKUP_WITHIN).unwrap_or(bytes).to_ascii_lowercase();
        if [&b"<script"[..], b"<?php", b"<html"]
            .iter()
            .any(|m| find(&head, m).is_some())
        {
            also.push(Format::Html);
        }
    }
    also.sort_unstable();
    also.dedup();
    Identified { format, basis, also }
}

fn zipped(format: Format) -> bool {
    matches!(
        format,
        Format::Zip | Format::Docx | Format::Xlsx | Format::Pptx | Format::Ofd
    )
}

fn main(bytes: &[u8]) -> (Format, String) {
    if bytes.is_empty() {
        return (Format::Empty, "no bytes".into());
    }
    if let Some(found) = magic::find(bytes) {
        return match found.0 {
            Format::Zip => container::zip(bytes),
            _ => found,
        };
    }
    if let Some(found) = container::ole(bytes).or_else(|| container::ftyp(bytes)) {
        return found;
    }
    let text = text::identify(bytes);
    match pdf_header(bytes) {
        Some(at) if text.is_none() || find(bytes, b"startxref").is_some() => {
            (Format::Pdf, format!("%PDF- at byte {at}"))
        }
        _ => text.unwrap_or((Format::Unknown, "no known signature".into())),
    }
}

fn pdf_header(bytes: &[u8]) -> Option<usize> {
    find(bytes.get(..PDF_HEADER_WITHIN).unwrap_or(bytes), b"%PDF-")
}

fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|w| w == part)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_corpus_is_identified() {
        let Some(rows) = corpus::rows() else { return };
        let (mut confusion, mut right, mut all) = (BTreeMap::new(), 0, 0);
        for corpus::Row { file, cells } in rows {
            let Ok(bytes) = std::fs::read(file) else {
                continue;
            };
            let found = identify(&bytes);
            all += 1;
            right += usize::from(found.format.name() == cells[7]);
            if found.format.name() != cells[7] || !found.also.is_empty() {
                let key = (cells[7].clone(), found.format.name(), format!("{:?}", found.also));
                confusion.entry(key).or_insert_with(Vec::new).push(cells[0].clone());
            }
        }
        println!("{right} of {all} right; else {confusion:#?}");
        assert!(right * 1000 >= all * 995, "{right} of {all}");
    }

    #[test]
    fn polyglots_are_told() {
        let mut gif = b"GIF89a....%PDF-1.4".to_vec();
        assert_eq!(identify(&gif).also, [Format::Pdf]);
        gif = b"GIF89a<script>alert(1)</script>".to_vec();
        assert_eq!(identify(&gif).also, [Format::Html]);
        assert_eq!(identify(b"").format, Format::Empty);
    }

    proptest! {
        #[test]
        fn identifying_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..600), start in 0usize..5) {
            let heads = [&b""[..], b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04", b"\0\0\0\x20ftyp", b"<?xml "];
            let _ = identify(&[heads[start], &bytes].concat());
        }
    }
}
