//! Print that goes on beyond the ends of a found line: over a frame's ornament, under a logo laid on the picture or behind a stroke of
//! a pen the detector sees no text. What stands there is read together with the characters before it, which are known: only where both
//! readings agree on those is the rest believed.
//!
//! In: a page and a line that was read. Out: the line with what it went on with. Must not know what is looked for.

use super::recognise::{self, Read};
use super::strokes::{End, stretch};
use crate::geometry::{Point, Quad};
use crate::hanzi;
use crate::pixels::{self, Rgb};
use crate::read::{Glyph, PRINT, TextLine};
use crate::vision::statistics::{histogram, quantile};

/// Looked at beyond an end, heights of print: a character and half of the next.
const BEYOND: f32 = 1.7;
/// Print goes on this near, heights of print: characters are set in squares.
const NEAR: f32 = 0.6;
/// Characters of the line that are read again with what follows.
const KNOWN: usize = 4;
/// Least room to look into, heights of print: half a character, a digit.
const LEAST_ROOM: f32 = 0.5;
/// Where ink begins, between a line's ground (0) and its print (1).
const INK: f32 = 0.5;
/// Levels between ground and print, below which there is no print.
const LEAST_CONTRAST: u8 = 24;
/// Columns of ink, share of the height of print, that a character has at least (1, 丨).
const LEAST_INK: f32 = 0.06;
/// Pixels of ink in a column of print.
const LEAST_PIXELS: usize = 2;
/// A character is added where it is read so surely: those that go on over a frame's ornament have 0.72 to 0.98, ornaments and seals that
/// are taken for one up to 0.8.
const SURE: f32 = 0.8;
/// ... or so surely where a rule stands.
const SURE_AT_RULE: f32 = 0.9;
/// Heights of print around a rule in which a digit or a letter is the rule itself.
const AT_RULE: f32 = 0.3;
/// A line is followed so many times at most.
pub(super) const MOST_STEPS: usize = 4;
/// A column that is ink over this share of three heights of print is a rule or a frame's side.
const RULE: f32 = 0.8;

/// Columns between the dark ones of an ornament, at most, of a strip of 48 pixels' height.
const ORNAMENT_GAP: usize = 4;
/// Known characters that may be read otherwise the second time, at most; never the one at the end.
const MOST_OTHER: usize = 1;
/// Heights of a line's box above it and below it, with which it is three heights of its print.
const AROUND: f32 = 0.57;
/// From the middle of the last character to the line's new end, heights of print: half of it and a little room.
const HALF: f32 = 0.65;

/// Heights of print without another line beyond an end of a line.
fn room(quad: &Quad, end: End, others: &[Quad]) -> f32 {
    let [a, b, _, d] = quad.0;
    let (w, h) = (quad.width().max(1.0), quad.height().max(1.0));
    let (along, down) = (unit(a, b), unit(a, d));
    let mut room = BEYOND * PRINT * h;
    for other in others.iter().filter(|o| *o != quad) {
        let place = other.0.map(|p| {
            let (x, y) = (p.x - a.x, p.y - a.y);
            (x * along.x + y * along.y, x * down.x + y * down.y)
        });
        let range = |of: fn(&(f32, f32)) -> f32| {
            let values = place.iter().map(of);
            values.fold((f32::MAX, f32::MIN), |(low, high), v| (low.min(v), high.max(v)))
        };
        let (left, right) = range(|p| p.0);
        let (top, bottom) = range(|p| p.1);
        let level = bottom.min(h) - top.max(0.0) > 0.25 * h.min(bottom - top);
        let gap = match end {
            End::First if right < 0.5 * w => -right,
            End::Last if left > 0.5 * w => left - w,
            _ => continue,
        };
        if level {
            room = room.min(gap);
        }
    }
    room / (PRINT * h)
}

fn unit(a: Point, b: Point) -> Point {
    let (x, y) = (b.x - a.x, b.y - a.y);
    let length = x.hypot(y).max(1e-3);
    Point {
        x: x / length,
        y: y / length,
    }
}

/// The part of a line that is read again: from where to where along it (shares of its length), and its known characters.
struct Part {
    from: f32,
    to: f32,
    known: std::ops::Range<usize>,
}

impl Part {
    fn of(line: &TextLine, end: End, reach: f32) -> Self {
        let (glyphs, n) = (&line.glyphs, line.glyphs.len());
        let between = |i: usize| f32::midpoint(glyphs[i - 1].at, glyphs[i].at);
        let known = n.min(KNOWN);
        match end {
            End::Last => Self {
                from: if known < n { between(n - known) } else { 0.0 },
                to: 1.0 + reach,
                known: n - known..n,
            },
            End::First => Self {
                from: -reach,
                to: if known < n { between(known) } else { 1.0 },
                known: 0..known,
            },
        }
    }

    /// Where a share of this part lies along the line.
    fn along(&self, at: f32) -> f32 {
        self.from + at * (self.to - self.from)
    }
}

/// Whether something as dark as the line's print stands near beyond the end of a line: then the columns of the strip that are a rule or
/// a frame's side. `strip` is the part, three times as high as its print, the known characters on the far side of column `border`.
fn goes_on(strip: &Rgb, border: usize, end: End) -> Option<Vec<usize>> {
    let grey = pixels::grey(strip);
    let (w, h) = (grey.width() as usize, grey.height() as usize);
    let band = h / 3..h - h / 3;
    let columns = |range: std::ops::Range<usize>| {
        let grey = &grey;
        band.clone()
            .flat_map(move |y| range.clone().map(move |x| grey.as_raw()[y * w + x]))
    };
    let (known, beyond): (_, Vec<usize>) = match end {
        End::First => (border..w, (0..border).rev().collect()),
        End::Last => (0..border, (border..w).collect()),
    };
    let levels = histogram(columns(known));
    let (print, ground) = (quantile(&levels, 0.05), quantile(&levels, 0.7));
    if ground.saturating_sub(print) < LEAST_CONTRAST {
        return None;
    }
    let limit = f32::from(ground) - INK * f32::from(ground - print);
    let inked =
        |x: usize, rows: std::ops::Range<usize>| rows.filter(|y| f32::from(grey.as_raw()[y * w + x]) < limit).count();
    let em = band.len() as f32;
    let rules: Vec<usize> = beyond
        .iter()
        .copied()
        .filter(|x| inked(*x, 0..h) as f32 > RULE * h as f32)
        .collect();
    let mut ink = beyond
        .iter()
        .enumerate()
        .filter(|(_, x)| inked(**x, band.clone()) >= LEAST_PIXELS);
    let enough = ink.nth((LEAST_INK * em) as usize)?;
    (enough.0 as f32 <= (NEAR + LEAST_INK) * em).then_some(rules)
}

/// Columns that stand in runs of less than `wide`, gaps of a few pixels aside: a broad one is the frame's ornament, on which print can be
/// read.
fn narrow(columns: &[usize], wide: f32) -> impl Iterator<Item = usize> {
    let mut columns = columns.to_vec();
    columns.sort_unstable();
    let runs: Vec<Vec<usize>> = columns
        .chunk_by(|a, b| b - a <= ORNAMENT_GAP)
        .map(<[usize]>::to_vec)
        .collect();
    runs.into_iter().filter(move |run| (run.len() as f32) < wide).flatten()
}

/// What a reading of a part says beyond its known characters; `None` where it does not say those. `ruled` tells of a place in the part
/// whether a rule stands there; with `rules` one stands somewhere.
fn added(known: &[Glyph], read: &[Glyph], end: End, rules: bool, ruled: impl Fn(f32) -> bool) -> Option<Vec<Glyph>> {
    let extra = read.len().checked_sub(known.len())?;
    let (own, more) = match end {
        End::Last => (&read[..known.len()], &read[known.len()..]),
        End::First => (&read[extra..], &read[..extra]),
    };
    let (beside, beside_again) = match end {
        End::Last => (known.last()?.ch, own.last()?.ch),
        End::First => (known.first()?.ch, own.first()?.ch),
    };
    let others = own.iter().zip(known).filter(|(a, b)| a.ch != b.ch).count();
    if beside != beside_again || others > MOST_OTHER || others > 0 && known.len() < KNOWN {
        return None;
    }
    // A frame's ornament is taken for a digit or a letter: such are added only to others.
    let fits = |g: &Glyph| match g.ch {
        c if c.is_ascii_alphanumeric() => beside.is_ascii_alphanumeric() && !ruled(g.at),
        c => hanzi::is_han(c) || matches!(c, '、' | '，' | '；' | '。' | '）' | '（'),
    };
    let least = if rules { SURE_AT_RULE } else { SURE };
    let sure = |g: &&Glyph| g.p >= least && fits(g);
    let more: Vec<Glyph> = match end {
        End::Last => more.iter().take_while(sure).cloned().collect(),
        End::First => {
            let mut more: Vec<Glyph> = more.iter().rev().take_while(sure).cloned().collect();
            more.reverse();
            more
        }
    };
    (!more.is_empty()).then_some(more)
}

/// The line with what it goes on with beyond one of its ends, if that is read surely together with its own characters there.
/// `others` are the places of all lines of the page, `read` reads a strip.
pub(super) fn with_end(
    page: &Rgb,
    line: &TextLine,
    end: End,
    others: &[Quad],
    read: impl Fn(&Rgb) -> Option<Read>,
) -> Option<TextLine> {
    if line.glyphs.len() < 2 {
        return None;
    }
    let quad = &line.quad;
    let em = PRINT * quad.height() / quad.width().max(1.0);
    let room = room(quad, end, others);
    if room < LEAST_ROOM {
        return None;
    }
    let part = Part::of(line, end, room * em);
    let place = stretch(quad, part.from, part.to);
    let border = match end {
        End::Last => 1.0,
        End::First => 0.0,
    };
    let tall = Quad([
        place.at(0.0, -AROUND),
        place.at(1.0, -AROUND),
        place.at(1.0, 1.0 + AROUND),
        place.at(0.0, 1.0 + AROUND),
    ]);
    let strip = recognise::strip(page, &tall)?;
    let column = (border - part.from) / (part.to - part.from) * strip.width() as f32;
    let width = strip.width() as usize;
    let rules = goes_on(&strip, (column.max(0.0) as usize).min(width), end)?;
    let (_, glyphs, _) = read(&recognise::strip(page, &place)?)?;
    // A strip's height is three heights of print.
    let reach = AT_RULE * strip.height() as f32 / 3.0;
    let narrow: Vec<usize> = narrow(&rules, reach).collect();
    let ruled = |at: f32| narrow.iter().any(|x| (*x as f32 - at * width as f32).abs() < reach);
    let known = &line.glyphs[part.known.clone()];
    let mut more = added(known, &glyphs, end, !rules.is_empty(), ruled)?;
    for g in &mut more {
        g.at = part.along(g.at);
    }
    let half = HALF * em;
    let (from, to) = match end {
        End::Last => (0.0, (more.last()?.at + half).clamp(1.0, part.to)),
        End::First => ((more.first()?.at - half).clamp(part.from, 0.0), 1.0),
    };
    let mut all = line.glyphs.clone();
    match end {
        End::Last => all.extend(more),
        End::First => all.splice(0..0, more).for_each(drop),
    }
    for g in &mut all {
        g.at = ((g.at - from) / (to - from)).clamp(0.0, 1.0);
    }
    let (text, glyphs, confidence) = recognise::line_of(all)?;
    let quad = stretch(quad, from, to);
    Some(TextLine {
        text,
        glyphs,
        quad,
        area: quad.bounds(),
        confidence,
        ..line.clone()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::PixelBox;
    use crate::read::Source;

    fn glyphs(text: &str) -> Vec<Glyph> {
        let n = text.chars().count() as f32;
        let of = |(i, ch)| Glyph {
            ch,
            p: 0.99,
            at: (i as f32 + 0.5) / n,
            others: Vec::new(),
        };
        text.chars().enumerate().map(of).collect()
    }

    /// A line of six characters of 40 pixels whose box ends at x 340, ink in these boxes beside it, and the places of other lines; what a
    /// reading of the part with the last four characters says.
    fn found(beside: &[[u32; 4]], others: &[PixelBox], says: &str) -> Option<TextLine> {
        let page = Rgb::from_fn(600, 300, |x, y| {
            let own = (100..340).contains(&x) && (108..148).contains(&y) && x % 40 > 6 && x % 7 < 3;
            let ink = beside
                .iter()
                .any(|[left, top, right, bottom]| (*left..*right).contains(&x) && (*top..*bottom).contains(&y));
            image::Rgb(if own || ink { [60; 3] } else { [200; 3] })
        });
        let area = PixelBox {
            x: 95,
            y: 100,
            w: 245,
            h: 56,
        };
        let line = TextLine {
            text: "河北省石家庄".into(),
            glyphs: glyphs("河北省石家庄"),
            quad: Quad::from_box(area),
            area,
            confidence: 0.99,
            source: Source::Ocr,
            under_seal: false,
        };
        let places: Vec<Quad> = others.iter().map(|b| Quad::from_box(*b)).collect();
        let read = |_: &Rgb| Some((says.to_owned(), glyphs(says), 0.99));
        with_end(&page, &line, End::Last, &places, read)
    }

    /// A character right behind the line.
    const NEXT: [u32; 4] = [350, 110, 384, 146];

    #[test]
    fn a_character_beyond_the_end_is_added_with_its_place() {
        let line = found(&[NEXT], &[], "省石家庄市").unwrap();
        assert_eq!(line.text, "河北省石家庄市");
        assert!(
            line.area.x == 95 && (375..=415).contains(&line.area.right()),
            "{:?}",
            line.area
        );
        let places: Vec<f32> = line.glyphs.iter().map(|g| g.at).collect();
        assert!(places.windows(2).all(|w| w[0] < w[1]) && places[6] <= 1.0, "{places:?}");
    }

    #[test]
    fn nothing_is_added_without_print_room_or_agreement() {
        assert_eq!(found(&[], &[], "省石家庄市"), None);
        // Another character than the line's own at its end, or two of them: the part is misread.
        assert_eq!(found(&[NEXT], &[], "省石家压市"), None);
        assert_eq!(found(&[NEXT], &[], "者右家庄市"), None);
        assert_eq!(found(&[NEXT], &[], "省石家庄"), None);
        // A frame's ornament is taken for a digit.
        assert_eq!(found(&[NEXT], &[], "省石家庄5"), None);
        // Another line stands there.
        let next = PixelBox {
            x: 345,
            y: 100,
            w: 100,
            h: 56,
        };
        assert_eq!(found(&[NEXT], &[next], "省石家庄市"), None);
        // A rule is taken for one, too.
        assert_eq!(found(&[[344, 0, 347, 300]], &[], "省石家庄1"), None);
        // Too far off to be of the same words.
        assert_eq!(found(&[[378, 110, 384, 146]], &[], "省石家庄市"), None);
    }
}
