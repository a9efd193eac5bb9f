//! Glyphs into lines: along one baseline, blanks where a gap is, a new line where the gap is that of a column.

use hayro::kurbo::{Affine, Point as Spot};

use super::scout::Mark;
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

/// A line in the making; lengths in points, along and across its own direction.
struct Run {
    text: String,
    start: Spot,
    end: Spot,
    /// Unit vector along the line.
    dir: (f64, f64),
    /// Unit vector upwards.
    up: (f64, f64),
    em: f64,
    height: f64,
    invisible: bool,
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
            text,
            start: mark.at,
            end: Spot::new(mark.at.x + mark.along.0 * step, mark.at.y + mark.along.1 * step),
            dir,
            up,
            em: length(mark.along),
            height: length(mark.up),
            invisible: mark.invisible,
        })
    }

    /// Gap to the next run in ems, when it lies on the same line.
    fn gap(&self, next: &Self) -> Option<f64> {
        let em = self.em.max(next.em).max(self.height.max(next.height) * 0.5);
        let aligned = self.dir.0 * next.dir.0 + self.dir.1 * next.dir.1 > 0.98;
        let (dx, dy) = (next.start.x - self.end.x, next.start.y - self.end.y);
        let across = (dx * -self.dir.1 + dy * self.dir.0).abs() / em;
        let gap = (dx * self.dir.0 + dy * self.dir.1) / em;
        (aligned && across < LEVEL && self.invisible == next.invisible && (-BACK..COLUMN).contains(&gap)).then_some(gap)
    }

    fn join(&mut self, next: &Self, gap: f64) {
        if gap > BLANK && !self.text.ends_with(' ') && !next.text.starts_with(' ') {
            self.text.push(' ');
        }
        self.text.push_str(&next.text);
        self.end = next.end;
        self.em = self.em.max(next.em);
        self.height = self.height.max(next.height);
    }

    /// Position across the line and along it, for the reading order.
    fn level(&self) -> f64 {
        self.start.y
    }
}

/// Lines in reading order, placed in pixels.
pub(super) fn group(marks: &[Mark], to_pixels: Affine) -> Vec<LayerLine> {
    let mut runs: Vec<Run> = Vec::new();
    for next in marks.iter().filter_map(Run::of) {
        match runs.last_mut() {
            Some(last) if last.gap(&next).is_some() => {
                let gap = last.gap(&next).unwrap_or(0.0);
                last.join(&next, gap);
            }
            _ => runs.push(next),
        }
    }
    runs.retain(|r| !r.text.trim().is_empty());
    let ordered = rows(runs);
    let mut merged: Vec<Run> = Vec::new();
    for next in ordered {
        match merged
            .last_mut()
            .and_then(|last| last.gap(&next).map(|gap| (last, gap)))
        {
            Some((last, gap)) => last.join(&next, gap),
            None => merged.push(next),
        }
    }
    merged
        .into_iter()
        .map(|run| {
            let corner = |at: Spot, rise: f64| {
                let p = to_pixels * Spot::new(at.x + run.up.0 * run.height * rise, at.y + run.up.1 * run.height * rise);
                Point {
                    x: p.x as f32,
                    y: p.y as f32,
                }
            };
            // Ascent and descent of common fonts; for Chinese the square of the em.
            let quad = Quad([
                corner(run.start, 0.88),
                corner(run.end, 0.88),
                corner(run.end, -0.2),
                corner(run.start, -0.2),
            ]);
            LayerLine {
                text: run.text.split_whitespace().collect::<Vec<_>>().join(" "),
                quad,
                invisible: run.invisible,
            }
        })
        .collect()
}

/// Top to bottom, and left to right where baselines are level.
fn rows(mut runs: Vec<Run>) -> Vec<Run> {
    runs.sort_by(|a, b| a.level().total_cmp(&b.level()));
    let mut rows: Vec<Vec<Run>> = Vec::new();
    for run in runs {
        match rows.last_mut() {
            Some(row)
                if row
                    .first()
                    .is_some_and(|f| run.level() - f.level() < LEVEL * f.height.min(run.height)) =>
            {
                row.push(run);
            }
            _ => rows.push(vec![run]),
        }
    }
    for row in &mut rows {
        row.sort_by(|a, b| a.start.x.total_cmp(&b.start.x));
    }
    rows.into_iter().flatten().collect()
}
