//! Messages in Chinese and English: which is chosen, that nothing English is left in Chinese, and that what programs read is the same.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Output;

use super::{AS_OF, case, chushen, code, stderr, stdout};

/// Words without which no English sentence gets along.
const SMALL_WORDS: &[&str] = &[
    "a", "an", "and", "are", "as", "at", "be", "by", "can", "cannot", "for", "from", "has", "in", "is", "it", "its",
    "may", "no", "not", "of", "on", "or", "that", "the", "them", "there", "this", "to", "was", "what", "where",
    "which", "with", "without",
];

/// Runs of three English words or more that hold a small word; what stands between backticks is code.
pub(crate) fn english(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in text.lines() {
        let prose: String = line.split('`').step_by(2).collect::<Vec<_>>().join(" | ");
        let mut run: Vec<&str> = Vec::new();
        for token in prose.split_whitespace().chain(["|"]) {
            let word = token.trim_matches([',', ';', ':', '.', '(', ')', '\'', '"', '?']);
            if !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphabetic()) {
                run.push(word);
                continue;
            }
            if run.len() > 2 && run.iter().any(|w| SMALL_WORDS.contains(&w.to_lowercase().as_str())) {
                found.push(format!("{} … in: {line}", run.join(" ")));
            }
            run.clear();
        }
    }
    found
}

fn in_chinese(args: &[&str], at: &Path) -> Output {
    let mut command = chushen();
    command.current_dir(at).env("HOME", at).env("CHUSHEN_NO_OCR", "true");
    command.args(args).args(["--lang", "zh"]).output().unwrap()
}

/// Commands that people type, with those below them.
fn commands(command: &clap::Command, above: &[String], out: &mut Vec<Vec<String>>) {
    out.push(above.to_vec());
    for sub in command.get_subcommands().filter(|c| !c.is_hide_set()) {
        let path = [above, &[sub.get_name().to_owned()]].concat();
        commands(sub, &path, out);
    }
}

#[test]
fn help_of_every_command_is_chinese() {
    let mut all = Vec::new();
    commands(&chushen::cli::command(), &[], &mut all);
    assert!(all.len() > 30, "{}", all.len());
    let here = Path::new(".");
    for path in all {
        let mut args: Vec<&str> = path.iter().map(String::as_str).collect();
        args.push("--help");
        let output = in_chinese(&args, here);
        let text = stdout(&output);
        assert_eq!(code(&output), Some(0), "{args:?}");
        assert!(text.contains("用法：chushen"), "{args:?}: {text}");
        assert!(english(&text).is_empty(), "{args:?}: {:#?}", english(&text));
        for left in [
            "Usage",
            "Options:",
            "Arguments:",
            "Commands:",
            "[default",
            "[possible",
            "Print ",
            "[OPTIONS]",
        ] {
            assert!(!text.contains(left), "{args:?}: {left} in {text}");
        }
    }
}

/// Calls that are wrong in as many ways as there are.
fn wrong_calls<'a>(made: &'a str, queue: &'a str, bad: &'a str) -> Vec<Vec<&'a str>> {
    vec![
        vec!["frobnicate"],
        vec!["chekc"],
        vec!["check"],
        vec!["check", made, "extra"],
        vec!["check", made, "--langg", "zh"],
        vec!["check", made, "--output"],
        vec!["check", made, "--format", "jsn"],
        vec!["check", made, "--as-of", "2026-02-30"],
        vec!["scan", queue],
        vec!["scan", queue, "--out", "o", "--jobs", "0"],
        vec!["scan", queue, "--out", "o", "--jobs", "many"],
        vec!["scan", queue, "--out", "o", "--out", "p"],
        vec!["serve", queue, "--cases", queue, "--addr", "x"],
        vec!["serve", queue, "--cases", queue, "--trust-header", "x"],
        vec!["api", "s", "--no-token", "--tokens", "t"],
        vec!["api", "s"],
        vec!["ledger", "forget", bad],
        vec!["check", "/nonexistent"],
        vec!["check", bad],
        vec!["check", queue],
        vec!["check", made, "--rules", "/nonexistent"],
        vec!["check", made, "--trust", bad],
        vec!["check", made, "--no-ocr=false", "--models", "/nonexistent"],
        vec!["check", made, "--output", "/nonexistent/r.json"],
        vec!["check", made, "--province-level", "四川=many"],
        vec!["check", made, "--province-level", "nowhere"],
        vec!["config", "--config", bad],
        vec!["config", "--config", "/nonexistent.toml"],
        vec!["explain", "image.not-color"],
        vec!["explain", "no.such-code"],
        vec!["rules", "--province", "99"],
        vec!["rules", "--kind", "business-license"],
        vec!["rules", "--format", "markdown"],
        vec!["rules", "why", made, "no.such-code"],
        vec!["export", queue],
        vec!["export", queue, "--table", "none"],
        vec!["compare", queue, queue],
        vec!["purge", queue],
        vec!["ledger", "stats", "/nonexistent"],
        vec!["desk", "backup", "/nonexistent", "--into", "b"],
        vec!["decisions", "verify", queue],
        vec!["convert", bad, "--mapping", bad, "--out", "o"],
        vec!["convert", "/nonexistent.csv", "--form", "wechat", "--out", "o"],
        vec!["convert", bad, "--form", "wechat", "--out", "o"],
    ]
}

#[test]
fn errors_are_chinese_for_people_and_the_same_for_programs() {
    let dir = tempfile::tempdir().unwrap();
    let at = dir.path();
    let queue = at.join("queue");
    let made = case(&queue, "a", "a");
    let bad = at.join("bad.toml");
    std::fs::write(&bad, "job = 1").unwrap();
    let [made, queue, bad] = [&made, &queue, &bad].map(|p| p.to_str().unwrap());
    let mut heads = BTreeSet::new();
    for args in wrong_calls(made, queue, bad) {
        let output = in_chinese(&args, at);
        let text = stderr(&output);
        assert_ne!(code(&output), Some(0), "{args:?}");
        assert!(text.contains("错误："), "{args:?}: {text}");
        assert!(english(&text).is_empty(), "{args:?}: {:#?}", english(&text));
        heads.insert(text.chars().take(10).collect::<String>());
        let json = |lang: &str| {
            let mut command = chushen();
            command.current_dir(at).env("HOME", at).env("CHUSHEN_NO_OCR", "true");
            stderr(
                &command
                    .args(&args)
                    .args(["--error-format", "json", "--lang", lang])
                    .output()
                    .unwrap(),
            )
        };
        assert_eq!(json("zh"), json("en"), "{args:?}");
    }
    assert!(heads.len() > 15, "{heads:?}");
}

#[test]
fn what_commands_say_is_chinese() {
    let dir = tempfile::tempdir().unwrap();
    let at = dir.path();
    let queue = at.join("queue");
    for id in ["a", "b"] {
        case(&queue, id, id);
    }
    let own = at.join("own");
    std::fs::create_dir(&own).unwrap();
    let rule = "[[rule]]\nid = \"my\"\ncheck = \"identity.over-age\"\nparams = { max_age = 70 }\nsince = \"2024-01-01\"\n\n\
                [[rule]]\nid = \"national.image.colour\"\noff = true\n";
    std::fs::write(own.join("own.toml"), rule).unwrap();
    let mut said = BTreeSet::new();
    for args in [
        vec!["doctor"],
        vec!["config"],
        vec!["config", "--example"],
        vec!["rules"],
        vec!["rules", "--province", "51"],
        vec!["rules", "--province", "51", "--format", "markdown"],
        vec!["rules", "check", "own"],
        vec!["rules", "why", "queue/a", "document.missing", "--as-of", AS_OF],
        vec!["rules", "why", "queue/a", "site.name-forbidden", "--as-of", AS_OF],
        vec!["scan", "queue", "--out", "out", "--as-of", AS_OF, "--dry-run"],
        vec![
            "scan",
            "queue",
            "--out",
            "out",
            "--as-of",
            AS_OF,
            "--ledger",
            "ledger.redb",
            "--isolation",
            "none",
        ],
        vec!["scan", "queue", "--out", "out", "--as-of", AS_OF, "--resume"],
        vec!["check", "queue/a", "--as-of", AS_OF],
        vec!["compare", "out", "out"],
        vec!["export", "out"],
        vec!["survey", "queue", "--ledger", "none.redb"],
        vec!["ledger", "stats", "ledger.redb"],
        vec!["ledger", "forget", "ledger.redb", "a"],
        vec!["rules", "tune", "out"],
        vec!["purge", "out", "--case", "a", "--dry-run"],
        vec!["purge", "out", "--case", "a", "--ledger", "ledger.redb"],
        vec!["desk", "backup", "out", "--into", "copy"],
    ] {
        let output = in_chinese(&args, at);
        let text = stdout(&output) + &stderr(&output);
        assert_ne!(code(&output), Some(2), "{args:?}: {text}");
        let lines = text.lines().filter(|l| !l.starts_with('{'));
        let left = english(&lines.collect::<Vec<_>>().join("\n"));
        assert!(left.is_empty(), "{args:?}: {left:#?}");
        if text.chars().any(chushen::hanzi::is_han) {
            said.insert(args[0].to_owned());
        }
    }
    assert!(said.len() > 9, "{said:?}");
}

#[test]
fn the_locale_chooses_the_language_of_messages_and_never_that_of_reports() {
    let dir = tempfile::tempdir().unwrap();
    let made = case(dir.path(), "a", "a");
    let run = |args: &[&str], variables: &[(&str, &str)]| {
        let mut command = chushen();
        command
            .env_remove("LC_ALL")
            .env_remove("LC_MESSAGES")
            .env_remove("LANG");
        command.args(args).envs(variables.iter().copied()).output().unwrap()
    };
    let is_chinese = |args: &[&str], variables: &[(&str, &str)]| stdout(&run(args, variables)).contains("用法：");
    assert!(!is_chinese(&["--help"], &[]));
    assert!(is_chinese(&["--help"], &[("LANG", "zh_CN.UTF-8")]));
    assert!(is_chinese(&["--help"], &[("LC_MESSAGES", "zh_CN"), ("LANG", "C")]));
    assert!(!is_chinese(
        &["--help"],
        &[("LANG", "zh_CN.UTF-8"), ("LC_ALL", "C.UTF-8")]
    ));
    assert!(!is_chinese(&["--help", "--lang", "en"], &[("LANG", "zh_CN.UTF-8")]));
    assert!(!is_chinese(
        &["--help"],
        &[("LANG", "zh_CN.UTF-8"), ("CHUSHEN_LANG", "en")]
    ));
    assert!(is_chinese(&["--lang", "zh", "check", "--help"], &[]));
    assert!(is_chinese(&["check", "--lang=zh", "--help"], &[]));
    assert!(is_chinese(&["rules", "why", "--help", "--lang", "zh"], &[]));
    let check = [
        "check",
        made.to_str().unwrap(),
        "--no-ocr",
        "--as-of",
        AS_OF,
        "--format",
        "json",
    ];
    let report = |variables: &[(&str, &str)], more: &[&str]| run(&[&check, more].concat(), variables).stdout;
    let plain = report(&[], &[]);
    assert_eq!(plain, report(&[("LANG", "zh_CN.UTF-8")], &[]));
    assert_eq!(plain, report(&[("LANG", "en_GB.UTF-8")], &["--lang", "zh"]));
    assert_ne!(plain, report(&[], &["--lang", "en"]));
    let configured = dir.path().join("c.toml");
    std::fs::write(&configured, "lang = \"zh\"").unwrap();
    assert!(is_chinese(&["--help", "--config", configured.to_str().unwrap()], &[]));
}

#[test]
fn a_sentence_of_english_is_found() {
    assert!(english("错误：没有 `the way of it` 文件 a.png").is_empty());
    assert!(english("腾讯云 Tencent Cloud docs 第 3 页").is_empty());
    assert_eq!(english("错误：there is no report in '/tmp'").len(), 1);
}
