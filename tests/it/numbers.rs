//! Numbers of `measure`: each stands in `src/measure/numbers.tsv` with what it is and what it rests on. Nobody adds one that decides
//! without saying what pictures with and without the thing measured.
//!
//! | kind | is |
//! | --- | --- |
//! | `definition` | a standard's, a unit's or arithmetic's: nothing was chosen |
//! | `sampling` | how finely, how far or how many are looked at, kept or tried, or needed before anything is told: costs time or precision, decides nothing |
//! | `criterion` | tells one thing from another; its row says what either measured |
//! | `unmeasured` | the same, without a measurement: what is still owed |
//! | `unnamed` | a file's numbers that stand in comparisons without a name: how many |

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::floors::sources;

/// Criteria without a measurement, and numbers without a name, at most: both may only fall.
const UNMEASURED: usize = 40;
const UNNAMED: usize = 58;

/// The leading number of a word, without its sign.
fn number(word: &str) -> Option<f64> {
    let word = word.strip_prefix('-').unwrap_or(word);
    let digits: String = word
        .chars()
        .take_while(|c| c.is_ascii_digit() || matches!(c, '.' | '_'))
        .filter(|c| *c != '_')
        .collect();
    let digits = digits.split("..").next().unwrap_or_default();
    digits.trim_end_matches('.').parse().ok()
}

/// Numbers of a line of code that something is compared with, but for 0, 1 and 2.
fn unnamed(code: &str) -> usize {
    let words: Vec<&str> = code.split_whitespace().collect();
    let compared = words.windows(2).filter(|w| {
        matches!(w[0], "<" | ">" | "<=" | ">=" | "==") && number(w[1]).is_some_and(|n| ![0.0, 1.0, 2.0].contains(&n))
    });
    let mut parts: Vec<&str> = code.split(").contains").collect();
    parts.pop();
    let ranges = parts.iter().filter(|part| {
        let inner = part.rsplit('(').next().unwrap_or_default();
        inner.contains("..") && number(inner).is_some()
    });
    compared.count() + ranges.count()
}

/// Name and value of a constant that is a number, a range or a list of them; "..." for one of several lines.
fn constant(code: &str) -> Option<(&str, &str)> {
    let after = code
        .split_once("const ")
        .filter(|(before, _)| before.is_empty() || before.starts_with("pub"))?
        .1;
    let (name, rest) = after.split_once(": ")?;
    let (of, value) = rest.split_once(" = ")?;
    let is_name = name.starts_with(|c: char| c.is_ascii_uppercase()) && !name.contains(['(', '<']);
    (is_name && !of.contains("str")).then(|| (name, value.strip_suffix(';').unwrap_or("...")))
}

/// What a file holds: its constants, and how many numbers without a name.
fn held(text: &str) -> (Vec<(String, String)>, usize) {
    let shipped = text.split("#[cfg(test)]").next().unwrap_or_default();
    let (mut named, mut bare) = (Vec::new(), 0);
    for line in shipped.lines() {
        let code = line.split("//").next().unwrap_or_default().trim();
        match constant(code) {
            Some((name, value)) => named.push((name.to_owned(), value.to_owned())),
            None => bare += unnamed(code),
        }
    }
    (named, bare)
}

#[test]
fn each_number_of_measure_says_what_it_rests_on() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/measure");
    let mut files = Vec::new();
    sources(&folder, &mut files);
    assert!(files.len() > 20);
    let mut found: BTreeMap<(String, String), String> = BTreeMap::new();
    for path in files {
        let file = path.strip_prefix(&folder).unwrap().with_extension("");
        let file = file.to_string_lossy().replace('\\', "/");
        let (named, bare) = held(&fs::read_to_string(&path).unwrap());
        for (name, value) in named {
            found.insert((file.clone(), name), value);
        }
        if bare > 0 {
            found.insert((file, "-".to_owned()), bare.to_string());
        }
    }
    let table = fs::read_to_string(folder.join("numbers.tsv")).unwrap();
    let mut told: BTreeMap<(String, String), String> = BTreeMap::new();
    let (mut unmeasured, mut bare) = (0, 0);
    for line in table.lines().skip(1) {
        let [file, name, value, kind, rests] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("five columns: {line}");
        };
        assert!(!rests.is_empty(), "{line}");
        match kind {
            "definition" | "sampling" | "criterion" => assert_ne!(name, "-", "{line}"),
            "unmeasured" => unmeasured += 1,
            "unnamed" => bare += value.parse::<usize>().unwrap(),
            _ => panic!("no such kind: {line}"),
        }
        assert_eq!(kind == "unnamed", name == "-", "{line}");
        let before = told.insert((file.to_owned(), name.to_owned()), value.to_owned());
        assert_eq!(before, None, "twice: {line}");
    }
    let lacking: Vec<_> = found.iter().filter(|(k, v)| told.get(*k) != Some(*v)).collect();
    let stale: Vec<_> = told.iter().filter(|(k, v)| found.get(*k) != Some(*v)).collect();
    assert!(
        lacking.is_empty() && stale.is_empty(),
        "src/measure/numbers.tsv, in the source and not in the table: {lacking:#?}\nin the table and not in the source: {stale:#?}"
    );
    assert!(
        unmeasured <= UNMEASURED,
        "{unmeasured}: measure first, or let a rule compare the figure"
    );
    assert!(bare <= UNNAMED, "{bare}: a number that decides has a name and a row");
}

#[test]
fn numbers_are_found_where_they_decide() {
    assert_eq!(unnamed("if a > 0.5 && b == 3 || (0.1..=0.9).contains(&c) {"), 3);
    assert_eq!(unnamed("let x = y << 4; if n > 0 && m >= LEAST { f(7) }"), 0);
    assert_eq!(constant("pub const SIDE: usize = 128;"), Some(("SIDE", "128")));
    assert_eq!(constant("pub const NAME: &str = \"a\";"), None);
    assert_eq!(constant("const fn part(a: i16) -> i16 {"), None);
    let text = "const A: f32 = 0.5;\n// if b > 7\nif b > 7 {}\n#[cfg(test)]\nmod tests { const C: u8 = 3; }\n";
    assert_eq!(held(text), (vec![("A".into(), "0.5".into())], 1));
}
