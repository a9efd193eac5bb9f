//! One hot path by name, as often as told: `paths NAME TIMES`. `benches/counts.py` counts its instructions.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a bench prints, and must fail where its input is not there"
)]

use std::hint::black_box;
use std::path::Path;

use chushen::decode::PageImage;
use chushen::format::Format;
use chushen::judge::pack::Pack;
use chushen::limits::Limits;
use chushen::pixels::{self, Rgb};
use chushen::read::ocr::{Engine, Models, Region};
use chushen::{decode, intake, measure, sniff};
use sha2::{Digest, Sha256};

/// A page of stripes and blocks, the same everywhere: 2 megapixels at 1640 x 1220.
fn page(width: u32, height: u32) -> Rgb {
    Rgb::from_fn(width, height, |x, y| {
        let print = (y / 24) % 3 == 0 && x > width / 10 && x < width - width / 10 && (x * 7 + y * 13) % 11 < 5;
        let grain = ((x * 31 + y * 17) % 7) as u8;
        if print {
            image::Rgb([30 + grain; 3])
        } else {
            image::Rgb([236 + grain, 238, 240])
        }
    })
}

/// Attachments of the samples, one case after another: case and path, bytes.
fn attachments() -> impl Iterator<Item = (String, Vec<u8>)> {
    let limits = Limits::default();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = intake::walk::find_cases(&root.join("samples/queue"), &limits).unwrap();
    found.cases.into_iter().flat_map(move |folder| {
        let case = intake::walk::load_case(&folder, &limits).unwrap();
        let read = |a: &intake::Attachment| intake::walk::read(a, &limits).unwrap().bytes.to_vec();
        let named = |a: &intake::Attachment| (format!("{}/{}", folder.file_name().unwrap().display(), a.path), read(a));
        case.attachments.iter().map(named).collect::<Vec<_>>()
    })
}

fn samples() -> Vec<Vec<u8>> {
    attachments().take(24).map(|(_, bytes)| bytes).collect()
}

/// The JPEG pictures among the samples, brought to so many megapixels.
fn pictures(megapixels: f64) -> Vec<(String, Vec<u8>)> {
    let limits = Limits::default();
    let brought = |bytes: &[u8]| {
        let page = opened(bytes, &limits).page(0, &limits).unwrap().pixels;
        let factor = (megapixels * 1e6 / (f64::from(page.width()) * f64::from(page.height()))).sqrt();
        let side = |n: u32| (f64::from(n) * factor).round() as u32;
        let page = pixels::resized(&page, side(page.width()), side(page.height()));
        let mut jpeg = Vec::new();
        image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, 88)
            .encode_image(&page)
            .unwrap();
        jpeg
    };
    attachments()
        .filter(|(_, bytes)| sniff::identify(bytes).format == Format::Jpeg)
        .map(|(name, bytes)| (name, brought(&bytes)))
        .collect()
}

fn opened(jpeg: &[u8], limits: &Limits) -> decode::Opened {
    decode::open(jpeg.to_vec().into(), Format::Jpeg, limits).unwrap()
}

fn engine() -> Engine {
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("models");
    Engine::new(Models::load(&models).expect("run `make models`"))
}

/// Milliseconds of the fastest of seven: what the machine's other work does not add to.
fn best(work: &mut dyn FnMut()) -> f64 {
    (0..7)
        .map(|_| {
            let start = std::time::Instant::now();
            work();
            start.elapsed().as_secs_f64() * 1000.0
        })
        .fold(f64::MAX, f64::min)
}

/// Milliseconds of every measure of a page, one after another as `measure::measure` takes them.
fn parts(page: &PageImage, metadata: &decode::Metadata) -> Vec<(&'static str, f64)> {
    use measure::{
        blank, colour, display, exposure, fringes, glare, grid, moire, noise, occlusion, origin, paper, pasted,
    };
    use measure::{screen, shake, sharpness, skew};
    macro_rules! timed {
        ($($name:literal: $work:expr),* $(,)?) => {
            vec![$(($name, best(&mut || { black_box($work); }))),*]
        };
    }
    let pixels = &page.pixels;
    let small = measure::downscaled::Small::of(pixels);
    let grey = pixels::grey(pixels);
    let quad = paper::find(&small).quad;
    let quad = quad.as_ref();
    let measured = measure::measure(page, metadata);
    let area = measured.paper.map(|q| q.bounds());
    let light = exposure::measure(pixels, &small, quad);
    let soft = sharpness::measure(&grey, area).filter(|s| s.edge_width >= sharpness::SOFT);
    let deviation = noise::of(&grey).deviation;
    timed! {
        "all": measure::measure(page, metadata),
        "reduced copy": measure::downscaled::Small::of(pixels),
        "grey": pixels::grey(pixels),
        "bilevel": colour::is_bilevel(pixels),
        "paper": paper::find(&small),
        "exposure": exposure::measure(pixels, &small, quad),
        "colour": colour::measure(pixels, &small, quad, &light),
        "glare": glare::measure(&small, quad),
        "blank": blank::measure(&small),
        "uneven": origin::uneven(&small, quad),
        "skew": quad.is_none().then(|| skew::measure(&small, None)),
        "occlusion": quad.map(|q| occlusion::measure(&small, q)),
        "sharpness": sharpness::measure(&grey, area),
        "shake": soft.map(|s| shake::measure(&grey, area, &s)),
        "grid": moire::measure(&grey, area),
        "fringes": fringes::measure(&small, quad),
        "noise": noise::of(&grey),
        "pasted": pasted::find(&grey, area, deviation),
        "other grid": grid::find(&grey, area),
        "display": display::measure(pixels),
        "screen": screen::cues(pixels),
        "origin": origin::tell(page, metadata, &small, quad, &measured),
    }
}

fn main() {
    let mut args = std::env::args().skip(1).filter(|a| !a.starts_with("--"));
    let name = args.next().unwrap_or_default();
    let times: usize = args.next().and_then(|n| n.parse().ok()).unwrap_or(1);
    let limits = Limits::default();
    // `table-12`: pictures as a telephone takes them, of twelve megapixels.
    let (name, megapixels) = name.strip_suffix("-12").map_or((name.as_str(), 2.0), |n| (n, 12.0));
    let mut work: Box<dyn FnMut()> = match name {
        "identify" => {
            let files = samples();
            Box::new(move || {
                for f in &files {
                    black_box(sniff::identify(f));
                }
            })
        }
        "decode" => {
            let files = samples();
            Box::new(move || {
                for f in files.iter().take(4) {
                    let format = sniff::identify(f).format;
                    let page = decode::open(f.clone().into(), format, &limits).map(|o| o.page(0, &limits).is_ok());
                    black_box(page.is_ok());
                }
            })
        }
        "measure" => {
            let image = PageImage {
                pixels: page(1640, 1220),
                source: decode::PageSource::Picture,
                dpi: None,
                layer: Vec::new(),
                unmapped: None,
                pictures: 1.0,
                overlays: Vec::new(),
                besides: Vec::new(),
                unshown: Vec::new(),
                incomplete: None,
            };
            let metadata = decode::Metadata::default();
            Box::new(move || {
                black_box(measure::measure(&image, &metadata));
            })
        }
        // A photographed form: what costs most to measure of what comes in.
        "form" => {
            let (_, jpeg) = pictures(megapixels)
                .into_iter()
                .find(|(name, _)| name.ends_with("核验单.jpg"))
                .unwrap();
            let opened = opened(&jpeg, &limits);
            let page = opened.page(0, &limits).unwrap();
            Box::new(move || {
                black_box(measure::measure(&page, &opened.metadata));
            })
        }
        // What every file costs before anything is decoded: identified and hashed, with the rate.
        "hashes" => {
            let files: Vec<Vec<u8>> = attachments().map(|(_, bytes)| bytes).collect();
            let megabytes = files.iter().map(Vec::len).sum::<usize>() as f64 / 1e6;
            let look = move || {
                for f in &files {
                    black_box((sniff::identify(f), Sha256::digest(f)));
                }
                files.len()
            };
            let files = look();
            let took = best(&mut || {
                look();
            });
            println!(
                "{files} files, {megabytes:.1} MB: {:.0} files a second",
                files as f64 / took * 1000.0
            );
            Box::new(move || {
                look();
            })
        }
        // What a picture costs without recognition: identified, hashed, decoded, measured.
        "pictures" => {
            let files = pictures(megapixels);
            Box::new(move || {
                for (_, jpeg) in &files {
                    black_box((sniff::identify(jpeg), Sha256::digest(jpeg)));
                    let opened = opened(jpeg, &limits);
                    let page = opened.page(0, &limits).unwrap();
                    black_box(measure::measure(&page, &opened.metadata));
                }
            })
        }
        // The same with times: a row a picture.
        "table" => {
            let files = pictures(megapixels);
            println!("| picture | KB | decoded ms | measured ms | likeness ms |\n| --- | ---: | ---: | ---: | ---: |");
            Box::new(move || {
                let mut sums = [0.0; 3];
                for (name, jpeg) in &files {
                    let opened = opened(jpeg, &limits);
                    let page = opened.page(0, &limits).unwrap();
                    let took = [
                        best(&mut || drop(black_box(opened.page(0, &limits).unwrap()))),
                        best(&mut || drop(black_box(measure::measure(&page, &opened.metadata)))),
                        best(&mut || drop(black_box(measure::likeness::Likeness::of(&page.pixels)))),
                    ];
                    let [a, b, c] = took;
                    println!("| {name} | {} | {a:.1} | {b:.1} | {c:.1} |", jpeg.len() / 1000);
                    sums.iter_mut()
                        .zip(took)
                        .for_each(|(s, t)| *s += t / files.len() as f64);
                }
                let [a, b, c] = sums;
                println!(
                    "| mean | | {a:.1} | {b:.1} | {c:.1} |\n\n{:.0} pictures a second and core decoded and measured",
                    1000.0 / (a + b)
                );
            })
        }
        // What each measure takes of a card, a form and a certificate.
        "parts" => {
            let files = pictures(megapixels);
            let wanted = ["身份证人像面.jpg", "核验单.jpg", "域名证书.jpg"];
            Box::new(move || {
                for wanted in wanted {
                    let (name, jpeg) = files.iter().find(|(n, _)| n.ends_with(wanted)).unwrap();
                    let opened = opened(jpeg, &limits);
                    let page = opened.page(0, &limits).unwrap();
                    println!("| {name} | ms |\n| --- | ---: |");
                    for (part, ms) in parts(&page, &opened.metadata) {
                        println!("| {part} | {ms:.1} |");
                    }
                }
            })
        }
        "resize" => {
            let page = page(1640, 1220);
            Box::new(move || {
                black_box(pixels::resized(&page, 960, 704));
            })
        }
        "detect" => {
            let (engine, page) = (engine(), Rgb::from_pixel(640, 448, image::Rgb([240; 3])));
            Box::new(move || {
                black_box(engine.read_page(&page, Region::Whole, &limits));
            })
        }
        "recognise" => {
            let (engine, patch) = (engine(), page(480, 48));
            Box::new(move || {
                black_box(engine.read_patch(&patch));
            })
        }
        "rules" => Box::new(|| {
            black_box(Pack::builtin().unwrap());
        }),
        _ => {
            println!(
                "identify hashes decode measure pictures table table-12 parts parts-12 resize detect recognise rules"
            );
            return;
        }
    };
    for _ in 0..times {
        work();
    }
}
