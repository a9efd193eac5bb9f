//! Squares of a page where a code may stand: as much dark as light, all over, and as high as wide. Print is a fifth dark, and
//! in lines.

use crate::geometry::PixelBox;
use crate::pixels::{self, Grey};
use crate::vision::components::{Connectivity, components};
use crate::vision::morphology::open;

/// Longest side of the copy that is looked over, and the side of its cells: a code of 25 mm on an A4 page is then eight cells wide.
const SIDE: u32 = 1600;
const CELL: usize = 16;
/// A pixel is dark under this share of the paper around it.
const DARK: f32 = 0.72;
/// Cells on each side among which the brightest is the paper.
const AROUND: usize = 3;
/// Share of a cell's pixels that are dark in a code: half of its modules are, more where the picture is soft.
const HALF: std::ops::RangeInclusive<f32> = 0.28..=0.8;
/// Cells in a square's side, and how far its sides may differ, seen aslant.
const SIDES: std::ops::RangeInclusive<i32> = 3..=40;
const ASPECT: f32 = 1.45;
/// Share of its box that a square's cells fill.
const FILL: f32 = 0.6;
/// Squares of a page at most, the fullest first.
const MOST: usize = 4;

/// The squares, in pixels of the page.
pub fn find(page: &Grey) -> Vec<PixelBox> {
    let longest = page.width().max(page.height());
    let scale = (f64::from(SIDE) / f64::from(longest.max(1))).min(2.0);
    let size = |v: u32| ((f64::from(v) * scale) as u32).max(1);
    let copy = pixels::resized_grey(page, size(page.width()), size(page.height()));
    let (cols, rows) = (copy.width() as usize / CELL, copy.height() as usize / CELL);
    if cols < 3 || rows < 3 {
        return Vec::new();
    }
    let cells: Vec<Vec<u8>> = (0..cols * rows).map(|i| cell(&copy, i % cols, i / cols)).collect();
    let bright: Vec<u8> = cells
        .iter()
        .map(|c| c.get(c.len() * 9 / 10).copied().unwrap_or(0))
        .collect();
    let near = |i: usize, n: usize| i.saturating_sub(AROUND)..(i + AROUND + 1).min(n);
    let half_dark = |i: usize| {
        let around = near(i / cols, rows).flat_map(|y| near(i % cols, cols).map(move |x| y * cols + x));
        let paper = around.filter_map(|i| bright.get(i)).copied().max().unwrap_or(0);
        let limit = (f32::from(paper) * DARK) as u8;
        let dark = cells[i].partition_point(|v| *v < limit) as f32 / cells[i].len() as f32;
        HALF.contains(&dark)
    };
    let mask: Vec<bool> = (0..cols * rows).map(half_dark).collect();
    // A line of print or a border that touches a code is thinner.
    let solid = open(&mask, cols, 1);
    let (_, found) = components(&solid, cols, Connectivity::Four);
    let mut squares: Vec<(f32, PixelBox)> = Vec::new();
    for blob in found {
        let (w, h) = (blob.bounds.w, blob.bounds.h);
        let aspect = w.max(h) as f32 / w.min(h).max(1) as f32;
        let fill = blob.area as f32 / (w * h).max(1) as f32;
        if SIDES.contains(&w.min(h)) && SIDES.contains(&w.max(h)) && aspect <= ASPECT && fill >= FILL {
            let edge = |v: i32| (f64::from(v * CELL as i32) / scale).round() as i32;
            let (x, y) = (blob.bounds.x, blob.bounds.y);
            squares.push((fill, PixelBox::from_edges(edge(x), edge(y), edge(x + w), edge(y + h))));
        }
    }
    squares.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    squares.truncate(MOST);
    squares.into_iter().map(|s| s.1).collect()
}

/// The pixels of a cell, sorted.
fn cell(copy: &Grey, column: usize, row: usize) -> Vec<u8> {
    let width = copy.width() as usize;
    let raw = copy.as_raw();
    let rows = (0..CELL).filter_map(|y| {
        let from = (row * CELL + y) * width + column * CELL;
        raw.get(from..from + CELL)
    });
    let mut all: Vec<u8> = rows.flatten().copied().collect();
    all.sort_unstable();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_square_of_modules_is_told_from_lines_of_print_and_a_picture() {
        let page = Grey::from_fn(1200, 1600, |x, y| {
            let noise = |x: u32, y: u32| (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)) >> 7 & 1 == 1;
            let code = (200..430).contains(&x) && (1100..1330).contains(&y);
            let print = y % 40 < 18 && (x / 6) % 3 == 0 && (150..1000).contains(&x) && y < 900;
            let picture = (700..900).contains(&x) && (1100..1300).contains(&y);
            let dark = if code { noise(x / 7, y / 7) } else { print || picture };
            image::Luma([if dark { 40 } else { 225 }])
        });
        let found = find(&page);
        let truth = PixelBox {
            x: 200,
            y: 1100,
            w: 230,
            h: 230,
        };
        assert!(found.len() == 1 && found[0].iou(truth) > 0.7, "{found:?}");
    }
}
