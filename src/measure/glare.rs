//! Burnt-out highlights over the document. Burnt out is: every channel at the sensor's end, an area without any
//! texture. White print and white paper also come near that end; a highlight differs by its halo, where the document's
//! ground climbs to white over many pixels instead of at an edge. A document whose own ground is at the end cannot be
//! told from its highlights, and none is reported there.

use super::Spot;
use super::downscaled::{Small, shrunk};
use crate::geometry::{Point, Quad};
use crate::pixels::{Rgb, luma};
use crate::vision::components::{Connectivity, components};
use crate::vision::statistics::{histogram, quantile};

/// Least value of a burnt-out block's darkest channel: 255 less what JPEG rings.
const BURNT: u8 = 251;
/// Most of a highlight is at the very end.
const FLAT: u8 = 254;
/// A ground as bright as this (darkest channel) leaves no room to tell highlights.
const BRIGHT_GROUND: u8 = 246;
/// Places about a mark that must be seen before its halo is told.
const LEAST_RIM: usize = 12;

/// Highlights over the document (page pixels, strength = share of the document) and the share burnt out in all.
pub fn measure(small: &Small, quad: Option<&Quad>) -> (Vec<Spot>, f64) {
    let quad = quad.map(|q| shrunk(q, 0.02));
    let inside = small.inside(quad.as_ref(), 0.0);
    let least: Vec<u8> = small.rgb.iter().map(|p| p[0].min(p[1]).min(p[2])).collect();
    let histogram = histogram(least.iter().zip(&inside).filter(|(_, i)| **i).map(|(v, _)| *v));
    let total: u32 = histogram.iter().sum();
    let ground = ground(&histogram);
    if total == 0 || ground > BRIGHT_GROUND {
        return (Vec::new(), 0.0);
    }
    let burnt: Vec<bool> = least.iter().zip(&inside).map(|(&v, &i)| i && v >= BURNT).collect();
    let (labels, found) = components(&burnt, small.w, Connectivity::Four);
    let mut spots = Vec::new();
    let mut share = 0.0;
    for blob in found {
        let part = blob.area as f64 / f64::from(total);
        let b = blob.bounds;
        // Without a document's edges what reaches the picture's rim is a white bed, lid or desk.
        let at_rim = b.x <= 1 || b.y <= 1 || b.right() + 1 >= small.w as i32 || b.bottom() + 1 >= small.h as i32;
        if part < 0.003 {
            continue;
        }
        // The sensor's end is flat: bright print near it still carries noise.
        let flat = labels
            .iter()
            .zip(&least)
            .filter(|(l, v)| **l == blob.label && **v >= FLAT)
            .count();
        if flat * 10 < blob.area * 6 {
            continue;
        }
        if quad.is_none() && at_rim {
            continue;
        }
        // The image of a lamp may end sharply; it is flat to the end and round or slanted, where white print is a
        // rectangle that fills its box.
        let fill = blob.area as f64 / b.area().max(1) as f64;
        let lamp = quad.is_some() && flat * 10 >= blob.area * 8 && part >= 0.006 && (0.25..0.86).contains(&fill);
        if !lamp && !has_halo(small, &least, &labels, blob.label, &inside, ground) {
            continue;
        }
        share += part;
        spots.push(Spot {
            area: small.box_to_page(blob.bounds),
            strength: part,
        });
    }
    (spots, share)
}

/// Pieces of a line, each so many line heights wide: about a character.
const PIECE: f32 = 0.7;
/// Samples a side of a piece, and the ranks of its ground and its ink among them.
const SAMPLES: usize = 24;
const GROUND_RANK: f64 = 0.9;
const INK_RANK: f64 = 0.04;
/// Print is washed out where it has less than this share of the contrast that the page's print has elsewhere.
const WASHED: f32 = 0.5;
/// Pieces in the light at least, and the share of them that may be washed out where the light hides nothing. On white paper at the
/// sensor's end 0.9 to 5.6 % of 102 to 232 pieces are (3 pages drawn like real ones: blanks at the ends of lines), under a lamp that
/// hides print 26 % of 19.
const LEAST_PIECES: usize = 10;
const MOST_WASHED: f64 = 0.15;

/// Whether print stands dark within the spots: paper as white as the sensor goes, and no light that hides what is printed. `lines`:
/// where print was read, pixels of the page.
pub fn shows_print(page: &Rgb, lines: &[Quad], spots: &[Spot]) -> bool {
    // Ground (its darkest channel), contrast and middle of each piece.
    let pieces: Vec<(u8, f32, Point)> = lines.iter().flat_map(|l| pieces(page, l)).collect();
    let mut plain: Vec<f32> = pieces.iter().filter(|p| p.0 < BURNT).map(|p| p.1).collect();
    if plain.len() < LEAST_PIECES {
        plain = pieces.iter().map(|p| p.1).collect();
    }
    plain.sort_by(f32::total_cmp);
    let Some(usual) = plain.get(plain.len() / 2) else {
        return false;
    };
    let lit = |at: &Point| spots.iter().any(|s| at.is_within(s.area));
    let within: Vec<&(u8, f32, Point)> = pieces.iter().filter(|p| p.0 >= BURNT && lit(&p.2)).collect();
    let washed = within.iter().filter(|p| p.1 < WASHED * usual).count();
    within.len() >= LEAST_PIECES && washed as f64 <= MOST_WASHED * within.len() as f64
}

/// The pieces of one line.
fn pieces(page: &Rgb, line: &Quad) -> Vec<(u8, f32, Point)> {
    let count = (line.width() / (PIECE * line.height()).max(1.0)).round() as usize;
    let of = |k: usize| {
        let (mut least, mut lumas) = (Vec::new(), Vec::new());
        for i in 0..SAMPLES * SAMPLES {
            let u = (k as f32 + ((i % SAMPLES) as f32 + 0.5) / SAMPLES as f32) / count as f32;
            let p = line.at(u, ((i / SAMPLES) as f32 + 0.5) / SAMPLES as f32);
            let held = p.x >= 0.0 && p.y >= 0.0 && p.x < page.width() as f32 && p.y < page.height() as f32;
            if held {
                let [r, g, b] = page.get_pixel(p.x as u32, p.y as u32).0;
                least.push(r.min(g).min(b));
                lumas.push(luma(r, g, b));
            }
        }
        least.sort_unstable();
        lumas.sort_unstable();
        let rank = |values: &[u8], share: f64| values.get((share * values.len() as f64) as usize).copied();
        let contrast = rank(&lumas, GROUND_RANK)?.saturating_sub(rank(&lumas, INK_RANK)?);
        Some((
            rank(&least, GROUND_RANK)?,
            f32::from(contrast),
            line.at((k as f32 + 0.5) / count as f32, 0.5),
        ))
    };
    // A line of one or two characters has no direction, and a mark's box little print in it.
    if count < 2 {
        Vec::new()
    } else {
        (0..count).filter_map(of).collect()
    }
}

/// The document's ground: the middle of what is not print and not burnt out.
fn ground(histogram: &[u32; 256]) -> u8 {
    let mut h = *histogram;
    for v in &mut h[usize::from(BURNT)..] {
        *v = 0;
    }
    let kept: u64 = h.iter().map(|&n| u64::from(n)).sum();
    let all: u64 = histogram.iter().map(|&n| u64::from(n)).sum();
    // A page that is mostly at the end has no ground below it.
    if kept * 2 < all { 255 } else { quantile(&h, 0.6) }
}

/// Whether the tone falls slowly away from the area: blocks some way out are still clearly above the ground.
fn has_halo(small: &Small, least: &[u8], labels: &[u32], label: u32, inside: &[bool], ground: u8) -> bool {
    let w = small.w as i32;
    let h = small.h as i32;
    let reach = 5;
    let at = |x: i32, y: i32| (x >= 0 && y >= 0 && x < w && y < h).then(|| (y * w + x) as usize);
    let mut tones = Vec::new();
    for (i, _) in labels.iter().enumerate().filter(|(_, l)| **l == label) {
        let (x, y) = (i as i32 % w, i as i32 / w);
        for (dx, dy) in [(-1, 0), (1, 0), (0, -1), (0, 1)] {
            let is_rim = at(x + dx, y + dy).is_none_or(|j| labels.get(j) != Some(&label));
            if !is_rim {
                continue;
            }
            if let Some(j) = at(x + dx * reach, y + dy * reach)
                && inside.get(j) == Some(&true)
                && labels.get(j) != Some(&label)
            {
                tones.extend(least.get(j).map(|&v| f32::from(v)));
            }
        }
    }
    if tones.len() < LEAST_RIM {
        return false;
    }
    let ground = f32::from(ground);
    let needed = ground + 0.3 * (255.0 - ground);
    // Print inside the halo is dark: a third of the rim above the mark is enough.
    let above = tones.iter().filter(|&&t| t >= needed).count();
    above * 5 >= tones.len() * 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::PixelBox;

    fn card(ground: u8, change: impl Fn(u32, u32, f32) -> f32) -> Rgb {
        Rgb::from_fn(600, 400, |x, y| {
            let print = (y / 6) % 4 == 0 && (x / 3) % 2 == 0;
            let v = change(x, y, if print { 60.0 } else { f32::from(ground) });
            image::Rgb([v.clamp(0.0, 255.0) as u8; 3])
        })
    }

    #[test]
    fn a_soft_burnt_out_spot_is_found_where_it_is() {
        let p = card(220, |x, y, v| {
            let (dx, dy) = ((x as f32 - 200.0) / 90.0, (y as f32 - 150.0) / 50.0);
            v + 400.0 * (-(dx * dx + dy * dy)).exp()
        });
        let (spots, share) = measure(&Small::of(&p), None);
        assert_eq!(spots.len(), 1);
        let (cx, cy) = spots[0].area.centre();
        assert!((cx - 200.0).abs() < 12.0 && (cy - 150.0).abs() < 12.0, "{cx} {cy}");
        assert!(share > 0.01);
    }

    #[test]
    fn print_that_stands_dark_in_the_light_is_not_hidden() {
        let lines = [Quad::from_box(PixelBox {
            x: 100,
            y: 92,
            w: 200,
            h: 16,
        })];
        let spots = [Spot {
            area: PixelBox {
                x: 90,
                y: 60,
                w: 220,
                h: 100,
            },
            strength: 0.1,
        }];
        let white = card(255, |_, _, v| v);
        assert!(shows_print(&white, &lines, &spots));
        // A light that adds itself to the print.
        let lamp = card(220, |x, _, v| v + if (150..260).contains(&x) { 190.0 } else { 60.0 });
        assert!(!shows_print(&lamp, &lines, &spots));
        // No print within.
        assert!(!shows_print(&white, &[], &spots));
    }

    #[test]
    fn white_paper_and_a_white_printed_field_are_not_glare() {
        assert!(measure(&Small::of(&card(255, |_, _, v| v)), None).0.is_empty());
        let field = card(220, |x, y, v| {
            if (100..300).contains(&x) && (100..250).contains(&y) {
                255.0
            } else {
                v
            }
        });
        assert!(measure(&Small::of(&field), None).0.is_empty());
    }
}
