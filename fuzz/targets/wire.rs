//! Frames from a reader that has been taken over: understood or refused, and what is understood says the same again.
#![no_main]

use chushen::run::reader::wire::{Ask, Say, receive, send};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(say) = receive::<Say>(&mut &bytes[..], 1 << 20) {
        let mut pipe = Vec::new();
        send(&mut pipe, &say).unwrap();
        let again: Say = receive(&mut pipe.as_slice(), 16 << 20).unwrap();
        assert_eq!(format!("{say:?}"), format!("{again:?}"));
    }
    let _ = receive::<Ask>(&mut &bytes[..], 1 << 20);
});
