//! `chushen rules check`: a pack of one's own held against the shipped one.

use std::collections::BTreeMap;
use std::path::Path;

use super::super::{Exit, Failure, put, setup};
use crate::date::Date;
use crate::judge::pack::{Level, Pack};

/// `chushen rules check DIR`: the pack is sound, and what it changes.
#[expect(clippy::print_stderr, reason = "a warning is no result")]
pub(super) fn check(dir: &Path, as_of: Date) -> Result<Exit, Failure> {
    let shipped = setup::pack(None)?;
    let own = setup::pack(Some(dir))?;
    let mut out = format!("{}\n", own.label);
    let mut changes = 0;
    for rule in &own.rules {
        match shipped.rule(&rule.id) {
            None => {
                changes += 1;
                out.push_str(&format!(
                    "added    {} ({}, {})\n",
                    rule.id,
                    rule.check.code,
                    rule.severity.name()
                ));
            }
            Some(below) => {
                let mut how = Vec::new();
                if below.severity != rule.severity {
                    how.push(format!("severity {} → {}", below.severity.name(), rule.severity.name()));
                }
                if below.params != rule.params {
                    how.push(format!("parameters {} → {}", below.params, rule.params));
                }
                if below.applies != rule.applies {
                    how.push("conditions".to_owned());
                }
                if below.level != rule.level {
                    how.push(format!("level {} → {}", below.level.name(), rule.level.name()));
                }
                if (below.since, below.until) != (rule.since, rule.until) {
                    how.push("dates".to_owned());
                }
                if !how.is_empty() {
                    changes += 1;
                    out.push_str(&format!("changed  {}: {}\n", rule.id, how.join(", ")));
                }
            }
        }
    }
    for rule in shipped.rules.iter().filter(|r| own.rule(&r.id).is_none()) {
        changes += 1;
        out.push_str(&format!("off      {} ({})\n", rule.id, rule.check.code));
    }
    out.push_str(&format!(
        "sound: {} rules, {changes} of them changed by {}\n",
        own.rules.len(),
        dir.display()
    ));
    put(&out)?;
    for (file, newest) in aged(&own, as_of) {
        eprintln!(
            "warning: {file}: the newest document that states its rules is of {newest}, more than a year before {as_of}"
        );
    }
    Ok(Exit::Passed)
}

/// Files of rules whose newest document is older than a year, with its day. Laws and standards do not age; a rule of the
/// house without sources is dated by its `since`.
fn aged(pack: &Pack, as_of: Date) -> BTreeMap<&str, Date> {
    let mut newest: BTreeMap<&str, Date> = BTreeMap::new();
    for rule in pack.rules.iter().filter(|r| r.level != Level::Baseline) {
        let dated = rule.sources.iter().filter(|s| !s.standing).filter_map(|s| s.date).max();
        let undated = rule.since.filter(|_| rule.sources.is_empty());
        if let Some(day) = dated.or(undated) {
            let known = newest.entry(&rule.file).or_insert(day);
            *known = (*known).max(day);
        }
    }
    let limit = as_of.plus_months(-12);
    newest.retain(|_, day| *day < limit);
    newest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_whose_newest_document_is_of_more_than_a_year_ago_is_told() {
        let pack = Pack::builtin().unwrap();
        let on = |day: &str| aged(&pack, day.parse().unwrap());
        // Jilin is known by a page of 2024-04-01 only, Beijing by a list of 2026-07-10 too.
        let (jilin, beijing) = ("provinces/22-jilin.toml", "provinces/11-beijing.toml");
        let now = on("2027-07-10");
        assert_eq!(now.get(jilin), "2024-04-01".parse().ok().as_ref());
        assert!(!now.contains_key(beijing) && on("2027-07-11").contains_key(beijing));
    }

    #[test]
    fn a_pack_of_ones_own_is_dated_by_its_own_days() {
        let dir = tempfile::tempdir().unwrap();
        let rule =
            "[[rule]]\nid = \"my\"\ncheck = \"identity.over-age\"\nparams = { max_age = 70 }\nsince = \"2024-01-01\"\n";
        std::fs::write(dir.path().join("own.toml"), rule).unwrap();
        let pack = Pack::load(dir.path()).unwrap();
        let told = |day: &str| {
            aged(&pack, day.parse().unwrap())
                .keys()
                .any(|f| f.ends_with("own.toml"))
        };
        assert!(told("2025-06-01") && !told("2024-06-01"));
    }
}
