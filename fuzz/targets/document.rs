//! A whole document as a reader takes it, without recognition: facts come through the pipe as they went in, a panic is never
//! needed, and the document read twice says the same.
#![no_main]

#[path = "../shared/hook.rs"]
mod hook;

use chushen::intake::{Attachment, Declared};
use chushen::limits::Limits;
use chushen::run::case;
use chushen::run::reader::wire;
use chushen::signature::Trust;
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: hook::spare_the_reader(), |bytes: &[u8]| {
    let limits = Limits {
        page_pixels: 1 << 18,
        page_side: 1024,
        decoded_bytes: 8 << 20,
        pages: 2,
        page_glyphs: 2000,
        page_operators: 20_000,
        ..Limits::default()
    };
    let attachment = Attachment {
        path: "x".to_owned(),
        file: "x".into(),
        bytes: bytes.len() as u64,
        unread: None,
    };
    let unread_facts = case::unread_facts(&attachment, &Declared::Missing);
    let read = || case::guarded(unread_facts.clone(), bytes.into(), None, &Trust::default(), &limits, usize::MAX, &mut |_| {});
    let facts = read();
    assert!(facts.pages.len() <= limits.pages);
    assert_eq!(format!("{facts:?}"), format!("{:?}", read()));
    let mut pipe = Vec::new();
    let said = wire::Say::Done {
        serial: 1,
        facts: Box::new(facts.clone()),
        cpu: 0.0,
    };
    wire::send(&mut pipe, &said).unwrap();
    let Ok(wire::Say::Done { facts: back, .. }) = wire::receive(&mut pipe.as_slice(), 64 << 20) else {
        panic!("the frame did not come back");
    };
    assert_eq!(format!("{facts:?}"), format!("{back:?}"));
});
