//! A second look at single lines: the same print cut wider, its contrast stretched, its edges raised; what several looks
//! agree on is kept. In: the upright page's pixels and a line's rectangle. Must not know what is looked for.

use super::{Engine, one_l_i, recognise};
use crate::geometry::{Point, Quad};
use crate::hanzi;
use crate::pixels::{self, Rgb};
use crate::read::{Glyph, Source, TextLine};
use crate::vision::statistics::histogram;

/// A character that the looks do not agree on is never surer than this.
const DISPUTED: f32 = 0.8;
/// How much the strip is grown for the wider cut, as shares of the line's height above and below and at each end.
const WIDER: f32 = 0.12;
/// Width of the wider cut: the network was trained on long lines squeezed into its batches as well and sees single
/// characters otherwise there (来 that was 來, 彝 that was 彞). Letters and digits lose by it, so that a line that holds any is cut
/// at its own width.
const NARROWER: f32 = 0.75;
/// Shares of pixels made black and white when contrast is stretched: print covers about a fifth of a line.
const BLACK: f64 = 0.01;
const WHITE: f64 = 0.6;
/// Weight of the raised edges.
const RAISED: f32 = 1.2;

/// An alternative that the looks together hold less possible is noise.
const HELD: f32 = 0.01;
/// Alternatives kept for a character after several looks.
const MOST_OTHERS: usize = 5;

struct Look {
    text: String,
    glyphs: Vec<Glyph>,
    confidence: f32,
}

impl Look {
    /// The line that stands at a place of an upright page.
    fn at(self, picture: &Rgb, quad: &Quad) -> TextLine {
        TextLine {
            text: self.text,
            glyphs: self.glyphs,
            quad: *quad,
            area: quad.bounds().clamp_to(picture.width(), picture.height()),
            confidence: self.confidence,
            source: Source::Ocr,
            under_seal: false,
        }
    }
}

impl Engine {
    /// Reads chosen lines of an upright page again. A line is replaced where the looks together are surer of it; characters
    /// that they dispute lose confidence either way, since one of the looks was wrong.
    pub fn look_again(&self, picture: &Rgb, lines: &mut [TextLine], which: &[usize]) {
        for index in which {
            let Some(line) = lines.get_mut(*index) else { continue };
            let first = Look {
                text: line.text.clone(),
                glyphs: line.glyphs.clone(),
                confidence: line.confidence,
            };
            let mut looks = vec![first];
            let letters = line.text.contains(|c: char| c.is_ascii_alphanumeric());
            looks.extend(self.looks(picture, &line.quad, if letters { 1.0 } else { NARROWER }));
            if let Some(kept) = settle(looks) {
                line.text = kept.text;
                line.glyphs = kept.glyphs;
                line.confidence = kept.confidence;
            }
        }
        // More looks say no more of a bar than one did: its shape does.
        if !which.is_empty() {
            one_l_i::tell(picture, lines);
        }
    }

    /// Reads one place of an upright page where detection found no line; `None` where there is no print.
    pub fn read_place(&self, picture: &Rgb, quad: &Quad) -> Option<TextLine> {
        settle(self.looks(picture, quad, 1.0)).map(|kept| kept.at(picture, quad))
    }

    /// Three looks; the wider cut at a `share` of its width.
    fn looks(&self, picture: &Rgb, quad: &Quad, share: f32) -> Vec<Look> {
        let level = |quad: &Quad, share| recognise::squeezed(picture, quad, share).map(|s| stretched(&s));
        let plain = level(quad, 1.0);
        let sharp = plain.as_ref().map(raised);
        let strips = [plain, sharp, level(&wider(quad), share)];
        strips.into_iter().flatten().filter_map(|s| self.look(&s)).collect()
    }

    fn look(&self, strip: &Rgb) -> Option<Look> {
        let (text, glyphs, confidence) = recognise::read(&self.models, strip)?;
        Some(Look {
            text,
            glyphs,
            confidence,
        })
    }
}

/// The reading that most of the looks' confidence stands behind, its characters held against the other looks.
fn settle(looks: Vec<Look>) -> Option<Look> {
    let weight = |text: &str| {
        looks
            .iter()
            .filter(|l| l.text == text)
            .map(|l| l.confidence)
            .sum::<f32>()
    };
    // The first of equals: the look that came first.
    let mut best = 0;
    for (i, look) in looks.iter().enumerate() {
        let (a, b) = (&looks.get(best)?.text, &look.text);
        if weight(b) > weight(a) + 1e-6 {
            best = i;
        }
    }
    let text = looks.get(best)?.text.clone();
    // Of the looks that say so, the surest one's characters.
    let kept = looks.iter().filter(|l| l.text == text).fold(None::<&Look>, |b, l| {
        b.filter(|b| b.confidence >= l.confidence).or(Some(l))
    })?;
    let mut glyphs = kept.glyphs.clone();
    for (i, g) in glyphs.iter_mut().enumerate() {
        // Looks of another length are aligned by place along the line.
        let there = looks
            .iter()
            .filter(|l| l.text == text || l.confidence > 0.5)
            .filter_map(|look| {
                if look.glyphs.len() == kept.glyphs.len() {
                    look.glyphs.get(i)
                } else {
                    nearest(&look.glyphs, g.at)
                }
            });
        dispute(g, &there.collect::<Vec<_>>());
    }
    let (text, glyphs) = with_lost(text, glyphs, &looks);
    let (text, glyphs) = with_lost_end(text, glyphs, &looks);
    let confidence = glyphs.iter().map(|g| g.p).sum::<f32>() / glyphs.len().max(1) as f32;
    Some(Look {
        text,
        glyphs,
        confidence: (confidence * 1000.0).round() / 1000.0,
    })
}

/// Least belief of a single look in a character that the others did not see.
const SEEN: f32 = 0.3;

/// The text with the characters that one look saw beyond it: over a character that it hardly knows the network falls silent
/// more easily than it invents one. They are as sure as the looks are together. Single strokes are dirt or a frame's.
fn with_lost(text: String, glyphs: Vec<Glyph>, looks: &[Look]) -> (String, Vec<Glyph>) {
    let count = |l: &Look| l.glyphs.len();
    let mut longer = looks.iter().filter(|l| l.confidence > 0.5 && count(l) > glyphs.len());
    let found = longer.find_map(|look| {
        let mut own = glyphs.iter().peekable();
        let mut all = Vec::with_capacity(count(look));
        for g in &look.glyphs {
            if let Some(same) = own.next_if(|o| o.ch == g.ch) {
                all.push(same.clone());
            } else if hanzi::is_han(g.ch) && !STROKES.contains(&g.ch) && g.p >= SEEN {
                let p = (g.p / looks.len() as f32 * 1000.0).round() / 1000.0;
                all.push(Glyph { p, ..g.clone() });
            } else {
                return None;
            }
        }
        own.peek().is_none().then_some(all)
    });
    match found {
        Some(all) => (all.iter().map(|g| g.ch).collect(), all),
        None => (text, glyphs),
    }
}

/// Distance of neighbours beyond which a look's last character is another one than the text's.
const BEYOND_LAST: f32 = 0.6;

/// The text with the character that one look saw beyond its last: over a frame's ornament print is seen by the closest look alone. It
/// is as sure as the looks are together.
fn with_lost_end(text: String, mut glyphs: Vec<Glyph>, looks: &[Look]) -> (String, Vec<Glyph>) {
    let mut steps: Vec<f32> = glyphs.windows(2).map(|w| w[1].at - w[0].at).collect();
    steps.sort_by(f32::total_cmp);
    let (Some(step), Some(last)) = (steps.get(steps.len() / 2), glyphs.last()) else {
        return (text, glyphs);
    };
    let end = last.at + BEYOND_LAST * step;
    let beyond = |l: &&Look| l.confidence > 0.5 && l.glyphs.last().is_some_and(|g| g.at > end);
    let Some(longer) = looks.iter().find(beyond) else {
        return (text, glyphs);
    };
    let seen = longer.glyphs.iter().filter(|g| g.at > end);
    let more = seen.filter(|g| hanzi::is_han(g.ch) && !STROKES.contains(&g.ch) && g.p >= SEEN);
    glyphs.extend(more.map(|g| Glyph {
        p: (g.p / looks.len() as f32 * 1000.0).round() / 1000.0,
        ..g.clone()
    }));
    (glyphs.iter().map(|g| g.ch).collect(), glyphs)
}

/// Single strokes, which dirt and frames are taken for.
const STROKES: [char; 4] = ['一', '丨', '丶', '丿'];

/// Holds a character against what each of the looks (its own among them) saw in its place. Where one of them saw another
/// character it is not sure; where not even most of them saw it, it is as sure as they are together, their beliefs averaged (the
/// linear opinion pool, Stone 1961). What any of them held possible is kept at its share.
fn dispute(g: &mut Glyph, looks: &[&Glyph]) {
    if looks.iter().all(|l| l.ch == g.ch) {
        return;
    }
    let share = 1.0 / looks.len() as f32;
    let mut belief = 0.0;
    let mut others: Vec<(char, f32)> = Vec::new();
    for (ch, p) in looks
        .iter()
        .flat_map(|l| std::iter::once((l.ch, l.p)).chain(l.others.iter().copied()))
    {
        let p = p * share;
        if ch == g.ch {
            belief += p;
        } else if let Some(other) = others.iter_mut().find(|o| o.0 == ch) {
            other.1 += p;
        } else {
            others.push((ch, p));
        }
    }
    g.p = g.p.min(DISPUTED);
    if 2 * looks.iter().filter(|l| l.ch == g.ch).count() <= looks.len() {
        g.p = g.p.min(belief);
    }
    for (ch, p) in &mut others {
        let own = g.others.iter().find(|o| o.0 == *ch);
        *p = (p.max(own.map_or(0.0, |o| o.1)) * 1000.0).round() / 1000.0;
    }
    others.retain(|o| o.1 >= HELD);
    others.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    others.truncate(MOST_OTHERS);
    g.p = (g.p * 1000.0).round() / 1000.0;
    g.others = others;
}

fn nearest(glyphs: &[Glyph], at: f32) -> Option<&Glyph> {
    glyphs
        .iter()
        .min_by(|a, b| (a.at - at).abs().total_cmp(&(b.at - at).abs()))
}

/// The rectangle grown along its own axes.
fn wider(quad: &Quad) -> Quad {
    let [a, b, c, d] = quad.0;
    let along = WIDER * quad.height() / quad.width().max(1.0);
    let mix = |p: Point, q: Point, t: f32| Point {
        x: p.x + (p.x - q.x) * t,
        y: p.y + (p.y - q.y) * t,
    };
    let ends = [mix(a, b, along), mix(b, a, along), mix(c, d, along), mix(d, c, along)];
    let [a, b, c, d] = ends;
    Quad([mix(a, d, WIDER), mix(b, c, WIDER), mix(c, b, WIDER), mix(d, a, WIDER)])
}

/// Grey levels spread so that the darkest print is black and the paper white; all channels by the luma's levels.
fn stretched(strip: &Rgb) -> Rgb {
    let lumas = strip.pixels().map(|p| pixels::luma(p.0[0], p.0[1], p.0[2]));
    let counts = histogram(lumas);
    let total = f64::from(strip.width()) * f64::from(strip.height());
    let level = |share: f64| {
        let mut seen = 0u32;
        counts
            .iter()
            .position(|n| {
                seen += n;
                f64::from(seen) >= share * total
            })
            .unwrap_or(255) as f32
    };
    let (black, white) = (level(BLACK), level(WHITE));
    if white - black < 8.0 {
        return strip.clone();
    }
    let mut out = strip.clone();
    for p in out.pixels_mut() {
        p.0 =
            p.0.map(|v| ((f32::from(v) - black) * 235.0 / (white - black)).clamp(0.0, 255.0) as u8);
    }
    out
}

/// Edges raised: the picture plus what it has over its own blur (unsharp masking).
fn raised(strip: &Rgb) -> Rgb {
    let soft = image::imageops::blur(strip, 1.6);
    let mut out = strip.clone();
    for (p, q) in out.pixels_mut().zip(soft.pixels()) {
        for (v, s) in p.0.iter_mut().zip(q.0) {
            *v = (f32::from(*v) + RAISED * (f32::from(*v) - f32::from(s))).clamp(0.0, 255.0) as u8;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(text: &str, p: f32) -> Look {
        let n = text.chars().count() as f32;
        Look {
            text: text.into(),
            glyphs: text
                .chars()
                .enumerate()
                .map(|(i, ch)| Glyph {
                    ch,
                    p,
                    at: (i as f32 + 0.5) / n,
                    others: Vec::new(),
                })
                .collect(),
            confidence: p,
        }
    }

    #[test]
    fn what_most_looks_say_is_kept_and_disputes_lower_it() {
        let kept = settle(vec![look("11010S", 0.9), look("110105", 0.7), look("110105", 0.8)]).unwrap();
        assert_eq!(kept.text, "110105");
        assert!(kept.glyphs[5].p <= DISPUTED && kept.glyphs[0].p == 0.8);
        assert_eq!(kept.glyphs[5].others.first().unwrap().0, 'S');
        let agreed = settle(vec![look("张伟", 0.6), look("张伟", 0.95)]).unwrap();
        assert!(agreed.confidence > 0.9);
        assert!(settle(Vec::new()).is_none());
    }

    #[test]
    fn a_character_that_one_look_saw_is_not_gone() {
        let kept = settle(vec![look("毛军号", 0.8), look("毛军", 0.95), look("毛军", 0.99)]).unwrap();
        assert_eq!(kept.text, "毛军号");
        assert!(kept.glyphs[2].p < 0.3 && kept.glyphs[0].p > 0.9);
        // A frame's side; another number of digits; a look that is not believed.
        assert_eq!(
            settle(vec![look("毛军一", 0.8), look("毛军", 0.95), look("毛军", 0.9)])
                .unwrap()
                .text,
            "毛军"
        );
        assert_eq!(
            settle(vec![look("1011", 0.8), look("101", 0.95), look("101", 0.9)])
                .unwrap()
                .text,
            "101"
        );
        assert_eq!(
            settle(vec![look("毛军号", 0.4), look("毛军", 0.95)]).unwrap().text,
            "毛军"
        );
    }

    #[test]
    fn what_the_looks_hardly_believe_is_weak_and_what_they_held_possible_stays() {
        let seen = |ch, p, others: &[(char, f32)]| Glyph {
            ch,
            p,
            at: 0.5,
            others: others.to_vec(),
        };
        let mut kept = seen('号', 0.6, &[('马', 0.1)]);
        let looks = [
            seen('弱', 0.6, &[('骉', 0.3)]),
            kept.clone(),
            seen('号', 0.5, &[('骉', 0.1)]),
            seen('弱', 0.5, &[]),
        ];
        dispute(&mut kept, &looks.each_ref());
        assert_eq!((kept.ch, kept.p), ('号', 0.275));
        assert_eq!(kept.others, [('弱', 0.275), ('马', 0.1), ('骉', 0.1)]);
        let mut agreed = seen('俊', 0.9, &[('佼', 0.1)]);
        let same = agreed.clone();
        dispute(&mut agreed, &[&same, &same]);
        assert_eq!(agreed, same);
    }

    #[test]
    fn a_wider_cut_grows_on_all_sides() {
        let q = Quad::from_box(crate::geometry::PixelBox {
            x: 100,
            y: 50,
            w: 200,
            h: 20,
        });
        let b = wider(&q).bounds();
        assert!(b.x < 100 && b.y < 50 && b.right() > 300 && b.bottom() > 70 && b.w < 210 && b.h < 27);
    }

    #[test]
    fn faint_print_becomes_black_on_white() {
        let mut s = Rgb::from_pixel(200, 48, image::Rgb([150, 150, 140]));
        for x in (0..200).step_by(10) {
            for y in 10..40 {
                s.put_pixel(x, y, image::Rgb([120, 120, 112]));
            }
        }
        let out = stretched(&s);
        assert!(out.get_pixel(0, 20).0[0] < 20 && out.get_pixel(5, 20).0[0] > 200);
    }
}
