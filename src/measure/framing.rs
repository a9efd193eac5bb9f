//! How the document lies in the picture: sides it runs out of, how much of the picture it covers.

use super::Side;
use super::paper::Paper;

/// Share of the document's extent that must lie at a picture side to say that it runs out there. A thumb reaching in
/// over a card is a quarter of it at most; a cut side is nearly all of it, less its rounded corners.
const RUNS_OUT: f32 = 0.55;

/// Sides of a sheet.
const SIDES: usize = 4;
/// Sides on which the document leaves the picture although background is seen on others.
pub fn cut(paper: &Paper) -> Vec<Side> {
    if paper.quad.is_none() {
        return Vec::new();
    }
    let sides: [Side; SIDES] = [Side::Left, Side::Top, Side::Right, Side::Bottom];
    let cut: Vec<Side> = sides
        .into_iter()
        .zip(paper.touch)
        .filter(|(_, t)| *t >= RUNS_OUT)
        .map(|(s, _)| s)
        .collect();
    if cut.len() < SIDES { cut } else { Vec::new() }
}

/// Share of the picture that the document covers, 0 to 1; 1 where no edge was seen.
pub fn coverage(paper: &Paper, w: usize, h: usize) -> f64 {
    paper
        .quad
        .map_or(1.0, |q| (f64::from(q.area()) / (w * h).max(1) as f64).min(1.0))
}
