//! Words laid over a page at an angle to its own print: lines that run otherwise are read like any others, and then read on along their
//! line with the print lifted off. (Words that are laid over level with the print are told by what they say, once the kind of the
//! paper is known: `classify::laid_over`.)

use std::f32::consts::FRAC_PI_2;

use crate::geometry::{PixelBox, Point, Quad};
use crate::read::layer::Look;
use crate::read::rows::tilt;
use crate::read::{Glyph, Mark, MarkKind, Source, TextLine};

/// Least angle between a watermark and the page's print, in radians (15 degrees). Handwriting and tilted stamps stay under
/// it; copiers' and providers' marks run at 20 to 60 degrees.
const LEAST_ANGLE: f32 = 0.262;
/// Least confidence of a slanted line: texture and strokes are read as single characters with less.
const LEAST_CONFIDENCE: f32 = 0.85;

/// Characters of a single slanted piece that make a watermark: where people sign, and on a card, which nobody signs.
const LEAST_ALONE: usize = 4;
const LEAST_ALONE_ON_CARD: usize = 3;

/// How sure a character is that texture is not read as, and how many of them in a piece are words whatever stands with them: pale
/// words are found with some of the texture about them.
const SURE: f32 = 0.95;
const LEAST_SURE: usize = 4;

fn spells(glyphs: &[Glyph]) -> bool {
    let sure = |g: &&Glyph| g.p >= SURE && g.ch.is_alphanumeric();
    glyphs.iter().filter(sure).count() >= LEAST_SURE
}

/// Words of registrars' seals: a grey copy's ring is read as slanted lines where it is not found as a seal.
const OF_SEALS: [&str; 4] = ["工商行政管", "市场监督管", "监督管理局", "行政审批"];

/// How far on either side of a piece the rest of its words is looked for, heights of its print: pale words that cross print are
/// found in part.
const FURTHER: f32 = 12.0;
/// Pieces of one mark that are read on: words that are laid over a page many times are read often enough.
const MOST_READ_ON: usize = 4;
/// A line's box is so many times as high as its print.
const BOX: f32 = 1.4;
/// Words end where the next character stands farther than this, widths of a character; what is laid over a page many times stands
/// farther apart.
const APART: f32 = 2.5;
/// A character read less surely than this is texture at the end of words, and two of them one after the other end them.
const TEXTURE: f32 = 0.6;

/// Reads a line of the page: as it is, and with the print lifted off what is laid over it.
#[derive(Clone, Copy)]
pub(in crate::read) struct Looks<'a> {
    /// As it is.
    pub(in crate::read) at: Look<'a>,
    /// With the print lifted off.
    pub(in crate::read) over: Look<'a>,
}

/// The characters of one run of words about a place along their line (0 to 1), `width` characters' widths long.
fn about(glyphs: Vec<Glyph>, place: f32, width: f32) -> Vec<Glyph> {
    let off = |g: &Glyph| (g.at - place).abs();
    let nearest = glyphs.iter().enumerate().min_by(|a, b| off(a.1).total_cmp(&off(b.1)));
    let Some((middle, _)) = nearest else { return glyphs };
    let goes_on = |a: &Glyph, b: &Glyph| (b.at - a.at).abs() * width <= APART && (a.p >= TEXTURE || b.p >= TEXTURE);
    let steps = |part: &[Glyph]| part.windows(2).take_while(|w| goes_on(&w[0], &w[1])).count();
    let backwards: Vec<Glyph> = glyphs[..=middle].iter().rev().cloned().collect();
    let (before, behind) = (steps(&backwards), steps(&glyphs[middle..]));
    let mut run = glyphs[middle - before..=middle + behind].to_vec();
    let texture = |g: &Glyph| g.p < TEXTURE;
    run.drain(..run.iter().take_while(|g| texture(g)).count());
    run.truncate(run.len() - run.iter().rev().take_while(|g| texture(g)).count());
    run
}

/// A piece with what stands before and behind it on its line, where that spells words.
fn longer(piece: &TextLine, page: PixelBox, looks: Looks<'_>) -> Option<TextLine> {
    let reach = FURTHER * piece.quad.height() / piece.quad.width().max(1.0);
    let within = |u: f32| [0.0, 1.0].iter().all(|v| piece.quad.at(u, *v).is_within(page));
    // As far as the page goes.
    let end = |from: f32, by: f32| {
        let steps = (0..=24).map(|k| from + by * k as f32 / 24.0);
        steps.take_while(|u| within(*u)).last().unwrap_or(from)
    };
    let (u, v) = (end(0.0, -reach), end(1.0, reach));
    let quad = Quad([(u, 0.0), (v, 0.0), (v, 1.0), (u, 1.0)].map(|(x, y)| piece.quad.at(x, y)));
    let (place, width) = ((0.5 - u) / (v - u), BOX * quad.width() / quad.height().max(1.0));
    let read = |look: Look<'_>| {
        let (_, glyphs, confidence) = look(&quad)?;
        let glyphs = about(glyphs, place, width);
        spells(&glyphs).then_some((glyphs, confidence))
    };
    // As it is, print that crosses the words is read with them: only where there is none to lift off.
    let (glyphs, confidence) = read(looks.over).or_else(|| read(looks.at))?;
    let found = Quad(
        [
            (&glyphs.first()?.at, 0.0),
            (&glyphs.last()?.at, 0.0),
            (&glyphs.last()?.at, 1.0),
            (&glyphs.first()?.at, 1.0),
        ]
        .map(|(x, y)| quad.at(*x, y)),
    );
    Some(TextLine {
        text: glyphs.iter().map(|g| g.ch).collect(),
        glyphs,
        area: found.bounds().union(piece.area),
        quad,
        confidence: confidence.max(piece.confidence),
        ..piece.clone()
    })
}

/// Takes the slanted lines out of `lines` and makes one mark of them; words inside seals stay out of it. What stands about the
/// longest pieces is looked at as well; about a single short one on a card only, which nobody signs.
pub(in crate::read) fn take(
    lines: &mut Vec<TextLine>,
    seals: &[PixelBox],
    card: bool,
    page: PixelBox,
    looks: Looks<'_>,
) -> Option<Mark> {
    let level = level(lines);
    let slanted = |l: &TextLine| {
        let [a, b, ..] = l.quad.0;
        let slope = (b.y - a.y).atan2(b.x - a.x) - level;
        // Print that software set at a right angle is a table's head or a margin's note.
        let off = match l.source {
            Source::TextLayer => slope - (slope / FRAC_PI_2).round() * FRAC_PI_2,
            Source::Ocr | Source::QrCode | Source::Metadata => slope,
        };
        off.abs() > LEAST_ANGLE && l.quad.width() > 1.2 * l.quad.height()
    };
    // Words across nothing are the page's own print.
    if lines.iter().all(|l| l.source == Source::TextLayer && slanted(l)) {
        return None;
    }
    let words = |l: &TextLine| l.text.chars().filter(|c| c.is_alphanumeric()).count();
    // What slants beside the page's print is another paper in the picture.
    let print: Vec<PixelBox> = lines.iter().filter(|l| !slanted(l)).map(|l| l.area).collect();
    let own = print
        .iter()
        .copied()
        .reduce(PixelBox::union)
        .filter(|_| print.len() >= LEAST_OWN);
    let on_print = |l: &TextLine| {
        let (x, y) = l.area.centre();
        own.is_none_or(|o| Point { x, y }.is_within(o.grow(l.area.w / 2, l.area.h / 2)))
    };
    let of_seal = |l: &TextLine| {
        OF_SEALS.iter().any(|w| l.text.contains(w)) || seals.iter().any(|s| l.area.covered_by(*s) >= 0.5)
    };
    let mut pieces: Vec<TextLine> = lines
        .iter()
        .filter(|l| slanted(l) && (l.confidence >= LEAST_CONFIDENCE || spells(&l.glyphs)) && words(l) >= 2)
        .filter(|l| on_print(l) && !of_seal(l))
        .cloned()
        .collect();
    // The longest piece first; equal lengths from the top.
    let by_length = |a: &TextLine, b: &TextLine| {
        let length = |l: &TextLine| l.text.chars().count();
        length(b).cmp(&length(a)).then(a.area.cmp(&b.area))
    };
    pieces.sort_by(by_length);
    // A written name may slant as well: one short piece alone is no watermark.
    let alone = if card { LEAST_ALONE_ON_CARD } else { LEAST_ALONE };
    let told = pieces.len() > 1 || pieces.iter().any(|l| words(l) >= alone);
    if !told && !card {
        return None;
    }
    let whole: Vec<TextLine> = pieces
        .iter()
        .take(MOST_READ_ON)
        .filter_map(|p| longer(p, page, looks))
        .collect();
    if !told && whole.is_empty() {
        return None;
    }
    lines.retain(|l| !slanted(l));
    pieces.extend(whole);
    pieces.sort_by(by_length);
    mark_of(&pieces)
}

/// The mark that pieces are, longest first.
fn mark_of(pieces: &[TextLine]) -> Option<Mark> {
    let first = pieces.first()?;
    let mut said = first.text.clone();
    for piece in pieces {
        if !said.contains(&piece.text) {
            said.push(' ');
            said.push_str(&piece.text);
        }
    }
    let area = pieces.iter().fold(first.area, |a, p| a.union(p.area));
    let confidence = f64::from(first.confidence);
    Some(Mark {
        kind: MarkKind::Watermark,
        page: 1,
        area,
        text: Some(said),
        confidence,
    })
}

/// Lines of an upright page that run across it, from which they are its own print, however many run over them.
const LEAST_OWN: usize = 3;

/// Whether a line of an upright page runs across it, as the page's own print does.
pub fn runs_across(line: &TextLine) -> bool {
    let [a, b, ..] = line.quad.0;
    (b.y - a.y).atan2(b.x - a.x).abs() < LEAST_ANGLE
}

/// The tilt of the page's own print.
fn level(lines: &[TextLine]) -> f32 {
    let sure = lines
        .iter()
        .filter(|l| runs_across(l) && l.confidence >= LEAST_CONFIDENCE);
    let own: Vec<TextLine> = sure.cloned().collect();
    tilt(if own.len() < LEAST_OWN { lines } else { &own })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Point;

    fn nothing() -> Looks<'static> {
        Looks {
            at: &|_| None,
            over: &|_| None,
        }
    }

    const PAGE: PixelBox = PixelBox {
        x: 0,
        y: 0,
        w: 900,
        h: 600,
    };

    fn line(text: &str, x: f32, y: f32, degrees: f32) -> TextLine {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let (w, h) = (text.chars().count() as f32 * 30.0, 30.0);
        let at = |u: f32, v: f32| Point {
            x: x + u * cos - v * sin,
            y: y + u * sin + v * cos,
        };
        let quad = Quad([at(0.0, 0.0), at(w, 0.0), at(w, h), at(0.0, h)]);
        let area = quad.bounds();
        TextLine {
            text: text.into(),
            glyphs: Vec::new(),
            quad,
            area,
            confidence: 0.99,
            source: Source::Ocr,
            under_seal: false,
        }
    }

    #[test]
    fn pale_words_with_some_texture_are_a_watermark_and_texture_is_not() {
        let marked = |sure: usize| {
            let glyph = |(i, ch)| Glyph {
                ch,
                p: if i > 0 && i <= sure { 0.99 } else { 0.3 },
                at: i as f32 / 5.0,
                others: Vec::new(),
            };
            let mut lines = vec![
                line("公民身份号码", 10.0, 300.0, 0.0),
                TextLine {
                    confidence: 0.8,
                    glyphs: "必某某快印".chars().enumerate().map(glyph).collect(),
                    ..line("必某某快印", 100.0, 250.0, -30.0)
                },
            ];
            take(&mut lines, &[], true, PAGE, nothing()).is_some()
        };
        assert!(marked(4));
        assert!(!marked(3));
    }

    #[test]
    fn more_words_than_the_print_has_are_a_watermark_still() {
        let print = ["姓名姜永远", "住址四川省成都市", "公民身份号码"];
        let mut lines: Vec<TextLine> = print
            .iter()
            .zip(1..)
            .map(|(t, k)| line(t, 10.0, 90.0 * k as f32, 2.0))
            .collect();
        lines.extend((0..12).map(|k| line("某某快印", 70.0 * k as f32, 300.0, -35.0)));
        assert_eq!(
            take(&mut lines, &[], true, PAGE, nothing()).unwrap().text.as_deref(),
            Some("某某快印")
        );
        assert_eq!(lines.iter().map(|l| l.text.as_str()).collect::<Vec<_>>(), print);
    }

    #[test]
    fn words_across_the_print_are_a_watermark() {
        let mut lines = vec![
            line("公民身份号码", 10.0, 300.0, 5.0),
            line("住址四川省成都市", 10.0, 200.0, 5.0),
            line("内部资料", 100.0, 150.0, -28.0),
            line("严禁外传", 400.0, 350.0, -28.0),
        ];
        let mark = take(&mut lines, &[], false, PAGE, nothing()).unwrap();
        assert_eq!(mark.text.as_deref(), Some("内部资料 严禁外传"));
        assert_eq!(lines.len(), 2);
    }

    #[test]
    fn print_that_software_set_at_a_right_angle_or_alone_is_none() {
        let written = |text: &str, y: f32, degrees: f32| TextLine {
            source: Source::TextLayer,
            ..line(text, 10.0, y, degrees)
        };
        let mut lines = vec![
            written("网站备案信息真实性核验单", 10.0, 0.0),
            written("主办者名称", 200.0, 90.0),
            written("网站负责人", 200.0, -90.0),
        ];
        assert!(take(&mut lines, &[], false, PAGE, nothing()).is_none());
        assert_eq!(lines.len(), 3);
        let mut lines = vec![written("Hello world", 10.0, 45.0), written("Hello world", 200.0, 45.0)];
        assert!(take(&mut lines, &[], false, PAGE, nothing()).is_none());
        assert_eq!(lines.len(), 2);
    }

    #[test]
    fn a_tilted_page_and_a_seals_ring_are_none() {
        let mut lines = vec![
            line("公民身份号码", 10.0, 300.0, 14.0),
            line("住址四川省成都市", 10.0, 200.0, 14.0),
        ];
        assert!(take(&mut lines, &[], false, PAGE, nothing()).is_none());
        let ring = line("市场监督", 100.0, 100.0, 60.0);
        let seal = ring.area.grow(20, 20);
        let mut lines = vec![line("登记机关的名称", 10.0, 300.0, 0.0), ring];
        assert!(take(&mut lines, &[seal], false, PAGE, nothing()).is_none());
        let mut lines = vec![
            line("网站负责人签字", 10.0, 300.0, 0.0),
            line("马明", 300.0, 290.0, -20.0),
        ];
        assert!(take(&mut lines, &[], false, PAGE, nothing()).is_none());
        assert_eq!(lines.len(), 2);
    }

    #[test]
    fn the_rest_of_a_piece_is_looked_for_along_its_line_on_a_card() {
        let after = |said: &str, p: f32, card: bool| {
            let mut lines = vec![
                line("公民身份号码", 10.0, 300.0, 0.0),
                line("内部", 600.0, 200.0, -30.0),
            ];
            let glyph = |(k, ch)| Glyph {
                ch,
                p,
                at: 0.5 + 0.05 * k as f32,
                others: Vec::new(),
            };
            let look = |quad: &Quad| {
                let slope = (quad.0[1].y - quad.0[0].y).atan2(quad.0[1].x - quad.0[0].x);
                assert!((slope.to_degrees() + 30.0).abs() < 1.0 && quad.0.iter().all(|p| p.is_within(PAGE)));
                assert!(quad.width() > 300.0, "{quad:?}");
                Some((said.to_owned(), said.chars().enumerate().map(glyph).collect(), p))
            };
            take(
                &mut lines,
                &[],
                card,
                PAGE,
                Looks {
                    at: &|_| None,
                    over: &look,
                },
            )
            .and_then(|m| m.text)
        };
        assert_eq!(
            after("内部资料严禁外传", 0.97, true).as_deref(),
            Some("内部资料严禁外传")
        );
        assert_eq!(after("内部资料严禁外传", 0.9, true), None);
        assert_eq!(after("内部一", 0.97, true), None);
        assert_eq!(after("内部资料严禁外传", 0.97, false), None);
    }

    #[test]
    fn words_are_read_on_until_texture_or_the_next_ones_begin() {
        let glyphs = |said: &str| -> Vec<Glyph> {
            let known = |(k, ch): (usize, char)| (ch != '_').then_some((k, ch));
            let glyph = |(k, ch): (usize, char)| Glyph {
                ch,
                p: if ch == '一' { 0.4 } else { 0.99 },
                at: 0.02 + 0.04 * k as f32,
                others: Vec::new(),
            };
            said.chars().enumerate().filter_map(known).map(glyph).collect()
        };
        let said = |text: &str, place: f32| {
            about(glyphs(text), place, 25.0)
                .iter()
                .map(|g| g.ch)
                .collect::<String>()
        };
        assert_eq!(said("一一仅供网站备案使用一一", 0.2), "仅供网站备案使用");
        assert_eq!(said("备案使用___仅供网站备案使用", 0.4), "仅供网站备案使用");
        assert_eq!(said("仅供网一备案使用", 0.1), "仅供网一备案使用");
    }

    #[test]
    fn what_slants_on_another_paper_in_the_picture_and_a_ring_not_found_as_a_seal_are_none() {
        let with = |words: &str, y: f32| {
            let mut lines: Vec<TextLine> = (0..4)
                .map(|k| line("营业执照某某公司", 10.0, 60.0 * k as f32, 0.0))
                .collect();
            lines.push(line(words, 60.0, y, -25.0));
            take(&mut lines, &[], false, PAGE, nothing()).is_some()
        };
        assert!(with("内部资料严禁外传", 160.0));
        assert!(!with("内部资料严禁外传", 580.0));
        assert!(!with("工商行政管理", 160.0));
    }

    #[test]
    fn one_short_piece_is_a_watermark_on_a_card_only() {
        let lines = || {
            vec![
                line("公民身份号码", 10.0, 300.0, 0.0),
                line("某快印", 300.0, 290.0, -30.0),
            ]
        };
        assert!(take(&mut lines(), &[], true, PAGE, nothing()).is_some());
        assert!(take(&mut lines(), &[], false, PAGE, nothing()).is_none());
    }
}
