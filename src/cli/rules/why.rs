//! `chushen rules why`: which rule spoke in a case, on what, from where; or why none did.

use std::path::Path;

use super::super::args::Common;
use super::super::{Exit, Failure, put, setup};
use crate::cli::Code;
use crate::finding::Evidence;
use crate::intake::case::Wording;
use crate::judge::codes;
use crate::judge::engine::Outcome;
use crate::judge::pack::{Rule, nearest};
use crate::report::render::{Slots, evidence, field, reason, sentences};
use crate::report::words;
use crate::run;

/// `chushen rules why CASE_DIR CODE`: which rule spoke, on what, from where; or why none did.
pub(super) fn why(case_dir: &Path, code: &str, common: &Common) -> Result<Exit, Failure> {
    if codes::code(code).is_none() {
        let near = nearest(code, codes::codes().map(|r| r.code));
        return Err(Failure::coded(Code::UnknownCode, format!("code {near}")));
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
            wording: dossier.declaration().map_or(Wording::Filing, |d| d.wording),
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
    for (label, sources) in [("stated by", &rule.sources), ("but not  ", &rule.contradicted_by)] {
        for source in sources {
            out.push_str(&format!("  {label} {}\n", source.en()));
        }
    }
    if let Some(why) = &rule.settled {
        out.push_str(&format!("  settled   {why}\n"));
    }
    if let Some(note) = &rule.note {
        out.push_str(&format!("  note      {note}\n"));
    }
    out
}
