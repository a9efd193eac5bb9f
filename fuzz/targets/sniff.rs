//! Bytes to a format: the answer is the same twice, names its basis, and lists no format twice.
#![no_main]

use chushen::sniff::identify;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let once = identify(bytes);
    let again = identify(&bytes.to_vec());
    assert_eq!(
        (once.format, &once.basis, &once.also),
        (again.format, &again.basis, &again.also)
    );
    assert!(!once.basis.is_empty());
    let mut also = once.also.clone();
    also.sort();
    also.dedup();
    assert_eq!(also.len(), once.also.len());
});
