//! What the units of one field say together.

use super::super::confidence::{Candidate, Found};
use super::super::value::Value;
use super::super::{shape, tells_itself};
use super::features::Page;
use super::labels::LEFT;
use super::units::Unit;
use crate::identity::{self, CitizenId, CreditCode};
use crate::kind::spec::{Field, Shape};
use crate::read::Source;
use crate::read::rows::{self, Char};

/// A field and its units.
pub(super) struct Of<'a> {
    /// Its number in the specification.
    pub number: usize,
    /// Its specification.
    pub field: &'a Field,
    /// Its units, in order.
    pub own: &'a [usize],
    /// The probability of each one's tag.
    pub sure: &'a [f64],
}

/// How often a text that is not the field's passes its check by chance (GB 32100 modulo 31, ISO 7064 MOD 11,10 and MOD 11-2; a domain
/// under the list of public suffixes); 1 where nothing is checked.
fn by_chance(shape: Shape, value: &str) -> f64 {
    let one_in = |holds: bool, n: f64| if holds { 1.0 / n } else { 1.0 };
    match shape {
        Shape::CreditCode => one_in(CreditCode::parse(value).is_ok(), 31.0),
        Shape::RegistrationNumber => one_in(identity::registration_number_holds(value), 10.0),
        Shape::CitizenId => one_in(CitizenId::parse(value).is_ok(), 11.0),
        // Of 3,394 pieces of no field on drawn forms and certificates none is a domain: with 95 % at most one in a thousand (rule of three).
        Shape::Domain | Shape::Domains => 0.001,
        _ => 1.0,
    }
}

/// The probability that what was tagged is the field's, once its check is known to hold (Bayes).
fn given_check(tagged: f64, by_chance: f64) -> f64 {
    tagged / (tagged + (1.0 - tagged) * by_chance)
}

/// Reads a field from its units; where it has none, from the whole page if its shape is telling by itself.
pub(super) fn candidate(arranged: &Page, of: &Of<'_>) -> Option<Candidate> {
    let field = of.field;
    let read = printings(arranged, of).into_iter().filter_map(|run| {
        if field.lowest && !arranged.reach_lowest_label(of.number, &of.own[run.clone()]) {
            return None;
        }
        let (v, sure) = gather(arranged, of, run)?;
        let parsed = shape::parse(field.shape, &v)?;
        let chance = by_chance(field.shape, &parsed.value);
        Some(Candidate {
            tagged: given_check(sure, chance),
            checked: chance < 1.0,
            ..Candidate::new(parsed, v, Found::Tagged)
        })
    });
    let found = read.reduce(surer);
    found
        .or_else(|| beneath_label(arranged, of))
        .or_else(|| by_shape(arranged, field))
}

/// What tells itself by its shape, anywhere on the page.
fn by_shape(arranged: &Page, field: &Field) -> Option<Candidate> {
    if !tells_itself(field.shape, arranged.kind()) {
        return None;
    }
    // A licence with a credit code has no other number of its own (三证合一).
    if field.shape == Shape::RegistrationNumber && arranged.units.iter().any(bears_credit_code) {
        return None;
    }
    // Not in the row of a label without a field: numbers of the sheet and of the file stand there.
    let free = |i: &usize| field.shape == Shape::Copy || !arranged.stopped(*i);
    let units = (0..arranged.units.len()).filter(free);
    let read = units.filter_map(|i| {
        let value = whole(&arranged.units[i]);
        let parsed = shape::parse(field.shape, &value)?;
        // Numbers of registration have no other mark than their check.
        if field.shape == Shape::RegistrationNumber && !identity::registration_number_holds(&parsed.value) {
            return None;
        }
        Some(unlabelled(field.shape, parsed, value))
    });
    read.reduce(surer)
}

/// A unit as a value.
fn whole(u: &Unit) -> Value {
    Value {
        source: u.source,
        under_seal: u.under_seal,
        ..Value::of_line(u.chars.clone(), u.area)
    }
}

fn unlabelled(shape: Shape, parsed: shape::Parsed, value: Value) -> Candidate {
    Candidate {
        checked: by_chance(shape, &parsed.value) < 1.0,
        ..Candidate::new(parsed, value, Found::Unlabelled)
    }
}

/// Whether a unit bears a credit code whose check holds.
fn bears_credit_code(u: &Unit) -> bool {
    let parsed = shape::parse(Shape::CreditCode, &Value::of_line(u.chars.clone(), u.area));
    parsed.is_some_and(|p| !p.corrected && CreditCode::parse(&p.value).is_ok())
}

/// What stands below a field's label that bears nothing beside it, as tables print it, where all of it is a value.
fn beneath_label(arranged: &Page, of: &Of<'_>) -> Option<Candidate> {
    let below = (0..arranged.units.len()).find(|i| arranged.is_value_beneath(*i, of.number))?;
    let value = whole(&arranged.units[below]);
    let parsed = shape::parse(of.field.shape, &value)?;
    Some(unlabelled(of.field.shape, parsed, value))
}

/// The surer of two candidates, the first of equals.
fn surer(best: Candidate, next: Candidate) -> Candidate {
    if next.together() > best.together() { next } else { best }
}

/// Line heights between a label and its translation right below, at most: both bear one value.
const STACKED: f32 = 1.25;

/// A field's units by the times it is printed: each begins with its label, once the one before has a value. A list is one.
fn printings(arranged: &Page, of: &Of<'_>) -> Vec<std::ops::Range<usize>> {
    let mut out: Vec<std::ops::Range<usize>> = Vec::new();
    let mut valued = false;
    let mut label: Option<&Unit> = None;
    for (n, i) in of.own.iter().enumerate() {
        let u = &arranged.units[*i];
        let labelled = labelled(arranged, *i, of.number, of.field);
        // A value may stand a little higher than its first label.
        let list = of.field.shape == Shape::Domains;
        let again = labelled && valued && !list && label.is_some_and(|l| u.y - l.y >= STACKED * l.h);
        if labelled {
            label = Some(u);
        }
        match out.last_mut() {
            Some(run) if !again => run.end = n + 1,
            _ => {
                out.push(n..n + 1);
                valued = false;
            }
        }
        valued |= !labelled || !u.rest().is_empty();
    }
    out
}

/// Whether a unit begins with its field's label. A paragraph may name itself where its lines begin, and
/// within them (经营范围中涉及许可的 …).
fn labelled(arranged: &Page, i: usize, number: usize, field: &Field) -> bool {
    let in_line = arranged.behind_value_column(i) && !arranged.units[i].label_is_parted();
    let in_text = field.shape == Shape::Paragraph && (arranged.in_value_column(i) || in_line);
    arranged.begins_with_label_of(i, number) && !in_text
}

/// Units on one height are one line of the value.
fn same_line(a: &Unit, b: &Unit) -> bool {
    a.column == b.column && (a.y - b.y).abs() < 0.5 * a.h.max(b.h)
}

/// The characters of a run of a field's units, and the least probability of the tags of those that have any.
fn gather(arranged: &Page, of: &Of<'_>, run: std::ops::Range<usize>) -> Option<(Value, f64)> {
    let (own, number, field) = (of.own.get(run.clone())?, of.number, of.field);
    let mut least = 1.0f64;
    let mut value = Value {
        lines: Vec::new(),
        area: None,
        source: Source::Ocr,
        under_seal: false,
    };
    let mut last: Option<&Unit> = None;
    for (i, sure) in own.iter().zip(of.sure.get(run)?) {
        let u = &arranged.units[*i];
        let labelled = labelled(arranged, *i, number, field);
        // What bears a value of its own right of it is a label, though not a known one.
        let another = arranged.bears_value(*i) && !own.contains(&(i + 1)) && arranged.in_label_column(*i);
        if !labelled && (another || is_fragment(arranged, *i, own, field)) {
            continue;
        }
        let chars: &[Char] = if labelled { u.rest() } else { &u.chars };
        let Some(first) = chars.first() else { continue };
        let share = (first.x - 0.5 * u.h - u.x0) / (u.x1 - u.x0).max(1.0);
        let area = if chars.len() < u.chars.len() {
            rows::slice(u.area, share, 1.0)
        } else {
            u.area
        };
        value.area = Some(value.area.map_or(area, |a| a.union(area)));
        value.source = u.source;
        value.under_seal |= u.under_seal;
        match value.lines.last_mut() {
            Some(line) if last.is_some_and(|l| same_line(l, u)) => line.extend(chars.iter().cloned()),
            _ => value.lines.push(chars.to_vec()),
        }
        least = least.min(*sure);
        last = Some(u);
    }
    (!value.lines.is_empty()).then_some((value, least))
}

/// Whether a unit is a part of the field's label: some of its characters in order, or what stands in the column of labels while the
/// value stands in that of values.
fn is_fragment(arranged: &Page, i: usize, own: &[usize], field: &Field) -> bool {
    let u = &arranged.units[i];
    let others = own.len() > 1;
    let at_values = own.iter().any(|j| arranged.in_value_column(*j));
    let part_of = |label: &&str| {
        let mut label = label.chars();
        u.chars.iter().all(|c| label.any(|l| l == c.folded))
    };
    let left = arranged.columns[u.column.min(1)]
        .begins
        .is_none_or(|(_, value)| u.chars.first().is_none_or(|c| c.x < value - LEFT * u.h));
    others && (field.labels.iter().any(part_of) && left || at_values && arranged.in_label_column(i))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_that_holds_makes_a_doubtful_tag_sure() {
        assert_eq!(given_check(0.8, by_chance(Shape::PersonName, "王小明")), 0.8);
        assert!(given_check(0.8, by_chance(Shape::CreditCode, "91350100M000100Y43")) > 0.99);
        assert_eq!(
            given_check(0.8, by_chance(Shape::CreditCode, "91350100M000100Y44")),
            0.8
        );
        assert_eq!(given_check(1.0, 1.0), 1.0);
    }
}
