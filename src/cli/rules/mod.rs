//! `chushen rules`: the pack as a list, a pack of one's own held against it, and why a rule spoke.

mod check;
mod page;
mod tune;
mod why;

use super::args::{LevelArg, Rules, RulesAction, RulesFormat};
use super::say::{lang, padded, say, say_in};
use super::{Exit, Failure, put, setup};
use crate::cli::Code;
use crate::date::Date;
use crate::intake::case::SubjectKind;
use crate::judge::checks::FAMILIES;
use crate::judge::codes;
use crate::judge::pack::{Applies, KnownRule, Level, Pack, Rule, Source, nearest};
use crate::kind::DocumentKind;
use crate::place::Province;
use crate::report::{Lang, human};

/// Runs the command.
pub(super) fn run(args: &Rules) -> Result<Exit, Failure> {
    match &args.action {
        None => list(args),
        Some(RulesAction::Check { dir, as_of }) => check::check(dir, as_of.unwrap_or_else(Date::today_in_china)),
        Some(RulesAction::Tune { decisions, out }) => tune::tune(decisions, out.as_deref()),
        Some(RulesAction::Why { case_dir, code, common }) => why::why(case_dir, code, common),
    }
}

/// What is asked to be listed.
struct Filter {
    province: Option<Province>,
    kind: Option<DocumentKind>,
    subject: Option<SubjectKind>,
    level: Option<Level>,
    older_than: Option<Date>,
    unconfirmed: bool,
    contradicted: bool,
}

/// What a rule says of its documents, asked or not.
struct Stated<'a> {
    level: Level,
    sources: &'a [Source],
    contradicted_by: &'a [Source],
}

impl<'a> From<&'a Rule> for Stated<'a> {
    fn from(r: &'a Rule) -> Self {
        Self {
            level: r.level,
            sources: &r.sources,
            contradicted_by: &r.contradicted_by,
        }
    }
}

impl<'a> From<&'a KnownRule> for Stated<'a> {
    fn from(r: &'a KnownRule) -> Self {
        Self {
            level: r.level,
            sources: &r.sources,
            contradicted_by: &r.contradicted_by,
        }
    }
}

fn word<T>(
    what: &str,
    word: Option<&str>,
    find: impl Fn(&str) -> Option<T>,
    all: impl IntoIterator<Item = &'static str>,
) -> Result<Option<T>, Failure> {
    let Some(w) = word else { return Ok(None) };
    find(w)
        .map(Some)
        .ok_or_else(|| Failure::coded(Code::UnknownWord, format!("{what} {}", nearest(w, all))))
}

impl Filter {
    fn of(args: &Rules) -> Result<Self, Failure> {
        let province = match &args.province {
            None => None,
            Some(p) => Some(Province::find(p).ok_or_else(|| {
                Failure::coded(
                    Code::UnknownWord,
                    format!(
                        "'{p}' is no province: give the two digits of GB/T 2260 or the short name, such as 51 or 四川"
                    ),
                )
            })?),
        };
        Ok(Self {
            province,
            kind: word(
                "kind of document",
                args.kind.as_deref(),
                DocumentKind::from_name,
                DocumentKind::ALL.iter().map(|k| k.name()),
            )?,
            subject: word(
                "kind of subject",
                args.subject.as_deref(),
                SubjectKind::from_name,
                SubjectKind::ALL.iter().map(|k| k.name()),
            )?,
            level: args.level.map(|l| match l {
                LevelArg::Baseline => Level::Baseline,
                LevelArg::Confirmed => Level::Confirmed,
                LevelArg::Published => Level::Published,
            }),
            older_than: args.older_than,
            unconfirmed: args.unconfirmed,
            contradicted: args.contradicted,
        })
    }
    fn lets<'a>(&self, applies: &Applies, stated: impl Into<Stated<'a>>) -> bool {
        let stated: Stated<'_> = stated.into();
        let level = stated.level;
        // What stands until it is repealed does not age.
        let aged = |day: Date| {
            let own = stated.sources;
            !own.iter().any(|s| s.standing) && own.iter().filter_map(|s| s.date).max().is_some_and(|d| d < day)
        };
        let here = |empty: bool, has: bool| empty || has;
        self.province
            .is_none_or(|p| here(applies.province.is_empty(), applies.province.contains(p.code)))
            && self.kind.is_none_or(|k| !applies.kind.is_empty() && applies.to_kind(k))
            && self.subject.is_none_or(|s| {
                here(applies.subject.is_empty(), applies.subject.contains(&s)) && !applies.not_subject.contains(&s)
            })
            && self.level.is_none_or(|l| l == level)
            && self.older_than.is_none_or(aged)
            && (!self.unconfirmed || level == Level::Published)
            && (!self.contradicted || !stated.contradicted_by.is_empty())
    }
}

/// `chushen rules`.
fn list(args: &Rules) -> Result<Exit, Failure> {
    let pack = setup::pack(args.own.as_deref())?;
    let filter = Filter::of(args)?;
    let rules: Vec<&Rule> = pack.rules.iter().filter(|r| filter.lets(&r.applies, *r)).collect();
    let known: Vec<&KnownRule> = pack.known.iter().filter(|r| filter.lets(&r.applies, *r)).collect();
    let text = match args.format {
        RulesFormat::Table => table(&pack, &rules, &known),
        RulesFormat::Json => {
            let text = serde_json::to_string_pretty(&json(&pack, &rules, &known)).map_err(|e| Failure::of(&e))?;
            format!("{text}\n")
        }
        RulesFormat::Markdown => {
            let province = filter.province.ok_or_else(|| {
                Failure::coded(
                    Code::Usage,
                    "`--format markdown` is the page of one province: give --province".to_owned(),
                )
            })?;
            page::page(&pack, province)
        }
    };
    put(&text)?;
    Ok(Exit::Passed)
}

fn table(pack: &Pack, rules: &[&Rule], known: &[&KnownRule]) -> String {
    let mut out = format!("{}\n\n", pack.label);
    for rule in rules {
        out.push_str(&format!(
            "{} {:<10} {} {:<34} {:<40} {}\n",
            padded(&say(rule.level.name()), 9),
            rule.confirmed().map_or_else(|| "-".to_owned(), |d| d.to_string()),
            padded(human::severity(rule.severity, lang()), 7),
            rule.check.code,
            rule.id,
            source(rule, lang())
        ));
    }
    if !known.is_empty() {
        out.push_str(&format!("\n{}\n", say("known and not asked:")));
        for rule in known {
            let why = say(rule.not_enforced.why());
            let state = padded(&say(rule.not_enforced.name()), 14);
            out.push_str(&format!("{state} {:<40} {why}\n", rule.id));
        }
    }
    out.push_str(&format!("\n{}\n", say("not yet checked:")));
    let checked = |code: &str| FAMILIES.iter().flat_map(|f| f.iter()).any(|c| c.code == code);
    for row in codes::codes().filter(|r| !checked(r.code)) {
        out.push_str(&format!(
            "          {} {:<34} {}\n",
            padded(human::severity(row.severity, lang()), 7),
            row.code,
            row.zh
        ));
    }
    out
}

/// Where a rule is stated: in Chinese its documents, in English as it was first noted down.
pub(super) fn source(rule: &Rule, lang: Lang) -> String {
    if lang == Lang::En || rule.sources.is_empty() {
        return say_in(lang, &rule.source);
    }
    let documents: Vec<String> = rule.sources.iter().map(Source::zh).collect();
    documents.join("；")
}

fn applies_json(a: &Applies) -> serde_json::Value {
    let mut map = serde_json::Map::new();
    let mut put = |key: &str, list: Vec<&str>| {
        if !list.is_empty() {
            map.insert(key.to_owned(), list.into());
        }
    };
    put("province", a.province.iter().copied().collect());
    put("not_province", a.not_province.iter().copied().collect());
    put("kind", a.kind.iter().map(|k| k.name()).collect());
    put("not_kind", a.not_kind.iter().map(|k| k.name()).collect());
    put("subject", a.subject.iter().map(|k| k.name()).collect());
    put("not_subject", a.not_subject.iter().map(|k| k.name()).collect());
    put("filing", a.filing.iter().map(|k| k.name()).collect());
    put("content", a.content.iter().map(|k| k.name()).collect());
    put("verification", a.verification.iter().map(|k| k.name()).collect());
    map.into()
}

fn sources_json(sources: &[Source]) -> serde_json::Value {
    let row = |s: &Source| {
        serde_json::json!({
            "key": s.key, "publisher": s.publisher_zh, "title": s.title_zh,
            "date": s.date.map(|d| d.to_string()), "dated": s.dated_zh, "standing": s.standing,
        })
    };
    sources.iter().map(row).collect()
}

fn json(pack: &Pack, rules: &[&Rule], known: &[&KnownRule]) -> serde_json::Value {
    let rule = |r: &&Rule| {
        serde_json::json!({
            "id": r.id, "state": "enforced", "check": r.check.code, "level": r.level.name(), "severity": r.severity.name(),
            "applies": applies_json(&r.applies), "params": r.params,
            "since": r.since.map(|d| d.to_string()), "until": r.until.map(|d| d.to_string()),
            "source": r.source, "text_zh": r.text_zh, "note": r.note, "file": r.file,
            "sources": sources_json(&r.sources), "confirmed": r.confirmed().map(|d| d.to_string()),
            "contradicted_by": sources_json(&r.contradicted_by), "settled": r.settled,
            "replaces": r.replaces, "softens": r.softens, "settles": r.settles,
        })
    };
    let not_enforced = |r: &&KnownRule| {
        serde_json::json!({
            "id": r.id, "state": r.not_enforced.name(), "why": r.not_enforced.why(), "level": r.level.name(),
            "applies": applies_json(&r.applies), "since": r.since.map(|d| d.to_string()),
            "source": r.source, "text_zh": r.text_zh, "file": r.file,
            "sources": sources_json(&r.sources), "contradicted_by": sources_json(&r.contradicted_by),
        })
    };
    let mut rows: Vec<serde_json::Value> = rules.iter().map(rule).collect();
    rows.extend(known.iter().map(not_enforced));
    serde_json::json!({ "schema": "chushen.rules/1", "pack": pack.label, "rules": rows })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_of_kind_leaves_out_rules_that_look_at_no_paper() {
        let pack = Pack::builtin().unwrap();
        let filter = Filter {
            province: None,
            kind: Some(DocumentKind::BusinessLicence),
            subject: None,
            level: None,
            older_than: None,
            unconfirmed: false,
            contradicted: false,
        };
        let let_through = |id: &str| pack.rule(id).is_some_and(|r| filter.lets(&r.applies, r));
        assert!(let_through("national.file.licence-format") && !let_through("national.file.id-format"));
        assert!(!let_through("national.process.sms"));
    }

    #[test]
    fn filters_of_age_and_contradiction() {
        let pack = Pack::builtin().unwrap();
        let blank = || Filter {
            province: None,
            kind: None,
            subject: None,
            level: None,
            older_than: None,
            unconfirmed: false,
            contradicted: false,
        };
        let lets = |filter: &Filter, id: &str| pack.rule(id).is_some_and(|r| filter.lets(&r.applies, r));
        let aged = Filter {
            older_than: "2024-04-02".parse().ok(),
            ..blank()
        };
        // A page of 2024-04-01; a knowledge base of 2025-12-31; a national standard, which does not age.
        assert!(lets(&aged, "jilin.2026.legal-rep") && !lets(&aged, "tianjin.legal-rep"));
        assert!(!lets(&aged, "national.identity.number"));
        let unconfirmed = Filter {
            unconfirmed: true,
            ..blank()
        };
        assert!(lets(&unconfirmed, "tianjin.name-format") && !lets(&unconfirmed, "tianjin.legal-rep"));
        let contradicted = Filter {
            contradicted: true,
            ..blank()
        };
        assert!(lets(&contradicted, "zhejiang.residence-permit") && !lets(&contradicted, "tianjin.legal-rep"));
    }
}
