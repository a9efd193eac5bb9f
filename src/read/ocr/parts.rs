//! A found line that is two: print and beside it something larger, such as a signature after its label. As one strip the
//! print would be too small to be read, and its box says nothing of where the label ends.

use super::{recognise, turn};
use crate::geometry::{Quad, Turn};
use crate::measure::small::{histogram, quantile};
use crate::pixels::{self, Rgb};

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
/// Levels darker than the ground from which a pixel is ink: pale pens are, shadows are not.
pub(super) const INK: u8 = 50;
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
    let back = match turn {
        Turn::Right => Turn::Left,
        Turn::Left => Turn::Right,
        same => same,
    };
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
    let grey = pixels::grey(strip);
    let (w, h) = (grey.width() as usize, grey.height() as usize);
    let ground = quantile(&histogram(grey.as_raw().iter().copied()), 0.7);
    let dark = ground.saturating_sub(INK);
    let ink = |x: usize, y: usize| grey.as_raw().get(y * w + x).is_some_and(|v| *v < dark);
    let inked: Vec<bool> = (0..w).map(|x| (0..h).any(|y| ink(x, y))).collect();
    let (first, last) = (inked.iter().position(|i| *i)?, inked.iter().rposition(|i| *i)?);
    let (mut widest, mut from) = ((0, 0), first);
    for x in first..=last {
        if inked.get(x) == Some(&true) {
            if x - from > widest.1 - widest.0 {
                widest = (from, x);
            }
            from = x + 1;
        }
    }
    if ((widest.1 - widest.0) as f32) < GAP * h as f32 {
        return None;
    }
    let extent = |columns: std::ops::Range<usize>| -> Option<(usize, usize)> {
        let row = |y: &usize| columns.clone().any(|x| ink(x, *y));
        Some(((0..h).find(row)?, (0..h).rev().find(row)? + 1))
    };
    let (left, right) = (extent(first..widest.0)?, extent(widest.1..last + 1)?);
    let (a, b) = ((left.1 - left.0) as f32, (right.1 - right.0) as f32);
    if a.max(b) < TALLER * a.min(b) {
        return None;
    }
    let part = |from: usize, to: usize, (top, bottom): (usize, usize)| -> Part {
        let room = ROOM * (bottom - top) as f32;
        let across = room / w as f32;
        [
            (from as f32 / w as f32 - across).max(0.0),
            ((top as f32 - room) / h as f32).max(0.0),
            (to as f32 / w as f32 + across).min(1.0),
            ((bottom as f32 + room) / h as f32).min(1.0),
        ]
    };
    Some([part(first, widest.0, left), part(widest.1, last + 1, right)])
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
