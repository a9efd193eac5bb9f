//! Text, HTML and SVG, told from bytes that are neither.

use crate::format::Format;

/// Bytes looked at.
const HEAD: usize = 64 << 10;

/// Text of a plausible encoding, and whether it is markup we name.
pub(super) fn identify(bytes: &[u8]) -> Option<(Format, String)> {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    let (text, encoding) = decode(head)?;
    let lower = text.trim_start_matches('\u{feff}').to_ascii_lowercase();
    let mut rest = lower.trim_start();
    loop {
        let after = if let Some(r) = rest.strip_prefix("<!--") {
            r.split_once("-->").map(|p| p.1)
        } else if let Some(r) = rest.strip_prefix("<?xml") {
            r.split_once("?>").map(|p| p.1)
        } else {
            None
        };
        match after {
            Some(r) => rest = r.trim_start(),
            None => break,
        }
    }
    if rest.starts_with("<!doctype svg") || rest.starts_with("<svg") || rest.starts_with("<svg:svg") {
        return Some((Format::Svg, format!("svg element in {encoding} text")));
    }
    let tags = [
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<script",
        "<title",
        "<meta ",
        "<table",
        "<div",
        "<p>",
        "<h1",
    ];
    match tags.iter().find(|t| rest.starts_with(**t)) {
        Some(tag) => Some((Format::Html, format!("{tag} first in {encoding} text"))),
        None => Some((Format::Text, format!("{encoding} text without control characters"))),
    }
}

fn decode(b: &[u8]) -> Option<(String, &'static str)> {
    for (mark, big) in [(b"\xff\xfe", false), (b"\xfe\xff", true)] {
        if let Some(rest) = b.strip_prefix(mark) {
            let units: Vec<u16> = rest
                .chunks_exact(2)
                .map(|u| {
                    u.iter().fold(0u16, |v, x| {
                        if big {
                            v << 8 | u16::from(*x)
                        } else {
                            v >> 8 | u16::from(*x) << 8
                        }
                    })
                })
                .collect();
            let text = String::from_utf16_lossy(&units);
            return (!text.contains(['\0', '\u{fffd}'])).then_some((text, "UTF-16"));
        }
    }
    if b.iter()
        .any(|c| c.is_ascii_control() && !matches!(c, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b))
    {
        return None;
    }
    let valid = match std::str::from_utf8(b) {
        Ok(t) => Some(t),
        // The head may end inside a character.
        Err(e) if e.error_len().is_none() && b.len() == HEAD => std::str::from_utf8(b.get(..e.valid_up_to())?).ok(),
        Err(_) => None,
    };
    if let Some(t) = valid {
        return Some((t.to_owned(), "UTF-8"));
    }
    // GBK: a lead of 81 to FE, a trail of 40 to FE.
    let mut at = 0;
    while let Some(c) = b.get(at) {
        at += 1;
        if *c >= 0x80 {
            let trail = b.get(at).copied().unwrap_or(0x40);
            if !(0x81..=0xfe).contains(c) || !(0x40..=0xfe).contains(&trail) || trail == 0x7f {
                return None;
            }
            at += 1;
        }
    }
    Some((String::from_utf8_lossy(b).into_owned(), "GBK"))
}
