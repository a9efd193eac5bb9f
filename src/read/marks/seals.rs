//! Seals: round and oval stamps in red ink, found by their ring.
//!
//! A ring is what every company seal has and what red print, portraits and filled emblems lack. Edges of the red-ink
//! plane vote for centres along their gradient (Hough transform for circles); a centre stands where a thin line of red
//! runs around it through most of the directions that lie on the page. Ovals are red groups whose outermost ink lies
//! on the ellipse of their box.

use crate::geometry::PixelBox;
use crate::measure::small::{histogram, quantile};
use crate::pixels::{Rgb, luma};

/// A seal found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Seal {
    /// The box around its ring, page pixels; it may leave the page.
    pub area: PixelBox,
    /// Share of the directions around the centre in which the ring was seen, 0 to 1.
    pub confidence: f64,
    /// Mean ink colour along the ring.
    pub ink: [u8; 3],
}

/// Longest side of the plane that is searched. A 40 mm seal on an A4 page is then 120 pixels wide.
const WORK_SIDE: u32 = 900;
/// Red over green (and half of red over blue), paper taken off, from which a pixel counts as red ink. Printing noise and
/// JPEG chroma stay under 15 after averaging; a seal copied at half its contrast is near 90.
const INK: i32 = 30;
/// Directions looked at around a centre.
const DIRECTIONS: usize = 120;

/// Red ink over the paper's tint for one pixel: the smaller of red over green and twice red over blue; 0 for gold,
/// skin and wood, whose red lies much further over their blue than over their green.
pub fn redness(p: [u8; 3], paper: [i32; 2]) -> i32 {
    let (r, g, b) = (p[0] as i32, p[1] as i32, p[2] as i32);
    let over_green = r - g - paper[0];
    let over_blue = r - b - paper[1];
    if over_green <= 0 || over_blue <= 0 || over_green * 10 < over_blue * 7 {
        return 0;
    }
    over_green.min(2 * over_blue)
}

/// The paper's tint: medians of red over green and red over blue among the brighter half of the pixels.
pub fn paper_tint(page: &Rgb) -> [i32; 2] {
    let raw = page.as_raw();
    let step = 3 * (raw.len() / 3 / 40_000).max(1);
    let at = |i: usize| (raw.get(i), raw.get(i + 1), raw.get(i + 2));
    let samples = || {
        (0..raw.len()).step_by(step).filter_map(|i| match at(i) {
            (Some(r), Some(g), Some(b)) => Some((*r, *g, *b)),
            _ => None,
        })
    };
    let lumas = histogram(samples().map(|(r, g, b)| luma(r, g, b)));
    let count: u32 = lumas.iter().sum();
    let mut half = 0u8;
    let mut seen = 0;
    for (v, n) in lumas.iter().enumerate() {
        seen += n;
        if seen * 2 >= count {
            half = v as u8;
            break;
        }
    }
    let (mut rg, mut rb) = (Vec::new(), Vec::new());
    for (r, g, b) in samples() {
        if luma(r, g, b) >= half {
            rg.push(r as i32 - g as i32);
            rb.push(r as i32 - b as i32);
        }
    }
    [median(&mut rg).clamp(-40, 40), median(&mut rb).clamp(-40, 40)]
}

fn median(v: &mut [i32]) -> i32 {
    v.sort_unstable();
    v.get(v.len() / 2).copied().unwrap_or(0)
}

/// A plane of ink, averaged down by a whole factor.
#[derive(Debug)]
struct InkPlane {
    w: i32,
    h: i32,
    factor: i32,
    v: Vec<i32>,
}

impl InkPlane {
    /// `ink` tells how much of it a pixel bears.
    fn of(page: &Rgb, ink: impl Fn([u8; 3]) -> i32) -> Self {
        let factor = page.width().max(page.height()).div_ceil(WORK_SIDE).max(1);
        let (w, h) = (page.width() / factor, page.height() / factor);
        let raw = page.as_raw();
        let stride = page.width() as usize * 3;
        let f = factor as usize;
        let mut v = vec![0i32; w as usize * h as usize];
        for (y, row) in v.chunks_exact_mut((w as usize).max(1)).enumerate() {
            for dy in 0..f {
                let Some(line) = raw.get((y * f + dy) * stride..(y * f + dy + 1) * stride) else {
                    continue;
                };
                for (cell, block) in row.iter_mut().zip(line.chunks_exact(3 * f)) {
                    for p in block.chunks_exact(3) {
                        *cell += ink([p[0], p[1], p[2]]);
                    }
                }
            }
            for cell in row.iter_mut() {
                *cell /= (f * f) as i32;
            }
        }
        Self {
            w: w as i32,
            h: h as i32,
            factor: factor as i32,
            v,
        }
    }
    fn get(&self, x: i32, y: i32) -> i32 {
        if x < 0 || y < 0 || x >= self.w || y >= self.h {
            return 0;
        }
        self.v.get((y * self.w + x) as usize).copied().unwrap_or(0)
    }
    fn holds(&self, x: i32, y: i32) -> bool {
        x >= 0 && y >= 0 && x < self.w && y < self.h
    }
}

/// A circle in the working plane.
#[derive(Debug, Clone, Copy)]
struct Circle {
    x: f32,
    y: f32,
    r: f32,
    /// Share of all directions with ink on the ring.
    seen: f32,
    /// Half width and half height of the ring.
    half: (f32, f32),
}

/// Every seal on the page, the best first seen first removed; ordered by place (top to bottom, left to right).
pub fn find(page: &Rgb) -> Vec<Seal> {
    let paper = paper_tint(page);
    in_plane(page, &InkPlane::of(page, |p| redness(p, paper)))
}

/// Levels darker than its ground from which a pixel bears ink of any colour.
const DARK: u8 = 40;
/// Share of a line's ink that is red where it is a seal's own; black print that a seal crosses keeps more than half for itself.
const RED: f64 = 0.85;

/// Whether what a box holds is printed in red ink alone, on paper of this tint: words of a seal's ring that were found as a line of
/// the page.
pub fn is_print_of_a_seal(page: &Rgb, area: PixelBox, paper: [i32; 2]) -> bool {
    let Some(part) = crate::pixels::crop(page, area) else {
        return false;
    };
    let levels = histogram(part.pixels().map(|p| luma(p[0], p[1], p[2])));
    let limit = quantile(&levels, 0.8).saturating_sub(DARK);
    let inked = part.pixels().filter(|p| luma(p[0], p[1], p[2]) < limit);
    let (all, red) = inked.fold((0u32, 0u32), |(all, red), p| {
        (all + 1, red + u32::from(redness(p.0, paper) >= INK))
    });
    all > 0 && f64::from(red) >= RED * f64::from(all)
}

/// Luma (levels) that red ink has left in a grey copy, at least; print is darker.
const COPIED_FROM: u8 = 55;
/// ... and by how many levels it is darker than the paper, at least; guilloche is lighter.
const COPIED_UNDER_PAPER: u8 = 45;

/// Seals that were copied in grey with their paper: rings in the middle tones that red ink becomes, between print and paper.
pub fn copied(page: &Rgb) -> Vec<Seal> {
    let taken = page.as_raw().chunks_exact(3).step_by(7);
    let paper = quantile(&histogram(taken.map(|p| luma(p[0], p[1], p[2]))), 0.6);
    let tones = COPIED_FROM..paper.saturating_sub(COPIED_UNDER_PAPER);
    let ink = |p: [u8; 3]| {
        if tones.contains(&luma(p[0], p[1], p[2])) {
            2 * INK
        } else {
            0
        }
    };
    in_plane(page, &InkPlane::of(page, ink))
}

fn in_plane(page: &Rgb, plane: &InkPlane) -> Vec<Seal> {
    if plane.w < 24 || plane.h < 24 {
        return Vec::new();
    }
    let mut circles = rings(plane);
    circles.extend(ovals(plane, &circles));
    let f = plane.factor as f32;
    let mut seals: Vec<Seal> = circles
        .iter()
        .map(|c| Seal {
            area: PixelBox::from_edges(
                ((c.x - c.half.0) * f).round() as i32,
                ((c.y - c.half.1) * f).round() as i32,
                ((c.x + c.half.0 + 1.0) * f).round() as i32,
                ((c.y + c.half.1 + 1.0) * f).round() as i32,
            ),
            confidence: f64::from(c.seen * 100.0).round() / 100.0,
            ink: ring_colour(page, c, f),
        })
        .collect();
    seals.sort_by_key(|s| (s.area.y, s.area.x, s.area.w));
    seals
}

fn ring_colour(page: &Rgb, c: &Circle, f: f32) -> [u8; 3] {
    let paper = [0, 0];
    let (mut sum, mut n) = ([0u32; 3], 0u32);
    for k in 0..DIRECTIONS {
        let (s, co) = direction(k).sin_cos();
        let (x, y) = ((c.x + c.half.0 * 0.98 * co) * f, (c.y + c.half.1 * 0.98 * s) * f);
        if x < 0.0 || y < 0.0 || x >= page.width() as f32 || y >= page.height() as f32 {
            continue;
        }
        let p = page.get_pixel(x as u32, y as u32).0;
        if redness(p, paper) >= INK {
            for (t, v) in sum.iter_mut().zip(p) {
                *t += v as u32;
            }
            n += 1;
        }
    }
    sum.map(|v| (v / n.max(1)) as u8)
}

fn direction(k: usize) -> f32 {
    k as f32 * std::f32::consts::TAU / DIRECTIONS as f32
}

/// The nearest whole number, for coordinates: `f32::round` is a call where the processor's instruction may not be assumed.
fn nearest(v: f32) -> i32 {
    const AHEAD: i32 = 1 << 14;
    (v + (AHEAD as f32 + 0.5)) as i32 - AHEAD
}

/// A circle that reaches no further than this many radii of another one's is drawn by that seal's own star and letters.
const WITHIN: f32 = 1.1;

/// Rings by votes along the gradient of the red plane. Strong peaks are tested one by one; a ring that stands takes
/// its neighbourhood of centres away (concentric circles of one seal are one seal).
fn rings(plane: &InkPlane) -> Vec<Circle> {
    let longest = plane.w.max(plane.h);
    // A 40 mm seal on a whole A4 page has 1/15 of the long side as its radius, 1/22 where the sheet fills two thirds of
    // the picture; more than 4/10 of the picture is no seal on a document.
    let (r_min, r_max) = ((longest / 40).max(9), longest * 21 / 100);
    // The centre may lie outside the page by up to half a radius: the grid has a margin. Cells are two pixels wide.
    let margin = r_max / 2;
    let (gw, gh) = (plane.w / 2 + margin + 1, plane.h / 2 + margin + 1);
    let mut votes = vec![0f32; (gw * gh) as usize];
    // A circle has edges in proportion to its radius: each counts for its share of the turn.
    let shares: Vec<f32> = (r_min..=r_max).step_by(2).map(|r| 1.0 / r as f32).collect();
    // Centres along a gradient, in 65536ths of a cell of two pixels.
    let cells = |v: f32| (v * 32768.0) as i32;
    for y in 1..plane.h - 1 {
        for x in 1..plane.w - 1 {
            let gx = plane.get(x + 1, y) - plane.get(x - 1, y);
            let gy = plane.get(x, y + 1) - plane.get(x, y - 1);
            let m2 = gx * gx + gy * gy;
            if m2 < INK * INK || (x + y) % 2 == 1 {
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
    let mut candidates: Vec<Circle> = Vec::new();
    for (_, x, y) in peaks.into_iter().take(60) {
        let (cx, cy) = ((x * 2 + 1 - margin) as f32, (y * 2 + 1 - margin) as f32);
        if let Some(c) = ring_around(plane, cx, cy, r_min as f32, r_max as f32) {
            candidates.push(c);
        }
    }
    candidates.sort_by(|a, b| (b.seen * b.r.sqrt()).total_cmp(&(a.seen * a.r.sqrt())));
    let mut found: Vec<Circle> = Vec::new();
    for c in candidates {
        let apart = found.iter().all(|o| {
            let d = ((c.x - o.x).powi(2) + (c.y - o.y).powi(2)).sqrt();
            d > 0.35 * c.r.max(o.r) && d + c.r > WITHIN * o.r
        });
        if apart {
            found.push(c);
        }
        if found.len() >= 12 {
            break;
        }
    }
    found
}

/// Share of the directions in which a ring's own edge runs along it, of those that bear one, from which it is a ring: rings of
/// seals reach 0.86 and more (1,069 drawn ones), characters of red print that happen to stand around a place 0.2 to 0.7.
const ALONG: f32 = 0.75;
/// Cosine of the angle between an edge's gradient and the radius up to which the edge runs along the ring.
const RADIAL: f32 = 0.8;

/// Share of the directions around a centre, of those in which the line at a ring's radius has an edge, in which that edge runs
/// along the ring.
fn radial(plane: &InkPlane, c: &Circle) -> f32 {
    let slack = 1.0 + c.r * 0.03;
    let (mut along, mut all) = (0f32, 0f32);
    for k in 0..DIRECTIONS {
        let (sin, cos) = direction(k).sin_cos();
        let mut best = (0, 0.0f32);
        let mut q = c.r - slack - 1.0;
        while q <= c.r + slack + 1.0 {
            let (x, y) = (nearest(c.x + cos * q), nearest(c.y + sin * q));
            let gx = plane.get(x + 1, y) - plane.get(x - 1, y);
            let gy = plane.get(x, y + 1) - plane.get(x, y - 1);
            let m2 = gx * gx + gy * gy;
            if m2 > best.0 {
                best = (m2, (gx as f32 * cos + gy as f32 * sin).abs() / (m2 as f32).sqrt());
            }
            q += 1.0;
        }
        if best.0 >= INK * INK {
            all += 1.0;
            along += f32::from(u8::from(best.1 >= RADIAL));
        }
    }
    along / all.max(1.0)
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

/// The ring around a centre, if one stands. The centre is moved a few times to the middle of the ink seen.
fn ring_around(plane: &InkPlane, cx: f32, cy: f32, r_min: f32, r_max: f32) -> Option<Circle> {
    let (mut cx, mut cy) = (cx, cy);
    let mut best: Option<Circle> = None;
    for _ in 0..3 {
        let c = ring_once(plane, cx, cy, r_min, r_max)?;
        let better = best.is_none_or(|b| c.seen >= b.seen);
        let moved = (c.x - cx).abs() + (c.y - cy).abs() > 0.7;
        (cx, cy) = (c.x, c.y);
        if better {
            best = Some(c);
        }
        if !moved {
            break;
        }
    }
    best.filter(|c| c.seen >= 0.5 && radial(plane, c) >= ALONG)
}

fn ring_once(plane: &InkPlane, cx: f32, cy: f32, r_min: f32, r_max: f32) -> Option<Circle> {
    let n = r_max as usize + 8;
    // Ink by direction and radius, as counts up to a radius: how much lies between two of them is a difference.
    let mut upto = vec![0u16; DIRECTIONS * (n + 1)];
    let mut inside = vec![0f32; n];
    for (k, upto) in upto.chunks_exact_mut(n + 1).enumerate() {
        let (s, c) = direction(k).sin_cos();
        let mut count = 0;
        for (r, present) in inside.iter_mut().enumerate().skip(1) {
            let (x, y) = (nearest(cx + c * r as f32), nearest(cy + s * r as f32));
            if plane.holds(x, y) {
                *present += 1.0;
                count += u16::from(plane.get(x, y) >= INK);
            }
            if let Some(v) = upto.get_mut(r + 1) {
                *v = count;
            }
        }
    }
    // How many of the radii `from..=to` show ink in a direction.
    let hits = |k: usize, from: usize, to: usize| {
        let at = |r: usize| upto.get(k * (n + 1) + r.min(n)).copied().unwrap_or(0);
        usize::from(at(to + 1).saturating_sub(at(from)))
    };
    let hit = |k: usize, r: usize| hits(k, r, r) > 0;
    // Coverage by radius, with 3 % slack for perspective and unround stamps.
    let mut best = (0f32, 0usize);
    for r in r_min as usize..r_max as usize {
        let slack = 1 + r * 3 / 100;
        let (lo, hi) = (r - slack.min(r), r + slack);
        let covered = (0..DIRECTIONS).filter(|k| hits(*k, lo, hi) > 0).count() as f32;
        // The ring is the outermost line: clear ground beyond it, in those directions.
        let gap = (r * 12 / 100).max(3);
        let clear = (0..DIRECTIONS)
            .filter(|k| hits(*k, lo, hi) > 0 && hits(*k, hi + 2, hi + gap) == 0)
            .count() as f32;
        // Coverage weighs, clear ground decides between the inner and the outer edge of text and ring.
        let score = covered * 0.5 + clear * 0.5;
        if score > best.0 {
            best = (score, r);
        }
    }
    let r = best.1;
    if r == 0 {
        return None;
    }
    let slack = 1 + r * 3 / 100;
    let (lo, hi) = (r - slack.min(r), r + slack);
    let present = inside.get(r).copied().unwrap_or(0.0);
    if present < 0.35 * DIRECTIONS as f32 {
        return None;
    }
    let covered = (0..DIRECTIONS).filter(|k| hits(*k, lo, hi) > 0).count() as f32;
    // Ground without red just beyond the ring: none around the devices inside a filled emblem or on a red desk. Two
    // overlapping seals take a quarter of each other's directions.
    let gap = (r * 15 / 100).max(3);
    let clear = (0..DIRECTIONS)
        .filter(|k| hits(*k, lo, hi) > 0 && hits(*k, hi + 2, hi + gap) * 3 <= gap)
        .count() as f32;
    if clear < 0.62 * covered {
        return None;
    }
    // A thin line: the white ground just inside the ring or between star and letters shows. A filled disc has none.
    let (mut ink, mut all) = (0f32, 0f32);
    for q in r * 30 / 100..r * 93 / 100 {
        all += inside.get(q).copied().unwrap_or(0.0);
        ink += (0..DIRECTIONS).filter(|k| hit(*k, q)).count() as f32;
    }
    let fill = ink / all.max(1.0);
    // The least inked radius between star and ring.
    let emptiest = (r * 35 / 100..r * 96 / 100)
        .map(|q| (0..DIRECTIONS).filter(|k| hit(*k, q)).count() as f32 / inside.get(q).copied().unwrap_or(1.0).max(1.0))
        .fold(1.0f32, f32::min);
    if fill > 0.6 || emptiest > 0.35 {
        return None;
    }
    let seen_here = covered / present;
    // Half a seal out of the page still shows its ring through nearly all directions that are left.
    let needed = if present > 0.9 * DIRECTIONS as f32 { 0.62 } else { 0.8 };
    if seen_here < needed {
        return None;
    }
    // Where the outer edge lies, by direction: moves the centre and tells the half axes.
    let mut edge: Vec<(f32, f32)> = Vec::new();
    for k in 0..DIRECTIONS {
        if let Some(q) = (lo..=hi + 1).rev().find(|q| hit(k, *q)) {
            let (s, c) = direction(k).sin_cos();
            edge.push((cx + c * q as f32, cy + s * q as f32));
        }
    }
    let circle = fit(&edge)?;
    if (circle.2 - r as f32).abs() > 0.15 * r as f32 {
        return None;
    }
    Some(Circle {
        x: circle.0,
        y: circle.1,
        r: circle.2,
        seen: seen_here,
        half: (circle.2, circle.2),
    })
}

/// Least-squares circle through points (Kåsa): solves `x² + y² = 2ax + 2by + c`.
fn fit(points: &[(f32, f32)]) -> Option<(f32, f32, f32)> {
    if points.len() < 8 {
        return None;
    }
    let n = points.len() as f64;
    let (mx, my) = points.iter().fold((0f64, 0f64), |a, p| {
        (a.0 + f64::from(p.0) / n, a.1 + f64::from(p.1) / n)
    });
    let (mut uu, mut uv, mut vv, mut uuu, mut vvv, mut uvv, mut vuu) = (0f64, 0f64, 0f64, 0f64, 0f64, 0f64, 0f64);
    for p in points {
        let (u, v) = (f64::from(p.0) - mx, f64::from(p.1) - my);
        uu += u * u;
        uv += u * v;
        vv += v * v;
        uuu += u * u * u;
        vvv += v * v * v;
        uvv += u * v * v;
        vuu += v * u * u;
    }
    let det = uu * vv - uv * uv;
    if det.abs() < 1e-6 {
        return None;
    }
    let (p, q) = (f64::midpoint(uuu, uvv), f64::midpoint(vvv, vuu));
    let (a, b) = ((p * vv - q * uv) / det, (q * uu - p * uv) / det);
    let r = (a * a + b * b + (uu + vv) / n).sqrt();
    Some(((a + mx) as f32, (b + my) as f32, r as f32))
}

/// Ovals: red groups apart from the rings whose outermost ink lies on the ellipse inscribed in their box.
fn ovals(plane: &InkPlane, rings: &[Circle]) -> Vec<Circle> {
    let mut out = Vec::new();
    for b in groups(plane) {
        let (w, h) = (b.w as f32, b.h as f32);
        let longest = plane.w.max(plane.h) as f32;
        let aspect = w.max(h) / w.min(h).max(1.0);
        if w.min(h) < longest / 40.0 || w.max(h) > longest * 0.6 || !(1.12..=2.2).contains(&aspect) {
            continue;
        }
        let (cx, cy) = (b.x as f32 + (w - 1.0) / 2.0, b.y as f32 + (h - 1.0) / 2.0);
        if rings.iter().any(|c| (c.x - cx).abs() < c.r && (c.y - cy).abs() < c.r) {
            continue;
        }
        let (mut on_edge, mut clear) = (0f32, 0f32);
        for k in 0..DIRECTIONS {
            let (s, c) = direction(k).sin_cos();
            let at = |t: f32| {
                plane.get(
                    (cx + c * w / 2.0 * t).round() as i32,
                    (cy + s * h / 2.0 * t).round() as i32,
                ) >= INK
            };
            on_edge += f32::from(u8::from((0..8).any(|i| at(0.90 + 0.016 * i as f32))));
            let inner = (0..20).filter(|i| at(0.30 + 0.03 * *i as f32)).count() as f32;
            clear += inner / 20.0;
        }
        let (seen, fill) = (on_edge / DIRECTIONS as f32, clear / DIRECTIONS as f32);
        if seen >= 0.75 && fill < 0.55 {
            out.push(Circle {
                x: cx,
                y: cy,
                r: w.max(h) / 2.0,
                seen,
                half: (w / 2.0, h / 2.0),
            });
        }
    }
    out
}

/// Boxes of connected red ink (8-neighbours), larger ones only.
fn groups(plane: &InkPlane) -> Vec<PixelBox> {
    let mut seen = vec![false; plane.v.len()];
    let mut out = Vec::new();
    let mut stack = Vec::new();
    for start in 0..plane.v.len() {
        if seen.get(start).copied().unwrap_or(true) || plane.v.get(start).copied().unwrap_or(0) < INK {
            continue;
        }
        let (mut x0, mut y0, mut x1, mut y1) = (i32::MAX, i32::MAX, 0, 0);
        stack.push(start);
        if let Some(s) = seen.get_mut(start) {
            *s = true;
        }
        while let Some(i) = stack.pop() {
            let (x, y) = (i as i32 % plane.w, i as i32 / plane.w);
            (x0, y0, x1, y1) = (x0.min(x), y0.min(y), x1.max(x), y1.max(y));
            for dy in -1..=1 {
                for dx in -1..=1 {
                    let (nx, ny) = (x + dx, y + dy);
                    let j = (ny * plane.w + nx) as usize;
                    if plane.get(nx, ny) >= INK
                        && let Some(s) = seen.get_mut(j)
                        && !*s
                    {
                        *s = true;
                        stack.push(j);
                    }
                }
            }
        }
        if x1 - x0 > 12 && y1 - y0 > 12 {
            out.push(PixelBox::from_edges(x0, y0, x1 + 1, y1 + 1));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paint(seals: &[(f32, f32, f32)], filled: bool) -> Rgb {
        Rgb::from_fn(600, 800, |x, y| {
            for (cx, cy, r) in seals {
                let d = ((x as f32 - cx).powi(2) + (y as f32 - cy).powi(2)).sqrt();
                if (filled && d < *r) || (d < *r && d > r * 0.93) || d < r * 0.2 {
                    return image::Rgb([214, 60, 66]);
                }
            }
            image::Rgb([250, 250, 246])
        })
    }

    #[test]
    fn words_of_a_ring_are_told_from_print_that_a_seal_crosses() {
        let mut page = Rgb::from_pixel(400, 300, image::Rgb([240, 238, 230]));
        let mut bars = |x: std::ops::Range<u32>, y: std::ops::Range<u32>, ink: [u8; 3]| {
            for (x, y) in x
                .step_by(8)
                .flat_map(|x| y.clone().flat_map(move |y| [(x, y), (x + 1, y), (x + 2, y)]))
            {
                page.put_pixel(x, y, image::Rgb(ink));
            }
        };
        bars(100..200, 50..80, [200, 40, 45]);
        bars(100..200, 150..180, [40, 38, 36]);
        bars(104..144, 140..190, [200, 40, 45]);
        let paper = paper_tint(&page);
        let area = |y| PixelBox {
            x: 90,
            y,
            w: 130,
            h: 50,
        };
        assert!(is_print_of_a_seal(&page, area(40), paper));
        assert!(!is_print_of_a_seal(&page, area(140), paper));
        assert!(!is_print_of_a_seal(&page, area(220), paper));
    }

    #[test]
    fn touching_seals_are_two_and_a_disc_is_none() {
        let found = find(&paint(&[(200.0, 300.0, 70.0), (320.0, 330.0, 60.0)], false));
        assert_eq!(found.len(), 2, "{found:?}");
        let truth = PixelBox {
            x: 130,
            y: 230,
            w: 140,
            h: 140,
        };
        assert!(found.iter().any(|s| s.area.iou(truth) > 0.85), "{found:?}");
        assert!(find(&paint(&[(200.0, 300.0, 70.0)], true)).is_empty());
    }

    #[test]
    fn a_ring_within_a_seal_is_no_seal_of_its_own() {
        let found = find(&paint(&[(300.0, 400.0, 140.0), (352.0, 348.0, 79.0)], false));
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].area.w > 260);
    }

    #[test]
    fn rows_of_red_print_draw_no_ring() {
        // Three labels one above the other, as wide as they are high together.
        let rows = Rgb::from_fn(600, 800, |x, y| {
            let inside = (230..370).contains(&x) && (330..470).contains(&y) && y % 54 < 32;
            let stroke = x % 23 < 5 || y % 54 % 13 < 4;
            image::Rgb(if inside && stroke {
                [170, 60, 50]
            } else {
                [250, 250, 246]
            })
        });
        let along = |page: &Rgb| {
            let plane = InkPlane::of(page, |p| redness(p, [0, 0]));
            let (r, half) = (70.0, (70.0, 70.0));
            let (x, y, seen) = (300.0, 400.0, 1.0);
            radial(&plane, &Circle { x, y, r, seen, half })
        };
        assert!(along(&rows) < ALONG, "{}", along(&rows));
        assert!(along(&paint(&[(300.0, 400.0, 70.0)], false)) > 0.95);
    }

    #[test]
    fn a_seal_copied_in_grey_is_found_among_print_and_guilloche() {
        let red = paint(&[(300.0, 500.0, 80.0)], false);
        let grey = Rgb::from_fn(600, 800, |x, y| {
            let p = red.get_pixel(x, y).0;
            let print = y % 40 < 12 && (x / 7) % 3 == 0 && (60..540).contains(&x);
            let pale = (x + 2 * y) % 50 < 2;
            image::Rgb(
                [if print {
                    25
                } else {
                    luma(p[0], p[1], p[2]).saturating_sub(if pale { 25 } else { 0 })
                }; 3],
            )
        });
        assert!(find(&grey).is_empty());
        let found = copied(&grey);
        let truth = PixelBox {
            x: 220,
            y: 420,
            w: 160,
            h: 160,
        };
        assert!(found.len() == 1 && found[0].area.iou(truth) > 0.85, "{found:?}");
    }

    #[test]
    fn a_seal_partly_off_the_page_is_found() {
        let found = find(&paint(&[(575.0, 400.0, 70.0)], false));
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].area.right() > 600);
    }
}
