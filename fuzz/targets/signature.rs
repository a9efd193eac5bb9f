//! Signatures by themselves and certificates: whatever the bytes, the answer is the same twice, and bytes that nobody signed are not held.
#![no_main]

use chushen::signature::{Binding, Trust, prove};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let trust = Trust::read(&[bytes.to_vec()]).unwrap_or_default();
    for binding in [Binding::Detached, Binding::TimeStamp] {
        let look = || {
            let proof = prove(bytes, binding, &[b"nobody", b"signed this"]);
            let at = proof.claimed.unwrap_or_default();
            (proof.held, proof.standing(&trust, at), proof.signer)
        };
        let (held, standing, signer) = look();
        assert!(held.is_err());
        assert_eq!((held, standing, signer), look());
    }
});
