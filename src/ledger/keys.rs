//! Keyed hashes: HMAC-SHA256 (RFC 2104), cut to 128 bits, with the sort of value inside, so that a phone and a number of the
//! same digits differ.

use sha2::{Digest, Sha256};

use super::Key;
use crate::judge::dossier::Shared;

/// Block size of SHA-256, bytes.
const BLOCK: usize = 64;

/// Makes keyed hashes. Its key is never printed.
#[derive(Clone)]
pub struct Hasher {
    key: [u8; 32],
}

impl std::fmt::Debug for Hasher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hasher")
    }
}

/// One byte a sort; a new sort takes a new number, never an old one.
pub(super) const fn tag(what: Shared) -> u8 {
    match what {
        Shared::File => 1,
        Shared::Picture => 2,
        Shared::Phone => 3,
        Shared::Person => 4,
        Shared::Subject => 5,
        Shared::SiteName => 6,
        Shared::Domain => 7,
    }
}

impl Hasher {
    /// A hasher with a key.
    pub const fn new(key: [u8; 32]) -> Self {
        Self { key }
    }
    /// A hasher for one run without a ledger: its hashes never leave the process.
    pub const fn of_run() -> Self {
        Self::new([0; 32])
    }
    /// The hash of a value of a sort.
    pub fn of(&self, what: Shared, value: &str) -> Key {
        let mut message = vec![tag(what)];
        message.extend_from_slice(value.as_bytes());
        let full = hmac(&self.key, &message);
        let mut out = [0; 16];
        out.copy_from_slice(full.get(..16).unwrap_or(&[0; 16]));
        out
    }
}

/// HMAC-SHA256; the key is no longer than a block.
fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let pad = |with: u8| {
        let mut block = [with; BLOCK];
        for (b, k) in block.iter_mut().zip(key) {
            *b ^= k;
        }
        block
    };
    let inner = Sha256::new().chain_update(pad(0x36)).chain_update(message).finalize();
    Sha256::new()
        .chain_update(pad(0x5c))
        .chain_update(inner)
        .finalize()
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|b| format!("{b:02x}")).collect()
    }

    #[test]
    fn the_vectors_of_rfc_4231() {
        assert_eq!(
            hex(&hmac(&[0x0b; 20], b"Hi There")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        );
        assert_eq!(
            hex(&hmac(b"Jefe", b"what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }

    #[test]
    fn sorts_and_keys_part_the_same_digits() {
        let h = Hasher::new([1; 32]);
        assert_ne!(h.of(Shared::Phone, "13800138000"), h.of(Shared::Person, "13800138000"));
        assert_ne!(h.of(Shared::Phone, "1"), Hasher::new([2; 32]).of(Shared::Phone, "1"));
        assert_eq!(format!("{h:?}"), "Hasher");
    }
}
