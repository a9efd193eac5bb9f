//! How a page was made: drawn by software, captured from a screen, scanned, photographed. Each answer names the evidence
//! that told it; where none does, the origin is unknown.
//!
//! Pictures that software drew have no grain and grounds of one exact colour. Sensors leave grain. A hand-held camera
//! also leaves what a flatbed cannot: a desk around the sheet, edges that are not parallel, light that falls off.

use super::downscaled::Small;
use super::{Colour, Measured, Origin, metric};
use crate::decode::{Metadata, PageImage, PageSource};
use crate::geometry::{PixelBox, Quad};
use crate::pixels::{Rgb, luma};
use crate::vision::statistics::quantile;

/// Share of pixels that bear the one commonest colour, from which a ground was filled by software. A scanner that clips
/// paper to white reaches this too, so grain is asked besides. Drawn pages measure 0.2 and more, sensors' pages up to 0.08
/// unless they clip.
const FILLED: f64 = 0.15;
/// Noise (grey levels) below which there is no grain: drawn pages measure 0, also after JPEG; a denoised phone picture 0.1.
const NO_GRAIN: f64 = 0.06;
/// Share of middle tones' cells without any grain from which nothing was seen by a sensor.
const SMOOTH: f64 = 0.6;
/// Unevenness of light (share of the mean) beyond a flatbed's: scans measure up to 0.03, hand-held pictures 0.05 and more.
const UNEVEN: f64 = 0.06;
/// Directions of opposite edges differ by more than this (degrees) in no flatbed.
const TILTED: f64 = 0.8;

/// Programs and devices whose name in the file tells a scanner.
const SCANNERS: [&str; 10] = [
    "scan",
    "twain",
    "paperstream",
    "naps2",
    "vuescan",
    "officejet",
    "laserjet",
    "workcentre",
    "bizhub",
    "imagerunner",
];

/// Origin and what told it.
pub fn tell(
    page: &PageImage,
    metadata: &Metadata,
    small: &Small,
    quad: Option<&Quad>,
    m: &Measured,
) -> (Origin, &'static str) {
    let figure = |name: &str| m.figures.get(name).copied();
    if page.source == PageSource::PdfRendered && page.layer.iter().any(|l| !l.invisible) {
        return (Origin::BornDigital, "drawn from text and lines");
    }
    let noise = figure(metric::NOISE).unwrap_or(0.0);
    let smooth = figure(metric::SMOOTH).unwrap_or(0.0);
    let filled = filled_share(&page.pixels);
    let software = metadata.software.as_deref().unwrap_or_default().to_lowercase();
    let drawn = noise <= NO_GRAIN && (filled >= FILLED || smooth >= SMOOTH);
    if software.contains("screenshot")
        || software.contains("snip")
        || software.contains("截图")
        || software.contains("截屏")
    {
        return (Origin::ScreenCapture, "the program named in the file");
    }
    if drawn && m.screen.len() >= 2 {
        return (Origin::ScreenCapture, "no grain, and the marks of a screen");
    }
    // Black and white keeps no grain, whoever made it.
    if m.colour == Colour::Bilevel {
        return match page.source {
            PageSource::PdfPicture => (Origin::Scan, "one picture a page, black and white only"),
            PageSource::Picture | PageSource::PdfRendered => (Origin::Unknown, ""),
        };
    }
    // A scanner may clean paper to one colour too; it never lays a sheet down without any turn.
    let straight = figure(metric::SKEW_DEG).is_none_or(|d| d.abs() < 0.15);
    if drawn && filled >= FILLED && quad.is_none() && straight {
        return (Origin::BornDigital, "no grain, grounds of one exact colour");
    }
    if metadata.camera.is_some() && !SCANNERS.iter().any(|s| software.contains(s)) {
        return (Origin::Photo, "the camera named in the file");
    }
    if SCANNERS.iter().any(|s| software.contains(s)) {
        return (Origin::Scan, "the scanner named in the file");
    }
    if figure(metric::PERSPECTIVE_DEG).is_some_and(|d| d >= TILTED) {
        return (Origin::Photo, "edges that are not parallel");
    }
    let uneven = figure(metric::UNEVEN).unwrap_or(0.0);
    if let Some(q) = quad
        && !white_bed(small, q)
    {
        return (Origin::Photo, "a desk around the sheet");
    }
    if uneven >= UNEVEN {
        return (Origin::Photo, "uneven light");
    }
    if page.source == PageSource::PdfPicture {
        return (Origin::Scan, "one picture a page, even light");
    }
    if quad.is_some() {
        return (Origin::Scan, "a white bed, parallel edges, even light");
    }
    if uneven < UNEVEN / 2.0 && figure(metric::WHITE_POINT).is_some_and(|w| w > 0.9) {
        return (Origin::Scan, "white paper under even light");
    }
    (Origin::Unknown, "")
}

/// Share of the commonest exact colour among some 100 000 pixels.
fn filled_share(page: &Rgb) -> f64 {
    let pixels = page.as_raw().len() / 3;
    let stride = (pixels / 100_000).max(1) | 1;
    let taken = page.as_raw().chunks_exact(3).step_by(stride);
    let colours: Vec<u32> = taken.map(|p| u32::from_be_bytes([0, p[0], p[1], p[2]])).collect();
    // Counted coarsely first, by four bits of each channel: a group smaller than the commonest colour so far holds none commoner.
    let group = |c: u32| (c >> 12 & 0xf00 | c >> 8 & 0xf0 | c >> 4 & 0xf) as usize;
    let mut counts = vec![0usize; 4096];
    for c in &colours {
        counts[group(*c)] += 1;
    }
    let mut most = 0;
    while let Some((largest, &n)) = counts
        .iter()
        .enumerate()
        .max_by_key(|(_, n)| **n)
        .filter(|(_, n)| **n > most)
    {
        let mut within = Vec::with_capacity(n);
        within.extend(colours.iter().copied().filter(|c| group(*c) == largest));
        within.sort_unstable();
        most = within.chunk_by(|a, b| a == b).map(<[u32]>::len).fold(most, usize::max);
        counts[largest] = 0;
    }
    most as f64 / colours.len().max(1) as f64
}

/// Pixels around an outline that must be seen before they tell a lid.
const LEAST_AROUND: u64 = 200;
/// What surrounds the outline is the white lid of a scanner: bright, without tint, of one tone.
fn white_bed(small: &Small, quad: &Quad) -> bool {
    let inside = small.inside(Some(quad), -0.06);
    let (mut n, mut sum, mut squares, mut tinted) = (0u64, 0u64, 0u64, 0u64);
    for (p, _) in small.rgb.iter().zip(&inside).filter(|(_, i)| !**i) {
        let v = u64::from(luma(p[0], p[1], p[2]));
        n += 1;
        sum += v;
        squares += v * v;
        let spread = p[0].max(p[1]).max(p[2]) - p[0].min(p[1]).min(p[2]);
        tinted += u64::from(spread > 14);
    }
    if n < LEAST_AROUND {
        return true;
    }
    let mean = sum as f64 / n as f64;
    let deviation = (squares as f64 / n as f64 - mean * mean).max(0.0).sqrt();
    mean > 225.0 && deviation < 6.0 && tinted * 20 < n
}

/// Pixels of a ninth part that must be seen before its light is told.
const LEAST_OF_PART: u32 = 60;
/// Parts of nine whose light must be told.
const LEAST_PARTS: usize = 7;
/// Unevenness of the light on the document: the ground's tone (80th percentile) in nine parts of it, largest difference
/// over the mean, 0 to 1. `None` where too little of it is seen.
pub fn uneven(small: &Small, quad: Option<&Quad>) -> Option<f64> {
    let inside = small.inside(quad, 0.1);
    let area = quad.map_or(PixelBox::whole(small.w as u32, small.h as u32), Quad::bounds);
    let mut parts = vec![[0u32; 256]; 9];
    let third = |v: usize, from: i32, length: i32| (3 * (v as i32 - from) / length.max(1)).clamp(0, 2) as usize;
    let columns: Vec<usize> = (0..small.w).map(|x| third(x, area.x, area.w)).collect();
    let rows = small
        .luma
        .chunks_exact(small.w.max(1))
        .zip(inside.chunks_exact(small.w.max(1)));
    for (y, (luma, inside)) in rows.enumerate() {
        let r = third(y, area.y, area.h);
        for ((v, column), _) in luma.iter().zip(&columns).zip(inside).filter(|(_, i)| **i) {
            parts[3 * r + column][usize::from(*v)] += 1;
        }
    }
    let mut tones: Vec<f64> = parts
        .iter()
        .filter(|h| h.iter().sum::<u32>() > LEAST_OF_PART)
        .map(|h| f64::from(quantile(h, 0.8)))
        .collect();
    if tones.len() < LEAST_PARTS {
        return None;
    }
    tones.sort_by(f64::total_cmp);
    let mean = tones.iter().sum::<f64>() / tones.len() as f64;
    // The darkest part may be a portrait or a seal: it is left out.
    let (low, high) = (tones.get(1).copied()?, tones.last().copied()?);
    (mean > 1.0).then(|| (high - low) / mean)
}
