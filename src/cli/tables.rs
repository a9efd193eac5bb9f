//! `explain`, `schema`: the tables, offline.

use std::fmt::Write;

use super::args::SchemaArg;
use super::rules::source;
use super::say::say_in;
use super::{Exit, Failure, put, setup};
use crate::cli::Code;
use crate::hanzi::distance;
use crate::judge::check::Check;
use crate::judge::{codes, evidence};
use crate::report::{Lang, human, labels, schema as schemas, words};

/// `chushen explain CODE`.
pub(super) fn explain(code: &str, lang: Lang) -> Result<Exit, Failure> {
    let Some(row) = codes::code(code) else {
        let near = codes::codes().map(|r| (distance(code, r.code), r.code)).min();
        let hint = near
            .filter(|(d, _)| *d < 8)
            .map(|(_, c)| format!("; did you mean '{c}'?"))
            .unwrap_or_default();
        return Err(Failure::coded(
            Code::UnknownCode,
            format!("'{code}' is no code of chushen{hint}"),
        ));
    };
    put(&page(&row, lang)?)?;
    Ok(Exit::Passed)
}

/// The page of one code, Markdown: also what `docs/codes/` holds.
pub fn page(row: &codes::CodeRow, lang: Lang) -> Result<String, Failure> {
    let mut out = String::new();
    let mut say = |line: String| writeln!(out, "{line}").map_err(|e| Failure::of(&e));
    let severity = human::severity(row.severity, lang);
    say(format!(
        "# {}\n\n{}\n\n{severity}\n",
        row.code,
        lang.pick(row.zh, row.en)
    ))?;
    match words::check(row.code) {
        None => say(say_in(
            lang,
            "This version has no check for it: `rules` lists it as not checked.",
        ))?,
        Some(check) => {
            say(format!("{}\n", lang.pick(check.zh, check.en)))?;
            say(format!("{}\n", lang.pick(check.suggest_zh, check.suggest_en)))?;
            say(format!("{}\n", docs(check, lang)))?;
            if let Some(types) = evidence::types(row.code) {
                say(format!("## {}\n", lang.pick("取值", "Values")))?;
                for (side, is) in [("expected", &types.expected), ("actual", &types.actual)] {
                    say(format!(
                        "- `{side}`: {}",
                        is.iter()
                            .map(|t| type_in_words(t, lang))
                            .collect::<Vec<_>>()
                            .join(lang.pick("；或", "; or "))
                    ))?;
                }
                say(String::new())?;
            }
            say(format!("## {}\n", lang.pick("规则", "Rules")))?;
            for rule in setup::pack(None)?.rules.iter().filter(|r| r.check.code == row.code) {
                say(format!(
                    "- `{}` ({}, {}): {}",
                    rule.id,
                    say_in(lang, rule.level.name()),
                    human::severity(rule.severity, lang),
                    source(rule, lang)
                ))?;
            }
        }
    }
    Ok(out)
}

/// What a check looks at, why, what to do and where it ends. The Chinese stands in `explain.tsv`.
fn docs(check: &Check, lang: Lang) -> String {
    let rows = include_str!("explain.tsv").lines().skip(1);
    let mut rows = rows.map(|line| line.split('\t').collect::<Vec<_>>());
    match rows.find(|cells| lang == Lang::Zh && cells.first() == Some(&check.code)) {
        None => check.docs.trim_end().to_owned(),
        Some(cells) => {
            let heads = ["检查什么", "为什么检查", "怎么改", "局限"];
            let parts = heads.iter().zip(cells.iter().skip(1));
            let parts: Vec<String> = parts.map(|(head, text)| format!("## {head}\n{text}")).collect();
            parts.join("\n\n")
        }
    }
}

/// A type of evidence with what JSON holds: `number px` is "a figure (px): number".
fn type_in_words(name: &str, lang: Lang) -> String {
    let (kind, unit) = name.split_once(' ').unwrap_or((name, ""));
    let row = evidence::TYPES.iter().find(|(n, ..)| *n == kind);
    row.map_or_else(
        || name.to_owned(),
        |(_, json, zh, en)| {
            let unit = if unit.is_empty() {
                String::new()
            } else {
                format!(" {unit}")
            };
            match lang {
                Lang::Zh => format!("{kind}{unit}（{zh}），JSON 为{}", say_in(lang, json)),
                Lang::En => format!("{kind}{unit} ({en}), {json}"),
            }
        },
    )
}

/// `chushen schema`.
pub(super) fn schema(which: SchemaArg) -> Result<Exit, Failure> {
    let value = match which {
        SchemaArg::Case => schemas::case(),
        SchemaArg::Report => schemas::report(),
        SchemaArg::Request => schemas::request(),
        SchemaArg::Tables => crate::report::tables::schema(),
        #[cfg(feature = "serve")]
        SchemaArg::Api => crate::api::openapi::document(),
        #[cfg(not(feature = "serve"))]
        SchemaArg::Api => {
            return Err(Failure::coded(
                Code::NotBuilt,
                "this build has no API; build it with the feature `serve`",
            ));
        }
        SchemaArg::Labels => serde_json::to_value(labels::labels()).map_err(|e| Failure::of(&e))?,
    };
    let text = serde_json::to_string_pretty(&value).map_err(|e| Failure::of(&e))?;
    put(&format!("{text}\n"))?;
    Ok(Exit::Passed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_is_explained_in_chinese() {
        let rows: Vec<Vec<&str>> = include_str!("explain.tsv")
            .lines()
            .skip(1)
            .map(|l| l.split('\t').collect())
            .collect();
        for check in crate::judge::checks::FAMILIES.iter().flat_map(|f| f.iter()) {
            let found: Vec<&Vec<&str>> = rows.iter().filter(|r| r[0] == check.code).collect();
            assert_eq!(found.len(), 1, "explain.tsv: {}", check.code);
            assert_eq!(found[0].len(), 5, "explain.tsv: {}", check.code);
            assert!(
                found[0][1..].iter().all(|c| c.chars().any(crate::hanzi::is_han)),
                "{}",
                check.code
            );
            assert_eq!(check.docs.matches("## ").count(), 4, "{}", check.code);
        }
        assert_eq!(
            rows.len(),
            crate::judge::checks::FAMILIES.iter().map(|f| f.len()).sum::<usize>()
        );
    }

    #[test]
    fn the_pages_of_codes_are_current() {
        let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/codes");
        let update = std::env::var_os("CHUSHEN_UPDATE_DOCS").is_some();
        let mut wrong = Vec::new();
        for row in codes::codes() {
            let page = page(&row, Lang::Zh).unwrap() + "\n---\n\n" + &page(&row, Lang::En).unwrap();
            let file = dir.join(format!("{}.md", row.code));
            if update {
                std::fs::write(&file, &page).unwrap();
            } else if std::fs::read_to_string(&file).ok().as_deref() != Some(page.as_str()) {
                wrong.push(row.code);
            }
        }
        assert!(wrong.is_empty(), "run `make docs`; not current: {wrong:?}");
    }
}
