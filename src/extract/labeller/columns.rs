//! Where the labels and values of a page begin, and whether they stand in one column or two.

use std::collections::BTreeSet;

use super::labels::Labels;
use super::units::Unit;

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
        let mut labelled: Vec<&&Unit> = own.iter().filter(known).collect();
        // Not a number above the fields, nor a word of a notice below them.
        let places: Vec<Known> = labelled.iter().filter_map(|u| Known::of(u, labels)).collect();
        if !places.is_empty() {
            let line = Leaning::of(&places);
            labelled.retain(|u| Known::of(u, labels).is_some_and(|place| line.is_near(&place)));
        }
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
pub(super) fn set_columns(units: &mut [Unit], labels: &Labels) {
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
