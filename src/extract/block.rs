//! Lines of a paragraph or an address that were not found: small print set close runs together in the detector's map, which sees a whole page at
//! once. A paragraph is set flush, its lines at one pitch; where the found ones are not, the block is searched by itself, larger.
//!
//! Measured on 108 photographs of licences: of 167 scopes about 25 lacked whole lines or their halves.

use super::labeller::printed::Printed;
use crate::geometry::{PixelBox, Point};
use crate::kind::FieldName;
use crate::kind::spec::{Field, Shape};
use crate::pixels::Rgb;
use crate::read::ocr::Engine;
use crate::read::rows::Layout;
use crate::read::{PRINT, ReadPage, TextLine};

/// Line heights that a block reaches below its label at most: fourteen lines and the room between (papers-as-they-are.md).
const DEEPEST: f32 = 16.0;
/// Heights of print by which a line may end before the block's right side or begin behind its left one and still be flush.
const FLUSH: f32 = 2.5;
/// Times the usual step from line to line at which a line is missing between.
const SKIPPED: f32 = 1.6;
/// A character is sure from here on.
const SURE: f32 = 0.9;
/// Sure characters by which a new look must be ahead to take the place of the old.
const MORE: usize = 3;

/// Searches the block behind the label of a value of several lines where lines are missing, and replaces the page's lines there if more
/// is read so. `labels` are those of the page. Says whether anything was replaced.
pub(super) fn find_missing_lines(
    field: &Field,
    labels: &[Printed],
    page: &mut ReadPage,
    picture: &Rgb,
    engine: &Engine,
) -> bool {
    let (shape, field) = (field.shape, field.name);
    let column = |l: &&Printed| l.fields.contains(&field) && l.parted;
    let Some(label) = labels.iter().find(column) else {
        return false;
    };
    let Some(block) = block(label, field, labels, page) else {
        return false;
    };
    let own = |l: &TextLine| {
        let (x, y) = l.area.centre();
        l.area.x >= block.x - l.area.h / 2 && Point { x, y }.is_within(block)
    };
    let old: Vec<&TextLine> = page.lines.iter().filter(|l| own(l)).collect();
    let rest = page.lines.iter().filter(|l| !own(l));
    let whole = match shape {
        Shape::Paragraph => is_whole(&old),
        _ => !goes_on(&old, rest),
    };
    if whole {
        return false;
    }
    let Some(mut new) = engine.read_places(picture, &[block]) else {
        return false;
    };
    // The line of the label may hold the value's begin as well: what it holds is not read twice.
    let kept: Vec<PixelBox> = page.lines.iter().filter(|l| !own(l)).map(|l| l.area).collect();
    new.retain(|l| own(l) && kept.iter().all(|k| l.area.covered_by(*k) < 0.3));
    if sure(&new.iter().collect::<Vec<_>>()) < sure(&old) + MORE {
        return false;
    }
    for line in &mut new {
        // What both looks found stays as the one that read more of it, or as much more surely.
        let better = |o: &TextLine| {
            let as_much = o.glyphs.len() >= line.glyphs.len() && o.confidence >= line.confidence;
            as_much || o.text.contains(&line.text)
        };
        if let Some(known) = old.iter().find(|o| is_same_line(o, line) && better(o)) {
            *line = (*known).clone();
        }
        line.under_seal = old.iter().any(|o| o.under_seal && o.area.covered_by(line.area) > 0.3);
    }
    page.lines.retain(|l| !own(l));
    page.lines.extend(new);
    page.lines = crate::read::rows::in_order(std::mem::take(&mut page.lines));
    true
}

/// Where a paragraph may stand: right of its label, down to the next label below, left of the next column's.
fn block(label: &Printed, field: FieldName, labels: &[Printed], page: &ReadPage) -> Option<PixelBox> {
    let x0 = label.x1 + 0.2 * label.h;
    let y0 = label.y - 0.8 * label.h;
    let deepest = label.y + DEEPEST * label.h;
    // Words of the paragraph itself are no labels.
    let others = || {
        labels
            .iter()
            .filter(|l| l.parted && l.exact && !l.fields.contains(&field))
    };
    let right_of = |l: &&Printed| l.x0 > x0 + 6.0 * label.h && l.y > y0 && l.y < label.y + 1.5 * label.h;
    let right = others()
        .filter(right_of)
        .map(|l| l.x0 - 0.5 * l.h)
        .fold(f32::MAX, f32::min);
    let below = |l: &&Printed| l.y > label.y + 1.2 * label.h && l.x0 < right;
    let low = others().filter(below).map(|l| l.y - 0.7 * l.h).fold(deepest, f32::min);
    let layout = Layout::of(&page.lines);
    let widest = layout.segments.iter().map(|s| s.x1).fold(0.0, f32::max) + 2.0 * label.h;
    let x1 = right.min(widest);
    if x1 - x0 < 4.0 * label.h || low - y0 < label.h {
        return None;
    }
    let place = layout.on_page((x0, x1), f32::midpoint(y0, low), low - y0).bounds();
    Some(place.clamp_to(page.width, page.height))
}

/// Whether the lines of a block are a whole paragraph: flush on both sides but at the last line's end, none skipped, and the last one
/// ends before the right side.
fn is_whole(lines: &[&TextLine]) -> bool {
    let mut rows: Vec<(f32, f32, f32, f32)> = Vec::new();
    let mut sorted = lines.to_vec();
    sorted.sort_by_key(|l| (l.area.y + l.area.h / 2, l.area.x));
    for l in sorted {
        let (y, h) = ((l.area.y + l.area.h / 2) as f32, l.quad.height());
        let (x0, x1) = (l.area.x as f32, l.area.right() as f32);
        match rows.last_mut() {
            Some(row) if (y - row.2).abs() < 0.4 * h => (row.0, row.1) = (row.0.min(x0), row.1.max(x1)),
            _ => rows.push((x0, x1, y, h)),
        }
    }
    let Some(last) = rows.last().copied() else { return false };
    let left = rows.iter().map(|r| r.0).fold(f32::MAX, f32::min);
    let right = rows.iter().map(|r| r.1).fold(f32::MIN, f32::max);
    let flush = |r: &(f32, f32, f32, f32)| FLUSH * PRINT * r.3;
    let mut steps: Vec<f32> = rows.windows(2).map(|w| w[1].2 - w[0].2).collect();
    steps.sort_by(f32::total_cmp);
    let step = steps
        .get(steps.len().saturating_sub(1) / 2)
        .copied()
        .unwrap_or(last.3)
        .min(1.2 * last.3);
    let ends = last.1 < right - flush(&last) || rows.len() == 1 && right - left < 8.0 * PRINT * last.3;
    ends && rows.iter().all(|r| r.0 < left + flush(r))
        && rows[..rows.len() - 1].iter().all(|r| r.1 > right - flush(r))
        && steps.iter().all(|s| *s < SKIPPED * step)
}

/// Whether the last line of a value ends where the other lines of its column do: it is full, and what follows may not have been found.
/// (Most addresses take one line, of which nothing says where it is full but its neighbours.)
fn goes_on<'a>(own: &[&TextLine], others: impl Iterator<Item = &'a TextLine>) -> bool {
    let Some(last) = own.iter().max_by_key(|l| l.area.y) else {
        return false;
    };
    let flush = (FLUSH * PRINT * last.quad.height()) as i32;
    let of_column = others.filter(|l| (l.area.x - last.area.x).abs() < flush);
    let right = of_column.map(|l| l.area.right()).max();
    right.is_some_and(|right| (last.area.right() - right).abs() < flush)
}

/// Whether two looks found one line.
fn is_same_line(a: &TextLine, b: &TextLine) -> bool {
    a.area.covered_by(b.area).min(b.area.covered_by(a.area)) > 0.6
}

/// Characters read surely.
fn sure(lines: &[&TextLine]) -> usize {
    lines.iter().flat_map(|l| &l.glyphs).filter(|g| g.p >= SURE).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(x: i32, y: i32, w: i32) -> TextLine {
        crate::read::fixture::line("经营范围内的项目", PixelBox { x, y, w, h: 20 })
    }

    #[test]
    fn a_paragraph_is_whole_where_its_lines_are_flush_and_none_is_skipped() {
        let whole = [line(100, 0, 400), line(100, 18, 398), line(101, 36, 120)];
        assert!(is_whole(&whole.iter().collect::<Vec<_>>()));
        let short = [line(100, 0, 60)];
        assert!(is_whole(&short.iter().collect::<Vec<_>>()));
        for broken in [
            vec![],
            vec![line(100, 0, 400)],                     // nothing says that it ends there
            vec![line(100, 0, 400), line(100, 18, 399)], // nor there
            vec![line(100, 0, 200), line(100, 18, 398), line(101, 36, 120)], // the rest of a line
            vec![line(100, 0, 400), line(300, 18, 200), line(101, 36, 120)], // the begin of a line
            vec![line(100, 0, 400), line(100, 18, 398), line(100, 54, 120)], // a line
        ] {
            assert!(!is_whole(&broken.iter().collect::<Vec<_>>()), "{broken:?}");
        }
    }

    #[test]
    fn an_address_goes_on_where_its_line_is_as_long_as_the_column() {
        let scope = [line(100, 100, 400), line(100, 118, 398), line(101, 136, 120)];
        assert!(goes_on(&[&line(100, 0, 390)], scope.iter()));
        assert!(goes_on(&[&line(100, 0, 390), &line(100, 18, 395)], scope.iter()));
        for whole in [
            vec![line(100, 0, 300)],
            vec![line(100, 0, 390), line(100, 18, 80)],
            vec![],
        ] {
            assert!(!goes_on(&whole.iter().collect::<Vec<_>>(), scope.iter()), "{whole:?}");
        }
        // Nothing stands beside it that tells.
        assert!(!goes_on(&[&line(100, 0, 390)], [line(600, 50, 380)].iter()));
    }
}
