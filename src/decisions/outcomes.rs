//! What the bureau made of cases: a table of the house becomes entries of the ledger, and the entries a table of what passed here and came back.
//! In: CSV, the ledger. Out: entries, shares by person, version, code and reason.

use std::collections::BTreeMap;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::agree;
use super::{Act, BureauSays, Ledger, LedgerError, Proposal, Says, State};
use crate::date::Date;

/// One outcome of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Case id.
    pub case: String,
    /// Passed or sent back.
    pub result: BureauSays,
    /// The day.
    pub on: Date,
    /// Its reason, where it gave one.
    pub reason: String,
}

/// Why a table is not taken; nothing of it is then entered.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// Its form.
    #[error("the table cannot be read: {0}")]
    Form(#[from] csv::Error),
    /// A column.
    #[error("the table has no column '{0}'")]
    Column(&'static str),
    /// A row.
    #[error("line {line}: {why}")]
    Row {
        /// Which line, from 1.
        line: u64,
        /// What is wrong.
        why: &'static str,
    },
}

/// Columns: what each may be called. The last is free to be missing.
const COLUMNS: [(&str, &[&str]); 4] = [
    ("case", &["case", "case_id", "案件编号", "编号"]),
    ("outcome", &["outcome", "result", "结果", "审核结果"]),
    ("on", &["on", "date", "日期", "审核日期"]),
    ("reason", &["reason", "原因", "退回原因"]),
];
const PASSED: &[&str] = &["passed", "pass", "通过", "审核通过"];
const RETURNED: &[&str] = &["returned", "rejected", "退回", "驳回", "不通过"];
/// Longest reason that is kept, characters.
const LONGEST: usize = 2000;

/// The outcomes of a table: CSV (RFC 4180) with a head, UTF-8 with or without a mark, or GB 18030 as spreadsheets write it.
pub fn parse(bytes: &[u8]) -> Result<Vec<Outcome>, TableError> {
    let (text, _, wrong) = encoding_rs::UTF_8.decode(bytes);
    let text = if wrong {
        encoding_rs::GB18030.decode(bytes).0
    } else {
        text
    };
    let mut table = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .flexible(true)
        .from_reader(text.as_bytes());
    let head = table.headers()?.clone();
    let place = |names: &[&str]| {
        head.iter()
            .position(|h| names.iter().any(|n| n.eq_ignore_ascii_case(h)))
    };
    let mut at = [None; 4];
    for (slot, (name, names)) in at.iter_mut().zip(COLUMNS) {
        *slot = place(names);
        if slot.is_none() && name != "reason" {
            return Err(TableError::Column(name));
        }
    }
    let mut out = Vec::new();
    for row in table.records() {
        let row = row?;
        let line = row.position().map_or(0, csv::Position::line);
        let wrong = |why| TableError::Row { line, why };
        let [case, result, on, reason] = at.map(|i| i.and_then(|i| row.get(i)).unwrap_or_default());
        if case.is_empty() {
            return Err(wrong("there is no case"));
        }
        let is = |words: &[&str]| words.iter().any(|w| w.eq_ignore_ascii_case(result));
        let result = match (is(PASSED), is(RETURNED)) {
            (true, _) => BureauSays::Passed,
            (_, true) => BureauSays::Returned,
            _ => return Err(wrong("the outcome is neither passed nor returned (通过、退回)")),
        };
        out.push(Outcome {
            case: case.to_owned(),
            result,
            on: on.parse().map_err(|_| wrong("the day is no date (2026-06-01)"))?,
            reason: reason.chars().take(LONGEST).collect(),
        });
    }
    Ok(out)
}

/// What came of an import.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// Entered.
    pub entered: usize,
    /// Known from an earlier import.
    pub known: usize,
    /// Ids of cases that have no report here, each once.
    pub strangers: Vec<String>,
}

/// Enters outcomes. `reports_of` tells the reports of a case id, with their digests.
pub fn import(
    ledger: &mut Ledger,
    outcomes: &[Outcome],
    by: &str,
    at: &str,
    reports_of: impl Fn(&str) -> Vec<(String, String)>,
) -> Result<Imported, LedgerError> {
    let mut out = Imported::default();
    for o in outcomes {
        let reports = reports_of(&o.case);
        if reports.is_empty() && !out.strangers.contains(&o.case) {
            out.strangers.push(o.case.clone());
        }
        for (report, digest) in reports {
            let once = word(o);
            let state = ledger.states().get(&report);
            if state.is_some_and(|s| s.history.iter().any(|e| e.once.as_deref() == Some(&once))) {
                out.known += 1;
                continue;
            }
            // The report that was decided on, where one was: it may have been written anew since.
            let decided = state.and_then(|s| s.decision.as_ref()).map(|d| d.digest.clone());
            ledger.append(Proposal {
                base: 0,
                once: Some(once),
                at: at.to_owned(),
                reviewer: by.to_owned(),
                case: o.case.clone(),
                report,
                digest: decided.unwrap_or(digest),
                act: Act::Outcome {
                    result: o.result,
                    on: o.on.to_string(),
                    reason: o.reason.clone(),
                },
            })?;
            out.entered += 1;
        }
    }
    Ok(out)
}

/// The word by which the same outcome is entered once.
fn word(o: &Outcome) -> String {
    let text = format!("{}\0{}\0{:?}\0{}", o.case, o.on, o.result, o.reason);
    Sha256::digest(text.as_bytes())
        .iter()
        .take(16)
        .map(|b| format!("{b:02x}"))
        .collect()
}

/// Of what was accepted here and has an outcome, how much came back.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// What was counted: `all`, `person`, `version`, `code`, `reason`.
    pub what: &'static str,
    /// Which one.
    pub name: String,
    /// Accepted here with an outcome. For a reason: all that came back.
    pub accepted: usize,
    /// Of these sent back there.
    pub returned: usize,
    /// The share, 0 to 1.
    pub share: f64,
    /// Lower end of the exact interval of 95 %.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// What the table needs of a report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Of {
    /// Program and rules that made it.
    pub version: String,
    /// Codes of its findings.
    pub codes: Vec<String>,
}

/// The table. `of` tells what is known of a report.
pub fn table<'a>(states: impl Iterator<Item = (&'a str, &'a State)>, of: impl Fn(&str) -> Of) -> Vec<Row> {
    let mut counted: BTreeMap<(&'static str, String), (usize, usize)> = BTreeMap::new();
    let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
    let mut back = 0;
    for (report, state) in states {
        let Some(Act::Outcome { result, reason, .. }) = state.outcome.as_ref().map(|o| &o.act) else {
            continue;
        };
        let Some(decision) = state.decision.as_ref().filter(|d| d.act.says() == Some(Says::Accept)) else {
            continue;
        };
        let returned = *result == BureauSays::Returned;
        let Of { version, mut codes } = of(report);
        codes.sort_unstable();
        codes.dedup();
        let places = [
            ("all", String::new()),
            ("person", decision.reviewer.clone()),
            ("version", version),
        ];
        for place in places.into_iter().chain(codes.into_iter().map(|c| ("code", c))) {
            let at = counted.entry(place).or_default();
            *at = (at.0 + 1, at.1 + usize::from(returned));
        }
        if returned {
            back += 1;
            *reasons.entry(reason.clone()).or_default() += 1;
        }
    }
    let row = |what, name, accepted: usize, returned: usize| {
        let [share, low, high] = agree::rounded(returned, accepted);
        Row {
            what,
            name,
            accepted,
            returned,
            share,
            low,
            high,
        }
    };
    let mut out: Vec<Row> = counted
        .into_iter()
        .map(|((what, name), (accepted, returned))| row(what, name, accepted, returned))
        .collect();
    out.extend(reasons.into_iter().map(|(reason, n)| row("reason", reason, back, n)));
    out
}

/// The table as CSV.
pub fn csv_of(rows: &[Row]) -> String {
    let cells = rows.iter().map(|r| {
        (
            r.what,
            r.name.as_str(),
            [r.accepted, r.returned],
            [r.share, r.low, r.high],
        )
    });
    agree::table("accepted,returned", cells)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_read_in_both_languages_and_as_spreadsheets_write_it() {
        let wanted = Outcome {
            case: "c-1".to_owned(),
            result: BureauSays::Returned,
            on: "2026-06-05".parse().unwrap(),
            reason: "营业执照模糊，请重拍".to_owned(),
        };
        let zh = "案件编号,审核结果,审核日期,退回原因\r\nc-1,退回,2026-06-05,\"营业执照模糊，请重拍\"\r\n";
        let (gb, _, _) = encoding_rs::GB18030.encode(zh);
        for bytes in [
            zh.as_bytes().to_vec(),
            gb.into_owned(),
            format!("\u{feff}{zh}").into_bytes(),
        ] {
            assert_eq!(parse(&bytes).unwrap(), std::slice::from_ref(&wanted));
        }
        let en = parse(b"date,case,result\n2026-06-05,c-1,returned\n").unwrap();
        assert_eq!((en[0].result, en[0].reason.as_str()), (BureauSays::Returned, ""));
        for wrong in [
            "case,outcome\nc,passed\n",
            "case,outcome,on\nc,maybe,2026-06-01\n",
            "case,outcome,on\nc,passed,yesterday\n",
            "case,outcome,on\n,passed,2026-06-01\n",
        ] {
            assert!(parse(wrong.as_bytes()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_passed_here_and_came_back_is_counted_by_person_version_code_and_reason() {
        let dir = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(dir.path()).unwrap();
        for (case, who, act) in [
            ("a", "甲", Act::Accept),
            ("b", "甲", Act::Accept),
            (
                "c",
                "乙",
                Act::SendBack {
                    notice: "x".into(),
                    remark: String::new(),
                },
            ),
        ] {
            let decision = Proposal {
                base: 0,
                once: None,
                at: String::new(),
                reviewer: who.into(),
                case: case.into(),
                report: case.into(),
                digest: "d".into(),
                act,
            };
            ledger.append(decision).unwrap();
        }
        let csv = "case,outcome,on,reason\na,returned,2026-06-05,照片\nb,passed,2026-06-05,\nc,returned,2026-06-05,\nz,passed,2026-06-05,\n";
        let outcomes = parse(csv.as_bytes()).unwrap();
        let there = |case: &str| {
            if case == "z" {
                vec![]
            } else {
                vec![(case.to_owned(), "e".to_owned())]
            }
        };
        let first = import(&mut ledger, &outcomes, "丁", "2026-06-06T00:00:00Z", there).unwrap();
        assert_eq!(
            (first.entered, first.known, first.strangers),
            (3, 0, vec!["z".to_owned()])
        );
        let again = import(&mut ledger, &outcomes, "戊", "2026-06-07T00:00:00Z", there).unwrap();
        assert_eq!(
            (again.entered, again.known),
            (0, 3),
            "the same outcome is entered once, whoever brings it"
        );
        let of = |report: &str| Of {
            version: "1".into(),
            codes: if report == "a" {
                vec!["image.blurred".into()]
            } else {
                vec![]
            },
        };
        let rows = table(ledger.states().iter(), of);
        let told: Vec<_> = rows
            .iter()
            .map(|r| (r.what, r.name.as_str(), r.returned, r.accepted))
            .collect();
        assert_eq!(
            told,
            [
                ("all", "", 1, 2),
                ("code", "image.blurred", 1, 1),
                ("person", "甲", 1, 2),
                ("version", "1", 1, 2),
                ("reason", "照片", 1, 1)
            ]
        );
        assert!(csv_of(&rows).contains("person,甲,2,1,0.5,"));
    }
}
