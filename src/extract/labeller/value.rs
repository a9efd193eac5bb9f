//! What the units of one field say together.

use super::super::value::{Value, every_segment};
use super::super::{Reading, UNLABELLED, finish, shape, tells_itself};
use super::features::Page;
use super::units::Unit;
use crate::kind::spec::Field;
use crate::read::rows::{self, Char, Layout};
use crate::read::{MarkKind, ReadPage, Source};

/// Reads a field from its units; where it has none, from the whole page if its shape is telling by itself.
pub(super) fn reading(
    arranged: &Page,
    own: &[usize],
    field_number: usize,
    field: &Field,
    sure: f64,
    page: &ReadPage,
    number: usize,
) -> Option<Reading> {
    let overlaid = page.marks.iter().any(|m| m.kind == MarkKind::Watermark);
    let value = gather(arranged, own, field_number, field)
        .map(|v| if overlaid { v.under_watermark() } else { v });
    let parsed = value.and_then(|v| Some((shape::parse(field.shape, &v)?, v)));
    let found = parsed.map(|(mut parsed, v)| {
        parsed.confidence *= sure;
        (parsed, v)
    });
    let (parsed, value) = found.or_else(|| {
        if !tells_itself(field.shape, arranged.kind()) {
            return None;
        }
        let everywhere = every_segment(&Layout::of(&page.lines), &[]);
        let read = everywhere.into_iter().filter_map(|v| {
            let mut parsed = shape::parse(field.shape, &v)?;
            parsed.confidence *= UNLABELLED;
            Some((parsed, v))
        });
        // The first of equals.
        read.reduce(|best, next| if next.0.confidence > best.0.confidence { next } else { best })
    })?;
    Some(finish(parsed, &value, page, number))
}

/// Units on one height are one line of the value.
fn same_line(a: &Unit, b: &Unit) -> bool {
    a.column == b.column && (a.y - b.y).abs() < 0.5 * a.h.max(b.h)
}

fn gather(arranged: &Page, own: &[usize], number: usize, field: &Field) -> Option<Value> {
    let mut value = Value {
        lines: Vec::new(),
        area: None,
        source: Source::Ocr,
        under_seal: false,
    };
    let at_values = own.iter().any(|i| arranged.in_value_column(*i));
    let mut last: Option<&Unit> = None;
    for i in own {
        let u = &arranged.units[*i];
        // What stands in the column of labels is the field's label, also where it was misread beyond knowing.
        if u.label.is_none() && at_values && arranged.in_label_column(*i) {
            continue;
        }
        let chars: &[Char] = if arranged.begins_with_label_of(*i, number) { u.rest() } else { &u.chars };
        let chars = &chars[remnant(arranged, u, chars, field)..];
        let Some(first) = chars.first() else { continue };
        let share = (first.x - 0.5 * u.h - u.x0) / (u.x1 - u.x0).max(1.0);
        let area = if chars.len() < u.chars.len() { rows::slice(u.area, share, 1.0) } else { u.area };
        value.area = Some(value.area.map_or(area, |a| a.union(area)));
        value.source = u.source;
        value.under_seal |= u.under_seal;
        match value.lines.last_mut() {
            Some(line) if last.is_some_and(|l| same_line(l, u)) => line.extend(chars.iter().cloned()),
            _ => value.lines.push(chars.to_vec()),
        }
        last = Some(u);
    }
    (!value.lines.is_empty()).then_some(value)
}

/// How many characters of a label's end a value begins with: 所盐池县, the 住 not found. Only left of where the column's values begin.
fn remnant(arranged: &Page, u: &Unit, chars: &[Char], field: &Field) -> usize {
    let Some((_, values)) = arranged.columns[u.column.min(1)].begins else {
        return 0;
    };
    let ends = |n: usize| {
        field.labels.iter().any(|l| {
            let label: Vec<char> = l.chars().collect();
            label.len() > n && chars[..n].iter().map(|c| c.folded).eq(label[label.len() - n..].iter().copied())
        })
    };
    let left = |c: &Char| c.x < values - 0.5 * u.h;
    (1..chars.len().min(4)).rev().find(|n| left(&chars[0]) && ends(*n)).unwrap_or(0)
}
