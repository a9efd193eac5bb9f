//! The page of a province, and the table of all: what `docs/rules/` holds.

use super::super::say::{lang, say};
use crate::date::Date;
use crate::judge::pack::{Applies, KnownRule, Level, Pack, Rule, Source};
use crate::place::Province;
use crate::report::human;

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

/// Publishers and dates in one cell.
fn sources(own: &[Source], against: &[Source]) -> String {
    let list = |sources: &[Source]| sources.iter().map(Source::zh).collect::<Vec<_>>().join("；");
    if against.is_empty() {
        list(own)
    } else {
        format!("{}；不同：{}", list(own), list(against))
    }
}

/// The rules of a province, and the day they were last confirmed.
struct Standing {
    /// Newest day of a document, with the documents of that day.
    newest: Option<(Date, Vec<String>)>,
    confirmed: usize,
    older: usize,
}

impl Standing {
    fn of(rules: &[&Rule], known: &[&KnownRule]) -> Self {
        let all = || {
            let asked = rules.iter().flat_map(|r| r.sources.iter().chain(&r.contradicted_by));
            asked.chain(known.iter().flat_map(|k| k.sources.iter().chain(&k.contradicted_by)))
        };
        let newest = all().filter(|s| !s.standing).filter_map(|s| s.date).max();
        let newest = newest.map(|day| {
            let mut by: Vec<String> = all().filter(|s| s.date == Some(day)).map(Source::zh).collect();
            by.sort();
            by.dedup();
            (day, by)
        });
        let count = |level| rules.iter().filter(|r| r.level == level).count();
        Self {
            newest,
            confirmed: count(Level::Confirmed),
            older: count(Level::Published),
        }
    }
}

/// When the rules of a province were last confirmed, and by whom.
fn standing(rules: &[&Rule], known: &[&KnownRule]) -> String {
    let s = Standing::of(rules, known);
    let newest = s.newest.map_or_else(
        || say("No dated document states a rule of this province."),
        |(day, by)| say(&format!("Last confirmed on {day} by {}.", by.join("、"))),
    );
    let counts = say(&format!(
        "Of the rules below {} are confirmed by a document since 2024; {} stand in older documents only and are notes of the level `published`.",
        s.confirmed, s.older
    ));
    format!("{newest}{}{counts}", lang().pick("", " "))
}

/// `docs/rules/confirmed.md`: when each province was last confirmed, and by whom.
#[cfg(test)]
fn overview(pack: &Pack) -> String {
    let mut out = String::from(
        "# When each province was last confirmed\n\nGenerated from `rules/`. A rule is confirmed where a document since 2024 states it; what only older documents state is a note of the\nlevel `published`. What became of each of 202 rules of newer documents stands in `rules/newer-rules.tsv`.\n\n| province | last confirmed | by | confirmed rules | older rules |\n| --- | --- | --- | ---: | ---: |\n",
    );
    for province in crate::place::PROVINCES {
        let (rules, known) = own(pack, *province);
        let s = Standing::of(&rules, &known);
        let (day, by) = s.newest.map_or_else(
            || ("-".to_owned(), "-".to_owned()),
            |(day, by)| (day.to_string(), by.join("、")),
        );
        out.push_str(&format!(
            "| {} | {day} | {by} | {} | {} |\n",
            province.full, s.confirmed, s.older
        ));
    }
    out
}

/// The rules of a province's own, asked and not.
fn own(pack: &Pack, province: Province) -> (Vec<&Rule>, Vec<&KnownRule>) {
    let only = |a: &Applies| a.province.contains(province.code);
    let mut rules: Vec<&Rule> = pack.rules.iter().filter(|r| only(&r.applies)).collect();
    rules.sort_by(|a, b| a.id.cmp(&b.id));
    (rules, pack.known.iter().filter(|r| only(&r.applies)).collect())
}

/// The head of a table.
fn head(names: &[&str]) -> String {
    let cells: String = names.iter().map(|name| format!(" {} |", say(name))).collect();
    format!("|{cells}\n|{}\n", " --- |".repeat(names.len()))
}

/// Whom a rule means, in a few words.
fn whom(a: &Applies) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut part = |word: &str, list: Vec<&str>| {
        if !list.is_empty() {
            let names: Vec<String> = list.into_iter().map(say).collect();
            parts.push(format!("{}{}", say(word), names.join(lang().pick("、", ", "))));
        }
    };
    part("", a.subject.iter().map(|s| s.name()).collect());
    part("all but ", a.not_subject.iter().map(|s| s.name()).collect());
    part("filing: ", a.filing.iter().map(|s| s.name()).collect());
    part("verification: ", a.verification.iter().map(|v| v.name()).collect());
    part("content: ", a.content.iter().map(|s| s.name()).collect());
    part("on: ", a.kind.iter().map(|s| s.name()).collect());
    if parts.is_empty() {
        say("everybody")
    } else {
        parts.join(lang().pick("；", "; "))
    }
}

/// The page of one province, Markdown: also what `docs/rules/` holds.
pub(super) fn page(pack: &Pack, province: Province) -> String {
    let (rules, known) = own(pack, province);
    let mut out = format!(
        "# {} ({})\n\n{}\n\n{}\n\n## {}\n\n",
        province.full,
        province.code,
        say(&format!(
            "What holds here besides the national rules. Generated from `rules/provinces/`; `chushen rules --province {}` lists all that is asked.",
            province.code
        )),
        standing(&rules, &known),
        say("Enforced")
    );
    out.push_str(&head(&[
        "rule",
        "check",
        "level, severity",
        "whom",
        "words",
        "stated by",
    ]));
    for r in rules {
        let words = r.text_zh.as_deref().unwrap_or_default();
        let note = |n: &Option<String>| n.as_deref().map(|n| format!(" *{}*", say(n))).unwrap_or_default();
        let notes = note(&r.note) + &note(&r.settled);
        out.push_str(&format!(
            "| `{}` | `{}` | {}, {} | {} | {}{} | {} |\n",
            r.id,
            r.check.code,
            say(r.level.name()),
            human::severity(r.severity, lang()),
            cell(&whom(&r.applies)),
            cell(words),
            cell(&notes),
            cell(&sources(&r.sources, &r.contradicted_by)),
        ));
    }
    if !known.is_empty() {
        out.push_str(&format!("\n## {}\n\n", say("Known and not asked")));
        out.push_str(&head(&["rule", "state", "why", "words", "stated by"]));
        for r in known {
            out.push_str(&format!(
                "| `{}` | {} | {} | {} | {} |\n",
                r.id,
                say(r.not_enforced.name()),
                cell(&say(r.not_enforced.why())),
                cell(r.text_zh.as_deref().unwrap_or_default()),
                cell(&sources(&r.sources, &r.contradicted_by)),
            ));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::place::PROVINCES;

    #[test]
    fn a_page_for_every_province_and_every_page_current() {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules");
        let update = std::env::var_os("CHUSHEN_UPDATE_DOCS").is_some();
        let pack = Pack::builtin().unwrap();
        let mut wrong = Vec::new();
        for province in PROVINCES {
            // The page is named as the file of the province's rules.
            let rule = pack
                .rules
                .iter()
                .find(|r| r.applies.province.contains(province.code))
                .unwrap();
            let stem = Path::new(&rule.file)
                .file_stem()
                .unwrap()
                .to_string_lossy()
                .into_owned();
            let page = page(&pack, *province);
            let file = dir.join(format!("{stem}.md"));
            if update {
                std::fs::create_dir_all(&dir).unwrap();
                std::fs::write(&file, &page).unwrap();
            } else if std::fs::read_to_string(&file).ok().as_deref() != Some(page.as_str()) {
                wrong.push(stem);
            }
        }
        assert!(wrong.is_empty(), "run `make docs`; not current: {wrong:?}");
    }

    #[test]
    fn the_table_of_confirmations_is_current() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules/confirmed.md");
        let now = overview(&Pack::builtin().unwrap());
        if std::env::var_os("CHUSHEN_UPDATE_DOCS").is_some() {
            std::fs::write(&file, &now).unwrap();
        }
        assert!(
            std::fs::read_to_string(&file).is_ok_and(|t| t == now),
            "run `make docs`"
        );
    }
}
