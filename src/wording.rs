//! What the program says of itself, in both languages: the names of its tables and the short reasons that checks, readers and
//! the declaration's parser give in English. One table, `wording.tsv`; whatever else stands in a sentence is data and is quoted.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::kind::{DocumentKind, FieldName};

/// A row: how it is said in code and JSON, in Chinese, in English. `{}` in the first stands for any text, which `{1}`, `{2}`
/// repeat in the others, where it is itself put into words.
struct Row {
    /// What stands between the gaps of how it is said.
    parts: Vec<&'static str>,
    both: [&'static str; 2],
}

struct Table {
    whole: HashMap<&'static str, [&'static str; 2]>,
    with_gaps: Vec<Row>,
}

/// Rows of the table; an empty third cell says that the English is what is said, with blanks for hyphens.
pub(crate) fn rows() -> impl Iterator<Item = [&'static str; 3]> {
    let lines = include_str!("wording.tsv").lines().skip(1);
    lines.filter(|l| !l.is_empty() && !l.starts_with('#')).map(|line| {
        let mut cells = line.split('\t');
        let mut next = || cells.next().unwrap_or_default();
        [next(), next(), next()]
    })
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table {
        whole: HashMap::new(),
        with_gaps: Vec::new(),
    };
    for [said, zh, en] in rows() {
        if said.contains("{}") {
            table.with_gaps.push(Row {
                parts: said.split("{}").collect(),
                both: [zh, en],
            });
        } else {
            table.whole.insert(said, [zh, en]);
        }
    }
    table
});

/// What stands in the gaps between the parts of a form, if the text is of it.
pub(crate) fn gaps<'t>(parts: &[&str], text: &'t str) -> Option<Vec<&'t str>> {
    let (first, parts) = parts.split_first()?;
    let mut rest = text.strip_prefix(first)?;
    let mut out = Vec::new();
    for (n, part) in parts.iter().enumerate() {
        let last = n + 1 == parts.len();
        let at = if last {
            rest.strip_suffix(part)?.len()
        } else {
            rest.find(part)?
        };
        let (gap, after) = rest.split_at(at);
        out.push(gap);
        rest = after.strip_prefix(part)?;
    }
    Some(out)
}

/// The English of a name: blanks for hyphens.
fn spaced(name: &str) -> String {
    name.replace('-', " ")
}

fn of(said: &str, which: usize) -> Option<String> {
    if let Some(both) = TABLE.whole.get(said) {
        let word = both.get(which).copied().unwrap_or_default();
        return Some(if word.is_empty() { spaced(said) } else { word.to_owned() });
    }
    let named = DocumentKind::from_name(said).map(|k| (k.name(), k.zh()));
    let named = named.or_else(|| {
        FieldName::ALL
            .iter()
            .find(|f| f.name() == said)
            .map(|f| (f.name(), f.zh()))
    });
    if let Some((name, zh)) = named {
        return Some(if which == 0 { zh.to_owned() } else { spaced(name) });
    }
    TABLE.with_gaps.iter().find_map(|row| {
        let found = gaps(&row.parts, said)?;
        let form = row.both.get(which).copied().unwrap_or_default();
        if form.is_empty() {
            return Some(said.to_owned());
        }
        let fill = |text: String, (n, gap): (usize, &&str)| {
            let word = of(gap, which).unwrap_or_else(|| (*gap).to_owned());
            text.replace(&format!("{{{}}}", n + 1), &word)
        };
        Some(found.iter().enumerate().fold(form.to_owned(), fill))
    })
}

/// In Chinese, or `None` where the table does not know it.
pub fn chinese(said: &str) -> Option<String> {
    of(said, 0)
}

/// In English, or `None` where the table does not know it.
pub fn english(said: &str) -> Option<String> {
    of(said, 1)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_and_reasons_are_put_into_words() {
        assert_eq!(chinese("greyscale").unwrap(), "灰度");
        assert_eq!(english("e-commerce").unwrap(), "e-commerce");
        assert_eq!(chinese("business-licence").unwrap(), "营业执照");
        assert_eq!(english("citizen-id-number").unwrap(), "citizen id number");
        assert_eq!(
            chinese("page_pixels is 9, more than 4").unwrap(),
            "单页像素数为 9，上限 4"
        );
        assert_eq!(english("不得少于 3 个汉字").unwrap(), "at least 3 Han characters");
        assert_eq!(chinese("2018-05-02 – long-term").unwrap(), "2018-05-02 至 长期");
        assert_eq!(chinese("nobody says this"), None);
    }

    #[test]
    fn every_row_is_said_once_and_in_its_own_script() {
        let mut known = BTreeSet::new();
        for [said, zh, en] in rows() {
            assert!(known.insert(said), "twice: {said}");
            assert!(!zh.is_empty(), "{said} has no Chinese");
            let shown = if en.is_empty() { said } else { en };
            let foreign = |c: char| crate::hanzi::is_han(c);
            assert!(!shown.chars().any(foreign), "{said}: Han characters in English");
            let gaps = said.matches("{}").count();
            for n in 1..=9 {
                let used = zh.contains(&format!("{{{n}}}")) || en.contains(&format!("{{{n}}}"));
                assert!(!used || n <= gaps, "{said}: no gap {n}");
            }
        }
    }

    #[test]
    fn every_format_has_words() {
        let formats = crate::format::Format::ALL.iter().map(|f| f.name());
        for name in formats {
            assert!(chinese(name).is_some(), "{name}");
        }
    }
}
