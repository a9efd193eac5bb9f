//! Throughput by floor over the shipped samples: `cargo bench` (after `make models`). Whole rounds, medians; figures are to be
//! compared within one run on one machine.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a bench prints, and must fail where its input is not there"
)]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use chushen::judge::engine::{RulesLevel, judge};
use chushen::judge::pack::Pack;
use chushen::limits::Limits;
use chushen::read::ocr::{Engine, Models};
use chushen::{decode, intake, measure, run, sniff};

/// Median of `rounds` timings of `work`, in milliseconds.
fn median(rounds: usize, mut work: impl FnMut()) -> f64 {
    let mut times: Vec<f64> = (0..rounds)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let limits = Limits::default();
    let found = intake::walk::find_cases(&root.join("samples/queue"), &limits).unwrap();
    let cases: Vec<intake::Case> = found
        .cases
        .iter()
        .map(|f| intake::walk::load_case(f, &limits).unwrap())
        .collect();
    let files: Vec<(PathBuf, Arc<[u8]>)> = cases
        .iter()
        .flat_map(|c| &c.attachments)
        .map(|a| (a.file.clone(), intake::walk::read(a, &limits).unwrap().bytes))
        .collect();
    let bytes: usize = files.iter().map(|f| f.1.len()).sum();
    let sniffed = median(9, || {
        for (_, b) in &files {
            assert_ne!(sniff::identify(b).format, chushen::format::Format::Unknown);
        }
    });
    println!(
        "sniff    {:>8.2} ms for {} files, {:.1} MB",
        sniffed,
        files.len(),
        bytes as f64 / 1e6
    );
    let opened: Vec<decode::Opened> = files
        .iter()
        .filter_map(|(_, b)| decode::open(Arc::clone(b), sniff::identify(b).format, &limits).ok())
        .collect();
    let mut pages = Vec::new();
    let decoded = median(3, || {
        pages = opened
            .iter()
            .filter_map(|o| o.page(0, &limits).ok().map(|p| (p, o.metadata.clone())))
            .collect();
    });
    let megapixels: f64 = pages
        .iter()
        .map(|(p, _)| f64::from(p.pixels.width() * p.pixels.height()) / 1e6)
        .sum();
    println!(
        "decode   {decoded:>8.2} ms for {} pages, {megapixels:.1} megapixels",
        pages.len()
    );
    let measured = median(3, || {
        for (p, m) in &pages {
            assert!(!measure::measure(p, m).figures.is_empty());
        }
    });
    println!(
        "measure  {measured:>8.2} ms, {:.1} ms for 2 megapixels",
        measured / megapixels * 2.0
    );
    let Ok(models) = Models::load(&root.join("models")) else {
        println!("read     skipped: no models; run `make models`");
        return;
    };
    let engine = Engine::new(models);
    let reader = run::reader::Reader::InProcess(Some(Box::new(engine)), chushen::signature::Trust::default());
    let tools = run::case::Tools::new(&reader, &limits, "2026-06-01".parse().unwrap());
    let mut dossiers = Vec::new();
    let read = median(1, || {
        dossiers = cases.iter().map(|c| run::case::read_case(c, &[], &tools).0).collect();
    });
    println!(
        "read     {:>8.0} ms for {} cases, {:.2} s a page",
        read,
        cases.len(),
        read / 1000.0 / pages.len() as f64
    );
    let pack = Pack::builtin().unwrap();
    let judged = median(9, || {
        for d in &dossiers {
            assert!(!judge(d, &pack, RulesLevel::Published).outcomes.is_empty());
        }
    });
    let slowest = dossiers
        .iter()
        .map(|d| {
            median(9, || {
                judge(d, &pack, RulesLevel::Published);
            })
        })
        .fold(0.0, f64::max);
    println!(
        "judge    {:>8.2} ms for {} cases, {:.3} ms a case, {slowest:.3} ms the slowest",
        judged,
        cases.len(),
        judged / cases.len() as f64
    );
}
