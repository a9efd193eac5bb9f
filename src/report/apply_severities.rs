//! A report as it would be under rules of other severities: findings weighed anew, nothing read again. So a proposed pack is held
//! against last month's reports.

use super::model::{Counts, Report};
use crate::finding::{Severity, Verdict};
use crate::judge::pack::Pack;

/// The report under `after` in the place of `before`: findings of rules that are switched off go, those of rules of another
/// severity take it. What a check lowered of its own stays lowered. Rules that are new, or ask something else, are not seen: they
/// need a new review.
pub fn apply_severities(report: &Report, before: &Pack, after: &Pack) -> Report {
    let mut out = report.clone();
    out.findings.retain_mut(|f| {
        let Some(old) = f.rule.as_deref().and_then(|id| before.rule(id)) else {
            return true;
        };
        let Some(new) = after.rule(&old.id) else {
            return false;
        };
        if new.severity < old.severity {
            f.severity = f.severity.min(new.severity);
        } else if new.severity > old.severity && f.severity == old.severity {
            f.severity = new.severity;
        }
        true
    });
    out.findings.sort_by_key(|f| std::cmp::Reverse(f.severity));
    let severities = || out.findings.iter().map(|f| f.severity).collect::<Vec<Severity>>();
    out.counts = Counts::of(severities());
    if out.verdict != Verdict::Error {
        out.verdict = Verdict::of(severities());
    }
    out.tool.rules.clone_from(&after.label);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Lang;
    use crate::report::build::unread_case;
    use crate::report::model::{FindingRow, Tool};

    #[test]
    fn a_lowered_rule_and_one_that_is_off() {
        let dir = tempfile::tempdir().unwrap();
        let text = "[[rule]]\nid = \"tianjin.legal-rep\"\nseverity = \"note\"\n\n[[rule]]\nid = \"national.file.empty\"\noff = true\n";
        std::fs::write(dir.path().join("own.toml"), text).unwrap();
        let (before, after) = (Pack::builtin().unwrap(), Pack::load(dir.path()).unwrap());
        let tool = Tool {
            version: "0".into(),
            rules: "r".into(),
            models: "none".into(),
        };
        let mut report = unread_case("a", "2026-06-01".parse().unwrap(), &tool, "file.corrupt", "x", Lang::En);
        let row = report.findings.remove(0);
        let of = |rule: &str, severity| FindingRow {
            rule: Some(rule.to_owned()),
            severity,
            ..row.clone()
        };
        report.verdict = Verdict::Reject;
        report.findings = vec![
            of("national.file.empty", Severity::Reject),
            of("tianjin.legal-rep", Severity::Review),
            of("tianjin.authorisation-site", Severity::Review),
        ];
        let now = apply_severities(&report, &before, &after);
        assert_eq!(
            (now.verdict, now.counts.review, now.counts.note),
            (Verdict::Review, 1, 1)
        );
        report.findings.pop();
        assert_eq!(apply_severities(&report, &before, &after).verdict, Verdict::Pass);
        assert_eq!(apply_severities(&report, &before, &before).verdict, Verdict::Reject);
    }
}
