//! The sides of an outline, moved to where they are seen: where tones step, or where the ground within ends.

use crate::geometry::{Point, Quad};

use super::downscaled::Small;
use super::tone::{Tone, apart, middle, tone};

/// The line through two of the points that most points lie near, refined over those. `None` for too few points.
pub fn best_line(pts: &[(f32, f32)], tolerance: f32) -> Option<(f32, f32)> {
    line_within(pts, tolerance, STEEPEST)
}

/// Steepest line that is fitted, rise over run: 19 degrees.
const STEEPEST: f32 = 0.35;

/// Points that a line is fitted to, and of them near it.
const LEAST_POINTS: usize = 8;
const LEAST_NEAR: usize = 4;
/// The same of the lines that are no steeper than `steepest`.
fn line_within(pts: &[(f32, f32)], tolerance: f32, steepest: f32) -> Option<(f32, f32)> {
    if pts.len() < LEAST_POINTS {
        return None;
    }
    let mut best = (0usize, 0.0, 0.0);
    let n = pts.len();
    for i in (0..n).step_by(3) {
        for j in (i + n / 4..n).step_by(3) {
            let ((ua, va), (ub, vb)) = (pts[i], pts[j]);
            if (ub - ua).abs() < 1e-3 {
                continue;
            }
            let b = (vb - va) / (ub - ua);
            let a = va - b * ua;
            if b.abs() > steepest {
                continue;
            }
            let votes = pts.iter().filter(|(u, v)| (v - a - b * u).abs() < tolerance).count();
            if votes > best.0 {
                best = (votes, a, b);
            }
        }
    }
    let (votes, mut a, mut b) = best;
    if votes * 10 < n * 3 {
        return None;
    }
    for _ in 0..2 {
        let near: Vec<(f32, f32)> = pts
            .iter()
            .copied()
            .filter(|(u, v)| (v - a - b * u).abs() < tolerance * 1.5)
            .collect();
        let k = near.len() as f32;
        let (mu, mv) = (
            near.iter().map(|p| p.0).sum::<f32>() / k,
            near.iter().map(|p| p.1).sum::<f32>() / k,
        );
        let var: f32 = near.iter().map(|p| (p.0 - mu) * (p.0 - mu)).sum();
        if near.len() < LEAST_NEAR || var < 1e-3 {
            break;
        }
        b = near.iter().map(|p| (p.0 - mu) * (p.1 - mv)).sum::<f32>() / var;
        a = mv - b * mu;
    }
    Some((a, b))
}

/// Least step of tone that may be an edge, levels.
const STEP: f32 = 6.0;

/// How far a card's side may lie off the place that its print gives it, as a share of its shorter side, and how steeply: print
/// is placed to a millimetre or two of 54, and a camera seldom looks from aside. On a desk of stripes what lies farther off is
/// more likely a stripe.
const OFF: [(f32, f32); 3] = [(0.05, 0.05), (0.12, 0.05), (0.12, STEEPEST)];
/// Share of a side along which a step of tone must be seen for it to be one.
const MIN_EDGE_SHARE: f32 = 0.55;

/// The outline of a card near the place that its print gives it; `None` where a side is not seen along most of its length.
/// Finds cards on desks that are not of one tone (stone, stripes, keys, hard shadows), which do not stand out by their tone:
/// first where the card's own ground ends, then where tones step.
pub fn near(small: &Small, rough: &Quad) -> Option<Quad> {
    let shorter = rough.width().min(rough.height());
    let by_ground = OFF.into_iter().filter_map(|(off, steepest)| {
        let ground = moved(rough, |edge| ground_line(small, edge, off * shorter, steepest))?;
        Some(refined(small, &ground, CLOSE))
    });
    let by_steps = OFF.into_iter().map(|(off, steepest)| {
        let most = |side: &Edge| steps(small, side, off * shorter, 3);
        refine(small, &moved_or_kept(rough, steepest, most))
    });
    by_ground
        .chain(by_steps)
        .find(|quad| (0..4).all(|side| is_seen(small, quad, side)))
}

/// Whether a step of tone is seen along most of a side.
fn is_seen(small: &Small, quad: &Quad, side: usize) -> bool {
    let edge = Edge::of(quad, side);
    let seen = edge.places().filter(|t| {
        let at = |o: f32| edge.step(small, *t, o);
        [-1.0, 0.0, 1.0].into_iter().filter_map(at).any(|g| g > STEP)
    });
    seen.count() as f32 >= MIN_EDGE_SHARE * PLACES as f32
}

/// The steepest change of tone across a side, looked for near the fitted line: print, shadow and the growing of the
/// mask shift the first fit by a few blocks.
pub fn refine(small: &Small, quad: &Quad) -> Quad {
    refined(small, quad, (quad.width().min(quad.height()) * 0.025).max(4.0))
}

/// The same within `span` blocks.
fn refined(small: &Small, quad: &Quad, span: f32) -> Quad {
    moved_or_kept(quad, STEEPEST, |side| steps(small, side, span, 1))
}

/// How far off a side lies where the ground within ends, blocks: no farther, or a stripe's edge is taken for it.
const CLOSE: f32 = 2.0;

/// A side of a quad, its corners clockwise.
struct Edge {
    from: Point,
    to: Point,
    len: f32,
    along: (f32, f32),
}

/// Places along a side that are looked at.
const PLACES: usize = 60;

impl Edge {
    fn of(quad: &Quad, side: usize) -> Self {
        let (from, to) = (quad.0[side % 4], quad.0[(side + 1) % 4]);
        let len = from.distance(to).max(1.0);
        Self {
            from,
            to,
            len,
            along: ((to.x - from.x) / len, (to.y - from.y) / len),
        }
    }

    fn inwards(&self) -> (f32, f32) {
        (-self.along.1, self.along.0)
    }

    /// How far along the side each place lies, its ends left out.
    fn places(&self) -> impl Iterator<Item = f32> + '_ {
        (0..PLACES).map(|k| (0.1 + 0.8 * (k as f32 + 0.5) / PLACES as f32) * self.len)
    }

    /// The point `t` along the side and `o` inwards of it.
    fn at(&self, t: f32, o: f32) -> (f32, f32) {
        let (nx, ny) = self.inwards();
        (
            self.from.x + self.along.0 * t + nx * o,
            self.from.y + self.along.1 * t + ny * o,
        )
    }

    /// The tone there; `None` outside the picture.
    fn tone(&self, small: &Small, t: f32, o: f32) -> Option<Tone> {
        let (x, y) = self.at(t, o);
        small.holds(x, y).then(|| tone(small.at(x, y)))
    }

    /// How far the tones three blocks apart across that place differ; `None` outside the picture.
    fn step(&self, small: &Small, t: f32, o: f32) -> Option<f32> {
        Some(apart(self.tone(small, t, o + 1.5)?, self.tone(small, t, o - 1.5)?))
    }

    /// The ends of the side, moved inwards by `shift` at its beginning and by `slope` more a block along it.
    fn moved(&self, (shift, slope): (f32, f32)) -> (Point, Point) {
        let (nx, ny) = self.inwards();
        let off = |p: Point, by: f32| Point {
            x: p.x + nx * by,
            y: p.y + ny * by,
        };
        (off(self.from, shift), off(self.to, shift + slope * self.len))
    }
}

/// Where tones step, up to `span` blocks off a side: of each place the `most` largest steps, as distances along and inwards.
fn steps(small: &Small, side: &Edge, span: f32, most: usize) -> Vec<(f32, f32)> {
    let reach = (span * 2.0) as i32 / 2;
    let mut pts = Vec::new();
    for t in side.places() {
        let mut found: Vec<(f32, f32)> = (-reach..=reach)
            .filter_map(|s| Some((side.step(small, t, s as f32)?, s as f32)))
            .filter(|(g, _)| *g > STEP)
            .collect();
        // The first of equal steps, and no two beside one another.
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.total_cmp(&b.1)));
        let mut taken: Vec<f32> = Vec::with_capacity(most);
        for (_, o) in found {
            if taken.len() < most && taken.iter().all(|k| (k - o).abs() > 2.0) {
                taken.push(o);
            }
        }
        pts.extend(taken.into_iter().map(|o| (t, o)));
    }
    pts
}

/// How far a tone may be from the card's ground and still be ground: its tint drifts, and light falls off, by as much.
const SAME_GROUND: f32 = 14.0;
/// Places to both sides of one whose ground is its own.
const BESIDE: usize = 8;
/// Share of a side's places that must agree where the ground ends.
const GROUND_SEEN: f32 = 0.6;

/// Where a card's own ground ends, up to `span` blocks off a side, as distances along and inwards: of each place the first block
/// beyond which the ground is left, and the last one that has it (print near the side leaves it, too).
fn ground_ends(small: &Small, side: &Edge, span: f32) -> Vec<(f32, f32)> {
    let places: Vec<f32> = side.places().collect();
    let tone_at = |t: f32, o: f32| side.tone(small, t, o);
    // The ground is told farther in than the side can lie; print covers less than half of it.
    let inner: Vec<Vec<Tone>> = places
        .iter()
        .map(|t| {
            (0..=4)
                .filter_map(|j| tone_at(*t, span * (1.0 + j as f32 / 8.0) + 2.0))
                .collect()
        })
        .collect();
    let reach = span.ceil() as i32;
    let mut pts = Vec::new();
    for (k, t) in places.iter().enumerate() {
        let around: Vec<Tone> = inner[k.saturating_sub(BESIDE)..(k + BESIDE + 1).min(inner.len())].concat();
        if around.is_empty() {
            continue;
        }
        let ground = middle(&around);
        // Outwards.
        let on: Vec<bool> = (-reach..=reach + 2)
            .rev()
            .map(|o| tone_at(*t, o as f32).is_some_and(|v| apart(v, ground) < SAME_GROUND))
            .collect();
        let end = |i: usize| (reach + 2) as f32 - i as f32 - 0.5;
        let last = on.iter().rposition(|g| *g).filter(|i| i + 1 < on.len());
        let first = on.iter().position(|g| *g).and_then(|from| {
            let left = on[from..].windows(3).position(|w| w.iter().all(|g| !g))?;
            Some(from + left - 1)
        });
        pts.extend(last.map(|i| (*t, end(i))));
        pts.extend(
            first
                .filter(|i| last.is_none_or(|l| i.abs_diff(l) > 2))
                .map(|i| (*t, end(i))),
        );
    }
    pts
}

/// How far a point may lie off a side's line, blocks.
const TOLERANCE: f32 = 1.6;

/// The quad with each side moved to a line, given by how far inwards it begins and how far it rises over its run; `None` where a
/// side has none.
fn moved(quad: &Quad, line: impl Fn(&Edge) -> Option<(f32, f32)>) -> Option<Quad> {
    let side = |side| {
        let edge = Edge::of(quad, side);
        Some(edge.moved(line(&edge)?))
    };
    crossed(&[side(0)?, side(1)?, side(2)?, side(3)?])
}

/// The same with the lines, no steeper than `steepest`, that most of the points found for a side lie on; a side that there is none
/// for stays as it is.
fn moved_or_kept(quad: &Quad, steepest: f32, find: impl Fn(&Edge) -> Vec<(f32, f32)>) -> Quad {
    let line = |edge: &Edge| line_within(&find(edge), TOLERANCE, steepest).unwrap_or((0.0, 0.0));
    moved(quad, |edge| Some(line(edge))).unwrap_or(*quad)
}

/// The line where a card's ground ends; `None` where too few places of the side agree.
fn ground_line(small: &Small, edge: &Edge, span: f32, steepest: f32) -> Option<(f32, f32)> {
    let pts = ground_ends(small, edge, span);
    let (shift, slope) = line_within(&pts, TOLERANCE, steepest)?;
    let near = |(t, o): &&(f32, f32)| (o - shift - slope * t).abs() < TOLERANCE;
    (pts.iter().filter(near).count() as f32 >= GROUND_SEEN * PLACES as f32).then_some((shift, slope))
}

/// The corners of four sides, each given by two of its points; `None` where two sides run alike.
fn crossed(lines: &[(Point, Point); 4]) -> Option<Quad> {
    let cross = |i: usize, j: usize| -> Option<Point> {
        let ((p, q), (r, s)) = (lines[i], lines[j]);
        let (ax, ay, bx, by) = (q.x - p.x, q.y - p.y, s.x - r.x, s.y - r.y);
        let det = ax * by - ay * bx;
        (det.abs() > 1e-3).then(|| {
            let t = ((r.x - p.x) * by - (r.y - p.y) * bx) / det;
            Point {
                x: p.x + ax * t,
                y: p.y + ay * t,
            }
        })
    };
    Some(Quad([cross(3, 0)?, cross(0, 1)?, cross(1, 2)?, cross(2, 3)?]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::perspective;
    use crate::pixels::Rgb;

    /// A card of 700 x 441 turned by `degrees` on stripes `wide` pixels wide that lean by a share of their height.
    fn on_stripes(degrees: f32, wide: f32, lean: f32) -> (Rgb, Quad) {
        let (s, c) = degrees.to_radians().sin_cos();
        let place = |u: f32, v: f32| Point {
            x: 600.0 + u * c - v * s,
            y: 480.0 + u * s + v * c,
        };
        let page = Rgb::from_fn(1200, 960, |x, y| {
            let (dx, dy) = (x as f32 - 600.0, y as f32 - 480.0);
            let (u, v) = (dx * c + dy * s, dy * c - dx * s);
            if u.abs() < 350.0 && v.abs() < 220.5 {
                let print = v.rem_euclid(60.0) < 14.0 && u.rem_euclid(16.0) < 9.0 && u.abs() < 280.0 && v.abs() < 170.0;
                image::Rgb(if print { [40; 3] } else { [232, 226, 214] })
            } else if (x as f32 + lean * y as f32).rem_euclid(2.0 * wide) < wide {
                image::Rgb([128, 60, 62])
            } else {
                image::Rgb([86, 104, 140])
            }
        });
        let corners = [(-350.0, -220.5), (350.0, -220.5), (350.0, 220.5), (-350.0, 220.5)];
        (page, Quad(corners.map(|(u, v)| place(u, v))))
    }

    #[test]
    fn a_card_on_stripes_ends_where_its_ground_does() {
        for (degrees, wide, lean) in [(0.0, 40.0, 0.08), (1.5, 22.0, 0.1), (-2.0, 60.0, 0.0), (1.0, 30.0, 0.4)] {
            let (page, card) = on_stripes(degrees, wide, lean);
            let small = Small::of(&page);
            // Print places it two millimetres off.
            let off = |p: Point| Point {
                x: p.x + 15.0,
                y: p.y - 14.0,
            };
            let rough = small.from_page(&Quad(card.0.map(off)));
            let found = small.to_page(&near(&small, &rough).expect("a card is there"));
            for (a, b) in found.0.iter().zip(&card.0) {
                assert!(a.distance(*b) < 6.0, "{degrees} {wide} {lean}: {found:?} for {card:?}");
            }
            assert!(perspective::degrees(&found) < 1.5, "{degrees} {wide}");
        }
    }
}
