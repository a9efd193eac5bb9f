//! Signatures of a PDF: what each covers, whether it holds, and what came after it (ISO 32000-2, 12.8). The signature itself is proved by
//! [`crate::signature`]; here stands what is of PDF.

use std::sync::Arc;

use super::{changes, revisions};
use crate::decode::{Change, PdfSignature};
use crate::limits::Limits;
use crate::signature::{self, Binding, Fault, Proof, Unproved};
use hayro_syntax::object::{Array, Dict, Name, Number, String as Bytes};

/// Signatures of one file that are proved; a contract has a handful.
const PROVED: usize = 64;
/// Signatures whose revision is held against the file.
const COMPARED: usize = 16;
/// Objects looked at while revisions are compared, all comparisons together.
const OBJECTS: usize = 600_000;

/// A signature dictionary as it was met.
#[derive(Debug)]
pub(super) struct Met {
    range: Vec<i64>,
    contents: Vec<u8>,
    form: Option<String>,
    /// What the signer permits after him, where he certifies the document.
    permits: Option<u8>,
    /// When it was made, as the dictionary says. Seconds since 1970.
    said: Option<i64>,
}

/// The signatures that were met, and how many more there were.
#[derive(Debug, Default)]
pub(super) struct All {
    kept: Vec<Met>,
    beyond: usize,
}

impl All {
    /// Whether a dictionary is a signature: it has a value and says what that covers.
    pub(super) fn look(&mut self, dict: &Dict<'_>) {
        if !dict.contains_key("Contents") {
            return;
        }
        let Some(range) = dict.get::<Array<'_>>("ByteRange") else {
            return;
        };
        if self.kept.len() >= PROVED {
            self.beyond += 1;
            return;
        }
        let contents = dict.get::<Bytes<'_>>("Contents");
        let contents = contents.as_ref().map(Bytes::as_bytes).unwrap_or_default();
        self.kept.push(Met {
            // One more than a sound range has, so that a longer one is seen.
            range: range.iter::<Number>().take(5).map(|n| n.as_i64()).collect(),
            contents: contents
                .get(..contents.len().min(2 * signature::MESSAGE_BYTES))
                .unwrap_or_default()
                .to_vec(),
            form: dict.get::<Name<'_>>("SubFilter").map(|n| n.as_str().to_owned()),
            permits: permits(dict),
            said: dict.get::<Bytes<'_>>("M").and_then(|m| seconds(m.as_bytes())),
        });
    }
}

/// The access that a certifying signature permits: 1 nothing, 2 filling in and signing, 3 annotations besides (12.8.2.2).
fn permits(dict: &Dict<'_>) -> Option<u8> {
    let references = dict.get::<Array<'_>>("Reference")?;
    let mut all = references.iter::<Dict<'_>>().take(8);
    let certifies = all.find(|r| {
        r.get::<Name<'_>>("TransformMethod")
            .is_some_and(|m| m.as_str() == "DocMDP")
    })?;
    let level = certifies
        .get::<Dict<'_>>("TransformParams")
        .and_then(|p| p.get::<u8>("P"));
    Some(level.filter(|p| (1..=3).contains(p)).unwrap_or(2))
}

/// A date of ISO 32000-2, 7.9.4, with a day at least: `D:20260601120000+08'00'`.
pub(super) fn seconds(text: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(text).ok()?.strip_prefix("D:")?;
    let digits = text.bytes().take_while(u8::is_ascii_digit).count().min(14);
    let (time, zone) = text.split_at_checked(digits)?;
    if time.len() < 8 {
        return None;
    }
    let time = jiff::civil::DateTime::strptime("%Y%m%d%H%M%S", format!("{time:0<14}")).ok()?;
    let utc = jiff::tz::Offset::UTC.to_timestamp(time).ok()?.as_second();
    let two = |at: usize| zone.get(at..at + 2).and_then(|n| n.parse::<i64>().ok()).unwrap_or(0);
    let ahead = two(1) * 3600 + two(4) * 60;
    match zone.bytes().next() {
        Some(b'+') => Some(utc - ahead),
        Some(b'-') => Some(utc + ahead),
        _ => Some(utc),
    }
}

/// The range as four places in the file: where the first part ends, where the second begins and ends.
fn parts(range: &[i64], length: usize) -> Option<(usize, usize, usize)> {
    let &[0, first, second, rest] = range else {
        return None;
    };
    let (first, second, rest) = (
        usize::try_from(first).ok()?,
        usize::try_from(second).ok()?,
        usize::try_from(rest).ok()?,
    );
    let end = second.checked_add(rest)?;
    (first > 0 && first < second && end <= length).then_some((first, second, end))
}

/// The value that stands in the gap of a range: hexadecimal digits between angle brackets and nothing else.
fn value(gap: &[u8]) -> Option<Vec<u8>> {
    let digits = gap.strip_prefix(b"<")?.strip_suffix(b">")?;
    let mut out = Vec::with_capacity(digits.len() / 2);
    let mut half = None;
    for &byte in digits.iter().filter(|b| !b.is_ascii_whitespace()) {
        let digit = char::from(byte).to_digit(16)? as u8;
        match half.take() {
            None => half = Some(digit),
            Some(high) => out.push(high << 4 | digit),
        }
    }
    out.extend(half.map(|h| h << 4));
    Some(out)
}

/// The first bytes of a file, as the parser takes them.
struct Start(Arc<[u8]>, usize);

impl AsRef<[u8]> for Start {
    fn as_ref(&self) -> &[u8] {
        self.0.get(..self.1).unwrap_or_default()
    }
}

/// What is known of a file's signatures.
pub(super) struct Known {
    /// One each, by the end of what they cover.
    pub(super) signatures: Vec<PdfSignature>,
    /// What proves them, in the same order.
    pub(super) proofs: Vec<Proof>,
    /// Further ones that were not looked at.
    pub(super) beyond: usize,
}

/// Proves the signatures that were met. `encrypted`: strings are not read as they are stored.
pub(super) fn prove(all: All, bytes: &Arc<[u8]>, pdf: &hayro_syntax::Pdf, encrypted: bool, limits: &Limits) -> Known {
    let mut met = all.kept;
    let end = |m: &Met| parts(&m.range, bytes.len()).map_or(usize::MAX, |(_, _, end)| end);
    met.sort_by_key(end);
    let (mut digested, mut compared, mut objects) = (0u64, 0, OBJECTS);
    let mut signatures = Vec::new();
    let mut proofs = Vec::new();
    for one in &met {
        let stamp = one.form.as_deref() == Some("ETSI.RFC3161");
        let at = parts(&one.range, bytes.len());
        let mut proof = hold(one, at, bytes, stamp, encrypted, &mut digested, limits);
        let whole = at.is_some_and(|(_, _, end)| !revisions::grows_after(bytes, end as u64));
        let changed = match at {
            _ if whole => Some(Change::None),
            Some((_, _, end)) if proof.held.is_ok() && compared < COMPARED => {
                compared += 1;
                since(bytes, end, pdf, limits, &mut objects)
            }
            _ => None,
        };
        proof.claimed = proof.claimed.or(one.said);
        signatures.push(PdfSignature {
            time_stamp: stamp,
            held: proof.held,
            whole,
            changed,
            permits: one.permits,
            signer: proof.signer.clone(),
            claimed: proof.claimed,
            standing: None,
        });
        proofs.push(proof);
    }
    Known {
        signatures,
        proofs,
        beyond: all.beyond,
    }
}

fn hold(
    one: &Met,
    at: Option<(usize, usize, usize)>,
    bytes: &[u8],
    stamp: bool,
    encrypted: bool,
    digested: &mut u64,
    limits: &Limits,
) -> Proof {
    let places = at.and_then(|(first, second, end)| {
        Some((bytes.get(..first)?, bytes.get(first..second)?, bytes.get(second..end)?))
    });
    let Some((head, gap, tail)) = places else {
        return Proof::failed(Fault::Range);
    };
    // What is left out of the range is the value of this very signature, and nothing else hides there.
    let Some(value) = value(gap).filter(|v| encrypted || v.get(..one.contents.len()) == Some(&one.contents)) else {
        return Proof::failed(Fault::Range);
    };
    *digested = digested.saturating_add((head.len() + tail.len()) as u64);
    if *digested > limits.decoded_bytes {
        return Proof::failed(Unproved::Budget.into());
    }
    if let Some("adbe.x509.rsa_sha1" | "adbe.pkcs7.sha1") = one.form.as_deref() {
        return Proof::failed(Unproved::Weak.into());
    }
    let binding = if stamp { Binding::TimeStamp } else { Binding::Detached };
    signature::prove(&value, binding, &[head, tail])
}

/// What changed since the revision that ends at `end`. `None`: a budget ended the comparison.
fn since(
    bytes: &Arc<[u8]>,
    end: usize,
    pdf: &hayro_syntax::Pdf,
    limits: &Limits,
    objects: &mut usize,
) -> Option<Change> {
    if *objects == 0 {
        return None;
    }
    let Ok(old) = hayro_syntax::Pdf::new(Arc::new(Start(Arc::clone(bytes), end))) else {
        return Some(Change::Unclear);
    };
    if super::budget::over(&old, limits).is_some() {
        return None;
    }
    let found = changes::between(old.xref(), pdf.xref(), objects)?;
    // Bytes that are no revision say something to some reader, or to none.
    let rest = bytes.get(end..).unwrap_or_default();
    let revision = revisions::places(rest, b"startxref").next().is_some();
    Some(if revision { found } else { found.max(Change::Unclear) })
}
