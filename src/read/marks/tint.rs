//! Red ink of single pixels at full size, by differences of their levels: for what is told pixel by pixel on a picture (pen from
//! ink under a seal, a fingertip's print). Seals are found in planes that even the light out ([`super::red`]).

use crate::pixels::{Rgb, luma};
use crate::vision::statistics::{histogram, middle};

/// Red ink over the paper's tint for one pixel: the smaller of red over green and twice red over blue; 0 for gold,
/// skin and wood, whose red lies much further over their blue than over their green.
pub fn redness(p: [u8; 3], paper: [i32; 2]) -> i32 {
    let (r, g, b) = (p[0] as i32, p[1] as i32, p[2] as i32);
    let over_green = r - g - paper[0];
    let over_blue = r - b - paper[1];
    if over_green <= 0 || over_blue <= 0 || over_green * 10 < over_blue * 7 {
        return 0;
    }
    over_green.min(2 * over_blue)
}

/// The paper's tint: medians of red over green and red over blue among the brighter half of the pixels.
pub fn paper_tint(page: &Rgb) -> [i32; 2] {
    let raw = page.as_raw();
    let step = 3 * (raw.len() / 3 / 40_000).max(1);
    let at = |i: usize| (raw.get(i), raw.get(i + 1), raw.get(i + 2));
    let samples = || {
        (0..raw.len()).step_by(step).filter_map(|i| match at(i) {
            (Some(r), Some(g), Some(b)) => Some((*r, *g, *b)),
            _ => None,
        })
    };
    let lumas = histogram(samples().map(|(r, g, b)| luma(r, g, b)));
    let count: u32 = lumas.iter().sum();
    let mut half = 0u8;
    let mut seen = 0;
    for (v, n) in lumas.iter().enumerate() {
        seen += n;
        if seen * 2 >= count {
            half = v as u8;
            break;
        }
    }
    let (mut rg, mut rb) = (Vec::new(), Vec::new());
    for (r, g, b) in samples() {
        if luma(r, g, b) >= half {
            rg.push(r as i32 - g as i32);
            rb.push(r as i32 - b as i32);
        }
    }
    [rg, rb].map(|mut v| middle(&mut v).unwrap_or(0).clamp(-40, 40))
}
