//! How well pictures are told again: `cargo run --release --example likeness -- EVERY FOLDER...`
//!
//! Every picture below the folders (the first page of a PDF or TIFF) is described. Of every `EVERY`th copies are made (saved at
//! qualities 40 to 95, scaled to 50 to 150 %, cropped by 5 % of width and height, by 5 % on each side, all of it at once) and
//! looked up among all pictures as a run does. Then each picture is compared with each of another folder: what is found to be
//! the same is listed, to be looked at.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a measurement prints, and must fail where its input is not there"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use chushen::ledger::alike::{Alike, compare};
use chushen::ledger::{Picture, RunPictures};
use chushen::limits::Limits;
use chushen::measure::likeness::Likeness;
use chushen::pixels::Rgb;
use chushen::{decode, sniff};
use image::imageops::{self, FilterType};
use rayon::prelude::*;

/// Whole numbers without pattern (splitmix64, Steele et al. 2014), so that every run makes the same copies.
struct Dice(u64);

impl Dice {
    /// 0 to 1.
    fn roll(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }
    fn between(&mut self, least: f64, most: f64) -> f64 {
        least + (most - least) * self.roll()
    }
}

fn saved(page: &Rgb, quality: u8) -> Rgb {
    let mut bytes = Vec::new();
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, quality);
    page.write_with_encoder(encoder).unwrap();
    image::load_from_memory(&bytes).unwrap().to_rgb8()
}

fn scaled(page: &Rgb, by: f64, dice: &mut Dice) -> Rgb {
    let size = |n: u32| (f64::from(n) * by).round().max(1.0) as u32;
    let filters = [FilterType::Triangle, FilterType::CatmullRom, FilterType::Lanczos3];
    let filter = filters[(dice.roll() * 2.999) as usize];
    imageops::resize(page, size(page.width()), size(page.height()), filter)
}

/// Without `share` of width and height, taken off opposite sides at chance, or `share` on each side.
fn cropped(page: &Rgb, share: f64, each: bool, dice: &mut Dice) -> Rgb {
    let mut part = |n: u32| {
        let off = (f64::from(n) * share) as u32;
        if each {
            (off, n - 2 * off)
        } else {
            ((f64::from(off) * dice.roll()).round() as u32, n - off)
        }
    };
    let ((x, w), (y, h)) = (part(page.width()), part(page.height()));
    imageops::crop_imm(page, x, y, w, h).to_image()
}

fn copies(page: &Rgb, seed: u64) -> Vec<(&'static str, Rgb)> {
    let mut dice = Dice(seed);
    let d = &mut dice;
    let quality = d.between(40.0, 95.0) as u8;
    let by = d.between(0.5, 1.5);
    let share = d.between(0.01, 0.05);
    let all = cropped(page, 0.05, false, d);
    vec![
        ("saved, quality 40", saved(page, 40)),
        ("saved, quality 40-95", saved(page, quality)),
        ("scaled to 50 %", scaled(page, 0.5, d)),
        ("scaled to 50-150 %", scaled(page, by, d)),
        ("scaled to 150 %", scaled(page, 1.5, d)),
        ("cropped by 1-5 %", cropped(page, share, false, d)),
        ("cropped by 5 %", cropped(page, 0.05, false, d)),
        ("cropped by 5 % a side", cropped(page, 0.05, true, d)),
        ("all at once", saved(&scaled(&all, 0.7, d), 50)),
    ]
}

fn first_page(file: &Path, limits: &Limits) -> Option<Rgb> {
    let bytes: Arc<[u8]> = std::fs::read(file).ok()?.into();
    let format = sniff::identify(&bytes).format;
    let opened = decode::open(bytes, format, limits).ok()?;
    Some(opened.page(0, limits).ok()?.pixels)
}

type Copies = Vec<(&'static str, Option<Likeness>)>;

fn main() {
    let mut args = std::env::args().skip(1);
    let every: usize = args.next().and_then(|a| a.parse().ok()).expect("EVERY FOLDER...");
    let limits = Limits::default();
    let mut files: Vec<PathBuf> = args
        .flat_map(walkdir::WalkDir::new)
        .filter_map(Result::ok)
        .filter(|e| e.file_type().is_file() && e.path().extension().is_none_or(|e| e != "json"))
        .map(|e| e.path().to_owned())
        .collect();
    files.sort();
    println!("{} files", files.len());
    let dir = tempfile::tempdir().unwrap();
    let run = RunPictures::open(&dir.path().join("pictures"), false).unwrap();
    let described: Vec<Option<(Likeness, f64, Copies)>> = files
        .par_iter()
        .enumerate()
        .map(|(i, file)| {
            let page = first_page(file, &limits)?;
            let start = Instant::now();
            let likeness = Likeness::of(&page)?;
            let took = start.elapsed().as_secs_f64() * 1000.0;
            let copies = if i % every == 0 {
                copies(&page, i as u64)
            } else {
                Vec::new()
            };
            let copies = copies.iter().map(|(name, page)| (*name, Likeness::of(page))).collect();
            Some((likeness, took, copies))
        })
        .collect();
    let known: Vec<(usize, &Likeness)> = described
        .iter()
        .enumerate()
        .filter_map(|(i, d)| Some((i, &d.as_ref()?.0)))
        .collect();
    let mut times: Vec<f64> = described.iter().flatten().map(|d| d.1).collect();
    times.sort_by(f64::total_cmp);
    println!(
        "{} described, {:.1} ms each (median), {:.0} bytes each",
        known.len(),
        times[times.len() / 2],
        known.iter().map(|k| k.1.pack().len()).sum::<usize>() as f64 / known.len() as f64
    );
    for (i, likeness) in &known {
        let picture = Picture {
            document: 0,
            page: 1,
            likeness: (*likeness).clone(),
        };
        run.keep(&i.to_string(), "", &[picture]).unwrap();
    }
    let mut tally: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut lookups = Vec::new();
    for (i, likeness) in &known {
        for (name, copy) in &described[*i].as_ref().unwrap().2 {
            let start = Instant::now();
            let seen = copy
                .as_ref()
                .map(|c| run.seen(c, &|_| true).unwrap())
                .unwrap_or_default();
            lookups.push(start.elapsed().as_secs_f64() * 1000.0);
            let found = seen.iter().any(|s| s.owner == i.to_string());
            let row = tally.entry(name).or_default();
            row.0 += usize::from(found);
            row.1 += 1;
            if !found {
                let alike = copy.as_ref().and_then(|c| compare(c, likeness));
                println!("missed {name}: {} {alike:?}", files[*i].display());
            }
        }
    }
    for (name, (found, all)) in &tally {
        println!("{name:24} {found} of {all} = {:.4}", *found as f64 / *all as f64);
    }
    lookups.sort_by(f64::total_cmp);
    println!(
        "a look-up takes {:.2} ms (median), {:.2} ms (of 100 the slowest)",
        lookups[lookups.len() / 2],
        lookups[lookups.len() * 99 / 100]
    );
    let found: Vec<(usize, Vec<(usize, usize, Alike)>)> = known
        .par_iter()
        .enumerate()
        .map(|(n, (i, a))| {
            let others = known[n + 1..]
                .iter()
                .filter(|(j, _)| files[*i].parent() != files[*j].parent());
            let mut pairs = 0;
            let alike = others
                .inspect(|_| pairs += 1)
                .filter_map(|(j, b)| Some((*i, *j, compare(a, b)?)))
                .filter(|(_, _, alike)| alike.share() < 0.03)
                .collect();
            (pairs, alike)
        })
        .collect();
    let pairs: usize = found.iter().map(|f| f.0).sum();
    let mut close: Vec<(usize, usize, Alike)> = found.into_iter().flat_map(|f| f.1).collect();
    close.sort_by(|a, b| a.2.share().total_cmp(&b.2.share()));
    let same = close.iter().filter(|c| c.2.is_same()).count();
    println!("{pairs} pairs of different folders: {same} are told to be the same picture; the closest:");
    for (i, j, alike) in close.iter().take(same + 12) {
        println!(
            "{:.4} ({} of {}) {} {}",
            alike.share(),
            alike.others,
            alike.windows,
            files[*i].display(),
            files[*j].display()
        );
    }
}
