//! Picture files, as the format the first byte chooses: pages keep the budgets of pixels, and decode alike twice.
#![no_main]

use std::sync::Arc;

use chushen::decode::open;
use chushen::format::Format;
use chushen::limits::Limits;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let formats: Vec<Format> = Format::ALL.iter().copied().filter(|f| f.is_raster()).collect();
    let Some((first, rest)) = bytes.split_first() else {
        return;
    };
    // A seed is a whole file: its own first byte chooses, and the file is read whole where it is told by its signature.
    let told = chushen::sniff::identify(bytes).format;
    let (format, bytes) = if told.is_raster() {
        (told, bytes)
    } else {
        (formats[usize::from(*first) % formats.len()], rest)
    };
    let limits = Limits {
        page_pixels: 1 << 20,
        page_side: 4096,
        decoded_bytes: 16 << 20,
        pages: 3,
        ..Limits::default()
    };
    let bytes: Arc<[u8]> = bytes.into();
    let Ok(opened) = open(Arc::clone(&bytes), format, &limits) else {
        return;
    };
    assert!(opened.frames <= limits.pages.max(1));
    for index in 0..opened.frames {
        let once = opened.page(index, &limits);
        if let Ok(page) = &once {
            let (w, h) = page.pixels.dimensions();
            assert!(u64::from(w) * u64::from(h) <= limits.page_pixels && w.max(h) <= limits.page_side);
            assert!(page.dpi.is_none_or(|d| d.is_finite() && d > 0.0));
        }
        let again = opened.page(index, &limits);
        match (once, again) {
            (Ok(a), Ok(b)) => assert!(a.pixels == b.pixels && a.incomplete == b.incomplete),
            (Err(a), Err(b)) => assert_eq!(a, b),
            _ => panic!("one attempt worked and the other did not"),
        }
    }
});
