//! One way to hold a declared value against a read one: the same, surely different, or not to be told apart from a
//! misreading.

use serde::Deserialize;

use crate::domain::Domain;
use crate::extract::{Flag, Reading};
use crate::hanzi;
use crate::identity::{CitizenId, CreditCode};
use crate::look_alikes::alike;
use crate::names;

/// How sure a reading must be. Every rule of `match.*` states the same figures.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Sureness {
    /// Below it no difference is believed, 0 to 1.
    pub min_confidence: f64,
    /// From it on, a difference of one character is believed, 0 to 1.
    pub sure_confidence: f64,
}

impl Sureness {
    /// From a rule's parameters; refuses shares outside 0 to 1 and a pair the wrong way round.
    pub fn bind(params: serde_json::Value) -> Result<Self, serde_json::Error> {
        let s: Self = serde_json::from_value(params)?;
        if 0.0 <= s.min_confidence && s.min_confidence <= s.sure_confidence && s.sure_confidence <= 1.0 {
            Ok(s)
        } else {
            Err(serde::de::Error::custom(
                "0 <= min-confidence <= sure-confidence <= 1 is asked",
            ))
        }
    }
}

/// A reading whose weakest character is less sure than an even chance may be noise altogether.
pub const LEGIBLE: f64 = 0.5;
/// Characters that must differ before a doubtful reading counts as another name: more than a person's name has.
const LEAST_OTHER: usize = 5;

/// What comes of a comparison, the least grave first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// The same value.
    Same,
    /// It may be a misreading: why, in English.
    Uncertain(&'static str),
    /// Surely another value.
    Different,
}

impl Outcome {
    /// Its place among outcomes, the best first: of several candidates the one that comes nearest is meant.
    pub const fn rank(self) -> u8 {
        match self {
            Outcome::Same => 0,
            Outcome::Uncertain(_) => 1,
            Outcome::Different => 2,
        }
    }
}

/// What a value is; it decides what counts as a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Names of subjects, persons and sites.
    Name,
    /// Certificate numbers.
    Number,
    /// Addresses.
    Address,
    /// Domains.
    Domain,
}

/// One character of a reading, folded, with the other readings its recogniser held possible.
struct Seen {
    ch: char,
    others: Vec<char>,
    /// What the other readings together were held possible, in thousandths.
    doubt: u16,
}

impl Seen {
    /// Whether a character is another form of the one that was read, and the recogniser held it possible: 強 where 强 was read.
    fn is_form_of(&self, c: char) -> bool {
        self.others.contains(&c) && hanzi::may_be_one(self.ch, c)
    }
    fn may_be(&self, c: char) -> bool {
        alike(self.ch, c) || self.others.contains(&c) || hanzi::may_be_one(self.ch, c)
    }
}

/// The characters of a value that tell it from another. Punctuation says nothing in a name or number, and a missing bracket is never
/// a sure difference; in a domain every character tells.
fn telling(shape: Shape, text: &str) -> Vec<char> {
    match shape {
        Shape::Domain => hanzi::narrow(text)
            .chars()
            .filter(|c| !c.is_whitespace())
            .flat_map(char::to_uppercase)
            .collect(),
        Shape::Name | Shape::Number | Shape::Address => names::telling(text).chars().collect(),
    }
}

fn seen(shape: Shape, reading: &Reading) -> Vec<Seen> {
    let mut out = Vec::new();
    for (i, c) in reading.value.chars().enumerate() {
        let others: Vec<char> = reading.others.get(i).map_or_else(Vec::new, |o| {
            o.iter()
                .flat_map(|(c, _)| telling(shape, c.encode_utf8(&mut [0; 4])))
                .collect()
        });
        let held: f32 = reading.others.get(i).map_or(0.0, |o| o.iter().map(|(_, p)| p).sum());
        for ch in telling(shape, c.encode_utf8(&mut [0; 4])) {
            out.push(Seen {
                ch,
                others: others.clone(),
                doubt: (held.clamp(0.0, 1.0) * 1000.0).round() as u16,
            });
        }
    }
    out
}

/// How two values differ, by the cheapest alignment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Differences {
    /// Characters that cannot be a misreading of each other.
    hard: usize,
    /// Declared characters that were not read.
    gaps: usize,
    /// Characters read that are not declared.
    extra: usize,
    /// Look-alikes.
    soft: usize,
    /// The most doubtful of the `hard` and `extra` characters, in thousandths.
    doubt: u16,
}

impl Differences {
    const fn cost(self) -> usize {
        self.hard * 4 + (self.gaps + self.extra) * 4 + self.soft * 3
    }
    const fn none(self) -> bool {
        self.cost() == 0
    }
}

fn differences(declared: &[char], read: &[Seen]) -> Differences {
    let better = |a: Differences, b: Differences| if b.cost() < a.cost() { b } else { a };
    let soft = |d: Differences| Differences { soft: d.soft + 1, ..d };
    let gap = |d: Differences, c: char| {
        if matches!(c, '(' | ')') {
            soft(d)
        } else {
            Differences { gaps: d.gaps + 1, ..d }
        }
    };
    let extra = |d: Differences, s: &Seen| {
        if matches!(s.ch, '(' | ')') {
            soft(d)
        } else {
            Differences {
                extra: d.extra + 1,
                doubt: d.doubt.max(s.doubt),
                ..d
            }
        }
    };
    let mut row = vec![Differences::default()];
    for s in read {
        let last = row.last().copied().unwrap_or_default();
        row.push(extra(last, s));
    }
    for a in declared {
        let mut next = vec![gap(row.first().copied().unwrap_or_default(), *a)];
        for (s, pair) in read.iter().zip(row.windows(2)) {
            let [diagonal, up] = pair else { continue };
            let step = if s.ch == *a || s.is_form_of(*a) {
                *diagonal
            } else if s.may_be(*a) {
                Differences {
                    soft: diagonal.soft + 1,
                    ..*diagonal
                }
            } else {
                Differences {
                    hard: diagonal.hard + 1,
                    doubt: diagonal.doubt.max(s.doubt),
                    ..*diagonal
                }
            };
            let left = extra(next.last().copied().unwrap_or_default(), s);
            next.push(better(better(step, gap(*up, *a)), left));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

/// Whether a number passes the check digits of GB 11643 or GB 32100.
fn checks_out(number: &str) -> bool {
    CitizenId::parse(number).is_ok() || CreditCode::parse(number).is_ok()
}

const fn spoilt(flag: Flag) -> bool {
    match flag {
        Flag::Glare | Flag::Occluded | Flag::Incomplete | Flag::LowConfidence => true,
        Flag::UnderSeal | Flag::CorrectedByChecksum => false,
    }
}

/// Holds a declared value against a reading.
pub fn compare(shape: Shape, declared: &str, reading: &Reading, sure: Sureness) -> Outcome {
    match shape {
        Shape::Address => super::addresses::compare(declared, reading, sure),
        Shape::Domain => of_domains(declared, reading, sure),
        Shape::Name | Shape::Number => of_characters(shape, declared, reading, sure),
    }
}

/// Holds two declared names against each other. Nothing was read, so nothing can be misread: what is left to a person is whether
/// another form of a character is meant for it.
pub fn of_declared_names(a: &str, b: &str) -> Outcome {
    let (a, b) = (telling(Shape::Name, a), telling(Shape::Name, b));
    if a == b {
        Outcome::Same
    } else if a.len() == b.len() && a.iter().zip(&b).all(|(x, y)| hanzi::may_be_one(*x, *y)) {
        Outcome::Uncertain("one has another form of a character")
    } else {
        Outcome::Different
    }
}

fn of_domains(declared: &str, reading: &Reading, sure: Sureness) -> Outcome {
    match (Domain::parse(declared), Domain::parse(&reading.value)) {
        (Some(a), Some(b)) if a == b => Outcome::Same,
        (Some(a), Some(b)) if a.lies_below(&b) || b.lies_below(&a) => Outcome::Uncertain("one is a part of the other"),
        // Compared in the writing that was printed.
        (Some(a), Some(b)) if b.written().is_ascii() => of_characters(Shape::Domain, a.ascii(), reading, sure),
        (Some(a), Some(_)) => of_characters(Shape::Domain, &a.unicode(), reading, sure),
        _ => of_characters(Shape::Domain, declared, reading, sure),
    }
}

/// Whether one text lacks what the other has at its end or beginning only: a line that was cut.
fn cut_short(declared: &[char], read: &[Seen]) -> bool {
    let same = |(a, s): (&char, &Seen)| *a == s.ch;
    read.iter().zip(declared).all(|(s, a)| same((a, s)))
        || read.iter().rev().zip(declared.iter().rev()).all(|(s, a)| same((a, s)))
}

fn of_characters(shape: Shape, declared: &str, reading: &Reading, sure: Sureness) -> Outcome {
    let a = telling(shape, declared);
    if a == telling(shape, &reading.value) {
        return Outcome::Same;
    }
    let b = seen(shape, reading);
    let d = differences(&a, &b);
    if d.none() {
        return Outcome::Same;
    }
    let corrected = reading.flags.contains(&Flag::CorrectedByChecksum);
    let read: String = b.iter().map(|s| s.ch).collect();
    let wanted: String = a.iter().collect();
    if corrected && d.hard + d.gaps + d.extra + d.soft == 1 && !checks_out(&wanted) {
        // The reader bent one character until the check digit came right; the declared number says it was right as it stood.
        return Outcome::Same;
    }
    if reading.confidence < sure.min_confidence {
        // The confidence is that of the weakest character: it does not explain that most of a long name differs.
        let other = shape == Shape::Name && d.hard >= LEAST_OTHER && 2 * d.hard > a.len().max(b.len());
        if !(other && reading.confidence >= LEGIBLE) {
            return Outcome::Uncertain("read with too little confidence");
        }
    }
    if reading.flags.iter().copied().any(spoilt) {
        return Outcome::Uncertain("the print is covered, cut or burnt out");
    }
    if shape == Shape::Number && checks_out(&read) && !corrected {
        // No single misread character can pass these check digits.
        return Outcome::Different;
    }
    let hard = d.hard + d.gaps + d.extra;
    let all = hard + d.soft;
    if hard == 0 {
        return Outcome::Uncertain("the characters that differ look alike");
    }
    if shape == Shape::Number && checks_out(&wanted) {
        // What was read fails its check digit, so something was misread; only a number far away is another one.
        return if all > 4 && a.len() == b.len() {
            Outcome::Different
        } else {
            Outcome::Uncertain("the number read fails its check digit")
        };
    }
    if d.hard + d.extra == 0 && 2 * d.gaps <= a.len() {
        // A domain is read whole or not at all: a character that is missing within it was not printed.
        return if shape == Shape::Domain && !cut_short(&a, &b) && reading.confidence >= sure.sure_confidence {
            Outcome::Different
        } else {
            Outcome::Uncertain("the reading lacks characters")
        };
    }
    let longer = a.len().max(b.len());
    if hard >= 2 && (hard > 2 || all * 4 > longer) {
        return Outcome::Different;
    }
    // The confidence is that of the weakest character, which need not be one of those that differ.
    let there = if reading.others.is_empty() {
        reading.confidence
    } else {
        1.0 - f64::from(d.doubt) / 1000.0
    };
    if reading.confidence.max(there) >= sure.sure_confidence {
        Outcome::Different
    } else {
        Outcome::Uncertain("few characters differ")
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

    fn name(declared: &str, read: &str, confidence: f64) -> Outcome {
        compare(Shape::Name, declared, &reading(read, confidence), SURE)
    }

    #[test]
    fn dress_is_no_difference() {
        assert_eq!(
            name("云帆（北京）科技有限公司", "云帆(北京) 科技有限公司", 0.9),
            Outcome::Same
        );
        assert_eq!(name("阿依古丽·买买提", "阿依古丽买买提", 0.9), Outcome::Same);
    }

    #[test]
    fn another_name_is_different_and_a_look_alike_is_for_a_person() {
        assert_eq!(
            name("云帆科技有限公司", "瑞丰文化传媒有限公司", 0.9),
            Outcome::Different
        );
        assert_eq!(name("张伟", "李娜", 0.9), Outcome::Different);
        assert!(matches!(
            name("未来科技有限公司", "末来科技有限公司", 0.99),
            Outcome::Uncertain(_)
        ));
        assert!(matches!(
            name("云帆科技有限公司", "云航科技有限公司", 0.9),
            Outcome::Uncertain(_)
        ));
        assert_eq!(name("云帆科技有限公司", "云航科技有限公司", 0.97), Outcome::Different);
        assert!(matches!(name("张伟", "李娜", 0.5), Outcome::Uncertain(_)));
        assert!(matches!(
            name("云帆科技有限公司", "云帆科技有限公", 0.99),
            Outcome::Uncertain(_)
        ));
    }

    #[test]
    fn one_doubtful_character_does_not_hide_another_firm() {
        assert_eq!(
            name("云帆科技有限公司", "瑞丰文化传媒股份公司", 0.6),
            Outcome::Different
        );
        assert!(matches!(
            name("云帆科技有限公司", "瑞丰文化传媒股份公司", 0.4),
            Outcome::Uncertain(_)
        ));
        assert!(matches!(
            name("云帆科技有限公司", "云航科技有限公司", 0.6),
            Outcome::Uncertain(_)
        ));
    }

    #[test]
    fn what_the_recogniser_held_possible_is_no_sure_difference() {
        let mut r = reading("云航科技有限公司", 0.99);
        r.others = vec![vec![]; 8];
        r.others[1] = vec![('帆', 0.2)];
        assert!(matches!(
            compare(Shape::Name, "云帆科技有限公司", &r, SURE),
            Outcome::Uncertain(_)
        ));
    }

    #[test]
    fn the_characters_that_differ_decide_not_the_weakest_elsewhere() {
        let mut r = reading("lanhaix.top", 0.85);
        r.others = vec![vec![]; 11];
        r.others[0] = vec![('1', 0.15)];
        assert_eq!(compare(Shape::Domain, "lanhai.top", &r, SURE), Outcome::Different);
        r.others[6] = vec![('k', 0.2)];
        assert!(matches!(
            compare(Shape::Domain, "lanhai.top", &r, SURE),
            Outcome::Uncertain(_)
        ));
    }

    #[test]
    fn numbers_lean_on_their_check_digits() {
        let n = |d: &str, r: &str| compare(Shape::Number, d, &reading(r, 0.9), SURE);
        assert_eq!(n("11010519491231002x", "11010519491231002X"), Outcome::Same);
        // Both right by their check digits (GB 11643 annex A and a public code): two different numbers.
        assert_eq!(n("11010519491231002X", "440524188001010014"), Outcome::Different);
        assert!(matches!(
            n("11010519491231002X", "11010519491231092X"),
            Outcome::Uncertain(_)
        ));
    }

    #[test]
    fn a_correction_by_check_digit_does_not_accuse_a_wrong_declared_number() {
        let mut r = reading("11010519491231002X", 0.9);
        r.flags = vec![Flag::CorrectedByChecksum];
        assert_eq!(compare(Shape::Number, "110105194912310021", &r, SURE), Outcome::Same);
    }

    #[test]
    fn domains() {
        let d = |a: &str, b: &str| compare(Shape::Domain, a, &reading(b, 0.9), SURE);
        assert_eq!(d("example.com", "WWW.Example.com"), Outcome::Same);
        assert_eq!(d("example.com", "otherplace.net"), Outcome::Different);
        assert_eq!(
            compare(Shape::Domain, "example.com", &reading("examplex.com", 0.98), SURE),
            Outcome::Different
        );
        assert!(matches!(d("example.com", "examplex.com"), Outcome::Uncertain(_)));
        assert!(matches!(d("example.com", "shop.example.com"), Outcome::Uncertain(_)));
    }

    #[test]
    fn a_hyphen_and_a_dot_are_characters_of_a_domain() {
        let d = |a: &str, b: &str, p: f64| compare(Shape::Domain, a, &reading(b, p), SURE);
        for (declared, read) in [
            ("qinghe-note.cn", "qinghenote.cn"),
            ("qinghenote.cn", "qinghe-note.cn"),
            ("mysite.com.cn", "mysitecom.cn"),
            ("mysitecom.cn", "mysite.com.cn"),
            ("a-b-c.com.cn", "abc.com.cn"),
            ("qinghe-note.cn", "qinghe--note.cn"),
        ] {
            assert_eq!(d(declared, read, 0.98), Outcome::Different, "{declared} {read}");
            assert!(
                matches!(d(declared, read, 0.9), Outcome::Uncertain(_)),
                "{declared} {read}"
            );
            assert!(
                matches!(d(declared, read, 0.7), Outcome::Uncertain(_)),
                "{declared} {read}"
            );
        }
        // A line that was cut.
        assert!(matches!(d("qinghe-note.cn", "note.cn", 0.99), Outcome::Uncertain(_)));
        assert!(matches!(
            d("example.com.cn", "example.com", 0.99),
            Outcome::Uncertain(_)
        ));
        // l and 1, 0 and o: whoever reads them.
        for (declared, read) in [
            ("lanhai.top", "1anhai.top"),
            ("lanhai.top", "ianhai.top"),
            ("foto.cn", "f0to.cn"),
        ] {
            assert!(
                matches!(d(declared, read, 0.99), Outcome::Uncertain(_)),
                "{declared} {read}"
            );
        }
    }

    #[test]
    fn both_writings_of_a_domain_are_one() {
        let d = |a: &str, b: &str| compare(Shape::Domain, a, &reading(b, 0.98), SURE);
        assert_eq!(d("xn--2lz80aq87aj4k.cn", "青禾笔记.cn"), Outcome::Same);
        assert_eq!(d("青禾笔记.cn", "XN--2LZ80AQ87AJ4K.CN"), Outcome::Same);
        assert_eq!(d("xn--2lz80aq87aj4k.cn", "青禾日记.cn"), Outcome::Different);
    }

    #[test]
    fn another_form_of_a_character_is_for_a_person_and_another_character_is_not() {
        assert_eq!(name("苏晓梅", "蘇曉梅", 0.98), Outcome::Same);
        assert!(matches!(name("王杰", "王傑", 0.99), Outcome::Uncertain(_)));
        assert!(matches!(name("钟灵", "鍾靈", 0.99), Outcome::Uncertain(_)));
        for (declared, read) in [
            ("于谦和", "於谦和"),
            ("苏晓梅", "甦晓梅"),
            ("王升", "王昇"),
            ("钟灵", "锺灵"),
        ] {
            assert_eq!(name(declared, read, 0.98), Outcome::Different, "{declared} {read}");
        }
        let declared = |a: &str, b: &str| of_declared_names(a, b);
        assert_eq!(declared("买买提．艾力", "买买提·艾力"), Outcome::Same);
        assert!(matches!(declared("王杰", "王傑"), Outcome::Uncertain(_)));
        assert_eq!(declared("于谦和", "於谦和"), Outcome::Different);
        // Typed, not read: look-alikes are two characters.
        assert_eq!(declared("未来科技", "末来科技"), Outcome::Different);
    }

    proptest::proptest! {
        #[test]
        fn a_name_is_itself_in_any_dress_and_at_any_confidence(
            name in "[\u{4e00}-\u{9fa5}]{2,12}", p in 0.0f64..1.0, at in 0usize..12,
        ) {
            let mut dressed: Vec<char> = name.chars().collect();
            dressed.insert(at.min(dressed.len()), '・');
            let dressed: String = dressed.into_iter().collect();
            proptest::prop_assert_eq!(compare(Shape::Name, &name, &reading(&dressed, p), SURE), Outcome::Same);
            proptest::prop_assert_eq!(of_declared_names(&dressed, &name), Outcome::Same);
        }

        #[test]
        fn domains_differ_surely_only_where_they_are_two(
            a in "[a-z]{1,6}(-[a-z]{1,6})?\\.(cn|com|com\\.cn)", b in "[a-z]{1,6}(-[a-z]{1,6})?\\.(cn|com|com\\.cn)", p in 0.0f64..1.0,
        ) {
            let outcome = compare(Shape::Domain, &a, &reading(&b, p), SURE);
            proptest::prop_assert_eq!(outcome == Outcome::Same, a == b);
        }
    }

    #[test]
    fn a_rule_with_impossible_figures_is_refused() {
        let bind = |v| Sureness::bind(v).is_err();
        assert!(bind(
            serde_json::json!({ "min-confidence": 0.9, "sure-confidence": 0.8 })
        ));
        assert!(bind(
            serde_json::json!({ "min-confidence": 0.8, "sure-confidence": 0.9, "more": 1 })
        ));
        assert!(!bind(
            serde_json::json!({ "min-confidence": 0.8, "sure-confidence": 0.95 })
        ));
    }
}
