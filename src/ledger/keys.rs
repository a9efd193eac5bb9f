//! Keyed hashes: HMAC-SHA256 (RFC 2104), cut to 128 bits, with the sort of value inside, so that a phone and a number of the
//! same digits differ. And what cannot be a hash because it must be compared, hidden under the same key.

use sha2::{Digest, Sha256};

use super::Key;
use crate::judge::dossier::Shared;

/// Block size of SHA-256, bytes.
const BLOCK: usize = 64;

/// Makes keyed hashes. Its key is never printed.
#[derive(Clone)]
pub struct Hasher {
    /// The digest after the padded key, for the inner and the outer pass.
    inner: Sha256,
    outer: Sha256,
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
    pub fn new(key: [u8; 32]) -> Self {
        Self::keyed(&key)
    }
    /// The key is no longer than a block.
    fn keyed(key: &[u8]) -> Self {
        let begun = |with: u8| {
            let mut block = [with; BLOCK];
            for (b, k) in block.iter_mut().zip(key) {
                *b ^= k;
            }
            Sha256::new().chain_update(block)
        };
        Self {
            inner: begun(0x36),
            outer: begun(0x5c),
        }
    }
    /// HMAC-SHA256.
    fn hmac(&self, message: &[u8]) -> [u8; 32] {
        let inner = self.inner.clone().chain_update(message).finalize();
        self.outer.clone().chain_update(inner).finalize().into()
    }
    /// A hasher for one run without a ledger: its hashes never leave the process.
    pub fn of_run() -> Self {
        Self::new([0; 32])
    }
    /// The hash of a value of a sort.
    pub fn of(&self, what: Shared, value: &str) -> Key {
        self.cut(tag(what), value.as_bytes())
    }
}

/// Messages of these sorts are none of a value's: their first byte is no [`tag`].
const WORD: u8 = 0x80;
const NONCE: u8 = 0x81;
const STREAM: u8 = 0x82;
/// In a stored case it also stands before the province's hash, where the sort of a value stands. Nothing is looked up by it.
pub(super) const PROVINCE: u8 = 0x83;

/// Bytes of a nonce.
const NONCE_LEN: usize = 16;

impl Hasher {
    /// Some of a blob's comparisons (those from `from` on) as a word that says nothing without the key.
    pub fn word(&self, from: u8, bits: u32) -> u32 {
        let [a, b, c, d] = bits.to_le_bytes();
        let [e, f, g, h, ..] = self.hmac(&[WORD, from, a, b, c, d]);
        u32::from_le_bytes([e, f, g, h])
    }

    /// The hash of a province's code.
    pub fn province(&self, code: &str) -> Key {
        self.cut(PROVINCE, code.as_bytes())
    }

    /// The hash of bytes of a sort, cut to 128 bits.
    fn cut(&self, sort: u8, bytes: &[u8]) -> Key {
        let mut message = vec![sort];
        message.extend_from_slice(bytes);
        let full = self.hmac(&message);
        let mut out = [0; 16];
        out.copy_from_slice(full.get(..16).unwrap_or(&[0; 16]));
        out
    }

    /// Hides bytes: HMAC in counter mode under a nonce that is the bytes' own keyed hash (the construction of RFC 5297:
    /// equal bytes give equal results, and no nonce serves two texts).
    pub fn hide(&self, plain: &[u8]) -> Vec<u8> {
        let mut out = self.cut(NONCE, plain).to_vec();
        out.extend_from_slice(plain);
        self.stream(&mut out);
        out
    }

    /// What was hidden; `None` where the key is another or a byte was changed.
    pub fn show(&self, hidden: &[u8]) -> Option<Vec<u8>> {
        let mut out = hidden.to_vec();
        self.stream(&mut out);
        let plain = out.split_off(NONCE_LEN.min(out.len()));
        (self.cut(NONCE, &plain)[..] == out[..]).then_some(plain)
    }

    /// Crosses all but the nonce with the key's stream for it.
    fn stream(&self, bytes: &mut [u8]) {
        let Some((nonce, rest)) = bytes.split_at_mut_checked(NONCE_LEN) else {
            return;
        };
        let mut message = vec![STREAM];
        message.extend_from_slice(nonce);
        message.extend_from_slice(&[0; 4]);
        for (block, count) in rest.chunks_mut(32).zip(0u32..) {
            message.truncate(1 + NONCE_LEN);
            message.extend_from_slice(&count.to_le_bytes());
            for (b, k) in block.iter_mut().zip(self.hmac(&message)) {
                *b ^= k;
            }
        }
    }
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
            hex(&Hasher::keyed(&[0x0b; 20]).hmac(b"Hi There")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        );
        assert_eq!(
            hex(&Hasher::keyed(b"Jefe").hmac(b"what do ya want for nothing?")),
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

    #[test]
    fn what_is_hidden_shows_under_its_key_only_and_whole() {
        let h = Hasher::new([1; 32]);
        let plain: Vec<u8> = (0..100).collect();
        let hidden = h.hide(&plain);
        assert_eq!(hidden, h.hide(&plain));
        assert!(hidden.windows(8).all(|w| !plain.windows(8).any(|p| p == w)));
        assert_eq!(h.show(&hidden), Some(plain));
        assert_eq!(Hasher::new([2; 32]).show(&hidden), None);
        for i in [0, 20, hidden.len() - 1] {
            let mut changed = hidden.clone();
            changed[i] ^= 1;
            assert_eq!(h.show(&changed), None);
        }
        assert_eq!(h.show(&hidden[..9]), None);
        assert_ne!(h.word(0, 7), h.word(1, 7));
        assert_ne!(h.word(0, 7), Hasher::new([2; 32]).word(0, 7));
    }
}
