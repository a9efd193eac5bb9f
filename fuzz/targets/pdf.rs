//! PDF: facts and pages within the budgets; the reader's panics are answers, its overflows and hangs are found here.
#![no_main]

#[path = "../shared/hook.rs"]
mod hook;

use chushen::decode::open;
use chushen::format::Format;
use chushen::limits::Limits;
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: hook::spare_the_reader(), |bytes: &[u8]| {
    let limits = Limits {
        page_pixels: 1 << 20,
        page_side: 2048,
        decoded_bytes: 8 << 20,
        pages: 2,
        page_glyphs: 2000,
        page_operators: 20_000,
        ..Limits::default()
    };
    let Ok(opened) = open(bytes.into(), Format::Pdf, &limits) else { return };
    assert!(opened.pdf.is_some());
    for index in 0..opened.frames.min(limits.pages) {
        if let Ok(page) = opened.page(index, &limits) {
            let (w, h) = page.pixels.dimensions();
            assert!(w >= 1 && h >= 1 && u64::from(w) * u64::from(h) <= limits.page_pixels + u64::from(w.max(h)));
            assert!(page.unmapped.is_none_or(|u| (0.0..=1.0).contains(&u)));
        }
    }
});
