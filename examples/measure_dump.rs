//! Prints what is measured on picture files, one JSON object a line: `measure_dump FILE...`.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command for people at a terminal"
)]

use std::time::Instant;

fn main() {
    for path in std::env::args().skip(1) {
        let pixels = match image::open(&path) {
            Ok(p) => p.to_rgb8(),
            Err(e) => {
                eprintln!("{path}: {e}");
                continue;
            }
        };
        let start = Instant::now();
        let m = chushen::measure::surface(&pixels);
        let ms = start.elapsed().as_secs_f64() * 1e3;
        let spots = |s: &[chushen::measure::Spot]| s.iter().map(|s| <[i32; 4]>::from(s.area)).collect::<Vec<_>>();
        let line = serde_json::json!({
            "path": path, "size": [pixels.width(), pixels.height()], "ms": (ms * 10.0).round() / 10.0,
            "colour": m.colour.name(), "paper": m.paper.map(|q| q.0.map(|p| [p.x.round(), p.y.round()])),
            "cut": m.cut.iter().map(|s| s.name()).collect::<Vec<_>>(), "glare": spots(&m.glare),
            "occluded": spots(&m.occluded), "blank": m.blank, "figures": m.figures,
        });
        println!("{line}");
    }
}
