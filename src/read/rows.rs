//! Lines of a page brought into rows: turned level, split at wide gaps, sorted. What `classify` and `extract` look at.

use super::{Source, TextLine};
use crate::geometry::{PixelBox, Point, Quad};
use crate::hanzi;

/// One character with its place in level coordinates.
#[derive(Debug, Clone, PartialEq)]
pub struct Char {
    /// As recognised.
    pub ch: char,
    /// Folded for comparison.
    pub folded: char,
    /// Probability, 0 to 1.
    pub p: f32,
    /// Other readings, best first.
    pub others: Vec<(char, f32)>,
    /// Middle, level pixels.
    pub x: f32,
}

/// A run of characters without a wide gap.
#[derive(Debug, Clone)]
pub struct Segment {
    /// Its characters, blanks left out.
    pub chars: Vec<Char>,
    /// Left end, level pixels.
    pub x0: f32,
    /// Right end.
    pub x1: f32,
    /// Middle height.
    pub y: f32,
    /// Height of the line's box.
    pub h: f32,
    /// Place on the page image.
    pub area: PixelBox,
    /// Where it comes from.
    pub source: Source,
    /// Red ink crosses it.
    pub under_seal: bool,
}

/// Segments on one height, left to right.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// Indexes into [`Layout::segments`].
    pub segments: Vec<usize>,
}

/// The lines of one page, arranged.
#[derive(Debug, Clone, Default)]
pub struct Layout {
    /// All segments, by row and then from the left.
    pub segments: Vec<Segment>,
    /// Rows from the top.
    pub rows: Vec<Row>,
    /// Median height of the lines' boxes, pixels; 0 on an empty page.
    pub median_height: f32,
    /// Slope of the print that was taken out, radians: level coordinates are the page's turned back by it.
    pub tilt: f32,
}

/// A gap wider than this many line heights parts two segments. Blanks inside spaced-out words (名  称) are wider than
/// that too; labels are therefore looked for across segments.
const GAP: f32 = 2.0;

impl Layout {
    /// Arranges lines.
    pub fn of(lines: &[TextLine]) -> Self {
        let angle = tilt(lines);
        let (sin, cos) = angle.sin_cos();
        let mut segments = Vec::new();
        for line in lines {
            segments.extend(split(line, sin, cos));
        }
        let mut heights: Vec<f32> = segments.iter().map(|s| s.h).collect();
        heights.sort_by(f32::total_cmp);
        let median_height = heights.get(heights.len() / 2).copied().unwrap_or(0.0);
        let mut rows = by_rows(segments, Segment::stands);
        for row in &mut rows {
            read_once(row);
        }
        let mut layout = Self {
            median_height,
            tilt: angle,
            ..Self::default()
        };
        for row in rows {
            let first = layout.segments.len();
            layout.segments.extend(row);
            layout.rows.push(Row {
                segments: (first..layout.segments.len()).collect(),
            });
        }
        layout
    }

    /// The rectangle on the page of a level stretch from `x0` to `x1`, `h` high around the middle height `y`.
    pub fn on_page(&self, (x0, x1): (f32, f32), y: f32, h: f32) -> Quad {
        let (sin, cos) = self.tilt.sin_cos();
        let back = |x: f32, y: f32| Point {
            x: x * cos - y * sin,
            y: x * sin + y * cos,
        };
        let (top, low) = (y - h / 2.0, y + h / 2.0);
        Quad([back(x0, top), back(x1, top), back(x1, low), back(x0, low)])
    }

    /// The folded text of a row without blanks.
    pub fn row_text(&self, row: &Row) -> String {
        row.segments
            .iter()
            .filter_map(|i| self.segments.get(*i))
            .flat_map(|s| s.chars.iter().map(|c| c.folded))
            .collect()
    }
}

/// How far apart two readings of one character may stand, heights of its line: narrow letters stand 0.25 from each other.
const SAME_PLACE: f32 = 0.2;

/// How far within the end of its neighbour's box a bar stands that is the last stroke of the neighbour (围, 司, 间), heights of that
/// box: a box has a third of its print's height as room at its ends.
const STROKE: f32 = 0.15;

/// Where the boxes of two neighbours overlap, a character may have been read in both: it stays where it was read more surely. Of one
/// that ends with a bar, this may have been read as a 1 before Chinese words.
fn read_once(row: &mut [Segment]) {
    for i in 1..row.len() {
        let [.., a, b] = &mut row[..=i] else { continue };
        let (Some(end), Some(first)) = (a.chars.last(), b.chars.first()) else {
            continue;
        };
        let twice = end.folded == first.folded && (end.x - first.x).abs() < SAME_PLACE * a.h.min(b.h);
        let bar = matches!(first.folded, '1' | 'l' | 'I' | '|' | '丨') && hanzi::is_han(end.folded);
        let stroke = bar && first.x <= a.x1 - STROKE * a.h && b.chars.get(1).is_some_and(|c| hanzi::is_han(c.folded));
        if a.x1 <= b.x0 || !(twice || stroke) {
            continue;
        }
        if b.chars.len() > 1 && (stroke || end.p > first.p || a.chars.len() == 1) {
            b.chars.remove(0);
        } else if a.chars.len() > 1 {
            a.chars.pop();
        }
    }
}

/// Where something stands among the rest, level pixels: its ends, middle height and height.
#[derive(Debug, Clone, Copy)]
struct Stands {
    x0: f32,
    x1: f32,
    y: f32,
    h: f32,
}

impl Stands {
    /// Blank between two, negative where they overlap.
    fn gap(self, other: Self) -> f32 {
        (self.x0 - other.x1).max(other.x0 - self.x1)
    }
}

impl Segment {
    fn stands(&self) -> Stands {
        Stands {
            x0: self.x0,
            x1: self.x1,
            y: self.y,
            h: self.h,
        }
    }
}

/// Things into rows, each from the left, the rows from the top.
fn by_rows<T>(things: Vec<T>, stands: impl Fn(&T) -> Stands) -> Vec<Vec<T>> {
    let mut things: Vec<(Stands, T)> = things.into_iter().map(|t| (stands(&t), t)).collect();
    things.sort_by(|(a, _), (b, _)| a.y.total_cmp(&b.y).then(a.x0.total_cmp(&b.x0)));
    let mut rows: Vec<Vec<(Stands, T)>> = Vec::new();
    for (s, thing) in things {
        let fits = |row: &Vec<(Stands, T)>| {
            // The nearest neighbour in the row decides, so that a slight remaining slope does no harm.
            row.iter()
                .map(|(n, _)| *n)
                .min_by(|a, b| a.gap(s).total_cmp(&b.gap(s)))
                .is_some_and(|n| (n.y - s.y).abs() < 0.5 * n.h.min(s.h) && n.gap(s) > -s.h.min(n.h))
        };
        match rows.iter_mut().rev().take(6).find(|r| fits(r)) {
            Some(row) => row.push((s, thing)),
            None => rows.push(vec![(s, thing)]),
        }
    }
    for row in &mut rows {
        row.sort_by(|(a, _), (b, _)| a.x0.total_cmp(&b.x0));
    }
    let height = |row: &[(Stands, T)]| row.iter().map(|(s, _)| s.y).sum::<f32>() / row.len().max(1) as f32;
    rows.sort_by(|a, b| height(a).total_cmp(&height(b)));
    let bare = |row: Vec<(Stands, T)>| row.into_iter().map(|(_, t)| t).collect();
    rows.into_iter().map(bare).collect()
}

/// Lines in the order in which a person reads them: row by row as the print runs, each from the left.
pub fn in_order(lines: Vec<TextLine>) -> Vec<TextLine> {
    let (sin, cos) = tilt(&lines).sin_cos();
    let rows = by_rows(lines, |line| {
        let (left, right) = level_ends(line, sin, cos);
        Stands {
            x0: left.0,
            x1: right.0,
            y: f32::midpoint(left.1, right.1),
            h: line.quad.height().max(1.0),
        }
    });
    rows.into_iter().flatten().collect()
}

/// The middles of a line's left and right end, turned level.
fn level_ends(line: &TextLine, sin: f32, cos: f32) -> ((f32, f32), (f32, f32)) {
    let level = |x: f32, y: f32| (x * cos + y * sin, y * cos - x * sin);
    let [a, b, c, d] = line.quad.0;
    (
        level(f32::midpoint(a.x, d.x), f32::midpoint(a.y, d.y)),
        level(f32::midpoint(b.x, c.x), f32::midpoint(b.y, c.y)),
    )
}

/// Slope of the print in radians: the median over lines wide enough to tell, weighted by their width.
pub fn tilt(lines: &[TextLine]) -> f32 {
    let mut slopes: Vec<(f32, f32)> = lines
        .iter()
        .filter(|l| l.quad.width() > 3.0 * l.quad.height())
        .map(|l| {
            let [a, b, c, d] = l.quad.0;
            ((b.y - a.y + c.y - d.y).atan2(b.x - a.x + c.x - d.x), l.quad.width())
        })
        .filter(|(slope, _)| slope.abs() < 0.6)
        .collect();
    slopes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let total: f32 = slopes.iter().map(|s| s.1).sum();
    let mut seen = 0.0;
    for (slope, weight) in slopes {
        seen += weight;
        if seen >= total / 2.0 {
            return slope;
        }
    }
    0.0
}

/// The characters of one line by itself, blanks left out.
pub fn chars_of(line: &TextLine) -> Vec<Char> {
    split(line, 0.0, 1.0).into_iter().flat_map(|s| s.chars).collect()
}

fn split(line: &TextLine, sin: f32, cos: f32) -> Vec<Segment> {
    let (left, right) = level_ends(line, sin, cos);
    let h = line.quad.height().max(1.0);
    let y = f32::midpoint(left.1, right.1);
    let (x0, x1) = (left.0.min(right.0), right.0.max(left.0 + 1.0));
    let mut runs: Vec<Vec<Char>> = Vec::new();
    let mut last: Option<f32> = None;
    for (ch, p, others, at) in placed(line) {
        if ch.is_whitespace() {
            continue;
        }
        let x = x0 + at * (x1 - x0);
        // NFKC of one character is nearly always one character; the first stands for the rest.
        let narrow = hanzi::narrow(ch.encode_utf8(&mut [0; 4])).chars().next().unwrap_or(ch);
        let folded = hanzi::fold_char(narrow).to_uppercase().next().unwrap_or(narrow);
        let c = Char {
            ch,
            folded,
            p,
            others,
            x,
        };
        match runs.last_mut() {
            Some(run) if last.is_some_and(|l| x - l <= GAP * h) => run.push(c),
            _ => runs.push(vec![c]),
        }
        last = Some(x);
    }
    let parts = runs.len();
    runs.into_iter()
        .enumerate()
        .map(|(i, chars)| {
            let (first, end) = (chars.first().map_or(x0, |c| c.x), chars.last().map_or(x1, |c| c.x));
            let sx0 = if i == 0 { x0 } else { first - 0.4 * h };
            let sx1 = if i + 1 == parts { x1 } else { end + 0.4 * h };
            let area = if parts == 1 {
                line.area
            } else {
                slice(line.area, (sx0 - x0) / (x1 - x0), (sx1 - x0) / (x1 - x0))
            };
            Segment {
                chars,
                x0: sx0,
                x1: sx1,
                y,
                h,
                area,
                source: line.source,
                under_seal: line.under_seal,
            }
        })
        .collect()
}

/// The part of a line's box between two shares of its width.
pub fn slice(area: PixelBox, from: f32, to: f32) -> PixelBox {
    let w = area.w as f32;
    PixelBox::from_edges(
        area.x + (w * from.clamp(0.0, 1.0)) as i32,
        area.y,
        area.x + (w * to.clamp(0.0, 1.0)).ceil() as i32,
        area.bottom(),
    )
}

/// Characters with their place along the line. A text layer's line gives none: Han characters are then taken as twice as
/// wide as the others.
fn placed(line: &TextLine) -> Vec<(char, f32, Vec<(char, f32)>, f32)> {
    if !line.glyphs.is_empty() {
        return line
            .glyphs
            .iter()
            .map(|g| (g.ch, g.p, g.others.clone(), g.at))
            .collect();
    }
    let width = |c: char| if (c as u32) < 0x2e80 { 0.5 } else { 1.0 };
    let total: f32 = line.text.chars().map(width).sum::<f32>().max(0.5);
    let mut at = 0.0;
    line.text
        .chars()
        .map(|c| {
            let w = width(c);
            at += w;
            (c, line.confidence, Vec::new(), (at - w / 2.0) / total)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::Glyph;

    fn line(text: &str, x: f32, y: f32, h: f32, slope: f32) -> TextLine {
        let w = h * text.chars().count() as f32;
        let (dy, top) = (slope * w, y);
        let quad = Quad([
            Point { x, y: top },
            Point { x: x + w, y: top + dy },
            Point {
                x: x + w,
                y: top + dy + h,
            },
            Point { x, y: top + h },
        ]);
        TextLine {
            text: text.into(),
            glyphs: Vec::new(),
            quad,
            area: quad.bounds(),
            confidence: 0.9,
            source: Source::Ocr,
            under_seal: false,
        }
    }

    #[test]
    fn rows_hold_what_stands_on_one_height() {
        let layout = Layout::of(&[
            line("丙", 300.0, 102.0, 20.0, 0.0),
            line("甲乙", 10.0, 100.0, 20.0, 0.0),
            line("丁", 10.0, 140.0, 20.0, 0.0),
        ]);
        let rows: Vec<String> = layout.rows.iter().map(|r| layout.row_text(r)).collect();
        assert_eq!(rows, ["甲乙丙", "丁"]);
    }

    #[test]
    fn cells_of_a_tilted_row_are_read_from_the_left() {
        // Rows 40 apart whose right end lies 60 lower: the last cell of the first row is below the first of the second.
        let cell = |text: &str, x: f32, row: f32| line(text, x, 100.0 + 40.0 * row + 0.06 * x, 20.0, 0.06);
        let lines = vec![
            cell("神鹰集团有限公司", 0.0, 0.0),
            cell("二千万元人民币整", 400.0, 0.0),
            cell("二零一六年三月七日", 1000.0, 0.0),
            cell("诸暨支行营业部", 0.0, 1.0),
            cell("三千万元人民币整", 400.0, 1.0),
            cell("二零一六年十月九日", 1000.0, 1.0),
        ];
        let truth: Vec<String> = lines.iter().map(|l| l.text.clone()).collect();
        let mut mixed = lines;
        mixed.sort_by_key(|l| (l.area.y, l.area.x));
        assert_ne!(
            mixed.iter().map(|l| &l.text).collect::<Vec<_>>(),
            truth.iter().collect::<Vec<_>>()
        );
        let read: Vec<String> = in_order(mixed).into_iter().map(|l| l.text).collect();
        assert_eq!(read, truth);
    }

    #[test]
    fn what_two_overlapping_boxes_read_both_is_there_once() {
        // 域名 with the first letter of its value, 24 pixels of which its box spans.
        let name = |first: f32| {
            let mut label = line("域名j", 400.0, 100.0, 40.0, 0.0);
            label.glyphs = [('域', 0.15), ('名', 0.5), ('j', first)]
                .map(|(ch, at)| Glyph {
                    ch,
                    p: 0.8,
                    at,
                    others: Vec::new(),
                })
                .to_vec();
            let value = line("jiahe", 497.0, 100.0, 40.0, 0.0);
            Layout::of(&[label, value])
                .segments
                .iter()
                .map(|s| s.chars.len())
                .collect::<Vec<_>>()
        };
        // The value's first letter stands at 517: 397 + 120.
        assert_eq!(name(0.97), [2, 5]);
        // Its neighbour to the left is another.
        assert_eq!(name(0.85), [3, 5]);
    }

    #[test]
    fn the_last_stroke_of_a_label_is_no_character_of_its_value() {
        let read = |bar: f32, words: &str| {
            let label = line("经营范围", 182.0, 785.0, 42.0, 0.0);
            let x1 = label.area.right() as f32;
            let mut value = line(words, x1 - 24.0, 785.0, 42.0, 0.0);
            let width = value.quad.width();
            let others = value.text.chars().skip(1).enumerate();
            let glyph = |ch, at| Glyph {
                ch,
                p: 0.9,
                at,
                others: Vec::new(),
            };
            let mut glyphs = vec![glyph('1', (24.0 - bar) / width)];
            glyphs.extend(others.map(|(i, ch)| glyph(ch, (40.0 + 30.0 * i as f32) / width)));
            value.glyphs = glyphs;
            let layout = Layout::of(&[label, value]);
            layout.segments.iter().map(|s| s.chars.len()).sum::<usize>()
        };
        assert_eq!(read(17.0, "1一般项目"), 4 + 4);
        // Beside the label's ink, and before digits.
        assert_eq!(read(4.0, "1一般项目"), 4 + 5);
        assert_eq!(read(17.0, "10000"), 4 + 5);
    }

    #[test]
    fn a_level_stretch_is_found_again_on_the_tilted_page() {
        let slope = 0.1f32.tan();
        let lines = [line("甲乙丙丁戊己庚辛", 10.0, 100.0, 20.0, slope)];
        let layout = Layout::of(&lines);
        let s = &layout.segments[0];
        let quad = layout.on_page((s.x0, s.x1), s.y, s.h);
        for (a, b) in quad.0.iter().zip(lines[0].quad.0) {
            assert!(a.distance(b) < 3.0, "{quad:?}");
        }
    }

    #[test]
    fn a_tilted_page_is_levelled() {
        // Nine degrees: the right end of a row lies lower than the next row's left end.
        let slope = 0.158;
        let at = |text: &str, x: f32, row: f32| line(text, x, 100.0 + row * 40.0 + slope * x, 24.0, slope);
        let layout = Layout::of(&[
            at("第一行左边", 10.0, 0.0),
            at("第一行右边", 500.0, 0.0),
            at("第二行左边", 10.0, 1.0),
            at("第二行右边", 500.0, 1.0),
        ]);
        let rows: Vec<String> = layout.rows.iter().map(|r| layout.row_text(r)).collect();
        assert_eq!(rows, ["第一行左边第一行右边", "第二行左边第二行右边"]);
    }
}
