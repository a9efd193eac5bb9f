//! The catalogue: sound, and none missing.

use std::collections::BTreeSet;

use clap::Command;

use super::super::{help, keys, sources};
use super::*;
use crate::hanzi::is_han;
use crate::judge::pack::Pack;

/// Literals of the commands that are no sentences of their own: parts of one, or what is never shown.
const PARTS: &[&str] = &[
    // Joined to a sentence, which has its row.
    "; did you mean '{}'?",
    "there is no key '{}'{}",
    "the key '{}' holds a {}, such as {} = {}",
    "'{}' is no code of chushen{}",
    "{} MB to be had; {} readers may come to {} MB{}",
    ": ask for fewer --jobs",
    "kind of document",
    "kind of subject",
    // Paths.
    "case.json {}",
    // The version names its parts in columns, and scripts read it.
    "{}\nrules   {}\nmodels  {}",
];

/// Types of errors of which a command tells nothing: the desk answers a browser with them.
const OF_THE_DESK: &[&str] = &[
    "serve/desk.rs",
    "serve/picture.rs",
    "serve/report_index.rs",
    "serve/work.rs",
];

#[test]
fn every_row_has_its_gaps_in_both_languages_and_is_found_by_its_own_form() {
    let mut known = BTreeSet::new();
    for row in TABLE.iter() {
        assert!(known.insert(row.english), "twice: {}", row.english);
        let names = |form: &Form| form.names.iter().copied().collect::<BTreeSet<_>>();
        assert_eq!(names(&row.from), names(&row.to), "{}", row.english);
        let same = row.english == row.chinese;
        assert!(
            same || row.chinese.chars().any(|c| is_han(c) || !c.is_ascii()),
            "{} has no Chinese",
            row.english
        );
        // Each gap is filled with a word that stands nowhere.
        let filled = |text: &str| {
            let fill = |text: String, name: &&str| {
                let word = if NUMBERS.contains(name) {
                    "7".to_owned()
                } else {
                    format!("Q{name}Q")
                };
                text.replace(&format!("{{{name}}}"), &word)
            };
            row.from.names.iter().fold(text.to_owned(), fill)
        };
        let said = chinese(&filled(row.english));
        assert_eq!(said, Some(filled(row.chinese)), "{}", row.english);
    }
}

/// The parts of a sentence, whatever its gaps are called.
fn without_gap_names(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let (before, from) = rest.split_at(open);
        out.push_str(before);
        let end = from.find('}').filter(|end| !from[..*end].contains(' '));
        let Some(end) = end else {
            out.push('{');
            rest = &from[1..];
            continue;
        };
        out.push_str("{}");
        rest = &from[end + 1..];
    }
    out + rest
}

/// Whether a text has words of a sentence, and not only a name or a form.
fn is_sentence(text: &str) -> bool {
    let text = without_gap_names(text);
    let words = text.split(|c: char| !c.is_ascii_alphabetic()).filter(|w| w.len() > 1);
    words.count() > 1 && text.contains(' ') && !text.chars().any(is_han)
}

/// String literals of a source, without comments, attributes and tests.
fn literals(source: &str) -> Vec<String> {
    let source = source.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let mut code = String::new();
    let mut attribute = false;
    for line in source.lines() {
        let text = line.trim_start();
        attribute |= text.starts_with("#[");
        if !attribute && !text.starts_with("//") {
            code.push_str(line);
            code.push('\n');
        }
        attribute &= !text.trim_end().ends_with(']');
    }
    let code = code.replace("'\"'", "").replace("\\\"", "\u{1}");
    let quoted = code.split('"').skip(1).step_by(2);
    let unescaped = |text: &str| text.replace('\u{1}', "\"").replace("\\n", "\n");
    quoted.map(unescaped).collect()
}

#[test]
fn every_sentence_of_the_commands_and_every_error_is_in_the_catalogue() {
    let known: BTreeSet<String> = TABLE.iter().map(|row| without_gap_names(row.english)).collect();
    let mut missing = Vec::new();
    let elsewhere = ["args", "keys.rs", "_tests.rs"];
    for (path, text) in sources::below("src/cli") {
        let file = path.display().to_string();
        if elsewhere.iter().any(|e| file.contains(e)) {
            continue;
        }
        for text in literals(&text).iter().filter(|t| is_sentence(t)) {
            let (form, says) = (
                without_gap_names(text.trim_end()),
                crate::cli::Code::ALL.iter().map(|c| c.says()[1]),
            );
            // A page of the documentation is made by a test only.
            let page = form.starts_with("# When each province");
            if !known.contains(&form)
                && !known.contains(&without_gap_names(text))
                && !PARTS.contains(&form.as_str())
                && !says.into_iter().any(|s| s == text)
                && !page
            {
                missing.push(format!("{file}: {text}"));
            }
        }
    }
    for (path, text) in sources::below("src") {
        let file = path.display().to_string();
        if OF_THE_DESK.iter().any(|f| file.ends_with(f)) || file.contains("errors_tests") || file.contains("say_tests")
        {
            continue;
        }
        for after in text.split("#[error(").skip(1) {
            let attribute = after
                .split("\n    }")
                .next()
                .unwrap_or_default()
                .replace("\\\"", "\u{1}");
            let form = attribute
                .trim_start()
                .strip_prefix('"')
                .and_then(|t| t.split('"').next());
            let form = form.unwrap_or_default().replace('\u{1}', "\"");
            // Two forms of one sentence, each with its row.
            let taken = form.starts_with("'{}' is in use by another run");
            if is_sentence(&form) && !known.contains(&without_gap_names(&form)) && !taken {
                missing.push(format!("{file}: {form}"));
            }
        }
    }
    assert!(missing.is_empty(), "messages.tsv lacks:\n{}", missing.join("\n"));
}

/// Texts of a command and of those below it.
fn texts(command: &Command, out: &mut Vec<String>) {
    if command.is_hide_set() {
        return;
    }
    out.extend(command.get_about().map(ToString::to_string));
    out.extend(command.get_long_about().map(ToString::to_string));
    let after = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    out.extend(after.lines().filter(|l| !l.starts_with("  ")).map(str::to_owned));
    for arg in command.get_arguments() {
        assert!(
            arg.get_help().is_some() || arg.is_hide_set(),
            "{} --{} says nothing",
            command.get_name(),
            arg.get_id()
        );
        out.extend(arg.get_help().map(ToString::to_string));
        out.extend(arg.get_long_help().map(ToString::to_string));
        out.extend(arg.get_help_heading().map(str::to_owned));
    }
    for sub in command.get_subcommands() {
        texts(sub, out);
    }
}

#[test]
fn every_command_option_key_and_remark_of_a_rule_has_its_chinese() {
    let mut all = Vec::new();
    texts(&super::super::command(), &mut all);
    help::helps_of_values(&super::super::command(), &mut all);
    all.extend(keys::KEYS.iter().map(|key| key.doc.to_owned()));
    all.extend(crate::cli::Code::ALL.iter().map(|code| code.way_out().to_owned()));
    let pack = Pack::builtin().unwrap();
    for rule in &pack.rules {
        all.extend(rule.note.iter().chain(&rule.settled).cloned());
        all.extend(rule.sources.is_empty().then(|| rule.source.clone()));
    }
    all.extend(pack.known.iter().map(|rule| rule.not_enforced.why().to_owned()));
    let named: BTreeSet<&str> = TABLE.iter().map(|row| row.english).collect();
    let mut missing: Vec<&String> = all.iter().filter(|t| !named.contains(t.as_str())).collect();
    missing.retain(|t| !TABLE.iter().any(|row| row.from.letters() > 10 && row.fill(t).is_some()));
    missing.sort();
    missing.dedup();
    assert!(missing.is_empty(), "messages.tsv lacks:\n{missing:#?}");
}

#[test]
fn the_language_is_typed_or_set_or_that_of_the_locale() {
    let words = |args: &[&str]| args.iter().map(OsString::from).collect::<Vec<_>>();
    assert_eq!(typed(&words(&["c", "scan", "--lang", "zh"])), Some(Lang::Zh));
    assert_eq!(typed(&words(&["c", "--lang=en", "scan"])), Some(Lang::En));
    assert_eq!(typed(&words(&["c", "scan", "--", "--lang", "zh"])), None);
    assert_eq!(typed(&words(&["c", "--lang", "fr"])), None);
    let locale = |set: &[(&str, &str)]| {
        of_locale(|name| {
            set.iter()
                .find(|(n, _)| *n == name)
                .map(|(_, value)| OsString::from(value))
        })
    };
    assert_eq!(locale(&[("LANG", "zh_CN.UTF-8")]), Lang::Zh);
    assert_eq!(locale(&[("LANG", "zh_CN.UTF-8"), ("LC_ALL", "C")]), Lang::En);
    assert_eq!(locale(&[("LANG", "en_GB.UTF-8"), ("LC_MESSAGES", "zh_TW")]), Lang::Zh);
    assert_eq!(locale(&[("LANG", ""), ("LC_ALL", "")]), Lang::En);
}

#[test]
fn sentences_within_a_sentence_are_put_into_words_and_names_are_not() {
    assert_eq!(
        in_chinese("cannot read 'models': permission denied"),
        "无法读取“models”：权限不够"
    );
    assert_eq!(
        in_chinese("code 'a.b' is not known; did you mean 'a.c'?"),
        "问题编号“a.b”未知；是否指“a.c”？"
    );
    assert_eq!(
        in_chinese("c.toml: there is no key 'job'; did you mean 'jobs'?"),
        "c.toml：没有配置项“job”；是否指“jobs”？"
    );
    assert_eq!(in_chinese("nobody ever says this"), "nobody ever says this");
    assert_eq!(padded("规则", 6), "规则  ");
}
