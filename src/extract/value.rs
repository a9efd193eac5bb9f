//! The characters of a value, as they were gathered.

use crate::geometry::PixelBox;
use crate::hanzi::is_han;
use crate::read::Source;
use crate::read::rows::Char;

/// Characters gathered for a value, line by line.
#[derive(Debug, Clone)]
pub(super) struct Value {
    /// Lines, each with its characters.
    pub lines: Vec<Vec<Char>>,
    /// The box around all of it.
    pub area: Option<PixelBox>,
    /// Where it comes from.
    pub source: Source,
    /// Red ink crosses a part of it.
    pub under_seal: bool,
}

impl Value {
    fn empty() -> Self {
        Self {
            lines: Vec::new(),
            area: None,
            source: Source::Ocr,
            under_seal: false,
        }
    }
    /// A value that was read by itself.
    pub fn of_line(chars: Vec<Char>, area: PixelBox) -> Self {
        Self {
            lines: vec![chars],
            area: Some(area),
            ..Self::empty()
        }
    }
    /// The value without what a watermark leaves in lines it crosses: characters squeezed between two of the line's own are
    /// left out, and their neighbours, which it crosses too, are doubted; so is one that ends a line out of its step.
    pub fn under_watermark(mut self) -> Self {
        for line in &mut self.lines {
            let Some(pitch) = pitch(line) else { continue };
            while let Some(at) = squeezed(line, pitch) {
                line.remove(at);
                line.iter_mut().skip(at - 1).take(2).for_each(doubt);
            }
            // (After a digit the step is shorter still.)
            if let [.., before, last] = line.as_mut_slice()
                && is_han(last.ch)
                && last.x - before.x > STEP * pitch
            {
                doubt(last);
            }
        }
        self
    }
    /// All characters in order.
    pub fn chars(&self) -> impl Iterator<Item = &Char> {
        self.lines.iter().flatten()
    }
}

/// Two ideographs of a line with another between them stand this many of the line's pitches apart, at least: 2 but for what
/// the recogniser's columns leave unsure. With a squeezed one between them it is 1.
const APART: f32 = 1.45;
/// Pitches that tell a line's own.
const PITCHES: usize = 4;
/// Characters that a watermark crosses are no surer: below what a difference is believed from (0.8).
const CROSSED: f32 = 0.79;

/// The last ideograph of a line stands at most so many pitches behind the one before it: the recogniser's columns leave 1.1.
const STEP: f32 = 1.2;

fn doubt(c: &mut Char) {
    c.p = c.p.min(CROSSED);
}

fn of_print(chars: &[Char]) -> bool {
    chars.iter().all(|c| is_han(c.ch))
}

/// Middle distance of neighbouring ideographs; `None` where there are too few to tell.
fn pitch(line: &[Char]) -> Option<f32> {
    let pairs = line.windows(2).filter(|w| of_print(w));
    let mut pitches: Vec<f32> = pairs.map(|w| w[1].x - w[0].x).collect();
    if pitches.len() < PITCHES {
        return None;
    }
    let middle = pitches.len() / 2;
    Some(*pitches.select_nth_unstable_by(middle, f32::total_cmp).1)
}

/// The ideograph that stands closest between two others, where no line of print leaves room for it.
fn squeezed(line: &[Char], pitch: f32) -> Option<usize> {
    let trios = line.windows(3).enumerate().filter(|(_, w)| of_print(w));
    trios
        .map(|(i, w)| (i + 1, w[2].x - w[0].x))
        .filter(|(_, width)| *width < APART * pitch)
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .map(|(i, _)| i)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Characters at these places, read surely.
    fn value(text: &str, places: &[f32]) -> Value {
        let chars = text.chars().zip(places).map(|(ch, x)| Char {
            ch,
            folded: ch,
            p: 0.98,
            others: Vec::new(),
            x: *x,
        });
        Value {
            lines: vec![chars.collect()],
            ..Value::empty()
        }
    }

    fn text(v: &Value) -> String {
        v.chars().map(|c| c.ch).collect()
    }

    #[test]
    fn an_ideograph_squeezed_between_two_is_left_out_and_its_neighbours_are_doubted() {
        let with = value(
            "苏州市虎丘区凤传凰",
            &[0.0, 41.0, 80.0, 121.0, 160.0, 200.0, 241.0, 262.0, 280.0],
        )
        .under_watermark();
        assert_eq!(text(&with), "苏州市虎丘区凤凰");
        let doubted: String = with.chars().filter(|c| c.p < 0.8).map(|c| c.ch).collect();
        assert_eq!(doubted, "凤凰");
    }

    #[test]
    fn an_ideograph_out_of_step_at_a_line_s_end_is_doubted() {
        let places = [
            394.0, 444.0, 492.0, 542.0, 578.0, 627.0, 676.0, 713.0, 762.0, 811.0, 872.0,
        ];
        let line = value("江苏省苏州市虎丘区凤传", &places).under_watermark();
        let doubted: String = line.chars().filter(|c| c.p < 0.8).map(|c| c.ch).collect();
        assert_eq!(doubted, "传");
        let places: Vec<f32> = (0..9).map(|i| 40.0 * i as f32).chain([342.0, 395.0]).collect();
        let line = value("阳光水岸花园新区路1传", &places).under_watermark();
        let doubted: String = line.chars().filter(|c| c.p < 0.8).map(|c| c.ch).collect();
        assert_eq!(doubted, "传");
    }

    #[test]
    fn even_print_digits_and_short_lines_stay_whole() {
        let even = value("苏州市虎丘区", &[0.0, 44.0, 78.0, 121.0, 156.0, 203.0]).under_watermark();
        assert_eq!(text(&even), "苏州市虎丘区");
        assert!(even.chars().all(|c| c.p > 0.9));
        let digits = value(
            "滨江大道一号386号",
            &[0.0, 40.0, 80.0, 120.0, 160.0, 200.0, 230.0, 250.0, 270.0, 300.0],
        );
        assert_eq!(text(&digits.under_watermark()), "滨江大道一号386号");
        let short = value("武建呆", &[0.0, 40.0, 55.0]).under_watermark();
        assert_eq!(text(&short), "武建呆");
    }
}
