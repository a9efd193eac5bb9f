//! Cues of a specification looked for in the words of a document, with room for a misread character.

use std::collections::BTreeMap;

use crate::hanzi;
use crate::kind::spec::{Cue, CueKind, Shape};
use crate::read::ReadPage;
use crate::read::rows::{Layout, Segment};
use crate::vision::statistics::median;

/// A line or row of words, folded.
struct Run {
    text: Vec<char>,
    /// Height against the median of its page.
    relative: f32,
    /// It begins at the picture's left edge, or ends at its right one: words may be cut there.
    cut: [bool; 2],
}

/// The words of a document.
pub(super) struct Words {
    runs: Vec<Run>,
}

/// Folded words, 备案 and 核准 as one: a letter of either title is the same.
fn one_word(folded: &str) -> Vec<char> {
    hanzi::fold_filing(folded).chars().collect()
}

/// A heading holds at most this many characters besides its words: "（副本）", "第1页", a number.
const HEADING_REST: usize = 8;
/// A heading is at least this much taller than the median line.
const HEADING_HEIGHT: f32 = 1.15;

impl Words {
    pub(super) fn of(pages: &[ReadPage]) -> Self {
        let mut runs = Vec::new();
        for page in pages {
            let layout = Layout::of(&page.lines);
            let sizes: Vec<Option<f32>> = layout.segments.iter().map(print_size).collect();
            let usual = median(&mut sizes.iter().flatten().copied().collect::<Vec<f32>>());
            for (s, size) in layout.segments.iter().zip(&sizes) {
                // Boxes of small print are looser than those of large print: characters' distances tell sizes apart where heights do not.
                let by_distance = size.map_or(0.0, |own| own / usual.max(1.0));
                let relative = (s.h / layout.median_height.max(1.0)).max(by_distance);
                runs.push(Run {
                    text: one_word(&s.chars.iter().map(|c| c.folded).collect::<String>()),
                    relative,
                    cut: [s.area.x <= AT_EDGE, s.area.right() + AT_EDGE >= page.width as i32],
                });
            }
            for row in layout.rows.iter().filter(|r| r.segments.len() > 1) {
                let tallest = row
                    .segments
                    .iter()
                    .filter_map(|i| layout.segments.get(*i))
                    .map(|s| s.h)
                    .fold(0.0, f32::max);
                runs.push(Run {
                    text: one_word(&layout.row_text(row)),
                    relative: tallest / layout.median_height.max(1.0),
                    cut: [false; 2],
                });
            }
        }
        Self { runs }
    }

    /// Whether there is next to nothing to read: fewer than four letters, digits or Han characters in lines of two or more.
    pub(super) fn is_empty(&self) -> bool {
        let words = |r: &Run| r.text.iter().filter(|c| c.is_alphanumeric()).count();
        self.runs.iter().map(words).filter(|n| *n > 1).sum::<usize>() < 4
    }

    /// The sum of the weights of the cues that are there, and their words. Of headings only the weightiest counts: one
    /// heading often holds another ("网站建设方案书", "建设方案书").
    pub(super) fn score(&self, cues: &[Cue]) -> (f64, Vec<String>) {
        let mut sum = 0.0;
        let mut heading: Option<(f64, &str)> = None;
        let mut basis: BTreeMap<usize, String> = BTreeMap::new();
        for (i, cue) in cues.iter().enumerate() {
            let words = one_word(cue.words);
            let found = match cue.kind {
                CueKind::Title => self.heading(&words),
                CueKind::Phrase | CueKind::Against => self.phrase(&words),
                CueKind::Number(shape) => f64::from(self.runs.iter().any(|r| holds_number(&r.text, shape, &words))),
            };
            let weight = cue.weight * found;
            match cue.kind {
                _ if weight == 0.0 => {}
                CueKind::Against => sum -= weight,
                CueKind::Title => {
                    if heading.is_none_or(|(w, _)| weight > w) {
                        heading = Some((weight, cue.words));
                    }
                }
                CueKind::Phrase | CueKind::Number(_) => {
                    sum += weight;
                    let said = if cue.words.is_empty() {
                        "number".to_owned()
                    } else {
                        cue.words.to_owned()
                    };
                    basis.insert(i, said);
                }
            }
        }
        let mut said: Vec<String> = Vec::new();
        if let Some((weight, words)) = heading {
            sum += weight;
            said.push(words.to_owned());
        }
        said.extend(basis.into_values());
        (sum, said)
    }

    fn heading(&self, words: &[char]) -> f64 {
        let mut best: f64 = 0.0;
        for run in self.runs.iter().filter(|r| r.text.len() <= words.len() + HEADING_REST) {
            let found = closeness(&run.text, words);
            // Print of a heading's size counts in full; small print that says the same words, a quarter.
            let size = if run.relative >= HEADING_HEIGHT { 1.0 } else { 0.25 };
            best = best.max(found * size);
        }
        best
    }

    fn phrase(&self, words: &[char]) -> f64 {
        let found = |r: &Run| closeness(&r.text, words).max(r.fragment(words));
        self.runs.iter().map(found).fold(0.0, f64::max)
    }
}

/// Size of a line's ideographs: their middle distance, but no more than the line's height, since print may be spread; `None` where no two
/// stand side by side.
fn print_size(s: &Segment) -> Option<f32> {
    let pairs = s.chars.windows(2).filter(|w| w.iter().all(|c| hanzi::is_han(c.ch)));
    let mut steps: Vec<f32> = pairs.map(|w| w[1].x - w[0].x).filter(|d| *d > 0.0).collect();
    (!steps.is_empty()).then(|| median(&mut steps).min(s.h))
}

/// A line that comes this near to the picture's edge, in pixels, may go on beyond it.
const AT_EDGE: i32 = 2;
/// What is left of a phrase at a cut edge still tells it: this many characters, and this share of it.
const LEAST_LEFT: usize = 4;
const SHARE_LEFT: f64 = 0.6;
/// What a cut phrase counts.
const CUT: f64 = 0.8;

impl Run {
    /// The end of a phrase at the left edge of a picture that cuts the document, or its beginning at the right edge.
    fn fragment(&self, words: &[char]) -> f64 {
        let least = LEAST_LEFT.max((words.len() as f64 * SHARE_LEFT).ceil() as usize);
        let left = (least..words.len()).any(|n| {
            self.cut[0] && self.text.starts_with(&words[words.len() - n..])
                || self.cut[1] && self.text.ends_with(&words[..n])
        });
        if left { CUT } else { 0.0 }
    }
}

/// 1 where `words` stand in `text`, 0.6 where one character in five or fewer differs, else 0. Words of fewer than four
/// characters must stand exactly.
fn closeness(text: &[char], words: &[char]) -> f64 {
    if words.is_empty() || text.len() + 1 < words.len() {
        return 0.0;
    }
    if text.windows(words.len()).any(|w| w == words) {
        return 1.0;
    }
    let allowed = if words.len() < 4 { 0 } else { (words.len() / 5).max(1) };
    if allowed == 0 {
        return 0.0;
    }
    // Sellers' algorithm: edit distance of the words to the nearest stretch of the text.
    let mut row: Vec<usize> = vec![0; text.len() + 1];
    for (i, w) in words.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, t) in text.iter().enumerate() {
            let next = (row[j + 1] + 1).min(row[j] + 1).min(diagonal + usize::from(w != t));
            diagonal = std::mem::replace(&mut row[j + 1], next);
        }
    }
    if row.iter().min().is_some_and(|d| *d <= allowed) {
        0.6
    } else {
        0.0
    }
}

/// Characters of a line of a machine-readable zone at least, and fillers among them.
const ZONE: usize = 20;
const FILLERS: usize = 4;

/// Whether a number of this shape that begins with these characters stands in a text.
fn holds_number(text: &[char], shape: Shape, begins: &[char]) -> bool {
    let digits = |n: usize| {
        text.windows(n)
            .any(|w| w.iter().all(char::is_ascii_digit) && w.starts_with(begins))
    };
    match shape {
        Shape::MachineZone => {
            let filler = |c: &&char| matches!(c, '<' | '(' | '«');
            let of_zone = |c: &char| c.is_ascii_uppercase() || c.is_ascii_digit() || filler(&c);
            text.len() >= ZONE && text.iter().all(of_zone) && text.iter().filter(filler).count() >= FILLERS
        }
        Shape::CitizenId => digits(17),
        Shape::RegistrationNumber => digits(15),
        Shape::Phone => digits(11),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chars(s: &str) -> Vec<char> {
        s.chars().collect()
    }

    #[test]
    fn words_are_found_with_a_misread_character() {
        assert_eq!(closeness(&chars("统一社会信用代码91"), &chars("统一社会信用代码")), 1.0);
        assert_eq!(closeness(&chars("统一杜会信用代码91"), &chars("统一社会信用代码")), 0.6);
        assert_eq!(closeness(&chars("公民身份号吗"), &chars("公民身份号码")), 0.6);
        assert_eq!(closeness(&chars("性另"), &chars("性别")), 0.0);
        assert_eq!(closeness(&chars("经营范畴内"), &chars("注册资本")), 0.0);
    }

    #[test]
    fn a_phrase_cut_by_the_edge_is_known_by_what_is_left() {
        let run = |text: &str, cut: [bool; 2]| Run {
            text: chars(text),
            relative: 1.0,
            cut,
        };
        let number = chars("公民身份号码");
        assert_eq!(run("身份号码4401", [true, false]).fragment(&number), CUT);
        assert_eq!(run("身份号码4401", [false, false]).fragment(&number), 0.0);
        assert_eq!(run("公民身份", [false, true]).fragment(&number), CUT);
        assert_eq!(run("号码4401", [true, false]).fragment(&number), 0.0);
    }

    #[test]
    fn a_heading_is_short_and_large() {
        let words = Words {
            runs: vec![
                Run {
                    text: chars("营业执照"),
                    relative: 2.0,
                    cut: [false; 2],
                },
                Run {
                    text: chars("证件类型营业执照副本复印件一份"),
                    relative: 1.0,
                    cut: [false; 2],
                },
            ],
        };
        assert_eq!(words.heading(&chars("营业执照")), 1.0);
        let small = Words {
            runs: vec![Run {
                text: chars("营业执照"),
                relative: 1.0,
                cut: [false; 2],
            }],
        };
        assert_eq!(small.heading(&chars("营业执照")), 0.25);
    }
}
