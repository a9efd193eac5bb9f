//! Cards laid flat.

use crate::geometry::{Projection, Quad};
use crate::pixels::Rgb;
use crate::vision::warp::warp;

/// A card laid flat: its outline brought to a rectangle, with a rim around it for an outline that was fitted too tight.
#[derive(Debug)]
pub(super) struct Flat {
    /// The picture.
    pub picture: Rgb,
    map: Projection,
    rim: f32,
}

impl Flat {
    /// Lays the outline flat, its longer side `side` pixels with the rim (`rim` as a share of each side). `None` where the
    /// corners span nothing.
    pub fn of(page: &Rgb, outline: &Quad, side: u32, rim: f32) -> Option<Self> {
        let map = Projection::onto(outline)?;
        let (w, h) = (
            outline.width() * (1.0 + 2.0 * rim),
            outline.height() * (1.0 + 2.0 * rim),
        );
        let scale = side as f32 / w.max(h);
        let (width, height) = ((w * scale).round() as u32, (h * scale).round() as u32);
        if width < 8 || height < 8 {
            return None;
        }
        let whole = 1.0 + 2.0 * rim;
        let picture = warp(page, width, height, 1.0 / scale, |u, v| {
            map.at(u * whole - rim, v * whole - rim)
        });
        Some(Self { picture, map, rim })
    }
    /// A rectangle found on the flat picture, in pixels of the page.
    pub fn back(&self, quad: &Quad) -> Quad {
        let (w, h) = (self.picture.width() as f32, self.picture.height() as f32);
        let whole = 1.0 + 2.0 * self.rim;
        Quad(
            quad.0
                .map(|p| self.map.at(p.x / w * whole - self.rim, p.y / h * whole - self.rim)),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Point;

    #[test]
    fn a_card_in_perspective_is_laid_flat_and_its_lines_found_again() {
        let p = |x: f32, y: f32| Point { x, y };
        let outline = Quad([p(40.0, 30.0), p(360.0, 60.0), p(340.0, 240.0), p(60.0, 220.0)]);
        let map = Projection::onto(&outline).unwrap();
        let mut page = Rgb::from_pixel(400, 300, image::Rgb([90; 3]));
        // A dark bar over the middle third of the card's width at half its height.
        for i in 0..400 {
            for j in 0..60 {
                let at = map.at(1.0 / 3.0 + i as f32 / 1200.0, 0.45 + j as f32 / 600.0);
                page.put_pixel(at.x as u32, at.y as u32, image::Rgb([10; 3]));
            }
        }
        let flat = Flat::of(&page, &outline, 320, 0.05).unwrap();
        let (w, h) = flat.picture.dimensions();
        assert_eq!(w, 320);
        let column = |x: f32| flat.picture.get_pixel((x * w as f32) as u32, h / 2).0[0];
        assert!(column(0.5) < 30 && column(0.2) > 70 && column(0.8) > 70);
        let bar = Quad::from_box(crate::geometry::PixelBox {
            x: (w as f32 * (0.05 + 1.0 / 3.0) / 1.1) as i32,
            y: (h as f32 * 0.5 / 1.1) as i32,
            w: (w as f32 / 3.3) as i32,
            h: (h as f32 * 0.1 / 1.1) as i32,
        });
        let back = flat.back(&bar);
        assert!(back.0[0].distance(map.at(1.0 / 3.0, 0.45)) < 4.0, "{back:?}");
        assert!(back.0[2].distance(map.at(2.0 / 3.0, 0.55)) < 4.0, "{back:?}");
    }
}
