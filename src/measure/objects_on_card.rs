//! Things that lie wholly within a card: coins, stickers, slips. Nothing of them crosses an edge ([`super::occlusion`]); they are
//! told from the card's ground, whose tone is even but for light and tint that change slowly, as bodies too broad to be print
//! with an outline too sharp to be a shadow. Portrait and emblem are the card's own.

use super::Spot;
use super::downscaled::Small;
use super::tone::{Tone, apart, tone};
use crate::geometry::{PixelBox, Projection, Quad};
use crate::pixels::Rgb;
use crate::vision::components::{Connectivity, components};
use crate::vision::linear::solve;
use crate::vision::morphology::{dilate, erode};
use crate::vision::statistics::median;

/// Cells along the sides of an ID-1 card (ISO/IEC 7810: 85.6 x 54.0 mm), 2.5 a millimetre.
const W: usize = 214;
const H: usize = 135;
/// Cells along the sides in which edge and outline lie.
const RIM: usize = 9;
/// Levels off the ground from which a cell is something else: guilloche and hair lines stay under 15.
const OFF: f32 = 24.0;
/// ... and by so many of them darker, or half of them of another colour: what is lighter is a highlight.
const DARKER: f32 = 12.0;
/// Levels within which a cell is ground, to draw the next fit.
const GROUND: f32 = 14.0;
/// Fits until the ground is no longer drawn by what lies on it.
const FITS: usize = 5;
/// Half the width, cells, of the square that a thing holds: 4.4 mm. The largest print of a card is higher (6 mm), but open.
const BODY: usize = 5;
/// Shares of the card that a thing covers: a coin of 10 mm, and half of all.
const SHARE: std::ops::Range<f64> = 0.012..0.5;
/// Cells beside an outline at which inside and outside are looked at, and the share of its difference that a thing loses between.
const BESIDE: i32 = 2;
const DEFINED: f32 = 0.5;

/// A place of the card's own print that is no ground: shares of its sides from the left, the top, the right and the foot.
pub type Own = [f32; 4];

/// Things within the card of this outline (page pixels, from its upper left corner on), but for its own places.
pub fn find(page: &Rgb, card: &Quad, own: &[Own]) -> Vec<Spot> {
    let small = Small::of(page);
    let Some(map) = Projection::onto(&small.from_page(card)) else {
        return Vec::new();
    };
    let share = |x: usize, y: usize| ((x as f32 + 0.5) / W as f32, (y as f32 + 0.5) / H as f32);
    let places = || (0..H).flat_map(|y| (0..W).map(move |x| (x, y)));
    let tones: Vec<Tone> = places()
        .map(|(x, y)| {
            let (u, v) = share(x, y);
            let at = map.at(u, v);
            tone(small.at(at.x, at.y))
        })
        .collect();
    let open: Vec<bool> = places()
        .map(|(x, y)| {
            let (u, v) = share(x, y);
            let within = (RIM..W - RIM).contains(&x) && (RIM..H - RIM).contains(&y);
            within
                && !own
                    .iter()
                    .any(|[l, t, r, f]| (*l..*r).contains(&u) && (*t..*f).contains(&v))
        })
        .collect();
    let Some(ground) = Ground::under(&tones, &open) else {
        return Vec::new();
    };
    let off: Vec<bool> = places()
        .zip(tones.iter().zip(&open))
        .map(|((x, y), (tone, open))| *open && stands_off(*tone, ground.at(x, y)))
        .collect();
    // What holds a body, and as much of it as hangs together with it.
    let bodies = dilate(&erode(&off, W, BODY), W, BODY + 1);
    let mask: Vec<bool> = off.iter().zip(&bodies).map(|(o, b)| *o && *b).collect();
    let (labels, found) = components(&mask, W, Connectivity::Four);
    let size = (W * H) as f64;
    let edge = PixelBox::from_edges(
        RIM as i32 + 1,
        RIM as i32 + 1,
        (W - RIM) as i32 - 1,
        (H - RIM) as i32 - 1,
    );
    let things = found.into_iter().filter(|b| {
        let inside = b.bounds.intersect(edge) == b.bounds;
        inside && SHARE.contains(&(b.area as f64 / size)) && outlined(&labels, b.label, &tones, &open)
    });
    let corner = |x: i32, y: i32| map.at(x as f32 / W as f32, y as f32 / H as f32);
    things
        .map(|b| {
            let (x0, y0, x1, y1) = (b.bounds.x, b.bounds.y, b.bounds.right(), b.bounds.bottom());
            let quad = Quad([corner(x0, y0), corner(x1, y0), corner(x1, y1), corner(x0, y1)]);
            Spot {
                area: small.to_page(&quad).bounds(),
                strength: b.area as f64 / size,
            }
        })
        .collect()
}

/// Whether a tone is another one than the ground's, and no highlight on it.
fn stands_off(tone: Tone, ground: Tone) -> bool {
    let coloured = (1..3).any(|c| (tone[c] - ground[c]).abs() > OFF / 2.0);
    apart(tone, ground) > OFF && (coloured || tone[0] < ground[0] - DARKER)
}

/// Whether an area ends at a sharp outline; print beside it, darker than both, says nothing, nor does print on it: the rim of a soft
/// shadow over print is no outline.
fn outlined(labels: &[u32], label: u32, tones: &[Tone], open: &[bool]) -> bool {
    let (across, down) = (0..W as i32, 0..H as i32);
    let at = |x: i32, y: i32| (across.contains(&x) && down.contains(&y)).then(|| y as usize * W + x as usize);
    let own = |x: i32, y: i32| at(x, y).is_some_and(|i| labels[i] == label);
    let thing: Vec<Tone> = tones
        .iter()
        .zip(labels)
        .filter(|(_, l)| **l == label)
        .map(|(t, _)| *t)
        .collect();
    let thing = super::tone::middle(&thing);
    let (mut steps, mut wholes) = (Vec::new(), Vec::new());
    for y in 0..H as i32 {
        for x in 0..W as i32 {
            for (dx, dy) in [(1, 0), (-1, 0), (0, 1), (0, -1)] {
                let [(ix, iy), (nx, ny), (ox, oy)] = [-BESIDE, 1, BESIDE].map(|k| (x + k * dx, y + k * dy));
                let (Some(inner), Some(outer)) = (at(ix, iy), at(ox, oy)) else {
                    continue;
                };
                if !own(x, y) || own(nx, ny) || !open[outer] {
                    continue;
                }
                let (inner, outer) = (tones[inner], tones[outer]);
                if outer[0] > thing[0] - DARKER && inner[0] > thing[0] - 2.0 * DARKER {
                    steps.push(apart(outer, inner));
                    wholes.push(apart(outer, thing));
                }
            }
        }
    }
    !steps.is_empty() && median(&mut steps) > DEFINED * median(&mut wholes).min(2.0 * OFF)
}

/// The card's ground: each value of its tone a polynomial of second degree over the card, as light falls off and tints run.
struct Ground([[f64; 3]; TERMS]);

const TERMS: usize = 6;

fn terms(x: usize, y: usize) -> [f64; TERMS] {
    let (u, v) = (2.0 * x as f64 / W as f64 - 1.0, 2.0 * y as f64 / H as f64 - 1.0);
    [1.0, u, v, u * u, u * v, v * v]
}

impl Ground {
    /// Fitted to the lighter cells first, then to those that lie near the last fit.
    fn under(tones: &[Tone], open: &[bool]) -> Option<Self> {
        let cells = || {
            (0..H)
                .flat_map(|y| (0..W).map(move |x| (x, y)))
                .zip(tones)
                .zip(open)
                .filter(|(_, open)| **open)
        };
        let mut lumas: Vec<f32> = cells().map(|((_, t), _)| t[0]).collect();
        let light = median(&mut lumas);
        let mut fit = Self::fitted(cells().filter(|((_, t), _)| t[0] >= light).map(|(cell, _)| cell))?;
        for _ in 0..FITS {
            let near = |((x, y), t): &((usize, usize), &Tone)| apart(**t, fit.at(*x, *y)) < GROUND;
            fit = Self::fitted(cells().map(|(cell, _)| cell).filter(near))?;
        }
        Some(fit)
    }

    /// Least squares over some cells; `None` where they do not tell.
    fn fitted<'a>(cells: impl Iterator<Item = ((usize, usize), &'a Tone)>) -> Option<Self> {
        let mut sums = [[0.0; TERMS + 3]; TERMS];
        for ((x, y), tone) in cells {
            let t = terms(x, y);
            for (row, a) in sums.iter_mut().zip(t) {
                for (sum, b) in row.iter_mut().zip(t.into_iter().chain(tone.map(f64::from))) {
                    *sum += a * b;
                }
            }
        }
        Some(Self(solve(sums, 1e-6)?))
    }

    fn at(&self, x: usize, y: usize) -> Tone {
        let t = terms(x, y);
        [0, 1, 2].map(|c| self.0.iter().zip(t).map(|(of, t)| of[c] * t).sum::<f64>() as f32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Point;

    /// A card in a corner's light, with print, a portrait, and what `over` lays on it (millimetres from its upper left corner).
    fn card(over: impl Fn(f32, f32) -> Option<[f32; 3]>) -> (Rgb, Quad) {
        let p = |x: f32, y: f32| Point { x, y };
        let quad = Quad([p(60.0, 40.0), p(916.0, 60.0), p(900.0, 590.0), p(70.0, 575.0)]);
        let mut page = Rgb::from_pixel(1000, 640, image::Rgb([70, 74, 80]));
        let map = Projection::onto(&quad).unwrap();
        for i in 0..1800 {
            for j in 0..1200 {
                let (u, v) = (i as f32 / 1800.0, j as f32 / 1200.0);
                let (x, y) = (85.6 * u, 54.0 * v);
                let light = 1.0 - 0.25 * (u * u + v);
                let text =
                    (16.0..50.0).contains(&x) && y % 7.0 < 3.0 && x % 3.5 < 2.8 && ((x * 3.0) as u32).is_multiple_of(3);
                let portrait = (56.0..82.0).contains(&x) && (8.0..40.0).contains(&y);
                let own = if text {
                    [50.0, 50.0, 55.0]
                } else if portrait {
                    [120.0, 90.0, 80.0]
                } else {
                    [205.0 + 25.0 * u, 222.0, 236.0 - 20.0 * u]
                };
                let tone = over(x, y).unwrap_or(own).map(|c| (c * light) as u8);
                let at = map.at(u, v);
                page.put_pixel(at.x as u32, at.y as u32, image::Rgb(tone));
            }
        }
        (page, quad)
    }

    fn found(over: impl Fn(f32, f32) -> Option<[f32; 3]>) -> Vec<Spot> {
        let (page, quad) = card(over);
        find(&page, &quad, &[[0.64, 0.12, 0.98, 0.76]])
    }

    fn round(x: f32, y: f32, r: f32) -> impl Fn(f32, f32) -> bool {
        move |a, b| (a - x).hypot(b - y) < r
    }

    #[test]
    fn coins_and_slips_are_found_and_print_is_not() {
        assert_eq!(found(|_, _| None), []);
        let coin = round(35.0, 30.0, 10.0);
        for tone in [[168.0, 168.0, 165.0], [200.0, 160.0, 70.0], [60.0, 60.0, 60.0]] {
            let spots = found(|x, y| coin(x, y).then_some(tone));
            assert_eq!(spots.len(), 1, "{tone:?}");
            let (cx, cy) = spots[0].area.centre();
            assert!((cx - 405.0).abs() < 15.0 && (cy - 345.0).abs() < 15.0, "{cx} {cy}");
        }
        let slip = |x: f32, y: f32| (20.0..40.0).contains(&x) && (40.0..49.0).contains(&y);
        assert_eq!(found(|x, y| slip(x, y).then_some([250.0, 240.0, 130.0])).len(), 1);
    }

    #[test]
    fn a_highlight_and_a_shadow_are_no_things() {
        let spot = |x: f32, y: f32| (x - 35.0).hypot(y - 30.0);
        assert_eq!(found(|x, y| (spot(x, y) < 9.0).then_some([255.0; 3])), []);
        // It loses its depth over 16 mm.
        let shadow = |x, y| {
            let dark = 1.0 - 0.4 / (1.0 + ((spot(x, y) - 9.0) / 2.0).exp());
            (x < 55.0 && spot(x, y) < 20.0).then_some([210.0 * dark, 222.0 * dark, 232.0 * dark])
        };
        assert_eq!(found(shadow), []);
    }
}
