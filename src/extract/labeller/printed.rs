//! The labels of a page as printed: what a second look needs, and what tells a field that was left open.

use super::labels::Labels;
use super::phrases;
use super::units::{self, Unit};
use crate::kind::FieldName;
use crate::kind::spec::KindSpec;
use crate::read::ReadPage;
use crate::read::rows::Char;

/// A label on a page, in level pixels.
#[derive(Debug, Clone)]
pub(in crate::extract) struct Printed {
    /// Fields that carry it; none of one that only ends other values.
    pub fields: Vec<FieldName>,
    /// Its left end.
    pub x0: f32,
    /// Its right end.
    pub x1: f32,
    /// Middle height.
    pub y: f32,
    /// Height of its line.
    pub h: f32,
    /// Every character as printed.
    pub exact: bool,
    /// Ends at a blank, a mark, or the end of its piece of a line.
    pub parted: bool,
    /// What stands right of it, up to the next label, without colons.
    pub beside: Vec<Char>,
    /// Where the next label of its row begins.
    pub next: f32,
}

impl Printed {
    /// Whether a tick is asked for beside it (网站名称报备信息是否规范 □是 □否): it prints no value.
    pub fn asks(&self) -> bool {
        phrases::asks(&self.beside) || self.beside.iter().any(|c| phrases::is_box(c.ch))
    }
}

/// Widest blank between a label and its value, line heights: a table's cells.
const TO_VALUE: f32 = 14.0;
/// Line heights by which a label and its value stand apart in height, at most.
const LEVEL: f32 = 0.6;

/// The labels of a page, in reading order.
pub(in crate::extract) fn labels(spec: &KindSpec, page: &ReadPage) -> Vec<Printed> {
    let words = Labels::of(spec);
    let units = units::of(page, &words);
    let of = |(i, u): (usize, &Unit)| {
        let label = u.label?;
        let (own, behind) = u.chars.split_at_checked(label.taken)?;
        let last = own.last()?.x;
        let x1 = last + 0.5 * u.h;
        let right = |v: &&Unit| {
            let level = v.column == u.column && (v.y - u.y).abs() < LEVEL * u.h.max(v.h);
            level && v.chars.first().is_some_and(|c| c.x > last)
        };
        let others = || {
            units
                .iter()
                .enumerate()
                .filter(|(j, _)| *j != i)
                .map(|(_, v)| v)
                .filter(right)
        };
        let next = others()
            .filter(|v| v.label.is_some())
            .map(|v| v.x0)
            .fold(f32::MAX, f32::min);
        let mut values: Vec<&Unit> = others().filter(|v| v.label.is_none() && v.x0 < next).collect();
        values.sort_by(|a, b| a.x0.total_cmp(&b.x0));
        let beside = behind.iter().chain(values.iter().flat_map(|v| &v.chars));
        let near = |c: &&Char| c.x < x1 + TO_VALUE * u.h && !matches!(c.folded, ':' | '|');
        Some(Printed {
            fields: words
                .fields(label)
                .iter()
                .filter_map(|f| Some(spec.fields.get(*f)?.name))
                .collect(),
            x0: own.first()?.x - 0.45 * u.h,
            x1,
            y: u.y,
            h: u.h,
            exact: label.cost == 0.0,
            parted: u.label_is_parted(),
            beside: beside.filter(near).cloned().collect(),
            next,
        })
    };
    units.iter().enumerate().filter_map(of).collect()
}
