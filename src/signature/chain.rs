//! From a certificate to one that the operator trusts. In: certificates and the time to judge by. Out: a [`Standing`].
//! Of RFC 5280, 6: names, signatures, validity, who may issue and how deep, use of keys. A critical extension that is not understood ends a
//! path. Not here: policies, names that are constrained, revocation.

use der::{Decode, Encode};
use serde::{Deserialize, Serialize};
use x509_cert::Certificate;
use x509_cert::ext::pkix::{BasicConstraints, KeyUsage};

use super::algorithms;

/// Certificates of one path, its signer's and its root included. Paths of public authorities have three or four.
const PATH: usize = 8;
/// Signatures of certificates verified for one signer: a message may hold many that bear one name.
const STEPS: usize = 64;
/// Bytes of all files of a list together; the list of a browser has 300 KB.
const LIST_BYTES: usize = 4 << 20;

/// Critical extensions that are understood here.
const UNDERSTOOD: [&str; 2] = ["2.5.29.19", "2.5.29.15"];
/// Extensions that limit nothing which is asked here, critical or not: for what the key serves (RFC 5280, 4.2.1.12), policies.
const HARMLESS: [&str; 2] = ["2.5.29.37", "2.5.29.32"];

/// Whether a signer's certificate leads to one that is trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// It does, and all were valid at the time.
    Trusted,
    /// No path leads from it to a certificate of the list.
    NoPath,
    /// A path leads there, but a certificate on it was not valid at the time.
    NotValidThen,
    /// Its key is not meant for signatures.
    NotForSigning,
}

/// Certificates that the operator trusts.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    anchors: Vec<Certificate>,
}

/// What is wrong with a list of trusted certificates.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TrustError {
    /// A file holds no certificate that can be read.
    #[error("file {} of the trusted certificates is neither a PEM nor a DER certificate", .0 + 1)]
    Unreadable(usize),
    /// The files are larger than any list.
    #[error("the trusted certificates have more than {LIST_BYTES} bytes")]
    TooLarge,
}

impl Trust {
    /// From the files of a list: PEM with any number of certificates, or one in DER. The error names the file by its index.
    pub fn read(files: &[Vec<u8>]) -> Result<Self, TrustError> {
        if files.iter().map(Vec::len).sum::<usize>() > LIST_BYTES {
            return Err(TrustError::TooLarge);
        }
        let mut anchors = Vec::new();
        for (index, file) in files.iter().enumerate() {
            let wrong = |_| TrustError::Unreadable(index);
            if file.windows(11).any(|w| w == b"-----BEGIN ") {
                let chain = Certificate::load_pem_chain(file).map_err(wrong)?;
                if chain.is_empty() {
                    return Err(TrustError::Unreadable(index));
                }
                anchors.extend(chain);
            } else {
                anchors.push(Certificate::from_der(file).map_err(wrong)?);
            }
        }
        Ok(Self { anchors })
    }
    /// Whether nothing is trusted, that is: nobody said what to trust.
    pub fn is_empty(&self) -> bool {
        self.anchors.is_empty()
    }

    /// Where `signer` stands at a time (seconds since 1970), with the certificates that came along.
    pub fn standing(&self, signer: &Certificate, others: &[Certificate], at: i64) -> Standing {
        if !may_sign(signer) {
            return Standing::NotForSigning;
        }
        let mut walk = Walk {
            trust: self,
            others,
            at,
            steps: 0,
            late: false,
        };
        match walk.reaches(signer, 0, valid(signer, at)) {
            true => Standing::Trusted,
            false if walk.late => Standing::NotValidThen,
            false => Standing::NoPath,
        }
    }
}

/// A search for a path.
struct Walk<'a> {
    trust: &'a Trust,
    others: &'a [Certificate],
    at: i64,
    steps: usize,
    /// A path was found on which a certificate was not valid.
    late: bool,
}

impl Walk<'_> {
    /// Whether a path leads from `of`, below which `depth` certificates stand, to an anchor; `valid`: all so far are.
    fn reaches(&mut self, of: &Certificate, depth: usize, valid_so_far: bool) -> bool {
        if depth >= PATH || !understood(of) {
            return false;
        }
        if self.trust.anchors.contains(of) {
            self.late |= !valid_so_far;
            return valid_so_far;
        }
        let anchors = self.trust.anchors.iter().map(|c| (c, true));
        let others = self.others.iter().map(|c| (c, false));
        let issuer = of.tbs_certificate().issuer();
        for (candidate, anchor) in anchors.chain(others) {
            if candidate.tbs_certificate().subject() != issuer || candidate == of || !may_issue(candidate, depth) {
                continue;
            }
            self.steps += 1;
            if self.steps > STEPS {
                return false;
            }
            if !issued(of, candidate) {
                continue;
            }
            if anchor {
                self.late |= !valid_so_far;
                if valid_so_far {
                    return true;
                }
            } else if self.reaches(candidate, depth + 1, valid_so_far && valid(candidate, self.at)) {
                return true;
            }
        }
        false
    }
}

/// Whether a certificate bears the signature of the key of another.
fn issued(of: &Certificate, by: &Certificate) -> bool {
    let Ok(signed) = of.tbs_certificate().to_der() else {
        return false;
    };
    // Both places must name the same algorithm (RFC 5280, 4.1.1.2).
    of.tbs_certificate().signature() == of.signature_algorithm()
        && algorithms::verify(
            by.tbs_certificate().subject_public_key_info(),
            of.signature_algorithm(),
            None,
            &[&signed],
            of.signature().raw_bytes(),
        )
        .is_ok()
}

fn valid(certificate: &Certificate, at: i64) -> bool {
    let validity = certificate.tbs_certificate().validity();
    let seconds = |time: &x509_cert::time::Time| i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX);
    (seconds(&validity.not_before)..=seconds(&validity.not_after)).contains(&at)
}

fn understood(certificate: &Certificate) -> bool {
    let all = certificate.tbs_certificate().extensions().into_iter().flatten();
    all.filter(|e| e.critical).all(|e| {
        let oid = e.extn_id.to_string();
        UNDERSTOOD.contains(&oid.as_str()) || HARMLESS.contains(&oid.as_str())
    })
}

fn key_usage(certificate: &Certificate) -> Result<Option<KeyUsage>, ()> {
    let found = certificate.tbs_certificate().get_extension::<KeyUsage>();
    found.map(|e| e.map(|(_, usage)| usage)).map_err(|_| ())
}

/// Whether the key serves for signatures on documents (RFC 5280, 4.2.1.3); without a word on it, it does.
fn may_sign(certificate: &Certificate) -> bool {
    key_usage(certificate).is_ok_and(|u| u.is_none_or(|u| u.digital_signature() || u.non_repudiation()))
}

/// Whether it may issue the certificate under which `below` further issuers stand.
fn may_issue(certificate: &Certificate, below: usize) -> bool {
    let constraints = certificate.tbs_certificate().get_extension::<BasicConstraints>();
    let authority = constraints.is_ok_and(|found| {
        found.is_some_and(|(_, c)| c.ca && c.path_len_constraint.is_none_or(|most| below <= usize::from(most)))
    });
    authority && key_usage(certificate).is_ok_and(|u| u.is_none_or(|u| u.key_cert_sign()))
}
