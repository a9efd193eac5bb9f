//! The sheet or card on its background. The picture's rim tells what the background looks like (a tone that may drift
//! evenly over the picture, and how far it strays); what strays farther is the document or its print. Its four sides
//! are fitted as lines, and it counts as paper only where the ground just inside a side differs from the ground just
//! outside: print on a page that fills the picture has the same ground on both sides.

use crate::geometry::{PixelBox, Point, Quad};

use super::downscaled::Small;
use super::sides::{best_line, refine};
use super::tone::{Tone, apart, middle, tone};
use crate::vision::components::{Connectivity, components};
use crate::vision::linear::solve;
use crate::vision::morphology::{close, majority};
use crate::vision::statistics::median;

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Paper {
    /// The one document's corners in blocks of the reduced copy, clockwise from the one nearest top left.
    pub quad: Option<Quad>,
    /// Documents on the background (0: none was told from it).
    pub documents: usize,
    /// All documents' corners, largest first.
    pub quads: Vec<Quad>,
    /// Share of each picture side (left, top, right, bottom) against the document's extent along it that the document
    /// runs over.
    pub touch: [f32; 4],
}

/// Places around the rim that the background is told from, and around an area that its turn is.
const RIM: usize = 5_000;
const TURNED: usize = 1_200;

/// The background: a tone that drifts linearly, and its spread.
struct Background {
    plane: [[f32; 3]; 3],
    spread: Tone,
}

impl Background {
    #[allow(
        clippy::needless_range_loop,
        reason = "one channel number goes through three arrays at once"
    )]
    fn of(small: &Small) -> Self {
        let rim = (small.w.min(small.h) / 80).clamp(2, 8);
        let mut samples: Vec<(f32, f32, Tone)> = Vec::new();
        let (w, h) = (small.w, small.h);
        for y in 0..h {
            let whole = y < rim || y + rim >= h;
            let mut x = 0;
            while x < w {
                if !whole && x == rim {
                    x = w.saturating_sub(rim).max(rim);
                    if x >= w {
                        break;
                    }
                }
                let p = small.rgb.get(y * w + x).copied().unwrap_or([0; 3]);
                samples.push((x as f32 / w as f32 - 0.5, y as f32 / h as f32 - 0.5, tone(p)));
                x += 1;
            }
        }
        // Some thousand places around the rim tell the drift of a tone as well as all do.
        let samples: Vec<(f32, f32, Tone)> = samples.iter().copied().step_by((samples.len() / RIM) | 1).collect();
        let mut plane = [[0f32; 3]; 3];
        let mut spread = [4.0, 2.0, 2.0];
        let mut column = Vec::with_capacity(samples.len());
        for c in 0..3 {
            column.clear();
            column.extend(samples.iter().map(|s| s.2[c]));
            plane[c] = [median(&mut column), 0.0, 0.0];
        }
        // Spread first from the middle tone, then from the drifting one: three rounds settle both.
        for _ in 0..3 {
            for c in 0..3 {
                column.clear();
                column.extend(samples.iter().map(|s| (s.2[c] - value(plane[c], s.0, s.1)).abs()));
                spread[c] = median(&mut column) * 1.48;
            }
            let near: Vec<&(f32, f32, Tone)> = samples
                .iter()
                .filter(|s| (0..3).all(|c| (s.2[c] - value(plane[c], s.0, s.1)).abs() < 3.0 * spread[c] + 4.0))
                .collect();
            for c in 0..3 {
                if let Some(p) = fit_plane(&near, c) {
                    plane[c] = p;
                }
            }
        }
        Self { plane, spread }
    }

    /// Whether a tone strays farther from the background than is allowed: it is something else.
    fn strays(&self, t: Tone, x: f32, y: f32) -> bool {
        let off = |c: usize, floor: f32| (t[c] - value(self.plane[c], x, y)).abs() > 3.0 * self.spread[c] + floor;
        // Light varies over a desk, its colour hardly: chroma may stray less than luma.
        // All three are asked: on a desk of grain, each branch would be guessed wrong.
        off(0, 7.0) | off(1, 3.0) | off(2, 3.0)
    }
}

fn value(p: [f32; 3], x: f32, y: f32) -> f32 {
    p[0] + p[1] * x + p[2] * y
}

/// Least squares of one tone channel over the picture.
fn fit_plane(samples: &[&(f32, f32, Tone)], channel: usize) -> Option<[f32; 3]> {
    let mut m = [[0f64; 4]; 3];
    for (x, y, t) in samples {
        let row = [1.0, f64::from(*x), f64::from(*y)];
        for i in 0..3 {
            for j in 0..3 {
                m[i][j] += row[i] * row[j];
            }
            m[i][3] += row[i] * f64::from(t[channel]);
        }
    }
    (samples.len() > LEAST_SAMPLES).then_some(())?;
    for i in 1..3 {
        m[i][i] += 0.02 * m[0][0]; // a gentle pull to "no drift" where the rim says little
    }
    Some(solve(m, 1e-9)?.map(|[v]| v as f32))
}

/// Places of the rim that must be seen before the background is fitted.
const LEAST_SAMPLES: usize = 30;
/// Finds the document on its background.
pub fn find(small: &Small) -> Paper {
    if small.w.min(small.h) < LEAST_SIDE {
        return Paper::default();
    }
    let bg = Background::of(small);
    let (w, h) = (small.w, small.h);
    let mut mask = Vec::with_capacity(w * h);
    let places: Vec<f32> = (0..w).map(|x| x as f32 / w as f32 - 0.5).collect();
    for (y, row) in small.rgb.chunks_exact(w).enumerate() {
        let fy = y as f32 / h as f32 - 0.5;
        mask.extend(row.iter().zip(&places).map(|(&p, &fx)| bg.strays(tone(p), fx, fy)));
    }
    // Specks of a textured desk go first (a block stays with five of its nine), then print and edges grow together.
    let mask = majority(&mask, w);
    let reach = (w.max(h) / 70).max(3);
    let closed = close(&mask, w, reach);
    let (labels, found) = components(&closed, w, Connectivity::Four);
    let mut sheets = Vec::new();
    let total = (w * h) as f32;
    for blob in found.iter().filter(|b| b.bounds.area() as f32 > 0.025 * total) {
        if let Some(quad) = outline(&labels, (w, h), blob.label, blob.bounds)
            && let Some(quad) = accept(small, &bg, &labels, blob.label, quad)
        {
            sheets.push((blob.label, blob.bounds, quad));
        }
    }
    sheets.sort_by(|a, b| b.2.area().total_cmp(&a.2.area()));
    let largest = sheets.first().map_or(0.0, |s| s.2.area());
    sheets.retain(|s| s.2.area() > 0.3 * largest);
    let documents = sheets.len();
    let quads = sheets.iter().map(|s| s.2).collect();
    match sheets.as_slice() {
        [(label, bounds, quad)] => Paper {
            quad: Some(*quad),
            documents,
            quads,
            touch: touch(&labels, &mask, (w, h), *label, *bounds),
        },
        _ => Paper {
            quad: None,
            documents,
            quads,
            touch: [0.0; 4],
        },
    }
}

/// Blocks of a side, and of a rim, that an outline is sought in.
const LEAST_SIDE: usize = 40;
/// The four lines around one area: first the smallest turned box, then each side fitted robustly in that frame.
fn outline(labels: &[u32], (w, h): (usize, usize), label: u32, bounds: PixelBox) -> Option<Quad> {
    let rim = rim_points(labels, w, label, bounds);
    if rim.len() < LEAST_SIDE {
        return None;
    }
    let angle = smallest_box_angle(&rim);
    let (sin, cos) = angle.sin_cos();
    let ends = |p: &Point| [p.x <= 1.0, p.y <= 1.0, p.x >= w as f32 - 1.0, p.y >= h as f32 - 1.0];
    let met = [0, 1, 2, 3].map(|side| rim.iter().any(|p| ends(p)[side]));
    let reached_over = met.iter().filter(|m| **m).count() == 1;
    let turned: Vec<Outer> = rim
        .iter()
        .map(|p| Outer {
            along: p.x * cos + p.y * sin,
            across: p.y * cos - p.x * sin,
            cut: reached_over && ends(p).contains(&true),
        })
        .collect();
    let (mut u0, mut u1, mut v0, mut v1) = (f32::MAX, f32::MIN, f32::MAX, f32::MIN);
    for o in &turned {
        u0 = u0.min(o.along);
        u1 = u1.max(o.along);
        v0 = v0.min(o.across);
        v1 = v1.max(o.across);
    }
    let upright = |o: &Outer| Outer {
        along: o.across,
        across: o.along,
        cut: o.cut,
    };
    let top = side_line(turned.iter().copied(), (u0, u1), false)?;
    let bottom = side_line(turned.iter().copied(), (u0, u1), true)?;
    let left = side_line(turned.iter().map(upright), (v0, v1), false)?;
    let right = side_line(turned.iter().map(upright), (v0, v1), true)?;
    let corner = |(a, b): (f32, f32), (c, d): (f32, f32)| {
        // v = a + b u and u = c + d v
        let v = (a + b * c) / (1.0 - b * d);
        let u = c + d * v;
        Point {
            x: u * cos - v * sin,
            y: u * sin + v * cos,
        }
    };
    let corners = [
        corner(top, left),
        corner(top, right),
        corner(bottom, right),
        corner(bottom, left),
    ];
    Some(from_top_left(corners))
}

/// The same corners, beginning with the one nearest the picture's top left.
fn from_top_left(corners: [Point; 4]) -> Quad {
    let first = (0..4)
        .min_by(|&a, &b| (corners[a].x + corners[a].y).total_cmp(&(corners[b].x + corners[b].y)))
        .unwrap_or(0);
    Quad([0, 1, 2, 3].map(|i| corners[(first + i) % 4]))
}

/// First and last block of every row and column of an area.
fn rim_points(labels: &[u32], w: usize, label: u32, b: PixelBox) -> Vec<Point> {
    let mut rim = Vec::new();
    let (x0, x1, y0, y1) = (b.x as usize, b.right() as usize, b.y as usize, b.bottom() as usize);
    for y in y0..y1 {
        let row = labels.get(y * w + x0..y * w + x1).unwrap_or_default();
        if let (Some(a), Some(z)) = (
            row.iter().position(|&l| l == label),
            row.iter().rposition(|&l| l == label),
        ) {
            let y = y as f32 + 0.5;
            rim.push(Point { x: (x0 + a) as f32, y });
            rim.push(Point {
                x: (x0 + z + 1) as f32,
                y,
            });
        }
    }
    for x in x0..x1 {
        let is = |y: &usize| labels.get(y * w + x) == Some(&label);
        if let (Some(a), Some(z)) = ((y0..y1).find(is), (y0..y1).rev().find(is)) {
            let x = x as f32 + 0.5;
            rim.push(Point { x, y: a as f32 });
            rim.push(Point { x, y: z as f32 + 1.0 });
        }
    }
    rim
}

/// Turn (radians, within a quarter turn) whose box around the points is smallest. Points are trimmed by 3 % on each
/// side, so that something narrow reaching out (a finger, a pen) does not turn the box.
fn smallest_box_angle(rim: &[Point]) -> f32 {
    // An odd step: most rows have two points, and every other one would be one side only.
    let rim: Vec<Point> = rim.iter().copied().step_by((rim.len() / TURNED) | 1).collect();
    let extent = |angle: f32, values: &mut Vec<f32>| {
        let (sin, cos) = angle.sin_cos();
        values.clear();
        values.extend(rim.iter().map(|p| p.x * cos + p.y * sin));
        let k = values.len() * 3 / 100;
        let n = values.len() - 1 - k;
        let lo = *values.select_nth_unstable_by(k, f32::total_cmp).1;
        let hi = *values.select_nth_unstable_by(n, f32::total_cmp).1;
        hi - lo
    };
    let mut values = Vec::with_capacity(rim.len());
    let mut area = |angle: f32| extent(angle, &mut values) * extent(angle + std::f32::consts::FRAC_PI_2, &mut values);
    let mut best = (f32::MAX, 0.0);
    for step in -15..15 {
        let angle = (step as f32 * 3.0).to_radians();
        best = min_by_area(best, (area(angle), angle));
    }
    for width in [1.0f32, 0.35] {
        let centre = best.1;
        for step in -2..=2 {
            let angle = centre + (step as f32 * width).to_radians();
            best = min_by_area(best, (area(angle), angle));
        }
    }
    best.1
}

fn min_by_area(a: (f32, f32), b: (f32, f32)) -> (f32, f32) {
    if b.0 < a.0 { b } else { a }
}

/// A point of an area's outline in the frame of its box.
#[derive(Clone, Copy)]
struct Outer {
    along: f32,
    across: f32,
    /// At the picture's own rim: the area goes on beyond it.
    cut: bool,
}

/// The outermost points per position along a side, as a line `v = a + b u`: the line of the most points within a
/// tolerance, then least squares over those. Corners (rounded, hidden by a thumb) are left out. Where the picture ends
/// is no side of the document, so such points count only if too few others make a line: a hand that reaches over a
/// card from beyond the picture takes more of its side than what is seen of the side beside it.
fn side_line(points: impl Iterator<Item = Outer>, (u0, u1): (f32, f32), far: bool) -> Option<(f32, f32)> {
    const SLOTS: usize = 120;
    let mut outer = vec![None::<Outer>; SLOTS];
    for point in points {
        let slot = ((point.along - u0) / (u1 - u0).max(1.0) * SLOTS as f32) as usize;
        if let Some(o) = outer.get_mut(slot)
            && o.is_none_or(|o| {
                if far {
                    point.across > o.across
                } else {
                    point.across < o.across
                }
            })
        {
            *o = Some(point);
        }
    }
    let at = |slot: usize| u0 + (slot as f32 + 0.5) / SLOTS as f32 * (u1 - u0);
    let pts = |cut: bool| -> Vec<(f32, f32)> {
        (SLOTS / 12..SLOTS - SLOTS / 12)
            .filter_map(|s| {
                let o = outer.get(s).copied().flatten().filter(|o| cut || !o.cut)?;
                Some((at(s), o.across))
            })
            .collect()
    };
    let (tolerance, all, own) = ((u1 - u0) * 0.006 + 0.8, pts(true), pts(false));
    let seen = (own.len() < all.len() && own.len() * 10 >= all.len() * 3)
        .then(|| best_line(&own, tolerance))
        .flatten();
    seen.or_else(|| best_line(&all, tolerance))
}

/// Step of tone along a whole side below which the side is looked for again: a card a few levels lighter than its
/// desk still steps by 5.
const FAINT: f32 = 4.0;

/// A light card on a light desk: the mask finds only print and tinted parts. A faint side is the line, roughly parallel
/// to the opposite side, whose *middle* step of tone is largest: print covers less than half of any line and so does
/// not move the middle, while a step of a few levels along the whole side stands out of the noise.
fn faint_sides(small: &Small, quad: &Quad) -> Quad {
    let mut quad = *quad;
    for side in 0..4 {
        if let Some(better) = faint_side(small, &quad, side) {
            quad = better;
        }
    }
    quad
}

/// Places along a side where its step is taken, and how many of them the picture must hold.
const PROBES: usize = 36;
const LEAST_PROBES: usize = 29;

fn faint_side(small: &Small, quad: &Quad, side: usize) -> Option<Quad> {
    let [a, b, c, d] = [0, 1, 2, 3].map(|i| quad.0[(side + i) % 4]);
    // Side a-b is looked for, along the lines d-a and c-b, from the opposite side d-c.
    let along = |from: Point, to: Point, t: f32| Point {
        x: from.x + (to.x - from.x) * t,
        y: from.y + (to.y - from.y) * t,
    };
    let length = f32::midpoint(a.distance(d), b.distance(c)).max(1.0);
    let step = 0.7 / length;
    let across = [
        (a.x + b.x - c.x - d.x) / (2.0 * length),
        (a.y + b.y - c.y - d.y) / (2.0 * length),
    ];
    let score = |ta: f32, tb: f32| -> Option<f32> {
        let (p, q) = (along(d, a, ta), along(c, b, tb));
        let mut steps = [[0f32; PROBES]; 3];
        let mut seen = 0;
        for k in 0..PROBES {
            let m = along(p, q, 0.08 + 0.84 * k as f32 / (PROBES - 1) as f32);
            let (ox, oy) = (m.x + across[0] * 2.0, m.y + across[1] * 2.0);
            let (ix, iy) = (m.x - across[0] * 2.0, m.y - across[1] * 2.0);
            if small.holds(ox, oy) && small.holds(ix, iy) {
                let (o, i) = (tone(small.at(ox, oy)), tone(small.at(ix, iy)));
                for (s, v) in steps.iter_mut().zip([i[0] - o[0], i[1] - o[1], i[2] - o[2]]) {
                    s[seen] = v;
                }
                seen += 1;
            } else if k - seen >= PROBES - LEAST_PROBES {
                return None;
            }
        }
        Some(apart(steps.each_mut().map(|s| median(&mut s[..seen])), [0.0; 3]))
    };
    // A side beyond the picture (no score) is not to be seen; one with a clear step is right as it is.
    if score(1.0, 1.0)? >= FAINT {
        return None;
    }
    let mut best = (0.0, 1.0, 1.0);
    let mut all = Vec::new();
    let mut t = 0.985; // the mask loses what is faint, it does not gain: outwards only
    while t < 1.6 {
        for tilt in -5..=5 {
            let lean = tilt as f32 * 0.012 * a.distance(b) / length;
            if let Some(s) = score(t + lean, t - lean) {
                all.push(s);
                if s > best.0 {
                    best = (s, t + lean, t - lean);
                }
            }
        }
        t += step * 1.5;
    }
    let usual = median(&mut all);
    if best.0 < 3.0 || best.0 < 3.0 * usual {
        return None;
    }
    let mut out = *quad;
    out.0[side % 4] = along(d, a, best.1);
    out.0[(side + 1) % 4] = along(c, b, best.2);
    Some(out)
}

/// Median tones just inside and just outside a side; `None` where outside is beyond the picture.
pub fn grounds(small: &Small, quad: &Quad, side: usize, depth: f32) -> (Tone, Option<Tone>) {
    let (a, b) = (quad.0[side % 4], quad.0[(side + 1) % 4]);
    let len = a.distance(b).max(1.0);
    let (dx, dy) = ((b.x - a.x) / len, (b.y - a.y) / len);
    let (mut inner, mut outer) = (Vec::new(), Vec::new());
    for k in 0..80 {
        let t = (0.1 + 0.8 * k as f32 / 80.0) * len;
        for step in [1.0, 1.4, 1.8] {
            let o = depth * step;
            let (px, py) = (a.x + dx * t, a.y + dy * t);
            let (ix, iy) = (px - dy * o, py + dx * o);
            let (ox, oy) = (px + dy * o, py - dx * o);
            if small.holds(ix, iy) {
                inner.push(tone(small.at(ix, iy)));
            }
            if small.holds(ox, oy) {
                outer.push(tone(small.at(ox, oy)));
            }
        }
    }
    let enough = outer.len() >= LEAST_OUTSIDE;
    (middle(&inner), enough.then(|| middle(&outer)))
}

/// Places outside a side that must be seen before its ground is told.
const LEAST_OUTSIDE: usize = 100;
/// Keeps a quad that is a sheet: sound shape, filled, grounds that differ across its sides, little else around.
fn accept(small: &Small, bg: &Background, labels: &[u32], label: u32, rough: Quad) -> Option<Quad> {
    let (w, h) = (small.w as f32, small.h as f32);
    let quad = faint_sides(small, &refine(small, &rough));
    let sides = [0, 1, 2, 3].map(|i| quad.0[i].distance(quad.0[(i + 1) % 4]));
    let lopsided = |a: f32, b: f32| a.max(b) > 1.5 * a.min(b);
    if lopsided(sides[0], sides[2]) || lopsided(sides[1], sides[3]) {
        return None;
    }
    let area = quad.area();
    let share = area / (w * h);
    if !(0.025..0.97).contains(&share) || quad.width().min(quad.height()) < 0.12 * w.min(h) {
        return None;
    }
    let aspect = quad.width() / quad.height().max(1.0);
    if !(0.3..3.4).contains(&aspect) {
        return None;
    }
    // Filled: the area itself covers most of its quad.
    let inside = small.inside(Some(&quad), 0.02);
    let (mut own, mut all) = (0usize, 0usize);
    for (&l, _) in labels.iter().zip(&inside).filter(|(_, i)| **i) {
        all += 1;
        own += usize::from(l == label);
    }
    if own * 100 < all * 55 {
        return None;
    }
    let depth = (quad.width().min(quad.height()) * 0.02).max(2.5);
    let (mut differ, mut seen) = (0, 0);
    for side in 0..4 {
        let (inner, outer) = grounds(small, &quad, side, depth);
        if let Some(outer) = outer {
            seen += 1;
            let need = 3.0 + 1.2 * bg.spread[0];
            let chroma = (inner[1] - outer[1]).abs().max((inner[2] - outer[2]).abs());
            differ +=
                usize::from((inner[0] - outer[0]).abs() > need || chroma > 2.5 + 1.5 * bg.spread[1].max(bg.spread[2]));
        }
    }
    let enough = if seen >= 4 { 3 } else { 2 };
    (differ >= enough && seen >= 2).then_some(quad)
}

/// How much of the document's extent along each picture side lies right at that side. Closing draws what is near the
/// picture's rim up to it, so the mask before closing must reach the rim too.
fn touch(labels: &[u32], mask: &[bool], (w, h): (usize, usize), label: u32, b: PixelBox) -> [f32; 4] {
    let here = |x: usize, y: usize| labels.get(y * w + x) == Some(&label) && mask.get(y * w + x) == Some(&true);
    let ys = (b.y.max(0) as usize)..(b.bottom().max(0) as usize).min(h);
    let xs = (b.x.max(0) as usize)..(b.right().max(0) as usize).min(w);
    let share = |n: usize, of: usize| if of == 0 { 0.0 } else { n as f32 / of as f32 };
    // Three blocks in from the side, four to both sides along it.
    let column = |x0: usize, y: usize| {
        (x0..x0 + 3).any(|x| (y.saturating_sub(4)..(y + 5).min(h)).any(|y| here(x.min(w - 1), y)))
    };
    let row = |x: usize, y0: usize| {
        (y0..y0 + 3).any(|y| (x.saturating_sub(4)..(x + 5).min(w)).any(|x| here(x, y.min(h - 1))))
    };
    [
        share(ys.clone().filter(|&y| column(0, y)).count(), ys.len()),
        share(xs.clone().filter(|&x| row(x, 0)).count(), xs.len()),
        share(ys.clone().filter(|&y| column(w.saturating_sub(3), y)).count(), ys.len()),
        share(xs.clone().filter(|&x| row(x, h.saturating_sub(3))).count(), xs.len()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::{framing, perspective};
    use crate::pixels::Rgb;

    /// A tinted card of `w` x `h` turned by `degrees` around `(cx, cy)` on a grained desk.
    fn on_desk(size: (u32, u32), (cx, cy): (f32, f32), (w, h): (f32, f32), degrees: f32) -> Rgb {
        let (s, c) = degrees.to_radians().sin_cos();
        Rgb::from_fn(size.0, size.1, |x, y| {
            let (dx, dy) = (x as f32 - cx, y as f32 - cy);
            let (u, v) = (dx * c + dy * s, dy * c - dx * s);
            let grain = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(97_531)) >> 9;
            let grain = (grain % 15) as f32 - 7.0;
            if u.abs() < w / 2.0 && v.abs() < h / 2.0 {
                let print =
                    v.rem_euclid(40.0) < 12.0 && u.rem_euclid(14.0) < 9.0 && u.abs() < w * 0.4 && v.abs() < h * 0.4;
                let g = if print { 40.0 } else { 235.0 };
                image::Rgb([g as u8, g as u8, (g + 6.0) as u8])
            } else {
                let wave = (y as f32 * 0.07).sin() * 8.0;
                image::Rgb([150.0, 112.0, 78.0].map(|b: f32| (b + grain + wave) as u8))
            }
        })
    }

    #[test]
    fn a_turned_card_on_wood_keeps_its_size_and_turn() {
        for degrees in [0.0f32, 7.0, -20.0, 38.0] {
            let page = on_desk((1200, 1000), (600.0, 500.0), (700.0, 441.0), degrees);
            let small = Small::of(&page);
            let quad = small.to_page(&find(&small).quad.expect("a card is there"));
            let (w, h) = (quad.width().max(quad.height()), quad.width().min(quad.height()));
            assert!(
                (w - 700.0).abs() < 12.0 && (h - 441.0).abs() < 12.0,
                "{degrees}: {w} x {h}"
            );
            assert!((perspective::turn(&quad) - f64::from(degrees)).abs() < 0.7, "{degrees}");
        }
    }

    #[test]
    fn a_card_over_the_right_side_is_cut_there_and_one_inside_is_not() {
        let cut = find(&Small::of(&on_desk((900, 800), (700.0, 400.0), (700.0, 441.0), 0.0)));
        assert_eq!(framing::cut(&cut), vec![crate::measure::Side::Right]);
        let whole = find(&Small::of(&on_desk((900, 800), (530.0, 400.0), (700.0, 441.0), 0.0)));
        assert!(framing::cut(&whole).is_empty());
    }

    #[test]
    fn print_on_a_page_that_fills_the_picture_is_no_paper() {
        let page = Rgb::from_fn(800, 1100, |x, y| {
            let frame = !(40..760).contains(&x) && (30..770).contains(&x) || (40..60).contains(&y);
            let print = (200..700).contains(&y) && (100..700).contains(&x) && y % 30 < 12 && x % 20 < 13;
            image::Rgb(if frame {
                [190, 160, 90]
            } else if print {
                [30; 3]
            } else {
                [250, 248, 240]
            })
        });
        assert!(find(&Small::of(&page)).quad.is_none());
    }
}
