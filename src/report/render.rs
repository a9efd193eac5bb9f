//! Sentences from a check's templates and a finding's evidence.

use super::plain::plain;
use super::{Lang, pointer, words};
use crate::finding::{Evidence, Finding};
use crate::identity::mask;
use crate::intake::case::Wording;
use crate::wording;

/// Longest value quoted in a sentence, characters; the whole value stands in `expected` and `actual`.
pub(super) const LONGEST: usize = 120;

/// Longest phrase of our own, characters: the words that may stand at a place of the declaration are told all.
const LONGEST_PHRASE: usize = 1000;

/// What a template's placeholders stand for.
#[derive(Debug, Clone, Copy)]
pub struct Slots<'a> {
    /// The finding.
    pub finding: &'a Finding,
    /// Path of its document.
    pub document: Option<&'a str>,
    /// Language.
    pub lang: Lang,
    /// What the institution is called.
    pub wording: Wording,
    /// Personal numbers are shown whole.
    pub unmask: bool,
}

/// Message and suggestion of a finding.
pub fn sentences(slots: Slots<'_>) -> (String, Option<String>) {
    if let Some(check) = words::check(slots.finding.code) {
        let suggest = slots.lang.pick(check.suggest_zh, check.suggest_en);
        (
            fill(&called(slots.lang.pick(check.zh, check.en), slots.wording), slots),
            (!suggest.is_empty()).then(|| fill(&called(suggest, slots.wording), slots)),
        )
    } else {
        (words::meaning(slots.finding.code, slots.lang), None)
    }
}

/// The program's own words with the institution's name as the declaration has it: its number is then 核准编号 (Guangdong's letter of
/// 2026). What a case or a rule says is filled in afterwards and stays as it is.
pub fn called(words: &str, wording: Wording) -> std::borrow::Cow<'_, str> {
    match wording {
        Wording::Filing => words.into(),
        Wording::Approval => words.replace("备案号", "核准编号").replace("备案", "核准").into(),
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
        let quoted = out.ends_with(['“', '"']);
        match name {
            "actual" => out.push_str(&in_sentence(&slots.finding.actual, lang, slots.unmask, quoted)),
            "expected" => out.push_str(&in_sentence(&slots.finding.expected, lang, slots.unmask, quoted)),
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

/// The name of a field for people, or a place in the declaration.
pub fn field(name: &str, lang: Lang) -> String {
    if name.is_empty() || name.starts_with('/') {
        return pointer::words(name, lang);
    }
    reason(name, lang)
}

/// What the program says of itself, in the language; what its table does not know stays as it is.
pub fn reason(said: &str, lang: Lang) -> String {
    let word = match lang {
        Lang::Zh => wording::chinese(said),
        Lang::En => wording::english(said),
    };
    word.unwrap_or_else(|| plain(said, LONGEST))
}

/// One side of the evidence as it stands alone.
pub fn evidence(side: &Evidence, lang: Lang, unmask: bool) -> String {
    let listed = |items: Vec<String>| items.join(lang.pick("、", ", "));
    match side {
        Evidence::None => lang.pick("无", "none").to_owned(),
        Evidence::Text(t) => plain(t, LONGEST),
        Evidence::Said(t) => reason(t, lang),
        Evidence::Phrase { zh, en } => plain(lang.pick(zh, en), LONGEST_PHRASE),
        Evidence::Personal(t) if unmask => plain(t, LONGEST),
        Evidence::Personal(t) => plain(&mask(t), LONGEST),
        Evidence::Number(n, unit) => number(*n, unit, lang),
        Evidence::Day(d) => match lang {
            Lang::Zh => d.chinese(),
            Lang::En => d.to_string(),
        },
        Evidence::List(items) | Evidence::SaidAll(items) if items.is_empty() => lang.pick("无", "none").to_owned(),
        Evidence::List(items) => listed(items.iter().map(|t| plain(t, LONGEST)).collect()),
        Evidence::SaidAll(items) => listed(items.iter().map(|t| reason(t, lang)).collect()),
    }
}

/// One side of the evidence within a sentence: data is quoted, unless the sentence itself does so (`quoted`).
fn in_sentence(side: &Evidence, lang: Lang, unmask: bool, quoted: bool) -> String {
    let (open, close) = (lang.pick("“", "\""), lang.pick("”", "\""));
    let around = |text: &str| {
        if quoted {
            text.to_owned()
        } else {
            format!("{open}{text}{close}")
        }
    };
    match side {
        Evidence::Text(_) | Evidence::Personal(_) => around(&evidence(side, lang, unmask)),
        Evidence::List(items) if !items.is_empty() => {
            let items: Vec<String> = items.iter().map(|t| plain(t, LONGEST)).collect();
            around(&items.join(&format!("{close}{}{open}", lang.pick("、", ", "))))
        }
        _ => evidence(side, lang, unmask),
    }
}

/// Units that are words: in Chinese, in English of one, in English of several.
const UNITS: &[(&str, [&str; 3])] = &[
    ("px", ["像素", "px", "px"]),
    ("days", ["天", "day", "days"]),
    ("months", ["个月", "month", "months"]),
    ("pages", ["页", "page", "pages"]),
];

/// A figure with its unit.
fn number(n: f64, unit: &str, lang: Lang) -> String {
    let figure = decimals(n);
    match unit {
        "" => figure,
        "bytes" => bytes(n),
        "%" => format!("{figure}%"),
        other => {
            let words = UNITS.iter().find(|(name, _)| *name == other).map(|(_, words)| words);
            let word = words.map_or(other, |[zh, one, several]| {
                lang.pick(zh, if figure == "1" { one } else { several })
            });
            format!("{figure} {word}")
        }
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
            copy: None,
        }
    }

    #[test]
    fn templates_are_filled_once() {
        let f = finding(Evidence::Number(300.0, "dpi"), Evidence::text("{expected}\u{1b}"));
        let slots = Slots {
            finding: &f,
            document: Some("a.jpg"),
            lang: Lang::Zh,
            wording: Wording::Filing,
            unmask: false,
        };
        assert_eq!(
            fill("{document} 第{page}页 {field}:{actual}/{expected} {other} {", slots),
            "a.jpg 第2页 公民身份号码:“{expected}\\u{1b}”/300 dpi {other} {"
        );
    }

    #[test]
    fn the_institution_is_called_as_the_declaration_calls_it() {
        let mut f = finding(Evidence::None, Evidence::text("已备案网站"));
        f.code = "site.filed-not-open";
        let said = |wording| {
            sentences(Slots {
                finding: &f,
                document: None,
                lang: Lang::Zh,
                wording,
                unmask: false,
            })
        };
        assert_eq!(said(Wording::Filing).0, "已备案网站“已备案网站”无法访问。");
        let (message, suggest) = said(Wording::Approval);
        assert_eq!(message, "已核准网站“已备案网站”无法访问。");
        assert_eq!(suggest.unwrap(), "请开通网站访问，并在首页底部悬挂核准编号后再提交。");
    }

    #[test]
    fn figures_have_their_units() {
        let show = |n, unit| evidence(&Evidence::Number(n, unit), Lang::En, false);
        assert_eq!(show(299.94, "dpi"), "299.94 dpi");
        assert_eq!(show(10_485_760.0, "bytes"), "10 MB");
        assert_eq!(show(1536.0, "bytes"), "1.5 KB");
        assert_eq!(show(35.0, "%"), "35%");
        assert_eq!(
            (show(1.0, "months"), show(2.0, "months")),
            ("1 month".to_owned(), "2 months".to_owned())
        );
        assert_eq!(evidence(&Evidence::Number(12.0, "days"), Lang::Zh, false), "12 天");
    }

    #[test]
    fn data_is_quoted_once_and_words_are_put_into_the_language() {
        let sentence = |template, actual, lang| {
            let f = finding(Evidence::None, actual);
            let slots = Slots {
                finding: &f,
                document: None,
                lang,
                wording: Wording::Filing,
                unmask: false,
            };
            fill(template, slots)
        };
        let list = || Evidence::list(["a.pdf", "b.pdf"]);
        assert_eq!(sentence("含{actual}", list(), Lang::Zh), "含“a.pdf”、“b.pdf”");
        assert_eq!(sentence("含“{actual}”", list(), Lang::Zh), "含“a.pdf”、“b.pdf”");
        assert_eq!(
            sentence("holds {actual}", list(), Lang::En),
            "holds \"a.pdf\", \"b.pdf\""
        );
        let sides = || Evidence::said_all(["top", "left"]);
        assert_eq!(sentence("{actual}侧", sides(), Lang::Zh), "上、左侧");
        assert_eq!(sentence("{actual}", sides(), Lang::En), "top, left");
        // A name that a submitter wrote is never put into other words.
        assert_eq!(sentence("“{actual}”", Evidence::text("other"), Lang::Zh), "“other”");
    }

    #[test]
    fn personal_evidence_is_masked_unless_asked() {
        let e = Evidence::Personal("11010519491231002X".into());
        assert_eq!(evidence(&e, Lang::Zh, false), "110***********002X");
        assert_eq!(evidence(&e, Lang::Zh, true), "11010519491231002X");
    }
}
