//! 0 and o: the same ring in many faces, told by its height. The network sees a strip scaled to its own height and may mix them
//! up after letters (studio6736); how tall the digits and letters beside them stand decides.

use super::ink::{Ink, PLAUSIBLE};
use super::recognise::rounded;
use crate::pixels::Rgb;
use crate::read::Glyph;
use crate::vision::statistics::median;

/// Letters without ascenders that have no capital of the same shape, and digits and letters that are as tall as a 0.
const LOW: &str = "aemnr";
const TALL: &str = "123456789bdfhklABDEFGHJKLMNPQRT";
/// Height of low letters, share of the digits': 0.66 to 0.78 in faces for text (x-height over the height of lining figures).
const LOW_TO_TALL: f32 = 0.72;
/// A ring up to this share of the digits' height is an o, from that on a 0.
const IS_LOW: f32 = 0.84;
const IS_TALL: f32 = 0.92;
/// How much likelier what the height says is than what it does not: strokes that touch a ruled line or a blot measure wrong.
const HEIGHT_ODDS: f32 = 30.0;
/// Surer than this the other characters are that the heights are taken from.
const SURE: f32 = 0.9;
/// Weighs the two readings of every ring in a strip by its height. Only rings of which the network held both possible are looked
/// at. Whether anything changed.
pub(super) fn tell(strip: &Rgb, glyphs: &mut [Glyph]) -> bool {
    let in_doubt = |g: &Glyph| other(g.ch).is_some_and(|o| g.others.iter().any(|(c, _)| *c == o));
    if !glyphs.iter().any(in_doubt) {
        return false;
    }
    let ink = Ink::of(strip, 0.5);
    let heights: Vec<Option<f32>> = (0..glyphs.len()).map(|i| ink.height_of(glyphs, i)).collect();
    let of = |letters: &str| -> Vec<f32> {
        let known = glyphs.iter().zip(&heights);
        let those = known.filter(|(g, _)| g.p > SURE && letters.contains(g.ch));
        those.filter_map(|(_, h)| *h).collect()
    };
    let (mut tall, mut low) = (of(TALL), of(LOW));
    let usual = if tall.is_empty() {
        median(&mut low) / LOW_TO_TALL
    } else {
        median(&mut tall)
    };
    if !PLAUSIBLE.contains(&usual) {
        return false;
    }
    let mut changed = false;
    for (g, height) in glyphs.iter_mut().zip(&heights) {
        let (true, Some(height)) = (in_doubt(g), height) else {
            continue;
        };
        let share = height / usual;
        if share <= IS_LOW {
            reweight(g, 'o');
        } else if share >= IS_TALL {
            reweight(g, '0');
        } else {
            continue;
        }
        changed = true;
    }
    changed
}

/// What else a ring may be.
fn other(ch: char) -> Option<char> {
    match ch {
        '0' => Some('o'),
        'o' => Some('0'),
        _ => None,
    }
}

/// Bayes' rule over the two readings, the rest as it was.
fn reweight(g: &mut Glyph, likely: char) {
    let Some(mate) = g.others.iter().position(|(c, _)| Some(*c) == other(g.ch)) else {
        return;
    };
    let (own, its) = (g.p, g.others[mate].1);
    let [a, b] = [(g.ch, own), (g.others[mate].0, its)].map(|(c, p)| if c == likely { p * HEIGHT_ODDS } else { p });
    let share = (own + its) / (a + b);
    (g.p, g.others[mate].1) = (rounded(a * share), rounded(b * share));
    if g.others[mate].1 > g.p {
        std::mem::swap(&mut g.ch, &mut g.others[mate].0);
        std::mem::swap(&mut g.p, &mut g.others[mate].1);
    }
    g.others.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A strip of bars of these heights standing on one line, twenty columns each.
    fn strip(heights: &[u32]) -> Rgb {
        Rgb::from_fn(20 * heights.len() as u32, 48, |x, y| {
            let (i, inner) = (x / 20, x % 20);
            let tall = heights.get(i as usize).copied().unwrap_or(0);
            let ink = (4..16).contains(&inner) && (40 - tall..40).contains(&y);
            image::Rgb([if ink { 30 } else { 240 }; 3])
        })
    }

    fn line(text: &[(char, f32, &[(char, f32)])]) -> Vec<Glyph> {
        let n = text.len() as f32;
        let glyph = |(i, (ch, p, others)): (usize, &(char, f32, &[(char, f32)]))| Glyph {
            ch: *ch,
            p: *p,
            at: (i as f32 + 0.5) / n,
            others: others.to_vec(),
        };
        text.iter().enumerate().map(glyph).collect()
    }

    #[test]
    fn a_low_ring_among_digits_is_an_o_and_a_tall_one_a_zero() {
        let mut glyphs = line(&[
            ('i', 0.99, &[]),
            ('0', 0.7, &[('o', 0.25)]),
            ('6', 0.99, &[]),
            ('7', 0.99, &[]),
        ]);
        let mut tall = glyphs.clone();
        assert!(tell(&strip(&[32, 22, 30, 31]), &mut glyphs));
        assert_eq!((glyphs[1].ch, glyphs[1].others[0].0), ('o', '0'));
        assert!(glyphs[1].p > 0.85 && glyphs[1].p < 0.95);
        assert!(tell(&strip(&[32, 31, 30, 31]), &mut tall));
        assert_eq!(tall[1].ch, '0');
        assert!(tall[1].p > 0.93);
    }

    #[test]
    fn letters_alone_tell_it_too() {
        let mut glyphs = line(&[('e', 0.99, &[]), ('m', 0.99, &[]), ('0', 0.6, &[('o', 0.4)])]);
        assert!(tell(&strip(&[22, 22, 22]), &mut glyphs));
        assert_eq!(glyphs[2].ch, 'o');
    }

    #[test]
    fn what_is_not_in_doubt_or_has_nothing_beside_it_stays() {
        let sure = line(&[('0', 1.0, &[]), ('6', 0.99, &[])]);
        let alone = line(&[('0', 0.6, &[('o', 0.4)]), ('路', 0.99, &[])]);
        for (glyphs, heights) in [(sure, [22, 30]), (alone, [22, 30])] {
            let mut after = glyphs.clone();
            assert!(!tell(&strip(&heights), &mut after));
            assert_eq!(after, glyphs);
        }
    }
}
