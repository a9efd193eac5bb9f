//! `case.json`: parsed, or problems with pointers; never both, never silent, alike twice.
#![no_main]

use chushen::intake::Declared;
use chushen::intake::case::parse;
use chushen::limits::Limits;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits::default();
    let once = parse(bytes, &limits);
    assert_eq!(once, parse(bytes, &limits));
    match once {
        Declared::Invalid { problems, .. } => assert!(!problems.is_empty()),
        Declared::Present(d) => assert!(!d.case_id.is_empty()),
        Declared::Missing => panic!("bytes are there"),
    }
});
