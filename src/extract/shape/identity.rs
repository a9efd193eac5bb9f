//! What identity papers print: names in Chinese and in Latin letters, sex in both, and the forms of their numbers. The forms stand in
//! `docs/design/reading.md` with their sources.

use super::checked::{decode, parsed, runs};
use super::date::as_digit;
use super::words::{person, sex as han_sex};
use super::{Parsed, Value, weakest, western};
use crate::date::Date;
use crate::hanzi::{self, is_han};
use crate::identity::ForeignerId;
use crate::read::rows::Char;

/// The name in Chinese characters: on the first line that bears some.
pub(super) fn han_name(v: &Value) -> Option<Parsed> {
    let line = v.lines.iter().find(|l| l.iter().any(|c| is_han(c.ch)))?;
    let from = line.iter().position(|c| is_han(c.ch))?;
    let own = line[from..].iter().take_while(|c| is_han(c.ch) || c.folded == '·');
    let name = Value {
        lines: vec![own.cloned().collect()],
        ..v.clone()
    };
    person(&name)
}

/// Recognisers read 強 and 詩 as 强 and 诗 at 0.99: where a paper prints names in either script, a character has its other form beside it, at
/// the share that was read so (four of 24 drawn permits). How sure the name is says `Sign::OtherForm`.
const OTHER_FORM: f32 = 0.2;

/// A name that may be printed in simplified or in traditional characters.
pub(super) fn either_script_name(v: &Value) -> Option<Parsed> {
    let mut name = han_name(v)?;
    for (c, others) in name.value.chars().zip(&mut name.others) {
        for form in hanzi::other_forms(c) {
            if others.iter().all(|o| o.0 != form) {
                others.push((form, OTHER_FORM));
            }
        }
    }
    Some(name)
}

/// Letters of a name at least.
const LEAST: usize = 2;

/// The name in Latin letters: `ZHANG, SANFENG`; of several lines those that bear letters alone.
pub(super) fn latin_name(v: &Value) -> Option<Parsed> {
    let of_name = |c: &&Char| c.folded.is_ascii_alphabetic() || matches!(c.folded, ',' | '-' | '\'' | '.');
    let mut name: Vec<Char> = Vec::new();
    for line in &v.lines {
        let from = line.iter().rposition(|c| is_han(c.ch)).map_or(0, |i| i + 1);
        let rest: Vec<&Char> = line[from..]
            .iter()
            .skip_while(|c| !c.folded.is_ascii_alphabetic())
            .collect();
        let own = rest.iter().copied().take_while(of_name);
        name.extend(own.cloned());
    }
    while name.last().is_some_and(|c| !c.folded.is_ascii_alphabetic()) {
        name.pop();
    }
    let letters = name.iter().filter(|c| c.folded.is_ascii_alphabetic()).count();
    if letters < LEAST {
        return None;
    }
    let mut value = String::new();
    for c in &name {
        // A point in the midst of a name in capitals is the comma behind the surname.
        let point = c.folded == '.' && !value.contains(',');
        let ch = if point { ',' } else { c.folded };
        value.push(ch);
        if ch == ',' {
            value.push(' ');
        }
    }
    Some(Parsed::plain(value, weakest(&name)))
}

/// A name printed as surname, comma, given names, all in capitals and alone on its line.
pub(super) fn comma_name(v: &Value) -> Option<Parsed> {
    let is_own = |line: &&Vec<Char>| {
        let capitals = line.iter().filter(|c| c.ch.is_ascii_uppercase()).count();
        let commas = line.iter().filter(|c| matches!(c.folded, ',' | '.')).count();
        commas == 1 && capitals >= LEAST && capitals + commas + hyphens(line) == line.len()
    };
    let line = v.lines.iter().find(is_own)?;
    latin_name(&Value {
        lines: vec![line.clone()],
        ..v.clone()
    })
    .filter(|p| p.value.contains(','))
}

/// Marks within names.
fn hyphens(line: &[Char]) -> usize {
    line.iter().filter(|c| matches!(c.folded, '-' | '\'')).count()
}

/// Digits of a day as passports print it.
const DAY: usize = 2;

/// `01 8月/AUG 2005`: day, month in Chinese and in letters, year. Where both months are printed they must be one.
pub(super) fn date(v: &Value) -> Option<Parsed> {
    let chars: Vec<Char> = v.chars().cloned().collect();
    let at = (0..chars.len()).find(|i| western::month_name(&chars, *i).is_some())?;
    let (month, after) = western::month_name(&chars, at)?;
    let number = |c: &[Char]| -> Option<i16> {
        c.iter()
            .try_fold(0i16, |n, c| Some(n.checked_mul(10)? + i16::from(as_digit(c)?)))
    };
    let year = chars[after..].iter().skip_while(|c| !c.ch.is_alphanumeric()).take(4);
    let year: Vec<Char> = year.cloned().collect();
    let before: Vec<Char> = chars[..at].iter().filter(|c| c.ch.is_alphanumeric()).cloned().collect();
    let day = before.get(..DAY)?;
    let rest: Vec<Char> = before[DAY..].iter().filter(|c| c.folded != '月').cloned().collect();
    if !rest.is_empty() && number(&rest) != Some(i16::from(month)) || year.len() < 4 {
        return None;
    }
    let date = Date::new(number(&year)?, month, i8::try_from(number(day)?).ok()?)?;
    let parts = day.iter().chain(&year).chain(&chars[at..after]);
    Some(Parsed::plain(date.to_string(), weakest(parts)))
}

/// 男 or 女; where only a letter is printed, by that.
pub(super) fn sex(v: &Value) -> Option<Parsed> {
    han_sex(v).or_else(|| {
        let first = v.chars().find(|c| c.ch.is_alphanumeric())?;
        let told = match first.folded {
            'M' => "男",
            'F' => "女",
            _ => return None,
        };
        let alone = v.chars().filter(|c| c.ch.is_alphanumeric()).count() == 1;
        alone.then(|| Parsed::plain(told.to_owned(), f64::from(first.p).min(0.99)))
    })
}

/// A number of a form without a check digit.
fn formed(v: &Value, length: usize, allowed: &dyn Fn(usize, char) -> bool) -> Option<Parsed> {
    let runs = runs(v, &|c| c.is_ascii_alphanumeric());
    let run = runs.iter().find(|r| r.len() == length)?;
    let d = decode(run, allowed, &|_| true)?;
    Some(Parsed {
        others: d.others,
        ..Parsed::plain(d.text, d.p)
    })
}

/// Most characters of a passport's number (ICAO Doc 9303-4 §4.2.2), and of one at least.
const PASSPORT: std::ops::RangeInclusive<usize> = 6..=9;

/// A passport's number. A Chinese one is a letter, a letter or digit, and seven digits; others are as their states make them.
pub(super) fn passport(v: &Value) -> Option<Parsed> {
    let digits = |r: &[Char]| r.iter().filter(|c| c.folded.is_ascii_digit()).count();
    let runs = runs(v, &|c| c.is_ascii_alphanumeric());
    let run = runs
        .iter()
        .filter(|r| PASSPORT.contains(&r.len()) && digits(r) >= 2)
        .max_by_key(|r| digits(r))?;
    let value: String = run.iter().map(|c| c.folded).collect();
    let others = run.iter().map(|c| c.others.clone()).collect();
    Some(Parsed {
        others,
        ..Parsed::plain(value, weakest(run))
    })
}

/// H or M and eight digits; on cards of 1999 the count of issues in two more.
pub(super) fn hk_macau(v: &Value) -> Option<Parsed> {
    let allowed = |i: usize, c: char| match i {
        0 => matches!(c, 'H' | 'M'),
        _ => c.is_ascii_digit(),
    };
    formed(v, 9, &allowed).or_else(|| formed(v, 11, &allowed))
}

/// Eight digits; on booklets followed by the count of issues in one letter or two.
pub(super) fn taiwan(v: &Value) -> Option<Parsed> {
    let allowed = |i: usize, c: char| i >= 8 && c.is_ascii_alphanumeric() || c.is_ascii_digit();
    [8, 9, 10].into_iter().find_map(|n| formed(v, n, &allowed))
}

/// 18 digits with 9 first and GB 11643's check, or three letters and twelve digits.
pub(super) fn resident(v: &Value) -> Option<Parsed> {
    let new = |run: &Vec<Char>| {
        let allowed = |i: usize, c: char| match i {
            0 => c == '9',
            17 => c.is_ascii_digit() || c == 'X',
            _ => c.is_ascii_digit(),
        };
        decode(run, &allowed, &|t| ForeignerId::parse(t).is_ok()).map(parsed)
    };
    let runs = runs(v, &|c| c.is_ascii_alphanumeric());
    runs.iter().filter(|r| r.len() == 18).find_map(new).or_else(|| {
        formed(v, 15, &|i, c| {
            if i < 3 {
                c.is_ascii_uppercase()
            } else {
                c.is_ascii_digit()
            }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::checked::tests::value;
    use super::*;

    fn lines(texts: &[&str]) -> Value {
        Value {
            lines: texts.iter().map(|t| value(t).lines.remove(0)).collect(),
            ..value("x")
        }
    }

    #[test]
    fn one_print_gives_both_names() {
        let v = lines(&["许志", "XU, ZHI"]);
        assert_eq!(han_name(&v).unwrap().value, "许志");
        assert_eq!(latin_name(&v).unwrap().value, "XU, ZHI");
        assert_eq!(latin_name(&value("HOFFMANN.SOFIA")).unwrap().value, "HOFFMANN, SOFIA");
        assert!(han_name(&value("HOFFMANN, SOFIA")).is_none());
        assert!(latin_name(&value("许志")).is_none());
    }

    #[test]
    fn days_as_passports_print_them() {
        for (text, day) in [
            ("01 8月/AUG 2005", "2005-08-01"),
            ("12 12月/DEC 1995", "1995-12-12"),
            ("14 MAY 1973", "1973-05-14"),
        ] {
            assert_eq!(date(&value(text)).unwrap().value, day);
        }
        // The two months differ: one was misread.
        assert!(date(&value("01 8月/SEP 2005")).is_none());
        assert!(date(&value("MAYFLOWER")).is_none());
    }

    #[test]
    fn a_name_with_a_comma_is_known_by_itself() {
        assert_eq!(comma_name(&value("NG, NGA CHI")).unwrap().value, "NG, NGACHI");
        for other in ["Mainland Travel Permit", "PASSPORT", "MPS Exit, Administration", "CHN"] {
            assert!(comma_name(&value(other)).is_none(), "{other}");
        }
    }

    #[test]
    fn sex_by_letter_where_no_character_says_it() {
        assert_eq!(sex(&value("女/F")).unwrap().value, "女");
        assert_eq!(sex(&value("M")).unwrap().value, "男");
        assert!(sex(&value("MORETTI")).is_none());
    }

    #[test]
    fn numbers_have_their_forms() {
        assert_eq!(passport(&value("E36442849")).unwrap().value, "E36442849");
        assert_eq!(hk_macau(&value("H9168Z633")).unwrap().value, "H91682633");
        assert_eq!(hk_macau(&value("H9168263301")).unwrap().value, "H9168263301");
        assert!(hk_macau(&value("91682633")).is_none());
        assert_eq!(taiwan(&value("O1932826")).unwrap().value, "01932826");
        assert_eq!(resident(&value("CAN110083050399")).unwrap().value, "CAN110083050399");
        let body = "93110019830503001";
        let check = crate::identity::citizen_check(body.as_bytes()).unwrap() as char;
        let number = format!("{body}{check}");
        assert_eq!(resident(&value(&number)).unwrap().value, number);
    }
}
