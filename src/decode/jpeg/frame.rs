//! Goes through all scans of a JPEG as a decoder does, and throws the coefficients away. Decoders that show pictures fill what
//! is broken with something and go on; libjpeg tells of it in warnings (its `jerror.h`: `JWRN_HUFF_BAD_CODE`, `JWRN_HIT_MARKER`,
//! `JWRN_MUST_RESYNC`, `JWRN_EXTRANEOUS_DATA`), ours does not. A changed bit in the size of a coefficient leaves all codes
//! valid and is not seen.

use super::entropy::{Bits, Broken, Huffman};

/// Whole bytes behind a scan's data that are let pass: some encoders write a little more than they need.
const LEFT_OVER: usize = 16;
/// Scans looked at; encoders write at most some ten.
const SCANS: usize = 40;
/// Blocks of a frame at most: `page_pixels` in four colours has five million.
const BLOCKS: usize = 8_000_000;
/// The mean of a block of 8 bits a sample is at most 1024 away from grey, as coefficients count (T.81, A.3.3). What rounding and
/// sharp edges add stays far below as much again.
const BRIGHTNESS: i64 = 2048;

#[derive(Debug, Clone, Copy, Default)]
struct Component {
    id: u8,
    across: usize,
    down: usize,
    quant: usize,
    /// Blocks across and down that hold picture.
    blocks: (usize, usize),
    /// Blocks in a row of the whole grid of units.
    stride: usize,
    seen: bool,
}

#[derive(Debug, Default)]
struct Frame {
    progressive: bool,
    components: Vec<Component>,
    units: (usize, usize),
    /// By component and block: which coefficients are not zero. Only progressive frames need it.
    masks: Vec<Vec<u64>>,
}

#[derive(Debug, Default)]
struct Tables {
    dc: [Option<Huffman>; 4],
    ac: [Option<Huffman>; 4],
    /// First quantiser of each table.
    quant: [u16; 4],
    restart: usize,
}

/// One scan's header.
#[derive(Debug)]
struct Scan {
    /// Index of the component, its tables of codes.
    parts: Vec<(usize, usize, usize)>,
    from: u32,
    to: u32,
    high: u32,
    low: u32,
}

/// What is wrong with the coded data of a JPEG; `None` where nothing is, or where it is coded in a way that is not followed here
/// (arithmetic, lossless, 12 bits, height told at the end, a frame beyond all budgets). A file that merely ends early is not judged: see [`super::end`].
pub(in crate::decode) fn damage(bytes: &[u8]) -> Option<&'static str> {
    walk(bytes)?.err().map(|broken| match broken {
        Broken::Code => "the coded data hold what is no code",
        Broken::Short => "the coded data end before the picture does",
        Broken::Restart => "a part of the coded data is missing",
        Broken::Long => "the coded data go on behind the picture",
        Broken::Range => "the coded data give brightness beyond all bounds",
    })
}

/// `None`: not followed.
fn walk(bytes: &[u8]) -> Option<Result<(), Broken>> {
    let mut tables = Tables::default();
    let mut frame = Frame::default();
    let (mut at, mut scans) = (2, 0);
    loop {
        // Whatever stands between segments is stepped over.
        while !(bytes.get(at) == Some(&0xff) && !matches!(bytes.get(at + 1), None | Some(0 | 0xff | 0xd0..=0xd7))) {
            at += 1;
            if at >= bytes.len() {
                return Some(Ok(()));
            }
        }
        let marker = *bytes.get(at + 1)?;
        if marker == 0xd9 {
            let all = frame.components.iter().all(|c| c.seen);
            return Some(if all { Ok(()) } else { Err(Broken::Short) });
        }
        let length = usize::from(u16::from_be_bytes([*bytes.get(at + 2)?, *bytes.get(at + 3)?]));
        let body = bytes.get(at + 4..at + 2 + length)?;
        at += 2 + length;
        match marker {
            0xc0..=0xc2 if frame.components.is_empty() => frame = Frame::read(body, marker == 0xc2)?,
            0xc4 => tables.read_codes(body)?,
            0xdb => tables.read_quantisers(body)?,
            0xdd => tables.restart = usize::from(u16::from_be_bytes([*body.first()?, *body.get(1)?])),
            0xda => {
                scans += 1;
                if scans > SCANS {
                    return None;
                }
                let scan = frame.scan(body)?;
                let mut bits = Bits::new(bytes, at);
                match frame.decode(&scan, &tables, &mut bits)? {
                    Ok(behind) => at = behind,
                    // The file is cut here: another question.
                    Err(Broken::Short) if !bits.at_marker() => return Some(Ok(())),
                    Err(broken) => return Some(Err(broken)),
                }
            }
            0xc3 | 0xc5..=0xcf => return None,
            _ => {}
        }
    }
}

impl Tables {
    fn read_codes(&mut self, mut body: &[u8]) -> Option<()> {
        while let [which, rest @ ..] = body {
            let counts = rest.get(..16)?;
            let many = counts.iter().map(|c| usize::from(*c)).sum::<usize>();
            let table = Huffman::new(counts, rest.get(16..16 + many)?)?;
            let class = if which >> 4 == 0 { &mut self.dc } else { &mut self.ac };
            *class.get_mut(usize::from(which & 15))? = Some(table);
            body = rest.get(16 + many..)?;
        }
        Some(())
    }

    fn read_quantisers(&mut self, mut body: &[u8]) -> Option<()> {
        while let [which, rest @ ..] = body {
            let wide = which >> 4 != 0;
            let first = if wide {
                u16::from_be_bytes([*rest.first()?, *rest.get(1)?])
            } else {
                u16::from(*rest.first()?)
            };
            *self.quant.get_mut(usize::from(which & 15))? = first;
            body = rest.get(if wide { 128 } else { 64 }..)?;
        }
        Some(())
    }
}

impl Frame {
    fn read(body: &[u8], progressive: bool) -> Option<Self> {
        let [8, h1, h0, w1, w0, count, parts @ ..] = body else {
            return None;
        };
        let (height, width) = (
            usize::from(u16::from_be_bytes([*h1, *h0])),
            usize::from(u16::from_be_bytes([*w1, *w0])),
        );
        let mut components: Vec<Component> = parts
            .as_chunks::<3>()
            .0
            .iter()
            .take(usize::from(*count))
            .map(|[id, sampling, quant]| Component {
                id: *id,
                across: usize::from(sampling >> 4),
                down: usize::from(sampling & 15),
                quant: usize::from(*quant),
                ..Component::default()
            })
            .collect();
        let sound = |c: &Component| (1..=4).contains(&c.across) && (1..=4).contains(&c.down) && c.quant < 4;
        if width == 0 || height == 0 || components.is_empty() || components.len() > 4 || !components.iter().all(sound) {
            return None;
        }
        let across = components.iter().map(|c| c.across).max()?;
        let down = components.iter().map(|c| c.down).max()?;
        let units = (width.div_ceil(8 * across), height.div_ceil(8 * down));
        for c in &mut components {
            let blocks = |side: usize, own: usize, most: usize| (side * own).div_ceil(most).div_ceil(8);
            c.blocks = (blocks(width, c.across, across), blocks(height, c.down, down));
            c.stride = units.0 * c.across;
        }
        let blocks = |c: &Component| (c.stride * units.1).saturating_mul(c.down);
        if components.iter().map(blocks).fold(0, usize::saturating_add) > BLOCKS {
            return None;
        }
        let masks = if progressive {
            components
                .iter()
                .map(|c| vec![0; c.stride * units.1 * c.down])
                .collect()
        } else {
            Vec::new()
        };
        Some(Self {
            progressive,
            components,
            units,
            masks,
        })
    }

    fn scan(&mut self, body: &[u8]) -> Option<Scan> {
        let (count, rest) = body.split_first()?;
        let count = usize::from(*count);
        let mut parts = Vec::new();
        for pair in rest.as_chunks::<2>().0.iter().take(count) {
            let index = self.components.iter().position(|c| c.id == pair[0])?;
            self.components.get_mut(index)?.seen = true;
            parts.push((index, usize::from(pair[1] >> 4), usize::from(pair[1] & 15)));
        }
        let [from, to, steps] = *rest.get(2 * count..2 * count + 3)? else {
            return None;
        };
        let scan = Scan {
            from: u32::from(from),
            to: u32::from(to),
            high: u32::from(steps >> 4),
            low: u32::from(steps & 15),
            parts,
        };
        let sound = !scan.parts.is_empty()
            && scan.parts.len() == count
            && (!self.progressive
                || (scan.from <= scan.to && scan.to < 64 && scan.low < 14 && (scan.from > 0 || scan.to == 0)));
        let alone = scan.from == 0 || scan.parts.len() == 1;
        (sound && (alone || !self.progressive)).then_some(scan)
    }

    /// Goes through a scan; where the marker behind it stands. Outer `None`: a table is missing.
    fn decode(&mut self, scan: &Scan, tables: &Tables, bits: &mut Bits<'_>) -> Option<Result<usize, Broken>> {
        // A scan of one component holds its blocks in rows, without those that only fill up a unit.
        let single = (scan.parts.len() == 1)
            .then(|| self.components.get(scan.parts.first()?.0).copied())
            .flatten();
        let (wide, high) = single.map_or(self.units, |c| c.blocks);
        let mut parts = Vec::new();
        for (index, dc, ac) in &scan.parts {
            let c = *self.components.get(*index)?;
            let (dc, ac) = (tables.dc.get(*dc)?.as_ref(), tables.ac.get(*ac)?.as_ref());
            let needs_dc = !self.progressive || (scan.from == 0 && scan.high == 0);
            let needs_ac = !self.progressive || scan.from > 0;
            if (needs_dc && dc.is_none()) || (needs_ac && ac.is_none()) {
                return None;
            }
            parts.push((*index, c, dc, ac, i64::from(*tables.quant.get(c.quant)?)));
        }
        let mut means = [0_i64; 4];
        let mut run = 0_u32;
        let (mut until, mut number) = (tables.restart, 0_u8);
        let total = wide * high;
        for unit in 0..total {
            if tables.restart > 0 {
                if until == 0 {
                    match bits.restart(number) {
                        Ok(()) => {}
                        Err(broken) => return Some(Err(broken)),
                    }
                    number = (number + 1) & 7;
                    until = tables.restart;
                    means = [0; 4];
                    run = 0;
                }
                until -= 1;
            }
            let (x, y) = (unit % wide, unit / wide);
            for (index, c, dc, ac, quant) in &parts {
                let (across, down) = if single.is_some() { (1, 1) } else { (c.across, c.down) };
                for block in 0..across * down {
                    let place = (y * down + block / across) * c.stride + x * across + block % across;
                    let mean = means.get_mut(*index)?;
                    let done = if self.progressive {
                        let mask = self.masks.get_mut(*index)?.get_mut(place)?;
                        progressive(bits, scan, (*dc, *ac), mean, mask, &mut run)
                    } else {
                        sequential(bits, (*dc)?, (*ac)?, mean)
                    };
                    let scale = if self.progressive { scan.low } else { 0 };
                    let done = done.and_then(|()| {
                        let beyond = (*mean << scale).saturating_mul(*quant).abs() > BRIGHTNESS + quant;
                        if beyond { Err(Broken::Range) } else { Ok(()) }
                    });
                    // What was made up behind the data says nothing about them.
                    if bits.spent() {
                        return Some(Err(Broken::Short));
                    }
                    if let Err(broken) = done {
                        return Some(Err(broken));
                    }
                }
            }
        }
        let (left, behind) = bits.rest();
        Some(if left > LEFT_OVER {
            Err(Broken::Long)
        } else {
            Ok(behind)
        })
    }
}

fn mean_step(bits: &mut Bits<'_>, dc: &Huffman) -> Result<i64, Broken> {
    let size = bits.code(dc)?;
    if size > 15 {
        return Err(Broken::Code);
    }
    Ok(i64::from(bits.signed(u32::from(size))))
}

fn sequential(bits: &mut Bits<'_>, dc: &Huffman, ac: &Huffman, mean: &mut i64) -> Result<(), Broken> {
    *mean += mean_step(bits, dc)?;
    let mut k = 1;
    while k < 64 {
        let code = bits.code(ac)?;
        let (zeros, size) = (u32::from(code >> 4), u32::from(code & 15));
        if size == 0 {
            if zeros < 15 {
                break;
            }
            k += 16;
            continue;
        }
        k += zeros;
        if k > 63 {
            return Err(Broken::Code);
        }
        bits.take(size);
        k += 1;
    }
    Ok(())
}

/// One block of a progressive scan (T.81, G.1.2); the codes it needs are there.
fn progressive(
    bits: &mut Bits<'_>,
    scan: &Scan,
    (dc, ac): (Option<&Huffman>, Option<&Huffman>),
    mean: &mut i64,
    mask: &mut u64,
    run: &mut u32,
) -> Result<(), Broken> {
    if scan.from == 0 {
        match dc {
            Some(dc) if scan.high == 0 => *mean += mean_step(bits, dc)?,
            _ => {
                bits.take(1);
            }
        }
        return Ok(());
    }
    let ac = ac.ok_or(Broken::Code)?;
    let refine = scan.high > 0;
    let mut k = scan.from;
    if *run == 0 {
        while k <= scan.to {
            let code = bits.code(ac)?;
            let (mut zeros, size) = (u32::from(code >> 4), u32::from(code & 15));
            if size == 0 && zeros < 15 {
                *run = (1 << zeros) + bits.take(zeros);
                break;
            }
            if refine && size > 1 {
                return Err(Broken::Code);
            }
            bits.take(size);
            if refine {
                // Zeros are counted past the coefficients that have a value already; each of those takes a bit.
                while k <= scan.to {
                    if *mask >> k & 1 == 1 {
                        bits.take(1);
                    } else if zeros == 0 {
                        break;
                    } else {
                        zeros -= 1;
                    }
                    k += 1;
                }
            } else {
                k += zeros;
            }
            if size > 0 {
                if k > scan.to {
                    return Err(Broken::Code);
                }
                *mask |= 1 << k;
            }
            k += 1;
        }
    }
    if *run > 0 {
        if refine {
            let rest = (k..=scan.to).filter(|k| *mask >> k & 1 == 1).count();
            for _ in 0..rest {
                bits.take(1);
            }
        }
        *run -= 1;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sniff::corpus;

    /// Hills with a grain, so that blocks differ as in a photo.
    fn whole(quality: u8) -> Vec<u8> {
        let mut seed = 1_u32;
        let picture = image::RgbImage::from_fn(320, 240, |x, y| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let hill = (f64::from(x) / 37.0).sin() * 60.0 + (f64::from(y) / 23.0).cos() * 50.0 + 120.0;
            let v = (hill + f64::from(seed >> 28)) as u8;
            image::Rgb([v, v.saturating_add((x / 8) as u8), (y & 0xff) as u8])
        });
        let mut out = Vec::new();
        image::codecs::jpeg::JpegEncoder::new_with_quality(&mut out, quality)
            .encode_image(&picture)
            .unwrap();
        out
    }

    fn data(bytes: &[u8]) -> std::ops::Range<usize> {
        let scan = bytes.windows(2).rposition(|w| w == [0xff, 0xda]).unwrap();
        scan + 14..bytes.len() - 2
    }

    #[test]
    fn whole_data_are_whole() {
        for quality in [20, 75, 100] {
            let bytes = whole(quality);
            assert_eq!(damage(&bytes), None, "{quality}");
            assert_eq!(damage(&[&bytes[..], b"tail"].concat()), None);
            // Cut files are another question, answered elsewhere.
            assert_eq!(damage(&bytes[..bytes.len() / 2]), None);
        }
        assert_eq!(damage(b""), None);
        assert_eq!(damage(b"\xff\xd8\xff\xd9"), None);
    }

    #[test]
    fn an_end_mark_in_the_middle_and_data_too_many_are_told() {
        let bytes = whole(75);
        let half = data(&bytes).start + data(&bytes).len() / 2;
        let early = [&bytes[..half], &[0xff, 0xd9]].concat();
        assert_eq!(damage(&early), Some("the coded data end before the picture does"));
        let mut late = bytes.clone();
        late.splice(bytes.len() - 2..bytes.len() - 2, [0x55; 40]);
        assert_eq!(damage(&late), Some("the coded data go on behind the picture"));
    }

    #[test]
    fn spoilt_stretches_are_told() {
        let bytes = whole(75);
        let range = data(&bytes);
        let mut seed = 7_u32;
        let mut next = move || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 8) as usize
        };
        let (mut overwritten, mut lost, mut flipped) = (0, 0, 0);
        let rounds = 200;
        for _ in 0..rounds {
            let at = range.start + next() % (range.len() - 64);
            let mut spoilt = bytes.clone();
            spoilt[at..at + 64].fill_with(|| (next() % 255) as u8);
            overwritten += usize::from(damage(&spoilt).is_some());
            let mut spoilt = bytes.clone();
            spoilt.drain(at..at + 64);
            lost += usize::from(damage(&spoilt).is_some());
            let mut spoilt = bytes.clone();
            spoilt[at] ^= 1 << (next() % 8);
            flipped += usize::from(damage(&spoilt).is_some());
        }
        println!("of {rounds}: {overwritten} overwritten, {lost} lost, {flipped} flipped are told");
        assert!(overwritten * 100 >= rounds * 90, "{overwritten}");
        assert!(lost * 100 >= rounds * 90, "{lost}");
        // Most bits are amounts of coefficients, which any bits can be, and codes find back into step.
        assert!(flipped * 100 >= rounds * 15, "{flipped}");
    }

    #[test]
    fn the_jpegs_of_the_corpus_that_decode_are_whole() {
        let Some(rows) = corpus::rows() else { return };
        let (mut all, mut progressive, mut told) = (0, 0, Vec::new());
        for corpus::Row { file, cells: c } in rows {
            if c[7] != "jpeg" || c[13] != "yes" {
                continue;
            }
            let bytes = std::fs::read(file).unwrap();
            all += 1;
            progressive += usize::from(bytes.windows(2).any(|w| w == [0xff, 0xc2]));
            told.extend(damage(&bytes).map(|d| format!("{}: {d}", c[0])));
        }
        println!("{all} files, {progressive} progressive; told: {told:#?}");
        // What a decoder's own collection of crafted and partial files holds is told; what people and cameras made is not.
        assert!(
            all > 20 && told.iter().all(|t| t.contains("jpeg-decoder/")),
            "{told:#?}"
        );
        let samples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/queue");
        for file in walkdir::WalkDir::new(samples).into_iter().flatten() {
            if file.path().extension().is_some_and(|e| e == "jpg" || e == "jpeg") {
                assert_eq!(
                    damage(&std::fs::read(file.path()).unwrap()),
                    None,
                    "{}",
                    file.path().display()
                );
            }
        }
    }
}
