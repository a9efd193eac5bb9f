//! A signature made with an electronic seal (`SES_Signature` of GB/T 38540-2020, and of GM/T 0031-2014 before it): is it over these bytes,
//! and is the seal in it sound. Structures: GB/T 38540, 6 and 7; GM/T 0031 has the same parts in another order.

use der::asn1::{AnyRef, BitStringRef, ObjectIdentifier, OctetStringRef};
use der::{Decode, Encode, Reader, SliceReader, Tag, Tagged};
use x509_cert::Certificate;
use x509_cert::spki::AlgorithmIdentifierOwned;

use super::algorithms::{self, Digest};
use super::cms::Proof;
use super::{Fault, MESSAGE_BYTES};

/// Parts of one sequence that are looked at.
const PARTS: usize = 16;

/// What a seal's signature proves.
#[derive(Debug, Clone)]
pub struct SealProof {
    /// Of the signature, made with the key of the seal's holder.
    pub proof: Proof,
    /// Whether its maker's signature over the seal itself holds.
    pub made: Result<(), Fault>,
}

/// What a seal shows.
#[derive(Debug, Clone)]
pub struct Look {
    /// What it is called, by its own word: "杭州示例科技有限公司".
    pub name: Option<String>,
    /// The format of its picture by its own word, in lower case: "png", "ofd".
    pub kind: String,
    /// The picture's bytes.
    pub picture: Vec<u8>,
}

/// Holds a seal's signature against the bytes that it is to sign (an OFD's `Signature.xml`).
pub fn prove(value: &[u8], signed: &[u8]) -> SealProof {
    match read(value) {
        Some(parts) => parts.weigh(signed),
        None => SealProof {
            proof: Proof::failed(Fault::Malformed),
            made: Err(Fault::Malformed),
        },
    }
}

/// What the seal in a signature shows; nothing is proved.
pub fn look(value: &[u8]) -> Option<Look> {
    read(value)?.seal.look
}

/// What a seal that stands by itself (`SESeal`) shows.
pub fn look_alone(seal_bytes: &[u8]) -> Option<Look> {
    seal(AnyRef::from_der(seal_bytes).ok()?)?.look
}

/// The parts of a signature.
struct Signature<'a> {
    /// What was signed, as it is encoded.
    signed: Vec<u8>,
    hash: &'a [u8],
    certificate: Certificate,
    algorithm: ObjectIdentifier,
    value: &'a [u8],
    claimed: Option<i64>,
    seal: Seal<'a>,
}

/// The parts of a seal.
struct Seal<'a> {
    look: Option<Look>,
    /// What its maker signed, as it is encoded: the seal's information alone, or with his certificate and algorithm. Both are met.
    signed: [Vec<u8>; 2],
    certificate: Option<Certificate>,
    algorithm: Option<ObjectIdentifier>,
    value: &'a [u8],
}

fn read(value: &[u8]) -> Option<Signature<'_>> {
    if value.len() > MESSAGE_BYTES {
        return None;
    }
    let whole = AnyRef::from_der(value).ok()?;
    let outer = parts(whole)?;
    let to_sign = *outer.first()?;
    let inner = parts(to_sign)?;
    // Of GB/T 38540 certificate, algorithm and value stand beside what was signed; of GM/T 0031 the first two within it.
    let new = outer.get(1)?.tag() == Tag::OctetString;
    let (certificate, algorithm, value) = if new {
        (outer[1], *outer.get(2)?, *outer.get(3)?)
    } else {
        (*inner.get(5)?, *inner.get(6)?, outer[1])
    };
    let time = inner.get(2).filter(|t| t.tag() == Tag::GeneralizedTime);
    Some(Signature {
        signed: to_sign.to_der().ok()?,
        hash: bits(*inner.get(3)?)?,
        certificate: Certificate::from_der(octets(certificate)?).ok()?,
        algorithm: algorithm.decode_as().ok()?,
        value: bits(value)?,
        claimed: time.and_then(|t| super::cms::generalised(t.value())),
        seal: seal(*inner.get(1)?)?,
    })
}

fn seal(any: AnyRef<'_>) -> Option<Seal<'_>> {
    let outer = parts(any)?;
    let info = *outer.first()?;
    let (property, picture) = match parts(info)?.as_slice() {
        [_, _, property, picture, ..] => (parts(*property)?, parts(*picture)?),
        _ => return None,
    };
    let name = property.get(1).map(|n| String::from_utf8_lossy(n.value()).into_owned());
    let kind = picture
        .first()
        .map(|k| String::from_utf8_lossy(k.value()).to_lowercase());
    let drawn = picture.get(1).and_then(|p| octets(*p));
    // The maker's part stands beside the seal's (GB/T 38540), or in a sequence of its own (GM/T 0031).
    let maker = match outer.get(1) {
        Some(inner) if inner.tag() == Tag::Sequence => parts(*inner)?,
        _ => outer.get(1..)?.to_vec(),
    };
    let encoded: Vec<Vec<u8>> = std::iter::once(&info)
        .chain(maker.iter().take(2))
        .map(|p| p.to_der().ok())
        .collect::<Option<_>>()?;
    Some(Seal {
        look: kind.zip(drawn).map(|(kind, picture)| Look {
            name: name.filter(|n| !n.trim().is_empty()),
            kind,
            picture: picture.to_vec(),
        }),
        signed: [sequence(&encoded.concat()), encoded.into_iter().next()?],
        certificate: maker.first().and_then(|c| Certificate::from_der(octets(*c)?).ok()),
        algorithm: maker.get(1).and_then(|a| a.decode_as().ok()),
        value: maker.get(2).and_then(|v| bits(*v)).unwrap_or_default(),
    })
}

impl Signature<'_> {
    fn weigh(self, signed: &[u8]) -> SealProof {
        let held = self.holds(signed);
        let made = self.seal.holds();
        SealProof {
            proof: Proof::of(held, self.certificate, Vec::new(), self.claimed),
            made,
        }
    }

    fn holds(&self, signed: &[u8]) -> Result<(), Fault> {
        let digest = Digest::of(&self.algorithm)?;
        if digest.hash(&[signed]) != self.hash {
            return Err(Fault::Digest);
        }
        verified(&self.certificate, self.algorithm, &self.signed, self.value)
    }
}

impl Seal<'_> {
    fn holds(&self) -> Result<(), Fault> {
        let (Some(certificate), Some(algorithm)) = (&self.certificate, self.algorithm) else {
            return Err(Fault::Malformed);
        };
        let held = |message: &Vec<u8>| verified(certificate, algorithm, message, self.value);
        held(&self.signed[0]).or_else(|_| held(&self.signed[1]))
    }
}

fn verified(certificate: &Certificate, oid: ObjectIdentifier, message: &[u8], value: &[u8]) -> Result<(), Fault> {
    let algorithm = AlgorithmIdentifierOwned { oid, parameters: None };
    let key = certificate.tbs_certificate().subject_public_key_info();
    algorithms::verify(key, &algorithm, None, &[message], value)
}

/// The elements of a sequence.
fn parts(any: AnyRef<'_>) -> Option<Vec<AnyRef<'_>>> {
    if any.tag() != Tag::Sequence {
        return None;
    }
    let mut reader = SliceReader::new(any.value()).ok()?;
    let mut out = Vec::new();
    while !reader.is_finished() && out.len() < PARTS {
        out.push(AnyRef::decode(&mut reader).ok()?);
    }
    Some(out)
}

fn octets(any: AnyRef<'_>) -> Option<&[u8]> {
    any.decode_as::<&OctetStringRef>().ok().map(OctetStringRef::as_bytes)
}

fn bits(any: AnyRef<'_>) -> Option<&[u8]> {
    any.decode_as::<BitStringRef<'_>>().ok()?.as_bytes()
}

/// A sequence of what is encoded already.
fn sequence(content: &[u8]) -> Vec<u8> {
    AnyRef::new(Tag::Sequence, content)
        .ok()
        .and_then(|a| a.to_der().ok())
        .unwrap_or_default()
}
