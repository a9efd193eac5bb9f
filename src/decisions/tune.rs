//! Which rules reviewers overrule: counts by rule over decided cases, with an interval of the share, and which of them to lower.
//! In: states of reports and their findings. Out: [`Tally`], [`Proposal`], the text of a pack. It proposes and changes nothing.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Act, State};
use crate::finding::Severity;
use crate::report::model::Report;

/// The 97.5 % point of the normal distribution: intervals of 95 %.
const Z: f64 = 1.959_964;

/// Share of overruled findings above which, with 95 % certainty, a rule is proposed to be lowered: it is wrong more often than it
/// is right.
const WRONG: f64 = 0.5;

/// Wilson's interval of a share: `hits` of `n`, 95 %. Between 0 and 1; 0 to 1 where nothing was seen.
/// E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209.
pub fn wilson(hits: usize, n: usize) -> (f64, f64) {
    if n == 0 {
        return (0.0, 1.0);
    }
    let (hits, n) = (hits as f64, n as f64);
    let share = hits / n;
    let square = Z * Z / n;
    let middle = (share + square / 2.0) / (1.0 + square);
    let half = Z * (share * (1.0 - share) / n + square / (4.0 * n)).sqrt() / (1.0 + square);
    ((middle - half).max(0.0), (middle + half).min(1.0))
}

/// What reviewers made of the findings of one rule, in cases that were decided.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Tally {
    /// Findings of this rule, notes left out.
    pub found: usize,
    /// Of these overruled.
    pub overruled: usize,
    /// Gravest severity that was seen.
    pub severity: Option<Severity>,
    /// Reasons given, each once, in the order of the ledger.
    pub reasons: Vec<String>,
}

/// Tallies by rule, and what could not be counted.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Counted {
    /// By the rule's id.
    pub rules: BTreeMap<String, Tally>,
    /// Decided cases whose report was there.
    pub cases: usize,
    /// Overrulings that fit findings of several rules at one place, or none.
    pub unclear: usize,
}

impl Counted {
    /// Adds a decided case: the state of its report, and the report.
    pub fn add(&mut self, state: &State, report: &Report) {
        if state.decision.is_none() && state.overruled.is_empty() {
            return;
        }
        self.cases += 1;
        let weighing = || report.findings.iter().filter(|f| f.severity > Severity::Note);
        for f in weighing() {
            let Some(rule) = &f.rule else { continue };
            let tally = self.rules.entry(rule.clone()).or_default();
            tally.found += 1;
            tally.severity = tally.severity.max(Some(f.severity));
        }
        for entry in &state.overruled {
            let Act::Overrule { finding, reason } = &entry.act else {
                continue;
            };
            let mut rules = weighing().filter(|f| finding.is(f)).filter_map(|f| f.rule.as_ref());
            let (Some(rule), None) = (rules.next(), rules.next()) else {
                self.unclear += 1;
                continue;
            };
            if let Some(tally) = self.rules.get_mut(rule) {
                tally.overruled += 1;
                if !tally.reasons.contains(reason) {
                    tally.reasons.push(reason.clone());
                }
            }
        }
    }
    /// Rules that are wrong more often than right, surely; most surely wrong first.
    pub fn proposals(&self) -> Vec<Proposal> {
        let mut out: Vec<Proposal> = self
            .rules
            .iter()
            .filter_map(|(rule, tally)| {
                let (low, high) = wilson(tally.overruled, tally.found);
                let to = match tally.severity? {
                    Severity::Reject => Severity::Review,
                    Severity::Review => Severity::Note,
                    Severity::Note => return None,
                };
                (low > WRONG).then(|| Proposal {
                    rule: rule.clone(),
                    tally: tally.clone(),
                    low: thousandth(low),
                    high: thousandth(high),
                    to,
                })
            })
            .collect();
        out.sort_by(|a, b| b.low.total_cmp(&a.low).then(a.rule.cmp(&b.rule)));
        out
    }
}

/// Rounded to three decimals.
pub fn thousandth(share: f64) -> f64 {
    (share * 1000.0).round() / 1000.0
}

/// A rule that is proposed to be lowered one step.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Proposal {
    /// Its id.
    pub rule: String,
    /// What was counted.
    #[serde(flatten)]
    pub tally: Tally,
    /// Lower end of the interval of the overruled share, 0 to 1.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// The severity proposed.
    pub to: Severity,
}

/// The proposals as a pack of one's own.
pub fn pack(proposals: &[Proposal]) -> String {
    let mut out = String::from(
        "# Proposed by `chushen rules tune` from what reviewers overruled. Nothing holds before this folder is given as --rules; strike out\n# what shall stay, and see with `chushen compare REPORT_DIR --proposal DIR` what it would have done.\n",
    );
    for p in proposals {
        let share = thousandth(p.tally.overruled as f64 / p.tally.found as f64);
        out.push_str(&format!(
            "\n# Overruled {} of {} ({share}; 95 %: {} to {}).\n",
            p.tally.overruled, p.tally.found, p.low, p.high
        ));
        for reason in &p.tally.reasons {
            // A reason is free text: on one line it stays a comment.
            out.push_str(&format!("# - {}\n", crate::report::plain::plain(reason, 200)));
        }
        out.push_str(&format!(
            "[[rule]]\nid = \"{}\"\nseverity = \"{}\"\n",
            p.rule,
            p.to.name()
        ));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_is_wilsons() {
        let near = |(a, b): (f64, f64), (c, d): (f64, f64)| (a - c).abs() < 0.001 && (b - d).abs() < 0.001;
        // Figures of the formula worked by hand: 8 of 10, 0 of 10, 10 of 10, and 400 of 500.
        assert!(near(wilson(8, 10), (0.490, 0.943)), "{:?}", wilson(8, 10));
        assert!(near(wilson(0, 10), (0.0, 0.278)), "{:?}", wilson(0, 10));
        assert!(near(wilson(10, 10), (0.722, 1.0)), "{:?}", wilson(10, 10));
        assert!(near(wilson(400, 500), (0.763, 0.833)), "{:?}", wilson(400, 500));
        assert_eq!(wilson(0, 0), (0.0, 1.0));
    }

    #[test]
    fn a_few_overrulings_prove_nothing_and_many_lower_one_step() {
        let counted = |overruled: usize, found: usize, severity| {
            let tally = Tally {
                found,
                overruled,
                severity: Some(severity),
                reasons: vec!["换行\n[[rule]]".to_owned()],
            };
            Counted {
                rules: BTreeMap::from([("r".to_owned(), tally)]),
                cases: found,
                unclear: 0,
            }
        };
        assert!(counted(3, 3, Severity::Review).proposals().is_empty());
        assert!(counted(8, 10, Severity::Review).proposals().is_empty());
        let lowered = |c: Counted| c.proposals().first().map(|p| p.to);
        assert_eq!(lowered(counted(40, 50, Severity::Review)), Some(Severity::Note));
        assert_eq!(lowered(counted(40, 50, Severity::Reject)), Some(Severity::Review));
        let text = pack(&counted(40, 50, Severity::Review).proposals());
        let table: toml::Table = toml::from_str(&text).unwrap();
        assert_eq!(table["rule"].as_array().map(Vec::len), Some(1), "{text}");
    }
}
