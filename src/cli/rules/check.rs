//! `chushen rules check`: a pack of one's own held against the shipped one.

use std::collections::BTreeMap;
use std::path::Path;

use super::super::say::{lang, padded, say};
use super::super::{Exit, Failure, put, remark, setup};
use crate::date::Date;
use crate::judge::pack::{Level, Pack, Rule};
use crate::report::human;

/// `chushen rules check DIR`: the pack is sound, and what it changes.
pub(super) fn check(dir: &Path, as_of: Date) -> Result<Exit, Failure> {
    let shipped = setup::pack(None)?;
    let own = setup::pack(Some(dir))?;
    let mut out = format!("{}\n", own.label);
    let mut changes = 0;
    for rule in &own.rules {
        match shipped.rule(&rule.id) {
            None => {
                changes += 1;
                let severity = human::severity(rule.severity, lang());
                out.push_str(&line(
                    "added",
                    &format!("{} ({}, {severity})", rule.id, rule.check.code),
                ));
            }
            Some(below) => {
                let how = changed(below, rule);
                if !how.is_empty() {
                    changes += 1;
                    let how = how.join(lang().pick("，", ", "));
                    out.push_str(&line("changed", &format!("{}: {how}", rule.id)));
                }
            }
        }
    }
    for rule in shipped.rules.iter().filter(|r| own.rule(&r.id).is_none()) {
        changes += 1;
        out.push_str(&line("off", &format!("{} ({})", rule.id, rule.check.code)));
    }
    let sound = say(&format!(
        "sound: {} rules, {changes} of them changed by {}",
        own.rules.len(),
        dir.display()
    ));
    out.push_str(&format!("{sound}\n"));
    put(&out)?;
    for (file, newest) in aged(&own, as_of) {
        remark(&format!(
            "warning: {file}: the newest document that states its rules is of {newest}, more than a year before {as_of}"
        ));
    }
    Ok(Exit::Passed)
}

fn line(state: &str, what: &str) -> String {
    format!("{} {what}\n", padded(&say(state), 8))
}

/// In what a rule differs from the shipped one of its id.
fn changed(below: &Rule, rule: &Rule) -> Vec<String> {
    let level = |r: &Rule| say(r.level.name());
    let severity = |r: &Rule| human::severity(r.severity, lang());
    let differs = [
        (
            below.severity != rule.severity,
            format!("severity {} → {}", severity(below), severity(rule)),
        ),
        (
            below.params != rule.params,
            format!("parameters {} → {}", below.params, rule.params),
        ),
        (below.applies != rule.applies, "conditions".to_owned()),
        (
            below.level != rule.level,
            format!("level {} → {}", level(below), level(rule)),
        ),
        (
            (below.since, below.until) != (rule.since, rule.until),
            "dates".to_owned(),
        ),
    ];
    differs
        .into_iter()
        .filter(|(yes, _)| *yes)
        .map(|(_, how)| say(&how))
        .collect()
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
