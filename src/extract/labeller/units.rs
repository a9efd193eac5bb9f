//! The units of a page: pieces of its lines that belong to one field each, in the order in which a column is read.

use std::collections::BTreeSet;

use super::align;
use crate::geometry::PixelBox;
use crate::kind::spec::KindSpec;
use crate::read::rows::{self, Char, Layout, Segment};
use crate::read::{ReadPage, Source, TextLine};

/// A printed label at the beginning of a unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Label {
    /// Index into [`Labels::words`].
    pub word: usize,
    /// What its alignment costs.
    pub cost: f32,
    /// Characters of the unit that it takes.
    pub taken: usize,
}

/// The labels of a kind.
#[derive(Debug)]
pub(super) struct Labels {
    /// Characters of each label and the indexes of the fields that carry it; none for one that only ends values.
    pub words: Vec<(Vec<char>, Vec<usize>)>,
}

impl Labels {
    pub fn of(spec: &KindSpec) -> Self {
        let mut words: Vec<(Vec<char>, Vec<usize>)> = Vec::new();
        let fields = spec.fields.iter().enumerate();
        let own = fields.flat_map(|(i, f)| f.labels.iter().map(move |l| (*l, Some(i))));
        for (label, field) in own.chain(spec.stops.iter().map(|l| (*l, None))) {
            let chars: Vec<char> = label.chars().collect();
            match words.iter_mut().find(|(w, _)| *w == chars) {
                Some((_, fields)) => fields.extend(field),
                None => words.push((chars, field.into_iter().collect())),
            }
        }
        Self { words }
    }

    /// The label with which a text begins: the one of least cost, of equals the longest.
    pub fn at_start(&self, chars: &[Char]) -> Option<Label> {
        let mut best: Option<(Label, usize)> = None;
        for (word, (label, _)) in self.words.iter().enumerate() {
            let (cost, taken) = align::prefix(chars, label);
            if taken == 0 || cost > allowed(label.len()) {
                continue;
            }
            let better = |(b, len): &(Label, usize)| cost < b.cost || (cost == b.cost && label.len() > *len);
            if best.as_ref().is_none_or(better) {
                best = Some((Label { word, cost, taken }, label.len()));
            }
        }
        best.map(|(l, _)| l)
    }

    /// The label of which a text is the beginning or the end, where all such labels are of the same fields.
    fn part_at_start(&self, chars: &[Char]) -> Option<Label> {
        let is_part = |label: &[char]| {
            let n = chars.len();
            n < label.len()
                && (chars.iter().zip(label).all(|(c, l)| c.folded == *l)
                    || chars.iter().zip(&label[label.len() - n..]).all(|(c, l)| c.folded == *l))
        };
        let mut fitting = self.words.iter().enumerate().filter(|(_, (label, _))| is_part(label));
        let (word, (_, fields)) = fitting.next()?;
        let taken = chars.len();
        fitting.all(|(_, (_, f))| f == fields).then_some(Label {
            word,
            cost: PART,
            taken,
        })
    }

    /// The fields of a label.
    pub fn fields(&self, label: Label) -> &[usize] {
        self.words.get(label.word).map_or(&[], |w| &w.1)
    }

    pub fn len(&self, label: Label) -> usize {
        self.words.get(label.word).map_or(0, |w| w.0.len())
    }
}

/// What the alignment of a label costs of which only a part was found, in the column of labels.
const PART: f32 = 0.9;

/// Labels of which the beginning or the end alone was found (称 of 名称), by where they stand: in the column of labels, and left of
/// where values begin.
fn label_partly(units: &mut [Unit], number: usize, labels: &Labels) {
    let Some((first, values)) = Column::of(units, number, labels).begins else {
        return;
    };
    for u in units.iter_mut().filter(|u| u.column == number && u.label.is_none()) {
        let left = |c: &Char| c.x > first - u.h && c.x < values - LEFT * u.h;
        let part = u.chars.iter().take_while(|c| left(c)).count();
        let next_at_values = u.chars.get(part).is_none_or(|c| c.x < values + u.h);
        if (1..=LONGEST_PART).contains(&part) && next_at_values {
            u.label = labels.part_at_start(&u.chars[..part]);
        }
    }
}

/// Characters of a part of a label, at most.
const LONGEST_PART: usize = 5;
/// How far left of where values begin a label's last character stands at least, line heights.
pub(super) const LEFT: f32 = 0.3;

/// Where labels and values of one column begin, by the height at which they stand.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Column {
    /// Beginnings of labels and of values; `None` where fewer than two labels tell.
    pub begins: Option<(f32, f32)>,
    /// Heights of its first and last label.
    pub span: (f32, f32),
    /// Right end of its values.
    pub right: f32,
}

/// The middle one of values.
pub(super) fn median(values: &mut [f32]) -> Option<f32> {
    values.sort_by(f32::total_cmp);
    values.get(values.len() / 2).copied()
}

impl Column {
    /// The column of this number.
    pub fn of(units: &[Unit], number: usize, labels: &Labels) -> Self {
        let own: Vec<&Unit> = units.iter().filter(|u| u.column == number).collect();
        let known = |u: &&&Unit| u.label.is_some_and(|l| l.cost < 0.5 && !labels.fields(l).is_empty());
        let labelled: Vec<&&Unit> = own.iter().filter(known).collect();
        let mut starts: Vec<f32> = labelled.iter().filter_map(|u| Some(u.chars.first()?.x)).collect();
        let low = labelled.iter().map(|u| u.y).fold(f32::MAX, f32::min);
        let high = labelled.iter().map(|u| u.y).fold(f32::MIN, f32::max);
        // Values stand behind a label, or are the next unit of its row.
        let value = |u: &&&Unit| {
            let behind = u.rest().first().map(|c| c.x);
            let next = own.iter().find(|v| v.row == u.row && v.x0 > u.x0 && v.label.is_none());
            behind.or_else(|| next.and_then(|v| v.chars.first().map(|c| c.x)))
        };
        let mut values: Vec<f32> = labelled.iter().filter_map(value).collect();
        let begins = (starts.len() >= 2 && values.len() >= 2)
            .then(|| Some((median(&mut starts)?, median(&mut values)?)))
            .flatten();
        Self {
            begins,
            span: (low, high),
            right: own.iter().map(|u| u.x1).fold(f32::MIN, f32::max),
        }
    }
}

/// What the alignment of a label of so many characters may cost: one edit from four characters on, less than one below: 投资管理
/// is no 投资人.
fn allowed(len: usize) -> f32 {
    match len {
        0..=3 => 0.5,
        4 | 5 => 1.0,
        6 | 7 => 1.5,
        _ => 2.0,
    }
}

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
    /// The characters behind its label.
    pub fn rest(&self) -> &[Char] {
        let rest = &self.chars[self.label.map_or(0, |l| l.taken)..];
        let marks = rest
            .iter()
            .take_while(|c| !c.ch.is_alphanumeric() && c.folded != '(')
            .count();
        if marks < rest.len() { &rest[marks..] } else { &[] }
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

    fn join(&mut self, s: &Segment) {
        self.chars.extend(s.chars.iter().cloned());
        self.x1 = self.x1.max(s.x1);
        self.area = self.area.union(s.area);
        self.under_seal |= s.under_seal;
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

/// Widest blank inside a label that is spread over its column, line heights.
const SPREAD: f32 = 5.0;
/// A label in the midst of a line stands off from what is before it by so many of the line's steps; a short one farther.
const STANDS_OFF: f32 = 1.3;
const STANDS_OFF_SHORT: f32 = 1.6;
/// Units of a page that are looked at, at most.
pub(super) const MOST: usize = 400;

/// Units of a page, column by column, each from its top.
pub(super) fn of(page: &ReadPage, labels: &Labels) -> Vec<Unit> {
    let tilt = rows::tilt(&page.lines);
    let own: Vec<TextLine> = page.lines.iter().filter(|l| !runs_across(l, tilt)).cloned().collect();
    let layout = Layout::of(&own);
    let mut units = Vec::new();
    for (number, row) in layout.rows.iter().enumerate() {
        let segments: Vec<&Segment> = row.segments.iter().filter_map(|i| layout.segments.get(*i)).collect();
        let mut at = 0;
        while let Some(s) = segments.get(at) {
            let mut unit = Unit::of(s, number);
            let joined = spelt_together(&segments[at..], labels);
            for s in &segments[at + 1..at + joined] {
                unit.join(s);
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
    for unit in &mut units {
        unit.label = labels.at_start(&unit.chars);
    }
    set_columns(&mut units, labels);
    for number in 0..2 {
        label_partly(&mut units, number, labels);
    }
    units.sort_by(|a, b| (a.column, a.row).cmp(&(b.column, b.row)).then(a.x0.total_cmp(&b.x0)));
    units
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
    let alone = labels.at_start(&first.chars);
    let together = labels.at_start(&chars).filter(|l| {
        let whole = l.cost < 0.5 || labels.len(*l) >= 4;
        whole && l.taken > first.chars.len() && alone.is_none_or(|a| l.cost < a.cost || l.taken > a.taken)
    });
    together.map_or(1, |l| ends.iter().position(|e| *e >= l.taken).map_or(1, |i| i + 1))
}

/// Where a label begins in the midst of a unit, which two columns were found as.
fn label_within(unit: &Unit, labels: &Labels) -> Option<usize> {
    let steps: Vec<f32> = unit.chars.windows(2).map(|w| w[1].x - w[0].x).collect();
    let mut sorted = steps.clone();
    sorted.sort_by(f32::total_cmp);
    let step = sorted.get(sorted.len() / 2).copied()?.max(0.5 * unit.h);
    (1..unit.chars.len()).find(|at| {
        let off = steps[at - 1] / step;
        let label = |l: Label| {
            l.cost == 0.0
                && off
                    > if unit.chars[at - 1].folded == ')' && labels.len(l) > 3 {
                        0.0
                    } else if labels.len(l) > 2 {
                        STANDS_OFF
                    } else {
                        STANDS_OFF_SHORT
                    }
        };
        (off > STANDS_OFF || unit.chars[at - 1].folded == ')') && labels.at_start(&unit.chars[*at..]).is_some_and(label)
    })
}

/// Two columns of labels stand so far from each other at least, in line heights.
const COLUMNS_APART: f32 = 6.0;
/// Room before a column's labels, line heights.
const BEFORE: f32 = 1.5;

/// Where a known label begins, its middle height, its height, its first field.
type Begins = (f32, f32, f32, usize);

/// Labels right of a place whose fields none left of it bears.
fn only_right(places: &[Begins], cut: usize) -> Vec<Begins> {
    let left: BTreeSet<usize> = places[..cut].iter().map(|p| p.3).collect();
    places[cut..].iter().filter(|p| !left.contains(&p.3)).copied().collect()
}

/// Tells the two columns of a page in landscape by its labels: the widest gap between their beginnings that has two fields on its left
/// and, level with them, others on its right.
fn set_columns(units: &mut [Unit], labels: &Labels) {
    let known = |u: &Unit| {
        let field = labels.fields(u.label.filter(|l| l.cost < 0.5)?).first()?;
        Some((u.x0, u.y, u.h, *field))
    };
    let mut places: Vec<Begins> = units.iter().filter_map(known).collect();
    places.sort_by(|a, b| a.0.total_cmp(&b.0));
    let range = |part: &[Begins]| {
        let low = part.iter().map(|p| p.1).fold(f32::MAX, f32::min);
        let high = part.iter().map(|p| p.1).fold(f32::MIN, f32::max);
        (low, high)
    };
    let two_fields = |part: &[Begins]| part.iter().any(|p| p.3 != part[0].3);
    let cut = (2..places.len())
        .map(|i| (places[i].0 - places[i - 1].0, i))
        .filter(|(gap, i)| *gap > COLUMNS_APART * places[*i].2 && two_fields(&places[..*i]))
        .filter(|(_, i)| {
            let (left, right) = (range(&places[..*i]), range(&only_right(&places, *i)));
            left.0.max(right.0) <= left.1.min(right.1)
        })
        .max_by(|a, b| a.0.total_cmp(&b.0));
    let Some((_, i)) = cut else { return };
    let right = only_right(&places, i);
    // Seen aslant the column leans: a line through its labels' beginnings.
    let n = right.len() as f32;
    let (mx, my) = (
        right.iter().map(|p| p.0).sum::<f32>() / n,
        right.iter().map(|p| p.1).sum::<f32>() / n,
    );
    let over: f32 = right.iter().map(|p| (p.0 - mx) * (p.1 - my)).sum();
    let under: f32 = right.iter().map(|p| (p.1 - my) * (p.1 - my)).sum();
    let lean = if right.len() > 2 && under > 0.0 {
        (over / under).clamp(-0.2, 0.2)
    } else {
        0.0
    };
    for u in units.iter_mut() {
        let begins = u.chars.first().map_or(u.x0, |c| c.x);
        u.column = usize::from(begins > mx + lean * (u.y - my) - BEFORE * u.h);
    }
}
