//! The tools with which reading is measured and fitted. Pages are recognised once (`cache`); everything after that works on the
//! cached pages and takes seconds. A source is `CACHE:TRUTH[:BOXES]`.
//!
//! ```text
//! reading cache MODELS QUEUE OUT [CASE...]                             recognise the pages of every case, a file a document
//! reading fit|validate OUT.tsv SOURCE...                               estimate the labeller's weights (with a cross-validation)
//! reading fit-confidence OUT.tsv SOURCE...                             estimate the model of confidence
//! reading score work|held|all READ FIELD|KIND|all|- SOURCE...          score what is read from cached pages: READ is then, first, again
//!                                                                      or first:WEIGHTS.tsv, again:WEIGHTS.tsv
//! reading tags CASE shipped|WEIGHTS.tsv SOURCE...                      the units of a case's pages with their tags
//! reading json CACHE                                                   every cached document as a line of JSON
//! reading keep OUT < LINES                                            such lines as a cache: for one of an older format
//! reading framing work|held|all BEYOND LABELS.tsv QUEUE CACHE          cut licences told from whole ones, against what a person saw
//! ```
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a tool for measuring")]

mod cache;
mod confidence;
mod fit;
mod framing;
mod score;
mod tags;
mod truth;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let done = match args.as_slice() {
        ["cache", models, queue, out, cases @ ..] => cache::fill(models, queue, out, cases),
        ["fit", out, sources @ ..] => fit::run(out, false, sources),
        ["validate", out, sources @ ..] => fit::run(out, true, sources),
        ["fit-confidence", out, sources @ ..] => confidence::run(out, sources),
        ["score", part, read, list, sources @ ..] => score::run(part, read, list, sources),
        ["tags", case, weights, sources @ ..] => tags::run(case, weights, sources),
        ["json", cache] => json(cache),
        ["keep", out] => cache::keep(out),
        ["framing", part, beyond, labels, queue, cache] => framing::run(part, beyond, labels, queue, cache),
        _ => Err("reading cache|fit|fit-confidence|score|tags|framing ... (see examples/reading/main.rs)".into()),
    };
    if let Err(error) = done {
        eprintln!("{error}");
        std::process::exit(2);
    }
}

fn json(cache: &str) -> Result<(), Box<dyn std::error::Error>> {
    for document in cache::documents(std::path::Path::new(cache))? {
        println!("{}", serde_json::to_string(&document)?);
    }
    Ok(())
}
