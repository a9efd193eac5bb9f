//! Which glyphs a person sees. A text layer says whatever its writer put there: print outside the page, under a picture or a
//! box, in the colour of its ground, or too small to read is no part of what the page shows.

use hayro::kurbo::{Affine, Rect};

use super::inventory::Mark;
use crate::pixels::Rgb;

/// Something opaque in the shape of a box.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cover {
    /// Where, in points.
    pub area: Rect,
    /// Number in painting order.
    pub order: usize,
}

/// Opaque boxes looked at; a form with a table has some hundred.
const COVERS: usize = 4000;
/// Differences of up to this many of 255 levels in each channel (3 %) are taken as not seen. The faintest grey that forms are
/// printed with differs by ten times that.
pub(super) const FAINT: u8 = 8;
/// Print smaller than this many points is not read by anybody: the smallest type in use is 4 points high.
const TINY: f64 = 1.5;

/// Marks what is under opaque boxes, and drops what stands outside the page.
pub(super) fn geometry(glyphs: &mut Vec<Mark>, covers: &[Cover], page: Rect) {
    let page = page.inflate(0.5, 0.5);
    glyphs.retain(|g| page.contains(middle(g)));
    let last = covers.len().saturating_sub(COVERS);
    for glyph in glyphs {
        let spot = middle(glyph);
        let covered = || {
            covers
                .iter()
                .skip(last)
                .any(|c| c.order > glyph.order && c.area.contains(spot))
        };
        let em = glyph.up.0.hypot(glyph.up.1);
        if em < TINY || glyph.colour.is_some_and(|c| c[3] <= FAINT) || covered() {
            glyph.invisible = true;
        }
    }
}

/// The middle of a glyph's ink, or of the lower half of its square.
fn middle(glyph: &Mark) -> hayro::kurbo::Point {
    if let Some(shape) = glyph.shape {
        return shape.center();
    }
    let side = if glyph.vertical { 0.5 } else { 0.25 };
    let step = 0.5 * glyph.advance.clamp(0.0, 1.0);
    hayro::kurbo::Point::new(
        glyph.at.x + glyph.along.0 * step + glyph.up.0 * side,
        glyph.at.y + glyph.along.1 * step + glyph.up.1 * side,
    )
}

/// Marks what leaves no trace on the rendered page: a shape that a mask or a gradient swallowed, and what is painted in the
/// colour of its ground, whatever else stands at its place. A glyph of a font that is not in the file is not rendered; of it
/// the colour tells.
pub(super) fn pixels(glyphs: &mut [Mark], page: &Rgb, to_pixels: Affine) {
    for glyph in glyphs.iter_mut().filter(|g| !g.invisible) {
        let area = glyph.shape.unwrap_or_else(|| square(glyph));
        let Some((low, high)) = extremes(page, to_pixels.transform_rect_bbox(area)) else {
            continue;
        };
        let swallowed = glyph.shape.is_some() && (0..3).all(|i| high[i] - low[i] <= FAINT);
        let on_its_colour = || {
            let area = to_pixels.transform_rect_bbox(area);
            glyph.colour.is_some_and(|paint| is_ground(page, area, paint))
        };
        if !is_blank(glyph) && (swallowed || on_its_colour()) {
            glyph.invisible = true;
        }
    }
}

/// Whether a glyph stands on ground that its paint does not change: more than half of the rim of its box looks the same under it.
/// Other print crosses a smaller part of the rim.
fn is_ground(page: &Rgb, area: Rect, paint: [u8; 4]) -> bool {
    let (w, h) = (i64::from(page.width()), i64::from(page.height()));
    let whole = Rect::new(0.0, 0.0, w as f64, h as f64);
    // What is larger than the page has no rim on it.
    let area = area.inflate(2.0, 2.0).intersect(whole.inflate(3.0, 3.0));
    let (x0, y0) = (area.x0.floor() as i64, area.y0.floor() as i64);
    let (x1, y1) = (area.x1.ceil() as i64, area.y1.ceil() as i64);
    let step = ((x1 - x0).max(y1 - y0) / 40).max(1) as usize;
    let level = (x0..=x1).step_by(step).flat_map(|x| [(x, y0), (x, y1)]);
    let upright = (y0..=y1).step_by(step).flat_map(|y| [(x0, y), (x1, y)]);
    let (mut same, mut all) = (0, 0);
    for (x, y) in level
        .chain(upright)
        .filter(|(x, y)| (0..w).contains(x) && (0..h).contains(y))
    {
        let ground = page.get_pixel(x as u32, y as u32).0;
        // A thin paint changes its ground by its opacity's share of the difference.
        let change = |i: usize| u32::from(paint[i].abs_diff(ground[i])) * u32::from(paint[3]) / 255;
        all += 1;
        same += u32::from((0..3).all(|i| change(i) <= u32::from(FAINT)));
    }
    2 * same > all
}

fn is_blank(glyph: &Mark) -> bool {
    glyph.text.as_ref().is_some_and(|t| t.chars().all(char::is_whitespace))
}

/// The square a character stands in.
fn square(glyph: &Mark) -> Rect {
    let at = |along: f64, up: f64| {
        (
            glyph.at.x + glyph.along.0 * along + glyph.up.0 * up,
            glyph.at.y + glyph.along.1 * along + glyph.up.1 * up,
        )
    };
    let (low, high) = if glyph.vertical { (0.1, 0.9) } else { (0.0, 0.75) };
    let (a, b) = (at(0.1, low), at(0.9 * glyph.advance.clamp(0.2, 1.0), high));
    Rect::new(a.0.min(b.0), a.1.min(b.1), a.0.max(b.0), a.1.max(b.1))
}

/// Lowest and highest value of each channel in a box of pixels, one pixel wider on each side.
fn extremes(page: &Rgb, area: Rect) -> Option<([u8; 3], [u8; 3])> {
    let whole = Rect::new(0.0, 0.0, f64::from(page.width()), f64::from(page.height()));
    let area = area.inflate(1.0, 1.0).intersect(whole);
    if !(area.width() >= 1.0 && area.height() >= 1.0) {
        return None;
    }
    let (mut low, mut high) = ([255_u8; 3], [0_u8; 3]);
    // A large letter is sampled: strokes are wider than a sixtieth of it.
    let step = ((area.width().max(area.height()) / 60.0) as u32).max(1);
    let (x1, y1) = (area.x1.ceil() as u32, area.y1.ceil() as u32);
    for y in (area.y0 as u32..y1.min(page.height())).step_by(step as usize) {
        for x in (area.x0 as u32..x1.min(page.width())).step_by(step as usize) {
            for (i, v) in page.get_pixel(x, y).0.into_iter().enumerate() {
                low[i] = low[i].min(v);
                high[i] = high[i].max(v);
            }
        }
    }
    Some((low, high))
}
