//! Which algorithms a signature may be made with, and one function that verifies a value under a key. What is weak (SHA-1, MD5, RSA
//! under 2048 bits) proves nothing and is told as [`Unproved::Weak`], never as held.

use der::asn1::ObjectIdentifier;
use rsa::pkcs1::DecodeRsaPublicKey;
use rsa::signature::hazmat::PrehashVerifier;
use rsa::traits::PublicKeyParts;
use sha2::{Sha256, Sha384, Sha512};
use sm2::dsa::signature::MultipartVerifier;
use sm3::Sm3;
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};

use super::{Fault, Unproved};

/// Identity that SM2 keys sign under where nothing else is agreed (GM/T 0009, 10).
const SM2_IDENTITY: &str = "1234567812345678";
/// Bits of an RSA modulus below which a signature proves nothing (NIST SP 800-131A rev. 2, table 2).
const RSA_LEAST_BITS: u32 = 2048;

const RSA: &str = "1.2.840.113549.1.1.1";
const RSA_PSS: &str = "1.2.840.113549.1.1.10";
const EC_KEY: &str = "1.2.840.10045.2.1";
const P256: &str = "1.2.840.10045.3.1.7";
const P384: &str = "1.3.132.0.34";
const SM2: &str = "1.2.156.10197.1.301";

/// A digest that may be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Digest {
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
    /// SM3 (GB/T 32905).
    Sm3,
}

/// Object identifiers, what they name, and the digest they fix where they do. RFC 3279, 4055, 5758; GM/T 0006.
static DIGESTS: &[(&str, Digest)] = &[
    ("2.16.840.1.101.3.4.2.1", Digest::Sha256),
    ("2.16.840.1.101.3.4.2.2", Digest::Sha384),
    ("2.16.840.1.101.3.4.2.3", Digest::Sha512),
    ("1.2.156.10197.1.401", Digest::Sm3),
    ("1.2.840.113549.1.1.11", Digest::Sha256),
    ("1.2.840.113549.1.1.12", Digest::Sha384),
    ("1.2.840.113549.1.1.13", Digest::Sha512),
    ("1.2.840.10045.4.3.2", Digest::Sha256),
    ("1.2.840.10045.4.3.3", Digest::Sha384),
    ("1.2.840.10045.4.3.4", Digest::Sha512),
    ("1.2.156.10197.1.501", Digest::Sm3),
    ("1.2.156.10197.1.301", Digest::Sm3),
    ("1.2.156.10197.1.301.1", Digest::Sm3),
];

/// Digests, and signatures over them, that can be forged or nearly so.
static WEAK: &[&str] = &[
    "1.3.14.3.2.26",        // SHA-1
    "1.2.840.113549.2.5",   // MD5
    "1.2.840.113549.1.1.4", // MD5 with RSA
    "1.2.840.113549.1.1.5", // SHA-1 with RSA
    "1.2.840.10045.4.1",    // ECDSA with SHA-1
];

impl Digest {
    /// By its object identifier, or by that of a signature algorithm that fixes it.
    pub fn of(oid: &ObjectIdentifier) -> Result<Self, Unproved> {
        let oid = oid.to_string();
        if WEAK.contains(&oid.as_str()) {
            return Err(Unproved::Weak);
        }
        let found = DIGESTS.iter().find(|(known, _)| *known == oid);
        found.map(|(_, digest)| *digest).ok_or(Unproved::Algorithm)
    }
    /// Of the parts one after another.
    pub fn hash(self, parts: &[&[u8]]) -> Vec<u8> {
        fn of<D: sha2::Digest>(parts: &[&[u8]]) -> Vec<u8> {
            let mut digest = D::new();
            for part in parts {
                digest.update(part);
            }
            digest.finalize().to_vec()
        }
        match self {
            Digest::Sha256 => of::<Sha256>(parts),
            Digest::Sha384 => of::<Sha384>(parts),
            Digest::Sha512 => of::<Sha512>(parts),
            Digest::Sm3 => of::<Sm3>(parts),
        }
    }
}

/// Whether `value` is a signature over the parts of a message under `key`. `algorithm` is the signature's own; where it names only the
/// kind of key, `digest` is what was agreed beside it.
pub fn verify(
    key: &SubjectPublicKeyInfoOwned,
    algorithm: &AlgorithmIdentifierOwned,
    digest: Option<Digest>,
    message: &[&[u8]],
    value: &[u8],
) -> Result<(), Fault> {
    let named = algorithm.oid.to_string();
    let fixed = || match digest {
        Some(digest) if named == RSA || named == EC_KEY => Ok(digest),
        _ => Digest::of(&algorithm.oid),
    };
    let holds = match key.algorithm.oid.to_string().as_str() {
        RSA | RSA_PSS if named == RSA_PSS => pss(key, algorithm, message, value)?,
        RSA => pkcs1(key, fixed()?, message, value)?,
        EC_KEY => elliptic(key, fixed()?, message, value)?,
        _ => return Err(Unproved::Algorithm.into()),
    };
    if holds { Ok(()) } else { Err(Fault::Value) }
}

fn rsa_key(key: &SubjectPublicKeyInfoOwned) -> Result<rsa::PublicKey, Fault> {
    let key = rsa::PublicKey::from_pkcs1_der(key.subject_public_key.raw_bytes()).map_err(|_| Unproved::Key)?;
    if key.n().bit_width() < RSA_LEAST_BITS {
        return Err(Unproved::Weak.into());
    }
    Ok(key)
}

fn pkcs1(key: &SubjectPublicKeyInfoOwned, digest: Digest, message: &[&[u8]], value: &[u8]) -> Result<bool, Fault> {
    use rsa::pkcs1v15::{Signature, VerifyingKey};
    let key = rsa_key(key)?;
    let Ok(value) = Signature::try_from(value) else {
        return Ok(false);
    };
    let hash = digest.hash(message);
    let held = match digest {
        Digest::Sha256 => VerifyingKey::<Sha256>::new(key).verify_prehash(&hash, &value),
        Digest::Sha384 => VerifyingKey::<Sha384>::new(key).verify_prehash(&hash, &value),
        Digest::Sha512 => VerifyingKey::<Sha512>::new(key).verify_prehash(&hash, &value),
        Digest::Sm3 => return Err(Unproved::Algorithm.into()),
    };
    Ok(held.is_ok())
}

/// Parameters of RSASSA-PSS (RFC 4055, 3.1). Salts are longer than 255 bytes under large keys.
#[derive(der::Sequence)]
struct Pss {
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    hash: Option<AlgorithmIdentifierOwned>,
    #[asn1(context_specific = "1", tag_mode = "EXPLICIT", optional = "true")]
    mask: Option<AlgorithmIdentifierOwned>,
    #[asn1(context_specific = "2", tag_mode = "EXPLICIT", optional = "true")]
    salt: Option<u16>,
    #[asn1(context_specific = "3", tag_mode = "EXPLICIT", optional = "true")]
    trailer: Option<u8>,
}

fn pss(
    key: &SubjectPublicKeyInfoOwned,
    algorithm: &AlgorithmIdentifierOwned,
    message: &[&[u8]],
    value: &[u8],
) -> Result<bool, Fault> {
    use rsa::pss::{Signature, VerifyingKey};
    // What is left out is SHA-1.
    let parameters = algorithm.parameters.as_ref().ok_or(Unproved::Weak)?;
    let parameters: Pss = parameters.decode_as().map_err(|_| Unproved::Algorithm)?;
    let digest = Digest::of(&parameters.hash.ok_or(Unproved::Weak)?.oid)?;
    let mask = parameters
        .mask
        .ok_or(Unproved::Weak)?
        .parameters
        .ok_or(Unproved::Algorithm)?;
    let mask: AlgorithmIdentifierOwned = mask.decode_as().map_err(|_| Unproved::Algorithm)?;
    if Digest::of(&mask.oid)? != digest || parameters.trailer.is_some_and(|t| t != 1) {
        return Err(Unproved::Algorithm.into());
    }
    let salt = usize::from(parameters.salt.unwrap_or(20));
    let key = rsa_key(key)?;
    let Ok(value) = Signature::try_from(value) else {
        return Ok(false);
    };
    let hash = digest.hash(message);
    let held = match digest {
        Digest::Sha256 => VerifyingKey::<Sha256>::new_with_salt_len(key, salt).verify_prehash(&hash, &value),
        Digest::Sha384 => VerifyingKey::<Sha384>::new_with_salt_len(key, salt).verify_prehash(&hash, &value),
        Digest::Sha512 => VerifyingKey::<Sha512>::new_with_salt_len(key, salt).verify_prehash(&hash, &value),
        Digest::Sm3 => return Err(Unproved::Algorithm.into()),
    };
    Ok(held.is_ok())
}

fn elliptic(key: &SubjectPublicKeyInfoOwned, digest: Digest, message: &[&[u8]], value: &[u8]) -> Result<bool, Fault> {
    let point = key.subject_public_key.raw_bytes();
    let curve: Option<ObjectIdentifier> = key.algorithm.parameters.as_ref().and_then(|p| p.decode_as().ok());
    let curve = curve.map(|c| c.to_string());
    let agrees = (curve.as_deref() == Some(SM2)) == (digest == Digest::Sm3);
    if !agrees {
        return Err(Unproved::Algorithm.into());
    }
    match curve.as_deref() {
        Some(P256) => {
            let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(point).map_err(|_| Unproved::Key)?;
            let value = p256::ecdsa::Signature::from_der(value);
            Ok(value.is_ok_and(|v| key.verify_prehash(&digest.hash(message), &v).is_ok()))
        }
        Some(P384) => {
            let key = p384::ecdsa::VerifyingKey::from_sec1_bytes(point).map_err(|_| Unproved::Key)?;
            let value = p384::ecdsa::Signature::from_der(value);
            Ok(value.is_ok_and(|v| key.verify_prehash(&digest.hash(message), &v).is_ok()))
        }
        Some(SM2) => {
            let key = sm2::dsa::VerifyingKey::from_sec1_bytes(SM2_IDENTITY, point).map_err(|_| Unproved::Key)?;
            let value = sm2_value(value);
            Ok(value.is_some_and(|v| key.multipart_verify(message, &v).is_ok()))
        }
        _ => Err(Unproved::Algorithm.into()),
    }
}

/// An SM2 signature: two numbers in a sequence (GM/T 0009, 7.3).
fn sm2_value(value: &[u8]) -> Option<sm2::dsa::Signature> {
    use der::Decode;
    #[derive(der::Sequence)]
    struct Pair<'a> {
        r: der::asn1::UintRef<'a>,
        s: der::asn1::UintRef<'a>,
    }
    // Some seals bear the two numbers as they are, 32 bytes each.
    if value.len() == 64 {
        return sm2::dsa::Signature::from_slice(value).ok();
    }
    let pair = Pair::from_der(value).ok()?;
    let mut both = [0u8; 64];
    for (half, number) in both.chunks_exact_mut(32).zip([pair.r, pair.s]) {
        let bytes = number.as_bytes();
        let at = half.len().checked_sub(bytes.len())?;
        half.get_mut(at..)?.copy_from_slice(bytes);
    }
    sm2::dsa::Signature::from_slice(&both).ok()
}
