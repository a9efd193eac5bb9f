//! The drawn lot of `eval/rules`: cases that are clean by what current documents say, and cases that break one sentence each, for
//! all 31 provinces. The lot is drawn from the dossier's words, not from the rules. `CHUSHEN_LOT=FILE` judges another one.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use serde::Deserialize;

use super::Pack;
use crate::finding::{Severity, Verdict};
use crate::format::Format;
use crate::intake::{Declaration, Declared};
use crate::judge::dossier::fixture::{document, dossier_of};
use crate::judge::dossier::{DocumentFacts, Dossier, Elsewhere, Place, Shared};
use crate::judge::engine::{Judgement, RulesLevel, judge, judge_by};
use crate::kind::{DocumentKind, FieldName};
use crate::limits::Limits;
use crate::measure::Colour;
use crate::place::Province;
use crate::read::{MarkKind, SignaturePlace};

#[derive(Deserialize)]
struct Row {
    id: String,
    province: String,
    /// `clean`, or what is broken.
    about: String,
    /// Ids of the sentence that is broken.
    rules: Vec<String>,
    case: serde_json::Value,
    papers: Vec<Paper>,
    /// What another subject's case has as well: `phone`, `person`.
    #[serde(default)]
    met: Vec<String>,
}

#[derive(Deserialize)]
struct Paper {
    kind: String,
    path: String,
    fields: BTreeMap<String, String>,
    lines: Vec<String>,
    seals: usize,
    signature: bool,
    #[serde(default)]
    fingerprint: bool,
    #[serde(default)]
    grey: bool,
    /// Set by software, not scanned.
    #[serde(default)]
    typed: bool,
}

/// How sure a reading is taken to be: above every bound that a rule sets.
const SURE: f64 = 0.995;

impl Paper {
    fn facts(&self) -> DocumentFacts {
        let kind = DocumentKind::from_name(&self.kind).unwrap();
        let lines: Vec<&str> = self.lines.iter().map(String::as_str).collect();
        let mut d = document(&self.path, kind).with_lines(&lines);
        if d.extension.as_deref() == Some("pdf") {
            d.format = Format::Pdf;
        }
        if self.grey {
            d.pages[0].measured.colour = Colour::Greyscale;
        }
        d.pages[0].typed = self.typed;
        for _ in 0..self.seals {
            d = d.with_mark(MarkKind::Seal, None);
        }
        if self.signature {
            let area = crate::geometry::PixelBox {
                x: 300,
                y: 900,
                w: 200,
                h: 60,
            };
            d.pages[0].signature_places = vec![SignaturePlace {
                label: "签字".to_owned(),
                area,
                ink: 0.2,
            }];
            if self.fingerprint {
                d.pages[0].fingerprints = vec![area];
            }
            d = d.with_mark(MarkKind::Signature, None);
        }
        for (name, value) in &self.fields {
            let field = FieldName::ALL.iter().find(|f| f.name() == name).unwrap();
            d = d.with_field(*field, value, SURE);
        }
        d
    }
}

impl Row {
    fn dossier(&self) -> Dossier {
        let text = serde_json::to_vec(&self.case).unwrap();
        let declaration: Declaration = match crate::intake::case::parse(&text, &Limits::default()) {
            Declared::Present(d) => *d,
            other => panic!("{}: {other:?}", self.id),
        };
        let mut papers: Vec<DocumentFacts> = self.papers.iter().map(Paper::facts).collect();
        papers.sort_by(|a, b| a.path.cmp(&b.path));
        let met = |what: &String| Elsewhere {
            what: if what == "phone" { Shared::Phone } else { Shared::Person },
            at: Place::Declared("/subject/responsible_person".to_owned()),
            cases: vec!["other".to_owned()],
        };
        Dossier {
            elsewhere: Some(self.met.iter().map(met).collect()),
            ..dossier_of(declaration, papers)
        }
    }
}

fn rows(text: &str) -> Vec<Row> {
    text.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

fn unpacked(packed: &[u8]) -> Vec<Row> {
    let mut text = String::new();
    flate2::read::GzDecoder::new(packed).read_to_string(&mut text).unwrap();
    rows(&text)
}

fn lot() -> Vec<Row> {
    match std::env::var_os("CHUSHEN_LOT") {
        Some(file) => rows(&std::fs::read_to_string(file).unwrap()),
        None => unpacked(include_bytes!("../../../eval/rules/lot.jsonl.gz")),
    }
}

/// Ids of rules that say what is broken: the sentence's own, and those that `newer-rules.tsv` says state it.
fn saying(row: &Row) -> BTreeSet<String> {
    let table = include_str!("../../../rules/newer-rules.tsv");
    let mut out: BTreeSet<String> = row.rules.iter().cloned().collect();
    for line in table.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        if row.rules.iter().any(|r| r == cells[0]) {
            out.extend(cells[5].split(' ').map(str::to_owned));
        }
    }
    out
}

fn says(rules: &BTreeSet<String>, rule: &str) -> bool {
    rules
        .iter()
        .any(|r| rule == r || rule.strip_prefix(r.as_str()).is_some_and(|rest| rest.starts_with('.')))
}

fn verdict(judged: &Judgement) -> Verdict {
    Verdict::of(judged.findings.iter().map(|f| f.severity))
}

#[derive(Default)]
struct Figures {
    clean: usize,
    passed: usize,
    rejected: usize,
    broken: usize,
    found: usize,
}

#[test]
fn clean_cases_pass_and_broken_ones_are_found_at_the_default() {
    let pack = Pack::builtin().unwrap();
    let mut of: BTreeMap<String, Figures> = BTreeMap::new();
    let mut told = Vec::new();
    let mut spoke: BTreeSet<String> = BTreeSet::new();
    let mut cried: BTreeMap<String, usize> = BTreeMap::new();
    let mut took = std::time::Duration::ZERO;
    for row in lot() {
        let dossier = row.dossier();
        let begun = std::time::Instant::now();
        let judged = judge(&dossier, &pack, RulesLevel::default());
        took += begun.elapsed();
        let f = of.entry(row.province.clone()).or_default();
        if row.about == "clean" {
            f.clean += 1;
            f.passed += usize::from(verdict(&judged) == Verdict::Pass);
            f.rejected += usize::from(verdict(&judged) == Verdict::Reject);
            for x in judged.findings.iter().filter(|x| x.severity > Severity::Note) {
                *cried.entry(x.rule.clone()).or_default() += 1;
                told.push(format!(
                    "{} clean: {} {:?} {:?} {:?}",
                    row.id, x.rule, x.severity, x.expected, x.actual
                ));
            }
        } else {
            let rules = saying(&row);
            let named: Vec<&String> = judged
                .findings
                .iter()
                .filter(|x| x.severity > Severity::Note && says(&rules, &x.rule))
                .map(|x| &x.rule)
                .collect();
            spoke.extend(named.iter().map(|r| (*r).clone()));
            f.broken += 1;
            f.found += usize::from(!named.is_empty());
            if named.is_empty() {
                let others: Vec<&str> = judged.findings.iter().map(|x| x.rule.as_str()).collect();
                told.push(format!(
                    "{} {}: not found by {rules:?}; spoke {others:?}",
                    row.id, row.about
                ));
            }
        }
    }
    let mut table = String::from("province\tclean\tpassed\trejected\tbroken\tfound\n");
    let mut all = Figures::default();
    for (province, f) in &of {
        let short = Province::find(province).unwrap().short;
        table.push_str(&format!(
            "{short}\t{}\t{}\t{}\t{}\t{}\n",
            f.clean, f.passed, f.rejected, f.broken, f.found
        ));
        all.clean += f.clean;
        all.passed += f.passed;
        all.rejected += f.rejected;
        all.broken += f.broken;
        all.found += f.found;
    }
    table.push_str(&format!(
        "all\t{}\t{}\t{}\t{}\t{}\n",
        all.clean, all.passed, all.rejected, all.broken, all.found
    ));
    if let Some(file) = std::env::var_os("CHUSHEN_LOT_TABLE") {
        let rules = pack
            .rules
            .iter()
            .filter(|r| r.is_local() && RulesLevel::default().asks(r.level));
        let quiet: Vec<&str> = rules.map(|r| r.id.as_str()).filter(|id| !spoke.contains(*id)).collect();
        let cases = all.clean + all.broken;
        let each = took.as_secs_f64() * 1000.0 / cases as f64;
        let text = format!(
            "{table}\n{each:.3} ms a case\n{cried:#?}\n{}\nasked and never right: {quiet:#?}\n",
            told.join("\n")
        );
        std::fs::write(file, text).unwrap();
    }
    assert_eq!(of.len(), 31);
    assert!(of.values().all(|f| f.clean == 20 && f.broken >= 20), "{table}");
    assert!(
        all.rejected == 0 && all.passed * 100 >= all.clean * 97,
        "{table}\n{}",
        told.join("\n")
    );
    assert!(all.found * 100 >= all.broken * 95, "{table}\n{}", told.join("\n"));
}

/// Every rule of a province's own fires on a case that breaks its sentence, and is silent on every case that keeps it; truth is
/// the dossier's words (`eval/rules/sentences.py` for the older sentences, `draw.py` for those of 2024 and later).
#[test]
fn every_rule_of_a_province_fires_and_is_silent_by_the_dossiers_words() {
    let pack = Pack::builtin().unwrap();
    let mut all = lot();
    all.extend(unpacked(include_bytes!("../../../eval/rules/sentences.jsonl.gz")));
    // Of each row: the province, whether it keeps the sentence, the rules that may say it, the row, and its case.
    let cases: Vec<_> = all
        .iter()
        .map(|row| {
            (
                &row.province,
                matches!(&*row.about, "kept" | "clean"),
                saying(row),
                row,
                row.dossier(),
            )
        })
        .collect();
    let mut wrong = Vec::new();
    let mut held = 0;
    for rule in pack.rules.iter().filter(|r| r.applies.province.len() == 1) {
        let own = cases.iter().filter(|c| rule.applies.province.contains(c.0.as_str()));
        let (mut fired, mut kept) = (0, 0);
        for (_, keeps, rules, row, dossier) in own {
            // A clean case keeps what is confirmed; the older sentences it may break.
            let clean = row.about == "clean" && RulesLevel::default().asks(rule.level);
            if !(clean || (row.about != "clean" && says(rules, &rule.id))) {
                continue;
            }
            let found = judge_by(dossier, &[rule]).findings;
            match (keeps, found.first()) {
                (true, None) => kept += 1,
                (true, Some(f)) => wrong.push(format!(
                    "{} speaks on {} ({}): {:?} {:?}",
                    rule.id, row.id, row.about, f.expected, f.actual
                )),
                (false, found) => fired += usize::from(found.is_some()),
            }
        }
        held += 1;
        if fired == 0 || kept == 0 {
            wrong.push(format!("{}: fired {fired}, silent {kept}", rule.id));
        }
    }
    assert!(wrong.is_empty(), "{held} rules\n{}", wrong.join("\n"));
}
