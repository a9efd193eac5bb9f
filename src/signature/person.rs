//! Who a certificate names.

use der::asn1::{Ia5StringRef, PrintableStringRef, TeletexStringRef, Utf8StringRef};
use serde::{Deserialize, Serialize};
use x509_cert::Certificate;
use x509_cert::name::Name;

const COMMON_NAME: &str = "2.5.4.3";
const ORGANISATION: &str = "2.5.4.10";
const UNIT: &str = "2.5.4.11";
/// Characters of one name that are kept.
const NAME_CHARS: usize = 200;

/// The holder of a certificate, as the certificate says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signer {
    /// Common name; organisation or unit where there is none.
    pub name: String,
    /// All that may be the holder's name: common name, organisation, units, and the parts of a common name that is composed with `@` as
    /// Chinese authorities do (`051@name@number@1`). Sorted, each once.
    pub names: Vec<String>,
    /// Who issued the certificate.
    pub issuer: String,
    /// Seconds since 1970 from which it is valid.
    pub from: i64,
    /// Seconds since 1970 until which it is valid.
    pub until: i64,
}

impl Signer {
    /// Of a certificate.
    pub fn of(certificate: &Certificate) -> Self {
        let tbs = certificate.tbs_certificate();
        let (name, mut names) = names(tbs.subject());
        let parts: Vec<String> = names
            .iter()
            .filter(|n| n.contains('@'))
            .flat_map(|n| n.split('@').map(str::to_owned).collect::<Vec<_>>())
            .filter(|p| p.chars().any(|c| !c.is_ascii_digit()))
            .collect();
        names.extend(parts);
        names.sort();
        names.dedup();
        let validity = tbs.validity();
        let seconds =
            |time: &x509_cert::time::Time| i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX);
        Self {
            name,
            names,
            issuer: self::names(tbs.issuer()).0,
            from: seconds(&validity.not_before),
            until: seconds(&validity.not_after),
        }
    }
}

/// The name to call it by, and all names that may be the holder's.
fn names(name: &Name) -> (String, Vec<String>) {
    let mut found: Vec<(usize, String)> = Vec::new();
    let order = [COMMON_NAME, ORGANISATION, UNIT];
    for part in name.iter() {
        let oid = part.oid.to_string();
        if let Some(rank) = order.iter().position(|o| *o == oid)
            && let Some(text) = text(&part.value)
        {
            found.push((rank, text));
        }
    }
    found.sort();
    let called = found.first().map(|(_, n)| n.clone()).unwrap_or_default();
    (called, found.into_iter().map(|(_, n)| n).collect())
}

/// A string of a name, in whichever of its alphabets it is written; without control characters.
fn text(value: &der::Any) -> Option<String> {
    let plain = |s: &str| s.to_owned();
    let written = if let Ok(s) = value.decode_as::<Utf8StringRef<'_>>() {
        plain(s.as_ref())
    } else if let Ok(s) = value.decode_as::<PrintableStringRef<'_>>() {
        plain(s.as_ref())
    } else if let Ok(s) = value.decode_as::<Ia5StringRef<'_>>() {
        plain(s.as_ref())
    } else if let Ok(s) = value.decode_as::<TeletexStringRef<'_>>() {
        plain(s.as_ref())
    } else if let Ok(s) = value.decode_as::<der::asn1::BmpString>() {
        s.to_string()
    } else {
        return None;
    };
    let kept: String = written.chars().filter(|c| !c.is_control()).take(NAME_CHARS).collect();
    let kept = kept.trim().to_owned();
    (!kept.is_empty()).then_some(kept)
}
