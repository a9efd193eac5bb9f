//! Where faces are, by YuNet (`docs/dependencies.md`): the page scaled into a square, and what the network says of each cell of
//! three grids.

use super::Face;
use crate::geometry::{PixelBox, Point};
use crate::pixels::{self, Rgb};
use crate::read::ocr::FaceValues;

/// Side of the square that the network takes (the shape in its file).
const SIDE: usize = 640;
/// Longer side of the picture in it: the face of a portrait is then 60 to 250 pixels wide, of those that the network was trained
/// on (10 to 300).
const PICTURE: f64 = 400.0;
/// Pixels of the square for each cell, by grid.
const STRIDES: [usize; 3] = [8, 16, 32];
/// Two boxes that share more than this of their union are one face.
const SAME: f32 = 0.3;

/// Faces that are at least so sure, surest first. `run` gives the network's values for a square; `None` where it fails.
pub(super) fn faces(page: &Rgb, least: f32, run: impl FnOnce(Vec<f32>) -> Option<FaceValues>) -> Option<Vec<Face>> {
    let (w, h) = page.dimensions();
    if w == 0 || h == 0 {
        return Some(Vec::new());
    }
    let scale = PICTURE / f64::from(w.max(h));
    let to = |side: u32| ((f64::from(side) * scale).round() as u32).clamp(1, SIDE as u32);
    let small = pixels::resized(page, to(w), to(h));
    let values = run(square(&small))?;
    let mut found: Vec<Face> = Vec::new();
    for (grid, stride) in values.grids.iter().zip(STRIDES) {
        let cells = SIDE / stride;
        for cell in 0..cells * cells {
            let at = |values: &[f32], n: usize, i: usize| values.get(cell * n + i).copied().unwrap_or(0.0);
            let sure = (at(&grid.class, 1, 0).clamp(0.0, 1.0) * at(&grid.object, 1, 0).clamp(0.0, 1.0)).sqrt();
            if sure < least {
                continue;
            }
            let step = stride as f64;
            let (column, row) = ((cell % cells) as f64, (cell / cells) as f64);
            let middle = (
                (column + f64::from(at(&grid.boxes, 4, 0))) * step / scale,
                (row + f64::from(at(&grid.boxes, 4, 1))) * step / scale,
            );
            let side = |i: usize| f64::from(at(&grid.boxes, 4, i)).min(8.0).exp() * step / scale;
            let (width, height) = (side(2), side(3));
            let point = |i: usize| Point {
                x: ((column + f64::from(at(&grid.points, 10, 2 * i))) * step / scale) as f32,
                y: ((row + f64::from(at(&grid.points, 10, 2 * i + 1))) * step / scale) as f32,
            };
            found.push(Face {
                area: PixelBox {
                    x: (middle.0 - width / 2.0).round() as i32,
                    y: (middle.1 - height / 2.0).round() as i32,
                    w: width.round() as i32,
                    h: height.round() as i32,
                },
                confidence: f64::from(sure),
                eyes: in_order([point(0), point(1)]),
                nose: point(2),
                mouth: in_order([point(3), point(4)]),
            });
        }
    }
    found.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    let mut kept: Vec<Face> = Vec::new();
    for face in found {
        if kept.iter().all(|k| k.area.iou(face.area) < SAME) {
            kept.push(face);
        }
    }
    Some(kept)
}

/// The one on the left first.
fn in_order(mut points: [Point; 2]) -> [Point; 2] {
    points.sort_by(|a, b| a.x.total_cmp(&b.x));
    points
}

/// The picture in the upper left of a black square, as three planes (blue, green, red) of values 0 to 255.
fn square(picture: &Rgb) -> Vec<f32> {
    let mut planes = vec![0.0; 3 * SIDE * SIDE];
    for (x, y, pixel) in picture.enumerate_pixels() {
        let at = y as usize * SIDE + x as usize;
        for (channel, value) in pixel.0.iter().enumerate() {
            if let Some(to) = planes.get_mut((2 - channel) * SIDE * SIDE + at) {
                *to = f32::from(*value);
            }
        }
    }
    planes
}
