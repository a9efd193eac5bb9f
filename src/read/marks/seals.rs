//! Seals: round and oval stamps, red or copied in grey, found by their ring.
//!
//! A ring is what every company seal has and what red print, portraits and emblems printed in full lack ([`super::rings`]).
//! Ovals flatter than a round seal gets by being seen aslant are red groups whose outermost ink lies on the ellipse of their box.

use super::ellipse::Ellipse;
use super::red::{INK, InkPlane, UNIT};
use super::rings::{self, Ring};
use super::tint::redness;
use crate::geometry::PixelBox;
use crate::pixels::{Rgb, luma};
use crate::vision::components::{Connectivity, components};
use crate::vision::statistics::{histogram, quantile};

/// A seal found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Seal {
    /// The box around its ring, page pixels; it may leave the page.
    pub area: PixelBox,
    /// The outer edge of its ring, page pixels.
    pub ring: Ellipse,
    /// Share of the directions around the middle in which the ring was seen, 0 to 1.
    pub confidence: f64,
    /// Whether it is of red ink; else it was copied in grey.
    pub red: bool,
}

/// Longest side of the plane that is searched. A 40 mm seal on an A4 page is then 120 cells wide.
const WORK_SIDE: u32 = 900;
/// Places that are looked at: little on a page is red; in ink of any colour print has many that edges point to.
const RED_PEAKS: usize = 120;
const PEAKS: usize = 160;

/// Every red seal on the page, by place (top to bottom, left to right).
pub fn find(page: &Rgb) -> Vec<Seal> {
    let plane = InkPlane::red(page, WORK_SIDE);
    if plane.w < 24 || plane.h < 24 {
        return Vec::new();
    }
    let mut found = rings::find(&plane, INK, RED_PEAKS);
    found.extend(ovals(&plane, &found));
    on_page(&plane, &found, true)
}

/// Levels darker than its ground from which a pixel bears ink of any colour.
const DARK: u8 = 40;
/// Redness of a pixel of red print, see [`redness`].
const PRINTED: i32 = 30;
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
        (all + 1, red + u32::from(redness(p.0, paper) >= PRINTED))
    });
    all > 0 && f64::from(red) >= RED * f64::from(all)
}

/// Darkness from which ink of any colour draws a ring: red ink that was copied in grey has 0.25 and more.
const COPIED: i32 = 40;
/// Share of its directions in which a ring of any ink must have its edge: rings of seals have 0.93 and more, print that stands
/// around a place up to 0.81.
const COPIED_ALONG: f32 = 0.88;

/// Darkness up to which red ink goes in a grey copy: black print is darker (2.6 units: level 55 on paper of 230).
const MIDDLE_TONES: i32 = 26 * UNIT / 10;

/// Seals that were copied in grey with their paper, by place: rings of ink of any colour, black or, among black print, of the middle
/// tones that red ink becomes.
pub fn copied(page: &Rgb) -> Vec<Seal> {
    let plane = InkPlane::any(page, WORK_SIDE);
    if plane.w < 24 || plane.h < 24 {
        return Vec::new();
    }
    let ring = |r: &Ring| r.along >= COPIED_ALONG;
    let mut found: Vec<Ring> = rings::find(&plane, COPIED, PEAKS).into_iter().filter(ring).collect();
    let pale = rings::find(&plane.paler_than(MIDDLE_TONES), COPIED, PEAKS)
        .into_iter()
        .filter(ring);
    let new = |p: &Ring| found.iter().all(|f| f.ellipse.reach(p.ellipse.x, p.ellipse.y) > 0.5);
    let pale: Vec<Ring> = pale.filter(new).collect();
    found.extend(pale);
    on_page(&plane, &found, false)
}

fn on_page(plane: &InkPlane, found: &[Ring], red: bool) -> Vec<Seal> {
    let seal = |r: &Ring| {
        let ring = r.ellipse.scaled(plane.factor as f32);
        let (w, h) = ring.half();
        let edge = |v: f32| v.round() as i32;
        Seal {
            area: PixelBox::from_edges(edge(ring.x - w), edge(ring.y - h), edge(ring.x + w), edge(ring.y + h)),
            ring,
            confidence: f64::from(r.seen * 100.0).round() / 100.0,
            red,
        }
    };
    let mut seals: Vec<Seal> = found.iter().map(seal).collect();
    seals.sort_by_key(|s| (s.area.y, s.area.x, s.area.w));
    seals
}

/// Ovals: red groups apart from the rings whose outermost ink lies on the ellipse inscribed in their box.
fn ovals(plane: &InkPlane, rings: &[Ring]) -> Vec<Ring> {
    let mut out = Vec::new();
    for b in groups(plane) {
        let (w, h) = (b.w as f32, b.h as f32);
        let longest = plane.w.max(plane.h) as f32;
        let aspect = w.max(h) / w.min(h).max(1.0);
        if w.min(h) < longest / 40.0 || w.max(h) > longest * 0.6 || !(1.12..=2.2).contains(&aspect) {
            continue;
        }
        let (cx, cy) = (b.x as f32 + (w - 1.0) / 2.0, b.y as f32 + (h - 1.0) / 2.0);
        if rings.iter().any(|r| r.ellipse.reach(cx, cy) < 1.0) {
            continue;
        }
        let (a, b, turn) = (w / 2.0, h / 2.0, 0.0);
        let ellipse = Ellipse {
            x: cx,
            y: cy,
            a,
            b,
            turn,
        };
        out.extend(rings::judged(plane, INK, &ellipse));
    }
    out
}

/// Boxes of connected red ink, larger ones only.
fn groups(plane: &InkPlane) -> Vec<PixelBox> {
    let mask: Vec<bool> = plane.v.iter().map(|v| *v >= INK).collect();
    let (_, found) = components(&mask, plane.w as usize, Connectivity::Eight);
    let boxes = found.into_iter().map(|c| c.bounds);
    boxes.filter(|b| b.w > 13 && b.h > 13).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tint::paper_tint;
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
        assert!(find(&rows).is_empty(), "{:?}", find(&rows));
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
