//! Addresses, held against each other part by part: a province left out, a long or short form of a division, or
//! another word for a building is the same address; another house number is not, unless the declared one may have been read so.

use super::compare::{LEGIBLE, Outcome, Sureness};
use super::misread::{self, By, Seen};
use crate::extract::Reading;
use crate::hanzi;
use crate::place::PROVINCES;

/// From this share of common characters on (numbers being equal) two addresses are one; a recogniser errs that much.
const ONE_ADDRESS: f64 = 0.88;
/// Below this share they are two even where single characters are doubtful.
const OTHER_PLACE: f64 = 0.4;
/// Characters of the shorter address from which such a share tells.
const LEAST_TOLD: usize = 6;
/// Below this share they are surely two.
const TWO_ADDRESSES: f64 = 0.7;
/// From this likelihood ratio on, all differences being alternatives that the recogniser named itself, the declared address is the one that is
/// printed. Of 4,554 digits put for another one in the addresses of real licences one was held so far.
const AS_LIKELY: f64 = 0.05;

/// An address without its dress: the words and the numbers, in order.
#[derive(Debug, PartialEq, Eq)]
struct Parts {
    words: Vec<char>,
    numbers: Vec<String>,
}

/// Strips a leading province; gives its code where there was one.
fn without_province(folded: &str) -> (Option<&'static str>, &str) {
    for p in PROVINCES {
        if let Some(rest) = folded.strip_prefix(p.full).or_else(|| folded.strip_prefix(p.short)) {
            return (Some(p.code), rest.trim_start_matches('省').trim_start_matches('市'));
        }
    }
    (None, folded)
}

/// Division words that may be left out, and words for a building or room that stand for one another.
const fn silent(c: char) -> bool {
    matches!(
        c,
        '省' | '市'
            | '区'
            | '县'
            | '镇'
            | '乡'
            | '号'
            | '栋'
            | '幢'
            | '座'
            | '楼'
            | '层'
            | '室'
            | '房'
            | '单'
            | '元'
            | '第'
            | '之'
    )
}

/// Whether a character tells one address from another, or a word for a division or a building; marks do not.
fn tells(c: char) -> bool {
    c.is_alphanumeric() || hanzi::is_han(c)
}

/// How likely an address is read as it was, were the declared one printed, against the likeliest (0 to 1): by the recogniser's own
/// alternatives, and by any error. Both without their provinces.
fn likelihoods(declared: &str, read: &str, reading: &Reading) -> (f64, f64) {
    let declared: Vec<char> = declared.chars().filter(|c| tells(*c)).collect();
    let seen = misread::seen(reading);
    let province = seen.len().saturating_sub(read.chars().count());
    let seen: Vec<Seen> = seen.into_iter().skip(province).filter(|s| tells(s.ch)).collect();
    let by = |by| f64::from(misread::log_ratio(&declared, &seen, silent, by)).exp();
    (by(By::Alternatives), by(By::AnyError))
}

fn parts(rest: &str) -> Parts {
    let mut out = Parts {
        words: Vec::new(),
        numbers: Vec::new(),
    };
    let mut number = String::new();
    for c in rest.chars() {
        if c.is_ascii_digit() {
            number.push(c);
            continue;
        }
        if !number.is_empty() {
            out.numbers.push(std::mem::take(&mut number));
        }
        if tells(c) && !silent(c) {
            out.words.push(c);
        }
    }
    if !number.is_empty() {
        out.numbers.push(number);
    }
    out
}

/// Length of the longest common subsequence.
pub fn common(a: &[char], b: &[char]) -> usize {
    let mut row = vec![0_usize; b.len() + 1];
    for x in a {
        let mut next = vec![0_usize];
        for (y, pair) in b.iter().zip(row.windows(2)) {
            let [diagonal, up] = pair else { continue };
            let left = next.last().copied().unwrap_or_default();
            next.push(if x == y { diagonal + 1 } else { left.max(*up) });
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

/// Whether `short` begins or ends `long`: one side stops at the street, or leaves the province and city out.
fn contained(short: &[String], long: &[String]) -> bool {
    long.starts_with(short) || long.ends_with(short)
}

/// Holds a declared address against a reading.
pub fn compare(declared: &str, reading: &Reading, sure: Sureness) -> Outcome {
    let (a, b) = (hanzi::fold(declared), hanzi::fold(&reading.value));
    if a == b {
        return Outcome::Same;
    }
    let ((province_a, a), (province_b, b)) = (without_province(&a), without_province(&b));
    let (held, possible) = likelihoods(a, b, reading);
    let (a, b) = (parts(a), parts(b));
    let shorter = a.words.len().min(b.words.len());
    let share = common(&a.words, &b.words) as f64 / shorter.max(1) as f64;
    let as_likely = held >= AS_LIKELY;
    if reading.confidence < sure.min_confidence {
        // The confidence is that of the weakest of some thirty characters: it does not explain that most of them differ.
        return if a == b || as_likely {
            Outcome::Same
        } else if reading.confidence >= LEGIBLE && shorter >= LEAST_TOLD && share < OTHER_PLACE {
            Outcome::Different
        } else {
            Outcome::Uncertain("read with too little confidence")
        };
    }
    if matches!((province_a, province_b), (Some(x), Some(y)) if x != y) {
        return Outcome::Different;
    }
    if shorter == 0 {
        return Outcome::Uncertain("hardly anything was read");
    }
    if share < TWO_ADDRESSES {
        return Outcome::Different;
    }
    if as_likely {
        return Outcome::Same;
    }
    if a.numbers == b.numbers {
        return if share >= ONE_ADDRESS {
            Outcome::Same
        } else {
            Outcome::Uncertain("a few characters differ")
        };
    }
    let (short, long) = if a.numbers.len() <= b.numbers.len() {
        (&a.numbers, &b.numbers)
    } else {
        (&b.numbers, &a.numbers)
    };
    if short.len() < long.len() && contained(short, long) {
        return Outcome::Uncertain("one address is less complete");
    }
    // A difference is believed as it is of one character of a name: where the declared number would hardly be read so.
    if possible >= 1.0 - sure.sure_confidence {
        Outcome::Uncertain("the declared number may have been read so")
    } else {
        Outcome::Different
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::checks::matching::samples::reading;

    const SURE: Sureness = Sureness {
        min_confidence: 0.8,
        sure_confidence: 0.95,
    };

    fn of(declared: &str, read: &str) -> Outcome {
        compare(declared, &reading(read, 0.9), SURE)
    }

    #[test]
    fn dress_and_a_missing_province_are_no_difference() {
        assert_eq!(
            of(
                "昆明市五华区解放大道472号5层12室",
                "云南省昆明市五华区解放大道472号5层12室"
            ),
            Outcome::Same
        );
        assert_eq!(
            of("四川成都武侯区天府大道1号2栋", "四川省成都市武侯区天府大道1号2幢"),
            Outcome::Same
        );
    }

    #[test]
    fn another_street_number_or_province_is_another_address() {
        assert_eq!(
            of("昆明市五华区解放大道472号", "昆明市盘龙区北京路88号"),
            Outcome::Different
        );
        assert_eq!(
            of("昆明市五华区解放大道472号", "昆明市五华区解放大道427号"),
            Outcome::Different
        );
        assert_eq!(
            of("云南省昆明市解放大道4号", "四川省成都市解放大道4号"),
            Outcome::Different
        );
    }

    #[test]
    fn one_doubtful_character_does_not_hide_another_place() {
        let of = |read: &str, confidence: f64| compare("昆明市五华区解放大道472号", &reading(read, confidence), SURE);
        assert_eq!(of("浙江省宁波市海曙区科技园南路713号", 0.6), Outcome::Different);
        assert!(matches!(
            of("浙江省宁波市海曙区科技园南路713号", 0.3),
            Outcome::Uncertain(_)
        ));
        assert!(matches!(of("昆朔市五华区解攻大道472号", 0.6), Outcome::Uncertain(_)));
    }

    #[test]
    fn a_number_that_may_have_lost_a_digit_between_two_lines_is_for_a_person() {
        let n = "昆明市五华区解放大道283号".chars().count();
        let read = Reading {
            sure: vec![0.995; n],
            others: vec![Vec::new(); n],
            breaks: vec![11],
            ..reading("昆明市五华区解放大道283号", 0.9)
        };
        // As the shipped rules have it.
        let sure = Sureness {
            sure_confidence: 0.97,
            ..SURE
        };
        let of = |declared: &str| compare(declared, &read, sure);
        assert!(matches!(of("昆明市五华区解放大道2183号"), Outcome::Uncertain(_)));
        for other in [
            "昆明市五华区解放大道2813号",
            "昆明市五华区解放大道213号",
            "昆明市五华区解放大道23号",
        ] {
            assert_eq!(of(other), Outcome::Different, "{other}");
        }
    }

    #[test]
    fn of_two_characters_that_the_recogniser_held_possible_the_declared_one_is_printed() {
        let mut read = reading("广州占南沙区大岗镇天元路3号", 0.4);
        let n = read.value.chars().count();
        (read.sure, read.others) = (vec![0.99; n], vec![Vec::new(); n]);
        (read.sure[2], read.others[2]) = (0.5, vec![('市', 0.4)]);
        assert_eq!(compare("广州市南沙区大岗镇天元路3号", &read, SURE), Outcome::Same);
        assert!(matches!(
            compare("广州市南沙区大岗镇天元路8号", &read, SURE),
            Outcome::Uncertain(_)
        ));
        read.others[2] = vec![('市', 0.02)];
        assert!(matches!(
            compare("广州市南沙区大岗镇天元路3号", &read, SURE),
            Outcome::Uncertain(_)
        ));
    }

    #[test]
    fn the_common_part_of_two_texts() {
        assert_eq!(common(&['a', 'b', 'c'], &['a', 'x', 'c']), 2);
        assert_eq!(common(&[], &['a']), 0);
    }
}
