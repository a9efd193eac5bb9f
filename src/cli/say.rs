//! What is said to who started the program, in their language. The code holds the English; `messages.tsv` has the Chinese of each
//! sentence, with its gaps by name. Whatever programs read stays as it is.

use std::ffi::{OsStr, OsString};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::report::Lang;
use crate::wording;

/// Gaps that hold a sentence and are put into words themselves, and gaps that hold a number; the others hold names, paths and the like.
const SENTENCES: &[&str] = &["why", "how", "what"];
const NUMBERS: &[&str] = &["line", "column", "n"];

/// Whether messages are Chinese, and whether reports are English.
static CHINESE: AtomicBool = AtomicBool::new(false);
static ENGLISH_REPORTS: AtomicBool = AtomicBool::new(false);

/// Language of help, errors and messages.
pub(super) fn lang() -> Lang {
    if CHINESE.load(Ordering::Relaxed) {
        Lang::Zh
    } else {
        Lang::En
    }
}

/// Language of reports and pages: Chinese wherever the program runs, unless English is asked for.
pub(super) fn of_reports() -> Lang {
    if ENGLISH_REPORTS.load(Ordering::Relaxed) {
        Lang::En
    } else {
        Lang::Zh
    }
}

/// Settles the languages before anything is parsed, so that help and what is wrong with the line are told in them. `set`: by the
/// environment or the configuration.
pub(super) fn choose(args: &[OsString], set: Option<&OsStr>, var: impl Fn(&str) -> Option<OsString>) {
    let asked = typed(args).or(set.and_then(language));
    ENGLISH_REPORTS.store(asked == Some(Lang::En), Ordering::Relaxed);
    let chosen = asked.unwrap_or_else(|| of_locale(var));
    CHINESE.store(chosen == Lang::Zh, Ordering::Relaxed);
}

fn language(word: &OsStr) -> Option<Lang> {
    [("zh", Lang::Zh), ("en", Lang::En)]
        .into_iter()
        .find_map(|(name, lang)| (word == name).then_some(lang))
}

/// The last `--lang` of the command line.
fn typed(args: &[OsString]) -> Option<Lang> {
    let mut args = args.iter().take_while(|a| *a != "--");
    let mut found = None;
    while let Some(arg) = args.next() {
        if arg == "--lang" {
            found = args.next().and_then(|word| language(word));
        } else if let Some(word) = arg.to_str().and_then(|a| a.strip_prefix("--lang=")) {
            found = language(OsStr::new(word));
        }
    }
    found
}

/// The language of the locale, in the order of POSIX: the first variable that is set decides.
fn of_locale(var: impl Fn(&str) -> Option<OsString>) -> Lang {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| var(name).filter(|v| !v.is_empty()));
    if set.is_some_and(|v| v.to_string_lossy().starts_with("zh")) {
        Lang::Zh
    } else {
        Lang::En
    }
}

/// A sentence in the language of messages; what the catalogue does not know stays as it is.
pub(super) fn say(english: &str) -> String {
    say_in(lang(), english)
}

/// The same in a language that is asked for.
pub(super) fn say_in(lang: Lang, english: &str) -> String {
    match lang {
        Lang::En => english.to_owned(),
        Lang::Zh => in_chinese(english),
    }
}

/// In Chinese, as far as the catalogue knows it.
pub(super) fn in_chinese(english: &str) -> String {
    chinese(english).unwrap_or_else(|| english.to_owned())
}

/// In Chinese, or `None` where neither catalogue knows it.
pub(super) fn chinese(english: &str) -> Option<String> {
    let own = match TABLE.iter().find(|row| row.english == english) {
        Some(row) => Some(row.chinese.to_owned()),
        None => TABLE.iter().find_map(|row| row.fill(english)),
    };
    own.or_else(|| wording::chinese(english))
}

/// A text with gaps: what stands between them, one more than there are names.
#[derive(Debug)]
struct Form {
    parts: Vec<&'static str>,
    names: Vec<&'static str>,
}

impl Form {
    fn of(text: &'static str) -> Self {
        let mut form = Form {
            parts: Vec::new(),
            names: Vec::new(),
        };
        let (mut from, mut at) = (0, 0);
        while let Some(open) = text[at..].find('{').map(|n| at + n) {
            at = open + 1;
            let Some(name) = text[at..].split('}').next().filter(|n| at + n.len() < text.len()) else {
                break;
            };
            if !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') {
                form.parts.push(&text[from..open]);
                form.names.push(name);
                at += name.len() + 1;
                from = at;
            }
        }
        form.parts.push(&text[from..]);
        form
    }
    fn letters(&self) -> usize {
        self.parts.iter().map(|p| p.len()).sum()
    }
}

#[derive(Debug)]
struct Row {
    english: &'static str,
    chinese: &'static str,
    from: Form,
    to: Form,
}

impl Row {
    /// The Chinese of a sentence of this form.
    fn fill(&self, english: &str) -> Option<String> {
        if self.from.names.is_empty() {
            return None;
        }
        let gaps = wording::gaps(&self.from.parts, english)?;
        let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        let mut named = self.from.names.iter().zip(&gaps);
        if named.any(|(name, gap)| NUMBERS.contains(name) && !is_number(gap)) {
            return None;
        }
        let filled = |name: &str| {
            let found = self.from.names.iter().zip(&gaps).find(|(n, _)| **n == name);
            let text = found.map(|(_, gap)| *gap).unwrap_or_default();
            if SENTENCES.contains(&name) {
                in_chinese(text)
            } else {
                text.to_owned()
            }
        };
        let mut out = String::new();
        for (n, part) in self.to.parts.iter().enumerate() {
            out.push_str(part);
            if let Some(name) = self.to.names.get(n) {
                out.push_str(&filled(name));
            }
        }
        Some(out)
    }
}

/// Rows of the catalogue: English, Chinese.
fn rows() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = include_str!("messages.tsv").lines().skip(1);
    lines
        .filter(|l| !l.is_empty() && !l.starts_with("# "))
        .filter_map(|l| l.split_once('\t'))
}

/// The form that says most stands first, of those that begin with words of their own: a sentence is taken for what it is, not for
/// "{path}: {why}".
static TABLE: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let mut table: Vec<Row> = rows()
        .map(|(english, chinese)| Row {
            english,
            chinese,
            from: Form::of(english),
            to: Form::of(chinese),
        })
        .collect();
    let begins = |form: &Form| form.parts.first().is_some_and(|p| !p.is_empty());
    table.sort_by_key(|row| std::cmp::Reverse((begins(&row.from), row.from.letters())));
    table
});

/// Columns that a character takes on a terminal.
pub(super) fn columns(c: char) -> usize {
    let wide = matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ff60}')
        || c >= '\u{20000}';
    if wide { 2 } else { 1 }
}

/// A text with blanks behind it up to a column.
pub(super) fn padded(text: &str, width: usize) -> String {
    let taken: usize = text.chars().map(columns).sum();
    format!("{text}{}", " ".repeat(width.saturating_sub(taken)))
}

#[cfg(test)]
#[path = "say_tests.rs"]
mod tests;
