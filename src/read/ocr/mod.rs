//! Optical character recognition with the PP-OCRv6 small models: detection, page turning, recognition.
//!
//! In: pixels. Out: lines with characters, alternatives and places on the upright page. Results do not depend on the number
//! of threads: each run of a network is one thread's; cases, and the lines of a page, run side by side.

mod again;
mod detect;
mod ends;
mod ink;
mod lift;
pub mod model;
#[cfg(feature = "ocr")]
mod net;
mod one_l_i;
mod parts;
mod recognise;
mod side_by_side;
mod strokes;
mod turn;
mod warp;
mod zero_o;

use crate::geometry::{PixelBox, Point, Quad, Turn};
use crate::hanzi;
use crate::limits::Limits;
use crate::pixels::{self, Rgb};
use crate::read::{Glyph, Source, TextLine, rows};
use crate::vision::statistics::median;
#[cfg(feature = "ocr")]
pub(in crate::read) use model::FaceValues;
pub use model::{ModelError, Models};
use recognise::Read;
use strokes::{End, STROKE};

/// The recogniser with its models.
#[derive(Debug)]
pub struct Engine {
    models: Models,
    /// Threads that read the lines of a page side by side, the caller's among them.
    threads: usize,
}

/// Text of one page.
#[derive(Debug, Clone)]
pub struct PageText {
    /// Turn that makes the page upright.
    pub turn: Turn,
    /// How sure the turn is, 0 to 1.
    pub turn_confidence: f64,
    /// Lines in pixels of the upright page, top to bottom.
    pub lines: Vec<TextLine>,
    /// More lines were found than the budget allows.
    pub partial: bool,
    /// The runtime failed: the page was not looked at.
    pub failed: bool,
}

/// A line read less surely than this, on average, is noise: texture, a stamp's rim, a pattern.
const LEAST_CONFIDENCE: f32 = 0.5;

/// Below this a line may be upside down.
const DOUBTFUL_WAY: f32 = 0.75;
/// From this on a line that was turned is believed.
const READS_WELL: f32 = 0.9;
/// Characters a line must have to be turned: one or two look alike both ways (日, 一, 8, 0).
const LEAST_TO_TURN: usize = 4;
/// A line must be this much wider than tall to be turned.
const LONG_ENOUGH_TO_TURN: f32 = 3.0;
/// A line must be this much wider than tall to be read piece by piece: a label, and something beside it.
const LONG_ENOUGH_FOR_PIECES: f32 = 6.0;
/// Longer side of a card laid flat, pixels. All lines of a card are found from 320 to 700 pixels width (design/ocr.md); its
/// smallest print is then 10 pixels high.
const CARD_SIDE: u32 = 704;
/// Rim kept around an outline, as a share of each side.
const RIM: f32 = 0.05;
/// Lines that a card bears at least (the emblem's side has four).
const LEAST_ON_CARD: usize = 3;

/// Whether a rectangle runs at an angle to the page's others: more than 15 degrees from their median, either way round.
fn aslant(quad: &Quad, all: &[Quad]) -> bool {
    let slope = |q: &Quad| {
        let [a, b, c, d] = q.0;
        let (dx, dy) = (b.x - a.x + c.x - d.x, b.y - a.y + c.y - d.y);
        // Lines are as good upside down or in columns: modulo a quarter turn, -45 to 45 degrees.
        let quarter = std::f32::consts::FRAC_PI_2;
        let turn = dy.atan2(dx);
        turn - (turn / quarter).round() * quarter
    };
    let mut slopes: Vec<f32> = all
        .iter()
        .filter(|q| q.width().max(q.height()) > 2.0 * q.width().min(q.height()))
        .map(slope)
        .collect();
    slopes.sort_by(f32::total_cmp);
    let level = slopes.get(slopes.len() / 2).copied().unwrap_or(0.0);
    (slope(quad) - level).abs() > 0.262
}

/// Where to look for print.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Region {
    /// Everywhere.
    Whole,
    /// On what has an outline within this box and room about it, at the scale that suits them.
    Part(PixelBox),
    /// On a card of this outline, laid flat first.
    Card(Quad),
    /// On a sheet of this outline, laid flat first.
    Sheet(Quad),
}

/// Lines beside an outline, from which it is no document's: a desk bears a line of something else.
const LEAST_BEYOND: usize = 2;
/// Least width of what is searched around an outline on each side, as a part of the page's.
const LEAST_AROUND: i32 = 8;

/// Whether lines end at the left, top, right or lower rim of a picture, of those rims that count: print goes on beyond it, and
/// the outline within is no document's. Words across all others, and pieces of such, are a mark laid over the picture, which may.
fn cut_off(quads: &[Quad], (w, h): (i32, i32), rims: [bool; 4]) -> bool {
    const AT_RIM: i32 = 2;
    let at_rim = |q: &&Quad| {
        let b = q.bounds();
        let ends = [
            b.x <= AT_RIM,
            b.y <= AT_RIM,
            b.right() >= w - AT_RIM,
            b.bottom() >= h - AT_RIM,
        ];
        ends.iter().zip(rims).any(|(ends, counts)| *ends && counts)
    };
    let long = |q: &Quad| q.width().max(q.height()) > LONG_ENOUGH_TO_TURN * q.width().min(q.height());
    quads.iter().filter(at_rim).any(|q| long(q) && !aslant(q, quads))
}

/// Tallest print, as a share of the picture's shorter side.
const TALLEST: f32 = 0.5;

/// A strip wider than this (45 characters of full width) is looked at here and there first: most that long and thin is a frame.
const LONG_STRIP: u32 = 1600;
/// Width of such a look.
const GLANCE: u32 = 320;

/// Lines wider than this (thirteen characters of full width) are read at a share of their width first: the network was trained
/// on long lines squeezed into its batches. What is not surely read so, character by character, is read at its own width.
const LONG_LINE: f32 = 400.0;
const NARROWER: f32 = 0.7;
const SURE_CHARACTER: f32 = 0.9;
/// A step between two digits so many times as long as the middle one of the line's: two of the same were read as one. The network tells
/// equal neighbours by a blank between them, and squeezed digits leave it no room (420800000166519 read 4208000016519).
const MERGED: f32 = 1.4;
/// Digits in a row from which their step tells.
const LEAST_DIGITS: usize = 4;

/// A line this much taller than wide holds characters one above the other.
const COLUMN: f32 = 1.8;

/// Whether a row of digits has a step far wider than its others.
fn merges_digits(glyphs: &[Glyph]) -> bool {
    let rows = glyphs.chunk_by(|a, b| a.ch.is_ascii_digit() && b.ch.is_ascii_digit());
    rows.filter(|row| row.len() >= LEAST_DIGITS).any(|row| {
        let mut steps: Vec<f32> = row.windows(2).map(|w| w[1].at - w[0].at).collect();
        let widest = steps.iter().copied().fold(0.0, f32::max);
        widest > MERGED * median(&mut steps)
    })
}

/// A line of the page as given.
fn line(quad: Quad, (text, glyphs, confidence): Read) -> TextLine {
    TextLine {
        text,
        glyphs,
        quad,
        area: quad.bounds(),
        confidence,
        source: Source::Ocr,
        under_seal: false,
    }
}

impl Engine {
    /// An engine over loaded models, which reads on the thread that asks.
    pub const fn new(models: Models) -> Self {
        Self { models, threads: 1 }
    }
    /// The same, with the lines of a page read on so many threads (1 or more) side by side: the same result, sooner.
    pub fn with_threads(mut self, threads: usize) -> Self {
        self.threads = threads.max(1);
        self
    }
    /// Whether it can look for faces.
    pub const fn sees_faces(&self) -> bool {
        self.models.see_faces()
    }
    /// What the network for faces says of a square of 640 pixels; `None` without it.
    #[cfg(feature = "ocr")]
    pub(in crate::read) fn face_values(&self, square: Vec<f32>) -> Option<FaceValues> {
        self.models.faces(square)
    }
    /// Name and hash of the models, for reports.
    pub fn label(&self) -> &str {
        self.models.label()
    }

    /// Reads a page of any turn. `region` says where to look (pixels of the page as given).
    pub fn read_page(&self, page: &Rgb, region: Region, limits: &Limits) -> PageText {
        let found = match region {
            Region::Whole => None,
            Region::Part(part) => self.find_in_part(page, part),
            // A wrong outline holds next to no print: then the whole picture is looked at.
            Region::Card(outline) => self
                .find_flat(page, &outline, CARD_SIDE)
                .filter(|quads| quads.len() >= LEAST_ON_CARD),
            Region::Sheet(outline) => self
                .find_flat(page, &outline, detect::MAX_SIDE)
                .filter(|quads| quads.len() >= LEAST_ON_CARD),
        };
        let found = found.or_else(|| detect::lines(&self.models, page, detect::MAX_SIDE));
        let failed = found.is_none();
        let mut quads = found.unwrap_or_default();
        // A region nearly as tall as the picture is a texture, not a line.
        quads.retain(|q| q.width().min(q.height()) < TALLEST * page.height().min(page.width()) as f32);
        let partial = quads.len() > limits.text_lines;
        if partial {
            // The widest lines say most; equal widths keep their order.
            quads.sort_by(|a, b| b.width().max(b.height()).total_cmp(&a.width().max(a.height())));
            quads.truncate(limits.text_lines);
        }
        if matches!(region, Region::Card(_) | Region::Sheet(_)) && quads.iter().any(|q| aslant(q, &quads)) {
            // A mark laid over the picture runs on beyond the card, and pale words are found at the page's scale only.
            let all = detect::lines(&self.models, page, detect::MAX_SIDE).unwrap_or_default();
            let more = all.into_iter().filter(|q| aslant(q, &quads));
            let new: Vec<Quad> = more
                .filter(|q| quads.iter().all(|k| q.bounds().covered_by(k.bounds()) < 0.5))
                .collect();
            quads.extend(new);
        }
        let (turn, turn_confidence, read) = self.turn(page, &quads);
        let quads = parts::parted(page, quads, turn);
        let (w, h) = page.dimensions();
        let places: Vec<Quad> = quads.iter().map(|q| turn::reading_quad(q, turn)).collect();
        let mut lines = side_by_side::each(self.threads, &places, |place| {
            let lines = match read.iter().find(|(quad, _)| quad == place) {
                Some((_, known)) => vec![line(*place, known.clone())],
                None => self.read_line(page, place),
            };
            let whole = lines.into_iter().map(|l| {
                let l = self.with_stroke(page, l, End::Last);
                let l = self.with_stroke(page, l, End::First);
                self.with_ends(page, l, &quads)
            });
            whole.collect()
        });
        one_l_i::tell(page, &mut lines);
        let lines = lines.into_iter().map(|l| turn::upright_line(l, turn, w, h)).collect();
        PageText {
            turn,
            turn_confidence,
            lines: rows::in_order(lines),
            partial,
            failed,
        }
    }

    /// Which way a page is up, how sure that is, and the lines that were read to tell.
    fn turn(&self, page: &Rgb, quads: &[Quad]) -> (Turn, f64, Vec<(Quad, Read)>) {
        let Some(way) = turn::way(quads) else {
            return (Turn::None, 0.0, Vec::new());
        };
        let (sure, read) = way.by_reading(|quad| {
            let long = recognise::columns(quad).is_none_or(|c| c > LONG_STRIP as f32);
            if long || quad.height() > COLUMN * quad.width() {
                return None;
            }
            self.read_narrowly(page, quad)
                .or_else(|| recognise::read(&self.models, &recognise::strip(page, quad)?))
        });
        if let Some(confidence) = sure {
            return (way.base, confidence, read);
        }
        let (turn, confidence) = way.vote(&self.models, page);
        (turn, confidence, read)
    }

    /// Reads what stands in these places of an upright page, each looked at by itself; `None` where the runtime failed.
    pub fn read_places(&self, page: &Rgb, places: &[PixelBox]) -> Option<Vec<TextLine>> {
        let mut lines = Vec::new();
        for place in places {
            // The detector wants some ground about print; what stands there is the page's own.
            let around = (place.h / 2).clamp(8, 64);
            let r = place.grow(around, around).clamp_to(page.width(), page.height());
            let Some(part) = pixels::crop(page, r) else { continue };
            let shift = |p: Point| Point {
                x: p.x + r.x as f32,
                y: p.y + r.y as f32,
            };
            let quads = detect::lines(&self.models, &part, detect::MAX_SIDE)?.into_iter();
            let quads: Vec<Quad> = quads.map(|q| Quad(q.0.map(shift))).collect();
            let own = quads.iter().filter(|q| {
                let (x, y) = q.bounds().centre();
                Point { x, y }.is_within(*place)
            });
            let read = own.flat_map(|q| self.read_line(page, q));
            lines.extend(read.map(|l| self.with_ends(page, l, &quads)));
        }
        one_l_i::tell(page, &mut lines);
        Some(rows::in_order(lines))
    }

    fn find_in_part(&self, page: &Rgb, outlined: PixelBox) -> Option<Vec<Quad>> {
        // Around a small outline, what stands beside it on the page tells whether it is a document's.
        let around = |side: i32, whole: u32| (side / 4).max(whole as i32 / LEAST_AROUND);
        let part = outlined.grow(around(outlined.w, page.width()), around(outlined.h, page.height()));
        let r = part.clamp_to(page.width(), page.height());
        let quads = detect::lines(&self.models, &pixels::crop(page, r)?, detect::MAX_SIDE)?;
        // Where the part ends within the picture, print runs on beyond it only if it is no document's.
        let inner = [
            r.x > 0,
            r.y > 0,
            r.right() < page.width() as i32,
            r.bottom() < page.height() as i32,
        ];
        if cut_off(&quads, (r.w, r.h), inner) {
            return None;
        }
        let shift = |p: Point| Point {
            x: p.x + r.x as f32,
            y: p.y + r.y as f32,
        };
        let quads: Vec<Quad> = quads.into_iter().map(|q| Quad(q.0.map(shift))).collect();
        // A table or a fold has an outline, too: then print goes on beyond it.
        let beyond = quads.iter().filter(|q| q.bounds().covered_by(outlined) < 0.5);
        (beyond.count() < LEAST_BEYOND).then_some(quads)
    }

    fn find_flat(&self, page: &Rgb, outline: &Quad, side: u32) -> Option<Vec<Quad>> {
        let flat = warp::Flat::of(page, outline, side, RIM)?;
        let quads = detect::lines(&self.models, &flat.picture, side)?;
        let (w, h) = flat.picture.dimensions();
        if cut_off(&quads, (w as i32, h as i32), [true; 4]) {
            return None;
        }
        Some(quads.iter().map(|q| flat.back(q)).collect())
    }

    /// A line with what it goes on with beyond its ends; `others` are the places of all lines.
    fn with_ends(&self, page: &Rgb, mut line: TextLine, others: &[Quad]) -> TextLine {
        let read = |strip: &Rgb| recognise::read(&self.models, strip);
        for end in [End::Last, End::First] {
            for _ in 0..ends::MOST_STEPS {
                match ends::with_end(page, &line, end, others, read) {
                    Some(longer) => line = longer,
                    None => break,
                }
            }
        }
        line
    }

    /// A line of Chinese with the one stroke at an end of it that the detector left out, if that is the character 一.
    fn with_stroke(&self, page: &Rgb, line: TextLine, end: End) -> TextLine {
        let last = match end {
            End::First => line.text.chars().next(),
            End::Last => line.text.chars().last(),
        };
        let place = last.filter(|c| hanzi::is_han(*c));
        let Some(quad) = place.and_then(|_| strokes::with_stroke(page, &line.quad, end)) else {
            return line;
        };
        let expected = match end {
            End::First => format!("{STROKE}{}", line.text),
            End::Last => format!("{}{STROKE}", line.text),
        };
        match self.read_at(page, &quad) {
            Some(read) if read.0 == expected && read.2 >= READS_WELL => self::line(quad, read),
            _ => line,
        }
    }

    /// Reads one line of a page as given, where it reads left to right within `quad`; where it cannot be read, those of its pieces that
    /// can. The places are those of the page as given.
    fn read_line(&self, page: &Rgb, quad: &Quad) -> Vec<TextLine> {
        // Characters stacked in a column cannot be read as a line.
        if quad.height() > COLUMN * quad.width() {
            return Vec::new();
        }
        match self.read_either_way(page, quad) {
            Some(read) if read.2 >= LEAST_CONFIDENCE => vec![line(*quad, read)],
            _ if quad.width() >= LONG_ENOUGH_FOR_PIECES * quad.height() => {
                let strip = recognise::strip(page, quad);
                let pieces = strip.map_or_else(Vec::new, |s| parts::pieces(&s, quad)).into_iter();
                let read = pieces.filter_map(|p| self.read_at(page, &p).map(|read| (p, read)));
                let well = read.filter(|(_, r)| r.2 >= READS_WELL && r.1.len() >= LEAST_TO_TURN);
                well.map(|(p, read)| line(p, read)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// A strip that reads badly as the page lies may be a line printed the other way up: taken only where it then reads well.
    /// (Its place stays that of the page; asking the line classifier instead costs upright lines, see design/ocr.md.)
    fn read_either_way(&self, page: &Rgb, reading: &Quad) -> Option<Read> {
        if let Some(read) = self.read_narrowly(page, reading) {
            return Some(read);
        }
        let strip = recognise::strip(page, reading)?;
        if strip.width() > LONG_STRIP && !self.holds_print(&strip) {
            return None;
        }
        let upright = recognise::read(&self.models, &strip);
        let doubtful = upright.as_ref().is_none_or(|r| r.2 < DOUBTFUL_WAY);
        if !doubtful || reading.width() < LONG_ENOUGH_TO_TURN * reading.height() {
            return upright;
        }
        let [a, b, c, d] = reading.0;
        let turned = recognise::read(&self.models, &recognise::strip(page, &Quad([c, d, a, b]))?);
        match turned {
            Some(t) if t.2 >= READS_WELL && t.1.len() >= LEAST_TO_TURN => Some(t),
            _ => upright,
        }
    }

    /// A long line (but none that may be a frame) from fewer columns, where every character is read surely.
    fn read_narrowly(&self, page: &Rgb, reading: &Quad) -> Option<Read> {
        let columns = recognise::columns(reading)?;
        if columns <= LONG_LINE || columns > LONG_STRIP as f32 {
            return None;
        }
        let read = recognise::read(&self.models, &recognise::squeezed(page, reading, NARROWER)?)?;
        let surely = read.1.iter().all(|g| g.p >= SURE_CHARACTER) && !merges_digits(&read.1);
        surely.then_some(read)
    }

    /// Whether print is read surely at one of three places along a strip: a frame's ornaments are taken for characters, too.
    fn holds_print(&self, strip: &Rgb) -> bool {
        let room = strip.width().saturating_sub(GLANCE) as i32;
        let surely = |x: i32| {
            let place = PixelBox {
                x,
                y: 0,
                w: GLANCE as i32,
                h: strip.height() as i32,
            };
            pixels::crop(strip, place)
                .and_then(|cut| recognise::read(&self.models, &cut))
                .is_some_and(|read| read.2 >= READS_WELL && read.1.len() >= LEAST_TO_TURN)
        };
        [room / 2, room / 4, room * 3 / 4].into_iter().any(surely)
    }

    /// Reads chosen lines again from another picture of the same upright page (a channel in which a seal fades) and keeps
    /// the surer reading.
    pub fn reread(&self, picture: &Rgb, lines: &mut [TextLine], which: &[usize]) {
        for index in which {
            let Some(line) = lines.get_mut(*index) else { continue };
            let Some(strip) = recognise::strip(picture, &line.quad) else {
                continue;
            };
            let Some((text, glyphs, confidence)) = recognise::read(&self.models, &strip) else {
                continue;
            };
            // A fading channel also drops strokes: a much shorter text is no better, however sure.
            if confidence > line.confidence && text.chars().count() + 2 >= line.text.chars().count() {
                line.text = text;
                line.glyphs = glyphs;
                line.confidence = confidence;
            }
        }
    }

    /// Whether a character is among those that can be read, as it is or folded.
    pub fn knows(&self, ch: char) -> bool {
        let known = self.models.characters();
        let folded = hanzi::fold(ch.encode_utf8(&mut [0; 4]));
        known.contains(&ch) || !folded.is_empty() && folded.chars().all(|c| known.contains(&c))
    }

    /// Reads one line whose place on an upright page is known.
    pub fn read_at(&self, page: &Rgb, quad: &Quad) -> Option<Read> {
        recognise::read(&self.models, &recognise::strip(page, quad)?)
    }

    /// Reads words laid over the print of a page along a line, with the print lifted off; `None` where nothing was lifted off, or
    /// nothing is left to read.
    pub fn read_over_print(&self, page: &Rgb, quad: &Quad) -> Option<Read> {
        let strip = lift::lifted(&recognise::taller(page, quad, lift::SCALE)?)?;
        let whole = Quad::from_box(PixelBox::whole(strip.width(), strip.height()));
        recognise::read(&self.models, &recognise::strip(&strip, &whole)?)
    }

    /// Reads a picture that holds one upright line.
    pub fn read_patch(&self, patch: &Rgb) -> Option<Read> {
        let quad = Quad::from_box(PixelBox::whole(patch.width(), patch.height()));
        if let Some(read) = self.read_narrowly(patch, &quad) {
            return Some(read);
        }
        recognise::read(&self.models, &recognise::strip(patch, &quad)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_equal_digits_read_as_one_leave_a_wide_step() {
        let row = |text: &str, places: &[f32]| -> Vec<Glyph> {
            let of = |(ch, at): (char, &f32)| Glyph {
                ch,
                p: 0.99,
                at: *at,
                others: Vec::new(),
            };
            text.chars().zip(places).map(of).collect()
        };
        // Half a frame of the network is a third of a squeezed digit.
        assert!(!merges_digits(&row("420800", &[0.10, 0.18, 0.28, 0.36, 0.46, 0.54])));
        assert!(merges_digits(&row("42080", &[0.10, 0.18, 0.28, 0.36, 0.51])));
        // Parted by another character; too few to tell.
        assert!(!merges_digits(&row(
            "2014年05",
            &[0.10, 0.18, 0.28, 0.36, 0.50, 0.64, 0.80]
        )));
        assert!(!merges_digits(&row("209", &[0.10, 0.18, 0.36])));
    }

    #[test]
    fn lines_that_end_at_a_rim_are_cut_off() {
        let line = |x, y, w| Quad::from_box(PixelBox { x, y, w, h: 30 });
        let quads = [line(40, 40, 200), line(290, 40, 110), line(40, 270, 100)];
        assert!(cut_off(&quads, (400, 300), [true; 4]));
        assert!(cut_off(&quads[2..], (400, 300), [true; 4]));
        assert!(!cut_off(&quads, (400, 300), [true, true, false, false]));
        assert!(!cut_off(&[quads[0], line(340, 40, 60)], (400, 300), [true; 4]));
        // Words across the others run out of the picture, too.
        let p = |x: f32, y: f32| Point { x, y };
        let across = Quad([p(300.0, 200.0), p(395.0, 120.0), p(420.0, 150.0), p(325.0, 230.0)]);
        assert!(!cut_off(
            &[quads[0], line(40, 90, 180), line(40, 140, 220), across],
            (400, 300),
            [true; 4]
        ));
    }
}
