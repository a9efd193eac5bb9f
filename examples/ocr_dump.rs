//! Prints what the recogniser reads on a picture: `cargo run --example ocr_dump -- MODELS PICTURE...`.
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a tool for looking")]
use std::path::Path;

fn main() {
    let mut args = std::env::args().skip(1);
    let models = chushen::read::ocr::Models::load(Path::new(&args.next().unwrap())).unwrap();
    let engine = chushen::read::ocr::Engine::new(models);
    for path in args {
        let page = image::open(&path).unwrap().to_rgb8();
        let start = std::time::Instant::now();
        let text = engine.read_page(&page, None, &chushen::limits::Limits::default());
        println!(
            "{path}: turn {} ({}), {} lines, {:.2} s",
            text.turn.degrees(),
            text.turn_confidence,
            text.lines.len(),
            start.elapsed().as_secs_f64()
        );
        for l in text.lines {
            println!("{:?} {:.3} {}", l.area, l.confidence, l.text);
        }
    }
}
