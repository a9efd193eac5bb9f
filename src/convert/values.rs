//! A cell into a value of the declaration, by what the schema says stands there. What can mean two things is a fault: nothing is guessed.

use serde_json::Value;

use super::mapping::{Leaf, Path, Rule};
use super::problem::Fault;
use super::table::{Cell, trimmed};
use crate::date::Date;
use crate::identity::{CitizenId, CreditCode};
use crate::place::Province;
use crate::report::Lang;
use crate::report::declaration::codes;
use crate::wording;

/// From here on a spreadsheet does not keep every digit of a number (it keeps 15).
const LOST: f64 = 1e15;
/// Days of Excel's serial numbers that a bare number in a column of days is taken for: 1954-10-03 to 2119-01-22.
const SERIALS: std::ops::RangeInclusive<f64> = 20_000.0..=80_000.0;
/// Words for a certificate that does not end.
const LONG_TERM: &[&str] = &["长期", "长期有效", "永久", "永久有效", "无固定期限", "long-term"];
const YES: &[&str] = &["是", "已", "已实名", "true", "yes", "y", "1", "√"];
const NO: &[&str] = &["否", "未", "未实名", "false", "no", "n", "0", "×"];

/// Values of a cell: the parts of it where the rule splits, else one; none of an empty cell.
pub fn values(cell: &Cell, path: &Path, rule: &Rule) -> Result<Vec<Value>, Fault> {
    if let (Cell::Text(text), Some(signs)) = (cell, &rule.split) {
        let parts = text.split(|c| signs.contains(c)).map(trimmed).filter(|p| !p.is_empty());
        return parts.map(|p| value(&Cell::Text(p.to_owned()), path, rule)).collect();
    }
    match cell {
        Cell::Empty => Ok(Vec::new()),
        cell => Ok(vec![value(cell, path, rule)?]),
    }
}

/// The value of one cell.
fn value(cell: &Cell, path: &Path, rule: &Rule) -> Result<Value, Fault> {
    if let Cell::Broken(error) = cell {
        return Err(Fault::Broken(error.clone()));
    }
    if let Cell::Text(text) = cell
        && let Some((_, ours)) = rule.words.iter().find(|(theirs, _)| trimmed(theirs) == text)
    {
        return value(&Cell::Text(ours.clone()), path, &plain());
    }
    match &path.leaf {
        Leaf::Text => text(cell, rule.digits).map(Value::String),
        Leaf::Word(all) => word(&text(cell, None)?, all, path).map(Value::String),
        Leaf::Day => day(cell).map(|d| Value::String(d.to_string())).ok_or(Fault::Day),
        Leaf::Validity => match cell {
            Cell::Text(t) if LONG_TERM.contains(&t.as_str()) => Ok(Value::String("long-term".to_owned())),
            cell => day(cell).map(|d| Value::String(d.to_string())).ok_or(Fault::Day),
        },
        Leaf::Moment => moment(cell).map(Value::String).ok_or(Fault::Moment),
        Leaf::Count => count(cell).map(Into::into).ok_or(Fault::Count),
        Leaf::Flag => flag(cell).map(Value::Bool).ok_or(Fault::Flag),
        Leaf::Province => {
            let said = text(cell, None)?;
            let code = said.strip_suffix("0000").unwrap_or(&said);
            let found = Province::find(code).ok_or(Fault::Province)?;
            Ok(Value::String(found.code.to_owned()))
        }
    }
}

/// A rule without words of its own.
fn plain() -> Rule {
    Rule {
        role: super::mapping::Role::File(None),
        split: None,
        words: Vec::new(),
        digits: None,
        optional: false,
    }
}

/// A text; a number becomes its digits while the spreadsheet has them all.
fn text(cell: &Cell, digits: Option<usize>) -> Result<String, Fault> {
    let out = match cell {
        Cell::Text(t) if is_rounded(t) => return Err(Fault::PrecisionLost),
        Cell::Text(t) => t.clone(),
        Cell::Number(n) if n.abs() >= LOST => return Err(Fault::PrecisionLost),
        Cell::Number(n) if n.fract() == 0.0 => format!("{n:.0}"),
        Cell::Number(n) => n.to_string(),
        Cell::Moment([y, m, d], [0, 0, 0]) => format!("{y:04}-{m:02}-{d:02}"),
        Cell::Moment(..) | Cell::Flag(_) | Cell::Empty | Cell::Broken(_) => return Err(Fault::Text),
    };
    match digits {
        Some(most) if out.bytes().all(|b| b.is_ascii_digit()) => match cell {
            Cell::Number(_) if out.len() > most => Err(Fault::TooLong(most)),
            _ => Ok(format!("{out:0>most$}")),
        },
        _ => Ok(out),
    }
}

/// Whether a spreadsheet wrote a number as a text that has lost digits: `1.10105E+17`; or 18 digits that end in three zeros and hold neither as
/// an ID number nor as a credit code.
fn is_rounded(text: &str) -> bool {
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    if let Some((number, power)) = text.split_once(['E', 'e'])
        && let Some(power) = power.strip_prefix(['+', '-'])
    {
        let number = number.strip_prefix('-').unwrap_or(number);
        let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
        return digits(power) && digits(whole) && digits(part);
    }
    text.len() == 18
        && digits(text)
        && text.ends_with("000")
        && CitizenId::parse(text).is_err()
        && CreditCode::parse(text).is_err()
}

/// One of the words: itself, its name in Chinese or English, another name tables have for it, or the filing system's number for it alone.
fn word(said: &str, all: &[String], path: &Path) -> Result<String, Fault> {
    let plain = |w: &str| w.to_lowercase().replace(['-', '_', ' '], "");
    let is_named = |w: &str| {
        plain(w) == plain(said)
            || [wording::chinese(w), wording::english(w)]
                .iter()
                .flatten()
                .any(|n| plain(n) == plain(said))
    };
    if let Some(word) = all.iter().find(|w| is_named(w)) {
        return Ok(word.clone());
    }
    let key: String = path.steps.iter().map(|s| s.key.as_str()).collect::<Vec<_>>().join(".");
    let is_of = |list: &str| key.ends_with(&list.replace("[]", ""));
    if let Some((_, word, _)) = said_in_tables().find(|(list, _, other)| is_of(list) && plain(other) == plain(said)) {
        return Ok(word.to_owned());
    }
    let found: Vec<String> = codes()
        .filter(|c| {
            if is_of("content") {
                c.list == "pre_approvals[].kind"
            } else {
                is_of(c.list)
            }
        })
        .filter_map(|c| {
            let word = if is_of("content") { c.meaning } else { c.word };
            let named = c.word == said || c.meaning.split('（').next() == Some(said);
            (named || c.codes.split(' ').any(|n| n == said)).then(|| word.to_owned())
        })
        .filter(|w| all.contains(w))
        .collect();
    match found.as_slice() {
        [word] => Ok(word.clone()),
        [] => Err(Fault::Word(all.iter().map(|w| named(w)).collect())),
        several => Err(Fault::Ambiguous(several.iter().map(|w| named(w)).collect())),
    }
}

/// The Chinese name of a word, which tables are filled in with.
fn named(word: &str) -> String {
    crate::report::render::reason(word, Lang::Zh)
}

/// Rows of `words.tsv`.
fn said_in_tables() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    let lines = include_str!("words.tsv")
        .lines()
        .filter(|l| !l.starts_with('#'))
        .skip(1);
    lines.filter_map(|l| {
        let mut cells = l.split('\t');
        Some((cells.next()?, cells.next()?, cells.next()?))
    })
}

/// A day that can mean only one: year first, or a cell that the spreadsheet knows as a day.
pub fn day(cell: &Cell) -> Option<Date> {
    match cell {
        Cell::Moment([y, m, d], [0, 0, 0]) => Date::new(*y, i8::try_from(*m).ok()?, i8::try_from(*d).ok()?),
        Cell::Number(n) if n.fract() == 0.0 && (19_000_101.0..21_000_101.0).contains(n) => written(&format!("{n:.0}")),
        Cell::Number(n) if n.fract() == 0.0 && SERIALS.contains(n) => {
            // Day 60 is Excel's 1900-02-29, which never was; from there on serials count from 1899-12-30.
            Some(Date::new(1899, 12, 30)?.plus_days(*n as i32))
        }
        Cell::Text(t) => {
            let day = t
                .strip_suffix("T00:00:00")
                .or_else(|| t.strip_suffix(" 00:00:00"))
                .or_else(|| t.strip_suffix(" 0:00:00"));
            written(day.or_else(|| t.strip_suffix(" 0:00")).unwrap_or(t))
        }
        _ => None,
    }
}

/// 2026-06-01, 2026/6/1, 2026.6.1, 2026年6月1日, 20260601.
fn written(text: &str) -> Option<Date> {
    let number = |t: &str| {
        t.bytes()
            .all(|b| b.is_ascii_digit())
            .then(|| t.parse::<i16>().ok())
            .flatten()
    };
    let date = |y: &str, m: &str, d: &str| {
        (y.len() == 4 && (1..=2).contains(&m.len()) && (1..=2).contains(&d.len()))
            .then(|| {
                Date::new(
                    number(y)?,
                    i8::try_from(number(m)?).ok()?,
                    i8::try_from(number(d)?).ok()?,
                )
            })
            .flatten()
    };
    if text.len() == 8 && text.is_ascii() && !text.contains(['-', '/', '.']) {
        return date(text.get(..4)?, text.get(4..6)?, text.get(6..)?);
    }
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if let Some(rest) = plain.strip_suffix(['日', '号']) {
        let (year, rest) = rest.split_once('年')?;
        let (month, day) = rest.split_once('月')?;
        return date(year, month, day);
    }
    for sign in ['-', '/', '.'] {
        let parts: Vec<&str> = plain.split(sign).collect();
        if let [y, m, d] = parts.as_slice() {
            return date(y, m, d);
        }
    }
    None
}

/// A day and a time in China, or one that states its offset.
fn moment(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Moment([y, m, d], [h, min, s]) => Some(format!("{y:04}-{m:02}-{d:02}T{h:02}:{min:02}:{s:02}+08:00")),
        Cell::Text(t) => {
            if let Some(at) = t.find('T')
                && t.get(at..)?.contains(['+', '-', 'Z'])
            {
                return Some(t.clone());
            }
            let (day, time) = t.split_once(['T', ' '])?;
            let mut parts = trimmed(time)
                .split(':')
                .map(|p| (p.len() <= 2).then(|| p.parse::<u8>().ok()).flatten());
            let (h, m, s) = (parts.next()??, parts.next()??, parts.next().unwrap_or(Some(0))?);
            (parts.next().is_none() && h < 24 && m < 60 && s < 60).then_some(())?;
            Some(format!("{}T{h:02}:{m:02}:{s:02}+08:00", written(day)?))
        }
        _ => None,
    }
}

fn count(cell: &Cell) -> Option<u32> {
    match cell {
        Cell::Number(n) if n.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(n) => Some(*n as u32),
        Cell::Text(t) if t.bytes().all(|b| b.is_ascii_digit()) => t.parse().ok(),
        _ => None,
    }
}

fn flag(cell: &Cell) -> Option<bool> {
    let said = match cell {
        Cell::Flag(b) => return Some(*b),
        Cell::Number(n) => n.to_string(),
        Cell::Text(t) => t.to_lowercase(),
        _ => return None,
    };
    match (YES.contains(&said.as_str()), NO.contains(&said.as_str())) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::convert::mapping::path;
    use crate::report::schema;
    use serde_json::json;

    fn read(key: &str, cell: &Cell) -> Result<Value, Fault> {
        let path = path(&schema::case(), key).unwrap();
        value(cell, &path, &plain())
    }
    fn said(key: &str, text: &str) -> Result<Value, Fault> {
        read(key, &Cell::Text(text.to_owned()))
    }

    #[test]
    fn a_number_that_lost_digits_is_never_taken() {
        let key = "subject.responsible_person.certificate.number";
        for lost in ["1.1010519491231E+17", "1.10105E+17", "9E+17", "110105194912310000"] {
            assert_eq!(said(key, lost), Err(Fault::PrecisionLost), "{lost}");
        }
        assert_eq!(read(key, &Cell::Number(1.1010519491231e17)), Err(Fault::PrecisionLost));
        assert_eq!(read(key, &Cell::Number(1e15)), Err(Fault::PrecisionLost));
        // Fifteen digits are whole, and so is a text of eighteen, with its zeros where they are right.
        assert_eq!(
            read(key, &Cell::Number(999_999_999_999_999.0)),
            Ok(json!("999999999999999"))
        );
        assert_eq!(said(key, "11010519491231002X"), Ok(json!("11010519491231002X")));
        assert_eq!(said(key, "0012345"), Ok(json!("0012345")));
        assert_eq!(said("subject.name", "E+1公司"), Ok(json!("E+1公司")));
        assert_eq!(
            read("subject.responsible_person.phone", &Cell::Number(13800138000.0)),
            Ok(json!("13800138000"))
        );
    }

    #[test]
    fn an_id_number_that_ends_in_three_zeros_by_right_is_taken() {
        // Both are drawn by the check digit of GB 11643, so neither is a person's.
        let drawn = || (1..=31u32).map(|day| format!("110101199003{day:02}0000"));
        let right = drawn().find(|n| CitizenId::parse(n).is_ok()).unwrap();
        assert_eq!(said("subject.certificate.number", &right), Ok(json!(right)));
        let wrong = drawn().find(|n| CitizenId::parse(n).is_err()).unwrap();
        assert_eq!(said("subject.certificate.number", &wrong), Err(Fault::PrecisionLost));
    }

    #[test]
    fn a_day_is_read_in_every_form_that_can_mean_only_one() {
        let key = "domains[0].expires_on";
        for text in [
            "2026-06-01",
            "2026/6/1",
            "2026.06.1",
            "2026年6月1日",
            "2026 年 06 月 01 日",
            "20260601",
            "2026-06-01 00:00:00",
            "2026/6/1 0:00",
            "2026-06-01T00:00:00",
        ] {
            assert_eq!(said(key, text), Ok(json!("2026-06-01")), "{text}");
        }
        assert_eq!(
            read(key, &Cell::Moment([2026, 6, 1], [0, 0, 0])),
            Ok(json!("2026-06-01"))
        );
        // Excel's own serials: 46174 is 2026-06-01, 36526 is 2000-01-01.
        assert_eq!(read(key, &Cell::Number(46174.0)), Ok(json!("2026-06-01")));
        assert_eq!(read(key, &Cell::Number(36526.0)), Ok(json!("2000-01-01")));
        assert_eq!(read(key, &Cell::Number(20_260_601.0)), Ok(json!("2026-06-01")));
        for text in [
            "6/1/2026",
            "01-06-2026",
            "26-6-1",
            "2026-02-30",
            "2026-06",
            "明天",
            "2026-06-01 09:10",
        ] {
            assert_eq!(said(key, text), Err(Fault::Day), "{text}");
        }
        for cell in [
            Cell::Moment([2026, 6, 1], [9, 0, 0]),
            Cell::Number(46174.5),
            Cell::Number(12.0),
            Cell::Flag(true),
        ] {
            assert_eq!(read(key, &cell), Err(Fault::Day), "{cell:?}");
        }
        let until = "subject.certificate.valid_until";
        assert_eq!(said(until, "长期"), Ok(json!("long-term")));
        assert_eq!(said(until, "2036/6/1"), Ok(json!("2036-06-01")));
        assert_eq!(
            said("submitted_at", "2026-06-01 9:10"),
            Ok(json!("2026-06-01T09:10:00+08:00"))
        );
        assert_eq!(
            said("submitted_at", "2026-06-01T09:10:00Z"),
            Ok(json!("2026-06-01T09:10:00Z"))
        );
        assert_eq!(said("submitted_at", "2026-06-01"), Err(Fault::Moment));
        assert_eq!(said("submitted_at", "2026-06-01 25:10"), Err(Fault::Moment));
    }

    #[test]
    fn words_are_known_by_name_by_other_names_and_by_a_number_that_is_theirs_alone() {
        for (key, text, word) in [
            ("subject.kind", "企业", "enterprise"),
            ("subject.kind", "enterprise", "enterprise"),
            ("subject.kind", "个体户", "sole-proprietor"),
            ("subject.kind", "5", "individual"),
            ("subject.certificate.kind", "营业执照", "business-licence"),
            ("sites[].responsible_person.certificate.kind", "身份证", "citizen-id"),
            ("subject.certificate.kind", "2", "citizen-id"),
            ("filing", "首次备案", "new-subject"),
            ("verification", "电子化核验", "electronic"),
            ("services[].kind", "小程序", "mini-program"),
            ("services[].kind", "App", "app"),
            ("services[].platforms[0].os", "安卓", "android"),
            ("sites[].content", "新闻", "news"),
            ("hosting.billing", "包年包月", "prepaid"),
            ("sites[].site_access", "已关闭", "closed"),
        ] {
            assert_eq!(said(key, text), Ok(json!(word)), "{key} {text}");
        }
        // Four is enterprise, sole proprietor and foreign office: the filing system knows no difference, we do.
        assert!(matches!(said("subject.kind", "4"), Err(Fault::Ambiguous(all)) if all.len() == 3));
        assert!(matches!(said("subject.kind", "组织"), Err(Fault::Word(all)) if all.contains(&"企业".to_owned())));
    }

    #[test]
    fn every_other_name_is_of_a_word_that_may_stand_there() {
        let schema = schema::case();
        let keys = [
            "subject.kind",
            "subject.certificate.kind",
            "filing",
            "verification",
            "sites[].site_access",
            "hosting.billing",
            "services[].platforms[].os",
            "services[].kind",
            "sites[].content",
        ];
        let mut met = 0;
        for (list, word, name) in said_in_tables() {
            let key = keys
                .iter()
                .find(|k| k.ends_with(list))
                .unwrap_or_else(|| panic!("{list}"));
            let path = path(&schema, key).unwrap();
            assert_eq!(
                value(&Cell::Text(name.to_owned()), &path, &plain()),
                Ok(json!(word)),
                "{key} {name}"
            );
            met += 1;
        }
        assert!(met > 20);
    }

    #[test]
    fn numbers_flags_and_provinces() {
        assert_eq!(read("hosting.purchased_months", &Cell::Number(12.0)), Ok(json!(12)));
        assert_eq!(said("filed_sites", "3"), Ok(json!(3)));
        assert_eq!(said("filed_sites", "3个"), Err(Fault::Count));
        assert_eq!(read("filed_sites", &Cell::Number(1.5)), Err(Fault::Count));
        assert_eq!(said("domains[0].real_name_verified", "是"), Ok(json!(true)));
        assert_eq!(
            read("domains[0].real_name_verified", &Cell::Number(0.0)),
            Ok(json!(false))
        );
        assert_eq!(said("domains[0].real_name_verified", "也许"), Err(Fault::Flag));
        for text in ["四川", "四川省", "51", "510000"] {
            assert_eq!(said("province", text), Ok(json!("51")), "{text}");
        }
        assert_eq!(read("province", &Cell::Number(51.0)), Ok(json!("51")));
        assert_eq!(said("province", "香港"), Err(Fault::Province));
        assert_eq!(
            read("subject.name", &Cell::Broken("#N/A".into())),
            Err(Fault::Broken("#N/A".into()))
        );
        assert_eq!(read("subject.name", &Cell::Flag(true)), Err(Fault::Text));
    }

    #[test]
    fn zeros_that_a_spreadsheet_dropped_come_back_where_the_mapping_says_how_many_digits() {
        let path = path(&schema::case(), "case_id").unwrap();
        let rule = Rule {
            digits: Some(6),
            ..plain()
        };
        assert_eq!(value(&Cell::Number(123.0), &path, &rule), Ok(json!("000123")));
        assert_eq!(value(&Cell::Text("000123".into()), &path, &rule), Ok(json!("000123")));
        assert_eq!(value(&Cell::Text("A-1".into()), &path, &rule), Ok(json!("A-1")));
        assert_eq!(value(&Cell::Number(1_234_567.0), &path, &rule), Err(Fault::TooLong(6)));
    }
}
