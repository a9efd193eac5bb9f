//! `chushen rules why`: which rule applied in a case, to what, from where; or why none did.

use std::path::Path;

use super::super::args::Common;
use super::super::say::{lang, padded, say};
use super::super::{Exit, Failure, put, setup};
use crate::cli::Code;
use crate::finding::{Evidence, Finding};
use crate::intake::case::Wording;
use crate::judge::codes;
use crate::judge::dossier::Dossier;
use crate::judge::engine::{Judgement, Outcome};
use crate::judge::pack::{Rule, Source, nearest};
use crate::report::render::{Slots, evidence, field, reason, sentences};
use crate::report::{Lang, human, words};
use crate::run::{self, Setup};

/// `chushen rules why CASE_DIR CODE`: which rule applied, to what, from where; or why none did.
pub(super) fn why(case_dir: &Path, code: &str, common: &Common) -> Result<Exit, Failure> {
    if codes::code(code).is_none() {
        let near = nearest(code, codes::codes().map(|r| r.code));
        return Err(Failure::coded(Code::UnknownCode, format!("code {near}")));
    }
    let setup = setup::setup(common)?;
    let dossier = run::read_folder(case_dir, &setup).map_err(|e| Failure::of(&e))?;
    let judged = setup.judge(&dossier);
    let mut out = format!("{code}  {}\n", words::meaning(code, lang()));
    for finding in judged.findings.iter().filter(|f| f.code == code) {
        out.push_str(&found(finding, &dossier, &setup));
    }
    let quiet = others(code, &dossier, &judged, &setup);
    if !quiet.is_empty() {
        out.push_str(&format!("\n{}\n{quiet}", say("other rules of this code")));
    }
    for row in judged
        .outcomes
        .iter()
        .filter(|r| r.code == code && r.outcome == Outcome::NotChecked)
    {
        let at = path(&dossier, row.document).map_or_else(|| say("the case"), str::to_owned);
        let why = row
            .why
            .as_deref()
            .map_or_else(|| "?".to_owned(), |why| reason(why, lang()));
        out.push_str(&format!("{}\n", say(&format!("not checked on {at}: {why}"))));
    }
    put(&out)?;
    Ok(Exit::Passed)
}

fn path(dossier: &Dossier, document: Option<usize>) -> Option<&str> {
    document.and_then(|d| dossier.documents.get(d)).map(|d| d.path.as_str())
}

fn line(label: &str, text: &str) -> String {
    format!("  {} {text}\n", padded(&say(label), 9))
}

/// A finding, with the rule that made it.
fn found(f: &Finding, dossier: &Dossier, setup: &Setup) -> String {
    let lang = lang();
    let document = path(dossier, f.locus.document());
    let (message, _) = sentences(Slots {
        finding: f,
        document,
        lang,
        wording: dossier.declaration().map_or(Wording::Filing, |d| d.wording),
        unmask: setup.unmask,
    });
    let mut out = format!("\n[{}] {message}\n", human::severity(f.severity, lang));
    let place = match (document, f.locus.page(), &f.field) {
        (Some(d), Some(p), _) => say(&format!("{d}, p. {p}")),
        (Some(d), None, _) => d.to_owned(),
        (None, _, Some(at)) => format!("case.json {at}"),
        (None, _, None) => "case.json".to_owned(),
    };
    out.push_str(&line("on", &place));
    if let Some(name) = f.field.as_deref().filter(|_| document.is_some()) {
        out.push_str(&line("field", &field(name, lang)));
    }
    for (label, side) in [("expected", &f.expected), ("actual", &f.actual)] {
        if *side != Evidence::None {
            out.push_str(&line(label, &evidence(side, lang, setup.unmask)));
        }
    }
    if let Some(rule) = setup.pack.rule(&f.rule) {
        out.push_str(&about(rule));
    }
    out
}

/// Rules of the code that found nothing, with the reason.
fn others(code: &str, dossier: &Dossier, judged: &Judgement, setup: &Setup) -> String {
    let mut out = String::new();
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
            "applies and found nothing that another rule did not"
        };
        out.push_str(&format!("  {:<40} {}\n", rule.id, say(state)));
    }
    out
}

/// A rule for a person who asks where it comes from.
fn about(rule: &Rule) -> String {
    let (level, severity) = (say(rule.level.name()), human::severity(rule.severity, lang()));
    let mut out = line("rule", &format!("{} ({level}, {severity})", rule.id));
    if let Some(text) = &rule.text_zh {
        out.push_str(&line("says", text));
    }
    if rule.params.as_object().is_some_and(|p| !p.is_empty()) {
        out.push_str(&line("params", &rule.params.to_string()));
    }
    let since = rule.since.map(|d| say(&format!(", since {d}"))).unwrap_or_default();
    out.push_str(&line("source", &format!("{}{since}", super::source(rule, lang()))));
    out.push_str(&line("file", &rule.file));
    let told = |s: &Source| match lang() {
        Lang::Zh => s.zh(),
        Lang::En => s.en(),
    };
    for (label, sources) in [("stated by", &rule.sources), ("but not", &rule.contradicted_by)] {
        for source in sources {
            out.push_str(&line(label, &told(source)));
        }
    }
    for (label, text) in [("settled", &rule.settled), ("remark", &rule.note)] {
        if let Some(text) = text {
            out.push_str(&line(label, &say(text)));
        }
    }
    out
}
