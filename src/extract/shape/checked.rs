//! Numbers whose check digit decides between a recogniser's readings: citizen ID numbers, credit codes; and plain runs of
//! digits. A number is never mended beyond what the recogniser itself held possible.

use super::{Parsed, Value, weakest};
use crate::identity::{self, CREDIT_ALPHABET, CitizenId, CreditCode};
use crate::look_alikes::as_digit;
use crate::read::rows::Char;

/// A number that fails its check is misread more often than misprinted; it is never called sure.
const UNCHECKED: f64 = 0.85;
/// A mended number stays below the mark where a difference would count as certain.
const MENDED: f64 = 0.88;
/// An alternative less likely than this is noise.
const ALTERNATIVE: f32 = 0.01;
/// Alternatives are only tried where the best reading is not this sure.
const SURE: f32 = 0.97;

type Choice = Vec<(char, f32)>;

/// What a position may be, best first, under the alphabet of that position.
fn choices(c: &Char, allowed: &dyn Fn(char) -> bool) -> Choice {
    let fold = |ch: char| {
        crate::hanzi::narrow(ch.encode_utf8(&mut [0; 4]))
            .chars()
            .next()
            .unwrap_or(ch)
            .to_ascii_uppercase()
    };
    let mut out: Choice = Vec::new();
    let mut add = |ch: char, p: f32| {
        if allowed(ch) {
            match out.iter_mut().find(|(o, _)| *o == ch) {
                Some(o) => o.1 += p,
                None => out.push((ch, p)),
            }
        }
    };
    for (ch, p) in std::iter::once((c.folded, c.p)).chain(c.others.iter().map(|(o, p)| (fold(*o), *p))) {
        if allowed(ch) {
            add(ch, p);
        } else if let Some(d) = as_digit(ch) {
            // Another alphabet's look-alike stands for the digit; it cannot stand for itself here.
            add(d, p * 0.9);
        }
    }
    out.sort_by(|a, b| b.1.total_cmp(&a.1));
    out.truncate(4);
    out
}

pub(super) struct Decoded {
    pub text: String,
    pub p: f64,
    pub changed: bool,
    pub valid: bool,
    pub others: Vec<Vec<(char, f32)>>,
}

/// Decodes exactly as many characters as `alphabets` has positions.
pub(super) fn decode(
    chars: &[Char],
    allowed: &dyn Fn(usize, char) -> bool,
    valid: &dyn Fn(&str) -> bool,
) -> Option<Decoded> {
    let per: Vec<Choice> = chars
        .iter()
        .enumerate()
        .map(|(i, c)| choices(c, &|ch| allowed(i, ch)))
        .collect();
    if per.iter().any(Vec::is_empty) {
        return None;
    }
    let best: Vec<char> = per.iter().filter_map(|c| c.first().map(|b| b.0)).collect();
    let p = per
        .iter()
        .filter_map(|c| c.first())
        .map(|b| f64::from(b.1))
        .fold(0.99, f64::min);
    let others: Vec<Vec<(char, f32)>> = per.iter().map(|c| c.iter().skip(1).copied().collect()).collect();
    let text: String = best.iter().collect();
    if valid(&text) {
        return Some(Decoded {
            text,
            p,
            changed: false,
            valid: true,
            others,
        });
    }
    let (text, p, valid) = match mended(&per, &best, valid) {
        Some((odds, mended)) => (mended, (p + odds).min(1.0), true),
        None => (text, p, false),
    };
    Some(Decoded {
        text,
        p,
        changed: valid,
        valid,
        others,
    })
}

/// One position changed, then two: the likeliest change that satisfies the check, with its odds, if no other comes near.
fn mended(per: &[Choice], best: &[char], valid: &dyn Fn(&str) -> bool) -> Option<(f64, String)> {
    let mut swaps: Vec<(usize, char, f64)> = Vec::new();
    for (i, c) in per.iter().enumerate() {
        let Some(first) = c.first() else { continue };
        if first.1 < SURE {
            swaps.extend(
                c.iter()
                    .skip(1)
                    .filter(|o| o.1 >= ALTERNATIVE)
                    .map(|o| (i, o.0, f64::from(o.1 / first.1))),
            );
        }
    }
    let mut hits: Vec<(f64, String)> = Vec::new();
    let mut attempt = |changes: &[&(usize, char, f64)]| {
        let mut t = best.to_vec();
        let mut odds = 1.0;
        for (i, ch, o) in changes {
            if let Some(slot) = t.get_mut(*i) {
                *slot = *ch;
            }
            odds *= o;
        }
        let t: String = t.iter().collect();
        if valid(&t) {
            hits.push((odds, t));
        }
    };
    for s in &swaps {
        attempt(&[s]);
    }
    for (n, s) in swaps.iter().enumerate() {
        for t in swaps.iter().skip(n + 1).filter(|t| t.0 != s.0) {
            attempt(&[s, t]);
        }
    }
    hits.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    match hits.as_slice() {
        [(odds, t), rest @ ..] if rest.first().is_none_or(|r| r.0 < odds / 4.0) => Some((*odds, t.clone())),
        _ => None,
    }
}

pub(super) fn parsed(d: Decoded) -> Parsed {
    let confidence = match (d.valid, d.changed) {
        // A check digit that holds leaves one wrong reading in eleven (or 31) of those that were misread.
        (true, false) => 1.0 - (1.0 - d.p).max(0.01) / 11.0,
        (true, true) => MENDED.min(d.p),
        (false, _) => UNCHECKED.min(d.p),
    };
    Parsed {
        corrected: d.changed,
        others: d.others,
        ..Parsed::plain(d.text, confidence)
    }
}

/// Runs of characters that could be part of a number, in the order they stand.
pub(super) fn runs(v: &Value, fits: &dyn Fn(char) -> bool) -> Vec<Vec<Char>> {
    let mut out: Vec<Vec<Char>> = vec![Vec::new()];
    for c in v.chars() {
        if fits(c.folded) {
            if let Some(run) = out.last_mut() {
                run.push(c.clone());
            }
        } else if !matches!(c.folded, '.' | ',' | '·' | '\'') {
            out.push(Vec::new());
        }
    }
    out.retain(|r| !r.is_empty());
    out
}

/// A number whose check holds within one line of a value, else of its lines together: of two numbers one below the other the end of the
/// first and the beginning of the second pass a check now and then.
fn of_one_line(v: &Value, holds: impl Fn(&str) -> bool, read: impl Fn(&Value) -> Option<Parsed>) -> Option<Parsed> {
    let alone = |line: &Vec<Char>| {
        read(&Value {
            lines: vec![line.clone()],
            ..v.clone()
        })
    };
    let lines = v
        .lines
        .iter()
        .filter_map(alone)
        .filter(|p| holds(&p.value) && !p.corrected);
    let surest = lines.reduce(|best, next| if next.confidence > best.confidence { next } else { best });
    surest.or_else(|| read(v))
}

fn citizen_fits(i: usize, c: char) -> bool {
    c.is_ascii_digit() || (i == 17 && c == 'X')
}

/// GB 11643.
pub(super) fn citizen(v: &Value) -> Option<Parsed> {
    of_one_line(v, |t| CitizenId::parse(t).is_ok(), citizen_of_lines)
}

fn citizen_of_lines(v: &Value) -> Option<Parsed> {
    let runs = runs(v, &|c| c.is_ascii_digit() || c == 'X' || as_digit(c).is_some());
    let valid = |t: &str| CitizenId::parse(t).is_ok();
    let mut best: Option<Parsed> = None;
    for run in &runs {
        let digits = run.iter().filter(|c| c.folded.is_ascii_digit()).count();
        if digits < 12 {
            continue;
        }
        for window in run.windows(18) {
            if let Some(d) = decode(window, &citizen_fits, &valid) {
                let p = parsed(d);
                if best.as_ref().is_none_or(|b| p.confidence > b.confidence) {
                    best = Some(p);
                }
            }
        }
        if best.is_none() && (14..18).contains(&run.len()) {
            let value: String = run.iter().map(|c| c.folded).collect();
            best = Some(Parsed {
                incomplete: true,
                ..Parsed::plain(value, 0.3)
            });
        }
    }
    best
}

/// First characters of credit codes: the departments that register (GB 32100-2015, table 1). Numbers of the sheet begin otherwise.
const DEPARTMENTS: &str = "123456789ANY";

fn credit_fits(i: usize, c: char) -> bool {
    if i == 0 {
        DEPARTMENTS.contains(c)
    } else if (2..8).contains(&i) {
        c.is_ascii_digit()
    } else {
        c.is_ascii() && CREDIT_ALPHABET.contains(&(c as u8))
    }
}

/// GB 32100.
pub(super) fn credit(v: &Value) -> Option<Parsed> {
    of_one_line(v, |t| CreditCode::parse(t).is_ok(), credit_of_lines)
}

fn credit_of_lines(v: &Value) -> Option<Parsed> {
    let runs = runs(v, &|c| c.is_ascii_alphanumeric());
    let valid = |t: &str| CreditCode::parse(t).is_ok();
    let mut best: Option<Parsed> = None;
    for run in &runs {
        let digits = run.iter().filter(|c| c.folded.is_ascii_digit()).count();
        if digits < 8 {
            continue;
        }
        for window in run.windows(18) {
            if let Some(d) = decode(window, &credit_fits, &valid) {
                // A stretch of a longer number is no code unless its check digit says so.
                if run.len() > 18 && !d.valid {
                    continue;
                }
                let p = parsed(d);
                if best.as_ref().is_none_or(|b| p.confidence > b.confidence) {
                    best = Some(p);
                }
            }
        }
        if best.is_none() && (16..18).contains(&run.len()) {
            let value: String = run.iter().map(|c| c.folded).collect();
            best = Some(Parsed {
                incomplete: true,
                ..Parsed::plain(value, 0.3)
            });
        }
    }
    best
}

/// Digits of a registration number, and of one given before 2007.
const REGISTRATION: usize = 15;
const OLD_REGISTRATION: usize = 13;
/// An old number has no check digit, and what is left of a longer one looks like it.
const OLD: f64 = 0.6;

/// A registration number: 15 digits whose last one is their check digit (ISO 7064 MOD 11,10), also as the head of a longer run that
/// the number of the copy ends (1-1); else 15 digits, or the 13 of old ones, in doubt.
pub(super) fn registration(v: &Value) -> Option<Parsed> {
    of_one_line(v, identity::registration_number_holds, registration_of_lines)
}

fn registration_of_lines(v: &Value) -> Option<Parsed> {
    let runs = runs(v, &|c| c.is_ascii_digit());
    let valid = |t: &str| identity::registration_number_holds(t);
    let mut found: Vec<Parsed> = Vec::new();
    for run in runs.iter().filter(|r| r.len() >= REGISTRATION) {
        for window in run.windows(REGISTRATION) {
            let whole = run.len() == REGISTRATION;
            found.extend(
                decode(window, &|_, c| c.is_ascii_digit(), &valid)
                    .filter(|d| whole || d.valid && !d.changed)
                    .map(parsed),
            );
        }
    }
    if found.is_empty() {
        let old = runs.iter().find(|r| r.len() == OLD_REGISTRATION)?;
        return Some(Parsed::plain(
            old.iter().map(|c| c.folded).collect(),
            weakest(old).min(OLD),
        ));
    }
    found
        .into_iter()
        .reduce(|best, next| if next.confidence > best.confidence { next } else { best })
}

/// Any certificate number: by the check digit of a citizen number or credit code where 18 characters stand, else as printed.
pub(super) fn certificate(v: &Value) -> Option<Parsed> {
    let (citizen, credit) = (citizen(v), credit(v));
    if let Some(best) = [&citizen, &credit]
        .into_iter()
        .flatten()
        .filter(|p| !p.incomplete && p.confidence > UNCHECKED)
        .max_by(|a, b| a.confidence.total_cmp(&b.confidence))
    {
        return Some(best.clone());
    }
    let run = runs(v, &|c| c.is_ascii_alphanumeric())
        .into_iter()
        .max_by_key(Vec::len)
        .filter(|r| r.len() >= 6)?;
    // Eighteen characters with letters are a credit code also where its check digit fails: no O stands in one, nor I.
    let letters = run.iter().rev().skip(1).any(|c| c.folded.is_ascii_alphabetic());
    if run.len() == 18 && letters {
        return credit.or_else(|| Some(as_printed(&run)));
    }
    Some(as_printed(&run))
}

/// A number of no known kind, never called sure.
fn as_printed(run: &[Char]) -> Parsed {
    let value: String = run.iter().map(|c| c.folded).collect();
    Parsed::plain(value, weakest(run).min(UNCHECKED))
}

/// Digits of a number of a fixed line, written alone or behind its area code: 7 or 8, and up to 4 with the leading zero (电信网编号计划,
/// 2017). What has more is another number, such as the 17 digits before the X of a citizen's.
const FIXED_LINE: std::ops::RangeInclusive<usize> = 7..=12;

/// A mobile number, else the digits of another phone.
pub(super) fn phone(v: &Value) -> Option<Parsed> {
    let all = runs(v, &|c| c.is_ascii_digit() || as_digit(c).is_some());
    for run in &all {
        if run.len() == 11
            && let Some(d) = decode(run, &|_, c| c.is_ascii_digit(), &identity::is_mobile)
            && d.valid
        {
            let confidence = if d.changed { MENDED.min(d.p) } else { d.p };
            return Some(Parsed {
                others: d.others,
                ..Parsed::plain(d.text, confidence)
            });
        }
    }
    let run = all
        .into_iter()
        .filter(|r| r.iter().all(|c| c.folded.is_ascii_digit()))
        .max_by_key(Vec::len)?;
    FIXED_LINE
        .contains(&run.len())
        .then(|| Parsed::plain(run.iter().map(|c| c.folded).collect(), weakest(&run).min(UNCHECKED)))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(crate) fn value(text: &str) -> Value {
        let line = text
            .chars()
            .filter(|c| !c.is_whitespace())
            .enumerate()
            .map(|(i, ch)| Char {
                ch,
                folded: crate::hanzi::fold_char(ch),
                p: 0.98,
                others: Vec::new(),
                x: i as f32 * 10.0,
            })
            .collect();
        Value {
            lines: vec![line],
            area: None,
            source: crate::read::Source::Ocr,
            under_seal: false,
        }
    }

    fn doubt(v: &mut Value, at: usize, p: f32, others: &[(char, f32)]) {
        v.lines[0][at].p = p;
        v.lines[0][at].others = others.to_vec();
    }

    #[test]
    fn a_valid_number_is_surer_than_its_weakest_digit() {
        let p = citizen(&value("公民身份号码11010519491231002X")).unwrap();
        assert_eq!(p.value, "11010519491231002X");
        assert!(p.confidence > 0.99 && !p.corrected);
    }

    #[test]
    fn a_credit_code_that_fails_its_check_holds_no_letter_that_none_has() {
        let p = certificate(&value("证件号码91500103MAKH2TEQOH")).unwrap();
        assert_eq!(p.value, "91500103MAKH2TEQ0H");
        assert!(p.confidence <= UNCHECKED);
        // A number of another kind stays as printed.
        assert_eq!(certificate(&value("HO12345678OI")).unwrap().value, "HO12345678OI");
    }

    #[test]
    fn a_stretch_of_the_sheet_s_number_is_no_credit_code() {
        // Its fourth digit begins a stretch that passes the check; no department is numbered 0.
        assert!(CreditCode::parse(&"310000002014002700077"[3..]).is_ok());
        assert_eq!(credit(&value("证照编号310000002014002700077")), None);
    }

    #[test]
    fn the_check_digit_decides_between_two_readings() {
        let mut v = value("11010519491281002X");
        doubt(&mut v, 12, 0.6, &[('3', 0.3)]);
        let p = citizen(&v).unwrap();
        assert_eq!(p.value, "11010519491231002X");
        assert!(p.corrected && p.confidence < 0.9);
    }

    #[test]
    fn a_sure_reading_that_fails_its_check_is_not_mended() {
        let p = citizen(&value("110105194912310021")).unwrap();
        assert_eq!(p.value, "110105194912310021");
        assert!(!p.corrected && p.confidence <= UNCHECKED);
    }

    #[test]
    fn letters_in_place_of_digits_are_digits() {
        assert_eq!(
            citizen(&value("11OlO519491231002X".to_uppercase().as_str()))
                .unwrap()
                .value,
            "11010519491231002X"
        );
        assert_eq!(
            credit(&value("9135O100M000100Y43")).unwrap().value,
            "91350100M000100Y43"
        );
    }

    #[test]
    fn a_number_below_another_is_read_by_itself() {
        // The end of the first and the beginning of the second pass the check together, by chance.
        let (above, below) = ("1000000", "91350100M000100Y43");
        let joined = [above, below].concat();
        assert!(CreditCode::parse(&joined[6..24]).is_ok());
        let mut v = value(above);
        v.lines.push(value(below).lines.remove(0));
        assert_eq!(credit(&v).unwrap().value, below);
        // Parted over two lines it is read from both.
        let mut v = value("91350100M0");
        v.lines.push(value("00100Y43").lines.remove(0));
        assert_eq!(credit(&v).unwrap().value, below);
    }

    #[test]
    fn a_lost_digit_is_said() {
        let p = citizen(&value("1101051949123102X")).unwrap();
        assert!(p.incomplete && p.confidence < 0.5);
    }

    #[test]
    fn certificates_of_either_kind() {
        assert_eq!(
            certificate(&value("91350100M000100Y43")).unwrap().value,
            "91350100M000100Y43"
        );
        assert_eq!(
            certificate(&value("11010519491231002X")).unwrap().value,
            "11010519491231002X"
        );
        assert_eq!(certificate(&value("E12345678")).unwrap().value, "E12345678");
        assert!(certificate(&value("身份证")).is_none());
    }

    #[test]
    fn phones() {
        assert_eq!(phone(&value("13800138000")).unwrap().value, "13800138000");
        assert_eq!(phone(&value("138OO138000")).unwrap().value, "13800138000");
        assert_eq!(phone(&value("075586013388")).unwrap().value, "075586013388");
        for other in ["无", "11010519491231002X", "110105194912310021", "123456"] {
            assert!(phone(&value(other)).is_none(), "{other}");
        }
    }
}
