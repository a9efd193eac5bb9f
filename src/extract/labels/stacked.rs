//! Labels in two lines that share one cell: a Chinese one above its translation into Latin letters (注册所有者 over Registrant), or
//! 网站域名 over 域名注册商 on the verification form.

use super::Found;
use crate::kind::FieldName;
use crate::read::rows::Layout;

/// The second line of a label.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::extract) struct Second {
    /// Its row.
    pub row: usize,
    /// Its right end.
    pub x1: f32,
    /// Its middle height.
    pub y: f32,
    /// The last character of it: segment, character.
    pub last: (usize, usize),
}

/// Largest distance of the two lines of a label, in heights of the first: rows of a table with small cells stand 2.2 apart.
const PITCH: f32 = 2.4;
/// How far their ends may lie from each other, in the same.
const ALIGNED: f32 = 0.6;

/// Joins a label to the one of the same field that stands above it and begins or ends where it does: one in Latin letters, and any of
/// the domain, of which a form lists several. It bears no value of its own any more: what stands beside it is the first one's.
pub(super) fn join(layout: &Layout, labels: &mut [Found]) {
    for i in 0..labels.len() {
        let Some(a) = labels.get(i).filter(|a| !a.fields.is_empty() && !is_latin(layout, a)) else {
            continue;
        };
        let near = |x: f32, y: f32| (x - y).abs() < ALIGNED * a.h;
        let below = |b: &Found| {
            b.row > a.row
                && b.y > a.y
                && b.y - a.y < PITCH * a.h
                && b.fields == a.fields
                && (near(a.x0, b.x0) || near(a.x1, b.x1))
                && (is_latin(layout, b) || a.fields == [FieldName::Domain])
        };
        let Some(j) = (i + 1..labels.len()).find(|j| labels.get(*j).is_some_and(below)) else {
            continue;
        };
        let second = labels.get_mut(j).map(|b| {
            b.fields.clear();
            Second {
                row: b.row,
                x1: b.x1,
                y: b.y,
                last: b.last,
            }
        });
        if let Some(a) = labels.get_mut(i) {
            a.second = second;
        }
    }
}

/// Whether a label is of Latin letters.
fn is_latin(layout: &Layout, label: &Found) -> bool {
    let chars = |seg: usize| layout.segments.get(seg).map_or(&[][..], |s| &s.chars);
    chars(label.first.0)
        .get(label.first.1)
        .is_some_and(|c| c.folded.is_ascii_alphabetic())
        && chars(label.last.0)
            .get(label.last.1)
            .is_some_and(|c| c.folded.is_ascii_alphabetic())
}
