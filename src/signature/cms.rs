//! A CMS message held against the bytes it is to sign (RFC 5652, 5; GM/T 0010 has the same form under numbers of its own).

use cms::content_info::ContentInfo;
use cms::signed_data::{SignedData, SignerIdentifier, SignerInfo};
use der::asn1::{ObjectIdentifier, OctetString};
use der::{Any, Decode, Encode, EncodingRules, SliceReader};
use x509_cert::Certificate;
use x509_cert::attr::Attribute;
use x509_cert::spki::AlgorithmIdentifierOwned;

use super::algorithms::{self, Digest};
use super::{Fault, MESSAGE_BYTES, Signer, Standing, Trust, Unproved};

/// Signed data: RFC 5652, and GM/T 0010.
const SIGNED_DATA: [&str; 2] = ["1.2.840.113549.1.7.2", "1.2.156.10197.6.1.4.2.2"];
/// Attributes (RFC 5652, 11).
const CONTENT_TYPE: &str = "1.2.840.113549.1.9.3";
const MESSAGE_DIGEST: &str = "1.2.840.113549.1.9.4";
const SIGNING_TIME: &str = "1.2.840.113549.1.9.5";
/// What a time stamp holds (RFC 3161, 2.4.2).
const TIME_STAMP: &str = "1.2.840.113549.1.9.16.1.4";
/// Certificates of a message that are looked at; a message with a path to its root has three or four.
const CERTIFICATES: usize = 64;

/// How a message is bound to the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Binding {
    /// It is over the bytes themselves.
    Detached,
    /// It is a time stamp that holds their digest.
    TimeStamp,
}

/// What a message proves.
#[derive(Debug, Clone)]
pub struct Proof {
    /// Whether it holds: the bytes are those that were signed, by the key of the certificate.
    pub held: Result<(), Fault>,
    /// Whose certificate it is.
    pub signer: Option<Signer>,
    /// When it was made, as the signer says; of a time stamp, as its authority says. Seconds since 1970.
    pub claimed: Option<i64>,
    certificate: Option<Certificate>,
    others: Vec<Certificate>,
}

impl Proof {
    /// Of what could not be looked at further.
    pub const fn failed(fault: Fault) -> Self {
        Self {
            held: Err(fault),
            signer: None,
            claimed: None,
            certificate: None,
            others: Vec::new(),
        }
    }

    /// Of a signature that is no CMS message.
    pub(super) fn of(
        held: Result<(), Fault>,
        certificate: Certificate,
        others: Vec<Certificate>,
        claimed: Option<i64>,
    ) -> Self {
        Self {
            held,
            signer: Some(Signer::of(&certificate)),
            claimed,
            certificate: Some(certificate),
            others,
        }
    }

    /// Where the signer stands at a time (seconds since 1970); `None` where nobody is known, or nobody is trusted at all.
    pub fn standing(&self, trust: &Trust, at: i64) -> Option<Standing> {
        let certificate = self.certificate.as_ref().filter(|_| !trust.is_empty())?;
        Some(trust.standing(certificate, &self.others, at))
    }
}

/// Holds a message against the parts of the signed bytes. What follows the message is left alone: its place is filled up with zeros.
pub fn prove(message: &[u8], binding: Binding, signed: &[&[u8]]) -> Proof {
    let data = match open(message) {
        Ok(data) => data,
        Err(fault) => return Proof::failed(fault),
    };
    let [signer] = data.signer_infos.0.as_slice() else {
        let fault = if data.signer_infos.0.is_empty() {
            Fault::Malformed
        } else {
            Unproved::Form.into()
        };
        return Proof::failed(fault);
    };
    let mut certificates: Vec<Certificate> = Vec::new();
    for choice in data.certificates.iter().flat_map(|set| set.0.iter()).take(CERTIFICATES) {
        if let cms::cert::CertificateChoices::Certificate(certificate) = choice {
            certificates.push(certificate.clone());
        }
    }
    let Some(at) = certificates.iter().position(|c| is_of(&signer.sid, c)) else {
        return Proof::failed(Unproved::NoCertificate.into());
    };
    let certificate = certificates.remove(at);
    let stamp = stamped(&data);
    Proof {
        held: holds(&data, signer, &certificate, binding, signed, stamp.as_ref()),
        signer: Some(Signer::of(&certificate)),
        claimed: match binding {
            Binding::Detached => signing_time(signer),
            Binding::TimeStamp => stamp.map(|s| s.time),
        },
        certificate: Some(certificate),
        others: certificates,
    }
}

fn open(message: &[u8]) -> Result<SignedData, Fault> {
    let read = |rules| -> Option<SignedData> {
        let mut reader =
            SliceReader::new_with_encoding_rules(message.get(..message.len().min(MESSAGE_BYTES))?, rules).ok()?;
        let info = ContentInfo::decode(&mut reader).ok()?;
        if !SIGNED_DATA.contains(&info.content_type.to_string().as_str()) {
            return None;
        }
        info.content.decode_as_encoding(rules).ok()
    };
    let data = read(EncodingRules::Der).or_else(|| read(EncodingRules::Ber));
    data.ok_or(if message.len() > MESSAGE_BYTES {
        Unproved::Budget.into()
    } else {
        Fault::Malformed
    })
}

fn is_of(sid: &SignerIdentifier, certificate: &Certificate) -> bool {
    let tbs = certificate.tbs_certificate();
    match sid {
        SignerIdentifier::IssuerAndSerialNumber(id) => {
            id.issuer == *tbs.issuer() && id.serial_number == *tbs.serial_number()
        }
        SignerIdentifier::SubjectKeyIdentifier(id) => tbs
            .get_extension::<x509_cert::ext::pkix::SubjectKeyIdentifier>()
            .is_ok_and(|found| found.is_some_and(|(_, theirs)| theirs == *id)),
    }
}

/// The one value of an attribute; `Err` where it is there more than once.
fn attribute<'a>(signer: &'a SignerInfo, oid: &str) -> Result<Option<&'a Any>, Fault> {
    let all = signer.signed_attrs.iter().flat_map(|a| a.iter());
    let mut found = all.filter(|a: &&Attribute| a.oid.to_string() == oid);
    match (found.next(), found.next()) {
        (None, _) => Ok(None),
        (Some(one), None) => match one.values.as_slice() {
            [value] => Ok(Some(value)),
            _ => Err(Fault::Malformed),
        },
        (Some(_), Some(_)) => Err(Fault::Malformed),
    }
}

fn signing_time(signer: &SignerInfo) -> Option<i64> {
    let value = attribute(signer, SIGNING_TIME).ok()??;
    let time: x509_cert::time::Time = value.decode_as().ok()?;
    i64::try_from(time.to_unix_duration().as_secs()).ok()
}

fn holds(
    data: &SignedData,
    signer: &SignerInfo,
    certificate: &Certificate,
    binding: Binding,
    signed: &[&[u8]],
    stamp: Option<&Stamp>,
) -> Result<(), Fault> {
    let digest = Digest::of(&signer.digest_alg.oid)?;
    let content = &data.encap_content_info;
    let within = || -> Result<Option<Vec<u8>>, Fault> {
        let octets = content
            .econtent
            .as_ref()
            .map(|c| c.decode_as::<OctetString>().map(|o| o.as_bytes().to_vec()));
        octets.transpose().map_err(|_| Fault::Malformed)
    };
    let held: Option<Vec<u8>> = match binding {
        // A message that bears its content is not over the bytes of the file (adbe.pkcs7.sha1 bears their SHA-1).
        Binding::Detached if content.econtent.is_some() => return Err(Unproved::Form.into()),
        Binding::Detached => None,
        Binding::TimeStamp => {
            let stamp = stamp.ok_or(Fault::Malformed)?;
            if Digest::of(&stamp.digest)?.hash(signed) != stamp.value {
                return Err(Fault::Digest);
            }
            within()?
        }
    };
    let own: [&[u8]; 1] = [held.as_deref().unwrap_or_default()];
    let message: &[&[u8]] = if held.is_some() { &own } else { signed };
    let key = certificate.tbs_certificate().subject_public_key_info();
    let value = signer.signature.as_bytes();
    let algorithm = &signer.signature_algorithm;
    let Some(attributes) = &signer.signed_attrs else {
        // Without attributes the value is over the content itself, and cannot tell a wrong digest from a wrong value.
        agree(algorithm, digest)?;
        return algorithms::verify(key, algorithm, Some(digest), message, value);
    };
    let claimed = attribute(signer, MESSAGE_DIGEST)?.ok_or(Fault::Malformed)?;
    let claimed: OctetString = claimed.decode_as().map_err(|_| Fault::Malformed)?;
    let kind = attribute(signer, CONTENT_TYPE)?.ok_or(Fault::Malformed)?;
    let kind: ObjectIdentifier = kind.decode_as().map_err(|_| Fault::Malformed)?;
    if kind != content.econtent_type {
        return Err(Fault::Malformed);
    }
    if claimed.as_bytes() != digest.hash(message) {
        return Err(Fault::Digest);
    }
    let attributes = attributes.to_der().map_err(|_| Fault::Malformed)?;
    algorithms::verify(key, algorithm, Some(digest), &[&attributes], value)
}

/// A signature algorithm that fixes a digest must fix the one that was named.
fn agree(algorithm: &AlgorithmIdentifierOwned, digest: Digest) -> Result<(), Fault> {
    match Digest::of(&algorithm.oid) {
        Ok(fixed) if fixed != digest => Err(Fault::Malformed),
        Err(Unproved::Weak) => Err(Unproved::Weak.into()),
        Ok(_) | Err(_) => Ok(()),
    }
}

/// The digest that a time stamp is of.
#[derive(der::Sequence)]
struct Imprint {
    algorithm: AlgorithmIdentifierOwned,
    value: OctetString,
}

/// What a time stamp says: which digest the bytes have, and when.
struct Stamp {
    digest: ObjectIdentifier,
    value: Vec<u8>,
    time: i64,
}

/// The time stamp in a message (`TSTInfo`).
fn stamped(data: &SignedData) -> Option<Stamp> {
    if data.encap_content_info.econtent_type.to_string() != TIME_STAMP {
        return None;
    }
    let content: OctetString = data.encap_content_info.econtent.as_ref()?.decode_as().ok()?;
    let whole = Any::from_der(content.as_bytes()).ok()?;
    // version, policy, imprint, number, time; what may follow says nothing that is asked here.
    let mut reader = SliceReader::new(whole.value()).ok()?;
    let _version = Any::decode(&mut reader).ok()?;
    let _policy = Any::decode(&mut reader).ok()?;
    let imprint = Imprint::decode(&mut reader).ok()?;
    let _number = Any::decode(&mut reader).ok()?;
    let time = Any::decode(&mut reader).ok()?;
    Some(Stamp {
        digest: imprint.algorithm.oid,
        value: imprint.value.as_bytes().to_vec(),
        time: generalised(time.value())?,
    })
}

/// A generalised time, which a stamp may write with parts of a second: `20260601120000.5Z`.
pub(super) fn generalised(text: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(text).ok()?;
    let (whole, rest) = text.split_at_checked(14)?;
    if !rest.ends_with('Z') || !whole.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let time = jiff::civil::DateTime::strptime("%Y%m%d%H%M%S", whole).ok()?;
    let time = jiff::tz::Offset::UTC.to_timestamp(time).ok()?;
    Some(time.as_second())
}
