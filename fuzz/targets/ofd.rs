//! OFDs: the input, parted at bytes 0xff, is the page's content, its resources, its annotations, its seal, a font and a picture of an otherwise
//! sound file (a mutated archive would only fail its checksums). What opens is read within the budgets, and alike twice.
#![no_main]

use std::io::{Cursor, Write};
use std::sync::Arc;

use chushen::decode::open;
use chushen::format::Format;
use chushen::limits::Limits;
use libfuzzer_sys::fuzz_target;
use zip::write::SimpleFileOptions;

const FIXED: [(&str, &str); 5] = [
    (
        "OFD.xml",
        "<OFD><DocBody><DocRoot>D/D.xml</DocRoot><Signatures>D/S.xml</Signatures></DocBody></OFD>",
    ),
    (
        "D/D.xml",
        "<Document><CommonData><PageArea><PhysicalBox>0 0 50 40</PhysicalBox></PageArea><PublicRes>R.xml</PublicRes></CommonData><Pages><Page \
         ID=\"1\" BaseLoc=\"P.xml\"/></Pages><Annotations>A.xml</Annotations></Document>",
    ),
    (
        "D/A.xml",
        "<Annotations><Page PageID=\"1\"><FileLoc>B.xml</FileLoc></Page></Annotations>",
    ),
    (
        "D/S.xml",
        "<Signatures><Signature ID=\"1\" BaseLoc=\"G.xml\"/></Signatures>",
    ),
    (
        "D/G.xml",
        "<Signature><SignedInfo><StampAnnot PageRef=\"1\" Boundary=\"1 1 9 9\"/><Seal><BaseLoc>s</BaseLoc></Seal></SignedInfo></Signature>",
    ),
];

const DRAWN: [&str; 6] = ["D/P.xml", "D/R.xml", "D/B.xml", "D/s", "D/f", "D/m"];

fuzz_target!(|bytes: &[u8]| {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let parts = bytes.splitn(DRAWN.len(), |b| *b == 0xff);
    let drawn = DRAWN.iter().zip(parts).map(|(n, p)| (*n, p));
    for (name, part) in FIXED.iter().map(|(n, t)| (*n, t.as_bytes())).chain(drawn) {
        let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        zip.start_file(name, stored).unwrap();
        zip.write_all(part).unwrap();
    }
    let bytes: Arc<[u8]> = zip.finish().unwrap().into_inner().into();
    let limits = Limits {
        page_pixels: 1 << 20,
        page_side: 4096,
        decoded_bytes: 16 << 20,
        page_operators: 20_000,
        pages: 3,
        ..Limits::default()
    };
    let Ok(opened) = open(bytes, Format::Ofd, &limits) else {
        return;
    };
    let (a, b) = (opened.page(0, &limits), opened.page(0, &limits));
    match (a, b) {
        (Ok(a), Ok(b)) => {
            let (w, h) = a.pixels.dimensions();
            assert!(u64::from(w) * u64::from(h) <= limits.page_pixels && w.max(h) <= limits.page_side);
            assert!(a.pixels == b.pixels && a.layer == b.layer);
        }
        (Err(a), Err(b)) => assert_eq!(a, b),
        _ => panic!("read once"),
    }
});
