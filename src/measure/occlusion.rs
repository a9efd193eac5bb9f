//! Things lying over the document. Where something crosses the document's edge, the edge is not seen: the same tone
//! lies on both sides of the edge line. Three ways to be sure that it is a thing (`Why`). From such a gap the thing is
//! followed inwards by its tone. Print and portrait do not cross the edge; shadows and desk do not come inside.

use super::Spot;
use super::downscaled::{Small, shrunk};
use super::paper::grounds;
use super::tone::{apart, tone};
use crate::geometry::{PixelBox, Point, Quad};
use crate::vision::components::{Component, Connectivity, components};
use crate::vision::statistics::median;

/// Positions looked at along a side.
const STEPS: usize = 96;

/// Things over the document: boxes in page pixels, strength = share of the document they hide.
pub fn measure(small: &Small, quad: &Quad) -> Vec<Spot> {
    let inside = small.inside(Some(quad), 0.0);
    let sheet = Sheet {
        small,
        quad,
        size: inside.iter().filter(|i| **i).count().max(1),
        inside,
        core: small.inside(Some(&shrunk(quad, 0.1)), 0.0),
        depth: (quad.width().min(quad.height()) * 0.03).max(3.0),
    };
    let mut spots = Vec::new();
    for side in 0..4 {
        let (ground, Some(desk)) = grounds(small, quad, side, sheet.depth) else {
            continue;
        };
        let edge = Edge {
            a: quad.0[side],
            b: quad.0[(side + 1) % 4],
            ground,
            desk,
        };
        let gaps = gaps(small, &edge, sheet.depth);
        spots.extend(gaps.into_iter().filter_map(|gap| sheet.follow(&edge, gap)));
    }
    spots
}

/// The document on its picture.
struct Sheet<'a> {
    small: &'a Small,
    quad: &'a Quad,
    /// Blocks of the picture that lie in the document, and how many they are.
    inside: Vec<bool>,
    size: usize,
    /// Blocks that lie in it by more than a twentieth of its size.
    core: Vec<bool>,
    /// How far beside an edge its two sides are looked at, blocks.
    depth: f32,
}

/// One side of the document with what lies on both sides of it.
struct Edge {
    a: Point,
    b: Point,
    ground: [f32; 3],
    desk: [f32; 3],
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

/// Why a place of the edge is taken to be hidden.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Why {
    /// Of a tone that neither the document's ground nor the desk has.
    Own,
    /// Of nearly the ground's tone, like other paper: it goes on well beyond the edge, where the desk should be.
    LikeGround,
    /// Of nearly the desk's tone, like a hand on wood: it comes far in, where the ground should be.
    LikeDesk,
}

/// A run along a side (shares of its length) where the edge is not seen.
#[derive(Clone, Copy)]
struct Gap {
    from: f32,
    to: f32,
    why: Why,
}

/// Runs along a side where the same tone lies inside and outside the edge. Where the outline lies too far out, both are
/// desk all along, and nothing is found. Cards on ten desks gave no run; fingers, clips and pens gave one each.
fn gaps(small: &Small, edge: &Edge, depth: f32) -> Vec<Gap> {
    let Edge { a, b, ground, desk } = *edge;
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
    let (inner, outer, beyond) = (along(depth), along(-depth), along(-3.0 * depth));
    let contrast = apart(ground, desk);
    // What lies outside near a place, as far as it is of the tone there.
    let same = |out: &[Option<[f32; 3]>], k: usize, tone: [f32; 3], from_desk: f32| {
        out.get(k.saturating_sub(SLANT)..(k + SLANT + 1).min(STEPS))
            .unwrap_or_default()
            .iter()
            .flatten()
            .any(|o| apart(tone, *o) < 18.0 && apart(*o, desk) > from_desk)
    };
    let why = |k: usize| -> Option<Why> {
        let inner = inner.get(k).copied().flatten()?;
        let off = apart(inner, ground);
        if off > 18.0 && same(&outer, k, inner, 22.0) {
            return Some(Why::Own);
        }
        let clear = 0.5 * contrast;
        if contrast > 50.0 && off > 8.0 && same(&outer, k, inner, clear) && same(&beyond, k, inner, clear) {
            return Some(Why::LikeGround);
        }
        (contrast > 50.0 && off > 40.0 && same(&outer, k, inner, -1.0)).then_some(Why::LikeDesk)
    };
    let open: Vec<Option<Why>> = (0..STEPS).map(why).collect();
    let mut runs = Vec::new();
    let mut start = 0;
    for k in 1..=STEPS {
        let here = open.get(start).copied().flatten();
        if open.get(k).copied().flatten() == here && k < STEPS {
            continue;
        }
        if let Some(why) = here {
            let share = (k - start) as f32 / STEPS as f32;
            // A pen is a thirtieth of a card's side, a thumb's tip a seventh; more than two thirds is the document's
            // own band. What resembles something else must be as wide as a finger.
            let least = if why == Why::Own { 0.02 } else { 0.05 };
            if (least..0.66).contains(&share) && abrupt(&inner, start, k) {
                runs.push(Gap {
                    from: start as f32 / STEPS as f32,
                    to: k as f32 / STEPS as f32,
                    why,
                });
            }
        }
        start = k;
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

/// Share of the document from which what covers it may be a shadow, as what runs right across it may be a shadow's edge:
/// things held or laid over a card are smaller.
const BROAD: f64 = 0.1;
/// Blocks of a thing at least.
const LEAST_AREA: usize = 40;
/// How near tones must lie to those of ground and desk in another light, levels.
const SAME_LIGHT: f32 = 14.0;

/// Whether an area lies along a whole side of the document and nowhere deep in it: desk within an outline that lies too far out.
fn band(area: PixelBox, quad: &Quad, like_desk: bool) -> bool {
    let whole = quad.bounds();
    // It need not run all along: the outline lies askew, or the desk has seams (keys).
    let least = if like_desk { 0.6 } else { 0.75 };
    let along = |from: i32, to: i32, (low, high): (i32, i32), across: i32, depth: i32| {
        let near = |a: i32, b: i32| ((a - b).abs() as f32) < 0.05 * depth as f32;
        (to - from) as f32 > least * across as f32
            && ((high - low) as f32) < 0.2 * depth as f32
            && (near(low, 0) || near(high, depth))
    };
    let (x, y) = (area.x - whole.x, area.y - whole.y);
    along(x, x + area.w, (y, y + area.h), whole.w, whole.h) || along(y, y + area.h, (x, x + area.w), whole.h, whole.w)
}

/// Whether a tone inside the edge and one outside it are the ground's and the desk's in one other light: a shadow on both.
fn shaded(inner: [f32; 3], outer: [f32; 3], ground: [f32; 3], desk: [f32; 3]) -> bool {
    let light = inner[0] / ground[0].max(1.0);
    let lit = |tone: [f32; 3]| tone.map(|v| v * light);
    apart(inner, lit(ground)) < SAME_LIGHT && apart(outer, lit(desk)) < SAME_LIGHT
}

/// Blocks from the outline of a thing to where its inside and its outside are looked at.
const BESIDE: i32 = 3;
/// How much of its tone a thing loses within twice that, at the middle one of its outline's places. A shadow's edge, soft over some
/// twenty blocks, loses a third.
const DEFINED: f32 = 0.5;
/// Levels by which print is darker than what it stands on, at least.
const DARKER: f32 = 15.0;
/// From so many levels on an outline is plain however much more the thing is off the ground.
const PLAIN: f32 = 60.0;

impl Sheet<'_> {
    /// Follows the thing at a gap into the document.
    fn follow(&self, edge: &Edge, gap: Gap) -> Option<Spot> {
        let &Sheet { small, quad, depth, .. } = self;
        let Edge { a, b, ground, desk } = *edge;
        let len = a.distance(b).max(1.0);
        let (nx, ny) = (-(b.y - a.y) / len, (b.x - a.x) / len);
        let seed = |s: f32, o: f32| {
            let t = gap.from + (gap.to - gap.from) * s;
            (a.x + (b.x - a.x) * t + nx * o, a.y + (b.y - a.y) * t + ny * o)
        };
        let middle = |inwards: f32| {
            let at = |k: u8| seed((f32::from(k) + 0.5) / 24.0, inwards);
            let places = (0..24).map(at).filter(|(x, y)| small.holds(*x, *y));
            let tones: Vec<[f32; 3]> = places.map(|(x, y)| tone(small.at(x, y))).collect();
            [0, 1, 2].map(|c| median(&mut tones.iter().map(|t| t[c]).collect::<Vec<f32>>()))
        };
        let thing = middle(depth);
        // What resembles the desk is as dark as print may be.
        let most = if gap.why == Why::Own { 40.0 } else { 25.0 };
        let tolerance = (0.55 * apart(thing, ground)).clamp(10.0, most);
        let mut mask: Vec<bool> = small
            .rgb
            .iter()
            .zip(&self.inside)
            .map(|(&p, &i)| i && apart(tone(p), thing) < tolerance)
            .collect();
        if gap.why != Why::Own {
            // Elsewhere the ground itself may be of this tone, and so may a rim of desk: not farther to the sides than the gap is
            // wide, and off the edge there.
            let (dx, dy) = ((b.x - a.x) / len, (b.y - a.y) / len);
            let (from, to) = (gap.from * len, gap.to * len);
            let wide = from - (to - from)..to + (to - from);
            for (k, m) in mask.iter_mut().enumerate().filter(|(_, m)| **m) {
                let (x, y) = ((k % small.w) as f32 - a.x, (k / small.w) as f32 - a.y);
                let (along, inwards) = (x * dx + y * dy, x * nx + y * ny);
                *m = (from..to).contains(&along) || wide.contains(&along) && inwards > depth;
            }
        }
        let (labels, found) = components(&mask, small.w, Connectivity::Four);
        let blob = (0..24).find_map(|k| {
            let (x, y) = seed((k as f32 + 0.5) / 24.0, depth);
            let l = labels
                .get(y.max(0.0) as usize * small.w + x.max(0.0) as usize)
                .copied()
                .unwrap_or(0);
            let blob = found.get((l as usize).checked_sub(1)?)?;
            (blob.area > LEAST_AREA).then_some(*blob)
        })?;
        let share = blob.area as f64 / self.size as f64;
        // Deep enough to be over the document, not a worn edge or a frame line: a clip reaches in by a twelfth.
        let deep = labels
            .iter()
            .zip(&self.core)
            .filter(|(l, c)| **l == blob.label && **c)
            .count();
        // A pen lies aslant and fills little of its box; what resembles ground or desk must be a body.
        let solid = blob.area as f64 / blob.bounds.area().max(1) as f64;
        let (least_deep, least_solid) = if gap.why == Why::Own { (20, 0.1) } else { (80, 0.4) };
        if !((0.004..0.6).contains(&share) && deep > least_deep && solid > least_solid) {
            return None;
        }
        let reach = |w: f32, h: f32| nx.abs() * w + ny.abs() * h;
        let across = reach(blob.bounds.w as f32, blob.bounds.h as f32) > 0.85 * reach(quad.width(), quad.height());
        let shadow = (share > BROAD || across) && shaded(thing, middle(-depth), ground, desk);
        let nothing =
            shadow || band(blob.bounds, quad, apart(thing, desk) < 25.0) || self.fades(&labels, &blob, thing, ground);
        (!nothing).then(|| Spot {
            area: small.box_to_page(blob.bounds),
            strength: share,
        })
    }

    /// Whether an area passes into the document's ground little by little, as a shadow does, and has no outline.
    /// Print on it has outlines too, but those lead to what is darker than thing and ground.
    fn fades(&self, labels: &[u32], blob: &Component, thing: [f32; 3], ground_tone: [f32; 3]) -> bool {
        let w = self.small.w as i32;
        let within = 0..w;
        let own =
            |x: i32, y: i32| within.contains(&x) && y >= 0 && labels.get((y * w + x) as usize) == Some(&blob.label);
        let ground = |x: i32, y: i32| {
            let there = within.contains(&x) && y >= 0 && self.core.get((y * w + x) as usize) == Some(&true);
            there && !own(x, y)
        };
        let at = |x: i32, y: i32| tone(self.small.at(x as f32, y as f32));
        let (whole, print) = (apart(thing, ground_tone), thing[0].min(ground_tone[0]) - DARKER);
        let mut steps = Vec::new();
        for y in blob.bounds.y..blob.bounds.bottom() {
            for x in blob.bounds.x..blob.bounds.right() {
                for (dx, dy) in [(1, 0), (-1, 0), (0, 1), (0, -1)] {
                    let [(ix, iy), (nx, ny), (ox, oy)] = [-BESIDE, 1, BESIDE].map(|k| (x + k * dx, y + k * dy));
                    if !(own(x, y) && own(ix, iy) && ground(nx, ny) && ground(ox, oy)) {
                        continue;
                    }
                    let (inner, outer) = (at(ix, iy), at(ox, oy));
                    if outer[0] > print {
                        steps.push(apart(outer, thing) - apart(inner, thing));
                    }
                }
            }
        }
        !steps.is_empty() && median(&mut steps) < DEFINED * whole.min(PLAIN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::paper;
    use crate::pixels::Rgb;

    /// A card on a desk with things of one tone reaching over its lower edge (y 536) from beyond the picture: columns and
    /// the row they begin at.
    fn card(things: &[(std::ops::Range<u32>, u32)], tone: [u8; 3]) -> Rgb {
        Rgb::from_fn(900, 650, |x, y| {
            let over = things.iter().any(|(columns, top)| columns.contains(&x) && y > *top);
            let on = (120..780).contains(&x) && (120..536).contains(&y);
            let print = y % 36 < 12 && x % 14 < 9 && (160..700).contains(&x) && (150..500).contains(&y);
            image::Rgb(match (over, on, print) {
                (true, ..) => tone,
                (_, true, true) => [40, 40, 44],
                (_, true, false) => [236, 236, 242],
                _ => [80, 84, 90],
            })
        })
    }

    fn found(page: &Rgb) -> Vec<Spot> {
        let small = Small::of(page);
        let quad = paper::find(&small).quad.expect("a card is there");
        let lower = quad.0.iter().map(|p| p.y).fold(0.0, f32::max) * 650.0 / small.h as f32;
        assert!(
            (lower - 536.0).abs() < 12.0,
            "the card's lower side is found at {lower}"
        );
        measure(&small, &quad)
    }

    #[test]
    fn a_thumb_over_the_lower_edge_is_boxed_and_print_is_not() {
        assert!(found(&card(&[], [0; 3])).is_empty());
        // Skin; a tone four levels from the desk's; paper six levels lighter than the card.
        for tone in [[206, 158, 130], [76, 80, 84], [252, 252, 250]] {
            let spots = found(&card(&[(390..500, 430)], tone));
            assert_eq!(spots.len(), 1, "{tone:?}");
            let (cx, cy) = spots[0].area.centre();
            assert!((cx - 445.0).abs() < 20.0 && (440.0..530.0).contains(&cy), "{cx} {cy}");
        }
    }

    /// An outline from column 120 to 780, from a row on and so many rows high, in blocks.
    fn outline(small: &Small, y: i32, h: i32) -> Quad {
        small.from_page(&Quad::from_box(PixelBox { x: 120, y, w: 660, h }))
    }

    #[test]
    fn a_shadow_over_card_and_desk_is_no_thing() {
        let shadow = Rgb::from_fn(900, 650, |x, y| {
            let on = (120..780).contains(&x) && (120..536).contains(&y);
            // A desk nearly as pale as the card, and a shadow over the left half of both.
            let [r, g, b] = if on { [236u32, 236, 242] } else { [226, 224, 226] };
            let light = if x + y / 3 < 520 { 84 } else { 100 };
            image::Rgb([r, g, b].map(|v| (v * light / 100) as u8))
        });
        let small = Small::of(&shadow);
        assert_eq!(measure(&small, &outline(&small, 120, 416)), []);
    }

    #[test]
    fn a_shadow_with_a_soft_edge_is_no_thing_and_paper_of_its_tone_is() {
        let page = |soft: f32| {
            Rgb::from_fn(900, 650, |x, y| {
                let on = (120..780).contains(&x) && (120..536).contains(&y);
                // A corner of card and desk is darker by a fifth, and greener.
                let d = ((x as f32 - 560.0).min((330.0 - y as f32) * 1.2)) / soft;
                let share = 1.0 / (1.0 + (-d).exp());
                let base = if on {
                    [226.0, 218.0, 210.0]
                } else {
                    [168.0, 160.0, 150.0f32]
                };
                let dark = [168.0, 170.0, 160.0];
                let over = [0, 1, 2].map(|c| (base[c] * (1.0 - share) + dark[c] * share) as u8);
                // Print in the shadow has outlines of its own.
                let print =
                    on && (600..760).contains(&x) && (150..300).contains(&y) && x / 24 % 2 == 0 && y / 24 % 2 == 0;
                image::Rgb(if print { [60; 3] } else { over })
            })
        };
        let spots = |soft: f32| {
            let small = Small::of(&page(soft));
            measure(&small, &outline(&small, 120, 416)).len()
        };
        assert_eq!((spots(30.0), spots(0.5)), (0, 1));
    }

    #[test]
    fn a_band_of_desk_within_the_outline_is_no_thing() {
        // Wood whose grain changes at y 200: the outline's upper side was fitted to the grain, the card begins at 260.
        let page = Rgb::from_fn(900, 650, |x, y| {
            let on = (120..780).contains(&x) && (260..560).contains(&y);
            let knot = (300..600).contains(&x) && y < 260;
            image::Rgb(match (on, knot, y < 200) {
                (true, ..) => [236, 230, 210],
                (_, true, _) => [178, 128, 82],
                (_, _, true) => [150, 104, 66],
                _ => [170, 122, 78],
            })
        });
        let small = Small::of(&page);
        assert_eq!(measure(&small, &outline(&small, 200, 360)), []);
    }

    #[test]
    fn three_fingers_do_not_pass_for_the_cards_side() {
        let spots = found(&card(
            &[(300..375, 400), (400..475, 380), (500..575, 390)],
            [206, 158, 130],
        ));
        assert_eq!(spots.len(), 3);
    }
}
