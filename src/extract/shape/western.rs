//! Dates as domain certificates in English print them: `Jul 13, 2026`, `13 July 2026`, `13-Jul-2026`, `July 13th, 2026`, and
//! `13/07/2026` where the numbers tell which is the day. Where they do not (03/04/2026), no date is read.

use super::date::{FoundDate, YEARS, as_digit};
use super::weakest;
use crate::date::Date;
use crate::look_alikes::{Confusion, confused};
use crate::read::rows::Char;

/// Names of months, as folded; the short name is the first three letters (and SEPT).
const MONTHS: [&str; 12] = [
    "JANUARY",
    "FEBRUARY",
    "MARCH",
    "APRIL",
    "MAY",
    "JUNE",
    "JULY",
    "AUGUST",
    "SEPTEMBER",
    "OCTOBER",
    "NOVEMBER",
    "DECEMBER",
];

/// An alternative less likely than this is noise.
const POSSIBLE: f32 = 0.01;

/// Whether a character is this letter: as read, or possibly so, or by the digit that looks the same.
fn is_letter(c: &Char, letter: char) -> bool {
    let like = |seen: char| seen.eq_ignore_ascii_case(&letter) || confused(Confusion::Letter, seen, letter);
    like(c.folded)
        || c.others
            .iter()
            .any(|(o, p)| *p >= POSSIBLE && o.eq_ignore_ascii_case(&letter))
}

fn spells(chars: &[Char], from: usize, word: &str) -> Option<usize> {
    let end = from + word.len();
    let there = chars
        .get(from..end)?
        .iter()
        .zip(word.chars())
        .all(|(c, l)| is_letter(c, l));
    there.then_some(end)
}

/// The month whose name begins at `from`, 1 to 12, and the index after it.
pub(super) fn month_name(chars: &[Char], from: usize) -> Option<(i8, usize)> {
    // A name begins with a letter that was read as one.
    if !chars.get(from)?.folded.is_ascii_alphabetic() {
        return None;
    }
    let whole = |name: &str| spells(chars, from, name);
    let short = |name: &str| name.get(..3).and_then(|s| spells(chars, from, s));
    let number = |i: usize| i as i8 + 1;
    let by = |read: &dyn Fn(&str) -> Option<usize>| {
        MONTHS
            .iter()
            .enumerate()
            .find_map(|(i, name)| Some((number(i), read(name)?)))
    };
    by(&whole)
        .or_else(|| spells(chars, from, "SEPT").map(|end| (9, end)))
        .or_else(|| by(&short))
}

const fn parts(c: char) -> bool {
    matches!(c, '.' | ',' | '-' | '/' | '\'' | '·' | ':')
}

fn skip_parts(chars: &[Char], mut at: usize) -> usize {
    while chars.get(at).is_some_and(|c| parts(c.folded)) {
        at += 1;
    }
    at
}

/// ST, ND, RD, TH behind a day.
fn skip_ordinal(chars: &[Char], at: usize) -> usize {
    ["ST", "ND", "RD", "TH"]
        .iter()
        .find_map(|o| {
            let read = chars.get(at..at + 2)?;
            read.iter()
                .zip(o.chars())
                .all(|(c, l)| c.folded.eq_ignore_ascii_case(&l))
                .then_some(at + 2)
        })
        .unwrap_or(at)
}

/// How many digits stand at `from`.
fn run(chars: &[Char], from: usize) -> usize {
    let rest = chars.get(from..).unwrap_or_default();
    rest.iter().take_while(|c| c.folded.is_ascii_digit()).count()
}

fn number(chars: &[Char], from: usize, to: usize) -> Option<i16> {
    let digits = chars.get(from..to).filter(|d| !d.is_empty() && d.len() <= 4)?;
    digits
        .iter()
        .try_fold(0, |n: i16, c| Some(n * 10 + i16::from(as_digit(c)?)))
}

fn found(chars: &[Char], (from, end): (usize, usize), (year, month, day): (i16, i8, i16)) -> Option<FoundDate> {
    // Not a stretch of a longer number.
    if !YEARS.contains(&year) || run(chars, end) > 0 {
        return None;
    }
    Some(FoundDate {
        date: Date::new(year, month, i8::try_from(day).ok()?)?,
        p: weakest(chars.get(from..end)?),
        start: from,
        end,
    })
}

/// `Jul 13, 2026`; the comma and the blank may be lost (JUL132026).
fn month_first(chars: &[Char], from: usize) -> Option<FoundDate> {
    let (month, after) = month_name(chars, from)?;
    let at = skip_parts(chars, after);
    let digits = run(chars, at);
    let (day_end, year_at) = match digits {
        1 | 2 => (at + digits, skip_parts(chars, skip_ordinal(chars, at + digits))),
        5 | 6 => (at + digits - 4, at + digits - 4),
        _ => return None,
    };
    let end = year_at + 4;
    let date = (number(chars, year_at, end)?, month, number(chars, at, day_end)?);
    found(chars, (from, end), date)
}

/// `13 July 2026`, `13-Jul-2026`, `13th July, 2026`.
fn day_first(chars: &[Char], from: usize) -> Option<FoundDate> {
    let digits = run(chars, from);
    if !matches!(digits, 1 | 2) {
        return None;
    }
    let at = skip_parts(chars, skip_ordinal(chars, from + digits));
    let (month, after) = month_name(chars, at)?;
    let year_at = skip_parts(chars, after);
    let end = year_at + 4;
    let date = (number(chars, year_at, end)?, month, number(chars, from, from + digits)?);
    found(chars, (from, end), date)
}

/// `13/07/2026` and `07/13/2026`, where one of the two numbers can be no month, or both are the same.
fn numbers(chars: &[Char], from: usize) -> Option<FoundDate> {
    let sign = |at: usize| chars.get(at).map(|c| c.folded).filter(|c| matches!(c, '/' | '-' | '.'));
    let part = |at: usize| -> Option<(i16, char, usize)> {
        let digits = run(chars, at);
        let end = at + digits;
        let parted = sign(end).filter(|_| matches!(digits, 1 | 2))?;
        Some((number(chars, at, end)?, parted, end + 1))
    };
    let (a, one_sign, second) = part(from)?;
    let (b, other_sign, year_at) = part(second)?;
    let end = year_at + 4;
    // 01.27-2039.01.27 is the rest of a span.
    if one_sign != other_sign || (sign(end).is_some() && run(chars, end + 1) > 0) {
        return None;
    }
    let (day, month) = match (a > 12, b > 12) {
        (true, false) => (a, b),
        (false, true) => (b, a),
        _ if a == b => (a, b),
        _ => return None,
    };
    found(
        chars,
        (from, end),
        (number(chars, year_at, end)?, i8::try_from(month).ok()?, day),
    )
}

/// A date of these forms that begins at `from`.
pub(super) fn date_at(chars: &[Char], from: usize) -> Option<FoundDate> {
    // What follows a digit is the rest of a number.
    if from > 0 && chars.get(from - 1).is_some_and(|c| c.folded.is_ascii_digit()) {
        return None;
    }
    month_first(chars, from)
        .or_else(|| day_first(chars, from))
        .or_else(|| numbers(chars, from))
}

#[cfg(test)]
mod tests {
    use super::super::checked::tests::value;
    use super::super::date::single;

    fn of(text: &str) -> Option<String> {
        single(&value(text)).map(|p| p.value)
    }

    #[test]
    fn dates_of_english_certificates() {
        for text in [
            "Jul 13, 2026",
            "Jul13,2026",
            "JUL132026",
            "July 13th, 2026",
            "13 July 2026",
            "13-Jul-2026",
            "13th July, 2026",
            "Jul. 13 2026",
            "13/07/2026",
            "07/13/2026",
            "13.07.2026",
            "2026/7/13",
            "2026-07-13T00:00:00Z",
            "2026-07-13 04:00:00 UTC",
            "Monday, July 13, 2026",
        ] {
            assert_eq!(of(text).as_deref(), Some("2026-07-13"), "{text}");
        }
        assert_eq!(of("1 Sept 2027").as_deref(), Some("2027-09-01"));
        assert_eq!(of("May 5, 2027").as_deref(), Some("2027-05-05"));
        assert_eq!(of("04/04/2026").as_deref(), Some("2026-04-04"));
    }

    #[test]
    fn a_date_whose_day_cannot_be_told_from_its_month_is_not_read() {
        for text in [
            "03/04/2026",
            "3-4-2026",
            "12.11.2026",
            "13/13/2026",
            "31/02/2026",
            "Jul 2026",
            "Feb 30, 2026",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
    }

    #[test]
    fn a_letter_held_possible_or_printed_like_a_digit_spells_a_month() {
        assert_eq!(of("Ju1 13, 2026").as_deref(), Some("2026-07-13"));
        let mut v = value("Jvl 13, 2026");
        v.lines[0][1].others = vec![('u', 0.3)];
        assert_eq!(single(&v).map(|p| p.value).as_deref(), Some("2026-07-13"));
        assert_eq!(of("Jvl 13, 2026"), None);
    }

    #[test]
    fn words_and_long_numbers_are_no_dates() {
        for text in ["113/07/20261", "MARKET 12 2026", "13/07/202", "Decree 13"] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
