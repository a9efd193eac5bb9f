//! Prints what is read from files (pictures, PDF): one line of text a row, tab-separated: file, page, source, confidence,
//! box, text. `read_text MODELS_DIR FILE...`; for measuring (`eval/ocr_zh.py`), not for shipping.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a tool for looking")]
use chushen::limits::Limits;
use chushen::read::ocr::{Engine, Models};
use chushen::{decode, measure, read, sniff};

fn main() {
    let mut args = std::env::args().skip(1);
    let Some(models) = args.next() else {
        eprintln!("read_text MODELS_DIR FILE...");
        return;
    };
    let engine = match Models::load(std::path::Path::new(&models)) {
        Ok(models) => Engine::new(models),
        Err(error) => {
            eprintln!("{error}");
            return;
        }
    };
    let limits = Limits::default();
    for path in args {
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) => {
                eprintln!("{path}: {error}");
                continue;
            }
        };
        let format = sniff::identify(&bytes).format;
        let opened = match decode::open(bytes.into(), format, &limits) {
            Ok(opened) => opened,
            Err(error) => {
                eprintln!("{path}: {error}");
                continue;
            }
        };
        for index in 0..opened.frames.min(limits.pages) {
            match opened.page(index, &limits) {
                Ok(image) => {
                    let measured = measure::measure(&image, &opened.metadata);
                    let page = read::read(image, measured, index + 1, Some(&engine), &limits);
                    for l in &page.lines {
                        let b = l.area;
                        println!(
                            "{path}\t{}\t{:?}\t{:.3}\t{},{},{},{}\t{}",
                            index + 1,
                            l.source,
                            l.confidence,
                            b.x,
                            b.y,
                            b.w,
                            b.h,
                            l.text
                        );
                    }
                }
                Err(error) => eprintln!("{path}: page {}: {error}", index + 1),
            }
        }
    }
}
