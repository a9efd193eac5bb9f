//! Fingerprints pressed in red ink: a solid oval blob the size of a fingertip, outside every seal. A seal's parts are thin
//! lines; a fingertip's ridges fill most of its outline.

use super::tint::{paper_tint, redness};
use crate::geometry::PixelBox;
use crate::measure::downscaled::Small;
use crate::pixels::Rgb;
use crate::vision::components::{Connectivity, components};
use crate::vision::morphology::close;

/// Red ink of a block: fingertips are pressed paler than seals.
const INK: i32 = 24;

/// Fingerprints on a page whose print has lines `line` pixels high (4 to 5 mm with their margin); page pixels.
pub fn find(page: &Rgb, seals: &[PixelBox], line: f64) -> Vec<PixelBox> {
    if !(8.0..400.0).contains(&line) {
        return Vec::new();
    }
    let factor = ((line / 10.0).floor() as usize).max(1);
    let small = Small::reduced(page, factor);
    let paper = paper_tint(page);
    let mask: Vec<bool> = small.rgb.iter().map(|p| redness(*p, paper) >= INK).collect();
    // Ridges are half a millimetre apart.
    let closed = close(&mask, small.w, 1);
    let (labels, found) = components(&closed, small.w, Connectivity::Four);
    let unit = line / factor as f64;
    let mut out = Vec::new();
    for blob in found {
        let b = blob.bounds;
        let (w, h) = (f64::from(b.w) / unit, f64::from(b.h) / unit);
        let (long, short) = (w.max(h), w.min(h));
        // A fingertip leaves 8 to 22 mm by 10 to 30 mm.
        if !(1.6..7.5).contains(&long) || short < 1.3 || long > 2.4 * short {
            continue;
        }
        let fill = blob.area as f64 / b.area().max(1) as f64;
        let own = |i: usize| labels.get(i) == Some(&blob.label);
        // The middle of a fingertip bears ink; that of a ring does not.
        let (cx, cy) = (b.x + b.w / 2, b.y + b.h / 2);
        let mut core = 0;
        for dy in -1..=1 {
            for dx in -1..=1 {
                core += usize::from(own(((cy + dy) * small.w as i32 + cx + dx).max(0) as usize));
            }
        }
        let place = small.box_to_page(b);
        let sealed = seals.iter().any(|s| place.covered_by(s.grow(s.w / 20, s.h / 20)) > 0.3);
        if (0.5..0.95).contains(&fill) && core >= 6 && !sealed {
            out.push(place);
        }
    }
    out.sort();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(print: bool, ring: bool) -> Rgb {
        Rgb::from_fn(900, 600, |x, y| {
            let (dx, dy) = ((x as f32 - 500.0) / 48.0, (y as f32 - 300.0) / 66.0);
            let r = (dx * dx + dy * dy).sqrt();
            let ridge = ((r * 66.0 / 4.0) as i32) % 3 != 0;
            let on = (print && r < 1.0 && ridge) || (ring && (0.9..1.0).contains(&r));
            image::Rgb(if on { [205, 60, 70] } else { [250; 3] })
        })
    }

    #[test]
    fn a_fingertip_is_found_and_a_ring_is_not() {
        let found = find(&page(true, false), &[], 34.0);
        assert_eq!(found.len(), 1);
        assert!(
            found[0].iou(PixelBox {
                x: 452,
                y: 234,
                w: 96,
                h: 132
            }) > 0.8
        );
        assert!(find(&page(false, true), &[], 34.0).is_empty());
        assert!(find(&page(false, false), &[], 34.0).is_empty());
        let covered = PixelBox {
            x: 400,
            y: 200,
            w: 200,
            h: 200,
        };
        assert!(find(&page(true, false), &[covered], 34.0).is_empty());
    }
}
