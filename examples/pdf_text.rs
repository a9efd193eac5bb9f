//! Prints the text of PDF files, one JSON object a page: `cargo run --example pdf_text -- MODELS FILE...`, MODELS being the
//! folder of the recogniser's models, `-` to read without them, or `layer` to decode only, which is fast. `layer` is what the
//! file says and whether that is hidden, `unmapped` the share of its glyphs that say nothing, `lines` what the program takes as
//! the page's text, `source` where that comes from. A page that cannot be read has an `error` instead.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a tool for looking")]

use std::path::Path;
use std::process::ExitCode;

use chushen::decode::{self, Metadata};
use chushen::format::Format;
use chushen::limits::Limits;
use chushen::read::{self, ocr};

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let Some(models) = args.next() else {
        eprintln!("usage: pdf_text MODELS|-|layer FILE...");
        return ExitCode::from(2);
    };
    let decode_only = models == "layer";
    let engine = match (models != "-" && !decode_only).then(|| ocr::Models::load(Path::new(&models))) {
        None => None,
        Some(Ok(models)) => Some(ocr::Engine::new(models)),
        Some(Err(error)) => {
            eprintln!("{error}");
            return ExitCode::from(2);
        }
    };
    for path in args {
        pages(&path, engine.as_ref(), decode_only, &Limits::default());
    }
    ExitCode::SUCCESS
}

fn pages(path: &str, engine: Option<&ocr::Engine>, decode_only: bool, limits: &Limits) {
    let failed = |page: usize, error: &dyn std::fmt::Display| {
        println!(
            "{}",
            serde_json::json!({ "path": path, "page": page, "error": error.to_string() })
        );
    };
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => return failed(0, &error),
    };
    let opened = match decode::open(bytes.into(), Format::Pdf, limits) {
        Ok(opened) => opened,
        Err(error) => return failed(0, &error),
    };
    for flaw in &opened.flaws {
        failed(0, flaw);
    }
    for index in 0..opened.frames.min(limits.pages) {
        let image = match opened.page(index, limits) {
            Ok(image) => image,
            Err(error) => {
                failed(index + 1, &error);
                continue;
            }
        };
        if let Some(flaw) = &image.incomplete {
            failed(index + 1, flaw);
        }
        let layer: Vec<_> = image.layer.iter().map(|l| (l.text.clone(), l.invisible)).collect();
        let copied: Vec<_> = image.layer.iter().map(|l| l.copied.clone()).collect();
        let unmapped = image.unmapped;
        if let Some(folder) = std::env::var_os("PICTURES") {
            let name = Path::new(path).file_stem().unwrap_or_default().to_string_lossy();
            let place = Path::new(&folder).join(format!("{name}-{}.png", index + 1));
            if let Err(error) = image.pixels.save(&place) {
                eprintln!("{}: {error}", place.display());
            }
        }
        if decode_only {
            println!(
                "{}",
                serde_json::json!({ "path": path, "page": index + 1, "unmapped": unmapped, "layer": layer, "copied": copied })
            );
            continue;
        }
        let measured = chushen::measure::measure(&image, &Metadata::default());
        let page = read::read(image, measured, index + 1, engine, limits);
        let lines: Vec<&str> = page.lines.iter().map(|l| l.text.as_str()).collect();
        println!(
            "{}",
            serde_json::json!({
                "path": path, "page": index + 1, "source": page.text_source, "unmapped": unmapped,
                "typed": page.typed, "otherwise": page.otherwise, "layer": layer, "copied": copied, "lines": lines,
            })
        );
    }
}
