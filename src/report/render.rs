//! Sentences from a check's templates and a finding's evidence.

use super::Lang;
use super::plain::plain;
use super::words;
use crate::finding::{Evidence, Finding};
use crate::identity::mask;
use crate::kind::{DocumentKind, FieldName};

/// Longest value quoted in a sentence, characters; the whole value stands in `expected` and `actual`.
const LONGEST: usize = 120;

/// Longest phrase of ours, characters: the words that may stand at a place of the declaration are told all.
const LONGEST_PHRASE: usize = 400;

/// What a template's placeholders stand for.
#[derive(Debug, Clone, Copy)]
pub struct Slots<'a> {
    /// The finding.
    pub finding: &'a Finding,
    /// Path of its document.
    pub document: Option<&'a str>,
    /// Language.
    pub lang: Lang,
    /// Personal numbers are shown whole.
    pub unmask: bool,
}

/// Message and suggestion of a finding.
pub fn sentences(slots: Slots<'_>) -> (String, Option<String>) {
    if let Some(check) = words::check(slots.finding.code) {
        let suggest = slots.lang.pick(check.suggest_zh, check.suggest_en);
        (
            fill(slots.lang.pick(check.zh, check.en), slots),
            (!suggest.is_empty()).then(|| fill(suggest, slots)),
        )
    } else {
        (words::meaning(slots.finding.code, slots.lang), None)
    }
}

/// Fills `{actual}`, `{expected}`, `{document}`, `{page}`, `{field}`. What is filled in is not read again.
fn fill(template: &str, slots: Slots<'_>) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some((head, tail)) = rest.split_once('{') {
        out.push_str(head);
        let Some((name, after)) = tail.split_once('}') else {
            out.push('{');
            rest = tail;
            continue;
        };
        let lang = slots.lang;
        match name {
            "actual" => out.push_str(&evidence(&slots.finding.actual, lang, slots.unmask)),
            "expected" => out.push_str(&evidence(&slots.finding.expected, lang, slots.unmask)),
            "document" => out.push_str(&plain(slots.document.unwrap_or(lang.pick("本案", "the case")), LONGEST)),
            "page" => out.push_str(&slots.finding.locus.page().unwrap_or(1).to_string()),
            "field" => out.push_str(&field(slots.finding.field.as_deref().unwrap_or_default(), lang)),
            other => {
                out.push('{');
                out.push_str(other);
                out.push('}');
            }
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The name of a field for people; a JSON pointer stays.
pub fn field(name: &str, lang: Lang) -> String {
    match (lang, FieldName::ALL.iter().find(|f| f.name() == name)) {
        (Lang::Zh, Some(f)) => f.zh().to_owned(),
        (Lang::En, Some(f)) => f.name().replace('-', " "),
        (_, None) => plain(name, LONGEST),
    }
}

/// One side of the evidence as people read it.
pub fn evidence(side: &Evidence, lang: Lang, unmask: bool) -> String {
    match side {
        Evidence::None => lang.pick("无", "none").to_owned(),
        Evidence::Text(t) => word(t, lang),
        Evidence::Phrase { zh, en } => plain(lang.pick(zh, en), LONGEST_PHRASE),
        Evidence::Personal(t) if unmask => plain(t, LONGEST),
        Evidence::Personal(t) => plain(&mask(t), LONGEST),
        Evidence::Number(n, unit) => number(*n, unit, lang),
        Evidence::Day(d) => match lang {
            Lang::Zh => d.chinese(),
            Lang::En => d.to_string(),
        },
        Evidence::List(items) if items.is_empty() => lang.pick("无", "none").to_owned(),
        Evidence::List(items) => {
            let words: Vec<String> = items.iter().map(|t| word(t, lang)).collect();
            words.join(lang.pick("、", ", "))
        }
    }
}

/// Kinds of document by their Chinese name; only names with a hyphen, which no submitter writes by chance.
fn word(text: &str, lang: Lang) -> String {
    match (lang, DocumentKind::from_name(text)) {
        (Lang::Zh, Some(kind)) if text.contains('-') => kind.zh().to_owned(),
        (Lang::En, Some(kind)) if text.contains('-') => kind.name().replace('-', " "),
        _ => plain(text, LONGEST),
    }
}

/// A figure with its unit.
fn number(n: f64, unit: &str, lang: Lang) -> String {
    let figure = decimals(n);
    match unit {
        "" => figure,
        "bytes" => bytes(n),
        "%" => format!("{figure}%"),
        "days" => lang.pick("{} 天", "{} days").replace("{}", &figure),
        "pages" => lang.pick("{} 页", "{} pages").replace("{}", &figure),
        other => format!("{figure} {other}"),
    }
}

/// At most two decimals, none where there is nothing behind the point.
fn decimals(n: f64) -> String {
    let text = format!("{n:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Bytes in the unit file managers show (1 KB is 1024 bytes).
pub fn bytes(n: f64) -> String {
    match n {
        n if n < 1024.0 => format!("{} B", decimals(n)),
        n if n < 1024.0 * 1024.0 => format!("{} KB", decimals((n / 1024.0 * 10.0).round() / 10.0)),
        n => format!("{} MB", decimals((n / 1024.0 / 1024.0 * 100.0).round() / 100.0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Locus, Severity};

    fn finding(expected: Evidence, actual: Evidence) -> Finding {
        Finding {
            code: "x.y",
            severity: Severity::Review,
            rule: "r".into(),
            locus: Locus::Page(0, 2),
            field: Some("citizen-id-number".into()),
            expected,
            actual,
        }
    }

    #[test]
    fn templates_are_filled_once() {
        let f = finding(Evidence::Number(300.0, "dpi"), Evidence::text("{expected}\u{1b}"));
        let slots = Slots {
            finding: &f,
            document: Some("a.jpg"),
            lang: Lang::Zh,
            unmask: false,
        };
        assert_eq!(
            fill("{document} 第{page}页 {field}:{actual}/{expected} {other} {", slots),
            "a.jpg 第2页 公民身份号码:{expected}\\u{1b}/300 dpi {other} {"
        );
    }

    #[test]
    fn figures_have_their_units() {
        let show = |n, unit| evidence(&Evidence::Number(n, unit), Lang::En, false);
        assert_eq!(show(299.94, "dpi"), "299.94 dpi");
        assert_eq!(show(10_485_760.0, "bytes"), "10 MB");
        assert_eq!(show(1536.0, "bytes"), "1.5 KB");
        assert_eq!(show(35.0, "%"), "35%");
        assert_eq!(evidence(&Evidence::Number(12.0, "days"), Lang::Zh, false), "12 天");
    }

    #[test]
    fn personal_evidence_is_masked_unless_asked() {
        let e = Evidence::Personal("11010519491231002X".into());
        assert_eq!(evidence(&e, Lang::Zh, false), "110***********002X");
        assert_eq!(evidence(&e, Lang::Zh, true), "11010519491231002X");
    }
}
