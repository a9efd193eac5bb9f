//! HEIF files: what opens keeps the budget of pixels, and decodes alike twice.
#![no_main]

use std::sync::Arc;

use chushen::decode::open;
use chushen::format::Format;
use chushen::limits::Limits;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits {
        page_pixels: 1 << 18,
        page_side: 4096,
        pages: 3,
        ..Limits::default()
    };
    let bytes: Arc<[u8]> = bytes.into();
    let Ok(opened) = open(bytes, Format::Heif, &limits) else {
        return;
    };
    assert!((1..=limits.pages).contains(&opened.frames));
    match (opened.page(0, &limits), opened.page(0, &limits)) {
        (Ok(a), Ok(b)) => {
            let (w, h) = a.pixels.dimensions();
            assert!(u64::from(w) * u64::from(h) <= limits.page_pixels && w.max(h) <= limits.page_side);
            assert!(a.pixels == b.pixels);
        }
        (Err(a), Err(b)) => assert_eq!(a, b),
        _ => panic!("decoded once"),
    }
});
