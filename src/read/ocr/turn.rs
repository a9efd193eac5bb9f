//! Which way is up, voted by the page: the shape of its lines tells upright from sideways, the line classifier summed over
//! the widest lines tells which end is up. Single lines are never turned (design/ocr.md: that cost up to 14 % of characters).

use image::imageops;

use super::model::{Models, Net, Planes};
use super::recognise;
use crate::geometry::{PixelBox, Point, Quad, Turn};
use crate::pixels::{self, Rgb};
use crate::read::TextLine;

/// Lines that vote.
const VOTERS: usize = 10;
/// After so many votes no more are asked where one side has this share of them.
const ENOUGH: [(usize, f64); 2] = [(3, 0.97), (5, 0.9)];
/// A line is sideways when it is this much taller than wide; shorter ones say nothing.
const LONG: f32 = 1.5;

/// The turn of a page and how sure it is.
pub(super) fn vote(models: &Models, page: &Rgb, quads: &[Quad]) -> (Turn, f64) {
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
        return (Turn::None, 0.0);
    }
    let sideways = tall > wide;
    let base = if sideways { Turn::Right } else { Turn::None };
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
    if voters.len() == 1
        && voters
            .iter()
            .all(|q| q.width().max(q.height()) < 5.0 * q.width().min(q.height()))
    {
        return (Turn::None, 0.0);
    }
    voters.sort_by(|a, b| b.width().max(b.height()).total_cmp(&a.width().max(a.height())));
    let (mut up, mut down) = (0.0f64, 0.0f64);
    for (i, q) in voters.iter().take(VOTERS).enumerate() {
        let clear = |(votes, share): &(usize, f64)| i >= *votes && up.max(down) > share * (up + down);
        if ENOUGH.iter().any(clear) {
            break;
        }
        let Some(strip) = recognise::strip(page, &reading_quad(q, base)) else {
            continue;
        };
        if let Some((u, d)) = classify(models, &strip) {
            up += f64::from(u);
            down += f64::from(d);
        }
    }
    if up + down == 0.0 {
        return (base, 0.0);
    }
    let share = f64::from(wide.max(tall) / (wide + tall));
    let ends = up.max(down) / (up + down);
    let turn = if up >= down { base } else { base.then(Turn::Half) };
    // An even vote says nothing (0), a unanimous one is sure.
    let confidence = (2.0 * ends - 1.0) * (2.0 * share - 1.0);
    (turn, (confidence.clamp(0.0, 1.0) * 1000.0).round() / 1000.0)
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
