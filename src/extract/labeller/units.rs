//! The units of a page: pieces of its lines that belong to one field each, in the order in which a column is read.

use super::super::zone;
use super::columns::{median, set_columns};
use super::labels::{LONG, Label, Labels, label_partly};
use super::phrases;
use crate::geometry::PixelBox;
use crate::hanzi::is_han;
use crate::kind::spec::Shape;
use crate::read::rows::{self, Char, Layout, Segment};
use crate::read::{ReadPage, Source, TextLine};

/// A piece of one line (or of several that spell one label together).
#[derive(Debug, Clone)]
pub(super) struct Unit {
    pub chars: Vec<Char>,
    pub x0: f32,
    pub x1: f32,
    pub y: f32,
    pub h: f32,
    pub area: PixelBox,
    pub source: Source,
    pub under_seal: bool,
    /// Row of the layout.
    pub row: usize,
    /// Column of labels and values, from the left.
    pub column: usize,
    /// The label with which it begins.
    pub label: Option<Label>,
}

impl Unit {
    /// The characters behind its label, without the marks before them; stars, dashes or strokes alone say that there is no value.
    pub fn rest(&self) -> &[Char] {
        let rest = &self.chars[self.label.map_or(0, |l| l.taken)..];
        let colon = rest.iter().take_while(|c| c.folded == ':').count();
        if phrases::fills(&rest[colon..]) {
            return &rest[colon..];
        }
        let marks = rest
            .iter()
            .take_while(|c| !c.ch.is_alphanumeric() && c.folded != '(')
            .count();
        if marks < rest.len() { &rest[marks..] } else { &[] }
    }

    /// Whether its label ends at a blank, at a mark, or with the unit.
    pub fn label_is_parted(&self) -> bool {
        let taken = self.label.map_or(0, |l| l.taken);
        match (self.chars.get(taken.wrapping_sub(1)), self.chars.get(taken)) {
            (Some(a), Some(b)) => !b.ch.is_alphanumeric() || b.x - a.x > PARTED * self.h,
            _ => true,
        }
    }

    fn of(s: &Segment, row: usize) -> Self {
        Self {
            chars: s.chars.clone(),
            x0: s.x0,
            x1: s.x1,
            y: s.y,
            h: s.h,
            area: s.area,
            source: s.source,
            under_seal: s.under_seal,
            row,
            column: 0,
            label: None,
        }
    }

    pub fn append(&mut self, other: Self) {
        self.chars.extend(other.chars);
        self.x1 = self.x1.max(other.x1);
        self.area = self.area.union(other.area);
        self.under_seal |= other.under_seal;
    }

    /// Parts the unit before a character.
    fn split(mut self, at: usize) -> (Self, Self) {
        let mut second = self.clone();
        second.chars = self.chars.split_off(at);
        let cut = second.chars.first().map_or(self.x1, |c| c.x - 0.5 * self.h);
        let share = (cut - self.x0) / (self.x1 - self.x0).max(1.0);
        second.x0 = cut;
        second.area = rows::slice(self.area, share, 1.0);
        self.x1 = cut;
        self.area = rows::slice(self.area, 0.0, share);
        (self, second)
    }
}

/// Radians by which a line of text runs otherwise than its page, from which it was laid over it: five degrees, more than the
/// perspective of a page whose print can be read.
const ACROSS: f32 = 0.09;
/// Lines shorter than this many heights have no direction.
const LEAST_RUN: f32 = 3.0;

/// Whether a line runs otherwise than the page.
fn runs_across(line: &TextLine, tilt: f32) -> bool {
    let [a, b, c, d] = line.quad.0;
    let slope = (b.y - a.y + c.y - d.y).atan2(b.x - a.x + c.x - d.x);
    line.quad.width() > LEAST_RUN * line.quad.height() && (slope - tilt).abs() > ACROSS
}

/// Blank from which a label is parted from what follows, line heights; less than the blank inside it.
const PARTED: f32 = 1.15;
/// Widest blank inside a label that is spread over its column, line heights.
const SPREAD: f32 = 5.0;
/// A label in the midst of a line stands off from what is before it by so many of the line's steps; a short one farther.
const STANDS_OFF: f32 = 1.3;
const STANDS_OFF_SHORT: f32 = 1.6;
/// Share of a line that lies in the zone from which it is one of its lines.
const IN_ZONE: f32 = 0.6;
/// Units of a page that are looked at, at most.
pub(super) const MOST: usize = 400;

/// Units of a page, column by column, each from its top.
pub(super) fn of(page: &ReadPage, labels: &Labels) -> Vec<Unit> {
    let tilt = rows::tilt(&page.lines);
    // The lines of a machine-readable zone are of no other field.
    let zone = if labels.shapes.contains(&Shape::MachineZone) {
        zone::area(page)
    } else {
        None
    };
    let in_zone = |l: &TextLine| zone.is_some_and(|z| l.area.covered_by(z) > IN_ZONE);
    let is_own = |l: &&TextLine| !runs_across(l, tilt) && !in_zone(l);
    let own: Vec<TextLine> = page.lines.iter().filter(is_own).cloned().collect();
    let layout = Layout::of(&own);
    let mut units = Vec::new();
    for (number, row) in layout.rows.iter().enumerate() {
        let segments: Vec<&Segment> = row.segments.iter().filter_map(|i| layout.segments.get(*i)).collect();
        let mut at = 0;
        while let Some(s) = segments.get(at) {
            let mut unit = Unit::of(s, number);
            let joined = spelt_together(&segments[at..], labels);
            for s in &segments[at + 1..at + joined] {
                unit.append(Unit::of(s, number));
            }
            at += joined;
            while let Some(cut) = label_within(&unit, labels) {
                let (first, second) = unit.split(cut);
                units.push(first);
                unit = second;
            }
            units.push(unit);
        }
        if units.len() >= MOST {
            break;
        }
    }
    units.truncate(MOST);
    join_torn_names(&mut units, labels);
    for unit in &mut units {
        unit.label = labels.at_start(&unit.chars, unit.h);
    }
    drop_signs_before_labels(&mut units, labels);
    mark_questions(&mut units);
    set_columns(&mut units, labels);
    for number in 0..2 {
        label_partly(&mut units, number, labels);
    }
    units.sort_by(|a, b| (a.column, a.row).cmp(&(b.column, b.row)).then(a.x0.total_cmp(&b.x0)));
    labels_first(&mut units);
    units
}

/// Labels that tell where labels begin, at least; how far a label begins from there, and a sign before it, line heights:
/// chosen on drawn cards in two scripts.
const LABELS_OF_COLUMN: usize = 3;
const IN_COLUMN: f32 = 0.6;
const BEFORE_COLUMN: f32 = 0.4;

/// A sign that stands left of the labels and was read as the first character of a line is none of it: on cards in two scripts the label in
/// the other script, which runs down the page.
fn drop_signs_before_labels(units: &mut [Unit], labels: &Labels) {
    let exact = |u: &&Unit| u.label.is_some_and(|l| l.cost == 0.0);
    let mut begins: Vec<f32> = units
        .iter()
        .filter(exact)
        .filter_map(|u| Some(u.chars.first()?.x))
        .collect();
    if begins.len() < LABELS_OF_COLUMN {
        return;
    }
    let Some(column) = median(&mut begins) else { return };
    for unit in units.iter_mut().filter(|u| u.label.is_none()) {
        let [sign, rest @ ..] = unit.chars.as_slice() else {
            continue;
        };
        let Some(first) = rest.first() else { continue };
        let placed = (first.x - column).abs() < IN_COLUMN * unit.h && sign.x < column - BEFORE_COLUMN * unit.h;
        let label = labels.at_start(rest, unit.h).filter(|l| placed && l.cost == 0.0);
        if label.is_some() {
            unit.label = label;
            unit.x0 = first.x - 0.5 * unit.h;
            unit.chars.remove(0);
        }
    }
}

/// Line heights from a line that ends with the dot between the parts of a name to the one on which it goes on.
const NEXT_LINE: std::ops::Range<f32> = 0.5..2.2;

/// A line that ends with the dot between two parts of a name goes on in the line below: 迪丽努尔· | 麦麦提吐尔逊.
fn join_torn_names(units: &mut Vec<Unit>, labels: &Labels) {
    let mut i = 0;
    while i < units.len() {
        let u = &units[i];
        let torn = u.chars.len() > 1 && u.chars.last().is_some_and(|c| c.folded == '·');
        let goes_on = |v: &&Unit| {
            let below = NEXT_LINE.contains(&((v.y - u.y) / u.h.max(1.0))) && v.x0 < u.x1 && v.x1 > u.x0;
            let named = v.chars.len() > 1 && v.chars.iter().all(|c| is_han(c.ch) || c.folded == '·');
            below && named && labels.at_start(&v.chars, v.h).is_none()
        };
        let next = (i + 1..units.len()).find(|j| torn && goes_on(&&units[*j]));
        match next {
            Some(j) => {
                let rest = units.remove(j);
                units[i].append(rest);
            }
            None => i += 1,
        }
    }
}

/// Line heights by which a value stands higher than its label, at most, on a page seen aslant.
const HIGHER: f32 = 0.6;

/// Puts a label before the value right of it that stands a little higher, and so in the row before.
fn labels_first(units: &mut [Unit]) {
    for i in 1..units.len() {
        let (a, b) = (&units[i - 1], &units[i]);
        let higher = (b.y - a.y).abs() < HIGHER * a.h.max(b.h);
        if b.label.is_some() && a.label.is_none() && a.column == b.column && higher && b.x1 < a.x0 + 0.5 * a.h {
            units.swap(i - 1, i);
            units[i].row = units[i - 1].row;
        }
    }
}

/// Blank between two boxes of one sentence, line heights, at most.
const SAME_SENTENCE: f32 = 1.0;

/// A label right behind the beginning of a question is a word of it: 是否当面采集并留存 | 网站负责人照片.
fn mark_questions(units: &mut [Unit]) {
    for i in 1..units.len() {
        let [.., a, b] = &mut units[..=i] else { continue };
        let close = a.row == b.row && b.x0 - a.x1 < SAME_SENTENCE * b.h;
        if let Some(label) = b.label.as_mut().filter(|_| close && phrases::asks(&a.chars)) {
            label.bare = true;
        }
    }
}

/// How many segments of a row, from its first, spell one label together: 名 | 称.
fn spelt_together(segments: &[&Segment], labels: &Labels) -> usize {
    let Some(first) = segments.first() else { return 1 };
    let longest = labels.words.iter().map(|w| w.0.len()).max().unwrap_or(0);
    if first.chars.len() >= longest {
        return 1;
    }
    let mut chars: Vec<Char> = first.chars.clone();
    let mut ends = vec![chars.len()];
    for pair in segments.windows(2).take(longest) {
        let (Some(last), Some(next)) = (pair[0].chars.last(), pair[1].chars.first()) else {
            break;
        };
        if next.x - last.x > SPREAD * first.h || chars.len() >= longest {
            break;
        }
        chars.extend(pair[1].chars.iter().cloned());
        ends.push(chars.len());
    }
    let alone = labels.at_start(&first.chars, first.h);
    let together = labels.at_start(&chars, first.h).filter(|l| {
        let whole = l.cost < 0.5 || labels.len(*l) >= 4;
        whole && l.taken > first.chars.len() && alone.is_none_or(|a| l.cost < a.cost || l.taken > a.taken)
    });
    together.map_or(1, |l| ends.iter().position(|e| *e >= l.taken).map_or(1, |i| i + 1))
}

/// Where a label begins in the midst of a unit, which two columns were found as.
fn label_within(unit: &Unit, labels: &Labels) -> Option<usize> {
    let steps: Vec<f32> = unit.chars.windows(2).map(|w| w[1].x - w[0].x).collect();
    let step = median(&mut steps.clone())?.max(0.5 * unit.h);
    // The items of a list and questions are sentences.
    let sentence = phrases::list_number(&unit.chars) > 0 || phrases::asks(&unit.chars);
    let parts = |at: usize, l: Label| {
        let off = steps[at - 1] / step;
        let closed = unit.chars[at - 1].folded == ')';
        let len = labels.len(l);
        let next = unit.chars.get(at + l.taken).map(|c| c.folded);
        // No value speaks so long a label, colon and all; nor does one name what boxes to tick stand behind.
        let speaks = len >= LONG && next == Some(':') || len >= 4 && next.is_some_and(phrases::is_box);
        let stands_off = match len {
            4.. if closed => 0.0,
            3.. => STANDS_OFF,
            _ => STANDS_OFF_SHORT,
        };
        let complete = || labels.is_whole(&unit.chars[..at], unit.h);
        let parted = complete() || (off > STANDS_OFF || closed) && off > stands_off;
        l.cost == 0.0 && (speaks || parted && !sentence)
    };
    // A label that began further left, and where it ends.
    let mut known: Option<(Label, usize)> = None;
    for at in 0..unit.chars.len() {
        let Some(l) = labels.at_start(&unit.chars[at..], unit.h) else {
            continue;
        };
        // The words of a longer label begin no label of their own: 负责人 within 网站负责人证件资质, however it is spaced.
        let end = at + l.taken;
        let within = known.is_some_and(|(longer, until)| end <= until && labels.goes_further(longer, l));
        if at > 0 && !within && parts(at, l) {
            return Some(at);
        }
        if known.is_none_or(|(_, until)| end > until) {
            known = Some((l, end));
        }
    }
    None
}
