//! The labels of a kind, and which of them a text begins with.

use std::collections::BTreeSet;

use super::columns::Column;
use super::units::Unit;
use super::{align, fits, phrases};
use crate::hanzi::is_han;
use crate::kind::spec::{KindSpec, Shape};
use crate::read::rows::Char;

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
    pub shapes: Vec<Shape>,
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
        best.map(|b| self.goes_on(chars, b))
    }

    /// A label, or a longer one that begins with its words and explains more of the text: 网站负责人证件资质 with 证 misread is no
    /// 网站负责人 before a value.
    fn goes_on(&self, chars: &[Char], (label, len): (Label, usize)) -> (Label, usize) {
        let Some((own, _)) = self.words.get(label.word) else {
            return (label, len);
        };
        let longer = self.words.iter().enumerate().filter_map(|(word, (w, _))| {
            if w.len() <= len || !w.starts_with(own) {
                return None;
            }
            let (cost, taken) = align::prefix(chars, w);
            let found = Label {
                word,
                cost,
                taken,
                bare: false,
            };
            (cost <= allowed(w.len()) && self.goes_further(found, label)).then_some((found, w.len()))
        });
        longer
            .min_by(|(a, _), (b, _)| a.cost.total_cmp(&b.cost))
            .unwrap_or((label, len))
    }

    /// Whether a label explains more of the same text than another: of the characters that it has more, each edit costs one and leaves
    /// one unexplained, and what is left must be the greater part.
    pub fn goes_further(&self, longer: Label, shorter: Label) -> bool {
        let edits = (longer.cost - shorter.cost).max(0.0);
        self.len(longer) as f32 > self.len(shorter) as f32 + 2.0 * edits
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
    pub fn is_whole(&self, chars: &[Char], h: f32) -> bool {
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

/// Characters from which a label with its colon is one also right behind a value.
pub(super) const LONG: usize = 6;

/// Labels of which a part was found (称 of 名称; 网 and 称 of 网站名称), by where they stand: in the column of labels, and left of where
/// values begin.
pub(super) fn label_partly(units: &mut Vec<Unit>, number: usize, labels: &Labels) {
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
