//! Commands in the documentation. What a page shows in a fenced block is run as a reader would type it, in the order of the page and beside
//! a copy of the sample cases that it names; a command that takes too long or wants more than a test has is named in `NOT_RUN` with the
//! reason, and its options are parsed all the same. So are those of commands within a sentence.
//!
//! `sh`: every line is a command. `console`: a command follows `$ `, and what it prints is held against the lines below it (`…` alone on a line
//! stands for any lines). `text`: as `console`, but what is printed is not compared. Blocks of `sh` and `text` run without recognition.
//! A line that ends in a backslash goes on in the next one, a here-document to its end.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::{chushen, code, stderr, stdout};

/// The pages, from the top of the tree; a folder stands for the pages in it.
const PAGES: &[&str] = &[
    "README.md",
    "README.zh-CN.md",
    "CONTRIBUTING.md",
    "CONTRIBUTING.zh-CN.md",
    "docs/tour.md",
    "docs/zh",
];

/// Commands that are not run, by what they begin with, and why. Their options are parsed where the program is ours.
const NOT_RUN: &[(&str, &str)] = &[
    ("git clone", "needs a network"),
    ("cd ", "goes into a fresh clone"),
    ("make run", "builds the release: minutes"),
    ("make desk", "answers until Ctrl-C"),
    ("make test", "is what runs this"),
    ("make docs", "builds the tests anew"),
    ("make packages", "builds the release: minutes"),
    ("make eval-real", "needs pictures that are not in the tree"),
    ("cargo install", "builds the release: minutes"),
    ("cargo build", "builds: minutes"),
    ("cargo run", "builds: minutes"),
    ("cargo test", "builds: minutes"),
    ("bash .ci/run", "is what runs this"),
    ("python3 .ci/fetch_models.py", "needs a network"),
    ("xdg-open", "needs a desktop"),
    ("sudo ", "changes the machine"),
    ("systemctl ", "needs a running systemd"),
    ("journalctl ", "needs a running systemd"),
    ("chushen serve", "answers until Ctrl-C"),
    ("chushen api ", "answers until Ctrl-C"),
    ("curl ", "asks a server that no test has opened"),
    ("chushen doctor --at /var/lib/chushen", "needs the installed package"),
];

/// Commands of ours that may end with 1, which says that there are findings, differences, or a machine without a seal.
const MAY_END_WITH_1: &[&str] = &["check", "scan", "compare", "doctor", "draft"];

/// A sample case that every page has.
const ALWAYS: &str = "grey-card";

/// A command of a page.
#[derive(Debug)]
struct Shown {
    line: usize,
    command: String,
    /// What it prints, where the page says so.
    prints: Option<String>,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The pages with their texts, by name.
fn pages() -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    for name in PAGES {
        let path = root().join(name);
        let files: Vec<PathBuf> = if path.is_dir() {
            std::fs::read_dir(&path).unwrap().map(|e| e.unwrap().path()).collect()
        } else {
            vec![path]
        };
        for file in files {
            let name = file.strip_prefix(root()).unwrap().display().to_string();
            let text = std::fs::read_to_string(&file).unwrap_or_else(|e| panic!("{name}: {e}"));
            out.insert(name, text);
        }
    }
    out
}

/// A line without its comment: from a `#` that begins the line or follows a blank, outside of quotes.
fn without_comment(line: &str) -> &str {
    let (mut quote, mut before) = (None, ' ');
    for (at, c) in line.char_indices() {
        match (quote, c) {
            (None, '\'' | '"') => quote = Some(c),
            (Some(q), c) if q == c => quote = None,
            (None, '#') if before == ' ' => return line[..at].trim_end(),
            _ => {}
        }
        before = c;
    }
    line.trim_end()
}

/// The fenced blocks of a page: language, line of the first line within, lines.
fn blocks(text: &str) -> Vec<(&str, usize, Vec<&str>)> {
    let mut out: Vec<(&str, usize, Vec<&str>)> = Vec::new();
    let mut open = false;
    for (number, line) in text.lines().enumerate() {
        match line.trim_start().strip_prefix("```") {
            Some(language) if !open => {
                out.push((language.trim(), number + 2, Vec::new()));
                open = true;
            }
            Some(_) => open = false,
            None if open => out.last_mut().unwrap().2.push(line),
            None => {}
        }
    }
    out
}

/// The commands of a block of `sh`, with the number of the first line of each.
fn typed(first: usize, lines: &[&str]) -> Vec<(usize, String)> {
    let mut out = Vec::new();
    let mut lines = lines.iter().enumerate();
    while let Some((n, line)) = lines.next() {
        let mut command = without_comment(line.trim_start()).to_owned();
        while command.ends_with('\\') {
            command.pop();
            let (_, next) = lines.next().expect("a block ends in a backslash");
            command.push_str(without_comment(next.trim_start()));
        }
        if let Some((_, word)) = command.split_once("<<") {
            let end = word
                .split_whitespace()
                .next()
                .unwrap_or_default()
                .replace(['\'', '"'], "");
            for (_, within) in lines.by_ref() {
                command.push('\n');
                command.push_str(within);
                if *within == end {
                    break;
                }
            }
        }
        if !command.is_empty() {
            out.push((first + n, command));
        }
    }
    out
}

fn shown(text: &str) -> Vec<Shown> {
    let mut out = Vec::new();
    for (language, first, lines) in blocks(text) {
        if language == "sh" {
            let commands = typed(first, &lines).into_iter();
            out.extend(commands.map(|(line, command)| Shown {
                line,
                command,
                prints: None,
            }));
        } else if language == "console" || language == "text" {
            for (n, line) in lines.iter().enumerate() {
                let Some(command) = line.strip_prefix("$ ") else {
                    continue;
                };
                let below = lines[n + 1..].iter().take_while(|l| !l.starts_with("$ "));
                let prints = below.map(|l| format!("{l}\n")).collect();
                out.push(Shown {
                    line: first + n,
                    command: without_comment(command).to_owned(),
                    prints: (language == "console").then_some(prints),
                });
            }
        }
    }
    out
}

fn why_not_run(command: &str) -> Option<&'static (&'static str, &'static str)> {
    NOT_RUN.iter().find(|(begin, _)| command.starts_with(begin))
}

/// The commands of a line that are ours: words after `chushen`, as the shell takes them.
fn ours(command: &str) -> impl Iterator<Item = &str> {
    let parts = command.split(['|', ';', '&']).map(str::trim);
    parts.filter(|part| *part == "chushen" || part.starts_with("chushen "))
}

fn path_with_ours() -> OsString {
    let ours = Path::new(env!("CARGO_BIN_EXE_chushen")).parent().unwrap().to_owned();
    let rest = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths(std::iter::once(ours).chain(std::env::split_paths(&rest))).unwrap()
}

fn shell(command: &str, at: &Path) -> Command {
    let mut out = Command::new("sh");
    out.arg("-c").arg(command).current_dir(at);
    out.env("PATH", path_with_ours())
        .env_remove("NO_COLOR")
        .env("LC_ALL", "C.UTF-8");
    for name in ["CHUSHEN_MODELS", "CHUSHEN_CONFIG", "CHUSHEN_LANG"] {
        out.env_remove(name);
    }
    out
}

/// Whether the options of a command of ours exist and take such values: the program reads them from left to right, and ends at `--help`.
fn parses(command: &str) -> Result<(), String> {
    let dir = tempfile::tempdir().unwrap();
    let output = shell(&format!("{command} --help"), dir.path()).output().unwrap();
    let told = stderr(&output);
    if code(&output) == Some(0) {
        Ok(())
    } else {
        Err(told.lines().next().unwrap_or_default().to_owned())
    }
}

/// Whether what a command that is not run names is there.
fn is_there(command: &str) -> Result<(), String> {
    let words: Vec<&str> = command.split_whitespace().collect();
    match words[..] {
        ["make", target, ..] => {
            let makefile = std::fs::read_to_string(root().join("Makefile")).unwrap();
            let targets = makefile.lines().filter_map(|l| l.split_once(':')).map(|(t, _)| t);
            let known: BTreeSet<&str> = targets.flat_map(str::split_whitespace).collect();
            known
                .contains(target)
                .then_some(())
                .ok_or(format!("make has no target {target}"))
        }
        ["python3" | "bash", file, ..] => {
            let known = root().join(file).is_file();
            known.then_some(()).ok_or(format!("there is no {file}"))
        }
        ["cargo", "run", "--", ..] => parses(&command.replacen("cargo run --", "chushen", 1)),
        _ => ours(command).try_for_each(parses),
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

/// The worked example of tables, and the sample cases that it makes.
const TABLE: &str = "docs/convert";
const OF_TABLE: [&str; 2] = ["clean-company", "other-domain"];

/// A folder with the sample cases that a page names.
fn beside(text: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let queue = root().join("samples/queue");
    let table = text.contains(TABLE);
    if table {
        copy(&root().join(TABLE), &dir.path().join(TABLE));
    }
    for entry in std::fs::read_dir(&queue).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let named = text.contains(&format!("samples/queue/{name}")) || table && OF_TABLE.contains(&name.as_str());
        if name == ALWAYS || named {
            copy(&queue.join(&name), &dir.path().join("samples/queue").join(&name));
        }
    }
    dir
}

/// Whether lines are those that a page shows, `…` standing for any number of them.
fn alike(shown: &[&str], printed: &[&str]) -> bool {
    match shown {
        [] => printed.is_empty(),
        [any, rest @ ..] if any.trim() == "…" => (0..=printed.len()).any(|n| alike(rest, &printed[n..])),
        [line, rest @ ..] => {
            printed.first().is_some_and(|p| p.trim_end() == line.trim_end()) && alike(rest, &printed[1..])
        }
    }
}

/// What is wrong with how a command ended; nothing where it ended well.
fn fault(shown: &Shown, output: &Output) -> Option<String> {
    let first = ours(&shown.command).next().and_then(|c| c.split_whitespace().nth(1));
    let may = first.is_some_and(|c| MAY_END_WITH_1.contains(&c));
    match code(output) {
        Some(0) => {}
        Some(1) if may => {}
        other => return Some(format!("ended with {other:?}: {}", stderr(output))),
    }
    let prints = shown.prints.as_ref()?;
    let printed = stdout(output);
    let (want, got): (Vec<&str>, Vec<&str>) = (prints.lines().collect(), printed.lines().collect());
    (!alike(&want, &got)).then(|| format!("prints otherwise:\n{printed}"))
}

/// Runs the commands of one page; what is wrong with them.
fn faults_of(page: &str, text: &str, models: Option<&Path>) -> Vec<String> {
    let dir = beside(text);
    let mut out = Vec::new();
    for shown in shown(text) {
        let said = |what: String| format!("{page}:{}: `{}`: {what}", shown.line, shown.command);
        if why_not_run(&shown.command).is_some() {
            out.extend(is_there(&shown.command).err().map(said));
            continue;
        }
        let mut command = shell(&shown.command, dir.path());
        if page.contains("zh") {
            // As its readers have it.
            command.env("LC_ALL", "zh_CN.UTF-8");
        }
        match (shown.prints.is_some(), models) {
            (true, None) => continue,
            (true, Some(models)) => command.env("CHUSHEN_MODELS", models).env_remove("CHUSHEN_NO_OCR"),
            (false, _) => command.env("CHUSHEN_NO_OCR", "true"),
        };
        let output = command.output().unwrap();
        out.extend(fault(&shown, &output).map(said));
    }
    out
}

#[test]
fn commands_of_the_documentation_run() {
    let models = super::samples::models();
    let pages = pages();
    let faults: Vec<String> = std::thread::scope(|scope| {
        let models = models.as_deref();
        let running: Vec<_> = pages
            .iter()
            .map(|(page, text)| scope.spawn(move || faults_of(page, text, models)))
            .collect();
        running.into_iter().flat_map(|r| r.join().unwrap()).collect()
    });
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    // A reason that no page needs is a leftover.
    let commands: Vec<Shown> = pages.values().flat_map(|text| shown(text)).collect();
    assert!(commands.len() > 40, "only {} commands were found", commands.len());
    for (begin, why) in NOT_RUN {
        let met = commands
            .iter()
            .any(|c| why_not_run(&c.command).is_some_and(|(b, _)| b == begin));
        assert!(met, "no page has a command `{begin}` ({why})");
    }
}

/// The commands within sentences and tables: spans that begin with `chushen `.
fn spans(text: &str) -> Vec<String> {
    let fenced: BTreeSet<&str> = blocks(text).into_iter().flat_map(|(_, _, lines)| lines).collect();
    let lines = text
        .lines()
        .filter(|l| !fenced.contains(l) && !l.trim_start().starts_with("```"));
    let spans = lines.flat_map(|l| l.split('`').skip(1).step_by(2));
    spans
        .filter(|s| s.starts_with("chushen "))
        .map(|s| s.replace("\\|", "|"))
        .collect()
}

#[test]
fn options_named_in_sentences_exist() {
    let (mut faults, mut looked) = (Vec::new(), 0);
    for (page, text) in pages() {
        for span in spans(&text) {
            let words: Vec<&str> = span.split_whitespace().skip(1).collect();
            // `decisions export|verify REPORT_DIR`: one command after the other.
            let lower =
                |w: &&&str| !w.starts_with('-') && w.chars().all(|c| c.is_ascii_lowercase() || "-|".contains(c));
            let path: Vec<&str> = words.iter().take(2).take_while(lower).copied().collect();
            let last = path.last().copied().unwrap_or_default();
            for end in last.split('|') {
                let mut args: Vec<&str> = path[..path.len().saturating_sub(1)].to_vec();
                args.push(end);
                args.retain(|a| !a.is_empty());
                let output = chushen().args(&args).arg("--help").output().unwrap();
                if code(&output) != Some(0) {
                    faults.push(format!("{page}: `{span}`: {}", stderr(&output)));
                    continue;
                }
                let help = stdout(&output);
                looked += 1;
                for option in words
                    .iter()
                    .map(|w| w.trim_matches(['[', ']']))
                    .filter(|w| w.starts_with("--"))
                {
                    let name = option.split('=').next().unwrap();
                    let named = help
                        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
                        .any(|w| w == name);
                    if !named {
                        faults.push(format!("{page}: `{span}`: no option {name}"));
                    }
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(looked > 40, "only {looked} commands were found");
}

#[test]
fn a_slip_in_a_command_is_found() {
    assert!(parses("chushen serve reports --cases samples/queue --reviewer 陈").is_ok());
    assert!(parses("chushen serve reports --case samples/queue").is_err());
    assert!(parses("chushen check x --format jsno > y").is_err());
    assert!(is_there("make run").is_ok());
    assert!(is_there("make rum").is_err());
    assert!(is_there("cargo run -- check x --format jsno").is_err());
    assert!(is_there("python3 .ci/fetch_model.py models").is_err());
    let page = "a `chushen scan Q --out R`\n```sh\nmake run  # all\nchushen check x \\\n  --lang en\n```\n```console\n$ chushen a\nb\n…\nd\n```\n";
    let found = shown(page);
    let commands: Vec<(usize, &str)> = found.iter().map(|s| (s.line, s.command.as_str())).collect();
    assert_eq!(
        commands,
        [(3, "make run"), (4, "chushen check x --lang en"), (8, "chushen a")]
    );
    assert_eq!(found[2].prints.as_deref(), Some("b\n…\nd\n"));
    let here = typed(7, &["cat > f <<'END'", "a  # b", "END", "ls"]);
    assert_eq!(
        here,
        [(7, "cat > f <<'END'\na  # b\nEND".to_owned()), (10, "ls".to_owned())]
    );
    assert!(alike(&["b", "…", "d"], &["b", "x", "y", "d"]));
    assert!(!alike(&["b", "…", "d"], &["b", "x"]));
    assert_eq!(spans(page), ["chushen scan Q --out R"]);
}

#[test]
fn links_of_the_documentation_lead_to_files() {
    let mut faults = Vec::new();
    for (page, text) in pages() {
        let folder = root().join(&page).parent().unwrap().to_owned();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = link.split('#').next().unwrap();
            if file.is_empty() || file.contains("://") || file.starts_with("mailto:") {
                continue;
            }
            if !folder.join(file).exists() {
                faults.push(format!("{page}: {link}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
