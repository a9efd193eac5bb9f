//! Glyphs into lines: along one baseline, blanks where a gap is, a new line where the gap is that of a column. Lines of one
//! direction are ordered in their own frame: rows from the top, columns of upright characters from the right.

use std::collections::BTreeMap;

use hayro::kurbo::{Affine, Point as Spot};

use super::inventory::Mark;
use crate::decode::LayerLine;
use crate::geometry::{Point, Quad};

/// Gap in ems that is read as a blank: the narrowest word spaces are a fifth of an em, kerning stays under a tenth.
const BLANK: f64 = 0.17;
/// Gap in ems from which two words stand in different columns.
const COLUMN: f64 = 1.6;
/// How far back (ems) a glyph may start and still follow: kerning, and fonts whose widths lie.
const BACK: f64 = 0.6;
/// Slack of a common baseline in ems.
const LEVEL: f64 = 0.35;
/// A raised or lowered sign: smaller than this share of the line's print, its baseline off by up to this many ems.
const RAISED: (f64, f64) = (0.85, 0.6);
/// The same character twice within this many ems is one, painted twice to look bold.
const TWICE: f64 = 0.1;
/// Characters one below the other that make a column: two can be the cells of a table.
const CHAIN: usize = 3;

/// A line in the making; lengths in points, along and across its own direction.
struct Run {
    text: String,
    /// What a reader's copying gives: the number of a glyph stands for it where nothing tells its character.
    copied: String,
    start: Spot,
    end: Spot,
    /// Unit vector along the line.
    dir: (f64, f64),
    /// Unit vector upwards (to the right of a column).
    up: (f64, f64),
    em: f64,
    height: f64,
    vertical: bool,
    invisible: bool,
    /// Every glyph's shape is in the file.
    drawn: bool,
    /// Every glyph that is not blank has its character.
    whole: bool,
}

fn length(v: (f64, f64)) -> f64 {
    v.0.hypot(v.1)
}

fn unit(v: (f64, f64)) -> Option<(f64, f64)> {
    let l = length(v);
    (l.is_finite() && l > 1e-6).then(|| (v.0 / l, v.1 / l))
}

impl Run {
    fn of(mark: &Mark) -> Option<Self> {
        let (dir, up) = (unit(mark.along)?, unit(mark.up)?);
        if !(mark.at.x.is_finite() && mark.at.y.is_finite()) {
            return None;
        }
        let text: String = mark
            .text
            .iter()
            .flat_map(|t| t.chars())
            .map(|c| if c.is_whitespace() { ' ' } else { c })
            .filter(|c| !c.is_control())
            .collect();
        let step = mark.advance.clamp(0.0, 4.0);
        Some(Self {
            drawn: mark.shape.is_some() || mark.embedded || text.trim().is_empty(),
            whole: mark.text.is_some() || mark.embedded && mark.shape.is_none(),
            copied: if mark.text.is_some() {
                text.clone()
            } else {
                // The number 0 is that of the glyph for what a font has not.
                char::from_u32(mark.code)
                    .filter(|c| *c != '\0')
                    .map(String::from)
                    .unwrap_or_default()
            },
            text,
            start: mark.at,
            end: Spot::new(mark.at.x + mark.along.0 * step, mark.at.y + mark.along.1 * step),
            dir,
            up,
            em: length(mark.along),
            height: length(mark.up),
            vertical: mark.vertical,
            invisible: mark.invisible,
        })
    }

    /// How far a point stands along the line's direction and below its baseline.
    fn frame(&self, at: Spot) -> (f64, f64) {
        (
            at.x * self.dir.0 + at.y * self.dir.1,
            -(at.x * self.up.0 + at.y * self.up.1),
        )
    }

    /// Runs in one direction, of one kind of writing.
    fn parallel(&self, next: &Self) -> bool {
        self.dir.0 * next.dir.0 + self.dir.1 * next.dir.1 > 0.98 && self.vertical == next.vertical
    }

    /// Gap to the next run in ems, when it lies on the same line.
    fn gap(&self, next: &Self) -> Option<f64> {
        if !self.parallel(next) || self.invisible != next.invisible {
            return None;
        }
        let em = self.em.max(next.em).max(self.height.max(next.height) * 0.5);
        let (end, start) = (self.frame(self.end), self.frame(next.start));
        let gap = (start.0 - end.0) / em;
        let across = (start.1 - self.frame(self.start).1).abs() / em;
        let sizes = (self.height.min(next.height), self.height.max(next.height));
        let level = across < LEVEL && (-BACK..COLUMN).contains(&gap);
        let raised = sizes.0 < RAISED.0 * sizes.1 && across < RAISED.1 && (-LEVEL..LEVEL).contains(&gap);
        (level || raised).then_some(gap)
    }

    fn join(&mut self, next: &Self, gap: f64) {
        for (text, more) in [(&mut self.text, &next.text), (&mut self.copied, &next.copied)] {
            if gap > BLANK && !text.ends_with(' ') && !more.starts_with(' ') {
                text.push(' ');
            }
            text.push_str(more);
        }
        // The larger print's baseline is the line's.
        if next.height * RAISED.0 > self.height {
            let rise = self.frame(self.start).1 - self.frame(next.start).1;
            self.start = Spot::new(self.start.x + self.up.0 * rise, self.start.y + self.up.1 * rise);
        }
        let step = self.frame(next.end).0 - self.frame(self.start).0;
        self.end = Spot::new(self.start.x + self.dir.0 * step, self.start.y + self.dir.1 * step);
        self.em = self.em.max(next.em);
        self.height = self.height.max(next.height);
        self.drawn &= next.drawn;
        self.whole &= next.whole;
    }

    /// The line as it stands, in pixels.
    fn line(self, to_pixels: Affine) -> LayerLine {
        let corner = |at: Spot, rise: f64| {
            let p = to_pixels
                * Spot::new(
                    at.x + self.up.0 * self.height * rise,
                    at.y + self.up.1 * self.height * rise,
                );
            Point {
                x: p.x as f32,
                y: p.y as f32,
            }
        };
        let quad = if self.vertical {
            // Characters stand upright, one below the other: the column's box begins at its upper left corner.
            Quad([
                corner(self.start, 0.0),
                corner(self.start, 1.0),
                corner(self.end, 1.0),
                corner(self.end, 0.0),
            ])
        } else {
            // Ascent and descent of common fonts; for Chinese the square of the em.
            Quad([
                corner(self.start, 0.88),
                corner(self.end, 0.88),
                corner(self.end, -0.2),
                corner(self.start, -0.2),
            ])
        };
        LayerLine {
            text: self.text.split_whitespace().collect::<Vec<_>>().join(" "),
            copied: self.copied,
            quad,
            invisible: self.invisible,
            drawn: self.drawn,
            whole: self.whole,
        }
    }
}

/// The glyphs without those painted a second time in the same place.
fn once(marks: &[Mark]) -> Vec<&Mark> {
    let mut seen: BTreeMap<(i64, i64, bool, &str), Spot> = BTreeMap::new();
    let mut kept = Vec::with_capacity(marks.len());
    for mark in marks {
        let reach = TWICE * length(mark.along).max(length(mark.up));
        let text = mark.text.as_deref().map_or("", str::trim);
        if text.is_empty() || !(reach.is_finite() && reach > 1e-6) {
            kept.push(mark);
            continue;
        }
        let cell = |v: f64| (v / reach).round() as i64;
        let (x, y) = (cell(mark.at.x), cell(mark.at.y));
        let near = (-1..=1)
            .flat_map(|dx| (-1..=1).map(move |dy| (dx, dy)))
            .any(|(dx, dy)| {
                seen.get(&(x.saturating_add(dx), y.saturating_add(dy), mark.invisible, text))
                    .is_some_and(|other| other.distance(mark.at) <= reach)
            });
        if !near {
            seen.insert((x, y, mark.invisible, text), mark.at);
            kept.push(mark);
        }
    }
    kept
}

/// Upright characters set one below the other, as browsers write columns with a font of horizontal writing: such a chain is a
/// column. Where most of a page's wide characters stand in chains, the page is set in columns, and single characters and
/// the letters and figures that lie on their side among them belong to these.
fn stacked(runs: &mut [Run]) {
    let wide = |r: &Run| !r.vertical && r.text.chars().count() == 1 && !r.text.is_ascii();
    let below = |a: &Run, b: &Run| {
        let (from, to) = (a.frame(a.start), a.frame(b.start));
        let em = a.em.max(b.em);
        a.parallel(b) && (to.0 - from.0).abs() < LEVEL * em && (0.7 * em..COLUMN * em).contains(&(to.1 - from.1))
    };
    let mut chains: Vec<std::ops::Range<usize>> = Vec::new();
    let mut start = 0;
    for i in 1..=runs.len() {
        let goes_on = matches!((runs.get(i - 1), runs.get(i)), (Some(a), Some(b)) if wide(a) && wide(b) && below(a, b));
        if !goes_on {
            if i - start >= CHAIN {
                chains.push(start..i);
            }
            start = i;
        }
    }
    let all = runs.iter().filter(|r| wide(r)).count();
    let in_chains: usize = chains.iter().map(ExactSizeIterator::len).sum();
    let Some(upright) = chains.first().and_then(|c| runs.get(c.start)).map(|r| r.up) else {
        return;
    };
    let mut member = vec![2 * in_chains > all; runs.len()];
    for i in chains.into_iter().flatten() {
        member[i] = true;
    }
    for (run, member) in runs.iter_mut().zip(member) {
        if !member {
            continue;
        }
        if wide(run) {
            run.start = Spot::new(
                run.start.x + run.up.0 * run.height * 0.88,
                run.start.y + run.up.1 * run.height * 0.88,
            );
            let (dir, up) = (run.dir, run.up);
            (run.dir, run.up) = ((-up.0, -up.1), dir);
            (run.em, run.height) = (run.height, run.em);
            run.end = Spot::new(run.start.x + run.dir.0 * run.em, run.start.y + run.dir.1 * run.em);
            run.vertical = true;
        } else if !run.vertical && run.dir.0 * upright.0 + run.dir.1 * upright.1 < -0.98 {
            // Its baseline is a fifth of an em from the column's left side.
            let shift = |p: Spot| Spot::new(p.x - run.up.0 * run.height * 0.2, p.y - run.up.1 * run.height * 0.2);
            (run.start, run.end) = (shift(run.start), shift(run.end));
            run.vertical = true;
        }
    }
}

/// Follows the runs and joins each to the last where it goes on on the same line.
fn joined(runs: impl Iterator<Item = Run>) -> Vec<Run> {
    let mut out: Vec<Run> = Vec::new();
    for next in runs {
        match out.last_mut().and_then(|last| last.gap(&next).map(|gap| (last, gap))) {
            Some((last, gap)) => last.join(&next, gap),
            None => out.push(next),
        }
    }
    out
}

/// Lines in reading order, placed in pixels.
pub(super) fn group(marks: &[Mark], to_pixels: Affine) -> Vec<LayerLine> {
    let mut single: Vec<Run> = once(marks).into_iter().filter_map(Run::of).collect();
    stacked(&mut single);
    let mut runs = joined(single.into_iter());
    runs.retain(|r| !r.copied.trim().is_empty());
    // Directions in the order in which they first occur.
    let mut directions: Vec<Vec<Run>> = Vec::new();
    for run in runs {
        match directions
            .iter_mut()
            .find(|d| d.first().is_some_and(|f| f.parallel(&run)))
        {
            Some(group) => group.push(run),
            None => directions.push(vec![run]),
        }
    }
    directions
        .into_iter()
        .flat_map(|group| joined(rows(group).into_iter()))
        .map(|run| run.line(to_pixels))
        .collect()
}

/// Parallel runs from the first line to the last, along the line where baselines are level.
fn rows(mut runs: Vec<Run>) -> Vec<Run> {
    let level = |r: &Run| r.frame(r.start).1;
    runs.sort_by(|a, b| level(a).total_cmp(&level(b)));
    let mut rows: Vec<Vec<Run>> = Vec::new();
    for run in runs {
        match rows.last_mut() {
            Some(row)
                if row
                    .first()
                    .is_some_and(|f| level(&run) - level(f) < LEVEL * f.height.min(run.height)) =>
            {
                row.push(run);
            }
            _ => rows.push(vec![run]),
        }
    }
    for row in &mut rows {
        row.sort_by(|a, b| a.frame(a.start).0.total_cmp(&b.frame(b.start).0));
    }
    rows.into_iter().flatten().collect()
}
