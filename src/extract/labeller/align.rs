//! Printed labels aligned with what was recognised: a weighted edit distance, so that a misread or a lost character has its price
//! instead of a rule of its own.

use crate::hanzi::is_han;
use crate::read::rows::Char;

/// What one edit costs at most: a character that is read as another one, of which the recogniser held the right one impossible,
/// one that was lost, one too many.
const EDIT: f32 = 1.0;
/// A Han character read as a digit or a letter, or the other way round: a value that begins, not a misreading.
const OTHER_SCRIPT: f32 = 2.0;
/// A mark between the characters of a label.
const MARK: f32 = 0.3;
/// The natural logarithm of the probability from which a second reading costs a whole edit (a thousandth).
const IMPOSSIBLE: f32 = -6.9;
/// Characters more than the label's looked at.
const LONGER: usize = 2;

/// What it costs that `want` was printed where `c` was read.
fn substitution(c: &Char, want: char) -> f32 {
    if c.folded == want {
        return 0.0;
    }
    let held = c
        .others
        .iter()
        .find(|(o, _)| *o == want)
        .map(|(_, p)| p.ln() / IMPOSSIBLE);
    let whole = if is_han(c.folded) == is_han(want) {
        EDIT
    } else {
        OTHER_SCRIPT
    };
    held.map_or(whole, |h| h.clamp(0.1, EDIT))
}

/// The least cost at which a text begins with a label, and how many of its characters that takes; the fewest of equals.
pub(super) fn prefix(chars: &[Char], label: &[char]) -> (f32, usize) {
    let chars = &chars[..chars.len().min(label.len() + LONGER)];
    // A row a character of the label; the columns are characters read.
    let inserted = |c: &Char| if c.ch.is_alphanumeric() { EDIT } else { MARK };
    let mut row: Vec<f32> = vec![0.0];
    for c in chars {
        row.push(row.last().copied().unwrap_or(0.0) + inserted(c));
    }
    for want in label {
        let mut diagonal = row[0];
        row[0] += EDIT;
        for (j, c) in chars.iter().enumerate() {
            let next = (diagonal + substitution(c, *want))
                .min(row[j] + inserted(c))
                .min(row[j + 1] + EDIT);
            diagonal = std::mem::replace(&mut row[j + 1], next);
        }
    }
    let best = row.iter().enumerate().min_by(|a, b| a.1.total_cmp(b.1));
    best.map_or((0.0, 0), |(taken, cost)| (*cost, taken))
}

/// Where a text holds a sentence.
#[derive(Debug, PartialEq)]
pub(in crate::extract) struct Within {
    /// What it costs.
    pub cost: f32,
    /// The part of the text that is aligned.
    pub from: usize,
    pub to: usize,
    /// For each character of the sentence the one of the text, `None` where it was lost.
    pub at: Vec<Option<usize>>,
}

/// The part of a text that holds a sentence at the least cost, the last of equals.
pub(in crate::extract) fn within(chars: &[Char], sentence: &[char]) -> Option<Within> {
    let inserted = |c: &Char| if c.ch.is_alphanumeric() { EDIT } else { MARK };
    // A row a character of the sentence; it may begin and end anywhere in the text.
    let mut rows = vec![vec![0.0f32; chars.len() + 1]];
    for want in sentence {
        let above = &rows[rows.len() - 1];
        let mut row = vec![above[0] + EDIT];
        for (j, c) in chars.iter().enumerate() {
            let aligned = above[j] + substitution(c, *want);
            row.push(aligned.min(row[j] + inserted(c)).min(above[j + 1] + EDIT));
        }
        rows.push(row);
    }
    let last = rows.last()?;
    let (to, cost) = last
        .iter()
        .copied()
        .enumerate()
        .rev()
        .min_by(|a, b| a.1.total_cmp(&b.1))?;
    let (mut i, mut j) = (sentence.len(), to);
    let mut at = vec![None; sentence.len()];
    while i > 0 {
        let here = rows[i][j];
        if j > 0 && here == rows[i - 1][j - 1] + substitution(&chars[j - 1], sentence[i - 1]) {
            (i, j) = (i - 1, j - 1);
            at[i] = Some(j);
        } else if here == rows[i - 1][j] + EDIT {
            i -= 1;
        } else {
            j -= 1;
        }
    }
    Some(Within { cost, from: j, to, at })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hanzi;

    fn read(text: &str) -> Vec<Char> {
        let char_of = |(i, ch): (usize, char)| Char {
            ch,
            folded: hanzi::fold_char(ch),
            p: 0.9,
            others: Vec::new(),
            x: i as f32 * 10.0,
        };
        text.chars().enumerate().map(char_of).collect()
    }

    fn cost(text: &str, label: &str) -> (f32, usize) {
        prefix(&read(text), &label.chars().collect::<Vec<_>>())
    }

    #[test]
    fn a_label_as_printed_costs_nothing() {
        assert_eq!(cost("名称某某公司", "名称"), (0.0, 2));
        assert_eq!(cost("名称", "名称"), (0.0, 2));
    }

    #[test]
    fn each_edit_has_its_price() {
        assert_eq!(cost("法定代袤人王", "法定代表人"), (1.0, 5));
        assert_eq!(cost("法定表人王", "法定代表人"), (1.0, 4));
        assert_eq!(cost("法·定代表人", "法定代表人"), (0.3, 6));
        assert!(cost("91350100", "名称").0 >= 2.0);
    }

    #[test]
    fn a_second_reading_makes_a_misread_character_cheap() {
        let mut chars = read("佳所");
        chars[0].others = vec![('住', 0.3)];
        let (cost, taken) = prefix(&chars, &['住', '所']);
        assert!(cost < 0.3 && taken == 2, "{cost}");
    }

    #[test]
    fn a_sentence_is_found_within_a_text() {
        let found = |text: &str| within(&read(text), &"甲乙丙丁".chars().collect::<Vec<_>>()).unwrap();
        let whole = found("某某甲乙丙丁某");
        assert_eq!((whole.cost, whole.from, whole.to), (0.0, 2, 6));
        assert_eq!(whole.at, [Some(2), Some(3), Some(4), Some(5)]);
        let torn = found("某甲丙某");
        assert!(torn.cost == 2.0 && torn.at[0] == Some(1) && torn.at[2] == Some(2));
        assert_eq!(found("").cost, 4.0);
    }

    #[test]
    fn an_empty_text_lacks_every_character() {
        assert_eq!(cost("", "住所"), (2.0, 0));
    }
}
