//! Labels of which a part was found: with a hole, a letter short, in two boxes, joined with the column before, cut by the
//! picture's edge. What speaks for them is where the labels of other rows stand.

use std::ops::RangeBounds;

use super::{At, Found, INNER_GAP, LEAST_ALONE, PARTING_GAP, Words};
use crate::kind::FieldName;
use crate::read::rows::Layout;

/// Characters of a label of which one may be missing.
pub(super) const LEAST_WITH_HOLE: usize = 5;
/// Steps of a label's characters between those beside the missing one: 2 but for what its boxes leave unsure.
const HOLE: f32 = 1.4;

/// Labels spread over their cell, a box a character or a few, of which one inner character was not found: 主办者 件 号 码. `of`:
/// how many characters they have.
pub(super) fn with_a_hole(
    chars: &[At],
    taken: &mut [bool],
    of: impl RangeBounds<usize>,
    words: &Words,
    row: usize,
) -> Vec<Found> {
    let mut out = Vec::new();
    for (word, fields) in words.iter().filter(|(w, _)| of.contains(&w.len())) {
        let n = word.len() - 1;
        for from in 0..=chars.len().saturating_sub(n) {
            let Some(part) = chars.get(from..from + n) else { break };
            let same = part.iter().zip(word).take_while(|(a, b)| a.folded == **b).count();
            let rest = part[same..].iter().zip(&word[same + 1..]);
            if same == 0
                || same == n
                || taken[from..from + n].iter().any(|t| *t)
                || !rest.clone().all(|(a, b)| a.folded == *b)
            {
                continue;
            }
            let (before, behind) = (&part[same - 1], &part[same]);
            let begins = from.checked_sub(1).is_none_or(|i| chars[i].seg != part[0].seg);
            let torn = part.windows(2).any(|w| w[1].x - w[0].x > INNER_GAP * w[0].h);
            let hole = behind.x - before.x;
            let step = (part[n - 1].x - part[0].x - hole) / (n - 2) as f32;
            if begins && !torn && before.seg != behind.seg && hole > HOLE * step {
                taken[from..from + n].iter_mut().for_each(|t| *t = true);
                out.push(Found::between(&part[0], &part[n - 1], row, fields));
            }
        }
    }
    out
}

/// Letters of a label in Latin letters that is known without one of them.
const LATIN_LABEL: usize = 8;

/// Long labels in Latin letters, with their colon, of which the recogniser dropped a letter: Sponsoring Registar:.
pub(super) fn a_letter_short(layout: &Layout, words: &Words, out: &mut Vec<Found>) {
    let latin = |w: &[char]| w.len() >= LATIN_LABEL && w.iter().all(char::is_ascii_alphabetic);
    let mut new: Vec<Found> = Vec::new();
    for (row, r) in layout.rows.iter().enumerate() {
        for (word, fields) in words.iter().filter(|(w, _)| latin(w)) {
            let n = word.len() - 1;
            for seg in r.segments.iter().copied() {
                let Some(s) = layout.segments.get(seg) else { continue };
                let folded: Vec<char> = s.chars.iter().map(|c| c.folded).collect();
                let short = |part: &[char]| {
                    let same = part.iter().zip(word).take_while(|(a, b)| a == b).count();
                    same > 0 && part[same..] == word[same + 1..]
                };
                let begins = |from: usize| from == 0 || !folded[from - 1].is_ascii_alphanumeric();
                let Some(from) = (0..folded.len().saturating_sub(n))
                    .find(|from| folded[from + n] == ':' && begins(*from) && short(&folded[*from..from + n]))
                else {
                    continue;
                };
                let at = |ch| At::of(s, seg, ch);
                let found = Found::between(&at(from), &at(from + n - 1), row, fields);
                if out.iter().chain(&new).all(|f| f.is_apart(&found)) {
                    new.push(found);
                }
            }
        }
    }
    out.extend(new);
}

/// Characters of a label with a hole that is one only in a column of labels which begin and end where it does: 网 站 称.
const WITH_HOLE_IN_COLUMN: usize = 4;

/// Shorter labels with a hole, where other rows' labels stand over the same width.
pub(super) fn holes_in_columns(layout: &Layout, words: &Words, out: &mut Vec<Found>) {
    let mut new = Vec::new();
    for (row, r) in layout.rows.iter().enumerate() {
        let chars = At::row(layout, &r.segments);
        let within = |a: &At| {
            let at = (a.seg, a.ch);
            out.iter().any(|f| f.row == row && (f.first..=f.last).contains(&at))
        };
        let mut taken: Vec<bool> = chars.iter().map(within).collect();
        let of = WITH_HOLE_IN_COLUMN..=WITH_HOLE_IN_COLUMN;
        let holed = with_a_hole(&chars, &mut taken, of, words, row).into_iter();
        new.extend(holed.filter(|found| in_column(out, found)));
    }
    out.extend(new);
}

/// Whether the labels of so many other rows begin and end where this one does.
fn in_column(labels: &[Found], found: &Found) -> bool {
    let near = |a: f32, b: f32| (a - b).abs() < 0.5 * found.h;
    let same = |f: &&Found| f.row != found.row && near(f.x0, found.x0) && near(f.x1, found.x1);
    labels.iter().filter(same).count() >= LEAST_COLUMN
}

/// How many labels of other rows, each found as printed, begin where this one does.
fn beginning_with(labels: &[Found], found: &Found) -> usize {
    let aligned = |f: &&Found| f.row != found.row && f.exact && (f.x0 - found.x0).abs() < 0.5 * found.h;
    labels.iter().filter(aligned).count()
}

/// Labels spread over their column of which the first and the last character alone were found, each a box of its own: 网    称.
/// All labels that begin and end so are of one field, those of fields left out that another label names.
pub(super) fn ends_in_columns(layout: &Layout, words: &Words, out: &mut Vec<Found>) {
    let mut new = Vec::new();
    for (row, r) in layout.rows.iter().enumerate() {
        let chars = At::row(layout, &r.segments);
        for pair in chars.windows(2) {
            let [a, b] = pair else { continue };
            let alone = |at: &At| layout.segments.get(at.seg).is_some_and(|s| s.chars.len() == 1);
            if !alone(a) || !alone(b) {
                continue;
            }
            let so = |w: &[char]| w.len() > 2 && w.first() == Some(&a.folded) && w.last() == Some(&b.folded);
            let named = |fields: &[FieldName]| out.iter().any(|f| f.exact && f.fields == fields);
            let mut fields = words.iter().filter(|(w, f)| so(w) && !named(f)).map(|(_, f)| f);
            let Some(field) = fields.next().filter(|f| !f.is_empty() && fields.all(|g| g == *f)) else {
                continue;
            };
            let found = Found::between(a, b, row, field);
            if in_column(out, &found) && out.iter().all(|f| f.is_apart(&found)) {
                new.push(found);
            }
        }
    }
    out.extend(new);
}

/// Steps of a label's characters from which what is before it stands off: within a word it is 1.
const STANDS_OFF: f32 = 1.15;
/// Labels above and below, from which a column of them is told.
const LEAST_COLUMN: usize = 3;

/// Labels of two characters spread over their column (名  称) that stand where the labels of other rows begin: of which the first
/// alone was found, or whose first was found with the end of what stands before it (...；农 住 | 所 湖北省...).
pub(super) fn spread_wide(layout: &Layout, words: &Words, out: &mut Vec<Found>) {
    let mut new = Vec::new();
    for (row, r) in layout.rows.iter().enumerate() {
        for (k, seg) in r.segments.iter().copied().enumerate() {
            let Some(s) = layout.segments.get(seg) else { continue };
            let Some(at) = s.chars.len().checked_sub(1) else {
                continue;
            };
            let first = At::of(s, seg, at);
            let next = r.segments.get(k + 1..k + 2).unwrap_or_default();
            let second = At::row(layout, next).into_iter().next();
            let fields = |second: Option<char>| {
                let begun = words.iter().filter(|(w, _)| w.len() == 2 && w[0] == first.folded);
                let mut fields = begun
                    .filter(|(w, _)| second.is_none_or(|c| w[1] == c))
                    .map(|(_, fields)| fields);
                fields.next().filter(|f| fields.all(|g| g == *f))
            };
            let whole = second
                .filter(|b| b.x - first.x <= INNER_GAP * first.h)
                .and_then(|b| Some((fields(Some(b.folded))?, b)));
            let found = match whole {
                Some((fields, b)) => Found {
                    exact: true,
                    ..Found::between(&first, &b, row, fields)
                },
                None if at == 0 => {
                    let Some(fields) = fields(None) else { continue };
                    Found::between(&first, &first, row, fields)
                }
                None => continue,
            };
            let apart = at
                .checked_sub(1)
                .is_none_or(|i| first.x - s.chars[i].x > PARTING_GAP * first.h);
            let aligned = |f: &&Found| f.row != row && (f.x0 - found.x0).abs() < 0.5 * s.h;
            let free = out.iter().all(|f| f.is_apart(&found));
            if apart && free && r.segments.len() >= 2 && out.iter().filter(aligned).count() >= LEAST_COLUMN {
                new.push(found);
            }
        }
    }
    out.extend(new);
}

/// Short labels, each with its colon a box of its own close behind a heading, where the labels of other rows begin: 联系方 | 负责人：.
pub(super) fn behind_a_heading(layout: &Layout, words: &Words, out: &mut Vec<Found>) {
    let mut new = Vec::new();
    for (row, r) in layout.rows.iter().enumerate() {
        for seg in r.segments.iter().copied() {
            let Some(s) = layout.segments.get(seg) else { continue };
            let Some((_, label)) = s.chars.split_last().filter(|(c, _)| c.folded == ':') else {
                continue;
            };
            let says = |word: &[char]| label.iter().map(|c| c.folded).eq(word.iter().copied());
            let Some((_, fields)) = words.iter().find(|(w, _)| w.len() < LEAST_ALONE && says(w)) else {
                continue;
            };
            let at = |ch| At::of(s, seg, ch);
            let found = Found {
                exact: true,
                ..Found::between(&at(0), &at(label.len() - 1), row, fields)
            };
            if out.iter().all(|f| f.is_apart(&found)) && beginning_with(out, &found) >= LEAST_COLUMN {
                new.push(found);
            }
        }
    }
    out.extend(new);
}

/// Labels in the midst of a line, which two columns were found as: exact, of some length, standing off from what is before them
/// by more than their own step, where the labels of other rows begin.
pub(super) fn behind_a_value(layout: &Layout, words: &Words, out: &mut Vec<Found>) {
    let mut new = Vec::new();
    for (row, r) in layout.rows.iter().enumerate() {
        for seg in r.segments.iter().copied() {
            let Some(s) = layout.segments.get(seg) else { continue };
            let folded: Vec<char> = s.chars.iter().map(|c| c.folded).collect();
            for (word, fields) in words.iter().filter(|(w, _)| w.len() >= LEAST_ALONE) {
                let n = word.len();
                let Some(from) = folded
                    .windows(n)
                    .position(|w| w == word.as_slice())
                    .filter(|from| *from > 0)
                else {
                    continue;
                };
                let (before, first, last) = (&s.chars[from - 1], &s.chars[from], &s.chars[from + n - 1]);
                let step = (last.x - first.x) / (n - 1) as f32;
                let at = |ch| At::of(s, seg, ch);
                let found = Found {
                    exact: true,
                    ..Found::between(&at(from), &at(from + n - 1), row, fields)
                };
                if first.x - before.x > STANDS_OFF * step
                    && out.iter().all(|f| f.is_apart(&found))
                    && beginning_with(out, &found) >= 2
                {
                    new.push(found);
                    break;
                }
            }
        }
    }
    out.extend(new);
}

/// A row that begins this near to the picture's left edge, in pixels, may have lost characters.
pub(super) const AT_EDGE: i32 = 2;

/// On a document of fixed layout, whose picture cuts its left side: the end of a label with which a row begins (名 of 姓名).
pub(super) fn cut_at_edge(chars: &[At], taken: &mut [bool], words: &Words, row: usize, out: &mut Vec<Found>) {
    let begins = |n: usize, word: &[char]| {
        chars.len() > n
            && chars[..n]
                .iter()
                .zip(&word[word.len() - n..])
                .all(|(a, b)| a.folded == *b)
    };
    // The longest rest of any label.
    let best = words
        .iter()
        .filter_map(|(word, fields)| Some(((1..word.len()).rev().find(|n| begins(*n, word))?, fields)))
        .max_by_key(|(n, _)| *n);
    let Some((n, fields)) = best else { return };
    let (Some(a), Some(b)) = (chars.first(), chars.get(n - 1)) else {
        return;
    };
    taken[..n].iter_mut().for_each(|t| *t = true);
    out.push(Found::between(a, b, row, fields));
}
