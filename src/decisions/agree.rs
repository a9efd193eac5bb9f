//! How far people agree: second looks held against the decisions they were about, and decisions on known cases against what is right. In: the
//! states of reports. Out: shares by person and by code, each with an interval.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Act, Entry, Says, State};
use crate::finding::Verdict;

/// What both ends of an interval leave out, together: intervals of 95 %.
const OUTSIDE: f64 = 0.05;
/// Steps of the bisection; 2 to the power of -50 is below what a float tells from its neighbour here.
const STEPS: u32 = 50;

/// The exact interval of a share: `hits` of `n`, at least 95 % whatever the share is. Between 0 and 1; 0 to 1 where nothing was seen.
/// C. J. Clopper and E. S. Pearson, Biometrika 26 (1934) 404. Wilson's ([`super::tune::wilson`]) is shorter and holds 95 % on average
/// only; about people a promise is to be kept for each.
pub fn exact(hits: usize, n: usize) -> (f64, f64) {
    if n == 0 {
        return (0.0, 1.0);
    }
    // The share at which so many hits or more become as likely as the half of what is left out; and the same from above.
    let at = |hits: usize, likely: f64| {
        let (mut low, mut high) = (0.0_f64, 1.0_f64);
        for _ in 0..STEPS {
            let middle = f64::midpoint(low, high);
            if at_least(hits, n, middle) < likely {
                low = middle;
            } else {
                high = middle;
            }
        }
        f64::midpoint(low, high)
    };
    let low = if hits == 0 { 0.0 } else { at(hits, OUTSIDE / 2.0) };
    let high = if hits == n {
        1.0
    } else {
        at(hits + 1, 1.0 - OUTSIDE / 2.0)
    };
    (low, high)
}

/// The probability of `hits` or more of `n` at a share between 0 and 1. Summed on the side of the mean that is the smaller, so that what
/// vanishes is what is small.
fn at_least(hits: usize, n: usize, share: f64) -> f64 {
    let below = (hits as f64) <= n as f64 * share;
    let (from, step): (usize, bool) = if below {
        (hits.saturating_sub(1), false)
    } else {
        (hits, true)
    };
    if below && hits == 0 {
        return 1.0;
    }
    let choose: f64 = (1..=from).map(|i| ((n - from + i) as f64 / i as f64).ln()).sum();
    let mut term = (choose + from as f64 * share.ln() + (n - from) as f64 * (1.0 - share).ln()).exp();
    let odds = share / (1.0 - share);
    let (mut sum, mut at) = (0.0, from);
    loop {
        sum += term;
        if step {
            if at == n {
                break;
            }
            term *= (n - at) as f64 / (at + 1) as f64 * odds;
            at += 1;
        } else {
            if at == 0 {
                break;
            }
            term *= at as f64 / (n - at + 1) as f64 / odds;
            at -= 1;
        }
    }
    if below { 1.0 - sum } else { sum }
}

/// A second look and the decision it was about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The report's key.
    pub report: String,
    /// Who decided.
    pub first: String,
    /// Who looked a second time.
    pub second: String,
    /// Whether they would have done the same.
    pub agree: bool,
}

/// All pairs, in the order of the reports.
pub fn pairs<'a>(states: impl Iterator<Item = (&'a str, &'a State)>) -> Vec<Pair> {
    states.flat_map(|(report, state)| of_one(report, state)).collect()
}

fn of_one(report: &str, state: &State) -> Vec<Pair> {
    let about = |look: &Entry| {
        let before = |e: &&Entry| e.revision < look.revision && e.digest == look.digest && e.act.decides();
        state.history.iter().rfind(before)
    };
    let pair = |look: &Entry| {
        let first = about(look)?;
        let Act::SecondLook { says, .. } = look.act else {
            return None;
        };
        Some(Pair {
            report: report.to_owned(),
            first: first.reviewer.clone(),
            second: look.reviewer.clone(),
            agree: first.act.says() == Some(says),
        })
    };
    state.seconds.iter().filter_map(pair).collect()
}

/// A share with its interval.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Share {
    /// What was counted: `person`, `code`, `known`.
    pub what: &'static str,
    /// Whose, or of which code.
    pub name: String,
    /// How many there were.
    pub looks: usize,
    /// In how many of them people agreed, or were right.
    pub agreed: usize,
    /// The share, 0 to 1, three decimals.
    pub share: f64,
    /// Lower end of the interval of 95 %, rounded down.
    pub low: f64,
    /// Upper end, rounded up.
    pub high: f64,
}

/// A share of `n` in thousandths, and the ends of its interval, rounded outwards.
pub(super) fn rounded(hits: usize, n: usize) -> [f64; 3] {
    let (low, high) = exact(hits, n);
    let share = super::tune::thousandth(hits as f64 / n.max(1) as f64);
    [share, (low * 1000.0).floor() / 1000.0, (high * 1000.0).ceil() / 1000.0]
}

fn share(what: &'static str, name: String, agreed: usize, looks: usize) -> Share {
    let [share, low, high] = rounded(agreed, looks);
    Share {
        what,
        name,
        looks,
        agreed,
        share,
        low,
        high,
    }
}

fn shares(what: &'static str, counted: BTreeMap<String, (usize, usize)>) -> Vec<Share> {
    let rows = counted.into_iter();
    rows.map(|(name, (agreed, looks))| share(what, name, agreed, looks))
        .collect()
}

/// Agreement by person; a pair counts for both.
pub fn by_person(pairs: &[Pair]) -> Vec<Share> {
    let mut counted: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for p in pairs {
        for name in [&p.first, &p.second] {
            let at = counted.entry(name.clone()).or_default();
            *at = (at.0 + usize::from(p.agree), at.1 + 1);
        }
    }
    shares("person", counted)
}

/// Agreement by the codes of the reports' findings; a pair counts once for each code of its report.
pub fn by_code(pairs: &[Pair], codes: impl Fn(&str) -> Vec<String>) -> Vec<Share> {
    let mut counted: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for p in pairs {
        let mut of = codes(&p.report);
        of.sort_unstable();
        of.dedup();
        for code in of {
            let at = counted.entry(code).or_default();
            *at = (at.0 + usize::from(p.agree), at.1 + 1);
        }
    }
    shares("code", counted)
}

/// How often each person was right in known cases: the last word of each person about each report, put aside left out.
pub fn on_known<'a>(states: impl Iterator<Item = (&'a str, &'a State)>, right: &BTreeMap<String, Says>) -> Vec<Share> {
    let mut counted: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (_, state) in states {
        let mut last: BTreeMap<&str, (&str, Says)> = BTreeMap::new();
        let undone = |e: &Entry| !state.can_undo(e.revision);
        for e in state.history.iter().filter(|e| !undone(e)) {
            let says = match e.act {
                Act::SecondLook { says, .. } => Some(says),
                _ => e.act.says(),
            };
            if let Some(says) = says.filter(|s| *s != Says::Hold) {
                last.insert(&e.reviewer, (&e.case, says));
            }
        }
        for (name, (case, says)) in last {
            if let Some(known) = right.get(case) {
                let at = counted.entry(name.to_owned()).or_default();
                *at = (at.0 + usize::from(*known == says), at.1 + 1);
            }
        }
    }
    shares("known", counted)
}

/// A line of a file of known cases: those of the kit's `truth.jsonl`.
#[derive(Debug, Deserialize)]
struct Known {
    case_id: String,
    verdict: Verdict,
}

/// Known cases of a text, JSON Lines with `case_id` and `verdict`: what passes is to be accepted, what is rejected sent back. Cases that are for
/// review have no one right answer and are left out.
pub fn known(text: &str) -> Result<BTreeMap<String, Says>, String> {
    let mut out = BTreeMap::new();
    for (n, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let row: Known = serde_json::from_str(line).map_err(|_| format!("line {} is no known case", n + 1))?;
        let says = match row.verdict {
            Verdict::Pass => Says::Accept,
            Verdict::Reject => Says::SendBack,
            Verdict::Review | Verdict::Error => continue,
        };
        out.insert(row.case_id, says);
    }
    Ok(out)
}

/// Rows of shares as CSV: what is counted, its name, two numbers, the share and its interval. `numbers`: heads of the two.
pub(super) fn table<'a>(numbers: &str, rows: impl Iterator<Item = (&'a str, &'a str, [usize; 2], [f64; 3])>) -> String {
    let mut out = format!("\u{feff}what,name,{numbers},share,low,high\r\n");
    for (what, name, [first, second], [share, low, high]) in rows {
        let name = crate::report::csv::cell(name);
        out.push_str(&format!("{what},{name},{first},{second},{share},{low},{high}\r\n"));
    }
    out
}

/// The shares as CSV.
pub fn csv(rows: &[Share]) -> String {
    let cells = rows
        .iter()
        .map(|r| (r.what, r.name.as_str(), [r.looks, r.agreed], [r.share, r.low, r.high]));
    table("looks,agreed", cells)
}

#[cfg(test)]
mod tests {
    use super::super::States;
    use super::super::entry::SCHEMA;
    use super::*;

    #[test]
    fn the_interval_is_clopper_and_pearson_s() {
        // 0 of n: 1 - 0.025^(1/n); n of n its mirror; 5 of 10 and 90 of 100 from tables of the beta distribution.
        let near = |(a, b): (f64, f64), (c, d): (f64, f64)| (a - c).abs() < 5e-4 && (b - d).abs() < 5e-4;
        assert!(near(exact(0, 10), (0.0, 0.3085)), "{:?}", exact(0, 10));
        assert!(near(exact(10, 10), (0.6915, 1.0)), "{:?}", exact(10, 10));
        assert!(near(exact(5, 10), (0.1871, 0.8129)), "{:?}", exact(5, 10));
        assert!(near(exact(90, 100), (0.8238, 0.9510)), "{:?}", exact(90, 100));
        assert_eq!(exact(0, 0), (0.0, 1.0));
        let (low, high) = exact(2_970, 3_000);
        assert!(low > 0.985 && high < 0.994, "{low} {high}");
    }

    /// Draws the same numbers in every run: xorshift64* (S. Vigna, ACM TOMS 42 (2016) 30).
    struct Lot(u64);
    impl Lot {
        fn share(&mut self) -> f64 {
            self.0 ^= self.0 >> 12;
            self.0 ^= self.0 << 25;
            self.0 ^= self.0 >> 27;
            (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11) as f64 / (1u64 << 53) as f64
        }
        fn happens(&mut self, share: f64) -> bool {
            self.share() < share
        }
    }

    fn entry(revision: u64, case: &str, reviewer: &str, act: Act) -> Entry {
        Entry {
            schema: SCHEMA.into(),
            revision,
            previous: None,
            once: None,
            at: String::new(),
            reviewer: reviewer.into(),
            case: case.into(),
            report: case.into(),
            digest: "d".into(),
            act,
        }
    }

    const fn other(says: Says) -> Says {
        match says {
            Says::Accept => Says::SendBack,
            _ => Says::Accept,
        }
    }

    fn decision(says: Says) -> Act {
        match says {
            Says::Accept => Act::Accept,
            _ => Act::SendBack {
                notice: "退回".into(),
                remark: String::new(),
            },
        }
    }

    /// Two people of known error on 150 cases, a third of them known, looked at twice with a share of 30 %: what is printed about them.
    fn printed(errors: [f64; 2], lot: &mut Lot) -> (Vec<Share>, Vec<Share>) {
        let mut states = States::default();
        let mut right = BTreeMap::new();
        let mut revision = 0;
        for n in 0..150 {
            let case = format!("c{n}");
            let truth = if lot.happens(0.5) { Says::Accept } else { Says::SendBack };
            let known = n % 3 == 0;
            if known {
                right.insert(case.clone(), truth);
            }
            let mut says = |who: usize| if lot.happens(errors[who]) { other(truth) } else { truth };
            let (first, second) = (n % 2, 1 - n % 2);
            let (a, b) = (says(first), says(second));
            let names = ["甲", "乙"];
            revision += 1;
            states.add(entry(revision, &case, names[first], decision(a)));
            if known || lot.happens(0.3) {
                revision += 1;
                let look = Act::SecondLook {
                    says: b,
                    text: String::new(),
                };
                states.add(entry(revision, &case, names[second], look));
            }
        }
        (by_person(&pairs(states.iter())), on_known(states.iter(), &right))
    }

    #[test]
    fn printed_intervals_hold_the_truth_about_simulated_people() {
        let mut lot = Lot(20_261_130);
        for errors in [[0.02, 0.10], [0.0, 0.05], [0.2, 0.35]] {
            let agreement = errors[0] * errors[1] + (1.0 - errors[0]) * (1.0 - errors[1]);
            let mut held = [0, 0, 0];
            for _ in 0..200 {
                let (people, known) = printed(errors, &mut lot);
                let holds = |s: &Share, truth: f64| usize::from(s.low <= truth && truth <= s.high);
                held[0] += holds(&people[0], agreement);
                // By name: 乙 stands before 甲.
                held[1] += holds(&known[0], 1.0 - errors[1]);
                held[2] += holds(&known[1], 1.0 - errors[0]);
            }
            assert!(held.iter().all(|h| *h >= 190), "of 200 at {errors:?}: {held:?}");
        }
    }

    #[test]
    fn a_second_look_is_held_against_the_decision_before_it_and_counts_for_each_code() {
        let mut states = States::default();
        let look = |says| Act::SecondLook {
            says,
            text: String::new(),
        };
        states.add(entry(1, "a", "甲", Act::Accept));
        states.add(entry(2, "a", "乙", look(Says::SendBack)));
        // The lead settled it afterwards; that changes nothing about the two.
        states.add(entry(3, "a", "丁", decision(Says::SendBack)));
        states.add(entry(4, "b", "乙", Act::Accept));
        states.add(entry(5, "b", "甲", look(Says::Accept)));
        states.add(entry(6, "c", "乙", Act::Accept));
        states.add(entry(7, "c", "甲", look(Says::SendBack)));
        states.add(entry(8, "c", "甲", Act::Undo { undoes: 7 }));
        let pairs = pairs(states.iter());
        assert_eq!(
            pairs.iter().map(|p| (p.first.as_str(), p.agree)).collect::<Vec<_>>(),
            [("甲", false), ("乙", true)]
        );
        let codes = by_code(&pairs, |r| {
            if r == "a" {
                vec!["x".into(), "x".into()]
            } else {
                vec!["x".into(), "y".into()]
            }
        });
        assert_eq!(
            codes
                .iter()
                .map(|s| (s.name.as_str(), s.agreed, s.looks))
                .collect::<Vec<_>>(),
            [("x", 1, 2), ("y", 1, 1)]
        );
    }

    #[test]
    fn known_cases_are_those_with_one_right_answer() {
        let text = "{\"case_id\":\"a\",\"verdict\":\"pass\",\"more\":1}\n{\"case_id\":\"b\",\"verdict\":\"reject\"}\n\n{\"case_id\":\"c\",\"verdict\":\"review\"}\n";
        let found: Vec<_> = known(text).unwrap().into_iter().collect();
        assert_eq!(
            found,
            [("a".to_owned(), Says::Accept), ("b".to_owned(), Says::SendBack)]
        );
        assert!(known("{}").is_err());
    }
}
