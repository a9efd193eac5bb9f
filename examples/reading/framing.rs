//! Whether cut licences are told from whole ones: what is said of the pictures of a queue, with their pages as cached, against what a
//! person saw (`eval/framing/labels.tsv`: the beginning of the picture's SHA-256 and `whole`, `cut` or `doubtful`).

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use chushen::classify::framed::{SIDES, look};
use chushen::classify::scale::doubt_outline;
use chushen::limits::Limits;
use chushen::read::ReadPage;
use chushen::{decode, kind, pixels, sniff};
use sha2::{Digest as _, Sha256};

use crate::{cache, truth};

/// Prints what is said of each picture of a part (`work`, `held`, `all`) that is not as seen, and the counts; `beyond` as in the rule.
pub fn run(part: &str, beyond: &str, labels: &str, queue: &str, cached: &str) -> Result<(), Box<dyn Error>> {
    let beyond: f64 = beyond.parse()?;
    let text = std::fs::read_to_string(labels)?;
    let labels: BTreeMap<&str, &str> = text.lines().skip(1).filter_map(|l| l.split_once('\t')).collect();
    let limits = Limits::default();
    let mut counts: BTreeMap<(String, &str), usize> = BTreeMap::new();
    for mut document in cache::documents(Path::new(cached))? {
        let held = truth::held(&document.case);
        if (part == "work" && held) || (part == "held" && !held) {
            continue;
        }
        let bytes = std::fs::read(Path::new(queue).join(&document.case).join(&document.file))?;
        let digest: String = Sha256::digest(&bytes)
            .iter()
            .take(6)
            .map(|b| format!("{b:02x}"))
            .collect();
        let label = labels
            .get(digest.as_str())
            .copied()
            .unwrap_or("not labelled")
            .to_owned();
        let (Some(spec), Some(page)) = (kind::spec(document.recognised.kind), document.pages.first_mut()) else {
            *counts.entry((label, "not read")).or_default() += 1;
            continue;
        };
        let opened = decode::open(bytes.clone().into(), sniff::identify(&bytes).format, &limits)?;
        page.picture = Some(pixels::turned(opened.page(0, &limits)?.pixels, page.turn));
        doubt_outline(spec, page);
        let before = said(page, f64::MAX);
        look(spec, page);
        let now = said(page, beyond);
        let placed = if page.measured.figures.contains_key(SIDES[0].1) {
            ""
        } else {
            " (no form laid)"
        };
        let figures: Vec<String> = SIDES
            .iter()
            .filter_map(|(side, name)| Some(format!("{} {:+.3}", side.name(), page.measured.figures.get(name)?)))
            .collect();
        println!(
            "{digest} {label:8} before {before:?} now {now:?}{placed} {}",
            figures.join(" ")
        );
        let counted = |yes: bool, when| if yes { (when, "cut") } else { (when, "whole") };
        for (when, says) in [counted(!before.is_empty(), "before"), counted(!now.is_empty(), "now")] {
            *counts.entry((format!("{label} {when}"), says)).or_default() += 1;
        }
        *counts.entry((format!("{label}{placed}"), "pictures")).or_default() += 1;
    }
    for ((label, says), n) in counts {
        println!("{label}: {says} {n}");
    }
    Ok(())
}

/// Sides that are said to be cut.
fn said(page: &ReadPage, beyond: f64) -> Vec<&'static str> {
    let runs_out = |(side, figure): &&(chushen::measure::Side, &str)| {
        page.measured.cut.contains(side) || page.measured.figures.get(figure).is_some_and(|b| *b > beyond)
    };
    SIDES.iter().filter(runs_out).map(|(side, _)| side.name()).collect()
}
