//! Files of which only the attachments are encrypted (ISO 32000-1, 7.6.5: `EFF` names a filter, `StmF` and `StrF` are `Identity`).
//! Their pages ask for no password, though a reader that sees an encryption dictionary may.

/// The same bytes without a way to the encryption dictionary, where it holds for attachments only.
pub(super) fn readable(bytes: &[u8]) -> Option<Vec<u8>> {
    let places: Vec<usize> = super::revisions::encryption_entries(bytes).collect();
    let last = *places.last()?;
    let dictionary = dictionary(bytes, super::revisions::after(bytes, last + KEY.len()))?;
    if !for_attachments_only(dictionary) {
        return None;
    }
    let mut out = bytes.to_vec();
    for at in places {
        // A key of the same length that means nothing: offsets stay.
        if let Some(letter) = out.get_mut(at + KEY.len() - 1) {
            *letter = b'_';
        }
    }
    Some(out)
}

/// The entry of a trailer.
const KEY: &[u8] = b"/Encrypt";
/// Bytes looked at of an encryption dictionary; real ones take under 1 KB.
const MOST: usize = 8 << 10;

/// The dictionary, in place or by its number. It is never encrypted nor packed itself.
fn dictionary<'a>(bytes: &'a [u8], entry: &'a [u8]) -> Option<&'a [u8]> {
    let head = |b: &'a [u8]| b.get(..MOST.min(b.len()));
    if entry.starts_with(b"<<") {
        return head(entry);
    }
    let digits = |b: &[u8]| b.iter().take_while(|c| c.is_ascii_digit()).count();
    let number = entry.get(..digits(entry).min(9)).filter(|n| !n.is_empty())?;
    let rest = entry.get(number.len()..)?.trim_ascii_start();
    let generation = rest.get(..digits(rest).min(5)).filter(|n| !n.is_empty())?;
    let name = [number, b" ", generation, b" obj"].concat();
    let at = bytes
        .windows(name.len())
        .enumerate()
        .filter(|(at, w)| *w == name && (*at == 0 || !bytes.get(at - 1).is_some_and(u8::is_ascii_digit)))
        .map(|(at, _)| at)
        .next_back()?;
    let body = head(bytes.get(at..)?)?;
    let end = body.windows(6).position(|w| w == b"endobj").unwrap_or(body.len());
    body.get(..end)
}

fn for_attachments_only(dictionary: &[u8]) -> bool {
    let named = |key: &[u8]| {
        let at = dictionary.windows(key.len()).position(|w| w == key)?;
        Some(super::revisions::after(dictionary, at + key.len()).starts_with(b"/Identity"))
    };
    // Absent, the two mean `Identity`; an absent `EFF` means what `StmF` does.
    named(b"/StmF").unwrap_or(true) && named(b"/StrF").unwrap_or(true) && named(b"/EFF") == Some(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_attachments_and_nothing_else() {
        let file = |filters: &str| {
            format!(
                "12 0 obj\n<</V 5/R 6/CF<</S<</CFM/AESV3>>>>{filters}>>\nendobj\ntrailer <</Encrypt 12 0 R/EncryptMetadata true>>"
            )
        };
        let out = readable(file("/StmF /Identity/StrF/Identity/EFF/S").as_bytes()).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("/Encryp_ 12 0 R") && text.contains("/EncryptMetadata true"));
        assert!(readable(file("/EFF/S").as_bytes()).is_some());
        for filters in [
            "/StmF/S/StrF/S",
            "/StmF/S/StrF/Identity/EFF/S",
            "/StmF/Identity/StrF/Identity",
        ] {
            assert!(readable(file(filters).as_bytes()).is_none(), "{filters}");
        }
        assert!(readable(b"trailer <</Root 1 0 R>>").is_none());
    }
}
