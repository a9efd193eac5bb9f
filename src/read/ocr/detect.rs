//! Where lines of text stand: differentiable binarisation (Liao et al., AAAI 2020), post-processed as PaddleOCR does
//! (threshold 0.3, box score 0.6, unclip 1.5), with rectangles grown instead of polygons clipped.

use super::model::{Models, Net, Planes};
use crate::geometry::{PixelBox, Point, Quad};
use crate::pixels::{self, Rgb};
use crate::vision::components::{Connectivity, components};
use crate::vision::hull::{Rectangle, least_rectangle};

/// Probability from which a pixel is text.
const THRESHOLD: f32 = 0.3;
/// Mean probability inside a rectangle from which it is a line.
const BOX_SCORE: f32 = 0.6;
/// ... or this, where the region itself is surely text and only bends out of its rectangle: its pixels' mean probability.
const BENT_SCORE: f32 = 0.5;
const SURE_REGION: f32 = 0.8;
/// How far a rectangle is grown: area x this / perimeter on each side.
const UNCLIP: f32 = 1.5;
/// Least side of a region on the map, in map pixels.
const LEAST_SIDE: f32 = 3.0;
/// Longest side of a page given to the network.
pub(super) const MAX_SIDE: u32 = 960;
/// A picture whose shorter side is less than this is enlarged to it, as far as its longer side allows: the network was
/// trained on pictures of that size (`limit_side_len` in the wheel's `config.yaml`) and misses small print below.
const LEAST_SHORT_SIDE: u32 = 736;
/// Enlarging more than this only blurs.
const MOST_ENLARGED: f32 = 2.0;
/// The network halves its input five times.
const STEP: u32 = 32;

/// Rectangles of lines on a picture (given to the network with at most `max_side` pixels a side), in its pixels, corners clockwise from top left as the picture lies. `None` where the
/// runtime failed.
pub(super) fn lines(models: &Models, picture: &Rgb, max_side: u32) -> Option<Vec<Quad>> {
    let (w, h) = picture.dimensions();
    if w < 8 || h < 8 {
        return Some(Vec::new());
    }
    let fits = max_side as f32 / w.max(h) as f32;
    let wanted = (LEAST_SHORT_SIDE as f32 / w.min(h) as f32).clamp(1.0, MOST_ENLARGED);
    let scale = fits.min(wanted);
    let side = |n: u32| (((n as f32 * scale) / STEP as f32).round() as u32).max(1) * STEP;
    let (sw, sh) = (side(w), side(h));
    let small = pixels::resized(picture, sw, sh);
    let (fx, fy) = (w as f32 / sw as f32, h as f32 / sh as f32);
    let part = without_margins(&small);
    let small = pixels::crop(&small, part).unwrap_or(small);
    let (map, shape) = models.run(Net::Detect, Planes::of(&small, part.w as usize, part.h as usize))?;
    drop(small);
    let (mh, mw) = match shape.as_slice() {
        [.., h, w] => (*h, *w),
        _ => return None,
    };
    let found = boxes(&map, mw, mh)
        .into_iter()
        .map(|q| {
            Quad(q.0.map(|p| Point {
                x: ((p.x + part.x as f32) * fx).clamp(0.0, w as f32),
                y: ((p.y + part.y as f32) * fy).clamp(0.0, h as f32),
            }))
        })
        .collect();
    Some(found)
}

/// Levels that the pixels of a row or column without print may differ by: paper and its shadows, saved as JPEG; of a dark or
/// washed-out picture an eighth of the levels that it has at all.
const BARE: u8 = 24;
/// Pixels left around what is not bare, so that print is seen with the ground about it.
const AROUND: i32 = 24;

/// The part of a picture within its bare margins, its sides whole steps of the network.
fn without_margins(picture: &Rgb) -> PixelBox {
    let grey = pixels::grey(picture);
    let (w, h) = (grey.width() as usize, grey.height() as usize);
    let mut columns = vec![(u8::MAX, u8::MIN); w];
    let mut rows = Vec::with_capacity(h);
    for row in grey.as_raw().chunks_exact(w.max(1)) {
        let (mut low, mut high) = (u8::MAX, u8::MIN);
        for (v, column) in row.iter().zip(&mut columns) {
            (low, high) = (low.min(*v), high.max(*v));
            *column = (column.0.min(*v), column.1.max(*v));
        }
        rows.push((low, high));
    }
    let (low, high) = rows
        .iter()
        .fold((u8::MAX, u8::MIN), |all, row| (all.0.min(row.0), all.1.max(row.1)));
    let bare = BARE.min(high.saturating_sub(low) / 8);
    let (x, w) = within(&columns, bare);
    let (y, h) = within(&rows, bare);
    PixelBox { x, y, w, h }
}

/// Begin and length of what lies between the lines at both ends whose lowest and highest levels differ by `bare` at most, in
/// whole steps.
fn within(lines: &[(u8, u8)], bare: u8) -> (i32, i32) {
    let all = lines.len() as i32;
    let printed = |(low, high): &(u8, u8)| high.saturating_sub(*low) > bare;
    let (Some(first), Some(last)) = (lines.iter().position(printed), lines.iter().rposition(printed)) else {
        return (0, all);
    };
    let begin = (first as i32 - AROUND).max(0);
    let length = (last as i32 + 1 + AROUND - begin).max(1) as u32;
    let length = (length.next_multiple_of(STEP) as i32).min(all);
    (begin.min(all - length), length)
}

/// Rectangles of text in a probability map of `w` x `h`.
fn boxes(map: &[f32], w: usize, h: usize) -> Vec<Quad> {
    if map.len() < w * h {
        return Vec::new();
    }
    let mask: Vec<bool> = map.iter().take(w * h).map(|p| *p > THRESHOLD).collect();
    let (labels, regions) = components(&mask, w, Connectivity::Eight);
    let mut out = Vec::new();
    for region in regions {
        let bounds = region.bounds;
        let label = |x: i32, y: i32| {
            let inside = x >= 0 && y >= 0 && x < w as i32 && y < h as i32;
            inside.then(|| labels.get(y as usize * w + x as usize)).flatten()
        };
        // The outline of a region is enough for its hull.
        let mut rim: Vec<(i32, i32)> = Vec::new();
        let mut sum = 0f32;
        for (x, y) in (bounds.y..bounds.bottom()).flat_map(|y| (bounds.x..bounds.right()).map(move |x| (x, y))) {
            let own = |x: i32, y: i32| label(x, y) == Some(&region.label);
            if !own(x, y) {
                continue;
            }
            sum += map[y as usize * w + x as usize];
            if !(own(x - 1, y) && own(x + 1, y) && own(x, y - 1) && own(x, y + 1)) {
                rim.push((x, y));
            }
        }
        let Some(rect) = least_rectangle(&mut rim) else {
            continue;
        };
        let sure = sum / region.area as f32;
        let least = |r: &Rectangle, score_from: f32| r.w.min(r.h) >= LEAST_SIDE && score(map, w, h, r) >= score_from;
        let bent = sure >= SURE_REGION && rect.w > rect.h;
        let rects = if least(&rect, if bent { BENT_SCORE } else { BOX_SCORE }) {
            vec![rect]
        } else if sure >= BOX_SCORE && rect.w > rect.h {
            // A label, a name written larger beside it and the seal behind both run into one region that leaves most of its
            // rectangle bare.
            parts(&rim, &rect, PARTINGS, &|r| least(r, BOX_SCORE))
        } else {
            continue;
        };
        for rect in &rects {
            let d = rect.w * rect.h * UNCLIP / (2.0 * (rect.w + rect.h));
            let grown = Rectangle {
                w: rect.w + 2.0 * d,
                h: rect.h + 2.0 * d,
                ..*rect
            };
            if grown.w.min(grown.h) >= LEAST_SIDE + 2.0 {
                out.push(grown.quad());
            }
        }
    }
    out
}

/// Share of a region's rectangle that the rectangles of its two parts may cover for it to be two.
const LESS: f32 = 0.85;
/// Places along a region where it may part, and the least outline (map pixels) that is looked at.
const CUTS: usize = 16;
const LEAST_RIM: usize = 64;

/// How often a region and its parts may part.
const PARTINGS: usize = 2;

/// The parts of a region, side by side along its rectangle, that are lines. `rim`: its outline.
fn parts(
    rim: &[(i32, i32)],
    rect: &Rectangle,
    partings: usize,
    is_line: &dyn Fn(&Rectangle) -> bool,
) -> Vec<Rectangle> {
    let Some(halves) = halves(rim, rect) else {
        return Vec::new();
    };
    let mut out = Vec::new();
    for (rim, rect) in halves {
        if is_line(&rect) {
            out.push(rect);
        } else if partings > 1 && rect.w > rect.h {
            out.extend(parts(&rim, &rect, partings - 1, is_line));
        }
    }
    out
}

type Rim = Vec<(i32, i32)>;

/// The two parts of a region whose own rectangles cover least, with their outlines; `None` where they save little.
fn halves(rim: &[(i32, i32)], rect: &Rectangle) -> Option<[(Rim, Rectangle); 2]> {
    if rim.len() < LEAST_RIM {
        return None;
    }
    let along = |p: &(i32, i32)| (p.0 as f32 - rect.cx) * rect.cos + (p.1 as f32 - rect.cy) * rect.sin;
    let cut = |cut: usize| -> Option<(f32, [(Rim, Rectangle); 2])> {
        let at = (cut as f32 / CUTS as f32 - 0.5) * rect.w;
        let (mut left, mut right): (Rim, Rim) = rim.iter().copied().partition(|p| along(p) < at);
        let rects = [least_rectangle(&mut left)?, least_rectangle(&mut right)?];
        let area = rects.iter().map(|r| r.w * r.h).sum();
        Some((area, [(left, rects[0]), (right, rects[1])]))
    };
    let best = (1..CUTS).filter_map(cut).min_by(|a, b| a.0.total_cmp(&b.0));
    best.filter(|(area, _)| *area <= LESS * rect.w * rect.h)
        .map(|(_, parts)| parts)
}

/// Mean probability inside a rectangle, on a grid of about one sample a pixel, at most 4,096.
fn score(map: &[f32], w: usize, h: usize, r: &Rectangle) -> f32 {
    let (nu, nv) = ((r.w as usize).clamp(1, 128), (r.h as usize).clamp(1, 32));
    let mut sum = 0.0;
    for i in 0..nu {
        for j in 0..nv {
            let u = ((i as f32 + 0.5) / nu as f32 - 0.5) * r.w;
            let v = ((j as f32 + 0.5) / nv as f32 - 0.5) * r.h;
            let (x, y) = (r.cx + u * r.cos - v * r.sin, r.cy + u * r.sin + v * r.cos);
            if x >= 0.0 && y >= 0.0 {
                let (x, y) = (x as usize, y as usize);
                if x < w && y < h {
                    sum += map[y * w + x];
                }
            }
        }
    }
    sum / (nu * nv) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A map with one bar of text of a slope.
    fn bar(slope: f32) -> Vec<f32> {
        let (w, h) = (200, 120);
        let mut map = vec![0.0; w * h];
        for y in 0..h {
            for x in 0..w {
                let middle = 60.0 + (x as f32 - 100.0) * slope;
                if (40..160).contains(&x) && (y as f32 - middle).abs() < 6.0 {
                    map[y * w + x] = 0.9;
                }
            }
        }
        map
    }

    #[test]
    fn bare_margins_are_cut_off_in_whole_steps_and_a_bare_page_stays() {
        let page = |print: PixelBox| {
            Rgb::from_fn(320, 640, |x, y| {
                let inside =
                    (print.x..print.right()).contains(&(x as i32)) && (print.y..print.bottom()).contains(&(y as i32));
                image::Rgb(
                    [if inside && (x + y) % 4 < 2 {
                        40
                    } else {
                        230 + (x % 9) as u8
                    }; 3],
                )
            })
        };
        let at = |x, y, w, h| PixelBox { x, y, w, h };
        // 24 pixels around it, 200 + 48 and 100 + 48 made up to whole steps.
        assert_eq!(without_margins(&page(at(60, 100, 200, 100))), at(36, 76, 256, 160));
        // In the dark as well.
        let bright = page(at(60, 100, 200, 100));
        let dark = Rgb::from_fn(320, 640, |x, y| image::Rgb(bright.get_pixel(x, y).0.map(|v| v / 10)));
        assert_eq!(without_margins(&dark), at(36, 76, 256, 160));
        // At the ends there is no more room.
        assert_eq!(without_margins(&page(at(0, 500, 320, 140))), at(0, 448, 320, 192));
        assert_eq!(without_margins(&page(at(0, 0, 0, 0))), at(0, 0, 320, 640));
    }

    #[test]
    fn a_bar_becomes_one_grown_rectangle() {
        let found = boxes(&bar(0.0), 200, 120);
        assert_eq!(found.len(), 1);
        let q = found[0];
        // 120 x 11 or 12 pixels, grown by area x 1.5 / perimeter (about 8) on each side.
        assert!(
            (q.width() - 136.0).abs() < 3.0 && (q.height() - 28.0).abs() < 3.0,
            "{q:?}"
        );
        assert!(q.0[0].x < q.0[1].x && q.0[0].y < q.0[3].y);
    }

    #[test]
    fn a_sloping_bar_keeps_its_direction() {
        let found = boxes(&bar(0.2), 200, 120);
        assert_eq!(found.len(), 1);
        let [a, b, ..] = found[0].0;
        assert!(((b.y - a.y) / (b.x - a.x) - 0.2).abs() < 0.05);
    }

    #[test]
    fn a_label_grown_together_with_a_larger_name_becomes_two_rectangles() {
        let (w, h) = (200, 120);
        let mut map = vec![0.0; w * h];
        for (columns, rows) in [(20..110, 54..66), (110..118, 58..62), (118..180, 30..90)] {
            for y in rows {
                map[y * w + columns.start..y * w + columns.end].fill(0.9);
            }
        }
        let found = boxes(&map, w, h);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].height() < 0.5 * found[1].height() && found[0].width() > 90.0);
    }

    #[test]
    fn a_line_that_runs_into_a_seal_is_found_without_it() {
        // A line from column 10 to 120, and a ring behind its end that is hardly text.
        let (w, h) = (240, 160);
        let map: Vec<f32> = (0..w * h)
            .map(|i| {
                let (x, y) = ((i % w) as f32, (i / w) as f32);
                let ring = ((x - 165.0).hypot(y - 80.0) - 40.0).abs() < 8.0;
                let line = (10.0..130.0).contains(&x) && (56.0..66.0).contains(&y);
                if line {
                    0.95
                } else if ring {
                    0.58
                } else {
                    0.0
                }
            })
            .collect();
        let found: Vec<_> = boxes(&map, w, h).iter().map(Quad::bounds).collect();
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].x <= 10 && (110..150).contains(&found[0].right()), "{found:?}");
        assert!(found[0].y < 56 && found[0].bottom() < 80, "{found:?}");
    }

    #[test]
    fn faint_regions_are_no_lines() {
        let faint: Vec<f32> = bar(0.0).iter().map(|p| p * 0.5).collect();
        assert!(boxes(&faint, 200, 120).is_empty());
        assert!(boxes(&[0.9], 1, 1).is_empty());
    }
}
