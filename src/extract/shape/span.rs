//! The grammar of a span of validity: `[自] start (至 | - | —) end [止]`, where the end may be a day, open (长期, 永久, 不约定期限,
//! stars), blank (nothing after 至, 年 月 日 without digits), or print that could not be read. A date is the start where a
//! connector or 起 follows it or 自 stands before it; it is the end where 至 stands before it or 止 follows. A date alone tells
//! by its label only: after 有效期至 it is the end, after 营业期限 it may be either.

use super::date::{FoundDate, dates};
use super::{Parsed, Value, weakest};
use crate::date::Date;
use crate::read::rows::Char;

/// Where a span ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum End {
    /// On this day, read with this probability.
    Day(Date, f64),
    /// Never, in words or by stars, read with this probability.
    Open(f64),
    /// Nothing is printed where the end would stand.
    Blank,
    /// Something is printed there that could not be read, or a date that may be the start.
    Unread,
}

/// A parsed span.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Span {
    /// The first day and its probability.
    pub start: Option<(Date, f64)>,
    /// The end.
    pub end: End,
}

/// What a date alone means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Alone {
    /// The end: the label says 至.
    End,
    /// Either.
    Unknown,
}

/// How a span is printed on a kind of paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Printed {
    /// What a date alone means.
    alone: Alone,
    /// Whether stars and dashes say that there is no end. Cards bear none: there they are litter.
    filled: bool,
}

const CARD: Printed = Printed {
    alone: Alone::Unknown,
    filled: false,
};
const TERM: Printed = Printed {
    alone: Alone::Unknown,
    filled: true,
};
const UNTIL: Printed = Printed {
    alone: Alone::End,
    filled: true,
};

/// Words for a span without end; 定期限 ends 不约定期限, 无固定期限 and 未约定期限, whose first characters are often lost.
const OPEN: &[&str] = &[
    "长期",
    "永久",
    "永续",
    "长久",
    "终身",
    "无限期",
    "无期限",
    "定期限",
    "不定期",
    "至今",
];
/// An alternative less likely than this is no reading of a word.
const POSSIBLE: f32 = 0.05;
/// Signs of one kind in a row from which they fill a place: three letters of a word are never the same.
const ALIKE: usize = 3;
/// Confidence of a span that ends before it begins, which was misread.
const REVERSED: f64 = 0.5;

/// Print that fills a place so that nothing can be added.
const fn is_star(c: char) -> bool {
    matches!(
        c,
        '*' | '＊' | '×' | 'X' | 'x' | '※' | '★' | '☆' | '✱' | '#' | '^' | '"' | '\''
    )
}

const fn is_dash(c: char) -> bool {
    matches!(c, '-' | '—' | '–' | '_' | '一' | '=' | '…' | '/' | '\\')
}

/// What is printed beforehand, or says nothing by itself.
const fn is_frame(c: char) -> bool {
    matches!(
        c,
        '年' | '月'
            | '日'
            | '号'
            | '止'
            | '至'
            | '到'
            | '起'
            | '自'
            | '从'
            | '('
            | ')'
            | ':'
            | ','
            | '.'
            | ';'
            | '·'
            | '|'
    )
}

/// What parts start and end.
const fn connects(c: char) -> bool {
    matches!(c, '至' | '到' | '-' | '—' | '–' | '一' | '~')
}

/// The probability with which a character is this one.
fn is(c: &Char, wanted: char) -> Option<f32> {
    if c.folded == wanted {
        return Some(c.p);
    }
    let other = c.others.iter().find(|(o, p)| *o == wanted && *p >= POSSIBLE);
    other.map(|(_, p)| *p)
}

/// Where a word for "no end" stands, and how surely it was read.
fn open_word(chars: &[Char]) -> Option<(usize, f64)> {
    let at = |from: usize, word: &str| {
        let mut p = 1.0f32;
        for (i, wanted) in word.chars().enumerate() {
            p = p.min(is(chars.get(from + i)?, wanted)?);
        }
        Some(p)
    };
    let found = (0..chars.len()).flat_map(|from| OPEN.iter().filter_map(move |w| Some((from, at(from, w)?))));
    let (from, p) = found.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))?;
    Some((from, f64::from(p).min(0.99)))
}

/// What the place of an end holds that holds no date.
fn unended(rest: &[Char], filled: bool) -> End {
    let told: Vec<&Char> = rest.iter().filter(|c| !is_frame(c.folded)).collect();
    let stars = told.iter().filter(|c| is_star(c.folded)).count();
    let dashes = told.iter().filter(|c| is_dash(c.folded)).count();
    // Stars are read as whatever looks like them, but as the same throughout.
    let alike = told.len() >= ALIKE && told.windows(2).all(|w| w[0].folded == w[1].folded);
    if filled && alike && !told.iter().any(|c| c.folded.is_ascii_digit()) {
        return End::Open(weakest(told));
    }
    if stars + dashes < told.len() {
        // 无: none.
        return match told.as_slice() {
            [one] if filled && one.folded == '无' => End::Open(weakest(told)),
            _ => End::Unread,
        };
    }
    if stars > 0 || dashes > 1 {
        return if filled { End::Open(weakest(told)) } else { End::Unread };
    }
    End::Blank
}

/// Parses a span as a kind of paper prints it.
pub(super) fn parse(chars: &[Char], printed: Printed) -> Span {
    let all = dates(chars);
    let read = |d: &FoundDate| (d.date, d.p);
    if let Some((at, p)) = open_word(chars) {
        let start = all.first().filter(|d| d.end <= at).map(read);
        return Span {
            start,
            end: End::Open(p),
        };
    }
    match all.as_slice() {
        [] => Span {
            start: None,
            end: unended(chars, printed.filled),
        },
        [only] => one_date(chars, only, printed),
        [first, .., last] => {
            let p = if last.date <= first.date {
                last.p.min(REVERSED)
            } else {
                last.p
            };
            Span {
                start: Some(read(first)),
                end: End::Day(last.date, p),
            }
        }
    }
}

/// A span of which one date was read: its start or its end?
fn one_date(chars: &[Char], only: &FoundDate, printed: Printed) -> Span {
    let before = chars.get(..only.start).unwrap_or_default();
    let after = chars.get(only.end..).unwrap_or_default();
    let as_start = |end| Span {
        start: Some((only.date, only.p)),
        end,
    };
    let as_end = Span {
        start: None,
        end: End::Day(only.date, only.p),
    };
    let next = after.first().map(|c| c.folded);
    if next.is_some_and(|c| matches!(c, '止' | '前')) {
        return as_end;
    }
    if next.is_some_and(|c| connects(c) || matches!(c, '起' | '始')) {
        return as_start(unended(after.get(1..).unwrap_or_default(), printed.filled));
    }
    match before
        .iter()
        .rev()
        .map(|c| c.folded)
        .find(|c| !matches!(c, ':' | '(' | '.' | ','))
    {
        Some('自' | '从') => as_start(unended(after, printed.filled)),
        Some('至' | '到' | '止') => as_end,
        // A dash before it parts it from a start that was lost, or is litter.
        _ if printed.alone == Alone::End => as_end,
        _ => Span {
            start: None,
            end: End::Unread,
        },
    }
}

fn of(v: &Value, printed: Printed) -> Span {
    let chars: Vec<Char> = v.chars().cloned().collect();
    parse(&chars, printed)
}

fn end_of(span: Span) -> Option<Parsed> {
    match span.end {
        End::Day(day, p) => Some(Parsed::plain(day.to_string(), p)),
        End::Open(p) => Some(Parsed::plain("long-term".to_owned(), p)),
        End::Blank | End::Unread => None,
    }
}

/// The first day of a span.
pub(super) fn start(v: &Value) -> Option<Parsed> {
    let (day, p) = of(v, CARD).start?;
    Some(Parsed::plain(day.to_string(), p))
}

/// The end of a card's span; a date alone is none.
pub(super) fn end(v: &Value) -> Option<Parsed> {
    end_of(of(v, CARD))
}

/// The end of a term; a date alone is none.
pub(super) fn term(v: &Value) -> Option<Parsed> {
    end_of(of(v, TERM))
}

/// The end of a validity; a date alone is it.
pub(super) fn until(v: &Value) -> Option<Parsed> {
    end_of(of(v, UNTIL))
}

/// The day of an end; none where it is open.
pub(super) fn last_day(v: &Value) -> Option<Parsed> {
    match of(v, UNTIL).end {
        End::Day(day, p) => Some(Parsed::plain(day.to_string(), p)),
        End::Open(_) | End::Blank | End::Unread => None,
    }
}

/// Whether nothing is printed where the end would stand: a term that a paper leaves open by leaving it blank.
pub(super) fn is_blank(v: &Value) -> bool {
    of(v, TERM).end == End::Blank
}

#[cfg(test)]
mod tests {
    use super::super::checked::tests::value;
    use super::*;

    fn said(f: fn(&Value) -> Option<Parsed>, text: &str) -> Option<String> {
        f(&value(text)).map(|p| p.value)
    }

    #[test]
    fn spans_begin_and_end() {
        for (text, from, to) in [
            ("2016.03.02-2036.03.02", Some("2016-03-02"), Some("2036-03-02")),
            ("2016年03月02日至2036年03月01日", Some("2016-03-02"), Some("2036-03-01")),
            (
                "自2016年03月02日至2036年03月01日止",
                Some("2016-03-02"),
                Some("2036-03-01"),
            ),
            (
                "自二〇一六年三月二日至二〇三六年三月廿一日",
                Some("2016-03-02"),
                Some("2036-03-21"),
            ),
            ("2019.0127-2039.01.27", Some("2019-01-27"), Some("2039-01-27")),
            ("2016-03-02至2036-03-01", Some("2016-03-02"), Some("2036-03-01")),
            ("至2036年03月01日止", None, Some("2036-03-01")),
            ("2036年03月01日止", None, Some("2036-03-01")),
        ] {
            assert_eq!(said(start, text).as_deref(), from, "{text}");
            assert_eq!(said(end, text).as_deref(), to, "{text}");
            assert_eq!(said(until, text).as_deref(), to, "{text}");
        }
    }

    #[test]
    fn an_open_end_is_long_term_and_its_start_is_kept() {
        let began = Some("2016-03-02");
        for (text, from) in [
            ("长期", None),
            ("长期有效", None),
            ("永久", None),
            ("永续经营", None),
            ("不约定期限", None),
            ("无固定期限", None),
            ("约定期限", None),
            ("无期限", None),
            ("无", None),
            ("****", None),
            ("***", None),
            ("＊＊", None),
            ("----", None),
            ("——", None),
            ("2016年03月02日至长期", began),
            ("2016年03月02日至今", began),
            ("2016.03.02-长期", began),
            ("2016年03月02日至不约定期限", began),
            ("2016年03月02日至******", began),
            ("2016年03月02日至××××", began),
            ("2016年03月02日至米米米米", began),
            ("2016年03月02日至****年**月**日", began),
            ("2016-03-02至----", began),
            ("自2016年03月02日起长期有效", began),
        ] {
            assert_eq!(said(term, text).as_deref(), Some("long-term"), "{text}");
            assert_eq!(said(until, text).as_deref(), Some("long-term"), "{text}");
            assert_eq!(said(start, text).as_deref(), from, "{text}");
        }
        // On a card only words say so.
        assert_eq!(said(end, "2016.03.02-长期").as_deref(), Some("long-term"));
        for text in ["****", "----", "2016.03.02-****", "无", "一一"] {
            assert_eq!(said(end, text), None, "{text}");
        }
    }

    #[test]
    fn a_start_is_never_the_end() {
        for text in [
            "2016年03月02日至",
            "2016年03月02日至年月日",
            "2016年03月02日-",
            "2016.03.02至 年 月 日止",
            "自2016年03月02日",
            "自2016年03月02日起",
            "2016年03月02日起",
        ] {
            assert_eq!(said(end, text), None, "{text}");
            assert_eq!(said(until, text), None, "{text}");
            assert_eq!(said(start, text).as_deref(), Some("2016-03-02"), "{text}");
            assert!(is_blank(&value(text)), "{text}");
        }
        // The end is there and was not read.
        for text in ["2016年03月02日至20", "2016年03月02日至2036年0", "2016年03月02日至某"] {
            assert_eq!(said(end, text), None, "{text}");
            assert!(!is_blank(&value(text)), "{text}");
        }
    }

    #[test]
    fn a_date_alone_ends_what_its_label_calls_an_end() {
        assert_eq!(said(until, "2027年05月01日").as_deref(), Some("2027-05-01"));
        assert_eq!(said(end, "2027年05月01日"), None);
        assert_eq!(said(start, "2027年05月01日"), None);
        assert!(!is_blank(&value("2027年05月01日")));
        assert_eq!(said(last_day, "2027-05-01 23:59:59").as_deref(), Some("2027-05-01"));
        assert_eq!(said(last_day, "2024-05-01至2027-05-01").as_deref(), Some("2027-05-01"));
        assert_eq!(said(last_day, "2024-05-01起"), None);
        assert_eq!(said(last_day, "长期"), None);
    }

    #[test]
    fn a_word_half_misread_is_read_by_what_was_held_possible() {
        let mut v = value("2016年03月02日至长朝");
        let last = v.lines[0].len() - 1;
        v.lines[0][last].others = vec![('期', 0.3)];
        let read = end(&v).unwrap();
        assert!(read.value == "long-term" && read.confidence < 0.5);
    }

    #[test]
    fn a_span_that_ends_before_it_begins_is_not_sure() {
        assert!(end(&value("2036.03.02-2016.03.02")).unwrap().confidence <= REVERSED);
    }
}
