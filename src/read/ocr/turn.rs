//! Which way is up: the shape of the lines tells upright from sideways; which end is up is told by the widest lines that are read
//! surely as they lie, which then need no other look, or by the line classifier summed over them. Single lines are never turned (design/ocr.md: that cost up to 14 % of characters).

use image::imageops;

use super::model::{Models, Net, Planes};
use super::recognise::{self, Read};
use crate::geometry::{PixelBox, Point, Quad, Turn};
use crate::hanzi::is_han;
use crate::pixels::{self, Rgb};
use crate::read::TextLine;

/// Lines that vote.
const VOTERS: usize = 10;
/// After so many votes no more are asked where one side has this share of them.
const ENOUGH: [(usize, f64); 2] = [(3, 0.97), (5, 0.9)];
/// A line is sideways when it is this much taller than wide; shorter ones say nothing.
const LONG: f32 = 1.5;

/// Lines that are read as they lie before the classifier is asked, and how many of them, of different words, must be read surely: a
/// mark laid over a picture says the same upright again and again.
const READ: usize = 6;
const SURELY: usize = 2;
/// A line is read surely from this mean probability on. What stands on its head is not: ideographs give others, doubtfully.
const SURE: f32 = 0.95;
/// Ideographs of a line that tell: digits such as 69 say something the other way up, too.
const LEAST_IDEOGRAPHS: usize = 4;

/// What the shapes of a page's lines say.
pub(super) struct Way<'a> {
    /// The turn that lays most of them level; upright or on its head.
    pub base: Turn,
    /// Share of the lines' length that lies so.
    share: f64,
    /// These lines, the widest first.
    voters: Vec<&'a Quad>,
}

/// How the lines of a page lie; `None` where too little is found to turn a page by.
pub(super) fn way(quads: &[Quad]) -> Option<Way<'_>> {
    let (mut wide, mut tall) = (0.0f32, 0.0f32);
    for q in quads {
        let (w, h) = (q.width(), q.height());
        if w > LONG * h {
            wide += w;
        } else if h > LONG * w {
            tall += h;
        }
    }
    if wide + tall == 0.0 {
        return None;
    }
    let sideways = tall > wide;
    let mut voters: Vec<&Quad> = quads
        .iter()
        .filter(|q| {
            if sideways {
                q.height() > LONG * q.width()
            } else {
                q.width() > LONG * q.height()
            }
        })
        .collect();
    // One short line is not enough to turn a page by.
    let short = |q: &&Quad| q.width().max(q.height()) < 5.0 * q.width().min(q.height());
    if voters.len() == 1 && voters.iter().all(short) {
        return None;
    }
    voters.sort_by(|a, b| b.width().max(b.height()).total_cmp(&a.width().max(a.height())));
    Some(Way {
        base: if sideways { Turn::Right } else { Turn::None },
        share: f64::from(wide.max(tall) / (wide + tall)),
        voters,
    })
}

impl Way<'_> {
    /// Reads the widest lines as they lie, by `read`, until enough of them are read surely: then they stand upright. What was read is
    /// given back with the lines in the order in which they read.
    pub fn by_reading(&self, mut read: impl FnMut(&Quad) -> Option<Read>) -> (Option<f64>, Vec<(Quad, Read)>) {
        let mut sure: Vec<(Quad, Read)> = Vec::new();
        for quad in self.voters.iter().take(READ).map(|q| reading_quad(q, self.base)) {
            let Some(line) = read(&quad) else { continue };
            let ideographs = line.1.iter().filter(|g| is_han(g.ch)).count();
            let new = sure.iter().all(|(_, known)| known.0 != line.0);
            if new && line.2 >= SURE && ideographs >= LEAST_IDEOGRAPHS {
                sure.push((quad, line));
            }
            if sure.len() == SURELY {
                let mean = sure.iter().map(|(_, l)| f64::from(l.2)).sum::<f64>() / SURELY as f64;
                return (Some(self.confidence(mean)), sure);
            }
        }
        (None, sure)
    }

    /// The turn of a page and how sure it is, by the votes of the classifier.
    pub fn vote(&self, models: &Models, page: &Rgb) -> (Turn, f64) {
        let (mut up, mut down) = (0.0f64, 0.0f64);
        for (i, q) in self.voters.iter().take(VOTERS).enumerate() {
            let clear = |(votes, share): &(usize, f64)| i >= *votes && up.max(down) > share * (up + down);
            if ENOUGH.iter().any(clear) {
                break;
            }
            let Some(strip) = recognise::strip(page, &reading_quad(q, self.base)) else {
                continue;
            };
            if let Some((u, d)) = classify(models, &strip) {
                up += f64::from(u);
                down += f64::from(d);
            }
        }
        if up + down == 0.0 {
            return (self.base, 0.0);
        }
        let turn = if up >= down {
            self.base
        } else {
            self.base.then(Turn::Half)
        };
        (turn, self.confidence(up.max(down) / (up + down)))
    }

    /// An even vote says nothing (0), a unanimous one is sure.
    fn confidence(&self, ends: f64) -> f64 {
        let confidence = (2.0 * ends - 1.0) * (2.0 * self.share - 1.0);
        (confidence.clamp(0.0, 1.0) * 1000.0).round() / 1000.0
    }
}

/// Probabilities that a strip stands upright and upside down. The classifier takes 192 x 48.
fn classify(models: &Models, strip: &Rgb) -> Option<(f32, f32)> {
    let cut = if strip.width() > 192 * 2 {
        imageops::crop_imm(strip, 0, 0, 192 * 2, 48).to_image()
    } else {
        strip.clone()
    };
    let small = if cut.width() > 192 {
        pixels::resized(&cut, 192, 48)
    } else {
        cut
    };
    let (out, _) = models.run(Net::UpsideDown, Planes::of(&small, 192, 48))?;
    match out.as_slice() {
        [up, down, ..] => Some((*up, *down)),
        _ => None,
    }
}

/// The corners of a line in the order in which it reads once the page is turned: first its upper left.
pub(super) fn reading_quad(quad: &Quad, turn: Turn) -> Quad {
    let [a, b, c, d] = quad.0;
    Quad(match turn {
        Turn::None => [a, b, c, d],
        Turn::Right => [d, a, b, c],
        Turn::Half => [c, d, a, b],
        Turn::Left => [b, c, d, a],
    })
}

/// A line's places carried over to the upright page. `w` x `h` is the page before the turn.
pub(super) fn upright_line(mut line: TextLine, turn: Turn, w: u32, h: u32) -> TextLine {
    let (w, h) = (w as f32, h as f32);
    let point = |p: Point| match turn {
        Turn::None => p,
        Turn::Right => Point { x: h - p.y, y: p.x },
        Turn::Half => Point { x: w - p.x, y: h - p.y },
        Turn::Left => Point { x: p.y, y: w - p.x },
    };
    line.quad = Quad(line.quad.0.map(point));
    let bounds: PixelBox = line.quad.bounds();
    line.area = match turn {
        Turn::None | Turn::Half => bounds.clamp_to(w as u32, h as u32),
        Turn::Right | Turn::Left => bounds.clamp_to(h as u32, w as u32),
    };
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_read_surely_tell_the_way_and_digits_do_not() {
        let quads: Vec<Quad> = (0..8)
            .map(|i| {
                Quad::from_box(PixelBox {
                    x: 10,
                    y: 10 + 30 * i,
                    w: 300 - i,
                    h: 20,
                })
            })
            .collect();
        let way = way(&quads).unwrap();
        let read = |text: &str, p: f32| -> Option<Read> {
            let glyphs = text.chars().map(|ch| crate::read::Glyph {
                ch,
                p,
                at: 0.5,
                others: Vec::new(),
            });
            Some((text.to_owned(), glyphs.collect(), p))
        };
        let mut words = ["经营范围", "注册资本"].into_iter();
        let (sure, lines) = way.by_reading(|_| read(words.next().unwrap(), 0.99));
        assert_eq!((sure, lines.len()), (Some(0.98), 2));
        assert_eq!(lines[0].0, quads[0]);
        for (text, p) in [("69018 1969", 0.99), ("经营范围", 0.9)] {
            assert_eq!(way.by_reading(|_| read(text, p)), (None, Vec::new()), "{text}");
        }
        // A mark repeated over a page that lies on its head.
        assert_eq!(way.by_reading(|_| read("仅供备案使用", 0.99)).0, None);
    }

    #[test]
    fn a_turned_line_reads_from_its_own_left() {
        // A page turned 90 degrees clockwise holds its lines from top to bottom; Turn::Left makes it upright again.
        let b = PixelBox {
            x: 50,
            y: 10,
            w: 20,
            h: 200,
        };
        for turn in Turn::ALL {
            let q = reading_quad(&Quad::from_box(b), turn);
            let line = TextLine {
                text: String::new(),
                glyphs: Vec::new(),
                quad: q,
                area: b,
                confidence: 1.0,
                source: crate::read::Source::Ocr,
                under_seal: false,
            };
            let up = upright_line(line, turn, 100, 300);
            assert_eq!(up.area, turn.apply(b, 100, 300));
            let [a, right, below, _] = up.quad.0;
            assert!(a.x < right.x && a.y < below.y, "{turn:?} {up:?}");
        }
    }
}
