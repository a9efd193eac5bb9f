//! The blocks of a GIF (GIF89a, CompuServe 1990): how many frames there are and how large, without decoding any.

use super::within;
use crate::decode::DecodeError;
use crate::limits::Limits;

/// Bytes of one frame as pixels of four bytes that the decoder takes at most.
const FRAME_BYTES: u64 = 50_000_000;

/// What the blocks tell.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Blocks {
    /// Frames, counted up to the budget of pages.
    pub frames: usize,
    /// The first frame reaches beyond the picture's own size, so that viewers differ in what they show.
    pub beyond: bool,
}

/// Goes over the blocks; a frame over the budgets is told before anybody takes memory for it.
pub(super) fn blocks(bytes: &[u8], limits: &Limits) -> Result<Blocks, DecodeError> {
    let mut found = Blocks {
        frames: 0,
        beyond: false,
    };
    // A file that breaks off says as much as was seen.
    walk(bytes, limits, &mut found).unwrap_or(Ok(()))?;
    Ok(found)
}

fn walk(bytes: &[u8], limits: &Limits, found: &mut Blocks) -> Option<Result<(), DecodeError>> {
    let word = |at: usize| Some(u32::from(u16::from_le_bytes([*bytes.get(at)?, *bytes.get(at + 1)?])));
    let table = |flags: u8| if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) };
    let screen = (word(6)?, word(8)?);
    let mut at = 13 + table(*bytes.get(10)?);
    while found.frames < limits.pages {
        match bytes.get(at)? {
            // An extension has a label, then blocks.
            0x21 => at += 2,
            0x2c => {
                let (x, y, w, h) = (word(at + 1)?, word(at + 3)?, word(at + 5)?, word(at + 7)?);
                let asked = u64::from(w) * u64::from(h) * 4;
                if let Err(over) = within(w, h, limits) {
                    return Some(Err(over));
                }
                if asked > FRAME_BYTES {
                    return Some(Err(DecodeError::Limit {
                        limit: "decoded_bytes",
                        asked,
                        allowed: FRAME_BYTES,
                    }));
                }
                found.beyond |= found.frames == 0 && (x + w > screen.0 || y + h > screen.1);
                found.frames += 1;
                // Its table of colours, then the least width of a code.
                at += 10 + table(*bytes.get(at + 9)?) + 1;
            }
            _ => return None,
        }
        // Blocks, each with its length before it, up to an empty one.
        loop {
            let length = usize::from(*bytes.get(at)?);
            at += 1 + length;
            if length == 0 {
                break;
            }
        }
    }
    Some(Ok(()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(screen: [u16; 2], frames: &[[u16; 4]]) -> Vec<u8> {
        let mut out = b"GIF89a".to_vec();
        out.extend(screen.iter().flat_map(|v| v.to_le_bytes()));
        out.extend([0x80, 0, 0, 0, 0, 0, 255, 255, 255]);
        for frame in frames {
            out.extend([0x21, 0xf9, 4, 0, 0, 0, 0, 0, 0x2c]);
            out.extend(frame.iter().flat_map(|v| v.to_le_bytes()));
            // Clear, colour 1, end, in codes of three bits.
            out.extend([0, 2, 2, 0x4c, 0x01, 0]);
        }
        out.push(0x3b);
        out
    }

    #[test]
    fn frames_are_counted_and_held_against_the_screen_and_the_budgets() {
        let limits = Limits::default();
        let told = |screen, frames: &[[u16; 4]]| blocks(&file(screen, frames), &limits);
        let whole = told([1, 1], &[[0, 0, 1, 1], [0, 0, 1, 1]]).unwrap();
        assert_eq!((whole.frames, whole.beyond), (2, false));
        let wide = told([1, 1], &[[0, 0, 9, 1]]).unwrap();
        assert_eq!((wide.frames, wide.beyond), (1, true));
        assert!(matches!(
            told([1, 1], &[[0, 0, 65535, 65535]]),
            Err(DecodeError::Limit { .. })
        ));
        assert!(matches!(
            told([1, 1], &[[0, 0, 9000, 8000]]),
            Err(DecodeError::Limit { .. })
        ));
        let many = told([1, 1], &[[0, 0, 1, 1]; 40]).unwrap();
        assert_eq!(many.frames, limits.pages);
        let cut = file([1, 1], &[[0, 0, 1, 1], [0, 0, 1, 1]]);
        assert_eq!(blocks(&cut[..cut.len() - 12], &limits).unwrap().frames, 1);
    }
}
