//! Electronic signatures without their carrier: is a CMS message (RFC 5652, GM/T 0010) a signature over these bytes, whose, and does
//! its certificate lead to one that the operator trusts. In: bytes and a [`Trust`] list. Out: [`Proof`].
//! Must not know of PDF or OFD, of papers, or of what is required. No revocation: nothing is fetched.

pub mod algorithms;
pub mod chain;
pub mod cms;
pub mod person;
pub mod seal;

use serde::{Deserialize, Serialize};

pub use chain::{Standing, Trust, TrustError};
pub use cms::{Binding, Proof, prove};
pub use person::Signer;

/// Why a signature proves nothing: nothing is known to be wrong, and nothing is known to be right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unproved {
    /// An algorithm or a curve that is not verified here.
    Algorithm,
    /// A digest or a key that can be forged (SHA-1, MD5, RSA under 2048 bits).
    Weak,
    /// The public key cannot be read.
    Key,
    /// A form of signature that is not verified here.
    Form,
    /// The message holds no certificate of its signer.
    NoCertificate,
    /// A budget ended the work before this signature.
    Budget,
}

/// What keeps a signature from holding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// The bytes are not those that were signed.
    Digest,
    /// The value is no signature of the key.
    Value,
    /// It does not say plainly what it covers, or covers what is not there.
    Range,
    /// It cannot be read as a signature.
    Malformed,
    /// It was not proved, for this reason.
    Unproved(Unproved),
}

impl From<Unproved> for Fault {
    fn from(why: Unproved) -> Self {
        Fault::Unproved(why)
    }
}

/// Bytes of a CMS message that are looked at: certificates, their revocation lists and time stamps come to some tens of thousands.
pub const MESSAGE_BYTES: usize = 1 << 20;
