//! A look-up among a million stored pictures: `cargo bench --bench ledger [-- PICTURES]`. Takes minutes and 12 GB of disk.
//!
//! Pictures are made up: blobs with comparisons by chance, a third of them one of fifty templates', as papers share theirs.
//! Asked for are stored pictures with 3 % of their comparisons turned and a fifth of their blobs lost, and pictures that were
//! never stored.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a bench prints, and must fail where its input is not there"
)]

use std::time::Instant;

use chushen::intake::case::Declaration;
use chushen::ledger::{Hasher, Ledger, Picture, Traces, traces};
use chushen::measure::likeness::{BLOBS, Blob, Likeness};
use chushen::pixels::Rgb;

const A_CASE: usize = 5;
const A_COMMIT: usize = 5_000;
const TEMPLATES: u64 = 50;
const ASKED: usize = 1_000;

/// Numbers by chance (splitmix64), the same in every run.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }
}

/// A page with some rows of print: whatever lies on it in the same way is the same.
fn page() -> Likeness {
    let page = Rgb::from_fn(600, 840, |x, y| {
        let print = y / 9 % 2 == 0 && (200..400).contains(&y) && Dice(u64::from(x / 4 + y / 3 * 1000)).next() % 5 < 2;
        image::Rgb(if print { [30; 3] } else { [235; 3] })
    });
    Likeness::of(&page).expect("the page has print")
}

fn picture(n: u64, base: &Likeness) -> Picture {
    let mut dice = Dice(n.wrapping_mul(0xD6E8_FEB8_6659_FD93));
    let template = dice.below(TEMPLATES);
    let blobs = (0..BLOBS as u64)
        .map(|i| {
            let of_template = i % 3 == 0;
            let bits = if of_template {
                Dice(template * 1000 + i).next()
            } else {
                dice.next()
            };
            Blob {
                x: (200 + dice.below(u64::from(base.w) * 8 - 400)) as u16,
                y: (200 + dice.below(u64::from(base.h) * 8 - 400)) as u16,
                bits,
            }
        })
        .collect();
    let mut likeness = base.clone();
    likeness.blobs = blobs;
    Picture {
        document: (n % A_CASE as u64) as usize,
        page: 1,
        likeness,
    }
}

/// A copy: some comparisons turned, some blobs lost, none moved.
fn copy(mut of: Likeness, dice: &mut Dice) -> Likeness {
    of.blobs.retain(|_| dice.below(5) > 0);
    for blob in &mut of.blobs {
        for bit in 0..64 {
            blob.bits ^= u64::from(dice.below(100) < 3) << bit;
        }
    }
    of
}

fn told(what: &str, times: &mut [f64]) {
    times.sort_by(f64::total_cmp);
    println!(
        "{what}: {:.2} ms (median), {:.2} ms (99 of 100 below), {:.2} ms (slowest) of {}",
        times[times.len() / 2],
        times[times.len() * 99 / 100],
        times[times.len() - 1],
        times.len()
    );
}

fn main() {
    let count: usize = std::env::args().find_map(|a| a.parse().ok()).unwrap_or(1_000_000);
    let folder = std::env::var_os("CHUSHEN_BENCH_DIR").map_or_else(std::env::temp_dir, Into::into);
    let dir = tempfile::tempdir_in(folder).unwrap();
    let file = dir.path().join("ledger");
    let mut ledger = Ledger::open(&file).unwrap();
    let base = page();
    let none: Option<&Declaration> = None;
    let start = Instant::now();
    let case = |n: usize, hasher: &Hasher| -> Traces { traces(&format!("case-{n}"), none, &[], hasher) };
    let cases = count / A_CASE;
    for first in (0..cases).step_by(A_COMMIT) {
        let night: Vec<Traces> = (first..cases.min(first + A_COMMIT))
            .map(|n| case(n, ledger.hasher()))
            .collect();
        let pictures = |i: usize| {
            let n = (first + i) * A_CASE;
            Ok((n..n + A_CASE).map(|n| picture(n as u64, &base)).collect())
        };
        ledger
            .record_with(night.into_iter(), "2026-06-01".parse().unwrap(), &pictures)
            .unwrap();
    }
    let stored = ledger.stats().unwrap().pictures;
    println!(
        "{stored} pictures stored in {:.0} s, {:.2} GB on disk",
        start.elapsed().as_secs_f64(),
        std::fs::metadata(&file).unwrap().len() as f64 / 1e9
    );
    let mut dice = Dice(7);
    let (mut known, mut strange) = (Vec::new(), Vec::new());
    let mut found = 0;
    for _ in 0..ASKED {
        let n = dice.below(stored);
        let asked = copy(picture(n, &base).likeness, &mut dice);
        let start = Instant::now();
        let seen = ledger.seen(&asked, &|_, _| true).unwrap();
        known.push(start.elapsed().as_secs_f64() * 1000.0);
        let owner = format!("case-{}", n as usize / A_CASE);
        found += usize::from(seen.iter().any(|s| s.owner == owner));
        let asked = picture(stored + 1 + dice.below(1 << 40), &base).likeness;
        let start = Instant::now();
        let seen = ledger.seen(&asked, &|_, _| true).unwrap();
        strange.push(start.elapsed().as_secs_f64() * 1000.0);
        assert!(seen.is_empty(), "a picture that was never stored was found");
    }
    told("a stored picture", &mut known);
    told("an unknown picture", &mut strange);
    println!("found: {found} of {ASKED}");
}
