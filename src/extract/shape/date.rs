//! Dates: `1990年5月12日`, `2016.03.02`, `二〇一六年三月二日`, `廿三日`, and those of English certificates (`western`).

use super::{Parsed, Value, weakest, western};
use crate::date::Date;
use crate::read::rows::Char;

/// Confidence of a date is that of its weakest digit; a date that lies outside these years was misread.
pub(super) const YEARS: std::ops::RangeInclusive<i16> = 1900..=2150;

/// A date among characters.
pub(super) struct FoundDate {
    /// The day.
    pub date: Date,
    /// Probability that it is read right, 0 to 1.
    pub p: f64,
    /// Index of its first character.
    pub start: usize,
    /// Index after its last character.
    pub end: usize,
}

/// A digit, also as a Chinese numeral or as the letter that recognisers print for it.
const fn digit(c: char) -> Option<u8> {
    Some(match c {
        '0'..='9' => c as u8 - b'0',
        '〇' | '○' | 'O' | '零' | 'Q' | 'D' => 0,
        'I' | 'L' | '|' | '一' | '壹' => 1,
        '二' | '贰' | '貳' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

/// An alternative less likely than this is noise.
const POSSIBLE: f32 = 0.01;
/// A date that the calendar mended is not sure.
const MENDED: f64 = 0.8;

/// A character as a digit: as read, else the likeliest digit that the recogniser held possible.
pub(super) fn as_digit(c: &Char) -> Option<u8> {
    digit(c.folded).or_else(|| {
        let other = |o: &(char, f32)| (o.1 >= POSSIBLE).then(|| o.0.to_digit(10).map(|d| d as u8)).flatten();
        c.others.iter().find_map(other)
    })
}

/// 十 and the old words for two and three tens.
const fn tens(c: char) -> Option<i8> {
    match c {
        '十' | '拾' => Some(10),
        '廿' | '卄' => Some(20),
        '卅' => Some(30),
        _ => None,
    }
}

/// A number of one or two digits at `from`, also 十二, 二十, 三十一, 廿三; its value and the index after it.
fn small(chars: &[Char], from: usize) -> Option<(i8, usize)> {
    let at = |i: usize| chars.get(i).map(|c| c.folded);
    let first = at(from)?;
    // 零三月, 〇五日.
    if let (Some(0), Some(t)) = (digit(first), at(from + 1).and_then(tens)) {
        return Some((t, from + 2));
    }
    if let Some(t) = tens(first) {
        return match at(from + 1).and_then(digit) {
            Some(d) => Some((t + d as i8, from + 2)),
            None => Some((t, from + 1)),
        };
    }
    let d = digit(first)? as i8;
    if at(from + 1).and_then(tens) == Some(10) {
        return match at(from + 2).and_then(digit) {
            Some(e) => Some((d * 10 + e as i8, from + 3)),
            None => Some((d * 10, from + 2)),
        };
    }
    match at(from + 1).and_then(digit) {
        Some(e) => Some((d * 10 + e as i8, from + 2)),
        None => Some((d, from + 1)),
    }
}

const fn parts_date(c: char) -> bool {
    matches!(
        c,
        '年' | '月' | '日' | '.' | '-' | '/' | ',' | '·' | ':' | '号' | '_' | '一' | '\''
    )
}

/// The dates among characters, in order.
pub(super) fn dates(chars: &[Char]) -> Vec<FoundDate> {
    let mut out = Vec::new();
    let mut i = 0;
    while i + 4 <= chars.len() {
        let found = date_at(chars, i)
            .or_else(|| western::date_at(chars, i))
            .or_else(|| mended(chars, i));
        match found {
            Some(found) => {
                i = found.end;
                out.push(found);
            }
            None => i += 1,
        }
    }
    out
}

/// A date that is none as read (月 13, 日 32, a letter in the year) but is one with one character read otherwise: only where
/// one such reading makes a date, or one is far likelier than the others.
fn mended(chars: &[Char], from: usize) -> Option<FoundDate> {
    // YYYY年MM月DD日 is eleven characters; what stands before it has its own turn.
    let window = chars.get(from..(from + 11).min(chars.len()))?;
    // Four places of a year, read as digits or possibly digits: the rest is not worth trying.
    if window.len() < 8 || window.iter().take(4).any(|c| as_digit(c).is_none()) {
        return None;
    }
    let mut found: Vec<(f32, FoundDate)> = Vec::new();
    for (i, c) in window.iter().enumerate() {
        for (other, p) in c.others.iter().filter(|o| o.1 >= POSSIBLE) {
            if !other.is_ascii_digit() || *other == c.folded {
                continue;
            }
            let mut tried = chars.to_vec();
            if let Some(slot) = tried.get_mut(from + i) {
                (slot.folded, slot.p) = (*other, *p);
            }
            found.extend(date_at(&tried, from).map(|d| (*p, d)));
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.date.cmp(&b.1.date)));
    let (p, mut date) = found.into_iter().reduce(|first, next| {
        // A second date nearly as likely: neither is told.
        if next.1.date != first.1.date && next.0 > first.0 / 4.0 {
            (0.0, first.1)
        } else {
            first
        }
    })?;
    date.p = MENDED.min(f64::from(p) + 0.5);
    (p > 0.0).then_some(date)
}

fn date_at(chars: &[Char], from: usize) -> Option<FoundDate> {
    let year_digits: Option<Vec<u8>> = chars.get(from..from + 4)?.iter().map(|c| digit(c.folded)).collect();
    let year = year_digits?.iter().fold(0i16, |n, d| n * 10 + i16::from(*d));
    if !YEARS.contains(&year) {
        return None;
    }
    let mut i = from + 4;
    let skip = |i: &mut usize| {
        let start = *i;
        while *i < start + 2 && chars.get(*i).is_some_and(|c| parts_date(c.folded) && c.folded != '一') {
            *i += 1;
        }
        *i > start
    };
    // One of the two separators may be lost between pairs of digits (2019.0127), and both (YYYYMMDD).
    let pair = |from: usize, to: usize| {
        to == from + 2
            && chars
                .get(from..to)
                .is_some_and(|p| p.iter().all(|c| c.folded.is_ascii_digit()))
    };
    let mut parted = skip(&mut i);
    let (month, after) = small(chars, i)?;
    if !parted && !pair(i, after) {
        return None;
    }
    let month_at = i;
    i = after;
    if !skip(&mut i) {
        parted = false;
        if !pair(month_at, after) {
            return None;
        }
    }
    let (day, last) = small(chars, i)?;
    if !parted {
        // Not a stretch of a longer number.
        let digit_at = |i: Option<usize>| i.and_then(|i| chars.get(i)).is_some_and(|c| c.folded.is_ascii_digit());
        if i == after && !pair(i, last) || digit_at(Some(last)) || digit_at(from.checked_sub(1)) {
            return None;
        }
    }
    let date = Date::new(year, month, day)?;
    let mut end = last;
    if parted && chars.get(end).is_some_and(|c| matches!(c.folded, '日' | '号')) {
        end += 1;
    }
    Some(FoundDate {
        date,
        p: weakest(chars.get(from..last)?),
        start: from,
        end,
    })
}

/// One date.
pub(super) fn single(v: &Value) -> Option<Parsed> {
    let chars: Vec<Char> = v.chars().cloned().collect();
    let first = dates(&chars).into_iter().next()?;
    Some(Parsed::plain(first.date.to_string(), first.p))
}

#[cfg(test)]
mod tests {
    use super::super::checked::tests::value;
    use super::*;

    fn of(f: fn(&Value) -> Option<Parsed>, text: &str) -> Option<String> {
        f(&value(text)).map(|p| p.value)
    }

    #[test]
    fn dates_as_papers_print_them() {
        for (text, want) in [
            ("1990年5月12日", "1990-05-12"),
            ("2016年03月02日", "2016-03-02"),
            ("2016.03.02", "2016-03-02"),
            ("2016-3-2", "2016-03-02"),
            ("20160302", "2016-03-02"),
            ("二〇一六年三月十二日", "2016-03-12"),
            ("二〇二三年十二月三十一日", "2023-12-31"),
            ("2O16年O3月O2日", "2016-03-02"),
            ("2019.0127", "2019-01-27"),
            ("201901.27", "2019-01-27"),
            ("二〇一六年十月廿三日", "2016-10-23"),
            ("二〇一六年十一月卅日", "2016-11-30"),
            ("二零一六年拾贰月叁拾壹日", "2016-12-31"),
            ("二OO六年三月廿日", "2006-03-20"),
        ] {
            assert_eq!(of(single, text).as_deref(), Some(want), "{text}");
        }
        for text in [
            "2016年13月02日",
            "2016年02月30日",
            "年月日",
            "123456789012345678",
            "2019.127",
            "2019.01271",
            "",
        ] {
            assert_eq!(of(single, text), None, "{text}");
        }
    }

    #[test]
    fn the_calendar_decides_among_what_was_held_possible() {
        let with = |text: &str, at: usize, others: &[(char, f32)]| {
            let mut v = value(text);
            v.lines[0][at].others = others.to_vec();
            single(&v).map(|p| (p.value, p.confidence))
        };
        let (date, confidence) = with("1990年1B月12日", 6, &[('2', 0.2)]).unwrap();
        assert!(date == "1990-12-12" && confidence <= 0.8);
        assert_eq!(with("1990年13月12日", 6, &[('0', 0.1)]).unwrap().0, "1990-10-12");
        assert_eq!(with("1990年13月12日", 6, &[('0', 0.1), ('2', 0.09)]), None);
        assert_eq!(with("1990年13月12日", 6, &[('0', 0.001)]), None);
    }
}
