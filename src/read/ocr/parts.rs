//! A found line that is two: print and beside it something larger, such as a signature after its label. As one strip the
//! print would be too small to be read, and its box says nothing of where the label ends.

use std::ops::Range;

use super::ink::Ink;
use super::{recognise, turn};
use crate::geometry::{Quad, Turn};
use crate::pixels::Rgb;

/// How much taller than the page's usual line a line is that may be two.
const TALL: f32 = 1.5;
/// ... and how much wider than tall.
const WIDE: f32 = 2.0;
/// Lines from which a page has a usual one.
const LEAST_LINES: usize = 6;
/// Bare columns between the two, share of the strip's height.
const GAP: f32 = 0.25;
/// How much taller the one part is than the other: a title's characters differ by less.
const TALLER: f32 = 1.5;
/// Share of a strip's pixels below its ground's level: what was written large beside print leaves less of it bare.
const GROUND: f64 = 0.7;
/// Room left above and below the ink of a part, share of its height: the detector leaves as much.
const ROOM: f32 = 0.2;

/// The page's lines (places of the page as given, which reads left to right after `turn`), with those that are two parted.
pub(super) fn parted(page: &Rgb, quads: Vec<Quad>, turn: Turn) -> Vec<Quad> {
    let mut heights: Vec<f32> = quads.iter().map(|q| turn::reading_quad(q, turn).height()).collect();
    if heights.len() < LEAST_LINES {
        return quads;
    }
    heights.sort_by(f32::total_cmp);
    let usual = heights.get(heights.len() / 2).copied().unwrap_or(0.0);
    // From the order in which a line reads back to that of the page as given.
    let back = turn.back();
    let mut out = Vec::with_capacity(quads.len());
    for quad in quads {
        let reading = turn::reading_quad(&quad, turn);
        let two = reading.height() >= TALL * usual && reading.width() >= WIDE * reading.height();
        match two
            .then(|| recognise::strip(page, &reading))
            .flatten()
            .and_then(|s| cut(&s))
        {
            Some(parts) => out.extend(parts.map(|p| turn::reading_quad(&part(&reading, p), back))),
            None => out.push(quad),
        }
    }
    out
}

/// Left, top, right and bottom of a part, shares of the strip.
type Part = [f32; 4];

/// Where a strip parts: at its widest bare columns, if what stands on their one side is much taller than on the other.
fn cut(strip: &Rgb) -> Option<[Part; 2]> {
    let ink = Ink::of(strip, GROUND);
    let runs = ink.runs(1);
    let (first, last) = (runs.first()?.start, runs.last()?.end);
    // The first of equals.
    let gap = runs.windows(2).fold(0..0, |widest, pair| match pair {
        [a, b] if b.start - a.end > widest.len() => a.end..b.start,
        _ => widest,
    });
    if (gap.len() as f32) < GAP * ink.h as f32 {
        return None;
    }
    let [left, right] = [first..gap.start, gap.end..last];
    let heights = [ink.rows(&left, 1)?, ink.rows(&right, 1)?].map(|r| r.len() as f32);
    let [a, b] = heights;
    if a.max(b) < TALLER * a.min(b) {
        return None;
    }
    Some([with_room(&ink, &left)?, with_room(&ink, &right)?])
}

/// Pieces of a line at most; more are a frame's ornaments.
const MOST_PIECES: usize = 8;

/// The pieces of a line, as the page lies, that stand apart by bare columns: where the whole cannot be read (a label, the name signed
/// beside it and the next label, found as one), one of them may.
pub(super) fn pieces(strip: &Rgb, quad: &Quad) -> Vec<Quad> {
    let ink = Ink::of(strip, GROUND);
    let runs = ink.runs((GAP * ink.h as f32) as usize);
    if runs.len() < 2 || runs.len() > MOST_PIECES {
        return Vec::new();
    }
    let parts = runs.iter().filter_map(|r| with_room(&ink, r));
    parts.map(|p| part(quad, p)).collect()
}

/// The part of some columns with room about its ink.
fn with_room(ink: &Ink, columns: &Range<usize>) -> Option<Part> {
    let rows = ink.rows(columns, 1)?;
    let (w, h) = (ink.w as f32, ink.h as f32);
    let room = ROOM * rows.len() as f32;
    Some([
        (columns.start as f32 / w - room / w).max(0.0),
        ((rows.start as f32 - room) / h).max(0.0),
        (columns.end as f32 / w + room / w).min(1.0),
        ((rows.end as f32 + room) / h).min(1.0),
    ])
}

fn part(of: &Quad, [left, top, right, bottom]: Part) -> Quad {
    Quad([
        of.at(left, top),
        of.at(right, top),
        of.at(right, bottom),
        of.at(left, bottom),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::{PixelBox, Point};
    use crate::pixels;

    /// Blocks for characters: small ones up to column 300, then `gap` bare columns, then larger ones.
    fn page(gap: u32, tall: u32) -> (Rgb, Vec<Quad>) {
        let page = Rgb::from_fn(800, 900, |x, y| {
            let small = |top: u32| (top..top + 30).contains(&y) && x % 36 < 28;
            let rows = (0..7).any(|k| small(60 * k + 10)) && (36..648).contains(&x);
            let label = small(600) && (36..300).contains(&x);
            let name = (300 + gap..300 + gap + 180).contains(&x) && (580..580 + tall).contains(&y) && x % 60 < 50;
            image::Rgb(if rows || label || name { [30; 3] } else { [250; 3] })
        });
        let line = |x, y, w, h| Quad::from_box(PixelBox { x, y, w, h });
        let mut quads: Vec<Quad> = (0..7).map(|k| line(30, 60 * k + 4, 620, 42)).collect();
        quads.push(line(30, 572, 280 + gap as i32 + 180, 16 + tall as i32));
        (page, quads)
    }

    #[test]
    fn a_label_and_the_larger_name_beside_it_are_two_lines_and_anything_else_is_one() {
        let (picture, quads) = page(60, 80);
        let two = parted(&picture, quads.clone(), Turn::None);
        assert_eq!(two.len(), quads.len() + 1);
        let label = two[7].bounds();
        assert!(
            (594..=600).contains(&label.y) && (630..=640).contains(&label.bottom()),
            "{label:?}"
        );
        assert!((280..330).contains(&label.right()), "{label:?}");
        for (gap, tall) in [(60, 40), (8, 80)] {
            let (picture, quads) = page(gap, tall);
            assert_eq!(parted(&picture, quads.clone(), Turn::None), quads, "{gap} {tall}");
        }
    }

    #[test]
    fn a_line_falls_into_pieces_where_its_columns_are_bare() {
        let bars = [(10..90, 20..30), (120..240, 4..44), (244..300, 18..32)];
        let strip = Rgb::from_fn(320, 48, |x, y| {
            let ink = bars
                .iter()
                .any(|(columns, rows)| columns.contains(&x) && rows.contains(&y));
            image::Rgb([if ink { 30 } else { 240 }; 3])
        });
        let whole = Quad::from_box(PixelBox {
            x: 100,
            y: 200,
            w: 640,
            h: 96,
        });
        let found: Vec<PixelBox> = pieces(&strip, &whole).iter().map(Quad::bounds).collect();
        assert_eq!(found.len(), 2);
        let first = PixelBox {
            x: 116,
            y: 236,
            w: 168,
            h: 28,
        };
        let second = PixelBox {
            x: 324,
            y: 200,
            w: 392,
            h: 96,
        };
        assert!(found[0].iou(first) > 0.95 && found[1].iou(second) > 0.95, "{found:?}");
        let one = Rgb::from_fn(320, 48, |x, _| image::Rgb([if x % 30 < 20 { 30 } else { 240 }; 3]));
        assert!(pieces(&one, &whole).is_empty());
    }

    #[test]
    fn the_parts_of_a_turned_page_lie_where_its_line_lay() {
        let (picture, quads) = page(60, 80);
        let upright = parted(&picture, quads.clone(), Turn::None);
        let turned = pixels::turned(picture, Turn::Half);
        let over = |q: &Quad| {
            let [a, b, c, d] = q.0.map(|p| Point {
                x: 800.0 - p.x,
                y: 900.0 - p.y,
            });
            Quad([c, d, a, b])
        };
        let parts = parted(&turned, quads.iter().map(over).collect(), Turn::Half);
        assert_eq!(parts.len(), upright.len());
        for (a, b) in parts.iter().zip(&upright) {
            assert!(over(a).bounds().iou(b.bounds()) > 0.9);
        }
    }
}
