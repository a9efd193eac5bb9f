//! Which decisions are looked at a second time, and known cases. In: a secret and a share; known cases. Out: whether a report was drawn, and
//! what is right in a known case.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::decisions::Says;

/// Block of SHA-256, bytes (RFC 2104).
const BLOCK: usize = 64;

/// The draw.
#[derive(Debug, Clone)]
pub struct Draw {
    key: [u8; 32],
    share: f64,
    known: BTreeMap<String, Says>,
}

impl Draw {
    /// A draw of a share (0 to 1) under a secret, with known cases.
    pub const fn new(key: [u8; 32], share: f64, known: BTreeMap<String, Says>) -> Self {
        Self { key, share, known }
    }
    /// Whether decisions on a report are looked at a second time. Depends on the report alone: nobody can foresee it who has not the
    /// secret, and who decides makes no difference.
    pub fn is_drawn(&self, report: &str, digest: &str) -> bool {
        if self.share <= 0.0 {
            return false;
        }
        let mac = hmac(&self.key, format!("{report}\0{digest}").as_bytes());
        let [a, b, c, d, ..] = mac;
        f64::from(u32::from_be_bytes([a, b, c, d])) < self.share * 4_294_967_296.0
    }
    /// What is right in a known case.
    pub fn known(&self, case: &str) -> Option<Says> {
        self.known.get(case).copied()
    }
    /// All known cases.
    pub fn all_known(&self) -> &BTreeMap<String, Says> {
        &self.known
    }
}

/// HMAC-SHA256 (RFC 2104) under a key of 32 bytes.
fn hmac(key: &[u8; 32], message: &[u8]) -> [u8; 32] {
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

    #[test]
    fn the_mac_is_rfc_2104_s() {
        // RFC 4231, test case 1, its key of 20 bytes padded with zeros, as the RFC pads it.
        let mut key = [0u8; 32];
        key[..20].fill(0x0b);
        let hex: String = hmac(&key, b"Hi There").iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(hex, "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    }

    #[test]
    fn the_share_is_drawn_and_another_secret_draws_others() {
        let drawn = |key: u8| {
            let draw = Draw::new([key; 32], 0.1, BTreeMap::new());
            (0..10_000)
                .filter(|n| draw.is_drawn(&format!("c{n}"), "d"))
                .collect::<Vec<_>>()
        };
        let (a, b) = (drawn(1), drawn(2));
        // Binomial: 10,000 times 0.1 with a deviation of 30; five of them either way.
        assert!(
            a.len().abs_diff(1000) < 150 && b.len().abs_diff(1000) < 150,
            "{} {}",
            a.len(),
            b.len()
        );
        let both = a.iter().filter(|n| b.contains(n)).count();
        assert!(both < 200, "{both}");
        assert!(!Draw::new([1; 32], 0.0, BTreeMap::new()).is_drawn("c", "d"));
    }
}
