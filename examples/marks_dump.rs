//! Prints marks and figures of picture files, one line of tab-separated values each: for looking, not for shipping.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a tool for looking")]
use chushen::read::marks::seals;

fn main() {
    for path in std::env::args().skip(1) {
        let Ok(img) = image::open(&path) else {
            eprintln!("unreadable: {path}");
            continue;
        };
        let rgb = img.to_rgb8();
        let t = std::time::Instant::now();
        let found = seals::find(&rgb);
        let ms = t.elapsed().as_millis();
        if let (Some(dir), Some(s)) = (std::env::var_os("STRIPS"), found.first())
            && let Some(strip) = chushen::read::marks::ring::strip(&rgb, &s.ring, (0.50, 0.96))
        {
            let name = std::path::Path::new(&path).file_name().unwrap_or_default();
            if let Err(e) = strip.save(std::path::Path::new(&dir).join(name)) {
                eprintln!("{e}");
            }
        }
        let boxes: Vec<String> = found
            .iter()
            .map(|s| format!("[{},{},{},{},{}]", s.area.x, s.area.y, s.area.w, s.area.h, s.confidence))
            .collect();
        let grey = chushen::pixels::grey(&rgb);
        let t = std::time::Instant::now();
        let s = chushen::measure::sharpness::measure(&grey, None);
        println!("{path}\tsharp\t{}\t{s:?}", t.elapsed().as_millis());
        let t = std::time::Instant::now();
        let m = chushen::measure::moire::measure(&grey, None);
        println!("{path}\tmoire\t{}\t{m}", t.elapsed().as_millis());
        let t = std::time::Instant::now();
        let (n, spots) = (
            chushen::measure::noise::of(&grey).deviation,
            chushen::measure::pasted::find(&grey, None, chushen::measure::noise::of(&grey).deviation),
        );
        println!(
            "{path}\tpasted\t{}\t{n} {} {:?}",
            t.elapsed().as_millis(),
            spots.len(),
            spots.first()
        );
        if std::env::var_os("CODES").is_some() {
            let t = std::time::Instant::now();
            let codes = chushen::read::marks::codes::find(&grey);
            println!("{path}\tcodes\t{}\t{codes:?}", t.elapsed().as_millis());
        }
        println!("{path}\tseals\t{ms}\t[{}]", boxes.join(","));
    }
}
