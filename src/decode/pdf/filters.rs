//! The filters of a PDF stream undone piece by piece, so that what comes out can be counted before anybody holds it whole
//! (ISO 32000-1, 7.4). In: bytes. Out: readers. Broken data end a reader where they break: a decoder gets no further either.

use std::io::{Read, Result};

use flate2::read::DeflateDecoder;

/// Undoes Flate as lenient readers do: without a valid header the data are taken as bare deflate, and no checksum is asked for.
pub(super) fn flate(data: &[u8]) -> DeflateDecoder<&[u8]> {
    DeflateDecoder::new(data.get(if zlib_header(data) { 2 } else { 0 }..).unwrap_or_default())
}

/// The same behind another filter.
pub(super) fn flate_behind<'a>(mut from: Box<dyn Read + 'a>) -> Box<dyn Read + 'a> {
    let mut head = Vec::new();
    if from.by_ref().take(2).read_to_end(&mut head).is_err() || zlib_header(&head) {
        return Box::new(DeflateDecoder::new(from));
    }
    Box::new(DeflateDecoder::new(std::io::Cursor::new(head).chain(from)))
}

/// The two bytes before a deflate stream (RFC 1950, 2.2).
pub(super) fn zlib_header(data: &[u8]) -> bool {
    matches!(data, [cmf, flg, ..] if cmf & 0x0f == 8 && u16::from_be_bytes([*cmf, *flg]) % 31 == 0 && flg & 0x20 == 0)
}

/// A source of single bytes.
struct Bytes<'a> {
    from: Box<dyn Read + 'a>,
    buffer: Vec<u8>,
    at: usize,
}

impl<'a> Bytes<'a> {
    fn new(from: Box<dyn Read + 'a>) -> Self {
        Self {
            from,
            buffer: Vec::new(),
            at: 0,
        }
    }

    fn next(&mut self) -> Option<u8> {
        if self.at >= self.buffer.len() {
            self.buffer.resize(8 << 10, 0);
            let read = self.from.read(&mut self.buffer).unwrap_or(0);
            self.buffer.truncate(read);
            self.at = 0;
        }
        let byte = self.buffer.get(self.at).copied();
        self.at += 1;
        byte
    }
}

/// One step of a filter: appends what comes of the next code; `false` at the end.
trait Step {
    fn step(&mut self, from: &mut Bytes<'_>, out: &mut Vec<u8>) -> bool;
}

/// A filter as a reader.
struct Undone<'a, S> {
    from: Bytes<'a>,
    step: S,
    out: Vec<u8>,
    at: usize,
    ended: bool,
}

impl<S: Step> Read for Undone<'_, S> {
    fn read(&mut self, to: &mut [u8]) -> Result<usize> {
        if self.at >= self.out.len() {
            self.out.clear();
            self.at = 0;
            while !self.ended && self.out.len() < to.len() {
                self.ended = !self.step.step(&mut self.from, &mut self.out);
            }
        }
        let ready = self.out.get(self.at..).unwrap_or_default();
        let count = ready.len().min(to.len());
        if let (Some(to), Some(from)) = (to.get_mut(..count), ready.get(..count)) {
            to.copy_from_slice(from);
        }
        self.at += count;
        Ok(count)
    }
}

fn undone<'a>(from: Box<dyn Read + 'a>, step: impl Step + 'a) -> Box<dyn Read + 'a> {
    Box::new(Undone {
        from: Bytes::new(from),
        step,
        out: Vec::new(),
        at: 0,
        ended: false,
    })
}

/// ASCIIHexDecode (7.4.2).
pub(super) fn hex<'a>(from: Box<dyn Read + 'a>) -> Box<dyn Read + 'a> {
    undone(from, Hex)
}

/// ASCII85Decode (7.4.3).
pub(super) fn ascii85<'a>(from: Box<dyn Read + 'a>) -> Box<dyn Read + 'a> {
    undone(from, Ascii85)
}

/// RunLengthDecode (7.4.5).
pub(super) fn run_length<'a>(from: Box<dyn Read + 'a>) -> Box<dyn Read + 'a> {
    undone(from, RunLength)
}

/// LZWDecode (7.4.4). `early`: the code grows one entry before it must, as it does by default.
pub(super) fn lzw<'a>(from: Box<dyn Read + 'a>, early: bool) -> Box<dyn Read + 'a> {
    undone(from, Lzw::new(early))
}

struct Hex;

impl Step for Hex {
    fn step(&mut self, from: &mut Bytes<'_>, out: &mut Vec<u8>) -> bool {
        let mut digit = || loop {
            let byte = from.next()?;
            if !byte.is_ascii_whitespace() && byte != 0 {
                return char::from(byte).to_digit(16).map(|d| d as u8);
            }
        };
        let Some(high) = digit() else { return false };
        let low = digit();
        out.push(high << 4 | low.unwrap_or(0));
        low.is_some()
    }
}

struct Ascii85;

impl Step for Ascii85 {
    fn step(&mut self, from: &mut Bytes<'_>, out: &mut Vec<u8>) -> bool {
        let (mut value, mut count) = (0_u32, 0_usize);
        while count < 5 {
            match from.next() {
                Some(b'z') if count == 0 => {
                    out.extend([0; 4]);
                    return true;
                }
                Some(b @ b'!'..=b'u') => {
                    value = value.wrapping_mul(85).wrapping_add(u32::from(b - b'!'));
                    count += 1;
                }
                Some(b) if b.is_ascii_whitespace() || b == 0 => {}
                _ => break,
            }
        }
        let whole = count == 5;
        for _ in count..5 {
            value = value.wrapping_mul(85).wrapping_add(84);
        }
        out.extend(value.to_be_bytes().iter().take(count.saturating_sub(1)));
        whole
    }
}

struct RunLength;

impl Step for RunLength {
    fn step(&mut self, from: &mut Bytes<'_>, out: &mut Vec<u8>) -> bool {
        match from.next() {
            None | Some(128) => false,
            Some(length @ 0..=127) => {
                for _ in 0..=length {
                    let Some(byte) = from.next() else { return false };
                    out.push(byte);
                }
                true
            }
            Some(length) => {
                let Some(byte) = from.next() else { return false };
                out.extend(std::iter::repeat_n(byte, 257 - usize::from(length)));
                true
            }
        }
    }
}

/// Entries of the table at most: codes have 12 bits.
const ENTRIES: usize = 4096;
const CLEAR: usize = 256;
const END: usize = 257;

struct Lzw {
    early: bool,
    /// From code 258 on: the code it lengthens, and the byte it adds.
    table: Vec<(u16, u8)>,
    last: Option<usize>,
    hold: u32,
    have: u32,
}

impl Lzw {
    fn new(early: bool) -> Self {
        Self {
            early,
            table: Vec::with_capacity(ENTRIES),
            last: None,
            hold: 0,
            have: 0,
        }
    }

    fn size(&self) -> usize {
        self.table.len() + 258
    }

    fn code(&mut self, from: &mut Bytes<'_>) -> Option<usize> {
        let width = match self.size() + usize::from(self.early) {
            0..512 => 9,
            512..1024 => 10,
            1024..2048 => 11,
            _ => 12,
        };
        while self.have < width {
            self.hold = self.hold << 8 | u32::from(from.next()?);
            self.have += 8;
        }
        self.have -= width;
        let code = self.hold >> self.have;
        self.hold &= (1 << self.have) - 1;
        Some(code as usize)
    }

    /// Appends what a code stands for; `None` where it stands for nothing.
    fn spell(&self, code: usize, out: &mut Vec<u8>) -> Option<()> {
        let start = out.len();
        let mut code = code;
        while code > END {
            let (before, byte) = *self.table.get(code - 258)?;
            out.push(byte);
            code = usize::from(before);
        }
        out.push(u8::try_from(code).ok()?);
        out.get_mut(start..)?.reverse();
        Some(())
    }
}

impl Step for Lzw {
    fn step(&mut self, from: &mut Bytes<'_>, out: &mut Vec<u8>) -> bool {
        let Some(code) = self.code(from) else { return false };
        if code == END {
            return false;
        }
        if code == CLEAR {
            self.table.clear();
            self.last = None;
            return true;
        }
        let start = out.len();
        // A code may stand for the very entry it makes: the last one and its own first byte.
        let own = code == self.size();
        let spelt = match self.last {
            Some(last) if own => self.spell(last, out),
            _ => self.spell(code, out),
        };
        let (Some(()), Some(first)) = (spelt, out.get(start).copied()) else {
            return false;
        };
        if own {
            out.push(first);
        }
        if let Some(last) = self.last
            && self.size() < ENTRIES
        {
            self.table.push((last as u16, first));
        }
        self.last = Some(code);
        true
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    fn all(mut from: Box<dyn Read + '_>) -> Vec<u8> {
        let mut out = Vec::new();
        from.read_to_end(&mut out).unwrap();
        out
    }

    #[test]
    fn the_examples_of_the_standard_come_back() {
        // ISO 32000-1, 7.4.4.2: the encoded form of 45 45 45 45 45 65 45 45 45 66.
        let codes = [0x80, 0x0b, 0x60, 0x50, 0x22, 0x0c, 0x0c, 0x85, 0x01];
        assert_eq!(
            all(lzw(Box::new(&codes[..]), true)),
            [45, 45, 45, 45, 45, 65, 45, 45, 45, 66]
        );
        assert_eq!(all(ascii85(Box::new(&b"87cUR\nD]i,\"Ebo7~>"[..]))), b"Hello World");
        assert_eq!(all(ascii85(Box::new(&b"zz~>"[..]))), [0; 8]);
        assert_eq!(all(hex(Box::new(&b"4 8 69 7>"[..]))), b"Hip");
        assert_eq!(
            all(run_length(Box::new(&[2, 1, 2, 3, 254, 9, 128, 7][..]))),
            [1, 2, 3, 9, 9, 9]
        );
    }

    /// So many zeros as a writer that wants them small puts them: each code stands for one byte more than the one before.
    pub(in super::super) fn lzw_zeros(rounds: usize) -> Vec<u8> {
        let (mut out, mut hold, mut have) = (Vec::new(), 0_u64, 0);
        let mut put = |code: usize, width: u32| {
            hold = hold << width | code as u64;
            have += width;
            while have >= 8 {
                have -= 8;
                out.push((hold >> have) as u8);
            }
        };
        let width = |size: usize| match size + 1 {
            0..512 => 9,
            512..1024 => 10,
            1024..2048 => 11,
            _ => 12,
        };
        for round in 0..rounds {
            put(CLEAR, if round == 0 { 9 } else { 12 });
            put(0, 9);
            for code in 258..ENTRIES {
                put(code, width(code));
            }
        }
        put(END, 12);
        put(0, 7);
        out
    }

    #[test]
    fn long_chains_of_codes_are_spelt_to_their_end() {
        let once = all(lzw(Box::new(&lzw_zeros(1)[..]), true));
        assert!(once.iter().all(|b| *b == 0));
        assert_eq!(once.len(), 1 + (2..=ENTRIES - 258 + 1).sum::<usize>());
        let thrice = all(lzw(Box::new(&lzw_zeros(3)[..]), true));
        assert_eq!(thrice.len(), 3 * once.len());
    }
}
