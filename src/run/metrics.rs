//! Figures of a run for a monitor, in the Prometheus text format, written whole to a file that the node exporter's textfile
//! collector reads. Version 0.0.4 of the format: `HELP` and `TYPE` before each family, one sample a line.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::RunError;
use super::files::write_atomic;
use crate::report::model::Tool;

/// Written at most this often while a run goes on.
const EVERY: Duration = Duration::from_secs(5);

/// Figures of a run so far.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Figures {
    /// Cases found.
    pub cases: usize,
    /// Cases with a report, by verdict.
    pub verdicts: BTreeMap<&'static str, usize>,
    /// Of these, taken over from an earlier run.
    pub unchanged: usize,
    /// Cases without a report.
    pub failed: usize,
    /// Documents.
    pub documents: usize,
    /// Pages.
    pub pages: usize,
    /// Bytes of documents.
    pub bytes: u64,
    /// Readers that ended, by how.
    pub faults: BTreeMap<String, usize>,
    /// Documents on which a budget was met.
    pub limits: usize,
    /// Reader processes begun.
    pub readers: usize,
    /// Processor seconds of readers.
    pub cpu: f64,
    /// Seconds cases took, summed.
    pub seconds: f64,
    /// Seconds since 1970 when the run ended; 0 while it goes on.
    pub ended: i64,
}

/// The file, or none.
#[derive(Debug)]
pub struct Metrics {
    file: Option<PathBuf>,
    tool: Tool,
    state: Mutex<(Figures, Option<Instant>)>,
}

impl Metrics {
    /// Figures for this file.
    pub fn new(file: Option<PathBuf>, tool: &Tool) -> Self {
        Self {
            file,
            tool: tool.clone(),
            state: Mutex::new((Figures::default(), None)),
        }
    }

    /// Changes the figures; writes them where it is time, or where `now`.
    pub fn change(&self, now: bool, change: impl FnOnce(&mut Figures)) -> Result<(), RunError> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut state.0);
        let due = now || state.1.is_none_or(|t| t.elapsed() >= EVERY);
        match &self.file {
            Some(file) if due => {
                state.1 = Some(Instant::now());
                write_atomic(file, text(&state.0, &self.tool).as_bytes())
            }
            _ => Ok(()),
        }
    }
}

/// A label's value: backslash, quote and newline are escaped.
pub fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

/// Writes a family: its help, its type (`gauge`, `counter`, `histogram`), and its samples, what follows the name and the value of each.
pub fn family(out: &mut String, name: &str, kind: &str, help: &str, samples: &[(String, String)]) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "# HELP chushen_{name} {help}\n# TYPE chushen_{name} {kind}");
    for (rest, value) in samples {
        let _ = writeln!(out, "chushen_{name}{rest} {value}");
    }
}

fn text(f: &Figures, tool: &Tool) -> String {
    let mut s = String::new();
    let mut gauge = |name: &str, help: &str, samples: &[(String, String)]| family(&mut s, name, "gauge", help, samples);
    let one = |v: String| vec![(String::new(), v)];
    let by = |label: &str, of: Vec<(&str, usize)>| -> Vec<(String, String)> {
        of.into_iter()
            .map(|(name, n)| (format!("{{{label}=\"{}\"}}", escaped(name)), n.to_string()))
            .collect()
    };
    let info = format!(
        "{{version=\"{}\",rules=\"{}\",models=\"{}\"}}",
        escaped(&tool.version),
        escaped(&tool.rules),
        escaped(&tool.models)
    );
    let reported: usize = f.verdicts.values().sum();
    gauge(
        "run_info",
        "Program, rules and models of the run.",
        &[(info, "1".to_owned())],
    );
    gauge("run_cases", "Cases found below the queue.", &one(f.cases.to_string()));
    let left = f.cases.saturating_sub(reported + f.failed);
    gauge("run_cases_left", "Cases not yet done.", &one(left.to_string()));
    let verdicts = f.verdicts.iter().map(|(k, v)| (*k, *v)).collect();
    gauge("run_reports", "Reports by verdict.", &by("verdict", verdicts));
    gauge(
        "run_reports_unchanged",
        "Reports taken over from an earlier run.",
        &one(f.unchanged.to_string()),
    );
    gauge(
        "run_cases_failed",
        "Cases without a report.",
        &one(f.failed.to_string()),
    );
    gauge("run_documents", "Documents looked at.", &one(f.documents.to_string()));
    gauge(
        "run_document_bytes",
        "Bytes of documents looked at.",
        &one(f.bytes.to_string()),
    );
    gauge("run_pages", "Pages read.", &one(f.pages.to_string()));
    let faults = f.faults.iter().map(|(k, v)| (k.as_str(), *v)).collect();
    gauge(
        "run_reader_faults",
        "Reader processes that ended on a document, by how.",
        &by("how", faults),
    );
    gauge(
        "run_limits",
        "Documents on which a budget was met.",
        &one(f.limits.to_string()),
    );
    gauge("run_readers", "Reader processes begun.", &one(f.readers.to_string()));
    gauge(
        "run_reader_cpu_seconds",
        "Processor seconds of readers.",
        &one(format!("{:.3}", f.cpu)),
    );
    gauge(
        "run_case_seconds",
        "Seconds that cases took, summed.",
        &one(format!("{:.3}", f.seconds)),
    );
    gauge(
        "run_ended_timestamp_seconds",
        "When the run ended; 0 while it goes on.",
        &one(f.ended.to_string()),
    );
    s
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_family_has_help_and_type_and_labels_are_escaped() {
        let figures = Figures {
            cases: 3,
            verdicts: [("pass", 1)].into(),
            faults: [("a \"b\"\n".to_owned(), 2)].into(),
            ..Figures::default()
        };
        let tool = Tool {
            version: "1".to_owned(),
            rules: "r".to_owned(),
            models: "none".to_owned(),
        };
        let text = text(&figures, &tool);
        assert!(text.contains("chushen_run_cases_left 2\n"));
        assert!(text.contains("chushen_run_reader_faults{how=\"a \\\"b\\\"\\n\"} 2\n"));
        for line in text.lines().filter(|l| !l.starts_with('#')) {
            let name = line.split(['{', ' ']).next().unwrap();
            assert!(text.contains(&format!("# HELP {name} ")) && text.contains(&format!("# TYPE {name} gauge")));
            assert!(line.rsplit(' ').next().unwrap().parse::<f64>().is_ok(), "{line}");
        }
    }
}
