//! Fields read from cached pages held against their truth, as `../shared/eval/licences/score.py` does it.

use std::collections::BTreeMap;
use std::error::Error;

use chushen::extract::labeller::Weights;
use chushen::extract::{self, Reading};
use chushen::kind::{self, DocumentKind, FieldName};
use sha2::{Digest as _, Sha256};
use unicode_normalization::UnicodeNormalization as _;

use crate::fit::Source;
use crate::truth;

/// From here on a reading is believed.
const SURE: f64 = 0.9;

/// What a holder is known by: `subject_exact`.
const SUBJECT: [FieldName; 4] = [
    FieldName::Name,
    FieldName::CreditCode,
    FieldName::RegistrationNumber,
    FieldName::LegalRepresentative,
];
/// Fields that papers print and truth does not tell.
pub const UNTOLD: [FieldName; 2] = [FieldName::Copy, FieldName::MadeOn];

pub fn fold(field: FieldName, text: &str) -> String {
    let text: String = text.nfkc().collect();
    if matches!(field, FieldName::EstablishedOn | FieldName::ValidUntil) {
        return text;
    }
    let kept = |c: &char| !c.is_whitespace() && !"·•。，,、；;：:.-—_（）()[]【】“”\"'`*".contains(*c);
    text.chars()
        .filter(kept)
        .collect::<String>()
        .replace('圆', "元")
        .to_uppercase()
}

/// Whether a value is the one wanted, which may be a hash of it (`eval/reading/slips.py`).
pub fn same(field: FieldName, want: &str, have: &str) -> bool {
    let have = fold(field, have);
    match want.strip_prefix('#') {
        Some(hash) => {
            let digest = Sha256::digest(format!("{}:{have}", field.name()));
            let hex: String = digest.iter().take(8).map(|b| format!("{b:02x}")).collect();
            hex == hash
        }
        None => fold(field, want) == have,
    }
}

#[derive(Default)]
struct Table {
    asked: usize,
    exact: usize,
    missing: usize,
    sure: usize,
    sure_wrong: usize,
    sure_made_up: usize,
}

const BINS: usize = 20;

/// Readings by range of confidence: how many, how many right, the sum of their confidences.
#[derive(Default)]
pub struct Bins([(usize, usize, f64); BINS]);

impl Bins {
    /// Counts a reading.
    pub fn add(&mut self, confidence: f64, right: bool) {
        let bin = &mut self.0[((confidence * BINS as f64) as usize).min(BINS - 1)];
        *bin = (bin.0 + 1, bin.1 + usize::from(right), bin.2 + confidence);
    }

    /// Prints a line a range: readings, mean confidence, share right.
    pub fn print(&self) {
        for (n, right, sum) in self.0.iter().filter(|b| b.0 > 0) {
            println!("{n:6} {:.3} {:.3}", sum / *n as f64, *right as f64 / *n as f64);
        }
    }
}

/// Which reading of the documents is scored.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Read {
    /// By the reader of the day on which the cache was filled.
    Then,
    /// From the pages as first read.
    First,
    /// From the pages after that reader's second look.
    Again,
}

/// Prints the figures of the part `work`, `held` or `all`; what is wrong of a field, or of `all`, is listed.
pub fn run(part: &str, read: &str, list: &str, sources: &[&str]) -> Result<(), Box<dyn Error>> {
    // first:WEIGHTS.tsv reads by a table that is not shipped.
    let (read, table) = read.split_once(':').unwrap_or((read, ""));
    let fitted = if table.is_empty() {
        None
    } else {
        Some(Weights::from_tsv(&std::fs::read_to_string(table)?))
    };
    let weights = fitted.as_ref().unwrap_or(Weights::shipped());
    let read = match read {
        "then" => Read::Then,
        "first" => Read::First,
        _ => Read::Again,
    };
    let mut tables: BTreeMap<(DocumentKind, FieldName), Table> = BTreeMap::new();
    let mut documents = 0;
    let mut bins = Bins::default();
    for source in sources {
        let source = Source::open(source)?;
        for d in &source.documents {
            let chosen = match part {
                "work" => !truth::held(&d.case),
                "held" => truth::held(&d.case),
                _ => true,
            };
            let kind = d.recognised.kind;
            let Some((values, spec)) = source.values(d).zip(kind::spec(kind)).filter(|_| chosen) else {
                continue;
            };
            documents += 1;
            let fields = match read {
                Read::Then => d.fields.clone(),
                Read::First => extract::extract_by(weights, spec, &d.pages),
                Read::Again => extract::extract_by(weights, spec, &d.again),
            };
            for field in spec.fields.iter().map(|f| f.name) {
                let (want, have) = (values.get(field.name()), fields.get(&field));
                if want.is_none() && UNTOLD.contains(&field) {
                    continue;
                }
                let row = tables.entry((kind, field)).or_default();
                if let (Some(want), Some(have)) = (want, have) {
                    bins.add(have.confidence, same(field, want, &have.value));
                }
                if let Some(verdict) = count(row, field, want, have)
                    && (list == "all" || list == field.name() || list == kind.name())
                {
                    println!(
                        "{verdict:8}{} {} {field}\tread {:?} {}\twant {:?}",
                        d.case,
                        d.file,
                        have.map(|r| r.value.chars().take(600).collect::<String>()),
                        have.map_or(0.0, |r| r.confidence),
                        want.map(|v| v.chars().take(600).collect::<String>()),
                    );
                }
            }
        }
    }
    print(&tables, documents);
    println!("reliability: readings, mean confidence, share right");
    bins.print();
    Ok(())
}

fn count(row: &mut Table, field: FieldName, want: Option<&String>, have: Option<&Reading>) -> Option<&'static str> {
    let sure = have.is_some_and(|r| r.confidence >= SURE);
    row.sure += usize::from(sure);
    let Some(want) = want else {
        row.sure_made_up += usize::from(sure);
        return sure.then_some("MADE-UP");
    };
    row.asked += 1;
    let Some(have) = have else {
        row.missing += 1;
        return Some("MISSING");
    };
    if same(field, want, &have.value) {
        row.exact += 1;
        return None;
    }
    row.sure_wrong += usize::from(sure);
    Some(if sure { "WRONG" } else { "unsure" })
}

fn print(tables: &BTreeMap<(DocumentKind, FieldName), Table>, documents: usize) {
    println!(
        "{:44}{:>7}{:>7}{:>9}{:>7}{:>11}{:>13}{:>8}",
        "field", "asked", "exact", "missing", "sure", "sure wrong", "sure made up", "rate"
    );
    let rate = |a: usize, b: usize| a as f64 / b.max(1) as f64;
    let mut all = Table::default();
    let mut subject = (0, 0);
    for ((kind, field), t) in tables {
        println!(
            "{:44}{:7}{:7}{:9}{:7}{:11}{:13}{:8.4}",
            format!("{} {}", kind.name(), field.name()),
            t.asked,
            t.exact,
            t.missing,
            t.sure,
            t.sure_wrong,
            t.sure_made_up,
            rate(t.exact, t.asked)
        );
        all.asked += t.asked;
        all.exact += t.exact;
        all.sure += t.sure;
        all.sure_wrong += t.sure_wrong + t.sure_made_up;
        if SUBJECT.contains(field) {
            subject = (subject.0 + t.exact, subject.1 + t.asked);
        }
    }
    println!(
        "{documents} documents, field_exact {:.4} ({}/{}), subject_exact {:.4}, sure_wrong {:.4} ({}/{})",
        rate(all.exact, all.asked),
        all.exact,
        all.asked,
        rate(subject.0, subject.1),
        rate(all.sure_wrong, all.sure),
        all.sure_wrong,
        all.sure
    );
}
