//! Rings in a plane of ink: where edges point to a common middle (Hough transform for circles), an outline is followed around
//! it (least path over the turn), an ellipse is laid through the outline, and what lies in, on and beyond it says whether it is
//! the ring of a seal: a line around most of the turn, bare ground beyond it, ground within.

use super::ellipse::Ellipse;
use super::red::InkPlane;

/// Directions looked at around a middle.
pub const DIRECTIONS: usize = 120;
/// Rings of one page at most.
const MOST: usize = 12;
/// A ring that reaches no further than this many radii of another one's is drawn by that seal's own star and letters.
const WITHIN: f32 = 1.1;
/// Share of its directions in which a ring must be seen that lies across another: letters and stars of one seal give arcs.
const WHOLE: f32 = 0.9;
/// Share of a ring's reach within which a place is its middle.
const MIDDLE: f32 = 0.35;

/// A ring of ink.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ring {
    /// Its outer edge, in cells of the plane.
    pub ellipse: Ellipse,
    /// Share of the directions on the page in which ink is on the ring.
    pub seen: f32,
    /// Share of the directions on the page in which its outer edge runs along it.
    pub along: f32,
    /// Mean ink along it.
    pub ink: f32,
}

/// The angle of one of the directions.
pub fn direction(k: usize) -> f32 {
    k as f32 * std::f32::consts::TAU / DIRECTIONS as f32
}

/// The rings of a plane, the surest first, that bear at least `least` ink, around the `peaks` places that most edges point to.
pub fn find(plane: &InkPlane, least: i32, peaks: usize) -> Vec<Ring> {
    let longest = plane.w.max(plane.h);
    // A 40 mm seal on a whole A4 page has 1/15 of the long side as its radius, 1/22 where the sheet fills two thirds of
    // the picture, 1/35 on a licence of A3 that fills it; more than 4/10 of the picture is no seal on a document.
    let (r_min, r_max) = ((longest / 48).max(9), longest * 21 / 100);
    let mut candidates: Vec<Ring> = Vec::new();
    for at in middles(plane, least, (r_min, r_max), peaks) {
        // Peaks crowd about the middle of a ring: one that is whole was found from the first of them.
        let known = |r: &Ring| r.along >= WHOLE && r.ellipse.reach(at.0, at.1) < MIDDLE;
        if !candidates.iter().any(known) {
            candidates.extend(ring_around(plane, least, at, (r_min as f32, r_max as f32)));
        }
    }
    let weight = |r: &Ring| r.seen * r.along * r.ellipse.radius().sqrt();
    candidates.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
    let mut found: Vec<Ring> = Vec::new();
    for ring in candidates {
        let (c, r) = (ring.ellipse, ring.ellipse.radius());
        let apart = found.iter().all(|o| {
            let (o, other) = (o.ellipse, o.ellipse.radius());
            let d = (c.x - o.x).hypot(c.y - o.y);
            let crossed = o.reach(c.x, c.y) < 1.0 || c.reach(o.x, o.y) < 1.0;
            d > MIDDLE * r.max(other) && d + r > WITHIN * other && (!crossed || ring.along.min(ring.seen) >= WHOLE)
        });
        if apart {
            found.push(ring);
        }
        if found.len() >= MOST {
            break;
        }
    }
    found
}

/// Middles that edges of ink point to or away from, the most voted first. They may lie outside the page by half a radius.
fn middles(plane: &InkPlane, least: i32, (r_min, r_max): (i32, i32), most: usize) -> Vec<(f32, f32)> {
    // Cells of the vote are two wide, with a margin.
    let margin = r_max / 2;
    let (gw, gh) = (plane.w / 2 + margin + 1, plane.h / 2 + margin + 1);
    let mut votes = vec![0f32; (gw * gh) as usize];
    // A circle has edges in proportion to its radius: each counts for its share of the turn.
    let shares: Vec<f32> = (r_min..=r_max).step_by(2).map(|r| 1.0 / r as f32).collect();
    // Middles along a gradient, in 65536ths of a cell of two.
    let cells = |v: f32| (v * 32768.0) as i32;
    for y in 1..plane.h - 1 {
        for x in 1..plane.w - 1 {
            let (gx, gy) = gradient(plane, x, y);
            let m2 = gx * gx + gy * gy;
            if m2 < least * least || (x + y) % 2 == 1 {
                continue;
            }
            let m = (m2 as f32).sqrt();
            let (dx, dy) = (gx as f32 / m, gy as f32 / m);
            for sign in [-1.0f32, 1.0] {
                let (dx, dy) = (sign * dx, sign * dy);
                let start = |at: i32, d: f32| cells((at + margin) as f32 + d * r_min as f32);
                let (mut cx, mut cy) = (start(x, dx), start(y, dy));
                let (step_x, step_y) = (cells(2.0 * dx), cells(2.0 * dy));
                for share in &shares {
                    let (column, line) = (cx >> 16, cy >> 16);
                    if (column as u32) < gw as u32
                        && (line as u32) < gh as u32
                        && let Some(v) = votes.get_mut(line.wrapping_mul(gw).wrapping_add(column) as usize)
                    {
                        *v += share;
                    }
                    (cx, cy) = (cx.wrapping_add(step_x), cy.wrapping_add(step_y));
                }
            }
        }
    }
    let smooth = box3(&votes, gw, gh);
    let mut peaks: Vec<(f32, i32, i32)> = Vec::new();
    for y in 1..gh - 1 {
        for x in 1..gw - 1 {
            let at = |x: i32, y: i32| smooth.get((y * gw + x) as usize).copied().unwrap_or(0.0);
            let v = at(x, y);
            if v > 1.2 && (-1..=1).all(|dy| (-1..=1).all(|dx| v >= at(x + dx, y + dy))) {
                peaks.push((v, x, y));
            }
        }
    }
    peaks.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.2, a.1).cmp(&(b.2, b.1))));
    let place = |(_, x, y): (f32, i32, i32)| ((x * 2 + 1 - margin) as f32, (y * 2 + 1 - margin) as f32);
    peaks.into_iter().take(most).map(place).collect()
}

fn gradient(plane: &InkPlane, x: i32, y: i32) -> (i32, i32) {
    (
        plane.get(x + 1, y) - plane.get(x - 1, y),
        plane.get(x, y + 1) - plane.get(x, y - 1),
    )
}

fn box3(v: &[f32], w: i32, h: i32) -> Vec<f32> {
    let mut out = vec![0f32; v.len()];
    for y in 1..h - 1 {
        for x in 1..w - 1 {
            let mut s = 0.0;
            for dy in -1..=1 {
                for dx in -1..=1 {
                    s += v.get(((y + dy) * w + x + dx) as usize).copied().unwrap_or(0.0);
                }
            }
            if let Some(o) = out.get_mut((y * w + x) as usize) {
                *o = s;
            }
        }
    }
    out
}

/// The ring around a middle, if one stands.
fn ring_around(plane: &InkPlane, least: i32, at: (f32, f32), (r_min, r_max): (f32, f32)) -> Option<Ring> {
    let r = radius(plane, least, at, r_min, r_max)?;
    let mut ellipse = Ellipse::circle(at.0, at.1, r);
    // The outline moves the middle, and around the better middle the outline is found better.
    for _ in 0..3 {
        let next = fitted(&outline(plane, &ellipse), least as f32, &ellipse)?;
        let moved = (next.x - ellipse.x).abs() + (next.y - ellipse.y).abs() + (next.a - ellipse.a).abs();
        ellipse = next;
        if moved < 0.7 {
            break;
        }
    }
    judged(plane, least, &ellipse)
}

/// Directions between which one is left out while only the radius is sought.
const COARSE: usize = 2;

/// The radius at which ink runs around a middle with clear ground beyond it.
fn radius(plane: &InkPlane, least: i32, (cx, cy): (f32, f32), r_min: f32, r_max: f32) -> Option<f32> {
    let n = r_max as usize + 8;
    let rays = DIRECTIONS / COARSE;
    // How many of the radii below one bear ink, by direction: what lies between two of them is a difference.
    let mut below = vec![0u16; rays * (n + 1)];
    for (k, below) in below.chunks_exact_mut(n + 1).enumerate() {
        let (s, c) = direction(k * COARSE).sin_cos();
        let mut count = 0;
        for (r, v) in below.iter_mut().enumerate() {
            *v = count;
            let (x, y) = ((cx + c * r as f32) as i32, (cy + s * r as f32) as i32);
            count += u16::from(plane.get(x, y) >= least);
        }
    }
    let mut best = (0, 0usize, 0);
    for r in (r_min as usize..r_max as usize).step_by(COARSE) {
        // Slack for perspective and unround stamps.
        let slack = 1 + r * 4 / 100;
        let (lo, hi) = (r.saturating_sub(slack), r + slack);
        let gap = (r * 12 / 100).max(3);
        let (from, to) = ((hi + 2).min(n), (hi + gap + 1).min(n));
        let (mut covered, mut clear) = (0, 0);
        for ray in below.chunks_exact(n + 1) {
            if ray[(hi + 1).min(n)] > ray[lo] {
                covered += 1;
                clear += i32::from(ray[to] == ray[from]);
            }
        }
        // Coverage weighs, clear ground decides between the inner and the outer edge of text and ring.
        if covered + clear > best.0 {
            best = (covered + clear, r, clear);
        }
    }
    let (score, r, clear) = best;
    (score * 10 >= 8 * rays as i32 && clear * 4 >= rays as i32).then_some(r as f32)
}

/// Shares of the ellipse's reach between which its outline is looked for, and their number.
const AROUND: f32 = 0.84;
const STEP: f32 = 0.01;
const STEPS: usize = 33;

/// Where ink ends outward in each direction, as a share of the ellipse's reach, and by how much ink it ends there: the path
/// around the turn that collects the most of it and moves by no more than a step from one direction to the next.
fn outline(plane: &InkPlane, ellipse: &Ellipse) -> Vec<(f32, f32, (f32, f32))> {
    let share = |j: usize| AROUND + STEP * j as f32;
    // Steps within and beyond the edge: a cell of the plane, or two hundredths of the reach where that is more.
    let cell = ((1.0 / ellipse.radius()).max(0.02) / STEP).round() as usize;
    let (before, beyond) = (2 * cell, (2 * cell).max(8));
    let edge: Vec<[f32; STEPS]> = (0..DIRECTIONS)
        .map(|k| {
            let ink: Vec<f32> = (0..STEPS + before + beyond)
                .map(|i| {
                    let (x, y) = ellipse.at(direction(k), AROUND + STEP * (i as f32 - before as f32));
                    plane.between(x, y)
                })
                .collect();
            let at = |i: usize| ink.get(i).copied().unwrap_or(0.0);
            std::array::from_fn(|j| {
                let i = j + before;
                let inner = at(i - cell / 2).max(at(i - cell)).max(at(i - cell * 3 / 2));
                let outer = at(i + cell).max(at(i + 2 * cell)).max(at(i + beyond));
                (inner - outer).max(0.0)
            })
        })
        .collect();
    // Twice around: the second turn begins where the first ended.
    let mut sums = vec![[0f32; STEPS]; 2 * DIRECTIONS];
    let mut from = vec![[0usize; STEPS]; 2 * DIRECTIONS];
    for i in 0..2 * DIRECTIONS {
        let before = if i == 0 { [0.0; STEPS] } else { sums[i - 1] };
        for j in 0..STEPS {
            let near = j.saturating_sub(1)..(j + 2).min(STEPS);
            let best = near.max_by(|a, b| before[*a].total_cmp(&before[*b])).unwrap_or(j);
            from[i][j] = best;
            sums[i][j] = before[best] + edge[i % DIRECTIONS][j];
        }
    }
    let last = sums[2 * DIRECTIONS - 1];
    let mut j = (0..STEPS).max_by(|a, b| last[*a].total_cmp(&last[*b])).unwrap_or(0);
    let mut out = Vec::with_capacity(DIRECTIONS);
    for i in (DIRECTIONS..2 * DIRECTIONS).rev() {
        let k = i - DIRECTIONS;
        out.push((share(j), edge[k][j], ellipse.at(direction(k), share(j))));
        j = from[i][j];
    }
    out.reverse();
    out
}

/// Least ratio of the half axes: a seal seen at 45 degrees.
const FLATTEST: f32 = 0.7;

/// The ellipse through an outline, what lies off it left out; a circle of the same middle where too little is seen.
fn fitted(outline: &[(f32, f32, (f32, f32))], least: f32, around: &Ellipse) -> Option<Ellipse> {
    let mut points: Vec<(f32, f32)> = outline.iter().filter(|o| o.1 >= least / 2.0).map(|o| o.2).collect();
    if points.len() * 2 < DIRECTIONS {
        return None;
    }
    let mut found = None;
    for off in [0.06f32, 0.03] {
        let e = Ellipse::through(&points)?;
        let r = e.radius();
        if e.a.min(e.b) < FLATTEST * e.a.max(e.b) || !(0.8..1.25).contains(&(r / around.radius())) {
            return None;
        }
        points = outline
            .iter()
            .filter(|o| o.1 >= least / 2.0 && (e.reach(o.2.0, o.2.1) - 1.0).abs() < off)
            .map(|o| o.2)
            .collect();
        found = Some(e);
    }
    found
}

/// Share of its directions in which a ring's outer edge runs along it, from which it is one: 161 rings of 170 public licences have
/// as much. Under it lie worn and half printed ones (0.74 to 0.77) among red digits, box stamps and foil (0.7 to 0.82).
const SURE: f32 = 0.83;
/// ... and where it is round, as seen from not too far aslant, and a star stands in its middle: its inner part, as a share of the
/// reach, is of ink in so many places.
const WORN: f32 = 0.7;
const WORN_SEEN: f32 = 0.73;
const ROUND: f32 = 0.85;
const STAR: f32 = 0.2;
const STARRED: f32 = 0.5;

/// Share of the places within a share of the reach that bear ink.
fn share_within(rays: &[[f32; RAY]], limit: f32, reach: f32) -> f32 {
    let cells = rays.iter().flat_map(|r| r.iter().take((reach / RAY_STEP) as usize + 1));
    let (all, inked) = cells.fold((0, 0), |(all, inked), v| (all + 1, inked + i32::from(*v >= limit)));
    inked as f32 / all.max(1) as f32
}

/// Samples of a ray, as shares of the ellipse's reach.
const RAY: usize = 68;
const RAY_STEP: f32 = 0.02;

/// What lies in, on and beyond an ellipse, if that is what a seal's ring has.
pub fn judged(plane: &InkPlane, least: i32, e: &Ellipse) -> Option<Ring> {
    let n = DIRECTIONS as f32;
    let rays: Vec<Option<[f32; RAY]>> = (0..DIRECTIONS)
        .map(|k| {
            let (x, y) = e.at(direction(k), 1.0);
            plane.holds(x as i32, y as i32).then(|| {
                std::array::from_fn(|i| {
                    let (x, y) = e.at(direction(k), i as f32 * RAY_STEP);
                    plane.between(x, y)
                })
            })
        })
        .collect();
    let rays: Vec<[f32; RAY]> = rays.into_iter().flatten().collect();
    let present = rays.len() as f32;
    if present < 0.35 * n {
        return None;
    }
    let index = |t: f32| (t / RAY_STEP).round() as usize;
    let cell = (1.0 / e.radius()).max(RAY_STEP);
    let most = |ray: &[f32; RAY], from: f32, to: f32| {
        let slice = ray.get(index(from)..=index(to).min(RAY - 1)).unwrap_or_default();
        slice.iter().copied().fold(0f32, f32::max)
    };
    let on_ring: Vec<f32> = rays.iter().map(|r| most(r, 0.98 - 2.0 * cell, 1.0)).collect();
    let mut sorted = on_ring.clone();
    sorted.sort_by(f32::total_cmp);
    let typical = sorted.get(sorted.len() / 2).copied().unwrap_or(0.0);
    // Strong ink has strong noise about it: what is a third of the ring's own is ground.
    let limit = (least as f32).max(0.35 * typical);
    let covered = on_ring.iter().filter(|v| **v >= limit).count() as f32;
    let (from, to) = (1.0 + 1.5 * cell, (1.0 + 1.5 * cell + 0.1).min(1.34));
    let beyond = |ray: &[f32; RAY]| {
        let slice = ray.get(index(from)..=index(to)).unwrap_or_default();
        slice.iter().filter(|v| **v >= limit).count() * 3 <= slice.len()
    };
    let clear = rays
        .iter()
        .zip(&on_ring)
        .filter(|(r, v)| **v >= limit && beyond(r))
        .count() as f32;
    let along = rays
        .iter()
        .zip(&on_ring)
        .filter(|(r, v)| {
            let out = r.get(index(1.0 + 1.5 * cell)).copied().unwrap_or(0.0);
            **v >= limit && **v - out >= 0.4 * **v
        })
        .count() as f32;
    let share = |t: f32| {
        rays.iter()
            .filter(|r| r.get(index(t)).is_some_and(|v| *v >= limit))
            .count() as f32
            / present
    };
    let inside: Vec<f32> = (15..46).map(|i| share(i as f32 * RAY_STEP)).collect();
    let fill = inside.iter().sum::<f32>() / inside.len() as f32;
    let emptiest = (18..48).map(|i| share(i as f32 * RAY_STEP)).fold(1f32, f32::min);
    // Ground without ink just beyond the ring: none around the devices inside a filled emblem or on a red desk. Two
    // overlapping seals take a quarter of each other's directions.
    if clear < 0.62 * covered || fill > 0.7 || emptiest > 0.35 {
        return None;
    }
    if body(plane, e) >= BODY {
        return None;
    }
    // Half a seal out of the page still shows its ring through nearly all directions that are left.
    let needed = if present > 0.9 * n { 0.62 } else { 0.8 };
    let ring = Ring {
        ellipse: *e,
        seen: covered / present,
        along: along / present,
        ink: typical,
    };
    let shape = e.a.min(e.b) / e.a.max(e.b);
    let star = || share_within(&rays, limit, STAR) >= STARRED;
    (ring.seen >= needed
        && (ring.along >= SURE || ring.along >= WORN && ring.seen >= WORN_SEEN && shape >= ROUND && star()))
    .then_some(ring)
}

/// Median colour within a ring from which it holds no paper: 161 sure rings of public licences have 126 at most; of the 29 rings
/// over 200, national emblems printed in full, 28 have 386 and more.
const BODY: i32 = 200;

/// The median colour within a ring, star and rim left out.
fn body(plane: &InkPlane, e: &Ellipse) -> i32 {
    let mut found: Vec<i32> = (0..DIRECTIONS)
        .step_by(3)
        .flat_map(|k| (7..18).map(move |i| (direction(k), i as f32 * 0.05)))
        .map(|(turn, t)| e.at(turn, t))
        .map(|(x, y)| plane.colour(x as i32, y as i32))
        .collect();
    let middle = found.len() / 2;
    *found.select_nth_unstable(middle).1
}
