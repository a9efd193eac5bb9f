//! The entropy-coded data of a JPEG scan, bit by bit (ITU-T T.81, annex F and G; by Huffman codes only).

/// What cannot be in whole data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Broken {
    /// Bits that are no code, or a code that means nothing where it stands.
    Code,
    /// The data end, at a marker or with the file, before the scan does.
    Short,
    /// Another marker, or none, where the restart marker of this number must stand.
    Restart,
    /// More data than the scan needs.
    Long,
    /// A mean brightness beyond all that samples can have.
    Range,
}

/// Codes of up to this many bits are looked up at once.
const FAST: u32 = 9;

/// A table of codes.
#[derive(Debug, Clone)]
pub(super) struct Huffman {
    /// By the next [`FAST`] bits: length of the code and its value, 0 where the code is longer or none.
    fast: Vec<u16>,
    /// By length: the first number, of 16 bits, behind its codes.
    behind: [u32; 17],
    /// By length: what leads from a code to its place among the values.
    shift: [i32; 17],
    values: Vec<u8>,
}

impl Huffman {
    /// From the counts of codes of each length and their values; `None` where there are more codes than fit.
    pub(super) fn new(counts: &[u8], values: &[u8]) -> Option<Self> {
        let mut table = Self {
            fast: vec![0; 1 << FAST],
            behind: [0; 17],
            shift: [0; 17],
            values: values.to_vec(),
        };
        let (mut code, mut place) = (0_u32, 0_usize);
        for (length, count) in (1_u32..=16).zip(counts) {
            let slot = length as usize;
            *table.shift.get_mut(slot)? = place as i32 - code as i32;
            for _ in 0..*count {
                let value = *values.get(place)?;
                if length <= FAST {
                    let from = (code << (FAST - length)) as usize;
                    let entry = (length as u16) << 8 | u16::from(value);
                    table.fast.get_mut(from..from + (1 << (FAST - length)))?.fill(entry);
                }
                code += 1;
                place += 1;
            }
            if code > 1 << length {
                return None;
            }
            *table.behind.get_mut(slot)? = code << (16 - length);
            code <<= 1;
        }
        Some(table)
    }
}

/// A reader of bits that stops at markers.
#[derive(Debug)]
pub(super) struct Bits<'a> {
    data: &'a [u8],
    at: usize,
    hold: u64,
    have: u32,
    /// Bits held that no data stand behind.
    made_up: u32,
    stopped: bool,
}

impl<'a> Bits<'a> {
    pub(super) fn new(data: &'a [u8], at: usize) -> Self {
        Self {
            data,
            at,
            hold: 0,
            have: 0,
            made_up: 0,
            stopped: false,
        }
    }

    fn fill(&mut self) {
        while self.have <= 56 {
            let mut byte = 0;
            if !self.stopped {
                match (self.data.get(self.at), self.data.get(self.at + 1)) {
                    (Some(0xff), Some(0)) => {
                        byte = 0xff;
                        self.at += 2;
                    }
                    (Some(0xff), _) | (None, _) => self.stopped = true,
                    (Some(b), _) => {
                        byte = *b;
                        self.at += 1;
                    }
                }
            }
            self.made_up += if self.stopped { 8 } else { 0 };
            self.hold |= u64::from(byte) << (56 - self.have);
            self.have += 8;
        }
    }

    fn drop(&mut self, count: u32) {
        self.hold <<= count;
        self.have -= count;
    }

    /// So many bits (up to 16) as a number.
    pub(super) fn take(&mut self, count: u32) -> u32 {
        if count == 0 {
            return 0;
        }
        if self.have < count {
            self.fill();
        }
        let value = (self.hold >> (64 - count)) as u32;
        self.drop(count);
        value
    }

    /// A number of so many bits with its sign (T.81, F.2.2.1, EXTEND).
    pub(super) fn signed(&mut self, count: u32) -> i32 {
        let value = self.take(count) as i32;
        if count > 0 && value < 1 << (count - 1) {
            value - (1 << count) + 1
        } else {
            value
        }
    }

    /// The value of the next code.
    pub(super) fn code(&mut self, table: &Huffman) -> Result<u8, Broken> {
        if self.have < 16 {
            self.fill();
        }
        let next = (self.hold >> 48) as u32;
        let entry = table.fast.get((next >> (16 - FAST)) as usize).copied().unwrap_or(0);
        if entry != 0 {
            self.drop(u32::from(entry >> 8));
            return Ok(entry as u8);
        }
        for length in FAST + 1..=16 {
            let slot = length as usize;
            if table.behind.get(slot).is_some_and(|b| next < *b) {
                self.drop(length);
                let place = (next >> (16 - length)) as i32 + table.shift.get(slot).copied().unwrap_or(0);
                let value = usize::try_from(place).ok().and_then(|p| table.values.get(p));
                return value.copied().ok_or(Broken::Code);
            }
        }
        Err(Broken::Code)
    }

    /// More was taken than there was.
    pub(super) fn spent(&self) -> bool {
        self.have < self.made_up
    }

    /// Whether the data stopped at a marker, not with the file.
    pub(super) fn at_marker(&self) -> bool {
        self.stopped && self.at + 1 < self.data.len()
    }

    /// Goes on to the next marker: whole bytes left over before it, and where it stands.
    pub(super) fn rest(&self) -> (usize, usize) {
        let mut left = (self.have.saturating_sub(self.made_up) / 8) as usize;
        let mut at = self.at;
        while at < self.data.len() {
            match (self.data.get(at), self.data.get(at + 1)) {
                (Some(0xff), Some(0)) => {
                    at += 2;
                    left += 1;
                }
                // Fill bytes.
                (Some(0xff), Some(0xff)) => at += 1,
                (Some(0xff), Some(_)) => break,
                _ => {
                    at += 1;
                    left += 1;
                }
            }
        }
        (left, at)
    }
}

impl Bits<'_> {
    /// Steps over the restart marker of this number.
    pub(super) fn restart(&mut self, number: u8) -> Result<(), Broken> {
        let (left, at) = self.rest();
        match (self.data.get(at), self.data.get(at + 1)) {
            (Some(0xff), Some(marker)) if *marker == 0xd0 + number && left <= 1 => {
                *self = Bits::new(self.data, at + 2);
                Ok(())
            }
            (Some(0xff), Some(_)) => {
                self.stopped = true;
                Err(Broken::Restart)
            }
            _ => {
                self.stopped = true;
                self.at = self.data.len();
                Err(Broken::Short)
            }
        }
    }
}
