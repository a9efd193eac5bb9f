//! 一 at either end of a line: a single stroke, which the detector leaves out as it would a rule. 金一 becomes 金.

use super::ink::Ink;
use super::recognise;
use crate::geometry::Quad;
use crate::pixels::Rgb;
use crate::read::PRINT;

/// What stands there where one is found.
pub(super) const STROKE: char = '一';
/// Looked at beyond a line's box, heights of print.
const BEYOND: f32 = 1.8;
/// The stroke begins this near, heights of print ...
const NEAR: f32 = 0.5;
/// ... is so wide: characters are set in squares, and it fills most of its own ...
const WIDE: std::ops::RangeInclusive<f32> = 0.5..=1.1;
/// ... and at most so high, with its slant and the weight at its end.
const HIGH: f32 = 0.3;
/// Its middle lies between these shares of the line's box; rules under a line and over it do not.
const MIDDLE: std::ops::RangeInclusive<f32> = 0.35..=0.65;
/// Share of the strip's pixels below its ground's level.
const GROUND: f64 = 0.7;

/// An end of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    First,
    Last,
}

/// The line's place (reading left to right) with what looks like that character at one end of it, where something does: one
/// level stroke at middle height, and nothing else about it.
pub(super) fn with_stroke(page: &Rgb, quad: &Quad, end: End) -> Option<Quad> {
    let print = PRINT * quad.height();
    let share = print / quad.width().max(1.0);
    let (from, to) = match end {
        End::First => (-BEYOND * share, 0.0),
        End::Last => (1.0, 1.0 + BEYOND * share),
    };
    let ink = Ink::of(&recognise::strip(page, &stretch(quad, from, to))?, GROUND);
    let em = PRINT * ink.h as f32;
    let runs = ink.runs((NEAR * em) as usize);
    let [run] = runs.as_slice() else { return None };
    let rows = ink.rows(run, 1)?;
    let (near, far) = match end {
        End::First => (ink.w - run.end, run.start),
        End::Last => (run.start, ink.w - run.end),
    };
    let middle = (rows.start + rows.end) as f32 / 2.0 / ink.h as f32;
    let is_one = near as f32 <= NEAR * em
        && far > 0
        && WIDE.contains(&(run.len() as f32 / em))
        && rows.len() as f32 <= HIGH * em
        && MIDDLE.contains(&middle);
    // With the room that the detector leaves.
    let reach = (near + run.len()) as f32 / em * share + 0.2 * share;
    is_one.then(|| match end {
        End::First => stretch(quad, -reach, 1.0),
        End::Last => stretch(quad, 0.0, 1.0 + reach),
    })
}

/// From one share of the line's length to another, beyond its ends too.
pub(super) fn stretch(quad: &Quad, from: f32, to: f32) -> Quad {
    Quad([
        quad.at(from, 0.0),
        quad.at(to, 0.0),
        quad.at(to, 1.0),
        quad.at(from, 1.0),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::PixelBox;

    /// A line whose box ends at x 200 and holds print of 40 pixels from y 108 on, and beside it ink in these boxes.
    fn found(beside: &[[u32; 4]], end: End) -> Option<Quad> {
        let page = Rgb::from_fn(500, 300, |x, y| {
            let own = (130..192).contains(&x) && (108..148).contains(&y) && x % 9 < 4;
            let ink = beside
                .iter()
                .any(|[left, top, right, bottom]| (*left..*right).contains(&x) && (*top..*bottom).contains(&y));
            image::Rgb(if own || ink { [30; 3] } else { [245; 3] })
        });
        let area = PixelBox {
            x: 122,
            y: 100,
            w: 78,
            h: 56,
        };
        with_stroke(&page, &Quad::from_box(area), end)
    }

    #[test]
    fn a_stroke_behind_a_line_or_before_it_is_taken_in() {
        let last = found(&[[203, 126, 239, 131]], End::Last).unwrap().bounds();
        assert_eq!(last.x, 122);
        assert!((239..262).contains(&last.right()), "{last:?}");
        let first = found(&[[80, 125, 118, 129]], End::First).unwrap().bounds();
        assert_eq!(first.right(), 200);
        assert!((60..=80).contains(&first.x), "{first:?}");
    }

    #[test]
    fn rules_other_characters_and_words_further_on_are_not() {
        for beside in [
            [203, 150, 239, 154], // under the line
            [203, 126, 480, 130], // a rule that runs on
            [203, 112, 239, 148], // another character
            [225, 126, 261, 131], // too far
            [203, 126, 212, 131], // a hyphen
        ] {
            assert_eq!(found(&[beside], End::Last), None, "{beside:?}");
        }
        assert_eq!(found(&[[203, 126, 239, 131], [243, 108, 270, 148]], End::Last), None);
        assert_eq!(found(&[], End::Last), None);
    }
}
