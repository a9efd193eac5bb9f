//! Figures for a monitor, in the Prometheus text format: what is counted, and the text of `/metrics`.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::run::metrics::{escaped, family};

/// A family of figures.
#[derive(Debug)]
pub struct Family {
    /// Name without the prefix `chushen_`.
    pub name: &'static str,
    /// `counter`, `gauge` or `histogram`.
    pub kind: &'static str,
    /// Labels, in order.
    pub labels: &'static [&'static str],
    help: &'static str,
}

macro_rules! families {
    ($($const:ident $name:literal $kind:literal [$($label:literal),*] $help:literal)*) => {
        $(
            #[doc = $help]
            pub const $const: &Family = &Family { name: $name, kind: $kind, labels: &[$($label),*], help: $help };
        )*
        /// Every family.
        pub const ALL: &[&Family] = &[$($const),*];
    };
}

families! {
    REQUESTS "http_requests_total" "counter" ["operation", "status"] "Requests answered."
    CASES "cases" "gauge" ["state"] "Cases in the folder of state."
    FINISHED "cases_finished_total" "counter" ["outcome"] "Cases reviewed, by verdict."
    DOCUMENTS "documents_total" "counter" ["outcome"] "Documents looked at by themselves."
    KEPT "documents_kept_total" "counter" [] "Documents not read again, because the same bytes were read before."
    DOCUMENT_SECONDS "document_seconds" "histogram" [] "Seconds from the last byte of a document to the answer."
    CASE_SECONDS "case_seconds" "histogram" [] "Seconds that a case was reviewed."
    REFUSED "refused_total" "counter" ["reason"] "Requests refused, by the code of the problem."
    CALLBACKS "callbacks_total" "counter" ["outcome"] "Attempts to call back: delivered, failed, given-up."
}

/// Upper bounds of the histograms, seconds.
const BOUNDS: [f64; 9] = [0.1, 0.25, 0.5, 1.0, 1.5, 2.5, 5.0, 10.0, 30.0];

#[derive(Debug, Default)]
struct Histogram {
    /// Measurements up to each bound, not counting those up to the bound before.
    counts: [u64; BOUNDS.len()],
    count: u64,
    sum: f64,
}

#[derive(Debug, Default)]
struct State {
    /// By family and the values of its labels.
    counters: BTreeMap<(&'static str, Vec<String>), u64>,
    histograms: BTreeMap<&'static str, Histogram>,
}

/// The figures of a server.
#[derive(Debug, Default)]
pub struct Figures(Mutex<State>);

impl Figures {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts so many more.
    pub fn add(&self, family: &'static Family, values: &[&str], more: usize) {
        let values = values.iter().map(|v| (*v).to_owned()).collect();
        *self.state().counters.entry((family.name, values)).or_default() += more as u64;
    }

    /// Counts one more.
    pub fn count(&self, family: &'static Family, values: &[&str]) {
        self.add(family, values, 1);
    }

    /// Takes a measurement.
    pub fn took(&self, family: &'static Family, time: Duration) {
        let seconds = time.as_secs_f64();
        let mut state = self.state();
        let histogram = state.histograms.entry(family.name).or_default();
        histogram.count += 1;
        histogram.sum += seconds;
        let bucket = BOUNDS.iter().zip(&mut histogram.counts).find(|(b, _)| seconds <= **b);
        if let Some((_, count)) = bucket {
            *count += 1;
        }
    }

    /// The text of all families; `cases` by state.
    pub fn text(&self, cases: &BTreeMap<&'static str, usize>) -> String {
        let state = self.state();
        let mut out = String::new();
        for f in ALL {
            let samples = if f.name == CASES.name {
                cases.iter().map(|(s, n)| (labels(f, &[s]), n.to_string())).collect()
            } else if f.kind == "histogram" {
                buckets(state.histograms.get(f.name).unwrap_or(&Histogram::default()))
            } else {
                let of = state.counters.iter().filter(|((name, _), _)| *name == f.name);
                let counted = of.map(|((_, values), n)| {
                    let values: Vec<&str> = values.iter().map(String::as_str).collect();
                    (labels(f, &values), n.to_string())
                });
                let mut samples: Vec<(String, String)> = counted.collect();
                if samples.is_empty() && f.labels.is_empty() {
                    samples.push((String::new(), "0".to_owned()));
                }
                samples
            };
            family(&mut out, f.name, f.kind, f.help, &samples);
        }
        out
    }
}

fn labels(family: &Family, values: &[&str]) -> String {
    if family.labels.is_empty() {
        return String::new();
    }
    let pairs: Vec<String> = family
        .labels
        .iter()
        .zip(values)
        .map(|(name, value)| format!("{name}=\"{}\"", escaped(value)))
        .collect();
    format!("{{{}}}", pairs.join(","))
}

fn buckets(h: &Histogram) -> Vec<(String, String)> {
    let mut upto = 0;
    let mut samples: Vec<(String, String)> = Vec::new();
    for (bound, count) in BOUNDS.iter().zip(h.counts) {
        upto += count;
        samples.push((format!("_bucket{{le=\"{bound}\"}}"), upto.to_string()));
    }
    samples.push(("_bucket{le=\"+Inf\"}".to_owned(), h.count.to_string()));
    samples.push(("_sum".to_owned(), format!("{:.3}", h.sum)));
    samples.push(("_count".to_owned(), h.count.to_string()));
    samples
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_are_cumulative_and_every_family_is_told() {
        let figures = Figures::default();
        figures.count(REQUESTS, &["healthz", "200"]);
        figures.add(KEPT, &[], 3);
        for ms in [50, 300, 40_000] {
            figures.took(DOCUMENT_SECONDS, Duration::from_millis(ms));
        }
        let text = figures.text(&[("waiting", 2)].into());
        for line in [
            "chushen_http_requests_total{operation=\"healthz\",status=\"200\"} 1",
            "chushen_cases{state=\"waiting\"} 2",
            "chushen_documents_kept_total 3",
            "chushen_document_seconds_bucket{le=\"0.1\"} 1",
            "chushen_document_seconds_bucket{le=\"0.5\"} 2",
            "chushen_document_seconds_bucket{le=\"30\"} 2",
            "chushen_document_seconds_bucket{le=\"+Inf\"} 3",
            "chushen_document_seconds_count 3",
            "chushen_case_seconds_count 0",
        ] {
            assert!(text.lines().any(|l| l == line), "{line} in\n{text}");
        }
        for f in ALL {
            assert!(text.contains(&format!("# TYPE chushen_{} {}\n", f.name, f.kind)));
        }
    }

    #[test]
    fn the_list_for_dashboards_is_this_one() {
        let list = include_str!("../../integrations/api/metrics.tsv");
        let listed: Vec<Vec<&str>> = list.lines().skip(1).map(|l| l.split('\t').take(3).collect()).collect();
        let ours: Vec<Vec<String>> = ALL
            .iter()
            .map(|f| {
                let labels = if f.labels.is_empty() {
                    "-".to_owned()
                } else {
                    f.labels.join(",")
                };
                vec![format!("chushen_{}", f.name), f.kind.to_owned(), labels]
            })
            .collect();
        assert_eq!(listed, ours);
    }
}
