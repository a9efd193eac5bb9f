//! `chushen rules`: the pack as a list, a pack of one's own held against it, and why a rule spoke.

use std::path::Path;

use super::args::{Common, LevelArg, Rules, RulesAction, RulesFormat};
use super::{Exit, Failure, put, setup};
use crate::finding::Evidence;
use crate::intake::case::SubjectKind;
use crate::judge::checks::FAMILIES;
use crate::judge::codes;
use crate::judge::engine::Outcome;
use crate::judge::pack::{Applies, KnownRule, Level, Pack, Rule, nearest};
use crate::kind::DocumentKind;
use crate::place::Province;
use crate::report::render::{Slots, evidence, field, reason, sentences};
use crate::report::words;
use crate::run;

/// Runs the command.
pub(super) fn run(args: &Rules) -> Result<Exit, Failure> {
    match &args.action {
        None => list(args),
        Some(RulesAction::Check { dir }) => check(dir),
        Some(RulesAction::Why { case_dir, code, common }) => why(case_dir, code, common),
    }
}

/// What is asked to be listed.
struct Filter {
    province: Option<Province>,
    kind: Option<DocumentKind>,
    subject: Option<SubjectKind>,
    level: Option<Level>,
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
        .ok_or_else(|| Failure::new(format!("{what} {}", nearest(w, all))))
}

impl Filter {
    fn of(args: &Rules) -> Result<Self, Failure> {
        let province = match &args.province {
            None => None,
            Some(p) => Some(Province::find(p).ok_or_else(|| {
                Failure::new(format!(
                    "'{p}' is no province: give the two digits of GB/T 2260 or the short name, such as 51 or 四川"
                ))
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
        })
    }
    fn lets(&self, applies: &Applies, level: Level) -> bool {
        let here = |empty: bool, has: bool| empty || has;
        self.province
            .is_none_or(|p| here(applies.province.is_empty(), applies.province.contains(p.code)))
            && self.kind.is_none_or(|k| !applies.kind.is_empty() && applies.to_kind(k))
            && self.subject.is_none_or(|s| {
                here(applies.subject.is_empty(), applies.subject.contains(&s)) && !applies.not_subject.contains(&s)
            })
            && self.level.is_none_or(|l| l == level)
    }
}

/// `chushen rules`.
fn list(args: &Rules) -> Result<Exit, Failure> {
    let pack = setup::pack(args.own.as_deref())?;
    let filter = Filter::of(args)?;
    let rules: Vec<&Rule> = pack.rules.iter().filter(|r| filter.lets(&r.applies, r.level)).collect();
    let known: Vec<&KnownRule> = pack.known.iter().filter(|r| filter.lets(&r.applies, r.level)).collect();
    let text = match args.format {
        RulesFormat::Table => table(&pack, &rules, &known),
        RulesFormat::Json => {
            let text = serde_json::to_string_pretty(&json(&pack, &rules, &known)).map_err(|e| Failure::of(&e))?;
            format!("{text}\n")
        }
        RulesFormat::Markdown => {
            let province = filter.province.ok_or_else(|| {
                Failure::new("`--format markdown` is the page of one province: give --province".to_owned())
            })?;
            page(&pack, province)
        }
    };
    put(&text)?;
    Ok(Exit::Passed)
}

fn table(pack: &Pack, rules: &[&Rule], known: &[&KnownRule]) -> String {
    let mut out = format!("{}\n\n", pack.label);
    for rule in rules {
        out.push_str(&format!(
            "{:<9} {:<7} {:<34} {:<40} {}\n",
            rule.level.name(),
            rule.severity.name(),
            rule.check.code,
            rule.id,
            rule.source
        ));
    }
    if !known.is_empty() {
        out.push_str("\nknown and not asked:\n");
        for rule in known {
            let why = rule.unasked.why();
            out.push_str(&format!("{:<14} {:<40} {why}\n", rule.unasked.name(), rule.id));
        }
    }
    out.push_str("\nnot yet checked:\n");
    let checked = |code: &str| FAMILIES.iter().flat_map(|f| f.iter()).any(|c| c.code == code);
    for row in codes::codes().filter(|r| !checked(r.code)) {
        out.push_str(&format!(
            "          {:<7} {:<34} {}\n",
            row.severity.name(),
            row.code,
            row.zh
        ));
    }
    out
}

fn applies_json(a: &Applies) -> serde_json::Value {
    let mut map = serde_json::Map::new();
    let mut put = |key: &str, list: Vec<&str>| {
        if !list.is_empty() {
            map.insert(key.to_owned(), list.into());
        }
    };
    put("province", a.province.iter().copied().collect());
    put("kind", a.kind.iter().map(|k| k.name()).collect());
    put("not_kind", a.not_kind.iter().map(|k| k.name()).collect());
    put("subject", a.subject.iter().map(|k| k.name()).collect());
    put("not_subject", a.not_subject.iter().map(|k| k.name()).collect());
    put("filing", a.filing.iter().map(|k| k.name()).collect());
    put("content", a.content.iter().map(|k| k.name()).collect());
    map.into()
}

fn json(pack: &Pack, rules: &[&Rule], known: &[&KnownRule]) -> serde_json::Value {
    let rule = |r: &&Rule| {
        serde_json::json!({
            "id": r.id, "state": "enforced", "check": r.check.code, "level": r.level.name(), "severity": r.severity.name(),
            "applies": applies_json(&r.applies), "params": r.params,
            "since": r.since.map(|d| d.to_string()), "until": r.until.map(|d| d.to_string()),
            "source": r.source, "text_zh": r.text_zh, "note": r.note, "file": r.file,
            "replaces": r.replaces, "softens": r.softens, "settles": r.settles,
        })
    };
    let unasked = |r: &&KnownRule| {
        serde_json::json!({
            "id": r.id, "state": r.unasked.name(), "why": r.unasked.why(), "level": r.level.name(),
            "applies": applies_json(&r.applies), "since": r.since.map(|d| d.to_string()),
            "source": r.source, "text_zh": r.text_zh, "file": r.file,
        })
    };
    let mut rows: Vec<serde_json::Value> = rules.iter().map(rule).collect();
    rows.extend(known.iter().map(unasked));
    serde_json::json!({ "schema": "chushen.rules/1", "pack": pack.label, "rules": rows })
}

/// Whom a rule means, in a few words.
fn whom(a: &Applies) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut say = |word: &str, list: Vec<&str>| {
        if !list.is_empty() {
            parts.push(format!("{word}{}", list.join(", ")));
        }
    };
    say("", a.subject.iter().map(|s| s.name()).collect());
    say("all but ", a.not_subject.iter().map(|s| s.name()).collect());
    say("filing: ", a.filing.iter().map(|s| s.name()).collect());
    say("content: ", a.content.iter().map(|s| s.name()).collect());
    say("on: ", a.kind.iter().map(|s| s.name()).collect());
    if parts.is_empty() {
        "everybody".to_owned()
    } else {
        parts.join("; ")
    }
}

/// The page of one province, Markdown: also what `docs/rules/` holds.
fn page(pack: &Pack, province: Province) -> String {
    let only = |a: &Applies| a.province.contains(province.code);
    let rules: Vec<&Rule> = {
        let mut own: Vec<&Rule> = pack.rules.iter().filter(|r| only(&r.applies)).collect();
        own.sort_by(|a, b| a.id.cmp(&b.id));
        own
    };
    let known: Vec<&KnownRule> = pack.known.iter().filter(|r| only(&r.applies)).collect();
    let cell = |t: &str| t.replace('|', "\\|").replace('\n', " ");
    let mut out = format!(
        "# {} ({})\n\nWhat holds here besides the national rules. Generated from `rules/provinces/`; `chushen rules --province {}` lists all\nthat is asked.\n\n## Enforced\n\n",
        province.full, province.code, province.code
    );
    out.push_str("| rule | check | severity | whom | words | source, since |\n| --- | --- | --- | --- | --- | --- |\n");
    for r in rules {
        let words = r.text_zh.as_deref().unwrap_or_default();
        let note = r.note.as_deref().map(|n| format!(" *{n}*")).unwrap_or_default();
        let since = r.since.map(|d| d.to_string()).unwrap_or_default();
        out.push_str(&format!(
            "| `{}` | `{}` | {} {} | {} | {}{} | {}, {since} |\n",
            r.id,
            r.check.code,
            r.level.name(),
            r.severity.name(),
            cell(&whom(&r.applies)),
            cell(words),
            cell(&note),
            cell(&r.source),
        ));
    }
    if !known.is_empty() {
        out.push_str(
            "\n## Known and not asked\n\n| rule | state | why | words | source |\n| --- | --- | --- | --- | --- |\n",
        );
        for r in known {
            out.push_str(&format!(
                "| `{}` | {} | {} | {} | {} |\n",
                r.id,
                r.unasked.name(),
                cell(r.unasked.why()),
                cell(r.text_zh.as_deref().unwrap_or_default()),
                cell(&r.source),
            ));
        }
    }
    out
}

/// `chushen rules check DIR`: the pack is sound, and what it changes.
fn check(dir: &Path) -> Result<Exit, Failure> {
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
    Ok(Exit::Passed)
}

/// `chushen rules why CASE_DIR CODE`: which rule spoke, on what, from where; or why none did.
fn why(case_dir: &Path, code: &str, common: &Common) -> Result<Exit, Failure> {
    if codes::code(code).is_none() {
        let near = nearest(code, codes::codes().map(|r| r.code));
        return Err(Failure::new(format!("code {near}")));
    }
    let setup = setup::setup(common)?;
    let dossier = run::read_folder(case_dir, &setup).map_err(|e| Failure::of(&e))?;
    let judged = setup.judge(&dossier);
    let lang = setup.lang;
    let path = |d: Option<usize>| d.and_then(|d| dossier.documents.get(d)).map(|d| d.path.as_str());
    let mut out = format!("{code}  {}\n", words::meaning(code, lang));
    for f in judged.findings.iter().filter(|f| f.code == code) {
        let document = path(f.locus.document());
        let (message, _) = sentences(Slots {
            finding: f,
            document,
            lang,
            unmask: setup.unmask,
        });
        out.push_str(&format!("\n[{}] {message}\n", f.severity.name()));
        let place = match (document, f.locus.page(), &f.field) {
            (Some(d), Some(p), _) => format!("{d}, p. {p}"),
            (Some(d), None, _) => d.to_owned(),
            (None, _, Some(at)) => format!("case.json {at}"),
            (None, _, None) => "case.json".to_owned(),
        };
        out.push_str(&format!("  on        {place}\n"));
        if let Some(name) = f.field.as_deref().filter(|_| document.is_some()) {
            out.push_str(&format!("  field     {}\n", field(name, lang)));
        }
        for (label, side) in [("expected ", &f.expected), ("found    ", &f.actual)] {
            if *side != Evidence::None {
                out.push_str(&format!("  {label} {}\n", evidence(side, lang, setup.unmask)));
            }
        }
        if let Some(rule) = setup.pack.rule(&f.rule) {
            out.push_str(&about(rule));
        }
    }
    let mut quiet: Vec<String> = Vec::new();
    for rule in setup.pack.rules.iter().filter(|r| r.check.code == code) {
        if judged.findings.iter().any(|f| f.rule == rule.id) {
            continue;
        }
        let state = if !rule.holds_on(dossier.as_of) {
            "does not hold on the day of judgement"
        } else if !setup.asked.asks(rule, dossier.declaration().map(|d| d.province.code)) {
            "is of a level that was not asked"
        } else if !rule.applies.to_case(dossier.declaration()) {
            "does not apply to this case"
        } else {
            "was asked and found nothing that another rule did not"
        };
        quiet.push(format!("  {:<40} {state}\n", rule.id));
    }
    if !quiet.is_empty() {
        out.push_str("\nother rules of this code\n");
        out.push_str(&quiet.concat());
    }
    for row in judged
        .outcomes
        .iter()
        .filter(|r| r.code == code && r.outcome == Outcome::NotChecked)
    {
        let at = path(row.document).unwrap_or("the case");
        out.push_str(&format!(
            "not checked on {at}: {}\n",
            row.why
                .as_deref()
                .map_or_else(|| "?".to_owned(), |why| reason(why, lang))
        ));
    }
    put(&out)?;
    Ok(Exit::Passed)
}

/// A rule for a person who asks where it comes from.
fn about(rule: &Rule) -> String {
    let mut out = format!(
        "  rule      {} ({}, {})\n",
        rule.id,
        rule.level.name(),
        rule.severity.name()
    );
    if let Some(text) = &rule.text_zh {
        out.push_str(&format!("  says      {text}\n"));
    }
    if rule.params.as_object().is_some_and(|p| !p.is_empty()) {
        out.push_str(&format!("  params    {}\n", rule.params));
    }
    let since = rule.since.map(|d| format!(", since {d}")).unwrap_or_default();
    out.push_str(&format!(
        "  source    {}{since}\n  file      {}\n",
        rule.source, rule.file
    ));
    if let Some(note) = &rule.note {
        out.push_str(&format!("  note      {note}\n"));
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
    fn a_filter_of_kind_leaves_out_rules_that_look_at_no_paper() {
        let pack = Pack::builtin().unwrap();
        let filter = Filter {
            province: None,
            kind: Some(DocumentKind::BusinessLicence),
            subject: None,
            level: None,
        };
        let let_through = |id: &str| pack.rule(id).is_some_and(|r| filter.lets(&r.applies, r.level));
        assert!(let_through("national.file.licence-format") && !let_through("national.file.id-format"));
        assert!(!let_through("national.process.sms"));
    }
}
