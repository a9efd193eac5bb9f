//! 1, l and i told by the page's own. In many faces they differ by a flag or a dot that a small strip hardly shows, and between
//! letters and digits (xinrui1117.cn) the network guesses. How the face draws a 1 is seen in its numbers, an l and an i in its
//! words: what looks like the one and not like the others is that.

use super::ink::{Ink, PLAUSIBLE};
use super::recognise::{self, rounded};
use crate::pixels::Rgb;
use crate::read::{Glyph, TextLine};
use crate::vision::statistics::median;

/// Height, in cells, to which the digits of a line are brought, and the square that a character's shape is drawn in.
const TALL: f32 = 24.0;
const SIDE: usize = 32;
/// Shapes kept of one character; lines looked at for them.
const MOST: usize = 24;
const LINES: usize = 24;
/// Surer than this a character is that shows how its face draws it.
const SURE: f32 = 0.9;
/// Correlation of two shapes from which they are one character. Of thirty faces four draw l and 1 so much alike (0.93 to 0.98; the
/// others 0.17 to 0.89), and ones of one page 0.93 to 1.
const SAME: f32 = 0.9;
/// From here on hardly any face draws another character.
const ONE_CHARACTER: f32 = 0.95;
/// How much better than the other a shape must fit.
const AHEAD: f32 = 0.03;
/// Ones of the page from which it is known how they look.
const LEAST: usize = 2;
/// An i read as surely as this has its dot.
const DOT_SEEN: f32 = 0.99;
/// What is told so is as sure as this; where it was read otherwise, and its shape is not plain, as the second.
const TOLD_BY_SHAPE: f32 = 0.95;
const LIKELY: f32 = 0.85;
/// Ink of a character on a square, its foot in the middle of the lowest row.
type Shape = Vec<f32>;

/// Tells the doubtful ones of a page's lines (places of the page as given).
pub(super) fn tell(page: &Rgb, lines: &mut [TextLine]) {
    let suspects: Vec<usize> = (0..lines.len())
        .filter(|i| (0..lines[*i].glyphs.len()).any(|k| doubtful(&lines[*i].glyphs, k)))
        .collect();
    if suspects.is_empty() {
        return;
    }
    let known = Known::of(page, lines, &suspects);
    for i in suspects {
        let line = &mut lines[i];
        let Some(strip) = recognise::strip(page, &line.quad) else {
            continue;
        };
        let ink = Ink::of(&strip, 0.5);
        let Some(scale) = scale(&ink, &line.glyphs) else {
            continue;
        };
        let told: Vec<Option<(char, f32)>> = (0..line.glyphs.len())
            .map(|k| {
                let shape = doubtful(&line.glyphs, k).then(|| shape(&strip, &ink, &line.glyphs, k, scale))??;
                known.what(&shape, line.glyphs[k].ch)
            })
            .collect();
        for (g, told) in line.glyphs.iter_mut().zip(&told) {
            if let Some((ch, p)) = *told {
                put(g, ch, p);
            }
        }
        if told.iter().any(Option::is_some)
            && let Some((text, glyphs, confidence)) = recognise::line_of(std::mem::take(&mut line.glyphs))
        {
            (line.text, line.glyphs, line.confidence) = (text, glyphs, confidence);
        }
    }
}

/// Makes a character what its shape says, so sure.
fn put(g: &mut Glyph, ch: char, p: f32) {
    if g.ch == ch {
        g.p = g.p.max(p);
        return;
    }
    g.others.retain(|(c, _)| *c != ch);
    g.others.insert(0, (g.ch, rounded(1.0 - p)));
    g.others.truncate(3);
    (g.ch, g.p) = (ch, p);
}

/// What stands beside a character on its line without a blank.
fn beside(glyphs: &[Glyph], k: usize) -> [Option<char>; 2] {
    let at = |k: Option<usize>| {
        k.and_then(|k| glyphs.get(k))
            .map(|g| g.ch)
            .filter(char::is_ascii_alphanumeric)
    };
    [at(k.checked_sub(1)), at(k.checked_add(1))]
}

/// Whether a bar stands where it may be of either class: not a digit among digits nor a letter among letters.
fn doubtful(glyphs: &[Glyph], k: usize) -> bool {
    let Some(g) = glyphs.get(k) else { return false };
    let around = || beside(glyphs, k).into_iter().flatten();
    let bar = |c: char| matches!(c, '1' | 'l' | 'I');
    let (letters, digits) = (
        around().any(|c| c.is_ascii_alphabetic() && !bar(c)),
        around().any(|c| c.is_ascii_digit() && !bar(c)),
    );
    let bars = around().any(bar);
    match g.ch {
        '1' => letters || bars && !digits,
        'l' | 'I' => digits || bars,
        'i' => digits && g.p < DOT_SEEN,
        _ => false,
    }
}

/// How the page's faces draw a 1, an l and an i.
#[derive(Default)]
struct Known {
    ones: Vec<Shape>,
    bars: Vec<Shape>,
    dotted: Vec<Shape>,
}

impl Known {
    fn of(page: &Rgb, lines: &[TextLine], suspects: &[usize]) -> Self {
        let mut known = Self::default();
        // The doubtful lines' own characters tell best, then those of other numbers.
        let others = (0..lines.len()).filter(|i| !suspects.contains(i));
        let with_digits = others.filter(|i| lines[*i].glyphs.iter().filter(|g| g.ch.is_ascii_digit()).count() >= 4);
        for line in suspects
            .iter()
            .copied()
            .chain(with_digits.take(LINES))
            .map(|i| &lines[i])
        {
            let Some(strip) = recognise::strip(page, &line.quad) else {
                continue;
            };
            let ink = Ink::of(&strip, 0.5);
            let Some(scale) = scale(&ink, &line.glyphs) else {
                continue;
            };
            for (k, g) in line.glyphs.iter().enumerate().filter(|(_, g)| g.p >= SURE) {
                let among = |class: fn(&char) -> bool| beside(&line.glyphs, k).iter().flatten().all(class);
                let alone = beside(&line.glyphs, k) == [None, None];
                let (class, shapes): (fn(&char) -> bool, _) = match g.ch {
                    '1' => (char::is_ascii_digit, &mut known.ones),
                    'l' => (char::is_ascii_alphabetic, &mut known.bars),
                    'i' => (char::is_ascii_alphabetic, &mut known.dotted),
                    _ => continue,
                };
                if !alone
                    && among(class)
                    && shapes.len() < MOST
                    && !doubtful(&line.glyphs, k)
                    && let Some(shape) = shape(&strip, &ink, &line.glyphs, k, scale)
                {
                    shapes.push(shape);
                }
            }
        }
        known
    }

    /// What a shape is that was read as `ch`, and how surely, where the page tells.
    fn what(&self, shape: &Shape, ch: char) -> Option<(char, f32)> {
        let best = |shapes: &[Shape], least: usize| {
            let alike = shapes.iter().map(|s| correlation(s, shape));
            (shapes.len() >= least).then(|| alike.fold(-1.0, f32::max))
        };
        let mut classes = [
            ('1', best(&self.ones, LEAST)),
            ('l', best(&self.bars, 1)),
            ('i', best(&self.dotted, 1)),
        ];
        classes.sort_by(|a, b| b.1.unwrap_or(-1.0).total_cmp(&a.1.unwrap_or(-1.0)));
        let [(told, Some(alike)), (_, next), _] = classes else {
            return None;
        };
        // Where the page does not show what was read, it may look like this as well.
        let read = if ch == 'I' { 'l' } else { ch };
        let compared = classes.iter().any(|(c, alike)| *c == read && alike.is_some());
        let least = if compared { SAME } else { ONE_CHARACTER };
        (alike >= least && alike > next.unwrap_or(-1.0) + AHEAD).then_some(())?;
        let plain = told == read || compared && told == '1' && alike >= ONE_CHARACTER;
        Some((told, if plain { TOLD_BY_SHAPE } else { LIKELY }))
    }
}

/// Cells a pixel of the strip: what brings its digits, else its tall letters, to one height.
fn scale(ink: &Ink, glyphs: &[Glyph]) -> Option<f32> {
    let of = |class: fn(char) -> bool| -> Vec<f32> {
        let those = (0..glyphs.len()).filter(|k| glyphs[*k].p > SURE && class(glyphs[*k].ch));
        those.filter_map(|k| ink.height_of(glyphs, k)).collect()
    };
    let mut digits = of(|c| c.is_ascii_digit() && c != '1');
    let mut tall = of(|c| "bdhk".contains(c));
    let height = if digits.is_empty() {
        median(&mut tall)
    } else {
        median(&mut digits)
    };
    PLAUSIBLE.contains(&height).then(|| TALL / height)
}

/// The shape of a character: the darkness of its ink, its foot in the middle of the lowest row.
fn shape(strip: &Rgb, ink: &Ink, glyphs: &[Glyph], k: usize, scale: f32) -> Option<Shape> {
    let columns = ink.columns_of(glyphs, k)?;
    let rows = ink.rows(&columns, 2)?;
    // The run of inked columns that holds the character's middle: pieces of its neighbours stand apart.
    let inked = |x: &usize| rows.clone().any(|y| ink.at(*x, y));
    let x = ((glyphs.get(k)?.at * ink.w as f32) as usize).clamp(columns.start, columns.end.saturating_sub(1));
    let near = columns.clone().filter(inked).min_by_key(|c| c.abs_diff(x))?;
    let left = (columns.start..=near).rev().take_while(inked).last()?;
    let right = (near..columns.end).take_while(inked).last()? + 1;
    let rows = ink.rows(&(left..right), 1)?;
    let middle = f32::midpoint(left as f32, right as f32);
    let dark = |x: f32, y: f32| {
        let (x, y) = (x.floor(), y.floor());
        let there = x >= left as f32 && x < right as f32 && y >= rows.start as f32 && y < rows.end as f32;
        if !there {
            return 0.0;
        }
        let p = strip.get_pixel(x as u32, y as u32).0;
        255.0 - f32::from(crate::pixels::luma(p[0], p[1], p[2]))
    };
    let mut out = Vec::with_capacity(SIDE * SIDE);
    for y in 0..SIDE {
        for x in 0..SIDE {
            // The mean of four places of the cell.
            let sum: f32 = [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)]
                .iter()
                .map(|(dx, dy)| {
                    let px = middle + (x as f32 + dx - SIDE as f32 / 2.0) / scale;
                    let py = rows.end as f32 - (SIDE as f32 - y as f32 - dy) / scale;
                    dark(px, py)
                })
                .sum();
            out.push(sum / 4.0);
        }
    }
    Some(out)
}

/// Pearson's correlation of two shapes.
fn correlation(a: &Shape, b: &Shape) -> f32 {
    let mean = |s: &Shape| s.iter().sum::<f32>() / s.len().max(1) as f32;
    let (ma, mb) = (mean(a), mean(b));
    let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
    for (x, y) in a.iter().zip(b) {
        let (x, y) = (x - ma, y - mb);
        ab += x * y;
        aa += x * x;
        bb += y * y;
    }
    ab / (aa * bb).sqrt().max(1e-6)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::{PixelBox, Quad};
    use crate::read::Source;

    fn draw(page: &mut Rgb, ch: char, x: u32, y: u32, flagged: bool) {
        let bars: &[(u32, u32, u32, u32)] = match ch {
            '1' if flagged => &[(6, 0, 10, 30), (1, 4, 6, 8), (2, 27, 14, 30)],
            '1' | 'l' => &[(6, 0, 10, 30)],
            'i' => &[(6, 0, 10, 4), (6, 8, 10, 30)],
            'u' => &[(2, 8, 5, 30), (11, 8, 14, 30), (2, 27, 14, 30)],
            _ => &[(2, 0, 14, 3), (10, 3, 14, 30)],
        };
        for (x0, y0, x1, y1) in bars {
            for i in *x0..*x1 {
                for j in *y0..*y1 {
                    page.put_pixel(x + i, y + j, image::Rgb([30; 3]));
                }
            }
        }
    }

    /// Lines of a face that flags its ones or does not: what is drawn, and what the network reads.
    fn read(drawn: &[(&str, &str)], flagged: bool) -> Vec<String> {
        let mut page = Rgb::from_pixel(400, 60 * drawn.len() as u32 + 20, image::Rgb([240; 3]));
        let mut lines = Vec::new();
        for (row, (what, text)) in drawn.iter().enumerate() {
            let y = 10 + 60 * row as u32;
            for (i, ch) in what.chars().enumerate() {
                draw(&mut page, ch, 20 + 20 * i as u32, y + 9, flagged);
            }
            let w = 20.0 * what.chars().count() as f32;
            let quad = Quad::from_box(PixelBox {
                x: 20,
                y: y as i32,
                w: w as i32,
                h: 48,
            });
            let glyphs = text.chars().enumerate().map(|(i, ch)| Glyph {
                ch,
                p: 0.97,
                at: (20.0 * i as f32 + 8.0) / w,
                others: Vec::new(),
            });
            lines.push(TextLine {
                text: (*text).to_owned(),
                glyphs: glyphs.collect(),
                quad,
                area: quad.bounds(),
                confidence: 0.97,
                source: Source::Ocr,
                under_seal: false,
            });
        }
        tell(&page, &mut lines);
        lines.into_iter().map(|l| l.text).collect()
    }

    #[test]
    fn what_looks_like_the_pages_ones_is_one() {
        let number = ("7717717", "7717717");
        assert_eq!(read(&[("uu1717", "uul717"), number], true)[0], "uu1717");
        // A letter without a flag among ones that have it stays, and so does all without ones to compare.
        assert_eq!(read(&[("uul717", "uul717"), number], true)[0], "uul717");
        assert_eq!(read(&[("uu1777", "uul777")], true)[0], "uul777");
    }

    #[test]
    fn what_looks_like_the_pages_dotted_letters_is_one() {
        let words = ("uiuiulu7777", "uiuiulu7777");
        assert_eq!(read(&[("uui777", "uul777"), words], true)[0], "uui777");
        assert_eq!(read(&[("uul777", "uul777"), words], true)[0], "uul777");
        let number = ("7717717", "7717717");
        assert_eq!(read(&[("uui777", "uu1777"), words, number], true)[0], "uui777");
        // What an l looks like here is not known: the face may draw it like its i.
        assert_eq!(
            read(&[("uul777", "uul777"), ("uiuiuiu7777", "uiuiuiu7777")], true)[0],
            "uul777"
        );
    }

    #[test]
    fn where_a_face_draws_both_alike_the_words_speak_against_it() {
        let lines = [
            ("uul717", "uul717"),
            ("7717717", "7717717"),
            ("uluulu7777", "uluulu7777"),
        ];
        assert_eq!(read(&lines, false)[0], "uul717");
    }
}
