//! The units of a page: pieces of its lines that belong to one field each, in the order in which a column is read.

use std::collections::BTreeSet;

use super::super::zone;
use super::{align, fits, phrases};
use crate::geometry::PixelBox;
use crate::hanzi::is_han;
use crate::kind::spec::{KindSpec, Shape};
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
    /// It bears no value here: it asks for ink or a tick, heads a group, or belongs to an item of a list.
    pub bare: bool,
}

/// The labels of a kind.
#[derive(Debug)]
pub(super) struct Labels {
    /// Characters of each label and the indexes of the fields that carry it; none for one that only ends values.
    pub words: Vec<(Vec<char>, Vec<usize>)>,
    /// Shapes of the fields, by index.
    shapes: Vec<Shape>,
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
        let shapes = spec.fields.iter().map(|f| f.shape).collect();
        Self { words, shapes }
    }

    /// The label with which a unit begins: the one of least cost, of equals the longest; with what belongs to it behind it.
    pub fn at_start(&self, chars: &[Char], h: f32) -> Option<Label> {
        let listed = phrases::list_number(chars);
        let (label, len) = self.cheapest(&chars[listed..], h)?;
        let label = self.with_translation(&chars[listed..], label, h);
        let (end, bare) = phrases::behind_label(&chars[listed..], label.taken, h);
        // In an item of a list words are a label where a colon or nothing follows: 3、网站名称填报规范 is a sentence.
        let parted = chars.get(listed + end).is_none_or(|c| c.folded == ':');
        let taken = listed + end;
        (listed == 0 || parted && label.cost == 0.0 && len > 1).then_some(Label { taken, bare, ..label })
    }

    /// A label with the one of the same fields in Latin letters right behind it: 注册商 Sponsoring Registrar.
    fn with_translation(&self, chars: &[Char], label: Label, h: f32) -> Label {
        let marks = chars[label.taken..]
            .iter()
            .take_while(|c| !c.ch.is_alphanumeric())
            .count();
        let from = label.taken + marks;
        let latin = chars.get(from).is_some_and(|c| c.folded.is_ascii_alphabetic());
        match self.cheapest(&chars[from..], h).filter(|_| latin) {
            Some((second, len)) if len >= LONG && self.fields(second) == self.fields(label) => Label {
                taken: from + second.taken,
                ..label
            },
            _ => label,
        }
    }

    fn cheapest(&self, chars: &[Char], h: f32) -> Option<(Label, usize)> {
        let mut best: Option<(Label, usize)> = None;
        for (word, (label, _)) in self.words.iter().enumerate() {
            let (cost, taken) = align::prefix(chars, label);
            if taken == 0 || cost > allowed(label.len()) || phrases::goes_on_in_latin(chars, taken, h) {
                continue;
            }
            let better = |(b, len): &(Label, usize)| cost < b.cost || (cost == b.cost && label.len() > *len);
            if best.as_ref().is_none_or(better) {
                let label_of = Label {
                    word,
                    cost,
                    taken,
                    bare: false,
                };
                best = Some((label_of, label.len()));
            }
        }
        best
    }

    /// The label of which a text is what was found, where all such labels are of the same fields, none of which is among `known`: its
    /// beginning, its end, both without some characters between, or all of it with one misread.
    fn part_at_start(&self, chars: &[Char], known: &BTreeSet<usize>) -> Option<Label> {
        let n = chars.len();
        let is_part = |label: &[char]| {
            let same = |part: &[char]| chars.iter().map(|c| c.folded).eq(part.iter().copied());
            let mut rest = label.iter();
            let both_ends = n > 1 && chars[0].folded == label[0] && label.last() == chars.last().map(|c| &c.folded);
            n < label.len()
                && (same(&label[..n])
                    || same(&label[label.len() - n..])
                    || both_ends && chars.iter().all(|c| rest.any(|l| *l == c.folded)))
        };
        let is_misread = |label: &[char]| {
            let differ = || chars.iter().zip(label).filter(|(c, l)| c.folded != **l);
            n > 1 && n == label.len() && differ().count() == 1 && differ().all(|(c, _)| is_han(c.folded))
        };
        self.only(&is_part, known)
            .or_else(|| self.only(&is_misread, known))
            .map(|word| Label {
                word,
                cost: PART,
                taken: n,
                bare: false,
            })
    }

    /// The label that fits, where all that do are of the same fields, none of which is among `known`.
    fn only(&self, fits: &dyn Fn(&[char]) -> bool, known: &BTreeSet<usize>) -> Option<usize> {
        let unknown = |fields: &[usize]| !fields.iter().any(|f| known.contains(f));
        let words = self.words.iter().enumerate();
        let mut fitting = words.filter(|(_, (label, fields))| unknown(fields) && fits(label));
        let (word, (_, fields)) = fitting.next()?;
        fitting.all(|(_, (_, f))| f == fields).then_some(word)
    }

    /// Whether a text is a label and a whole value of its field: 性别男.
    fn is_whole(&self, chars: &[Char], h: f32) -> bool {
        let Some(label) = self.at_start(chars, h) else {
            return false;
        };
        let shape = self.fields(label).first().and_then(|f| self.shapes.get(*f));
        shape.is_some_and(|s| fits::is_complete(*s, &chars[label.taken..]))
    }

    /// The fields of a label; none of one that bears no value.
    pub fn fields(&self, label: Label) -> &[usize] {
        let of_word = self.words.get(label.word).filter(|_| !label.bare);
        of_word.map_or(&[], |w| &w.1)
    }

    pub fn len(&self, label: Label) -> usize {
        self.words.get(label.word).map_or(0, |w| w.0.len())
    }
}

/// What the alignment of a label costs of which only a part was found, in the column of labels.
const PART: f32 = 0.9;

/// Labels of which a part was found (称 of 名称; 网 and 称 of 网站名称), by where they stand: in the column of labels, and left of where
/// values begin.
fn label_partly(units: &mut Vec<Unit>, number: usize, labels: &Labels) {
    let Some((first, values)) = Column::of(units, number, labels).begins else {
        return;
    };
    let exact = |u: &Unit| u.label.filter(|l| l.cost == 0.0).map(|l| labels.fields(l).to_vec());
    let known: BTreeSet<usize> = units.iter().filter_map(exact).flatten().collect();
    let left = |c: &Char, h: f32| c.x > first - h && c.x < values - LEFT * h;
    let mut out: Vec<Unit> = Vec::with_capacity(units.len());
    for u in units.drain(..) {
        let open = u.column == number && u.label.is_none();
        match out.last_mut() {
            // Its characters spread over the column, a box each.
            Some(before)
                if open
                    && before.label.is_none()
                    && (before.row, before.column) == (u.row, number)
                    && before.chars.iter().chain(&u.chars).all(|c| left(c, u.h)) =>
            {
                before.append(u);
            }
            _ => out.push(u),
        }
    }
    *units = out;
    for u in units.iter_mut().filter(|u| u.column == number && u.label.is_none()) {
        let part = u.chars.iter().take_while(|c| left(c, u.h)).count();
        let next_at_values = u.chars.get(part).is_none_or(|c| c.x < values + u.h);
        if (1..=LONGEST_PART).contains(&part) && next_at_values {
            u.label = labels.part_at_start(&u.chars[..part], &known);
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

    fn append(&mut self, other: Self) {
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
    mark_questions(&mut units);
    set_columns(&mut units, labels);
    for number in 0..2 {
        label_partly(&mut units, number, labels);
    }
    units.sort_by(|a, b| (a.column, a.row).cmp(&(b.column, b.row)).then(a.x0.total_cmp(&b.x0)));
    labels_first(&mut units);
    units
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
    (1..unit.chars.len()).find(|at| {
        let off = steps[at - 1] / step;
        let closed = unit.chars[at - 1].folded == ')';
        let label = |l: Label| {
            let len = labels.len(l);
            let next = unit.chars.get(at + l.taken).map(|c| c.folded);
            // No value speaks so long a label, colon and all; nor does one name what boxes to tick stand behind.
            let speaks = len >= LONG && next == Some(':') || len >= 4 && next.is_some_and(phrases::is_box);
            let stands_off = match len {
                4.. if closed => 0.0,
                3.. => STANDS_OFF,
                _ => STANDS_OFF_SHORT,
            };
            let complete = || labels.is_whole(&unit.chars[..*at], unit.h);
            let parted = complete() || (off > STANDS_OFF || closed) && off > stands_off;
            l.cost == 0.0 && (speaks || parted && !sentence)
        };
        labels.at_start(&unit.chars[*at..], unit.h).is_some_and(label)
    })
}

/// Characters from which a label with its colon is one also right behind a value.
const LONG: usize = 6;
/// Two columns of labels stand so far from each other at least, in line heights.
const COLUMNS_APART: f32 = 6.0;
/// Line heights by which right-aligned labels end apart, at most.
const RIGHT_ALIGNED: f32 = 0.3;
/// Room before a column's labels, line heights.
const BEFORE: f32 = 1.5;

/// A known label, for telling columns.
#[derive(Debug, Clone, Copy)]
struct Known {
    /// Its left end.
    x: f32,
    /// Its middle height.
    y: f32,
    /// Height of its line.
    h: f32,
    /// What it names: a field, or itself where it bears none.
    names: usize,
    /// Whether it names a field.
    field: bool,
    /// Whether it is parted from what follows.
    parted: bool,
}

impl Known {
    /// A label without a field stands for itself; one in a sentence for nothing.
    fn of(u: &Unit, labels: &Labels) -> Option<Self> {
        let label = u.label.filter(|l| l.cost < 0.5 && !l.bare)?;
        let itself = labels.shapes.len() + label.word;
        let field = labels.fields(label).first();
        Some(Self {
            x: u.x0,
            y: u.y,
            h: u.h,
            names: field.copied().unwrap_or(itself),
            field: field.is_some(),
            parted: u.label_is_parted(),
        })
    }
}

/// Labels right of a place whose fields none left of it bears.
fn only_right(places: &[Known], cut: usize) -> Vec<Known> {
    let left: BTreeSet<usize> = places[..cut].iter().map(|p| p.names).collect();
    let right = places[cut..].iter().filter(|p| !left.contains(&p.names));
    right.copied().collect()
}

/// Where a column's labels begin; seen aslant it leans: a line through them.
#[derive(Debug, Clone, Copy)]
struct Leaning {
    x: f32,
    y: f32,
    slope: f32,
    /// The middle height of its labels: a title that begins near them is higher.
    h: f32,
}

impl Leaning {
    /// Steepest lean: what a camera held aslant gives.
    const STEEPEST: f32 = 0.2;
    /// Times the height of its labels that no label has: a title.
    const TALLER: f32 = 2.0;
    /// Labels with which each is paired for the lines that are tried.
    const PAIRED: usize = 5;

    /// The line near which most labels begin (random sample consensus, Fischler and Bolles 1981, over all near pairs instead of random
    /// ones), fitted to those: a notice or a word at the foot stands elsewhere.
    fn of(places: &[Known]) -> Self {
        let mut best = (0, Self::through(places));
        for (i, a) in places.iter().enumerate() {
            for b in &places[i..places.len().min(i + Self::PAIRED)] {
                let tried = Self::through(&[*a, *b]);
                let near: Vec<Known> = places.iter().filter(|p| tried.is_near(p)).copied().collect();
                if near.len() > best.0 {
                    best = (near.len(), Self::through(&near));
                }
            }
        }
        best.1
    }

    /// The line through beginnings (least squares of x over y), upright where fewer than two heights tell.
    fn through(places: &[Known]) -> Self {
        let n = places.len() as f32;
        let x = places.iter().map(|p| p.x).sum::<f32>() / n;
        let y = places.iter().map(|p| p.y).sum::<f32>() / n;
        let over: f32 = places.iter().map(|p| (p.x - x) * (p.y - y)).sum();
        let under: f32 = places.iter().map(|p| (p.y - y) * (p.y - y)).sum();
        let slope = if under > 0.0 {
            (over / under).clamp(-Self::STEEPEST, Self::STEEPEST)
        } else {
            0.0
        };
        let mut heights: Vec<f32> = places.iter().map(|p| p.h).collect();
        let h = median(&mut heights).unwrap_or_default();
        Self { x, y, slope, h }
    }

    fn at(&self, y: f32) -> f32 {
        self.x + self.slope * (y - self.y)
    }

    fn is_near(&self, place: &Known) -> bool {
        place.h < Self::TALLER * self.h && (place.x - self.at(place.y)).abs() < ALIGNED * place.h
    }

    /// The heights between which labels of fields begin near the line.
    fn span(&self, places: &[Known]) -> (f32, f32) {
        let near = places.iter().filter(|p| p.field && self.is_near(p));
        near.fold((f32::MAX, f32::MIN), |(low, high), p| (low.min(p.y), high.max(p.y)))
    }

    /// Whether most of the labels begin near the line: words of sentences do not. One alone has to be parted from what follows.
    fn is_one_column(&self, places: &[Known]) -> bool {
        match places {
            [alone] => alone.parted,
            _ => 2 * places.iter().filter(|p| self.is_near(p)).count() > places.len(),
        }
    }
}

/// Line heights that the labels of one column begin apart, half of them at most: justified labels begin alike.
const ALIGNED: f32 = 2.0;

/// Leaves out labels without a field that stand above all fields or below them, and titles: they stand anywhere, also between columns.
fn keep_level_with_fields(places: &mut Vec<Known>) {
    let fields: Vec<Known> = places.iter().filter(|p| p.field).copied().collect();
    let low = fields.iter().map(|p| p.y).fold(f32::MAX, f32::min);
    let high = fields.iter().map(|p| p.y).fold(f32::MIN, f32::max);
    let height = median(&mut fields.iter().map(|p| p.h).collect::<Vec<_>>()).unwrap_or_default();
    let level = |p: &Known| (low - p.h..high + p.h).contains(&p.y) && p.h < Leaning::TALLER * height;
    places.retain(|p| p.field || level(p));
}

/// Tells the two columns of a page in landscape by its labels: the widest gap between their beginnings that has two fields on its left
/// and, level with their column, one of another column on its right. A number above the fields and a word at the foot are no column.
fn set_columns(units: &mut [Unit], labels: &Labels) {
    let mut places: Vec<Known> = units.iter().filter_map(|u| Known::of(u, labels)).collect();
    keep_level_with_fields(&mut places);
    places.sort_by(|a, b| a.x.total_cmp(&b.x));
    let two_fields = |part: &[Known]| part.iter().any(|p| p.names != part[0].names);
    let cut = (2..places.len())
        .map(|i| (places[i].x - places[i - 1].x, i))
        .filter(|(gap, i)| *gap > COLUMNS_APART * places[*i].h && two_fields(&places[..*i]))
        .filter(|(_, i)| {
            let right = only_right(&places, *i);
            let (low, high) = Leaning::of(&places[..*i]).span(&places[..*i]);
            let column = Leaning::of(&right);
            let level = |p: &Known| column.is_near(p) && p.y > low - p.h && p.y < high + p.h;
            right.iter().any(level) && column.is_one_column(&right)
        })
        .max_by(|a, b| a.0.total_cmp(&b.0));
    let Some((_, i)) = cut else { return };
    let leaning = Leaning::of(&only_right(&places, i));
    // Right-aligned labels, of which one that is not known may be longer than the others.
    let apart = places[i - 1].x;
    let mut ends: Vec<f32> = units
        .iter()
        .filter(|u| Known::of(u, labels).is_some() && u.rest().is_empty() && u.x0 > apart + BEFORE * u.h)
        .map(|u| u.x1)
        .collect();
    let end = median(&mut ends).filter(|_| ends.len() > 1);
    for u in units.iter_mut() {
        let begins = u.chars.first().map_or(u.x0, |c| c.x);
        let ends_there =
            end.is_some_and(|e| (u.x1 - e).abs() < RIGHT_ALIGNED * u.h && u.x0 > apart + COLUMNS_APART * u.h);
        u.column = usize::from(ends_there || begins > leaning.at(u.y) - BEFORE * u.h);
    }
}
