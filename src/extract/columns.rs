//! Labels that the detector missed, single characters far apart (类 型) above all: where a value begins in line with others
//! whose labels stand in one column, its label stands there as well.

use super::labels::Found;
use crate::geometry::{PixelBox, Quad};
use crate::hanzi;
use crate::kind::spec::KindSpec;
use crate::measure::small::{histogram, median, quantile};
use crate::pixels::{Rgb, luma};
use crate::read::ocr::Engine;
use crate::read::rows::{self, Layout};
use crate::read::{ReadPage, TextLine};

/// Labels with values in line that make a column.
const LEAST: usize = 2;
/// How far the beginnings of a column's labels, or of its values, lie off one another, in heights of a label's box.
const IN_LINE: f32 = 0.8;
/// Room around a column's labels, in heights.
const ROOM: f32 = 0.3;
/// Distance of two labels in one column, at least, in heights.
const NEXT: f32 = 1.1;
/// Places of one page looked at, at most: the rows of a licence.
const MOST: usize = 8;
/// Levels by which print is darker than its ground.
const INKED: u8 = 60;

/// Reads the places of labels that were missed and puts them among the page's lines; `true` where any was found.
pub(super) fn find_missed(spec: &KindSpec, page: &mut ReadPage, picture: &Rgb, engine: &Engine) -> bool {
    let layout = Layout::of(&page.lines);
    let found = super::labels::find(&layout, spec);
    let new: Vec<TextLine> = gaps(&layout, &found)
        .into_iter()
        .filter(|quad| inked(picture, quad.bounds()))
        .take(MOST)
        .filter_map(|quad| engine.read_spaced(picture, &quad))
        .filter(|line| is_label(spec, &line.text))
        .collect();
    for line in &new {
        page.lines.retain(|l| l.area.covered_by(line.area) < 0.7);
    }
    let any = !new.is_empty();
    page.lines.extend(new);
    page.lines = rows::in_order(std::mem::take(&mut page.lines));
    any
}

/// Places of labels that none was found at, beside values that begin in line with others.
fn gaps(layout: &Layout, found: &[Found]) -> Vec<Quad> {
    let mut quads = Vec::new();
    let mut seen: Vec<(f32, f32)> = Vec::new();
    for seed in found {
        let column: Vec<&Found> = found
            .iter()
            .filter(|l| l.exact && (l.x0 - seed.x0).abs() < IN_LINE * seed.h)
            .collect();
        let values: Vec<(f32, f32)> = column.iter().filter_map(|l| value_of(layout, l)).collect();
        let in_line = |x: f32| values.iter().filter(move |v| (v.0 - x).abs() < IN_LINE * seed.h);
        // Beside some labels (a code's) there is nothing, and what follows in their row is another column.
        let Some(begins) = values
            .iter()
            .map(|v| v.0)
            .filter(|x| in_line(*x).count() >= LEAST)
            .min_by(f32::total_cmp)
        else {
            continue;
        };
        // Labels in another size of print do not stand level with their values.
        let lower = median(&mut in_line(begins).map(|v| v.1).collect::<Vec<f32>>());
        let h = median(&mut column.iter().map(|l| l.h).collect::<Vec<f32>>());
        let x0 = column.iter().map(|l| l.x0).fold(f32::MAX, f32::min) - ROOM * h;
        let x1 = (column.iter().map(|l| l.x1).fold(f32::MIN, f32::max) + ROOM * h).min(begins - 0.1 * h);
        for (index, row) in layout.rows.iter().enumerate() {
            let value = row
                .segments
                .iter()
                .filter_map(|i| layout.segments.get(*i))
                .find(|s| (s.x0 - begins).abs() < IN_LINE * h);
            // The second line of a value stands as near to its label as its first one.
            let labelled = |y: f32| {
                let mut here = found.iter().filter(|l| l.x0 < x1 && l.x1 > x0);
                here.any(|l| l.row == index || (l.y - y).abs() < NEXT * h)
            };
            let Some(value) = value.filter(|v| !labelled(v.y)) else {
                continue;
            };
            if seen
                .iter()
                .all(|(x, y)| (x - x0).abs() > h || (y - value.y).abs() > 0.5 * h)
            {
                seen.push((x0, value.y));
                quads.push(layout.on_page((x0, x1), value.y + lower, h));
            }
        }
    }
    quads
}

/// Where what stands right of a label begins, and how much lower the label lies.
fn value_of(layout: &Layout, label: &Found) -> Option<(f32, f32)> {
    let row = layout.rows.get(label.row)?;
    let mut segments = row.segments.iter().filter_map(|i| layout.segments.get(*i));
    segments.find(|s| s.x0 > label.x1).map(|s| (s.x0, label.y - s.y))
}

/// Whether anything as dark as print stands in a place.
fn inked(picture: &Rgb, area: PixelBox) -> bool {
    let area = area.clamp_to(picture.width(), picture.height());
    let places = (area.y..area.bottom())
        .step_by(2)
        .flat_map(|y| (area.x..area.right()).step_by(2).map(move |x| (x, y)));
    let levels = histogram(places.map(|(x, y)| {
        let [r, g, b] = picture.get_pixel(x as u32, y as u32).0;
        luma(r, g, b)
    }));
    quantile(&levels, 0.5) - quantile(&levels, 0.02) > INKED
}

/// Whether a text is one of the kind's labels and nothing else.
fn is_label(spec: &KindSpec, text: &str) -> bool {
    let text = hanzi::fold(text);
    let labels = spec.fields.iter().flat_map(|f| f.labels).chain(spec.stops);
    labels.into_iter().any(|l| hanzi::fold(l) == text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::{DocumentKind, spec};
    use crate::read::fixture::line;

    fn print(text: &str, x: i32, y: i32, w: i32) -> TextLine {
        line(text, PixelBox { x, y, w, h: 36 })
    }

    /// Rows of a licence fifty pixels apart: labels at column 100, values at 300; `None` is a label that was missed.
    fn places(rows: &[(Option<&str>, &str)]) -> Vec<PixelBox> {
        let at = |i: usize, x: i32, text: &str| print(text, x, 100 + 50 * i as i32, 30 * text.chars().count() as i32);
        let lines: Vec<TextLine> = rows
            .iter()
            .enumerate()
            .flat_map(|(i, (label, value))| label.map(|l| at(i, 100, l)).into_iter().chain([at(i, 300, value)]))
            .collect();
        gaps_of(&lines)
    }

    /// The places at which labels are missing from a licence.
    fn gaps_of(lines: &[TextLine]) -> Vec<PixelBox> {
        let layout = Layout::of(lines);
        let found = super::super::labels::find(&layout, spec(DocumentKind::BusinessLicence).unwrap());
        gaps(&layout, &found).iter().map(Quad::bounds).collect()
    }

    #[test]
    fn a_value_in_line_with_labelled_ones_has_its_label_in_their_column() {
        let rows = [
            (Some("名称"), "苏州市未来美机械制造有限公司"),
            (None, "其他有限责任公司"),
            (Some("住所"), "江苏省苏州市虎丘区中山东路638号"),
            (Some("法定代表人"), "龙飞宇"),
        ];
        let found = places(&rows);
        assert_eq!(found.len(), 1, "{found:?}");
        let b = found[0];
        assert!(
            b.x < 100 && b.right() > 240 && b.right() < 300 && b.y < 155 && b.bottom() > 180,
            "{b:?}"
        );
        // A second line close below the first has no label of its own.
        let close = |y, text| print(text, 300, y, 200);
        let label = |y, text| print(text, 100, y, 150);
        let lines = [
            label(100, "名称"),
            close(100, "甲公司"),
            label(160, "住所"),
            close(160, "苏州市虎丘区"),
            label(220, "经营范围"),
            close(220, "销售"),
            close(258, "与服务"),
        ];
        assert_eq!(gaps_of(&lines).len(), 0);
        // One label is no column, and a row with its label has no gap.
        assert_eq!(places(&rows[..2]), []);
        assert_eq!(places(&[rows[0], rows[2], rows[3]]), []);
    }

    #[test]
    fn a_label_is_a_whole_text() {
        let licence = spec(DocumentKind::BusinessLicence).unwrap();
        assert!(is_label(licence, "类 型") && !is_label(licence, "类") && !is_label(licence, "类型其他"));
    }
}
