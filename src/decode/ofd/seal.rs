//! Signatures of an OFD (GB/T 33190, 18): what each covers, whether it holds, and the seal that it stamps on pages (GB/T 38540).

use std::sync::Arc;

use base64ct::{Base64, Encoding};
use roxmltree::Node;

use super::container::{Container, folder, key, resolve};
use super::xml::{self, children};
use crate::decode::{Change, DecodeError, PdfSignature};
use crate::signature::algorithms::Digest;
use crate::signature::seal::{self, Look};
use crate::signature::{self, Binding, Fault, Proof, Unproved};

/// Signatures of one file that are proved; a contract has a handful.
pub const PROVED: usize = 64;

/// References of one signature that are followed.
const REFERENCES: usize = 4096;

/// A seal where a page shows it.
pub struct Stamp {
    /// ID of its page.
    pub page: String,
    /// Left, top, width, height in millimetres.
    pub area: [f64; 4],
    pub look: Look,
}

/// A signature as its file describes it.
pub struct Signed {
    /// The description's own path.
    pub path: String,
    /// What the signature is over.
    description: Arc<[u8]>,
    value: Arc<[u8]>,
    /// By which digest the covered members are told, and their paths with it.
    method: Result<Digest, Unproved>,
    covered: Vec<(String, Vec<u8>)>,
    /// It covers more than is followed.
    beyond: bool,
}

/// Reads a signature's description, and the stamps it puts on pages. One that is missing, or says nothing that can be read, is a signature that
/// does not hold.
pub fn read(container: &mut Container, path: &str) -> Result<(Signed, Vec<Stamp>), DecodeError> {
    let mut signed = Signed {
        path: path.to_owned(),
        description: Arc::default(),
        value: Arc::default(),
        method: Err(Unproved::Form),
        covered: Vec::new(),
        beyond: false,
    };
    let Some(bytes) = container.member(path)? else {
        return Ok((signed, Vec::new()));
    };
    let document = xml::parse(&bytes)?;
    let root = document.root_element();
    if let Some(value) = xml::said(root, "SignedValue") {
        let value = container.member(&resolve(container, folder(path), value))?;
        signed.value = value.unwrap_or_default();
    }
    let Some(info) = xml::child(root, "SignedInfo") else {
        return Ok((signed, Vec::new()));
    };
    if let Some(list) = xml::child(info, "References") {
        signed.method = method(xml::value(list, "CheckMethod").unwrap_or("MD5"));
        let mut references = children(list, "Reference");
        for reference in references.by_ref().take(REFERENCES) {
            let (Some(file), Some(check)) = (reference.attribute("FileRef"), xml::said(reference, "CheckValue")) else {
                continue;
            };
            let check: String = check.split_ascii_whitespace().collect();
            let value = Base64::decode_vec(&check).unwrap_or_default();
            signed.covered.push((resolve(container, folder(path), file), value));
        }
        signed.beyond = references.next().is_some();
    }
    signed.description = Arc::clone(&bytes);
    let stamps = stamps(container, path, info, &signed.value)?;
    Ok((signed, stamps))
}

/// By its object identifier or by its name (GM/T 0006).
fn method(name: &str) -> Result<Digest, Unproved> {
    match name.to_ascii_uppercase().replace('-', "").as_str() {
        "SM3" => Ok(Digest::Sm3),
        "SHA256" => Ok(Digest::Sha256),
        "SHA384" => Ok(Digest::Sha384),
        "SHA512" => Ok(Digest::Sha512),
        "MD5" | "SHA1" => Err(Unproved::Weak),
        _ => name
            .parse()
            .map_err(|_| Unproved::Algorithm)
            .and_then(|oid| Digest::of(&oid)),
    }
}

fn stamps(container: &mut Container, path: &str, info: Node<'_, '_>, value: &[u8]) -> Result<Vec<Stamp>, DecodeError> {
    let places: Vec<Node<'_, '_>> = children(info, "StampAnnot").collect();
    if places.is_empty() {
        return Ok(Vec::new());
    }
    let mut look = seal::look(value);
    // The seal beside the signature, where the one within it cannot be read.
    if let Some(link) = xml::child(info, "Seal")
        .and_then(|s| xml::said(s, "BaseLoc"))
        .filter(|_| look.is_none())
    {
        let member = container.member(&resolve(container, folder(path), link))?;
        look = member.and_then(|m| seal::look_alone(&m));
    }
    let Some(look) = look else { return Ok(Vec::new()) };
    let stamps = places.into_iter().filter_map(|place| {
        Some(Stamp {
            page: place.attribute("PageRef")?.to_owned(),
            area: xml::fixed(place, "Boundary")?,
            look: look.clone(),
        })
    });
    Ok(stamps.collect())
}

/// Proves a signature. `drawn`: members that the pages show something of, without those of signatures; one that is not covered may have been
/// put there by anybody.
pub fn prove(
    signed: &Signed,
    container: &mut Container,
    drawn: &[String],
) -> Result<(PdfSignature, Proof), DecodeError> {
    let sealed = seal::prove(&signed.value, &signed.description);
    let mut proof = match sealed.proof.held {
        // A signature without a seal is a CMS message.
        Err(Fault::Malformed) => signature::prove(&signed.value, Binding::Detached, &[&signed.description]),
        _ => sealed.proof,
    };
    if let Err(fault) = sealed.made
        && proof.held.is_ok()
        && fault != Fault::Malformed
    {
        proof.held = Err(fault);
    }
    if proof.held.is_ok() {
        proof.held = covers(signed, container)?;
    }
    let covered = |path: &String| signed.covered.iter().any(|(c, _)| key(c) == *path);
    let whole = drawn.iter().all(covered);
    let told = PdfSignature {
        time_stamp: false,
        held: proof.held,
        whole,
        changed: proof
            .held
            .is_ok()
            .then_some(if whole { Change::None } else { Change::Content }),
        permits: None,
        signer: proof.signer.clone(),
        claimed: proof.claimed,
        standing: None,
    };
    Ok((told, proof))
}

/// Whether the members are those that were signed.
fn covers(signed: &Signed, container: &mut Container) -> Result<Result<(), Fault>, DecodeError> {
    let digest = match signed.method {
        Ok(digest) => digest,
        Err(why) => return Ok(Err(why.into())),
    };
    if signed.beyond {
        return Ok(Err(Unproved::Budget.into()));
    }
    if signed.covered.is_empty() {
        return Ok(Err(Fault::Range));
    }
    for (path, value) in &signed.covered {
        let Some(bytes) = container.member(path)? else {
            return Ok(Err(Fault::Digest));
        };
        if digest.hash(&[&bytes]) != *value {
            return Ok(Err(Fault::Digest));
        }
    }
    Ok(Ok(()))
}
