//! Prints what is measured on files, one JSON object a line: `measure_dump [--seals] [--codes] FILE...`, as `check` would measure them;
//! `--display`: only the figures from which a display is told (`eval/screens/fit.py`).
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command for people at a terminal"
)]

use std::time::Instant;

use chushen::limits::Limits;
use chushen::{decode, measure, sniff};

fn main() {
    let limits = Limits::default();
    let seals = std::env::args().any(|a| a == "--seals");
    let codes = std::env::args().any(|a| a == "--codes");
    for path in std::env::args().skip(1).filter(|a| !a.starts_with("--")) {
        let opened = std::fs::read(&path).map_err(|e| e.to_string()).and_then(|b| {
            let format = sniff::identify(&b).format;
            decode::open(b.into(), format, &limits).map_err(|e| e.to_string())
        });
        let page = opened.and_then(|o| {
            o.page(0, &limits)
                .map(|p| (p, o.metadata.clone()))
                .map_err(|e| e.to_string())
        });
        let (page, metadata) = match page {
            Ok(p) => p,
            Err(e) => {
                eprintln!("{path}: {e}");
                continue;
            }
        };
        if std::env::args().any(|a| a == "--display") {
            let line = serde_json::json!({ "path": path, "w": page.pixels.width(), "h": page.pixels.height(), "figures": measure::display::figures(&page.pixels).iter().map(|f| f.to_vec()).collect::<Vec<_>>() });
            println!("{line}");
            continue;
        }
        let start = Instant::now();
        let m = measure::measure(&page, &metadata);
        let ms = start.elapsed().as_secs_f64() * 1e3;
        let spots = |s: &[measure::Spot]| s.iter().map(|s| <[i32; 4]>::from(s.area)).collect::<Vec<_>>();
        let found = if seals {
            chushen::read::marks::seals::find(&page.pixels)
        } else {
            Vec::new()
        };
        let read = if codes {
            chushen::read::marks::codes::find(&chushen::pixels::grey(&page.pixels))
        } else {
            Vec::new()
        };
        let line = serde_json::json!({
            "path": path, "size": [page.pixels.width(), page.pixels.height()], "ms": (ms * 10.0).round() / 10.0,
            "colour": m.colour.name(), "origin": m.origin, "basis": m.origin_basis, "screen": m.screen,
            "paper": m.paper.map(|q| q.0.map(|p| [p.x.round(), p.y.round()])),
            "cut": m.cut.iter().map(|s| s.name()).collect::<Vec<_>>(), "glare": spots(&m.glare),
            "occluded": spots(&m.occluded), "pasted": spots(&m.pasted), "regridded": spots(&m.regridded), "blank": m.blank, "figures": m.figures,
            "codes": read.iter().map(|m| m.text.clone()).collect::<Vec<_>>(),
            "seals": found.iter().map(|s| <[i32; 4]>::from(s.area)).collect::<Vec<_>>(),
        });
        println!("{line}");
    }
}
