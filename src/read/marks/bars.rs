//! Whether a picture may hold bars: many parallel edges side by side. Readers of bar codes walk along every row and column for
//! each of their codes; most pages hold none.
//!
//! The structure tensor (Foerstner and Guelch 1987) of small tiles tells where edges run one way; bars are a patch of such
//! tiles, all of one direction, several of them across the bars: print runs every way, and rules and frames are thin.

use crate::pixels::Grey;

/// Side of a tile, pixels.
const TILE: usize = 16;
/// Pictures of fewer pixels are taken to hold bars: looking costs little, and a tile is large in them.
const FEW: usize = 300_000;
/// Mean square of the steps from pixel to pixel from which a tile has edges: blurred bars.
const LEAST_EDGES: f32 = 60.0;
/// How much of the edges runs one way (0 to 1).
const ONE_WAY: f32 = 0.7;
/// Cosine of twice the angle within which neighbours run the same way: 15 degrees.
const SAME_WAY: f32 = 0.866;
/// Tiles that bars cover at least across and along them, and in all.
const ACROSS: f32 = 4.0;
const ALONG: f32 = 2.0;
const LEAST_TILES: usize = 10;
/// Share of the patch's own rectangle that its tiles fill: the rings of seals bend.
const FILLED: f32 = 0.55;

/// The way the edges of a tile run: cosine and sine of twice the angle of their gradient; `None` where they run every way.
type Way = Option<(f32, f32)>;

/// Whether bars may stand anywhere on the picture, at any angle.
pub fn may_stand(grey: &Grey) -> bool {
    let (w, h) = (grey.width() as usize, grey.height() as usize);
    if w * h < FEW {
        return true;
    }
    let (cols, rows) = (w / TILE, h / TILE);
    let ways: Vec<Way> = (0..rows)
        .flat_map(|row| (0..cols).map(move |col| (row, col)))
        .map(|(row, col)| way(grey.as_raw(), w, row * TILE, col * TILE))
        .collect();
    patches(&ways, cols).iter().any(|patch| barred(patch, &ways, cols))
}

/// How the edges of the tile at a place run.
fn way(data: &[u8], w: usize, top: usize, left: usize) -> Way {
    let (mut xx, mut yy, mut xy) = (0i32, 0i32, 0i32);
    // The last row and column have no further one to be held against within the tile.
    for y in top..top + TILE - 1 {
        let row = data.get(y * w + left..y * w + left + TILE)?;
        let below = data.get((y + 1) * w + left..(y + 1) * w + left + TILE)?;
        for (over, under) in row.windows(2).zip(below.windows(2)) {
            let [a, b, c, d] = [over[0], over[1], under[0], under[1]].map(i32::from);
            // Steps across and down the middle of four pixels.
            let (dx, dy) = ((b + d - a - c) / 2, (c + d - a - b) / 2);
            xx += dx * dx;
            yy += dy * dy;
            xy += dx * dy;
        }
    }
    let all = (xx + yy) as f32;
    let (cos, sin) = ((xx - yy) as f32, 2.0 * xy as f32);
    let length = cos.hypot(sin);
    let steps = ((TILE - 1) * (TILE - 1)) as f32;
    (all >= LEAST_EDGES * steps && length >= ONE_WAY * all).then(|| (cos / length, sin / length))
}

/// Neighbouring tiles whose edges run the same way.
fn patches(ways: &[Way], cols: usize) -> Vec<Vec<usize>> {
    let mut seen = vec![false; ways.len()];
    let mut out = Vec::new();
    for start in 0..ways.len() {
        if seen[start] || ways[start].is_none() {
            continue;
        }
        seen[start] = true;
        let mut patch = vec![start];
        let mut next = 0;
        while let Some(at) = patch.get(next).copied() {
            next += 1;
            let Some((cos, sin)) = ways[at] else { continue };
            let (row, col) = (at / cols, at % cols);
            for y in row.saturating_sub(1)..=row + 1 {
                for x in col.saturating_sub(1)..=(col + 1).min(cols - 1) {
                    let n = y * cols + x;
                    let same = |w: (f32, f32)| w.0 * cos + w.1 * sin >= SAME_WAY;
                    if ways.get(n).copied().flatten().is_some_and(same) && !seen[n] {
                        seen[n] = true;
                        patch.push(n);
                    }
                }
            }
        }
        if patch.len() >= LEAST_TILES {
            out.push(patch);
        }
    }
    out
}

/// Whether a patch reaches far enough across and along its edges and is a rectangle of them, measured by its spread (a run of n has the standard
/// deviation n / sqrt 12).
fn barred(patch: &[usize], ways: &[Way], cols: usize) -> bool {
    let n = patch.len() as f32;
    let sum = patch.iter().filter_map(|at| ways.get(*at).copied().flatten());
    let (cos, sin) = sum.fold((0.0, 0.0), |s, w| (s.0 + w.0, s.1 + w.1));
    let angle = f32::atan2(sin, cos) / 2.0;
    let (ux, uy) = (angle.cos(), angle.sin());
    let place = |at: &usize| ((at % cols) as f32, (at / cols) as f32);
    let spread = |ux: f32, uy: f32| {
        let mean = patch.iter().map(place).map(|(x, y)| x * ux + y * uy).sum::<f32>() / n;
        let square = |(x, y): (f32, f32)| (x * ux + y * uy - mean).powi(2);
        // A tile has an extent of its own.
        (12.0 * patch.iter().map(place).map(square).sum::<f32>() / n + 1.0).sqrt()
    };
    let (across, along) = (spread(ux, uy), spread(-uy, ux));
    across >= ACROSS && along >= ALONG && n >= FILLED * across * along
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bars of uneven widths, 40 x 11 mm of an A4 page, turned by an angle, below rules, blocks for characters and a ring.
    fn page(bars: bool, degrees: f32) -> Grey {
        let (sin, cos) = degrees.to_radians().sin_cos();
        Grey::from_fn(1000, 800, |x, y| {
            let (u, v) = (x as f32 - 500.0, y as f32 - 600.0);
            let (u, v) = (u * cos + v * sin, v * cos - u * sin);
            let code = u.abs() < 145.0 && v.abs() < 40.0;
            let dark = if code && bars {
                matches!((u + 145.0) as u32 / 3 % 7, 0 | 2 | 3 | 5)
            } else {
                let rule = y % 90 < 2 && y < 450 || x % 300 < 2 && y < 450;
                let print = (20..45).contains(&(y % 90)) && y < 450 && x % 36 < 28 && (x / 4 + y / 4) % 3 != 0;
                let ring = ((x as f32 - 150.0).hypot(y as f32 - 620.0) - 120.0).abs() < 5.0;
                rule || print || ring
            };
            image::Luma([if dark { 40 } else { 235 }])
        })
    }

    #[test]
    fn bars_are_seen_at_any_angle_and_print_and_rules_are_none() {
        for degrees in [0.0, 12.0, 45.0, 90.0, 170.0] {
            assert!(may_stand(&page(true, degrees)), "{degrees}");
        }
        assert!(!may_stand(&page(false, 0.0)));
    }
}
