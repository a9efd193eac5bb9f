//! The markers of a JPEG, and whether its coded data hold what its headers promise. Pixels are made here only of files in four
//! inks that do not tell which way round they are ([`inks`]).

mod entropy;
mod frame;
pub(super) mod inks;

pub(super) use frame::damage;

/// Offset just behind the end marker (EOI) of the picture itself; thumbnails inside segments are stepped over.
pub(super) fn end(bytes: &[u8]) -> Option<usize> {
    let mut at = 2;
    loop {
        // Entropy-coded data, or fill bytes, up to the next marker.
        while !(bytes.get(at) == Some(&0xff) && !matches!(bytes.get(at + 1), None | Some(0 | 0xff | 0xd0..=0xd7))) {
            at += 1;
            if at >= bytes.len() {
                return None;
            }
        }
        if bytes.get(at + 1) == Some(&0xd9) {
            return Some(at + 2);
        }
        let length = u16::from_be_bytes([*bytes.get(at + 2)?, *bytes.get(at + 3)?]);
        at += 2 + usize::from(length);
    }
}

#[cfg(test)]
mod tests {
    use super::end;

    #[test]
    fn the_end_is_that_of_the_picture_and_not_of_its_thumbnail() {
        let whole = b"\xff\xd8\xff\xe1\x00\x04\xff\xd9\xff\xda\x00\x02a\xff\x00b\xff\xd0c\xff\xd9tail";
        assert_eq!(end(whole), Some(whole.len() - 4));
        assert_eq!(end(&whole[..whole.len() - 5]), None);
    }
}
