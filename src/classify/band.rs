//! Whether the printed border of a form is seen near a side of its picture: a band of rules and pattern with white on both sides.

use super::form::FormPlacement;
use crate::geometry::Homography;
use crate::measure::Side;
use crate::pixels::Rgb;

/// In widths of the border: its band, the white within and beyond it, and how far from its place it may be.
const BAND: f64 = 0.031;
const WITHIN: f64 = 0.025;
const BEYOND: f64 = 0.0075;
const ASTRAY: f64 = 0.0875;
/// Texture of the band over that of the white beside it, in the middle of a side's eight inner parts: 2.0 to 13 where the border is
/// seen, 0.3 to 1.4 where the picture ends before it.
const MIN_CONTRAST: f64 = 2.0;
/// Pixels a border's width at which the band is looked for.
const SCALE: f64 = 256.0;
/// Parts of a side; the first and last hold a corner.
const PARTS: usize = 10;

/// Whether the border's band is seen along a side, wherever near its place: texture between white on both sides of it.
pub fn is_seen(placement: &FormPlacement, picture: &Rgb, side: Side) -> bool {
    let across = |share: f64| (share * SCALE) as usize;
    let (band, within, after) = (across(BAND), across(WITHIN), across(BEYOND).max(1));
    let strip = Strip::along(placement, picture, side);
    let mut parts: Vec<f64> = Vec::new();
    // The emblem stands in the middle of the upper side.
    let inner = (1..PARTS - 1).filter(|i| side != Side::Top || !(PARTS / 2 - 1..=PARTS / 2).contains(i));
    for part in inner {
        let profile = strip.profile(part);
        let reach = profile.len();
        let mut best = 0.0f64;
        for x in within..reach.saturating_sub(band + 1 + after) {
            let (inside, on, outside) = (
                &profile[x - within..x - 2],
                &profile[x..x + band],
                &profile[x + band + 1..x + band + 1 + after],
            );
            let gather = |of: &[Option<f64>]| of.iter().copied().collect::<Option<Vec<f64>>>();
            let (Some(inside), Some(on), Some(outside)) = (gather(inside), gather(on), gather(outside)) else {
                continue;
            };
            let white = quantile(inside, 0.5).max(quantile(outside, 0.5));
            best = best.max(quantile(on, 0.25) / (white + 0.6));
        }
        parts.push(best);
    }
    quantile(parts, 0.5) >= MIN_CONTRAST
}

/// The neighbourhood of a side of the border, drawn level: rows along the side, columns from within outwards.
struct Strip {
    rows: usize,
    columns: usize,
    /// Texture, `None` beyond the picture.
    texture: Vec<Option<f64>>,
}

impl Strip {
    fn along(placement: &FormPlacement, picture: &Rgb, side: Side) -> Self {
        let [l, t, r, b] = placement.form.border;
        let unit = r - l;
        let step = unit / SCALE;
        let (inward, outward) = (BAND + ASTRAY + WITHIN, ASTRAY + BEYOND + 2.0 / SCALE);
        let columns = ((inward + outward) * SCALE) as usize;
        let (from, to, line, out) = match side {
            Side::Left => (t, b, l, -1.0),
            Side::Right => (t, b, r, 1.0),
            Side::Top => (l, r, t, -1.0),
            Side::Bottom => (l, r, b, 1.0),
        };
        let rows = ((to - from) / step) as usize;
        let light = |row: usize, column: usize| {
            let along = from + row as f64 * step;
            let across = line + out * (column as f64 * step - inward * unit);
            let (x, y) = match side {
                Side::Left | Side::Right => (across, along),
                Side::Top | Side::Bottom => (along, across),
            };
            sample(picture, &placement.onto_page, x, y)
        };
        let drawn: Vec<Option<f64>> = (0..rows)
            .flat_map(|row| (0..columns).map(move |column| (row, column)))
            .map(|(row, column)| light(row, column))
            .collect();
        let at = |row: usize, column: usize| drawn.get(row * columns + column).copied().flatten();
        let texture = (0..rows)
            .flat_map(|row| (0..columns).map(move |column| (row, column)))
            .map(|(row, column)| {
                let here = at(row, column)?;
                let before = |r: Option<f64>| r.map_or(0.0, |v| (here - v).abs());
                let (left, above) = (column.checked_sub(1), row.checked_sub(1));
                Some(before(left.and_then(|c| at(row, c))) + before(above.and_then(|r| at(r, column))))
            })
            .collect();
        Self { rows, columns, texture }
    }

    /// Mean texture of each column over one part of the side; `None` where most of it lies beyond the picture.
    fn profile(&self, part: usize) -> Vec<Option<f64>> {
        let rows = self.rows * part / PARTS..self.rows * (part + 1) / PARTS;
        let column = |c: usize| {
            let seen: Vec<f64> = rows
                .clone()
                .filter_map(|r| self.texture.get(r * self.columns + c).copied().flatten())
                .collect();
            (2 * seen.len() > rows.len()).then(|| seen.iter().sum::<f64>() / seen.len() as f64)
        };
        (0..self.columns).map(column).collect()
    }
}

/// Light of the picture at a place of the form, between its four pixels; `None` beyond it.
fn sample(picture: &Rgb, onto_page: &Homography, x: f64, y: f64) -> Option<f64> {
    let (x, y) = onto_page.at(x, y);
    let (x, y) = (x - 0.5, y - 0.5);
    let (w, h) = (f64::from(picture.width()), f64::from(picture.height()));
    if !(x >= 0.0 && y >= 0.0 && x < w - 1.0 && y < h - 1.0) {
        return None;
    }
    let (x0, y0) = (x as u32, y as u32);
    let (fx, fy) = (x - f64::from(x0), y - f64::from(y0));
    let light = |dx: u32, dy: u32| luma(picture.get_pixel(x0 + dx, y0 + dy).0);
    let (upper, lower) = (
        light(0, 0) * (1.0 - fx) + light(1, 0) * fx,
        light(0, 1) * (1.0 - fx) + light(1, 1) * fx,
    );
    Some(upper * (1.0 - fy) + lower * fy)
}

/// Light of a pixel, levels.
pub fn luma([r, g, b]: [u8; 3]) -> f64 {
    0.299 * f64::from(r) + 0.587 * f64::from(g) + 0.114 * f64::from(b)
}

/// The value below which a share of them lies; 0 of none.
fn quantile(mut values: Vec<f64>, share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let at = (share * values.len().saturating_sub(1) as f64).round() as usize;
    values.get(at).copied().unwrap_or(0.0)
}
