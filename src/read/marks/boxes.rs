//! Check boxes: the squares beside 是 and 否, and how much ink is in them.
//!
//! Recognisers drop □ and ■ or invent them (design/ocr.md), so a box is a matter of pixels: beside each single 是 or 否 four
//! lines are looked for that close a square of about the height of the print and hold nothing else as straight. What is written
//! into it is told by the ink within the lines, of whatever colour.

use serde::{Deserialize, Serialize};

use crate::geometry::PixelBox;
use crate::pixels::{self, Grey, Rgb};
use crate::read::TextLine;
use crate::vision::morphology::dilate;
use crate::vision::statistics::{histogram, quantile};

/// What a box stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// 是
    Yes,
    /// 否
    No,
}

/// A check box.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CheckBox {
    /// What it stands for.
    pub answer: Answer,
    /// Its square, page pixels.
    pub area: PixelBox,
    /// Share of dark pixels within its lines, 0 to 1: nothing in an empty one, 0.1 and more with a tick, near 1 where it is filled.
    pub ink: f64,
}

/// What recognisers make of a box or a tick, beside the answer's own character.
const MADE_OF_BOXES: &str = "□■☐☑☒◻◼▢口囗回国日目田四√✓✔VvUuLlJj/\\丶、，,.。:：()（）×xX ";
/// Print is brought to this height, pixels, where boxes are looked for.
const PRINT: f32 = 32.0;
/// Sides of a box against the height of its line (whose box is 1.4 times its print).
const SIDES: std::ops::RangeInclusive<f32> = 0.4..=1.15;
/// Share of each of the four lines that must be there.
const CLOSED: f32 = 0.85;
/// Share of its side by which the looked-at inside keeps off a line.
const RIM: f32 = 0.2;
/// Levels by which a line must be darker than the paper.
const CONTRAST: u8 = 40;

/// The boxes of a page, in the order of the lines.
pub fn find(page: &Rgb, lines: &[TextLine]) -> Vec<CheckBox> {
    let mut found: Vec<CheckBox> = Vec::new();
    for line in lines {
        for (answer, x) in answers(line) {
            let Some((area, ink)) = beside(page, line.area, x) else {
                continue;
            };
            if found.iter().all(|b| b.area.iou(area) < 0.3) {
                found.push(CheckBox {
                    answer,
                    area,
                    ink: (ink * 1000.0).round() / 1000.0,
                });
            }
        }
    }
    found
}

/// The answers in a line that bears nothing else, each with the column of its middle.
fn answers(line: &TextLine) -> Vec<(Answer, i32)> {
    let told = |c: char| match c {
        '是' => Some(Answer::Yes),
        '否' => Some(Answer::No),
        _ => None,
    };
    let chars: Vec<char> = line.text.chars().collect();
    if chars.iter().any(|c| told(*c).is_none() && !MADE_OF_BOXES.contains(*c)) {
        return Vec::new();
    }
    let all = chars.len().max(1) as f32;
    let place = |i: usize| line.glyphs.get(i).map_or((i as f32 + 0.5) / all, |g| g.at);
    let x = |at: f32| line.area.x + (at * line.area.w as f32) as i32;
    let answers = chars
        .iter()
        .enumerate()
        .filter_map(|(i, c)| Some((told(*c)?, x(place(i)))));
    answers.collect()
}

/// The box that stands nearer to a character, before or behind it, and the share of dark pixels in it.
fn beside(page: &Rgb, line: PixelBox, x: i32) -> Option<(PixelBox, f64)> {
    let h = line.h;
    // A line's box is 1.4 times its print; a character reaches 0.36 of the line's height to both sides.
    let reach = |from: i32, to: i32| PixelBox::from_edges(x + from, line.y - h / 4, x + to, line.bottom() + h / 4);
    let before = square(page, reach(-h * 5 / 2, -h * 3 / 10), h, true);
    let behind = square(page, reach(h * 3 / 10, h * 5 / 2), h, false);
    let far = |(area, _): &(PixelBox, f64)| (x - area.right()).max(area.x - x);
    before.into_iter().chain(behind).min_by_key(far)
}

/// The most closed square in a part of the page, of those the one nearest its right side (or its left).
fn square(page: &Rgb, part: PixelBox, line: i32, at_right: bool) -> Option<(PixelBox, f64)> {
    let part = part.clamp_to(page.width(), page.height());
    if part.w < 8 || part.h < 8 {
        return None;
    }
    let scale = 1.4 * PRINT / line as f32;
    let side = |n: i32| (n as f32 * scale).round().max(8.0) as u32;
    let cut = pixels::resized(&pixels::crop(page, part)?, side(part.w), side(part.h));
    let grey = pixels::grey(&cut);
    let dark = Dark::of(&grey)?;
    let least = (SIDES.start() * 1.4 * PRINT) as usize;
    let most = ((SIDES.end() * 1.4 * PRINT) as usize).min(dark.w.min(dark.h) - 1);
    let mut best: Option<(f32, [usize; 4])> = None;
    for h in least..=(most + most / 8).min(dark.h - 1) {
        for y in 0..dark.h - h {
            // Both sides of a square are columns that are dark over its whole height: few are.
            let sides: Vec<usize> = (0..dark.w).filter(|x| dark.column(*x, y, h) >= CLOSED).collect();
            for (i, x) in sides.iter().enumerate() {
                let widths = sides.iter().skip(i + 1).map(|right| right - x);
                // Perspective and rough scans leave a square nearly square.
                let square = |w: &usize| (least..=most).contains(w) && (w - w / 8..=w + w / 8).contains(&h);
                for w in widths.filter(square) {
                    let Some(closed) = dark.closed(*x, y, w, h) else {
                        continue;
                    };
                    let near = if at_right { x + w } else { dark.w - x } as f32 / dark.w as f32;
                    // Thick lines close several squares: the outermost of those is the box; of equals the narrowest.
                    let score = closed + 0.3 * near + 0.01 * (w + h) as f32;
                    let new = (score, [w, h, y, *x]);
                    if best.is_none_or(|old| score > old.0 || score >= old.0 && new.1 < old.1) {
                        best = Some(new);
                    }
                }
            }
        }
    }
    let (_, [w, h, y, x]) = best?;
    let found = PixelBox::from_edges(x as i32, y as i32, (x + w) as i32 + 1, (y + h) as i32 + 1);
    let inside = found.grow(
        -((found.w as f32 * RIM) as i32).max(3),
        -((found.h as f32 * RIM) as i32).max(3),
    );
    let (x, y) = (part.x as f32, part.y as f32);
    let back = |n: i32| n as f32 / scale;
    let area = PixelBox::from_edges(
        (x + back(found.x)).round() as i32,
        (y + back(found.y)).round() as i32,
        (x + back(found.right())).round() as i32,
        (y + back(found.bottom())).round() as i32,
    );
    Some((area, dark.share(inside)))
}

/// Dark pixels of a part, with sums along rows and columns over what lies within a pixel of one.
struct Dark {
    w: usize,
    h: usize,
    is: Vec<bool>,
    across: Vec<u32>,
    down: Vec<u32>,
}

impl Dark {
    /// `None` where nothing is dark enough to be a line.
    fn of(grey: &Grey) -> Option<Self> {
        let (w, h) = (grey.width() as usize, grey.height() as usize);
        let histogram = histogram(grey.as_raw().iter().copied());
        let (ground, ink) = (quantile(&histogram, 0.7), quantile(&histogram, 0.03));
        if ground.saturating_sub(ink) < CONTRAST {
            return None;
        }
        let limit = ground - (ground - ink) / 5 * 2;
        let is: Vec<bool> = grey.as_raw().iter().map(|v| *v < limit).collect();
        let near = dilate(&is, w, 1);
        let (mut across, mut down) = (vec![0; (w + 1) * h], vec![0; w * (h + 1)]);
        for y in 0..h {
            for x in 0..w {
                let n = u32::from(near[y * w + x]);
                across[y * (w + 1) + x + 1] = across[y * (w + 1) + x] + n;
                down[(y + 1) * w + x] = down[y * w + x] + n;
            }
        }
        Some(Self { w, h, is, across, down })
    }

    /// Mean share of the four lines of a square that is there; `None` where one of them is open.
    fn closed(&self, x: usize, y: usize, w: usize, h: usize) -> Option<f32> {
        let row = |y: usize| {
            let at = |x: usize| self.across[y * (self.w + 1) + x];
            (at(x + w + 1) - at(x)) as f32 / (w + 1) as f32
        };
        let mut sum = 0.0;
        for share in [row(y), self.column(x, y, h), row(y + h), self.column(x + w, y, h)] {
            if share < CLOSED {
                return None;
            }
            sum += share;
        }
        Some(sum / 4.0)
    }

    /// Share of an upright line that is there, from row `y` over the height `h`.
    fn column(&self, x: usize, y: usize, h: usize) -> f32 {
        let at = |y: usize| self.down[y * self.w + x];
        (at(y + h + 1) - at(y)) as f32 / (h + 1) as f32
    }

    fn share(&self, part: PixelBox) -> f64 {
        let part = part.clamp_to(self.w as u32, self.h as u32);
        let rows = (part.y..part.bottom()).flat_map(|y| (part.x..part.right()).map(move |x| (x, y)));
        let dark = rows
            .filter(|(x, y)| self.is[*y as usize * self.w + *x as usize])
            .count();
        dark as f64 / f64::from(part.w * part.h).max(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::fixture::line;

    /// A sheet with boxes of 24 pixels at these columns, some with a stroke of a colour in them, noise all over.
    fn sheet(boxes: &[(i32, Option<[u8; 3]>)]) -> Rgb {
        let mut seed = 3u32;
        Rgb::from_fn(600, 120, |x, y| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let noise = (seed >> 28) as u8;
            let (x, y) = (x as i32, y as i32);
            for (from, tick) in boxes {
                let (u, v) = (x - from, y - 50);
                let on_line = [u, v].iter().any(|c| matches!(c, 0..=1 | 23..=24));
                if (0..=24).contains(&u) && (0..=24).contains(&v) && on_line {
                    return image::Rgb([20 + noise; 3]);
                }
                // Down to the right, then up and out of the box.
                let stroke =
                    (4..=10).contains(&u) && (v - u - 8).abs() < 2 || (10..=34).contains(&u) && (28 - u - v).abs() < 2;
                if let Some(colour) = tick.filter(|_| stroke) {
                    return image::Rgb(colour);
                }
            }
            image::Rgb([240 - noise; 3])
        })
    }

    #[test]
    fn boxes_are_found_and_ticks_told_in_any_ink() {
        let page = sheet(&[(100, Some([25, 35, 100])), (200, None), (300, Some([200, 30, 40]))]);
        let at = |x: i32| PixelBox { x, y: 45, w: 34, h: 34 };
        let found = find(&page, &[line("是", at(130)), line("否", at(230)), line("是", at(330))]);
        let told: Vec<_> = found.iter().map(|b| (b.answer, b.ink > 0.08)).collect();
        assert_eq!(
            told,
            [(Answer::Yes, true), (Answer::No, false), (Answer::Yes, true)],
            "{found:?}"
        );
        assert!(found[1].ink < 0.02, "{found:?}");
        for (b, x) in found.iter().zip([100, 200, 300]) {
            let truth = PixelBox { x, y: 50, w: 25, h: 25 };
            assert!(b.area.iou(truth) > 0.7, "{found:?}");
        }
    }

    #[test]
    fn one_line_may_bear_both_and_the_box_may_stand_behind() {
        let page = sheet(&[(100, None), (200, Some([20, 20, 20]))]);
        // "是□ 否□": the characters stand before their boxes.
        let both = TextLine {
            glyphs: [('是', 0.1), ('否', 0.82)]
                .map(|(ch, at)| crate::read::Glyph {
                    ch,
                    p: 0.99,
                    at,
                    others: Vec::new(),
                })
                .to_vec(),
            ..line(
                "是否",
                PixelBox {
                    x: 60,
                    y: 45,
                    w: 150,
                    h: 34,
                },
            )
        };
        let found = find(&page, &[both]);
        let told: Vec<_> = found.iter().map(|b| (b.answer, b.ink > 0.08)).collect();
        assert_eq!(told, [(Answer::Yes, false), (Answer::No, true)], "{found:?}");
    }

    #[test]
    fn a_character_without_a_box_and_a_sentence_have_none() {
        let page = sheet(&[(100, None)]);
        let far = PixelBox {
            x: 400,
            y: 45,
            w: 34,
            h: 34,
        };
        let near = PixelBox {
            x: 130,
            y: 45,
            w: 90,
            h: 34,
        };
        assert!(find(&page, &[line("是", far), line("是法人", near)]).is_empty());
    }
}
