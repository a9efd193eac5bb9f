//! Electronic seals (GB/T 38540, before it GM/T 0031): the picture that a signature stamps on a page.

use roxmltree::Node;

use super::container::{Container, folder, resolve};
use super::xml::{self, children};
use crate::decode::DecodeError;

/// A seal's picture where a page shows it.
pub struct Stamp {
    /// ID of its page.
    pub page: String,
    /// Left, top, width, height in millimetres.
    pub area: [f64; 4],
    /// Picture file, or an OFD of one page.
    pub picture: Vec<u8>,
    /// Its kind by its own word, in lower case: "png", "ofd".
    pub kind: String,
}

/// The stamps of one signature. One that bears no seal, or a seal that cannot be read, stamps nothing.
pub fn stamps(container: &mut Container, path: &str) -> Result<Vec<Stamp>, DecodeError> {
    let Some(bytes) = container.member(path)? else {
        return Ok(Vec::new());
    };
    let document = xml::parse(&bytes)?;
    let root = document.root_element();
    let Some(info) = xml::child(root, "SignedInfo") else {
        return Ok(Vec::new());
    };
    let places: Vec<Node<'_, '_>> = children(info, "StampAnnot").collect();
    if places.is_empty() {
        return Ok(Vec::new());
    }
    let seal = xml::child(info, "Seal").and_then(|s| xml::said(s, "BaseLoc"));
    let mut found = None;
    // The seal beside the signature, else the one within what was signed.
    for (link, depth) in [(seal, 0), (xml::said(root, "SignedValue"), 1)] {
        let Some(link) = link else { continue };
        let member = container.member(&resolve(container, folder(path), link))?;
        found = found.or_else(|| member.and_then(|m| picture(&m, depth)));
    }
    let Some((kind, picture)) = found else {
        return Ok(Vec::new());
    };
    let stamps = places.into_iter().filter_map(|place| {
        Some(Stamp {
            page: place.attribute("PageRef")?.to_owned(),
            area: xml::fixed(place, "Boundary")?,
            picture: picture.clone(),
            kind: kind.clone(),
        })
    });
    Ok(stamps.collect())
}

/// The picture of a seal (`SESeal`, depth 0) or of a signature that holds one (`SES_Signature`, depth 1): kind and bytes.
fn picture(der: &[u8], depth: usize) -> Option<(String, Vec<u8>)> {
    let whole = Der::first(der)?;
    let seal = if depth == 1 { whole.part(0)?.part(1)? } else { whole };
    // eSealInfo: header, esID, property, picture.
    let picture = seal.part(0)?.part(3)?;
    let kind = String::from_utf8(picture.part(0)?.value.to_vec()).ok()?.to_lowercase();
    Some((kind, picture.part(1)?.value.to_vec()))
}

/// One element of DER (ITU-T X.690): its value's bytes.
#[derive(Clone, Copy)]
struct Der<'a> {
    value: &'a [u8],
    rest: &'a [u8],
}

impl<'a> Der<'a> {
    /// The first element of some bytes.
    fn first(bytes: &'a [u8]) -> Option<Self> {
        let (_tag, bytes) = bytes.split_first()?;
        let (first, mut bytes) = bytes.split_first()?;
        let length = match first {
            0x00..=0x7f => usize::from(*first),
            0x81..=0x84 => {
                let (length, rest) = bytes.split_at_checked(usize::from(first - 0x80))?;
                bytes = rest;
                length.iter().fold(0, |n, b| n << 8 | usize::from(*b))
            }
            _ => return None,
        };
        let (value, rest) = bytes.split_at_checked(length)?;
        Some(Self { value, rest })
    }

    /// The `n`-th element within this one.
    fn part(self, n: usize) -> Option<Self> {
        let mut at = Self::first(self.value)?;
        for _ in 0..n {
            at = Self::first(at.rest)?;
        }
        Some(at)
    }
}
