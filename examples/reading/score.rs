//! Fields read from cached pages held against their truth, as `../shared/eval/licences/score.py` does it.

use std::collections::BTreeMap;
use std::error::Error;

use chushen::extract::{self, Reading};
use chushen::kind::{self, DocumentKind, FieldName};
use sha2::{Digest as _, Sha256};
use unicode_normalization::UnicodeNormalization as _;

use crate::fit::Source;
use crate::truth;

/// From here on a reading is believed.
const SURE: f64 = 0.9;

pub const FIELDS: [FieldName; 10] = [
    FieldName::Name,
    FieldName::CreditCode,
    FieldName::RegistrationNumber,
    FieldName::LegalRepresentative,
    FieldName::Type,
    FieldName::Address,
    FieldName::RegisteredCapital,
    FieldName::EstablishedOn,
    FieldName::ValidUntil,
    FieldName::BusinessScope,
];

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

/// Readings of one range of confidence: how many, how many right, the sum of their confidences.
type Bin = (usize, usize, f64);
const BINS: usize = 20;

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
    let read = match read {
        "then" => Read::Then,
        "first" => Read::First,
        _ => Read::Again,
    };
    let mut tables: BTreeMap<FieldName, Table> = BTreeMap::new();
    let (mut documents, mut of_kind) = (0, 0);
    let mut bins: [Bin; BINS] = [(0, 0, 0.0); BINS];
    for source in sources {
        let source = Source::open(source)?;
        for d in &source.documents {
            let chosen = match part {
                "work" => !truth::held(&d.case),
                "held" => truth::held(&d.case),
                _ => true,
            };
            let Some(values) = source.values(d).filter(|v| chosen && v.contains_key("name")) else {
                continue;
            };
            let licence = d.recognised.kind == DocumentKind::BusinessLicence;
            if source.boxes.is_none() && !licence {
                continue;
            }
            documents += 1;
            of_kind += usize::from(licence);
            let fields = match (read, kind::spec(d.recognised.kind)) {
                (Read::Then, _) | (_, None) => d.fields.clone(),
                (Read::First, Some(spec)) => extract::extract(spec, &d.pages),
                (Read::Again, Some(spec)) => extract::extract(spec, &d.again),
            };
            for field in FIELDS {
                let row = tables.entry(field).or_default();
                if let (Some(want), Some(have)) = (values.get(field.name()), fields.get(&field)) {
                    let bin = &mut bins[((have.confidence * BINS as f64) as usize).min(BINS - 1)];
                    let right = usize::from(same(field, want, &have.value));
                    *bin = (bin.0 + 1, bin.1 + right, bin.2 + have.confidence);
                }
                if let Some(verdict) = count(row, field, values.get(field.name()), fields.get(&field))
                    && (list == "all" || list == field.name())
                {
                    let have = fields.get(&field);
                    println!(
                        "{verdict:8}{} {field}\tread {:?} {}\twant {:?}",
                        d.case,
                        have.map(|r| r.value.chars().take(600).collect::<String>()),
                        have.map_or(0.0, |r| r.confidence),
                        values
                            .get(field.name())
                            .map(|v| v.chars().take(600).collect::<String>()),
                    );
                }
            }
        }
    }
    print(&tables, documents, of_kind);
    println!("reliability: readings, mean confidence, share right");
    for (n, right, sum) in bins.iter().filter(|b| b.0 > 0) {
        println!("{n:6} {:.3} {:.3}", sum / *n as f64, *right as f64 / *n as f64);
    }
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

fn print(tables: &BTreeMap<FieldName, Table>, documents: usize, of_kind: usize) {
    println!(
        "{:22}{:>7}{:>7}{:>9}{:>7}{:>11}{:>13}{:>8}",
        "field", "asked", "exact", "missing", "sure", "sure wrong", "sure made up", "rate"
    );
    let rate = |a: usize, b: usize| a as f64 / b.max(1) as f64;
    let mut all = Table::default();
    let mut subject = (0, 0);
    for field in FIELDS {
        let Some(t) = tables.get(&field) else { continue };
        println!(
            "{:22}{:7}{:7}{:9}{:7}{:11}{:13}{:8.4}",
            field.name(),
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
        if FIELDS[..4].contains(&field) {
            subject = (subject.0 + t.exact, subject.1 + t.asked);
        }
    }
    println!(
        "{documents} documents, kind {:.4}, field_exact {:.4} ({}/{}), subject_exact {:.4}, sure_wrong {:.4} ({}/{})",
        rate(of_kind, documents),
        rate(all.exact, all.asked),
        all.exact,
        all.asked,
        rate(subject.0, subject.1),
        rate(all.sure_wrong, all.sure),
        all.sure_wrong,
        all.sure
    );
}
