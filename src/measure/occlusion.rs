//! Things lying over the document. Where something crosses the document's edge, the edge is not seen: the same tone
//! lies on both sides of the edge line, and it is neither the document's ground nor the desk. From such a gap the thing is followed inwards by its tone. Print and portrait do not cross the edge; shadows and desk do
//! not come inside.

use super::Spot;
use super::paper::{apart, grounds};
use super::small::{Small, blobs, median, shrunk};
use crate::geometry::{Point, Quad};

/// Positions looked at along a side.
const STEPS: usize = 96;

/// Things over the document: boxes in page pixels, strength = share of the document they hide.
pub fn measure(small: &Small, quad: &Quad) -> Vec<Spot> {
    let inside = small.inside(Some(quad), 0.0);
    let document = inside.iter().filter(|i| **i).count().max(1);
    let least = quad.width().min(quad.height());
    let depth = (least * 0.03).max(3.0);
    let mut spots = Vec::new();
    for side in 0..4 {
        let (a, b) = (quad.0[side], quad.0[(side + 1) % 4]);
        let (ground, Some(desk)) = grounds(small, quad, side, depth) else {
            continue;
        };
        for (from, to) in gaps(small, a, b, ground, desk, depth) {
            if let Some(spot) = follow(small, quad, &inside, (a, b), (from, to), ground, depth, document) {
                spots.push(spot);
            }
        }
    }
    spots
}

fn tone(p: [u8; 3]) -> [f32; 3] {
    let [r, g, b] = p.map(f32::from);
    [0.299 * r + 0.587 * g + 0.114 * b, r - g, b - g]
}

/// A mean over a few blocks around a place.
fn around(small: &Small, x: f32, y: f32) -> [f32; 3] {
    let mut sum = [0f32; 3];
    for dy in -1..=1 {
        for dx in -1..=1 {
            let t = tone(small.at(x + dx as f32, y + dy as f32));
            for (s, v) in sum.iter_mut().zip(t) {
                *s += v / 9.0;
            }
        }
    }
    sum
}

/// Steps that something slanting across the edge may move between its inside and its outside.
const SLANT: usize = 3;

/// Runs along a side (shares of its length) where the same tone lies inside and outside the edge, unlike the document's
/// ground and unlike the desk. Where the outline lies too far out, both are desk, and nothing is found. Cards on ten desks
/// gave no run; fingers, clips and pens gave one each, but for a black pen on a black desk.
fn gaps(small: &Small, a: Point, b: Point, ground: [f32; 3], desk: [f32; 3], depth: f32) -> Vec<(f32, f32)> {
    let len = a.distance(b).max(1.0);
    let (dx, dy) = ((b.x - a.x) / len, (b.y - a.y) / len);
    let along = |inwards: f32| -> Vec<Option<[f32; 3]>> {
        (0..STEPS)
            .map(|k| {
                let t = (k as f32 + 0.5) / STEPS as f32 * len;
                let (x, y) = (a.x + dx * t - dy * inwards, a.y + dy * t + dx * inwards);
                small.holds(x, y).then(|| around(small, x, y))
            })
            .collect()
    };
    let (inner, outer) = (along(depth), along(-depth));
    let open: Vec<bool> = inner
        .iter()
        .enumerate()
        .map(|(k, inner)| {
            let Some(inner) = inner.filter(|t| apart(*t, ground) > 18.0) else {
                return false;
            };
            let near = outer
                .get(k.saturating_sub(SLANT)..(k + SLANT + 1).min(STEPS))
                .unwrap_or_default();
            near.iter()
                .flatten()
                .any(|o| apart(inner, *o) < 18.0 && apart(*o, desk) > 22.0)
        })
        .collect();
    let mut runs = Vec::new();
    let mut start = None;
    for k in 0..=STEPS {
        match (open.get(k) == Some(&true), start) {
            (true, None) => start = Some(k),
            (false, Some(s)) => {
                let share = (k - s) as f32 / STEPS as f32;
                // A pen is a thirtieth of a card's side, a thumb's tip a seventh; more than two thirds is the document's
                // own band.
                if (0.02..0.66).contains(&share) && abrupt(&inner, s, k) {
                    runs.push((s as f32 / STEPS as f32, k as f32 / STEPS as f32));
                }
                start = None;
            }
            _ => {}
        }
    }
    runs
}

/// A thing ends abruptly; light that falls off towards a corner does not. Ends at the document's corners are not asked.
fn abrupt(inner: &[Option<[f32; 3]>], from: usize, to: usize) -> bool {
    let tone = |k: usize| inner.get(k).copied().flatten();
    let jump = |out: Option<usize>, own: usize| match (out.and_then(tone), tone(own)) {
        (Some(a), Some(b)) => apart(a, b) > 8.0,
        _ => true,
    };
    jump(from.checked_sub(3), (from + 1).min(to - 1)) && jump(Some(to + 2), to.saturating_sub(2).max(from))
}

/// Follows the thing at a gap into the document.
#[allow(clippy::too_many_arguments, reason = "one step of one search, split for reading")]
fn follow(
    small: &Small,
    quad: &Quad,
    inside: &[bool],
    (a, b): (Point, Point),
    (from, to): (f32, f32),
    ground: [f32; 3],
    depth: f32,
    document: usize,
) -> Option<Spot> {
    let len = a.distance(b).max(1.0);
    let (nx, ny) = (-(b.y - a.y) / len, (b.x - a.x) / len);
    let seed = |s: f32, o: f32| {
        let t = from + (to - from) * s;
        (a.x + (b.x - a.x) * t + nx * o, a.y + (b.y - a.y) * t + ny * o)
    };
    let mut tones = Vec::new();
    for k in 0..24 {
        let (x, y) = seed((k as f32 + 0.5) / 24.0, depth);
        tones.push(tone(small.at(x, y)));
    }
    let thing: [f32; 3] = [0, 1, 2].map(|c| median(&mut tones.iter().map(|t| t[c]).collect::<Vec<f32>>()));
    let tolerance = (0.55 * apart(thing, ground)).clamp(10.0, 40.0);
    let mask: Vec<bool> = small
        .rgb
        .iter()
        .zip(inside)
        .map(|(&p, &i)| i && apart(tone(p), thing) < tolerance)
        .collect();
    let (labels, found) = blobs(&mask, small.w);
    let blob = (0..24).find_map(|k| {
        let (x, y) = seed((k as f32 + 0.5) / 24.0, depth);
        let l = labels
            .get(y.max(0.0) as usize * small.w + x.max(0.0) as usize)
            .copied()
            .unwrap_or(0);
        let blob = found.get((l as usize).checked_sub(1)?)?;
        (blob.area > 40).then_some(*blob)
    })?;
    let share = blob.area as f64 / document as f64;
    // Deep enough to be over the document, not a worn edge or a frame line: a clip reaches in by a twelfth.
    let core = small.inside(Some(&shrunk(quad, 0.1)), 0.0);
    let deep = labels
        .iter()
        .zip(&core)
        .filter(|(l, c)| **l == blob.label && **c)
        .count();
    // A pen lies aslant and fills little of its box.
    let solid = blob.area as f64 / blob.bounds.area().max(1) as f64;
    ((0.004..0.6).contains(&share) && deep > 20 && solid > 0.1).then(|| Spot {
        area: small.box_to_page(blob.bounds),
        strength: share,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::paper;
    use crate::pixels::Rgb;

    fn card(thumb: bool) -> Rgb {
        Rgb::from_fn(900, 650, |x, y| {
            let over = (390..500).contains(&x) && y > 430;
            let on = (120..780).contains(&x) && (120..536).contains(&y);
            let print = y % 36 < 12 && x % 14 < 9 && (160..700).contains(&x) && (150..500).contains(&y);
            image::Rgb(match (thumb && over, on, print) {
                (true, ..) => [206, 158, 130],
                (_, true, true) => [40, 40, 44],
                (_, true, false) => [236, 236, 242],
                _ => [80, 84, 90],
            })
        })
    }

    #[test]
    fn a_thumb_over_the_lower_edge_is_boxed_and_print_is_not() {
        for thumb in [false, true] {
            let small = Small::of(&card(thumb));
            let quad = paper::find(&small).quad.expect("a card is there");
            let spots = measure(&small, &quad);
            assert_eq!(spots.len(), usize::from(thumb));
            if let Some(spot) = spots.first() {
                let (cx, cy) = spot.area.centre();
                assert!((cx - 445.0).abs() < 20.0 && (440.0..530.0).contains(&cy), "{cx} {cy}");
            }
        }
    }
}
