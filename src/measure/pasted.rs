//! What was put into a picture afterwards: patches without grain in a picture that has grain, and lines typed over, whose
//! ground is flatter and whose edges are steeper than those of the lines around them, or steeper than the lens draws any.

use super::Spot;
use crate::geometry::PixelBox;
use crate::pixels::Grey;
use crate::vision::components::{Connectivity, components};
use crate::vision::statistics::{histogram, quantile};

/// Side of a cell in pixels.
const CELL: usize = 4;
/// Share of cells without grain from which the whole picture is smooth (born digital, a clean scan, heavy compression) and
/// flatness says nothing.
const SMOOTH_PICTURE: f64 = 0.06;

/// Noise (grey levels, [`super::noise`]) a picture must have before missing grain says anything. JPEG takes the grain out of
/// phone photographs: those drawn by the kit keep 0.1 to 0.45 and then have patches without grain by themselves.
const LEAST_NOISE: f64 = 0.6;

/// Cells of a side that patches are sought in.
const LEAST_CELLS: usize = 16;
/// Level above which the sensor clips its own grain.
const CLIPPED: u8 = 250;
/// Patches, the largest first. None in a picture whose compression took the grain everywhere. `noise`: the picture's, grey
/// levels ([`super::noise`]). Strength: share of the patch's cells without grain.
pub fn find(grey: &Grey, area: Option<PixelBox>, noise: f64) -> Vec<Spot> {
    let whole = PixelBox::whole(grey.width(), grey.height());
    let a = area.unwrap_or(whole).clamp_to(grey.width(), grey.height());
    let (w, h) = (a.w as usize / CELL, a.h as usize / CELL);
    if w.min(h) < LEAST_CELLS || noise < LEAST_NOISE {
        return Vec::new();
    }
    let stride = grey.width() as usize;
    let raw = grey.as_raw();
    let mut flat = vec![false; w * h];
    let (mut count, mut judged) = (0usize, 0usize);
    let (mut lows, mut highs) = (vec![0u8; w * CELL], vec![0u8; w * CELL]);
    for y in 0..h {
        lows.fill(255);
        highs.fill(0);
        for j in 0..CELL {
            let from = (a.y as usize + y * CELL + j) * stride + a.x as usize;
            let row = raw.get(from..from + w * CELL).unwrap_or(&[]);
            for ((lo, hi), v) in lows.iter_mut().zip(&mut highs).zip(row) {
                *lo = (*lo).min(*v);
                *hi = (*hi).max(*v);
            }
        }
        for (x, (lows, highs)) in lows.chunks_exact(CELL).zip(highs.chunks_exact(CELL)).enumerate() {
            let lo = lows.iter().fold(255, |lo, v| lo.min(*v));
            let hi = highs.iter().fold(0, |hi, v| hi.max(*v));
            // Near black and white the sensor clips its own grain; edges are print.
            if lo < 60 || hi > CLIPPED || hi - lo > 24 {
                continue;
            }
            judged += 1;
            if hi - lo <= 1 {
                count += 1;
                if let Some(f) = flat.get_mut(y * w + x) {
                    *f = true;
                }
            }
        }
    }
    if judged == 0 || count as f64 > SMOOTH_PICTURE * judged as f64 {
        return Vec::new();
    }
    let base = count as f64 / judged as f64;
    // Flat cells of one patch lie within two cells of each other: print stands between them.
    let (_, found) = components(&flat, w, Connectivity::Within(2));
    let cell = CELL as i32;
    let mut out = Vec::new();
    for patch in found {
        let (b, n) = (patch.bounds, patch.area);
        let density = n as f64 / b.area() as f64;
        // Two dozen cells without grain, six times as dense as elsewhere, are no accident of the grain.
        if n >= 24 && b.w >= 4 && b.h >= 3 && density > (6.0 * base).max(0.15) {
            out.push(Spot {
                area: PixelBox {
                    x: a.x + b.x * cell,
                    y: a.y + b.y * cell,
                    w: b.w * cell,
                    h: b.h * cell,
                },
                strength: (density * 100.0).round() / 100.0,
            });
        }
    }
    out.sort_by_key(|s| (-s.area.area(), s.area));
    out
}

/// Least lines of print beside a suspect one to say what is usual on the page.
const LEAST_LINES: usize = 3;
/// Steepest steps of print, share of the contrast from one pixel to the next: typed in a picture editor 0.93 to 0.98, seen
/// through a lens 0.4 to 0.9 (sharpened pictures up to 1, but then on every line).
const TYPED_STEP: f64 = 0.88;
/// ... and steeper than on the page's other lines by this factor: a flatbed's lines are all that steep, and those of them that
/// stand beside guilloche are less flat.
const STEEPER: f64 = 1.15;
/// How much more of the ground's neighbours are exactly equal than on the page's other lines: retyped lines 0.17 to 0.41,
/// others within 0.1 wherever the steps are that steep.
const FLATTER: f64 = 0.15;

/// What one line of print looks like.
#[derive(Debug, Clone, Copy)]
struct Look {
    /// Share of neighbouring ground pixels that are exactly equal.
    flat: f64,
    /// Deviation of the ground away from ink, levels.
    deviation: f64,
    /// Steepest steps over the contrast.
    step: f64,
    /// Levels between ground and print.
    contrast: f64,
}

/// Steepness that photographed print does not reach: on 80 untouched cards at most 0.82.
const BEYOND_LENS: f64 = 0.85;
/// How much steeper than every other line a line is that did not go through the lens: the number typed over on 20
/// photographed cards 1.11 to 1.6 times the steepest other line, on 80 untouched cards at most 0.93.
const UNLIKE_LENS: f64 = 1.1;
/// Steepness of the other lines from which the camera sharpened the picture (80 cards of a lens alone reach 0.82, their second
/// line 0.8), and how much steeper a line must be then: sharpening tells small print from large by 1.11.
const SHARPENED: f64 = 0.8;
const UNLIKE_SHARPENED: f64 = 1.2;
/// Lines from which the steepest of them tells what the lens does; on a card's side with the emblem four of its long lines are left,
/// whose print differs in size and weight (0.9 beside 0.8, 0.7 and 0.7 untouched), and one must stand out as among sharpened ones.
const MANY: usize = 6;
/// Height in pixels from which a line's edges tell a lens: strokes of smaller print are one pixel wide.
const LEAST_HEIGHT: i32 = 24;
/// Share of the usual contrast that a line typed over has at least: grain makes steps on pale labels.
const AS_DARK: f64 = 0.9;

/// Characters of a line from which its edges and its ground tell: in fewer, a dozen pixels of one stroke decide (boxes for check marks,
/// a label of two characters and one of two beside a value of one were taken for typed in 5 of 97 cases photographed otherwise).
const LEAST_CHARACTERS: usize = 5;

/// A line of recognised print.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Its level box, pixels.
    pub area: PixelBox,
    /// Letters, digits and Chinese characters in it.
    pub characters: usize,
}

/// What is known of the page whose lines are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Printed {
    /// A card, printed in one pass on one ground.
    Card,
    /// Any other paper: a licence's values are printed over its form and may stand out from it.
    Paper,
}

/// Lines of print that were typed over. On a card: their ground is flatter and their edges steeper than those of the other
/// lines. On a photograph of anything: their edges are as steep as only a picture editor draws them, and steeper than all
/// others by a clear step, since one lens drew those. `lines`: those that run level. Heavy compression flattens all lines alike and
/// so tells nothing.
pub fn retyped(grey: &Grey, lines: &[Line], printed: Printed, photographed: bool) -> Vec<Spot> {
    if printed == Printed::Paper && !photographed {
        return Vec::new();
    }
    let looks: Vec<(Line, Look)> = lines.iter().filter_map(|l| Some((*l, look(grey, l.area)?))).collect();
    if looks.len() <= LEAST_LINES {
        return Vec::new();
    }
    let mut out = Vec::new();
    if printed == Printed::Card {
        out = flatter(&looks);
    }
    if out.is_empty() && photographed {
        out = steeper(&looks);
    }
    // Many such lines are a page of two kinds of print, no patch.
    if out.len() * 3 > looks.len() { Vec::new() } else { out }
}

/// Lines that are flatter and steeper than the usual other line.
fn flatter(looks: &[(Line, Look)]) -> Vec<Spot> {
    let usual = |get: fn(&Look) -> f64, but: usize| {
        let mut v: Vec<f64> = looks
            .iter()
            .enumerate()
            .filter(|(i, _)| *i != but)
            .map(|(_, l)| get(&l.1))
            .collect();
        v.sort_by(f64::total_cmp);
        v.get(v.len() / 2).copied().unwrap_or(0.0)
    };
    let mut out = Vec::new();
    for (i, (line, l)) in looks.iter().enumerate() {
        let flatter = l.flat - usual(|l| l.flat, i);
        if flatter >= FLATTER
            && line.characters >= LEAST_CHARACTERS
            && l.step >= TYPED_STEP.max(STEEPER * usual(|l| l.step, i))
            && l.deviation < 0.75 * usual(|l| l.deviation, i)
        {
            out.push(Spot {
                area: line.area,
                strength: (flatter / (2.0 * FLATTER)).min(1.0),
            });
        }
    }
    out
}

/// The lines above the widest step in steepness, where that step is one that no lens makes.
fn steeper(looks: &[(Line, Look)]) -> Vec<Spot> {
    let mut by_step: Vec<&(Line, Look)> = looks.iter().collect();
    by_step.sort_by(|a, b| b.1.step.total_cmp(&a.1.step));
    let steps = by_step.windows(2).enumerate().filter_map(|(k, pair)| {
        let [above, below] = [pair.first()?.1.step, pair.last()?.1.step];
        let least = if below > SHARPENED || looks.len() < MANY {
            UNLIKE_SHARPENED
        } else {
            UNLIKE_LENS
        };
        let ratio = above / below;
        (above >= BEYOND_LENS && ratio >= least).then_some((k, ratio))
    });
    let Some((last, ratio)) = steps.max_by(|a, b| a.1.total_cmp(&b.1)) else {
        return Vec::new();
    };
    let mut contrasts: Vec<f64> = looks.iter().map(|(_, l)| l.contrast).collect();
    contrasts.sort_by(f64::total_cmp);
    let usual = contrasts.get(contrasts.len() / 2).copied().unwrap_or(0.0);
    let typed = by_step.get(..=last).unwrap_or_default();
    let print = |(line, l): &&(Line, Look)| line.area.h >= LEAST_HEIGHT && l.contrast >= AS_DARK * usual;
    if !typed.iter().all(print) {
        return Vec::new();
    }
    let strength = ((ratio - 1.0) / (2.0 * (UNLIKE_LENS - 1.0))).min(1.0);
    let spot = |(line, _): &&(Line, Look)| Spot {
        area: line.area,
        strength,
    };
    let long = typed.iter().filter(|(line, _)| line.characters >= LEAST_CHARACTERS);
    long.map(spot).collect()
}

/// Height of a line's print that is looked at, pixels, and halves of it that the line must be long.
const LEAST_LINE: usize = 10;
const LINE_OF: usize = 3;
/// Pairs of ground, pixels of clear ground and of ink that must be seen before a line is told.
const LEAST_PAIRS: u32 = 200;
const LEAST_CLEAR: f64 = 60.0;
const LEAST_INK: usize = 40;
fn look(grey: &Grey, area: PixelBox) -> Option<Look> {
    let a = area.grow(0, -area.h / 8).clamp_to(grey.width(), grey.height());
    let (w, h) = (a.w as usize, a.h as usize);
    if h < LEAST_LINE || w < LINE_OF * h / 2 {
        return None;
    }
    let stride = grey.width() as usize;
    let raw = grey.as_raw();
    let row = |y: usize| {
        raw.get((a.y as usize + y) * stride + a.x as usize..)
            .and_then(|r| r.get(..w))
            .unwrap_or(&[])
    };
    let histogram = histogram((0..h).flat_map(row).copied());
    let high = i32::from(quantile(&histogram, 0.75));
    let low = i32::from(quantile(&histogram, 0.03));
    let contrast = high - low;
    // Too pale to tell; at the sensor's end a ground is flat by itself.
    if contrast < 60 || i32::from(CLIPPED) < high {
        return None;
    }
    let (mut pairs, mut equal, mut ink) = (0u32, 0u32, 0usize);
    let mut steps = [0u32; 256];
    let (mut n, mut sum, mut squares) = (0f64, 0f64, 0f64);
    for y in 0..h {
        let (here, below) = (row(y), row((y + 1).min(h - 1)));
        let rows: Vec<&[u8]> = (y.saturating_sub(2)..(y + 3).min(h)).map(row).collect();
        for x in 0..w {
            let v = i32::from(here.get(x).copied().unwrap_or(0));
            ink += usize::from(v < high - 20);
            if let Some(r) = here.get(x + 1).map(|r| i32::from(*r)) {
                steps[(v - r).unsigned_abs() as usize] += 1;
                if v > high - 12 && r > high - 12 {
                    pairs += 1;
                    equal += u32::from(v == r);
                }
            }
            let b = i32::from(below.get(x).copied().unwrap_or(0));
            steps[(v - b).unsigned_abs() as usize] += 1;
            let clear = v > high - 20
                && rows.iter().all(|r| {
                    r.get(x.saturating_sub(2)..(x + 3).min(w))
                        .is_some_and(|s| s.iter().all(|q| i32::from(*q) >= high - 20))
                });
            if clear {
                n += 1.0;
                sum += f64::from(v);
                squares += f64::from(v * v);
            }
        }
    }
    if pairs < LEAST_PAIRS || n < LEAST_CLEAR || ink < LEAST_INK {
        return None;
    }
    // The steepest steps, as many as a twelfth of the ink.
    let want = (ink / 12).max(10) as u32;
    let (mut left, mut total) = (want, 0f64);
    for (v, &c) in steps.iter().enumerate().rev() {
        let take = c.min(left);
        total += f64::from(take) * v as f64;
        left -= take;
    }
    let mean = sum / n;
    Some(Look {
        flat: f64::from(equal) / f64::from(pairs),
        deviation: (squares / n - mean * mean).max(0.0).sqrt(),
        step: total / f64::from(want - left) / f64::from(contrast),
        contrast: f64::from(contrast),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grain(patch: bool) -> Grey {
        let mut seed = 5u32;
        Grey::from_fn(600, 400, move |x, y| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let inside = patch && (100..300).contains(&x) && (120..160).contains(&y);
            image::Luma([if inside { 190 } else { 186 + ((seed >> 16) % 9) as u8 }])
        })
    }

    #[test]
    fn a_line_typed_over_is_told_from_lines_seen_through_a_lens() {
        let line = |k: i32| PixelBox {
            x: 40,
            y: 30 + 60 * k,
            w: 400,
            h: 40,
        };
        let page = |typed: Option<i32>| {
            let mut seed = 9u32;
            Grey::from_fn(520, 400, move |x, y| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let k = (y as i32 - 30).div_euclid(60);
                let inside = (40..440).contains(&x) && (30..330).contains(&y) && (y - 30) % 60 < 40;
                let hard = typed == Some(k) && inside;
                // Strokes six pixels wide in the middle rows, their edges two pixels soft under a lens.
                let rows = inside && (8..32).contains(&((y - 30) % 60));
                let ink = match x % 22 {
                    8..=13 if rows => 1.0,
                    7 | 14 if rows && !hard => 0.66,
                    6 | 15 if rows && !hard => 0.33,
                    _ => 0.0,
                };
                let ink = if hard || ink < 1.0 { ink } else { 0.95 };
                let noise = if hard { 0.0 } else { f64::from((seed >> 16) % 7) - 3.0 };
                image::Luma([(215.0 - 170.0 * ink + noise) as u8])
            })
        };
        let boxes = |characters: usize| -> Vec<Line> {
            let area = (0..5).map(line);
            area.map(|area| Line { area, characters }).collect()
        };
        let found = |typed, printed, photographed| -> Vec<PixelBox> {
            let spots = retyped(&page(typed), &boxes(18), printed, photographed);
            spots.iter().map(|s| s.area).collect()
        };
        for (printed, photographed) in [(Printed::Card, false), (Printed::Card, true), (Printed::Paper, true)] {
            assert!(found(None, printed, photographed).is_empty());
            assert_eq!(found(Some(3), printed, photographed), [line(3)]);
        }
        // A box to be ticked; a scanned licence with one line printed over it.
        assert!(retyped(&page(Some(3)), &boxes(1), Printed::Paper, true).is_empty());
        assert!(found(Some(3), Printed::Paper, false).is_empty());
    }

    #[test]
    fn among_few_lines_the_steepest_must_stand_out_more() {
        let looks = |steps: &[f64]| -> Vec<(Line, Look)> {
            let look = |(k, step): (usize, &f64)| {
                let area = PixelBox {
                    x: 40,
                    y: 60 * k as i32,
                    w: 400,
                    h: 40,
                };
                let look = Look {
                    flat: 0.1,
                    deviation: 3.0,
                    step: *step,
                    contrast: 150.0,
                };
                (Line { area, characters: 10 }, look)
            };
            steps.iter().enumerate().map(look).collect()
        };
        assert!(steeper(&looks(&[0.7, 0.9, 0.7, 0.79])).is_empty());
        assert_eq!(steeper(&looks(&[0.7, 0.9, 0.7, 0.7])).len(), 1);
        assert_eq!(steeper(&looks(&[0.7, 0.9, 0.7, 0.79, 0.7, 0.7])).len(), 1);
    }

    #[test]
    fn a_flat_patch_in_grain_is_found_and_grain_or_flatness_alone_is_not() {
        let find = |grey: &Grey| find(grey, None, crate::measure::noise::of(grey).deviation);
        let found = find(&grain(true));
        assert_eq!(found.len(), 1);
        assert!(
            found[0].area.iou(PixelBox {
                x: 100,
                y: 120,
                w: 200,
                h: 40
            }) > 0.8
        );
        assert!(find(&grain(false)).is_empty());
        assert!(find(&Grey::from_pixel(400, 300, image::Luma([200]))).is_empty());
    }
}
