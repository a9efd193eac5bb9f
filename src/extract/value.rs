//! What stands beside and below a label.

use super::labels::{Found, HEADINGS, Second, separates};
use crate::geometry::PixelBox;
use crate::hanzi::is_han;
use crate::read::Source;
use crate::read::rows::{Char, Layout, Segment, slice};

/// Characters gathered for a value, line by line.
#[derive(Debug, Clone)]
pub(super) struct Value {
    /// Lines, each with its characters.
    pub lines: Vec<Vec<Char>>,
    /// The box around all of it.
    pub area: Option<PixelBox>,
    /// Where it comes from.
    pub source: Source,
    /// Red ink crosses a part of it.
    pub under_seal: bool,
}

impl Value {
    fn empty() -> Self {
        Self {
            lines: Vec::new(),
            area: None,
            source: Source::Ocr,
            under_seal: false,
        }
    }
    /// A value that was read by itself.
    pub fn of_line(chars: Vec<Char>, area: PixelBox) -> Self {
        Self {
            lines: vec![chars],
            area: Some(area),
            ..Self::empty()
        }
    }
    fn take(&mut self, s: &Segment, chars: &[Char]) {
        let (Some(first), Some(last)) = (chars.first(), chars.last()) else {
            return;
        };
        let width = (s.x1 - s.x0).max(1.0);
        let from = if s.chars.first().map(|c| c.x) == Some(first.x) {
            0.0
        } else {
            (first.x - 0.4 * s.h - s.x0) / width
        };
        let to = if s.chars.last().map(|c| c.x) == Some(last.x) {
            1.0
        } else {
            (last.x + 0.4 * s.h - s.x0) / width
        };
        let part = slice(s.area, from, to);
        self.area = Some(self.area.map_or(part, |a| a.union(part)));
        self.source = s.source;
        self.under_seal |= s.under_seal;
    }
    fn is_empty(&self) -> bool {
        self.lines.iter().all(Vec::is_empty)
    }
    /// The value without what a watermark leaves in lines it crosses: characters squeezed between two of the line's own are
    /// left out, and their neighbours, which it crosses too, are doubted; so is one that ends a line out of its step.
    pub fn under_watermark(mut self) -> Self {
        for line in &mut self.lines {
            let Some(pitch) = pitch(line) else { continue };
            while let Some(at) = squeezed(line, pitch) {
                line.remove(at);
                line.iter_mut().skip(at - 1).take(2).for_each(doubt);
            }
            // (After a digit the step is shorter still.)
            if let [.., before, last] = line.as_mut_slice()
                && is_han(last.ch)
                && last.x - before.x > STEP * pitch
            {
                doubt(last);
            }
        }
        self
    }
    /// Whether it is a question, or boxes for its answers.
    pub fn asks(&self) -> bool {
        let text: String = self.chars().map(|c| c.ch).collect();
        is_question(&text)
    }
    /// All characters in order.
    pub fn chars(&self) -> impl Iterator<Item = &Char> {
        self.lines.iter().flatten()
    }
}

/// Whether words ask for a tick (报备信息是否规范 □是 □否). A box alone may be a mark beside a value, or a speck.
fn is_question(text: &str) -> bool {
    let boxes = text.chars().filter(|c| matches!(c, '□' | '☐' | '■' | '☑')).count();
    boxes > 1 || text.contains("是否")
}

/// Two ideographs of a line with another between them stand this many of the line's pitches apart, at least: 2 but for what
/// the recogniser's columns leave unsure. With a squeezed one between them it is 1.
const APART: f32 = 1.45;
/// Pitches that tell a line's own.
const PITCHES: usize = 4;
/// Characters that a watermark crosses are no surer: below what a difference is believed from (0.8).
const CROSSED: f32 = 0.79;

/// The last ideograph of a line stands at most so many pitches behind the one before it: the recogniser's columns leave 1.1.
const STEP: f32 = 1.2;

fn doubt(c: &mut Char) {
    c.p = c.p.min(CROSSED);
}

fn of_print(chars: &[Char]) -> bool {
    chars.iter().all(|c| is_han(c.ch))
}

/// Middle distance of neighbouring ideographs; `None` where there are too few to tell.
fn pitch(line: &[Char]) -> Option<f32> {
    let pairs = line.windows(2).filter(|w| of_print(w));
    let mut pitches: Vec<f32> = pairs.map(|w| w[1].x - w[0].x).collect();
    if pitches.len() < PITCHES {
        return None;
    }
    let middle = pitches.len() / 2;
    Some(*pitches.select_nth_unstable_by(middle, f32::total_cmp).1)
}

/// The ideograph that stands closest between two others, where no line of print leaves room for it.
fn squeezed(line: &[Char], pitch: f32) -> Option<usize> {
    let trios = line.windows(3).enumerate().filter(|(_, w)| of_print(w));
    trios
        .map(|(i, w)| (i + 1, w[2].x - w[0].x))
        .filter(|(_, width)| *width < APART * pitch)
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .map(|(i, _)| i)
}

/// Widest blank between a label and its value, in line heights: a table's cells.
const TO_VALUE: f32 = 14.0;
/// Widest blank inside a value, in line heights: 1990 年 5 月.
const INSIDE: f32 = 3.2;
/// A line of this many digits and no word is a value of its own (the eight of a date).
const OTHER_VALUE: usize = 8;
/// Characters of the shortest domain (a.cn).
const LEAST_NAME: usize = 4;
/// Largest distance of two lines of one value, in line heights.
const PITCH: f32 = 2.3;

/// Readings of a label's surroundings, the likeliest first: to the right (with the lines below where the shape goes on), then
/// below.
pub(super) fn gather(layout: &Layout, labels: &[Found], label: &Found, continues: bool) -> Vec<Value> {
    let mut out = Vec::new();
    let right = match &label.second {
        Some(second) => beside_lines(layout, labels, label, second),
        None => beside(layout, labels, label),
    };
    if let Some((mut value, x0, extent)) = right {
        if continues {
            go_on(layout, labels, label, &mut value, x0, extent);
        }
        out.push(value);
    }
    if !among_rows(layout, labels, label)
        && let Some(value) = beneath(layout, labels, label)
    {
        out.push(value);
    }
    out.retain(|v| !v.is_empty());
    out
}

/// Every character to the right of a label in its row, up to the next label, also those that only part.
pub(super) fn after(layout: &Layout, labels: &[Found], label: &Found) -> Vec<Char> {
    let right = |x: f32| x > label.x1 - 0.3 * label.h;
    let next = labels
        .iter()
        .filter(|l| l.row == label.row && right(l.x0))
        .map(|l| l.x0)
        .fold(f32::MAX, f32::min);
    let segments = layout.rows.get(label.row).into_iter().flat_map(|r| &r.segments);
    let chars = segments.filter_map(|i| layout.segments.get(*i)).flat_map(|s| &s.chars);
    let within = |c: &&Char| c.x > label.x1 && c.x < next && c.x < label.x1 + TO_VALUE * label.h;
    chars
        .filter(within)
        .filter(|c| !matches!(c.folded, ':' | '|'))
        .cloned()
        .collect()
}

/// What stands to the right of the label in its row, up to the next label: the value, its left end, its last segment.
fn beside(layout: &Layout, labels: &[Found], label: &Found) -> Option<(Value, f32, usize)> {
    let row = layout.rows.get(label.row)?;
    let next_label = labels
        .iter()
        .filter(|l| l.row == label.row && l.x0 > label.x1 - 0.3 * label.h)
        .map(|l| l.first)
        .min_by(|a, b| {
            let x = |p: &(usize, usize)| {
                layout
                    .segments
                    .get(p.0)
                    .and_then(|s| s.chars.get(p.1))
                    .map_or(f32::MAX, |c| c.x)
            };
            x(a).total_cmp(&x(b))
        });
    let mut value = Value::empty();
    let mut line: Vec<Char> = Vec::new();
    let mut end = label.x1;
    let mut last_segment = label.last.0;
    'row: for seg in row.segments.iter().copied() {
        let s = layout.segments.get(seg)?;
        let from = if seg == label.last.0 {
            label.last.1 + 1
        } else if s.chars.first().is_none_or(|c| c.x < label.x1 - 0.4 * label.h) {
            continue;
        } else {
            0
        };
        let mut part: Vec<Char> = Vec::new();
        for (i, c) in s.chars.iter().enumerate().skip(from) {
            if next_label == Some((seg, i)) {
                keep(&mut value, &mut line, s, part);
                break 'row;
            }
            let empty = line.is_empty() && part.is_empty();
            if empty && separates(c.folded) && c.folded != '(' && !fills(s.chars.get(i..).unwrap_or_default()) {
                continue;
            }
            part.push(c.clone());
        }
        if let Some(first) = part.first() {
            // A label that is not known: 涉及前置审批内容 in the column of others.
            if !line.is_empty() && from == 0 && heads_column(labels, label, s) {
                break;
            }
            let blank = first.x - end;
            let allowed = if line.is_empty() { TO_VALUE } else { INSIDE };
            if blank > allowed * s.h.max(label.h) {
                break;
            }
            end = part.last().map_or(end, |c| c.x) + 0.4 * s.h;
            last_segment = seg;
        }
        keep(&mut value, &mut line, s, part);
    }
    line.drain(..translation(&line));
    let x0 = line.first()?.x;
    value.lines.push(line);
    Some((value, x0, last_segment))
}

/// What stands to the right of a label of two lines, in the rows from its first to its second: beside either, or between them.
fn beside_lines(layout: &Layout, labels: &[Found], label: &Found, second: &Second) -> Option<(Value, f32, usize)> {
    let mut whole: Option<(Value, f32, usize)> = None;
    for row in label.row..=second.row {
        let (x1, last) = match row {
            r if r == label.row => (label.x1, label.last),
            r if r == second.row => (second.x1, second.last),
            // No segment of a row between them is the label's.
            _ => (label.x1.max(second.x1), (usize::MAX, 0)),
        };
        let line = Found {
            row,
            last,
            x1,
            ..label.clone()
        };
        let Some((value, x0, extent)) = beside(layout, labels, &line) else {
            continue;
        };
        // What is printed in both languages alike is one line: a domain, a date.
        let text = |v: &Value| v.chars().map(|c| c.folded).collect::<String>();
        if whole.as_ref().is_some_and(|(lines, ..)| text(lines) == text(&value)) {
            continue;
        }
        match &mut whole {
            None => whole = Some((value, x0, extent)),
            // Lines of one value begin below each other.
            Some((lines, left, end)) if (x0 - *left).abs() < label.h => {
                lines.area = lines.area.zip(value.area).map(|(a, b)| a.union(b));
                lines.under_seal |= value.under_seal;
                lines.lines.extend(value.lines);
                *end = extent;
            }
            Some(_) => {}
        }
    }
    whole
}

/// Whether what is left of a line is stars, dashes or strokes, which fill the place of a value that there is not. One dash or stroke
/// may part a label from its value.
fn fills(rest: &[Char]) -> bool {
    let filler = |c: &Char| matches!(c.folded, '*' | '-' | '/');
    rest.iter().all(filler) && (rest.len() > 1 || rest.iter().any(|c| c.folded == '*'))
}

/// Letters of the shortest label in Latin letters that is left out behind its Chinese one: longer than the https of an address.
const LATIN_LABEL: usize = 6;

/// How many characters a line begins with that are its label's translation, with its colon: Sponsoring Registar: 某某公司.
fn translation(line: &[Char]) -> usize {
    let letters = line.iter().take_while(|c| c.folded.is_ascii_alphabetic()).count();
    let colon = line.get(letters).is_some_and(|c| c.folded == ':');
    if letters >= LATIN_LABEL && colon {
        letters + 1
    } else {
        0
    }
}

/// Whether a label stands in a column of labels most of which bear their values beside them: then so does this one, and what is
/// below it is another label.
fn among_rows(layout: &Layout, labels: &[Found], label: &Found) -> bool {
    let in_column = |l: &&Found| {
        let aligned = (l.x0 - label.x0).abs() < 0.5 * label.h || (l.x1 - label.x1).abs() < 0.5 * label.h;
        l.row != label.row && aligned
    };
    let column: Vec<&Found> = labels.iter().filter(in_column).collect();
    let beside = column.iter().filter(|l| beside(layout, labels, l).is_some()).count();
    column.len() >= COLUMN && 2 * beside > column.len()
}

/// Labels of other rows that begin where a segment does, from which it stands in their column.
const COLUMN: usize = 2;

/// Whether a segment begins where labels of other rows do, or ends where they end.
fn heads_column(labels: &[Found], label: &Found, s: &Segment) -> bool {
    let near = |a: f32, b: f32| (a - b).abs() < 0.4 * s.h;
    let others = || labels.iter().filter(|l| l.row != label.row);
    others().filter(|l| near(l.x0, s.x0)).count() >= COLUMN || others().filter(|l| near(l.x1, s.x1)).count() >= COLUMN
}

fn keep(value: &mut Value, line: &mut Vec<Char>, s: &Segment, part: Vec<Char>) {
    value.take(s, &part);
    line.extend(part);
}

/// Where the words begin that a label ends: 所属注册服务机构 Sponsoring Registrar may be known by its last word only.
fn words_begin(layout: &Layout, label: &Found) -> f32 {
    let before = layout
        .segments
        .get(label.first.0)
        .and_then(|s| s.chars.get(..label.first.1));
    let mut left = label.x0;
    for c in before.unwrap_or_default().iter().rev() {
        if left - c.x > WORD_SPACE * label.h {
            break;
        }
        left = c.x;
    }
    left
}

/// Widest blank between the words of one label in line heights, from the middle of a character to where the next begins.
const WORD_SPACE: f32 = 1.3;

/// Lines below that begin where the value begins and belong to no other label.
fn go_on(layout: &Layout, labels: &[Found], label: &Found, value: &mut Value, x0: f32, last_segment: usize) {
    let Some(first) = layout.segments.get(last_segment) else {
        return;
    };
    let (mut y, h) = (first.y, first.h);
    let left = words_begin(layout, label);
    let label_y = label.second.map_or(label.y, |s| s.y);
    for (number, row) in layout.rows.iter().enumerate().skip(label.row + 1) {
        let Some(start) = row.segments.iter().copied().find(|i| {
            layout.segments.get(*i).is_some_and(|s| {
                let begins = s.chars.first().map_or(s.x0, |c| c.x);
                (begins - x0).abs() < 1.3 * h && s.y > y + 0.4 * h
            })
        }) else {
            // A row beside the value (the other column) says nothing; one far below ends the search.
            let below = row
                .segments
                .iter()
                .filter_map(|i| layout.segments.get(*i))
                .all(|s| s.y > y + PITCH * h);
            if below {
                return;
            }
            continue;
        };
        let Some(s) = layout.segments.get(start) else { return };
        if s.y - y > PITCH * h || s.h > 1.7 * h || s.h < 0.5 * h {
            return;
        }
        // Cells of a label of two lines print their values in the middle, between the rows of the next label's.
        let in_next_cell = label.second.is_some()
            && labels.iter().any(|l| {
                l.y > label_y + 0.5 * h && l.y < s.y + 0.5 * h && l.x1 < x0 + 0.5 * h && l.x0 > left - 3.0 * h
            });
        let labelled = in_next_cell
            || labels.iter().any(|l| {
                l.row == number
                    && ((l.first.0 == start && l.first.1 <= 1)
                    // A label of the same column, left of the value.
                    || (l.x1 < x0 + 0.5 * h && l.x0 > left - 3.0 * h))
            });
        // What stands in the label's column beside a line is that line's label, also one that is not known.
        let beside = row
            .segments
            .iter()
            .filter(|i| **i != start && **i != label.last.0 && **i != label.first.0);
        let unknown = beside.filter_map(|i| layout.segments.get(*i)).any(|t| {
            let aligned = (t.x1 - label.x1).abs() < h || (t.x0 - left).abs() < 0.5 * h;
            let column = t.x1 < x0 + 0.5 * h && (aligned || t.x0 > left - 3.0 * h);
            // Of a label that is spread one character may be all that was found.
            let least = if aligned { 1 } else { 2 };
            column && (t.y - s.y).abs() < 0.5 * h && t.chars.iter().filter(|c| is_han(c.ch)).count() >= least
        });
        if labelled || unknown {
            return;
        }
        // A date or a number under words is another value, its label lost.
        let digits = s.chars.iter().filter(|c| c.folded.is_ascii_digit()).count();
        let words = |c: &Char| is_han(c.ch) && !matches!(c.ch, '年' | '月' | '日');
        // So is a domain or an address of mail.
        let named = s.chars.iter().any(|c| matches!(c.folded, '@' | '.')) && s.chars.len() >= LEAST_NAME;
        if (digits >= OTHER_VALUE || named) && !s.chars.iter().any(words) && value.chars().any(words) {
            return;
        }
        let mut line: Vec<Char> = Vec::new();
        let mut end = s.x0;
        for i in row.segments.iter().copied().skip_while(|i| *i != start) {
            let Some(t) = layout.segments.get(i) else { break };
            let stop = labels
                .iter()
                .filter(|l| l.row == number && l.first.0 == i)
                .map(|l| l.first.1)
                .min();
            if t.x0 - end > INSIDE * h || stop == Some(0) {
                break;
            }
            let part: Vec<Char> = t.chars.iter().take(stop.unwrap_or(usize::MAX)).cloned().collect();
            end = t.x1;
            keep(value, &mut line, t, part);
        }
        y = s.y;
        value.lines.push(line);
    }
}

/// The segment under the label, for tables that print labels above values.
fn beneath(layout: &Layout, labels: &[Found], label: &Found) -> Option<Value> {
    for (number, row) in layout.rows.iter().enumerate().skip(label.row + 1).take(3) {
        for i in row.segments.iter().copied() {
            let s = layout.segments.get(i)?;
            let overlap = s.x1.min(label.x1) - s.x0.max(label.x0);
            if s.y - label.y > 2.5 * label.h {
                return None;
            }
            if overlap > 0.5 * (label.x1 - label.x0).min(s.x1 - s.x0) && s.y > label.y + 0.6 * label.h {
                // 信息 below 负责人: a heading over two lines.
                let heads = |h: &str| h.chars().eq(s.chars.iter().map(|c| c.folded));
                if labels.iter().any(|l| l.row == number && l.first.0 == i) || HEADINGS.iter().any(|h| heads(h)) {
                    return None;
                }
                let mut value = Value::empty();
                value.take(s, &s.chars);
                value.lines.push(s.chars.clone());
                return Some(value);
            }
        }
    }
    None
}

/// Every segment that is no label, and every whole row, each as a value: for shapes that tell themselves.
pub(super) fn every_segment(layout: &Layout, labels: &[Found]) -> Vec<Value> {
    let mut out = Vec::new();
    for s in &layout.segments {
        let mut value = Value::empty();
        value.take(s, &s.chars);
        value.lines.push(s.chars.clone());
        out.push(value);
    }
    for (number, row) in layout.rows.iter().enumerate() {
        if row.segments.len() < 2 || labels.iter().any(|l| l.row == number) {
            continue;
        }
        let mut value = Value::empty();
        let mut line = Vec::new();
        for s in row.segments.iter().filter_map(|i| layout.segments.get(*i)) {
            keep(&mut value, &mut line, s, s.chars.clone());
        }
        value.lines.push(line);
        out.push(value);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Characters at these places, read surely.
    fn value(text: &str, places: &[f32]) -> Value {
        let chars = text.chars().zip(places).map(|(ch, x)| Char {
            ch,
            folded: ch,
            p: 0.98,
            others: Vec::new(),
            x: *x,
        });
        Value {
            lines: vec![chars.collect()],
            ..Value::empty()
        }
    }

    fn text(v: &Value) -> String {
        v.chars().map(|c| c.ch).collect()
    }

    #[test]
    fn a_name_stands_below_its_label_and_the_rest_of_a_heading_does_not() {
        use crate::read::fixture::line;
        let below = |under: &str| {
            let area = |y, w| PixelBox { x: 100, y, w, h: 36 };
            let lines = [line("负责人", area(100, 90)), line(under, area(145, 90))];
            let layout = Layout::of(&lines);
            let spec = crate::kind::spec(crate::kind::DocumentKind::VerificationForm).unwrap();
            let found = crate::extract::labels::find(&layout, spec);
            gather(&layout, &found, &found[0], false)
                .iter()
                .map(text)
                .collect::<Vec<_>>()
        };
        assert_eq!(below("吴鸣桂"), ["吴鸣桂"]);
        assert!(below("信息").is_empty());
    }

    #[test]
    fn stars_and_dashes_in_a_values_place_are_kept_and_one_dash_parts() {
        use crate::read::fixture::line;
        let beside = |value: &str| {
            let area = |x, y, w| PixelBox { x, y, w, h: 36 };
            let lines = [
                line("名称", area(100, 100, 90)),
                line(value, area(250, 100, 30 * value.chars().count() as i32)),
                line("类型", area(100, 170, 90)),
                line("个体工商户", area(250, 170, 180)),
            ];
            let layout = Layout::of(&lines);
            let spec = crate::kind::spec(crate::kind::DocumentKind::BusinessLicence).unwrap();
            let found = crate::extract::labels::find(&layout, spec);
            let name = found.iter().filter(|f| f.fields == [crate::kind::FieldName::Name]);
            let values = name.flat_map(|f| gather(&layout, &found, f, true));
            values.map(|v| text(&v)).collect::<Vec<String>>()
        };
        for filler in ["***", "*", "----", "——", "//"] {
            assert_eq!(beside(filler), [filler]);
            assert_eq!(beside(&format!(":{filler}")), [filler]);
        }
        assert_eq!(beside("-青禾小吃店"), ["青禾小吃店"]);
        assert_eq!(beside("*青禾小吃店"), ["青禾小吃店"]);
    }

    #[test]
    fn a_misread_translation_of_a_label_is_no_part_of_its_value() {
        use crate::read::fixture::line;
        let area = |x, w| PixelBox { x, y: 387, w, h: 37 };
        let lines = [
            line("注册商 Sponsoring Registar:", area(251, 277)),
            line("广东时代互联科技有限公司", area(548, 292)),
        ];
        let layout = Layout::of(&lines);
        let spec = crate::kind::spec(crate::kind::DocumentKind::DomainCertificate).unwrap();
        let found = crate::extract::labels::find(&layout, spec);
        let said: Vec<String> = found
            .iter()
            .flat_map(|f| gather(&layout, &found, f, false))
            .map(|v| text(&v))
            .collect();
        assert_eq!(said, ["广东时代互联科技有限公司"]);
    }

    #[test]
    fn a_label_in_two_languages_does_not_hide_the_next_row_s() {
        use crate::read::fixture::line;
        let row = |y, label: &str, width, value: &str| {
            let area = |x, w| PixelBox { x, y, w, h: 30 };
            [line(label, area(180, width)), line(value, area(720, 400))]
        };
        let lines = [
            row(
                640,
                "所属注册服务机构 Sponsoring Registrar",
                490,
                "腾讯云计算（北京）有限责任公司",
            ),
            row(704, "注册日期 Registration Date", 340, "2025年04月15日"),
        ];
        let layout = Layout::of(lines.as_flattened());
        let spec = crate::kind::spec(crate::kind::DocumentKind::DomainCertificate).unwrap();
        let found = crate::extract::labels::find(&layout, spec);
        let registrar = |f: &&Found| f.fields == [crate::kind::FieldName::Registrar];
        let values = found
            .iter()
            .filter(registrar)
            .flat_map(|f| gather(&layout, &found, f, true));
        let said: Vec<String> = values.map(|v| text(&v)).collect();
        assert_eq!(said, ["腾讯云计算（北京）有限责任公司"]);
    }

    #[test]
    fn a_label_that_is_not_known_ends_the_value_before_it_where_a_column_of_labels_does() {
        use crate::read::fixture::line;
        let area = |x, y, w| PixelBox { x, y, w, h: 54 };
        let rows = [
            (
                411,
                [
                    ("备案类型", 297, 154),
                    ("首次备案", 457, 153),
                    ("手机号", 999, 126),
                    ("18537120902", 1134, 228),
                ],
            ),
            (
                495,
                [
                    ("负责人姓名", 261, 191),
                    ("冯琳建", 456, 124),
                    ("办公电话", 968, 159),
                    ("87120902", 1134, 228),
                ],
            ),
            (
                577,
                [
                    ("网站名称", 297, 157),
                    ("华睿兴贸易(西安)", 459, 290),
                    ("涉及某种内容", 851, 272),
                    ("不涉及", 1129, 124),
                ],
            ),
            (
                660,
                [
                    ("域名", 360, 97),
                    ("lanhai3359.xyz", 459, 250),
                    ("证件类型", 970, 156),
                    ("营业执照", 1132, 151),
                ],
            ),
        ];
        let lines: Vec<_> = rows
            .iter()
            .flat_map(|(y, row)| row.iter().map(|(text, x, w)| line(text, area(*x, *y, *w))))
            .collect();
        let layout = Layout::of(&lines);
        let spec = crate::kind::spec(crate::kind::DocumentKind::VerificationForm).unwrap();
        let found = crate::extract::labels::find(&layout, spec);
        let site = found
            .iter()
            .find(|f| f.fields == [crate::kind::FieldName::SiteName])
            .unwrap();
        assert_eq!(text(&gather(&layout, &found, site, false)[0]), "华睿兴贸易(西安)");
    }

    #[test]
    fn below_a_label_among_rows_stands_another_label() {
        use crate::read::fixture::line;
        let row = |y, label: &str, value: &str| {
            let area = |x, w| PixelBox { x, y, w, h: 36 };
            [line(label, area(100, 150)), line(value, area(400, 200))]
        };
        let lines = [
            row(100, "网站名称", "某某网"),
            row(160, "网站域名", "a.cn"),
            row(220, "网站负责人", ""),
            row(280, "预留信息", "无"),
        ];
        let layout = Layout::of(lines.as_flattened());
        let spec = crate::kind::spec(crate::kind::DocumentKind::VerificationForm).unwrap();
        let found = crate::extract::labels::find(&layout, spec);
        let person = found
            .iter()
            .find(|f| f.fields == [crate::kind::FieldName::ResponsiblePerson])
            .unwrap();
        assert!(gather(&layout, &found, person, false).is_empty());
    }

    #[test]
    fn an_ideograph_squeezed_between_two_is_left_out_and_its_neighbours_are_doubted() {
        let with = value(
            "苏州市虎丘区凤传凰",
            &[0.0, 41.0, 80.0, 121.0, 160.0, 200.0, 241.0, 262.0, 280.0],
        )
        .under_watermark();
        assert_eq!(text(&with), "苏州市虎丘区凤凰");
        let doubted: String = with.chars().filter(|c| c.p < 0.8).map(|c| c.ch).collect();
        assert_eq!(doubted, "凤凰");
    }

    #[test]
    fn an_ideograph_out_of_step_at_a_line_s_end_is_doubted() {
        let places = [
            394.0, 444.0, 492.0, 542.0, 578.0, 627.0, 676.0, 713.0, 762.0, 811.0, 872.0,
        ];
        let line = value("江苏省苏州市虎丘区凤传", &places).under_watermark();
        let doubted: String = line.chars().filter(|c| c.p < 0.8).map(|c| c.ch).collect();
        assert_eq!(doubted, "传");
        let places: Vec<f32> = (0..9).map(|i| 40.0 * i as f32).chain([342.0, 395.0]).collect();
        let line = value("阳光水岸花园新区路1传", &places).under_watermark();
        let doubted: String = line.chars().filter(|c| c.p < 0.8).map(|c| c.ch).collect();
        assert_eq!(doubted, "传");
    }

    #[test]
    fn even_print_digits_and_short_lines_stay_whole() {
        let even = value("苏州市虎丘区", &[0.0, 44.0, 78.0, 121.0, 156.0, 203.0]).under_watermark();
        assert_eq!(text(&even), "苏州市虎丘区");
        assert!(even.chars().all(|c| c.p > 0.9));
        let digits = value(
            "滨江大道一号386号",
            &[0.0, 40.0, 80.0, 120.0, 160.0, 200.0, 230.0, 250.0, 270.0, 300.0],
        );
        assert_eq!(text(&digits.under_watermark()), "滨江大道一号386号");
        let short = value("武建呆", &[0.0, 40.0, 55.0]).under_watermark();
        assert_eq!(text(&short), "武建呆");
    }
}
