//! Whether a paper that bears a declared text may have been read as it was: the two are aligned (Viterbi), each edit at what the
//! recogniser says of the characters it is about. What comes out is a likelihood ratio: how much less likely the reading is of a
//! paper with the declared text than of one with the text that was read.

use crate::extract::Reading;
use crate::hanzi;
use crate::look_alikes::alike;

/// Least share of misread characters among those that the recogniser is surest of: of 5,312 characters of names and addresses on real
/// licences twelve were misread, one of the 5,223 read at 0.99 and more (at most 0.001 with 95 %, Clopper and Pearson).
const MISREAD: f32 = 0.001;
/// Look-alikes are misread this often, whatever the recogniser says of them.
const LOOKS_ALIKE: f32 = 0.05;
/// Share of characters that are lost within a line and that are seen where none is printed, on the same licences ...
const LOST: f32 = 0.002;
const ADDED: f32 = 0.001;
/// ... and of lines whose last character is lost.
const LOST_AT_END: f32 = 0.05;
/// Where one character was lost at a line's end, the next one was as often as not.
const LOST_TOO: f32 = 0.5;

/// A character that was read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Seen {
    pub ch: char,
    /// Its probability.
    pub p: f32,
    /// What else it may be, with its probability.
    pub others: Vec<(char, f32)>,
    /// It begins a line of print.
    pub begins: bool,
}

/// The characters of a reading, folded one by one.
pub(super) fn seen(reading: &Reading) -> Vec<Seen> {
    let fold = |c: char| hanzi::fold(c.encode_utf8(&mut [0; 4]));
    let mut out = Vec::new();
    for (i, c) in reading.value.chars().enumerate() {
        let others = reading.others.get(i).map_or(&[][..], Vec::as_slice);
        let others: Vec<(char, f32)> = others
            .iter()
            .flat_map(|(c, p)| fold(*c).chars().map(|c| (c, *p)).collect::<Vec<_>>())
            .collect();
        // What is not known of one character is what the weakest has.
        let p = reading.sure.get(i).copied().unwrap_or(reading.confidence as f32);
        let begins = i == 0 || reading.breaks.contains(&i);
        out.extend(fold(c).chars().enumerate().map(|(n, ch)| Seen {
            ch,
            p,
            others: others.clone(),
            begins: begins && n == 0,
        }));
    }
    out
}

/// What may explain a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// Only characters that the recogniser held possible itself.
    Alternatives,
    /// Also what it did not: characters that were lost, added or taken for others.
    AnyError,
}

/// The natural logarithm of the likelihood ratio, 0 or less: how much less likely the reading is of a paper that bears the declared text.
/// Characters that are `silent` may be left out, or stand for one another.
pub(super) fn log_ratio(declared: &[char], read: &[Seen], silent: impl Fn(char) -> bool, by: By) -> f32 {
    let log = |share: f32| share.min(1.0).ln();
    let error = |share: f32| {
        if by == By::AnyError {
            log(share)
        } else {
            f32::NEG_INFINITY
        }
    };
    // What the recogniser gives to no character that it names.
    let unnamed = |s: &Seen| 1.0 - s.p - s.others.iter().map(|o| o.1).sum::<f32>();
    let instead = |c: char, s: &Seen| {
        if c == s.ch || silent(c) && silent(s.ch) {
            return 0.0;
        }
        let named = s.others.iter().find(|o| o.0 == c).map_or(0.0, |o| o.1 / s.p.max(0.001));
        let alike = alike(s.ch, c) || hanzi::may_be_one(s.ch, c);
        let least = if alike { LOOKS_ALIKE } else { MISREAD };
        log(named).max(error(unnamed(s).max(least)))
    };
    let added = |s: &Seen| {
        if silent(s.ch) {
            0.0
        } else {
            error(unnamed(s).max(ADDED))
        }
    };
    let at_end = |j: usize| read.get(j).is_none_or(|s| s.begins);
    // A row a declared character, a column a place in what was read; what does not end in a loss, and what does.
    let mut row = vec![(0.0, f32::NEG_INFINITY)];
    for s in read {
        let last = row.last().map_or(f32::NEG_INFINITY, |r| r.0);
        row.push((last + added(s), f32::NEG_INFINITY));
    }
    for c in declared {
        let mut next: Vec<(f32, f32)> = Vec::with_capacity(row.len());
        for (j, (kept, lost)) in row.iter().enumerate() {
            let gone = if silent(*c) {
                kept.max(*lost)
            } else if at_end(j) {
                (kept + error(LOST_AT_END)).max(lost + error(LOST_TOO))
            } else {
                kept.max(*lost) + error(LOST)
            };
            let here = j
                .checked_sub(1)
                .and_then(|i| Some((row.get(i)?, next.get(i)?, read.get(i)?)));
            let stays = here.map_or(f32::NEG_INFINITY, |(up, left, s)| {
                (up.0.max(up.1) + instead(*c, s)).max(left.0.max(left.1) + added(s))
            });
            next.push((stays, gone));
        }
        row = next;
    }
    row.last().map_or(f32::NEG_INFINITY, |(kept, lost)| kept.max(*lost))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::checks::matching::samples::reading;

    /// The ratio, where the errors may be of any sort and where only alternatives count.
    fn of(declared: &str, read: &Reading) -> (f32, f32) {
        let declared: Vec<char> = hanzi::fold(declared).chars().collect();
        let by = |by| log_ratio(&declared, &seen(read), |c| matches!(c, '号' | '室'), by).exp();
        (by(By::AnyError), by(By::Alternatives))
    }

    /// Read at 0.99 a character, the second line from a place on.
    fn read(value: &str, second: usize) -> Reading {
        let n = value.chars().count();
        Reading {
            sure: vec![0.99; n],
            others: vec![Vec::new(); n],
            breaks: vec![second],
            ..reading(value, 0.9)
        }
    }

    #[test]
    fn the_same_text_is_as_likely_and_what_may_be_left_out_costs_nothing() {
        assert_eq!(of("大道283号105室", &read("大道283号105室", 3)), (1.0, 1.0));
        assert_eq!(of("大道283105", &read("大道283105号", 3)), (1.0, 1.0));
    }

    #[test]
    fn a_digit_that_may_be_lost_at_a_line_s_end_is_likelier_than_one_within() {
        let lost = |declared: &str| of(declared, &read("大道283号", 3));
        assert!(lost("大道2183号").0 > 0.04 && lost("大道2813号").0 < 0.01);
        assert_eq!(lost("大道2183号").1, 0.0);
        // Two of them, the second where the first was lost.
        assert!((0.02..0.04).contains(&lost("大道21183号").0));
    }

    #[test]
    fn another_character_is_as_likely_as_the_recogniser_held_it() {
        let mut r = read("广州占南沙区3号", 3);
        (r.sure[2], r.others[2]) = (0.5, vec![('市', 0.3)]);
        let close = |a: f32, b: f32| (a - b).abs() < 0.01;
        let held = of("广州市南沙区3号", &r);
        assert!(close(held.0, 0.6) && close(held.1, 0.6), "{held:?}");
        // Not named, where something unnamed may be; and where hardly anything may.
        let unnamed = of("广州巾南沙区3号", &r);
        assert!(close(unnamed.0, 0.2) && unnamed.1 == 0.0, "{unnamed:?}");
        assert!(of("广州占南沙区8号", &read("广州占南沙区1号", 3)).0 < 0.03);
    }
}
