//! The cell of a ruled table in which a label stands at the top: what it asks for is written below it.

use crate::geometry::PixelBox;
use crate::pixels::{self, Rgb};
use crate::vision::statistics::{histogram, quantile};

/// How far below and right of its label a cell ends at most, heights of print.
const DEEP: i32 = 16;
const WIDE: i32 = 30;
/// Room that a cell leaves below its label at least, heights of print: a name's.
const ROOM: i32 = 2;
/// Levels by which a rule is darker than the paper, and the share of its length that is.
const DARKER: u8 = 40;
const CLOSED: f32 = 0.9;
/// Steepest rule: a scan lies askew by less than two degrees.
const STEEPEST: f32 = 0.035;

/// The ground below a label, down to the rule that closes its cell, from the rule before it to the one at its side (or `right`,
/// where none is found); `None` where no rule closes it. `h`: height of its print, pixels.
pub(super) fn below(page: &Rgb, label: PixelBox, h: i32, right: i32) -> Option<PixelBox> {
    let ground = PixelBox::from_edges(label.x, label.bottom(), label.right(), label.bottom() + DEEP * h);
    let ink = Ink::of(page, ground)?;
    let depth = ink.level(ROOM * h)?;
    let bottom = label.bottom() + depth;
    let beside = PixelBox::from_edges(label.right(), label.bottom(), label.x + WIDE * h, bottom - h / 4);
    let right = side(page, beside, h).map_or(right, |x| right.min(x));
    let before = PixelBox::from_edges(label.x - ROOM * h, label.bottom(), label.x + h / 2, bottom - h / 4);
    let before = before.clamp_to(page.width(), page.height());
    let left = Ink::of(page, before).and_then(|ink| Some(before.x + ink.turned().last_level()?));
    // What the rules themselves reach, askew as they are.
    let keep_off = (h / 6).max(3);
    let area = PixelBox::from_edges(
        left.map_or(label.x - h / 4, |x| x + keep_off),
        label.bottom() + h / 8,
        right - keep_off,
        bottom - keep_off,
    );
    let area = area.clamp_to(page.width(), page.height());
    (area.w >= h && area.h >= h).then_some(area)
}

/// The column of the upright rule (or the paper's edge) that ends the ground right of a label, seen over the whole height of
/// `ground`; `None` where there is none.
pub(super) fn side(page: &Rgb, ground: PixelBox, h: i32) -> Option<i32> {
    Some(ground.x + Ink::of(page, ground)?.turned().level(h / 4)?)
}

/// Dark pixels of a part of a page.
struct Ink {
    w: usize,
    h: usize,
    on: Vec<bool>,
}

impl Ink {
    fn of(page: &Rgb, part: PixelBox) -> Option<Self> {
        let part = part.clamp_to(page.width(), page.height());
        let grey = pixels::grey(&pixels::crop(page, part)?);
        let paper = quantile(&histogram(grey.as_raw().iter().copied()), 0.7);
        let on = grey
            .as_raw()
            .iter()
            .map(|v| *v < paper.saturating_sub(DARKER))
            .collect();
        Some(Self {
            w: grey.width() as usize,
            h: grey.height() as usize,
            on,
        })
    }

    fn turned(&self) -> Self {
        let at = |i: usize| self.on.get(i % self.h * self.w + i / self.h).copied().unwrap_or(false);
        Self {
            w: self.h,
            h: self.w,
            on: (0..self.on.len()).map(at).collect(),
        }
    }

    /// The first row, from `from` on, at which a nearly level rule runs over the whole width.
    fn level(&self, from: i32) -> Option<i32> {
        (from.max(0)..self.h as i32).find(|row| self.ruled(*row))
    }

    /// The last such row.
    fn last_level(&self) -> Option<i32> {
        (0..self.h as i32).rev().find(|row| self.ruled(*row))
    }

    fn ruled(&self, row: i32) -> bool {
        let most = (STEEPEST * self.w as f32).ceil() as i32;
        let rows = 0..self.h as i32;
        let at = |x: usize, y: i32| rows.contains(&y) && self.on.get(y as usize * self.w + x) == Some(&true);
        (-most..=most).any(|fall| {
            // Seen from the middle, a pixel more or less either way.
            let y = |x: usize| row + fall * (2 * x as i32 - self.w as i32) / (2 * self.w as i32);
            let dark = (0..self.w).filter(|x| (-1..=1).any(|d| at(*x, y(*x) + d))).count();
            dark as f32 >= CLOSED * self.w as f32
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A cell of 400 x 180 from (100, 100) on, its rules falling by a share of their length.
    fn page(fall: f32, closed: bool) -> Rgb {
        Rgb::from_fn(700, 500, |x, y| {
            let (u, v) = (x as f32 - fall * y as f32, y as f32 + fall * x as f32);
            let near = |a: f32, b: f32| (a - b).abs() < 1.2;
            let level = near(v, 100.0) || closed && near(v, 280.0);
            let upright = near(u, 100.0) || near(u, 500.0);
            let rule = level && (99.0..501.0).contains(&u) || upright && (99.0..281.0).contains(&v);
            image::Rgb(if rule { [200, 90, 60] } else { [245; 3] })
        })
    }

    #[test]
    fn the_ground_below_a_label_ends_at_the_rules_around_it() {
        let label = PixelBox {
            x: 110,
            y: 108,
            w: 160,
            h: 30,
        };
        for fall in [0.0, 0.02, -0.02] {
            let found = below(&page(fall, true), label, 30, 690).unwrap();
            assert!((265..=280).contains(&found.bottom()), "{fall} {found:?}");
            assert!((485..=500).contains(&found.right()), "{fall} {found:?}");
            assert!(
                found.y >= label.bottom() && (95..=112).contains(&found.x),
                "{fall} {found:?}"
            );
        }
        let beside = PixelBox::from_edges(270, 110, 690, 170);
        assert!(side(&page(0.02, true), beside, 30).is_some_and(|x| (490..=510).contains(&x)));
        assert!(side(&page(0.0, true), PixelBox::from_edges(270, 110, 480, 170), 30).is_none());
        assert!(below(&page(0.0, false), label, 30, 690).is_none());
        assert!(below(&Rgb::from_pixel(700, 500, image::Rgb([245; 3])), label, 30, 690).is_none());
    }
}
